use gloo_net::http::Request;
use jiff::civil::{Date, Weekday};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::calendar::holiday_label;
use shared::day::{self, of_month, weekday};
use shared::label::Language;
use shared::setting;
use std::collections::BTreeMap;

use super::calendar_forms::{DayForm, PasteForm};
use super::settings::{self, SettingRow};
use super::{Section, words};
use crate::browser;
use crate::components::{Dialog, Doing, Icon, NotRead, Remote, Trouble};
use crate::i18n::{self, fill, t};

/// One day that does not follow its weekday, in the form of holiday-cn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    pub name: String,
    pub date: String,
    #[serde(rename = "isOffDay")]
    pub off: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Year {
    pub year: i16,
    /// Somebody here has changed it.
    #[serde(default)]
    pub edited: bool,
    #[serde(default)]
    pub known: bool,
    pub days: Vec<Day>,
}

/// The year on the screen, and what changes it.
#[derive(Clone, Copy)]
pub struct Shown {
    pub number: RwSignal<i16>,
    pub year: RwSignal<Option<Remote<Year>>>,
    pub doing: Doing,
    /// The day that is open in the dialog.
    pub day: RwSignal<Option<Date>>,
}

impl Shown {
    pub fn show(self, number: i16) {
        self.number.set(number);
        self.year.set(Some(Remote::open(&format!("/api/v1/calendar/{number}"))));
    }

    fn current(self) -> Option<Year> {
        self.year.get().and_then(|year| year.value.get())
    }

    pub fn find(self, date: Date) -> Option<Day> {
        let text = date.to_string();
        self.current().and_then(|year| year.days.into_iter().find(|day| day.date == text))
    }

    /// The whole year goes to the server: it is one row there.
    pub fn keep(self, number: i16, days: Vec<Day>, then: impl FnOnce() + 'static) {
        let request = Request::put(&format!("/api/v1/calendar/{number}"));
        self.doing.run(request, Some(json!({ "year": number, "days": days })), move || {
            then();
            self.show(number);
        });
    }

    /// With this one day as it should be; `None` lets the weekday decide again.
    pub fn keep_day(self, date: Date, day: Option<Day>, then: impl FnOnce() + 'static) {
        let Some(year) = self.year.get_untracked().and_then(|year| year.value.get_untracked()) else { return };
        let text = date.to_string();
        let mut days: Vec<Day> = year.days.into_iter().filter(|one| one.date != text).chain(day).collect();
        shared::order::by(&mut days, |a, b| a.date.cmp(&b.date));
        self.keep(year.year, days, then);
    }
}

#[component]
pub fn CalendarPage() -> impl IntoView {
    let this_year: i16 = browser::today().get(..4).and_then(|year| year.parse().ok()).unwrap_or(2026);
    let shown = Shown {
        number: RwSignal::new(this_year),
        year: RwSignal::new(None),
        doing: Doing::new(),
        day: RwSignal::new(None),
    };
    shown.show(this_year);
    let settled = settings::open();
    let (day_open, paste_open) = (RwSignal::new(false), RwSignal::new(false));
    let paste = move || {
        shown.doing.problem.set(None);
        paste_open.set(true);
    };
    let year = Memo::new(move |_| shown.current());
    let chip = move |number: i16| {
        view! {
            <button
                class="chip"
                type="button"
                aria-pressed=move || (shown.number.get() == number).to_string()
                on:click=move |_| shown.show(number)
            >
                {number}
            </button>
        }
    };
    let state = move || {
        let (words, tone) = match year.get()? {
            year if year.edited => (words::EDITED_YEAR, "soon"),
            year if year.known => (words::STATE_COUNCIL, "done"),
            _ => (words::NOT_ANNOUNCED, "neutral"),
        };
        Some(view! { <span class="pill" data-tone=tone>{t(words)}</span> })
    };
    let months = move || {
        let days = year.get().map(|year| year.days).unwrap_or_default();
        let days: BTreeMap<String, Day> = days.into_iter().map(|day| (day.date.clone(), day)).collect();
        let number = shown.number.get();
        let on_day = Callback::new(move |date: Date| {
            shown.doing.problem.set(None);
            shown.day.set(Some(date));
            day_open.set(true);
        });
        (1..=12).map(|month| view! { <Month number month days=days.clone() on_day /> }).collect_view()
    };
    let actions = move || {
        view! {
            <button class="button" type="button" on:click=move |_| paste()>
                <Icon name="upload" />
                {t(words::PASTE)}
            </button>
        }
    };
    let unknown = move || year.with(|year| year.as_ref().is_some_and(|year| !year.known));
    let form = move || shown.day.get().map(|date| view! { <DayForm shown date open=day_open /> });
    let hours = setting::find(setting::WORK_HOURS).map(|setting| {
        view! {
            <Show when=move || settled.value.with(Option::is_some)>
                <ul class="rows">
                    <SettingRow setting=setting.clone() settled />
                </ul>
            </Show>
        }
    });
    view! {
        <Section title=words::CALENDAR note=words::CALENDAR_NOTE actions>
            <section class="card" aria-label=t(words::SETTINGS)>
                <NotRead of=settled />
                {hours}
            </section>
            <div class="spread">
                <div class="chips">
                    {(this_year - 2..=this_year + 1).map(chip).collect_view()} {state}
                </div>
                <p class="muted">
                    {t(words::LEGEND_OFF)} " · " {t(words::LEGEND_WORK)}
                </p>
            </div>
            {move || shown.year.get().map(|of| view! { <NotRead of /> })}
            <Trouble problem=shown.doing.problem />
            <Show when=unknown>
                <div class="banner" data-tone="soon" role="status">
                    <Icon name="info" />
                    <p>
                        <b>{move || fill(words::UNKNOWN_YEAR, &shown.number.get().to_string())}</b>
                        <br />
                        {t(words::UNKNOWN_YEAR_NOTE)}
                    </p>
                </div>
            </Show>
            <div class="months" aria-busy=move || year.with(Option::is_none).then_some("true")>
                {months}
            </div>
        </Section>
        <Dialog open=day_open title=move || shown.day.get().map(day_title).unwrap_or_default()>
            {form}
        </Dialog>
        <Dialog open=paste_open size="wide" title=t(words::PASTE)>
            <PasteForm shown open=paste_open />
        </Dialog>
    }
}

fn weekdays() -> [&'static str; 7] {
    match i18n::language() {
        Language::Zh => ["一", "二", "三", "四", "五", "六", "日"],
        Language::En => ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
    }
}

fn day_title(date: Date) -> String {
    let language = i18n::language();
    let (weekday, day) = (weekday(date.weekday(), language), of_month(date, language));
    match language {
        Language::Zh => format!("{}年{day} {weekday}", date.year()),
        Language::En => format!("{weekday} {day} {}", date.year()),
    }
}

#[component]
fn Month(number: i16, month: i8, days: BTreeMap<String, Day>, on_day: Callback<Date>) -> impl IntoView {
    let first = Date::new(number, month, 1).unwrap_or(Date::MIN);
    let before = first.weekday().to_monday_zero_offset();
    let button = |date: Date| {
        let special = days.get(&date.to_string()).cloned();
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let kind = match &special {
            Some(day) if day.off => "off",
            Some(_) => "work",
            None if weekend => "weekend",
            None => "plain",
        };
        let mark = special.as_ref().map(|day| if day.off { words::HOLIDAY_MARK } else { words::WORK_MARK });
        let name = move || {
            let mut said = day_title(date);
            if let (Some(day), Some(mark)) = (&special, mark) {
                let language = i18n::language();
                said.push_str(&format!(" · {} {}", holiday_label(&day.name).get(language), mark.get(language)));
            }
            said
        };
        let title = name.clone();
        view! {
            <button
                class="day"
                type="button"
                data-kind=kind
                aria-label=name
                title=title
                on:click=move |_| on_day.run(date)
            >
                {date.day()}
                {mark.map(|mark| view! { <small aria-hidden="true">{t(mark)}</small> })}
            </button>
        }
    };
    let all = (1..=first.days_in_month()).filter_map(|day| Date::new(number, month, day).ok()).map(button);
    view! {
        <section class="month" aria-label=move || day::month(first, i18n::language())>
            <h2 class="month-name">{move || day::month(first, i18n::language())}</h2>
            <div class="month-days" aria-hidden="true">
                {move || weekdays().map(|day| view! { <span class="weekday">{day}</span> }).collect_view()}
            </div>
            <div class="month-days" style:--before=before.to_string()>
                {all.collect_view()}
            </div>
        </section>
    }
}
