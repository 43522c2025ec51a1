//! For whoever watches the process: is it there, and can it work?

use axum::Router;
use axum::extract::State;
use axum::routing::get;

use super::AppState;
use super::error::{Error, Result};

pub fn router() -> Router<AppState> {
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(ready))
}

async fn ready(State(state): State<AppState>) -> Result<&'static str> {
    let asked = sqlx::query_scalar::<_, i64>("select version from config_version where id = 1");
    asked.fetch_one(state.db.reader()).await.map_err(|error| Error::Unavailable(error.into()))?;
    Ok("ready\n")
}
