//! What the server has taken, kept for a while: a server that was put back from an older copy has lost what came in after
//! the copy, and then it is sent again.

use std::collections::{BTreeMap, HashSet};

use automerge::{Automerge, Change, ChangeHash, ReadDoc};
use serde::{Deserialize, Serialize};
use shared::id::RecordId;

use super::stored::{Waiting, from_older, to_bytes};
use super::{Engine, now_ms};
use crate::message::Failure;
use crate::storage::{Durability, Key, Write};

/// Changes kept after the server has taken them; the oldest go first.
const SENT_MAX: usize = 2_000;
/// What was written longer ago is not sent again.
const SENT_KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// So long after a restore a change waits for one that another device may still bring. Then its words go back to their author.
const OTHERS_WAIT_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// What is known of the server's log beside the cursor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Log {
    /// What it came to at the cursor.
    pub chain: String,
    /// It was put back from a copy, and has not been compared yet with what was sent.
    pub owes: bool,
    pub restored_at_ms: i64,
    /// When all of it was last known here.
    pub synced_at_ms: Option<i64>,
}

impl Engine {
    /// The rows of the outbox that the server has taken, on their way out of it.
    pub(super) fn remember(&mut self, taken: &HashSet<[u8; 32]>) -> Result<Vec<Write>, Failure> {
        let mut batch = vec![];
        for (seq, one) in self.outbox.iter().filter(|(_, one)| taken.contains(&one.hash)) {
            batch.push(Write::Put("sent", (*seq).into(), to_bytes(one)?));
            self.sent.insert(*seq);
        }
        if self.sent.len() > SENT_MAX {
            while self.sent.len() > SENT_MAX {
                self.sent.pop_first();
            }
            batch.extend(self.sent.first().map(|first| Write::DeleteBelow("sent", *first)));
        }
        Ok(batch)
    }

    /// It follows a change that the server does not have. Then the server has lost one, since our own are sent in order: it
    /// waits for whoever holds that one, and is tried again when something has come in.
    pub(super) fn waits_for_others(&mut self, hash: [u8; 32]) -> bool {
        let tried_before = self.held.insert(hash, true).is_some();
        !tried_before || now_ms() - self.log.restored_at_ms < OTHERS_WAIT_MS
    }

    /// Behind a pull: takes back into the outbox what a restored server has lost. Is there something to send?
    pub async fn send_again(&mut self) -> Result<bool, Failure> {
        if self.log.owes && self.cursor.after.is_none() {
            self.compare().await?;
        }
        Ok(self.to_push().is_some())
    }

    async fn compare(&mut self) -> Result<(), Failure> {
        let since_ms = now_ms() - SENT_KEPT_MS;
        let mut sent: BTreeMap<RecordId, Vec<(u32, Waiting)>> = BTreeMap::new();
        for (key, bytes) in self.storage.all("sent").await? {
            let one: Waiting = from_older(&bytes)?;
            if let (Key::Number(seq), true) = (key, one.stamp.at_ms >= since_ms) {
                sent.entry(one.record.clone()).or_default().push((seq, one));
            }
        }
        let (mut batch, mut blocks, mut touched) = (vec![], HashSet::new(), vec![]);
        for (record, rows) in sent {
            let doc = self.on_server(&record).await?;
            let lacks = |hash| doc.as_ref().is_none_or(|doc| doc.get_change_by_hash(&ChangeHash(hash)).is_none());
            for (seq, one) in rows.into_iter().filter(|(_, one)| lacks(one.hash)) {
                batch.push(Write::Put("outbox", seq.into(), to_bytes(&one)?));
                batch.push(Write::Delete("sent", seq.into()));
                self.sent.remove(&seq);
                // In its old place: order is what later changes rely on.
                self.outbox.insert(seq, one);
                touched.push(record.clone());
            }
            if doc.is_none() {
                self.unseen.insert(record);
            }
        }
        touched.dedup();
        for record in &touched {
            self.open.remove(record);
        }
        self.forget_older(&mut blocks, &mut batch).await;
        batch.extend(self.files_again()?);
        (self.log.owes, self.held) = (false, Default::default());
        batch.push(self.log_write()?);
        self.keep(&blocks, batch, Durability::Strict).await?;
        for record in touched {
            self.refresh(&record).await?;
        }
        self.tell_changed();
        self.recount();
        Ok(())
    }

    /// The document of a record as this first sync has brought it; none where it has not.
    async fn on_server(&self, record: &RecordId) -> Result<Option<Automerge>, Failure> {
        let row = self.shelf.get(record).and_then(|held| held.confirmed.as_ref());
        if row.is_none_or(|row| row.generation < self.cursor.generation) {
            return Ok(None);
        }
        let stored = self.stored(record).await?;
        let Ok(mut doc) = Automerge::load(&stored.snapshot) else { return Ok(None) };
        let changes: Vec<Change> =
            stored.changes.iter().filter_map(|bytes| Change::from_bytes(bytes.clone()).ok()).collect();
        Ok(doc.apply_changes(changes).is_ok().then_some(doc))
    }

    /// A first sync has ended: what it has not brought is out of sight.
    pub(super) async fn forget_older(&mut self, blocks: &mut HashSet<u32>, batch: &mut Vec<Write>) {
        let generation = self.cursor.generation;
        let old =
            self.shelf.iter().filter(|held| held.confirmed.as_ref().is_some_and(|row| row.generation < generation));
        let old: Vec<RecordId> = old.map(|held| held.shown.id.clone()).collect();
        for record in old {
            if self.outbox.values().any(|one| one.record == record) {
                // Its pack goes; its document is needed until what waits has been answered.
                if let Ok(doc) = self.stored(&record).await.and_then(|doc| to_bytes(&doc)) {
                    batch.push(Write::Put("docs", record.as_str().into(), doc));
                }
            }
            self.forget(&record, blocks, batch);
        }
        batch.push(Write::DeleteBelow("packs", self.cursor.packs_from));
    }

    pub(super) fn log_write(&self) -> Result<Write, Failure> {
        Ok(Write::Put("meta", "log".into(), to_bytes(&self.log)?))
    }
}
