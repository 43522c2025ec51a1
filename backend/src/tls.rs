//! TLS of our own, for a company without a proxy: connections are handed on once they have shaken hands.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// Who does not greet within this time is let go.
const GREETING: Duration = Duration::from_secs(10);
/// Greetings at once; others wait in the system's queue.
const GREETINGS_MAX: usize = 256;

/// Reads a certificate, with the chain behind it, and its key, both PEM.
pub fn read(certificate: &Path, key: &Path) -> anyhow::Result<Arc<ServerConfig>> {
    let place = |path: &Path| format!("cannot read {}", path.display());
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
        .with_context(|| place(certificate))?
        .collect::<Result<_, _>>()
        .with_context(|| place(certificate))?;
    if chain.is_empty() {
        bail!("{} holds no certificate", certificate.display());
    }
    let key = PrivateKeyDer::from_pem_file(key).with_context(|| place(key))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth();
    let mut config = config.with_single_cert(chain, key).context("the certificate and the key do not fit together")?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Accepts connections and shakes hands on tasks of their own: somebody slow holds nobody else up.
pub struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    at: SocketAddr,
    accepting: JoinHandle<()>,
}

impl TlsListener {
    pub fn new(listener: TcpListener, config: Arc<ServerConfig>) -> std::io::Result<Self> {
        let at = listener.local_addr()?;
        let (hand_on, ready) = mpsc::channel(GREETINGS_MAX);
        let accepting = tokio::spawn(greet(listener, TlsAcceptor::from(config), hand_on));
        Ok(Self { ready, at, accepting })
    }
}

async fn greet(
    mut listener: TcpListener,
    acceptor: TlsAcceptor,
    hand_on: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    let places = Arc::new(Semaphore::new(GREETINGS_MAX));
    while let Ok(place) = places.clone().acquire_owned().await {
        // Axum's own way of accepting: it waits where the system has no more files to give.
        let (stream, from) = Listener::accept(&mut listener).await;
        let (acceptor, hand_on) = (acceptor.clone(), hand_on.clone());
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            match tokio::time::timeout(GREETING, acceptor.accept(stream)).await {
                Ok(Ok(stream)) => {
                    let _ = hand_on.send((stream, from)).await;
                }
                Ok(Err(cause)) => tracing::debug!(%from, "no handshake: {cause}"),
                Err(_) => tracing::debug!(%from, "no handshake in time"),
            }
            drop(place);
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.at)
    }
}

impl Drop for TlsListener {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}
