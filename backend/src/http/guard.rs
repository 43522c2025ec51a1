//! What stands before every handler: the same-origin rule, the JSON body, and the headers every answer carries.

use std::time::Duration;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use serde::de::DeserializeOwned;
use tracing::Instrument;
use uuid::Uuid;

use super::AppState;
use super::error::{Error, Result};
use crate::config::Config;

/// A JSON body; what is wrong with it is said as a problem, too.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &AppState) -> Result<Self> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Body(value)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(Error::UnsupportedType),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Error::TooLarge),
            Err(rejection) => Err(Error::Unreadable(rejection.body_text())),
        }
    }
}

/// The query; what is wrong with it is said as a problem, too.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Error))]
pub struct Asked<T>(pub T);

/// What stands in the address.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Error))]
pub struct At<T>(pub T);

impl From<QueryRejection> for Error {
    fn from(rejection: QueryRejection) -> Self {
        Error::Unreadable(rejection.body_text())
    }
}

impl From<PathRejection> for Error {
    fn from(rejection: PathRejection) -> Self {
        Error::Unreadable(rejection.body_text())
    }
}

/// The longest that a request may take, its body included. A socket is answered long before.
pub const MOST_TIME: Duration = Duration::from_secs(30);

pub async fn within(State(most): State<Duration>, request: Request, next: Next) -> Result<Response> {
    match tokio::time::timeout(most, next.run(request)).await {
        Ok(response) => Ok(response),
        Err(late) => Err(Error::Unavailable(late.into())),
    }
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Every request has an id, that of the caller if it is a UUID. It stands in the answer and before every line of the log.
pub async fn trace(request: Request, next: Next) -> Response {
    let theirs = request.headers().get(REQUEST_ID).and_then(|id| Uuid::try_parse_ascii(id.as_bytes()).ok());
    let id = theirs.map_or_else(crate::chance::id, |id| id.as_hyphenated().to_string());
    let span = tracing::info_span!("request", id, method = %request.method(), path = request.uri().path());
    let mut response = async {
        let response = next.run(request).await;
        tracing::debug!(status = response.status().as_u16(), "answered");
        response
    }
    .instrument(span)
    .await;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Another site must not act with our user's cookie. Browsers say where a request comes from; programs that say
/// nothing carry no cookie they were not given.
pub async fn same_origin_only(State(state): State<AppState>, request: Request, next: Next) -> Result<Response> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !reads && !is_same_origin(request.headers(), &state.config) {
        return Err(Error::Forbidden);
    }
    Ok(next.run(request).await)
}

/// For a socket's upgrade, too, where `SameSite` alone has failed others.
pub fn is_same_origin(headers: &HeaderMap, config: &Config) -> bool {
    if headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return false;
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let Some((scheme, host)) = origin.to_str().ok().and_then(|origin| origin.split_once("://")) else {
        return false;
    };
    if scheme != "https" && (scheme != "http" || config.secure()) {
        return false;
    }
    let ours = config.public_host().or_else(|| headers.get(header::HOST).and_then(|host| host.to_str().ok()));
    ours.is_some_and(|ours| ours.eq_ignore_ascii_case(host))
}

const ALWAYS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), browsing-topics=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// What an answer of the API may do if somebody opens it as a page: nothing.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

pub async fn headers(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(NOTHING));
    }
    if api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if state.config.secure() {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v))).collect()
    }

    #[tokio::test]
    async fn what_takes_too_long_is_given_up() {
        use axum::http::StatusCode;
        use axum::{Router, body::Body, middleware, routing::get};
        use tower::ServiceExt;

        let most = Duration::from_millis(5);
        let app = Router::new()
            .route("/", get(std::future::pending::<()>))
            .layer(middleware::from_fn_with_state(most, within))
            .layer(middleware::from_fn(trace));
        let answer = app.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        assert!(Uuid::try_parse_ascii(answer.headers()[REQUEST_ID].as_bytes()).is_ok());
    }

    #[test]
    fn only_our_own_pages_may_write() {
        let config = Config::default();
        let host = ("host", "hf.example:8080");
        assert!(is_same_origin(&asked(&[host]), &config));
        assert!(is_same_origin(&asked(&[host, ("origin", "http://hf.example:8080")]), &config));
        for origin in [
            "null",
            "http://hf.example",
            "http://hf.example:8080.evil.com",
            "https://evil.com",
            "file://hf.example:8080",
            "",
        ] {
            assert!(!is_same_origin(&asked(&[host, ("origin", origin)]), &config), "{origin}");
        }
        for site in ["cross-site", "same-site", "none"] {
            assert!(!is_same_origin(&asked(&[host, ("sec-fetch-site", site)]), &config), "{site}");
        }
        let public = Config { public_url: Some("https://hf.example".into()), ..Config::default() };
        assert!(is_same_origin(&asked(&[("host", "inside:1"), ("origin", "https://hf.example")]), &public));
        assert!(!is_same_origin(&asked(&[("host", "hf.example"), ("origin", "http://hf.example")]), &public));
    }
}
