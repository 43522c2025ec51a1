//! What a person does: committed, tried again, let go.

use std::collections::VecDeque;

use shared::id::RecordId;
use shared::principal::Post;
use shared::protocol::Rejection;
use shared::record::command::{Act, Command, CommandError, Stamp};
use shared::replica::Pending;
use shared::rule::Within;
use shared::value::Value;

use super::stored::{Parked, Waiting, to_bytes};
use super::{Engine, TICKETS_MAX, chance};
use crate::message::{Failure, Reply, Tell};
use crate::storage::{Durability, Write};

pub(super) enum Done {
    Kept(Vec<Write>),
    Refused(CommandError),
}

impl Engine {
    /// Shows it at once; answers when it is kept. If it cannot be kept, what was shown is taken back.
    pub async fn commit(&mut self, ticket: String, command: Command, post: Option<Post>) -> Reply {
        let record = command.record.clone();
        if self.tickets.contains(&ticket) {
            return self.kept(&record);
        }
        let (stamp, first) = (self.stamp(post), self.next_seq);
        let done = match self.write(ticket, command, stamp, None).await {
            Ok(done) => done,
            Err(failure) => return Reply::Failed(self.take_back_from(first, failure).await),
        };
        match done {
            Done::Refused(error) => Reply::Refused(error),
            Done::Kept(batch) => match self.make_durable(batch).await {
                Ok(()) => self.kept(&record),
                Err(failure) => Reply::Failed(failure),
            },
        }
    }

    /// Many acts, each whole or not at all, in one wait for the disk.
    pub async fn commit_all(&mut self, commands: Vec<(String, Command)>) -> Reply {
        let (mut results, mut batch) = (vec![], vec![]);
        for (ticket, command) in commands {
            let record = command.record.clone();
            if self.tickets.contains(&ticket) {
                results.push(Ok(record));
                continue;
            }
            let (stamp, first) = (self.stamp(None), self.next_seq);
            match self.write(ticket, command, stamp, None).await {
                Ok(Done::Kept(writes)) => {
                    batch.extend(writes);
                    results.push(Ok(record));
                }
                Ok(Done::Refused(error)) => results.push(Err(error)),
                Err(failure) => {
                    // What came before it is kept; the person hears what failed.
                    let failure = self.take_back_from(first, failure).await;
                    let _ = self.make_durable(batch).await;
                    return Reply::Failed(failure);
                }
            }
        }
        match self.make_durable(batch).await {
            Ok(()) => Reply::KeptAll(results),
            Err(failure) => Reply::Failed(failure),
        }
    }

    fn kept(&self, record: &RecordId) -> Reply {
        match self.shelf.get(record) {
            Some(held) => Reply::Kept(Box::new((*held.shown).clone())),
            None => Reply::Failed(Failure::NotThere),
        }
    }

    /// In memory, with its row in the outbox; not durable yet. `cause` is the place there of what it is a part of.
    pub(super) async fn write(
        &mut self,
        ticket: String,
        command: Command,
        stamp: Stamp,
        cause: Option<u32>,
    ) -> Result<Done, Failure> {
        let (record, process) = (command.record.clone(), command.process.clone());
        self.load(&record, &process).await?;
        let before = self.before(&record, &process);
        let Some((replica, _)) = self.open.get_mut(&record) else { return Err(Failure::NotThere) };
        if let Err(error) = replica.commit(command.clone(), stamp.clone(), &Within(&self.shelf, &self.config)) {
            if replica.pending().is_empty() && self.shelf.get(&record).is_none() {
                self.open.remove(&record);
            }
            return Ok(Done::Refused(error));
        }
        let Some(pending) = replica.pending().last() else { return Err(Failure::NotThere) };
        let (change, hash) = (pending.change.raw_bytes().to_vec(), pending.change.hash().0);
        let is_decided = self.is_decided(&command);
        let files = self.share_files(&command)?;
        let at_ms = stamp.at_ms;
        let waiting = Waiting {
            ticket: ticket.clone(),
            record: record.clone(),
            process,
            command,
            stamp,
            change,
            hash,
            is_decided,
            cause,
        };
        let seq = self.next_seq;
        self.next_seq += 1;
        self.tickets.push(ticket);
        if self.tickets.len() > TICKETS_MAX {
            self.tickets.remove(0);
        }
        let mut batch = vec![
            Write::Put("outbox", seq.into(), to_bytes(&waiting)?),
            Write::Put("meta", "tickets".into(), to_bytes(&self.tickets)?),
        ];
        batch.extend(files);
        self.outbox.insert(seq, waiting);
        self.refresh(&record).await?;
        if let Some(before) = before {
            batch.extend(self.foresee(&before, &record, seq, at_ms).await?);
            batch.extend(self.move_along(&before, &record, seq, at_ms).await?);
        }
        Ok(Done::Kept(batch))
    }

    /// Shows first, keeps second.
    async fn make_durable(&mut self, batch: Vec<Write>) -> Result<(), Failure> {
        self.recount();
        self.flush();
        let seqs: Vec<u32> = batch.iter().filter_map(seq_of).collect();
        let Err(failure) = self.storage.write(batch, Durability::Strict).await else { return Ok(()) };
        self.take_back(&seqs).await?;
        self.recount();
        self.tells.push(Tell::NotKept(failure.clone()));
        Err(failure)
    }

    /// These acts could not be kept: neither is what is shown of them, nor what has followed.
    async fn take_back(&mut self, seqs: &[u32]) -> Result<(), Failure> {
        let lost: Vec<_> = seqs.iter().filter_map(|seq| self.outbox.remove(seq)).collect();
        for one in &lost {
            self.tickets.retain(|ticket| *ticket != one.ticket);
            self.open.remove(&one.record);
        }
        for one in lost {
            self.refresh(&one.record).await?;
            self.unshare_files(&one.record);
        }
        self.unforesee(seqs).await
    }

    /// An act broke off on the way, from that place in the outbox on: asked again with its ticket it is done anew.
    async fn take_back_from(&mut self, first: u32, failure: Failure) -> Failure {
        let broken: Vec<u32> = (first..self.next_seq).collect();
        // What cannot be shown again now is when the storage is opened the next time.
        drop(self.take_back(&broken).await);
        self.recount();
        failure
    }

    pub async fn retry(&mut self, id: &str, ticket: String) -> Reply {
        let Some(parked) = self.parked.get(id) else { return Reply::Failed(Failure::NotThere) };
        // What was refused with another act comes about with it.
        let cause = parked.with.as_ref().and_then(|with| self.parked.get(with));
        let parked = cause.unwrap_or(parked).clone();
        let command = match self.renewed(&parked).await {
            Ok(command) => command,
            Err(failure) => return Reply::Failed(failure),
        };
        let reply = self.commit(ticket, command, Some(parked.stamp.post)).await;
        if matches!(reply, Reply::Kept(_))
            && let Err(failure) = self.let_go(&parked.id).await
        {
            return Reply::Failed(failure);
        }
        reply
    }

    /// The words of then; to whom it goes is as of now.
    async fn renewed(&mut self, parked: &Parked) -> Result<Command, Failure> {
        let process = self.process(&parked.process)?;
        self.load(&parked.record, &parked.process).await?;
        let record = self.open.get(&parked.record).map(|(replica, _)| replica.record()).unwrap_or_default();
        let (command, stamp) = (parked.command.clone(), self.stamp(Some(parked.stamp.post)));
        Ok(process.renewed(command, &record, &stamp, &Within(&self.shelf, &self.config)))
    }

    /// The person has read it. What was refused with it goes with it.
    pub async fn let_go(&mut self, id: &str) -> Result<(), Failure> {
        if !self.parked.contains_key(id) {
            return Err(Failure::NotThere);
        }
        let is_part = |one: &Parked| one.id == id || one.with.as_deref() == Some(id);
        let gone: Vec<Parked> = self.parked.values().filter(|one| is_part(one)).cloned().collect();
        self.parked.retain(|_, one| !is_part(one));
        let batch = gone.iter().map(|one| Write::Delete("parked", one.id.as_str().into())).collect();
        self.storage.write(batch, Durability::Strict).await?;
        for one in gone {
            self.refresh(&one.record).await?;
        }
        self.recount();
        Ok(())
    }

    /// The outbox rows of a record after answers: what is left of them, each in its old place, as it is written now.
    pub(super) fn replace_waiting(&mut self, record: &RecordId) -> Result<Vec<Write>, Failure> {
        let Some((replica, _)) = self.open.get(record) else { return Ok(vec![]) };
        let mut left: VecDeque<&Pending> = replica.pending().iter().collect();
        let (mut batch, mut gone) = (vec![], vec![]);
        for (seq, one) in self.outbox.iter_mut().filter(|(_, one)| one.record == *record) {
            match left.front() {
                Some(pending) if pending.command == one.command && pending.stamp == one.stamp => {
                    let hash = pending.change.hash().0;
                    if hash != one.hash {
                        one.change = pending.change.raw_bytes().to_vec();
                        one.hash = hash;
                        batch.push(Write::Put("outbox", (*seq).into(), to_bytes(one)?));
                    }
                    left.pop_front();
                }
                _ => gone.push(*seq),
            }
        }
        for seq in gone {
            self.outbox.remove(&seq);
            batch.push(Write::Delete("outbox", seq.into()));
        }
        Ok(batch)
    }

    /// Parks what cannot go on and, with each, the steps of other records that it was, too. Those records are noted in
    /// `touched`: what else waits in them is written anew, and is to be replaced in the outbox.
    pub(super) async fn park_all(
        &mut self,
        parked: Vec<shared::replica::Parked>,
        touched: &mut Vec<RecordId>,
    ) -> Result<Vec<Write>, Failure> {
        let mut batch = vec![];
        let mut todo: VecDeque<_> = parked.into_iter().map(|one| (one, None)).collect();
        while let Some((one, with)) = todo.pop_front() {
            let is_it = |row: &Waiting| row.command == one.command && row.stamp == one.stamp;
            let seq = self.outbox.iter().find(|(_, row)| is_it(row)).map(|(seq, _)| *seq);
            let (id, write) = self.park(one, with.clone())?;
            batch.push(write);
            let parts = self.outbox.values().filter(|row| seq.is_some() && row.cause == seq);
            let parts: Vec<_> = parts.map(|row| (row.record.clone(), row.process.clone(), row.hash)).collect();
            for (record, process, hash) in parts {
                self.load_beside(&record, &process).await?;
                let Some((replica, _)) = self.open.get_mut(&record) else { continue };
                let why = Rejection::without_its_cause();
                let effects = replica.reject(hash, why, chance(), &Within(&self.shelf, &self.config));
                // The first is the part itself; what else could not be written anew stands for itself.
                let mut with = with.clone().or(Some(id.clone()));
                todo.extend(effects.parked.into_iter().map(|one| (one, with.take())));
                if !touched.contains(&record) {
                    touched.push(record);
                }
            }
        }
        Ok(batch)
    }

    fn park(&mut self, parked: shared::replica::Parked, with: Option<String>) -> Result<(String, Write), Failure> {
        let record = parked.command.record.clone();
        let title = match self.shelf.get(&record) {
            Some(held) => held.shown.title.clone(),
            None => self.named_in(&parked.command),
        };
        let parked = Parked {
            id: uuid::Uuid::new_v4().as_hyphenated().to_string(),
            process: parked.command.process.clone(),
            record,
            title,
            command: parked.command,
            stamp: parked.stamp,
            why: parked.why,
            with,
        };
        let write = Write::Put("parked", parked.id.as_str().into(), to_bytes(&parked)?);
        let id = parked.id.clone();
        self.parked.insert(id.clone(), parked);
        Ok((id, write))
    }

    /// The name of a record that is only in this command.
    fn named_in(&self, command: &Command) -> String {
        let title = self.config.process(&command.process).map(|process| process.title.as_str());
        let named = command.acts.iter().find_map(|act| match act {
            Act::Set { field, value: Value::Text(text) } if Some(field.as_str()) == title => Some(text.clone()),
            _ => None,
        });
        named.unwrap_or_default()
    }
}

fn seq_of(write: &Write) -> Option<u32> {
    match write {
        Write::Put("outbox", crate::storage::Key::Number(seq), _) => Some(*seq),
        _ => None,
    }
}
