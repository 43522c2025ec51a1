//! The script: the way that the answers open, with what is known put in and what is not marked.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::call::field_of;
use shared::label::Label;
use shared::script::{AnswerKind, Farewell, Node, Piece, Slots, parts, path};

use super::head::salutation;
use super::talk::{Talk, go_to};
use super::words as w;
use crate::components::Icon;
use crate::i18n::{Words, language, t};
use crate::session::Session;
use crate::when;

/// What goes into the braces, as far as it is known.
fn slots(talk: Talk, caller: Option<String>) -> Slots {
    let config = talk.store.config();
    let mut slots: Slots = BTreeMap::new();
    let mut put = |slot: &str, value: String| {
        if !value.trim().is_empty() {
            slots.insert(slot.to_owned(), Label::same(value));
        }
    };
    put("customer", talk.name());
    put("salutation", talk.customer().map(|file| salutation(talk, &file)).unwrap_or_default());
    put("caller", caller.unwrap_or_default());
    put("company", config.company());
    put("service", talk.text("service_item"));
    let date = talk.text("service_at").parse().ok();
    let today = config.calendar.date_of(talk.store.now.get());
    put("time", date.map(|date| when::day(date, today, language())).unwrap_or_default());
    let farewell = talk.draft.with(|draft| draft.farewell).unwrap_or_else(|| usual(talk));
    slots.insert("farewell".into(), farewell.label());
    slots
}

fn usual(talk: Talk) -> Farewell {
    match talk.text("type").as_str() {
        "festival" => Farewell::Festival,
        _ => Farewell::Drive,
    }
}

fn slot_name(slot: &str) -> (Words, Option<&'static str>) {
    match slot {
        "customer" => (w::SLOT_CUSTOMER, None),
        "salutation" => (w::SLOT_SALUTATION, None),
        "caller" => (w::SLOT_CALLER, None),
        "company" => (w::SLOT_COMPANY, None),
        "time" => (w::SLOT_TIME, Some("service_at")),
        "farewell" => (w::SLOT_FAREWELL, None),
        _ => (w::SLOT_SERVICE, Some("service_item")),
    }
}

#[component]
pub fn ScriptPane(talk: Talk) -> impl IntoView {
    let caller = Session::get().me().map(|me| me.name);
    let slots = Memo::new(move |_| slots(talk, caller.clone()));
    let script = Memo::new(move |_| talk.script());
    let answers = Memo::new(move |_| {
        let (Some(process), Some(script)) = (talk.process(), script.get()) else { return BTreeMap::new() };
        talk.opened.with(|opened| talk.draft.with(|draft| draft.all_answers(&opened.record, &process, &script)))
    });
    let way = Memo::new(move |_| {
        script.with(|script| {
            script.as_ref().map(|script| path(script, &answers.get()).into_iter().cloned().collect::<Vec<Node>>())
        })
    });
    // Where the caller is: at the first question without an answer, at the start before anything is dialled.
    let here = Memo::new(move |_| {
        let begun = talk.draft.with(|draft| !draft.is_blank()) || answers.with(|answers| !answers.is_empty());
        way.with(|way| {
            let way = way.as_deref().unwrap_or_default();
            let open = |node: &Node| node.answer != AnswerKind::None && answers.with(|a| !a.contains_key(&node.key));
            if !begun { 0 } else { way.iter().position(open).unwrap_or(way.len().saturating_sub(1)) }
        })
    });
    let nodes = move || {
        let way = way.get().unwrap_or_default();
        let last = way.len().saturating_sub(1);
        way.into_iter().enumerate().map(|(at, node)| (at, at == last, node)).collect::<Vec<_>>()
    };
    view! {
        <section class="call-script" aria-label=t(w::SCRIPT)>
            <p class="script-tip">{t(w::SCRIPT_TIP)}</p>
            <Show when=move || way.with(Option::is_some) fallback=move || view! { <p class="muted">{t(w::NO_SCRIPT)}</p> }>
                <For each=nodes key=|(_, _, node)| node.key.clone() let((at, is_last, node))>
                    <Line talk at is_last node slots here />
                </For>
            </Show>
        </section>
    }
}

#[component]
fn Line(talk: Talk, at: usize, is_last: bool, node: Node, slots: Memo<Slots>, here: Memo<usize>) -> impl IntoView {
    let state = move || match here.get() {
        now if at < now => "said",
        now if at == now => "now",
        _ => "next",
    };
    let (step, icon) = match (&node.answer, at) {
        (AnswerKind::None, 0) => (w::SAY_OPENING, "phone"),
        (AnswerKind::None, _) => (w::SAY_CLOSING, "check"),
        (AnswerKind::Choice(_), _) => (w::SAY_QUESTION, "script"),
        (AnswerKind::Text, _) => (w::SAY_LISTEN, "note"),
    };
    let text = node.text.clone();
    let has_farewell = node.text.zh.contains("{farewell}") && is_last;
    let words = move || {
        let (text, language) = (text.get(language()).to_owned(), language());
        let piece = |piece: Piece<'_>| match piece {
            Piece::Text(text) => view! { {text.to_owned()} }.into_any(),
            Piece::Slot(slot) => {
                match slots.with(|slots| slots.get(slot).map(|label| label.get(language).to_owned())) {
                    Some(value) => view! { <mark class="slot">{value}</mark> }.into_any(),
                    None => {
                        let (name, field) = slot_name(slot);
                        let go = move |_| {
                            if let Some(field) = field {
                                go_to(field);
                            }
                        };
                        view! {
                            <mark class="slot" data-missing="" on:click=go>
                                {name.get(language)}
                            </mark>
                        }
                        .into_any()
                    }
                }
            }
        };
        parts(&text).into_iter().map(piece).collect_view()
    };
    view! {
        <article class="script-node" data-state=state aria-current=move || (state() == "now").then_some("step")>
            <p class="script-step">
                <Icon name=icon class="icon small" />
                {t(step)}
            </p>
            <p class="script-say">{words}</p>
            <Answer talk node />
            {has_farewell.then(|| view! { <FarewellChoice talk /> })}
        </article>
    }
}

#[component]
fn Answer(talk: Talk, node: Node) -> impl IntoView {
    let field = talk.process().and_then(|process| field_of(&node, &process).map(str::to_owned));
    let key = node.key.clone();
    let held = {
        let (field, key) = (field.clone(), key.clone());
        Memo::new(move |_| match &field {
            Some(field) => talk.text(field),
            None => talk.draft.with(|draft| draft.answers.get(&key).cloned().unwrap_or_default()),
        })
    };
    let write = {
        let (field, key) = (field.clone(), key.clone());
        move |text: String| match &field {
            Some(field) => talk.set(field, text),
            None => talk.draft.update(|draft| drop(draft.answers.insert(key.clone(), text))),
        }
    };
    match node.answer {
        AnswerKind::None => ().into_any(),
        AnswerKind::Choice(choices) => {
            let name = format!("script-{key}");
            let is_rating = field.as_deref() == Some("rating");
            let choice = move |(at, choice): (usize, shared::script::Choice)| {
                let (value, write) = (choice.value.clone(), write.clone());
                let tone = is_rating.then(|| tone(&value));
                let is_held = {
                    let value = value.clone();
                    move || held.get() == value
                };
                view! {
                    <label class="choice" data-tone=tone>
                        <input
                            type="radio"
                            name=name.clone()
                            prop:checked=is_held
                            on:change=move |_| write(value.clone())
                        />
                        <span>{move || choice.label.get(language()).to_owned()}</span>
                        {is_rating.then(|| view! { <kbd class="kbd not-phone">{at + 1}</kbd> })}
                    </label>
                }
            };
            view! {
                <fieldset class="choice-group">
                    <legend class="visually-hidden">{t(w::ANSWER)}</legend>
                    {choices.into_iter().enumerate().map(choice).collect_view()}
                </fieldset>
            }
            .into_any()
        }
        AnswerKind::Text => {
            let id = format!("call-{}", field.unwrap_or_else(|| format!("node-{key}")));
            view! {
                <div class="field" id=id>
                    <textarea
                        class="input"
                        rows="2"
                        aria-label=t(w::ANSWER)
                        prop:value=move || held.get()
                        on:input:target=move |event| write(event.target().value())
                    ></textarea>
                </div>
            }
            .into_any()
        }
    }
}

#[component]
fn FarewellChoice(talk: Talk) -> impl IntoView {
    let chosen = move || talk.draft.with(|draft| draft.farewell).unwrap_or_else(|| usual(talk));
    let one = move |farewell: Farewell| {
        view! {
            <label>
                <input
                    type="radio"
                    name="farewell"
                    prop:checked=move || chosen() == farewell
                    on:change=move |_| talk.draft.update(|draft| draft.farewell = Some(farewell))
                />
                <span>{move || farewell.label().get(language()).to_owned()}</span>
            </label>
        }
    };
    view! {
        <div class="segmented" role="radiogroup" aria-label=t(w::FAREWELL)>
            {Farewell::ALL.map(one).collect_view()}
        </div>
    }
}

/// 满意, 一般, 不满意 look the same everywhere.
pub fn tone(rating: &str) -> &'static str {
    match rating {
        "satisfied" => "done",
        "average" => "soon",
        _ => "late",
    }
}
