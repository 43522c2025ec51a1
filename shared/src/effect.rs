//! What follows by rule, as `process::effect` describes it. Where the device causes it, it makes the same bytes as the
//! server will: ids and actor follow from what is made, the time is the cause's, the author is the product.

use crate::config::Configuration;
use crate::id::{DepartmentId, EntryId, RecordId, UserId, made_by_rule};
use crate::limits::LONG_TEXT_CHARS_MAX;
use crate::principal::{Post, Principal};
use crate::process::effect::{Each, Effect, InCharge, Move, PART_CHARS, Part, With};
use crate::process::{Field, Kind, MergeClass, Process, Step};
use crate::record::command::{Act, Command, Stamp};
use crate::record::summary::Summary;
use crate::record::{Entry, Record};
use crate::rule::Lookup;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

mod routine;

pub use routine::{come_round, is_told_of, month_and_day, will_not_come};

/// An effect that has become due.
#[derive(Clone, Debug, PartialEq)]
pub struct Due<'a> {
    pub effect: &'a Effect,
    /// Which time it is: the round, the entry, the day. With the effect and the source it makes the id.
    pub time: String,
    /// The entry that it follows from.
    pub entry: Option<&'a Entry>,
}

impl Due<'_> {
    /// The same wherever it follows: two devices that cause it make one record.
    pub fn made(&self, source: &RecordId) -> RecordId {
        made_by_rule(&self.effect.key, source.as_str(), &self.time)
    }
}

/// What it follows from: a record that is open, or its row where the calendar asks for it.
pub trait Origin {
    fn id(&self) -> &RecordId;
    fn value(&self, field: &str) -> &Value;
    fn members(&self, field: &str) -> Vec<String>;
    fn in_charge(&self, who: &InCharge) -> Option<UserId>;
    fn of_department(&self) -> Option<DepartmentId>;
    /// Who brought it about; nobody where the calendar did.
    fn caused_by(&self) -> Option<UserId>;
}

impl Origin for Record {
    fn id(&self) -> &RecordId {
        &self.id
    }
    fn value(&self, field: &str) -> &Value {
        self.single(field)
    }
    fn members(&self, field: &str) -> Vec<String> {
        self.sets.get(field).into_iter().flatten().cloned().collect()
    }
    fn in_charge(&self, who: &InCharge) -> Option<UserId> {
        match who {
            InCharge::Owner => self.owner(),
            InCharge::Assignee => self.assignee(),
            InCharge::Creator => self.creator(),
            InCharge::TakenBy(step) => self.last_step(step).map(|taken| taken.by.clone()),
            InCharge::Field(field) => self.single(field).as_text().map(UserId::from),
            InCharge::OneOf(_) | InCharge::Supervisor | InCharge::Manager => None,
        }
    }
    fn of_department(&self) -> Option<DepartmentId> {
        self.department()
    }
    fn caused_by(&self) -> Option<UserId> {
        self.steps.last().map(|taken| taken.by.clone())
    }
}

impl Origin for Summary {
    fn id(&self) -> &RecordId {
        &self.id
    }
    fn value(&self, field: &str) -> &Value {
        self.values.get(field).unwrap_or(&Value::Null)
    }
    fn members(&self, field: &str) -> Vec<String> {
        let all = self.value(field).as_text().unwrap_or_default();
        all.split('、').filter(|one| !one.is_empty()).map(str::to_owned).collect()
    }
    fn in_charge(&self, who: &InCharge) -> Option<UserId> {
        match who {
            InCharge::Owner => self.owner.clone(),
            InCharge::Assignee => self.assignee.clone(),
            InCharge::Creator => self.creator.clone(),
            InCharge::Field(field) => self.value(field).as_text().map(UserId::from),
            InCharge::TakenBy(_) | InCharge::OneOf(_) | InCharge::Supervisor | InCharge::Manager => None,
        }
    }
    fn of_department(&self) -> Option<DepartmentId> {
        self.department.clone()
    }
    fn caused_by(&self) -> Option<UserId> {
        None
    }
}

/// What follows from the change between these two. Whether it has been made already is for the caller to know.
pub fn due<'a>(process: &'a Process, before: &Record, after: &'a Record, lookup: &dyn Lookup) -> Vec<Due<'a>> {
    let effects = process.effects.iter().filter(|effect| effect.every.is_none());
    let new = effects.flat_map(|effect| {
        let was: BTreeSet<String> = times(effect, before, lookup).into_iter().map(|(time, _)| time).collect();
        let is = times(effect, after, lookup).into_iter().filter(move |(time, _)| !was.contains(time));
        let unless = effect.unless.as_ref().is_some_and(|unless| unless.holds(after, None, lookup));
        is.filter(move |_| !unless).map(move |(time, entry)| Due { effect, time, entry })
    });
    new.collect()
}

/// All that the effect asks of a record as it stands.
fn times<'a>(effect: &Effect, record: &'a Record, lookup: &dyn Lookup) -> Vec<(String, Option<&'a Entry>)> {
    if record.steps.is_empty() || !effect.when.holds(record, None, lookup) {
        return vec![];
    }
    if let Some(each) = &effect.each {
        return chosen(each, record).into_iter().map(|entry| (entry.id.0.clone(), Some(entry))).collect();
    }
    let begins = |step: &String| record.steps.iter().filter(|taken| taken.step == *step).count();
    vec![(effect.round.as_ref().map_or(0, begins).to_string(), None)]
}

fn chosen<'a>(each: &Each, record: &'a Record) -> Vec<&'a Entry> {
    let all = record.entries(&each.entries);
    let latest = |entry: &&Entry| {
        let Some(per) = &each.per else { return true };
        all.iter().rfind(|other| other.values.get(per) == entry.values.get(per)).is_some_and(|last| last.id == entry.id)
    };
    let fits = |entry: &&Entry| {
        let value = entry.values.get(&each.column).unwrap_or(&Value::Null);
        if each.values.is_empty() { !value.is_empty() } else { each.values.contains(value) }
    };
    all.iter().filter(latest).filter(fits).collect()
}

/// What is made, as a command of the product's own. None where there is nobody to be put in charge, or the description
/// of what it makes is not there. `at_ms` is when the change was made that it follows from, or when it came round.
pub fn birth(
    due: &Due,
    source: &dyn Origin,
    of: &Process,
    at_ms: i64,
    config: &Configuration,
    lookup: &dyn Lookup,
) -> Option<(Command, Stamp)> {
    let effect = due.effect;
    let process = config.process(&effect.makes)?;
    let step = process.step(&effect.step)?;
    let record = due.made(source.id());
    let department = department(source, of, lookup);
    let mut values = BTreeMap::new();
    if let Some(param) = in_charge_of(step) {
        match in_charge(effect, &record, source, department.as_ref(), config, at_ms) {
            Some(somebody) => drop(values.insert(param.key.clone(), Value::from(somebody.0))),
            None if param.required => return None,
            None => {}
        }
    }
    if let Some(department) = department.filter(|_| step.params.iter().any(|param| param.key == "department")) {
        values.insert("department".to_owned(), Value::from(department.0));
    }
    if let Some(param) = step.params.iter().find(|param| param.kind == Kind::Causer)
        && let Some(causer) = source.caused_by()
    {
        values.insert(param.key.clone(), causer.0.into());
    }
    let entry = EntryId(made_by_rule(&effect.step, record.as_str(), "step").0);
    let mut acts = vec![Act::Take { step: effect.step.clone(), entry, values, reason: None }];
    let told = Told { source, of, entry: due.entry, time: &due.time, at_ms, config, lookup };
    for fill in &effect.fill {
        let is_set = process.field(&fill.field).is_some_and(|field| field.class == MergeClass::Set);
        match &fill.with {
            With::Field(from) if is_set => {
                let members = source.members(from).into_iter();
                acts.extend(members.map(|value| Act::Add { field: fill.field.clone(), value }));
            }
            with => match told.value(with) {
                Value::Text(value) if is_set && !value.trim().is_empty() => {
                    acts.push(Act::Add { field: fill.field.clone(), value });
                }
                value if !is_set && !value.is_empty() => acts.push(Act::Set { field: fill.field.clone(), value }),
                _ => {}
            },
        }
    }
    let stamp = Stamp { principal: Principal::server(), post: Post::System, at_ms };
    Some((Command { record, process: process.id.clone(), acts }, stamp))
}

/// The steps of other records that the change between these two is, too, for whoever made it. The entry's id follows from
/// the rule and how often it came about, so that what is tried again is not done twice.
pub fn moves(
    process: &Process,
    before: &Record,
    after: &Record,
    at_ms: i64,
    config: &Configuration,
    lookup: &dyn Lookup,
) -> Vec<Command> {
    let holds = |rule: &Move, record: &Record| !record.steps.is_empty() && rule.when.holds(record, None, lookup);
    let new = process.moves.iter().filter(|rule| holds(rule, after) && !holds(rule, before));
    let commands = new.filter_map(|rule| {
        let record = RecordId::from(after.single(&rule.of).as_text()?);
        let process = lookup.summary(&record)?.process;
        let told =
            Told { source: after, of: config.process(&after.process)?, entry: None, time: "", at_ms, config, lookup };
        let entry = EntryId(made_by_rule(&rule.key, after.id.as_str(), &after.steps.len().to_string()).0);
        let values = rule.values.iter().map(|fill| (fill.field.clone(), told.value(&fill.with)));
        let values = values.filter(|(_, value)| !value.is_empty()).collect();
        let reason = Some(told.text(&rule.reason)).filter(|reason| !reason.is_empty());
        Some(Command { record, process, acts: vec![Act::Take { step: rule.step.clone(), entry, values, reason }] })
    });
    commands.collect()
}

/// What the words and values of a birth are taken from.
struct Told<'a> {
    source: &'a dyn Origin,
    of: &'a Process,
    entry: Option<&'a Entry>,
    time: &'a str,
    at_ms: i64,
    config: &'a Configuration,
    lookup: &'a dyn Lookup,
}

impl Told<'_> {
    fn column(&self, key: &str) -> Value {
        self.entry.and_then(|entry| entry.values.get(key)).cloned().unwrap_or_default()
    }

    /// What stands under `key` in the row of the record that this names.
    fn held(&self, named: &Value, key: &str) -> Value {
        let named = named.as_text().and_then(|id| self.lookup.summary(&RecordId::from(id)));
        named.and_then(|summary| summary.values.get(key).cloned()).unwrap_or_default()
    }

    fn value(&self, with: &With) -> Value {
        match with {
            With::Constant(value) => value.clone(),
            With::Field(field) => self.source.value(field).clone(),
            With::Column(column) => self.column(column),
            With::Of { field, key } => self.held(self.source.value(field), key),
            With::Held { by, key } => self.held(&self.value(by), key),
            With::FirstOf(all) => {
                all.iter().map(|one| self.value(one)).find(|value| !value.is_empty()).unwrap_or_default()
            }
            With::Itself => self.source.id().as_str().into(),
            With::Moment => self.at_ms.into(),
            With::DaysAfter(days) => self.config.calendar.add_calendar_days(self.at_ms, u32::from(*days)).into(),
            With::Term { setting, days } => self.config.term_ends_ms(setting, *days, self.at_ms).into(),
            With::Text(parts) => self.text(parts).into(),
        }
    }

    fn plain(&self, field: &str) -> String {
        match (self.source.value(field), self.of.field(field).map(|field| &field.kind)) {
            (Value::Text(value), Some(Kind::Choice(choices))) => {
                let choice = choices.iter().find(|choice| choice.value == *value);
                choice.map_or(value.clone(), |choice| choice.label.zh.to_string())
            }
            (Value::Text(value), _) => value.trim().to_owned(),
            (Value::Int(value), _) => value.to_string(),
            _ => String::new(),
        }
    }

    fn text(&self, parts: &[Part]) -> String {
        let title = |field: &str| {
            let named = self.source.value(field).as_text().and_then(|id| self.lookup.summary(&RecordId::from(id)));
            named.map_or(String::new(), |summary| summary.title)
        };
        let written: String = parts
            .iter()
            .map(|part| match part {
                Part::Words(words) => words.clone(),
                Part::Field(field) => self.plain(field),
                Part::Short(field) => short(&self.plain(field)),
                Part::Column(column) => short(self.column(column).as_text().unwrap_or_default()),
                Part::TitleOf(field) => short(&title(field)),
                Part::Period => self.time.to_owned(),
                Part::NewLine => "\n".to_owned(),
            })
            .collect();
        let lines: Vec<&str> = written.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        cut(&lines.join("\n"), LONG_TEXT_CHARS_MAX)
    }
}

/// The parameter of a step that puts somebody in charge.
pub fn in_charge_of(step: &Step) -> Option<&Field> {
    step.params.iter().find(|param| matches!(param.key.as_str(), "owner" | "assignee"))
}

/// The record's own department or, where it has none, that of the file that it is about.
fn department(source: &dyn Origin, of: &Process, lookup: &dyn Lookup) -> Option<DepartmentId> {
    source.of_department().or_else(|| {
        let about = source.value(of.about.as_ref()?).as_text()?;
        lookup.summary(&RecordId::from(about))?.department
    })
}

fn in_charge(
    effect: &Effect,
    made: &RecordId,
    source: &dyn Origin,
    department: Option<&DepartmentId>,
    config: &Configuration,
    at_ms: i64,
) -> Option<UserId> {
    let works_here = |id: &UserId| config.person(id).is_some_and(|person| person.active);
    let head = |id: &DepartmentId| config.department(id).and_then(|one| one.head.clone()).filter(works_here);
    let first = |post: Post, department: Option<&DepartmentId>| {
        config.holders(post, department).map(|person| &person.id).min().cloned()
    };
    let plainly = |one: &InCharge| match one {
        InCharge::OneOf(_) => None,
        InCharge::Supervisor => head(department?).or_else(|| first(Post::Supervisor, department)),
        InCharge::Manager => first(Post::Manager, None),
        one => source.in_charge(one),
    };
    let not: Vec<UserId> = effect.not.iter().filter_map(plainly).collect();
    // Each has a lot for each record, and the highest takes it: fair over many, and the same on every device. Who leaves
    // changes nobody else's; who is away on the day draws only where everybody is.
    let day = config.calendar.date_of(at_ms).to_string();
    let lot = |id: &UserId| made_by_rule("lot", id.as_str(), made.as_str());
    let one_of = |posts: &[Post]| {
        let department = department?;
        let all = posts.iter().flat_map(|post| config.holders(*post, Some(department)));
        let first = all.max_by_key(|one| (!not.contains(&one.id), !one.is_absent(&day), lot(&one.id)));
        first.map(|one| one.id.clone())
    };
    let who = |one: &InCharge| match one {
        InCharge::OneOf(posts) => one_of(posts),
        one => plainly(one),
    };
    let here: Vec<UserId> = effect.in_charge.iter().filter_map(who).filter(works_here).collect();
    // Better the same person than nobody.
    here.iter().find(|id| !not.contains(id)).or(here.first()).cloned()
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
