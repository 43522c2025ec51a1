//! Signing in and out, and the extractor that every other handler asks.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use axum_extra::extract::CookieJar;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::principal::{Holding, Post};

use super::error::{Error, Result, invalid};
use super::guard::Body;
use super::{AppState, Signal};
use crate::config::Config;
use crate::password::{self, Weak};
use crate::{audit, chance, links, now_ms, people, sessions};

pub use crate::sessions::SignedIn;

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/api/v1/session", get(whoami).post(sign_in).delete(sign_out))
        .route("/api/v1/links/look", post(look))
        .route("/api/v1/links/accept", post(accept))
}

/// `__Host-` ties the cookie to this host and to TLS; plain HTTP, on loopback, cannot have it.
pub fn cookie_name(config: &Config) -> &'static str {
    if config.secure() { "__Host-huifang" } else { "huifang" }
}

fn cookie(config: &Config, token: &str, seconds: i64) -> AppendHeaders<[(header::HeaderName, String); 1]> {
    let (name, secure) = (cookie_name(config), if config.secure() { "; Secure" } else { "" });
    let value = format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    AppendHeaders([(header::SET_COOKIE, value)])
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let jar = CookieJar::from_headers(&parts.headers);
        let token = jar.get(cookie_name(&state.config)).ok_or(Error::Unauthenticated)?;
        let hash = chance::token_hash(token.value());
        let found = sessions::live(&mut *state.db.reader().acquire().await?, &hash).await?;
        let signed_in = found.ok_or(Error::Unauthenticated)?;
        if now_ms() - signed_in.seen_at_ms > sessions::SEEN_EVERY_MS {
            let mut tx = state.db.begin_write().await?;
            sessions::seen(&mut tx, &hash).await?;
            tx.commit().await?;
        }
        Ok(signed_in)
    }
}

/// Somebody signed in who holds the post of administrator.
pub struct Administrator(pub SignedIn);

impl FromRequestParts<AppState> for Administrator {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let signed_in = SignedIn::from_request_parts(parts, state).await?;
        if signed_in.holds(Post::Administrator) { Ok(Self(signed_in)) } else { Err(Error::Forbidden) }
    }
}

/// Where a request comes from: the peer, or whom the trusted proxy in front of us names last.
pub fn address(peer: SocketAddr, headers: &HeaderMap, config: &Config) -> IpAddr {
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let named = forwarded.and_then(|list| list.rsplit(',').next()).and_then(|last| last.trim().parse().ok());
    if config.trusted_proxy { named.unwrap_or(peer.ip()) } else { peer.ip() }
}

#[derive(Serialize)]
struct Session {
    user: String,
    login: String,
    name: String,
    holdings: Vec<Holding>,
    device: String,
    expires_at_ms: i64,
    server_time_ms: i64,
}

impl From<SignedIn> for Session {
    fn from(from: SignedIn) -> Self {
        Self {
            user: from.principal.user.0,
            login: from.login,
            name: from.name,
            holdings: from.principal.holdings,
            device: from.principal.device.0,
            expires_at_ms: from.expires_at_ms,
            server_time_ms: now_ms(),
        }
    }
}

async fn whoami(signed_in: SignedIn) -> Json<Session> {
    Json(signed_in.into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    login: String,
    password: String,
    #[serde(default)]
    device_id: Option<String>,
    #[serde(default)]
    device_name: String,
}

async fn sign_in(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(form): Body<SignIn>,
) -> Result<Response> {
    let device = device(form.device_id)?;
    let login = form.login.trim().to_lowercase();
    // A text that cannot be a login must not fill the limiter's memory.
    let key = if people::is_login(&login) { login.as_str() } else { "?" };
    let from = address(peer, &headers, &state.config);
    let attempt = state.limiter.attempt(key, from, now_ms()).map_err(|seconds| Error::RateLimited { seconds })?;
    let found: Option<(String, Option<String>)> =
        sqlx::query_as("select id, password_hash from people where login = $1 and active = 1")
            .bind(login.as_str())
            .fetch_optional(state.db.reader())
            .await?;
    let (user, hash) = found.map_or((None, None), |(user, hash)| (Some(user), hash));
    let right = state.passwords.verify(form.password, hash.clone()).await?;
    let (true, Some(user)) = (right, user) else {
        return Err(Error::Unauthenticated);
    };
    state.limiter.forgiven(attempt);
    let mut tx = state.db.begin_write().await?;
    // The hash took its time: the person may have been disabled, or the password replaced, meanwhile.
    let still: Option<String> =
        sqlx::query_scalar("select id from people where id = $1 and active = 1 and password_hash = $2")
            .bind(user.as_str())
            .bind(hash)
            .fetch_optional(&mut *tx)
            .await?;
    if still.is_none() {
        return Err(Error::Unauthenticated);
    }
    audit::note(&mut tx, &user, "session.start", &user, json!({ "device": device, "address": from })).await?;
    begin(&state, tx, &user, &device, &form.device_name).await
}

/// Starts the session, commits, and answers with the cookie.
async fn begin(state: &AppState, mut tx: crate::db::Tx, user: &str, device: &str, name: &str) -> Result<Response> {
    let name: String = name.chars().filter(|letter| !letter.is_control()).take(80).collect();
    let token = sessions::start(&mut tx, user, device, &name).await?;
    let signed_in = sessions::live(&mut tx, &chance::token_hash(&token)).await?.ok_or(Error::Unauthenticated)?;
    tx.commit().await?;
    let set = cookie(&state.config, &token, sessions::LASTS_MS / 1000);
    Ok((StatusCode::CREATED, set, Json(Session::from(signed_in))).into_response())
}

fn device(id: Option<String>) -> Result<String> {
    match id {
        None => Ok(chance::id()),
        Some(id) if shared::id::is_uuid(&id) => Ok(id),
        Some(_) => invalid("device_id", "not_a_uuid"),
    }
}

async fn sign_out(State(state): State<AppState>, signed_in: SignedIn) -> Result<Response> {
    let mut tx = state.db.begin_write().await?;
    sessions::end(&mut tx, &signed_in.session).await?;
    audit::note(&mut tx, signed_in.user(), "session.end", signed_in.user(), json!({})).await?;
    tx.commit().await?;
    state.signal(Signal::SessionsEnded { user: signed_in.user().to_owned() });
    let mut response = (StatusCode::NO_CONTENT, cookie(&state.config, "", 0)).into_response();
    // What the browser has cached of the API goes; what the device keeps is the device's to decide.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Look {
    token: String,
}

/// What is this link for? The page shows it before it asks for a password.
async fn look(State(state): State<AppState>, Body(form): Body<Look>) -> Result<Json<serde_json::Value>> {
    let mut db = state.db.reader().acquire().await?;
    let (kind, user) = links::find(&mut db, &form.token).await?.ok_or(Error::NotFound)?;
    let person: Option<(String, String)> = sqlx::query_as("select login, name from people where id = $1")
        .bind(user.unwrap_or_default())
        .fetch_optional(&mut *db)
        .await?;
    let (login, name) = person.unzip();
    Ok(Json(json!({ "kind": kind.word(), "login": login, "name": name })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accept {
    token: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    login: Option<String>,
    password: String,
    #[serde(default)]
    device_id: Option<String>,
    #[serde(default)]
    device_name: String,
}

/// Sets the password the link is for, and signs in.
async fn accept(State(state): State<AppState>, Body(form): Body<Accept>) -> Result<Response> {
    let device = device(form.device_id)?;
    // Hashing is dear: only for a link that works.
    let (kind, user) =
        links::find(&mut *state.db.reader().acquire().await?, &form.token).await?.ok_or(Error::NotFound)?;
    let login = match &user {
        Some(user) => sqlx::query_scalar("select login from people where id = $1 and active = 1")
            .bind(user.as_str())
            .fetch_optional(state.db.reader())
            .await?
            .ok_or(Error::NotFound)?,
        None => form.login.unwrap_or_default().trim().to_lowercase(),
    };
    let name = form.name.unwrap_or_default().trim().to_owned();
    if user.is_none() && !people::is_login(&login) {
        return invalid("login", "not_a_login");
    }
    if user.is_none() && !people::is_name(&name) {
        return invalid("name", "not_a_name");
    }
    match password::judge(&form.password, &login) {
        Err(Weak::Short) => return invalid("password", "too_short"),
        Err(Weak::Long) => return invalid("password", "too_long"),
        Err(Weak::Common) => return invalid("password", "too_common"),
        Ok(()) => {}
    }
    let hash = state.passwords.hash(form.password).await?;

    let mut tx = state.db.begin_write().await?;
    // Asked again, now that nobody else can use it: a link works once.
    if links::find(&mut tx, &form.token).await? != Some((kind, user.clone())) {
        return Err(Error::NotFound);
    }
    links::used(&mut tx, &form.token).await?;
    let user = match user {
        Some(user) => {
            people::set_password(&mut tx, &user, &hash).await?;
            user
        }
        None if people::administrators(&mut tx).await? > 0 => return Err(Error::NotFound),
        None if people::by_login(&mut tx, &login).await?.is_some() => return invalid("login", "taken"),
        None => {
            let post = Holding { post: Post::Administrator, department: Default::default(), region: None };
            people::add(&mut tx, &login, &name, Some(&hash), &[post]).await?.0
        }
    };
    let version = audit::configured(&mut tx, &user, "link.accept", &user, json!({ "kind": kind.word() })).await?;
    let response = begin(&state, tx, &user, &device, &form.device_name).await?;
    state.signal(Signal::SessionsEnded { user });
    state.signal(Signal::Configured { version });
    Ok(response)
}
