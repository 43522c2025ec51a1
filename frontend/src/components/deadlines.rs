use leptos::prelude::*;
use shared::deadline::{self, Due};
use shared::record::summary::Summary;

use super::Quotation;
use super::words as w;
use crate::i18n::{fill, language};
use crate::store::Store;
use crate::when;

/// Every deadline of a record that has begun, how it stands, and where its rule comes from on demand.
#[component]
pub fn Deadlines(#[prop(into)] summary: Signal<Summary>) -> impl IntoView {
    let store = Store::get();
    let dues = Memo::new(move |_| {
        let config = store.config();
        let now = store.now.get();
        summary.with(|summary| {
            config.process(&summary.process).map(|process| deadline::dues(summary, process, &config, now))
        })
    });
    let item = move |due: Due| {
        let config = store.config();
        let calendar = &config.calendar;
        let now = store.now.get();
        let (tone, words) = when::standing(calendar, &due, now, language());
        // A day that was set counts from itself; that says nothing.
        let from = (due.from_ms != due.due_at_ms)
            .then(|| format!(" · {}", fill(w::COUNTED_FROM, &when::instant(calendar, due.from_ms, now, language()))));
        let until = fill(w::DUE_AT, &when::instant(calendar, due.due_at_ms, now, language()));
        let title = when::absolute(calendar, due.due_at_ms);
        let source = due.source.map(|source| view! { <Quotation source /> });
        view! {
            <li class="deadline" data-tone=tone>
                <b>{words}</b>
                <span>{due.label.get(language()).to_owned()}</span>
                <small title=title>{until} {from} {source}</small>
            </li>
        }
    };
    view! {
        <ul class="deadlines">
            {move || dues.get().unwrap_or_default().into_iter().map(item).collect_view()}
        </ul>
    }
}

/// The most pressing deadline of a row as one pill; nothing where none runs.
#[component]
pub fn DuePill(#[prop(into)] summary: Signal<Summary>) -> impl IntoView {
    let store = Store::get();
    move || {
        let config = store.config();
        let now = store.now.get();
        let due = summary.with(|summary| {
            config.process(&summary.process).and_then(|process| deadline::next(summary, process, &config, now))
        })?;
        let (tone, words) = when::standing(&config.calendar, &due, now, language());
        let title = format!("{} {}", due.label.get(language()), when::absolute(&config.calendar, due.due_at_ms));
        Some(view! {
            <span class="pill" data-tone=tone title=title>
                {words}
            </span>
        })
    }
}
