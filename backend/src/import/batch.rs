//! Batches: kept whole before the first record is made, then pushed like anybody's work, and taken back on demand.
//!
//! ```text
//! writing ──▶ done ──▶ undoing ──▶ undone          writing ──▶ failing ──▶ failed (a rule said no meanwhile)
//! ```
//!
//! Every change is a function of the batch, so doing a part of this twice writes nothing twice: after a crash
//! [`finish_all`] goes on where it stopped.

use std::sync::Arc;

use anyhow::Context;
use automerge::ActorId;
use serde_json::json;
use shared::id::{DepartmentId, DeviceId, EntryId, ProcessId, RecordId, UserId};
use shared::limits::PUSH_CHANGES_MAX;
use shared::principal::{Post, Principal};
use shared::process::{Kind, Process, Step, Who};
use shared::protocol::{Answer, Push, PushChange};
use shared::record::command::{Act, Command, CommandCode, Stamp};
use shared::record::summary::Summary;
use shared::record::write;
use shared::rule::Alone;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::plan::{self, Choices, Made, Refused};
use super::preview::Preview;
use super::{Existing, Mapping, Table};
use crate::sync::Records;
use crate::{audit, chance, change_log, feed, now_ms, people};

/// The reason that stands with the step of a file that was taken back.
pub const UNDO_REASON: &str = "撤销导入";
/// Batches in one list.
pub const LIST_MAX: usize = 100;

const COLUMNS: &str = "select b.id, b.at_ms, b.user_id, b.file, b.department, b.state, b.total, b.skipped_errors,
    b.skipped_duplicates, b.undo_user_id, b.undo_at_ms, coalesce(p.name, b.user_id),
    (select count(*) from import_rows r where r.batch = b.id and r.state <> 'waiting'),
    (select count(*) from import_rows r where r.batch = b.id and r.state = 'voided'),
    (select count(*) from import_rows r where r.batch = b.id and r.state = 'kept'), b.process
    from import_batches b left join people p on p.id = b.user_id";
const KEEP: &str = "insert into import_batches
    (id, at_ms, user_id, file, department, state, total, skipped_errors, skipped_duplicates, process)
    values ($1, $2, $3, $4, $5, 'writing', $6, $7, $8, $9)";
const KEEP_ROW: &str = "insert into import_rows (batch, line, record_id, title, state, bytes, closing)
    values ($1, $2, $3, $4, 'waiting', $5, $6)";
const ROWS: &str = "select summary from records where process = $1 and void = 0 order by id";
const NEXT: &str =
    "select line, record_id, bytes, closing from import_rows where batch = $1 and state = $2 order by line limit 500";
/// Somebody other than the import itself has written on it, or there is work about it.
const TOUCHED: &str = "update import_rows set state = 'kept' where batch = $1 and state = 'made' and (
    exists (select 1 from changes c where c.record_id = import_rows.record_id and c.actor not in ($2, $3, $4, $5))
    or exists (select 1 from links l where l.target = import_rows.record_id))";

#[derive(Clone, Debug)]
pub struct Batch {
    pub id: String,
    pub at_ms: i64,
    pub user: UserId,
    pub user_name: String,
    pub file: String,
    pub process: ProcessId,
    pub department: DepartmentId,
    pub state: String,
    pub total: i64,
    pub made: i64,
    pub skipped_errors: i64,
    pub skipped_duplicates: i64,
    pub voided: i64,
    pub kept: i64,
    undo_user: Option<String>,
    undo_at_ms: Option<i64>,
}

impl Batch {
    /// Whoever imported it, and whoever leads its department.
    pub fn concerns(&self, principal: &Principal) -> bool {
        self.user == principal.user || principal.leads(Some(&self.department).filter(|one| !one.is_empty()))
    }

    pub fn may_undo(&self, principal: &Principal) -> bool {
        self.state == "done" && self.concerns(principal)
    }
}

/// One row of a batch and what became of it.
#[derive(Clone, Debug)]
pub struct Line {
    pub line: i64,
    pub record: String,
    pub title: String,
    pub state: String,
}

fn batch(row: &AnyRow) -> sqlx::Result<Batch> {
    Ok(Batch {
        id: row.try_get(0)?,
        at_ms: row.try_get(1)?,
        user: UserId::new(row.try_get::<String, _>(2)?),
        file: row.try_get(3)?,
        department: DepartmentId::new(row.try_get::<String, _>(4)?),
        state: row.try_get(5)?,
        total: row.try_get(6)?,
        skipped_errors: row.try_get(7)?,
        skipped_duplicates: row.try_get(8)?,
        undo_user: row.try_get(9)?,
        undo_at_ms: row.try_get(10)?,
        user_name: row.try_get(11)?,
        made: row.try_get(12)?,
        voided: row.try_get(13)?,
        kept: row.try_get(14)?,
        process: ProcessId::new(row.try_get::<String, _>(15)?),
    })
}

pub async fn find(db: &mut AnyConnection, id: &str) -> sqlx::Result<Option<Batch>> {
    let sql = AssertSqlSafe(format!("{COLUMNS} where b.id = $1"));
    sqlx::query(sql).bind(id).fetch_optional(db).await?.as_ref().map(batch).transpose()
}

/// Newest first: this person's own, and those of departments that he or she leads.
pub async fn list(db: &mut AnyConnection, principal: &Principal) -> sqlx::Result<Vec<Batch>> {
    let sql = AssertSqlSafe(format!("{COLUMNS} order by b.at_ms desc, b.id desc limit 1000"));
    let rows = sqlx::query(sql).fetch_all(db).await?;
    let all = rows.iter().map(batch).collect::<sqlx::Result<Vec<_>>>()?;
    Ok(all.into_iter().filter(|batch| batch.concerns(principal)).take(LIST_MAX).collect())
}

pub async fn lines(db: &mut AnyConnection, id: &str) -> sqlx::Result<Vec<Line>> {
    let query = sqlx::query("select line, record_id, title, state from import_rows where batch = $1 order by line");
    let rows = query.bind(id).fetch_all(db).await?;
    rows.iter()
        .map(|row| {
            Ok(Line { line: row.try_get(0)?, record: row.try_get(1)?, title: row.try_get(2)?, state: row.try_get(3)? })
        })
        .collect()
}

/// The records that are there, by what tells two of them apart, and those in this person's sight that a cell may name.
/// Those that were taken back do not count.
pub async fn existing(db: &mut AnyConnection, choices: &Choices) -> anyhow::Result<Existing> {
    let process = &*choices.process;
    let rows: Vec<String> = sqlx::query_scalar(ROWS).bind(process.id.as_str()).fetch_all(&mut *db).await?;
    let undo = process.import.as_ref().and_then(|import| process.step(&import.undo));
    let gone = undo.and_then(|step| step.to.as_deref());
    let mut existing = Existing::default();
    for row in rows {
        let summary: Summary = serde_json::from_str(&row)?;
        if gone != Some(summary.stage.as_str()) {
            existing.add(process, &summary);
        }
    }
    let refers = process.import.iter().flat_map(|import| &import.refers).filter_map(|key| process.field(key));
    let mut named: Vec<&ProcessId> =
        refers.filter_map(|field| if let Kind::Record(target) = &field.kind { Some(target) } else { None }).collect();
    named.dedup();
    for target in named {
        for summary in feed::in_sight_of(db, &choices.principal, target).await? {
            if !summary.closed {
                existing.name(summary);
            }
        }
    }
    Ok(existing)
}

/// A new batch and every change of it, in one transaction. From here on it will be finished.
pub async fn keep(records: &Records, id: &str, seen: &Preview, choices: &Choices, made: &[Made]) -> anyhow::Result<()> {
    let left_out = if choices.skip_duplicates {
        seen.rows.iter().filter(|row| row.problems.is_empty() && row.duplicate.is_some()).count()
    } else {
        0
    };
    let mut tx = records.db.begin_write().await?;
    let query = sqlx::query(KEEP).bind(id).bind(choices.at_ms).bind(choices.principal.user.as_str());
    let query = query.bind(choices.file.replace('\0', "")).bind(choices.department.as_str());
    let query = query.bind(seen.counts.rows as i64).bind(seen.counts.problems as i64).bind(left_out as i64);
    query.bind(choices.process.id.as_str()).execute(&mut *tx).await?;
    for row in made {
        let query = sqlx::query(KEEP_ROW).bind(id).bind(row.line as i64).bind(row.record.as_str());
        let query = query.bind(row.title.as_str()).bind(row.bytes.as_slice()).bind(row.closing.as_deref());
        query.execute(&mut *tx).await?;
    }
    let detail = json!({ "name": choices.file, "records": made.len(), "process": choices.process.id });
    audit::note(&mut tx, choices.principal.user.as_str(), "import.make", id, detail).await?;
    tx.commit().await?;
    Ok(())
}

/// What was begun and not finished: after a crash, at the server's start.
pub async fn finish_all(records: &Records) -> anyhow::Result<()> {
    let open: Vec<String> = sqlx::query_scalar(
        "select id from import_batches where state in ('writing', 'undoing', 'failing') order by at_ms",
    )
    .fetch_all(records.db.reader())
    .await?;
    for id in open {
        tracing::info!(batch = id, "an import goes on");
        finish(records, &id).await?;
    }
    Ok(())
}

/// Brings a batch to its end, from wherever it stands.
pub async fn finish(records: &Records, id: &str) -> anyhow::Result<()> {
    let Some(batch) = find(&mut *records.db.reader().acquire().await?, id).await? else { return Ok(()) };
    match batch.state.as_str() {
        "writing" => {
            if write(records, &batch).await? {
                return state(records, id, "done").await;
            }
            state(records, id, "failing").await?;
            take_back(records, &batch).await?;
            state(records, id, "failed").await
        }
        "failing" => {
            take_back(records, &batch).await?;
            state(records, id, "failed").await
        }
        "undoing" => {
            take_back(records, &batch).await?;
            state(records, id, "undone").await
        }
        _ => Ok(()),
    }
}

/// Takes the batch back as far as nobody has worked on it. Whether this person may is asked before.
pub async fn undo(records: &Records, id: &str, principal: &Principal) -> anyhow::Result<()> {
    let mut tx = records.db.begin_write().await?;
    let query = sqlx::query(
        "update import_batches set state = 'undoing', undo_user_id = $1, undo_at_ms = $2 where id = $3 and state = 'done'",
    );
    let begun = query.bind(principal.user.as_str()).bind(now_ms()).bind(id).execute(&mut *tx).await?;
    if begun.rows_affected() > 0 {
        let file: String =
            sqlx::query_scalar("select file from import_batches where id = $1").bind(id).fetch_one(&mut *tx).await?;
        audit::note(&mut tx, principal.user.as_str(), "import.undo", id, json!({ "name": file })).await?;
    }
    tx.commit().await?;
    finish(records, id).await
}

async fn state(records: &Records, id: &str, state: &str) -> anyhow::Result<()> {
    let mut tx = records.db.begin_write().await?;
    sqlx::query("update import_batches set state = $1 where id = $2").bind(state).bind(id).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

/// A person as the batch's own device, with the posts that he or she holds now.
async fn principal(records: &Records, batch: &str, user: &UserId) -> anyhow::Result<Principal> {
    if *user == UserId::server() {
        return Ok(Principal::server());
    }
    let holdings = people::holdings(&mut *records.db.reader().acquire().await?, user.as_str()).await?;
    Ok(Principal { user: user.clone(), device: DeviceId::new(plan::id(batch, "device")), holdings })
}

/// How the records of a batch are described now.
fn process(records: &Records, batch: &Batch) -> anyhow::Result<Process> {
    let found = records.processes().iter().find(|one| one.id == batch.process && one.import.is_some()).cloned();
    found.with_context(|| format!("{} of import {} cannot be imported any more", batch.process, batch.id))
}

/// Pushes what waits. False if the server's own rules refused a row meanwhile.
async fn write(records: &Records, batch: &Batch) -> anyhow::Result<bool> {
    let process = process(records, batch)?;
    let principal = principal(records, &batch.id, &batch.user).await?;
    loop {
        let rows = sqlx::query(NEXT).bind(&batch.id).bind("waiting").fetch_all(records.db.reader()).await?;
        if rows.is_empty() {
            return Ok(true);
        }
        let (mut changes, mut closings) = (Vec::with_capacity(rows.len()), vec![]);
        for row in &rows {
            changes.push(change(&process, row.try_get(1)?, row.try_get(2)?));
            if let Some(bytes) = row.try_get(3)? {
                closings.push(change(&process, row.try_get(1)?, bytes));
            }
        }
        let last: i64 = rows[rows.len() - 1].try_get(0)?;
        // Each row is closed after it is made; both are known already when this goes on after a crash.
        let sound = push(records, &principal, changes).await? && push(records, &Principal::server(), closings).await?;
        if !sound {
            // Those of this push that came in are taken back with the others.
            let mut tx = records.db.begin_write().await?;
            let query = sqlx::query(
                "update import_rows set state = 'made', bytes = null, closing = null where batch = $1 and state = 'waiting'
                 and exists (select 1 from records r where r.id = import_rows.record_id)",
            );
            query.bind(&batch.id).execute(&mut *tx).await?;
            tx.commit().await?;
            return Ok(false);
        }
        let mut tx = records.db.begin_write().await?;
        let query = sqlx::query(
            "update import_rows set state = 'made', bytes = null, closing = null where batch = $1 and state = 'waiting' and line <= $2",
        );
        query.bind(&batch.id).bind(last).execute(&mut *tx).await?;
        tx.commit().await?;
    }
}

fn change(process: &Process, record: String, bytes: Vec<u8>) -> PushChange {
    PushChange { record: RecordId::new(record), process: process.id.clone(), version: process.version, bytes }
}

/// True if every change is in.
async fn push(records: &Records, principal: &Principal, changes: Vec<PushChange>) -> anyhow::Result<bool> {
    debug_assert!(changes.len() <= PUSH_CHANGES_MAX);
    if changes.is_empty() {
        return Ok(true);
    }
    let pushed = records.push(principal.clone(), Push::new(changes)).await?;
    let refused = pushed.answers.iter().find_map(|answer| match answer {
        Answer::Rejected(rejection) => Some(rejection),
        _ => None,
    });
    if let Some(rejection) = refused {
        tracing::warn!(?rejection, "a row of an import was refused");
    }
    Ok(refused.is_none())
}

/// Takes back what nobody has touched; the rest is kept and listed. A person whose post may not take that step has the
/// server do it: taking back one's own mistake needs no leader.
async fn take_back(records: &Records, batch: &Batch) -> anyhow::Result<()> {
    let asked = match &batch.undo_user {
        Some(user) => principal(records, &batch.id, &UserId::new(user.clone())).await?,
        None => Principal::server(),
    };
    let department = Some(&batch.department).filter(|one| !one.is_empty());
    let process = process(records, batch)?;
    let undo = process.import.as_ref().and_then(|import| process.step(&import.undo));
    let undo = undo.with_context(|| format!("nothing takes {} back", process.id))?;
    let own = undo.by.contains(&Who::Leader) && asked.leads(department);
    let who = if own { asked } else { Principal::server() };
    let at_ms = batch.undo_at_ms.unwrap_or(batch.at_ms);
    let hers = plan::actor(&batch.id, &undo_word(&who));
    let posts = [Post::Manager, Post::Supervisor, Post::System];
    let post = posts.into_iter().find(|post| who.holds(*post)).unwrap_or(Post::System);
    let stamp = Stamp { principal: who.clone(), post, at_ms };
    let mut tx = records.db.begin_write().await?;
    let query = sqlx::query(TOUCHED).bind(&batch.id).bind(plan::actor(&batch.id, plan::WRITE).to_hex_string());
    let query = query.bind(hers.to_hex_string());
    let query = query.bind(plan::actor(&batch.id, &undo_word(&Principal::server())).to_hex_string());
    query.bind(plan::actor(&batch.id, plan::CLOSE).to_hex_string()).execute(&mut *tx).await?;
    tx.commit().await?;
    loop {
        let rows = sqlx::query(NEXT).bind(&batch.id).bind("made").fetch_all(records.db.reader()).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        let last: i64 = last.try_get(0)?;
        let mut changes = Vec::with_capacity(rows.len());
        for row in &rows {
            let (line, record): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
            changes.extend(take_one(records, batch, (&process, undo), &stamp, &hers, line, record).await?);
        }
        if !push(records, &who, changes).await? {
            anyhow::bail!("the files of import {} cannot all be taken back", batch.id);
        }
        let mut tx = records.db.begin_write().await?;
        let query =
            sqlx::query("update import_rows set state = 'voided' where batch = $1 and state = 'made' and line <= $2");
        query.bind(&batch.id).bind(last).execute(&mut *tx).await?;
        tx.commit().await?;
    }
}

fn undo_word(who: &Principal) -> String {
    format!("undo {}", who.user)
}

/// The change that takes one record back; none if it is back already.
async fn take_one(
    records: &Records,
    batch: &Batch,
    (process, undo): (&Process, &Step),
    stamp: &Stamp,
    actor: &ActorId,
    line: i64,
    record: String,
) -> anyhow::Result<Option<PushChange>> {
    let (doc, _) = change_log::load(&mut *records.db.reader().acquire().await?, &record, process).await?;
    let mut doc = doc.with_actor(actor.clone());
    let entry = EntryId::new(plan::id(&batch.id, &format!("{line} {}", undo.key)));
    let reason = Some(UNDO_REASON.to_owned());
    let act = Act::Take { step: undo.key.clone(), entry, values: Default::default(), reason };
    let command = Command { record: RecordId::new(record.clone()), process: process.id.clone(), acts: vec![act] };
    match write::apply(&mut doc, &command, process, stamp, &Alone) {
        Ok(written) => Ok(Some(change(process, record, written.raw_bytes().to_vec()))),
        Err(error) if error.code == CommandCode::WrongStage => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Decides the whole file and keeps it, and makes its records.
pub async fn run(
    records: &Records,
    table: Arc<Table>,
    mapping: Arc<Mapping>,
    choices: Choices,
) -> anyhow::Result<Result<String, (Refused, Preview)>> {
    let begun = begin(records, table, mapping, choices).await?;
    if let Ok(id) = &begun {
        finish(records, id).await?;
    }
    Ok(begun)
}

/// Decides the whole file and keeps it: the id of the batch that is now to be finished, or why nothing was written.
pub async fn begin(
    records: &Records,
    table: Arc<Table>,
    mapping: Arc<Mapping>,
    choices: Choices,
) -> anyhow::Result<Result<String, (Refused, Preview)>> {
    let there = existing(&mut *records.db.reader().acquire().await?, &choices).await?;
    let id = chance::id();
    let of = id.clone();
    let (seen, choices, made) = tokio::task::spawn_blocking(move || {
        let seen = plan::check(&table, &mapping, &there, &choices);
        let made = plan::changes(&seen, &choices, &of);
        (seen, choices, made)
    })
    .await?;
    match made {
        Ok(made) => keep(records, &id, &seen, &choices, &made).await?,
        Err(refused) => return Ok(Err((refused, seen))),
    }
    Ok(Ok(id))
}

/// The department for new files: the one asked for, if this person works there or may see all; else his or her own. None
/// if it is not theirs to choose, or if a manager has to choose one.
pub async fn department(
    db: &mut AnyConnection,
    principal: &Principal,
    asked: Option<&str>,
) -> sqlx::Result<Option<DepartmentId>> {
    let all: Vec<String> =
        sqlx::query_scalar("select id from departments where active = 1 order by id").fetch_all(db).await?;
    let manages = principal.holds(Post::Manager) || principal.is_server();
    Ok(match (asked.filter(|asked| !asked.is_empty()), principal.department()) {
        (Some(asked), _) => {
            let works_there = principal.holdings.iter().any(|holding| holding.department.as_str() == asked);
            (works_there || (manages && all.iter().any(|one| one == asked))).then(|| DepartmentId::from(asked))
        }
        (None, Some(own)) => Some(own.clone()),
        (None, None) => match &all[..] {
            [one] => Some(DepartmentId::from(one.as_str())),
            _ if manages && !all.is_empty() => None,
            _ => Some(DepartmentId::default()),
        },
    })
}
