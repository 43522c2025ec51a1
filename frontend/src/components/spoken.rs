//! A command in words: what somebody typed or did, whole and readable, wherever it is.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::config::Configuration;
use shared::id::{ProcessId, RecordId};
use shared::label::Language;
use shared::process;
use shared::record::command::{Act, Command};
use shared::value::Value;

use super::value::{RecordName, say};
use super::words as w;
use crate::i18n::language;
use crate::store::Store;

/// One line: a field or a step, and what was written there.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub label: String,
    pub text: String,
    /// The record that is meant: shown by its name, where it is on this device.
    pub record: Option<(ProcessId, RecordId)>,
}

impl Line {
    fn new(label: String, text: String) -> Self {
        Self { label, text, record: None }
    }

    fn of(label: String, text: String, field: Option<&process::Field>, value: &Value) -> Self {
        let record = match (field.map(|field| &field.kind), value.as_text()) {
            (Some(process::Kind::Record(process)), Some(id)) => Some((process.clone(), RecordId::from(id))),
            _ => None,
        };
        Self { label, text, record }
    }
}

pub fn spoken(command: &Command, config: &Configuration, now_ms: i64, language: Language) -> Vec<Line> {
    let process = config.process(&command.process);
    let field = |key: &str| process.and_then(|process| process.field(key));
    let label = |key: &str| field(key).map_or_else(|| key.to_owned(), |field| field.label.get(language).to_owned());
    let value = |field: Option<&process::Field>, value: &Value| match field {
        _ if value.is_empty() => w::CLEARED.get(language).to_owned(),
        Some(field) => say(field, value, config, now_ms, language),
        None => value.as_text().map_or_else(|| format!("{value:?}"), str::to_owned),
    };
    let many = |fields: &[process::Field], values: &BTreeMap<String, Value>| {
        let one = |(key, held): (&String, &Value)| {
            let field = fields.iter().find(|field| field.key == *key);
            let label = field.map_or_else(|| key.clone(), |field| field.label.get(language).to_owned());
            Line::of(label, value(field, held), field, held)
        };
        values.iter().filter(|(_, value)| !value.is_empty()).map(one).collect::<Vec<_>>()
    };
    let mut lines = vec![];
    for act in &command.acts {
        match act {
            Act::Set { field: key, value: held } => {
                lines.push(Line::of(label(key), value(field(key), held), field(key), held));
            }
            Act::Add { field: key, value: held } => {
                let text = value(field(key), &Value::from(held.as_str()));
                lines.push(Line::new(label(key), format!("+ {text}")));
            }
            Act::Remove { field: key, value: held } => {
                let text = value(field(key), &Value::from(held.as_str()));
                lines.push(Line::new(label(key), format!("− {text}")));
            }
            Act::Append { field: key, values, .. } => {
                let columns = field(key).map_or(&[][..], |field| &field.columns);
                let inside = answered(values, config, language).unwrap_or_else(|| many(columns, values));
                let text = inside.iter().map(|line| format!("{}：{}", line.label, line.text)).collect::<Vec<_>>();
                lines.push(Line::new(label(key), text.join("\n")));
            }
            Act::Count { field: key, by } => lines.push(Line::new(label(key), format!("{by:+}"))),
            Act::Splice { field: key, insert, delete, .. } => {
                let text = if insert.is_empty() { format!("− {delete}") } else { insert.clone() };
                lines.push(Line::new(label(key), text));
            }
            Act::Take { step: key, values, reason, .. } => {
                let step = process.and_then(|process| process.step(key));
                let name = step.map_or_else(|| key.clone(), |step| step.label.get(language).to_owned());
                lines.push(Line::new(w::STEP.get(language).to_owned(), name));
                lines.extend(many(step.map_or(&[][..], |step| &step.params), values));
                let reason = reason.as_ref().filter(|reason| !reason.trim().is_empty());
                let line = |text: &String| Line::new(w::REASON.get(language).to_owned(), text.clone());
                lines.extend(reason.map(line));
            }
        }
    }
    lines
}

/// An answer to the call script in the script's own words; none where it is something else.
fn answered(values: &BTreeMap<String, Value>, config: &Configuration, language: Language) -> Option<Vec<Line>> {
    let (key, answer) = (values.get("node")?.as_text()?, values.get("answer")?.as_text()?);
    let node = config.scripts.iter().flat_map(|script| &script.nodes).find(|node| node.key == key)?;
    let (question, answer) = node.said(answer);
    let (label, text) = (question.get(language).to_owned(), answer.get(language).to_owned());
    Some(vec![Line::new(label, text)])
}

/// For the clipboard: nothing of what was typed is missing.
pub fn as_text(title: &str, lines: &[Line]) -> String {
    let lines = lines.iter().map(|line| format!("{}：{}", line.label, line.text));
    [title.to_owned()].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

#[component]
pub fn Spoken(#[prop(into)] command: Signal<Command>) -> impl IntoView {
    let store = Store::get();
    let lines = move || {
        let config = store.config();
        let lines = command.with(|command| spoken(command, &config, store.now.get(), language()));
        let line = |line: Line| {
            view! {
                <div>
                    <dt>{line.label}</dt>
                    <dd class="prose">
                        {match line.record {
                            Some((process, id)) => view! { <RecordName process id /> }.into_any(),
                            None => line.text.into_any(),
                        }}
                    </dd>
                </div>
            }
        };
        lines.into_iter().map(line).collect_view()
    };
    view! { <dl class="kv">{lines}</dl> }
}
