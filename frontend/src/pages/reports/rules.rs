//! 规章达标表: each rule with its quotation, how it stands, and the records that keep or break it.

use leptos::prelude::*;
use shared::id::RecordId;
use shared::rulebook::{Part, RuleLine};

use super::words as w;
use crate::components::{Bones, RecordList, quoted, rows_in_order};
use crate::i18n::{Words, fill, language, t};
use crate::message::{Ask, Reply};
use crate::store::Store;

/// Which number was opened: the rule and its part.
type Open = Option<(String, Part)>;

fn tone(part: Part) -> &'static str {
    match part {
        Part::Kept => "done",
        Part::Late => "soon",
        Part::Broken => "late",
        Part::Running => "neutral",
    }
}

#[component]
pub fn Rules() -> impl IntoView {
    let lines = Store::get().live(
        || Some(Ask::Rules),
        |reply| match reply {
            Reply::Rules(lines) => Some(lines),
            _ => None,
        },
    );
    let open = RwSignal::new(None::<(String, Part)>);
    let body = move || match lines.get() {
        None => view! { <Bones /> }.into_any(),
        Some(lines) => {
            view! { <ul class="rules">{lines.into_iter().map(|line| rule(line, open)).collect_view()}</ul> }.into_any()
        }
    };
    view! {
        <section class="card" aria-busy=move || lines.with(Option::is_none).then_some("true")>
            <header class="card-head">
                <h2 class="card-title">{t(w::RULES)}</h2>
                <p class="muted">{t(w::RULES_NOTE)}</p>
            </header>
            {body}
        </section>
    }
}

fn rule(line: RuleLine, open: RwSignal<Open>) -> impl IntoView {
    let words = language();
    let name = format!("{} · {}", line.of.get(words), line.label.get(words));
    let tone_of_all = match line.percent {
        None => None,
        Some(_) if line.is_kept() => Some("done"),
        Some(percent) if percent + 10 >= line.rule => Some("soon"),
        Some(_) => Some("late"),
    };
    let quote = match &line.source {
        Some(source) => quoted(source),
        None => view! { <span class="muted">{t(w::OURS)}</span> }.into_any(),
    };
    let is_ours = line.ours && line.source.is_some();
    let stands = line.percent.map_or_else(|| t(w::NOTHING)().to_owned(), |percent| format!("{percent}%"));
    let key = StoredValue::new(line.key.clone());
    let parts = Part::ALL.map(|part| {
        let records = line.part(part);
        let count = records.len();
        let is_open = move || {
            open.with(|open| open.as_ref().is_some_and(|(of, one)| key.with_value(|key| of == key) && *one == part))
        };
        let toggle = move |_| {
            let now = (!is_open()).then(|| (key.get_value(), part));
            open.set(now);
        };
        (count > 0).then(|| {
            view! {
                <button
                    type="button"
                    class="chip"
                    data-tone=tone(part)
                    aria-expanded=move || is_open().to_string()
                    aria-pressed=move || is_open().to_string()
                    on:click=toggle
                >
                    {part.label().get(words).to_owned()}
                    " "
                    <span class="chip-count">{count}</span>
                </button>
            }
        })
    });
    let lists: Vec<(Part, Vec<RecordId>)> = Part::ALL.map(|part| (part, line.part(part).to_vec())).to_vec();
    let behind = move || {
        let part =
            open.with(|open| open.as_ref().filter(|(of, _)| key.with_value(|key| of == key)).map(|(_, part)| *part))?;
        let records = lists.iter().find(|(one, _)| *one == part).map(|(_, records)| records.clone())?;
        Some(view! { <Behind records /> })
    };
    view! {
        <li class="rule">
            <div class="meter" data-tone=tone_of_all style:--value=line.percent.unwrap_or_default().to_string() style:--rule=line.rule.to_string()>
                <span class="meter-label">{name.clone()}</span>
                <b class="meter-value">{stands}</b>
                <span
                    class="meter-track"
                    role="meter"
                    aria-valuenow=line.percent.unwrap_or_default()
                    aria-valuemin="0"
                    aria-valuemax="100"
                    aria-label=name
                ></span>
                <span class="meter-note">{fill(w::ASKED, &line.rule.to_string())}</span>
            </div>
            <p class="rule-source">{quote}</p>
            {is_ours.then(|| view! { <p class="rule-source"><span class="pill">{t(w::OUR_NUMBER)}</span></p> })}
            <div class="chips">{parts}</div>
            {said(w::BROKEN_DAYS, &line.days)}
            {said(w::ALIKE_DAYS, &line.alike)}
            {behind}
        </li>
    }
}

fn said(words: Words, days: &[String]) -> Option<impl IntoView + use<>> {
    let said = (!days.is_empty()).then(|| fill(words, &days.join(crate::i18n::comma())))?;
    Some(view! { <p class="rule-source">{said}</p> })
}

/// The records behind a number, in place.
#[component]
pub fn Behind(records: Vec<RecordId>) -> impl IntoView {
    let ids = StoredValue::new(records);
    let rows = rows_in_order(move || Some(ids.get_value()));
    view! {
        <div class="rule-records">
            <RecordList rows />
        </div>
    }
}
