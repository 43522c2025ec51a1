//! The record beside the script: how the call ended, when again, and the 《回访记录表》.

use leptos::prelude::*;
use shared::call::{appointments, field_of};
use shared::script::path;
use shared::value::Value;

use super::script::tone;
use super::talk::Talk;
use super::words as w;
use crate::i18n::{language, t};
use crate::when;

#[component]
pub fn RecordPane(talk: Talk) -> impl IntoView {
    let outcome = Memo::new(move |_| talk.draft.with(|draft| draft.outcome.clone()));
    // What the script asks is answered there.
    let asked = Memo::new(move |_| {
        let (Some(process), Some(script)) = (talk.process(), talk.script()) else { return vec![] };
        let answers =
            talk.opened.with(|opened| talk.draft.with(|draft| draft.all_answers(&opened.record, &process, &script)));
        let fields = path(&script, &answers).into_iter().filter_map(|node| field_of(node, &process));
        fields.map(str::to_owned).collect::<Vec<_>>()
    });
    let is_unhappy = move || ["average", "dissatisfied"].contains(&talk.text("rating").as_str());
    let lines = move || {
        let mut lines = vec![];
        if is_unhappy() {
            lines.extend(["dissatisfaction", "improvement"]);
        }
        lines.extend(["suggestion", "evaluation", "opinion"]);
        asked.with(|asked| lines.retain(|line| !asked.iter().any(|one| one == line)));
        lines
    };
    view! {
        <section class="call-record" aria-label=t(w::RECORD)>
            <fieldset class="choice-group" id="call-outcome">
                <legend>{t(w::OUTCOME)}</legend>
                {move || talk.outcomes().into_iter().map(|choice| outcome_choice(talk, choice)).collect_view()}
            </fieldset>
            <Show when=move || outcome.with(|outcome| outcome == "appointed")>
                <Appointment talk />
            </Show>
            <Show when=move || outcome.with(|outcome| !outcome.is_empty() && outcome != "reached")>
                <Note talk />
            </Show>
            <Show when=move || outcome.with(|outcome| outcome.is_empty() || outcome == "reached")>
                <fieldset class="choice-group" id="call-rating">
                    <legend>{t(w::RATING)}</legend>
                    {move || talk.choices("rating").into_iter().enumerate().map(|one| rating_choice(talk, one)).collect_view()}
                </fieldset>
                <div class="form-grid">
                    <TextLine talk key="service_item" />
                    <DateLine talk key="service_at" />
                </div>
                <For each=lines key=|line| *line let(line)>
                    <TextLine talk key=line long=true />
                </For>
                <Channel talk />
            </Show>
        </section>
    }
}

fn outcome_choice(talk: Talk, choice: shared::process::Choice) -> impl IntoView {
    let value = StoredValue::new(choice.value);
    view! {
        <label class="choice">
            <input
                type="radio"
                name="outcome"
                prop:checked=move || value.with_value(|value| talk.draft.with(|draft| draft.outcome == *value))
                on:change=move |_| value.with_value(|value| talk.end(value))
            />
            <span>{move || choice.label.get(language()).to_owned()}</span>
        </label>
    }
}

fn rating_choice(talk: Talk, (at, choice): (usize, shared::process::Choice)) -> impl IntoView {
    let tone = tone(&choice.value);
    let value = StoredValue::new(choice.value);
    view! {
        <label class="choice" data-tone=tone>
            <input
                type="radio"
                name="rating"
                prop:checked=move || value.with_value(|value| talk.text("rating") == *value)
                on:change=move |_| talk.set("rating", value.get_value())
            />
            <span>{move || choice.label.get(language()).to_owned()}</span>
            <kbd class="kbd not-phone">{at + 1}</kbd>
        </label>
    }
}

fn label(talk: Talk, key: &'static str) -> impl Fn() -> String + Copy {
    move || talk.field_of(key).map(|field| field.label.get(language()).to_owned()).unwrap_or_default()
}

#[component]
fn TextLine(talk: Talk, key: &'static str, #[prop(optional)] long: bool) -> impl IntoView {
    let place = format!("call-{key}");
    let id = format!("call-input-{key}");
    let value = move || talk.text(key);
    let needed = move || {
        let missing = talk.draft.with(|draft| draft.outcome == "reached");
        (missing && talk.missing().iter().any(|one| one.field == key)).then_some("true")
    };
    let control = if long {
        view! {
            <textarea
                class="input"
                id=id.clone()
                rows="2"
                aria-invalid=needed
                prop:value=value
                on:input:target=move |event| talk.set(key, event.target().value())
            ></textarea>
        }
        .into_any()
    } else {
        view! {
            <input
                class="input"
                id=id.clone()
                autocomplete="off"
                aria-invalid=needed
                prop:value=value
                on:input:target=move |event| talk.set(key, event.target().value())
            />
        }
        .into_any()
    };
    view! {
        <div class="field" id=place>
            <label class="field-label" for=id>
                {label(talk, key)}
            </label>
            {control}
        </div>
    }
}

#[component]
fn DateLine(talk: Talk, key: &'static str) -> impl IntoView {
    let id = format!("call-input-{key}");
    view! {
        <div class="field" id=format!("call-{key}")>
            <label class="field-label" for=id.clone()>
                {label(talk, key)}
            </label>
            <input
                class="input"
                type="date"
                id=id
                prop:value=move || talk.text(key)
                on:input:target=move |event| talk.set(key, event.target().value())
            />
        </div>
    }
}

#[component]
fn Channel(talk: Talk) -> impl IntoView {
    let options = move || {
        let option = |choice: shared::process::Choice| {
            let value = choice.value.clone();
            view! {
                <option value=choice.value selected=move || talk.text("channel") == value>
                    {choice.label.get(language()).to_owned()}
                </option>
            }
        };
        talk.choices("channel").into_iter().map(option).collect_view()
    };
    view! {
        <div class="field" id="call-channel">
            <label class="field-label" for="call-input-channel">
                {t(w::CHANNEL)}
            </label>
            <select
                class="input"
                id="call-input-channel"
                on:change:target=move |event| talk.set("channel", event.target().value())
            >
                {options}
            </select>
        </div>
    }
}

#[component]
fn Note(talk: Talk) -> impl IntoView {
    view! {
        <div class="field" id="call-note">
            <label class="field-label" for="call-input-note">
                {t(w::NOTE)}
            </label>
            <textarea
                class="input"
                id="call-input-note"
                rows="2"
                aria-describedby="call-note-hint"
                prop:value=move || talk.draft.with(|draft| draft.note.clone())
                on:input:target=move |event| talk.draft.update(|draft| draft.note = event.target().value())
            ></textarea>
            <p class="field-hint" id="call-note-hint">
                {t(w::NOTE_HINT)}
            </p>
        </div>
    }
}

/// Two taps: the outcome, then one of the times proposed. Or any other time.
#[component]
fn Appointment(talk: Talk) -> impl IntoView {
    let chosen = Memo::new(move |_| talk.draft.with(|draft| draft.appointment_at_ms));
    let proposals = Memo::new(move |_| {
        let config = talk.store.config();
        let own =
            talk.customer().and_then(|file| file.values.get("rest_hours").and_then(Value::as_text).map(str::to_owned));
        let rest = config.rest_hours(own.as_deref());
        appointments(&config.calendar, &rest, config.rest_day_calls(), talk.store.now.get())
    });
    let chips = move || {
        let chip = |(label, at_ms): (shared::label::Label, i64)| {
            view! {
                <button
                    type="button"
                    class="chip"
                    aria-pressed=move || (chosen.get() == Some(at_ms)).to_string()
                    on:click=move |_| talk.appoint(at_ms)
                >
                    {label.get(language()).to_owned()}
                </button>
            }
        };
        proposals.get().into_iter().map(chip).collect_view()
    };
    let day = RwSignal::new(String::new());
    let hour = RwSignal::new(String::new());
    Effect::new(move |_| {
        let config = talk.store.config();
        if let Some(at_ms) = chosen.get() {
            day.set(config.calendar.date_of(at_ms).to_string());
            hour.set(when::clock(&config.calendar, at_ms));
        }
    });
    let take = move || {
        let calendar = untrack(|| talk.store.config()).calendar.clone();
        let (Ok(date), Some((h, m))) = (day.get_untracked().parse(), clock(&hour.get_untracked())) else { return };
        talk.appoint(calendar.start_of(date) + (h * 60 + m) * 60_000);
    };
    let said = move || {
        let config = talk.store.config();
        chosen.get().map(|at_ms| when::instant(&config.calendar, at_ms, talk.store.now.get(), language()))
    };
    view! {
        <fieldset class="field" id="call-appointment_at_ms">
            <legend class="field-label">{t(w::APPOINTMENT)} " " <b aria-live="polite">{said}</b></legend>
            <div class="chips">{chips}</div>
            <div class="field-pair">
                <input
                    class="input"
                    type="date"
                    aria-label=t(w::OWN_DATE)
                    prop:value=day
                    on:input:target=move |event| {
                        day.set(event.target().value());
                        take();
                    }
                />
                <input
                    class="input"
                    type="time"
                    aria-label=t(w::OWN_CLOCK)
                    prop:value=hour
                    on:input:target=move |event| {
                        hour.set(event.target().value());
                        take();
                    }
                />
            </div>
        </fieldset>
    }
}

fn clock(text: &str) -> Option<(i64, i64)> {
    let (hour, minute) = text.split_once(':')?;
    Some((hour.parse().ok()?, minute.get(..2)?.parse().ok()?))
}
