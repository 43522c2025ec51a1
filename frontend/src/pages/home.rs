//! 工作台: whom to call now, what today holds, how the rules stand; for whoever leads, the team.

mod calls;
mod first;
mod list;
mod measures;
mod team;
mod today;
mod words;

use leptos::prelude::*;
use shared::desk::Desk;
use shared::principal::Post;

use crate::components::Heading;
use crate::i18n::{self, fill, language, t};
use crate::message::{Ask, Line, Reply};
use crate::session::Session;
use crate::store::Store;
use crate::when;
use calls::{Calls, OverdueCard};
use first::{FirstSteps, Nothing};
pub use list::DeskList;
use measures::Measures;
use team::{TeamCard, WatchCard};
use today::{Next, Today};
use words as w;

/// Where words will stand when they are known: the line keeps its height.
const WAIT: &str = "\u{a0}";

/// Asked again whenever rows or the clock move; None until the first answer.
pub(super) fn desk() -> Memo<Option<Desk>> {
    let answer = Store::get().live(
        || Some(Ask::Desk),
        |reply| match reply {
            Reply::Desk(desk) => Some(*desk),
            _ => None,
        },
    );
    let store = Store::get();
    Memo::new(move |_| {
        let arriving =
            store.sync.with(|sync| sync.synced_at_ms.is_none() && matches!(sync.line, Line::Starting | Line::Syncing));
        // During a first sync nothing is not an answer yet.
        answer.get().filter(|desk| desk.in_sight > 0 || !arriving)
    })
}

#[component]
pub fn Home() -> impl IntoView {
    i18n::title(i18n::HOME);
    let session = Session::get();
    let store = Store::get();
    let desk = desk();
    let only_administers = Memo::new(move |_| {
        session
            .me()
            .is_some_and(|me| !me.holdings.is_empty() && me.holdings.iter().all(|one| one.post == Post::Administrator))
    });
    let note = move || {
        let config = store.config();
        let now = store.now.get();
        let date = config.calendar.date_of(now);
        let kind = config.calendar.day_kind(date).label();
        let day = [when::date(date, date, language()), shared::day::weekday(date.weekday(), language()).to_owned()];
        format!("{} · {}", day.join(" "), kind.get(language()))
    };
    // Empty, and known to be: a device that has not reached the server yet knows nothing.
    let is_new = Memo::new(move |_| {
        let known = store.sync.with(|sync| sync.synced_at_ms.is_some());
        known && desk.with(|desk| desk.as_ref().is_some_and(|desk| desk.in_sight == 0))
    });
    let leads = Memo::new(move |_| {
        session
            .me()
            .is_some_and(|me| me.holds(Post::Supervisor) || me.holds(Post::Manager) || me.holds(Post::Administrator))
    });
    let body = move || {
        if only_administers.get() || (is_new.get() && leads.get()) {
            return view! { <FirstSteps only_administers=only_administers.get() /> }.into_any();
        }
        if is_new.get() {
            return view! { <Nothing /> }.into_any();
        }
        view! { <Parts desk /> }.into_any()
    };
    view! {
        <div class="page" data-width="wide">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{move || session.me().map(|me| fill(i18n::HELLO, &me.name))}</Heading>
                    <p class="page-note">{note}</p>
                </div>
            </header>
            {body}
        </div>
    }
}

#[component]
fn Parts(desk: Memo<Option<Desk>>) -> impl IntoView {
    let has_team = Memo::new(move |_| desk.with(|desk| desk.as_ref().is_some_and(|desk| desk.team.is_some())));
    let watches = Memo::new(move |_| desk.with(|desk| desk.as_ref().is_some_and(|desk| !desk.watched.is_empty())));
    let no_calls = Memo::new(move |_| desk.with(|desk| desk.as_ref().is_some_and(|desk| desk.calls_in_all == 0)));
    // Who leads and has nobody to call looks at the team first.
    let leads_only = move || has_team.get() && no_calls.get();
    // Nor is there a place for calls where somebody watches and makes none.
    let calls_none = move || (has_team.get() || watches.get()) && no_calls.get();
    let has_measures = Memo::new(move |_| desk.with(|desk| desk.as_ref().is_none_or(|desk| !desk.measures.is_empty())));
    let has_next = Memo::new(move |_| desk.with(|desk| desk.as_ref().is_some_and(|desk| !desk.next.is_empty())));
    let has_overdue = Memo::new(move |_| desk.with(|desk| desk.as_ref().is_some_and(|desk| desk.overdue_in_all > 0)));
    view! {
        <Show when=move || watches.get()>
            <WatchCard desk />
        </Show>
        <Stats desk />
        <Show when=leads_only>
            <TeamCard desk />
        </Show>
        <div class="columns" data-ratio="2-1" aria-busy=move || desk.with(Option::is_none).then_some("true")>
            <div class="column">
                <Show when=calls_none fallback=move || view! { <Calls desk /> }>
                    <Today desk />
                </Show>
                <Show when=move || has_overdue.get()>
                    <OverdueCard desk />
                </Show>
            </div>
            <div class="column">
                <Show when=move || !calls_none()>
                    <Today desk />
                </Show>
                <Show when=move || has_next.get()>
                    <Next desk />
                </Show>
                <Show when=move || has_measures.get()>
                    <Measures desk />
                </Show>
            </div>
        </div>
        <Show when=move || has_team.get() && !leads_only()>
            <TeamCard desk />
        </Show>
    }
}

#[component]
fn Stats(desk: Memo<Option<Desk>>) -> impl IntoView {
    let store = Store::get();
    let bone = || view! { <span class="skeleton" style:--w="2em"></span> }.into_any();
    let number = move |read: fn(&Desk) -> u32| {
        move || desk.with(|desk| desk.as_ref().map_or_else(bone, |desk| view! { {read(desk)} }.into_any()))
    };
    let overdue_note = move || {
        let config = store.config();
        desk.with(|desk| match desk.as_ref().and_then(|desk| desk.overdue.first()) {
            Some(longest) => {
                let (_, words) = when::standing(&config.calendar, &longest.due, store.now.get(), language());
                fill(w::OVERDUE_LONGEST, &words)
            }
            None if desk.is_none() => WAIT.to_owned(),
            None => w::OVERDUE_NONE.get(language()).to_owned(),
        })
    };
    let today_note = move || {
        let config = store.config();
        let now = store.now.get();
        desk.with(|desk| {
            if desk.is_none() {
                return WAIT.to_owned();
            }
            let next = desk.as_ref().and_then(|desk| desk.today.iter().find(|one| !one.done && one.at_ms > now));
            match (next, desk.as_ref().is_some_and(|desk| !desk.today.is_empty())) {
                (Some(next), _) => fill(w::AGENDA_NOTE, &when::clock(&config.calendar, next.at_ms)),
                (None, true) => w::AGENDA_DONE.get(language()).to_owned(),
                (None, false) => w::WAITS_NONE.get(language()).to_owned(),
            }
        })
    };
    let now_note = move || {
        let count = desk.with(|desk| desk.as_ref().map(calls::now_count));
        count.map_or(WAIT.to_owned(), |count| fill(w::CALLS_NOW_NOTE, &count.to_string()))
    };
    let late = move || desk.with(|desk| desk.as_ref().is_some_and(|desk| desk.overdue_in_all > 0).then_some("late"));
    let conflicts = Memo::new(move |_| desk.with(|desk| desk.as_ref().map_or(0, |desk| desk.conflicts)));
    view! {
        <div class="stats">
            <a class="stat" href="/desk/calls">
                <span class="stat-label">{t(w::CALLS_ALL)}</span>
                <b class="stat-value">{number(|desk| desk.calls_in_all)}</b>
                <span class="stat-note">{now_note}</span>
            </a>
            <a class="stat" href="#today">
                <span class="stat-label">{t(w::TODAY)}</span>
                <b class="stat-value">{number(|desk| u32::try_from(desk.today.len()).unwrap_or(u32::MAX))}</b>
                <span class="stat-note">{today_note}</span>
            </a>
            <a class="stat" href="/desk/overdue" data-tone=late>
                <span class="stat-label">{t(w::OVERDUE)}</span>
                <b class="stat-value">{number(|desk| desk.overdue_in_all)}</b>
                <span class="stat-note">{overdue_note}</span>
            </a>
            <a class="stat" href="/inbox" data-tone=move || (conflicts.get() > 0).then_some("two")>
                <span class="stat-label">{t(w::CONFLICTS)}</span>
                <b class="stat-value">{number(|desk| desk.conflicts)}</b>
                <span class="stat-note">
                    {move || if conflicts.get() > 0 { w::CONFLICTS_NOTE } else { w::WAITS_NONE }.get(language())}
                </span>
            </a>
        </div>
    }
}
