//! 同步: what is where. What waits to be sent, how the line stands, and whether this device will keep it.

mod words;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::components::{Heading, Icon, Spoken};
use crate::i18n::{self, fill, language, t};
use crate::message::{Ask, Line, Reply, Unsent};
use crate::place;
use crate::store::Store;
use crate::when;
use words as w;

#[component]
pub fn Outbox() -> impl IntoView {
    i18n::title(i18n::PAGE_OUTBOX);
    let store = Store::get();
    let busy = RwSignal::new(false);
    let sync_now = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            store.ask(Ask::Sync).await;
            busy.try_set(false);
        });
    };
    view! {
        <div class="page" data-width="form">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{t(i18n::PAGE_OUTBOX)}</Heading>
                </div>
                <div class="page-actions">
                    <button class="button primary" aria-busy=move || busy.get().then_some("true") on:click=sync_now>
                        <Icon name="sync" class="icon small" />
                        {t(w::SYNC_NOW)}
                    </button>
                </div>
            </header>
            <State />
            <UnsentList />
            <Device />
        </div>
    }
}

#[component]
fn State() -> impl IntoView {
    let store = Store::get();
    let line = Memo::new(move |_| store.sync.with(|sync| sync.line));
    let words = move || {
        let words = match line.get() {
            Line::Starting => w::LINE_STARTING,
            Line::Syncing => w::LINE_SYNCING,
            Line::Synced => w::LINE_SYNCED,
            Line::Offline => w::LINE_OFFLINE,
            Line::SignedOut => w::LINE_SIGNED_OUT,
            Line::Outdated => w::LINE_OUTDATED,
            Line::Trouble => w::LINE_TROUBLE,
        };
        words.get(language())
    };
    let last = move || {
        let config = store.config();
        store.sync.with(|sync| match sync.synced_at_ms {
            Some(at_ms) => when::instant(&config.calendar, at_ms, store.now.get(), language()),
            None => w::NEVER.get(language()).to_owned(),
        })
    };
    let arriving = Memo::new(move |_| store.sync.with(|sync| sync.arriving));
    let count = |read: fn(&crate::message::SyncState) -> u32| {
        let count = Memo::new(move |_| store.sync.with(read));
        move || {
            let count = count.get();
            view! {
                {fill(w::COUNT, &count.to_string())}
                {(count > 0)
                    .then(|| {
                        view! {
                            " "
                            <a href="/inbox">{t(w::LOOK)}</a>
                        }
                    })}
            }
        }
    };
    view! {
        <section class="card">
            <div class="card-body">
                <dl class="kv">
                    <div class="span-all">
                        <dt>{t(w::LINE)}</dt>
                        <dd role="status">{words}</dd>
                    </div>
                    <Show when=move || arriving.with(Option::is_some)>
                        <div>
                            <dt>{t(w::ARRIVING)}</dt>
                            <dd>{move || arriving.get().map(|count| fill(w::ARRIVING_COUNT, &count.to_string()))}</dd>
                        </div>
                    </Show>
                    <div>
                        <dt>{t(w::LAST)}</dt>
                        <dd>{last}</dd>
                    </div>
                    <div>
                        <dt>{t(w::WAITS)}</dt>
                        <dd>{move || fill(w::COUNT, &store.sync.with(|sync| sync.unsent).to_string())}</dd>
                    </div>
                    <div>
                        <dt>{t(w::DECIDE)}</dt>
                        <dd>{count(|sync| sync.conflicts)}</dd>
                    </div>
                    <div>
                        <dt>{t(w::REFUSED)}</dt>
                        <dd>{count(|sync| sync.refused)}</dd>
                    </div>
                </dl>
            </div>
        </section>
    }
}

#[component]
fn UnsentList() -> impl IntoView {
    let store = Store::get();
    let count = Memo::new(move |_| store.sync.with(|sync| sync.unsent));
    let unsent = store.live(
        move || {
            count.track();
            Some(Ask::Unsent)
        },
        |reply| match reply {
            Reply::Unsent(rows) => Some(rows),
            _ => None,
        },
    );
    let row = move |one: Unsent| {
        let config = store.config();
        let at = when::instant(&config.calendar, one.at_ms, store.now.get(), language());
        let title = when::absolute(&config.calendar, one.at_ms);
        let href = place::record(&one.process, &one.record);
        view! {
            <li>
                <div class="row">
                    <Icon name=place::icon(&one.process) />
                    <span class="row-main">
                        <span class="row-title">
                            <a href=href>{one.title}</a>
                            {one
                                .is_decided
                                .then(|| {
                                    view! {
                                        <span class="pill" data-tone="soon" title=t(w::DECIDED_NOTE)>
                                            {t(w::DECIDED)}
                                        </span>
                                    }
                                })}
                        </span>
                        <Spoken command=Signal::stored(one.command) />
                    </span>
                    <span class="row-end muted" title=title>
                        {at}
                    </span>
                </div>
            </li>
        }
    };
    let body = move || match unsent.get() {
        None => view! { <div class="card-body"><span class="skeleton" style:--w="12em"></span></div> }.into_any(),
        Some(rows) if rows.is_empty() => view! {
            <div class="card-body">
                <p>
                    <b>{t(w::UNSENT_NONE)}</b>
                </p>
                <p class="muted">{t(w::UNSENT_NONE_NOTE)}</p>
            </div>
        }
        .into_any(),
        Some(rows) => view! { <ul class="rows">{rows.into_iter().map(row).collect_view()}</ul> }.into_any(),
    };
    view! {
        <section class="card" aria-busy=move || unsent.with(Option::is_none).then_some("true")>
            <header class="card-head">
                <h2 class="card-title">{t(w::UNSENT)}</h2>
            </header>
            {body}
        </section>
    }
}

#[component]
fn Device() -> impl IntoView {
    let kept = RwSignal::new(None::<bool>);
    spawn_local(async move {
        kept.try_set(browser::is_persistent().await);
    });
    let ask = move |_| {
        spawn_local(async move {
            let answer = browser::persist().await;
            kept.try_set(answer);
        });
    };
    let words = move || match kept.get() {
        Some(true) => w::STORAGE_YES,
        Some(false) => w::STORAGE_NO,
        None => w::STORAGE_UNKNOWN,
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{t(w::DEVICE)}</h2>
            </header>
            <div class="card-body">
                <dl class="kv">
                    <div>
                        <dt>{t(w::DEVICE_NAME)}</dt>
                        <dd>{browser::device_name()}</dd>
                    </div>
                    <div>
                        <dt>{t(w::BUILD)}</dt>
                        <dd>{browser::build()}</dd>
                    </div>
                    <div>
                        <dt>{t(w::DEVICE_ID)}</dt>
                        <dd title=browser::device_id()>{place::short(&browser::device_id()).to_uppercase()}</dd>
                    </div>
                    <div class="span-all">
                        <dt>{t(w::STORAGE)}</dt>
                        <dd>
                            {move || words().get(language())} " "
                            <Show when=move || kept.get() == Some(false)>
                                <button class="button small" on:click=ask>
                                    {t(w::STORAGE_ASK)}
                                </button>
                            </Show>
                        </dd>
                    </div>
                </dl>
            </div>
        </section>
    }
}
