//! Which building: one tap where there are few, by typing where there are many.

use leptos::prelude::*;
use shared::query::{Filter, Query, Sort, SortBy};

use crate::components::{Form, RecordInput};
use crate::i18n::{Words, t};
use crate::message::{Ask, Reply};
use crate::store::Store;

/// More than these are found by typing.
const CHIPS_MAX: u32 = 12;

#[component]
pub fn WhichBuilding(
    /// The id of the one that is chosen; empty: none.
    building: RwSignal<String>,
    label: Words,
) -> impl IntoView {
    let store = Store::get();
    let buildings = store.live(
        || {
            let sort = Sort { by: SortBy::Title, descending: false };
            let query = Query { process: "building".into(), filters: vec![Filter::Open], sort, ..Query::default() };
            Some(Ask::List { query, offset: 0, limit: CHIPS_MAX + 1 })
        },
        |reply| match reply {
            Reply::Rows { rows, total, .. } => {
                Some((rows.into_iter().map(|row| (row.summary.id.0, row.summary.title)).collect::<Vec<_>>(), total))
            }
            _ => None,
        },
    );
    let form = Form::new("", [("building".to_owned(), building.get_untracked().into())].into());
    Effect::new(move |_| building.set(form.text("building")));
    let chip = move |(id, title): (String, String)| {
        let own = id.clone();
        let is_chosen = move || building.with(|chosen| *chosen == own);
        let choose = move |_| {
            let again = building.with_untracked(|chosen| *chosen == id);
            form.set("building", if again { String::new() } else { id.clone() }.into());
        };
        view! {
            <button type="button" class="chip" aria-pressed=move || is_chosen().to_string() on:click=choose>
                {title}
            </button>
        }
    };
    move || {
        let (found, total) = buildings.get().filter(|(found, _)| !found.is_empty())?;
        let id = form.id("building");
        let input = if total > CHIPS_MAX {
            let described = String::new();
            view! { <RecordInput form field_key="building".to_owned() process="building".into() id described wrong=false /> }
                .into_any()
        } else {
            view! { <div class="chips">{found.into_iter().map(chip).collect_view()}</div> }.into_any()
        };
        Some(view! {
            <fieldset class="field">
                <legend class="field-label">{t(label)}</legend>
                {input}
            </fieldset>
        })
    }
}
