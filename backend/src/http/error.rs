//! What the server says when it does not do what was asked: problem+json (RFC 9457) with a code that never changes.
//! Not allowed and not there look the same wherever the difference would tell something.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use shared::label::Label;

#[derive(Debug)]
pub enum Error {
    Unauthenticated,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    /// One field of what was sent, and a stable word for what is wrong with it.
    Invalid {
        field: &'static str,
        why: &'static str,
    },
    /// What was sent reads well but cannot be settled so; each problem in both languages.
    Unsound {
        field: String,
        problems: Vec<Label>,
    },
    Malformed,
    /// The same, and where it stops making sense.
    Unreadable(String),
    TooLarge,
    UnsupportedType,
    /// It was fine, but not as things stand; a stable word says why.
    Conflict(&'static str),
    RateLimited {
        seconds: u64,
    },
    /// The app speaks another version of the protocol: nothing of what it sent was looked at.
    Outdated,
    /// A file that was sent: words for the person, and what was found in it.
    Refused {
        code: &'static str,
        say: shared::label::Label,
        shown: Option<serde_json::Value>,
    },
    /// The world is failing: try again.
    Unavailable(anyhow::Error),
    /// We are wrong.
    Internal(anyhow::Error),
}

pub type Result<T> = std::result::Result<T, Error>;

pub fn invalid<T>(field: &'static str, why: &'static str) -> Result<T> {
    Err(Error::Invalid { field, why })
}

impl Error {
    fn parts(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Error::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthenticated", "Sign in first"),
            Error::Forbidden => (StatusCode::FORBIDDEN, "forbidden", "Not allowed"),
            Error::NotFound => (StatusCode::NOT_FOUND, "not_found", "Not found"),
            Error::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Not done this way"),
            Error::Invalid { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "A field is wrong"),
            Error::Unsound { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "A field is wrong"),
            Error::Malformed | Error::Unreadable(_) => {
                (StatusCode::BAD_REQUEST, "malformed", "Not what is expected here")
            }
            Error::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large", "Too large"),
            Error::UnsupportedType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_type", "Send application/json"),
            Error::Conflict(_) => (StatusCode::CONFLICT, "conflict", "Not as things stand"),
            Error::RateLimited { .. } => (StatusCode::TOO_MANY_REQUESTS, "rate_limited", "Too often"),
            Error::Outdated => {
                (StatusCode::UPGRADE_REQUIRED, "outdated", "The app and the server differ; load it again")
            }
            Error::Refused { code, .. } => (StatusCode::UNPROCESSABLE_ENTITY, code, "Not taken"),
            Error::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Try again shortly"),
            Error::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "A fault in the server"),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, code, title) = self.parts();
        let mut body = json!({ "type": "about:blank", "status": status.as_u16(), "code": code, "title": title });
        let mut wait = None;
        match &self {
            Error::Invalid { field, why } => {
                body["field"] = json!(field);
                body["why"] = json!(why);
            }
            Error::Unsound { field, problems } => {
                body["field"] = json!(field);
                body["why"] = json!("unsound");
                body["problems"] = json!(problems);
            }
            Error::Unreadable(detail) => body["detail"] = json!(detail),
            Error::Conflict(why) => body["why"] = json!(why),
            Error::RateLimited { seconds } => wait = Some(*seconds),
            Error::Refused { say, shown, .. } => {
                body["say"] = json!(say);
                body["shown"] = json!(shown);
            }
            Error::Unavailable(cause) => {
                wait = Some(2);
                tracing::warn!("unavailable: {cause:#}");
            }
            Error::Internal(cause) => tracing::error!("internal: {cause:#}"),
            _ => {}
        }
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = wait {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        // 5 busy, 10 disk i/o, 13 disk full, 517 busy snapshot; PostgreSQL 08 connection, 53 resources, 57 shutdown.
        let passing = match &error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
            sqlx::Error::Database(inner) => inner.code().is_some_and(|code| {
                matches!(&*code, "5" | "10" | "13" | "517")
                    || ["08", "53", "57"].iter().any(|class| code.len() == 5 && code.starts_with(class))
            }),
            _ => false,
        };
        if passing { Error::Unavailable(error.into()) } else { Error::Internal(error.into()) }
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        match error.downcast::<sqlx::Error>() {
            Ok(error) => error.into(),
            Err(error) if error.is::<crate::sync::Busy>() => Error::Unavailable(error),
            Err(error) => Error::Internal(error),
        }
    }
}
