//! What comes from the server: answers to a push, and what was pulled.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use shared::config::Configuration;
use shared::id::RecordId;
use shared::limits::{PUSH_BYTES_MAX, PUSH_CHANGES_MAX};
use shared::protocol::{Answer, Author, Begins, Caused, Item, Poke, Pulled, Push, PushChange, Pushed, RejectionCode};
use shared::record::summary::Summary;
use shared::rule::Within;

use super::stored::{Place, StoredDoc, StoredRow, to_bytes};
use super::{CONFIG, Engine, chance, now_ms};
use crate::message::{Failure, Tell};
use crate::storage::{Durability, PACK_BYTES, ROWS_PER_BLOCK, Write};

/// What was sent, so that the answers find it again: hashes in the order of the push.
pub struct Sent {
    pub push: Push,
    hashes: Vec<(RecordId, [u8; 32])>,
}

/// What a page of a pull says about one record: changes, who made them, the row as it is now.
type News = (Vec<Vec<u8>>, Vec<Author>, Option<Summary>);

/// Changes kept behind a snapshot before the document is saved whole again.
const TAIL_MAX: usize = 32;
/// What one line of a push costs beside its bytes.
const LINE_BYTES: usize = 128;

impl Engine {
    /// The next batch to send, in the order of writing; without what waits for a change of another device, and without work
    /// on what is only foreseen: the server makes that first.
    pub fn to_push(&self) -> Option<Sent> {
        let (mut push, mut hashes, mut size) = (Push::new(vec![]), vec![], 0);
        // What follows upon what is held in its record, and what is a part of it in another, is held with it.
        let (mut held, mut behind) = (HashSet::new(), HashSet::new());
        for (seq, one) in &self.outbox {
            let is_held = self.held.get(&one.hash).is_some_and(|held| *held)
                || self.foreseen.contains_key(&one.record)
                || one.cause.is_some_and(|cause| held.contains(&cause))
                || behind.contains(&one.record);
            if is_held {
                held.insert(*seq);
                behind.insert(&one.record);
                continue;
            }
            size += one.change.len() + LINE_BYTES;
            if hashes.len() == PUSH_CHANGES_MAX || (size > PUSH_BYTES_MAX && !hashes.is_empty()) {
                break;
            }
            // A cause that waits no more has been taken.
            if let Some(cause) = one.cause.and_then(|cause| self.outbox.get(&cause)) {
                push.causes.push(Caused { at: hashes.len() as u32, by: cause.hash });
            }
            let version = self.config.process(&one.process).map_or(1, |process| process.version);
            hashes.push((one.record.clone(), one.hash));
            let (record, process, bytes) = (one.record.clone(), one.process.clone(), one.change.clone());
            push.changes.push(PushChange { record, process, version, bytes });
        }
        (!hashes.is_empty()).then_some(Sent { push, hashes })
    }

    /// The server's answers. What it has leaves the outbox in the same transaction in which it becomes confirmed; what it
    /// refuses is parked in the same transaction in which the rest is written anew.
    pub async fn answered(&mut self, sent: &Sent, pushed: Pushed) -> Result<(), Failure> {
        let mut batch = vec![];
        let mut touched: Vec<RecordId> = vec![];
        let (mut taken, mut places) = (HashSet::new(), HashMap::new());
        for ((record, hash), answer) in sent.hashes.iter().zip(pushed.answers) {
            let Some(process) = self.process_of(record) else { continue };
            self.load_beside(record, &process).await?;
            let Some((replica, _)) = self.open.get_mut(record) else { continue };
            match answer {
                Answer::Accepted { seq, number } => {
                    self.own = match self.own {
                        // It does not wait here any more (parked with its cause, say): it comes back like anybody's.
                        _ if !replica.acknowledge(*hash) => None,
                        Some((from, to)) if to + 1 == seq => Some((from, seq)),
                        _ => Some((seq, seq)),
                    };
                    taken.insert(*hash);
                    places.insert(*hash, seq);
                    self.unseen.remove(record);
                    if let Some(held) = self.shelf.get(record).filter(|_| number.is_some()) {
                        self.shelf.show(Rc::new(Summary { number, ..Summary::clone(&held.shown) }));
                    }
                }
                Answer::AlreadyKnown { seq } => {
                    replica.acknowledge(*hash);
                    taken.insert(*hash);
                    places.insert(*hash, seq);
                }
                Answer::Rejected(why)
                    if why.code == RejectionCode::MissingDeps
                        && replica.pending().iter().any(|pending| pending.change.hash().0 == *hash)
                        && (self.waits_for_cause(hash) || self.waits_for_others(*hash)) => {}
                Answer::Rejected(why) => {
                    let Some((replica, _)) = self.open.get_mut(record) else { continue };
                    let effects = replica.reject(*hash, why, chance(), &Within(&self.shelf, &self.config));
                    batch.extend(self.park_all(effects.parked, &mut touched).await?);
                }
            }
            if !touched.contains(record) {
                touched.push(record.clone());
            }
        }
        let mut blocks = HashSet::new();
        batch.extend(self.remember(&taken)?);
        batch.extend(self.causes_taken(&places)?);
        for record in &touched {
            batch.extend(self.replace_waiting(record)?);
            let Some((replica, _)) = self.open.get(record) else { continue };
            let doc = StoredDoc { snapshot: replica.confirmed_snapshot(), changes: vec![] };
            batch.push(Write::Put("docs", record.as_str().into(), to_bytes(&doc)?));
        }
        for record in &touched {
            // Known to the server all the time, and not in this person's sight.
            if self.unseen.contains(record) && !self.outbox.values().any(|one| one.record == *record) {
                self.unseen.remove(record);
                self.forget(record, &mut blocks, &mut batch);
                continue;
            }
            self.refresh(record).await?;
            // The first acknowledgement makes a row of its own; the pull brings the server's.
            if let Some(summary) = self.shelf.get(record).map(|held| held.shown.clone()) {
                blocks.insert(self.confirm(summary, None, vec![]));
                self.refresh(record).await?;
            }
        }
        self.keep(&blocks, batch, Durability::Strict).await?;
        self.settle().await?;
        self.recount();
        Ok(())
    }

    /// What it is a part of has been written anew meanwhile, and waits: it goes again with that.
    fn waits_for_cause(&self, hash: &[u8; 32]) -> bool {
        let row = self.outbox.values().find(|one| one.hash == *hash);
        row.and_then(|one| one.cause).is_some_and(|cause| self.outbox.contains_key(&cause))
    }

    /// Puts a confirmed row into its block, or the first with room. The number of the block.
    fn confirm(&mut self, summary: Rc<Summary>, place: Option<Place>, authors: Vec<Author>) -> u32 {
        let held = self.shelf.get(&summary.id);
        let (block, before) = held.map_or((None, None), |held| (held.block, held.confirmed.clone()));
        let mut known = before.as_ref().map(|row| row.authors.clone()).unwrap_or_default();
        for author in authors {
            self.authors.insert(author.actor.clone(), author.clone());
            if !known.contains(&author) {
                known.push(author);
            }
        }
        let row = StoredRow {
            place: place.or(before.and_then(|row| row.place)),
            summary,
            generation: self.cursor.generation,
            authors: known,
        };
        let number = block.unwrap_or_else(|| {
            let last = self.blocks.iter().next_back();
            match last {
                Some((number, block)) if block.len() < ROWS_PER_BLOCK => *number,
                Some((number, _)) => number + 1,
                None => 0,
            }
        });
        if block.is_none() {
            self.blocks.entry(number).or_default().push(row.summary.id.clone());
        }
        self.shelf.confirm(row, number);
        number
    }

    /// What a poke brings. False when it does not fit, and the server is to be asked.
    pub async fn poked(&mut self, poke: Poke) -> Result<bool, Failure> {
        if poke.before < poke.seq && poke.seq <= self.cursor.cursor {
            return Ok(true);
        }
        let at = &self.cursor;
        let fits = poke.before == at.cursor && poke.chain == self.log.chain && at.after.is_none();
        match poke.news.filter(|news| fits && at.epoch.as_ref() == Some(&news.epoch)) {
            Some(news) => self.pulled(news).await.map(|_| true),
            None => Ok(false),
        }
    }

    /// One page of what was pulled. True when there is more to pull at once.
    pub async fn pulled(&mut self, pulled: Pulled) -> Result<bool, Failure> {
        if let Some(text) = &pulled.config
            && let Ok(config) = Configuration::from_json(text)
            && let Ok(kept) = config.to_json()
        {
            self.cursor.config_version = config.version;
            self.config = config;
            let write = Write::Put("meta", CONFIG.into(), kept.into_bytes());
            self.storage.write(vec![write], Durability::Relaxed).await?;
            self.tells.push(Tell::Config(Box::new(self.config.clone())));
            self.tell_changed();
        }
        let starts = pulled.begins != Begins::There;
        if starts {
            self.cursor.generation += 1;
            self.cursor.packs_from = self.cursor.next_pack;
        }
        if pulled.begins == Begins::Restored {
            (self.log.owes, self.log.restored_at_ms) = (true, now_ms());
        }
        if starts || !pulled.items.is_empty() {
            self.held.values_mut().for_each(|held| *held = false);
        }
        let first = starts || self.cursor.after.is_some();
        self.cursor.epoch = Some(pulled.epoch);
        self.cursor.cursor = pulled.cursor;
        self.log.chain = pulled.chain;
        self.own = None;
        self.is_behind = pulled.more;
        self.cursor.after = pulled.after.filter(|_| pulled.more && first);

        let mut batch = vec![];
        let mut blocks = HashSet::new();
        let mut pack: Vec<u8> = vec![];
        let mut changes: BTreeMap<RecordId, News> = BTreeMap::new();
        let mut arrived = vec![];
        for item in pulled.items {
            match item {
                Item::Snapshot { record, bytes, authors, summary, .. } => {
                    if pack.len() + bytes.len() > PACK_BYTES && !pack.is_empty() {
                        batch.push(Write::Put("packs", self.cursor.next_pack.into(), std::mem::take(&mut pack)));
                        self.cursor.next_pack += 1;
                    }
                    let place = Place { pack: self.cursor.next_pack, at: pack.len() as u32, bytes: bytes.len() as u32 };
                    pack.extend_from_slice(&bytes);
                    blocks.insert(self.confirm(summary.into(), Some(place), authors));
                    batch.push(Write::Delete("docs", record.as_str().into()));
                    self.open.remove(&record);
                    arrived.push(record);
                }
                Item::Change { record, bytes, author, summary, .. } => {
                    let (list, authors, latest) = changes.entry(record).or_default();
                    list.push(bytes);
                    if !authors.contains(&author) {
                        authors.push(author);
                    }
                    *latest = summary.or(latest.take());
                }
                Item::Own { record, author, summary } => {
                    let (_, authors, latest) = changes.entry(record).or_default();
                    if !authors.contains(&author) {
                        authors.push(author);
                    }
                    *latest = summary.or(latest.take());
                }
                Item::Forget { record } => {
                    changes.remove(&record);
                    self.forget(&record, &mut blocks, &mut batch);
                }
            }
        }
        if !pack.is_empty() {
            batch.push(Write::Put("packs", self.cursor.next_pack.into(), pack));
            self.cursor.next_pack += 1;
        }
        let mut touched = vec![];
        for (record, (list, authors, summary)) in changes {
            let shown = || self.shelf.get(&record).map(|held| held.shown.clone());
            let Some(summary) = summary.map(Rc::new).or_else(shown) else {
                continue;
            };
            // Our own alone were kept when they were answered for.
            if !list.is_empty() {
                batch.extend(self.receive(&record, list).await?);
            }
            blocks.insert(self.confirm(summary, None, authors));
            touched.push(record);
        }
        // What was sent to a server that has lost it is looked at first.
        if first && !pulled.more && !self.log.owes {
            self.forget_older(&mut blocks, &mut batch).await;
        }
        if !pulled.more {
            self.log.synced_at_ms = Some(now_ms());
        }
        batch.push(self.cursor_write()?);
        batch.push(self.log_write()?);
        self.keep(&blocks, batch, Durability::Relaxed).await?;
        self.settle().await?;
        // A page of a first sync may hold a thousand records: only those with work, or on a page, are opened.
        let waiting: HashSet<RecordId> = self.outbox.values().map(|one| one.record.clone()).collect();
        for record in arrived {
            if waiting.contains(&record) || self.looked.contains(&record) {
                touched.push(record);
            }
        }
        for record in touched {
            self.refresh(&record).await?;
        }
        if first && !pulled.more {
            self.derive().await;
        }
        self.sync.arriving = (first && pulled.more).then(|| self.shelf.iter().count() as u32);
        if !pulled.more {
            self.sync.synced_at_ms = self.log.synced_at_ms;
        }
        self.tell_changed();
        self.recount();
        Ok(pulled.more)
    }

    /// Changes of others, or the echo of our own: into the open replica, or behind the stored bytes unopened.
    async fn receive(&mut self, record: &RecordId, list: Vec<Vec<u8>>) -> Result<Vec<Write>, Failure> {
        let mut doc = match self.open.get_mut(record) {
            Some((replica, _)) => {
                let changes = list.iter().filter_map(|bytes| automerge::Change::from_bytes(bytes.clone()).ok());
                replica.receive(changes.collect()).map_err(|_| Failure::Storage("DataError".into()))?;
                StoredDoc { snapshot: replica.confirmed_snapshot(), changes: vec![] }
            }
            None => {
                let mut doc = self.stored(record).await?;
                doc.changes
                    .extend(list.iter().filter(|bytes| !doc.changes.contains(bytes)).cloned().collect::<Vec<_>>());
                doc
            }
        };
        if doc.changes.len() > TAIL_MAX
            && let Ok(mut whole) = automerge::Automerge::load(&doc.snapshot)
        {
            let changes = doc.changes.iter().filter_map(|bytes| automerge::Change::from_bytes(bytes.clone()).ok());
            if whole.apply_changes(changes.collect::<Vec<_>>()).is_ok() {
                doc = StoredDoc { snapshot: whole.save_nocompress(), changes: vec![] };
            }
        }
        Ok(vec![Write::Put("docs", record.as_str().into(), to_bytes(&doc)?)])
    }

    /// Out of sight. Not while something of it waits: first it is sent, and the answer says what became of it.
    pub(super) fn forget(&mut self, record: &RecordId, blocks: &mut HashSet<u32>, batch: &mut Vec<Write>) {
        if self.outbox.values().any(|one| one.record == *record) {
            return;
        }
        if let Some(block) = self.shelf.get(record).and_then(|held| held.block) {
            if let Some(held) = self.blocks.get_mut(&block) {
                held.retain(|one| one != record);
            }
            blocks.insert(block);
        }
        self.open.remove(record);
        self.shelf.remove(record);
        batch.push(Write::Delete("docs", record.as_str().into()));
        batch.extend(self.forget_files(record));
        if self.looked.contains(record) {
            self.tells.push(Tell::Record { id: record.clone(), opened: None });
        }
    }
}
