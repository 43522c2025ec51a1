//! One customer's file: who it is, what is due, what was said, and what to do next.

mod contact;
mod work;

use std::sync::Arc;

use leptos::prelude::*;
use shared::id::RecordId;
use shared::record::summary::Summary;
use shared::value::Value;

use crate::components::{
    Deadlines, Entries, File, Icon, MayCallPill, Phone, RecordHead, Timeline, WithRecord, process_of,
};
use crate::i18n::{Words, language, t};
use crate::message::Opened;
use crate::pages::customers::words as w;
use contact::LogContact;
use work::Work;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Story,
    File,
    People,
    Work,
}

const TABS: [(Tab, Words, &str); 4] = [
    (Tab::Story, w::TAB_STORY, "story"),
    (Tab::File, w::TAB_FILE, "file"),
    (Tab::People, w::TAB_PEOPLE, "people"),
    (Tab::Work, w::TAB_WORK, "work"),
];

#[component]
pub fn CustomerPane(
    id: RecordId,
    close: Callback<()>,
    show_list: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <article class="record-pane" id="customer">
            <WithRecord id back="/customers" let:opened>
                <Customer opened close show_list />
            </WithRecord>
        </article>
    }
}

#[component]
fn Customer(
    opened: Signal<Arc<Opened>>,
    close: Callback<()>,
    show_list: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let tab = RwSignal::new(Tab::Story);
    let summary: Signal<Summary> = Memo::new(move |_| opened.with(|opened| opened.summary.clone())).into();
    let value = move |key: &'static str| summary.with(|summary| summary.values.get(key).cloned().unwrap_or_default());
    let class = move || value("class").as_text().map(|class| view! { <span class="pill">{class.to_owned()}</span> });
    let suffix =
        Signal::derive(move || value("salutation").as_text().map(|word| format!(" {word}")).unwrap_or_default());
    let button = move |(which, words, key): (Tab, Words, &'static str)| {
        view! {
            <button
                type="button"
                class="tab"
                role="tab"
                id=format!("tab-{key}")
                aria-controls="customer-body"
                aria-selected=move || (tab.get() == which).to_string()
                on:click=move |_| tab.set(which)
            >
                {t(words)}
            </button>
        }
    };
    let labelled = move || TABS.iter().find(|(which, ..)| *which == tab.get()).map(|(.., key)| format!("tab-{key}"));
    let main = move || match tab.get() {
        Tab::Story => view! {
            <LogContact opened />
            <section class="card">
                <div class="card-body stack">
                    <Timeline opened />
                </div>
            </section>
        }
        .into_any(),
        Tab::File => view! {
            <section class="card">
                <div class="card-body">
                    <File opened />
                </div>
            </section>
        }
        .into_any(),
        Tab::People => view! { <People opened /> }.into_any(),
        Tab::Work => view! { <Work opened /> }.into_any(),
    };
    view! {
        <RecordHead opened close show_list suffix>
            <Show when=move || value("is_member").as_bool()>
                <span class="pill" data-tone="member">
                    <Icon name="star" />
                    {t(w::MEMBER)}
                </span>
            </Show>
            {class}
            <MayCallPill customer=summary />
        </RecordHead>
        <div class="tabs" role="tablist" aria-label=move || summary.with(|summary| summary.title.clone())>
            {TABS.into_iter().map(button).collect_view()}
        </div>
        <div class="record-body" id="customer-body" role="tabpanel" aria-labelledby=labelled>
            <div class="record-main">{main}</div>
            <Show when=move || tab.get() == Tab::Story>
                <Side opened summary />
            </Show>
        </div>
    }
}

/// What is due, and how to reach the customer.
#[component]
fn Side(opened: Signal<Arc<Opened>>, #[prop(into)] summary: Signal<Summary>) -> impl IntoView {
    let phones =
        Memo::new(move |_| opened.with(|opened| opened.record.sets.get("phones").cloned().unwrap_or_default()));
    let text = move |key: &'static str| {
        opened.with(|opened| opened.record.single(key).as_text().map(str::to_owned)).filter(|text| !text.is_empty())
    };
    let row = move |key: &'static str| {
        let label = process_of(opened);
        let name =
            move || label.with(|p| p.as_ref().and_then(|p| p.field(key)).map(|f| f.label.get(language()).to_owned()));
        move || text(key).map(|text| view! { <div><dt>{name}</dt><dd>{text}</dd></div> })
    };
    let running = move || summary.with(|summary| !summary.deadlines.is_empty());
    view! {
        <aside class="record-side">
            <Show when=running>
                <section class="card">
                    <header class="card-head">
                        <h2 class="card-title">{t(w::DEADLINES)}</h2>
                    </header>
                    <div class="card-body">
                        <Deadlines summary />
                    </div>
                </section>
            </Show>
            <section class="card">
                <header class="card-head">
                    <h2 class="card-title">{t(w::CONTACT)}</h2>
                </header>
                <div class="card-body">
                    <dl class="kv">
                        <div>
                            <dt>{t(w::COL_PHONE)}</dt>
                            <dd data-missing=move || phones.with(|phones| phones.is_empty()).then_some("")>
                                {move || {
                                    let phones = phones.get();
                                    if phones.is_empty() {
                                        return t(crate::components::words::NOT_FILLED)().into_any();
                                    }
                                    let one = |number: String| view! { <div><Phone number /></div> };
                                    phones.into_iter().map(one).collect_view().into_any()
                                }}
                            </dd>
                        </div>
                        {row("address")}
                        {row("rest_hours")}
                        {row("needs")}
                    </dl>
                </div>
            </section>
        </aside>
    }
}

#[component]
fn People(opened: Signal<Arc<Opened>>) -> impl IntoView {
    let process = process_of(opened);
    move || {
        let field = process.with(|process| process.as_ref().and_then(|p| p.field("people")).cloned())?;
        Some(view! { <Entries opened field /> })
    }
}

/// The value of a listed field as text.
fn listed(summary: &Summary, key: &str) -> Option<String> {
    summary.values.get(key).and_then(Value::as_text).map(str::to_owned)
}
