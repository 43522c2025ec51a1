//! One campaign: choose customers and share them out; see how it stands; write the report; archive.

mod extract;
mod extracting;
pub mod figures;
mod progress;
mod report;
pub mod words;

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::coverage::coverage;
use shared::id::RecordId;

use crate::components::{Heading, Icon, Steps, SyncMark, WithRecord, process_of};
use crate::i18n::{self, fill, language, t};
use crate::message::Opened;
use crate::store::Store;
use crate::when;
use extracting::Extracting;
use figures::{customers_of, items_of};
use progress::Progress;
use report::Sheet;
use words as w;

#[component]
pub fn Campaign() -> impl IntoView {
    i18n::title(i18n::PAGE_CAMPAIGN);
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).map(RecordId::from));
    view! {
        <div class="page" data-width="wide">
            {move || {
                id.get().map(|id| view! { <WithRecord id back="/campaigns" children=|opened| view! { <One opened /> } /> })
            }}
        </div>
    }
}

/// 1月3日 – 1月10日.
pub fn dates(store: Store, from: &str, to: &str) -> String {
    let config = store.config();
    let today = config.calendar.date_of(store.now.get());
    let day = |text: &str| text.parse().ok().map(|date| when::date(date, today, language()));
    match (day(from), day(to)) {
        (Some(from), Some(to)) => format!("{from} – {to}"),
        (Some(from), None) => fill(w::UNTIL, &from),
        (None, to) => to.unwrap_or_default(),
    }
}

#[component]
fn One(opened: Signal<Arc<Opened>>) -> impl IntoView {
    let store = Store::get();
    let process = process_of(opened);
    let id = opened.with_untracked(|opened| opened.record.id.clone());
    let stage = Memo::new(move |_| opened.with(|opened| opened.summary.stage.clone()));
    let items = {
        let id = id.clone();
        items_of(move || Some(id.clone()))
    };
    let customers = customers_of(items);
    let figures = Memo::new(move |_| {
        let (items, customers) = (items.get().unwrap_or_default(), customers.get().unwrap_or_default());
        coverage(&items, &customers, &store.config())
    });
    let mark = Signal::derive(move || opened.with(|opened| opened.mark));
    let name = move || {
        process.with(|process| {
            let stage = process.as_ref()?.stage(&stage.get())?;
            Some(stage.label.get(language()).to_owned())
        })
    };
    let note = move || {
        let (from, to, filter) = opened.with(|opened| {
            let text = |key: &str| opened.record.single(key).as_text().unwrap_or_default().to_owned();
            (text("from"), text("to"), text("filter"))
        });
        [dates(store, &from, &to), filter].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    // Whoever leads sees all of it; a caller sees the part that is his.
    let leads = Memo::new(move |_| {
        let me = store.principal();
        opened.with(|opened| me.leads(opened.summary.department.as_ref()))
    });
    let extracting = Memo::new(move |_| leads.get() && stage.with(|stage| stage == "extracting"));
    let reporting =
        Memo::new(move |_| stage.with(|stage| ["analysing", "reported", "archived"].contains(&stage.as_str())));
    let is_short = Memo::new(move |_| {
        leads.get() && !reporting.get() && figures.with(|figures| !figures.members_missing.records.is_empty())
    });
    let shown = StoredValue::new(id);
    view! {
        <header class="page-head">
            <div class="page-titles">
                <Heading>{move || opened.with(|opened| opened.summary.title.clone())}</Heading>
                <p class="page-note cluster">
                    <span class="pill" data-tone="accent">{name}</span>
                    <SyncMark mark />
                    <span>{note}</span>
                </p>
            </div>
            <div class="page-actions">
                <Show when=move || !extracting.get()>
                    <a class="button" href=shown.with_value(|id| format!("/follow-ups?campaign={id}&view=all"))>
                        <Icon name="list" />
                        {t(w::LIST)}
                    </a>
                </Show>
            </div>
        </header>
        <Show when=move || !extracting.get() fallback=move || view! { <Extracting opened /> }>
            <Steps opened />
            <Show when=move || reporting.get()>
                <Sheet
                    opened
                    fields=vec!["figures", "analysis", "problems", "measures", "exceptions"]
                    title=w::REPORT
                    note=w::REPORT_NOTE
                    save=w::REPORT_SAVE
                    coverage=figures
                />
            </Show>
            <Show when=move || !leads.get()>
                <p class="muted">{t(w::MINE_ONLY)}</p>
            </Show>
            <Progress campaign=shown.get_value() coverage=figures items />
            <Show when=move || is_short.get()>
                <Sheet opened fields=vec!["exceptions"] title=w::MISSING note=w::MISSING_NOTE save=w::SAVE />
            </Show>
        </Show>
    }
}
