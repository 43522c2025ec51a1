//! The records of any process: list, new, open, steps, print, from its description alone.

mod filters;
mod narrow;
mod purpose;
mod suggested;

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate, use_params_map, use_query_map};
use shared::id::{ProcessId, RecordId};
use shared::label::Label;
use shared::process::{self, MergeClass, Process};
use shared::query::{Query, Sort, SortBy};
use shared::record::summary::Summary;

use self::filters::Filters;
use crate::browser;
use crate::components::{
    Column, DuePill, FieldValue, FlagPills, Form, Heading, Icon, ListSearch, NewRecord, Rows, TYPED, birth, concerned,
    keep_in_sight,
};
use crate::i18n::{self, fill, language, t};
use crate::keys;
use crate::pages::customers::words as cw;
use crate::pages::recipients::follow_unit;
use crate::pages::record::RecordPane;
use crate::place;
use crate::session::Session;
use crate::store::Store;

i18n::strings! {
    NEW: "新建{}", "New {}";
    FOUND: "共 {} 份", "{} in all";
    SEARCH: "搜索名称、姓名、电话、单号、拼音首字母", "Title, name, phone, number, pinyin initials";
    WITH_CLOSED: "含已结束", "With closed";
    NOTHING: "没有{}", "No {} yet";
    NOTHING_OPEN: "没有未结束的{}", "No open {}";
    NOT_FOUND: "没有找到{}", "No {} found";
    NOT_FOUND_NOTE: "换个说法试试，或去掉搜索和筛选。", "Try other words, or take search and filters away.";
    NO_SUCH: "没有这类记录", "There is no such kind of record";
    CHARGE: "负责人", "In charge";
    DEPARTMENT: "部门", "Department";
}

/// Fields beside the title that a list has room for.
const FIELDS_MAX: usize = 3;

#[component]
pub fn Records() -> impl IntoView {
    i18n::title(i18n::PAGE_RECORDS);
    let store = Store::get();
    let params = use_params_map();
    let key = Memo::new(move |_| ProcessId::from(params.with(|params| params.get("process")).unwrap_or_default()));
    let process = Memo::new(move |_| store.config().process(&key.get()).cloned());
    move || match process.get() {
        Some(process) => view! { <List process /> }.into_any(),
        None => view! {
            <div class="page">
                <div class="empty">
                    <Heading>{t(NO_SUCH)}</Heading>
                    <p>{t(crate::components::words::UNKNOWN_PROCESS)}</p>
                </div>
            </div>
        }
        .into_any(),
    }
}

fn columns(process: &Process) -> Vec<Column> {
    let number = Column::new(process.label.clone(), "minmax(10em,2fr)", |row| {
        move || row.with(|row| row.summary.number.clone())
    });
    let listed =
        |field: &&process::Field| field.listed && field.key != process.title && field.class != MergeClass::Entries;
    let field = |field: &process::Field| {
        let (held, key) = (Signal::stored(field.clone()), field.key.clone());
        Column::new(field.label.clone(), "minmax(6em,1fr)", move |row| {
            let key = key.clone();
            let value =
                Signal::derive(move || row.with(|row| row.summary.values.get(&key).cloned().unwrap_or_default()));
            // What is missing says so on the record; in a list it would only be in the way.
            move || (!value.with(|value| value.is_empty())).then(|| view! { <FieldValue field=held value /> })
        })
        .sort(SortBy::Value(field.key.clone()))
        .wide()
    };
    let (stages, flags) = (process.stages.clone(), process.flags.clone());
    let width = if flags.is_empty() { "8em" } else { "minmax(11em,1fr)" };
    let stage = Column::new(Label::new(cw::STAGE.zh, cw::STAGE.en), width, move |row| {
        let (stages, flags) = (stages.clone(), flags.clone());
        let name = move || {
            let stage = row.with(|row| row.summary.stage.clone());
            stages.iter().find(|one| one.key == stage).map(|one| one.label.get(language()).to_owned())
        };
        let summary = Signal::derive(move || row.with(|row| row.summary.clone()));
        view! { <span class="pill">{name}</span> <FlagPills flags summary /> }
    });
    let charge = Column::new(Label::new(CHARGE.zh, CHARGE.en), "7em", |row| {
        let store = Store::get();
        move || {
            let config = store.config();
            row.with(|row| row.summary.in_charge().map(|who| config.name_of(&who.into()).to_owned()))
        }
    });
    // What all departments see and some have twice: whose it is tells them apart.
    let department = Column::new(Label::new(DEPARTMENT.zh, DEPARTMENT.en), "minmax(6em,1fr)", |row| {
        let store = Store::get();
        move || row.with(|row| row.summary.department.as_ref().map(|id| store.config().department_name(id).to_owned()))
    });
    let due = Column::new(Label::new(cw::COL_DUE.zh, cw::COL_DUE.en), "9.5em", |row| {
        let summary = Signal::derive(move || row.with(|row| row.summary.clone()));
        view! { <DuePill summary /> }
    });
    let mut columns = vec![number.sort(SortBy::Title)];
    columns.extend(process.fields.iter().filter(listed).take(FIELDS_MAX).map(field));
    columns.push(stage.sort(SortBy::Stage).card("meta"));
    if process.id.as_str() == "template" {
        columns.push(department.card("meta"));
    }
    if process.puts_in_charge() {
        columns.push(charge.card("meta"));
    }
    if !process.deadlines.is_empty() {
        columns.push(due.sort(SortBy::Due).card("end"));
    }
    columns
}

#[component]
fn List(process: Process) -> impl IntoView {
    let store = Store::get();
    let params = use_params_map();
    let shown =
        Memo::new(move |_| params.with(|params| params.get("id")).filter(|id| !id.is_empty()).map(RecordId::from));
    let search = use_query_map();
    let text = Memo::new(move |_| search.with(|search| search.get(TYPED)).unwrap_or_default());
    // Where a record is whole as soon as it is made, there is nothing unfinished to narrow to.
    let ends = process.stages.iter().any(|stage| !stage.closed);
    let asks = move |key: &str| search.with(|search| search.get(key).is_some());
    let open_only = Memo::new(move |_| ends && search.with(narrow::is_open_only));
    let (making, total) = (RwSignal::new(false), RwSignal::new(None::<u32>));
    let held = StoredValue::new(process.clone());
    let today = Memo::new(move |_| store.config().calendar.date_of(store.now.get()));
    let facets = Memo::new(move |_| held.with_value(|process| narrow::facets(process, &store.config())));
    let applied = Memo::new(move |_| search.with(|map| facets.with(|facets| narrow::applied(map, facets))));
    let filters = Memo::new(move |_| {
        let config = store.config();
        search.with(|map| held.with_value(|process| narrow::filters(map, process, &config, today.get())))
    });
    let id = process.id.clone();
    let query = Memo::new(move |_| Query {
        process: id.clone(),
        text: text.get(),
        filters: filters.get(),
        sort: Sort::default(),
    });
    let sort = RwSignal::new(if process.deadlines.is_empty() {
        Sort { by: SortBy::Touched, descending: true }
    } else {
        Sort::default()
    });
    let name = Signal::derive(move || held.with_value(|process| place::many(process, language())));
    let inside = move || place::inside(&name.get(), language());
    // What does not end is in use or not.
    let lasts = matches!(process.id.as_str(), "unit" | "building" | "project" | "template");
    Effect::new(move |_| browser::document().set_title(&format!("{} · {}", name.get(), t(i18n::BRAND)())));
    let may_make = Memo::new(move |_| held.with_value(|process| birth(process, store).is_some()));
    let navigate = use_navigate();
    let home = place::list(&process.id);
    let go = Callback::new(move |path: String| navigate(&path, Default::default()));
    let address = use_location().search;
    let tail =
        move || Some(address.get_untracked()).filter(|search| !search.is_empty()).map(|search| format!("?{search}"));
    let close = Callback::new(move |()| go.run(format!("{home}{}", tail().unwrap_or_default())));
    let narrowed = Signal::derive(move || {
        let with_closed = (ends && asks(narrow::ALL)).then(|| t(WITH_CLOSED)().to_owned());
        with_closed.into_iter().chain(applied.get().into_iter().map(|one| one.words)).collect::<Vec<_>>()
    });
    let list_open = RwSignal::new(false);
    Effect::new(move |_| {
        shown.track();
        list_open.set(false);
    });
    keys::on_key(move |key, _| match key {
        "n" if may_make.get_untracked() => {
            making.set(true);
            true
        }
        "Escape" if shown.with_untracked(Option::is_some) => {
            close.run(());
            true
        }
        _ => false,
    });
    let make = move || {
        let new = move || {
            let one = held.with_value(|process| place::inside(process.label.get(language()), language()));
            fill(NEW, &one)
        };
        view! {
            <Icon name="plus" />
            {new}
        }
    };
    let (icon, purpose) = (place::icon(&process.id), purpose::of(&process.id));
    let empty = move || {
        let typed = move || text.with(|text| !text.is_empty()) || applied.with(|applied| !applied.is_empty());
        let title = move || match (typed(), open_only.get() && !lasts) {
            (true, _) => NOT_FOUND,
            (_, true) => NOTHING_OPEN,
            _ => NOTHING,
        };
        view! {
            <div class="empty">
                <Icon name=icon class="icon large" />
                <h2 class="empty-title">{move || fill(title(), &inside())}</h2>
                <p>{move || if typed() { Some(NOT_FOUND_NOTE) } else { purpose }.map(|words| words.get(language()))}</p>
                <Show when=move || may_make.get() && !typed()>
                    <div class="buttons">
                        <button type="button" class="button" on:click=move |_| making.set(true)>
                            {make}
                        </button>
                    </div>
                </Show>
            </div>
        }
    };
    let screen = place::screen(&process.id);
    let is_handover = process.id.as_str() == "handover";
    let key = process.id.clone();
    let here = process.id.clone();
    let nav = NodeRef::new();
    Effect::new(move |_| keep_in_sight(nav));
    let tabs = move || {
        let group = place::group_of(&here)?;
        let all = concerned(group, Session::get(), store);
        let tab = |one: Process| {
            let (is_here, href) = (one.id == here, place::list(&one.id));
            view! {
                <a class="tab" href=href aria-current=is_here.then_some("page")>
                    {move || place::many(&one, language())}
                </a>
            }
        };
        let name = group.name;
        (all.len() > 1).then(|| {
            view! { <nav class="tabs" node_ref=nav aria-label=t(name)>{all.into_iter().map(tab).collect_view()}</nav> }
        })
    };
    view! {
        <div class="workspace" data-list=move || list_open.get().then_some("open")>
            <section class="list-pane">
                <header class="page-head">
                    <div class="page-titles">
                        <Heading>{name}</Heading>
                        <p class="page-note" role="status">
                            {move || total.get().map(|total| fill(FOUND, &total.to_string()))}
                        </p>
                    </div>
                    <Show when=move || may_make.get()>
                        <div class="page-actions">
                            {screen
                                .map(|(href, words)| {
                                    view! {
                                        <a class="button primary" href=href>
                                            {t(words)}
                                        </a>
                                    }
                                })}
                            <button type="button" class="button" class:primary=screen.is_none() on:click=move |_| making.set(true)>
                                {make}
                            </button>
                        </div>
                    </Show>
                </header>
                {tabs}
                <ListSearch list=process.id.0.clone() id="record-search" placeholder=Signal::derive(move || t(SEARCH)().to_owned()) narrowed />
                <Filters facets applied ends lasts />
                {(process.id.as_str() == "template").then(|| view! { <suggested::SuggestedTemplates /> })}
                <Rows query columns=columns(&process) sort label=name shown=shown.into() empty total />
            </section>
            {move || {
                shown
                    .get()
                    .map(|id| {
                        view! {
                            <RecordPane process=key.clone() id close show_list=move || list_open.set(true) />
                            <div class="pane-scrim" on:click=move |_| list_open.set(false)></div>
                        }
                    })
            }}
        </div>
        <NewRecord
            process=process.id.clone()
            open=making
            done=move |summary: Summary| go.run(place::record(&summary.process, &summary.id))
            aside=move |form: Form| {
                if is_handover {
                    follow_unit(form);
                }
                ().into_any()
            }
        />
    }
}
