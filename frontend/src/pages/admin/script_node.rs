use leptos::html::Textarea;
use leptos::prelude::*;
use shared::label::{Label, Language};
use shared::script::{AnswerKind, Choice, SLOTS};

use super::script::Draft;
use super::script_words as words;
use crate::components::Icon;
use crate::i18n::{self, Words, fill, t};

pub fn slot_words(slot: &str) -> Words {
    match slot {
        "customer" => words::SLOT_CUSTOMER,
        "salutation" => words::SLOT_SALUTATION,
        "caller" => words::SLOT_CALLER,
        "company" => words::SLOT_COMPANY,
        "time" => words::SLOT_TIME,
        "service" => words::SLOT_SERVICE,
        _ => words::SLOT_FAREWELL,
    }
}

fn put(label: &mut Label, language: Language, text: String) {
    match language {
        Language::Zh => label.zh = text.into(),
        Language::En => label.en = text.into(),
    }
}

/// A piece as others refer to it: its number and how it begins, slots by their names.
fn reference(draft: Draft, at: usize) -> String {
    let slots = SLOTS.map(|slot| (slot.to_owned(), Label::new(slot_words(slot).zh, slot_words(slot).en))).into();
    let start: String = draft.script.with_untracked(|script| {
        let text = script.nodes.get(at).map(|node| shared::script::fill(&node.text, &slots));
        text.map(|text| text.get(i18n::language()).chars().take(14).collect()).unwrap_or_default()
    });
    format!("{} · {start}…", at + 1)
}

/// Where it goes on: a piece, or the end. `first` is what no piece at all means here.
#[component]
fn Next(
    draft: Draft,
    at: usize,
    label: Words,
    none: Words,
    chosen: Option<String>,
    set: Callback<Option<String>>,
) -> impl IntoView {
    let options = move || {
        let keys: Vec<String> =
            draft.script.with_untracked(|script| script.nodes.iter().map(|node| node.key.clone()).collect());
        let others = keys.into_iter().enumerate().filter(|(other, _)| *other != at);
        let option = |(other, key): (usize, String)| {
            let is = chosen.as_deref() == Some(&key);
            view! {
                <option value=key selected=is>
                    {reference(draft, other)}
                </option>
            }
        };
        others.map(option).collect_view()
    };
    view! {
        <select
            class="input"
            aria-label=t(label)
            on:change:target=move |event| set.run(Some(event.target().value()).filter(|key| !key.is_empty()))
        >
            <option value="">{t(none)}</option>
            {options}
        </select>
    }
}

#[component]
pub fn EditNode(draft: Draft, at: usize) -> impl IntoView {
    let Some(node) = draft.script.with_untracked(|script| script.nodes.get(at).cloned()) else {
        return ().into_any();
    };
    let last = draft.script.with_untracked(|script| script.nodes.len()) - 1;
    let is_choice = matches!(node.answer, AnswerKind::Choice(_));
    let kind = match node.answer {
        AnswerKind::None => "none",
        AnswerKind::Choice(_) => "choice",
        AnswerKind::Text => "text",
    };
    let set_kind = move |word: String| {
        draft.reshape(|script| {
            let Some(node) = script.nodes.get_mut(at) else { return };
            let laid_by = draft.laid_by.with_value(|laid_by| laid_by.get(&node.key).cloned());
            let now = match word.as_str() {
                "choice" => laid_by.unwrap_or_else(|| AnswerKind::Choice(vec![empty_choice(1), empty_choice(2)])),
                "text" => AnswerKind::Text,
                _ => AnswerKind::None,
            };
            let before = std::mem::replace(&mut node.answer, now);
            if matches!(before, AnswerKind::Choice(_)) {
                draft.laid_by.update_value(|laid_by| drop(laid_by.insert(node.key.clone(), before)));
            }
        });
    };
    let kinds = [("none", words::ANSWER_NONE), ("choice", words::ANSWER_CHOICE), ("text", words::ANSWER_TEXT)];
    let option = |(word, words): (&'static str, Words)| {
        view! {
            <option value=word selected=word == kind>
                {t(words)}
            </option>
        }
    };
    let swap = move |other: usize| draft.reshape(|script| script.nodes.swap(at, other));
    let tool = move |icon: &'static str, words: Words, off: bool, act: Callback<()>| {
        view! {
            <button
                class="button quiet icon-only"
                type="button"
                disabled=off
                aria-label=t(words)
                title=t(words)
                on:click=move |_| act.run(())
            >
                <Icon name=icon />
            </button>
        }
    };
    let set_next = Callback::new(move |next| draft.write(at, |node| node.next = next));
    view! {
        <li class="card piece">
            <header class="card-head">
                <h2 class="card-title">
                    {move || fill(words::PIECE, &(at + 1).to_string())}
                    {(at == 0).then(|| view! { " " <span class="pill">{t(words::FIRST)}</span> })}
                </h2>
                <div class="card-actions">
                    {tool("chevron-up", words::UP, at == 0, Callback::new(move |()| swap(at - 1)))}
                    {tool("chevron-down", words::DOWN, at == last, Callback::new(move |()| swap(at + 1)))}
                    {tool("trash", words::REMOVE_PIECE, last == 0, Callback::new(move |()| draft.remove(at)))}
                </div>
            </header>
            <div class="card-body stack">
                <Saying draft at language=Language::Zh />
                <Saying draft at language=Language::En />
                <div class="form-grid">
                    <div class="field">
                        <label class="field-label" for=format!("answer-{at}")>
                            {t(words::ANSWER)}
                        </label>
                        <select
                            class="input"
                            id=format!("answer-{at}")
                            on:change:target=move |event| set_kind(event.target().value())
                        >
                            {kinds.into_iter().map(option).collect_view()}
                        </select>
                    </div>
                    <div class="field">
                        <span class="field-label">{t(words::NEXT)}</span>
                        <Next draft at label=words::NEXT none=words::END chosen=node.next set=set_next />
                    </div>
                </div>
                {is_choice.then(|| view! { <Choices draft at /> })}
            </div>
        </li>
    }
    .into_any()
}

/// What the caller says in one language, and the chips that put a slot where the cursor is.
#[component]
fn Saying(draft: Draft, at: usize, language: Language) -> impl IntoView {
    let area = NodeRef::<Textarea>::new();
    let words = if language == Language::Zh { words::SAYS_ZH } else { words::SAYS_EN };
    let id = format!("says-{at}-{}", if language == Language::Zh { "zh" } else { "en" });
    let text = move || {
        draft
            .script
            .with(|script| script.nodes.get(at).map(|node| node.text.get(language).to_owned()).unwrap_or_default())
    };
    let insert = move |slot: &'static str| {
        let Some(area) = area.get_untracked() else { return };
        let slot = format!("{{{slot}}}");
        if area.set_range_text(&slot).is_err() {
            return;
        }
        let value = area.value();
        draft.write(at, |node| put(&mut node.text, language, value));
        // After it, ready for the next word.
        let end = area.selection_start().ok().flatten().unwrap_or_default() + slot.len() as u32;
        let _ = area.focus();
        let _ = area.set_selection_range(end, end);
    };
    let chip = move |slot: &'static str| {
        view! {
            <button class="chip" type="button" on:click=move |_| insert(slot)>
                {t(slot_words(slot))}
                <small class="muted">{format!("{{{slot}}}")}</small>
            </button>
        }
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>
                {t(words)}
            </label>
            <textarea
                class="input"
                id=id
                rows="2"
                lang=if language == Language::Zh { "zh-CN" } else { "en" }
                node_ref=area
                prop:value=text
                on:input:target=move |event| {
                    let typed = event.target().value();
                    draft.write(at, |node| put(&mut node.text, language, typed));
                }
            ></textarea>
            {(language == Language::Zh)
                .then(|| {
                    view! {
                        <div class="chips" role="group" aria-label=t(words::SLOTS)>
                            {SLOTS.into_iter().map(chip).collect_view()}
                        </div>
                    }
                })}
        </div>
    }
}

fn empty_choice(number: usize) -> Choice {
    Choice { value: format!("choice_{number}"), label: Label::same(""), next: None }
}

#[component]
fn Choices(draft: Draft, at: usize) -> impl IntoView {
    let count = draft.script.with_untracked(|script| match script.nodes.get(at).map(|node| &node.answer) {
        Some(AnswerKind::Choice(choices)) => choices.len(),
        _ => 0,
    });
    let change = move |index: usize, write: &dyn Fn(&mut Choice)| {
        draft.write(at, |node| {
            if let AnswerKind::Choice(choices) = &mut node.answer
                && let Some(choice) = choices.get_mut(index)
            {
                write(choice);
            }
        });
    };
    let line = move |index: usize| {
        let read = move |script: &shared::script::Script| match &script.nodes.get(at)?.answer {
            AnswerKind::Choice(choices) => choices.get(index).cloned(),
            _ => None,
        };
        let chosen = draft.script.with_untracked(read).and_then(|choice| choice.next);
        let input = move |language: Language, words: Words| {
            let text = move || draft.script.with(read).map(|choice| choice.label.get(language).to_owned());
            view! {
                <input
                    class="input"
                    aria-label=t(words)
                    placeholder=t(words)
                    autocomplete="off"
                    prop:value=move || text().unwrap_or_default()
                    on:input:target=move |event| {
                        let typed = event.target().value();
                        change(index, &|choice| put(&mut choice.label, language, typed.clone()));
                    }
                />
            }
        };
        let remove = move |_| {
            draft.reshape(|script| {
                if let Some(AnswerKind::Choice(choices)) = script.nodes.get_mut(at).map(|node| &mut node.answer) {
                    choices.remove(index);
                }
            });
        };
        let set = Callback::new(move |next: Option<String>| change(index, &|choice| choice.next.clone_from(&next)));
        view! {
            <li class="holding">
                {input(Language::Zh, words::CHOICE_ZH)} {input(Language::En, words::CHOICE_EN)}
                <Next draft at label=words::CHOICE_NEXT none=words::SAME_AS_PIECE chosen set />
                <button
                    class="button quiet icon-only"
                    type="button"
                    aria-label=t(words::REMOVE_CHOICE)
                    disabled=count < 2
                    on:click=remove
                >
                    <Icon name="trash" />
                </button>
            </li>
        }
    };
    let add = move |_| {
        draft.reshape(|script| {
            if let Some(AnswerKind::Choice(choices)) = script.nodes.get_mut(at).map(|node| &mut node.answer) {
                let free = |number: &usize| choices.iter().all(|one| one.value != format!("choice_{number}"));
                let number = (choices.len() + 1..).find(free).unwrap_or_default();
                choices.push(empty_choice(number));
            }
        });
    };
    view! {
        <ul class="holdings">{(0..count).map(line).collect_view()}</ul>
        <div class="buttons">
            <button class="button small" type="button" on:click=add>
                <Icon name="plus" class="icon small" />
                {t(words::ADD_CHOICE)}
            </button>
        </div>
    }
}
