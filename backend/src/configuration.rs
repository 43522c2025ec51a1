//! What the company has settled, from its rows, as every device gets it.

use std::collections::BTreeMap;

use anyhow::Context;
use shared::calendar::Calendar;
use shared::config::{Configuration, Department, Named, Person};
use shared::id::{DepartmentId, RegionId, UserId};
use shared::process::{self, Process};
use shared::script::{Script, follow_up_script};
use shared::setting;
use shared::value::Value;
use sqlx::{AnyConnection, Row};

use crate::{audit, people};

/// The whole, as of one moment: give it a transaction.
pub async fn load(db: &mut AnyConnection) -> anyhow::Result<Configuration> {
    let settings = settings(db).await?;
    let mut calendar = calendar(db).await?;
    let hours = settings.get(setting::WORK_HOURS).and_then(Value::as_text).and_then(setting::work_minutes);
    calendar.work_minutes = hours.unwrap_or(calendar.work_minutes);
    Ok(Configuration {
        version: audit::config_version(db).await?,
        people: everybody(db).await?,
        departments: departments(db).await?,
        regions: named(db, "select id, name, active from regions order by name, id", RegionId::new).await?,
        classes: named(db, "select id, name, active from classes order by name, id", |id| id).await?,
        settings,
        calendar,
        scripts: scripts(db).await?,
        processes: processes(db).await?,
    })
}

async fn everybody(db: &mut AnyConnection) -> anyhow::Result<Vec<Person>> {
    let days: Vec<(String, String, String)> =
        sqlx::query_as("select user_id, from_day, to_day from absences order by from_day, id")
            .fetch_all(&mut *db)
            .await?;
    let mut absences: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (user, from, to) in days {
        absences.entry(user).or_default().push((from, to));
    }
    let people = people::list(db).await?.into_iter().map(|person| Person {
        absences: absences.remove(person.id.as_str()).unwrap_or_default(),
        id: person.id,
        name: person.name,
        active: person.active,
        ability: person.ability,
        holdings: person.holdings,
    });
    Ok(people.collect())
}

pub async fn departments(db: &mut AnyConnection) -> anyhow::Result<Vec<Department>> {
    let rows = sqlx::query("select id, name, active, parent, head from departments order by name, id");
    let mut found = vec![];
    for row in rows.fetch_all(db).await? {
        found.push(Department {
            id: DepartmentId::new(row.try_get::<String, _>(0)?),
            name: row.try_get(1)?,
            active: row.try_get::<i64, _>(2)? == 1,
            parent: row.try_get::<Option<String>, _>(3)?.map(DepartmentId::new),
            head: row.try_get::<Option<String>, _>(4)?.map(UserId::new),
        });
    }
    Ok(found)
}

async fn named<Id>(
    db: &mut AnyConnection,
    sql: &'static str,
    id: impl Fn(String) -> Id,
) -> anyhow::Result<Vec<Named<Id>>> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(sql).fetch_all(db).await?;
    Ok(rows.into_iter().map(|(key, name, active)| Named { id: id(key), name, active: active == 1 }).collect())
}

/// One setting, if it was settled otherwise than by default.
pub async fn settled(db: &mut AnyConnection, key: &str) -> anyhow::Result<Option<Value>> {
    let found = sqlx::query_scalar("select value from settings where key = $1").bind(key).fetch_optional(db).await?;
    Ok(found.and_then(|value: String| serde_json::from_str(&value).ok()))
}

/// A key that this program does not know, or a value it would refuse today, is left out: the default stands.
async fn settings(db: &mut AnyConnection) -> anyhow::Result<BTreeMap<String, Value>> {
    let rows: Vec<(String, String)> = sqlx::query_as("select key, value from settings").fetch_all(db).await?;
    let sound = rows.into_iter().filter_map(|(key, value)| {
        let value: Value = serde_json::from_str(&value).ok()?;
        setting::find(&key)?.check(&value).ok()?;
        Some((key, value))
    });
    Ok(sound.collect())
}

/// The State Council's notices; a year that somebody edited stands instead of the known one.
pub async fn calendar(db: &mut AnyConnection) -> anyhow::Result<Calendar> {
    let rows: Vec<(i64, String)> =
        sqlx::query_as("select year, json from calendar_years order by year").fetch_all(db).await?;
    let mut calendar = Calendar::state_council();
    for (year, json) in rows {
        calendar.years.remove(&i16::try_from(year)?);
        calendar.load(&json).with_context(|| format!("the calendar of {year} cannot be read"))?;
    }
    Ok(calendar)
}

/// The built-in script unless an edited one stands in its place, then the others.
pub async fn scripts(db: &mut AnyConnection) -> anyhow::Result<Vec<Script>> {
    let rows: Vec<String> = sqlx::query_scalar("select json from scripts order by id").fetch_all(db).await?;
    let mut scripts = vec![follow_up_script()];
    for row in rows {
        let script: Script = serde_json::from_str(&row).context("a script cannot be read")?;
        scripts.retain(|one| one.id != script.id);
        scripts.push(script);
    }
    Ok(scripts)
}

/// The built-in ones and what administrators have added.
pub async fn processes(db: &mut AnyConnection) -> anyhow::Result<Vec<Process>> {
    let rows: Vec<String> = sqlx::query_scalar("select json from processes order by id").fetch_all(db).await?;
    let mut processes = process::built_in();
    for row in rows {
        processes.push(serde_json::from_str(&row).context("a process cannot be read")?);
    }
    Ok(processes)
}
