//! What the operator decides at the start.

use std::net::SocketAddr;

use crate::attachment::store::Store;

#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The address people type, when a proxy stands in front: `https://huifang.example`.
    pub public_url: Option<String>,
    /// Believe `X-Forwarded-For` of the proxy that connects to us.
    pub trusted_proxy: bool,
    /// We speak TLS ourselves.
    pub tls: bool,
    /// Where attached files are kept.
    pub attachments: Store,
}

impl Config {
    /// Do browsers reach us over TLS? Only then may a cookie be `Secure` and carry the `__Host-` name.
    pub fn secure(&self) -> bool {
        self.tls || self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }

    /// Where links point.
    pub fn base_url(&self, bound: SocketAddr) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("{}://{bound}", self.scheme()),
        }
    }

    /// How we ourselves are spoken to.
    pub fn scheme(&self) -> &'static str {
        if self.tls { "https" } else { "http" }
    }

    /// The host and port of the public address, if one was given.
    pub fn public_host(&self) -> Option<&str> {
        let url = self.public_url.as_deref()?;
        url.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or(rest))
    }
}
