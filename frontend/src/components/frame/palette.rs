//! One line that finds everything: any record in sight, places, and what can be begun.

use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::process::Process;
use shared::value::Value;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, KeyboardEvent};

use super::nav::{concerned, places};
use super::words as w;
use crate::browser;
use crate::components::{Icon, phone};
use crate::i18n::{fill, language, t};
use crate::message::{Ask, Reply, Row};
use crate::place;
use crate::session::Session;
use crate::store::Store;

/// Rows of one kind.
const EACH_MAX: u32 = 5;

const LIST: &str = "palette-list";
/// What is said beside a title.
const ASIDES_MAX: usize = 2;

#[derive(Clone, PartialEq)]
struct Choice {
    group: String,
    icon: &'static str,
    text: String,
    aside: String,
    href: String,
}

fn choice(group: &str, row: Row, process: Option<&Process>) -> Choice {
    let summary = row.summary;
    let text = |key: &str| summary.values.get(key).and_then(Value::as_text).unwrap_or_default();
    let phones: Vec<String> = text("phones").split('、').filter(|one| !one.is_empty()).map(phone).collect();
    let stage = process.and_then(|process| process.stage(&summary.stage)).map(|stage| stage.label.get(language()));
    let about = row.about.filter(|about| !summary.title.contains(about.as_str())).unwrap_or_default();
    let parts = [
        about,
        phones.join("、"),
        text("address").to_owned(),
        summary.number.clone().unwrap_or_default(),
        stage.unwrap_or_default().to_owned(),
    ];
    let aside: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).take(ASIDES_MAX).collect();
    Choice {
        group: group.to_owned(),
        icon: place::icon(&summary.process),
        aside: aside.join(" · "),
        href: place::record(&summary.process, &summary.id),
        text: summary.title,
    }
}

#[component]
pub fn Palette(open: RwSignal<bool>) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let (Some(dialog), open) = (node.get(), open.get()) else { return };
        match (open, dialog.open()) {
            (true, false) => request_animation_frame(move || drop(dialog.show_modal())),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog
            class="palette"
            node_ref=node
            aria-label=t(w::SEARCH)
            on:close=move |_| open.set(false)
            on:click=move |event| {
                // A press beside the box closes it.
                let beside = |dialog: HtmlDialogElement| event.target().as_ref() == Some(dialog.as_ref());
                if node.get_untracked().is_some_and(beside) {
                    open.set(false);
                }
            }
        >
            <Show when=move || open.get()>
                <Search open />
            </Show>
        </dialog>
    }
}

fn html_element(id: &str) -> Option<HtmlElement> {
    browser::document().get_element_by_id(id)?.dyn_into().ok()
}

/// Scrolls the list until the chosen line is in it.
fn show(at: usize) {
    let (Some(list), Some(line)) = (html_element(LIST), html_element(&format!("palette-{at}"))) else { return };
    let top = line.offset_top() - list.offset_top();
    let bottom = top + line.offset_height();
    if at == 0 {
        list.set_scroll_top(0);
    } else if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if bottom > list.scroll_top() + list.client_height() {
        list.set_scroll_top(bottom - list.client_height());
    }
}

#[component]
fn Search(open: RwSignal<bool>) -> impl IntoView {
    let (store, session) = (Store::get(), Session::get());
    let navigate = StoredValue::new_local(use_navigate());
    let (text, cursor) = (RwSignal::new(String::new()), RwSignal::new(0_usize));
    // What was found stays until the next letter is answered.
    let found = store.live(
        move || Some(Ask::Search { text: text.get(), each: EACH_MAX }),
        |reply| match reply {
            Reply::Found(found) => Some(found),
            _ => None,
        },
    );
    let choices = Memo::new(move |_| {
        let typed = text.with(|text| text.trim().to_lowercase());
        let config = store.config();
        let mut all: Vec<Choice> = vec![];
        if !typed.is_empty() {
            for kind in found.get().unwrap_or_default() {
                let process = config.process(&kind.process);
                let name = process.map_or(kind.process.to_string(), |process| place::many(process, language()));
                let group = format!("{name} {}", kind.total);
                let shown = kind.rows.len() as u32;
                all.extend(kind.rows.into_iter().map(|row| choice(&group, row, process)));
                if let Some(href) = place::found(&kind.process, &typed).filter(|_| kind.total > shown) {
                    let text = fill(w::SEARCH_ALL, &kind.total.to_string());
                    all.push(Choice { group, icon: "search", text, aside: String::new(), href });
                }
            }
        }
        let go = places(session, store).into_iter().map(|place| Choice {
            group: w::GO_TO.get(language()).to_owned(),
            icon: place.icon,
            text: place.label.get(language()).to_owned(),
            aside: place.key.map(|key| format!("g {key}")).unwrap_or_default(),
            href: place.href.to_string(),
        });
        // Each list of a group by its own name, too.
        let lists = place::GROUPS.iter().flat_map(|group| concerned(group, session, store)).map(|process| Choice {
            group: w::GO_TO.get(language()).to_owned(),
            icon: place::icon(&process.id),
            text: process.label.get(language()).to_owned(),
            aside: String::new(),
            href: place::list(&process.id),
        });
        let new = places(session, store).iter().any(|place| place.href == "/tasks").then(|| Choice {
            group: w::DO_NOW.get(language()).to_owned(),
            icon: "plus",
            text: w::NEW_TASK.get(language()).to_owned(),
            aside: String::new(),
            href: "/tasks?new=1".to_owned(),
        });
        all.extend(go.chain(lists).chain(new).filter(|choice| choice.text.to_lowercase().contains(&typed)));
        all
    });
    let choose = move |at: usize| {
        if let Some(choice) = choices.with_untracked(|choices| choices.get(at).cloned()) {
            open.set(false);
            navigate.with_value(|navigate| navigate(&choice.href, Default::default()));
        }
    };
    let press = move |event: KeyboardEvent| {
        if event.is_composing() || event.key_code() == 229 {
            return;
        }
        let count = choices.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => cursor.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => cursor.update(|at| *at = (*at + count - 1) % count),
            "Enter" => choose(cursor.get_untracked()),
            _ => return,
        }
        event.prevent_default();
        show(cursor.get_untracked());
    };
    let list = move || {
        let all = choices.get();
        let mut group = String::new();
        let mut views = vec![];
        for (at, choice) in all.into_iter().enumerate() {
            if choice.group != group {
                group.clone_from(&choice.group);
                views.push(view! { <li class="palette-group" role="presentation">{choice.group}</li> }.into_any());
            }
            let row = view! {
                <li
                    class="palette-item"
                    role="option"
                    id=format!("palette-{at}")
                    aria-selected=move || (cursor.get() == at).to_string()
                    on:mousemove=move |_| cursor.set(at)
                    on:click=move |_| choose(at)
                >
                    <Icon name=choice.icon />
                    <span class="grow truncate" title=choice.text.clone()>{choice.text.clone()}</span>
                    <span class="muted truncate">{choice.aside}</span>
                </li>
            };
            views.push(row.into_any());
        }
        views
    };
    let nothing = move || {
        let typed = text.get();
        (!typed.trim().is_empty() && choices.with(Vec::is_empty)).then(|| fill(w::SEARCH_NOTHING, typed.trim()))
    };
    view! {
        <div class="palette-box">
            <Icon name="search" />
            <input
                class="palette-input"
                type="text"
                role="combobox"
                autofocus
                autocomplete="off"
                spellcheck="false"
                aria-label=t(w::SEARCH)
                aria-expanded="true"
                aria-controls=LIST
                aria-activedescendant=move || format!("palette-{}", cursor.get())
                placeholder=t(w::SEARCH_HINT)
                prop:value=text
                on:keydown=press
                on:input:target=move |event| {
                    cursor.set(0);
                    text.set(event.target().value());
                }
            />
            <kbd class="kbd not-phone">"Esc"</kbd>
            <button
                class="button quiet icon-only only-phone"
                aria-label=t(crate::components::words::CLOSE)
                on:click=move |_| open.set(false)
            >
                <Icon name="close" />
            </button>
        </div>
        <ul class="palette-list" role="listbox" id=LIST aria-label=t(w::SEARCH)>
            {list}
        </ul>
        <div aria-live="polite">{move || nothing().map(|text| view! { <p class="palette-group">{text}</p> })}</div>
    }
}
