use leptos::prelude::*;
use shared::calendar::{AGREED_AFTER_MS, AGREED_BEFORE_MS};
use shared::desk::{Agenda, AgendaKind, Desk};

use super::words as w;
use crate::i18n::{Words, language, t};
use crate::place;
use crate::store::Store;
use crate::when;

fn kind(one: &Agenda) -> Words {
    match one.kind {
        _ if one.done => w::DONE,
        AgendaKind::Appointment => w::APPOINTMENT,
        AgendaKind::Agreed => w::AGREED,
        AgendaKind::TaskDue => w::TASK_DUE,
    }
}

/// With whom, or what.
fn name(one: &Agenda) -> String {
    one.customer.clone().unwrap_or_else(|| one.summary.title.clone())
}

/// What it is; and, where the name says with whom, about what.
fn about(one: &Agenda) -> String {
    let kind = kind(one).get(language());
    let with = |name: &String| format!("{kind} · {}", place::subject(&one.summary.title, name));
    one.customer.as_ref().map_or_else(|| kind.to_owned(), with)
}

/// Everything of today that has an hour.
#[component]
pub fn Today(desk: Memo<Option<Desk>>) -> impl IntoView {
    let store = Store::get();
    let items = Memo::new(move |_| desk.with(|desk| desk.as_ref().map(|desk| desk.today.clone())));
    let item = move |one: Agenda| {
        let config = store.config();
        let now = store.now.get();
        let state = match one.at_ms {
            _ if one.done => "past",
            at if at + AGREED_AFTER_MS < now => "past",
            at if at - AGREED_BEFORE_MS <= now => "now",
            _ => "next",
        };
        view! {
            <li class="agenda-item" data-state=state>
                <time datetime=when::absolute(&config.calendar, one.at_ms)>{when::clock(&config.calendar, one.at_ms)}</time>
                <div class="agenda-body">
                    <b>
                        <a href=place::record(&one.summary.process, &one.summary.id)>{name(&one)}</a>
                    </b>
                    <span>{about(&one)}</span>
                </div>
            </li>
        }
    };
    let body = move || match items.get() {
        None => view! { <p><span class="skeleton" style:--w="12em"></span></p> }.into_any(),
        Some(items) if items.is_empty() => view! { <p class="muted">{t(w::TODAY_NONE)}</p> }.into_any(),
        Some(items) => view! { <ol class="agenda">{items.into_iter().map(item).collect_view()}</ol> }.into_any(),
    };
    view! {
        <section class="card" id="today" tabindex="-1">
            <header class="card-head">
                <h2 class="card-title">{t(w::TODAY)}</h2>
            </header>
            <div class="card-body">{body}</div>
        </section>
    }
}

/// The nearest hours after today.
#[component]
pub fn Next(desk: Memo<Option<Desk>>) -> impl IntoView {
    let store = Store::get();
    let items = Memo::new(move |_| desk.with(|desk| desk.as_ref().map(|desk| desk.next.clone())).unwrap_or_default());
    let row = move |one: Agenda| {
        let config = store.config();
        let at = when::instant(&config.calendar, one.at_ms, store.now.get(), language());
        view! {
            <li>
                <a class="row" href=place::record(&one.summary.process, &one.summary.id)>
                    <span class="row-main">
                        <b class="row-title" title=name(&one)>
                            {name(&one)}
                        </b>
                        <span class="row-sub">{about(&one)}</span>
                    </span>
                    <span class="row-end muted" title=when::absolute(&config.calendar, one.at_ms)>
                        {at}
                    </span>
                </a>
            </li>
        }
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{t(w::NEXT)}</h2>
            </header>
            <ul class="rows">{move || items.get().into_iter().map(row).collect_view()}</ul>
        </section>
    }
}
