use std::sync::Arc;

use leptos::prelude::*;
use shared::config::Configuration;
use shared::form::{self, Row, Taken};
use shared::id::RecordId;
use shared::label::{Label, Language};
use shared::process::{self, Kind, MergeClass};
use shared::value::Value;

use super::value::{record_title, say};
use super::words as w;
use super::{Photo, process_of};
use crate::i18n::{language, t};
use crate::message::Opened;
use crate::store::Store;
use crate::when;

/// The printed form of a record on A4, as its process describes it. Times are absolute: paper has no today.
#[component]
pub fn PrintSheet(#[prop(into)] opened: Signal<Arc<Opened>>) -> impl IntoView {
    let store = Store::get();
    let process = process_of(opened);
    move || {
        let process = process.get()?;
        let config = store.config();
        let (title, signatures) = match &process.print {
            Some(form) => (&form.title, form.signatures.clone()),
            None => (&process.label, vec![]),
        };
        let opened = opened.get();
        let number = opened.summary.number.clone().unwrap_or_else(|| t(w::NO_NUMBER)().to_owned());
        let all = form::rows(&opened.record, &process);
        // Who signs on the screen signs at the foot; the line stays for the pen where nothing was drawn.
        let (mut rows, mut drawn): (Vec<AnyView>, Vec<AnyView>) = (vec![], vec![]);
        for one in all {
            match one {
                Row::Field(field) if field.drawn => drawn.push(signed(&opened, field, language())),
                Row::Field(field) => rows.push(row(&opened, field, &config, language())),
                Row::Steps(label, taken) => rows.push(steps(label, taken, &config, language())),
            }
        }
        let sign = |label: Label| view! { <span>{label.get(language()).to_owned()}</span> };
        Some(view! {
            <article class="print-sheet">
                <header class="sheet-head">
                    <p class="sheet-company">{config.company()}</p>
                    <h1>{title.get(language()).to_owned()}</h1>
                    <p class="sheet-no">{t(w::NUMBER)}" "{number}</p>
                </header>
                <table class="sheet-table">
                    <tbody>{rows}</tbody>
                </table>
                <footer class="sheet-sign">
                    {drawn}
                    {signatures.into_iter().map(sign).collect_view()}
                    <span>{t(w::DATE)}</span>
                </footer>
            </article>
        })
    }
}

/// Who did it and when, with what he said.
fn steps(label: &Label, taken: Vec<Taken>, config: &Configuration, language: Language) -> AnyView {
    let line = |taken: Taken| {
        let mut parts = vec![format!("{} {}", when::absolute(&config.calendar, taken.at_ms), config.name_of(taken.by))];
        parts.extend(taken.step.map(|step| step.get(language).to_owned()));
        parts.extend(taken.said.into_iter().map(|(param, value)| {
            let words = on_paper(param, value, config, language);
            match param.kind {
                // The words themselves need no name before them.
                Kind::LongText => words,
                _ => format!("{} {words}", param.label.get(language)),
            }
        }));
        parts.extend(taken.reason.map(str::to_owned));
        view! { <div>{parts.join(" · ")}</div> }
    };
    let name = label.get(language).to_owned();
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{taken.into_iter().map(line).collect_view()}</td>
        </tr>
    }
    .into_any()
}

fn on_paper(field: &process::Field, value: &Value, config: &Configuration, language: Language) -> String {
    match (&field.kind, value) {
        (Kind::Instant, Value::Int(at_ms)) => when::absolute(&config.calendar, *at_ms),
        (Kind::Date, Value::Text(date)) => date.clone(),
        _ => say(field, value, config, 0, language),
    }
}

fn signed(opened: &Opened, field: &process::Field, language: Language) -> AnyView {
    let name = field.label.get(language).to_owned();
    let picture = pictures(opened, opened.record.single(&field.key).as_text().into_iter());
    view! { <span>{name}{picture}</span> }.into_any()
}

fn row(opened: &Opened, field: &process::Field, config: &Configuration, language: Language) -> AnyView {
    let name = field.label.get(language).to_owned();
    let record = &opened.record;
    let tall = matches!(field.kind, Kind::LongText).then_some("tall");
    let cell: AnyView = match (field.class, &field.kind) {
        (MergeClass::Entries, _) => entries(opened, field, config, language),
        (MergeClass::Set, Kind::Attachment) => {
            pictures(opened, record.sets.get(&field.key).into_iter().flatten().map(String::as_str))
        }
        (MergeClass::Single, Kind::Attachment) => pictures(opened, record.single(&field.key).as_text().into_iter()),
        (MergeClass::Set, _) => {
            let members = record.sets.get(&field.key).into_iter().flatten();
            let members: Vec<String> =
                members.map(|one| on_paper(field, &one.as_str().into(), config, language)).collect();
            members.join("、").into_any()
        }
        (MergeClass::Text, _) => record.texts.get(&field.key).cloned().unwrap_or_default().into_any(),
        (MergeClass::Counter, _) => record.counters.get(&field.key).copied().unwrap_or_default().into_any(),
        (MergeClass::Single, Kind::Record(_)) => {
            let title = record.single(&field.key).as_text().map(|id| record_title(RecordId::from(id)));
            (move || title.and_then(|title| title.get())).into_any()
        }
        // All that could have been ticked, and what was.
        (MergeClass::Single, Kind::Choice(choices)) => {
            let held = record.single(&field.key).as_text().unwrap_or_default().to_owned();
            let tick = |choice: &process::Choice| {
                let on = (choice.value == held).then_some("");
                view! {
                    <span class="tick" data-on=on>
                        {choice.label.get(language).to_owned()}
                    </span>
                }
            };
            choices.iter().map(tick).collect_view().into_any()
        }
        (MergeClass::Single, Kind::Boolean) => {
            let held = record.single(&field.key);
            let tick = |truth: bool, words: crate::i18n::Words| {
                let on = (*held == Value::Bool(truth)).then_some("");
                view! {
                    <span class="tick" data-on=on>
                        {words.get(language)}
                    </span>
                }
            };
            view! { {tick(true, w::YES)} {tick(false, w::NO)} }.into_any()
        }
        (MergeClass::Single, _) => on_paper(field, record.single(&field.key), config, language).into_any(),
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class=tall>{cell}</td>
        </tr>
    }
    .into_any()
}

/// What was drawn or photographed, as a picture.
fn pictures<'a>(opened: &Opened, ids: impl Iterator<Item = &'a str>) -> AnyView {
    let one = |id: &str| view! { <Photo record=opened.record.id.clone() id /> };
    ids.filter(|id| !id.is_empty()).map(one).collect_view().into_any()
}

fn entries(opened: &Opened, field: &process::Field, config: &Configuration, language: Language) -> AnyView {
    let line = |entry: &shared::record::Entry| {
        let values = field.columns.iter().filter_map(|column| Some((column, entry.values.get(&column.key)?)));
        let (files, values): (Vec<_>, Vec<_>) = values.partition(|(column, _)| column.kind == Kind::Attachment);
        // A bare number says nothing, and none need not be said.
        let said = |(column, value): (&process::Field, &Value)| match (&column.kind, value) {
            (Kind::Integer, Value::Int(0)) => None,
            (Kind::Integer, _) => {
                Some(format!("{} {}", column.label.get(language), on_paper(column, value, config, language)))
            }
            _ => Some(on_paper(column, value, config, language)),
        };
        let words: Vec<String> = values.into_iter().filter_map(said).collect();
        let files = pictures(opened, files.into_iter().filter_map(|(_, value)| value.as_text()));
        let head = format!("{} {}", when::absolute(&config.calendar, entry.at_ms), config.name_of(&entry.by));
        view! { <div>{head}" · "{words.join(" · ")}{files}</div> }
    };
    opened.record.entries(&field.key).iter().map(line).collect_view().into_any()
}
