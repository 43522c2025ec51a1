//! Begin a round on the spot: choose a template, and go.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use shared::id::RecordId;
use shared::limits::TEXT_CHARS_MAX;
use shared::process::template;
use shared::query::{Filter, Query, Sort, SortBy};
use shared::record::Record;
use shared::record::command::{Act, Command};
use shared::record::summary::Summary;
use shared::rule::Alone;
use shared::spot_check;
use shared::value::Value;

use super::building::WhichBuilding;
use super::done::appended;
use super::words as w;
use crate::components::{Bones, Heading, Icon};
use crate::i18n::{self, fill, language, t};
use crate::message::{Ask, Reply};
use crate::store::{Refusal, Store, new_entry, new_record};
use crate::when;

const TEMPLATES_MAX: u32 = 200;
/// Units, and the latest spot checks.
const UNITS_MAX: u32 = 500;

#[component]
pub fn BeginRound() -> impl IntoView {
    i18n::title(i18n::PAGE_WALK);
    let store = Store::get();
    let navigate = StoredValue::new_local(use_navigate());
    let templates = store.live(
        || {
            let query = Query {
                process: "template".into(),
                filters: vec![Filter::Open],
                sort: Sort { by: SortBy::Title, descending: false },
                ..Query::default()
            };
            Some(Ask::List { query, offset: 0, limit: TEMPLATES_MAX })
        },
        |reply| match reply {
            Reply::Rows { rows, .. } => Some(rows.into_iter().map(|row| row.summary).collect::<Vec<_>>()),
            _ => None,
        },
    );
    // Those of one's own department; a handover has a record of its own.
    let templates = Memo::new(move |_| {
        let own = store.principal().department().cloned();
        let mut found = templates.get()?;
        found.retain(|one| one.values.get("kind").and_then(Value::as_text) != Some("handover"));
        let is_own = |one: &Summary| one.department.is_none() || one.department == own;
        if own.is_some() && found.iter().any(is_own) {
            found.retain(is_own);
        }
        Some(found)
    });
    let (area, building) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let busy = RwSignal::new(false);
    let refusal = RwSignal::new(None::<Refusal>);
    let chosen = RwSignal::new(None::<Summary>);
    let begin = move |template: Summary, unit: Option<Summary>| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let made = make(store, template, unit, building.get_untracked(), area.get_untracked()).await;
            busy.try_set(false);
            match made {
                Some(Ok(id)) => navigate.with_value(|navigate| navigate(&format!("/walk/{id}"), Default::default())),
                Some(Err(error)) => drop(refusal.try_set(Some(error))),
                None => {}
            }
        });
    };
    let kind = move |summary: &Summary| {
        let config = store.config();
        let process = config.process(&summary.process);
        let field = process.and_then(|process| process.field("kind").cloned())?;
        let value = summary.values.get("kind")?;
        Some(crate::components::say(&field, value, &config, store.now.get(), language()))
    };
    // A spot check is of one unit, and there is one whose turn it is.
    let choose = move |template: Summary| match template.values.get("kind").and_then(Value::as_text) {
        Some(spot_check::KIND) => chosen.set(Some(template)),
        _ => begin(template, None),
    };
    let one = move |template: Summary| {
        let config = store.config();
        let of = template.department.as_ref().map(|id| config.department_name(id).to_owned());
        let (title, sub) =
            (template.title.clone(), kind(&template).into_iter().chain(of).collect::<Vec<_>>().join(" · "));
        view! {
            <li>
                <button type="button" class="row walk-template" disabled=busy on:click=move |_| choose(template.clone())>
                    <Icon name="list" />
                    <span class="row-main">
                        <b class="row-title">{title}</b>
                        <span class="row-sub">{sub}</span>
                    </span>
                    <Icon name="chevron-right" />
                </button>
            </li>
        }
    };
    let body = move || match templates.get() {
        None => view! { <Bones /> }.into_any(),
        Some(found) if found.is_empty() => view! {
            <div class="empty">
                <Icon name="list" class="icon large" />
                <h2 class="empty-title">{t(w::NO_TEMPLATES)}</h2>
                <p>{t(w::NO_TEMPLATES_NOTE)}</p>
                <div class="buttons">
                    <a class="button" href="/records/template">
                        {t(w::TO_TEMPLATES)}
                    </a>
                </div>
            </div>
        }
        .into_any(),
        Some(found) => view! { <ul class="rows">{found.into_iter().map(one).collect_view()}</ul> }.into_any(),
    };
    view! {
        <div class="page" data-width="form">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{t(w::BEGIN)}</Heading>
                    <p class="page-note">{t(w::BEGIN_NOTE)}</p>
                </div>
            </header>
            <WhichBuilding building label=w::BUILDING />
            <label class="field">
                <span class="field-label">{t(w::PLACE)}</span>
                <input
                    class="input"
                    autocomplete="off"
                    prop:value=area
                    on:input:target=move |event| area.set(event.target().value())
                />
            </label>
            <p class="field-error" role="alert">{move || refusal.get().map(|refusal| refusal.text())}</p>
            <section class="card">
                {move || match chosen.get() {
                    None => body().into_any(),
                    Some(template) => {
                        let begin = Callback::new(move |unit| begin(template.clone(), unit));
                        view! { <WhichUnit begin busy /> }.into_any()
                    }
                }}
            </section>
        </div>
    }
}

/// The units that are being renovated, the one checked longest ago first.
#[component]
fn WhichUnit(begin: Callback<Option<Summary>>, busy: RwSignal<bool>) -> impl IntoView {
    let store = Store::get();
    let rows = |reply| match reply {
        Reply::Rows { rows, .. } => Some(rows.into_iter().map(|row| row.summary).collect::<Vec<_>>()),
        _ => None,
    };
    let list = |process: &str, filter: Filter| {
        let sort = Sort { by: SortBy::Created, descending: true };
        let query = Query { process: process.into(), filters: vec![filter], sort, ..Query::default() };
        Some(Ask::List { query, offset: 0, limit: UNITS_MAX })
    };
    let units = store.live(move || list("unit", Filter::Stages(vec!["renovating".into()])), rows);
    let kind = || Filter::Value { key: "kind".into(), any: vec![spot_check::KIND.into()] };
    let rounds = store.live(move || list("round", kind()), rows);
    let one = move |(unit, last): (Summary, Option<i64>)| {
        let config = store.config();
        let building = unit.values.get("building").and_then(Value::as_text).map(RecordId::from);
        let building = building.map(crate::components::record_title);
        let checked = match last {
            None => t(w::NEVER_CHECKED)().to_owned(),
            Some(at_ms) => fill(w::LAST_CHECKED, &when::instant(&config.calendar, at_ms, store.now.get(), language())),
        };
        let title = unit.title.clone();
        view! {
            <li>
                <button type="button" class="row" disabled=busy on:click=move |_| begin.run(Some(unit.clone()))>
                    <Icon name="home" />
                    <span class="row-main">
                        <b class="row-title">{title}</b>
                        <span class="row-sub">
                            {checked} {building.map(|name| move || format!(" · {}", name.get().unwrap_or_default()))}
                        </span>
                    </span>
                    <Icon name="chevron-right" />
                </button>
            </li>
        }
    };
    view! {
        <header class="card-head">
            <h2 class="card-title">{t(w::WHICH_UNIT)}</h2>
            <p class="muted">{t(w::WHICH_UNIT_NOTE)}</p>
        </header>
        {move || match (units.get(), rounds.get()) {
            (Some(units), Some(rounds)) if !units.is_empty() => {
                let found = spot_check::order(units, &rounds);
                view! { <ul class="rows">{found.into_iter().map(one).collect_view()}</ul> }.into_any()
            }
            (Some(_), Some(_)) => view! { <p class="card-body muted">{t(w::NONE_RENOVATING)}</p> }.into_any(),
            _ => view! { <Bones /> }.into_any(),
        }}
        <div class="card-body">
            <button type="button" class="button" disabled=busy on:click=move |_| begin.run(None)>
                {t(w::WITHOUT_UNIT)}
            </button>
        </div>
    }
}

/// The round, with the items of its template. None where the template is not on this device any more.
async fn make(
    store: Store,
    template: Summary,
    unit: Option<Summary>,
    building: String,
    area: String,
) -> Option<Result<RecordId, Refusal>> {
    let Reply::Record(Some(found)) = store.ask(Ask::Look(template.id.clone())).await else { return None };
    drop(store.ask(Ask::Unlook(template.id.clone())).await);
    let items = template::lines(found.record.single("items").as_text().unwrap_or_default());
    let config = untrack(|| store.config());
    let now = crate::browser::now_ms();
    let of = unit.as_ref().map_or(String::new(), |unit| format!(" {}", unit.title));
    let title: String = format!("{}{of} {}", template.title, when::absolute(&config.calendar, now));
    let principal = untrack(|| store.principal());
    let department = principal.department().map(|one| ("department".to_owned(), Value::from(one.0.clone())));
    let mut values: BTreeMap<String, Value> = department.into_iter().collect();
    if let Some(step) = config.process(&"round".into()).and_then(|process| process.step("begin").cloned()) {
        values.extend(step.by_rule(&Record::default(), &principal.user, now, &Alone));
    }
    let set = |field: &str, value: Value| Act::Set { field: field.to_owned(), value };
    let mut acts = vec![
        Act::Take { step: "begin".into(), entry: new_entry(), values, reason: None },
        set("title", title.chars().take(TEXT_CHARS_MAX).collect::<String>().into()),
        set("template", template.id.as_str().into()),
    ];
    acts.extend(template.values.get("kind").cloned().map(|kind| set("kind", kind)));
    match unit {
        Some(unit) => {
            acts.extend(
                ["building", "project"].iter().filter_map(|key| Some(set(key, unit.values.get(*key)?.clone()))),
            );
            acts.push(set("unit", unit.id.0.into()));
        }
        None if !building.is_empty() => {
            let rows = store.ask(Ask::Rows(vec![building.as_str().into()])).await;
            let Reply::Rows { rows, .. } = rows else { return None };
            let project = rows.first().and_then(|row| row.summary.values.get("project").cloned());
            acts.push(set("building", building.into()));
            acts.extend(project.map(|project| set("project", project)));
        }
        None => {}
    }
    acts.extend((!area.trim().is_empty()).then(|| set("place", area.trim().into())));
    acts.extend(appended(config.process(&"round".into()), items));
    let record = new_record();
    let command = Command { record: record.clone(), process: "round".into(), acts };
    Some(store.commit(command).await.map(|_| record))
}
