//! The worker's way to the server: push, pull, the socket of pokes, and files.

use gloo_net::http::{Request, Response};
use serde::Deserialize;
use shared::attachment::{Declared, Media, Standing};
use shared::id::RecordId;
use shared::label::Label;
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

/// What the server says of a file that is being sent.
pub enum FileAnswer {
    Standing(Standing),
    /// A problem whose code never changes, and words for the person.
    Refused {
        code: String,
        say: Label,
    },
}

#[derive(Deserialize)]
struct Problem {
    code: String,
    say: Option<Label>,
}

async fn file_answer(sent: Result<Response, gloo_net::Error>) -> Result<FileAnswer, Away> {
    let response = sent.map_err(|_| Away::Offline)?;
    match response.status() {
        200 => response.json().await.map(FileAnswer::Standing).map_err(|_| Away::Offline),
        // About this file; all else is about the server or the line.
        404 | 409 | 413 | 422 => {
            let problem: Problem = response.json().await.map_err(|_| Away::Trouble)?;
            let unsaid = || Label::new("服务器没有接受这个文件", "The server did not take this file");
            Ok(FileAnswer::Refused { code: problem.code, say: problem.say.unwrap_or_else(unsaid) })
        }
        401 => Err(Away::SignedOut),
        502..=504 => Err(Away::Offline),
        _ => Err(Away::Trouble),
    }
}

pub async fn declare_file(declared: &Declared) -> Result<FileAnswer, Away> {
    let request = Request::post("/api/v1/attachments").json(declared).map_err(|_| Away::Trouble)?;
    file_answer(request.send().await).await
}

pub async fn send_part(id: &str, record: &RecordId, offset: u64, part: &[u8]) -> Result<FileAnswer, Away> {
    let request = Request::put(&format!("/api/v1/attachments/{id}"))
        .query([("record", record.as_str()), ("offset", &offset.to_string())])
        .header("content-type", "application/octet-stream")
        .body(js_sys::Uint8Array::from(part))
        .map_err(|_| Away::Trouble)?;
    file_answer(request.send().await).await
}

/// None where the server has no such file for us.
pub async fn fetch_file(id: &str, record: &RecordId) -> Result<Option<(Media, Vec<u8>)>, Away> {
    let request = Request::get(&format!("/api/v1/attachments/{id}")).query([("record", record.as_str())]);
    let response = request.send().await.map_err(|_| Away::Offline)?;
    if response.status() == 404 {
        return Ok(None);
    }
    let media = response.headers().get("content-type").and_then(|mime| Media::from_mime(&mime));
    let bytes = body(Ok(response)).await?;
    Ok(media.map(|media| (media, bytes)))
}

/// Where the socket of pokes is.
pub fn live_url() -> Option<String> {
    let location = js_sys::Reflect::get(&js_sys::global(), &"location".into()).ok()?;
    let part = |key: &str| js_sys::Reflect::get(&location, &key.into()).ok()?.as_string();
    let scheme = if part("protocol")? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}/api/v1/live", part("host")?))
}
