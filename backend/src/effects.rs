//! What follows from a change by rule. The server writes it under its own name, through the same door and into the same
//! log as everybody, in a transaction right behind the one that it follows from. Should the server stop in between, the
//! next start makes up for it; the record's id follows from the rule and its source, so nothing is ever made twice.

use std::collections::BTreeMap;

use automerge::ActorId;
use shared::id::{EntryId, RecordId, made_by_rule};
use shared::limits::LONG_TEXT_CHARS_MAX;
use shared::principal::{Post, Principal};
use shared::process::Process;
use shared::protocol::PushChange;
use shared::record::command::{Act, Command, Stamp};
use shared::record::summary::Summary;
use shared::record::{read, schema, write};
use shared::rule::Lookup;
use shared::value::Value;
use sqlx::AnyConnection;

use crate::change_log;
use crate::projection::Turn;
use crate::sync::Records;
use crate::{chance, configuration, feed, now_ms};

/// Days until an improvement is due.
const IMPROVE_DAYS: u32 = 3;
/// Characters of a name or a reason in a title.
const TITLE_CHARS: usize = 60;

const DISSATISFIED: &str = "select summary from records
    where process = 'follow_up' and stage in ('done', 'checked') and summary like '%\"dissatisfied\"%' order by id";
const SUPERVISOR: &str = "select p.id from people p join holdings h on h.user_id = p.id
    where p.active = 1 and h.post = 'supervisor' and h.department = $1 order by p.id limit 1";
const MANAGER: &str = "select p.id from people p join holdings h on h.user_id = p.id
    where p.active = 1 and h.post = 'manager' order by p.id limit 1";

/// Runs the rules for records as a push has left them. What fails waits for the next start: the push itself stands.
/// Only on a thread made for blocking.
pub fn follow(records: &Records, reached: &[Summary]) {
    for summary in reached.iter().filter(|summary| wants_improvement(summary)) {
        if let Err(cause) = records.write_own(|turn| improve(turn, &records.processes(), summary)) {
            tracing::error!(record = summary.id.as_str(), "an improvement could not be arranged: {cause:#}");
        }
    }
}

/// What rules should have made and have not: the server was stopped between a push and its effects.
pub async fn catch_up(records: &Records) -> anyhow::Result<()> {
    let rows: Vec<String> = sqlx::query_scalar(DISSATISFIED).fetch_all(records.db.reader()).await?;
    let mut missing = vec![];
    for row in rows {
        let summary: Summary = serde_json::from_str(&row)?;
        let made = improvement_of(&summary.id);
        let mut db = records.db.reader().acquire().await?;
        if wants_improvement(&summary) && !is_made(&mut db, &made).await? {
            missing.push(summary);
        }
    }
    let records = records.clone();
    tokio::task::spawn_blocking(move || follow(&records, &missing)).await?;
    Ok(())
}

fn wants_improvement(summary: &Summary) -> bool {
    summary.process.as_str() == "follow_up"
        && matches!(summary.stage.as_str(), "done" | "checked")
        && summary.values.get("rating").and_then(Value::as_text) == Some("dissatisfied")
}

fn improvement_of(follow_up: &RecordId) -> RecordId {
    made_by_rule("improve", follow_up.as_str(), "dissatisfied")
}

/// Made, or erased since.
async fn is_made(db: &mut AnyConnection, id: &RecordId) -> sqlx::Result<bool> {
    let found: Option<String> = sqlx::query_scalar(
        "select id from records where id = $1 union select record_id from tombstones where record_id = $1",
    )
    .bind(id.as_str())
    .fetch_optional(db)
    .await?;
    Ok(found.is_some())
}

/// A customer who is not satisfied: somebody in charge is to see to it within three days.
fn improve(turn: &Turn, processes: &[Process], follow_up: &Summary) -> anyhow::Result<Vec<PushChange>> {
    let id = improvement_of(&follow_up.id);
    let process = |word: &str| processes.iter().find(|process| process.id.as_str() == word);
    let (Some(task), Some(of)) = (process("task"), process("follow_up")) else { return Ok(vec![]) };
    if turn.run(async |db| is_made(db, &id).await)? {
        return Ok(vec![]);
    }
    let (doc, _) = turn.run(async |db| change_log::load(db, follow_up.id.as_str(), of).await)?;
    let record = read::read(&doc, &follow_up.id);
    let customer = follow_up.about.as_ref().and_then(|about| turn.summary(about));
    turn.sound()?;
    let department = follow_up.department.clone().or_else(|| customer.as_ref()?.department.clone());
    let caller = follow_up.assignee.clone().or_else(|| record.last_step("done").map(|step| step.by.clone()));
    let assignee = turn.run(async |db| -> sqlx::Result<Option<String>> {
        let department = department.as_ref().map_or("", |department| department.as_str());
        let found = sqlx::query_scalar(SUPERVISOR).bind(department).fetch_optional(&mut *db).await?;
        match found {
            Some(found) => Ok(Some(found)),
            None => sqlx::query_scalar(MANAGER).fetch_optional(db).await,
        }
    })?;
    let Some(assignee) = assignee.or(caller.map(|caller| caller.0)) else { return Ok(vec![]) };

    let text = |field: &str| record.single(field).as_text().unwrap_or_default().trim().to_owned();
    let reason = text("dissatisfaction");
    let name = customer.as_ref().map_or("", |customer| customer.title.as_str());
    let title = format!("改进：{} 不满意：{}", cut(name, TITLE_CHARS), cut(&reason, TITLE_CHARS));
    let detail = [follow_up.number.clone().unwrap_or_default(), reason, text("improvement")];
    let detail = detail.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
    let now = now_ms();
    let due = turn.run(async |db| configuration::calendar(db).await)?.add_calendar_days(now, IMPROVE_DAYS);
    let mut put_in_charge = BTreeMap::from([("assignee".to_owned(), Value::from(assignee))]);
    put_in_charge.extend(department.map(|department| ("department".to_owned(), Value::from(department.0))));
    let set = |field: &str, value: Value| Act::Set { field: field.to_owned(), value };
    let entry = EntryId::new(chance::id());
    let mut acts = vec![
        Act::Take { step: "create".into(), entry, values: put_in_charge, reason: None },
        set("title", title.into()),
        set("source", "improve".into()),
        set("detail", cut(&detail, LONG_TEXT_CHARS_MAX).into()),
        set("due_at_ms", due.into()),
    ];
    // A file that is there no more cannot be named.
    if let Some(customer) = customer
        && turn.run(async |db| feed::sees(db, &Principal::server(), customer.id.as_str()).await)?
    {
        acts.push(set("customer", customer.id.as_str().into()));
    }
    Ok(vec![written(turn, task, id, acts, now)?])
}

/// A new record, written by the server.
fn written(turn: &Turn, process: &Process, id: RecordId, acts: Vec<Act>, now: i64) -> anyhow::Result<PushChange> {
    let mut doc = schema::genesis(process).with_actor(ActorId::from(&chance::bytes::<16>()?[..]));
    let stamp = Stamp { principal: Principal::server(), post: Post::System, at_ms: now };
    let command = Command { record: id.clone(), process: process.id.clone(), acts };
    let change = write::apply(&mut doc, &command, process, &stamp, turn)?;
    let bytes = change.raw_bytes().to_vec();
    Ok(PushChange { record: id, process: process.id.clone(), version: process.version, bytes })
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
