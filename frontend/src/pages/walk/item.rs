//! One item: what was found, in one tap; a note by words or typing.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::label::Language;
use shared::process::Choice;
use shared::process::Kind;
use shared::process::finding::{self, Seen};
use shared::process::words::field;
use shared::record::command::Act;
use shared::value::Value;
use shared::walk::{Answer, WALKED, is_well};

use super::building::WhichBuilding;
use super::words as w;
use crate::components::{FieldInput, Form, FormTrouble, Icon};
use crate::i18n::{Words, fill, language, t};
use crate::message::{Ask, Opened, Reply};
use crate::store::{Store, command, new_entry};

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
    held: Memo<Option<Answer>>,
    /// In which building a finding is, where the round is in none.
    building: RwSignal<String>,
    next: Callback<()>,
) -> impl IntoView {
    let store = Store::get();
    // What was wrong with it before is read, not written again.
    let note_of = |held: &Answer| held.values.get("note").filter(|_| !held.again).cloned();
    let start = held.with_untracked(|held| held.as_ref().and_then(note_of)).unwrap_or_default();
    let draft = opened.with_untracked(|opened| format!("walk.{}.{name}", opened.record.id));
    let (category, place) = opened.with_untracked(|opened| {
        let place = opened.record.single("place").clone();
        (finding::category_at(&opened.record, &name).unwrap_or_default(), place)
    });
    let start = BTreeMap::from([
        ("note".to_owned(), start),
        ("category".to_owned(), category.into()),
        ("place".to_owned(), place),
    ]);
    let form = Form::new(&draft, start);
    // A round through a whole estate is in no building: each finding says its own.
    let has_building = opened.with_untracked(|opened| opened.record.is_filled("building"));
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
        let wants = is_round && !is_well(&result) && as_finding.get_untracked() && untrack(has_findings);
        // In one with the answer: a device that goes off between them would have lost what was found.
        let finding = wants.then(|| {
            let text = |key: &str| form.text(key).trim().to_owned();
            let (category, place) = (text("category"), text("place"));
            let (item, building, photo) = (item.get_value(), building.get_untracked(), form.text("photo"));
            let seen = Seen { item, note, category, place, building, photo };
            opened.with_untracked(|opened| finding::on_round(&opened.record, &seen, new_entry()))
        });
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
    let add_word = move |key: &str, word: &'static str| {
        let text = form.text(key);
        let gap = match (text.is_empty(), language()) {
            (true, _) => "",
            (false, Language::Zh) => "，",
            (false, Language::En) => ", ",
        };
        form.set(key, format!("{text}{gap}{word}").into());
    };
    let chips = move |key: &'static str, words: [Words; 8]| {
        words.map(|words| {
            view! {
                <button type="button" class="chip" on:click=move |_| add_word(key, words.get(language()))>
                    {t(words)}
                </button>
            }
        })
    };
    let category = store.config().process(&"finding".into()).and_then(|process| process.field("category").cloned());
    let categories = move |choice: Choice| {
        let (value, held) = (choice.value.clone(), choice.value);
        let choose = move |_| {
            let again = form.text("category") == value;
            form.set("category", if again { String::new() } else { value.clone() }.into());
        };
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || (form.text("category") == held).to_string()
                on:click=choose
            >
                {choice.label.get(language()).to_owned()}
            </button>
        }
    };
    let about = move || {
        let Some(Kind::Choice(choices)) = category.clone().map(|field| field.kind) else { return ().into_any() };
        let place = field("place", shared::label::Label::new(w::WHERE.zh, w::WHERE.en), Kind::Text);
        view! {
            <fieldset class="field">
                <legend class="field-label">{t(w::CATEGORY)}</legend>
                <div class="chips">{choices.into_iter().map(categories).collect_view()}</div>
            </fieldset>
            {(!has_building).then(|| view! { <WhichBuilding building label=w::WHICH_BUILDING /> })}
            <FieldInput form field=place />
            <div class="chips">{chips("place", w::PLACES)}</div>
        }
        .into_any()
    };
    let about = StoredValue::new(about);
    let kept = move || held.with(|held| held.as_ref().filter(|held| !held.again)?.result().map(str::to_owned));
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
                let last = held.get().filter(|held| held.again)?;
                let note = last.values.get("note").and_then(Value::as_text).unwrap_or_default();
                let said = [label(last.result()?)?, note.to_owned()].join(" ");
                Some(view! { <p class="muted">{fill(w::AGAIN, said.trim_end())}</p> })
            }}
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
            <div class="chips">{chips("note", w::USUAL)}</div>
            {photo.map(|field| view! { <FieldInput form field /> })}
            <Show when=move || is_round && has_findings()>
                <label class="check">
                    <input type="checkbox" prop:checked=as_finding on:change:target=move |event| as_finding.set(event.target().checked()) />
                    <span>{t(w::AS_FINDING)}</span>
                </label>
                <Show when=move || as_finding.get()>{about.get_value()}</Show>
            </Show>
            <FormTrouble form />
            <p class="muted" role="status">{move || made.get().then(t(w::FINDING_MADE))}</p>
        </section>
    }
}
