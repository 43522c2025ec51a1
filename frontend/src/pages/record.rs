//! One record of any process, built in or loaded at run time.

use std::sync::Arc;

use leptos::prelude::*;
use shared::id::{ProcessId, RecordId};
use shared::process::{self, MergeClass};
use shared::record::summary::Summary;

use crate::components::{Deadlines, Entries, File, Icon, Steps, SyncMark, Timeline, WithRecord, process_of};
use crate::i18n::{Words, fill, language, t};
use crate::message::Opened;
use crate::pages::customers::words as w;
use crate::place;
use crate::store::Store;

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
            field.map(|field| view! { <Entries opened field /> }).into_any()
        }
    };
    let running = move || summary.with(|summary| !summary.deadlines.is_empty());
    view! {
        <Head opened summary close show_list />
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

#[component]
fn Head(
    opened: Signal<Arc<Opened>>,
    summary: Signal<Summary>,
    close: Callback<()>,
    show_list: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let store = Store::get();
    let process = process_of(opened);
    let mark = Signal::derive(move || opened.with(|opened| opened.mark));
    let stage = move || {
        let stage = summary.with(|summary| summary.stage.clone());
        process.with(|process| {
            process.as_ref().and_then(|process| process.stage(&stage)).map(|s| s.label.get(language()).to_owned())
        })
    };
    let charge = move || {
        let config = store.config();
        let who = summary.with(|summary| summary.assignee.clone().or_else(|| summary.owner.clone()));
        who.map(|who| fill(w::OWNED_BY, config.name_of(&who)))
    };
    let number = move || {
        summary.with(|summary| summary.number.clone()).unwrap_or(t(crate::components::words::NO_NUMBER)().to_owned())
    };
    let print = place::print(&opened.with_untracked(|opened| opened.record.id.clone()));
    view! {
        <header class="record-head">
            <div class="record-top">
                <button
                    type="button"
                    class="button quiet icon-only pane-toggle"
                    aria-label=t(w::SHOW_LIST)
                    title=t(w::SHOW_LIST)
                    on:click=move |_| show_list()
                >
                    <Icon name="list" />
                </button>
                <h1 class="record-title" tabindex="-1">
                    {move || summary.with(|summary| summary.title.clone())}
                </h1>
                <SyncMark mark />
                <div class="buttons">
                    <a class="button quiet icon-only" href=print aria-label=t(w::PRINT) title=t(w::PRINT)>
                        <Icon name="print" />
                    </a>
                    <button
                        type="button"
                        class="button quiet icon-only"
                        aria-label=t(w::CLOSE)
                        title=t(w::CLOSE)
                        on:click=move |_| close.run(())
                    >
                        <Icon name="close" />
                    </button>
                </div>
            </div>
            <div class="pills">
                <span class="pill" data-tone="accent">{stage}</span>
            </div>
            <p class="record-sub">
                <span>{charge}</span>
                <span>{number}</span>
            </p>
            <Steps opened />
        </header>
    }
}
