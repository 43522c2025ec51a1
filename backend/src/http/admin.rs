//! Departments (their chart: `departments`), regions, classes, absences, and the audit list. Everybody signed in may read what names things;
//! administrators write.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{delete, get, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::AnyConnection;

use super::error::{Error, Result, invalid};
use super::guard::{Asked, At, Body};
use super::session::{Administrator, SignedIn};
use super::{AppState, Signal, departments};
use crate::db::Tx;
use crate::{audit, chance, people};

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/api/v1/departments", get(departments::list).post(add_department))
        .route("/api/v1/departments/{id}", put(departments::change))
        .route("/api/v1/regions", get(regions).post(add_region))
        .route("/api/v1/regions/{id}", put(change_region))
        .route("/api/v1/classes", get(classes).post(add_class))
        .route("/api/v1/classes/{id}", put(change_class))
        .route("/api/v1/absences", get(absences).post(add_absence))
        .route("/api/v1/absences/{id}", delete(remove_absence))
        .route("/api/v1/audit", get(audit_page))
}

/// Writes the audit line, commits, and tells who listens.
pub async fn finish(state: &AppState, mut tx: Tx, user: &str, what: &str, subject: &str, detail: Value) -> Result<()> {
    let version = audit::configured(&mut tx, user, what, subject, detail).await?;
    tx.commit().await?;
    state.signal(Signal::Configured { version });
    Ok(())
}

const ADD_DEPARTMENT: &str = "insert into departments (id, name, active) values ($1, $2, 1)";
const REGIONS: [&str; 3] = [
    "select id, name, active from regions order by name, id",
    "insert into regions (id, name, active) values ($1, $2, 1)",
    "update regions set name = $2, active = $3 where id = $1",
];
const CLASSES: [&str; 3] = [
    "select id, name, active from classes order by name, id",
    "insert into classes (id, name, active) values ($1, $2, 1)",
    "update classes set name = $2, active = $3 where id = $1",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
    #[serde(default = "yes")]
    active: bool,
}

fn yes() -> bool {
    true
}

impl Named {
    fn checked(self) -> Result<Self> {
        if people::is_name(&self.name) { Ok(self) } else { invalid("name", "not_a_name") }
    }
}

async fn list(db: &mut AnyConnection, sql: &'static str) -> Result<Json<Vec<Value>>> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(sql).fetch_all(db).await?;
    let each = rows.into_iter().map(|(id, name, active)| json!({ "id": id, "name": name, "active": active == 1 }));
    Ok(Json(each.collect()))
}

async fn add(
    state: &AppState,
    user: &str,
    sql: &'static str,
    what: &str,
    form: Named,
) -> Result<(StatusCode, Json<Value>)> {
    let (form, id) = (form.checked()?, chance::id());
    let mut tx = state.db.begin_write().await?;
    sqlx::query(sql).bind(id.as_str()).bind(form.name.trim()).execute(&mut *tx).await?;
    finish(state, tx, user, what, &id, json!({ "name": form.name })).await?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))))
}

async fn change(
    state: &AppState,
    user: &str,
    sql: &'static str,
    what: &str,
    id: &str,
    form: Named,
) -> Result<StatusCode> {
    let form = form.checked()?;
    let mut tx = state.db.begin_write().await?;
    let query = sqlx::query(sql).bind(id).bind(form.name.trim()).bind(i64::from(form.active));
    if query.execute(&mut *tx).await?.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    finish(state, tx, user, what, id, json!({ "name": form.name, "active": form.active })).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn regions(State(state): State<AppState>, _: SignedIn) -> Result<Json<Vec<Value>>> {
    list(&mut *state.db.reader().acquire().await?, REGIONS[0]).await
}

async fn classes(State(state): State<AppState>, _: SignedIn) -> Result<Json<Vec<Value>>> {
    list(&mut *state.db.reader().acquire().await?, CLASSES[0]).await
}

type Made = Result<(StatusCode, Json<Value>)>;

async fn add_department(State(state): State<AppState>, admin: Administrator, Body(form): Body<Named>) -> Made {
    add(&state, admin.0.user(), ADD_DEPARTMENT, "department.add", form).await
}

async fn add_region(State(state): State<AppState>, admin: Administrator, Body(form): Body<Named>) -> Made {
    add(&state, admin.0.user(), REGIONS[1], "region.add", form).await
}

async fn add_class(State(state): State<AppState>, admin: Administrator, Body(form): Body<Named>) -> Made {
    add(&state, admin.0.user(), CLASSES[1], "class.add", form).await
}

async fn change_region(
    State(state): State<AppState>,
    admin: Administrator,
    At(id): At<String>,
    Body(form): Body<Named>,
) -> Result<StatusCode> {
    change(&state, admin.0.user(), REGIONS[2], "region.change", &id, form).await
}

async fn change_class(
    State(state): State<AppState>,
    admin: Administrator,
    At(id): At<String>,
    Body(form): Body<Named>,
) -> Result<StatusCode> {
    change(&state, admin.0.user(), CLASSES[2], "class.change", &id, form).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Absence {
    user: String,
    from_day: String,
    to_day: String,
    #[serde(default)]
    reason: String,
}

async fn absences(State(state): State<AppState>, _: SignedIn) -> Result<Json<Vec<Value>>> {
    let rows: Vec<(String, String, String, String, String)> =
        sqlx::query_as("select id, user_id, from_day, to_day, reason from absences order by from_day, id")
            .fetch_all(state.db.reader())
            .await?;
    let each = rows.into_iter().map(|(id, user, from_day, to_day, reason)| {
        json!({ "id": id, "user": user, "from_day": from_day, "to_day": to_day, "reason": reason })
    });
    Ok(Json(each.collect()))
}

async fn add_absence(State(state): State<AppState>, admin: Administrator, Body(form): Body<Absence>) -> Made {
    let day = |text: &str| text.parse::<jiff::civil::Date>().ok();
    let Some(from) = day(&form.from_day) else {
        return invalid("from_day", "not_a_day");
    };
    let Some(to) = day(&form.to_day) else {
        return invalid("to_day", "not_a_day");
    };
    if to < from {
        return invalid("to_day", "before_from_day");
    }
    if form.reason.chars().count() > 200 {
        return invalid("reason", "too_long");
    }
    let (id, from, to) = (chance::id(), from.to_string(), to.to_string());
    let mut tx = state.db.begin_write().await?;
    if !people::exists(&mut tx, &form.user).await? {
        return invalid("user", "unknown");
    }
    sqlx::query("insert into absences (id, user_id, from_day, to_day, reason) values ($1, $2, $3, $4, $5)")
        .bind(id.as_str())
        .bind(form.user.as_str())
        .bind(from.as_str())
        .bind(to.as_str())
        .bind(form.reason)
        .execute(&mut *tx)
        .await?;
    let detail = json!({ "user": form.user, "from_day": from, "to_day": to });
    finish(&state, tx, admin.0.user(), "absence.add", &id, detail).await?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))))
}

async fn remove_absence(State(state): State<AppState>, admin: Administrator, At(id): At<String>) -> Result<StatusCode> {
    let mut tx = state.db.begin_write().await?;
    let gone = sqlx::query("delete from absences where id = $1").bind(id.as_str()).execute(&mut *tx).await?;
    if gone.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    finish(&state, tx, admin.0.user(), "absence.remove", &id, json!({})).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn audit_page(
    State(state): State<AppState>,
    _: Administrator,
    Asked(filter): Asked<audit::Filter>,
) -> Result<Json<Vec<audit::Entry>>> {
    Ok(Json(audit::page(&mut *state.db.reader().acquire().await?, &filter).await?))
}
