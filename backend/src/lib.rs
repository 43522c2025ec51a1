//! The merging server: it admits changes, keeps the log, projects rows and serves the page.
//!
//! `http` is what the network sees; below it lie `people` (accounts, posts, sessions) and `db`. The binary adds a
//! command line, a clock that stops on a signal, and nothing else.

pub mod attachment;
pub mod audit;
pub mod calendar;
pub mod chance;
pub mod change_log;
pub mod config;
pub mod configuration;
pub mod db;
pub mod dead_letters;
pub mod demo;
pub mod effects;
pub mod feed;
pub mod http;
pub mod hub;
pub mod import;
pub mod limiter;
pub mod links;
pub mod password;
pub mod people;
pub mod projection;
pub mod sessions;
pub mod sync;
pub mod tls;

use std::future::Future;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::serve::{Listener, ListenerExt};
use tokio::net::TcpListener;

pub use http::AppState;

/// How long open requests may take to end once the server was told to stop.
const LAST_CALL: Duration = Duration::from_secs(10);

/// Serves until `shutdown` is done, then lets open requests end.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    // Small answers go out at once; a failure to say so costs only speed.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    serve_on(listener, state, shutdown).await
}

/// The same, on any way to listen: [`tls::TlsListener`].
pub async fn serve_on<L: Listener<Addr = SocketAddr>>(
    listener: L,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    // Axum tells the peer's address of what is wrapped so, whatever is inside.
    let listener = listener.tap_io(|_| ());
    let (told, stopping) = tokio::sync::oneshot::channel::<()>();
    let stop = async move {
        shutdown.await;
        let _ = told.send(());
    };
    let service = http::router(state).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(stop);
    tokio::select! {
        ended = server => ended,
        // A socket that never closes must not keep the process alive.
        () = async {
            if stopping.await.is_err() {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(LAST_CALL).await;
        } => Ok(()),
    }
}

/// The server's clock: milliseconds since 1970.
pub fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
