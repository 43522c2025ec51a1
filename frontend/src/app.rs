//! Which address shows what.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

use crate::components::Inside;
use crate::i18n::{self, t};
use crate::pages::{Home, Login, People, Welcome};
use crate::session::Session;

#[component]
pub fn App() -> impl IntoView {
    let session = Session::provide();
    spawn_local(session.ask());
    view! {
        <Router>
            <Routes fallback=NotAPage>
                <Route path=path!("/login") view=Login />
                <Route path=path!("/welcome/:token") view=Welcome />
                <ParentRoute path=path!("") view=Inside>
                    <Route path=path!("") view=Home />
                    <Route path=path!("people") view=People />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

#[component]
fn NotAPage() -> impl IntoView {
    i18n::title(i18n::NOT_A_PAGE);
    view! {
        <main class="login">
            <div class="empty">
                <h1 class="empty-title">{t(i18n::NOT_A_PAGE)}</h1>
                <p>{t(i18n::NOT_A_PAGE_NOTE)}</p>
                <a class="button primary" href="/">
                    {t(i18n::TO_HOME)}
                </a>
            </div>
        </main>
    }
}
