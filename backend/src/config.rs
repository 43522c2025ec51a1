//! What the operator decides at the start.

use std::net::SocketAddr;

#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The address people type, when a proxy stands in front: `https://huifang.example`.
    pub public_url: Option<String>,
    /// Believe `X-Forwarded-For` of the proxy that connects to us.
    pub trusted_proxy: bool,
}

impl Config {
    /// Do browsers reach us over TLS? Only then may a cookie be `Secure` and carry the `__Host-` name.
    pub fn secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }

    /// Where links point.
    pub fn base_url(&self, bound: SocketAddr) -> String {
        self.public_url.clone().map_or_else(|| format!("http://{bound}"), |url| url.trim_end_matches('/').to_owned())
    }

    /// The host and port of the public address, if one was given.
    pub fn public_host(&self) -> Option<&str> {
        let url = self.public_url.as_deref()?;
        url.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or(rest))
    }
}
