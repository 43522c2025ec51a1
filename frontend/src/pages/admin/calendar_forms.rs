//! What is asked about one day, and about a whole year that is pasted.

use jiff::civil::Date;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::calendar::{Day, Shown, Year};
use super::words;
use crate::components::{Icon, Trouble, hold_while_composing};
use crate::i18n::{self, Words, fill, t};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Off,
    Work,
}

#[component]
pub fn DayForm(shown: Shown, date: Date, open: RwSignal<bool>) -> impl IntoView {
    let was = untrack(|| shown.find(date));
    let kind = RwSignal::new(match &was {
        None => Kind::Plain,
        Some(day) if day.off => Kind::Off,
        Some(_) => Kind::Work,
    });
    let name = RwSignal::new(was.map(|day| day.name).unwrap_or_default());
    let objection = RwSignal::new(None::<Words>);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked().trim().to_owned();
        let kind = kind.get_untracked();
        if kind != Kind::Plain && typed.is_empty() {
            objection.set(Some(words::NEED_NAME));
            return;
        }
        let day = Day { name: typed, date: date.to_string(), off: kind == Kind::Off };
        shown.keep_day(date, (kind != Kind::Plain).then_some(day), move || open.set(false));
    };
    let choice = move |one: Kind, words: Words| {
        view! {
            <label>
                <input
                    type="radio"
                    name="day-kind"
                    prop:checked=move || kind.get() == one
                    on:change=move |_| kind.set(one)
                />
                <span>{t(words)}</span>
            </label>
        }
    };
    view! {
        <form on:submit=save on:keydown=hold_while_composing>
            <div class="dialog-body">
                <div class="segmented" role="radiogroup" aria-label=t(words::CALENDAR)>
                    {choice(Kind::Plain, words::KIND_PLAIN)} {choice(Kind::Off, words::KIND_OFF)}
                    {choice(Kind::Work, words::KIND_WORK)}
                </div>
                <Show when=move || kind.get() != Kind::Plain>
                    <div class="field">
                        <label class="field-label" for="day-name">
                            {t(words::DAY_NAME)}
                        </label>
                        <input
                            class="input"
                            id="day-name"
                            maxlength="40"
                            autocomplete="off"
                            aria-invalid=move || objection.get().map(|_| "true")
                            aria-describedby="day-name-hint"
                            prop:value=name
                            on:input:target=move |event| {
                                objection.set(None);
                                name.set(event.target().value());
                            }
                        />
                        <p class="field-hint" id="day-name-hint">
                            {t(words::DAY_NAME_HINT)}
                        </p>
                    </div>
                </Show>
                <div aria-live="assertive">
                    {move || {
                        objection
                            .get()
                            .map(|words| {
                                view! {
                                    <p class="field-error">
                                        <Icon name="warn" />
                                        {t(words)}
                                    </p>
                                }
                            })
                    }}
                </div>
                <Trouble problem=shown.doing.problem />
            </div>
            <footer class="dialog-foot">
                <button class="button" type="button" on:click=move |_| open.set(false)>
                    {t(i18n::CANCEL)}
                </button>
                <button class="button primary" aria-busy=move || shown.doing.busy.get().then_some("true")>
                    {t(i18n::SAVE)}
                </button>
            </footer>
        </form>
    }
}

#[component]
pub fn PasteForm(shown: Shown, open: RwSignal<bool>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let objection = RwSignal::new(None::<String>);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        match serde_json::from_str::<Year>(&typed.get_untracked()) {
            Ok(year) => shown.keep(year.year, year.days, move || open.set(false)),
            Err(error) => objection.set(Some(error.to_string())),
        }
    };
    view! {
        <form on:submit=save>
            <div class="dialog-body">
                <p class="muted">{t(words::PASTE_NOTE)}</p>
                <div class="field">
                    <label class="field-label" for="holidays">
                        {t(words::PASTE_LABEL)}
                    </label>
                    <textarea
                        class="input tall"
                        id="holidays"
                        required
                        autofocus
                        spellcheck="false"
                        prop:value=typed
                        aria-invalid=move || objection.with(Option::is_some).then_some("true")
                        on:input:target=move |event| {
                            objection.set(None);
                            typed.set(event.target().value());
                        }
                    ></textarea>
                    <p class="field-hint">{t(words::PASTE_REPLACES)}</p>
                </div>
                <div aria-live="assertive">
                    {move || {
                        objection
                            .get()
                            .map(|why| {
                                view! {
                                    <p class="field-error">
                                        <Icon name="warn" />
                                        {move || fill(words::NOT_JSON, &why)}
                                    </p>
                                }
                            })
                    }}
                </div>
                <Trouble problem=shown.doing.problem />
            </div>
            <footer class="dialog-foot">
                <button class="button" type="button" on:click=move |_| open.set(false)>
                    {t(i18n::CANCEL)}
                </button>
                <button class="button primary" aria-busy=move || shown.doing.busy.get().then_some("true")>
                    {t(i18n::SAVE)}
                </button>
            </footer>
        </form>
    }
}
