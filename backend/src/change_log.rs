//! The log: changes in the order in which they came in, and a snapshot for records with a long tail.

use anyhow::{Context, bail};
use automerge::{Automerge, Change};
use shared::process::Process;
use shared::record::schema;
use sqlx::{AnyConnection, Row};

/// A record with this many changes behind its snapshot gets a new one.
pub const TAIL_MAX: usize = 64;

const APPEND: &str = "insert into changes (seq, record_id, hash, actor, user_id, device_id, received_at_ms, bytes)
    values ($1, $2, $3, $4, $5, $6, $7, $8)";
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
}

pub async fn append(db: &mut AnyConnection, line: &Logged) -> sqlx::Result<()> {
    let query = sqlx::query(APPEND).bind(line.seq).bind(line.record.as_str()).bind(line.hash.as_slice());
    let query = query.bind(line.actor.as_str()).bind(line.user.as_str()).bind(line.device.as_str());
    query.bind(line.received_at_ms).bind(line.bytes.as_slice()).execute(db).await?;
    Ok(())
}

pub async fn last_seq(db: &mut AnyConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar("select coalesce(max(seq), 0) from changes").fetch_one(db).await
}

pub async fn seq_of(db: &mut AnyConnection, hash: &[u8]) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("select seq from changes where hash = $1").bind(hash).fetch_optional(db).await
}

/// The document: its snapshot and what came after it; and the length of that tail.
pub async fn load(db: &mut AnyConnection, record: &str, process: &Process) -> anyhow::Result<(Automerge, usize)> {
    let snapshot = sqlx::query("select upto_seq, bytes from snapshots where record_id = $1").bind(record);
    let (mut doc, upto) = match snapshot.fetch_optional(&mut *db).await? {
        Some(row) => (Automerge::load(&row.try_get::<Vec<u8>, _>(1)?)?, row.try_get(0)?),
        None => (schema::genesis(process), 0),
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

/// Which process a record is of: its first change follows that process's genesis.
pub fn process_of<'a>(processes: &'a [Process], first: &[u8]) -> anyhow::Result<&'a Process> {
    let change = Change::from_bytes(first.to_vec()).context("a change in the log cannot be read")?;
    for process in processes {
        if change.deps().contains(&schema::genesis_change(process).hash()) {
            return Ok(process);
        }
    }
    bail!("the log holds a record of a process that this program does not know")
}
