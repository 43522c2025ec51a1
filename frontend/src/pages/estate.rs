//! 房屋: projects and buildings as a tree, the units of one building floor by floor, each with its state in words and colour.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::id::RecordId;
use shared::query::{Filter, Query, Sort, SortBy};
use shared::record::summary::Summary;
use shared::value::Value;

use crate::components::{Bones, Heading, Icon};
use crate::i18n::{self, fill, language, t};
use crate::message::{Ask, Reply};
use crate::place;
use crate::store::Store;

i18n::strings! {
    BUILDINGS: "楼栋", "Buildings";
    NO_PROJECT: "没有写项目", "No project given";
    FLOOR: "{} 层", "Floor {}";
    NO_FLOOR: "没有写楼层", "No floor given";
    UNITS: "{} 户", "{} units";
    EMPTY: "还没有楼栋和房屋", "No buildings and units yet";
    EMPTY_NOTE: "可以在“导入”里从表格导入，也可以逐个新建。", "Import them from a sheet, or make them one by one.";
    TO_IMPORT: "去导入", "Import";
    TO_LIST: "列表", "List";
    CHOOSE: "选一栋楼，看每层的房屋。", "Choose a building to see its floors.";
}

/// More than an estate has.
const ROWS_MAX: u32 = 50_000;

/// All open records of a process, by title.
fn all(process: &'static str, filters: impl Fn() -> Vec<Filter> + 'static) -> RwSignal<Option<Vec<Summary>>> {
    Store::get().live(
        move || {
            let filters = [vec![Filter::Open], filters()].concat();
            let sort = Sort { by: SortBy::Title, descending: false };
            let query = Query { process: process.into(), filters, sort, ..Query::default() };
            Some(Ask::List { query, offset: 0, limit: ROWS_MAX })
        },
        |reply| match reply {
            Reply::Rows { rows, .. } => Some(rows.into_iter().map(|row| row.summary).collect()),
            _ => None,
        },
    )
}

fn text<'a>(summary: &'a Summary, key: &str) -> &'a str {
    summary.values.get(key).and_then(Value::as_text).unwrap_or_default()
}

fn tone(stage: &str) -> &'static str {
    match stage {
        "empty" => "neutral",
        "handed_over" => "accent",
        "renovating" => "soon",
        "occupied" => "done",
        _ => "neutral",
    }
}

#[component]
pub fn Estate() -> impl IntoView {
    i18n::title(i18n::PAGE_ESTATE);
    let query = use_query_map();
    let chosen =
        Memo::new(move |_| query.with(|query| query.get("building")).filter(|id| !id.is_empty()).map(RecordId::from));
    let (projects, buildings) = (all("project", Vec::new), all("building", Vec::new));
    let navigate = StoredValue::new_local(use_navigate());
    // The first building, where the address names none.
    Effect::new(move |_| {
        let first = buildings.with(|all| all.as_ref().and_then(|all| all.first().map(|one| one.id.clone())));
        if let (None, Some(first)) = (chosen.get(), first) {
            let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
            navigate.with_value(|navigate| navigate(&format!("/estate?building={first}"), options));
        }
    });
    let none = Memo::new(move |_| buildings.with(|all| all.as_ref().is_some_and(Vec::is_empty)));
    view! {
        <div class="page" data-width="wide">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{t(i18n::PAGE_ESTATE)}</Heading>
                    <p class="page-note">{t(CHOOSE)}</p>
                </div>
                <div class="page-actions">
                    <a class="button" href="/records/unit">
                        <Icon name="list" />
                        {t(TO_LIST)}
                    </a>
                </div>
            </header>
            <Show when=move || !none.get() fallback=Nothing>
                <div class="estate">
                    <Tree projects buildings chosen />
                    <Floors chosen />
                </div>
            </Show>
        </div>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="home" class="icon large" />
            <h2 class="empty-title">{t(EMPTY)}</h2>
            <p>{t(EMPTY_NOTE)}</p>
            <div class="buttons">
                <a class="button" href="/import">
                    {t(TO_IMPORT)}
                </a>
            </div>
        </div>
    }
}

#[component]
fn Tree(
    projects: RwSignal<Option<Vec<Summary>>>,
    buildings: RwSignal<Option<Vec<Summary>>>,
    chosen: Memo<Option<RecordId>>,
) -> impl IntoView {
    let leaf = move |building: Summary| {
        let (href, id) = (format!("/estate?building={}", building.id), building.id);
        view! {
            <li>
                <a
                    class="row"
                    href=href
                    aria-current=move || chosen.with(|chosen| chosen.as_ref() == Some(&id)).then_some("true")
                >
                    <span class="row-main">
                        <b class="row-title">{building.title}</b>
                    </span>
                </a>
            </li>
        }
    };
    let branches = move || {
        let Some(all) = buildings.get() else { return view! { <Bones /> }.into_any() };
        let names: BTreeMap<String, String> = projects
            .with(|projects| projects.iter().flatten().map(|one| (one.id.0.clone(), one.title.clone())).collect());
        let mut under: BTreeMap<String, Vec<Summary>> = BTreeMap::new();
        for building in all {
            let project = names.get(text(&building, "project")).cloned();
            under.entry(project.unwrap_or_else(|| NO_PROJECT.get(language()).to_owned())).or_default().push(building);
        }
        let branch = |(name, buildings): (String, Vec<Summary>)| {
            view! {
                <section>
                    <h2 class="estate-project">{name}</h2>
                    <ul class="rows">{buildings.into_iter().map(leaf).collect_view()}</ul>
                </section>
            }
        };
        under.into_iter().map(branch).collect_view().into_any()
    };
    view! {
        <nav class="card estate-tree" aria-label=t(BUILDINGS)>
            {branches}
        </nav>
    }
}

/// The units of the building by floor, the highest first.
#[component]
fn Floors(chosen: Memo<Option<RecordId>>) -> impl IntoView {
    let store = Store::get();
    let units = all("unit", move || {
        let any = chosen.get().map(|id| vec![Value::from(id.as_str())]).unwrap_or_default();
        vec![Filter::Value { key: "building".into(), any }]
    });
    let name = move |stage: &str| {
        let config = store.config();
        let stage = config.process(&"unit".into()).and_then(|process| process.stage(stage).cloned());
        stage.map(|stage| stage.label.get(language()).to_owned()).unwrap_or_default()
    };
    let cell = move |unit: Summary| {
        let state = name(&unit.stage);
        view! {
            <a class="unit" data-tone=tone(&unit.stage) href=place::record(&unit.process, &unit.id)>
                <b>{unit.title}</b>
                <span>{state}</span>
            </a>
        }
    };
    let body = move || {
        let Some(units) = units.get() else { return view! { <Bones /> }.into_any() };
        let mut states: BTreeMap<String, usize> = BTreeMap::new();
        let mut floors: BTreeMap<Option<i64>, Vec<Summary>> = BTreeMap::new();
        for unit in units {
            *states.entry(unit.stage.clone()).or_default() += 1;
            floors.entry(unit.values.get("floor").and_then(Value::as_int)).or_default().push(unit);
        }
        let widest = floors.values().map(Vec::len).max().unwrap_or_default();
        let legend = states.into_iter().map(|(stage, count)| {
            view! { <span class="pill" data-tone=tone(&stage)>{format!("{} {count}", name(&stage))}</span> }
        });
        let legend = legend.collect_view();
        let floor = move |(number, mut units): (Option<i64>, Vec<Summary>)| {
            shared::order::by_key(&mut units, |unit| {
                (unit.values.get("place").and_then(Value::as_int), unit.title.clone())
            });
            let label = number.map_or(NO_FLOOR.get(language()).to_owned(), |number| fill(FLOOR, &number.to_string()));
            view! {
                <div class="floor">
                    <h3 class="floor-name">{label}</h3>
                    <div class="floor-units">{units.into_iter().map(cell).collect_view()}</div>
                </div>
            }
        };
        view! {
            <div class="pills">{legend}</div>
            <div class="floors" style:--units=widest.to_string()>{floors.into_iter().rev().map(floor).collect_view()}</div>
        }
        .into_any()
    };
    let count = move || units.with(|units| units.as_ref().map(|units| fill(UNITS, &units.len().to_string())));
    view! {
        <section class="card" aria-busy=move || units.with(Option::is_none).then_some("true")>
            <header class="card-head">
                <p class="muted" role="status">{count}</p>
            </header>
            <div class="card-body stack">{body}</div>
        </section>
    }
}
