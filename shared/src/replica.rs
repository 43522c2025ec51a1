//! The device's copy of one record: what the server has confirmed, and the commands that wait. Plain data in, plain
//! data out; storing and sending are done by whoever holds it.
//!
//! ```text
//! confirmed ──commit──▶ shown = confirmed + pending      acknowledge: the first pending change is confirmed
//!     ▲                    │ push                        reject: fork at confirmed, new actor, replay the rest
//!     └────── receive ◀────┘                             receive: foreign changes join both
//! ```
//!
//! The changes after a refused one depend on it and would be stranded. So the commands are kept beside their changes:
//! on a refusal the document is built again from what is confirmed, the others are written anew, and the refused one is
//! **parked** with its reason, where its author can read, copy, retry or drop it.
//!
//! A record that a rule will make (`effect`) is **foreseen**: shown and worked upon at once, never sent. When the server has
//! made it, the same bytes are confirmed. Had it reason to make other ones, what waits is written anew upon those.

use crate::id::RecordId;
use crate::process::Process;
use crate::protocol::{Rejection, RejectionCode};
use crate::record::command::{Command, CommandError, Stamp};
use crate::record::event::{self, Event};
use crate::record::{Record, read, schema, write};
use crate::rule::Lookup;
use automerge::{ActorId, Automerge, Change, ReadDoc};

/// A command that has been kept on this device and waits for the server's answer.
#[derive(Clone, Debug)]
pub struct Pending {
    pub command: Command,
    pub stamp: Stamp,
    pub change: Change,
}

/// A command that cannot go on, with the words that say why. Nobody's sentence is thrown away.
#[derive(Clone, Debug)]
pub struct Parked {
    pub command: Command,
    pub stamp: Stamp,
    pub why: Rejection,
}

/// What an answer from the server means for storage and screen.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    /// What changed in what is shown.
    pub events: Vec<Event>,
    /// The pending changes were written anew: the outbox of this record is to be replaced by [`Replica::pending`].
    pub rewritten: bool,
    pub parked: Vec<Parked>,
}

/// The stored bytes are not a document of this product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stored record cannot be read")]
pub struct Unreadable;

pub struct Replica {
    record: RecordId,
    process: Process,
    confirmed: Automerge,
    foreseen: Option<Change>,
    shown: Automerge,
    pending: Vec<Pending>,
}

impl Replica {
    /// A record that does not exist yet.
    pub fn new(record: RecordId, process: Process, actor: [u8; 16]) -> Self {
        let confirmed = schema::genesis(&process);
        let shown = confirmed.clone().with_actor(ActorId::from(&actor[..]));
        Self { record, process, confirmed, foreseen: None, shown, pending: vec![] }
    }

    /// From storage: the confirmed snapshot, the confirmed changes after it, and the outbox in the order of writing.
    /// Every start brings a fresh actor id, so that an old copy of the storage can never use a sequence number twice.
    pub fn open(
        record: RecordId,
        process: Process,
        actor: [u8; 16],
        snapshot: &[u8],
        changes: Vec<Change>,
        pending: Vec<Pending>,
    ) -> Result<Self, Unreadable> {
        let mut confirmed = if snapshot.is_empty() {
            schema::genesis(&process)
        } else {
            Automerge::load(snapshot).map_err(|_| Unreadable)?
        };
        confirmed.apply_changes(changes).map_err(|_| Unreadable)?;
        let mut shown = confirmed.clone();
        shown.apply_changes(pending.iter().map(|pending| pending.change.clone())).map_err(|_| Unreadable)?;
        shown.set_actor(ActorId::from(&actor[..]));
        Ok(Self { record, process, confirmed, foreseen: None, shown, pending })
    }

    pub fn record(&self) -> Record {
        read::read(&self.shown, &self.record)
    }

    pub fn document(&self) -> &Automerge {
        &self.shown
    }

    /// In the order of writing: the order of sending.
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    /// What to store as confirmed.
    pub fn confirmed_snapshot(&self) -> Vec<u8> {
        self.confirmed.save_nocompress()
    }

    /// Does it, shows it, and waits for the server. On an error nothing has happened.
    pub fn commit(&mut self, command: Command, stamp: Stamp, lookup: &dyn Lookup) -> Result<Vec<Event>, CommandError> {
        let before = self.shown.get_heads();
        let change = write::apply(&mut self.shown, &command, &self.process, &stamp, lookup)?;
        self.pending.push(Pending { command, stamp, change });
        Ok(event::between(&self.shown, &before, &self.shown.get_heads()))
    }

    /// The server has it. Answers may come late or twice; a hash that does not wait changes nothing.
    pub fn acknowledge(&mut self, hash: [u8; 32]) -> bool {
        let Some(index) = self.position(hash) else { return false };
        let change = self.pending.remove(index).change;
        self.confirmed.apply_changes([change]).is_ok()
    }

    /// The server will not have it. The rest is written anew on what is confirmed, under a new actor id: the old one's
    /// sequence numbers went with the refused change. What can no longer be written is parked too.
    pub fn reject(&mut self, hash: [u8; 32], why: Rejection, actor: [u8; 16], lookup: &dyn Lookup) -> Effects {
        let Some(index) = self.position(hash) else { return Effects::default() };
        let mut waiting = std::mem::take(&mut self.pending);
        // What stood behind it is not at fault: it is written anew, so that its own refusal finds nothing that waits.
        let refused = waiting.remove(index);
        let parked = Parked { command: refused.command, stamp: refused.stamp, why };
        self.write_anew(waiting, vec![parked], actor, lookup)
    }

    fn write_anew(
        &mut self,
        waiting: Vec<Pending>,
        parked: Vec<Parked>,
        actor: [u8; 16],
        lookup: &dyn Lookup,
    ) -> Effects {
        let mut effects = Effects { rewritten: true, parked, ..Effects::default() };
        self.shown = self.confirmed.clone();
        // It was made by our own writer, and applied before.
        let _ = self.shown.apply_changes(self.foreseen.clone());
        self.shown.set_actor(ActorId::from(&actor[..]));
        for Pending { command, stamp, .. } in waiting {
            match write::apply(&mut self.shown, &command, &self.process, &stamp, lookup) {
                Ok(change) => self.pending.push(Pending { command, stamp, change }),
                Err(CommandError { say, field, .. }) => {
                    let why = Rejection { code: RejectionCode::Denied, at: field, say };
                    effects.parked.push(Parked { command, stamp, why });
                }
            }
        }
        effects.events = event::between(&self.shown, &self.confirmed.get_heads(), &self.shown.get_heads());
        effects
    }

    /// What the server will make by rule, once it has what this follows from.
    pub fn foresee(&mut self, birth: Change) -> Result<(), Unreadable> {
        self.shown.apply_changes([birth.clone()]).map_err(|_| Unreadable)?;
        self.foreseen = Some(birth);
        Ok(())
    }

    /// The server has made it. If it made it otherwise (by newer rules, or for somebody who caused it earlier), what waits
    /// is written anew upon that.
    pub fn came(&mut self, actor: [u8; 16], lookup: &dyn Lookup) -> Effects {
        let Some(birth) = self.foreseen.take() else { return Effects::default() };
        if self.confirmed.get_change_by_hash(&birth.hash()).is_some() {
            return Effects::default();
        }
        let waiting = std::mem::take(&mut self.pending);
        self.write_anew(waiting, vec![], actor, lookup)
    }

    /// The server has not made it and will not. The words of what waits go back to their author.
    pub fn did_not_come(&mut self, why: &Rejection) -> Effects {
        if self.foreseen.take().is_none() {
            return Effects::default();
        }
        let waiting = std::mem::take(&mut self.pending).into_iter();
        let parked = waiting.map(|Pending { command, stamp, .. }| Parked { command, stamp, why: why.clone() });
        self.shown = self.confirmed.clone();
        Effects { rewritten: true, parked: parked.collect(), ..Effects::default() }
    }

    /// Changes of others, or the echo of our own. Those that are known change nothing.
    pub fn receive(&mut self, changes: Vec<Change>) -> Result<Effects, Unreadable> {
        let before = self.shown.get_heads();
        self.confirmed.apply_changes(changes.clone()).map_err(|_| Unreadable)?;
        self.shown.apply_changes(changes).map_err(|_| Unreadable)?;
        let confirmed = &self.confirmed;
        self.pending.retain(|pending| confirmed.get_change_by_hash(&pending.change.hash()).is_none());
        let events = event::between(&self.shown, &before, &self.shown.get_heads());
        Ok(Effects { events, ..Effects::default() })
    }

    fn position(&self, hash: [u8; 32]) -> Option<usize> {
        self.pending.iter().position(|pending| pending.change.hash().0 == hash)
    }
}
