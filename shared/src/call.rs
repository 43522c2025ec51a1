//! One call: what the caller has typed so far, what is still missing for a complete record, and the one command that it
//! becomes. Pure, so that the screen only shows it and a reload loses nothing.

use crate::calendar::{self, AGREED_BEFORE_MS, Calendar, MayCall, RestHours};
use crate::config::Configuration;
use crate::desk;
use crate::id::{self, EntryId, RecordId};
use crate::label::Label;
use crate::process::{Kind, Process};
use crate::record::Record;
use crate::record::command::Act;
use crate::record::summary::Summary;
use crate::script::{AnswerKind, Answers, Farewell, Node, Script, path};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who was not reached is not offered again before this time has passed.
pub const RETRY_AFTER_MS: i64 = 2 * 3_600_000;
/// An appointment today is proposed only when it is at least this far away.
const APPOINTMENT_LEAD_MS: i64 = 30 * 60_000;

/// Everything typed during a call, not saved yet. Kept by the browser from the first key on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The attempt that this call becomes: saving it twice makes one.
    pub attempt: EntryId,
    pub outcome: String,
    /// By field; what is not here is as the record has it.
    pub fields: BTreeMap<String, String>,
    /// By node, as far as the answer is not a field.
    pub answers: BTreeMap<String, String>,
    pub appointment_at_ms: Option<i64>,
    pub note: String,
    pub farewell: Option<Farewell>,
    /// Why the call was made in rest hours.
    pub override_reason: String,
    pub dialled_at_ms: Option<i64>,
    pub running_since_ms: Option<i64>,
    pub elapsed_ms: i64,
}

/// What the record still lacks: the field to go to, and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub field: String,
    pub label: Label,
}

/// The field of the record that the answer to this node is, if it is one.
pub fn field_of<'a>(node: &Node, process: &'a Process) -> Option<&'a str> {
    let key = match node.key.as_str() {
        "satisfaction" => "rating",
        "improvement" => "dissatisfaction",
        other => other,
    };
    let field = process.field(key)?;
    let fits = match (&node.answer, &field.kind) {
        (AnswerKind::Choice(answers), Kind::Choice(choices)) => {
            answers.iter().all(|answer| choices.iter().any(|choice| choice.value == answer.value))
        }
        (AnswerKind::Text, Kind::Text | Kind::LongText) => true,
        _ => false,
    };
    fits.then_some(field.key.as_str())
}

impl Draft {
    pub fn new(attempt: EntryId) -> Self {
        Self { attempt, ..Self::default() }
    }

    /// Nothing is lost if it goes.
    pub fn is_blank(&self) -> bool {
        *self == Self { attempt: self.attempt.clone(), farewell: self.farewell, ..Self::default() }
    }

    /// A field as it will be saved.
    pub fn field(&self, record: &Record, key: &str) -> String {
        match self.fields.get(key) {
            Some(typed) => typed.clone(),
            None if key == "channel" && !record.is_filled(key) => "phone".to_owned(),
            None => record.single(key).as_text().unwrap_or_default().to_owned(),
        }
    }

    pub fn answer(&self, record: &Record, process: &Process, node: &Node) -> String {
        match field_of(node, process) {
            Some(field) => self.field(record, field),
            None => self.answers.get(&node.key).cloned().unwrap_or_default(),
        }
    }

    /// All answers, those that are fields among them.
    pub fn all_answers(&self, record: &Record, process: &Process, script: &Script) -> Answers {
        let answers = script.nodes.iter().map(|node| (node.key.clone(), self.answer(record, process, node)));
        answers.filter(|(_, answer)| !answer.trim().is_empty()).collect()
    }

    pub fn seconds(&self, now_ms: i64) -> i64 {
        (self.elapsed_ms + self.running_since_ms.map_or(0, |since| (now_ms - since).max(0))) / 1000
    }

    /// The step that follows from how the call ended.
    pub fn step(&self) -> Option<&'static str> {
        match self.outcome.as_str() {
            "" => None,
            "reached" => Some("done"),
            "appointed" => Some("appoint"),
            _ => Some("miss"),
        }
    }

    /// What keeps this call from being saved, before anybody presses. 「必须保证回访信息的完整记录」
    pub fn missing(&self, record: &Record, process: &Process, may_call: &MayCall, now_ms: i64) -> Vec<Missing> {
        let mut missing = Vec::new();
        let name = |key: &str| process.field(key).map_or(Label::same(key), |field| field.label.clone());
        let mut lacks = |field: &str, label: Label| missing.push(Missing { field: field.to_owned(), label });
        if !may_call.allowed() && self.override_reason.trim().is_empty() {
            lacks("override", Label::new("休息时间拨打的原因", "Why in rest hours"));
        }
        match self.step() {
            None => lacks("outcome", Label::new("通话结果", "How the call ended")),
            Some("appoint") if self.appointment_at_ms.is_none() => {
                lacks("appointment_at_ms", name("appointment_at_ms"));
            }
            Some("appoint") if self.appointment_at_ms.is_some_and(|at_ms| at_ms <= now_ms) => {
                lacks("appointment_at_ms", Label::new("还没有过去的预约时间", "An appointment still to come"));
            }
            Some("done") => {
                for key in ["rating", "channel", "service_item"] {
                    if self.field(record, key).trim().is_empty() {
                        lacks(key, name(key));
                    }
                }
                let rating = self.field(record, "rating");
                if ["average", "dissatisfied"].contains(&rating.as_str())
                    && self.field(record, "dissatisfaction").trim().is_empty()
                {
                    lacks("dissatisfaction", name("dissatisfaction"));
                }
            }
            Some(_) => {}
        }
        missing
    }

    /// The call as one command: fields, the attempt, the answers, and the step. Whole or not at all.
    pub fn acts(&self, record: &Record, process: &Process, script: &Script, now_ms: i64) -> Vec<Act> {
        let Some(step) = self.step() else { return vec![] };
        let mut acts = Vec::new();
        let mut fields = self.fields.clone();
        if step == "done" {
            fields.insert("channel".into(), self.field(record, "channel"));
        }
        for (key, typed) in &fields {
            let value = if typed.trim().is_empty() { Value::Null } else { Value::from(typed.trim()) };
            if *record.single(key) != value {
                acts.push(Act::Set { field: key.clone(), value });
            }
        }
        if let Some(at_ms) = self.appointment_at_ms.filter(|_| step == "appoint") {
            acts.push(Act::Set { field: "appointment_at_ms".into(), value: at_ms.into() });
        }
        let mut attempt: BTreeMap<String, Value> = [
            ("channel".to_owned(), Value::from(self.field(record, "channel"))),
            ("outcome".to_owned(), Value::from(self.outcome.as_str())),
            ("seconds".to_owned(), self.seconds(now_ms).into()),
        ]
        .into();
        for (column, text) in [("note", &self.note), ("override", &self.override_reason)] {
            if !text.trim().is_empty() {
                attempt.insert(column.to_owned(), text.trim().into());
            }
        }
        acts.push(Act::Append { field: "attempts".into(), entry: self.attempt.clone(), values: attempt });
        if step == "done" {
            let answers = self.all_answers(record, process, script);
            for node in path(script, &answers) {
                let Some(answer) = answers.get(&node.key).filter(|_| node.answer != AnswerKind::None) else { continue };
                acts.push(Act::Append {
                    field: "answers".into(),
                    entry: self.part("answer", &node.key),
                    values: [
                        ("node".to_owned(), Value::from(node.key.as_str())),
                        ("answer".to_owned(), Value::from(answer.trim())),
                    ]
                    .into(),
                });
            }
        }
        let entry = self.part("step", step);
        acts.push(Act::Take { step: step.into(), entry, values: BTreeMap::new(), reason: None });
        acts
    }

    /// An id that follows from the attempt, so that the same call never writes a part of it twice.
    fn part(&self, what: &str, which: &str) -> EntryId {
        EntryId(id::made_by_rule(what, self.attempt.as_str(), which).0)
    }
}

/// May the customer of this item be called now?
pub fn may_call(item: &Summary, customer: Option<&Summary>, config: &Configuration, now_ms: i64) -> MayCall {
    let of = |summary: &Summary, key: &str| summary.values.get(key).and_then(Value::as_int);
    let rest = customer.and_then(|file| file.values.get("rest_hours")).and_then(Value::as_text);
    let agreed = of(item, "appointment_at_ms").or(customer.and_then(|file| of(file, "agreed_at_ms")));
    calendar::may_call(&config.calendar, now_ms, &config.rest_hours(rest), agreed, config.rest_day_calls())
}

/// Whom to call now: the first on the desk who may be called, has not put it off, and was not just tried in vain. `but`
/// is the one dealt with last; the same customer comes again only when nobody else is left.
pub fn next<'a>(calls: &'a [desk::Call], but: Option<&RecordId>, now_ms: i64) -> Option<&'a desk::Call> {
    let last = but
        .and_then(|but| calls.iter().find(|call| call.summary.id == *but))
        .and_then(|call| call.summary.about.as_ref());
    next_of(calls, but, last, now_ms).or_else(|| next_of(calls, but, None, now_ms))
}

fn next_of<'a>(
    calls: &'a [desk::Call],
    but: Option<&RecordId>,
    last: Option<&RecordId>,
    now_ms: i64,
) -> Option<&'a desk::Call> {
    calls.iter().find(|call| {
        let item = &call.summary;
        if last.is_some() && item.about.as_ref() == last {
            return false;
        }
        let put_off = item.stage == "appointed" && call.agreed_at_ms.is_some_and(|at| at - AGREED_BEFORE_MS > now_ms);
        let just_tried = item.stage == "unreached" && now_ms - item.touched_at_ms < RETRY_AFTER_MS;
        item.process.as_str() == "follow_up"
            && Some(&item.id) != but
            && call.may_call.allowed()
            && (call.may_call == MayCall::Agreed || (!put_off && !just_tried))
    })
}

/// Two or three times to propose, none of them in the customer's rest: this afternoon, then the next day of calls.
pub fn appointments(calendar: &Calendar, rest: &RestHours, rest_day_calls: bool, now_ms: i64) -> Vec<(Label, i64)> {
    const HOUR_MS: i64 = 3_600_000;
    let today = calendar.date_of(now_ms);
    let mut next = today.tomorrow().unwrap_or(today);
    if !rest_day_calls && !calendar.is_working(next) {
        next = calendar.working_day_after(next);
    }
    let is_tomorrow = today.tomorrow().is_ok_and(|tomorrow| tomorrow == next);
    let day = if is_tomorrow { Label::new("明天", "Tomorrow") } else { crate::day::named(next) };
    let proposals = [
        (Label::new("今天 15:00", "Today 15:00"), calendar.start_of(today) + 15 * HOUR_MS),
        (Label::new("今天 17:00", "Today 17:00"), calendar.start_of(today) + 17 * HOUR_MS),
        (
            Label::owned(format!("{}上午 10:00", day.zh), format!("{} 10:00", day.en)),
            calendar.start_of(next) + 10 * HOUR_MS,
        ),
        (
            Label::owned(format!("{}下午 15:00", day.zh), format!("{} 15:00", day.en)),
            calendar.start_of(next) + 15 * HOUR_MS,
        ),
    ];
    let fits = |at_ms: i64| {
        at_ms - now_ms >= APPOINTMENT_LEAD_MS
            && calendar::may_call(calendar, at_ms, rest, None, rest_day_calls).allowed()
    };
    let mut fitting: Vec<_> = proposals.into_iter().filter(|(_, at_ms)| fits(*at_ms)).collect();
    // One time today is enough.
    if fitting.len() > 3 {
        fitting.remove(1);
    }
    fitting
}

/// The item that a campaign makes for a customer: the same on whichever device it is made.
pub fn item_id(campaign: &RecordId, customer: &RecordId) -> RecordId {
    id::made_by_rule("campaign", campaign.as_str(), customer.as_str())
}

#[cfg(test)]
mod tests;
