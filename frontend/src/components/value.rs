//! A value as a person says it.

use leptos::prelude::*;
use shared::config::Configuration;
use shared::id::{DepartmentId, ProcessId, RecordId, RegionId, UserId};
use shared::label::Language;
use shared::process::{self, Kind, MergeClass};
use shared::value::Value;

use super::photos::words as photo_words;
use super::words as w;
use super::{FilesOf, Photo, RecordPhotos};
use crate::i18n::{fill, language, t};
use crate::message::{Ask, Opened, Reply};
use crate::place;
use crate::store::Store;
use crate::when;

/// 138 0013 8000; other numbers as they were written.
pub fn phone(number: &str) -> String {
    let digits: String = number.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if digits.len() == 11 && digits.starts_with('1') && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{} {} {}", &digits[..3], &digits[3..7], &digits[7..]);
    }
    number.to_owned()
}

/// Fen as yuan, without the zeros nobody says.
pub fn yuan(fen: i64) -> String {
    let (whole, rest) = (fen / 100, (fen % 100).abs());
    let sign = if fen < 0 && whole == 0 { "-" } else { "" };
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:02}") }
}

/// A value in one line of words; empty where nothing was filled in.
pub fn say(field: &process::Field, value: &Value, config: &Configuration, now_ms: i64, language: Language) -> String {
    if value.is_empty() {
        return String::new();
    }
    let text = value.as_text().unwrap_or_default();
    match (&field.kind, value) {
        (Kind::Choice(choices), Value::Text(chosen)) => choices
            .iter()
            .find(|choice| choice.value == *chosen)
            .map_or_else(|| chosen.clone(), |choice| choice.label.get(language).to_owned()),
        (Kind::Boolean, Value::Bool(truth)) => (if *truth { w::YES } else { w::NO }).get(language).to_owned(),
        (Kind::Instant, Value::Int(at_ms)) => when::instant(&config.calendar, *at_ms, now_ms, language),
        (Kind::Date, _) => match text.parse() {
            Ok(date) => when::day(date, config.calendar.date_of(now_ms), language),
            Err(_) => text.to_owned(),
        },
        (Kind::Money, Value::Int(fen)) => format!("{} {}", yuan(*fen), w::YUAN.get(language)),
        (Kind::Phone, _) => {
            // A list carries a set as one line.
            text.split('、').map(phone).collect::<Vec<_>>().join("、")
        }
        (Kind::Hours, _) => when::hours(text, language),
        (Kind::Person | Kind::Actor | Kind::Superior | Kind::Causer, _) => {
            config.name_of(&UserId::from(text)).to_owned()
        }
        (Kind::Department, _) => config.department_name(&DepartmentId::from(text)).to_owned(),
        (Kind::Region, _) => region_name(config, text),
        // The name of a file says nothing to a person.
        (Kind::Attachment, _) => fill(photo_words::COUNT, &text.split('、').count().to_string()),
        (_, Value::Int(int)) => int.to_string(),
        (_, Value::Number(number)) => number.to_string(),
        (_, Value::Bool(truth)) => (if *truth { w::YES } else { w::NO }).get(language).to_owned(),
        _ => text.to_owned(),
    }
}

fn region_name(config: &Configuration, id: &str) -> String {
    let id = RegionId::from(id);
    config
        .regions
        .iter()
        .find(|one| one.id == id)
        .map_or_else(|| w::UNKNOWN.get(language()).to_owned(), |one| one.name.clone())
}

/// The absolute form behind a relative word.
fn title_of(kind: &Kind, value: &Value, config: &Configuration) -> Option<String> {
    match (kind, value) {
        (Kind::Instant, Value::Int(at_ms)) => Some(when::absolute(&config.calendar, *at_ms)),
        (Kind::Date, Value::Text(date)) => Some(date.clone()),
        _ => None,
    }
}

/// One value: with a link where it can be followed, a full time where it is said shortly, 未填 where it is missing.
#[component]
pub fn FieldValue(#[prop(into)] field: Signal<process::Field>, #[prop(into)] value: Signal<Value>) -> impl IntoView {
    let store = Store::get();
    move || {
        let (field, value) = (field.get(), value.get());
        if value.is_empty() {
            return view! { <span class="muted">{t(w::NOT_FILLED)}</span> }.into_any();
        }
        let config = store.config();
        let words = say(&field, &value, &config, store.now.get(), language());
        match (&field.kind, value.as_text()) {
            (Kind::Phone, Some(number)) if !number.contains('、') => {
                view! { <Phone number=number.to_owned() /> }.into_any()
            }
            (Kind::Email, Some(address)) => view! { <a href=format!("mailto:{address}")>{words}</a> }.into_any(),
            (Kind::Record(process), Some(id)) => {
                view! { <RecordName process=process.clone() id=RecordId::from(id) /> }.into_any()
            }
            (Kind::Attachment, Some(id)) if !id.contains('、') => match use_context::<FilesOf>() {
                Some(FilesOf(record)) => view! { <Photo record id /> }.into_any(),
                None => words.into_any(),
            },
            (Kind::LongText, _) => view! { <span class="prose">{words}</span> }.into_any(),
            _ => view! { <span title=title_of(&field.kind, &value, &config)>{words}</span> }.into_any(),
        }
    }
}

/// A number that can be dialled.
#[component]
pub fn Phone(number: String) -> impl IntoView {
    let digits: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    view! {
        <a class="nowrap" href=format!("tel:{digits}")>
            {phone(&number)}
        </a>
    }
}

/// The name of a record, as a link to it. One that this person may not see is said to be so.
#[component]
pub fn RecordName(process: ProcessId, id: RecordId) -> impl IntoView {
    let rows = titles(id.clone());
    let href = place::record(&process, &id);
    move || match rows.get() {
        None => view! { <span class="skeleton"></span> }.into_any(),
        Some(None) => view! { <span class="muted">{t(w::NOT_SEEN_HERE)}</span> }.into_any(),
        Some(Some(title)) => view! { <a href=href.clone()>{title}</a> }.into_any(),
    }
}

/// The title of another record: not answered yet, not known here, or known.
fn titles(id: RecordId) -> RwSignal<Option<Option<String>>> {
    Store::get().live(
        move || Some(Ask::Rows(vec![id.clone()])),
        |reply| match reply {
            Reply::Rows { rows, .. } => Some(rows.into_iter().next().map(|row| row.summary.title)),
            _ => None,
        },
    )
}

/// The title of another record, followed. None: not known here.
pub fn record_title(id: RecordId) -> Signal<Option<String>> {
    let rows = titles(id);
    Signal::derive(move || rows.get().flatten())
}

/// A whole field of a record, whatever its class.
#[component]
pub fn RecordField(#[prop(into)] opened: Signal<std::sync::Arc<Opened>>, field: process::Field) -> impl IntoView {
    let key = field.key.clone();
    if field.kind == Kind::Attachment {
        return view! { <RecordPhotos opened field may=Signal::stored(false) /> }.into_any();
    }
    match field.class {
        MergeClass::Single => {
            let value = Signal::derive(move || opened.with(|opened| opened.record.single(&key).clone()));
            view! { <FieldValue field=Signal::stored(field) value /> }.into_any()
        }
        MergeClass::Set => {
            let members =
                Memo::new(move |_| opened.with(|opened| opened.record.sets.get(&key).cloned().unwrap_or_default()));
            let one = StoredValue::new(field);
            (move || {
                let members = members.get();
                if members.is_empty() {
                    return view! { <span class="muted">{t(w::NOT_FILLED)}</span> }.into_any();
                }
                let chip = |member: String| {
                    let value = Signal::stored(Value::Text(member));
                    view! { <span class="chip"><FieldValue field=Signal::stored(one.get_value()) value /></span> }
                };
                view! { <span class="chips">{members.into_iter().map(chip).collect_view()}</span> }.into_any()
            })
            .into_any()
        }
        MergeClass::Text => (move || {
            let text = opened.with(|opened| opened.record.texts.get(&key).cloned().unwrap_or_default());
            if text.trim().is_empty() {
                view! { <span class="muted">{t(w::NOT_FILLED)}</span> }.into_any()
            } else {
                view! { <span class="prose">{text}</span> }.into_any()
            }
        })
        .into_any(),
        MergeClass::Counter => (move || {
            let count = opened.with(|opened| opened.record.counters.get(&key).copied().unwrap_or_default());
            fill(w::TIMES, &count.to_string())
        })
        .into_any(),
        MergeClass::Entries => (move || {
            let count = opened.with(|opened| opened.record.entries(&key).len());
            fill(w::ENTRIES, &count.to_string())
        })
        .into_any(),
    }
}
