//! Where one can go, on the rail, on the bottom bar, by palette and by keys: one list for all of them.

use std::borrow::Cow;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::label::Label;
use shared::principal::Post;
use shared::process;

use super::words as w;
use crate::browser;
use crate::components::Icon;
use crate::i18n::{self, Words, language, t};
use crate::place;
use crate::session::Session;
use crate::store::Store;

const RAIL: &str = "huifang.rail";

#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    pub href: Cow<'static, str>,
    pub icon: &'static str,
    pub label: Label,
    /// After `g`; a process that was loaded has none.
    pub key: Option<&'static str>,
    /// What belongs to it beside its own address.
    under: &'static [&'static str],
    /// On the bottom bar of the phone; the others are under 更多.
    first: bool,
}

const fn place(href: &'static str, icon: &'static str, words: Words, key: &'static str) -> Place {
    let label = Label::new(words.zh, words.en);
    Place { href: Cow::Borrowed(href), icon, label, key: Some(key), under: &[], first: false }
}

impl Place {
    const fn first(mut self) -> Self {
        self.first = true;
        self
    }

    const fn over(mut self, under: &'static [&'static str]) -> Self {
        self.under = under;
        self
    }
}

const HOME: Place = place("/", "home", i18n::HOME, "h").over(&["/desk"]).first();
const CUSTOMERS: Place = place("/customers", "customer", i18n::PAGE_CUSTOMERS, "c").first();
const FOLLOW_UPS: Place =
    place("/follow-ups", "phone", i18n::PAGE_FOLLOW_UPS, "f").over(&["/call", "/campaigns"]).first();
const TASKS: Place = place("/tasks", "task", i18n::PAGE_TASKS, "t").first();
const MORNING: Place = place("/morning", "sun", i18n::PAGE_MORNING, "d");
const REPORTS: Place = place("/reports", "report", i18n::PAGE_REPORTS, "r");
const INBOX: Place = place("/inbox", "inbox", i18n::PAGE_INBOX, "i");
const SYNC: Place = place("/sync", "sync", i18n::PAGE_OUTBOX, "s");
const IMPORT: Place = place("/import", "upload", i18n::PAGE_IMPORT, "m");
const ADMIN: Place = place("/admin/people", "settings", i18n::PAGE_ADMIN, "a").over(&["/admin"]);

/// The lists of the processes that the company has loaded itself.
fn loaded(store: Store) -> Vec<Place> {
    let config = store.config();
    let own = config.processes.iter().filter(|one| !process::BUILT_IN.contains(&one.id.as_str()));
    let place = |one: &process::Process| Place {
        href: place::list(&one.id).into(),
        icon: place::icon(&one.id),
        label: one.label.clone(),
        key: None,
        under: &[],
        first: false,
    };
    own.map(place).collect()
}

/// The processes of a group that this person's posts work with.
pub fn concerned(group: &place::Group, session: Session, store: Store) -> Vec<process::Process> {
    let Some(me) = session.me() else { return vec![] };
    let (config, principal) = (store.config(), me.principal());
    let found = group.processes.iter().filter_map(|id| config.process(&(*id).into()));
    found.filter(|one| one.concerns(&principal)).cloned().collect()
}

/// A group leads to the first list of it.
fn grouped(session: Session, store: Store) -> impl Iterator<Item = Place> {
    place::GROUPS.iter().filter_map(move |group| {
        let first = concerned(group, session, store).into_iter().next()?;
        let label = Label::new(group.name.zh, group.name.en);
        let href = place::list(&first.id).into();
        Some(Place { href, icon: group.icon, label, key: None, under: group.lists, first: false })
    })
}

/// What this person works with. An administrator who holds no post with customers has only what is administered.
pub fn places(session: Session, store: Store) -> Vec<Place> {
    let Some(me) = session.me() else { return vec![] };
    let works = me.holdings.iter().any(|holding| holding.post != Post::Administrator);
    let serves = me.principal().serves();
    let mut all = vec![HOME];
    if me.holds(Post::Supervisor) || me.holds(Post::Manager) {
        all.push(MORNING);
    }
    if works {
        let first = [CUSTOMERS, FOLLOW_UPS, TASKS].into_iter();
        // Whoever only watches has neither files nor tasks.
        all.extend(first.filter(|place| serves || place.href == FOLLOW_UPS.href));
        all.extend(grouped(session, store));
        all.extend(loaded(store));
        all.extend([REPORTS, INBOX, SYNC]);
    }
    if serves {
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
        (self.href != "/" && below(&self.href)) || path == self.href || self.under.iter().any(|base| below(base))
    }
}

/// What waits for a decision of this person.
fn waiting(place: &Place, store: Store) -> Option<u32> {
    let waits = match place.href.as_ref() {
        "/inbox" => store.sync.with(|sync| sync.conflicts + sync.refused),
        _ => 0,
    };
    (waits > 0).then_some(waits)
}

/// Its name, in the language of the moment.
fn said(place: &Place) -> Signal<String> {
    let label = place.label.clone();
    Signal::derive(move || label.get(language()).to_owned())
}

#[component]
fn Badge(place: Place) -> impl IntoView {
    let store = Store::get();
    move || waiting(&place, store).map(|count| view! { <span class="badge" data-tone="two">{count}</span> })
}

#[component]
pub fn Rail(wide: RwSignal<bool>) -> impl IntoView {
    let (session, store) = (Session::get(), Store::get());
    let path = use_location().pathname;
    // Made anew only when the places are others: whoever stands on one keeps the focus.
    let all = Memo::new(move |_| places(session, store));
    let item = move |place: Place| {
        let (name, href, held) = (said(&place), place.href.to_string(), place.clone());
        view! {
            <a
                class="rail-item"
                href=href
                aria-current=move || held.holds(&path.get()).then_some("page")
                title=name
            >
                <Icon name=place.icon />
                <span class="rail-label">{name}</span>
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
            {move || all.get().into_iter().map(item).collect_view()}
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
    let (session, store) = (Session::get(), Store::get());
    let path = use_location().pathname;
    let all = Memo::new(move |_| places(session, store));
    let split = move |first: bool| {
        let all = all.get();
        // Few places need no 更多.
        let few = all.len() <= 5;
        all.into_iter().filter(move |place| (place.first || few) == first).collect::<Vec<_>>()
    };
    let link = move |class: &'static str, place: Place| {
        let (name, href, held) = (said(&place), place.href.to_string(), place.clone());
        let current = move || held.holds(&path.get()).then_some("page");
        view! {
            <a class=class href=href aria-current=current>
                <Icon name=place.icon />
                <span>{name}</span>
                <Badge place />
            </a>
        }
    };
    let item = move |place: Place| link("bottom-item", place);
    let rest = move |place: Place| link("menu-item", place);
    let has_rest = Memo::new(move |_| !split(false).is_empty());
    let in_rest = move || split(false).into_iter().any(|place| place.holds(&path.get())).then_some("page");
    let waits = move || split(false).into_iter().filter_map(|place| waiting(&place, store)).sum::<u32>();
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
