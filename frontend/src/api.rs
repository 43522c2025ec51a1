//! The worker's way to the server: push, pull, and the socket of pokes.

use gloo_net::http::{Request, Response};
use shared::protocol::{PROTOCOL_VERSION, Pulled, Push, Pushed};

use crate::engine::Cursor;

/// Why a call did not bring an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    /// The server was not reached.
    Offline,
    /// The session is over.
    SignedOut,
    /// The server speaks another version of the protocol: a newer page is needed.
    Outdated,
    /// The server answered that it cannot, or in a way that cannot be read.
    Trouble,
}

async fn body(sent: Result<Response, gloo_net::Error>) -> Result<Vec<u8>, Away> {
    let response = sent.map_err(|_| Away::Offline)?;
    match response.status() {
        200 => response.binary().await.map_err(|_| Away::Offline),
        401 => Err(Away::SignedOut),
        426 => Err(Away::Outdated),
        // A proxy in front of a server that is away.
        502..=504 => Err(Away::Offline),
        _ => Err(Away::Trouble),
    }
}

pub async fn push(push: &Push) -> Result<Pushed, Away> {
    let bytes = postcard::to_stdvec(push).map_err(|_| Away::Trouble)?;
    let request = Request::post("/api/v1/push")
        .header("content-type", "application/octet-stream")
        .body(js_sys::Uint8Array::from(bytes.as_slice()))
        .map_err(|_| Away::Trouble)?;
    postcard::from_bytes(&body(request.send().await).await?).map_err(|_| Away::Trouble)
}

pub async fn pull(from: &Cursor, chain: &str, own: Option<(i64, i64)>) -> Result<Pulled, Away> {
    let mut query = vec![
        ("protocol", PROTOCOL_VERSION.to_string()),
        ("cursor", from.cursor.to_string()),
        ("config", from.config_version.to_string()),
    ];
    query.extend((!chain.is_empty()).then(|| ("chain", chain.to_owned())));
    query.extend(own.map(|(from, to)| ("own", format!("{from}-{to}"))));
    query.extend(from.epoch.clone().map(|epoch| ("epoch", epoch)));
    query.extend(from.after.clone().map(|after| ("after", after.0)));
    let request = Request::get("/api/v1/pull").query(query);
    postcard::from_bytes(&body(request.send().await).await?).map_err(|_| Away::Trouble)
}

/// Where the socket of pokes is.
pub fn live_url() -> Option<String> {
    let location = js_sys::Reflect::get(&js_sys::global(), &"location".into()).ok()?;
    let part = |key: &str| js_sys::Reflect::get(&location, &key.into()).ok()?.as_string();
    let scheme = if part("protocol")? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}/api/v1/live", part("host")?))
}
