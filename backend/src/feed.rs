//! Pull: what a person may see after a cursor. What is in sight is decided by scope rows alone.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use shared::id::{DeviceId, RecordId, UserId};
use shared::limits::{PULL_CHANGES_MAX, PULL_RECORDS_MAX};
use shared::principal::{Principal, scope_keys};
use shared::protocol::{Author, Item, Pulled};
use shared::record::summary::Summary;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::sync::Records;
use crate::{change_log, db, now_ms};

/// A first sync's page ends early when its snapshots reach this size.
pub const PAGE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The name of this log as this person sees it. Other posts make another name: what came into sight with a post lies
/// before any cursor, so the device starts afresh.
pub async fn epoch(db: &mut AnyConnection, principal: &Principal) -> sqlx::Result<String> {
    let keys = Sha256::digest(scope_keys(principal).join("\n").as_bytes());
    Ok(format!("{}-{}", db::log_epoch(db).await?, hex::encode(&keys[..4])))
}

/// Is the record in this person's sight now?
pub async fn sees(db: &mut AnyConnection, principal: &Principal, record: &str) -> sqlx::Result<bool> {
    Ok(!scoped(db, principal, record, "record_id = $1 and left_seq is null and scope_key in").await?.is_empty())
}

/// Is it, or was it ever?
pub async fn has_seen(db: &mut AnyConnection, principal: &Principal, record: &str) -> sqlx::Result<bool> {
    Ok(!scoped(db, principal, record, "record_id = $1 and scope_key in").await?.is_empty())
}

async fn scoped(
    db: &mut AnyConnection,
    principal: &Principal,
    record: &str,
    so: &'static str,
) -> sqlx::Result<Vec<String>> {
    let keys = scope_keys(principal);
    let sql = format!("select record_id from scopes where {so} ({})", places(keys.len(), 2));
    let mut query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(record);
    for key in keys {
        query = query.bind(key);
    }
    query.fetch_all(db).await
}

/// `$from, $from + 1 …`, so many; nothing is in an empty list.
fn places(count: usize, from: usize) -> String {
    if count == 0 {
        return "null".to_owned();
    }
    (from..from + count).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

/// One query over the scope keys, which stand behind two numbers.
async fn ask(db: &mut AnyConnection, keys: &[String], sql: &str, (one, two): (i64, i64)) -> sqlx::Result<Vec<AnyRow>> {
    let sql = sql.replace("{keys}", &places(keys.len(), 3));
    let mut query = sqlx::query(AssertSqlSafe(sql)).bind(one).bind(two);
    for key in keys {
        query = query.bind(key.as_str());
    }
    query.fetch_all(db).await
}

const CHANGES: &str = "select c.seq, c.record_id, c.bytes, c.actor, c.user_id, c.device_id,
        coalesce((select a.device_name from actors a where a.actor = c.actor), ''), c.received_at_ms
    from changes c where c.seq > $1 and exists (select 1 from scopes s
        where s.record_id = c.record_id and s.left_seq is null and s.scope_key in ({keys}))
    order by c.seq limit $2";
const AUTHORS: &str = "select distinct c.actor, c.user_id, c.device_id,
        coalesce((select a.device_name from actors a where a.actor = c.actor), '')
    from changes c where c.record_id = $1 order by c.actor";
/// In sight, and by no key since before the cursor.
const ENTERED: &str = "select record_id, min(entered_seq) from scopes
    where left_seq is null and scope_key in ({keys}) group by record_id
    having min(entered_seq) > $1 and min(entered_seq) <= $2 order by record_id";
const LEFT: &str = "select distinct record_id from scopes
    where left_seq > $1 and left_seq <= $2 and scope_key in ({keys}) and record_id not in (
        select record_id from scopes where left_seq is null and scope_key in ({keys})) order by record_id";

impl Records {
    pub async fn pull(
        &self,
        principal: &Principal,
        cursor: i64,
        epoch: Option<&str>,
        after: Option<&str>,
    ) -> anyhow::Result<Pulled> {
        let mut tx = self.db.begin_read().await?;
        let now = self::epoch(&mut tx, principal).await?;
        let same = epoch.is_none_or(|epoch| epoch == now);
        let last = change_log::last_seq(&mut tx).await?;
        let keys = scope_keys(principal);
        let mut pulled = Pulled {
            epoch: now,
            cursor: last,
            after: None,
            more: false,
            items: vec![],
            config: None,
            server_time_ms: now_ms(),
        };
        if !same || cursor <= 0 || cursor > last {
            self.first(&mut tx, &keys, "", &mut pulled).await?;
        } else if let Some(after) = after.filter(|after| !after.is_empty()) {
            // What has happened since the first page comes behind the last one.
            pulled.cursor = cursor;
            self.first(&mut tx, &keys, after, &mut pulled).await?;
        } else {
            self.next(&mut tx, &keys, cursor, last, &mut pulled).await?;
        }
        tx.rollback().await?;
        Ok(pulled)
    }

    async fn first(
        &self,
        db: &mut AnyConnection,
        keys: &[String],
        after: &str,
        pulled: &mut Pulled,
    ) -> anyhow::Result<()> {
        let sql = format!(
            "select distinct record_id from scopes where record_id > $1 and left_seq is null and scope_key in ({})
             order by record_id limit {}",
            places(keys.len(), 2),
            PULL_RECORDS_MAX + 1
        );
        let mut query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(after);
        for key in keys {
            query = query.bind(key.as_str());
        }
        let records: Vec<String> = query.fetch_all(&mut *db).await?;
        let mut size = 0;
        for (index, record) in records.iter().enumerate() {
            if index == PULL_RECORDS_MAX || size > PAGE_BYTES_MAX {
                pulled.more = true;
                pulled.after = Some(RecordId::new(records[index - 1].clone()));
                break;
            }
            size += self.snapshot(db, record, pulled).await?;
        }
        Ok(())
    }

    async fn next(
        &self,
        db: &mut AnyConnection,
        keys: &[String],
        cursor: i64,
        last: i64,
        pulled: &mut Pulled,
    ) -> anyhow::Result<()> {
        let most = PULL_CHANGES_MAX as i64;
        let rows = ask(db, keys, CHANGES, (cursor, most)).await?;
        let full = rows.len() == PULL_CHANGES_MAX;
        let end = match rows.last().filter(|_| full) {
            Some(row) => row.try_get(0)?,
            None => last,
        };
        (pulled.cursor, pulled.more) = (end, end < last);
        let entered = ask(db, keys, ENTERED, (cursor, i64::MAX)).await?;
        let mut new = BTreeSet::new();
        for row in entered {
            let (record, seq): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
            if seq <= end {
                self.snapshot(db, &record, pulled).await?;
            }
            new.insert(record);
        }
        let mut latest: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows {
            let record: String = row.try_get(1)?;
            if new.contains(&record) {
                continue;
            }
            latest.insert(record.clone(), pulled.items.len());
            pulled.items.push(Item::Change {
                record: RecordId::new(record),
                seq: row.try_get(0)?,
                bytes: row.try_get(2)?,
                author: author(&row, 3)?,
                received_at_ms: row.try_get(7)?,
                summary: None,
            });
        }
        // The row as it is now goes with the last change of a record.
        for (record, index) in latest {
            let now = crate::projection::summary_of(db, &record).await?;
            if let Some(Item::Change { summary, .. }) = pulled.items.get_mut(index) {
                *summary = now;
            }
        }
        for row in ask(db, keys, LEFT, (cursor, end)).await? {
            pulled.items.push(Item::Forget { record: RecordId::new(row.try_get::<String, _>(0)?) });
        }
        Ok(())
    }

    /// Adds the record as it is now; its size.
    async fn snapshot(&self, db: &mut AnyConnection, record: &str, pulled: &mut Pulled) -> anyhow::Result<usize> {
        let Some(summary): Option<Summary> = crate::projection::summary_of(db, record).await? else { return Ok(0) };
        let processes = self.processes();
        let Some(process) = processes.iter().find(|process| process.id == summary.process) else { return Ok(0) };
        let version = change_log::born(db, record).await?.unwrap_or(process.version);
        let (doc, _) = change_log::load(db, record, process).await?;
        let authors = sqlx::query(AUTHORS).bind(record).fetch_all(db).await?;
        let authors = authors.iter().map(|row| author(row, 0)).collect::<sqlx::Result<_>>()?;
        let bytes = doc.save_nocompress();
        let size = bytes.len();
        let (record, process) = (RecordId::from(record), process.id.clone());
        pulled.items.push(Item::Snapshot { record, process, version, bytes, authors, summary });
        Ok(size)
    }
}

fn author(row: &AnyRow, at: usize) -> sqlx::Result<Author> {
    Ok(Author {
        actor: row.try_get(at)?,
        user: UserId::new(row.try_get::<String, _>(at + 1)?),
        device: DeviceId::new(row.try_get::<String, _>(at + 2)?),
        device_name: row.try_get(at + 3)?,
    })
}
