//! Mappings that a company keeps by name, for files that come again with the same headings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::id::ProcessId;
use shared::principal::Principal;
use sqlx::{AnyConnection, Row};

use super::times::Order;
use super::{Mapping, Table};
use crate::{audit, chance, now_ms};

/// Templates that a company may keep for one process.
pub const TEMPLATES_MAX: i64 = 200;

const COLUMNS: &str = "select id, process, name, json, dates from import_templates";
const KEEP: &str = "insert into import_templates (id, process, name, json, user_id, at_ms, dates)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (process, name) do update set json = excluded.json, user_id = excluded.user_id, at_ms = excluded.at_ms,
        dates = excluded.dates";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Template {
    pub id: String,
    pub process: ProcessId,
    pub name: String,
    /// Heading of the column → key of the field. Columns that are not named are left out.
    pub columns: BTreeMap<String, String>,
    /// How the dates of such files are written; none: as found.
    pub dates: Option<Order>,
}

impl Template {
    /// What it makes of this file; none if a heading is missing in it.
    pub fn fit(&self, table: &Table) -> Option<Mapping> {
        let mut columns = vec![None; table.headers.len()];
        for (heading, key) in &self.columns {
            let at = table.headers.iter().position(|header| header == heading)?;
            columns[at] = Some(key.clone());
        }
        Some(Mapping { columns, dates: self.dates, ..Mapping::default() })
    }
}

/// The mapping of a file by its headings. Columns without one cannot be named again.
pub fn columns(table: &Table, mapping: &Mapping) -> BTreeMap<String, String> {
    let named = table.headers.iter().zip(&mapping.columns).filter(|(header, _)| !header.is_empty());
    named.filter_map(|(header, key)| Some((header.clone(), key.clone()?))).collect()
}

pub async fn list(db: &mut AnyConnection, process: &ProcessId) -> anyhow::Result<Vec<Template>> {
    let query = sqlx::AssertSqlSafe(format!("{COLUMNS} where process = $1 order by name"));
    let rows = sqlx::query(query).bind(process.as_str()).fetch_all(db).await?;
    rows.iter()
        .map(|row| {
            Ok(Template {
                id: row.try_get(0)?,
                process: ProcessId::new(row.try_get::<String, _>(1)?),
                name: row.try_get(2)?,
                columns: serde_json::from_str(&row.try_get::<String, _>(3)?)?,
                dates: row.try_get::<Option<String>, _>(4)?.and_then(|word| Order::from_word(&word)),
            })
        })
        .collect()
}

pub async fn find(db: &mut AnyConnection, id: &str) -> anyhow::Result<Option<Template>> {
    let process: Option<String> = sqlx::query_scalar("select process from import_templates where id = $1")
        .bind(id)
        .fetch_optional(&mut *db)
        .await?;
    let Some(process) = process else { return Ok(None) };
    Ok(list(db, &ProcessId::new(process)).await?.into_iter().find(|one| one.id == id))
}

/// Keeps a mapping under a name; one of that name is written over. False: there are too many.
pub async fn keep(
    db: &mut AnyConnection,
    who: &Principal,
    process: &ProcessId,
    name: &str,
    (columns, dates): (&BTreeMap<String, String>, Option<Order>),
) -> anyhow::Result<bool> {
    let query = "select count(*) from import_templates where process = $1 and name <> $2";
    let count: i64 = sqlx::query_scalar(query).bind(process.as_str()).bind(name).fetch_one(&mut *db).await?;
    if count >= TEMPLATES_MAX {
        return Ok(false);
    }
    let query = sqlx::query(KEEP).bind(chance::id()).bind(process.as_str()).bind(name);
    let query =
        query.bind(serde_json::to_string(columns)?).bind(who.user.as_str()).bind(now_ms()).bind(dates.map(Order::word));
    query.execute(&mut *db).await?;
    let detail = json!({ "name": name, "process": process });
    audit::note(db, who.user.as_str(), "import.template", process.as_str(), detail).await?;
    Ok(true)
}

pub async fn remove(db: &mut AnyConnection, who: &Principal, template: &Template) -> anyhow::Result<()> {
    sqlx::query("delete from import_templates where id = $1").bind(template.id.as_str()).execute(&mut *db).await?;
    let detail = json!({ "name": template.name, "process": template.process });
    audit::note(db, who.user.as_str(), "import.template_gone", template.process.as_str(), detail).await?;
    Ok(())
}
