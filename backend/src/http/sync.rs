//! Push, pull and pokes: the wire of `shared::protocol`.

use axum::Router;
use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Serialize;
use shared::limits::PUSH_BYTES_MAX;
use shared::protocol::{PROTOCOL_VERSION, Poke, Push};

use super::error::{Error, Result};
use super::guard::{Asked, is_same_origin};
use super::{AppState, Signal};
use crate::feed::Place;
use crate::sessions::{self, SignedIn};
use crate::{audit, change_log, configuration};

/// What begins with a higher number is no push of any version: JSON begins with 123.
const PROTOCOLS_MAX: u32 = 99;

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/api/v1/push", post(push).layer(DefaultBodyLimit::max(PUSH_BYTES_MAX)))
        .route("/api/v1/pull", get(pull))
        .route("/api/v1/live", get(live))
}

fn postcarded<T: Serialize>(value: &T) -> Result<Response> {
    let bytes = postcard::to_stdvec(value).map_err(|error| Error::Internal(error.into()))?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

fn spoken(protocol: u32) -> Result<()> {
    if protocol == PROTOCOL_VERSION { Ok(()) } else { Err(Error::Outdated) }
}

async fn push(
    State(state): State<AppState>,
    who: SignedIn,
    body: std::result::Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Response> {
    let body = body.map_err(|_| Error::TooLarge)?;
    // The version stands first: what follows may have another shape.
    let (protocol, _) = postcard::take_from_bytes::<u32>(&body).map_err(|_| Error::Malformed)?;
    if protocol <= PROTOCOLS_MAX {
        spoken(protocol)?;
    }
    let push = Push::read(&body).map_err(|_| Error::Malformed)?;
    postcarded(&state.records.push(who.principal, push).await?)
}

async fn pull(State(state): State<AppState>, who: SignedIn, Asked(place): Asked<Place>) -> Result<Response> {
    spoken(place.protocol.unwrap_or(PROTOCOL_VERSION))?;
    let mut pulled = state.records.pull(&who.principal, &place).await?;
    if let Some(known) = place.config {
        let mut tx = state.db.begin_read().await?;
        if audit::config_version(&mut tx).await? != known {
            let config = configuration::load(&mut tx).await?;
            pulled.config = Some(serde_json::to_string(&config).map_err(|error| Error::Internal(error.into()))?);
        }
        tx.rollback().await?;
    }
    postcarded(&pulled)
}

async fn live(
    State(state): State<AppState>,
    who: SignedIn,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response> {
    if !is_same_origin(&headers, &state.config) {
        return Err(Error::Forbidden);
    }
    // Listening begins before the answer: what is committed while the socket opens is heard too.
    let (ears, signals) = (state.records.hub.listen(), state.signals.subscribe());
    Ok(upgrade.max_message_size(1024).on_upgrade(move |socket| poke(state, who, socket, ears, signals)))
}

/// Until either side goes away or the session ends.
async fn poke(
    state: AppState,
    who: SignedIn,
    mut socket: WebSocket,
    mut ears: crate::hub::Ears,
    mut signals: tokio::sync::broadcast::Receiver<crate::http::Signal>,
) {
    let mut told = 0;
    loop {
        tokio::select! {
            grown = ears.next() => {
                let Some(grown) = grown else { break };
                if grown.seq <= told {
                    continue;
                }
                // Posts may have changed since the socket opened: what is told is for who is signed in now.
                let Ok(mut db) = state.db.reader().acquire().await else { break };
                let Ok(Some(now)) = sessions::live(&mut db, &who.token_hash).await else { break };
                drop(db);
                let Ok(poke) = state.records.poke(&now.principal, grown).await else { break };
                told = poke.seq;
                if !send(&mut socket, &poke).await {
                    break;
                }
            }
            heard = socket.recv() => match heard {
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
            signal = signals.recv() => {
                if let Ok(Signal::SessionsEnded { user }) = &signal && user != who.user() {
                    continue;
                }
                let Ok(mut db) = state.db.reader().acquire().await else { break };
                if !matches!(sessions::live(&mut db, &who.token_hash).await, Ok(Some(_))) {
                    break;
                }
                // What is settled has changed, or we have missed whether: the device asks.
                if matches!(signal, Ok(Signal::SessionsEnded { .. })) {
                    continue;
                }
                let Ok(seq) = change_log::last_seq(&mut db).await else { break };
                drop(db);
                if !send(&mut socket, &Poke { before: seq, seq, chain: String::new(), news: None }).await {
                    break;
                }
            }
        }
    }
}

async fn send(socket: &mut WebSocket, poke: &Poke) -> bool {
    let Ok(bytes) = postcard::to_stdvec(poke) else { return false };
    socket.send(Message::Binary(bytes.into())).await.is_ok()
}
