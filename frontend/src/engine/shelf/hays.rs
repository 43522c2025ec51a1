//! Rows made ready to be searched: each once, ahead of time where there is time.

use shared::config::Configuration;
use shared::id::RecordId;
use shared::query::Hays;
use shared::record::summary::Summary;
use shared::search::{Group, Hay, Needle, search};

use super::{Held, Shelf};

impl Shelf {
    fn hay<'a>(&'a self, held: &'a Held, config: &Configuration) -> &'a Hay {
        let title_of = |id: &RecordId| self.get(id).map(|held| held.shown.title.clone());
        held.hay.get_or_init(|| Hay::new(&held.shown, config.process(&held.shown.process), title_of))
    }

    /// Whoever names this record is found by its title, too, as long as that is in sight. Lists that are kept look at them
    /// again.
    pub(super) fn renamed(&mut self, record: &RecordId, before: Option<&Summary>, after: Option<&Summary>) {
        if before.map(|row| &row.title) == after.map(|row| &row.title) {
            return;
        }
        for id in self.referrers.get(record).into_iter().flatten() {
            let Some(at) = self.index.get(id) else { continue };
            let Some(Some(held)) = self.rows.get_mut(*at) else { continue };
            // What was never made ready was never asked either, and stands among the bare ones still.
            if held.hay.take().is_some() {
                self.bare.push(*at);
                self.changed.push(id.clone());
            }
        }
    }

    /// Makes some rows ready. False when all are.
    pub fn make_ready(&mut self, config: &Configuration, most: usize) -> bool {
        let from = self.bare.len().saturating_sub(most);
        let places = self.bare.split_off(from);
        for held in places.iter().filter_map(|at| self.rows.get(*at)?.as_ref()) {
            self.hay(held, config);
        }
        !self.bare.is_empty()
    }

    /// Everything that was found, by kind.
    pub fn search(&self, typed: &str, each: usize, config: &Configuration) -> Vec<Group> {
        let Some(needle) = Needle::new(typed) else { return vec![] };
        search(self.iter().map(|held| (&*held.shown, self.hay(held, config))), &needle, each)
    }
}

/// The rows as a list asks them.
pub struct Ready<'a> {
    pub shelf: &'a Shelf,
    pub config: &'a Configuration,
}

impl Hays for Ready<'_> {
    fn finds(&self, needle: &Needle, row: &RecordId) -> bool {
        self.shelf.get(row).is_some_and(|held| needle.fit(self.shelf.hay(held, self.config)).is_some())
    }
}
