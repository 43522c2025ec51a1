//! What has happened to a record, as plain data, and the words for it.

use shared::config::Configuration;
use shared::id::{EntryId, UserId};
use shared::label::Language;
use shared::process::{self, Kind, MergeClass, Process};
use shared::record::event::Event;
use shared::record::summary::Summary;
use shared::record::{Entry, Record, StepEntry};
use shared::value::Value;

use crate::components::value::say;
use crate::components::words as w;
use crate::message::Told;
use crate::place;

#[derive(Clone, PartialEq)]
pub struct Happening {
    pub at_ms: i64,
    pub by: Option<UserId>,
    /// Written by a former owner after the record was given to somebody else.
    pub late: bool,
    pub unsent: bool,
    pub subject: Subject,
}

#[derive(Clone, PartialEq)]
pub enum Subject {
    Entry { field: String, entry: Entry },
    Step(StepEntry),
    Edits(Vec<Event>),
    Related(Summary),
}

pub fn newest_first(mut story: Vec<Happening>) -> Vec<Happening> {
    shared::order::by_key(&mut story, |happening| std::cmp::Reverse(happening.at_ms));
    story
}

/// A list of names (contact persons, answers) is part of the file, not of the story.
fn tells(field: &process::Field) -> bool {
    field.class == MergeClass::Entries && field.columns.first().is_some_and(|column| column.kind != Kind::Text)
}

/// `late`: entries whose authors did not know that somebody else had taken over.
pub fn entries(record: &Record, process: &Process, late: &[EntryId]) -> Vec<Happening> {
    let of = |field: &process::Field| {
        let key = field.key.clone();
        record.entries(&field.key).iter().cloned().map(move |entry| Happening {
            at_ms: entry.at_ms,
            by: Some(entry.by.clone()),
            late: late.contains(&entry.id) || is_late(record, &entry),
            unsent: false,
            subject: Subject::Entry { field: key.clone(), entry },
        })
    };
    process.fields.iter().filter(|field| tells(field)).flat_map(of).collect()
}

/// Was the author once in charge, but not any more when this was written?
fn is_late(record: &Record, entry: &Entry) -> bool {
    let named = |step: &StepEntry| {
        let value = step.values.get("owner").or_else(|| step.values.get("assignee"));
        value.and_then(Value::as_text).map(UserId::from)
    };
    let given: Vec<UserId> = record.steps.iter().filter(|step| step.at_ms <= entry.at_ms).filter_map(named).collect();
    given.contains(&entry.by) && given.last() != Some(&entry.by)
}

pub fn steps(record: &Record) -> Vec<Happening> {
    let of = |step: &StepEntry| Happening {
        at_ms: step.at_ms,
        by: Some(step.by.clone()),
        late: false,
        unsent: false,
        subject: Subject::Step(step.clone()),
    };
    record.steps.iter().map(of).collect()
}

pub fn changes(told: &[Told]) -> Vec<Happening> {
    let of = |told: &Told| Happening {
        at_ms: told.moment.at_ms,
        by: told.author.as_ref().map(|author| author.user.clone()),
        late: false,
        unsent: !told.on_server,
        subject: Subject::Edits(told.moment.events.clone()),
    };
    told.iter().map(of).collect()
}

/// Work about this record: when it was done, or planned while it is not.
pub fn related(summary: Summary) -> Happening {
    let done_at_ms = summary.deadlines.iter().filter_map(|clock| clock.met_at_ms).max();
    Happening {
        at_ms: done_at_ms.unwrap_or(summary.created_at_ms),
        by: summary.assignee.clone().or_else(|| summary.owner.clone()),
        late: false,
        unsent: false,
        subject: Subject::Related(summary),
    }
}

/// The kind of an item for its colour, and its icon.
pub fn look(happening: &Happening, process: Option<&Process>) -> (&'static str, &'static str) {
    match &happening.subject {
        Subject::Related(summary) => {
            (if summary.process.as_str() == "follow_up" { "call" } else { "task" }, place::icon(&summary.process))
        }
        Subject::Step(step) => {
            let closes = process.and_then(|process| process.stage(process.step(&step.step)?.to.as_deref()?));
            ("system", if closes.is_some_and(|stage| stage.closed) { "check" } else { "flag" })
        }
        Subject::Edits(_) => ("edit", "edit"),
        Subject::Entry { entry, .. } => match entry.values.get("channel").and_then(Value::as_text) {
            Some("phone") => ("call", "phone"),
            Some("email") => ("call", "mail"),
            Some("sms") => ("call", "send"),
            Some("visit") => ("call", "pin"),
            Some(_) => ("call", "users"),
            None => ("note", "note"),
        },
    }
}

fn label(process: Option<&Process>, field: &str, language: Language) -> String {
    process.and_then(|process| process.field(field)).map_or(field.to_owned(), |f| f.label.get(language).to_owned())
}

pub fn headline(happening: &Happening, process: Option<&Process>, language: Language) -> String {
    match &happening.subject {
        Subject::Entry { field, .. } => label(process, field, language),
        Subject::Step(step) => {
            let step_ = process.and_then(|process| process.step(&step.step));
            step_.map_or(step.step.clone(), |step| step.label.get(language).to_owned())
        }
        Subject::Edits(_) => w::CHANGED.get(language).to_owned(),
        Subject::Related(summary) => summary.title.clone(),
    }
}

/// What stands below the headline, line by line.
pub fn lines(
    happening: &Happening,
    process: Option<&Process>,
    config: &Configuration,
    now_ms: i64,
    language: Language,
) -> Vec<String> {
    let colon = if language == Language::Zh { "：" } else { ": " };
    let said = |fields: &[process::Field], key: &str, value: &Value| match fields.iter().find(|f| f.key == key) {
        Some(field) => (field.label.get(language).to_owned(), say(field, value, config, now_ms, language)),
        None => (key.to_owned(), value.as_text().unwrap_or_default().to_owned()),
    };
    let pair = |fields: &[process::Field], key: &str, value: &Value| {
        let (name, words) = said(fields, key, value);
        format!("{name}{colon}{words}")
    };
    match &happening.subject {
        Subject::Related(summary) => {
            // What was chosen says what came of it: how satisfied, by which channel.
            let chosen = |field: &&process::Field| {
                matches!(field.kind, Kind::Choice(_)) && field.class == MergeClass::Single && field.listed
            };
            let fields = config.process(&summary.process).map(|process| process.fields.as_slice()).unwrap_or_default();
            let value = |field: &process::Field| Some(pair(fields, &field.key, summary.values.get(&field.key)?));
            let came_of_it: Vec<String> = fields.iter().filter(chosen).filter_map(value).collect();
            if came_of_it.is_empty() { vec![] } else { vec![came_of_it.join(" · ")] }
        }
        Subject::Entry { field, entry } => {
            let columns = process.and_then(|p| p.field(field)).map(|f| f.columns.clone()).unwrap_or_default();
            let filled = columns.iter().filter_map(|column| Some((column, entry.values.get(&column.key)?)));
            let line = |(column, value): (&process::Field, &Value)| match column.kind {
                // The words themselves need no name before them.
                Kind::LongText => say(column, value, config, now_ms, language),
                _ => pair(&columns, &column.key, value),
            };
            filled.filter(|(_, value)| !value.is_empty()).map(line).collect()
        }
        Subject::Step(step) => {
            let params = process.and_then(|p| p.step(&step.step)).map(|s| s.params.clone()).unwrap_or_default();
            let values = step.values.iter().filter(|(_, value)| !value.is_empty());
            let mut lines: Vec<String> = values.map(|(key, value)| pair(&params, key, value)).collect();
            lines.extend(step.reason.clone());
            lines
        }
        Subject::Edits(events) => {
            let fields = process.map(|process| process.fields.as_slice()).unwrap_or_default();
            let line = |event: &Event| match event {
                Event::FieldSet { field, value } if value.is_empty() => {
                    format!("{}{colon}{}", label(process, field, language), w::CLEARED.get(language))
                }
                Event::FieldSet { field, value } => pair(fields, field, value),
                Event::MemberAdded { field, member } => format!("{} + {member}", label(process, field, language)),
                Event::MemberRemoved { field, member } => format!("{} − {member}", label(process, field, language)),
                Event::EntryAdded { field, .. } => {
                    format!("{}{colon}{}", label(process, field, language), w::ONE_MORE.get(language))
                }
                Event::Counted { field, by } => format!("{} {by:+}", label(process, field, language)),
                Event::TextEdited { field, inserted, deleted } => {
                    let removed = if *deleted > 0 { format!(" −{deleted}") } else { String::new() };
                    format!("{}{colon}{inserted}{removed}", label(process, field, language))
                }
                Event::StepTaken(step) => {
                    let step_ = process.and_then(|process| process.step(&step.step));
                    step_.map_or(step.step.clone(), |step| step.label.get(language).to_owned())
                }
                Event::Unknown { at } => at.clone(),
            };
            events.iter().map(line).collect()
        }
    }
}
