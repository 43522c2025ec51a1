//! Conditions: the closed vocabulary of guards, derived stages and deadlines, and the one function that reads them.

use crate::chart;
use crate::config::Configuration;
use crate::id::{ProcessId, RecordId, UserId};
use crate::principal::Post;
use crate::record::summary::Summary;
use crate::record::{Entry, Record, StepEntry};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    #[default]
    Always,
    AllOf(Vec<Condition>),
    AnyOf(Vec<Condition>),
    Not(Box<Condition>),
    /// The field (single, set, entries or text) holds something.
    Filled(String),
    Is {
        field: String,
        value: Value,
    },
    /// The step has been taken.
    Taken(String),
    /// Steps of these names were taken at least so often in all.
    TakenTimes {
        steps: Vec<String>,
        at_least: u16,
    },
    /// One of `steps` was taken after `since` was last taken; if it never was, at any time.
    TakenSince {
        steps: Vec<String>,
        since: String,
    },
    /// An entry was made after that step was last taken, by the person whom the step put in charge if `by_owner`.
    EntryAfter {
        entries: String,
        step: String,
        by_owner: bool,
    },
    /// Who acts now is not who took that step last.
    NotSamePerson(String),
    /// The record's department has nobody but who acts now in any of these posts.
    NobodyElse(Vec<Post>),
    /// The same person took both of these steps last.
    SamePerson {
        step: String,
        other: String,
    },
    /// A checklist was gone through: each value of `column` in `entries` stands in `by` of an entry of `within`.
    EachNamed {
        entries: String,
        column: String,
        within: String,
        by: String,
    },
    /// What was gone through more than once counts as it was found last: for each value of `per`, the latest entry holds
    /// one of `values` in `column` or, with `since`, was made after that step was last taken. None at all passes.
    LatestAre {
        entries: String,
        per: String,
        column: String,
        values: Vec<Value>,
        #[serde(default)]
        since: Option<String>,
    },
    /// Every record of `process` whose `field` refers to this one stands in one of `stages`; none at all passes.
    RelatedAll {
        process: ProcessId,
        field: String,
        stages: Vec<String>,
    },
    /// At least one does.
    RelatedAny {
        process: ProcessId,
        field: String,
        stages: Vec<String>,
    },
    /// The record that `field` refers to has this value in its summary.
    ReferredIs {
        field: String,
        key: String,
        value: Value,
    },
    /// The record that `field` refers to stands in one of `stages`.
    ReferredIn {
        field: String,
        stages: Vec<String>,
    },
}

/// What else is known: summaries of other records, and who works in the company. The device answers from its own, the server from its rows.
pub trait Lookup {
    fn summary(&self, id: &RecordId) -> Option<Summary>;
    /// Records of `process` whose listed `field` holds `id`.
    fn related(&self, process: &ProcessId, field: &str, id: &RecordId) -> Vec<Summary>;
    /// To whom this person escalates the record at that time, the first who is there first (`chart::superiors`).
    fn superiors(&self, _record: &Record, _by: &UserId, _at_ms: i64) -> Vec<UserId> {
        vec![]
    }
    /// Could somebody else in one of these posts do it (`chart::has_other`)?
    fn has_other(&self, _posts: &[Post], _record: &Record, _than: &UserId) -> bool {
        true
    }
}

/// Other records, and the people of a company.
pub struct Within<'a, Rows>(pub &'a Rows, pub &'a Configuration);

impl<Rows: Lookup> Lookup for Within<'_, Rows> {
    fn summary(&self, id: &RecordId) -> Option<Summary> {
        self.0.summary(id)
    }
    fn related(&self, process: &ProcessId, field: &str, id: &RecordId) -> Vec<Summary> {
        self.0.related(process, field, id)
    }
    fn superiors(&self, record: &Record, by: &UserId, at_ms: i64) -> Vec<UserId> {
        chart::superiors(self.1, record, by, at_ms)
    }
    fn has_other(&self, posts: &[Post], record: &Record, than: &UserId) -> bool {
        chart::has_other(self.1, posts, record, than)
    }
}

/// Nothing else is known: for tests of single records.
pub struct Alone;

impl Lookup for Alone {
    fn summary(&self, _: &RecordId) -> Option<Summary> {
        None
    }
    fn related(&self, _: &ProcessId, _: &str, _: &RecordId) -> Vec<Summary> {
        vec![]
    }
}

impl Condition {
    /// Does it hold for `record`, for the person acting?
    pub fn holds(&self, record: &Record, actor: Option<&UserId>, lookup: &dyn Lookup) -> bool {
        match self {
            Condition::Always => true,
            Condition::AllOf(all) => all.iter().all(|one| one.holds(record, actor, lookup)),
            Condition::AnyOf(any) => any.iter().any(|one| one.holds(record, actor, lookup)),
            Condition::Not(one) => !one.holds(record, actor, lookup),
            Condition::Filled(field) => record.is_filled(field),
            Condition::Is { field, value } => record.single(field) == value,
            Condition::Taken(step) => record.last_step(step).is_some(),
            Condition::TakenTimes { steps, at_least } => {
                record.steps.iter().filter(|taken| steps.contains(&taken.step)).count() >= usize::from(*at_least)
            }
            Condition::TakenSince { steps, since } => taken_since(record, steps, since).is_some(),
            Condition::EntryAfter { entries, step, by_owner } => record.last_step(step).is_some_and(|taken| {
                let owner = taken.values.get("owner").and_then(Value::as_text);
                record.entries(entries).iter().any(|entry| {
                    entry.at_ms >= taken.at_ms && (!by_owner || owner.is_none_or(|owner| owner == entry.by.as_str()))
                })
            }),
            Condition::NotSamePerson(step) => {
                record.last_step(step).is_none_or(|taken| actor.is_none_or(|actor| *actor != taken.by))
            }
            Condition::NobodyElse(posts) => actor.is_some_and(|actor| !lookup.has_other(posts, record, actor)),
            Condition::SamePerson { step, other } => {
                let by = |step| record.last_step(step).map(|taken| &taken.by);
                by(step).is_some() && by(step) == by(other)
            }
            Condition::EachNamed { entries, column, within, by } => {
                let named: Vec<_> = record.entries(within).iter().filter_map(|entry| entry.values.get(by)).collect();
                record
                    .entries(entries)
                    .iter()
                    .filter_map(|entry| entry.values.get(column))
                    .all(|one| named.contains(&one))
            }
            Condition::LatestAre { entries, per, column, values, since } => {
                let key = |entry: &Entry| entry.values.get(per).and_then(Value::as_text).unwrap_or_default().to_owned();
                let latest: BTreeMap<String, &Entry> =
                    record.entries(entries).iter().map(|entry| (key(entry), entry)).collect();
                let is_anew = |entry: &Entry| {
                    since
                        .as_ref()
                        .is_some_and(|step| record.last_step(step).is_none_or(|taken| entry.at_ms >= taken.at_ms))
                };
                latest
                    .values()
                    .all(|entry| values.contains(entry.values.get(column).unwrap_or(&Value::Null)) || is_anew(entry))
            }
            Condition::RelatedAll { process, field, stages } => {
                lookup.related(process, field, &record.id).iter().all(|one| stages.contains(&one.stage))
            }
            Condition::RelatedAny { process, field, stages } => {
                lookup.related(process, field, &record.id).iter().any(|one| stages.contains(&one.stage))
            }
            Condition::ReferredIs { field, key, value } => record
                .single(field)
                .as_text()
                .and_then(|id| lookup.summary(&RecordId::from(id)))
                .is_some_and(|summary| summary.values.get(key) == Some(value)),
            Condition::ReferredIn { field, stages } => record
                .single(field)
                .as_text()
                .and_then(|id| lookup.summary(&RecordId::from(id)))
                .is_some_and(|summary| stages.contains(&summary.stage)),
        }
    }

    /// The same of a row, as far as rows know: its listed fields.
    pub fn holds_of(&self, row: &Summary) -> bool {
        let value = |key: &str| row.values.get(key).unwrap_or(&Value::Null);
        match self {
            Condition::Always => true,
            Condition::AllOf(all) => all.iter().all(|one| one.holds_of(row)),
            Condition::AnyOf(any) => any.iter().any(|one| one.holds_of(row)),
            Condition::Not(one) => !one.holds_of(row),
            Condition::Filled(field) => !value(field).is_empty(),
            Condition::Is { field, value: wanted } => value(field) == wanted,
            _ => false,
        }
    }

    /// Does [`Condition::holds_of`] know?
    pub fn is_of_rows(&self) -> bool {
        let knows = |one: &&Condition| {
            use Condition::{AllOf, Always, AnyOf, Filled, Is, Not};
            matches!(one, Always | AllOf(_) | AnyOf(_) | Not(_) | Filled(_) | Is { .. })
        };
        self.parts().iter().all(knows)
    }

    /// Itself and every condition inside it.
    pub fn parts(&self) -> Vec<&Condition> {
        let inside = match self {
            Condition::AllOf(all) | Condition::AnyOf(all) => all.iter().flat_map(Condition::parts).collect(),
            Condition::Not(one) => one.parts(),
            _ => vec![],
        };
        [vec![self], inside].concat()
    }

    /// Does it ask records that refer to this one? When they change, what is shown of this one may.
    pub fn asks_referring(&self) -> bool {
        self.parts().iter().any(|one| matches!(one, Condition::RelatedAll { .. } | Condition::RelatedAny { .. }))
    }

    /// Since when it holds, where the record itself says so.
    pub fn since(&self, record: &Record) -> Option<i64> {
        match self {
            Condition::AllOf(all) => all.iter().map(|one| one.since(record)).try_fold(0, |max, at| Some(max.max(at?))),
            Condition::AnyOf(any) => any.iter().filter_map(|one| one.since(record)).min(),
            Condition::Taken(step) => record.last_step(step).map(|taken| taken.at_ms),
            Condition::TakenSince { steps, since } => taken_since(record, steps, since).map(|taken| taken.at_ms),
            Condition::EntryAfter { entries, step, by_owner } => {
                let taken = record.last_step(step)?;
                let owner = taken.values.get("owner").and_then(Value::as_text).filter(|_| *by_owner);
                let after = |entry: &&crate::record::Entry| {
                    entry.at_ms >= taken.at_ms && owner.is_none_or(|owner| owner == entry.by.as_str())
                };
                record.entries(entries).iter().find(after).map(|entry| entry.at_ms)
            }
            _ => None,
        }
    }
}

/// The first of `steps` after the last `since`, in the order in which steps are kept: causes before effects.
fn taken_since<'a>(record: &'a Record, steps: &[String], since: &str) -> Option<&'a StepEntry> {
    let from = record.steps.iter().rposition(|taken| taken.step == since).map_or(0, |at| at + 1);
    record.steps[from..].iter().find(|taken| steps.contains(&taken.step))
}
