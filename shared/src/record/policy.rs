//! May this person do this to this record, as it stands? One set of functions for the button, the command and the door.

use super::command::{Act, Command, CommandCode, CommandError, Stamp};
use super::{Record, StepEntry};
use crate::label::Label;
use crate::limits;
use crate::process::{Field, Guard, Kind, MergeClass, Process, Reason, Step, Who};
use crate::rule::Lookup;
use crate::value::Value;
use std::collections::BTreeMap;

type Checked = Result<(), CommandError>;

fn no(code: CommandCode, zh: &'static str, en: &'static str) -> CommandError {
    CommandError::whole(code, Label::new(zh, en))
}

/// May a field be written? Entries, and what counts them, are also open to whoever was once in charge: his late notes
/// arrive, flagged. Where the stage says so, nobody writes.
pub fn may_write(record: &Record, process: &Process, field: &Field, stamp: &Stamp) -> bool {
    let who = if field.edit.is_empty() { &process.edit } else { &field.edit };
    // Two values that met afterwards are settled all the same.
    if is_over(record, process, field) && !record.conflicts().any(|(key, _)| key == field.key) {
        return false;
    }
    stamp.principal.is_server()
        || record.is_one_of(&stamp.principal, who)
        || (matches!(field.class, MergeClass::Entries | MergeClass::Counter)
            && record.was_in_charge(&stamp.principal.user))
}

/// Is the field read only in this stage?
fn is_over(record: &Record, process: &Process, field: &Field) -> bool {
    let freezes = process.stages.iter().any(|stage| stage.frozen);
    if !freezes && field.only_in.is_empty() {
        return false;
    }
    let stage = record.written_stage(process).and_then(|key| process.stage(key));
    stage.is_some_and(|stage| stage.frozen || (!field.only_in.is_empty() && !field.only_in.contains(&stage.key)))
}

/// May a step be taken now? The reason says why not, in words for the person.
pub fn may_step(
    record: &Record,
    process: &Process,
    step: &Step,
    stamp: &Stamp,
    reason: Option<&str>,
    lookup: &dyn Lookup,
) -> Checked {
    if !record.is_one_of(&stamp.principal, &step.by) {
        return Err(no(CommandCode::NotAllowed, "您的岗位不能做这一步", "Your post may not take this step"));
    }
    if step.from.is_empty() != record.steps.is_empty() {
        return Err(no(CommandCode::WrongStage, "这份记录已经建好", "This record has been made already"));
    }
    if !step.from.is_empty() {
        let stage = record.stage(process, lookup).unwrap_or_default();
        if !step.from.iter().any(|from| from == stage) {
            let now = process.stage(stage).map_or(Label::same(stage), |stage| stage.label.clone());
            return Err(CommandError::whole(
                CommandCode::WrongStage,
                Label::owned(
                    format!("现在是“{}”，不能做这一步", now.zh),
                    format!("It is “{}” now; this step is not open", now.en),
                ),
            ));
        }
    }
    let given = reason.is_some_and(|reason| !reason.trim().is_empty());
    if step.reason == Reason::Required && !given {
        return Err(CommandError::at(
            CommandCode::ReasonNeeded,
            "reason",
            Label::new("请写明原因", "Please give a reason"),
        ));
    }
    for guard in &step.guards {
        let holds = guard.when.holds(record, Some(&stamp.principal.user), lookup);
        let overridden = guard.overridable && given;
        if !holds && !overridden {
            let code = if guard.overridable { CommandCode::ReasonNeeded } else { CommandCode::Guard };
            return Err(CommandError::whole(code, guard.say.clone()));
        }
    }
    Ok(())
}

/// The steps that this person may take now, and why the others of this stage may not be taken. A mark that could not be
/// set or taken away now by anybody is not listed to whoever may not do so at all.
pub fn next_steps<'a>(
    record: &Record,
    process: &'a Process,
    stamp: &Stamp,
    lookup: &dyn Lookup,
) -> Vec<(&'a Step, Checked)> {
    let stage = record.stage(process, lookup).unwrap_or_default();
    process
        .steps
        .iter()
        .filter(|step| step.from.iter().any(|from| from == stage))
        // What only the server does is nobody's next step.
        .filter(|step| stamp.principal.is_server() || step.by.iter().any(|who| *who != Who::System))
        .filter(|step| {
            let holds = |guard: &Guard| guard.when.holds(record, Some(&stamp.principal.user), lookup);
            step.to.is_some() || record.is_one_of(&stamp.principal, &step.by) || step.guards.iter().all(holds)
        })
        .map(|step| (step, may_step(record, process, step, stamp, Some("?"), lookup)))
        .collect()
}

fn check_values(fields: &[Field], values: &BTreeMap<String, Value>) -> Checked {
    for (key, value) in values {
        let field = fields.iter().find(|field| field.key == *key).ok_or_else(|| {
            CommandError::at(CommandCode::UnknownField, key, Label::new("没有这一项", "There is no such field"))
        })?;
        field.kind.check(value).map_err(|say| CommandError::at(CommandCode::Invalid, key, say))?;
    }
    for field in fields.iter().filter(|field| field.required) {
        if values.get(&field.key).is_none_or(Value::is_empty) {
            return Err(CommandError::at(
                CommandCode::Required,
                &field.key,
                Label::new("这一项要填", "Please fill this in"),
            ));
        }
    }
    Ok(())
}

/// Everything that can be known about a command before it is written. `record` is what its author sees.
pub fn check(command: &Command, record: &Record, process: &Process, stamp: &Stamp, lookup: &dyn Lookup) -> Checked {
    if command.acts.is_empty() {
        return Err(no(CommandCode::Empty, "没有要保存的内容", "There is nothing to save"));
    }
    if command.acts.len() > limits::ACTS_MAX {
        return Err(no(CommandCode::TooMany, "一次改动太多，请分开保存", "Too much at once; save in parts"));
    }
    // Later acts of one command see the earlier ones: a new record is filled by its own first change.
    let mut seen = record.clone();
    let born_here = record.steps.is_empty();
    for act in &command.acts {
        if seen.steps.is_empty() && !matches!(act, Act::Take { .. }) {
            return Err(no(CommandCode::NotMade, "这份记录还没有建好", "This record has not been made yet"));
        }
        check_act(act, &seen, process, stamp, born_here, lookup)?;
        foresee(&mut seen, act, stamp);
    }
    if born_here {
        let birth = seen.steps.first().and_then(|taken| process.step(&taken.step));
        let lacks = |field: &Field| birth.is_some_and(|step| step.may_lack.contains(&field.key));
        for field in process.fields.iter().filter(|field| field.required && !lacks(field)) {
            if !seen.is_filled(&field.key) {
                return Err(CommandError::at(
                    CommandCode::Required,
                    &field.key,
                    Label::new("这一项要填", "Please fill this in"),
                ));
            }
        }
    }
    Ok(())
}

/// Entries and steps are written once: a second one under the same id would hide the first.
fn already() -> CommandError {
    no(CommandCode::AlreadyMade, "这一条已经记下了", "This has been recorded already")
}

fn check_act(
    act: &Act,
    record: &Record,
    process: &Process,
    stamp: &Stamp,
    born_here: bool,
    lookup: &dyn Lookup,
) -> Checked {
    let (key, class) = match act {
        Act::Take { step, entry, values, reason } => {
            if record.steps.iter().any(|there| there.id == *entry) {
                return Err(already());
            }
            let found = process
                .step(step)
                .ok_or_else(|| no(CommandCode::UnknownStep, "没有这一步", "There is no such step"))?;
            if record.steps.len() >= limits::STEPS_MAX {
                return Err(no(CommandCode::TooMany, "这份记录的步骤太多了", "This record has too many steps"));
            }
            check_values(&found.params, values)?;
            let me = Value::from(stamp.principal.user.as_str());
            let mut own = found.params.iter().filter(|param| param.kind == Kind::Actor);
            if let Some(param) = own.find(|param| values.get(&param.key) != Some(&me)) {
                let say = Label::new("这一步只能由本人承担", "Whoever takes this step takes it on in person");
                return Err(CommandError::at(CommandCode::NotAllowed, &param.key, say));
            }
            let given = |param: &&Field| values.get(&param.key).is_some_and(|value| !value.is_empty());
            let mut causers = found.params.iter().filter(|param| param.kind == Kind::Causer);
            if let Some(param) = causers.find(given).filter(|_| !stamp.principal.is_server()) {
                let say = Label::new("这一项由系统填写", "This is filled in by the product");
                return Err(CommandError::at(CommandCode::NotAllowed, &param.key, say));
            }
            if let Some(param) = found.params.iter().find(|param| param.kind == Kind::Superior) {
                let named = values.get(&param.key).and_then(Value::as_text).unwrap_or_default();
                let above = lookup.superiors(record, &stamp.principal.user, stamp.at_ms);
                if !(above.is_empty() && named.is_empty() || above.iter().any(|one| one.as_str() == named)) {
                    let say = Label::new(
                        "上级已经变了，再上报一次，就会交给现在的上级",
                        "The superior has changed; escalate it once more and it goes to the one of today",
                    );
                    return Err(CommandError::at(CommandCode::NotAllowed, &param.key, say));
                }
            }
            return may_step(record, process, found, stamp, reason.as_deref(), lookup);
        }
        Act::Set { field, .. } => (field, MergeClass::Single),
        Act::Add { field, .. } | Act::Remove { field, .. } => (field, MergeClass::Set),
        Act::Append { field, .. } => (field, MergeClass::Entries),
        Act::Count { field, .. } => (field, MergeClass::Counter),
        Act::Splice { field, .. } => (field, MergeClass::Text),
    };
    let field = process.field(key).ok_or_else(|| {
        CommandError::at(CommandCode::UnknownField, key, Label::new("没有这一项", "There is no such field"))
    })?;
    if field.class != class {
        return Err(CommandError::at(
            CommandCode::WrongClass,
            key,
            Label::new("这一项不能这样改", "This field cannot be changed this way"),
        ));
    }
    // Whoever may make a record may fill it in the same change.
    if !born_here && !may_write(record, process, field, stamp) {
        return Err(CommandError::at(
            CommandCode::NotAllowed,
            key,
            Label::new("您不能改这一项", "You may not change this field"),
        ));
    }
    let invalid = |say| CommandError::at(CommandCode::Invalid, key, say);
    let full = || CommandError::at(CommandCode::TooMany, key, Label::new("这一项已经满了", "This field is full"));
    match act {
        Act::Set { value, .. } => {
            if field.required && value.is_empty() {
                return Err(CommandError::at(
                    CommandCode::Required,
                    key,
                    Label::new("这一项不能空着", "This cannot be left empty"),
                ));
            }
            field.kind.check(value).map_err(invalid)
        }
        Act::Add { value, .. } => {
            if value.trim().is_empty() || value.contains('\u{1f}') {
                return Err(invalid(Label::new("这里要填内容", "Please write something")));
            }
            if record.sets.get(key).is_some_and(|set| set.len() >= limits::SET_VALUES_MAX) {
                return Err(full());
            }
            field.kind.check(&Value::from(value.as_str())).map_err(invalid)
        }
        Act::Append { values, entry, .. } => {
            if record.entries(key).iter().any(|there| there.id == *entry) {
                return Err(already());
            }
            if record.entries(key).len() >= limits::ENTRIES_MAX {
                return Err(full());
            }
            check_values(&field.columns, values)
        }
        Act::Splice { at, delete, insert, .. } => {
            let length = record.texts.get(key).map_or(0, |text| text.chars().count());
            if at.saturating_add(*delete) > length {
                return Err(invalid(Label::new("位置不对，请重新打开", "Out of place; please open it again")));
            }
            if length - delete + insert.chars().count() > limits::LONG_TEXT_CHARS_MAX { Err(full()) } else { Ok(()) }
        }
        Act::Remove { .. } | Act::Count { .. } | Act::Take { .. } => Ok(()),
    }
}

/// What the record will look like after an act, as far as the next act needs to know.
pub fn foresee(record: &mut Record, act: &Act, stamp: &Stamp) {
    match act {
        Act::Set { field, value } => {
            let version = super::Version { value: value.clone(), actor: String::new() };
            record.singles.insert(field.clone(), vec![version]);
        }
        Act::Add { field, value } => {
            record.sets.entry(field.clone()).or_default().insert(value.clone());
        }
        Act::Remove { field, value } => {
            if let Some(set) = record.sets.get_mut(field) {
                set.remove(value);
            }
        }
        Act::Append { field, entry, values } => {
            let entry = super::Entry {
                id: entry.clone(),
                by: stamp.principal.user.clone(),
                post: stamp.post,
                at_ms: stamp.at_ms,
                values: values.clone(),
            };
            record.entries.entry(field.clone()).or_default().push(entry);
        }
        Act::Count { field, by } => *record.counters.entry(field.clone()).or_default() += by,
        Act::Splice { field, at, delete, insert } => {
            let text = record.texts.entry(field.clone()).or_default();
            let kept: Vec<char> = text.chars().collect();
            let end = (at + delete).min(kept.len());
            *text =
                kept[..(*at).min(end)].iter().collect::<String>() + insert + &kept[end..].iter().collect::<String>();
        }
        Act::Take { step, entry, values, reason } => {
            let after = record.frontier().iter().map(|step| step.id.clone()).collect();
            record.steps.push(StepEntry {
                id: entry.clone(),
                step: step.clone(),
                by: stamp.principal.user.clone(),
                post: stamp.post,
                at_ms: stamp.at_ms,
                reason: reason.clone(),
                after,
                values: values.clone(),
            });
        }
    }
}
