use leptos::prelude::*;
use shared::label::Label;
use shared::query::{Query, Sort, SortBy};

use super::pane::source_of;
use super::views::{Address, View};
use super::words as w;
use crate::components::{Column, DuePill, Icon, Rows};
use crate::i18n::{Words, language, t};
use crate::store::Store;
use shared::id::RecordId;

fn label(words: Words) -> Label {
    Label::new(words.zh, words.en)
}

fn columns() -> Vec<Column> {
    vec![
        Column::new(label(w::WHAT), "minmax(12em,3fr)", |row| {
            let store = Store::get();
            move || {
                row.with(|row| [source_of(&row.summary, store), row.summary.number.clone()])
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" · ")
            }
        })
        .sort(SortBy::Title),
        Column::new(label(w::STAGE), "7em", |row| {
            let store = Store::get();
            let stage = move || {
                let config = store.config();
                row.with(|row| {
                    let stage = config.process(&row.summary.process).and_then(|p| p.stage(&row.summary.stage));
                    stage.map_or(row.summary.stage.clone(), |stage| stage.label.get(language()).to_owned())
                })
            };
            view! { <span class="pill">{stage}</span> }
        })
        .sort(SortBy::Stage)
        .card("meta"),
        Column::new(label(w::WHO), "7em", |row| {
            let store = Store::get();
            move || {
                let config = store.config();
                row.with(|row| row.summary.assignee.as_ref().map(|who| config.name_of(who).to_owned()))
            }
        })
        .card("meta"),
        Column::new(label(w::DUE), "9.5em", |row| {
            let summary = Signal::derive(move || row.with(|row| row.summary.clone()));
            view! { <DuePill summary /> }
        })
        .sort(SortBy::Due)
        .card("end"),
    ]
}

#[component]
pub fn TaskList(
    address: Address,
    #[prop(into)] query: Signal<Query>,
    #[prop(into)] shown: Signal<Option<RecordId>>,
    total: RwSignal<Option<u32>>,
    making: RwSignal<bool>,
) -> impl IntoView {
    let sort = RwSignal::new(Sort::default());
    let empty = move || view! { <Nothing view=address.view making /> };
    view! {
        <Rows query columns=columns() sort label=Signal::derive(move || t(crate::i18n::PAGE_TASKS)().to_owned()) shown empty total />
    }
}

#[component]
fn Nothing(view: Memo<View>, making: RwSignal<bool>) -> impl IntoView {
    let store = Store::get();
    let words = move || view.get().nothing();
    let may = Memo::new(move |_| super::new::birth(store).is_some());
    view! {
        <div class="empty">
            <Icon name="task" class="icon large" />
            <h2 class="empty-title">{move || words().0.get(language())}</h2>
            <p>{move || words().1.get(language())}</p>
            <Show when=move || may.get()>
                <div class="buttons">
                    <button class="button" on:click=move |_| making.set(true)>
                        {t(w::NEW)}
                    </button>
                </div>
            </Show>
        </div>
    }
}
