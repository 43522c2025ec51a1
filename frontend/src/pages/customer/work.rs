//! 回访与任务 of one customer: what there is, and one more.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use shared::id::ProcessId;
use shared::query::{Filter, Query, Sort, SortBy};
use shared::value::Value;

use crate::browser;
use crate::components::{DuePill, Icon, NewRecord, SyncMark, birth};
use crate::i18n::{Words, language, t};
use crate::message::{Ask, Mark, Opened, Reply, Row};
use crate::pages::customers::words as w;
use crate::place;
use crate::store::Store;

/// More of them are on their own pages.
const SHOWN_MAX: u32 = 100;

fn rows_about(opened: Signal<Arc<Opened>>, process: &'static str) -> RwSignal<Option<Vec<Row>>> {
    Store::get().live(
        move || {
            let about = opened.with(|opened| opened.record.id.clone());
            let query = Query {
                process: process.into(),
                text: String::new(),
                filters: vec![Filter::About(about)],
                sort: Sort { by: SortBy::Created, descending: true },
            };
            Some(Ask::List { query, offset: 0, limit: SHOWN_MAX })
        },
        |reply| match reply {
            Reply::Rows { rows, .. } => Some(rows),
            _ => None,
        },
    )
}

#[component]
pub fn Work(opened: Signal<Arc<Opened>>) -> impl IntoView {
    let (id, name, owner) = opened.with_untracked(|opened| {
        (opened.record.id.clone(), opened.summary.title.clone(), opened.summary.owner.clone())
    });
    let now = Store::get().now.get_untracked().max(browser::now_ms());
    let customer = ("customer".to_owned(), Value::Text(id.0.clone()));
    let assignee = owner.map(|owner| ("assignee".to_owned(), Value::Text(owner.0)));
    let title = w::FOLLOW_UP_OF.get(untrack(language)).replacen("{}", &name, 1);
    let mut call = BTreeMap::from([
        customer.clone(),
        ("title".to_owned(), Value::Text(title)),
        ("type".to_owned(), "regular".into()),
        ("anchor_at_ms".to_owned(), Value::Int(now)),
    ]);
    let mut task = BTreeMap::from([customer, ("source".to_owned(), "customer".into())]);
    call.extend(assignee.clone());
    task.extend(assignee);
    view! {
        <Kind
            opened
            process="follow_up"
            add=w::PLAN_FOLLOW_UP
            only=vec!["title", "type", "anchor_at_ms", "assignee", "service_item", "channel"]
            preset=call
        />
        <Kind
            opened
            process="task"
            add=w::NEW_TASK
            only=vec!["title", "detail", "due_at_ms", "source"]
            preset=task
        />
    }
}

#[component]
fn Kind(
    opened: Signal<Arc<Opened>>,
    process: &'static str,
    add: Words,
    only: Vec<&'static str>,
    preset: BTreeMap<String, Value>,
) -> impl IntoView {
    let store = Store::get();
    let making = RwSignal::new(false);
    let rows = rows_about(opened, process);
    let key = ProcessId::from(process);
    let described = Memo::new(move |_| store.config().process(&key).cloned());
    let name = move || described.with(|p| p.as_ref().map(|p| p.label.get(language()).to_owned()));
    let may = Memo::new(move |_| described.with(|p| p.as_ref().is_some_and(|p| birth(p, store).is_some())));
    let item = move |row: Row| {
        let summary = row.summary;
        let stage = {
            let stage = summary.stage.clone();
            move || {
                described.with(|p| {
                    p.as_ref().and_then(|p| p.stage(&stage)).map(|stage| stage.label.get(language()).to_owned())
                })
            }
        };
        let who = summary.assignee.clone();
        let who = move || who.as_ref().map(|who| store.config().name_of(who).to_owned());
        let mark = Signal::stored(row.mark);
        let (href, title) = (place::record(&summary.process, &summary.id), summary.title.clone());
        view! {
            <li>
                <a class="row" href=href>
                    <span class="row-main">
                        <b class="row-title">{title}
                            <Show when=move || mark.get() != Mark::Server>
                                " "
                                <SyncMark mark shape=true />
                            </Show>
                        </b>
                        <span class="row-sub">{who}</span>
                    </span>
                    <span class="row-end">
                        <DuePill summary=Signal::stored(summary) />
                        <span class="pill">{stage}</span>
                    </span>
                </a>
            </li>
        }
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{name}</h2>
                <Show when=move || may.get()>
                    <div class="card-actions">
                        <button type="button" class="button small" on:click=move |_| making.set(true)>
                            <Icon name="plus" />
                            {t(add)}
                        </button>
                    </div>
                </Show>
            </header>
            <ul class="rows">{move || rows.get().unwrap_or_default().into_iter().map(item).collect_view()}</ul>
            <Show when=move || rows.with(|rows| rows.as_ref().is_some_and(Vec::is_empty))>
                <div class="card-body">
                    <p class="muted">{t(if process == "task" { w::NO_TASKS } else { w::NO_FOLLOW_UPS })}</p>
                </div>
            </Show>
        </section>
        <NewRecord process open=making done=|_| () only preset />
    }
}
