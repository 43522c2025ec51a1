//! Lists that pages have open, kept from one question to the next: an act costs a look at its own row in each of them,
//! not a walk over all rows.

use shared::config::Configuration;
use shared::id::RecordId;
use shared::query::kept::Kept;
use shared::query::{Context, Query};

use super::shelf::{Ready, Shelf};

/// Questions kept; a page asks about ten at once.
const KEPT_MAX: usize = 48;
/// So many changed rows, and asking all again is cheaper.
const CHANGED_MAX: usize = 64;
/// The clock moves deadlines: after so long an answer is made again. Pages ask every half minute.
const STALE_MS: i64 = 15_000;

#[derive(Default)]
pub struct Answers {
    kept: Vec<Kept>,
    config_version: i64,
}

impl Answers {
    pub fn answer(&mut self, query: &Query, shelf: &mut Shelf, config: &Configuration, now_ms: i64) -> &Kept {
        let changed = shelf.take_changed();
        let ready = Ready { shelf, config };
        let context = Context { config, now_ms, hays: Some(&ready) };
        self.follow(changed, ready.shelf, context);
        let place = self.kept.iter().position(|one| one.query() == query);
        let fresh = place
            .map(|at| self.kept.remove(at))
            .filter(|one| (0..STALE_MS).contains(&(context.now_ms - one.made_at_ms())));
        if self.kept.len() >= KEPT_MAX {
            self.kept.remove(0);
        }
        self.kept.push(fresh.unwrap_or_else(|| Kept::new(query.clone(), ready.shelf.of(&query.process), context)));
        &self.kept[self.kept.len() - 1]
    }

    fn follow(&mut self, changed: Vec<RecordId>, shelf: &Shelf, context: Context) {
        if changed.len() > CHANGED_MAX || self.config_version != context.config.version {
            self.kept.clear();
            self.config_version = context.config.version;
            return;
        }
        for record in changed {
            let summary = shelf.get(&record).map(|held| &*held.shown);
            self.kept.iter_mut().for_each(|one| one.see(&record, summary, context));
        }
    }
}
