//! The reader of differences. It is a closed world: a patch without a name is [`Event::Unknown`]. The server refuses it;
//! a device ignores it.

use super::{Event, Moment};
use crate::id::EntryId;
use crate::record::read::{read_entry, read_step, scalar};
use crate::record::schema::{self, COUNTERS, ENTRIES, FIELDS, SETS, STEPS, TEXTS};
use crate::record::{Record, StepEntry};
use std::collections::BTreeSet;

use automerge::{Automerge, ChangeHash, ObjId, Patch, PatchAction, Prop, ReadDoc};

/// What happened from `before` to `after`.
pub fn between(doc: &Automerge, before: &[ChangeHash], after: &[ChangeHash]) -> Vec<Event> {
    doc.diff(before, after).iter().filter_map(|patch| name(doc, patch, after)).collect()
}

/// A field as it stood at those heads, as if it had just been set so.
pub fn shown(doc: &Automerge, field: &str, heads: &[ChangeHash]) -> Event {
    let found = schema::container(doc, FIELDS).and_then(|map| doc.get_at(&map, field, heads).ok()?);
    match found {
        Some((automerge::Value::Scalar(value), _)) => {
            Event::FieldSet { field: field.to_owned(), value: scalar(&value) }
        }
        _ => Event::Unknown { at: field.to_owned() },
    }
}

/// How many values stand side by side where this event wrote one. Whoever writes there next names all their authors.
pub fn values_beside(doc: &Automerge, event: &Event) -> usize {
    let (container, key) = match event {
        Event::FieldSet { field, .. } => (FIELDS, field.clone()),
        Event::MemberAdded { field, member } => (SETS, schema::join(field, member)),
        _ => return 0,
    };
    let values = schema::container(doc, container).and_then(|map| doc.get_all(&map, key).ok());
    values.map_or(0, |values| values.len())
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

/// Every change after the genesis, in an order in which causes stand before effects.
pub fn history(doc: &Automerge) -> Vec<Moment> {
    let genesis = schema::genesis_actor();
    let changes = doc.get_changes(&[]);
    let told = changes.iter().filter(|change| *change.actor_id() != genesis).map(|change| Moment {
        change: change.hash().to_string(),
        actor: change.actor_id().to_hex_string(),
        at_ms: change.timestamp().saturating_mul(1000),
        events: between(doc, change.deps(), &[change.hash()]),
    });
    told.collect()
}

/// Entries of a former owner or assignee that whoever took over had not seen: written on a device that did not know of it
/// yet. Causes decide, not clocks.
pub fn late(doc: &Automerge, record: &Record) -> Vec<EntryId> {
    let takes_over = |step: &&StepEntry| ["owner", "assignee"].iter().any(|key| step.values.contains_key(*key));
    let Some(handover) = record.steps.iter().rev().find(takes_over) else { return vec![] };
    let made = |container: &str, key: &str| -> Option<ChangeHash> {
        let (_, object) = doc.get(&schema::container(doc, container)?, key).ok()??;
        doc.hash_for_opid(&object)
    };
    let Some(hash) = made(STEPS, handover.id.as_str()) else { return vec![] };
    let unseen: BTreeSet<ChangeHash> = doc.get_changes_meta(&[hash]).iter().map(|change| change.hash).collect();
    let now = [record.owner(), record.assignee()];
    let entries = record.entries.iter().flat_map(|(field, entries)| entries.iter().map(move |entry| (field, entry)));
    let late = entries.filter(|(field, entry)| {
        !now.contains(&Some(entry.by.clone()))
            && record.was_in_charge(&entry.by)
            && made(ENTRIES, &schema::join(field, entry.id.as_str())).is_some_and(|hash| unseen.contains(&hash))
    });
    late.map(|(_, entry)| entry.id.clone()).collect()
}
