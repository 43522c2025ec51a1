//! The strip on top: where I am, search, how the work stands, me.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::bell::Bell;
use super::leave::Leave;
use super::nav::places;
use super::words as w;
use crate::components::{Icon, LanguageSwitch, ThemeSwitch};
use crate::i18n::{self, Words, fill, language, t};
use crate::message::{Line, SyncState};
use crate::session::Session;
use crate::store::Store;

/// State, word, and what is added where there is room.
fn sync_words(sync: &SyncState) -> (&'static str, String, Option<Words>) {
    let say = |words: Words| words.get(language()).to_owned();
    let count = |words: Words, count: u32| fill(words, &count.to_string());
    if sync.refused > 0 {
        return ("refused", count(w::REFUSED, sync.refused), None);
    }
    match sync.line {
        Line::Offline => ("offline", say(w::OFFLINE), Some(w::KEPT_HERE)),
        Line::SignedOut => ("offline", say(w::EXPIRED), Some(w::KEPT_HERE)),
        Line::Outdated => ("offline", say(w::OUTDATED), Some(w::KEPT_HERE)),
        Line::Trouble => ("offline", say(w::TROUBLE), Some(w::KEPT_HERE)),
        _ if sync.arriving.is_some() => ("waiting", count(w::ARRIVING, sync.arriving.unwrap_or_default()), None),
        _ if sync.unsent + sync.files > 0 => ("waiting", count(w::WAITING, sync.unsent + sync.files), None),
        Line::Starting => ("waiting", say(w::STARTING), None),
        Line::Syncing | Line::Synced => ("synced", say(w::SYNCED), None),
    }
}

/// A colour of one's own, the same everywhere.
pub fn hue(id: &str) -> u32 {
    id.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % 360
}

/// What stands in the circle: the family name in Chinese, the first letter elsewhere.
pub fn initial(name: &str) -> String {
    name.chars().next().map(|first| first.to_uppercase().to_string()).unwrap_or_default()
}

#[component]
pub fn Top(palette: RwSignal<bool>, keys: RwSignal<bool>) -> impl IntoView {
    let session = Session::get();
    let store = Store::get();
    let path = use_location().pathname;
    let here = move || path.with(|path| places(session, store).into_iter().find(|place| place.holds(path)));
    // One level below a list there is a way back to it.
    let back = move || here().filter(|place| path.with(|path| *path != place.href)).map(|place| place.href.to_string());
    let whereabouts = move || {
        let place = here().map(|place| place.label.get(language()).to_owned());
        let is_print = || path.with(|path| path.starts_with("/print/"));
        place.or_else(|| is_print().then(|| i18n::PAGE_PRINT.get(language()).to_owned()))
    };
    let sync = Memo::new(move |_| store.sync.with(sync_words));
    let sync_label = move || {
        sync.with(|(_, word, more)| {
            let more = more.map(|more| more.get(language())).unwrap_or_default();
            format!("{word}{more}。{}", w::SYNC_OPENS.get(language()))
        })
    };
    let name = move || session.me().map(|me| me.name).unwrap_or_default();
    view! {
        <header class="topbar">
            {move || {
                back()
                    .map(|href| {
                        view! {
                            <a class="button quiet icon-only only-phone topbar-back" href=href aria-label=t(w::BACK)>
                                <Icon name="chevron-left" />
                            </a>
                        }
                    })
            }}
            <p class="topbar-where">{whereabouts}</p>
            <button class="search-box" aria-label=t(w::SEARCH) on:click=move |_| palette.set(true)>
                <Icon name="search" />
                <span class="search-hint">{t(w::SEARCH_HINT)}</span>
                <kbd class="kbd not-phone">"/"</kbd>
            </button>
            <a class="sync-mark" href="/sync" data-state=move || sync.with(|sync| sync.0) aria-label=sync_label>
                <span class="sync-word">{move || sync.with(|sync| sync.1.clone())}</span>
                {move || {
                    sync.with(|sync| sync.2)
                        .map(|more| view! { <span class="sync-more">{more.get(language())}</span> })
                }}
            </a>
            <Bell />
            <button
                class="avatar"
                style:--hue=move || session.me().map(|me| hue(me.user.as_str()).to_string())
                popovertarget="me"
                aria-label=move || fill(w::ME, &name())
            >
                {move || initial(&name())}
            </button>
        </header>
        <Me keys />
    }
}

/// Who I am, how this device looks and speaks, and the way out.
#[component]
fn Me(keys: RwSignal<bool>) -> impl IntoView {
    let session = Session::get();
    let leaving = RwSignal::new(false);
    let posts = move || {
        let mut posts: Vec<_> = session.me().map(|me| me.holdings).unwrap_or_default();
        shared::order::by_key(&mut posts, |holding| holding.post);
        posts.dedup_by_key(|holding| holding.post);
        if posts.is_empty() {
            return i18n::NO_POSTS.get(language()).to_owned();
        }
        let name = |holding: &shared::principal::Holding| holding.post.label().get(language()).to_owned();
        posts.iter().map(name).collect::<Vec<_>>().join(" · ")
    };
    view! {
        <div class="popover" popover id="me" role="dialog" aria-label=move || session.me().map(|me| me.name)>
            <div class="stack">
                <div>
                    <p>
                        <b>{move || session.me().map(|me| me.name)}</b>
                        " "
                        <span class="muted">{move || session.me().map(|me| me.login)}</span>
                    </p>
                    <p class="muted">{posts}</p>
                </div>
                <div class="field">
                    <span class="field-label" aria-hidden="true">
                        {t(i18n::LANGUAGE_NAME)}
                    </span>
                    <LanguageSwitch />
                </div>
                <div class="field">
                    <span class="field-label" aria-hidden="true">
                        {t(i18n::THEME_NAME)}
                    </span>
                    <ThemeSwitch />
                </div>
                <div>
                    <button
                        class="menu-item not-phone"
                        popovertarget="me"
                        popovertargetaction="hide"
                        on:click=move |_| keys.set(true)
                    >
                        <Icon name="info" />
                        <span>{t(w::KEYS)}</span>
                        <kbd class="kbd">"?"</kbd>
                    </button>
                    <button
                        class="menu-item"
                        popovertarget="me"
                        popovertargetaction="hide"
                        on:click=move |_| leaving.set(true)
                    >
                        <Icon name="logout" />
                        <span>{t(i18n::SIGN_OUT)}</span>
                    </button>
                </div>
            </div>
        </div>
        <Leave leaving />
    }
}
