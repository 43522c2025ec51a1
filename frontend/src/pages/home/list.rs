//! The records behind a number of the desk: exactly those, and no others.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use shared::id::UserId;

use super::words as w;
use crate::components::{Heading, RecordList, rows_in_order};
use crate::i18n::{self, fill, language};
use crate::store::Store;

#[component]
pub fn DeskList() -> impl IntoView {
    i18n::title(i18n::HOME);
    let store = Store::get();
    let (params, query) = (use_params_map(), use_query_map());
    let name = Memo::new(move |_| params.with(|params| params.get("list").unwrap_or_default()));
    let person = Memo::new(move |_| query.with(|query| query.get("who")).map(UserId::from));
    let desk = super::desk();
    let title = move || {
        let words = match name.get().as_str() {
            "calls" => w::CALLS_ALL,
            "overdue" => w::OVERDUE,
            rule => {
                let label = desk.with(|desk| {
                    let desk = desk.as_ref()?;
                    let mut waits = desk.team.iter().flat_map(|team| &team.waits).chain(&desk.watched);
                    if let Some(list) = waits.find(|list| list.key == rule) {
                        return Some(list.label.get(language()).to_owned());
                    }
                    let team = desk.team.iter().flat_map(|team| &team.people).flat_map(|(_, measures)| measures);
                    let found = desk.measures.iter().chain(team).find(|measure| measure.key == rule)?;
                    Some(found.label.get(language()).to_owned())
                });
                return label.unwrap_or_default();
            }
        };
        words.get(language()).to_owned()
    };
    let whose = move || person.get().map(|who| store.config().name_of(&who).to_owned());
    let ids = Memo::new(move |_| {
        let (name, person) = (name.get(), person.get());
        desk.with(|desk| desk.as_ref().map(|desk| desk.list(&name, person.as_ref())))
    });
    let rows = rows_in_order(move || ids.get());
    let count = move || rows.with(|rows| rows.as_ref().map(|rows| fill(w::LIST_COUNT, &rows.len().to_string())));
    view! {
        <div class="page" data-width="form">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{title}</Heading>
                    <p class="page-note">{whose} " " {count}</p>
                </div>
            </header>
            <section class="card" aria-busy=move || rows.with(Option::is_none).then_some("true")>
                <RecordList rows />
            </section>
        </div>
    }
}
