//! What stands around every page: the rail, the strip on top, the bar of the phone, and what concerns the whole.

mod banners;
mod bell;
mod keys;
mod leave;
mod nav;
mod palette;
mod top;
mod words;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{Icon, ToastRegion, Toasts};
use crate::browser;
use crate::i18n::{self, t};
use crate::session::{Session, Who};
use crate::store::Store;
use banners::Banners;
use keys::KeyHelp;
pub use nav::concerned;
use nav::{BottomBar, Rail};
use palette::Palette;
use top::Top;
pub use top::{hue, initial};

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

#[component]
fn Frame() -> impl IntoView {
    let session = Session::get();
    let store = Store::get();
    let toasts = Toasts::provide();
    let path = use_location().pathname;
    let wide = RwSignal::new(nav::is_wide());
    let (palette, help) = (RwSignal::new(false), RwSignal::new(false));
    keys::listen(session, store, palette, help);
    ask_to_keep(store);
    // Whoever goes somewhere has done with the menu that led there.
    Effect::new(move |_| {
        path.track();
        if let Ok(Some(menu)) = browser::document().query_selector("[popover]:popover-open") {
            let _ = menu.unchecked_into::<HtmlElement>().hide_popover();
        }
    });
    view! {
        <a class="skip-link" href="#main" rel="external">
            {t(i18n::SKIP)}
        </a>
        <div class="app" data-rail=move || if wide.get() { "wide" } else { "narrow" }>
            <Rail wide />
            <Top palette keys=help />
            <Banners />
            <main class="content" id="main" tabindex="-1" aria-busy=move || (!store.ready.get()).then_some("true")>
                <Outlet />
            </main>
            <BottomBar />
            <ToastRegion toasts />
        </div>
        <Palette open=palette />
        <KeyHelp open=help />
    }
}

/// Asks the browser once, after the first work, to keep our storage: before that it would ask back for no reason that
/// the person could see.
fn ask_to_keep(store: Store) {
    const ASKED: &str = "huifang.persist";
    let worked = Memo::new(move |_| store.sync.with(|sync| sync.unsent > 0));
    Effect::new(move |_| {
        if worked.get() && browser::read(ASKED).is_none() {
            browser::write(ASKED, "1");
            spawn_local(async {
                let _ = browser::persist().await;
            });
        }
    });
}
