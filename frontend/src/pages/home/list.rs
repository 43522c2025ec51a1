//! The records behind a number of the desk: exactly those, and no others.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use shared::id::{RecordId, UserId};

use super::words as w;
use crate::components::{DuePill, Heading, Icon, SyncMark};
use crate::i18n::{self, fill, language, t};
use crate::message::{Ask, Reply, Row};
use crate::place;
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
            "unassigned" => w::UNASSIGNED,
            "to_check" => w::TO_CHECK,
            "to_confirm" => w::TO_CONFIRM,
            "returned" => w::RETURNED,
            rule => {
                let label = desk.with(|desk| {
                    let desk = desk.as_ref()?;
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
    let rows = store.live(
        move || ids.get().map(Ask::Rows),
        |reply| match reply {
            Reply::Rows { rows, .. } => Some(rows),
            _ => None,
        },
    );
    // The worker answers with what it has, not in the order asked for.
    let ordered = Memo::new(move |_| {
        let ids: Vec<RecordId> = ids.get().unwrap_or_default();
        let found = rows.get()?;
        Some(ids.iter().filter_map(|id| found.iter().find(|row| row.summary.id == *id).cloned()).collect::<Vec<Row>>())
    });
    let count = move || ordered.with(|rows| rows.as_ref().map(|rows| fill(w::LIST_COUNT, &rows.len().to_string())));
    let row = move |row: Row| {
        let config = store.config();
        let (summary, mark) = (row.summary, row.mark);
        let process = config.process(&summary.process);
        let stage = process.and_then(|process| process.stage(&summary.stage));
        let stage = stage.map(|stage| stage.label.get(language()).to_owned()).unwrap_or_default();
        let who = summary.assignee.as_ref().or(summary.owner.as_ref()).map(|who| config.name_of(who).to_owned());
        let sub = [summary.number.clone(), Some(stage), who].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let href = place::record(&summary.process, &summary.id);
        let title = summary.title.clone();
        view! {
            <li>
                <a class="row" href=href>
                    <Icon name=place::icon(&summary.process) />
                    <span class="row-main">
                        <b class="row-title" title=title.clone()>
                            {title.clone()}
                        </b>
                        <span class="row-sub">{sub}</span>
                    </span>
                    <span class="row-end">
                        <SyncMark mark=Signal::stored(mark) shape=true />
                        <DuePill summary=Signal::stored(summary) />
                    </span>
                </a>
            </li>
        }
    };
    let body = move || match ordered.get() {
        None => view! { <super::calls::Bones /> }.into_any(),
        Some(rows) if rows.is_empty() => view! {
            <div class="empty">
                <Icon name="check" class="icon large" />
                <h2 class="empty-title">{t(w::LIST_EMPTY)}</h2>
                <p>{t(w::LIST_EMPTY_NOTE)}</p>
                <div class="buttons">
                    <a class="button" href="/">
                        {t(i18n::TO_HOME)}
                    </a>
                </div>
            </div>
        }
        .into_any(),
        Some(rows) => view! { <ul class="rows">{rows.into_iter().map(row).collect_view()}</ul> }.into_any(),
    };
    view! {
        <div class="page" data-width="form">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{title}</Heading>
                    <p class="page-note">{whose} " " {count}</p>
                </div>
            </header>
            <section class="card" aria-busy=move || ordered.with(Option::is_none).then_some("true")>
                {body}
            </section>
        </div>
    }
}
