//! People, for administrators: who may come in, with which posts.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::principal::{Holding, Post};

use super::error::{Error, Result, invalid};
use super::guard::{At, Body};
use super::session::Administrator;
use super::{AppState, Signal};
use crate::people::{self, Person};
use crate::{audit, links, sessions};

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/api/v1/people", get(list).post(add))
        .route("/api/v1/people/{id}", put(change))
        .route("/api/v1/people/{id}/link", post(link))
        .route("/api/v1/devices", get(devices))
        .route("/api/v1/sessions", get(list_sessions))
        .route("/api/v1/sessions/{id}", axum::routing::delete(end_session))
}

async fn list(State(state): State<AppState>, _: Administrator) -> Result<Json<Vec<Person>>> {
    Ok(Json(people::list(&mut *state.db.begin_read().await?).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Add {
    login: String,
    name: String,
    holdings: Vec<Holding>,
}

fn check(holdings: &[Holding]) -> Result<()> {
    let odd = |holding: &Holding| holding.post == Post::System || holding.department.as_str().len() > 64;
    if holdings.len() > people::MOST_HOLDINGS || holdings.iter().any(odd) {
        return invalid("holdings", "not_holdings");
    }
    Ok(())
}

/// Adds the person and returns a link for him or her; nobody ever learns another's password.
async fn add(
    State(state): State<AppState>,
    admin: Administrator,
    Body(form): Body<Add>,
) -> Result<(StatusCode, Json<Value>)> {
    let (login, name) = (form.login.trim().to_lowercase(), form.name.trim());
    if !people::is_login(&login) {
        return invalid("login", "not_a_login");
    }
    if !people::is_name(name) {
        return invalid("name", "not_a_name");
    }
    check(&form.holdings)?;
    let mut tx = state.db.begin_write().await?;
    if people::by_login(&mut tx, &login).await?.is_some() {
        return invalid("login", "taken");
    }
    let id = people::add(&mut tx, &login, name, None, &form.holdings).await?;
    let token = links::make(&mut tx, links::Kind::Invitation, Some(id.as_str())).await?;
    let detail = json!({ "login": login, "name": name, "holdings": form.holdings });
    let version = audit::configured(&mut tx, admin.0.user(), "person.add", id.as_str(), detail).await?;
    tx.commit().await?;
    state.signal(Signal::Configured { version });
    // A path: the page knows best under which address it was reached.
    Ok((StatusCode::CREATED, Json(json!({ "id": id, "link": links::url("", &token) }))))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    name: Option<String>,
    active: Option<bool>,
    ability: Option<i64>,
    holdings: Option<Vec<Holding>>,
}

/// Only what is sent changes.
async fn change(
    State(state): State<AppState>,
    admin: Administrator,
    At(id): At<String>,
    Body(form): Body<Change>,
) -> Result<StatusCode> {
    check(form.holdings.as_deref().unwrap_or(&[]))?;
    let mut tx = state.db.begin_write().await?;
    if !people::exists(&mut tx, &id).await? {
        return Err(Error::NotFound);
    }
    let mut detail = json!({});
    if let Some(name) = form.name.as_deref().map(str::trim) {
        if !people::is_name(name) {
            return invalid("name", "not_a_name");
        }
        sqlx::query("update people set name = $1 where id = $2").bind(name).bind(id.as_str()).execute(&mut *tx).await?;
        detail["name"] = json!(name);
    }
    if let Some(ability) = form.ability {
        if !(1..=5).contains(&ability) {
            return invalid("ability", "out_of_range");
        }
        let query = sqlx::query("update people set ability = $1 where id = $2").bind(ability).bind(id.as_str());
        query.execute(&mut *tx).await?;
        detail["ability"] = json!(ability);
    }
    if let Some(holdings) = &form.holdings {
        people::hold(&mut tx, &id, holdings).await?;
        detail["holdings"] = json!(holdings);
    }
    if let Some(active) = form.active {
        people::set_active(&mut tx, &id, active).await?;
        detail["active"] = json!(active);
    }
    // Nobody may lock the whole company out, least of all by mistake.
    if people::administrators(&mut tx).await? == 0 {
        return Err(Error::Conflict("last_administrator"));
    }
    let version = audit::configured(&mut tx, admin.0.user(), "person.change", &id, detail).await?;
    tx.commit().await?;
    if form.active == Some(false) || form.holdings.is_some() {
        state.signal(Signal::SessionsEnded { user: id });
    }
    state.signal(Signal::Configured { version });
    Ok(StatusCode::NO_CONTENT)
}

/// A link to set a new password. The old one works until then.
async fn link(State(state): State<AppState>, admin: Administrator, At(id): At<String>) -> Result<Json<Value>> {
    let mut tx = state.db.begin_write().await?;
    let active: Option<i64> = sqlx::query_scalar("select active from people where id = $1")
        .bind(id.as_str())
        .fetch_optional(&mut *tx)
        .await?;
    match active {
        None => return Err(Error::NotFound),
        Some(0) => return Err(Error::Conflict("disabled")),
        Some(_) => {}
    }
    let token = links::make(&mut tx, links::Kind::Reset, Some(&id)).await?;
    audit::note(&mut tx, admin.0.user(), "person.link", &id, json!({})).await?;
    tx.commit().await?;
    Ok(Json(json!({ "link": links::url("", &token) })))
}

async fn list_sessions(State(state): State<AppState>, _: Administrator) -> Result<Json<Vec<sessions::Session>>> {
    Ok(Json(sessions::list(&mut *state.db.reader().acquire().await?).await?))
}

async fn devices(State(state): State<AppState>, _: Administrator) -> Result<Json<Vec<sessions::Device>>> {
    Ok(Json(sessions::devices(&mut *state.db.reader().acquire().await?).await?))
}

async fn end_session(State(state): State<AppState>, admin: Administrator, At(id): At<String>) -> Result<StatusCode> {
    let mut tx = state.db.begin_write().await?;
    let user = sessions::end(&mut tx, &id).await?.ok_or(Error::NotFound)?;
    audit::note(&mut tx, admin.0.user(), "session.revoke", &user, json!({})).await?;
    tx.commit().await?;
    state.signal(Signal::SessionsEnded { user });
    Ok(StatusCode::NO_CONTENT)
}
