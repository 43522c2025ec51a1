use leptos::prelude::*;
use shared::desk::{Desk, Team};
use shared::id::UserId;
use shared::rulebook::Measure;

use super::measures::tone;
use super::words as w;
use crate::components::{hue, initial};
use crate::i18n::{Words, fill, language, t};
use crate::store::Store;

/// A number of the team's work.
type Number = fn(&Team) -> usize;

/// What waits for a leader's hand, and how everybody keeps the rules.
#[component]
pub fn TeamCard(desk: Memo<Option<Desk>>) -> impl IntoView {
    let team =
        Memo::new(move |_| desk.with(|desk| desk.as_ref().and_then(|desk| desk.team.clone())).unwrap_or_default());
    let waits: [(&str, Words, Number); 4] = [
        ("unassigned", w::UNASSIGNED, |team| team.unassigned.len()),
        ("to_check", w::TO_CHECK, |team| team.to_check.len()),
        ("to_confirm", w::TO_CONFIRM, |team| team.to_confirm.len()),
        ("returned", w::RETURNED, |team| team.returned.len()),
    ];
    let stat = move |(name, words, read): (&'static str, Words, fn(&Team) -> usize)| {
        let count = Memo::new(move |_| team.with(read));
        view! {
            <a class="stat" href=format!("/desk/{name}") data-tone=move || (count.get() > 0).then_some("soon")>
                <span class="stat-label">{t(words)}</span>
                <b class="stat-value">{count}</b>
                <span class="stat-note">
                    {move || if count.get() > 0 { w::WAITS_SOME } else { w::WAITS_NONE }.get(language())}
                </span>
            </a>
        }
    };
    let nobody = Memo::new(move |_| team.with(|team| team.people.is_empty()));
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{t(w::TEAM)}</h2>
            </header>
            <div class="card-body stack">
                <div class="stats">{waits.map(stat).collect_view()}</div>
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
