//! Walking a checklist, on a round or at a handover: one item a screen, big targets, the answer kept on the device at once.
//! It opens where it stopped: at the first item that has no answer or is to be looked at again, with the note as it was
//! being typed.

mod begin;
mod building;
mod done;
mod item;
mod words;

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::id::RecordId;
use shared::process::{Choice, Kind, Process};
use shared::walk::{WALKED, answers, items, left};

use crate::components::{Icon, SyncMark, WithRecord, process_of};
use crate::i18n::{self, t};
use crate::message::Opened;
use crate::place;
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
    let open = Memo::new(move |_| names.with(|names| answered.with(|answered| left(names, answered))));
    // One behind the last: what is left to do before it is finished.
    let from = move |at: usize| {
        let next = open.with_untracked(|open| open.iter().copied().find(|open| *open >= at));
        next.unwrap_or_else(|| names.with_untracked(Vec::len))
    };
    let at = RwSignal::new(from(0));
    let name = Memo::new(move |_| names.with(|names| names.get(at.get()).cloned()));
    // Where the last finding was the next one is, too, until another building is chosen.
    let building = RwSignal::new(String::new());
    let count = move || {
        let all = names.with(Vec::len);
        (all - open.with(Vec::len), all)
    };
    let next = Callback::new(move |()| at.update(|at| *at = from(*at + 1)));
    let forward = move |_| at.update(|at| *at = (*at + 1).min(names.with_untracked(Vec::len)));
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
                    view! { <Item opened name choices=choices.get_untracked() held building next /> }.into_any()
                }
                None => view! { <Done opened names answered open at /> }.into_any(),
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
                    on:click=forward
                >
                    {t(w::NEXT)}
                    <Icon name="chevron-right" />
                </button>
            </footer>
        </div>
    }
}
