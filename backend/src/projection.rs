//! Rows from the log: what lists, search and sight run on. [`rebuild`] makes them again, the same.

mod census;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, Change};
use shared::chart;
use shared::id::{ProcessId, RecordId, UserId, is_uuid};
use shared::principal::{Post, filed_under};
use shared::process::{Kind, Process};
use shared::record::summary::Summary;
use shared::record::{Record, read, summary};
use shared::rule::Lookup;
use sqlx::{AnyConnection, Row};
use tokio::runtime::Handle;

use crate::change_log::{self, Births};
use crate::configuration;
use crate::db::{Db, Tx};

pub use census::{Count, census};

const UPSERT: &str = "insert into records (id, process, number, title, stage, owner, assignee, department,
        last_seq, created_seq, updated_at_ms, summary, version, superior)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12, $13)
    on conflict (id) do update set title = excluded.title, stage = excluded.stage, owner = excluded.owner,
        assignee = excluded.assignee, department = excluded.department, last_seq = excluded.last_seq, updated_at_ms = excluded.updated_at_ms, summary = excluded.summary,
        superior = excluded.superior";
const NUMBER: &str = "insert into numbers (prefix, last) values ($1, 1)
    on conflict (prefix) do update set last = numbers.last + 1 returning last";
const PEOPLE: &str = "select process, department, owner, assignee, summary, superior from records where id = $1";
const HELPERS: &str = "select r.assignee from links l join records r on r.id = l.record_id
    where l.target = $1 and r.assignee is not null
    union select r.superior from links l join records r on r.id = l.record_id
    where l.target = $1 and r.superior is not null";
const HOLDS: &str = "select count(*) from scopes where scope_key = $1 and record_id = $2 and left_seq is null";
const ENTER: &str = "insert into scopes (scope_key, record_id, entered_seq) values ($1, $2, $3)
    on conflict (scope_key, record_id) do update set entered_seq = excluded.entered_seq, left_seq = null";
const LEAVE: &str = "update scopes set left_seq = $3 where scope_key = $1 and record_id = $2";
const PAGE: &str = "select seq, record_id, received_at_ms, bytes from changes where seq > $1 order by seq limit 500";

/// One turn to write, held by code that does not wait: rules ask for other rows in the middle of a check.
/// Only on a thread made for blocking.
pub struct Turn {
    tx: RefCell<Tx>,
    handle: Handle,
    failed: RefCell<Option<anyhow::Error>>,
}

impl Turn {
    pub fn new(tx: Tx, handle: Handle) -> Self {
        Self { tx: RefCell::new(tx), handle, failed: RefCell::new(None) }
    }

    pub fn run<T, E: Into<anyhow::Error>>(
        &self,
        work: impl AsyncFnOnce(&mut AnyConnection) -> Result<T, E>,
    ) -> anyhow::Result<T> {
        let mut tx = self.tx.borrow_mut();
        self.handle.block_on(work(&mut tx)).map_err(Into::into)
    }

    /// What a rule asked for and could not be had: its answer then stands on nothing.
    pub fn sound(&self) -> anyhow::Result<()> {
        self.failed.borrow_mut().take().map_or(Ok(()), Err)
    }

    pub fn commit(self) -> anyhow::Result<()> {
        self.sound()?;
        Ok(self.handle.block_on(self.tx.into_inner().commit())?)
    }

    fn asked<T: Default>(&self, answer: anyhow::Result<T>) -> T {
        answer.unwrap_or_else(|error| {
            self.failed.borrow_mut().get_or_insert(error);
            T::default()
        })
    }
}

impl Lookup for Turn {
    fn summary(&self, id: &RecordId) -> Option<Summary> {
        if !is_uuid(id.as_str()) {
            return None;
        }
        self.asked(self.run(async |db| summary_of(db, id.as_str()).await))
    }

    fn related(&self, process: &ProcessId, field: &str, id: &RecordId) -> Vec<Summary> {
        if !is_uuid(id.as_str()) {
            return vec![];
        }
        let found: Vec<Summary> = self.asked(self.run(async |db| -> anyhow::Result<Vec<Summary>> {
            let query =
                sqlx::query_scalar("select summary from records where process = $1 and summary like $2 order by id");
            let rows: Vec<String> = query.bind(process.as_str()).bind(format!("%\"{id}\"%")).fetch_all(db).await?;
            rows.iter().map(|row| Ok(serde_json::from_str(row)?)).collect()
        }));
        let refers = |one: &Summary| one.values.get(field).and_then(|value| value.as_text()) == Some(id.as_str());
        found.into_iter().filter(refers).collect()
    }

    fn superiors(&self, record: &Record, by: &UserId, at_ms: i64) -> Vec<UserId> {
        let config = self.asked(self.run(async |db| configuration::load(db).await.map(Some)));
        config.map(|config| chart::superiors(&config, record, by, at_ms)).unwrap_or_default()
    }

    fn has_other(&self, posts: &[Post], record: &Record, than: &UserId) -> bool {
        let config = self.asked(self.run(async |db| configuration::load(db).await.map(Some)));
        config.is_none_or(|config| chart::has_other(&config, posts, record, than))
    }
}

pub async fn summary_of(db: &mut AnyConnection, id: &str) -> anyhow::Result<Option<Summary>> {
    let row: Option<String> =
        sqlx::query_scalar("select summary from records where id = $1").bind(id).fetch_optional(db).await?;
    Ok(row.map(|row| serde_json::from_str(&row)).transpose()?)
}

/// Writes what follows from one change: the row, its number, who sees it and what it is about. `process` is that of the
/// record's birth ([`change_log::at_birth`]). Returns the summary.
pub fn project(
    turn: &Turn,
    processes: &[Process],
    process: &Process,
    id: &RecordId,
    doc: &Automerge,
    seq: i64,
    at_ms: i64,
) -> anyhow::Result<Summary> {
    let before = turn.run(async |db| summary_of(db, id.as_str()).await)?;
    let number = match &before {
        Some(before) => before.number.clone(),
        None => {
            let last: i64 = turn
                .run(async |db| sqlx::query_scalar(NUMBER).bind(process.number_prefix.as_str()).fetch_one(db).await)?;
            Some(format!("{}-{last:06}", process.number_prefix))
        }
    };
    let after = summary::summarize(&read::read(doc, id), process, number, turn);
    turn.sound()?;
    turn.run(async |db| upsert(db, &after, process.version, seq, at_ms).await)?;
    // Who sees a record follows from these alone; most changes leave them.
    let people = |summary: &Summary| {
        let named: Vec<String> = summary.named(process).map(str::to_owned).collect();
        (summary.department.clone(), summary.owner.clone(), hands(summary), named)
    };
    if before.as_ref().map(people) != Some(people(&after)) {
        turn.run(async |db| sight(db, processes, id.as_str(), seq).await)?;
    }
    links(turn, processes, process, before.as_ref(), &after, seq)?;
    if before.as_ref().is_none_or(|before| before.stage != after.stage || before.values != after.values) {
        relatives(turn, processes, process, before.as_ref(), &after)?;
    }
    Ok(after)
}

/// What a record is about, or a part of, comes into sight with it, or leaves it.
fn links(
    turn: &Turn,
    processes: &[Process],
    process: &Process,
    before: Option<&Summary>,
    after: &Summary,
    seq: i64,
) -> anyhow::Result<()> {
    let targets = |summary: &Summary| -> BTreeSet<String> {
        let wholes = process.part_of.iter().filter_map(|field| summary.values.get(field)?.as_text());
        let named = summary.about.iter().map(RecordId::as_str).chain(wholes);
        named.filter(|target| is_uuid(target)).map(str::to_owned).collect()
    };
    let (was, is) = (before.map(targets).unwrap_or_default(), targets(after));
    let mut stale: BTreeSet<&String> = was.difference(&is).collect();
    for gone in &stale {
        let query = sqlx::query("delete from links where record_id = $1 and target = $2");
        turn.run(async |db| query.bind(after.id.as_str()).bind(gone.as_str()).execute(db).await)?;
    }
    for new in is.difference(&was) {
        let query = sqlx::query("insert into links (record_id, target) values ($1, $2) on conflict do nothing");
        turn.run(async |db| query.bind(after.id.as_str()).bind(new.as_str()).execute(db).await)?;
    }
    let hands = hands(after);
    if before.is_some_and(|before| self::hands(before) != hands) {
        stale.extend(was.union(&is));
    } else {
        // A campaign of a thousand parts is not gone through for each: most of its callers hold it already.
        let keys = hands.iter().map(|user| format!("u:{user}"));
        for (key, new) in keys.flat_map(|key| is.difference(&was).map(move |new| (key.clone(), new))) {
            let held: i64 = turn
                .run(async |db| sqlx::query_scalar(HOLDS).bind(key.as_str()).bind(new.as_str()).fetch_one(db).await)?;
            if held == 0 {
                stale.insert(new);
            }
        }
    }
    for target in stale {
        turn.run(async |db| sight(db, processes, target, seq).await)?;
    }
    Ok(())
}

/// Who works on it, or was asked to decide on it: what it is about comes into their sight.
fn hands(summary: &Summary) -> BTreeSet<String> {
    summary
        .assignee
        .as_ref()
        .map(|user| user.0.clone())
        .into_iter()
        .chain(summary.superior().map(str::to_owned))
        .collect()
}

/// Records whose stage follows from this one's: their rows follow, too.
fn relatives(
    turn: &Turn,
    processes: &[Process],
    process: &Process,
    before: Option<&Summary>,
    after: &Summary,
) -> anyhow::Result<()> {
    let mut seen = BTreeSet::new();
    for field in &process.fields {
        let Kind::Record(of) = &field.kind else { continue };
        let Some(of) = processes.iter().find(|one| one.id == *of && one.asks_referring()) else { continue };
        for summary in before.into_iter().chain([after]) {
            let Some(id) = summary.values.get(&field.key).and_then(|value| value.as_text()) else { continue };
            if !is_uuid(id) || !seen.insert(id.to_owned()) {
                continue;
            }
            let Some(old) = turn.run(async |db| summary_of(db, id).await)? else { continue };
            if old.process != of.id {
                continue;
            }
            let (doc, _) = turn.run(async |db| change_log::load(db, id, of).await)?;
            let new = summary::summarize(&read::read(&doc, &old.id), of, old.number, turn);
            turn.sound()?;
            turn.run(async |db| {
                let query = sqlx::query("update records set stage = $1, summary = $2 where id = $3");
                let query = query.bind(clean(&new.stage)).bind(serde_json::to_string(&new)?).bind(id);
                query.execute(db).await.map_err(anyhow::Error::from)
            })?;
        }
    }
    Ok(())
}

/// PostgreSQL takes no NUL in text.
fn clean(text: &str) -> String {
    text.replace('\0', "")
}

async fn upsert(db: &mut AnyConnection, summary: &Summary, version: u32, seq: i64, at_ms: i64) -> anyhow::Result<()> {
    let query = sqlx::query(UPSERT).bind(summary.id.as_str()).bind(summary.process.as_str());
    let query = query.bind(summary.number.as_deref()).bind(clean(&summary.title)).bind(clean(&summary.stage));
    let query = query.bind(summary.owner.as_ref().map(|one| clean(one.as_str())));
    let query = query.bind(summary.assignee.as_ref().map(|one| clean(one.as_str())));
    let query = query.bind(summary.department.as_ref().map(|one| clean(one.as_str())));
    let query = query.bind(seq).bind(at_ms).bind(serde_json::to_string(summary)?).bind(i64::from(version));
    let query = query.bind(summary.superior().map(clean));
    query.execute(db).await?;
    Ok(())
}

/// Brings the scope keys of a record up to date as of `seq`.
async fn sight(db: &mut AnyConnection, processes: &[Process], record: &str, seq: i64) -> anyhow::Result<()> {
    let Some(row) = sqlx::query(PEOPLE).bind(record).fetch_optional(&mut *db).await? else { return Ok(()) };
    let (process, department): (String, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
    let (owner, assignee): (Option<String>, Option<String>) = (row.try_get(2)?, row.try_get(3)?);
    let (summary, superior): (String, Option<String>) = (row.try_get(4)?, row.try_get(5)?);
    let summary: Summary = serde_json::from_str(&summary)?;
    let creator = summary.creator.as_ref().map(UserId::as_str);
    let process = processes.iter().find(|one| one.id.as_str() == process);
    let in_charge: Vec<&str> = [&owner, &assignee, &superior].into_iter().flatten().map(String::as_str).collect();
    let named: Vec<String> = process.into_iter().flat_map(|process| summary.named(process)).map(clean).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let mut wanted = filed_under(process, department.as_deref(), &named, &in_charge, creator);
    let helpers: Vec<String> = sqlx::query_scalar(HELPERS).bind(record).fetch_all(&mut *db).await?;
    wanted.extend(helpers.into_iter().map(|user| format!("u:{user}")));
    let held: Vec<String> =
        sqlx::query_scalar("select scope_key from scopes where record_id = $1 and left_seq is null")
            .bind(record)
            .fetch_all(&mut *db)
            .await?;
    let held: BTreeSet<String> = held.into_iter().collect();
    for key in wanted.difference(&held) {
        sqlx::query(ENTER).bind(key.as_str()).bind(record).bind(seq).execute(&mut *db).await?;
    }
    for key in held.difference(&wanted) {
        sqlx::query(LEAVE).bind(key.as_str()).bind(record).bind(seq).execute(&mut *db).await?;
    }
    Ok(())
}

/// What the rows of this program say. Raised when they say something that could be read before only from the documents: a
/// server that starts on rows of another program makes them again.
pub const ROWS: &str = "3";

/// Rows that another program made are made again, and every device fetches them.
pub async fn keep_up(db: &Db, processes: &[Process]) -> anyhow::Result<()> {
    let made_by: Option<String> =
        sqlx::query_scalar("select value from meta where key = 'rows'").fetch_optional(db.reader()).await?;
    if made_by.as_deref() == Some(ROWS) {
        return Ok(());
    }
    tracing::info!("the rows were made by another version: making them again");
    rebuild(db, processes.to_vec()).await?;
    renew(db).await
}

/// Gives the rows a name of their own, which is a part of every epoch: what devices have of them is out of date.
pub async fn renew(db: &Db) -> anyhow::Result<()> {
    let mut tx = db.begin_write().await?;
    for (key, value) in [("rows", ROWS), ("rows_epoch", &crate::chance::id())] {
        sqlx::query(
            "insert into meta (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value",
        )
        .bind(key)
        .bind(value)
        .execute(&mut *tx)
        .await?;
    }
    Ok(tx.commit().await?)
}

/// Throws all rows away and makes them again from the log, in one turn.
pub async fn rebuild(db: &Db, processes: Vec<Process>) -> anyhow::Result<()> {
    let tx = db.begin_write().await?;
    let handle = Handle::current();
    tokio::task::spawn_blocking(move || replay(Turn::new(tx, handle), &processes)).await?
}

fn replay(turn: Turn, processes: &[Process]) -> anyhow::Result<()> {
    // Keys and the mark of a void record are not in the log.
    let kept = turn.run(async |db| -> sqlx::Result<_> {
        let kept = sqlx::query("select id, void, key from records where void <> 0 or key is not null");
        let kept = kept.fetch_all(&mut *db).await?;
        for table in [
            "delete from records",
            "delete from scopes",
            "delete from links",
            "delete from numbers",
            "delete from snapshots",
        ] {
            sqlx::query(table).execute(&mut *db).await?;
        }
        Ok(kept)
    })?;
    let births = Births::of(processes);
    let mut docs: BTreeMap<String, (Automerge, &Process)> = BTreeMap::new();
    let mut of: BTreeMap<String, &Process> = BTreeMap::new();
    let mut cursor = 0;
    loop {
        let page = turn.run(async |db| sqlx::query(PAGE).bind(cursor).fetch_all(db).await)?;
        let Some(last) = page.last() else { break };
        let end: i64 = last.try_get(0)?;
        for row in page {
            let (seq, record, at_ms): (i64, String, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let bytes: Vec<u8> = row.try_get(3)?;
            let (mut doc, process) = match docs.remove(&record) {
                Some(found) => found,
                None => {
                    let process = match of.get(&record) {
                        Some(process) => process,
                        None => births.find(&bytes)?,
                    };
                    of.insert(record.clone(), process);
                    (turn.run(async |db| change_log::replay(db, &record, process, seq).await)?, process)
                }
            };
            doc.apply_changes([Change::from_bytes(bytes)?])?;
            project(&turn, processes, process, &RecordId::new(record.clone()), &doc, seq, at_ms)?;
            if docs.len() >= crate::sync::CACHED_RECORDS {
                docs.pop_first();
            }
            docs.insert(record, (doc, process));
        }
        cursor = end;
    }
    for row in kept {
        let (id, void, key): (String, i64, Option<Vec<u8>>) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        turn.run(async |db| {
            let query = sqlx::query("update records set void = $1, key = $2 where id = $3");
            query.bind(void).bind(key).bind(id).execute(db).await
        })?;
    }
    turn.commit()
}
