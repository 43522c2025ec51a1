//! Form, op by op: every operation of a change must be one that [`crate::record::write`] writes. Every honest operation
//! touches a container of the genesis or an object made by the same change, so the gate needs no index of the document.

use crate::limits;
use crate::process::{Field, MergeClass, Process};
use crate::protocol::{Rejection, RejectionCode};
use crate::record::schema::{self, COUNTERS, ENTRIES, FIELDS, SETS, STEPS, TEXTS};
use automerge::legacy;
use automerge::{ActorId, Automerge, Change, ExpandedChange, ObjId, ObjType, ReadDoc, ScalarValue};
use std::collections::HashMap;

fn unknown(at: &str) -> Rejection {
    let rejection = Rejection::new(
        RejectionCode::UnknownEvent,
        "这次改动写了不认识的内容",
        "This change writes what no form writes",
    );
    Rejection { at: Some(at.to_owned()), ..rejection }
}

fn malformed() -> Rejection {
    Rejection::new(RejectionCode::Malformed, "这次改动的数据已损坏", "The data of this change is damaged")
}

enum Target {
    Fields,
    Sets,
    Entries,
    Steps,
    Counters,
    Text,
    /// An entry or a step made by this change.
    New,
}

/// Checks the counters that Automerge trusts, then every operation. Returns the fields in which it takes concurrent values
/// away: so Automerge writes a value over a conflict in which that value is the one shown.
pub fn check(doc: &Automerge, process: &Process, change: &Change) -> Result<Vec<String>, Rejection> {
    if !change.extra_bytes().is_empty() || change.is_empty() || change.len() > limits::CHANGE_OPS_MAX {
        return Err(malformed());
    }
    let mut max_op = 0;
    for dep in change.deps() {
        let dep = doc.get_change_by_hash(dep).ok_or_else(|| {
            Rejection::new(
                RejectionCode::MissingDeps,
                "前面的改动还没有到服务器",
                "An earlier change is not on the server",
            )
        })?;
        max_op = max_op.max(dep.max_op());
    }
    // Equality: a counter run ahead would win every conflict, and one at the end would close the document for ever.
    if change.deps().is_empty() || change.start_op().get() != max_op + 1 {
        return Err(malformed());
    }
    if change.seq() != last_seq(doc, change.actor_id()) + 1 {
        return Err(malformed());
    }
    let decoded = change.decode();
    operations(doc, process, change.actor_id(), &decoded)
}

/// The last sequence number of an actor; asked of a clone, because walking the history costs as much as the history is
/// long.
fn last_seq(doc: &Automerge, actor: &ActorId) -> u64 {
    doc.clone().with_actor(actor.clone()).get_last_local_change().map_or(0, |change| change.seq())
}

fn operations(
    doc: &Automerge,
    process: &Process,
    actor: &ActorId,
    change: &ExpandedChange,
) -> Result<Vec<String>, Rejection> {
    let containers: Vec<(ObjId, Target)> = [
        (FIELDS, Target::Fields),
        (SETS, Target::Sets),
        (ENTRIES, Target::Entries),
        (STEPS, Target::Steps),
        (COUNTERS, Target::Counters),
    ]
    .into_iter()
    .filter_map(|(key, target)| Some((schema::container(doc, key)?, target)))
    .collect();
    let mut targets: HashMap<(u64, ActorId), Target> = HashMap::new();
    for (id, target) in containers {
        if let ObjId::Id(counter, actor, _) = id {
            targets.insert((counter, actor), target);
        }
    }
    if let Some(texts) = schema::container(doc, TEXTS) {
        for key in doc.keys(&texts) {
            if let Ok(Some((_, ObjId::Id(counter, actor, _)))) = doc.get(&texts, key.as_str()) {
                targets.insert((counter, actor), Target::Text);
            }
        }
    }
    let mut settled = vec![];
    for (index, op) in change.operations.iter().enumerate() {
        let legacy::ObjectId::Id(legacy::OpId(counter, owner)) = &op.obj else { return Err(unknown("")) };
        let target = targets.get(&(*counter, owner.clone())).ok_or_else(|| unknown(""))?;
        let key = match &op.key {
            legacy::Key::Map(key) => key.as_str(),
            legacy::Key::Seq(_) => "",
        };
        let class = |wanted: MergeClass, key: &str| -> Result<Field, Rejection> {
            process.field(key).filter(|field| field.class == wanted).cloned().ok_or_else(|| unknown(key))
        };
        let member = |wanted: MergeClass| -> Result<Field, Rejection> {
            let (field, member) = schema::split(key).ok_or_else(|| unknown(key))?;
            if member.is_empty()
                || member.contains(schema::SEPARATOR)
                || member.chars().count() > limits::TEXT_CHARS_MAX
            {
                return Err(unknown(field));
            }
            class(wanted, field)
        };
        if op.insert && !matches!(target, Target::Text) {
            return Err(unknown(key));
        }
        let made = match (target, &op.action) {
            (Target::Fields, legacy::OpType::Put(value))
                if !matches!(value, ScalarValue::Counter(_) | ScalarValue::Bytes(_) | ScalarValue::Unknown { .. }) =>
            {
                class(MergeClass::Single, key)?;
                None
            }
            (Target::Fields, legacy::OpType::Delete) => {
                class(MergeClass::Single, key)?;
                settled.push(key.to_owned());
                None
            }
            (Target::Sets, legacy::OpType::Put(ScalarValue::Int(_)) | legacy::OpType::Delete) => {
                member(MergeClass::Set)?;
                None
            }
            (Target::Counters, legacy::OpType::Increment(_)) => {
                class(MergeClass::Counter, key)?;
                None
            }
            (Target::Text, legacy::OpType::Put(ScalarValue::Str(text))) if op.insert && text.chars().count() == 1 => {
                None
            }
            (Target::Text, legacy::OpType::Delete) if !op.insert => None,
            (Target::Entries, legacy::OpType::Make(ObjType::Map)) if op.pred.is_empty() => {
                member(MergeClass::Entries)?;
                Some(ENTRIES)
            }
            (Target::Steps, legacy::OpType::Make(ObjType::Map)) if op.pred.is_empty() => Some(STEPS),
            // One change never writes a key twice: a second write names the first as its predecessor.
            (Target::New, legacy::OpType::Put(value))
                if op.pred.is_empty() && !matches!(value, ScalarValue::Counter(_) | ScalarValue::Bytes(_)) =>
            {
                None
            }
            _ => return Err(unknown(key)),
        };
        if let Some(kind) = made {
            // Seen from `deps`, a key in use would be a predecessor; a key in use elsewhere would hide what stands there.
            let container = schema::container(doc, kind).ok_or_else(malformed)?;
            if doc.get(&container, key).ok().flatten().is_some() {
                return Err(unknown(key));
            }
            let counter = change.start_op.get() + index as u64;
            targets.insert((counter, actor.clone()), Target::New);
        }
    }
    Ok(settled)
}
