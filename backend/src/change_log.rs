//! The log: changes in the order in which they came in, and a snapshot for records with a long tail.

use std::borrow::Cow;
use std::collections::HashMap;

use anyhow::Context;
use automerge::{Automerge, Change, ChangeHash};
use sha2::{Digest, Sha256};
use shared::process::Process;
use shared::record::schema;
use sqlx::{AnyConnection, Row};

/// A record with this many changes behind its snapshot gets a new one. Saving costs a tenth of a millisecond; a snapshot
/// is half the size of its changes, and a first sync sends both as they are stored.
pub const TAIL_MAX: usize = 8;

const APPEND: &str =
    "insert into changes (seq, record_id, hash, actor, user_id, device_id, received_at_ms, bytes, chain)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const UNCHAINED: &str = "select seq, hash from changes where chain = '' order by seq limit 500";
const TAIL: &str = "select bytes from changes where record_id = $1 and seq > $2 and seq < $3 order by seq";
const COMPACT: &str = "insert into snapshots (record_id, upto_seq, bytes) values ($1, $2, $3)
    on conflict (record_id) do update set upto_seq = excluded.upto_seq, bytes = excluded.bytes";

/// One line of the log.
#[derive(Clone, Debug)]
pub struct Logged {
    pub seq: i64,
    pub record: String,
    pub hash: Vec<u8>,
    pub actor: String,
    pub user: String,
    pub device: String,
    pub received_at_ms: i64,
    pub bytes: Vec<u8>,
    pub chain: String,
}

/// Where the log ends, and what it comes to: logs with the same chain at a seq are the same up to there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    pub seq: i64,
    pub chain: String,
}

impl End {
    /// The end behind one more change.
    pub fn with(&self, hash: &[u8]) -> End {
        let digest = Sha256::new().chain_update(&self.chain).chain_update(hash).finalize();
        End { seq: self.seq + 1, chain: hex::encode(&digest[..16]) }
    }
}

pub async fn append(db: &mut AnyConnection, line: &Logged) -> sqlx::Result<()> {
    let query = sqlx::query(APPEND).bind(line.seq).bind(line.record.as_str()).bind(line.hash.as_slice());
    let query = query.bind(line.actor.as_str()).bind(line.user.as_str()).bind(line.device.as_str());
    let query = query.bind(line.received_at_ms).bind(line.bytes.as_slice()).bind(line.chain.as_str());
    query.execute(db).await?;
    Ok(())
}

pub async fn end(db: &mut AnyConnection) -> sqlx::Result<End> {
    let last = sqlx::query("select seq, chain from changes order by seq desc limit 1").fetch_optional(db).await?;
    last.map_or(Ok(End::default()), |row| Ok(End { seq: row.try_get(0)?, chain: row.try_get(1)? }))
}

/// Has this change come in?
pub async fn has(db: &mut AnyConnection, hash: &[u8]) -> sqlx::Result<bool> {
    let found: Option<i64> =
        sqlx::query_scalar("select seq from changes where hash = $1").bind(hash).fetch_optional(db).await?;
    Ok(found.is_some())
}

/// What the log up to this change comes to; none where it does not reach so far.
pub async fn chain_at(db: &mut AnyConnection, seq: i64) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("select chain from changes where seq = $1").bind(seq).fetch_optional(db).await
}

/// Gives the changes of an older program their chain.
pub async fn chain_up(db: &mut AnyConnection) -> sqlx::Result<()> {
    loop {
        let page = sqlx::query(UNCHAINED).fetch_all(&mut *db).await?;
        let Some(first) = page.first() else { return Ok(()) };
        let before = first.try_get::<i64, _>(0)? - 1;
        let mut end = End { seq: before, chain: chain_at(db, before).await?.unwrap_or_default() };
        for row in page {
            end = end.with(&row.try_get::<Vec<u8>, _>(1)?);
            let query = sqlx::query("update changes set chain = $1 where seq = $2");
            query.bind(end.chain.as_str()).bind(end.seq).execute(&mut *db).await?;
        }
    }
}

pub async fn last_seq(db: &mut AnyConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar("select coalesce(max(seq), 0) from changes").fetch_one(db).await
}

/// The version of its process that a record was born with.
pub async fn born(db: &mut AnyConnection, record: &str) -> anyhow::Result<Option<u32>> {
    let version: Option<i64> =
        sqlx::query_scalar("select version from records where id = $1").bind(record).fetch_optional(db).await?;
    Ok(version.map(u32::try_from).transpose()?)
}

/// The document: its snapshot and what came after it; and the length of that tail.
pub async fn load(db: &mut AnyConnection, record: &str, process: &Process) -> anyhow::Result<(Automerge, usize)> {
    let snapshot = sqlx::query("select upto_seq, bytes from snapshots where record_id = $1").bind(record);
    let (mut doc, upto) = match snapshot.fetch_optional(&mut *db).await? {
        Some(row) => (Automerge::load(&row.try_get::<Vec<u8>, _>(1)?)?, row.try_get(0)?),
        None => (schema::genesis(&at_birth(process, born(db, record).await?.unwrap_or(process.version))), 0),
    };
    let tail = apply(db, &mut doc, record, upto, i64::MAX).await?;
    Ok((doc, tail))
}

/// The document as it was just before `seq`, from the log alone.
pub async fn replay(db: &mut AnyConnection, record: &str, process: &Process, seq: i64) -> anyhow::Result<Automerge> {
    let mut doc = schema::genesis(process);
    apply(db, &mut doc, record, 0, seq).await?;
    Ok(doc)
}

async fn apply(db: &mut AnyConnection, doc: &mut Automerge, record: &str, from: i64, to: i64) -> anyhow::Result<usize> {
    let tail: Vec<Vec<u8>> = sqlx::query_scalar(TAIL).bind(record).bind(from).bind(to).fetch_all(db).await?;
    let changes: Vec<Change> = tail.into_iter().map(Change::from_bytes).collect::<Result<_, _>>()?;
    let count = changes.len();
    doc.apply_changes(changes)?;
    Ok(count)
}

/// Keeps the document as of `seq`, so that loading need not start from its beginning. The log stays whole.
pub async fn compact(db: &mut AnyConnection, record: &str, doc: &Automerge, seq: i64) -> sqlx::Result<()> {
    sqlx::query(COMPACT).bind(record).bind(seq).bind(doc.save_nocompress()).execute(db).await?;
    Ok(())
}

/// The process as it was when a record was born: its rules are today's, its containers and number those of then.
pub fn at_birth(process: &Process, version: u32) -> Cow<'_, Process> {
    if process.version == version { Cow::Borrowed(process) } else { Cow::Owned(Process { version, ..process.clone() }) }
}

/// Every first change that the log may hold, with the process it begins.
pub struct Births(HashMap<ChangeHash, Process>);

impl Births {
    pub fn of(processes: &[Process]) -> Self {
        let versions = |process: &Process| (1..=process.version).collect::<Vec<_>>();
        let all = processes.iter().flat_map(|process| {
            versions(process).into_iter().map(|version| {
                let process = at_birth(process, version).into_owned();
                (schema::genesis_change(&process).hash(), process)
            })
        });
        Self(all.collect())
    }

    /// Which process a record is of: its first change follows that process's genesis.
    pub fn find(&self, first: &[u8]) -> anyhow::Result<&Process> {
        let change = Change::from_bytes(first.to_vec()).context("a change in the log cannot be read")?;
        let found = change.deps().iter().find_map(|dep| self.0.get(dep));
        found.context("the log holds a record of a process that this program does not know")
    }
}
