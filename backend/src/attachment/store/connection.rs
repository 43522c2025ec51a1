//! How we speak to a store: HTTP/1.1, TLS with the certificates that this machine trusts, so that a store in the house
//! with a certificate of the house works. `object_store` would bring reqwest and with it a second cryptography; what we
//! have speaks TLS already.

use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use http_body_util::BodyExt;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector as Plain;
use hyper_util::rt::TokioExecutor;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse, HttpResponseBody,
    HttpService,
};
use tokio_rustls::rustls::crypto::ring;

#[derive(Clone, Debug)]
pub(super) struct Connection {
    client: Client<HttpsConnector<Plain>, HttpRequestBody>,
    patience: Duration,
}

impl Connection {
    /// `patience`: until the head of an answer.
    pub(super) fn open(patience: Duration) -> anyhow::Result<Self> {
        let roots = HttpsConnectorBuilder::new().with_provider_and_native_roots(ring::default_provider());
        let connector = roots.context("no trusted certificates")?.https_or_http().enable_http1().build();
        Ok(Self { client: Client::builder(TokioExecutor::new()).build(connector), patience })
    }
}

impl HttpConnector for Connection {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Connection {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = tokio::time::timeout(self.patience, self.client.request(request)).await;
        let answer = answer.map_err(|late| HttpError::new(HttpErrorKind::Timeout, late))?.map_err(|error| {
            let kind = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Request };
            HttpError::new(kind, error)
        })?;
        let cut = |error| HttpError::new(HttpErrorKind::Interrupted, error);
        Ok(answer.map(|body| HttpResponseBody::new(body.map_err(cut))))
    }
}
