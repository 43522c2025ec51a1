//! The only code that reads a difference. The same reader, with other heads, serves the server's policy (a change's own
//! deps → the change), the projection (log heads before → after) and the screen (heads shown → heads now).
//!
//! It is a closed world: a patch without a name is [`Event::Unknown`]. The server refuses it; a device ignores it.

use super::read::{read_entry, read_step, scalar};
use super::schema::{self, COUNTERS, ENTRIES, FIELDS, SETS, STEPS, TEXTS};
use super::{Entry, StepEntry};
use crate::value::Value;
use automerge::{Automerge, ChangeHash, ObjId, Patch, PatchAction, Prop};

#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    FieldSet { field: String, value: Value },
    MemberAdded { field: String, member: String },
    MemberRemoved { field: String, member: String },
    EntryAdded { field: String, entry: Entry },
    Counted { field: String, by: i64 },
    TextEdited { field: String, inserted: String, deleted: usize },
    StepTaken(StepEntry),
    Unknown { at: String },
}

impl Event {
    /// How many operations of a change this event stands for. All of a change must be accounted for.
    pub fn ops(&self) -> usize {
        match self {
            Event::EntryAdded { entry, .. } => 1 + 3 + entry.values.len(),
            Event::StepTaken(step) => 1 + 3 + 2 + usize::from(step.reason.is_some()) + step.values.len(),
            Event::TextEdited { inserted, deleted, .. } => inserted.chars().count() + deleted,
            _ => 1,
        }
    }
}

/// What happened from `before` to `after`.
pub fn between(doc: &Automerge, before: &[ChangeHash], after: &[ChangeHash]) -> Vec<Event> {
    doc.diff(before, after).iter().filter_map(|patch| name(doc, patch, after)).collect()
}

fn name(doc: &Automerge, patch: &Patch, heads: &[ChangeHash]) -> Option<Event> {
    let path: Vec<&str> = patch
        .path
        .iter()
        .map(|(_, prop)| match prop {
            Prop::Map(key) => key.as_str(),
            Prop::Seq(_) => "",
        })
        .collect();
    let unknown = || Event::Unknown { at: path.join("/") };
    Some(match (path.as_slice(), &patch.action) {
        ([FIELDS], PatchAction::PutMap { key, value: (automerge::Value::Scalar(value), _), .. }) => {
            Event::FieldSet { field: key.clone(), value: scalar(value) }
        }
        ([SETS], PatchAction::PutMap { key, value: (automerge::Value::Scalar(_), _), .. }) => {
            match schema::split(key) {
                Some((field, member)) => Event::MemberAdded { field: field.into(), member: member.into() },
                None => unknown(),
            }
        }
        ([SETS], PatchAction::DeleteMap { key }) => match schema::split(key) {
            Some((field, member)) => Event::MemberRemoved { field: field.into(), member: member.into() },
            None => unknown(),
        },
        ([ENTRIES], PatchAction::PutMap { key, value: (automerge::Value::Object(_), object), .. }) => {
            let entry =
                schema::split(key).and_then(|(field, id)| Some((field, read_entry(doc, object, id, Some(heads))?)));
            match entry {
                Some((field, entry)) => Event::EntryAdded { field: field.into(), entry },
                None => unknown(),
            }
        }
        ([STEPS], PatchAction::PutMap { key, value: (automerge::Value::Object(_), object), .. }) => {
            read_step(doc, object, key, Some(heads)).map_or_else(unknown, Event::StepTaken)
        }
        // The inside of a new entry or step belongs to the event that made it; old ones are never written again.
        ([ENTRIES | STEPS, _], PatchAction::PutMap { .. }) if born_once(doc, patch) => return None,
        ([COUNTERS], PatchAction::Increment { prop: Prop::Map(key), value }) => {
            Event::Counted { field: key.clone(), by: *value }
        }
        ([TEXTS, field], PatchAction::SpliceText { value, .. }) => {
            Event::TextEdited { field: (*field).to_owned(), inserted: value.make_string(), deleted: 0 }
        }
        ([TEXTS, field], PatchAction::DeleteSeq { length, .. }) => {
            Event::TextEdited { field: (*field).to_owned(), inserted: String::new(), deleted: *length }
        }
        // A losing concurrent value: the shown one did not change, the conflict inbox reads the record itself.
        (_, PatchAction::Conflict { .. }) => return None,
        _ => unknown(),
    })
}

/// Entries and steps are written once, by the change that makes them; the gate lets nothing else in.
fn born_once(doc: &Automerge, patch: &Patch) -> bool {
    matches!(patch.obj, ObjId::Id(..)) && doc.hash_for_opid(&patch.obj).is_some()
}
