//! From a document to plain state.

use super::schema::{self, COUNTERS, ENTRIES, FIELDS, SETS, STEPS, TEXTS, VALUE_PREFIX};
use super::{Entry, Record, StepEntry, Version};
use crate::id::{EntryId, ProcessId, RecordId, UserId};
use crate::principal::Post;
use crate::value::Value;
use automerge::{Automerge, ChangeHash, ObjId, ROOT, ReadDoc, ScalarValue};
use std::collections::BTreeMap;

pub fn scalar(value: &ScalarValue) -> Value {
    match value {
        ScalarValue::Boolean(truth) => Value::Bool(*truth),
        ScalarValue::Int(int) => Value::Int(*int),
        ScalarValue::Uint(int) => Value::Int(i64::try_from(*int).unwrap_or(i64::MAX)),
        ScalarValue::Timestamp(int) => Value::Int(*int),
        ScalarValue::F64(number) => Value::Number(*number),
        ScalarValue::Str(text) => Value::Text(text.to_string()),
        ScalarValue::Counter(_) | ScalarValue::Bytes(_) | ScalarValue::Unknown { .. } | ScalarValue::Null => {
            Value::Null
        }
    }
}

/// The whole record as its document says now. Unknown keys are left alone.
pub fn read(doc: &Automerge, id: &RecordId) -> Record {
    let process = match doc.get(ROOT, schema::PROCESS) {
        Ok(Some((automerge::Value::Scalar(name), _))) => ProcessId::new(name.as_str().unwrap_or_default()),
        _ => ProcessId::default(),
    };
    let mut record = Record { id: id.clone(), process, ..Record::default() };
    if let Some(fields) = schema::container(doc, FIELDS) {
        let version = |value: &automerge::Value, id: &ObjId| match value {
            automerge::Value::Scalar(value) => Some(Version { value: scalar(value), actor: author(id) }),
            automerge::Value::Object(_) => None,
        };
        // One walk; only where there are several values is the key looked up.
        for item in doc.map_range(&fields, ..) {
            let versions: Vec<Version> = match item.conflict {
                // get_all ends with the winner; it is shown first.
                true => {
                    let all = doc.get_all(&fields, item.key.as_ref()).unwrap_or_default();
                    all.iter().rev().filter_map(|(value, id)| version(value, id)).collect()
                }
                false => version(&item.value.clone().into_value(), &item.id()).into_iter().collect(),
            };
            if !versions.is_empty() {
                record.singles.insert(item.key.into_owned(), versions);
            }
        }
    }
    if let Some(sets) = schema::container(doc, SETS) {
        for key in doc.keys(&sets) {
            if let Some((field, member)) = schema::split(&key) {
                record.sets.entry(field.to_owned()).or_default().insert(member.to_owned());
            }
        }
    }
    if let Some(counters) = schema::container(doc, COUNTERS) {
        for key in doc.keys(&counters) {
            if let Ok(Some((automerge::Value::Scalar(value), _))) = doc.get(&counters, key.as_str())
                && let ScalarValue::Counter(counter) = value.as_ref()
            {
                record.counters.insert(key, i64::from(counter));
            }
        }
    }
    if let Some(texts) = schema::container(doc, TEXTS) {
        for key in doc.keys(&texts) {
            if let Ok(Some((automerge::Value::Object(_), text))) = doc.get(&texts, key.as_str()) {
                record.texts.insert(key, doc.text(&text).unwrap_or_default());
            }
        }
    }
    if let Some(entries) = schema::container(doc, ENTRIES) {
        for (key, object) in objects(doc, &entries) {
            if let Some((field, id)) = schema::split(&key)
                && let Some(entry) = read_entry(doc, &object, id, None)
            {
                record.entries.entry(field.to_owned()).or_default().push(entry);
            }
        }
        for list in record.entries.values_mut() {
            crate::order::by(list, |a, b| (a.at_ms, &a.id).cmp(&(b.at_ms, &b.id)));
        }
    }
    if let Some(steps) = schema::container(doc, STEPS) {
        record.steps.extend(objects(doc, &steps).filter_map(|(key, object)| read_step(doc, &object, &key, None)));
        order_steps(&mut record.steps);
    }
    record
}

/// The objects of a map in one walk: a look-up per key costs more than the walk does.
fn objects<'a>(doc: &'a Automerge, map: &ObjId) -> impl Iterator<Item = (String, ObjId)> + use<'a> {
    doc.map_range(map, ..).filter_map(|item| {
        let id = item.id();
        matches!(item.value.into_value(), automerge::Value::Object(_)).then(|| (item.key.into_owned(), id))
    })
}

/// Causes before effects, then by time and id: a clock set back cannot put a step before the one it followed.
fn order_steps(steps: &mut Vec<StepEntry>) {
    crate::order::by(steps, |a, b| (a.at_ms, &a.id).cmp(&(b.at_ms, &b.id)));
    let mut ordered: Vec<StepEntry> = Vec::with_capacity(steps.len());
    while !steps.is_empty() {
        let ready =
            steps.iter().position(|step| !step.after.iter().any(|id| steps.iter().any(|other| other.id == *id)));
        ordered.push(steps.remove(ready.unwrap_or(0)));
    }
    *steps = ordered;
}

fn author(id: &ObjId) -> String {
    match id {
        ObjId::Id(_, actor, _) => actor.to_hex_string(),
        ObjId::Root => String::new(),
    }
}

struct Stamped {
    by: UserId,
    post: Post,
    at_ms: i64,
    plain: BTreeMap<String, Value>,
    values: BTreeMap<String, Value>,
}

fn read_map(doc: &Automerge, object: &ObjId, heads: Option<&[ChangeHash]>) -> Option<Stamped> {
    let items = match heads {
        Some(heads) => doc.map_range_at(object, .., heads),
        None => doc.map_range(object, ..),
    };
    let mut plain = BTreeMap::new();
    let mut values = BTreeMap::new();
    for item in items {
        if let automerge::Value::Scalar(value) = item.value.into_value() {
            match item.key.strip_prefix(VALUE_PREFIX) {
                Some(column) => values.insert(column.to_owned(), scalar(&value)),
                None => plain.insert(item.key.into_owned(), scalar(&value)),
            };
        }
    }
    Some(Stamped {
        by: UserId::from(plain.get("by")?.as_text()?),
        post: Post::from_word(plain.get("post")?.as_text()?)?,
        at_ms: plain.get("at")?.as_int()?,
        plain,
        values,
    })
}

pub(crate) fn read_entry(doc: &Automerge, object: &ObjId, id: &str, heads: Option<&[ChangeHash]>) -> Option<Entry> {
    let map = read_map(doc, object, heads)?;
    Some(Entry { id: EntryId::from(id), by: map.by, post: map.post, at_ms: map.at_ms, values: map.values })
}

pub(crate) fn read_step(doc: &Automerge, object: &ObjId, id: &str, heads: Option<&[ChangeHash]>) -> Option<StepEntry> {
    let map = read_map(doc, object, heads)?;
    let after = map.plain.get("after").and_then(Value::as_text).unwrap_or_default();
    Some(StepEntry {
        id: EntryId::from(id),
        step: map.plain.get("step")?.as_text()?.to_owned(),
        by: map.by,
        post: map.post,
        at_ms: map.at_ms,
        reason: map.plain.get("reason").and_then(Value::as_text).map(str::to_owned),
        after: after.split_whitespace().map(EntryId::from).collect(),
        values: map.values,
    })
}
