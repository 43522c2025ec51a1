//! For whoever leads: what was refused of the team's work. Who, when, which record and why; the words stay with their
//! author.

use gloo_net::http::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use shared::id::{ProcessId, RecordId};
use shared::principal::Post;

use super::words as w;
use crate::i18n::{Words, language, t};
use crate::place;
use crate::session::{Session, read, send};
use crate::store::Store;
use crate::when;

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Refused {
    id: String,
    at_ms: i64,
    name: String,
    record: String,
    process: String,
    number: Option<String>,
    title: Option<String>,
    reason: String,
}

fn why(reason: &str) -> Words {
    match reason {
        "stage_moved" => w::WHY_STAGE,
        "denied" => w::WHY_DENIED,
        "invalid" => w::WHY_INVALID,
        "gone" => w::WHY_GONE,
        "missing_deps" => w::WHY_DEPS,
        _ => w::WHY_FORM,
    }
}

#[component]
pub fn TeamRefused() -> impl IntoView {
    let (session, store) = (Session::get(), Store::get());
    let leads =
        Memo::new(move |_| session.me().is_some_and(|me| me.holds(Post::Supervisor) || me.holds(Post::Manager)));
    let refused = RwSignal::new(Vec::<Refused>::new());
    Effect::new(move |_| {
        if !leads.get() {
            return;
        }
        spawn_local(async move {
            // Without a network this list waits; it is not the leader's own work.
            if let Ok(response) = send(Request::get("/api/v1/refused"), None).await {
                refused.try_set(read(response).await.unwrap_or_default());
            }
        });
    });
    let row = move |one: Refused| {
        let config = store.config();
        let process = ProcessId::from(one.process.as_str());
        let at = when::instant(&config.calendar, one.at_ms, store.now.get(), language());
        let kind = config.process(&process).map(|process| process.label.get(language()).to_owned());
        let title = one.title.or(one.number).or(kind).unwrap_or_else(|| one.process.clone());
        let href = (!one.record.is_empty()).then(|| place::record(&process, &RecordId::from(one.record.as_str())));
        view! {
            <li>
                <div class="row">
                    <span class="row-main">
                        <span class="row-title">
                            <a href=href>{title}</a>
                        </span>
                        <span class="row-sub">{one.name} " · " {why(&one.reason).get(language())}</span>
                    </span>
                    <span class="row-end muted" title=when::absolute(&config.calendar, one.at_ms)>
                        {at}
                    </span>
                </div>
            </li>
        }
    };
    view! {
        <Show when=move || !refused.with(Vec::is_empty)>
            <section class="card">
                <header class="card-head">
                    <h2 class="card-title">{t(w::TEAM_REFUSED)}</h2>
                </header>
                <div class="card-body">
                    <p class="muted">{t(w::TEAM_REFUSED_NOTE)}</p>
                </div>
                <ul class="rows">{move || refused.get().into_iter().map(row).collect_view()}</ul>
            </section>
        </Show>
    }
}
