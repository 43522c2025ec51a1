//! An answer that is kept: when a row changes, that row alone is looked at again.

use super::{Context, Judge, Key, Query};
use crate::id::RecordId;
use crate::record::summary::Summary;

/// The ids of a list, in its order, equal ones by id, so that every device shows the same.
pub struct Kept {
    query: Query,
    made_at_ms: i64,
    rows: Vec<(Key, RecordId)>,
}

impl Kept {
    pub fn new<'a>(query: Query, summaries: impl Iterator<Item = &'a Summary>, context: Context) -> Self {
        let judge = Judge::new(&query, context);
        let found = summaries.filter(|summary| judge.matches(summary));
        let mut rows: Vec<(Key, RecordId)> = found.map(|summary| (judge.key(summary), summary.id.clone())).collect();
        crate::order::by(&mut rows, |(a, x), (b, y)| query.sort.order((a, x), (b, y)));
        Self { query, made_at_ms: context.now_ms, rows }
    }

    pub fn query(&self) -> &Query {
        &self.query
    }

    /// When the clock was last asked: what is overdue or due today moves on with it.
    pub fn made_at_ms(&self) -> i64 {
        self.made_at_ms
    }

    pub fn ids(&self) -> impl ExactSizeIterator<Item = &RecordId> {
        self.rows.iter().map(|(_, id)| id)
    }

    /// This record has changed, or is out of sight.
    pub fn see(&mut self, record: &RecordId, summary: Option<&Summary>, context: Context) {
        if let Some(at) = self.rows.iter().position(|(_, id)| id == record) {
            self.rows.remove(at);
        }
        // Most changed rows are of another kind than most lists: for them nothing is made ready.
        let Some(summary) = summary.filter(|summary| summary.process == self.query.process) else { return };
        let judge = Judge::new(&self.query, context);
        if judge.matches(summary) {
            let key = judge.key(summary);
            let order = |(other, id): &(Key, RecordId)| self.query.sort.order((other, id), (&key, record));
            if let Err(at) = self.rows.binary_search_by(order) {
                self.rows.insert(at, (key, record.clone()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Configuration;
    use crate::deadline::Standing;
    use crate::query::{Filter, Sort, SortBy};
    use crate::record::summary::Clock;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    const DAY_MS: i64 = 86_400_000;

    fn summary(id: u8, title: u8, from_ms: Option<i64>, owned: bool) -> Summary {
        let clock = |from_ms| Clock { key: "first_contact".into(), from_ms, met_at_ms: None };
        Summary {
            id: format!("r{id}").as_str().into(),
            process: if title == 0 { "task" } else { "customer" }.into(),
            title: ["", "王芳", "李强", "王强", "赵六"][usize::from(title)].into(),
            owner: owned.then(|| "ann".into()),
            deadlines: from_ms.map(clock).into_iter().collect(),
            ..Summary::default()
        }
    }

    proptest! {
        #[test]
        fn what_is_kept_is_what_would_be_answered_anew(
            steps in prop::collection::vec(
                (0..12_u8, prop::option::weighted(0.8, (0..5_u8, prop::option::of(0..40_i64), any::<bool>()))),
                1..60,
            ),
        ) {
            let config = Configuration::default();
            let context = Context { config: &config, now_ms: 20 * DAY_MS, hays: None };
            let mut kept = vec![];
            for by in [SortBy::Due, SortBy::Title, SortBy::Touched] {
                for filters in [vec![], vec![Filter::Owner("ann".into())], vec![Filter::Standing(Standing::Overdue)]] {
                    for (text, descending) in [("", false), ("w", true)] {
                        let sort = Sort { by: by.clone(), descending };
                        let query = Query { process: "customer".into(), text: text.into(), filters: filters.clone(), sort };
                        kept.push(Kept::new(query, [].into_iter(), context));
                    }
                }
            }
            let mut rows: BTreeMap<RecordId, Summary> = BTreeMap::new();
            for (id, step) in steps {
                let record: RecordId = format!("r{id}").as_str().into();
                match step {
                    Some((title, days, owned)) => {
                        rows.insert(record.clone(), summary(id, title, days.map(|days| days * DAY_MS), owned));
                    }
                    None => drop(rows.remove(&record)),
                }
                for one in &mut kept {
                    one.see(&record, rows.get(&record), context);
                    let whole = Kept::new(one.query().clone(), rows.values(), context);
                    prop_assert_eq!(one.ids().collect::<Vec<_>>(), whole.ids().collect::<Vec<_>>());
                }
            }
        }
    }
}
