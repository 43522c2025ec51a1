//! All rows in sight, in memory, and who refers to whom. What the rules ask of other records they ask here.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

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
    by_process: BTreeMap<ProcessId, BTreeSet<RecordId>>,
    waiting: HashSet<RecordId>,
    conflicts: HashSet<RecordId>,
    /// Whose rows have changed since [`Shelf::take_changed`].
    changed: Vec<RecordId>,
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

    /// The rows of one kind, in the order of their ids.
    pub fn of<'a>(&'a self, process: &ProcessId) -> impl Iterator<Item = &'a Summary> + use<'a> {
        let records = self.by_process.get(process).into_iter().flatten();
        records.filter_map(|record| self.held.get(record)).map(|held| &held.shown)
    }

    pub fn take_changed(&mut self) -> Vec<RecordId> {
        std::mem::take(&mut self.changed)
    }

    pub fn conflicts(&self) -> usize {
        self.conflicts.len()
    }

    fn unlink(&mut self, record: &RecordId) {
        self.changed.push(record.clone());
        self.conflicts.remove(record);
        if let Some(held) = self.held.get(record) {
            if let Some(kind) = self.by_process.get_mut(&held.shown.process) {
                kind.remove(record);
            }
            for to in named(&held.shown).collect::<Vec<_>>() {
                if let Some(from) = self.referrers.get_mut(&to) {
                    from.remove(record);
                }
            }
        }
    }

    fn link(&mut self, summary: &Summary) {
        self.by_process.entry(summary.process.clone()).or_default().insert(summary.id.clone());
        if summary.has_conflict {
            self.conflicts.insert(summary.id.clone());
        }
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
                let waits = self.waiting.contains(&summary.id);
                let held = Held { shown: summary.clone(), confirmed: None, block: None, waits };
                self.held.insert(summary.id, held);
            }
        }
    }

    /// The row as the server has it; shown as well until [`Shelf::show`] says otherwise.
    pub fn confirm(&mut self, row: StoredRow, block: u32) {
        let summary = row.summary.clone();
        self.unlink(&summary.id);
        self.link(&summary);
        let waits = self.waiting.contains(&summary.id);
        let id = summary.id.clone();
        self.held.insert(id, Held { shown: summary, confirmed: Some(row), block: Some(block), waits });
    }

    pub fn remove(&mut self, record: &RecordId) {
        self.unlink(record);
        self.held.remove(record);
    }

    /// Which records have something in the outbox.
    pub fn mark_waiting(&mut self, waiting: HashSet<RecordId>) {
        for id in self.waiting.symmetric_difference(&waiting) {
            if let Some(held) = self.held.get_mut(id) {
                held.waits = waiting.contains(id);
            }
        }
        self.waiting = waiting;
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
