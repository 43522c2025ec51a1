//! What the network sees. One file per resource, each with a `router()` that is merged here.

pub mod admin;
pub mod assets;
pub mod attachments;
pub mod configuration;
mod departments;
pub mod error;
pub mod guard;
pub mod health;
pub mod imports;
pub mod openapi;
pub mod people;
pub mod refused;
mod reports;
pub mod session;
pub mod sync;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use tokio::sync::broadcast;
use tower_http::compression::CompressionLayer;

use crate::attachment::Attachments;
use crate::config::Config;
use crate::db::Db;
use crate::limiter::Limiter;
use crate::password::Passwords;
use error::Error;

/// Forms are small. A route that takes more (a push of changes, an import) sets its own [`DefaultBodyLimit`].
pub const MOST_BODY: usize = 64 * 1024;
/// A listener that is this far behind has to ask again from the start.
const SIGNALS: usize = 256;

/// What open connections should hear about.
#[derive(Clone, Debug)]
pub enum Signal {
    /// People, posts, departments or settings have changed.
    Configured { version: i64 },
    /// This person's sessions, or some of them, have ended: look again whether yours lives.
    SessionsEnded { user: String },
}

#[derive(Clone)]
pub struct AppState {
    pub db: Db,
    pub config: Arc<Config>,
    pub passwords: Passwords,
    pub limiter: Arc<Limiter>,
    pub signals: broadcast::Sender<Signal>,
    pub records: crate::sync::Records,
    pub imports: imports::Turns,
    pub attachments: Attachments,
}

impl AppState {
    pub fn new(db: Db, config: Config) -> Self {
        let (signals, _) = broadcast::channel(SIGNALS);
        let attachments = Attachments::new(db.clone(), config.attachments.clone());
        let (config, limiter) = (Arc::new(config), Arc::new(Limiter::default()));
        let records = crate::sync::Records::new(db.clone(), shared::process::built_in());
        Self {
            db,
            config,
            passwords: Passwords::default(),
            limiter,
            signals,
            records,
            imports: imports::Turns::default(),
            attachments,
        }
    }

    /// With the processes that administrators have added.
    pub async fn open(db: Db, config: Config) -> anyhow::Result<Self> {
        let state = Self::new(db, config);
        let processes = crate::configuration::processes(&mut *state.db.begin_read().await?).await?;
        crate::projection::keep_up(&state.db, &processes).await?;
        state.records.describe(processes);
        Ok(state)
    }

    /// Nobody listening is no failure.
    pub fn signal(&self, signal: Signal) {
        let _ = self.signals.send(signal);
    }
}

pub fn router(state: AppState) -> Router {
    Router::new()
        .merge(session::router())
        .merge(people::router())
        .merge(admin::router())
        .merge(configuration::router())
        .merge(health::router())
        .merge(sync::router())
        .merge(openapi::router())
        .merge(refused::router())
        .merge(imports::router())
        .merge(attachments::router())
        .merge(reports::router())
        .method_not_allowed_fallback(|| async { Error::MethodNotAllowed })
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .layer(CompressionLayer::new())
        .fallback(elsewhere)
        .layer(middleware::from_fn_with_state(guard::MOST_TIME, guard::within))
        .layer(middleware::from_fn_with_state(state.clone(), guard::same_origin_only))
        .layer(middleware::from_fn_with_state(state.clone(), guard::headers))
        .layer(middleware::from_fn(guard::trace))
        .with_state(state)
}

/// Not an address of the API: a file of the page, or the page itself, which finds its way by the address.
async fn elsewhere(State(state): State<AppState>, headers: HeaderMap, request: Request) -> Response {
    let path = request.uri().path();
    let ours = ["/api", "/ws"].iter().any(|root| path == *root || path.starts_with(&format!("{root}/")));
    match *request.method() {
        _ if ours => Error::NotFound.into_response(),
        Method::GET | Method::HEAD => assets::answer(path, &headers, &state.config),
        _ => Error::MethodNotAllowed.into_response(),
    }
}
