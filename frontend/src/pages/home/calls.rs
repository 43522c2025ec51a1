use leptos::prelude::*;
use shared::calendar::{AGREED_BEFORE_MS, MayCall};
use shared::desk::{Call, Desk, Overdue};

use super::words as w;
use crate::components::{Bones, Icon};
use crate::i18n::{fill, language, t};
use crate::place;
use crate::store::Store;
use crate::when;

/// Rows before the rest is asked for.
const FIRST_SHOWN: usize = 8;

/// May be called now, and is not promised a later hour.
fn is_now(call: &Call, now_ms: i64) -> bool {
    call.may_call.allowed() && call.agreed_at_ms.is_none_or(|agreed| agreed - AGREED_BEFORE_MS <= now_ms)
}

pub fn now_count(desk: &Desk) -> u32 {
    let now = Store::get().now.get();
    u32::try_from(desk.calls.iter().filter(|call| is_now(call, now)).count()).unwrap_or(u32::MAX)
}

#[component]
pub fn Calls(desk: Memo<Option<Desk>>) -> impl IntoView {
    let store = Store::get();
    let split = Memo::new(move |_| {
        let now = store.now.get();
        desk.with(|desk| {
            let calls = desk.as_ref().map(|desk| desk.calls.clone()).unwrap_or_default();
            calls.into_iter().partition::<Vec<Call>, _>(|call| is_now(call, now))
        })
    });
    let (now, later) = (Memo::new(move |_| split.get().0), Memo::new(move |_| split.get().1));
    let opening = move || desk.with(Option::is_none);
    let none = move || {
        let words = if later.with(Vec::is_empty) { w::CALLS_NONE } else { w::CALLS_NONE_LATER };
        words.get(language())
    };
    view! {
        <section class="card" aria-label=t(w::CALLS_NOW)>
            <header class="card-head">
                <h2 class="card-title">
                    {t(w::CALLS_NOW)} " "
                    {move || {
                        let count = now.with(Vec::len);
                        (count > 0).then(|| view! { <span class="badge">{count}</span> })
                    }}
                </h2>
            </header>
            <Show when=opening>
                <Bones />
            </Show>
            <Show when=move || !opening() && now.with(Vec::is_empty)>
                <div class="card-body">
                    <p class="muted">{none}</p>
                </div>
            </Show>
            <CallRows calls=now />
        </section>
        <Show when=move || !later.with(Vec::is_empty)>
            <section class="card" aria-label=t(w::CALLS_LATER)>
                <header class="card-head">
                    <h2 class="card-title">
                        {t(w::CALLS_LATER)} " " <span class="badge">{move || later.with(Vec::len)}</span>
                    </h2>
                </header>
                <CallRows calls=later />
            </section>
        </Show>
    }
}

#[component]
fn CallRows(calls: Memo<Vec<Call>>) -> impl IntoView {
    let all = RwSignal::new(false);
    let shown = move || {
        let mut calls = calls.get();
        if !all.get() {
            calls.truncate(FIRST_SHOWN);
        }
        calls
    };
    let more = Memo::new(move |_| calls.with(Vec::len).saturating_sub(FIRST_SHOWN));
    view! {
        <ul class="rows">
            <For each=shown key=|call| call.summary.id.clone() let:call>
                <CallRow calls id=call.summary.id.clone() first=call />
            </For>
        </ul>
        <Show when=move || { more.get() > 0 && !all.get() }>
            <div class="card-body">
                <button class="button quiet small" on:click=move |_| all.set(true)>
                    {move || fill(w::CALLS_MORE, &more.get().to_string())}
                </button>
            </div>
        </Show>
    }
}

/// One row, followed by its id: it changes in place and keeps the focus.
#[component]
fn CallRow(calls: Memo<Vec<Call>>, id: shared::id::RecordId, first: Call) -> impl IntoView {
    let store = Store::get();
    let call = Memo::new(move |before: Option<&Call>| {
        let found = calls.with(|calls| calls.iter().find(|call| call.summary.id == id).cloned());
        found.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
    });
    let is_follow_up = move || call.with(|call| call.summary.process.as_str() == "follow_up");
    let href = move || {
        call.with(|call| match is_follow_up() {
            true => format!("/call/{}", call.summary.id),
            false => place::record(&call.summary.process, &call.summary.id),
        })
    };
    let record = move || {
        call.with(|call| {
            let file = call.customer.as_ref().unwrap_or(&call.summary);
            place::record(&file.process, &file.id)
        })
    };
    let name = move || call.with(|call| call.customer.as_ref().unwrap_or(&call.summary).title.clone());
    let is_member = move || {
        call.with(|call| {
            let file = call.customer.as_ref().unwrap_or(&call.summary);
            file.values.get("is_member").is_some_and(|value| value.as_bool())
        })
    };
    let about = move || {
        let config = store.config();
        call.with(|call| {
            let what = match &call.customer {
                Some(customer) => place::subject(&call.summary.title, &customer.title),
                None if is_follow_up() => String::new(),
                None => w::FIRST_CONTACT.get(language()).to_owned(),
            };
            let agreed = match (&call.may_call, call.agreed_at_ms) {
                (MayCall::Agreed, _) => Some(w::AGREED_NOW.get(language()).to_owned()),
                (_, Some(at_ms)) => {
                    let at = when::instant(&config.calendar, at_ms, store.now.get(), language());
                    Some(fill(w::AGREED_FOR, &at))
                }
                _ => None,
            };
            let why = match &call.may_call {
                MayCall::No { reason, .. } => Some(reason.label().get(language()).to_owned()),
                _ => None,
            };
            [Some(what).filter(|what| !what.is_empty()), agreed, why]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ")
        })
    };
    let due = move || {
        let config = store.config();
        call.with(|call| {
            call.due.as_ref().map(|due| {
                let (tone, words) = when::standing(&config.calendar, due, store.now.get(), language());
                let title =
                    format!("{} {}", due.label.get(language()), when::absolute(&config.calendar, due.due_at_ms));
                view! {
                    <span class="pill" data-tone=tone title=title>
                        {words}
                    </span>
                }
            })
        })
    };
    let until = move || {
        let config = store.config();
        call.with(|call| match &call.may_call {
            MayCall::No { until_ms, .. } => {
                let at = when::instant(&config.calendar, *until_ms, store.now.get(), language());
                Some(view! {
                    <span class="pill" data-tone="neutral">
                        <Icon name="clock" />
                        {fill(crate::components::words::CALL_FROM, &at)}
                    </span>
                })
            }
            _ => None,
        })
    };
    let may = move || call.with(|call| call.may_call.allowed());
    let act = move || if may() { w::CALL } else { w::OPEN }.get(language());
    view! {
        <li>
            <div class="row">
                <span class="row-main">
                    <span class="row-title">
                        <a href=record title=name>
                            {name}
                        </a>
                        <Show when=is_member>
                            <span class="pill" data-tone="member">
                                <Icon name="star" />
                                {t(w::MEMBER)}
                            </span>
                        </Show>
                    </span>
                    <span class="row-sub">{about}</span>
                </span>
                <span class="row-end">
                    {due} {until}
                    <a
                        class="button small"
                        href=href
                        aria-label=move || format!("{} {}", act(), name())
                    >
                        <Icon name="phone" class="icon small" />
                        {act}
                    </a>
                </span>
            </div>
        </li>
    }
}

/// My records past a deadline.
#[component]
pub fn OverdueCard(desk: Memo<Option<Desk>>) -> impl IntoView {
    let store = Store::get();
    let rows = Memo::new(move |_| {
        desk.with(|desk| desk.as_ref().map(|desk| desk.overdue.iter().take(FIRST_SHOWN).cloned().collect::<Vec<_>>()))
            .unwrap_or_default()
    });
    let in_all = move || desk.with(|desk| desk.as_ref().map_or(0, |desk| desk.overdue_in_all));
    let row = move |one: Overdue| {
        let config = store.config();
        let (tone, words) = when::standing(&config.calendar, &one.due, store.now.get(), language());
        let at = when::absolute(&config.calendar, one.due.due_at_ms);
        let kind = config.process(&one.summary.process).map(|process| process.label.get(language()).to_owned());
        let sub = format!("{} · {}", kind.unwrap_or_default(), one.due.label.get(language()));
        view! {
            <li>
                <a class="row" href=place::record(&one.summary.process, &one.summary.id)>
                    <span class="row-main">
                        <b class="row-title" title=one.summary.title.clone()>
                            {one.summary.title.clone()}
                        </b>
                        <span class="row-sub">{sub}</span>
                    </span>
                    <span class="row-end">
                        <span class="pill" data-tone=tone title=at>
                            {words}
                        </span>
                    </span>
                </a>
            </li>
        }
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">
                    {t(w::OVERDUE)} " "
                    <span class="badge" data-tone="late">
                        {in_all}
                    </span>
                </h2>
                <div class="card-actions">
                    <a class="button quiet small" href="/desk/overdue">
                        {t(w::ALL)}
                    </a>
                </div>
            </header>
            <ul class="rows">{move || rows.get().into_iter().map(row).collect_view()}</ul>
        </section>
    }
}
