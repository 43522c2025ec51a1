use leptos::prelude::*;
use shared::coverage::Figure;
use shared::desk::{Desk, Team, WATCHED_LATE};
use shared::id::UserId;
use shared::label::Label;
use shared::report;
use shared::rulebook::Measure;

use super::measures::tone;
use super::words as w;
use crate::components::{hue, initial};
use crate::i18n::{self, Words, fill, language, t};
use crate::store::Store;

/// What waits for a leader's hand, and how everybody keeps the rules.
#[component]
pub fn TeamCard(desk: Memo<Option<Desk>>) -> impl IntoView {
    let team =
        Memo::new(move |_| desk.with(|desk| desk.as_ref().and_then(|desk| desk.team.clone())).unwrap_or_default());
    let waits = Memo::new(move |_| team.with(|team| team.waits.clone()));
    let wait = |list: Figure| stat(list, "soon", w::WAITS_SOME);
    let lists = move || match waits.get() {
        waits if waits.is_empty() => view! { <p class="muted">{t(w::WAITS_FOR_NOTHING)}</p> }.into_any(),
        waits => view! { <div class="stats">{waits.into_iter().map(wait).collect_view()}</div> }.into_any(),
    };
    let nobody = Memo::new(move |_| team.with(|team| team.people.is_empty()));
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{t(w::TEAM)}</h2>
                <div class="card-actions">
                    <a class="button small" href="/morning">
                        {t(i18n::PAGE_MORNING)}
                    </a>
                </div>
            </header>
            <div class="card-body stack">
                {lists}
                <Show
                    when=move || !nobody.get()
                    fallback=|| view! { <p class="muted">{t(w::TEAM_NONE)}</p> }
                >
                    <People team />
                </Show>
            </div>
        </section>
    }
}

/// A number that leads to its list. Where nothing is in it, it is quiet.
fn stat(list: Figure, tone: &'static str, note: Words) -> impl IntoView {
    let some = list.count() > 0;
    view! {
        <a class="stat" href=format!("/desk/{}", list.key) data-tone=some.then_some(tone)>
            <span class="stat-label">{list.label.get(language()).to_owned()}</span>
            <b class="stat-value">{list.count()}</b>
            <span class="stat-note">{t(if some { note } else { w::WAITS_NONE })}</span>
        </a>
    }
}

/// 服务督察: what he keeps an eye on, and the way to how it was handled in time.
#[component]
pub fn WatchCard(desk: Memo<Option<Desk>>) -> impl IntoView {
    let watched = Memo::new(move |_| desk.with(|desk| desk.as_ref().map(|desk| desk.watched.clone())));
    let one = |list: Figure| {
        let tone = if list.key == WATCHED_LATE { "late" } else { "soon" };
        stat(list, tone, w::WATCHED_SOME)
    };
    let reports = || {
        let link = |(key, title): (&'static str, Label)| {
            view! {
                <a class="button small" href=format!("/reports/{key}")>
                    {title.get(language()).to_owned()}
                </a>
            }
        };
        report::TIMELINESS.map(link).collect_view()
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{t(w::WATCHED)}</h2>
                <div class="card-actions">{reports}</div>
            </header>
            <div class="card-body">
                <div class="stats">{move || watched.get().unwrap_or_default().into_iter().map(one).collect_view()}</div>
            </div>
        </section>
    }
}

#[component]
fn People(team: Memo<Team>) -> impl IntoView {
    let store = Store::get();
    let heads = move || {
        let head = |measure: &Measure| view! { <th scope="col">{measure.label.get(language()).to_owned()}</th> };
        team.with(|team| team.people.first().map(|(_, measures)| measures.iter().map(head).collect_view()))
    };
    let row = move |(user, measures): (UserId, Vec<Measure>)| {
        let name = store.config().name_of(&user).to_owned();
        let cell = |measure: Measure| {
            let words = measure.percent().map_or_else(|| "–".to_owned(), |percent| format!("{percent}%"));
            let missing = measure.missing.len();
            // What is not late does not stand against the percentage beside it.
            let left = if measure.overdue > 0 { w::MISSING } else { w::NOT_DUE };
            let label = measure.label.get(language()).to_owned();
            let href = format!("/desk/{}?who={user}", measure.key);
            view! {
                <td data-label=label>
                    <span class="pill" data-tone=tone(&measure).unwrap_or("neutral")>
                        {words}
                    </span>
                    " "
                    {(missing > 0).then(|| view! { <a href=href>{fill(left, &missing.to_string())}</a> })}
                </td>
            }
        };
        view! {
            <tr>
                <td data-label=t(w::TEAM_PERSON)>
                    <span class="person">
                        <span class="avatar small" aria-hidden="true" style:--hue=hue(user.as_str()).to_string()>
                            {initial(&name)}
                        </span>
                        {name}
                    </span>
                </td>
                {measures.into_iter().map(cell).collect_view()}
            </tr>
        }
    };
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=t(w::TEAM)>
            <table class="table" data-cards="">
                <caption class="visually-hidden">{t(w::TEAM)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t(w::TEAM_PERSON)}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{move || team.get().people.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
