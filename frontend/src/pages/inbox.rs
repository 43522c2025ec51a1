//! 待处理: two values of one field to choose from, and what the server has returned.

mod conflict;
mod parked;
mod team;
mod words;

use leptos::prelude::*;

use crate::components::{Bones, Heading, Icon};
use crate::i18n::{self, t};
use crate::store::Store;
use conflict::Conflicts;
use parked::ParkedList;
use team::TeamRefused;
use words as w;

#[component]
pub fn Inbox() -> impl IntoView {
    i18n::title(i18n::PAGE_INBOX);
    let store = Store::get();
    // Cards stay after the choice, with a way back: the page counts them, too.
    let cards = RwSignal::new(0_usize);
    let refused = Memo::new(move |_| store.sync.with(|sync| sync.refused));
    let conflicts = Memo::new(move |_| store.sync.with(|sync| sync.conflicts));
    let nothing = Memo::new(move |_| cards.get() == 0 && conflicts.get() == 0 && refused.get() == 0);
    view! {
        <div class="page" data-width="form">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{t(i18n::PAGE_INBOX)}</Heading>
                </div>
            </header>
            <Show when=move || nothing.get()>
                <div class="empty">
                    <Icon name="check" class="icon large" />
                    <h2 class="empty-title">{t(w::NOTHING)}</h2>
                    <p>{t(w::NOTHING_NOTE)}</p>
                </div>
            </Show>
            // They are counted before they are here.
            <Show when=move || cards.get() == 0 && { conflicts.get() > 0 }>
                <section class="card" aria-busy="true">
                    <Bones />
                </section>
            </Show>
            <Conflicts cards />
            <Show when=move || { refused.get() > 0 }>
                <ParkedList />
            </Show>
            <TeamRefused />
        </div>
    }
}
