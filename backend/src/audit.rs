//! Who changed what about people and settings, and the version every such write raises.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{AnyConnection, Row};

use crate::{chance, now_ms};

const ADD: &str = "insert into audit (id, at_ms, user_id, what, subject, detail) values ($1, $2, $3, $4, $5, $6)";
const PAGE: &str = "select id, at_ms, user_id, what, subject, detail from audit
    where id < $1 and ($2 = '' or user_id = $2) and ($3 = '' or what like $3) order by id desc limit $4";

#[derive(Debug, Serialize)]
pub struct Entry {
    pub id: String,
    pub at_ms: i64,
    pub user: String,
    pub what: String,
    pub subject: String,
    pub detail: Value,
}

/// Writes one line. Never give it a password or a token.
pub async fn note(db: &mut AnyConnection, user: &str, what: &str, subject: &str, detail: Value) -> sqlx::Result<()> {
    let query = sqlx::query(ADD).bind(chance::id()).bind(now_ms()).bind(user).bind(what).bind(subject);
    query.bind(detail.to_string()).execute(db).await?;
    Ok(())
}

/// A write to the configuration: the line, and the next version, which it returns.
pub async fn configured(
    db: &mut AnyConnection,
    user: &str,
    what: &str,
    subject: &str,
    detail: Value,
) -> sqlx::Result<i64> {
    note(db, user, what, subject, detail).await?;
    sqlx::query_scalar("update config_version set version = version + 1 where id = 1 returning version")
        .fetch_one(db)
        .await
}

pub async fn config_version(db: &mut AnyConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar("select version from config_version where id = 1").fetch_one(db).await
}

/// Which lines are asked for; empty fields leave nothing out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    before: Option<String>,
    /// Who did it.
    #[serde(default)]
    user: String,
    /// The first word of what was done: `person`, `department`, `setting`.
    #[serde(default)]
    about: String,
    limit: Option<i64>,
}

/// The newest lines before `before`; ids sort by time.
pub async fn page(db: &mut AnyConnection, filter: &Filter) -> sqlx::Result<Vec<Entry>> {
    let about = if filter.about.is_empty() { String::new() } else { format!("{}.%", filter.about) };
    let query = sqlx::query(PAGE).bind(filter.before.as_deref().unwrap_or("z")).bind(filter.user.as_str());
    let rows = query.bind(about).bind(filter.limit.unwrap_or(100).clamp(1, 500)).fetch_all(db).await?;
    rows.into_iter()
        .map(|row| {
            let detail: String = row.try_get(5)?;
            Ok(Entry {
                id: row.try_get(0)?,
                at_ms: row.try_get(1)?,
                user: row.try_get(2)?,
                what: row.try_get(3)?,
                subject: row.try_get(4)?,
                detail: serde_json::from_str(&detail).unwrap_or(Value::Null),
            })
        })
        .collect()
}
