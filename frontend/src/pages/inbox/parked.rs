//! What the server did not take: the words, the reason, and what can be done with them.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::words as w;
use crate::browser;
use crate::components::{Dialog, Icon, Spoken, Toasts, as_text, spoken};
use crate::i18n::{fill, language, t};
use crate::message::{Ask, ParkedRow, Reply};
use crate::place;
use crate::store::{Refusal, Store};
use crate::when;

#[component]
pub fn ParkedList() -> impl IntoView {
    let store = Store::get();
    let refused = Memo::new(move |_| store.sync.with(|sync| sync.refused));
    let parked = store.live(
        move || {
            refused.track();
            Some(Ask::Parked)
        },
        |reply| match reply {
            Reply::Parked(rows) => Some(rows),
            _ => None,
        },
    );
    view! {
        <section
            class="stack"
            aria-label=t(w::REFUSED)
            aria-busy=move || parked.with(Option::is_none).then_some("true")
        >
            <h2>{t(w::REFUSED)}</h2>
            <p class="muted">{t(w::REFUSED_NOTE)}</p>
            <For
                each=move || parked.get().unwrap_or_default()
                key=|row| row.id.clone()
                children=|row| view! { <OneParked row /> }
            />
        </section>
    }
}

#[component]
fn OneParked(row: ParkedRow) -> impl IntoView {
    let store = Store::get();
    let toasts = Toasts::get();
    let asking = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let row = StoredValue::new(row);
    let href = row.with_value(|row| place::record(&row.process, &row.record));
    let icon = row.with_value(|row| place::icon(&row.process));
    let why = move || row.with_value(|row| fill(w::WHY, row.why.say.get(language())));
    let at = move || {
        let config = store.config();
        let at_ms = row.with_value(|row| row.at_ms);
        let at = when::instant(&config.calendar, at_ms, store.now.get(), language());
        fill(w::DONE_AT, &at)
    };
    let copy = move |_| {
        let text = row.with_value(|row| {
            let config = untrack(|| store.config());
            let lines = spoken(&row.command, &config, store.now.get_untracked(), untrack(language));
            as_text(&row.title, &lines)
        });
        spawn_local(async move {
            match browser::copy(&text).await {
                true => toasts.done(untrack(|| w::COPIED.get(language()))),
                false => toasts.failed(untrack(|| w::NOT_COPIED.get(language()))),
            }
        });
    };
    let retry = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let parked = row.with_value(|row| row.id.clone());
            let answer = store.ask(Ask::Retry { parked, ticket: browser::new_id() }).await;
            busy.try_set(false);
            match answer {
                Reply::Refused(error) => toasts.failed(untrack(|| Refusal::Rule(error).text())),
                Reply::Failed(failure) => toasts.failed(untrack(|| Refusal::Device(failure).text())),
                _ => toasts.done(untrack(|| w::RETRIED.get(language()))),
            }
        });
    };
    let let_go = move |_| {
        asking.set(false);
        spawn_local(async move {
            let parked = row.with_value(|row| row.id.clone());
            match store.ask(Ask::Drop { parked }).await {
                Reply::Failed(failure) => toasts.failed(untrack(|| Refusal::Device(failure).text())),
                _ => toasts.done(untrack(|| w::DROPPED.get(language()))),
            }
        });
    };
    let title = Signal::derive(move || w::DROP_SURE.get(language()).to_owned());
    let name = row.with_value(|row| row.title.clone());
    view! {
        <article class="card">
            <header class="card-head">
                <h3 class="card-title">
                    <Icon name=icon />
                    " "
                    <a href=href>{name}</a>
                </h3>
                <span class="muted">{at}</span>
            </header>
            <div class="card-body stack">
                <div class="banner" data-tone="late">
                    <Icon name="warn" />
                    <p>{why}</p>
                </div>
                <Spoken command=Signal::stored(row.with_value(|row| row.command.clone())) />
                <div class="buttons">
                    <button class="button" on:click=copy>
                        <Icon name="copy" class="icon small" />
                        {t(w::COPY)}
                    </button>
                    <button class="button" aria-busy=move || busy.get().then_some("true") on:click=retry>
                        <Icon name="refresh" class="icon small" />
                        {t(w::RETRY)}
                    </button>
                    <button class="button quiet" on:click=move |_| asking.set(true)>
                        {t(w::DROP)}
                    </button>
                </div>
            </div>
        </article>
        <Dialog open=asking title>
            <div class="dialog-body">
                <p>{t(w::DROP_NOTE)}</p>
            </div>
            <footer class="dialog-foot">
                <button class="button" autofocus on:click=move |_| asking.set(false)>
                    {t(crate::i18n::CANCEL)}
                </button>
                <button class="button danger" on:click=let_go>
                    {t(w::DROP)}
                </button>
            </footer>
        </Dialog>
    }
}
