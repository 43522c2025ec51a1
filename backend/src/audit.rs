//! Who changed what about people and settings, and the version every such write raises.

use serde::Serialize;
use serde_json::Value;
use sqlx::{AnyConnection, Row};

use crate::{chance, now_ms};

const ADD: &str = "insert into audit (id, at_ms, user_id, what, subject, detail) values ($1, $2, $3, $4, $5, $6)";
const PAGE: &str =
    "select id, at_ms, user_id, what, subject, detail from audit where id < $1 order by id desc limit $2";

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

/// The newest lines before `before`; ids sort by time.
pub async fn page(db: &mut AnyConnection, before: Option<&str>, limit: i64) -> sqlx::Result<Vec<Entry>> {
    let rows = sqlx::query(PAGE).bind(before.unwrap_or("z")).bind(limit).fetch_all(db).await?;
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
