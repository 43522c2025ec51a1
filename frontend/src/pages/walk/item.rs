//! One item: what was found, in one tap; a note by words or typing.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::label::Language;
use shared::process::Choice;
use shared::process::Kind;
use shared::process::finding::of_item;
use shared::process::words::field;
use shared::record::command::{Act, Command};
use shared::value::Value;

use super::words as w;
use crate::components::{FieldInput, Form, FormTrouble, Icon};
use crate::i18n::{fill, language, t};
use crate::message::{Ask, Opened, Reply};
use crate::place::WALKED;
use crate::store::{Store, command, new_entry};

/// What is found well needs nobody to see to it.
const WELL: [&str; 2] = ["fine", "not_applicable"];

fn tone(result: &str) -> &'static str {
    match result {
        "fine" => "done",
        "problem" | "blocking" => "late",
        "defect" => "soon",
        _ => "neutral",
    }
}

#[component]
pub fn Item(
    opened: Signal<Arc<Opened>>,
    name: String,
    choices: Vec<Choice>,
    /// What was found here last.
    held: Memo<Option<BTreeMap<String, Value>>>,
    next: Callback<()>,
) -> impl IntoView {
    let store = Store::get();
    let note_of = |held: &BTreeMap<String, Value>| held.get("note").cloned().unwrap_or_default();
    let start = held.with_untracked(|held| held.as_ref().map(note_of)).unwrap_or_default();
    let draft = opened.with_untracked(|opened| format!("walk.{}.{name}", opened.record.id));
    let form = Form::new(&draft, BTreeMap::from([("note".to_owned(), start)]));
    let as_finding = RwSignal::new(true);
    let made = RwSignal::new(false);
    let has_findings = move || store.config().process(&"finding".into()).is_some();
    let is_round = opened.with_untracked(|opened| opened.record.process.as_str() == "round");
    let item = StoredValue::new(name.clone());
    let answer = move |result: String| {
        let note = form.text("note").trim().to_owned();
        let mut values = BTreeMap::from([
            ("item".to_owned(), Value::from(item.get_value())),
            ("result".to_owned(), Value::from(result.as_str())),
        ]);
        if !note.is_empty() {
            values.insert("note".to_owned(), note.as_str().into());
        }
        if let Some(photo) = Some(form.text("photo")).filter(|photo| !photo.is_empty()) {
            values.insert("photo".to_owned(), photo.into());
        }
        let append = Act::Append { field: WALKED.to_owned(), entry: new_entry(), values };
        let walked = opened.with_untracked(|opened| command(opened, vec![append]));
        let wants = is_round && !WELL.contains(&result.as_str()) && as_finding.get_untracked() && untrack(has_findings);
        // In one with the answer: a device that goes off between them would have lost what was found.
        let finding = wants.then(|| finding(opened, &item.get_value(), &note));
        spawn_local(async move {
            let mut acts = vec![walked];
            if let Some(finding) = finding {
                // Answered before, and that answer came back: what was found stands already.
                let there = store.ask(Ask::Rows(vec![finding.record.clone()])).await;
                if !matches!(there, Reply::Rows { total: 1.., .. }) {
                    acts.push(finding);
                }
            }
            if form.commit_all(acts).await.is_some() {
                made.try_set(wants);
                next.run(());
            }
        });
    };
    let add_word = move |word: &'static str| {
        let text = form.text("note");
        let gap = match (text.is_empty(), language()) {
            (true, _) => "",
            (false, Language::Zh) => "，",
            (false, Language::En) => ", ",
        };
        form.set("note", format!("{text}{gap}{word}").into());
    };
    let words = w::USUAL.map(|words| {
        view! {
            <button type="button" class="chip" on:click=move |_| add_word(words.get(language()))>
                {t(words)}
            </button>
        }
    });
    let kept = move || {
        let held = held.get()?;
        let result = held.get("result").and_then(Value::as_text)?.to_owned();
        Some(result)
    };
    let choices = StoredValue::new(choices);
    let label = move |result: &str| {
        choices.with_value(|choices| {
            choices.iter().find(|one| one.value == result).map(|one| one.label.get(language()).to_owned())
        })
    };
    let buttons = move || {
        choices
            .get_value()
            .into_iter()
            .map(|choice| {
                let (value, held) = (choice.value.clone(), choice.value.clone());
                let is_held = move || kept().is_some_and(|kept| kept == held);
                let tone = tone(&choice.value);
                view! {
                    <button
                        type="button"
                        class="choice walk-choice"
                        data-tone=tone
                        aria-pressed=move || is_held().to_string()
                        aria-busy=move || form.busy.get().then_some("true")
                        on:click=move |_| answer(value.clone())
                    >
                        {choice.label.get(language()).to_owned()}
                    </button>
                }
            })
            .collect_view()
    };
    let photo = store
        .config()
        .process(&opened.with_untracked(|opened| opened.record.process.clone()))
        .and_then(|process| process.field(WALKED)?.columns.iter().find(|column| column.key == "photo").cloned());
    let note = field("note", shared::label::Label::new(w::NOTE.zh, w::NOTE.en), Kind::LongText);
    view! {
        <section class="round-item" aria-labelledby="walk-item">
            <h2 id="walk-item">{name}</h2>
            {move || {
                kept()
                    .and_then(|kept| label(&kept))
                    .map(|label| view! { <p class="muted"><Icon name="check" class="icon small" /> {fill(w::KEPT, &label)}</p> })
            }}
            <div class="walk-choices" role="group" aria-labelledby="walk-item">
                {buttons}
            </div>
            <FieldInput form field=note />
            <p class="muted">{t(w::NOTE_HINT)}</p>
            <div class="chips">{words}</div>
            {photo.map(|field| view! { <FieldInput form field /> })}
            <Show when=move || is_round && has_findings()>
                <label class="check">
                    <input type="checkbox" prop:checked=as_finding on:change:target=move |event| as_finding.set(event.target().checked()) />
                    <span>{t(w::AS_FINDING)}</span>
                </label>
            </Show>
            <FormTrouble form />
            <p class="muted" role="status">{move || made.get().then(t(w::FINDING_MADE))}</p>
        </section>
    }
}

/// What was found wrong becomes a record of its own, for somebody to see to and somebody else to check.
fn finding(opened: Signal<Arc<Opened>>, item: &str, note: &str) -> Command {
    opened.with_untracked(|opened| {
        let text = |field: &str| opened.record.single(field).as_text().map(str::to_owned);
        let department = opened.summary.department.clone();
        let values = department.map(|department| ("department".to_owned(), Value::from(department.0)));
        let find =
            Act::Take { step: "find".into(), entry: new_entry(), values: values.into_iter().collect(), reason: None };
        let title = if note.is_empty() { item.to_owned() } else { format!("{item}：{note}") };
        let title: String = title.chars().take(shared::limits::TEXT_CHARS_MAX).collect();
        let mut acts = vec![find];
        let mut set = |field: &str, value: Option<String>| {
            let value = value.filter(|value| !value.is_empty()).map(Value::from);
            acts.extend(value.map(|value| Act::Set { field: field.to_owned(), value }));
        };
        set("title", Some(title));
        set("round", Some(opened.record.id.0.clone()));
        set("place", text("place"));
        set("building", text("building"));
        set("unit", text("unit"));
        Command { record: of_item(&opened.record.id, item), process: "finding".into(), acts }
    })
}
