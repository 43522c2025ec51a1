//! `GET /api/v1/imports/templates?process=ID` → `[`[`Template`]`, …]` · `POST` [`New`] → 204, one of that name is written over
//! · `DELETE …/{id}` → 204. For whoever may import such records: everybody may mend what all use, and the audit list says who.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{delete, get};
use axum::{Json, Router};
use serde::Deserialize;

use super::process;
use crate::http::AppState;
use crate::http::error::{Error, Result, invalid};
use crate::http::guard::{Asked, At, Body};
use crate::import::template::{self, Template};
use crate::import::times::Order;
use crate::import::{IMPORT_COLUMNS_MAX, plan, targets};
use crate::sessions::SignedIn;

const NAME_CHARS_MAX: usize = 60;
/// A heading longer than this is no heading.
const HEADING_CHARS_MAX: usize = 200;

#[derive(Debug, Deserialize)]
pub struct Of {
    pub process: String,
}

#[derive(Debug, Deserialize)]
pub struct New {
    pub process: String,
    pub name: String,
    /// Heading of the column → key of the field.
    pub columns: BTreeMap<String, String>,
    /// How the dates of such files are written.
    #[serde(default)]
    pub dates: Option<Order>,
}

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/api/v1/imports/templates", get(list).post(keep))
        .route("/api/v1/imports/templates/{id}", delete(remove))
}

async fn list(State(state): State<AppState>, who: SignedIn, Asked(of): Asked<Of>) -> Result<Json<Vec<Template>>> {
    let process = process(&state, &of.process)?;
    plan::acting_post(&process, &who.principal).ok_or(Error::Forbidden)?;
    Ok(Json(template::list(&mut *state.db.reader().acquire().await?, &process.id).await?))
}

async fn keep(State(state): State<AppState>, who: SignedIn, Body(new): Body<New>) -> Result<StatusCode> {
    let process = process(&state, &new.process)?;
    plan::acting_post(&process, &who.principal).ok_or(Error::Forbidden)?;
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || name.chars().any(char::is_control) {
        return invalid("name", "not_a_name");
    }
    let known = targets(&process);
    let sound = |(heading, key): (&String, &String)| {
        (1..=HEADING_CHARS_MAX).contains(&heading.chars().count()) && known.iter().any(|target| target.key == *key)
    };
    let columns = &new.columns;
    if columns.is_empty() || columns.len() > IMPORT_COLUMNS_MAX || !columns.iter().all(sound) {
        return invalid("columns", "not_a_mapping");
    }
    let mut tx = state.db.begin_write().await?;
    if !template::keep(&mut tx, &who.principal, &process.id, name, (columns, new.dates)).await? {
        return Err(Error::Conflict("too_many_templates"));
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(State(state): State<AppState>, who: SignedIn, At(id): At<String>) -> Result<StatusCode> {
    let mut tx = state.db.begin_write().await?;
    let found = template::find(&mut tx, &id).await?.ok_or(Error::NotFound)?;
    let process = process(&state, found.process.as_str())?;
    plan::acting_post(&process, &who.principal).ok_or(Error::Forbidden)?;
    template::remove(&mut tx, &who.principal, &found).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
