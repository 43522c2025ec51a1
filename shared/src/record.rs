//! One record as plain state: what forms, rules and summaries read. `record::read` fills it from a document.

use crate::id::{DepartmentId, EntryId, ProcessId, RecordId, UserId};
use crate::principal::{Post, Principal};
use crate::process::{Process, Who};
use crate::rule::Lookup;
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub mod command;
pub mod event;
pub mod policy;
pub mod summary;

#[cfg(feature = "crdt")]
pub mod read;
#[cfg(feature = "crdt")]
pub mod schema;
#[cfg(feature = "crdt")]
pub mod write;

static NULL: Value = Value::Null;

/// The value of a first step that says who brought it about.
pub const CAUSED_BY: &str = "caused_by";

/// One concurrent value of a `single` field, with the actor that wrote it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    pub value: Value,
    /// Automerge actor id in hex; the server says whose it is.
    pub actor: String,
}

/// One entry of an `entries` field: a note, an attempt, a visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub id: EntryId,
    pub by: UserId,
    pub post: Post,
    /// When it was done, by the device's clock.
    pub at_ms: i64,
    pub values: BTreeMap<String, Value>,
}

/// One step taken. Steps are only ever added; the stage is folded from them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepEntry {
    pub id: EntryId,
    pub step: String,
    pub by: UserId,
    pub post: Post,
    pub at_ms: i64,
    pub reason: Option<String>,
    /// The steps that its author saw as the latest.
    pub after: Vec<EntryId>,
    pub values: BTreeMap<String, Value>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub id: RecordId,
    pub process: ProcessId,
    /// All concurrent values per field, the shown one first.
    pub singles: BTreeMap<String, Vec<Version>>,
    pub sets: BTreeMap<String, BTreeSet<String>>,
    pub entries: BTreeMap<String, Vec<Entry>>,
    pub counters: BTreeMap<String, i64>,
    pub texts: BTreeMap<String, String>,
    /// Ordered by time and id.
    pub steps: Vec<StepEntry>,
}

impl Record {
    /// The value shown; null when there is none.
    pub fn single(&self, field: &str) -> &Value {
        self.singles.get(field).and_then(|versions| versions.first()).map_or(&NULL, |version| &version.value)
    }

    pub fn entries(&self, field: &str) -> &[Entry] {
        self.entries.get(field).map_or(&[], Vec::as_slice)
    }

    /// Fields whose concurrent values differ. Equal concurrent values are no conflict.
    pub fn conflicts(&self) -> impl Iterator<Item = (&str, &[Version])> {
        self.singles
            .iter()
            .filter(|(_, versions)| versions.iter().any(|version| version.value != versions[0].value))
            .map(|(field, versions)| (field.as_str(), versions.as_slice()))
    }

    pub fn is_filled(&self, field: &str) -> bool {
        !self.single(field).is_empty()
            || self.sets.get(field).is_some_and(|set| !set.is_empty())
            || !self.entries(field).is_empty()
            || self.texts.get(field).is_some_and(|text| !text.trim().is_empty())
    }

    /// The step of that name taken last.
    pub fn last_step(&self, step: &str) -> Option<&StepEntry> {
        self.steps.iter().rev().find(|taken| taken.step == step)
    }

    /// The steps that no other step follows: what the author of the next one has seen.
    pub fn frontier(&self) -> Vec<&StepEntry> {
        let followed: BTreeSet<&EntryId> = self.steps.iter().flat_map(|step| &step.after).collect();
        self.steps.iter().filter(|step| !followed.contains(&step.id)).collect()
    }

    /// The value of a step parameter (`owner`, `assignee`, `department` …): the latest step that carries it.
    pub fn param(&self, key: &str) -> Option<&Value> {
        self.steps.iter().rev().find_map(|step| step.values.get(key))
    }

    pub fn owner(&self) -> Option<UserId> {
        self.param("owner").and_then(Value::as_text).filter(|id| !id.is_empty()).map(UserId::from)
    }

    pub fn assignee(&self) -> Option<UserId> {
        self.param("assignee").and_then(Value::as_text).filter(|id| !id.is_empty()).map(UserId::from)
    }

    /// To whom it was escalated last.
    pub fn superior(&self) -> Option<UserId> {
        self.param("superior").and_then(Value::as_text).filter(|id| !id.is_empty()).map(UserId::from)
    }

    pub fn department(&self) -> Option<DepartmentId> {
        self.param("department").and_then(Value::as_text).filter(|id| !id.is_empty()).map(DepartmentId::from)
    }

    /// The departments that a field names.
    fn departments_in(&self, field: &str) -> impl Iterator<Item = DepartmentId> {
        let many = self.sets.get(field).into_iter().flatten().map(String::as_str);
        self.single(field).as_text().into_iter().chain(many).filter(|id| !id.is_empty()).map(DepartmentId::from)
    }

    /// Whoever made it; of what a rule made, who brought that about.
    pub fn creator(&self) -> Option<UserId> {
        let birth = self.steps.first()?;
        let caused_by = birth.values.get(CAUSED_BY).and_then(Value::as_text).filter(|user| !user.is_empty());
        Some(caused_by.map_or_else(|| birth.by.clone(), UserId::from))
    }

    /// The stage, folded from the steps alone: each concurrent end of the step graph leads to a stage, and the one of
    /// highest rank wins. The fold reads no order, so every replica with the same steps agrees. Steps that lead nowhere
    /// are looked through: a mark set beside other work takes nothing back.
    pub fn written_stage<'a>(&self, process: &'a Process) -> Option<&'a str> {
        let to = |taken: &StepEntry| process.step(&taken.step).and_then(|step| step.to.as_deref());
        let by_id: BTreeMap<&EntryId, &StepEntry> = self.steps.iter().map(|step| (&step.id, step)).collect();
        let mut followed: BTreeSet<&EntryId> = BTreeSet::new();
        for taken in self.steps.iter().filter(|taken| to(taken).is_some()) {
            let mut before: Vec<&EntryId> = taken.after.iter().collect();
            while let Some(id) = before.pop() {
                let leads_nowhere = by_id.get(id).filter(|step| to(step).is_none());
                if followed.insert(id)
                    && let Some(step) = leads_nowhere
                {
                    before.extend(&step.after);
                }
            }
        }
        let ends = self.steps.iter().filter(|step| !followed.contains(&step.id));
        let stages = ends.filter_map(|end| process.stage(process.step(&end.step)?.to.as_deref()?));
        stages.max_by_key(|stage| stage.rank).map(|stage| stage.key.as_str())
    }

    /// The stage that is shown: the written one, moved on by what follows from the record and its relatives.
    pub fn stage<'a>(&self, process: &'a Process, lookup: &dyn Lookup) -> Option<&'a str> {
        let mut stage = self.written_stage(process)?;
        // Each rule may fire once: a description that runs in circles comes to rest.
        for _ in 0..process.derived.len() {
            let next = process
                .derived
                .iter()
                .find(|rule| rule.from.iter().any(|from| from == stage) && rule.when.holds(self, None, lookup));
            match next {
                Some(rule) if rule.to != stage => stage = &rule.to,
                _ => break,
            }
        }
        Some(stage)
    }

    /// Is this person one of `who` for this record?
    pub fn is_one_of(&self, principal: &Principal, who: &[Who]) -> bool {
        who.iter().any(|who| match who {
            Who::Post(post) => principal.holds(*post),
            Who::Owner => self.owner().as_ref() == Some(&principal.user),
            Who::Assignee => self.assignee().as_ref() == Some(&principal.user),
            Who::Creator => self.creator().as_ref() == Some(&principal.user),
            Who::Leader => principal.leads(self.department().as_ref()),
            Who::Superior => match self.superior() {
                Some(superior) => superior == principal.user || principal.holds(Post::Manager),
                None => principal.leads(self.department().as_ref()),
            },
            Who::Anyone => principal.serves(),
            Who::System => principal.is_server(),
            Who::LeaderOf(field) => self.departments_in(field).any(|id| principal.leads(Some(&id))),
        })
    }

    /// Has this person ever been put in charge of it? Late work of a former owner is let in as entries.
    pub fn was_in_charge(&self, user: &UserId) -> bool {
        let named = |value: Option<&Value>| value.and_then(Value::as_text) == Some(user.as_str());
        self.steps.iter().any(|step| named(step.values.get("owner")) || named(step.values.get("assignee")))
    }
}
