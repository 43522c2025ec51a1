//! All rows in sight, in memory, and who refers to whom. What the rules ask of other records they ask here.

mod hays;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use shared::id::{ProcessId, RecordId, is_uuid};
use shared::record::summary::Summary;
use shared::rule::Lookup;
use shared::search::Hay;
use shared::value::Value;

use super::stored::{Place, StoredRow};

pub use hays::Ready;

pub struct Held {
    /// With the work that waits on this device.
    pub shown: Rc<Summary>,
    pub confirmed: Option<StoredRow>,
    /// The block in which the confirmed row stands.
    pub block: Option<u32>,
    /// Made when it is first searched.
    hay: OnceCell<Hay>,
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
    /// Where each record stands in `rows`; a place that was left is taken by the next that comes.
    index: HashMap<RecordId, usize>,
    rows: Vec<Option<Held>>,
    free: Vec<usize>,
    by_process: BTreeMap<ProcessId, BTreeSet<usize>>,
    referrers: HashMap<RecordId, HashSet<RecordId>>,
    waiting: HashSet<RecordId>,
    conflicts: HashSet<RecordId>,
    /// Whose rows have changed since [`Shelf::take_changed`].
    changed: Vec<RecordId>,
    /// Places of rows that may not be ready to be searched.
    bare: Vec<usize>,
}

impl Shelf {
    pub fn get(&self, record: &RecordId) -> Option<&Held> {
        self.rows.get(*self.index.get(record)?)?.as_ref()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Held> + Clone {
        self.rows.iter().flatten()
    }

    pub fn summaries(&self) -> impl Iterator<Item = &Summary> + Clone {
        self.iter().map(|held| &*held.shown)
    }

    /// The rows of one kind.
    pub fn of<'a>(&'a self, process: &ProcessId) -> impl Iterator<Item = &'a Summary> + use<'a> {
        let places = self.by_process.get(process).into_iter().flatten();
        places.filter_map(|at| self.rows.get(*at)?.as_ref()).map(|held| &*held.shown)
    }

    pub fn take_changed(&mut self) -> Vec<RecordId> {
        std::mem::take(&mut self.changed)
    }

    pub fn conflicts(&self) -> usize {
        self.conflicts.len()
    }

    /// Takes the row out, and everything that was noted about it.
    fn take(&mut self, record: &RecordId) -> Option<Held> {
        self.changed.push(record.clone());
        self.conflicts.remove(record);
        let at = self.index.remove(record)?;
        let held = self.rows.get_mut(at)?.take()?;
        self.free.push(at);
        if let Some(places) = self.by_process.get_mut(&held.shown.process) {
            places.remove(&at);
        }
        for to in named(&held.shown) {
            if let Some(from) = self.referrers.get_mut(&to) {
                from.remove(record);
            }
        }
        Some(held)
    }

    fn put(&mut self, held: Held) {
        let id = held.shown.id.clone();
        if held.shown.has_conflict {
            self.conflicts.insert(id.clone());
        }
        for to in named(&held.shown) {
            self.referrers.entry(to).or_default().insert(id.clone());
        }
        let at = self.free.pop().unwrap_or(self.rows.len());
        match self.by_process.get_mut(&held.shown.process) {
            Some(places) => places.insert(at),
            None => self.by_process.entry(held.shown.process.clone()).or_default().insert(at),
        };
        self.bare.push(at);
        self.index.insert(id, at);
        match self.rows.get_mut(at) {
            Some(place) => *place = Some(held),
            None => self.rows.push(Some(held)),
        }
    }

    /// The row as this person sees it now.
    pub fn show(&mut self, shown: Rc<Summary>) {
        let (confirmed, block, before) =
            self.take(&shown.id).map_or((None, None, None), |held| (held.confirmed, held.block, Some(held.shown)));
        self.renamed(&shown.id, before.as_deref(), Some(&shown));
        self.put(Held { shown, confirmed, block, hay: OnceCell::new() });
    }

    /// The row as the server has it; shown as well until [`Shelf::show`] says otherwise.
    pub fn confirm(&mut self, row: StoredRow, block: u32) {
        let before = self.take(&row.summary.id).map(|held| held.shown);
        self.renamed(&row.summary.id, before.as_deref(), Some(&row.summary));
        let shown = row.summary.clone();
        self.put(Held { shown, confirmed: Some(row), block: Some(block), hay: OnceCell::new() });
    }

    pub fn remove(&mut self, record: &RecordId) {
        let before = self.take(record).map(|held| held.shown);
        self.renamed(record, before.as_deref(), None);
    }

    /// Has this record something in the outbox?
    pub fn waits(&self, record: &RecordId) -> bool {
        self.waiting.contains(record)
    }

    /// Which records have something in the outbox.
    pub fn mark_waiting(&mut self, waiting: HashSet<RecordId>) {
        self.waiting = waiting;
    }

    /// Everything that names this record.
    pub fn referring<'a>(&'a self, record: &RecordId) -> impl Iterator<Item = &'a Summary> + use<'a> {
        let from = self.referrers.get(record).into_iter().flatten();
        from.filter_map(|id| self.get(id)).map(|held| &*held.shown)
    }
}

impl Lookup for Shelf {
    fn summary(&self, id: &RecordId) -> Option<Summary> {
        self.get(id).map(|held| Summary::clone(&held.shown))
    }

    fn related(&self, process: &ProcessId, field: &str, id: &RecordId) -> Vec<Summary> {
        let refers = |one: &&Summary| {
            one.process == *process && one.values.get(field).and_then(Value::as_text) == Some(id.as_str())
        };
        let mut found: Vec<Summary> = self.referring(id).filter(refers).cloned().collect();
        shared::order::by(&mut found, |a, b| a.id.cmp(&b.id));
        found
    }
}
