//! The list: tabs, views with their numbers, filters, rows, and what a supervisor does with many at once.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::coverage::coverage;
use shared::id::RecordId;
use shared::label::Label;
use shared::query::{Query, Sort, SortBy};
use shared::value::Value;

use super::bulk::Bulk;
use super::filters::{Applied, Filters, choice_name};
use super::narrow::{Narrow, VIEWS};
use super::words as w;
use crate::components::{Column, DuePill, Heading, Icon, ListSearch, Rows, say};
use crate::i18n::{Words, fill, language, t};
use crate::message::{Ask, Reply, Row};
use crate::pages::call::{next, rating_tone};
use crate::pages::campaign::figures::{customers_of, items_of};
use crate::store::Store;
use crate::when;

fn label(words: Words) -> Label {
    Label::new(words.zh, words.en)
}

/// The same list narrowed otherwise; the address follows.
pub fn go(narrow: &Narrow) {
    use_navigate()(&narrow.address(), NavigateOptions { replace: true, scroll: false, ..Default::default() });
}

#[component]
pub fn ListPane(narrow: Memo<Narrow>, shown: Memo<Option<RecordId>>) -> impl IntoView {
    let store = Store::get();
    let me = Memo::new(move |_| store.principal());
    let leads = Memo::new(move |_| me.with(|me| me.leads(me.department())));
    let sort = RwSignal::new(Sort::default());
    let selected = RwSignal::new(BTreeSet::<RecordId>::new());
    let total = RwSignal::new(None::<u32>);
    let figure = figure_records(narrow);
    let week = this_week(store);
    let query = Memo::new(move |_| {
        narrow.with(|narrow| {
            me.with(|me| figure.with(|figure| narrow.query(&me.user, narrow.view(), figure.as_deref(), week.get())))
        })
    });
    let with_callers = Memo::new(move |_| narrow.with(|narrow| narrow.team || !narrow.campaign.is_empty()));
    // Another list: what was selected there is not meant here.
    Effect::new(move |_| {
        query.track();
        selected.update(BTreeSet::clear);
    });
    let note = move || total.get().map(|total| fill(w::COUNT, &total.to_string()));
    let is_team = move || narrow.with(|narrow| narrow.team);
    let empty = move || {
        let is_plain = narrow.with(|narrow| narrow.view() == "todo" && !narrow.has_filters() && !narrow.team);
        let (title, note) = if is_plain { (w::EMPTY, w::EMPTY_NOTE) } else { (w::EMPTY_VIEW, w::EMPTY_VIEW_NOTE) };
        let to_team = is_plain && leads.get();
        let all = move || Narrow { view: "all".into(), team: is_team(), ..Narrow::default() }.address();
        view! {
            <div class="empty">
                <Icon name="phone" class="icon large" />
                <h2 class="empty-title">{t(title)}</h2>
                <p>{t(note)}</p>
                {to_team
                    .then(|| {
                        view! {
                            <div class="buttons">
                                <a class="button" href="/follow-ups?whose=team">
                                    {t(w::TO_TEAM)}
                                </a>
                            </div>
                        }
                    })}
                {(!is_plain).then(|| view! { <div class="buttons"><a class="button" href=all>{t(w::SHOW_ALL)}</a></div> })}
            </div>
        }
    };
    view! {
        <section class="list-pane">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{t(crate::i18n::PAGE_FOLLOW_UPS)}</Heading>
                    <p class="page-note">{note}</p>
                </div>
                <div class="page-actions">
                    <StartCalling />
                </div>
            </header>
            {move || view! { <Tabs here=if is_team() { "team" } else { "mine" } /> }}
            <Search narrow />
            <Views narrow leads figure />
            {move || {
                let columns = columns(store, with_callers.get());
                let name = Signal::derive(move || t(crate::i18n::PAGE_FOLLOW_UPS)().to_owned());
                if leads.get() {
                    view! { <Rows query columns sort label=name selected shown=Signal::from(shown) empty total /> }.into_any()
                } else {
                    view! { <Rows query columns sort label=name shown=Signal::from(shown) empty total /> }.into_any()
                }
            }}
            <Bulk selected />
        </section>
    }
}

/// The tabs of 回访, on the list of follow-ups and on that of campaigns.
#[component]
pub fn Tabs(here: &'static str) -> impl IntoView {
    let store = Store::get();
    let leads = Memo::new(move |_| {
        let me = store.principal();
        me.leads(me.department())
    });
    let tab = move |href: &'static str, words: Words, name: &'static str| {
        view! {
            <a class="tab" href=href aria-current=(here == name).then_some("page")>
                {t(words)}
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=t(w::TABS)>
            {tab("/follow-ups", w::MINE, "mine")}
            <Show when=move || leads.get()>{tab("/follow-ups?whose=team", w::TEAM, "team")}</Show>
            {tab("/campaigns", w::CAMPAIGNS, "campaigns")}
        </nav>
    }
}

fn this_week(store: Store) -> Memo<(i64, i64)> {
    Memo::new(move |_| store.config().calendar.week_of(store.now.get()))
}

/// The records behind a figure of a campaign: the address names it, the campaign's items give it.
fn figure_records(narrow: Memo<Narrow>) -> Memo<Option<Vec<RecordId>>> {
    let store = Store::get();
    let campaign = Memo::new(move |_| {
        narrow.with(|narrow| (!narrow.figure.is_empty()).then(|| RecordId::from(narrow.campaign.as_str())))
    });
    let items = items_of(move || campaign.get());
    let customers = customers_of(items);
    Memo::new(move |_| {
        let key = narrow.with(|narrow| narrow.figure.clone());
        campaign.get()?;
        let (items, customers) = (items.get().unwrap_or_default(), customers.get().unwrap_or_default());
        let figures = coverage(&items, &customers, &store.config());
        Some(figures.records(&key).map(|figure| figure.records.clone()).unwrap_or_default())
    })
}

#[component]
fn Search(narrow: Memo<Narrow>) -> impl IntoView {
    let store = Store::get();
    let narrowed = Signal::derive(move || {
        let now = narrow.get();
        let view = VIEWS.iter().find(|(key, _)| *key == now.view).map(|(_, words)| words.get(language()).to_owned());
        let caller = (!now.caller.is_empty()).then(|| store.config().name_of(&now.caller.as_str().into()).to_owned());
        let choice = |field: &str, value: &str| (!value.is_empty()).then(|| choice_name(store, field, value));
        let campaign = (!now.campaign.is_empty()).then(|| w::CAMPAIGN.get(language()).to_owned());
        let team = now.team.then(|| w::TEAM.get(language()).to_owned());
        let parts = [team, view, choice("type", &now.kind), choice("rating", &now.rating), caller, campaign];
        parts.into_iter().flatten().collect::<Vec<_>>()
    });
    view! {
        <ListSearch list="follow_up" id="follow-up-search" placeholder=Signal::derive(move || t(w::SEARCH)().to_owned()) narrowed />
    }
}

#[component]
fn Views(narrow: Memo<Narrow>, leads: Memo<bool>, figure: Memo<Option<Vec<RecordId>>>) -> impl IntoView {
    let store = Store::get();
    let week = this_week(store);
    let views = move || {
        let mut views = VIEWS.to_vec();
        if leads.get() {
            views.insert(5, ("check", w::VIEW_CHECK));
        }
        views
    };
    let counts = store.live(
        move || {
            let me = store.principal();
            let one = |(view, _): (&str, Words)| -> Query {
                narrow.with(|narrow| figure.with(|figure| narrow.query(&me.user, view, figure.as_deref(), week.get())))
            };
            Some(Ask::Count(views().into_iter().map(one).collect()))
        },
        |reply| match reply {
            Reply::Counts(counts) => Some(counts),
            _ => None,
        },
    );
    let chips = move || {
        let chip = move |(at, (view, words)): (usize, (&'static str, Words))| {
            let is_on = move || narrow.with(|narrow| narrow.view() == view);
            let count = move || counts.with(|counts| counts.as_ref().and_then(|counts| counts.get(at).copied()));
            view! {
                <button
                    class="chip"
                    aria-pressed=move || is_on().to_string()
                    on:click=move |_| go(&Narrow { view: view.into(), ..narrow.get_untracked() })
                >
                    {t(words)}
                    " "
                    <span class="chip-count">{count}</span>
                </button>
            }
        };
        views().into_iter().enumerate().map(chip).collect_view()
    };
    view! {
        <div class="toolbar">
            <div class="chips">{chips} <Applied narrow /></div>
            <div class="toolbar-end">
                <Filters narrow leads />
            </div>
        </div>
    }
}

fn columns(store: Store, with_callers: bool) -> Vec<Column> {
    let text = move |row: Signal<Row>, key: &'static str| {
        let config = store.config();
        let field = config.process(&"follow_up".into()).and_then(|process| process.field(key).cloned());
        let value = row.with(|row| row.summary.values.get(key).cloned().unwrap_or_default());
        field.map(|field| say(&field, &value, &config, store.now.get(), language())).unwrap_or_default()
    };
    let sub = move |row: Signal<Row>| {
        move || {
            // Where the subject begins with the name, once is enough.
            let name = row.with(|row| row.about.clone().filter(|name| !row.summary.title.starts_with(name)));
            let name = name.unwrap_or_default();
            let parts = [name, text(row, "type"), text(row, "service_item")];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        }
    };
    // An appointment says more by its hour than by its name.
    let stage = move |row: Signal<Row>| {
        move || {
            let config = store.config();
            let appointed = row.with(|row| {
                let is_appointed = row.summary.stage == "appointed";
                row.summary.values.get("appointment_at_ms").and_then(Value::as_int).filter(|_| is_appointed)
            });
            let Some(at_ms) = appointed else { return row.with(|row| stage_pill(&config, &row.summary.stage)) };
            let when = when::instant(&config.calendar, at_ms, store.now.get(), language());
            view! { <span class="pill" data-tone="accent">{fill(w::APPOINTED_AT, &when)}</span> }.into_any()
        }
    };
    let due = move |row: Signal<Row>| {
        let summary = Signal::derive(move || row.with(|row| row.summary.clone()));
        view! { <DuePill summary /> }
    };
    let rating = move |row: Signal<Row>| {
        move || {
            let value = row.with(|row| row.summary.values.get("rating").and_then(Value::as_text).map(str::to_owned))?;
            Some(view! { <span class="pill" data-tone=rating_tone(&value)>{text(row, "rating")}</span> })
        }
    };
    let attempts = move |row: Signal<Row>| {
        move || {
            let count = row.with(|row| row.summary.values.get("attempts").and_then(Value::as_int)).unwrap_or_default();
            (count > 0).then(|| fill(w::TIMES, &count.to_string()))
        }
    };
    let caller = move |row: Signal<Row>| {
        move || {
            let config = store.config();
            row.with(|row| row.summary.assignee.as_ref().map(|user| config.name_of(user).to_owned()))
        }
    };
    let mut columns = vec![
        Column::new(label(w::COLUMN_SUBJECT), "minmax(10em,2fr)", sub).sort(SortBy::Title),
        Column::new(label(w::COLUMN_STAGE), "10em", stage).sort(SortBy::Stage).card("meta"),
        Column::new(label(w::COLUMN_DUE), "minmax(9.5em,1fr)", due).sort(SortBy::Due).card("end"),
        Column::new(label(w::COLUMN_RATING), "6em", rating).sort(SortBy::Value("rating".into())).card("meta").wide(),
        Column::new(label(w::COLUMN_ATTEMPTS), "4em", attempts).sort(SortBy::Value("attempts".into())).wide(),
    ];
    if with_callers {
        columns.insert(3, Column::new(label(w::COLUMN_CALLER), "6em", caller).card("meta"));
    }
    columns
}

pub fn stage_pill(config: &shared::config::Configuration, stage: &str) -> AnyView {
    let name =
        config.process(&"follow_up".into()).and_then(|process| process.stage(stage)).map(|stage| stage.label.clone());
    let tone = match stage {
        "done" | "checked" => "done",
        "unreached" => "soon",
        "appointed" => "accent",
        _ => "neutral",
    };
    view! { <span class="pill" data-tone=tone>{name.map(|name| name.get(language()).to_owned())}</span> }.into_any()
}

/// Opens the most urgent who may be called now.
#[component]
fn StartCalling() -> impl IntoView {
    let store = Store::get();
    let navigate = use_navigate();
    let nobody = RwSignal::new(false);
    let start = move |_| {
        let navigate = navigate.clone();
        spawn_local(async move {
            match next(store, None).await {
                Some(found) => navigate(&format!("/call/{}", found.item), Default::default()),
                None => drop(nobody.try_set(true)),
            }
        });
    };
    view! {
        <span class="muted" role="status">
            {move || nobody.get().then(t(w::NOBODY))}
        </span>
        <button class="button primary" on:click=start>
            <Icon name="phone" />
            {t(w::START)}
        </button>
    }
}
