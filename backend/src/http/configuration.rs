//! Settings, the calendar, scripts and processes: what a company settles beside its people. Everybody signed in may
//! read; administrators write.

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use shared::label::Label;
use shared::process::{self, Process};
use shared::record::schema;
use shared::script::{Script, follow_up_script};
use shared::setting;

use super::AppState;
use super::admin::finish;
use super::error::{Error, Result, invalid};
use super::guard::{At, Body};
use super::session::{Administrator, SignedIn};
use crate::calendar::Holidays;
use crate::change_log::at_birth;
use crate::{audit, configuration};

/// A process with many fields, in both languages.
const MOST_DESCRIPTION: usize = 512 * 1024;
/// Versions of one process: each is another first change that the log may hold.
const MOST_VERSIONS: u32 = 1000;

const KEEP_SETTING: &str =
    "insert into settings (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value";
const KEEP_YEAR: &str =
    "insert into calendar_years (year, json) values ($1, $2) on conflict (year) do update set json = excluded.json";
const KEEP_SCRIPT: &str = "insert into scripts (id, version, json) values ($1, $2, $3)
    on conflict (id) do update set version = excluded.version, json = excluded.json";
const KEEP_PROCESS: &str = "insert into processes (id, version, json) values ($1, $2, $3)
    on conflict (id) do update set version = excluded.version, json = excluded.json";

pub fn router() -> Router<AppState> {
    let processes = get(process).put(load_process).layer(DefaultBodyLimit::max(MOST_DESCRIPTION));
    Router::new()
        .route("/api/v1/settings", get(settings))
        .route("/api/v1/settings/{key}", axum::routing::put(set))
        .route("/api/v1/calendar/{year}", get(year).put(set_year))
        .route("/api/v1/scripts/{id}", get(script).put(set_script).layer(DefaultBodyLimit::max(MOST_DESCRIPTION)))
        .route("/api/v1/processes", get(list_processes))
        .route("/api/v1/processes/{id}", processes)
}

fn unsound<T>(field: &str, problems: Vec<Label>) -> Result<T> {
    Err(Error::Unsound { field: field.to_owned(), problems })
}

async fn settings(State(state): State<AppState>, _: SignedIn) -> Result<Json<Value>> {
    let mut tx = state.db.begin_read().await?;
    let rows: Vec<(String, String)> = sqlx::query_as("select key, value from settings").fetch_all(&mut *tx).await?;
    let version = audit::config_version(&mut tx).await?;
    let each = rows.into_iter().map(|(key, value)| (key, serde_json::from_str(&value).unwrap_or(Value::Null)));
    Ok(Json(json!({ "version": version, "settings": each.collect::<serde_json::Map<_, _>>() })))
}

/// A value that the setting takes; null gives the default back.
async fn set(
    State(state): State<AppState>,
    admin: Administrator,
    At(key): At<String>,
    Body(value): Body<shared::value::Value>,
) -> Result<StatusCode> {
    let Some(setting) = setting::find(&key) else {
        return invalid("key", "unknown");
    };
    if let Err(say) = setting.check(&value) {
        return unsound(&key, vec![say]);
    }
    let mut tx = state.db.begin_write().await?;
    let detail = json!({ "value": value });
    if value == shared::value::Value::Null {
        sqlx::query("delete from settings where key = $1").bind(key.as_str()).execute(&mut *tx).await?;
    } else {
        let query = sqlx::query(KEEP_SETTING).bind(key.as_str()).bind(detail["value"].to_string());
        query.execute(&mut *tx).await?;
    }
    finish(&state, tx, admin.0.user(), "setting.set", &key, detail).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn number(year: &str) -> Result<i16> {
    match year.parse() {
        Ok(year @ 2000..=2100) => Ok(year),
        _ => invalid("year", "not_a_year"),
    }
}

async fn year(State(state): State<AppState>, _: SignedIn, At(year): At<String>) -> Result<Json<Value>> {
    let number = number(&year)?;
    let mut tx = state.db.begin_read().await?;
    let calendar = configuration::calendar(&mut tx).await?;
    let edited: Option<i64> = sqlx::query_scalar("select year from calendar_years where year = $1")
        .bind(i64::from(number))
        .fetch_optional(&mut *tx)
        .await?;
    let holidays = Holidays::of(&calendar, number);
    let known = calendar.years.get(&number).is_some_and(|year| year.known);
    Ok(Json(json!({ "year": number, "edited": edited.is_some(), "known": known, "days": holidays.days })))
}

async fn set_year(
    State(state): State<AppState>,
    admin: Administrator,
    At(year): At<String>,
    Body(holidays): Body<Holidays>,
) -> Result<StatusCode> {
    let number = number(&year)?;
    let problems = holidays.problems(number);
    if !problems.is_empty() {
        return unsound("days", problems);
    }
    let mut tx = state.db.begin_write().await?;
    let text = serde_json::to_string(&holidays).map_err(|error| Error::Internal(error.into()))?;
    sqlx::query(KEEP_YEAR).bind(i64::from(number)).bind(text).execute(&mut *tx).await?;
    finish(&state, tx, admin.0.user(), "calendar.set", &year, json!({ "days": holidays.days.len() })).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn script(State(state): State<AppState>, _: SignedIn, At(id): At<String>) -> Result<Json<Script>> {
    let scripts = configuration::scripts(&mut *state.db.begin_read().await?).await?;
    scripts.into_iter().find(|script| script.id == id).map(Json).ok_or(Error::NotFound)
}

/// The server raises the version, so that nobody has to know the last one.
async fn set_script(
    State(state): State<AppState>,
    admin: Administrator,
    At(id): At<String>,
    Body(script): Body<Script>,
) -> Result<Json<Value>> {
    if script.id != id || !is_word(&id) {
        return invalid("id", "not_an_id");
    }
    if let Err(problems) = script.check() {
        return unsound("nodes", problems.iter().map(|problem| problem.label()).collect());
    }
    let mut tx = state.db.begin_write().await?;
    let kept: Option<i64> = sqlx::query_scalar("select version from scripts where id = $1")
        .bind(id.as_str())
        .fetch_optional(&mut *tx)
        .await?;
    let built_in = Some(follow_up_script()).filter(|one| one.id == id).map_or(0, |one| one.version);
    let version = kept.unwrap_or(0).max(built_in) + 1;
    let text = serde_json::to_string(&Script { version, ..script }).map_err(|error| Error::Internal(error.into()))?;
    sqlx::query(KEEP_SCRIPT).bind(id.as_str()).bind(version).bind(text).execute(&mut *tx).await?;
    finish(&state, tx, admin.0.user(), "script.set", &id, json!({ "version": version })).await?;
    Ok(Json(json!({ "version": version })))
}

fn is_word(text: &str) -> bool {
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
    (1..=40).contains(&text.len()) && text.bytes().all(plain)
}

async fn list_processes(State(state): State<AppState>, _: SignedIn) -> Json<Vec<Process>> {
    Json(state.records.processes().to_vec())
}

async fn process(State(state): State<AppState>, _: SignedIn, At(id): At<String>) -> Result<Json<Process>> {
    state.records.processes().iter().find(|one| one.id.as_str() == id).cloned().map(Json).ok_or(Error::NotFound)
}

/// Adds a process, or a newer version of one. Records that are there must go on with it.
async fn load_process(
    State(state): State<AppState>,
    admin: Administrator,
    At(id): At<String>,
    Body(new): Body<Process>,
) -> Result<StatusCode> {
    if new.id.as_str() != id {
        return invalid("id", "not_the_same");
    }
    if process::built_in().iter().any(|one| one.id == new.id) {
        return Err(Error::Conflict("built_in"));
    }
    let prefix = |prefix: &str| (1..=8).contains(&prefix.len()) && prefix.bytes().all(|byte| byte.is_ascii_uppercase());
    if !prefix(&new.number_prefix) {
        return invalid("number_prefix", "not_a_prefix");
    }
    let problems = process::check::problems(&new);
    if !problems.is_empty() {
        return unsound("process", problems);
    }
    let mut tx = state.db.begin_write().await?;
    let processes = configuration::processes(&mut tx).await?;
    let old = processes.iter().find(|one| one.id == new.id);
    let others = processes.iter().filter(|one| one.id != new.id).cloned();
    let problems = process::check::between(&others.chain([new.clone()]).collect::<Vec<_>>());
    if !problems.is_empty() {
        return unsound("process", problems);
    }
    if new.version <= old.map_or(0, |old| old.version) || new.version > MOST_VERSIONS {
        return invalid("version", "not_higher");
    }
    let records: i64 = sqlx::query_scalar("select count(*) from records where process = $1")
        .bind(id.as_str())
        .fetch_one(&mut *tx)
        .await?;
    let breaks = old.filter(|_| records > 0).map_or(vec![], |old| breaks(old, &new));
    if !breaks.is_empty() {
        return unsound("process", breaks);
    }
    let text = serde_json::to_string(&new).map_err(|error| Error::Internal(error.into()))?;
    let query = sqlx::query(KEEP_PROCESS).bind(id.as_str()).bind(i64::from(new.version)).bind(text);
    query.execute(&mut *tx).await?;
    let processes = configuration::processes(&mut tx).await?;
    let version = audit::configured(&mut tx, admin.0.user(), "process.load", &id, json!({ "version": new.version }));
    let version = version.await?;
    tx.commit().await?;
    state.records.describe(processes);
    state.signal(super::Signal::Configured { version });
    Ok(StatusCode::NO_CONTENT)
}

/// What records of the old version could not go on with: another first change, another way to merge, or a step or
/// stage of their history that nobody describes any more.
fn breaks(old: &Process, new: &Process) -> Vec<Label> {
    let mut found = vec![];
    for field in &old.fields {
        if new.field(&field.key).is_none_or(|one| one.class != field.class) {
            let key = &field.key;
            found.push(Label::owned(
                format!("已有记录用到“{key}”这一项，不能去掉，也不能改变合并方式"),
                format!("Records use the field {key}: it cannot go, nor merge another way"),
            ));
        }
    }
    let steps = old.steps.iter().map(|step| &step.key).filter(|key| new.step(key).is_none());
    let stages = old.stages.iter().map(|stage| &stage.key).filter(|key| new.stage(key).is_none());
    found.extend(steps.chain(stages).map(|key| {
        Label::owned(format!("已有记录用到“{key}”，不能去掉"), format!("Records have been through {key}: it cannot go"))
    }));
    let birth = |process: &Process| schema::genesis_change(&at_birth(process, old.version)).hash();
    if found.is_empty() && birth(old) != birth(new) {
        found.push(Label::new(
            "已有记录时，计数和多人同写的文字项不能增减或换位置",
            "Counters and shared texts cannot be added, removed or moved while there are records",
        ));
    }
    found
}
