//! What follows from a change by rule, as `process::effect` describes it. Where the device causes it, it makes the same
//! bytes as the server will: ids and actor follow from what is made, the time is the cause's, the author is the product.

use crate::config::Configuration;
use crate::id::{DepartmentId, EntryId, RecordId, UserId, made_by_rule};
use crate::limits::LONG_TEXT_CHARS_MAX;
use crate::principal::{Post, Principal};
use crate::process::effect::{Effect, InCharge, PART_CHARS, Part, With};
use crate::process::{Kind, Process, Step};
use crate::record::Record;
use crate::record::command::{Act, Command, Stamp};
use crate::rule::Lookup;
use crate::value::Value;
use std::collections::BTreeMap;

/// An effect that a change has made due, and the record that it makes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Due<'a> {
    pub effect: &'a Effect,
    pub round: usize,
}

impl Due<'_> {
    /// The same wherever it follows: two devices that cause it make one record.
    pub fn made(&self, source: &RecordId) -> RecordId {
        made_by_rule(&self.effect.key, source.as_str(), &self.round.to_string())
    }
}

/// What follows from the change between these two. Whether it has been made already is for the caller to know.
pub fn due<'a>(process: &'a Process, before: &Record, after: &Record, lookup: &dyn Lookup) -> Vec<Due<'a>> {
    let round = |effect: &Effect, record: &Record| {
        let begins = |step: &&String| record.steps.iter().filter(|taken| taken.step == **step).count();
        effect.round.as_ref().map_or(0, |step| begins(&step))
    };
    let holds = |effect: &Effect, record: &Record| !record.steps.is_empty() && effect.when.holds(record, None, lookup);
    let due = process.effects.iter().filter(|effect| {
        let before = holds(effect, before).then(|| round(effect, before));
        let unless = |after| effect.unless.as_ref().is_some_and(|unless| unless.holds(after, None, lookup));
        holds(effect, after) && before != Some(round(effect, after)) && !unless(after)
    });
    due.map(|effect| Due { effect, round: round(effect, after) }).collect()
}

/// What is made, as a command of the product's own. None where there is nobody to be put in charge, or the description
/// of what it makes is not there. `at_ms` is when the change was made that it follows from.
pub fn birth(
    due: &Due,
    source: &Record,
    of: &Process,
    at_ms: i64,
    config: &Configuration,
    lookup: &dyn Lookup,
) -> Option<(Command, Stamp)> {
    let effect = due.effect;
    let process = config.process(&effect.makes)?;
    let step = process.step(&effect.step)?;
    let record = due.made(&source.id);
    let department = department(source, of, lookup);
    let mut values = BTreeMap::new();
    if let Some(key) = in_charge_of(step) {
        let somebody = in_charge(effect, source, department.as_ref(), config)?;
        values.insert(key.to_owned(), Value::from(somebody.0));
    }
    if let Some(department) = department.filter(|_| step.params.iter().any(|param| param.key == "department")) {
        values.insert("department".to_owned(), Value::from(department.0));
    }
    let entry = EntryId(made_by_rule(&effect.step, record.as_str(), "step").0);
    let mut acts = vec![Act::Take { step: effect.step.clone(), entry, values, reason: None }];
    for fill in &effect.fill {
        let value = match &fill.with {
            With::Constant(value) => value.clone(),
            With::Field(field) => source.single(field).clone(),
            With::Itself => source.id.as_str().into(),
            With::Moment => at_ms.into(),
            With::DaysAfter(days) => config.calendar.add_calendar_days(at_ms, u32::from(*days)).into(),
            With::Text(parts) => text(parts, source, of, lookup).into(),
        };
        if !value.is_empty() {
            acts.push(Act::Set { field: fill.field.clone(), value });
        }
    }
    let stamp = Stamp { principal: Principal::server(), post: Post::System, at_ms };
    Some((Command { record, process: process.id.clone(), acts }, stamp))
}

/// The parameter of a step that puts somebody in charge.
pub fn in_charge_of(step: &Step) -> Option<&str> {
    let mut keys = step.params.iter().map(|param| param.key.as_str());
    keys.find(|key| matches!(*key, "owner" | "assignee"))
}

/// The record's own department or, where it has none, that of the file that it is about.
fn department(source: &Record, of: &Process, lookup: &dyn Lookup) -> Option<DepartmentId> {
    source.department().or_else(|| {
        let about = source.single(of.about.as_ref()?).as_text()?;
        lookup.summary(&RecordId::from(about))?.department
    })
}

fn in_charge(
    effect: &Effect,
    source: &Record,
    department: Option<&DepartmentId>,
    config: &Configuration,
) -> Option<UserId> {
    let first = |post: Post, department: Option<&DepartmentId>| {
        config.holders(post, department).map(|person| &person.id).min().cloned()
    };
    let who = |one: &InCharge| match one {
        InCharge::Owner => source.owner(),
        InCharge::Assignee => source.assignee(),
        InCharge::Creator => source.creator().cloned(),
        InCharge::TakenBy(step) => source.last_step(step).map(|taken| taken.by.clone()),
        InCharge::Field(field) => source.single(field).as_text().map(UserId::from),
        InCharge::Supervisor => first(Post::Supervisor, Some(department?)),
        InCharge::Manager => first(Post::Manager, None),
    };
    let works_here = |id: &UserId| config.person(id).is_some_and(|person| person.active);
    let here: Vec<UserId> = effect.in_charge.iter().filter_map(who).filter(works_here).collect();
    let not: Vec<UserId> = effect.not.iter().filter_map(who).collect();
    // Better the same person than nobody.
    here.iter().find(|id| !not.contains(id)).or(here.first()).cloned()
}

fn text(parts: &[Part], source: &Record, of: &Process, lookup: &dyn Lookup) -> String {
    let plain = |field: &str| match (source.single(field), of.field(field).map(|field| &field.kind)) {
        (Value::Text(value), Some(Kind::Choice(choices))) => {
            let choice = choices.iter().find(|choice| choice.value == *value);
            choice.map_or(value.clone(), |choice| choice.label.zh.to_string())
        }
        (Value::Text(value), _) => value.trim().to_owned(),
        (Value::Int(value), _) => value.to_string(),
        _ => String::new(),
    };
    let title = |field: &str| {
        let named = source.single(field).as_text().and_then(|id| lookup.summary(&RecordId::from(id)));
        named.map_or(String::new(), |summary| summary.title)
    };
    let written: String = parts
        .iter()
        .map(|part| match part {
            Part::Words(words) => words.clone(),
            Part::Field(field) => plain(field),
            Part::Short(field) => short(&plain(field)),
            Part::TitleOf(field) => short(&title(field)),
            Part::NewLine => "\n".to_owned(),
        })
        .collect();
    let lines: Vec<&str> = written.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    cut(&lines.join("\n"), LONG_TEXT_CHARS_MAX)
}

fn short(text: &str) -> String {
    cut(&text.split_whitespace().collect::<Vec<_>>().join(" "), PART_CHARS)
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(feature = "crdt")]
pub use written::write;

#[cfg(feature = "crdt")]
mod written {
    use super::*;
    use crate::limits::ACTOR_BYTES;
    use crate::record::command::{CommandCode, CommandError};
    use crate::record::{schema, write as document};
    use automerge::{ActorId, Change};
    use sha2::{Digest, Sha256};

    /// The first change of what is made. The actor follows from all that stands in it: equal births are equal bytes, and
    /// unequal ones never share an actor's sequence numbers.
    pub fn write(
        command: &Command,
        stamp: &Stamp,
        process: &Process,
        lookup: &dyn Lookup,
    ) -> Result<Change, CommandError> {
        let content = postcard::to_stdvec(&(command, stamp.at_ms, process.version)).map_err(|_| {
            CommandError::whole(CommandCode::Invalid, crate::label::Label::new("写不进去", "This cannot be written"))
        })?;
        let digest = Sha256::digest(content);
        let mut doc = schema::genesis(process).with_actor(ActorId::from(&digest[..ACTOR_BYTES]));
        document::apply(&mut doc, command, process, stamp, lookup)
    }
}
