//! Work that was refused, for those who lead the people whose work it was.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use shared::principal::Post;

use super::AppState;
use super::error::{Error, Result};
use super::guard::Asked;
use crate::dead_letters::{self, Refused};
use crate::sessions::SignedIn;

pub fn router() -> Router<AppState> {
    Router::new().route("/api/v1/refused", get(page))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    before: Option<String>,
    limit: Option<i64>,
}

async fn page(State(state): State<AppState>, who: SignedIn, Asked(page): Asked<Page>) -> Result<Json<Vec<Refused>>> {
    if !who.holds(Post::Supervisor) && !who.holds(Post::Manager) {
        return Err(Error::Forbidden);
    }
    let limit = page.limit.unwrap_or(100).clamp(1, 500);
    let mut db = state.db.reader().acquire().await?;
    Ok(Json(dead_letters::page(&mut db, &who.principal, page.before.as_deref(), limit).await?))
}
