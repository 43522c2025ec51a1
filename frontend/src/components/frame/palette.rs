//! One line that finds everything: customers, follow-ups, tasks, places, and what can be begun.

use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::id::ProcessId;
use shared::process::BUILT_IN;
use shared::query::{Query, Sort, SortBy};
use shared::value::Value;
use web_sys::{HtmlDialogElement, KeyboardEvent};

use super::nav::{concerned, places};
use super::words as w;
use crate::components::{Icon, phone};
use crate::i18n::{fill, language, t};
use crate::message::{Ask, Reply, Row};
use crate::place;
use crate::session::Session;
use crate::store::Store;

/// Rows of one kind.
const EACH_MAX: u32 = 6;

#[derive(Clone, PartialEq)]
struct Choice {
    group: String,
    icon: &'static str,
    text: String,
    aside: String,
    href: String,
}

fn choice(group: &str, row: Row) -> Choice {
    let summary = row.summary;
    let text = |key: &str| summary.values.get(key).and_then(Value::as_text).unwrap_or_default();
    let phones: Vec<String> = text("phones").split('、').filter(|one| !one.is_empty()).map(phone).collect();
    let parts = [phones.join("、"), text("address").to_owned(), summary.number.clone().unwrap_or_default()];
    Choice {
        group: group.to_owned(),
        icon: place::icon(&summary.process),
        aside: parts.into_iter().find(|part| !part.is_empty()).unwrap_or_default(),
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

#[component]
fn Search(open: RwSignal<bool>) -> impl IntoView {
    let (store, session) = (Store::get(), Session::get());
    let navigate = StoredValue::new_local(use_navigate());
    let (text, cursor) = (RwSignal::new(String::new()), RwSignal::new(0_usize));
    // What a company has loaded comes after what came with the product.
    let loaded = untrack(|| store.config());
    let more = loaded.processes.iter().map(|process| process.id.clone()).filter(|id| !BUILT_IN.contains(&id.as_str()));
    let principal = untrack(|| store.principal());
    let theirs = |id: &ProcessId| loaded.process(id).is_some_and(|process| process.concerns(&principal));
    let built_in = BUILT_IN.into_iter().map(ProcessId::from).filter(theirs);
    let searched: Vec<ProcessId> = built_in.chain(more).collect();
    let found = searched.into_iter().map(|process| {
        let asked = process.clone();
        let rows = store.live(
            move || {
                let text = text.get();
                let sort = Sort { by: SortBy::Touched, descending: true };
                let query = Query { process: asked.clone(), text: text.clone(), filters: vec![], sort };
                (!text.trim().is_empty()).then_some(Ask::List { query, offset: 0, limit: EACH_MAX })
            },
            |reply| match reply {
                Reply::Rows { rows, .. } => Some(rows),
                _ => None,
            },
        );
        (process, rows)
    });
    let found: Vec<_> = found.collect();
    let choices = Memo::new(move |_| {
        let typed = text.with(|text| text.trim().to_lowercase());
        let config = store.config();
        let mut all: Vec<Choice> = vec![];
        if !typed.is_empty() {
            for (process, rows) in &found {
                let group = config.process(process).map(|process| process.label.get(language()).to_owned());
                let group = group.unwrap_or_default();
                all.extend(rows.get().unwrap_or_default().into_iter().map(|row| choice(&group, row)));
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
                aria-controls="palette-list"
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
        <ul class="palette-list" role="listbox" id="palette-list" aria-label=t(w::SEARCH)>
            {list}
        </ul>
        <div aria-live="polite">{move || nothing().map(|text| view! { <p class="palette-group">{text}</p> })}</div>
    }
}
