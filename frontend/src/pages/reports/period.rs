//! The days of a report. They stand in the address: back, reload and a sent link keep them.

use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::report::Period;

use super::words as w;
use crate::components::DayField;
use crate::i18n::{Words, t};
use crate::store::Store;

/// From one day to another, as the address says; this month where it says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    pub from: Date,
    pub to: Date,
}

impl Days {
    fn month(of: Date) -> Self {
        Self { from: of.first_of_month(), to: of.last_of_month() }
    }

    pub fn search(&self) -> String {
        format!("from={}&to={}", self.from, self.to)
    }
}

pub fn days() -> Memo<Days> {
    let (store, query) = (Store::get(), use_query_map());
    Memo::new(move |_| {
        let this = Days::month(store.config().calendar.date_of(store.now.get()));
        let day = |key: &str| query.with(|query| query.get(key)).and_then(|text| text.parse().ok());
        Days { from: day("from").unwrap_or(this.from), to: day("to").unwrap_or(this.to) }
    })
}

/// None where the days cannot be.
pub fn period(days: Memo<Days>) -> Memo<Option<Period>> {
    let store = Store::get();
    Memo::new(move |_| {
        let Days { from, to } = days.get();
        Period::days(&store.config().calendar, from, to)
    })
}

#[component]
pub fn PeriodBar(days: Memo<Days>, #[prop(into)] path: Signal<String>) -> impl IntoView {
    let store = Store::get();
    let navigate = StoredValue::new_local(use_navigate());
    let go = move |to: Days| {
        let address = format!("{}?{}", path.get_untracked(), to.search());
        let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
        navigate.with_value(|navigate| navigate(&address, options));
    };
    let today = move || store.config().calendar.date_of(store.now.get());
    let preset = move |words: Words, of: fn(Date) -> Days| {
        let is_on = move || days.get() == of(today());
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || is_on().to_string()
                on:click=move |_| go(of(untrack(today)))
            >
                {t(words)}
            </button>
        }
    };
    let input = move |words: Words, read: fn(Days) -> Date, write: fn(Days, Date) -> Days| {
        let choose = move |day: String| {
            if let Ok(day) = day.parse() {
                go(write(days.get_untracked(), day));
            }
        };
        view! { <DayField label=words value=Signal::derive(move || read(days.get()).to_string()) choose /> }
    };
    let last_month = |today: Date| Days::month(today.first_of_month().yesterday().unwrap_or(today));
    let thirty = |today: Date| Days { from: today.saturating_sub(jiff::Span::new().days(29)), to: today };
    let year = |today: Date| Days { from: today.first_of_year(), to: today.last_of_year() };
    view! {
        <div class="period no-print">
            <div class="chips">
                {preset(w::THIS_MONTH, Days::month)} {preset(w::LAST_MONTH, last_month)} {preset(w::THIRTY_DAYS, thirty)}
                {preset(w::THIS_YEAR, year)}
            </div>
            <div class="field-pair">
                {input(w::FROM, |days| days.from, |days, from| Days { from, ..days })}
                {input(w::TO, |days| days.to, |days, to| Days { to, ..days })}
            </div>
        </div>
    }
}
