//! Rows that this device makes of other rows: a campaign is under way when one of its follow-ups is. The server's row is as
//! it was when the record itself was last written.

use std::rc::Rc;

use shared::id::RecordId;

use super::shelf::Held;
use super::stored::to_bytes;
use super::{DERIVED, Engine};
use crate::message::{Failure, Tell};
use crate::storage::{Durability, Write};

impl Engine {
    /// What was derived when the storage was last open, as long as the server's row is the one that it was made of.
    pub(super) fn show_derived(&mut self) {
        for (record, (confirmed, shown)) in &self.derived {
            let held = self.shelf.get(record).and_then(|held| held.confirmed.as_ref());
            if held.is_some_and(|row| row.summary == *confirmed) {
                self.shelf.show(shown.clone());
            }
        }
    }

    /// Open records whose stage follows from others. Each costs opening its document: those that nobody refers to, and
    /// whose stage does not say that somebody did, have nothing to follow.
    fn following(&self) -> Vec<RecordId> {
        let follows = |held: &&Held| {
            let process = self.config.process(&held.shown.process).filter(|process| process.asks_referring());
            let stage = &held.shown.stage;
            !held.shown.closed
                && process.is_some_and(|process| {
                    process.derived.iter().any(|derived| derived.to == *stage)
                        || self.shelf.referring(&held.shown.id).next().is_some()
                })
        };
        self.shelf.iter().filter(follows).map(|held| held.shown.id.clone()).collect()
    }

    /// Makes them all again.
    pub(super) async fn derive(&mut self) {
        self.underived = Some(self.following());
        while self.derive_next().await {}
    }

    /// Makes the next of them again, so that whatever is asked comes between. False when none is left.
    pub async fn derive_next(&mut self) -> bool {
        if self.underived.is_none() {
            self.underived = Some(self.following());
        }
        let Some(record) = self.underived.as_mut().and_then(Vec::pop) else {
            if let Err(failure) = self.keep_derived().await {
                self.tells.push(Tell::NotKept(failure));
            }
            return false;
        };
        if let Err(failure) = self.refresh(&record).await {
            self.tells.push(Tell::NotKept(failure));
        }
        true
    }

    async fn keep_derived(&mut self) -> Result<(), Failure> {
        let differs = |record: RecordId| {
            let held = self.shelf.get(&record)?;
            let confirmed = &held.confirmed.as_ref()?.summary;
            (*confirmed != held.shown).then(|| (record, (Rc::clone(confirmed), Rc::clone(&held.shown))))
        };
        let derived = self.following().into_iter().filter_map(differs).collect();
        if derived == self.derived {
            return Ok(());
        }
        self.derived = derived;
        let plain: Vec<_> = self.derived.iter().map(|(id, (confirmed, shown))| (id, &**confirmed, &**shown)).collect();
        let write = Write::Put("meta", DERIVED.into(), to_bytes(&plain)?);
        self.storage.write(vec![write], Durability::Relaxed).await
    }
}
