//! All rows in sight, in memory, and who refers to whom. What the rules ask of other records they ask here.

use std::collections::{HashMap, HashSet};

use shared::id::{ProcessId, RecordId, is_uuid};
use shared::process::Process;
use shared::record::summary::Summary;
use shared::rule::{Condition, Lookup};
use shared::value::Value;

use super::stored::{Place, StoredRow};

pub struct Held {
    /// With the work that waits on this device.
    pub shown: Summary,
    pub confirmed: Option<StoredRow>,
    /// The block in which the confirmed row stands.
    pub block: Option<u32>,
    /// Something of it is in the outbox.
    pub waits: bool,
}

impl Held {
    pub fn place(&self) -> Option<Place> {
        self.confirmed.as_ref().and_then(|row| row.place)
    }

    /// The records that its listed fields name.
    pub fn refers(&self) -> impl Iterator<Item = RecordId> + '_ {
        named(&self.shown)
    }
}

fn named(summary: &Summary) -> impl Iterator<Item = RecordId> + '_ {
    summary.values.values().filter_map(Value::as_text).filter(|text| is_uuid(text)).map(RecordId::from)
}

#[derive(Default)]
pub struct Shelf {
    held: HashMap<RecordId, Held>,
    referrers: HashMap<RecordId, HashSet<RecordId>>,
}

impl Shelf {
    pub fn get(&self, record: &RecordId) -> Option<&Held> {
        self.held.get(record)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Held> {
        self.held.values()
    }

    pub fn summaries(&self) -> impl Iterator<Item = &Summary> + Clone {
        self.held.values().map(|held| &held.shown)
    }

    fn unlink(&mut self, record: &RecordId) {
        if let Some(held) = self.held.get(record) {
            for to in named(&held.shown).collect::<Vec<_>>() {
                if let Some(from) = self.referrers.get_mut(&to) {
                    from.remove(record);
                }
            }
        }
    }

    fn link(&mut self, summary: &Summary) {
        for to in named(summary) {
            self.referrers.entry(to).or_default().insert(summary.id.clone());
        }
    }

    /// The row as this person sees it now.
    pub fn show(&mut self, summary: Summary) {
        self.unlink(&summary.id);
        self.link(&summary);
        match self.held.get_mut(&summary.id) {
            Some(held) => held.shown = summary,
            None => {
                let held = Held { shown: summary.clone(), confirmed: None, block: None, waits: true };
                self.held.insert(summary.id, held);
            }
        }
    }

    /// The row as the server has it; shown as well until [`Shelf::show`] says otherwise.
    pub fn confirm(&mut self, row: StoredRow, block: u32) {
        let summary = row.summary.clone();
        self.unlink(&summary.id);
        self.link(&summary);
        let waits = self.held.get(&summary.id).is_some_and(|held| held.waits);
        let id = summary.id.clone();
        self.held.insert(id, Held { shown: summary, confirmed: Some(row), block: Some(block), waits });
    }

    pub fn remove(&mut self, record: &RecordId) {
        self.unlink(record);
        self.held.remove(record);
    }

    pub fn mark_waiting(&mut self, waiting: &HashSet<RecordId>) {
        for (id, held) in &mut self.held {
            held.waits = waiting.contains(id);
        }
    }

    /// Everything that names this record.
    pub fn referring<'a>(&'a self, record: &RecordId) -> impl Iterator<Item = &'a Summary> + use<'a> {
        let from = self.referrers.get(record).into_iter().flatten();
        from.filter_map(|id| self.held.get(id)).map(|held| &held.shown)
    }
}

impl Lookup for Shelf {
    fn summary(&self, id: &RecordId) -> Option<Summary> {
        self.held.get(id).map(|held| held.shown.clone())
    }

    fn related(&self, process: &ProcessId, field: &str, id: &RecordId) -> Vec<Summary> {
        let refers = |one: &&Summary| {
            one.process == *process && one.values.get(field).and_then(Value::as_text) == Some(id.as_str())
        };
        let mut found: Vec<Summary> = self.referring(id).filter(refers).cloned().collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found
    }
}

/// Does the row of such a record depend on other records?
pub fn asks_others(process: &Process) -> bool {
    fn asks(condition: &Condition) -> bool {
        match condition {
            Condition::AllOf(all) | Condition::AnyOf(all) => all.iter().any(asks),
            Condition::Not(one) => asks(one),
            Condition::RelatedAll { .. } | Condition::RelatedAny { .. } | Condition::ReferredIs { .. } => true,
            _ => false,
        }
    }
    process.derived.iter().any(|rule| asks(&rule.when)) || process.deadlines.iter().any(|one| asks(&one.met))
}
