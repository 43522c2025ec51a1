//! Attached files for devices and programs: `shared::attachment` says how they travel.

use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{post, put};
use axum::{Json, Router};
use object_store::GetRange;
use serde::Deserialize;
use shared::attachment::{Declared, Media, Standing, is_id};
use shared::id::is_uuid;
use shared::limits::{ATTACHMENT_NAME_CHARS_MAX, ATTACHMENT_PART_BYTES_MAX};

use super::AppState;
use super::error::{Error, Result, invalid};
use super::guard;
use crate::attachment::{Failed, File};
use crate::sessions::SignedIn;

/// The bytes under an address never change, but whose session it is does: with another one it is asked for again.
const CACHE: &str = "private, max-age=31536000, immutable";

pub fn router() -> Router<AppState> {
    let one = put(add).get(give).layer(DefaultBodyLimit::max(ATTACHMENT_PART_BYTES_MAX));
    Router::new().route("/api/v1/attachments", post(declare)).route("/api/v1/attachments/{id}", one)
}

impl From<Failed> for Error {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::NotThere => Error::NotFound,
            Failed::Conflict(why) => Error::Conflict(why),
            Failed::Part => Error::Invalid { field: "part", why: "size" },
            Failed::Refused(code, say) => Error::Refused { code, say, shown: None },
            Failed::Database(error) => error.into(),
            Failed::Store(error) => Error::Unavailable(error.into()),
            Failed::Other(error) => error.into(),
        }
    }
}

async fn declare(
    State(state): State<AppState>,
    who: SignedIn,
    guard::Body(declared): guard::Body<Declared>,
) -> Result<Json<Standing>> {
    if !is_id(&declared.id) {
        return invalid("id", "form");
    }
    if declared.name.chars().count() > ATTACHMENT_NAME_CHARS_MAX {
        return invalid("name", "too_long");
    }
    if !is_uuid(&declared.record) {
        return Err(Error::NotFound);
    }
    Ok(Json(state.attachments.declare(&who.principal, &declared).await?))
}

#[derive(Deserialize)]
struct Place {
    record: String,
    offset: u64,
}

async fn add(
    State(state): State<AppState>,
    who: SignedIn,
    guard::At(id): guard::At<String>,
    guard::Asked(place): guard::Asked<Place>,
    part: std::result::Result<Bytes, BytesRejection>,
) -> Result<Json<Standing>> {
    let part = part.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::Malformed,
    })?;
    if !is_id(&id) || !is_uuid(&place.record) {
        return Err(Error::NotFound);
    }
    Ok(Json(state.attachments.add(&who.principal, &id, &place.record, place.offset, part).await?))
}

#[derive(Deserialize)]
struct Of {
    record: String,
}

async fn give(
    State(state): State<AppState>,
    who: SignedIn,
    guard::At(id): guard::At<String>,
    guard::Asked(of): guard::Asked<Of>,
    headers: HeaderMap,
) -> Result<Response> {
    if !is_id(&id) || !is_uuid(&of.record) {
        return Err(Error::NotFound);
    }
    let file = state.attachments.find(&who.principal, &id, &of.record).await?;
    let asked = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let tag = format!("\"{id}\"");
    let mut answer = Body::empty().into_response();
    let range = asked(header::RANGE).filter(|_| asked(header::IF_RANGE).is_none_or(|known| known == tag));
    let range = range.and_then(|range| range_of(range, file.size));
    let is_known = asked(header::IF_NONE_MATCH).is_some_and(|known| known.contains(&tag));
    if is_known {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
    } else if let Some((from, end)) = range
        && from >= end
    {
        *answer.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
        set(&mut answer, header::CONTENT_RANGE, &format!("bytes */{}", file.size));
    } else {
        let wanted = range.map(|(from, end)| GetRange::Bounded(from..end));
        let Some(found) = state.attachments.store().open(&file.key, wanted).await.map_err(Failed::Store)? else {
            tracing::error!(id, key = file.key, "an attached file is not in the store");
            return Err(Error::NotFound);
        };
        *answer.body_mut() = Body::from_stream(found.into_stream());
        let (from, end) = range.unwrap_or((0, file.size));
        if range.is_some() {
            *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
            set(&mut answer, header::CONTENT_RANGE, &format!("bytes {from}-{}/{}", end - 1, file.size));
        }
        set(&mut answer, header::CONTENT_LENGTH, &(end - from).to_string());
        set(&mut answer, header::CONTENT_TYPE, file.media.mime());
        set(&mut answer, header::CONTENT_DISPOSITION, &disposition(&id, &file));
    }
    set(&mut answer, header::ETAG, &tag);
    set(&mut answer, header::ACCEPT_RANGES, "bytes");
    set(&mut answer, header::CACHE_CONTROL, CACHE);
    set(&mut answer, header::VARY, "cookie");
    Ok(answer)
}

fn set(answer: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}

/// From and behind the end; empty if it lies outside. None for what we do not take: then the whole is given.
fn range_of(text: &str, size: u64) -> Option<(u64, u64)> {
    let (from, to) = text.strip_prefix("bytes=")?.split_once('-')?;
    match (from, to) {
        ("", last) => Some((size.saturating_sub(last.parse().ok()?), size)),
        (from, "") => Some((from.parse().ok()?, size)),
        (from, to) => Some((from.parse().ok()?, to.parse::<u64>().ok()?.saturating_add(1).min(size))),
    }
}

/// A picture is shown; a document, which may hold scripts, is only saved.
fn disposition(id: &str, file: &File) -> String {
    let name = if file.name.is_empty() || file.media != Media::Pdf {
        format!("{}.{}", &id[..12], file.media.extension())
    } else {
        file.name.clone()
    };
    let kind = if file.media.is_picture() { "inline" } else { "attachment" };
    let encoded = name.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    });
    format!("{kind}; filename*=UTF-8''{}", encoded.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_read_as_it_is_meant() {
        assert_eq!(range_of("bytes=0-0", 10), Some((0, 1)));
        assert_eq!(range_of("bytes=4-", 10), Some((4, 10)));
        assert_eq!(range_of("bytes=-3", 10), Some((7, 10)));
        assert_eq!(range_of("bytes=2-99", 10), Some((2, 10)));
        assert_eq!(range_of("bytes=10-", 10), Some((10, 10)));
        for odd in ["bytes=1-2,4-5", "lines=1-2", "bytes=", "bytes=x-", "bytes=-"] {
            assert_eq!(range_of(odd, 10), None, "{odd}");
        }
    }
}
