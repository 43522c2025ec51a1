use leptos::prelude::*;
use shared::desk::Desk;
use shared::rulebook::Measure;

use super::words as w;
use crate::components::Quotation;
use crate::i18n::{fill, language, t};

/// Kept, not kept; nothing to judge yet is neither.
pub fn tone(measure: &Measure) -> Option<&'static str> {
    match measure.percent() {
        None => None,
        Some(_) if measure.is_kept() => Some("done"),
        Some(percent) if percent + 10 >= measure.rule => Some("soon"),
        Some(_) => Some("late"),
    }
}

fn note(measure: &Measure) -> String {
    let count = |words, number: u32| fill(words, &number.to_string());
    let missing = u32::try_from(measure.missing.len()).unwrap_or(u32::MAX);
    let mut parts = vec![];
    match measure.percent() {
        None => parts.push(w::NOTHING_JUDGED.get(language()).to_owned()),
        Some(_) if missing == 0 && measure.late == 0 => parts.push(count(w::ALL_KEPT, measure.kept)),
        Some(_) => {}
    }
    if missing > 0 {
        parts.push(count(w::MISSING, missing));
    }
    if measure.overdue > 0 {
        parts.push(count(w::OVERDUE_OF, measure.overdue));
    }
    if measure.late > 0 {
        parts.push(count(w::LATE, measure.late));
    }
    parts.push(count(w::RULE, u32::from(measure.rule)));
    parts.join(if language() == shared::label::Language::Zh { "，" } else { ", " })
}

#[component]
pub fn Meter(measure: Measure, href: String) -> impl IntoView {
    let percent = measure.percent();
    let label = measure.label.get(language()).to_owned();
    let source = measure.source.clone().map(|source| view! { <Quotation source /> });
    let meter = view! {
        <a
            class="meter"
            href=href
            data-tone=tone(&measure)
            style:--value=percent.unwrap_or_default().to_string()
            style:--rule=measure.rule.to_string()
        >
            <span class="meter-label">{label.clone()}</span>
            <b class="meter-value">{percent.map_or_else(|| "–".to_owned(), |percent| format!("{percent}%"))}</b>
            <span
                class="meter-track"
                role="meter"
                aria-valuenow=percent.unwrap_or_default()
                aria-valuemin="0"
                aria-valuemax="100"
                aria-label=label
            ></span>
            <span class="meter-note">{note(&measure)}</span>
        </a>
    };
    view! { <div>{meter} {source}</div> }
}

/// How I keep the rules, with what is missing one tap away.
#[component]
pub fn Measures(desk: Memo<Option<Desk>>) -> impl IntoView {
    let measures = Memo::new(move |_| desk.with(|desk| desk.as_ref().map(|desk| desk.measures.clone())));
    let body = move || match measures.get() {
        None => view! { <p><span class="skeleton" style:--w="12em"></span></p> }.into_any(),
        Some(measures) => measures
            .into_iter()
            .map(|measure| {
                let href = format!("/desk/{}", measure.key);
                view! { <Meter measure href /> }
            })
            .collect_view()
            .into_any(),
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title" title=t(w::MEASURES_NOTE)>
                    {t(w::MEASURES)}
                </h2>
            </header>
            <div class="card-body meters">{body}</div>
        </section>
    }
}
