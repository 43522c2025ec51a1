//! The head of an open record: what it is, how it stands, whose it is, and what to do next.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use shared::record::policy::may_write;
use shared::walk;

use super::words as w;
use super::{FlagPills, Icon, Steps, SyncMark, process_of};
use crate::i18n::{fill, language, t};
use crate::message::Opened;
use crate::place;
use crate::store::Store;

/// `children` are more pills; `suffix` follows the title (a form of address). `show_list` slides the list over.
#[component]
pub fn RecordHead(
    opened: Signal<Arc<Opened>>,
    close: Callback<()>,
    show_list: impl Fn() + Copy + Send + Sync + 'static,
    #[prop(optional, into)] suffix: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let store = Store::get();
    let process = process_of(opened);
    let mark = Signal::derive(move || opened.with(|opened| opened.mark));
    let summary = Signal::derive(move || opened.with(|opened| opened.summary.clone()));
    let stage = move || {
        process.with(|process| {
            let stage = opened.with(|opened| process.as_ref()?.stage(&opened.summary.stage).map(|s| s.label.clone()));
            stage.map(|label| label.get(language()).to_owned())
        })
    };
    let has_charge = move || process.with(|process| process.as_ref().is_some_and(|one| one.puts_in_charge()));
    let charge = move || {
        let config = store.config();
        opened.with(|opened| {
            let who = opened.summary.in_charge();
            who.map_or(t(w::NOBODY)().to_owned(), |who| fill(w::IN_CHARGE, config.name_of(&who.into())))
        })
    };
    let number =
        move || opened.with(|opened| opened.summary.number.clone()).unwrap_or_else(|| t(w::NO_NUMBER)().to_owned());
    let print = place::print(&opened.with_untracked(|opened| opened.record.id.clone()));
    let walk = move || {
        let stamp = store.stamp();
        process.with(|process| {
            let process = process.as_ref()?;
            let field = process.field(walk::WALKED)?;
            opened.with(|opened| {
                let may = may_write(&opened.record, process, field, &stamp);
                place::walk(process, &opened.summary.stage, &opened.record.id).filter(|_| may)
            })
        })
    };
    // While it is walked, the rest of the list comes before any step.
    let walks_on = Memo::new(move |_| {
        opened.with(|opened| {
            let left = || !walk::left(&walk::items(&opened.record), &walk::answers(&opened.record)).is_empty();
            place::is_walked(&opened.summary.stage) && left()
        }) && walk().is_some()
    });
    // A voice reads which record has come.
    let title = NodeRef::<html::H1>::new();
    Effect::new(move |_| drop(title.get().map(|title| title.focus())));
    view! {
        <header class="record-head">
            <div class="record-top">
                <button
                    type="button"
                    class="button quiet icon-only pane-toggle"
                    aria-label=t(w::SHOW_LIST)
                    title=t(w::SHOW_LIST)
                    on:click=move |_| show_list()
                >
                    <Icon name="list" />
                </button>
                <h1 class="record-title" tabindex="-1" node_ref=title>
                    {move || opened.with(|opened| opened.summary.title.clone())}
                    {suffix}
                </h1>
                <SyncMark mark />
                <div class="buttons">
                    <a class="button quiet icon-only" href=print aria-label=t(w::PRINT) title=t(w::PRINT)>
                        <Icon name="print" />
                    </a>
                    <button
                        type="button"
                        class="button quiet icon-only"
                        aria-label=t(w::CLOSE_RECORD)
                        title=t(w::CLOSE_RECORD)
                        on:click=move |_| close.run(())
                    >
                        <Icon name="close" />
                    </button>
                </div>
            </div>
            <div class="pills">
                <span class="pill" data-tone="accent">{stage}</span>
                {move || {
                    let flags = process.with(|process| process.as_ref().map(|one| one.flags.clone()).unwrap_or_default());
                    view! { <FlagPills flags summary /> }
                }}
                <Show when=move || opened.with(|opened| opened.summary.has_conflict)>
                    <a class="pill" data-tone="two" href="/inbox">
                        <Icon name="two-values" />
                        {t(w::TWO_VALUES)}
                    </a>
                </Show>
                {children.map(|children| children())}
            </div>
            <p class="record-sub">
                <Show when=has_charge>
                    <span>{charge}</span>
                </Show>
                <span>{number}</span>
            </p>
            <div class="record-steps">
                {move || {
                    walk()
                        .map(|href| {
                            view! {
                                <a class="button" class:primary=walks_on href=href>
                                    <Icon name="list" />
                                    {t(w::WALK)}
                                </a>
                            }
                        })
                }}
                <Steps opened second=walks_on />
            </div>
        </header>
    }
}
