use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::use_location;

use super::Icon;
use crate::i18n::{self, Words, t};
use crate::session::{Session, Who};

/// What is shown to somebody who is signed in, and what stands there until that is known.
#[component]
pub fn Inside() -> impl IntoView {
    let session = Session::get();
    let who = session.who;
    let here = Memo::new(move |_| who.with(|who| matches!(who, Who::Here(_))));
    let outside = move || match who.get() {
        Who::Nobody => view! { <Redirect path="/login" /> }.into_any(),
        Who::Unreachable(problem) => view! {
            <main class="login">
                <div class="empty" data-tone="late" role="alert">
                    <Icon name="offline" class="icon large" />
                    <h1 class="empty-title">{t(i18n::NOT_OPENED)}</h1>
                    <p>{move || problem.text()}</p>
                    <button class="button primary" on:click=move |_| spawn_local(session.ask())>
                        {t(i18n::RETRY)}
                    </button>
                </div>
            </main>
        }
        .into_any(),
        _ => view! {
            <main class="login" aria-busy="true">
                <p role="status">{t(i18n::OPENING)}</p>
            </main>
        }
        .into_any(),
    };
    view! { <Show when=move || here.get() fallback=outside><Frame /></Show> }
}

fn items(session: Session) -> Vec<(&'static str, &'static str, Words)> {
    let mut items = vec![("/", "home", i18n::HOME)];
    if session.is_administrator() {
        items.push(("/people", "users", i18n::PEOPLE));
    }
    items
}

#[component]
fn Frame() -> impl IntoView {
    let session = Session::get();
    let path = use_location().pathname;
    let current = move |href: &'static str| move || (path.get() == href).then_some("page");
    let place = move || {
        let found = items(session).into_iter().find(|(href, ..)| *href == path.get());
        found.map(|(.., words)| words.get(i18n::language()))
    };
    let rail = move || {
        let item = |(href, icon, words): (&'static str, &'static str, Words)| {
            view! {
                <a class="rail-item" href=href aria-current=current(href) title=t(words)>
                    <Icon name=icon />
                    <span class="rail-label">{t(words)}</span>
                </a>
            }
        };
        items(session).into_iter().map(item).collect_view()
    };
    let bottom = move || {
        let item = |(href, icon, words): (&'static str, &'static str, Words)| {
            view! {
                <a class="bottom-item" href=href aria-current=current(href)>
                    <Icon name=icon />
                    <span>{t(words)}</span>
                </a>
            }
        };
        items(session).into_iter().map(item).collect_view()
    };
    view! {
        <a class="skip-link" href="#main" rel="external">
            {t(i18n::SKIP)}
        </a>
        <div class="app" data-rail="wide">
            <nav class="rail" aria-label=t(i18n::NAVIGATION)>
                <a class="rail-brand" href="/">
                    <span class="brand-mark">"回"</span>
                    <span class="rail-label">{t(i18n::BRAND)}</span>
                </a>
                {rail}
            </nav>
            <header class="topbar">
                <p class="topbar-where">{place}</p>
                <span class="grow"></span>
                <span class="muted">{move || session.me().map(|me| me.name)}</span>
            </header>
            <div class="banners"></div>
            <main class="content" id="main" tabindex="-1">
                <Outlet />
            </main>
            <nav class="bottom-bar" aria-label=t(i18n::NAVIGATION)>
                {bottom}
            </nav>
        </div>
    }
}
