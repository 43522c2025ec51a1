//! The only code that writes a document: one command, one change, whole or not at all.

use super::command::{Act, Command, CommandCode, CommandError, Stamp};
use super::schema::{self, COUNTERS, ENTRIES, FIELDS, SETS, STEPS, TEXTS, VALUE_PREFIX};
use super::{policy, read};
use crate::label::Label;
use crate::process::Process;
use crate::rule::Lookup;
use crate::value::Value;
use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{Automerge, AutomergeError, Change, ObjId, ObjType, ScalarValue};
use std::collections::BTreeMap;

/// Checks and writes. The document's actor must have been set by the caller. On an error nothing has been written.
pub fn apply(
    doc: &mut Automerge,
    command: &Command,
    process: &Process,
    stamp: &Stamp,
    lookup: &dyn Lookup,
) -> Result<Change, CommandError> {
    let mut record = read::read(doc, &command.record);
    policy::check(command, &record, process, stamp, lookup)?;
    let containers = Containers::of(doc).ok_or_else(damaged)?;
    let mut tx = doc.transaction();
    for act in &command.acts {
        if let Err(cause) = write(&mut tx, &containers, act, &record, stamp) {
            tx.rollback();
            return Err(if let AutomergeError::InvalidOp(_) | AutomergeError::InvalidIndex(_) = cause {
                CommandError::whole(
                    CommandCode::Invalid,
                    Label::new("这次改动写不进去", "This change cannot be written"),
                )
            } else {
                damaged()
            });
        }
        policy::foresee(&mut record, act, stamp);
    }
    if tx.pending_ops() == 0 {
        tx.rollback();
        return Err(CommandError::whole(CommandCode::Empty, Label::new("没有改动", "Nothing has changed")));
    }
    // Seconds: Automerge's unit for the time of a change.
    tx.commit_with(CommitOptions::default().with_time(stamp.at_ms.div_euclid(1000)));
    doc.get_last_local_change().ok_or_else(damaged)
}

fn damaged() -> CommandError {
    CommandError::whole(
        CommandCode::Invalid,
        Label::new("这份记录打不开，请联系管理员", "This record cannot be opened; ask an administrator"),
    )
}

struct Containers {
    fields: ObjId,
    sets: ObjId,
    entries: ObjId,
    counters: ObjId,
    texts: ObjId,
    steps: ObjId,
}

impl Containers {
    fn of(doc: &Automerge) -> Option<Self> {
        let get = |key| schema::container(doc, key);
        Some(Self {
            fields: get(FIELDS)?,
            sets: get(SETS)?,
            entries: get(ENTRIES)?,
            counters: get(COUNTERS)?,
            texts: get(TEXTS)?,
            steps: get(STEPS)?,
        })
    }
}

fn scalar(value: &Value) -> ScalarValue {
    match value {
        Value::Null => ScalarValue::Null,
        Value::Bool(truth) => ScalarValue::Boolean(*truth),
        Value::Int(int) => ScalarValue::Int(*int),
        Value::Number(number) => ScalarValue::F64(*number),
        Value::Text(text) => ScalarValue::Str(text.as_str().into()),
    }
}

fn write(
    tx: &mut Transaction<'_>,
    to: &Containers,
    act: &Act,
    record: &super::Record,
    stamp: &Stamp,
) -> Result<(), AutomergeError> {
    match act {
        Act::Set { field, value } => tx.put(&to.fields, field.as_str(), scalar(value)),
        // The value tells one addition from another: Automerge writes nothing where the same value stands, and then a
        // removal elsewhere would take a member that was just added again.
        Act::Add { field, value } => tx.put(&to.sets, schema::join(field, value), stamp.at_ms),
        Act::Remove { field, value } => tx.delete(&to.sets, schema::join(field, value)),
        Act::Count { field, by } => tx.increment(&to.counters, field.as_str(), *by),
        Act::Splice { field, at, delete, insert } => {
            use automerge::ReadDoc;
            let (_, text) = tx.get(&to.texts, field.as_str())?.ok_or(AutomergeError::InvalidIndex(0))?;
            tx.splice_text(&text, *at, isize::try_from(*delete).unwrap_or(isize::MAX), insert)
        }
        Act::Append { field, entry, values } => {
            let object = tx.put_object(&to.entries, schema::join(field, entry.as_str()), ObjType::Map)?;
            sign(tx, &object, stamp, values)
        }
        Act::Take { step, entry, values, reason } => {
            let object = tx.put_object(&to.steps, entry.as_str(), ObjType::Map)?;
            tx.put(&object, "step", step.as_str())?;
            if let Some(reason) = reason.as_deref().filter(|reason| !reason.trim().is_empty()) {
                tx.put(&object, "reason", reason)?;
            }
            let after: Vec<&str> = record.frontier().iter().map(|step| step.id.as_str()).collect();
            tx.put(&object, "after", after.join(" "))?;
            sign(tx, &object, stamp, values)
        }
    }
}

fn sign(
    tx: &mut Transaction<'_>,
    object: &ObjId,
    stamp: &Stamp,
    values: &BTreeMap<String, Value>,
) -> Result<(), AutomergeError> {
    tx.put(object, "by", stamp.principal.user.as_str())?;
    tx.put(object, "post", stamp.post.word())?;
    tx.put(object, "at", stamp.at_ms)?;
    for (key, value) in values.iter().filter(|(_, value)| **value != Value::Null) {
        tx.put(object, format!("{VALUE_PREFIX}{key}"), scalar(value))?;
    }
    Ok(())
}
