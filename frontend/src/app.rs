//! Which address shows what.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{ParentRoute, Redirect, Route, Router, Routes};
use leptos_router::path;

use crate::components::Inside;
use crate::i18n::{self, t};
use crate::pages::*;
use crate::session::Session;
use crate::store::Store;

#[component]
pub fn App() -> impl IntoView {
    let session = Session::provide();
    Store::provide(session);
    spawn_local(session.ask());
    view! {
        <Router>
            <Routes fallback=NotAPage>
                <Route path=path!("/login") view=Login />
                <Route path=path!("/welcome/:token") view=Welcome />
                <ParentRoute path=path!("") view=Inside>
                    <Route path=path!("") view=Home />
                    <Route path=path!("people") view=|| view! { <Redirect path="/admin/people" /> } />
                    <Route path=path!("customers/:id?") view=Customers />
                    <Route path=path!("follow-ups/:id?") view=FollowUps />
                    <Route path=path!("campaigns") view=Campaigns />
                    <Route path=path!("campaigns/:id") view=Campaign />
                    <Route path=path!("call/:id") view=CallScreen />
                    <Route path=path!("tasks/:id?") view=Tasks />
                    <Route path=path!("desk/:list") view=DeskList />
                    <Route path=path!("inbox") view=Inbox />
                    <Route path=path!("sync") view=Outbox />
                    <Route path=path!("admin/:section") view=Admin />
                    <Route path=path!("import") view=Import />
                    <Route path=path!("records/:process/:id?") view=Records />
                    <Route path=path!("estate") view=Estate />
                    <Route path=path!("walk") view=BeginRound />
                    <Route path=path!("walk/:id") view=Walk />
                    <Route path=path!("morning") view=Morning />
                    <Route path=path!("reports/:key?") view=Reports />
                    <Route path=path!("print/:id") view=Print />
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
