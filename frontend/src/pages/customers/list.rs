//! The columns of the list, what stands there when it is empty, and the warning about a phone that is known already.

use leptos::prelude::*;
use shared::id::RecordId;
use shared::label::Label;
use shared::query::{Query, Sort, SortBy};
use shared::value::Value;

use super::filters::{Address, Narrowed, View};
use super::words as w;
use crate::components::{Column, DuePill, Form, Icon, members, phone};
use crate::i18n::{Words, language, t};
use crate::message::{Ask, Reply, Row};
use crate::place;
use crate::store::Store;
use crate::when;

/// Fewer digits than these are not a phone yet.
const PHONE_DIGITS: usize = 7;

fn label(words: Words) -> Label {
    Label::new(words.zh, words.en)
}

fn text(row: Signal<Row>, key: &'static str) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    move || row.with(|row| row.summary.values.get(key).and_then(Value::as_text).unwrap_or_default().to_owned())
}

pub fn columns() -> Vec<Column> {
    vec![
        Column::new(label(w::COL_NAME), "minmax(9em,2fr)", |row| {
            let store = Store::get();
            let is_member = move || row.with(|row| row.summary.values.get("is_member").is_some_and(Value::as_bool));
            move || {
                let config = store.config();
                row.with(|row| {
                    let class = row.summary.values.get("class").and_then(Value::as_text).map(str::to_owned);
                    let member = is_member().then(|| t(w::MEMBER)().to_owned());
                    let two = row.summary.has_conflict.then(|| t(w::TWO)().to_owned());
                    let number = config.process(&row.summary.process).and(row.summary.number.clone());
                    [two, member, class, number].into_iter().flatten().collect::<Vec<_>>().join(" · ")
                })
            }
        })
        .sort(SortBy::Title),
        Column::new(label(w::COL_PHONE), "9em", |row| {
            let first = move || text(row, "phones")().split('、').next().map(phone).unwrap_or_default();
            view! { <span class="nowrap">{first}</span> }
        })
        .card("meta"),
        Column::new(label(w::REGION), "minmax(5em,1fr)", |row| text(row, "region"))
            .sort(SortBy::Value("region".into()))
            .wide(),
        Column::new(label(w::STAGE), "6.5em", |row| {
            let store = Store::get();
            let stage = move || {
                let config = store.config();
                row.with(|row| {
                    let stage = config.process(&row.summary.process).and_then(|p| p.stage(&row.summary.stage));
                    stage.map_or(row.summary.stage.clone(), |stage| stage.label.get(language()).to_owned())
                })
            };
            view! { <span class="pill">{stage}</span> }
        })
        .sort(SortBy::Stage),
        Column::new(label(w::OWNER), "5.5em", |row| {
            let store = Store::get();
            move || {
                let config = store.config();
                row.with(|row| match &row.summary.owner {
                    Some(owner) => view! { <span>{config.name_of(owner).to_owned()}</span> }.into_any(),
                    None => view! { <span class="muted">{t(w::NOBODY)}</span> }.into_any(),
                })
            }
        })
        .card("meta"),
        Column::new(label(w::COL_DUE), "9.5em", |row| {
            let summary = Signal::derive(move || row.with(|row| row.summary.clone()));
            view! { <DuePill summary /> }
        })
        .sort(SortBy::Due)
        .card("end"),
        Column::new(label(w::COL_TOUCHED), "8em", |row| {
            let store = Store::get();
            let at = move || {
                let at_ms = row.with(|row| row.summary.touched_at_ms);
                when::instant(&store.config().calendar, at_ms, store.now.get(), language())
            };
            view! { <span class="muted">{at}</span> }
        })
        .sort(SortBy::Touched)
        .wide(),
    ]
}

/// Why the list is empty, and what to do.
#[component]
pub fn Nothing(address: Address, making: RwSignal<bool>, may_make: Memo<bool>) -> impl IntoView {
    let narrow = Memo::new(move |_| address.narrowed.with(Narrowed::is_narrow));
    let said = move || match (narrow.get(), address.narrowed.with(|narrowed| narrowed.view)) {
        (true, _) | (_, View::Unassigned | View::Overdue) => (w::EMPTY_FILTERED, w::EMPTY_FILTERED_NOTE),
        (_, View::Mine) => (w::EMPTY_MINE, w::EMPTY_MINE_NOTE),
        (_, View::All) => (w::EMPTY_ALL, w::EMPTY_ALL_NOTE),
    };
    view! {
        <div class="empty">
            <Icon name="customer" class="icon large" />
            <h2 class="empty-title">{move || t(said().0)()}</h2>
            <p>{move || t(said().1)()}</p>
            <div class="buttons">
                <Show when=move || narrow.get()>
                    <button
                        type="button"
                        class="button"
                        on:click=move |_| address.update(|n| *n = Narrowed { view: n.view, ..Narrowed::default() })
                    >
                        {t(w::CLEAR_ALL)}
                    </button>
                </Show>
                <Show when=move || !narrow.get() && may_make.get()>
                    <button type="button" class="button" on:click=move |_| making.set(true)>
                        <Icon name="plus" />
                        {t(w::NEW)}
                    </button>
                    <a class="button" href="/import">
                        <Icon name="upload" />
                        {t(w::IMPORT)}
                    </a>
                </Show>
            </div>
        </div>
    }
}

/// Files that have one of the phones being typed.
#[component]
pub fn SamePhone(form: Form) -> impl IntoView {
    let store = Store::get();
    let digits = Memo::new(move |_| {
        let typed = members(&form.text("phones"));
        let digits = typed.into_iter().map(|one| one.chars().filter(char::is_ascii_digit).collect::<String>());
        digits.rev().find(|digits| digits.len() >= PHONE_DIGITS)
    });
    let found = store.live(
        move || {
            let sort = Sort { by: SortBy::Touched, descending: true };
            let query = Query { process: "customer".into(), text: digits.get()?, filters: vec![], sort };
            Some(Ask::List { query, offset: 0, limit: 3 })
        },
        |reply| match reply {
            Reply::Rows { rows, .. } => {
                Some(rows.into_iter().map(|row| (row.summary.id, row.summary.title)).collect::<Vec<_>>())
            }
            _ => None,
        },
    );
    let known = move || if digits.with(Option::is_some) { found.get().unwrap_or_default() } else { vec![] };
    let link = |(id, title): (RecordId, String)| {
        view! { <a href=place::record(&"customer".into(), &id)>{title}</a> " " }
    };
    view! {
        <div role="status">
            <Show when=move || !known().is_empty()>
                <div class="banner" data-tone="soon">
                    <Icon name="warn" />
                    <p>{t(w::SAME_PHONE)} {move || known().into_iter().map(link).collect_view()}</p>
                </div>
            </Show>
        </div>
    }
}
