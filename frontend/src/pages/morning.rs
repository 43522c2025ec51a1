//! 晨检: what the days before came to, by process and by person, and what is to be arranged today (N12). Every number opens
//! to its records.

mod words;

use std::collections::BTreeMap;

use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::coverage::Figure;
use shared::id::{ProcessId, RecordId};
use shared::label::Label;
use shared::morning::{self, Log};
use shared::query::{Filter, Query};
use shared::report::Period;
use shared::value::Value;

use super::reports::{Behind, PRINT};
use crate::components::{Bones, DayField, Heading, Icon, NewRecord, birth, hue, initial};
use crate::i18n::{self, Words, fill, language, t};
use crate::message::{Ask, Reply};
use crate::place;
use crate::store::Store;
use crate::when;
use words as w;

const PROCESS: &str = "morning_check";

/// Which number is open: the line, and the number in it.
type Open = RwSignal<Option<(String, String)>>;

#[component]
pub fn Morning() -> impl IntoView {
    i18n::title(i18n::PAGE_MORNING);
    let (store, query) = (Store::get(), use_query_map());
    let chosen = Memo::new(move |_| query.with(|query| query.get("day")).and_then(|day| day.parse::<Date>().ok()));
    let today = Memo::new(move |_| store.config().calendar.date_of(store.now.get()));
    let days = Memo::new(move |_| {
        chosen.get().map_or_else(|| morning::span(&store.config().calendar, today.get()), |day| (day, day))
    });
    let answer = store.live(
        move || {
            let (from, to) = days.get();
            Period::days(&store.config().calendar, from, to).map(Ask::Morning)
        },
        |reply| match reply {
            Reply::Morning(morning) => Some(morning),
            _ => None,
        },
    );
    let said = move || {
        let (from, to) = days.get();
        let calendar = &store.config().calendar;
        let day = |date: Date| when::day_head(calendar, calendar.start_of(date), store.now.get(), language());
        if from == to { day(from) } else { fill(w::SPAN, &day(from)).replacen("{}", &day(to), 1) }
    };
    let open: Open = RwSignal::new(None);
    let body = move || match answer.get() {
        None => view! { <section class="card"><Bones /></section> }.into_any(),
        Some(None) => view! {
            <div class="empty">
                <Icon name="sun" class="icon large" />
                <h2 class="empty-title">{t(w::LEADERS)}</h2>
                <p>{t(w::LEADERS_NOTE)}</p>
                <a class="button" href="/">{t(i18n::TO_HOME)}</a>
            </div>
        }
        .into_any(),
        Some(Some(morning)) => filled(*morning, open).into_any(),
    };
    view! {
        <div class="page">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{t(i18n::PAGE_MORNING)} " · " {said}</Heading>
                    <p class="page-note">{t(w::NOTE)}</p>
                </div>
                <div class="page-actions no-print">
                    <Checked today />
                    <button class="button" on:click=|_| drop(crate::browser::window().print())>
                        <Icon name="print" />
                        {t(PRINT)}
                    </button>
                </div>
            </header>
            <Choose chosen to=Signal::derive(move || days.get().1) />
            {body}
        </div>
    }
}

/// Today's check: who recorded it or, where nobody has, the way to do so.
#[component]
fn Checked(today: Memo<Date>) -> impl IntoView {
    let store = Store::get();
    let there = store.live(
        move || {
            let day = Filter::Value { key: "day".into(), any: vec![today.get().to_string().into()] };
            let filters = vec![day, Filter::Stages(vec!["checked".into()])];
            Some(Ask::List {
                query: Query { process: PROCESS.into(), filters, ..Query::default() },
                offset: 0,
                limit: 1,
            })
        },
        |reply| match reply {
            Reply::Rows { rows, .. } => Some(rows.into_iter().map(|row| row.summary).next()),
            _ => None,
        },
    );
    let may = move || store.config().process(&PROCESS.into()).is_some_and(|process| birth(process, store).is_some());
    let open = RwSignal::new(false);
    let preset = move || {
        let day = today.get().to_string();
        let title = fill(w::TITLE, &day);
        BTreeMap::from([("title".to_owned(), Value::from(title)), ("day".to_owned(), day.into())])
    };
    move || match there.get() {
        Some(Some(check)) => {
            let name = check.creator.as_ref().map(|user| store.config().name_of(user).to_owned()).unwrap_or_default();
            view! {
                <a class="button" href=place::record(&check.process, &check.id)>
                    <Icon name="check" />
                    {fill(w::RECORDED, &name)}
                </a>
            }
            .into_any()
        }
        Some(None) if may() => view! {
            <button type="button" class="button primary" on:click=move |_| open.set(true)>
                {t(w::RECORD)}
            </button>
            <NewRecord process=ProcessId::from(PROCESS) open done=|_| () preset=preset() />
        }
        .into_any(),
        _ => ().into_any(),
    }
}

/// Another day, and the way back to the days before this one. It stands in the address.
#[component]
fn Choose(chosen: Memo<Option<Date>>, to: Signal<Date>) -> impl IntoView {
    let navigate = StoredValue::new_local(use_navigate());
    let go = move |address: &str| {
        let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
        navigate.with_value(|navigate| navigate(address, options));
    };
    let choose = move |day: String| {
        if let Ok(day) = day.parse::<Date>() {
            go(&format!("/morning?day={day}"));
        }
    };
    view! {
        <div class="period no-print">
            <div class="chips">
                <button
                    type="button"
                    class="chip"
                    aria-pressed=move || chosen.get().is_none().to_string()
                    on:click=move |_| go("/morning")
                >
                    {t(w::SINCE)}
                </button>
            </div>
            <div class="field-pair">
                <DayField label=w::DAY value=Signal::derive(move || to.get().to_string()) choose />
            </div>
        </div>
    }
}

fn filled(morning: morning::Morning, open: Open) -> impl IntoView {
    let words = language();
    let section = |section: morning::Section| {
        let icon = place::icon(&section.process);
        let head = view! { <span class="person"><Icon name=icon />{section.label.get(words).to_owned()}</span> };
        line(section.process.as_str().to_owned(), Some(head.into_any()), section.figures, open)
    };
    let none = |list: bool, words: Words| list.then(|| view! { <p class="card-body muted">{t(words)}</p> });
    let (no_work, no_today) = (morning.sections.is_empty(), morning.today.is_empty());
    let today = line("today".to_owned(), None, morning.today, open);
    let log = (!morning.people.is_empty()).then(|| {
        let people = morning.people.into_iter().map(|log| person(log, open)).collect_view();
        card(w::LOG, Some(w::LOG_NOTE), view! { <ul class="rules">{people}</ul> }.into_any())
    });
    view! {
        {card(
            w::NOW,
            Some(w::NOW_NOTE),
            view! {
                {none(no_today, w::NOW_NONE)}
                <ul class="rules">{today}</ul>
            }
                .into_any(),
        )}
        {card(
            w::WORK,
            None,
            view! {
                {none(no_work, w::WORK_NONE)}
                <ul class="rules">{morning.sections.into_iter().map(section).collect_view()}</ul>
            }
                .into_any(),
        )}
        {log}
    }
}

fn card(title: Words, note: Option<Words>, body: AnyView) -> impl IntoView {
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{t(title)}</h2>
                {note.map(|note| view! { <p class="muted">{t(note)}</p> })}
            </header>
            {body}
        </section>
    }
}

fn person(log: Log, open: Open) -> impl IntoView {
    let name = Store::get().config().name_of(&log.user).to_owned();
    let figure = |key: &str, words: Words, records: Vec<RecordId>| Figure {
        key: key.to_owned(),
        label: Label::new(words.zh, words.en),
        records,
    };
    let figures = vec![
        figure("made", w::MADE, log.made),
        figure("done", w::DONE, log.done),
        figure("moved", w::MOVED, log.moved),
        figure("overdue", w::LATE, log.overdue),
    ];
    let head = view! {
        <span class="person">
            <span class="avatar small" aria-hidden="true" style:--hue=hue(log.user.as_str()).to_string()>
                {initial(&name)}
            </span>
            {name.clone()}
        </span>
    };
    line(format!("@{}", log.user), Some(head.into_any()), figures, open)
}

fn tone(key: &str) -> &'static str {
    match key {
        "overdue" => "late",
        "open" | "unassigned" | "due_today" | "not_walked" => "soon",
        _ => "neutral",
    }
}

/// Its numbers, those that count something, and below them the records of the one that is open.
fn line(key: String, head: Option<AnyView>, figures: Vec<Figure>, open: Open) -> impl IntoView {
    let (key, figures) = (StoredValue::new(key), StoredValue::new(figures));
    let shown = move || {
        let figure = open.get().filter(|(line, _)| key.with_value(|key| key == line))?.1;
        figures.with_value(|all| {
            all.iter().find(|one| one.key == figure && one.count() > 0).map(|one| one.records.clone())
        })
    };
    let chip = move |figure: Figure| {
        let (name, count) = (figure.label.get(language()).to_owned(), figure.count());
        let (tone, figure) = (tone(&figure.key), (key.get_value(), figure.key));
        let this = figure.clone();
        let is_open = move || open.with(|open| open.as_ref() == Some(&this)).to_string();
        let toggle = move |_| {
            open.update(|open| *open = if open.as_ref() == Some(&figure) { None } else { Some(figure.clone()) });
        };
        view! {
            <button type="button" class="chip" data-tone=tone aria-expanded=is_open on:click=toggle>
                {name}
                " "
                <span class="chip-count">{count}</span>
            </button>
        }
    };
    let counted = figures.with_value(|all| all.iter().filter(|one| one.count() > 0).cloned().collect::<Vec<_>>());
    view! {
        <li class="rule">
            {head.map(|head| view! { <b class="meter-label">{head}</b> })}
            <div class="chips" data-print="">{counted.into_iter().map(chip).collect_view()}</div>
            {move || shown().map(|records| view! { <Behind records /> })}
        </li>
    }
}
