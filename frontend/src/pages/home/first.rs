use leptos::prelude::*;

use super::words as w;
use crate::components::Icon;
use crate::i18n::{Words, t};
use crate::session::Session;
use crate::store::Store;

/// An empty company is never a blank page.
#[component]
pub fn FirstSteps(only_administers: bool) -> impl IntoView {
    let session = Session::get();
    let store = Store::get();
    let administers = session.is_administrator();
    let has_people = move || store.config().people.len() > 1;
    let step = |state: &'static str, title: Words, note: Words, href: Option<(&'static str, Words)>| {
        view! {
            <li data-state=state>
                <b>{t(title)}</b>
                <p>{t(note)}</p>
                {href
                    .map(|(href, words)| {
                        let class = if state == "now" { "button primary" } else { "button" };
                        view! {
                            <a class=class href=href>
                                {t(words)}
                            </a>
                        }
                    })}
            </li>
        }
    };
    let people = move || {
        let state = if has_people() { "done" } else { "now" };
        match administers {
            true => step(state, w::STEP_PEOPLE, w::STEP_PEOPLE_NOTE, Some(("/admin/people", w::GO))),
            false => step(state, w::STEP_PEOPLE, w::STEP_PEOPLE_ASK, None),
        }
    };
    let customers = move || {
        let state = if has_people() && !only_administers { "now" } else { "" };
        match only_administers {
            true => step(state, w::STEP_CUSTOMERS, w::STEP_CUSTOMERS_ASK, None),
            false => step(state, w::STEP_CUSTOMERS, w::STEP_CUSTOMERS_NOTE, Some(("/import", w::IMPORT))),
        }
    };
    let campaign =
        step("", w::STEP_CAMPAIGN, w::STEP_CAMPAIGN_NOTE, (!only_administers).then_some(("/campaigns", w::GO)));
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{t(w::START)}</h2>
            </header>
            <div class="card-body">
                {only_administers.then(|| view! { <p class="muted">{t(w::ADMIN_NOTE)}</p> })}
                <ol class="first-steps">{people} {customers} {campaign}</ol>
            </div>
        </section>
    }
}

/// Nothing has been given to this person yet.
#[component]
pub fn Nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="home" class="icon large" />
            <h2 class="empty-title">{t(w::EMPTY)}</h2>
            <p>{t(w::EMPTY_NOTE)}</p>
            <div class="buttons">
                <a class="button primary" href="/customers">
                    {t(w::NEW_CUSTOMER)}
                </a>
            </div>
        </div>
    }
}
