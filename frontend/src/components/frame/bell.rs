//! What a person should be told: a bell with a count, a list, and, if it was asked for, notifications of the system. What has
//! been read is kept on this device.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::reminder::{REMINDERS_MAX, Reminder, Why, may_disturb};

use super::words as w;
use crate::browser;
use crate::components::Icon;
use crate::i18n::{fill, language, t};
use crate::message::{Ask, Reply};
use crate::place;
use crate::session::Session;
use crate::store::Store;
use crate::when;

/// How long rows may go on moving before they are looked at.
const CALM_MS: u32 = 1_000;
const SYSTEM: &str = "huifang.notify";
/// When one of the tabs was last seen to be looked at.
const LOOKED: &str = "huifang.looked";
/// Two ticks of the page's clock: a tab that ended without a word keeps the others silent no longer.
const LOOKED_FOR_MS: i64 = 60_000;

fn kept(user: &str) -> String {
    format!("huifang.read.{user}")
}

#[component]
pub fn Bell() -> impl IntoView {
    let (session, store) = (Session::get(), Store::get());
    let told = told(store);
    let all = Memo::new(move |_| told.get().unwrap_or_default());
    let user = move || session.me().map(|me| me.user.to_string()).unwrap_or_default();
    let read = RwSignal::new(BTreeSet::<String>::new());
    Effect::new(move |_| {
        let lines = browser::read(&kept(&user())).unwrap_or_default();
        read.set(lines.lines().map(str::to_owned).collect());
    });
    let mark = move |ids: Vec<String>| {
        // Another tab may have read something meanwhile.
        let elsewhere = browser::read(&kept(&untrack(user))).unwrap_or_default();
        read.update(|read| {
            read.extend(elsewhere.lines().map(str::to_owned).chain(ids));
            // What is told no more need not be remembered; of a list that is cut off nobody knows.
            let still: BTreeSet<String> = all.with_untracked(|all| all.iter().map(|one| one.id.clone()).collect());
            read.retain(|id| still.contains(id) || still.len() >= REMINDERS_MAX);
            let lines: Vec<&str> = read.iter().map(String::as_str).collect();
            browser::write(&kept(&untrack(user)), &lines.join("\n"));
        });
    };
    let is_new = move |id: &str| read.with(|read| !read.contains(id));
    let unread = Memo::new(move |_| all.with(|all| all.iter().filter(|one| is_new(&one.id)).count()));
    let label = move || match unread.get() {
        0 => w::BELL.get(language()).to_owned(),
        count => fill(w::BELL_UNREAD, &count.to_string()),
    };
    note_looks(store);
    say_aloud(store, told);
    let row = move |one: Reminder| {
        let config = store.config();
        let at = when::instant(&config.calendar, one.at_ms, store.now.get(), language());
        let what = one.deadline.as_ref().map(|label| format!("{} · ", label.get(language())));
        let sub = format!("{}{} · {at}", what.unwrap_or_default(), one.why.label().get(language()));
        // What came back is settled where it is parked.
        let href = if one.why == Why::Refused { "/inbox".to_owned() } else { place::record(&one.process, &one.record) };
        let (id, this) = (one.id.clone(), one.id);
        view! {
            <li>
                <a class="row" href=href on:click=move |_| mark(vec![id.clone()])>
                    <Icon name=place::icon(&one.process) />
                    <span class="row-main">
                        <b class="row-title">{one.title}</b>
                        <span class="row-sub">{sub}</span>
                    </span>
                    <span class="row-end">
                        {move || is_new(&this).then(|| view! { <span class="pill" data-tone="accent">{t(w::BELL_NEW)}</span> })}
                    </span>
                </a>
            </li>
        }
    };
    let list = move || match all.get() {
        _ if told.with(Option::is_none) => {
            view! { <p class="muted" aria-busy="true">{t(w::BELL_LOOKS)}</p> }.into_any()
        }
        all if all.is_empty() => view! { <p class="muted">{t(w::BELL_NONE)}</p> }.into_any(),
        all => view! { <ul class="rows">{all.into_iter().map(row).collect_view()}</ul> }.into_any(),
    };
    view! {
        <button class="button quiet icon-only bell" popovertarget="bell" aria-label=label>
            <Icon name="bell" />
            {move || {
                Some(unread.get()).filter(|count| *count > 0).map(|count| view! { <span class="badge" data-tone="late">{count}</span> })
            }}
        </button>
        <div class="popover" popover id="bell" role="dialog" aria-label=t(w::BELL)>
            <div class="stack">
                {list}
                <Show when=move || { unread.get() > 0 }>
                    <button
                        type="button"
                        class="button small"
                        on:click=move |_| mark(all.with_untracked(|all| all.iter().map(|one| one.id.clone()).collect()))
                    >
                        {t(w::BELL_READ)}
                    </button>
                </Show>
                <Choice />
            </div>
        </div>
    }
}

/// Asked again when rows or the clock move, but not for every row of many: nobody waits for a reminder by the second.
fn told(store: Store) -> RwSignal<Option<Vec<Reminder>>> {
    let (told, waits) = (RwSignal::new(None), StoredValue::new(false));
    Effect::new(move |_| {
        store.revision.track();
        store.now.track();
        if !store.ready.get() || waits.get_value() {
            return;
        }
        waits.set_value(true);
        spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(CALM_MS).await;
            waits.try_set_value(false);
            let Reply::Reminders(all) = store.ask(Ask::Reminders).await else { return };
            if told.try_with_untracked(|held| held.as_ref() != Some(&all)) == Some(true) {
                told.try_set(Some(all));
            }
        });
    });
    told
}

/// Whether the system may speak: asked of the browser by this click, and at no other time.
#[component]
fn Choice() -> impl IntoView {
    let on = RwSignal::new(browser::read(SYSTEM).is_some() && browser::may_notify());
    let denied = RwSignal::new(false);
    let choose = move |wanted: bool| {
        if !wanted {
            browser::remove(SYSTEM);
            return on.set(false);
        }
        spawn_local(async move {
            let may = browser::ask_to_notify().await;
            if may {
                browser::write(SYSTEM, "1");
            }
            denied.try_set(!may);
            // Also back: the switch has moved under the finger.
            on.try_update(|on| *on = may);
        });
    };
    view! {
        <label class="switch">
            <input
                type="checkbox"
                role="switch"
                prop:checked=move || on.get()
                on:change:target=move |event| choose(event.target().checked())
            />
            <span>{t(w::BELL_SYSTEM)}</span>
        </label>
        <p class="muted">{move || if denied.get() { w::BELL_DENIED } else { w::BELL_HOURS }.get(language())}</p>
    }
}

/// Says to the other tabs whether somebody looks at this one.
fn note_looks(store: Store) {
    let look = || browser::write(LOOKED, &browser::now_ms().to_string());
    let _ = window_event_listener(leptos::ev::focus, move |_| look());
    let _ = window_event_listener(leptos::ev::blur, move |_| browser::remove(LOOKED));
    Effect::new(move |_| {
        store.now.track();
        if has_focus() {
            look();
        }
    });
}

fn has_focus() -> bool {
    browser::document().has_focus().unwrap_or(true)
}

fn somebody_looks() -> bool {
    let at = browser::read(LOOKED).and_then(|at| at.parse::<i64>().ok());
    has_focus() || at.is_some_and(|at| browser::now_ms() - at < LOOKED_FOR_MS)
}

/// What is new since this page was opened, by the system, while nobody looks at the page or at another of its tabs.
fn say_aloud(store: Store, told: RwSignal<Option<Vec<Reminder>>>) {
    let known = StoredValue::new(None::<BTreeSet<String>>);
    Effect::new(move |_| {
        let Some(all) = told.get() else { return };
        let ids: BTreeSet<String> = all.iter().map(|one| one.id.clone()).collect();
        let before = known.try_update_value(|known| known.replace(ids)).flatten();
        // What was there when the page came is on the bell.
        let Some(before) = before else { return };
        let new: Vec<Reminder> = all.into_iter().filter(|one| !before.contains(&one.id)).collect();
        let may = browser::read(SYSTEM).is_some() && browser::may_notify();
        if somebody_looks() || !may || !may_disturb(&untrack(|| store.config()).calendar, browser::now_ms()) {
            return;
        }
        let words = untrack(language);
        match &new[..] {
            [] => {}
            [one] => browser::notify(&format!("{} · {}", one.title, one.why.label().get(words)), &one.id),
            many => browser::notify(&untrack(|| fill(w::BELL_MANY, &many.len().to_string())), &many[0].id),
        }
    });
}
