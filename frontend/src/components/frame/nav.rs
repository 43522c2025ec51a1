//! Where one can go, on the rail, on the bottom bar, by palette and by keys: one list for all of them.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::principal::Post;

use super::words as w;
use crate::browser;
use crate::components::Icon;
use crate::i18n::{self, Words, t};
use crate::session::Session;
use crate::store::Store;

const RAIL: &str = "huifang.rail";

#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub href: &'static str,
    pub icon: &'static str,
    pub words: Words,
    /// After `g`.
    pub key: &'static str,
    /// What belongs to it beside its own address.
    under: &'static [&'static str],
    /// On the bottom bar of the phone; the others are under 更多.
    first: bool,
}

const fn place(href: &'static str, icon: &'static str, words: Words, key: &'static str) -> Place {
    Place { href, icon, words, key, under: &[], first: false }
}

const fn first(place: Place) -> Place {
    Place { first: true, ..place }
}

const HOME: Place = Place { under: &["/desk"], ..first(place("/", "home", i18n::HOME, "h")) };
const CUSTOMERS: Place = first(place("/customers", "customer", i18n::PAGE_CUSTOMERS, "c"));
const FOLLOW_UPS: Place =
    Place { under: &["/call", "/campaigns"], ..first(place("/follow-ups", "phone", i18n::PAGE_FOLLOW_UPS, "f")) };
const TASKS: Place = first(place("/tasks", "task", i18n::PAGE_TASKS, "t"));
const INBOX: Place = place("/inbox", "inbox", i18n::PAGE_INBOX, "i");
const SYNC: Place = place("/sync", "sync", i18n::PAGE_OUTBOX, "s");
const IMPORT: Place = place("/import", "upload", i18n::PAGE_IMPORT, "m");
const ADMIN: Place = Place { under: &["/admin"], ..place("/admin/people", "settings", i18n::PAGE_ADMIN, "a") };

/// What this person works with. An administrator who holds no post with customers has only what is administered.
pub fn places(session: Session) -> Vec<Place> {
    let Some(me) = session.me() else { return vec![] };
    let works = me.holdings.iter().any(|holding| holding.post != Post::Administrator);
    let imports = works && !me.holdings.is_empty();
    let mut all = vec![HOME];
    if works {
        all.extend([CUSTOMERS, FOLLOW_UPS, TASKS, INBOX, SYNC]);
    }
    if imports {
        all.push(IMPORT);
    }
    if me.holds(Post::Administrator) {
        all.push(ADMIN);
    }
    all
}

impl Place {
    pub fn holds(&self, path: &str) -> bool {
        let below = |base: &str| path == base || path.strip_prefix(base).is_some_and(|rest| rest.starts_with('/'));
        (self.href != "/" && below(self.href)) || path == self.href || self.under.iter().any(|base| below(base))
    }
}

/// What waits for a decision of this person.
fn waiting(place: Place) -> Option<u32> {
    let store = Store::get();
    let waits = match place.href {
        "/inbox" => store.sync.with(|sync| sync.conflicts + sync.refused),
        _ => 0,
    };
    (waits > 0).then_some(waits)
}

#[component]
fn Badge(place: Place) -> impl IntoView {
    move || waiting(place).map(|count| view! { <span class="badge" data-tone="two">{count}</span> })
}

#[component]
pub fn Rail(wide: RwSignal<bool>) -> impl IntoView {
    let session = Session::get();
    let path = use_location().pathname;
    let item = move |place: Place| {
        view! {
            <a
                class="rail-item"
                href=place.href
                aria-current=move || place.holds(&path.get()).then_some("page")
                title=t(place.words)
            >
                <Icon name=place.icon />
                <span class="rail-label">{t(place.words)}</span>
                <Badge place />
            </a>
        }
    };
    let fold = move |_| {
        wide.update(|wide| *wide = !*wide);
        browser::write(RAIL, if wide.get_untracked() { "wide" } else { "narrow" });
    };
    let fold_words = move || if wide.get() { w::FOLD } else { w::UNFOLD }.get(i18n::language());
    view! {
        <nav class="rail" aria-label=t(i18n::NAVIGATION)>
            <a class="rail-brand" href="/">
                <span class="brand-mark" aria-hidden="true">
                    "回"
                </span>
                <span class="rail-label">{t(i18n::BRAND)}</span>
            </a>
            {move || places(session).into_iter().map(item).collect_view()}
            <span class="grow"></span>
            <button class="rail-item rail-fold" aria-label=fold_words aria-expanded=move || wide.get().to_string() on:click=fold>
                {move || view! { <Icon name=if wide.get() { "chevron-left" } else { "chevron-right" } /> }}
                <span class="rail-label">{fold_words}</span>
            </button>
        </nav>
    }
}

pub fn is_wide() -> bool {
    browser::read(RAIL).as_deref() != Some("narrow")
}

/// On the phone: four places and the rest behind 更多.
#[component]
pub fn BottomBar() -> impl IntoView {
    let session = Session::get();
    let path = use_location().pathname;
    let split = move |first: bool| {
        let all = places(session);
        // Few places need no 更多.
        let few = all.len() <= 5;
        all.into_iter().filter(move |place| (place.first || few) == first).collect::<Vec<_>>()
    };
    let current = move |place: Place| move || place.holds(&path.get()).then_some("page");
    let item = move |place: Place| {
        view! {
            <a class="bottom-item" href=place.href aria-current=current(place)>
                <Icon name=place.icon />
                <span>{t(place.words)}</span>
                <Badge place />
            </a>
        }
    };
    let rest = move |place: Place| {
        view! {
            <a class="menu-item" href=place.href aria-current=current(place)>
                <Icon name=place.icon />
                <span>{t(place.words)}</span>
                <Badge place />
            </a>
        }
    };
    let has_rest = Memo::new(move |_| !split(false).is_empty());
    let in_rest = move || split(false).into_iter().any(|place| place.holds(&path.get())).then_some("page");
    let waits = move || split(false).into_iter().filter_map(waiting).sum::<u32>();
    view! {
        <nav class="bottom-bar" aria-label=t(i18n::NAVIGATION)>
            {move || split(true).into_iter().map(item).collect_view()}
            <Show when=move || has_rest.get()>
                <button class="bottom-item" popovertarget="more" aria-current=in_rest>
                    <Icon name="more" />
                    <span>{t(w::MORE)}</span>
                    {move || {
                        Some(waits())
                            .filter(|waits| *waits > 0)
                            .map(|waits| view! { <span class="badge" data-tone="two">{waits}</span> })
                    }}
                </button>
            </Show>
        </nav>
        <div class="menu" popover id="more">
            {move || split(false).into_iter().map(rest).collect_view()}
        </div>
    }
}
