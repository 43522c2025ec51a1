//! Pull: what a person may see after a cursor. What is in sight is decided by scope rows alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;
use sha2::{Digest, Sha256};
use shared::id::{DeviceId, ProcessId, RecordId, UserId};
use shared::limits::{POKE_BYTES_MAX, POKE_CHANGES_MAX, PULL_CHANGES_MAX, PULL_RECORDS_MAX};
use shared::principal::{Principal, scope_keys};
use shared::protocol::{Author, Begins, Item, Poke, Pulled};
use shared::record::summary::Summary;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::hub::Grown;
use crate::sync::Records;
use crate::{change_log, db, now_ms};

/// A first sync's page ends early when its snapshots reach this size.
pub const PAGE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Records whose stored parts are read with one query each.
const STORED_AT_ONCE: usize = 100;

/// The name of this log as this person sees it. Other posts make another name, and so do rows that were made again: what
/// came with them lies before any cursor, so the device starts afresh.
pub async fn epoch(db: &mut AnyConnection, principal: &Principal) -> sqlx::Result<String> {
    let mut keys = scope_keys(principal);
    let (log, rows) = db::log_epoch(db).await?;
    keys.extend(rows);
    let keys = Sha256::digest(keys.join("\n").as_bytes());
    Ok(format!("{log}-{}", hex::encode(&keys[..4])))
}

/// Is the record in this person's sight now?
pub async fn sees(db: &mut AnyConnection, principal: &Principal, record: &str) -> sqlx::Result<bool> {
    Ok(!scoped(db, principal, record, "record_id = $1 and left_seq is null and scope_key in").await?.is_empty())
}

/// Is it, or was it ever?
pub async fn has_seen(db: &mut AnyConnection, principal: &Principal, record: &str) -> sqlx::Result<bool> {
    Ok(!scoped(db, principal, record, "record_id = $1 and scope_key in").await?.is_empty())
}

/// Is any record with this file in their sight now?
pub async fn sees_file(db: &mut AnyConnection, principal: &Principal, file: &str) -> sqlx::Result<bool> {
    let so = "record_id in (select record_id from attachments where id = $1) and left_seq is null and scope_key in";
    Ok(!scoped(db, principal, file, so).await?.is_empty())
}

/// The rows of all that this person sees now.
pub async fn in_sight(db: &mut AnyConnection, principal: &Principal) -> anyhow::Result<Vec<Summary>> {
    rows(db, principal, "").await
}

/// Those of one process.
pub async fn in_sight_of(
    db: &mut AnyConnection,
    principal: &Principal,
    process: &ProcessId,
) -> anyhow::Result<Vec<Summary>> {
    rows(db, principal, process.as_str()).await
}

/// All, where no process is named.
async fn rows(db: &mut AnyConnection, principal: &Principal, process: &str) -> anyhow::Result<Vec<Summary>> {
    let keys = scope_keys(principal);
    let sql = format!(
        "select summary from records where ($1 = '' or process = $1) and id in
            (select record_id from scopes where left_seq is null and scope_key in ({})) order by id",
        places(keys.len(), 2)
    );
    let mut query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(process);
    for key in keys {
        query = query.bind(key);
    }
    let rows: Vec<String> = query.fetch_all(db).await?;
    rows.iter().map(|row| Ok(serde_json::from_str(row)?)).collect()
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
/// In sight, and by no key since before the cursor. What has entered since then is looked up first: it is little, and
/// what is in sight may be everything.
const ENTERED: &str = "select n.record_id, min(s.entered_seq)
    from (select distinct record_id from scopes where scope_key in ({keys}) and entered_seq > $1 and entered_seq <= $2) n
    cross join scopes s
    where s.record_id = n.record_id and s.left_seq is null and s.scope_key in ({keys})
    group by n.record_id having min(s.entered_seq) > $1 order by n.record_id";
const LEFT: &str = "select distinct l.record_id from scopes l
    where l.left_seq > $1 and l.left_seq <= $2 and l.scope_key in ({keys}) and not exists (
        select 1 from scopes s where s.record_id = l.record_id and s.left_seq is null and s.scope_key in ({keys}))
    order by l.record_id";
const FOREIGN: &str =
    "select count(*) from changes where seq > $1 and seq <= $2 and not (user_id = $3 and device_id = $4)";
const ROWS: &str = "select id, version, summary from records where id in ({records}) order by id";
const SNAPSHOTS: &str = "select record_id, bytes from snapshots where record_id in ({records})";
const TAILS: &str = "select c.record_id, c.bytes from changes c left join snapshots s on s.record_id = c.record_id
    where c.record_id in ({records}) and (s.upto_seq is null or c.seq > s.upto_seq) order by c.record_id, c.seq";
const AUTHORS: &str = "select distinct c.record_id, c.actor, c.user_id, c.device_id, coalesce(a.device_name, '')
    from changes c left join actors a on a.actor = c.actor where c.record_id in ({records})
    order by c.record_id, c.actor";

/// Where a device stands.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Place {
    #[serde(default)]
    pub cursor: i64,
    /// What the log up to the cursor came to.
    pub chain: Option<String>,
    pub epoch: Option<String>,
    pub after: Option<String>,
    /// `from-to`: changes of its own which it has been told are in, and need not be sent back.
    pub own: Option<String>,
    /// The version of the configuration that it has; 0 for none.
    pub config: Option<i64>,
    /// The version of the protocol that the device speaks.
    pub protocol: Option<u32>,
}

impl Place {
    fn owns(&self, seq: i64) -> bool {
        let range = self.own.as_deref().and_then(|own| own.split_once('-'));
        let range = range.and_then(|(from, to)| Some(from.parse().ok()?..=to.parse().ok()?));
        range.is_some_and(|range| range.contains(&seq))
    }
}

/// May the device go on where it stands? Not where the log ends earlier, or has come there another way: a copy of it was
/// put back, and what came in after the copy is lost. A number alone would not tell, since the log grows past it again.
async fn begins(db: &mut AnyConnection, place: &Place, epoch: &str) -> sqlx::Result<Begins> {
    if place.cursor <= 0 {
        return Ok(Begins::Afresh);
    }
    let log = |epoch: &str| epoch.rsplit_once('-').map(|(log, _)| log.to_owned());
    let known = place.epoch.as_deref().unwrap_or(epoch);
    let chain = change_log::chain_at(db, place.cursor).await?;
    let reached = chain.is_some_and(|chain| place.chain.as_ref().is_none_or(|known| *known == chain));
    Ok(match (log(known) == log(epoch) && reached, known == epoch) {
        (false, _) => Begins::Restored,
        (true, false) => Begins::Afresh,
        (true, true) => Begins::There,
    })
}

impl Records {
    pub async fn pull(&self, principal: &Principal, place: &Place) -> anyhow::Result<Pulled> {
        let mut tx = self.db.begin_read().await?;
        let epoch = self::epoch(&mut tx, principal).await?;
        let end = change_log::end(&mut tx).await?;
        let keys = scope_keys(principal);
        let mut pulled = Pulled {
            begins: begins(&mut tx, place, &epoch).await?,
            epoch,
            cursor: end.seq,
            after: None,
            more: false,
            items: vec![],
            config: None,
            server_time_ms: now_ms(),
            chain: end.chain,
        };
        if pulled.begins != Begins::There {
            self.first(&mut tx, &keys, "", &mut pulled).await?;
        } else if let Some(after) = place.after.as_deref().filter(|after| !after.is_empty()) {
            // What has happened since the first page comes behind the last one.
            pulled.cursor = place.cursor;
            self.first(&mut tx, &keys, after, &mut pulled).await?;
        } else {
            self.next(&mut tx, principal, place, end.seq, &mut pulled).await?;
        }
        if pulled.cursor != end.seq {
            pulled.chain = change_log::chain_at(&mut tx, pulled.cursor).await?.unwrap_or_default();
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
        let page = &records[..records.len().min(PULL_RECORDS_MAX)];
        let (mut size, mut done) = (0, 0);
        for part in page.chunks(STORED_AT_ONCE) {
            size += self.snapshots(db, part, pulled).await?;
            done += part.len();
            if size > PAGE_BYTES_MAX {
                break;
            }
        }
        if done < records.len() {
            pulled.more = true;
            pulled.after = done.checked_sub(1).map(|last| RecordId::new(records[last].clone()));
        }
        Ok(())
    }

    async fn next(
        &self,
        db: &mut AnyConnection,
        principal: &Principal,
        place: &Place,
        last: i64,
        pulled: &mut Pulled,
    ) -> anyhow::Result<()> {
        let (keys, cursor) = (&scope_keys(principal)[..], place.cursor);
        let most = PULL_CHANGES_MAX as i64;
        let rows = ask(db, keys, CHANGES, (cursor, most)).await?;
        let full = rows.len() == PULL_CHANGES_MAX;
        let end = match rows.last().filter(|_| full) {
            Some(row) => row.try_get(0)?,
            None => last,
        };
        (pulled.cursor, pulled.more) = (end, end < last);
        let entered = ask(db, keys, ENTERED, (cursor, i64::MAX)).await?;
        let (mut new, mut arrived) = (BTreeSet::new(), vec![]);
        for row in entered {
            let (record, seq): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
            if seq <= end {
                arrived.push(record.clone());
            }
            new.insert(record);
        }
        for part in arrived.chunks(STORED_AT_ONCE) {
            self.snapshots(db, part, pulled).await?;
        }
        let mut latest: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows {
            let record: String = row.try_get(1)?;
            if new.contains(&record) {
                continue;
            }
            latest.insert(record.clone(), pulled.items.len());
            let (record, seq, author, summary) = (RecordId::new(record), row.try_get(0)?, author(&row, 3)?, None);
            let is_own = place.owns(seq) && author.user == principal.user && author.device == principal.device;
            pulled.items.push(if is_own {
                Item::Own { record, author, summary }
            } else {
                let (bytes, received_at_ms) = (row.try_get(2)?, row.try_get(7)?);
                Item::Change { record, seq, bytes, author, received_at_ms, summary }
            });
        }
        // The row as it is now goes with the last change of a record.
        for (record, index) in latest {
            let now = crate::projection::summary_of(db, &record).await?;
            if let Some(Item::Change { summary, .. } | Item::Own { summary, .. }) = pulled.items.get_mut(index) {
                *summary = now;
            }
        }
        for row in ask(db, keys, LEFT, (cursor, end)).await? {
            pulled.items.push(Item::Forget { record: RecordId::new(row.try_get::<String, _>(0)?) });
        }
        Ok(())
    }

    /// What a poke says to this person, who is signed in now: what a pull would bring, by the same way, if it is little.
    pub async fn poke(&self, principal: &Principal, grown: Grown) -> anyhow::Result<Poke> {
        let Grown { before, seq } = grown;
        let mut poke = Poke { before, seq, chain: String::new(), news: None };
        // A device pulls behind its own push.
        let query = sqlx::query_scalar(FOREIGN).bind(before).bind(seq);
        let query = query.bind(principal.user.as_str()).bind(principal.device.as_str());
        let foreign: i64 = query.fetch_one(self.db.reader()).await?;
        if before <= 0 || seq - before > POKE_CHANGES_MAX || foreign == 0 {
            return Ok(poke);
        }
        let place = Place { cursor: before, ..Place::default() };
        let news = self.pull(principal, &place).await?;
        let mut db = self.db.reader().acquire().await?;
        poke.chain = change_log::chain_at(&mut db, before).await?.unwrap_or_default();
        let is_little = !news.more && postcard::to_stdvec(&news)?.len() <= POKE_BYTES_MAX;
        if is_little && news.begins == Begins::There {
            (poke.seq, poke.news) = (news.cursor, Some(news));
        }
        Ok(poke)
    }

    /// Adds these records as they are now; their size. Nothing is opened: a stored document and the changes behind it,
    /// one after the other, are a document to whoever loads them.
    async fn snapshots(&self, db: &mut AnyConnection, part: &[String], pulled: &mut Pulled) -> anyhow::Result<usize> {
        let mut stored: BTreeMap<String, (Vec<u8>, Vec<Author>)> = BTreeMap::new();
        for row in of(db, part, SNAPSHOTS).await? {
            stored.insert(row.try_get(0)?, (row.try_get(1)?, vec![]));
        }
        let processes = self.processes();
        let mut born: HashMap<(ProcessId, u32), Vec<u8>> = HashMap::new();
        let mut rows = vec![];
        for row in of(db, part, ROWS).await? {
            let (record, version, text): (String, i64, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let summary: Summary = serde_json::from_str(&text)?;
            let Some(process) = processes.iter().find(|process| process.id == summary.process) else { continue };
            let version = u32::try_from(version)?;
            stored.entry(record.clone()).or_insert_with(|| {
                let genesis = born.entry((process.id.clone(), version)).or_insert_with(|| {
                    shared::record::schema::genesis(&change_log::at_birth(process, version)).save_nocompress()
                });
                (genesis.clone(), vec![])
            });
            rows.push((record, version, summary));
        }
        for row in of(db, part, TAILS).await? {
            if let Some((bytes, _)) = stored.get_mut(&row.try_get::<String, _>(0)?) {
                bytes.extend(row.try_get::<Vec<u8>, _>(1)?);
            }
        }
        for row in of(db, part, AUTHORS).await? {
            if let Some((_, authors)) = stored.get_mut(&row.try_get::<String, _>(0)?) {
                authors.push(author(&row, 1)?);
            }
        }
        let mut size = 0;
        for (record, version, summary) in rows {
            let Some((bytes, authors)) = stored.remove(&record) else { continue };
            size += bytes.len();
            let (record, process) = (RecordId::new(record), summary.process.clone());
            pulled.items.push(Item::Snapshot { record, process, version, bytes, authors, summary });
        }
        Ok(size)
    }
}

/// One query over some records. Always as many places, the last one repeated: the database prepares it once.
async fn of(db: &mut AnyConnection, records: &[String], sql: &str) -> sqlx::Result<Vec<AnyRow>> {
    let sql = sql.replace("{records}", &places(STORED_AT_ONCE, 1));
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for place in 0..STORED_AT_ONCE {
        query = query.bind(records.get(place).or(records.last()).map(String::as_str));
    }
    query.fetch_all(db).await
}

fn author(row: &AnyRow, at: usize) -> sqlx::Result<Author> {
    Ok(Author {
        actor: row.try_get(at)?,
        user: UserId::new(row.try_get::<String, _>(at + 1)?),
        device: DeviceId::new(row.try_get::<String, _>(at + 2)?),
        device_name: row.try_get(at + 3)?,
    })
}
