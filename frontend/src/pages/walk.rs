//! Walking a checklist, on a round or at a handover: one item a screen, big targets, the answer kept on the device at once.
//! It opens where it stopped: at the first item that has no answer, with the note as it was being typed.

mod begin;
mod building;
mod done;
mod item;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::id::RecordId;
use shared::process::{Choice, Kind, Process};
use shared::record::Record;
use shared::value::Value;

use crate::components::{Icon, SyncMark, WithRecord, process_of};
use crate::i18n::{self, t};
use crate::message::Opened;
use crate::place::{self, ITEMS, WALKED};
pub use begin::BeginRound;
use done::Done;
use item::Item;
use words as w;

/// The results that an item may have.
fn results(process: &Process) -> Vec<Choice> {
    let columns = process.field(WALKED).map(|field| field.columns.as_slice()).unwrap_or_default();
    match columns.iter().find(|column| column.key == "result").map(|column| &column.kind) {
        Some(Kind::Choice(choices)) => choices.clone(),
        _ => vec![],
    }
}

/// The items in their order, each once.
fn items(record: &Record) -> Vec<String> {
    let mut entries: Vec<&shared::record::Entry> = record.entries(ITEMS).iter().collect();
    // Those that were made together have one time; what was added by hand later stands behind them.
    shared::order::by_key(&mut entries, |entry| entry.values.get("nth").and_then(Value::as_int).unwrap_or(i64::MAX));
    let mut found: Vec<String> = vec![];
    for entry in entries {
        if let Some(name) = entry.values.get("name").and_then(Value::as_text)
            && !found.iter().any(|one| one == name)
        {
            found.push(name.to_owned());
        }
    }
    found
}

/// What was found last, by item.
fn answers(record: &Record) -> BTreeMap<String, BTreeMap<String, Value>> {
    let named = |entry: &shared::record::Entry| {
        Some((entry.values.get("item").and_then(Value::as_text)?.to_owned(), entry.values.clone()))
    };
    record.entries(WALKED).iter().filter_map(named).collect()
}

#[component]
pub fn Walk() -> impl IntoView {
    i18n::title(i18n::PAGE_WALK);
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).map(RecordId::from));
    move || {
        id.get().map(|id| view! { <WithRecord id back="/records/round" children=|opened| view! { <One opened /> } /> })
    }
}

#[component]
fn One(opened: Signal<Arc<Opened>>) -> impl IntoView {
    let process = process_of(opened);
    let names = Memo::new(move |_| opened.with(|opened| items(&opened.record)));
    let answered = Memo::new(move |_| opened.with(|opened| answers(&opened.record)));
    let choices = Memo::new(move |_| process.with(|process| process.as_ref().map(results).unwrap_or_default()));
    // One behind the last: what is left to do before it is finished.
    let first = untrack(|| {
        names.with(|names| {
            answered.with(|done| names.iter().position(|name| !done.contains_key(name)).unwrap_or(names.len()))
        })
    });
    let at = RwSignal::new(first);
    let name = Memo::new(move |_| names.with(|names| names.get(at.get()).cloned()));
    let count = move || {
        let done =
            names.with(|names| answered.with(|done| names.iter().filter(|name| done.contains_key(*name)).count()));
        (done, names.with(Vec::len))
    };
    let next = Callback::new(move |()| at.update(|at| *at = (*at + 1).min(names.with_untracked(Vec::len))));
    let back = move |_| at.update(|at| *at = at.saturating_sub(1));
    let mark = Signal::derive(move || opened.with(|opened| opened.mark));
    let title = move || opened.with(|opened| opened.summary.title.clone());
    let href = move || opened.with(|opened| place::record(&opened.record.process, &opened.record.id));
    view! {
        <div class="round">
            <header class="round-head">
                <a class="button quiet icon-only" href=href aria-label=t(w::LEAVE)>
                    <Icon name="close" />
                </a>
                <h1 class="round-title grow" tabindex="-1">
                    {title}
                </h1>
                <SyncMark mark />
                <span class="num" aria-live="polite">
                    {move || {
                        let (done, all) = count();
                        format!("{done}/{all}")
                    }}
                </span>
                <progress
                    class="progress round-progress"
                    value=move || count().0.to_string()
                    max=move || count().1.max(1).to_string()
                    aria-label=t(w::PROGRESS)
                ></progress>
            </header>
            {move || match name.get() {
                Some(name) => {
                    let held = Memo::new({
                        let name = name.clone();
                        move |_| answered.with(|done| done.get(&name).cloned())
                    });
                    view! { <Item opened name choices=choices.get_untracked() held next /> }.into_any()
                }
                None => view! { <Done opened names answered at /> }.into_any(),
            }}
            <footer class="round-foot" hidden=move || names.with(Vec::is_empty)>
                <button type="button" class="button" disabled=move || at.get() == 0 on:click=back>
                    <Icon name="chevron-left" />
                    {t(w::PREVIOUS)}
                </button>
                <button
                    type="button"
                    class="button"
                    disabled=move || names.with(|names| names.get(at.get()).is_none())
                    on:click=move |_| next.run(())
                >
                    {t(w::NEXT)}
                    <Icon name="chevron-right" />
                </button>
            </footer>
        </div>
    }
}
