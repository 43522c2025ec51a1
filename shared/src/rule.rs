//! Conditions: the closed vocabulary of guards, derived stages and deadlines, and the one function that reads them.

use crate::id::{ProcessId, RecordId, UserId};
use crate::record::Record;
use crate::record::summary::Summary;
use crate::value::Value;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
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
    /// An entry was made after that step was last taken, by the person whom the step put in charge if `by_owner`.
    EntryAfter {
        entries: String,
        step: String,
        by_owner: bool,
    },
    /// Who acts now is not who took that step last.
    NotSamePerson(String),
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
}

/// What else is known: summaries of other records. The device answers from its own, the server from its rows.
pub trait Lookup {
    fn summary(&self, id: &RecordId) -> Option<Summary>;
    /// Records of `process` whose listed `field` holds `id`.
    fn related(&self, process: &ProcessId, field: &str, id: &RecordId) -> Vec<Summary>;
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
            Condition::EntryAfter { entries, step, by_owner } => record.last_step(step).is_some_and(|taken| {
                let owner = taken.values.get("owner").and_then(Value::as_text);
                record.entries(entries).iter().any(|entry| {
                    entry.at_ms >= taken.at_ms && (!by_owner || owner.is_none_or(|owner| owner == entry.by.as_str()))
                })
            }),
            Condition::NotSamePerson(step) => {
                record.last_step(step).is_none_or(|taken| actor.is_none_or(|actor| *actor != taken.by))
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
        }
    }

    /// Since when it holds, where the record itself says so.
    pub fn since(&self, record: &Record) -> Option<i64> {
        match self {
            Condition::AllOf(all) => all.iter().map(|one| one.since(record)).try_fold(0, |max, at| Some(max.max(at?))),
            Condition::AnyOf(any) => any.iter().filter_map(|one| one.since(record)).min(),
            Condition::Taken(step) => record.last_step(step).map(|taken| taken.at_ms),
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
