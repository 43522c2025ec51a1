//! One follow-up: the 《回访记录表》 with its attempts, answers, steps and deadline.

use std::sync::Arc;

use leptos::prelude::*;
use shared::id::RecordId;
use shared::record::summary::Summary;
use shared::rule::Lookup;
use shared::value::Value;

use super::list::stage_pill;
use super::words as w;
use crate::components::{
    Deadlines, Entries, File, FlagPills, Icon, MayCallPill, Phone, Steps, SyncMark, Timeline, WithRecord, process_of,
    record_title,
};
use crate::i18n::{language, t};
use crate::message::Opened;
use crate::pages::call::{phones, rating_tone};
use crate::place;
use crate::store::Store;

const FIELDS: [&str; 20] = [
    "title",
    "customer",
    "contact",
    "phones",
    "campaign",
    "complaint",
    "repair",
    "type",
    "anchor_at_ms",
    "appointment_at_ms",
    "service_item",
    "service_at",
    "channel",
    "rating",
    "evaluation",
    "suggestion",
    "opinion",
    "dissatisfaction",
    "improvement",
    "reminded",
];

#[component]
pub fn RecordPane(id: RecordId, list: RwSignal<bool>, back: Signal<String>) -> impl IntoView {
    view! {
        <article class="record-pane">
            <WithRecord id back=back.get_untracked() children=move |opened| view! { <Sheet opened list /> } />
        </article>
    }
}

#[component]
fn Sheet(opened: Signal<Arc<Opened>>, list: RwSignal<bool>) -> impl IntoView {
    let store = Store::get();
    let process = process_of(opened);
    let id = opened.with_untracked(|opened| opened.record.id.clone());
    let title = move || opened.with(|opened| opened.summary.title.clone());
    let mark = Signal::derive(move || opened.with(|opened| opened.mark));
    let summary = Signal::derive(move || opened.with(|opened| opened.summary.clone()));
    let may_be_called =
        move || summary.with(|summary| ["pending", "appointed", "unreached"].contains(&summary.stage.as_str()));
    let rating = move || {
        let value = summary.with(|summary| summary.values.get("rating").and_then(Value::as_text).map(str::to_owned))?;
        let name = process.with(|process| {
            let field = process.as_ref()?.field("rating")?.clone();
            let config = store.config();
            Some(crate::components::say(&field, &Value::from(value.as_str()), &config, 0, language()))
        });
        Some(view! { <span class="pill" data-tone=rating_tone(&value)>{name}</span> })
    };
    let flags = move || {
        let flags = process.with(|process| process.as_ref().map(|one| one.flags.clone()).unwrap_or_default());
        view! { <FlagPills flags summary /> }
    };
    let sub = move || {
        let config = store.config();
        let (caller, number) = summary.with(|summary| {
            let caller = summary.assignee.as_ref().map(|user| config.name_of(user).to_owned());
            (caller, summary.number.clone())
        });
        view! {
            <span>{number.unwrap_or_else(|| t(w::NUMBER_LATER)().to_owned())}</span>
            {caller.map(|caller| view! { <span>{t(w::COLUMN_CALLER)} " " {caller}</span> })}
            <Campaign summary />
        }
    };
    let attempts = move || {
        let field = process.with(|process| process.as_ref().and_then(|process| process.field("attempts").cloned()));
        field.map(|field| view! { <Entries opened field /> })
    };
    view! {
        <header class="record-head">
            <div class="record-top">
                <button class="button quiet pane-toggle" on:click=move |_| list.update(|open| *open = !*open)>
                    <Icon name="list" />
                    {t(w::BACK)}
                </button>
                <h1 class="record-title" tabindex="-1">
                    {title}
                </h1>
                <SyncMark mark />
                <div class="buttons">
                    <a class="button quiet icon-only" href=place::print(&id) aria-label=t(w::PRINT) title=t(w::PRINT)>
                        <Icon name="print" />
                    </a>
                    <Show when=may_be_called>
                        <a class="button primary" href=format!("/call/{}", id)>
                            <Icon name="phone" />
                            {t(w::CALL)}
                        </a>
                    </Show>
                </div>
            </div>
            <div class="pills">
                {move || summary.with(|summary| stage_pill(&store.config(), &summary.stage))} {rating} {flags}
            </div>
            <p class="record-sub">{sub}</p>
            <Steps opened />
        </header>
        <div class="record-body">
            <div class="record-main">
                <section class="card">
                    <header class="card-head">
                        <h2 class="card-title">{t(w::SHEET)}</h2>
                    </header>
                    <div class="card-body">
                        <File opened only=FIELDS.to_vec() />
                    </div>
                </section>
                <section class="card">
                    <header class="card-head">
                        <h2 class="card-title">{t(w::ATTEMPTS)}</h2>
                    </header>
                    <div class="card-body">{attempts}</div>
                </section>
                <Answers opened />
                <section class="card">
                    <header class="card-head">
                        <h2 class="card-title">{t(w::STORY)}</h2>
                    </header>
                    <div class="card-body">
                        <Timeline opened />
                    </div>
                </section>
            </div>
            <aside class="record-side">
                <section class="card">
                    <header class="card-head">
                        <h2 class="card-title">{t(w::DEADLINE)}</h2>
                    </header>
                    <div class="card-body">
                        <Deadlines summary />
                    </div>
                </section>
                <CustomerCard opened />
            </aside>
        </div>
    }
}

/// The campaign it belongs to, where this person may see it.
#[component]
fn Campaign(summary: Signal<Summary>) -> impl IntoView {
    let id =
        Memo::new(move |_| summary.with(|one| one.values.get("campaign").and_then(Value::as_text).map(RecordId::from)));
    move || {
        let id = id.get()?;
        let name = record_title(id.clone());
        let link = move || {
            let (href, name) = (place::record(&"campaign".into(), &id), name.get()?);
            Some(view! { <span>{t(w::CAMPAIGN)} " " <a href=href>{name}</a></span> })
        };
        Some(link)
    }
}

/// What the customer said, under the question that was read out.
#[component]
fn Answers(opened: Signal<Arc<Opened>>) -> impl IntoView {
    let store = Store::get();
    let rows = move || {
        let config = store.config();
        let script = config.script("follow_up");
        let language = language();
        opened.with(|opened| {
            let line = |entry: &shared::record::Entry| {
                let text = |key: &str| entry.values.get(key).and_then(Value::as_text).unwrap_or_default().to_owned();
                let (key, answer) = (text("node"), text("answer"));
                let node = script.and_then(|script| script.node(&key));
                let said = node.map(|node| node.said(&answer));
                let (question, answer) = match &said {
                    Some((question, answer)) => (question.get(language).to_owned(), answer.get(language).to_owned()),
                    None => (key, answer),
                };
                view! {
                    <div class="span-all">
                        <dt>{question}</dt>
                        <dd>{answer}</dd>
                    </div>
                }
            };
            opened.record.entries("answers").iter().map(line).collect_view()
        })
    };
    let none = move || opened.with(|opened| opened.record.entries("answers").is_empty());
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{t(w::ANSWERS)}</h2>
            </header>
            <div class="card-body">
                <Show when=move || !none() fallback=move || view! { <p class="muted">{t(w::NO_ANSWERS)}</p> }>
                    <dl class="kv">{rows}</dl>
                </Show>
            </div>
        </section>
    }
}

#[component]
fn CustomerCard(opened: Signal<Arc<Opened>>) -> impl IntoView {
    let file = Memo::new(move |_| {
        opened.with(|opened| opened.summary.about.as_ref().and_then(|about| Lookup::summary(&**opened, about)))
    });
    let body = move || match file.get() {
        // Somebody without a file is named among the fields.
        None if opened.with(|opened| opened.summary.about.is_none()) => ().into_any(),
        None => view! { <p class="muted">{t(w::NO_FILE)}</p> }.into_any(),
        Some(file) => {
            let numbers = phones(Some(&file));
            let is_member = file.values.get("is_member").is_some_and(Value::as_bool);
            let address = file.values.get("address").and_then(Value::as_text).map(str::to_owned);
            view! {
                <p class="cluster">
                    <b>
                        <a href=place::record(&file.process, &file.id)>{file.title.clone()}</a>
                    </b>
                    {is_member.then(|| view! { <span class="pill" data-tone="member"><Icon name="star" />{t(w::MEMBER)}</span> })}
                </p>
                <p class="cluster">{numbers.into_iter().map(|number| view! { <Phone number /> }).collect_view()}</p>
                <div class="cluster"><MayCallPill customer=Signal::stored(file) /></div>
                {address.map(|address| view! { <p class="muted">{address}</p> })}
            }
            .into_any()
        }
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{t(w::CUSTOMER)}</h2>
            </header>
            <div class="card-body stack">{body}</div>
        </section>
    }
}
