//! The row of a record: what lists, search, boards and deadlines run on, without opening the document.

use super::{Record, StepEntry};
use crate::chart;
use crate::config::Configuration;
use crate::id::{DepartmentId, ProcessId, RecordId, UserId};
use crate::limits;
use crate::principal::{Post, Principal};
use crate::process::{Anchor, MergeClass, Process, Step, Who};
use crate::rule::Lookup;
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod spans;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    pub id: RecordId,
    pub process: ProcessId,
    /// Given by the server at admission; until then 待编号.
    pub number: Option<String>,
    pub title: String,
    pub stage: String,
    pub closed: bool,
    pub owner: Option<UserId>,
    pub assignee: Option<UserId>,
    /// Who made it: whoever gave a task out confirms it.
    #[serde(default)]
    pub creator: Option<UserId>,
    pub department: Option<DepartmentId>,
    /// The customer file that it is about.
    pub about: Option<RecordId>,
    pub created_at_ms: i64,
    /// The latest step or entry.
    pub touched_at_ms: i64,
    pub has_conflict: bool,
    /// Listed fields; of entries their number, and `field.column` of the latest where that column is listed; of
    /// steps `step.param`, likewise; and `flag.<key>` for what makes it stand out. What is searched without being listed
    /// stands under [`SEARCHED`].
    pub values: BTreeMap<String, Value>,
    /// Deadlines that have begun: key, anchor, when they were met. When they are due is derived (`deadline`).
    pub deadlines: Vec<Clock>,
}

/// Before the key of a flag among the values.
pub const FLAG: &str = "flag.";

/// The value that holds the words of the texts that are searched without being listed, a line for each.
pub const SEARCHED: &str = "searched";

/// The value that says since when a closed record is closed.
pub const CLOSED_AT: &str = "closed_at_ms";

/// The value that says to whom it was escalated last, and the one that says that it waits for that person's word.
pub const SUPERIOR: &str = "superior";
pub const WAITS_ABOVE: &str = "waits_above";

/// The value that says when somebody was last put in charge, while it stands where that leads: he has not begun.
pub const GIVEN_AT: &str = "given_at_ms";

/// Before the key of a timed stage among the values: from when to when it stood there, as `from-to from-`.
pub const STOOD: &str = "stood.";

/// Before the key of a field whose departments were told: the values that say when, and by whom.
const TOLD: &str = "told.";
const TOLD_BY: &str = "told_by.";

/// Between the members of a set in a row.
const AND: char = '、';

/// Before the key of a deadline with turns among the values: from when to when each of them lasted, likewise.
pub const TURN: &str = "turn.";

impl Summary {
    /// The departments that its fields name, and that see it for that.
    pub fn named<'a>(&'a self, process: &'a Process) -> impl Iterator<Item = &'a str> {
        process.fields.iter().filter(|field| field.named_see).flat_map(|field| self.named_in(&field.key))
    }

    fn named_in(&self, field: &str) -> impl Iterator<Item = &str> {
        let text = self.values.get(field).and_then(Value::as_text).unwrap_or_default();
        text.split(AND).filter(|id| !id.is_empty())
    }

    /// When somebody else told a department that this person answers for of it, by this field.
    pub fn told_at_ms(&self, field: &str, principal: &Principal, config: &Configuration) -> Option<i64> {
        let at_ms = self.values.get(&format!("{TOLD}{field}"))?.as_int()?;
        let by = self.values.get(&format!("{TOLD_BY}{field}")).and_then(Value::as_text);
        let mut named = self.named_in(field);
        let told = by != Some(principal.user.as_str()) && named.any(|id| chart::answers_for(config, principal, id));
        told.then_some(at_ms)
    }

    /// To whom it was escalated last, if the company names superiors.
    pub fn superior(&self) -> Option<&str> {
        self.values.get(SUPERIOR)?.as_text()
    }

    /// In whose charge it is: whose word it waits for, who is to do the work, or who owns the file.
    pub fn in_charge(&self) -> Option<&str> {
        let below = || self.assignee.as_ref().or(self.owner.as_ref()).map(UserId::as_str);
        self.waits_above().or_else(below)
    }

    fn waits_above(&self) -> Option<&str> {
        self.superior().filter(|_| self.values.get(WAITS_ABOVE).is_some_and(Value::as_bool))
    }

    /// Does it wait for this person's hand, where it waits for a leader's? What was escalated to somebody is his and a
    /// manager's.
    pub fn is_led_by(&self, principal: &Principal) -> bool {
        match self.waits_above() {
            Some(superior) => superior == principal.user.as_str() || principal.holds(Post::Manager),
            None => principal.leads(self.department.as_ref()),
        }
    }

    /// Does it stand out so?
    pub fn is_flagged(&self, flag: &str) -> bool {
        self.values.get(&format!("{FLAG}{flag}")).is_some_and(Value::as_bool)
    }

    pub fn closed_at_ms(&self) -> Option<i64> {
        self.values.get(CLOSED_AT)?.as_int()
    }

    /// From when to when it stood in a timed stage, in order; the last time may last.
    pub fn stood(&self, stage: &str) -> Vec<(i64, Option<i64>)> {
        spans::read(self.values.get(&format!("{STOOD}{stage}")))
    }

    /// The turns of a deadline that has any; the last may last.
    pub fn turns(&self, deadline: &str) -> Vec<(i64, Option<i64>)> {
        spans::read(self.values.get(&format!("{TURN}{deadline}")))
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    pub key: String,
    pub from_ms: i64,
    pub met_at_ms: Option<i64>,
}

fn begun_at_ms(anchor: &Anchor, record: &Record) -> Option<i64> {
    match anchor {
        Anchor::Step(step) => record.last_step(step).map(|step| step.at_ms),
        Anchor::Field(field) => record.single(field).as_int(),
        Anchor::Entry(field) => record.entries(field).iter().map(|entry| entry.at_ms).max(),
        Anchor::Latest(anchors) => anchors.iter().filter_map(|anchor| begun_at_ms(anchor, record)).max(),
    }
}

/// When the step was taken that closed it, if it has not been opened again.
fn closed_at_ms(record: &Record, process: &Process) -> Option<i64> {
    let closes = |key: &str| Some(process.stage(process.step(key)?.to.as_deref()?)?.closed);
    record.steps.iter().fold(None, |closed: Option<i64>, step| match closes(&step.step) {
        Some(true) => closed.or(Some(step.at_ms)),
        Some(false) => None,
        None => closed,
    })
}

/// When the step was taken that put somebody in charge, if its work has not begun.
fn given_at_ms(record: &Record, process: &Process, stage: &str) -> Option<i64> {
    process.given_stages().find(|to| *to == stage)?;
    let gives = |key: &str| process.step(key).is_some_and(Step::puts_in_charge);
    record.steps.iter().filter(|taken| gives(&taken.step)).map(|taken| taken.at_ms).max()
}

/// Of each such text as much as a short field may hold: a row stays small, whatever somebody writes.
fn searched(record: &Record, process: &Process) -> String {
    let texts = process.fields.iter().filter(|field| field.searched).filter_map(|field| match field.class {
        MergeClass::Text => record.texts.get(&field.key).map(String::as_str),
        _ => record.single(&field.key).as_text(),
    });
    let begun = |text: &str| text.trim().chars().take(limits::TEXT_CHARS_MAX).collect::<String>();
    texts.map(begun).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The step by which the departments in this field were told last: while it stands where that led and nobody has been put
/// in charge since or, where it led nowhere, for good.
fn told<'a>(record: &'a Record, process: &Process, stage: &str, field: &str) -> Option<&'a StepEntry> {
    let tells = |step: &&Step| step.tells.as_deref() == Some(field);
    let step = |taken: &StepEntry| process.step(&taken.step);
    let place = record.steps.iter().rposition(|taken| step(taken).filter(tells).is_some())?;
    let stands = step(&record.steps[place])?.to.as_deref().is_none_or(|to| {
        let given_since = record.steps[place + 1..].iter().filter_map(step).any(Step::puts_in_charge);
        to == stage && !given_since
    });
    stands.then(|| &record.steps[place])
}

/// The one function that makes a summary, on the device from its copy and on the server from the log.
pub fn summarize(record: &Record, process: &Process, number: Option<String>, lookup: &dyn Lookup) -> Summary {
    let stage = record.stage(process, lookup).unwrap_or_default();
    let mut values = BTreeMap::new();
    for field in process.fields.iter().filter(|field| field.listed) {
        let value = match field.class {
            MergeClass::Set => {
                let members: Vec<&str> =
                    record.sets.get(&field.key).into_iter().flatten().map(String::as_str).collect();
                if members.is_empty() { Value::Null } else { Value::Text(members.join(&AND.to_string())) }
            }
            MergeClass::Entries => Value::Int(record.entries(&field.key).len() as i64),
            MergeClass::Counter => Value::Int(record.counters.get(&field.key).copied().unwrap_or_default()),
            MergeClass::Text | MergeClass::Single => record.single(&field.key).clone(),
        };
        if value != Value::Null {
            values.insert(field.key.clone(), value);
        }
        // How the latest attempt ended, say, beside how many there were.
        if let Some(latest) = record.entries(&field.key).last() {
            for column in field.columns.iter().filter(|column| column.listed) {
                if let Some(value) = latest.values.get(&column.key).filter(|value| **value != Value::Null) {
                    values.insert(format!("{}.{}", field.key, column.key), value.clone());
                }
            }
        }
    }
    let words = searched(record, process);
    if !words.is_empty() {
        values.insert(SEARCHED.to_owned(), words.into());
    }
    // What a step was told stands under `step.param`, as it was told last.
    for step in process.steps.iter().filter(|step| step.params.iter().any(|param| param.listed)) {
        let Some(taken) = record.last_step(&step.key) else { continue };
        for param in step.params.iter().filter(|param| param.listed) {
            if let Some(value) = taken.values.get(&param.key) {
                values.insert(format!("{}.{}", step.key, param.key), value.clone());
            }
        }
    }
    for flag in process.flags.iter().filter(|flag| flag.when.holds(record, None, lookup)) {
        values.insert(format!("{FLAG}{}", flag.key), true.into());
    }
    if let Some(superior) = record.superior() {
        values.insert(SUPERIOR.to_owned(), superior.0.into());
        let answers = |step: &Step| step.by.contains(&Who::Superior) && step.from.iter().any(|from| from == stage);
        if process.steps.iter().any(answers) {
            values.insert(WAITS_ABOVE.to_owned(), true.into());
        }
    }
    if process.stage(stage).is_some_and(|stage| stage.closed)
        && let Some(at_ms) = closed_at_ms(record, process)
    {
        values.insert(CLOSED_AT.to_owned(), at_ms.into());
    }
    if let Some(at_ms) = given_at_ms(record, process, stage) {
        values.insert(GIVEN_AT.to_owned(), at_ms.into());
    }
    for timed in process.stages.iter().filter(|timed| timed.timed) {
        let stood = spans::stood(record, process, &timed.key, stage);
        if !stood.is_empty() {
            values.insert(format!("{STOOD}{}", timed.key), spans::said(&stood));
        }
    }
    for field in process.telling().into_keys() {
        if let Some(taken) = told(record, process, stage, field) {
            values.insert(format!("{TOLD}{field}"), taken.at_ms.into());
            values.insert(format!("{TOLD_BY}{field}"), taken.by.as_str().into());
        }
    }
    let deadlines = process.deadlines.iter().filter_map(|deadline| {
        let from_ms = begun_at_ms(&deadline.anchor, record)?;
        if !deadline.when.holds(record, None, lookup) {
            return None;
        }
        let holds = deadline.met.holds(record, None, lookup);
        let met_at_ms = holds.then(|| deadline.met.since(record).unwrap_or(from_ms));
        Some(Clock { key: deadline.key.clone(), from_ms, met_at_ms })
    });
    let deadlines: Vec<Clock> = deadlines.collect();
    for deadline in &process.deadlines {
        let clock = deadlines.iter().find(|clock| clock.key == deadline.key);
        if let (Some(clock), Some(step)) = (clock, &deadline.turns_since) {
            let turns = spans::turns(record, process, &deadline.anchor, step, clock.met_at_ms);
            values.insert(format!("{TURN}{}", deadline.key), spans::said(&turns));
        }
    }
    let touched = record.entries.values().flatten().map(|entry| entry.at_ms);
    Summary {
        id: record.id.clone(),
        process: process.id.clone(),
        number,
        title: record.single(&process.title).as_text().unwrap_or_default().to_owned(),
        stage: stage.to_owned(),
        closed: process.stage(stage).is_some_and(|stage| stage.closed),
        owner: record.owner(),
        assignee: record.assignee(),
        creator: record.creator(),
        department: record.department(),
        about: process.about.as_ref().and_then(|field| record.single(field).as_text()).map(RecordId::from),
        created_at_ms: record.steps.first().map_or(0, |step| step.at_ms),
        touched_at_ms: record.steps.iter().map(|step| step.at_ms).chain(touched).max().unwrap_or(0),
        has_conflict: record.conflicts().next().is_some(),
        values,
        deadlines,
    }
}
