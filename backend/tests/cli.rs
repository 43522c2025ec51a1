//! The program as its operator meets it.

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use shared::principal::Post;
use support::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

const TLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls");

fn huifang(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huifang"));
    command.args(arguments).env_remove("HUIFANG_DATA").env_remove("HUIFANG_DATABASE_URL");
    command
}

fn said(arguments: &[&str]) -> (bool, String, String) {
    let output = huifang(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

/// Killed whatever happens to the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_made_again_and_a_difference_is_said() {
    let server = start(None).await;
    let li = server.person("li", Post::Specialist).await;
    accepted(&li.push(vec![file(&li, "甲").1, file(&li, "乙").1]).await);
    let folder = server.folder.path().to_str().unwrap().to_owned();
    let rebuild = || said(&["rebuild", "--data", &folder]);
    let (done, out, err) = rebuild();
    assert!(done, "{err}");
    assert_eq!(out, "records\t2\tthe same\nscopes\t10\tthe same\nlinks\t0\tthe same\nnumbers\t1\tthe same\n");
    let mut tx = server.state.db.begin_write().await.unwrap();
    sqlx::query("update records set title = '丙' where title = '甲'").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    assert!(rebuild().1.starts_with("records\t2\tdiffered; made anew\nscopes\t10\tthe same\n"));
    assert!(rebuild().1.starts_with("records\t2\tthe same\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_speaks_tls_with_a_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = (format!("{TLS}/certificate.pem"), format!("{TLS}/key.pem"));
    let data = folder.path().to_str().unwrap();
    let mut serve = huifang(&["serve", "--listen", "127.0.0.1:0", "--data", data]);
    serve.args(["--tls-cert", &certificate, "--tls-key", &key]).stdout(Stdio::piped());
    let mut running = Running(serve.spawn().unwrap());
    let lines = BufReader::new(running.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let lines: Vec<String> = lines.take(2).collect();
    assert!(lines[0].starts_with("first administrator: https://127.0.0.1:"), "{lines:?}");
    let at = lines[1].strip_prefix("listening on https://").unwrap();

    // Somebody who says nothing holds nobody up.
    let _silent = tokio::net::TcpStream::connect(at).await.unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(&certificate).unwrap()).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let client = client.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots);
    let connector = tokio_rustls::TlsConnector::from(Arc::new(client.with_no_client_auth()));
    let stream = tokio::net::TcpStream::connect(at).await.unwrap();
    let mut stream = connector.connect(ServerName::try_from("localhost").unwrap(), stream).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("strict-transport-security"), "{answer}");
}

#[test]
fn what_is_wrong_is_said_before_anything_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let key = format!("{TLS}/key.pem");
    for (arguments, words) in [
        (&["--listen", "0.0.0.0:0"][..], "--tls-cert"),
        (&["--tls-cert", "nowhere.pem", "--tls-key", &key], "nowhere.pem"),
        (&["--tls-cert", &key, "--tls-key", &key], "no certificate"),
        (&["--tls-cert", &key], "--tls-key"),
        (&["--public-url", "huifang.example"], "https://"),
    ] {
        let (done, _, err) = said(&[&["serve", "--data", data], arguments].concat());
        assert!(!done && err.contains(words), "{arguments:?}: {err}");
    }
    assert!(!std::path::Path::new(data).exists());
}

#[test]
fn every_option_is_explained() {
    for command in [&["serve"][..], &["demo"], &["rebuild"], &["user", "add"], &["user", "list"], &["user", "reset"]] {
        let (done, help, _) = said(&[command, &["-h"]].concat());
        assert!(done);
        for line in help.lines().map(str::trim_start).filter(|line| line.starts_with("--") || line.starts_with('<')) {
            assert!(line.contains("  "), "{command:?} leaves unexplained: {line}");
        }
    }
    let (_, help, _) = said(&["serve", "--help"]);
    for name in ["LISTEN", "DATA", "DATABASE_URL", "TLS_CERT", "TLS_KEY", "PUBLIC_URL", "TRUSTED_PROXY", "LOG"] {
        assert!(help.contains(&format!("HUIFANG_{name}")), "{name}");
    }
}
