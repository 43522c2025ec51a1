//! One task: what it is, how far it is, what comes next.

use std::sync::Arc;

use leptos::prelude::*;
use shared::id::RecordId;
use shared::record::summary::Summary;
use shared::value::Value;

use super::words as w;
use crate::components::{
    Deadlines, DuePill, Entries, File, Icon, RecordName, Steps, SyncMark, Timeline, WithRecord, process_of, say,
};
use crate::i18n::{fill, language, t};
use crate::message::Opened;
use crate::store::Store;

#[component]
pub fn TaskPane(id: RecordId, #[prop(into)] close: Signal<String>, list: RwSignal<bool>) -> impl IntoView {
    view! {
        <article class="record-pane">
            <WithRecord id back="/tasks" children=move |opened| view! { <Task opened close list /> } />
        </article>
    }
}

#[component]
fn Task(opened: Signal<Arc<Opened>>, close: Signal<String>, list: RwSignal<bool>) -> impl IntoView {
    let store = Store::get();
    let process = process_of(opened);
    let summary: Signal<Summary> = Memo::new(move |_| opened.with(|opened| opened.summary.clone())).into();
    let mark = Signal::derive(move || opened.with(|opened| opened.mark));
    let title = move || summary.with(|summary| summary.title.clone());
    let stage = move || {
        process.with(|process| {
            let stage = process.as_ref()?.stage(&summary.with(|summary| summary.stage.clone()))?;
            Some(stage.label.get(language()).to_owned())
        })
    };
    let source = move || {
        let config = store.config();
        process.with(|process| {
            let field = process.as_ref()?.field("source")?;
            let value = summary.with(|summary| summary.values.get("source").cloned())?;
            Some(say(field, &value, &config, store.now.get(), language()))
        })
    };
    let people = move || {
        let config = store.config();
        opened.with(|opened| {
            let number = opened.summary.number.clone().unwrap_or_else(|| w::NUMBER_LATER.get(language()).to_owned());
            let assignee = opened.summary.assignee.as_ref().map(|who| config.name_of(who).to_owned());
            let creator = opened.record.creator().map(|who| fill(w::FROM, config.name_of(&who)));
            [Some(number), assignee, creator].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        })
    };
    let customer = Memo::new(move |_| summary.with(|summary| summary.about.clone()));
    let follow_up = Memo::new(move |_| {
        opened.with(|opened| opened.record.single("follow_up").as_text().map(shared::id::RecordId::from))
    });
    let notes = process.with_untracked(|process| process.as_ref().and_then(|p| p.field("notes")).cloned());
    let detail = Memo::new(move |_| {
        opened.with(|opened| opened.record.single("detail").as_text().unwrap_or_default().to_owned())
    });
    view! {
        <header class="record-head">
            <div class="record-top">
                <button class="button quiet pane-toggle" aria-label=t(w::LIST) on:click=move |_| list.set(true)>
                    <Icon name="list" />
                </button>
                <h1 class="record-title" tabindex="-1">
                    {title}
                </h1>
                <SyncMark mark />
                <div class="buttons">
                    <a class="button quiet icon-only not-phone" href=close aria-label=t(w::CLOSE)>
                        <Icon name="close" />
                    </a>
                </div>
            </div>
            <div class="pills">
                <span class="pill">{stage}</span>
                <DuePill summary />
                {move || source().map(|source| view! { <span class="pill" data-tone="neutral">{source}</span> })}
            </div>
            <p class="record-sub">
                {people}
                {move || {
                    customer
                        .get()
                        .map(|id| view! { " · " <RecordName process="customer".into() id /> })
                }}
                {move || {
                    follow_up
                        .get()
                        .map(|id| view! { " · " <RecordName process="follow_up".into() id /> })
                }}
            </p>
            <Steps opened />
        </header>
        <div class="record-body">
            <div class="record-main">
                <Show when=move || !detail.with(String::is_empty)>
                    <p class="prose">{detail}</p>
                </Show>
                {notes.map(|field| view! { <Entries opened field /> })}
                <Timeline opened />
            </div>
            <aside class="record-side">
                <section class="card">
                    <header class="card-head">
                        <h2 class="card-title">{t(w::DUE)}</h2>
                    </header>
                    <div class="card-body">
                        <Deadlines summary />
                    </div>
                </section>
                <section class="card">
                    <header class="card-head">
                        <h2 class="card-title">{t(w::DETAILS)}</h2>
                    </header>
                    <div class="card-body">
                        <File opened only=vec!["title", "detail", "source", "customer", "due_at_ms", "tags"] />
                    </div>
                </section>
            </aside>
        </div>
    }
}

/// The name of a choice, for a row that has only its summary.
pub fn source_of(summary: &Summary, store: Store) -> Option<String> {
    let config = store.config();
    let field = config.process(&summary.process)?.field("source")?;
    let value: &Value = summary.values.get("source")?;
    Some(say(field, value, &config, store.now.get(), language()))
}
