//! One record of any process, built in or loaded at run time.

use std::sync::Arc;

use leptos::prelude::*;
use shared::id::{ProcessId, RecordId};
use shared::process::{self, MergeClass};
use shared::record::summary::Summary;

use super::damages::{self, TakeDamages};
use super::recipients::{self, TakeRecipients};
use crate::components::{Deadlines, Entries, File, RecordHead, Timeline, WithRecord, process_of};
use crate::i18n::{Words, language, t};
use crate::message::Opened;
use crate::pages::customers::words as w;
use crate::place;

#[derive(Clone, PartialEq)]
enum Tab {
    Story,
    File,
    Entries(String),
}

#[component]
pub fn RecordPane(
    process: ProcessId,
    id: RecordId,
    close: Callback<()>,
    show_list: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <article class="record-pane">
            <WithRecord id back=place::list(&process) let:opened>
                <AnyRecord opened close show_list />
            </WithRecord>
        </article>
    }
}

#[component]
fn AnyRecord(
    opened: Signal<Arc<Opened>>,
    close: Callback<()>,
    show_list: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let process = process_of(opened);
    let tab = RwSignal::new(Tab::File);
    let summary: Signal<Summary> = Memo::new(move |_| opened.with(|opened| opened.summary.clone())).into();
    let lists = Memo::new(move |_| {
        process.with(|process| {
            let fields = process.iter().flat_map(|process| &process.fields);
            fields.filter(|field| field.class == MergeClass::Entries).cloned().collect::<Vec<_>>()
        })
    });
    let button = move |which: Tab, name: Signal<String>| {
        let held = which.clone();
        view! {
            <button
                type="button"
                class="tab"
                role="tab"
                aria-selected=move || tab.with(|tab| *tab == held).to_string()
                on:click=move |_| tab.set(which.clone())
            >
                {name}
            </button>
        }
    };
    let words = |words: Words| Signal::derive(move || t(words)().to_owned());
    let list = move |field: process::Field| {
        let label = field.label.clone();
        button(Tab::Entries(field.key), Signal::derive(move || label.get(language()).to_owned()))
    };
    let main = move || match tab.get() {
        Tab::File => view! { <section class="card"><div class="card-body"><File opened /></div></section> }.into_any(),
        Tab::Story => {
            view! { <section class="card"><div class="card-body stack"><Timeline opened /></div></section> }.into_any()
        }
        Tab::Entries(key) => {
            let field = lists.with(|lists| lists.iter().find(|field| field.key == key).cloned());
            let of = |process_key: &str, field: &str| {
                let is_it = |one: &process::Process| one.id.as_str() == process_key;
                key == field && process.with(|process| process.as_ref().is_some_and(is_it))
            };
            let is_damage = of(damages::PROCESS, damages::FIELD);
            let is_told = of(recipients::PROCESS, recipients::FIELD);
            view! {
                {is_told.then(|| view! { <TakeRecipients opened /> })}
                {is_damage.then(|| view! { <section class="card"><TakeDamages opened /></section> })}
                {field.map(|field| view! { <Entries opened field /> })}
            }
            .into_any()
        }
    };
    let running = move || summary.with(|summary| !summary.deadlines.is_empty());
    view! {
        <RecordHead opened close show_list />
        <div class="tabs" role="tablist" aria-label=move || summary.with(|summary| summary.title.clone())>
            {button(Tab::File, words(w::TAB_FILE))}
            {button(Tab::Story, words(w::TAB_STORY))}
            {move || lists.get().into_iter().map(list).collect_view()}
        </div>
        <div class="record-body" role="tabpanel">
            <div class="record-main">{main}</div>
            <Show when=running>
                <aside class="record-side">
                    <section class="card">
                        <header class="card-head">
                            <h2 class="card-title">{t(w::DEADLINES)}</h2>
                        </header>
                        <div class="card-body">
                            <Deadlines summary />
                        </div>
                    </section>
                </aside>
            </Show>
        </div>
    }
}
