use leptos::prelude::*;
use shared::process::Flag;
use shared::record::summary::Summary;
use shared::report::rounds::is_missed;

use super::words as w;
use crate::i18n::{Words, language, t};
use crate::message::Mark;
use crate::store::Store;

fn said(mark: Mark) -> (&'static str, Words, Words) {
    match mark {
        Mark::Server => ("server", w::MARK_SERVER, w::MARK_SERVER_NOTE),
        Mark::Local => ("local", w::MARK_LOCAL, w::MARK_LOCAL_NOTE),
        Mark::Waiting => ("waiting", w::MARK_WAITING, w::MARK_WAITING_NOTE),
        Mark::Refused => ("refused", w::MARK_REFUSED, w::MARK_REFUSED_NOTE),
    }
}

/// Where a record's changes are: shape and word. `shape` shows the shape alone, for rows.
#[component]
pub fn SyncMark(#[prop(into)] mark: Signal<Mark>, #[prop(optional)] shape: bool) -> impl IntoView {
    let of = move || said(mark.get());
    let label = move || {
        let (_, word, note) = of();
        format!("{}：{}", t(word)(), t(note)())
    };
    view! {
        <span
            class="record-sync"
            data-state=move || of().0
            role=shape.then_some("img")
            aria-label=move || shape.then(label)
            title=label
        >
            {move || (!shape).then(|| t(of().1)())}
        </span>
    }
}

/// What makes a record stand out, by name; and of a round that nobody has set out on, that its day is over.
#[component]
pub fn FlagPills(flags: Vec<Flag>, #[prop(into)] summary: Signal<Summary>) -> impl IntoView {
    let (store, flags) = (Store::get(), StoredValue::new(flags));
    move || {
        let raised = flags.with_value(|flags| {
            summary.with(|summary| flags.iter().filter(|flag| summary.is_flagged(&flag.key)).cloned().collect())
        });
        let pill = |flag: Flag| {
            let name = move || flag.label.get(language()).to_owned();
            view! { " " <span class="pill" data-tone="soon">{name}</span> }
        };
        let is_missed = summary.with(|round| {
            let config = store.config();
            is_missed(round, &config.calendar, store.now.get())
        });
        let missed = is_missed.then(|| view! { " " <span class="pill" data-tone="late">{t(w::MISSED)}</span> });
        view! { {Vec::into_iter(raised).map(pill).collect_view()} {missed} }
    }
}
