//! Departments and the org chart: what a department is a part of, and who heads it. What a change does not name stays.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Deserializer};
use serde_json::json;
use shared::chart;
use shared::config::{Configuration, Department};
use shared::id::{DepartmentId, UserId};

use super::AppState;
use super::admin::finish;
use super::error::{Error, Result, invalid};
use super::guard::{At, Body};
use super::session::{Administrator, SignedIn};
use crate::{configuration, people};

const CHANGE: &str = "update departments set name = $2, active = $3, parent = $4, head = $5 where id = $1";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    name: String,
    active: Option<bool>,
    #[serde(default, deserialize_with = "named")]
    parent: Option<Option<DepartmentId>>,
    #[serde(default, deserialize_with = "named")]
    head: Option<Option<UserId>>,
}

/// Null takes it away, which is not the same as saying nothing.
fn named<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> std::result::Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

pub async fn list(State(state): State<AppState>, _: SignedIn) -> Result<Json<Vec<Department>>> {
    Ok(Json(configuration::departments(&mut *state.db.reader().acquire().await?).await?))
}

pub async fn change(
    State(state): State<AppState>,
    admin: Administrator,
    At(id): At<String>,
    Body(form): Body<Form>,
) -> Result<StatusCode> {
    if !people::is_name(&form.name) {
        return invalid("name", "not_a_name");
    }
    let mut tx = state.db.begin_write().await?;
    let departments = configuration::departments(&mut tx).await?;
    let config = Configuration { departments, ..Configuration::default() };
    let id = DepartmentId::new(id);
    let Some(was) = config.department(&id) else { return Err(Error::NotFound) };
    let active = form.active.unwrap_or(was.active);
    let is = Department {
        id: id.clone(),
        name: form.name.trim().to_owned(),
        active,
        parent: form.parent.unwrap_or_else(|| was.parent.clone()),
        head: form.head.unwrap_or_else(|| was.head.clone()),
    };
    if let Some(parent) = is.parent.as_ref().filter(|parent| was.parent.as_ref() != Some(parent)) {
        if config.department(parent).is_none() {
            return invalid("parent", "unknown");
        }
        if !chart::may_stand_above(&config, parent, &id) {
            return invalid("parent", "below_itself");
        }
    }
    if let Some(head) = is.head.as_ref().filter(|head| was.head.as_ref() != Some(head))
        && !people::exists(&mut tx, head.as_str()).await?
    {
        return invalid("head", "unknown");
    }
    let query = sqlx::query(CHANGE).bind(id.as_str()).bind(is.name.as_str()).bind(i64::from(active));
    let query = query.bind(is.parent.as_ref().map(DepartmentId::as_str)).bind(is.head.as_ref().map(UserId::as_str));
    query.execute(&mut *tx).await?;
    let mut detail = json!({ "name": is.name, "active": active });
    if is.parent != was.parent {
        detail["parent"] = json!(is.parent);
    }
    if is.head != was.head {
        detail["head"] = json!(is.head);
    }
    finish(&state, tx, admin.0.user(), "department.change", id.as_str(), detail).await?;
    Ok(StatusCode::NO_CONTENT)
}
