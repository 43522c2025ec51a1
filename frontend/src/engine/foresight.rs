//! What follows from an act by rule: made here at once, the same as the server will make it, and never sent. What is done
//! with it meanwhile waits until the server has made it; the same act may have followed from somebody else's a moment ago.

use std::collections::HashMap;

use automerge::Change;
use shared::effect;
use shared::id::{ProcessId, RecordId};
use shared::label::Label;
use shared::principal::is_filed_for;
use shared::protocol::{Rejection, RejectionCode};
use shared::record::Record;
use shared::record::command::{Act, Command, Stamp};
use shared::record::summary::summarize;
use shared::replica::Replica;
use shared::rule::Within;

use super::acts::Done;
use super::stored::{Cause, Foreseen, to_bytes};
use super::{Engine, chance, now_ms};
use crate::message::Failure;
use crate::storage::{Durability, Write};

const DAMAGED: &str = "DataError";
/// What comes round by the calendar and is made here before the server says so.
const FORESEEN_A_DAY_MAX: usize = 200;
/// The server makes what comes round when its day begins. What it has not made a day later, it will not make.
const DAY_MS: i64 = 86_400_000;

/// Whom the first step puts in charge.
fn in_charge(command: &Command) -> Option<&str> {
    let Act::Take { values, .. } = command.acts.first()? else { return None };
    ["assignee", "owner"].iter().find_map(|key| values.get(*key)?.as_text())
}

fn not_made() -> Rejection {
    let say = Label::new(
        "这份自动安排的记录没有建成：引出它的那一步没有成立，或者情况已经变了",
        "This was not made: what it was to follow from did not stand, or things have changed",
    );
    Rejection { code: RejectionCode::MissingDeps, at: None, say }
}

impl Engine {
    /// The record before an act, where something may follow from it.
    pub(super) fn before(&self, record: &RecordId, process: &ProcessId) -> Option<Record> {
        let process = self.config.process(process)?;
        let (replica, _) = self.open.get(record)?;
        (!process.effects.is_empty() || !process.moves.is_empty()).then(|| replica.record())
    }

    /// What follows from the act at that place in the outbox. What is kept of it goes with the act.
    pub(super) async fn foresee(
        &mut self,
        before: &Record,
        source: &RecordId,
        cause: u32,
        at_ms: i64,
    ) -> Result<Vec<Write>, Failure> {
        let Some((replica, _)) = self.open.get(source) else { return Ok(vec![]) };
        let after = replica.record();
        let Some(of) = self.config.process(&after.process) else { return Ok(vec![]) };
        // As the server reads it from the change.
        let at_ms = at_ms.div_euclid(1000) * 1000;
        let mut births = vec![];
        for due in effect::due(of, before, &after, &self.shelf) {
            let birth = effect::birth(&due, &after, of, at_ms, &self.config, &self.shelf);
            if let Some((command, stamp)) = birth {
                births.extend(self.made(&command, &stamp, Cause::Act { seq: cause, taken_at: None })?);
            }
        }
        self.keep_foreseen(births).await
    }

    /// What the calendar asks of this person, looked for when a day begins and when the company has settled something.
    pub async fn come_round(&mut self) -> Result<(), Failure> {
        let now_ms = now_ms();
        let now = Some((self.config.calendar.date_of(now_ms), self.config.version));
        if self.came_round == now || self.cursor.after.is_some() {
            return Ok(());
        }
        self.came_round = now;
        let mut births = vec![];
        for process in self.config.processes.iter().filter(|one| one.effects.iter().any(|one| one.every.is_some())) {
            for held in self.shelf.iter().filter(|held| held.shown.process == process.id) {
                for (due, at_ms) in effect::come_round(process, &held.shown, &self.config, now_ms) {
                    if effect::is_told_of(at_ms, self.log.synced_at_ms) {
                        continue;
                    }
                    let birth = effect::birth(&due, &*held.shown, process, at_ms, &self.config, &self.shelf);
                    let mine = birth.filter(|(command, _)| in_charge(command) == Some(self.principal.user.as_str()));
                    if let Some((command, stamp)) = mine.filter(|_| births.len() < FORESEEN_A_DAY_MAX) {
                        births.extend(self.made(&command, &stamp, Cause::Day { until_ms: now_ms + DAY_MS })?);
                    }
                }
            }
        }
        let batch = self.keep_foreseen(births).await?;
        if !batch.is_empty() {
            self.storage.write(batch, Durability::Strict).await?;
            self.recount();
            self.flush();
        }
        Ok(())
    }

    /// What is not here yet, would be seen here, and can be written.
    fn made(&self, command: &Command, stamp: &Stamp, cause: Cause) -> Result<Option<Foreseen>, Failure> {
        let Some(process) = self.config.process(&command.process) else { return Ok(None) };
        if self.process_of(&command.record).is_some() {
            return Ok(None);
        }
        // What cannot be written here, cannot be written there.
        let Ok(change) = effect::write(command, stamp, process, &self.shelf) else { return Ok(None) };
        let mut replica = Replica::new(command.record.clone(), process.clone(), chance());
        replica.foresee(change.clone()).map_err(|_| Failure::Storage(DAMAGED.into()))?;
        let row = summarize(&replica.record(), process, None, &self.shelf);
        // What somebody else is put in charge of is not seen here.
        Ok(is_filed_for(&self.principal, &row, process).then(|| Foreseen {
            record: command.record.clone(),
            process: command.process.clone(),
            birth: change.raw_bytes().to_vec(),
            cause,
        }))
    }

    async fn keep_foreseen(&mut self, births: Vec<Foreseen>) -> Result<Vec<Write>, Failure> {
        let mut batch = vec![];
        for birth in births {
            batch.push(Write::Put("foreseen", birth.record.as_str().into(), to_bytes(&birth)?));
            let record = birth.record.clone();
            self.foreseen.insert(record.clone(), birth);
            self.refresh(&record).await?;
        }
        Ok(batch)
    }

    /// The steps of other records that this act is, too: done by the same person, where he may.
    pub(super) async fn move_along(
        &mut self,
        before: &Record,
        source: &RecordId,
        cause: u32,
        at_ms: i64,
    ) -> Result<Vec<Write>, Failure> {
        let Some((replica, _)) = self.open.get(source) else { return Ok(vec![]) };
        let after = replica.record();
        let Some(of) = self.config.process(&after.process) else { return Ok(vec![]) };
        let mut batch = vec![];
        for command in effect::moves(of, before, &after, at_ms, &self.config, &self.shelf) {
            let ticket = uuid::Uuid::new_v4().as_hyphenated().to_string();
            let stamp = self.stamp(None);
            // It has moved on already, or he may not: then it stays as it is, for whoever may.
            if let Done::Kept(writes) = Box::pin(self.write(ticket, command, stamp, Some(cause))).await? {
                batch.extend(writes);
            }
        }
        Ok(batch)
    }

    /// The acts at these places in the outbox could not be kept.
    pub(super) async fn unforesee(&mut self, causes: &[u32]) -> Result<(), Failure> {
        let lost = self.foreseen.values().filter(|one| one.seq().is_some_and(|seq| causes.contains(&seq)));
        let lost: Vec<RecordId> = lost.map(|one| one.record.clone()).collect();
        for record in lost {
            self.foreseen.remove(&record);
            self.open.remove(&record);
            self.refresh(&record).await?;
        }
        Ok(())
    }

    pub(super) fn foreseen_change(&self, record: &RecordId) -> Option<Change> {
        Change::from_bytes(self.foreseen.get(record)?.birth.clone()).ok()
    }

    /// The server has these changes, each in its place in the log; while they still stand in the outbox.
    pub(super) fn causes_taken(&mut self, taken: &HashMap<[u8; 32], i64>) -> Result<Vec<Write>, Failure> {
        let mut batch = vec![];
        for one in self.foreseen.values_mut() {
            let Cause::Act { seq, taken_at } = &mut one.cause else { continue };
            if let Some(place) = self.outbox.get(seq).and_then(|cause| taken.get(&cause.hash)) {
                *taken_at = Some(*place);
                batch.push(Write::Put("foreseen", one.record.as_str().into(), to_bytes(one)?));
            }
        }
        Ok(batch)
    }

    /// What has become of what was foreseen: it has come, or it will not come, or it still waits for its cause. The server
    /// makes it in the transaction of its cause, so whoever has pulled the one has pulled the other.
    pub(super) async fn settle(&mut self) -> Result<(), Failure> {
        let is_whole = !self.log.owes && self.cursor.after.is_none() && !self.is_behind;
        let mut settled = vec![];
        for one in self.foreseen.values() {
            let has_come = self.shelf.get(&one.record).is_some_and(|held| held.confirmed.is_some());
            let is_over = match one.cause {
                Cause::Act { seq, taken_at } => {
                    !self.outbox.contains_key(&seq) && taken_at.is_none_or(|at| is_whole && at <= self.cursor.cursor)
                }
                Cause::Day { until_ms } => is_whole && effect::will_not_come(until_ms, self.log.synced_at_ms),
            };
            if has_come || is_over {
                settled.push((one.record.clone(), one.process.clone(), has_come));
            }
        }
        if settled.is_empty() {
            return Ok(());
        }
        let (mut batch, mut touched) = (vec![], vec![]);
        for (record, process, has_come) in &settled {
            self.load_beside(record, process).await?;
            self.foreseen.remove(record);
            batch.push(Write::Delete("foreseen", record.as_str().into()));
            let Some((replica, _)) = self.open.get_mut(record) else { continue };
            let effects = match has_come {
                true => replica.came(chance(), &Within(&self.shelf, &self.config)),
                false => replica.did_not_come(&not_made()),
            };
            batch.extend(self.park_all(effects.parked, &mut touched).await?);
            batch.extend(self.replace_waiting(record)?);
            if !has_come {
                self.open.remove(record);
            }
        }
        for record in &touched {
            batch.extend(self.replace_waiting(record)?);
        }
        self.storage.write(batch, Durability::Strict).await?;
        touched.extend(settled.into_iter().map(|(record, ..)| record));
        for record in touched {
            self.refresh(&record).await?;
        }
        self.recount();
        Ok(())
    }
}
