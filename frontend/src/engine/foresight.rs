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
use shared::record::summary::summarize;
use shared::replica::Replica;

use super::stored::{Foreseen, to_bytes};
use super::{Engine, chance};
use crate::message::Failure;
use crate::storage::{Durability, Write};

const DAMAGED: &str = "DataError";

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
        (!process.effects.is_empty()).then(|| replica.record())
    }

    /// What follows from the act at that place in the outbox. What is kept of it goes with the act.
    pub(super) async fn foresee(
        &mut self,
        before: Record,
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
        for due in effect::due(of, &before, &after, &self.shelf) {
            let birth = effect::birth(&due, &after, of, at_ms, &self.config, &self.shelf);
            let Some((command, stamp)) = birth.filter(|(command, _)| self.process_of(&command.record).is_none()) else {
                continue;
            };
            let Some(process) = self.config.process(&command.process) else { continue };
            // What cannot be written here, cannot be written there.
            let Ok(change) = effect::write(&command, &stamp, process, &self.shelf) else { continue };
            let mut replica = Replica::new(command.record.clone(), process.clone(), chance());
            replica.foresee(change.clone()).map_err(|_| Failure::Storage(DAMAGED.into()))?;
            let row = summarize(&replica.record(), process, None, &self.shelf);
            // What somebody else is put in charge of is not seen here.
            if is_filed_for(&self.principal, &row, process) {
                let (record, process) = (command.record, command.process);
                births.push(Foreseen { record, process, birth: change.raw_bytes().to_vec(), cause, taken_at: None });
            }
        }
        let mut batch = vec![];
        for birth in births {
            batch.push(Write::Put("foreseen", birth.record.as_str().into(), to_bytes(&birth)?));
            let record = birth.record.clone();
            self.foreseen.insert(record.clone(), birth);
            self.refresh(&record).await?;
        }
        Ok(batch)
    }

    /// The acts at these places in the outbox could not be kept.
    pub(super) async fn unforesee(&mut self, causes: &[u32]) -> Result<(), Failure> {
        let lost: Vec<RecordId> =
            self.foreseen.values().filter(|one| causes.contains(&one.cause)).map(|one| one.record.clone()).collect();
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
            let seq = self.outbox.get(&one.cause).and_then(|cause| taken.get(&cause.hash));
            if let Some(seq) = seq {
                one.taken_at = Some(*seq);
                batch.push(Write::Put("foreseen", one.record.as_str().into(), to_bytes(one)?));
            }
        }
        Ok(batch)
    }

    /// What has become of what was foreseen: it has come, or it will not come, or it still waits for its cause. The server
    /// makes it in the transaction of its cause, so whoever has pulled the one has pulled the other.
    pub(super) async fn settle(&mut self) -> Result<(), Failure> {
        let is_whole = !self.log.owes && self.cursor.after.is_none();
        let mut settled = vec![];
        for one in self.foreseen.values() {
            let has_come = self.shelf.get(&one.record).is_some_and(|held| held.confirmed.is_some());
            let is_over = !self.outbox.contains_key(&one.cause)
                && one.taken_at.is_none_or(|seq| is_whole && seq <= self.cursor.cursor);
            if has_come || is_over {
                settled.push((one.record.clone(), one.process.clone(), has_come));
            }
        }
        if settled.is_empty() {
            return Ok(());
        }
        let mut batch = vec![];
        for (record, process, has_come) in &settled {
            self.load(record, process).await?;
            self.foreseen.remove(record);
            batch.push(Write::Delete("foreseen", record.as_str().into()));
            let Some((replica, _)) = self.open.get_mut(record) else { continue };
            let effects = match has_come {
                true => replica.came(chance(), &self.shelf),
                false => replica.did_not_come(&not_made()),
            };
            for parked in effects.parked {
                batch.push(self.park(parked)?);
            }
            batch.extend(self.replace_waiting(record)?);
            if !has_come {
                self.open.remove(record);
            }
        }
        self.storage.write(batch, Durability::Strict).await?;
        for (record, ..) in settled {
            self.refresh(&record).await?;
        }
        self.recount();
        Ok(())
    }
}
