//! The control for a field of any kind, with label, hint and the objection to it.

use leptos::prelude::*;
use shared::config::Configuration;
use shared::label::Language;
use shared::process::{self, Kind, MergeClass};
use shared::value::Value;

use super::form::Form;
use super::value::yuan;
use super::words as w;
use super::{Icon, PhotosInput, RecordInput, SetInput, hold_while_composing};
use crate::i18n::{fill, language, t};
use crate::keys;
use crate::store::Store;
use crate::when;

/// Up to here choices stand side by side; more of them are a list.
const SIDE_BY_SIDE_MAX: usize = 4;

/// What may be chosen, as value and words; none where the field is written freely.
pub fn options(field: &process::Field, config: &Configuration, language: Language) -> Option<Vec<(String, String)>> {
    let same = |name: &String| (name.clone(), name.clone());
    Some(match (&field.kind, field.key.as_str()) {
        (Kind::Choice(choices), _) => {
            choices.iter().map(|choice| (choice.value.clone(), choice.label.get(language).to_owned())).collect()
        }
        (Kind::Person, _) => {
            let works = |person: &&shared::config::Person| {
                person.active && person.holdings.iter().any(|holding| holding.post.serves())
            };
            config.people.iter().filter(works).map(|person| (person.id.0.clone(), person.name.clone())).collect()
        }
        (Kind::Department, _) => {
            let active = config.departments.iter().filter(|one| one.active);
            active.map(|one| (one.id.0.clone(), one.name.clone())).collect()
        }
        (Kind::Region, _) => {
            let active = config.regions.iter().filter(|one| one.active);
            active.map(|one| (one.id.0.clone(), one.name.clone())).collect()
        }
        (Kind::Text, "class") if !config.classes.is_empty() => {
            config.classes.iter().filter(|one| one.active).map(|one| same(&one.name)).collect()
        }
        (Kind::Text, "region") if !config.regions.is_empty() => {
            config.regions.iter().filter(|one| one.active).map(|one| same(&one.name)).collect()
        }
        _ => return None,
    })
}

/// One field of a form.
#[component]
pub fn FieldInput(form: Form, field: process::Field, #[prop(optional)] autofocus: bool) -> impl IntoView {
    form.shows(&field.key);
    let store = Store::get();
    let id = form.id(&field.key);
    if autofocus {
        // The attribute counts only for what comes with a page or a dialog.
        let selector = format!("#{id}");
        request_animation_frame(move || {
            keys::focus(&selector);
        });
    }
    let key = StoredValue::new(field.key.clone());
    // Said when the field is left, not while it is being typed.
    let left = RwSignal::new(false);
    let kind = StoredValue::new(field.kind.clone());
    let checked = field.class == MergeClass::Single;
    let objection = Memo::new(move |_| {
        let key = key.get_value();
        let refused = form.objection(&key);
        let invalid = || kind.with_value(|kind| kind.check(&form.value(&key)).err());
        let said = || invalid().map(|say| say.get(language()).to_owned());
        refused.or_else(|| if checked && left.get() { said() } else { None })
    });
    let wrong = Signal::derive(move || objection.with(Option::is_some));
    let (hint_id, error_id) = (format!("{id}-h"), format!("{id}-e"));
    let described = format!("{hint_id} {error_id}");
    let label = field.label.clone();
    let name = Signal::derive(move || label.get(language()).to_owned());
    let required = field.required;
    let hint = field.hint.clone();
    let foot = {
        let error_id = error_id.clone();
        move || {
            let hint = hint.clone();
            let hint_id = hint_id.clone();
            view! {
                {hint
                    .map(|hint| {
                        view! {
                            <p class="field-hint" id=hint_id>
                                {move || hint.get(language()).to_owned()}
                            </p>
                        }
                    })}
                <div id=error_id aria-live="polite">
                    {move || {
                        objection
                            .get()
                            .map(|text| {
                                view! {
                                    <p class="field-error">
                                        <Icon name="warn" />
                                        {text}
                                    </p>
                                }
                            })
                    }}
                </div>
            }
        }
    };
    let need = move || required.then(|| view! { " " <span class="field-need">{t(w::NEEDED)}</span> });

    if field.kind == Kind::Attachment {
        return view! {
            <div class="field">
                <span class="field-label">{name} {need}</span>
                <PhotosInput form field />
                {foot()}
            </div>
        }
        .into_any();
    }
    if field.class == MergeClass::Set {
        return view! {
            <div class="field">
                <label class="field-label" for=id.clone()>
                    {name}
                    {need}
                </label>
                <SetInput form field wrong id described />
                {foot()}
            </div>
        }
        .into_any();
    }
    if field.kind == Kind::Boolean {
        let set = move |truth: bool| form.set(&key.get_value(), Value::Bool(truth));
        return view! {
            <div class="field">
                <label class="switch">
                    <input
                        id=id
                        type="checkbox"
                        role="switch"
                        autofocus=autofocus
                        aria-describedby=described
                        prop:checked=move || form.value(&key.get_value()).as_bool()
                        on:change:target=move |event| set(event.target().checked())
                    />
                    <span>{name}</span>
                </label>
                {foot()}
            </div>
        }
        .into_any();
    }
    let shared_field = field.clone();
    let choices = Memo::new(move |_| options(&shared_field, &store.config(), language()));
    let few = matches!(&field.kind, Kind::Choice(choices) if choices.len() <= SIDE_BY_SIDE_MAX);
    if few {
        let group = id.clone();
        let one = move |(value, words): (String, String)| {
            let (chosen, typed) = (value.clone(), value);
            // A choice that need not be made can be taken back: pressing it again clears it.
            let clear = move |event: web_sys::MouseEvent| {
                let held = form.value(&key.get_value());
                if !required && held.as_text() == Some(event_target_value(&event).as_str()) {
                    form.set(&key.get_value(), Value::Null);
                }
            };
            view! {
                <label>
                    <input
                        type="radio"
                        name=group.clone()
                        value=typed.clone()
                        prop:checked=move || form.value(&key.get_value()).as_text() == Some(chosen.as_str())
                        on:click=clear
                        on:change=move |_| form.set(&key.get_value(), Value::Text(typed.clone()))
                    />
                    <span>{words}</span>
                </label>
            }
        };
        return view! {
            <fieldset class="field">
                <legend class="field-label">{name} {need}</legend>
                <div class="segmented" aria-describedby=described>
                    {move || choices.get().unwrap_or_default().into_iter().map(one.clone()).collect_view()}
                </div>
                {foot()}
            </fieldset>
        }
        .into_any();
    }
    let control = control(form, field, Control { id: id.clone(), described, wrong, name, choices, left, autofocus });
    view! {
        <div class="field" on:focusout=move |_| left.set(true)>
            <label class="field-label" for=id>
                {name}
                {need}
            </label>
            {control}
            {foot()}
        </div>
    }
    .into_any()
}

struct Control {
    id: String,
    described: String,
    wrong: Signal<bool>,
    name: Signal<String>,
    choices: Memo<Option<Vec<(String, String)>>>,
    left: RwSignal<bool>,
    autofocus: bool,
}

fn control(form: Form, field: process::Field, control: Control) -> AnyView {
    let Control { id, described, wrong, name, choices, left, autofocus } = control;
    let key = StoredValue::new(field.key.clone());
    let required = field.required;
    let text = move || form.text(&key.get_value());
    let set_text = move |text: String| {
        left.set(false);
        form.set(&key.get_value(), if text.is_empty() { Value::Null } else { Value::Text(text) });
    };
    let invalid = move || wrong.get().then_some("true");
    match field.kind.clone() {
        _ if choices.with_untracked(Option::is_some) => {
            let store = Store::get();
            // What is held but no longer offered (a person who has left) stays readable.
            let all = move || {
                let mut all = choices.get().unwrap_or_default();
                let held = text();
                if !held.is_empty() && all.iter().all(|(value, _)| *value != held) {
                    let words = super::value::say(&field, &Value::Text(held.clone()), &store.config(), 0, language());
                    all.push((held, words));
                }
                all
            };
            let all = Memo::new(move |_| all());
            let one = move |(value, words): (String, String)| {
                let chosen = value.clone();
                view! {
                    <option value=value prop:selected=move || text() == chosen>
                        {words}
                    </option>
                }
            };
            view! {
                <select
                    class="input"
                    id=id
                    autofocus=autofocus
                    aria-invalid=invalid
                    aria-describedby=described
                    prop:value=text
                    on:change:target=move |event| set_text(event.target().value())
                >
                    <option value="" prop:selected=move || text().is_empty()>
                        {move || if required { t(w::CHOOSE)() } else { t(w::NONE)() }}
                    </option>
                    {move || all.get().into_iter().map(one).collect_view()}
                </select>
            }
            .into_any()
        }
        Kind::Record(process) => {
            view! { <RecordInput form field_key=key.get_value() process id described wrong autofocus /> }.into_any()
        }
        Kind::LongText => view! {
            <textarea
                class="input"
                id=id
                rows="3"
                autofocus=autofocus
                aria-invalid=invalid
                aria-describedby=described
                prop:value=text
                on:input:target=move |event| set_text(event.target().value())
            ></textarea>
        }
        .into_any(),
        Kind::Date => view! {
            <input
                class="input"
                id=id
                type="date"
                autofocus=autofocus
                aria-invalid=invalid
                aria-describedby=described
                prop:value=text
                on:input:target=move |event| set_text(event.target().value())
            />
        }
        .into_any(),
        Kind::Instant => instant(form, key, id, described, invalid, name, autofocus),
        Kind::Integer | Kind::Money => number(form, key, field.kind, id, described, invalid, autofocus),
        kind => {
            let (mode, complete) = match kind {
                Kind::Phone => ("tel", "off"),
                Kind::Email => ("email", "off"),
                _ => ("text", "off"),
            };
            view! {
                <input
                    class="input"
                    id=id
                    type="text"
                    inputmode=mode
                    autocomplete=complete
                    autocapitalize="off"
                    autofocus=autofocus
                    aria-invalid=invalid
                    aria-describedby=described
                    prop:value=text
                    on:keydown=hold_while_composing
                    on:input:target=move |event| set_text(event.target().value())
                />
            }
            .into_any()
        }
    }
}

/// Numbers keep what was typed even while it is none: the kind says so when the field is left.
fn number(
    form: Form,
    key: StoredValue<String>,
    kind: Kind,
    id: String,
    described: String,
    invalid: impl Fn() -> Option<&'static str> + Send + Sync + 'static,
    autofocus: bool,
) -> AnyView {
    let money = kind == Kind::Money;
    let read = move |typed: &str| {
        let typed = typed.trim();
        if typed.is_empty() {
            return Value::Null;
        }
        let number = if money { fen(typed) } else { typed.parse().ok() };
        number.map_or_else(|| Value::Text(typed.to_owned()), Value::Int)
    };
    let write = move |value: Value| match value {
        Value::Int(int) if money => yuan(int),
        Value::Int(int) => int.to_string(),
        Value::Text(text) => text,
        _ => String::new(),
    };
    let typed = RwSignal::new(write(untrack(|| form.value(&key.get_value()))));
    Effect::new(move |_| {
        let value = form.value(&key.get_value());
        if read(&typed.get_untracked()) != value {
            typed.set(write(value));
        }
    });
    let input = move |text: String| {
        typed.set(text.clone());
        form.set(&key.get_value(), read(&text));
    };
    let control = view! {
        <input
            class="input"
            id=id
            type="text"
            inputmode="decimal"
            autocomplete="off"
            autofocus=autofocus
            aria-invalid=invalid
            aria-describedby=described
            prop:value=typed
            on:keydown=hold_while_composing
            on:input:target=move |event| input(event.target().value())
        />
    };
    if money {
        view! { <div class="input-group">{control}<span class="input-unit">{t(w::YUAN)}</span></div> }.into_any()
    } else {
        control.into_any()
    }
}

fn fen(yuan: &str) -> Option<i64> {
    let (whole, rest) = yuan.split_once('.').unwrap_or((yuan, ""));
    if rest.len() > 2 || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let rest: i64 = format!("{rest:0<2}").parse().ok()?;
    let fen = whole.checked_mul(100)?;
    fen.checked_add(if yuan.starts_with('-') { -rest } else { rest })
}

/// A day and an hour of the company's clock.
fn instant(
    form: Form,
    key: StoredValue<String>,
    id: String,
    described: String,
    invalid: impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static,
    name: Signal<String>,
    autofocus: bool,
) -> AnyView {
    /// Where somebody gives a day alone, the working day's beginning is meant.
    const MORNING: &str = "09:00";
    let store = Store::get();
    let parts = Memo::new(move |_| {
        let calendar = &store.config().calendar;
        let at_ms = form.value(&key.get_value()).as_int()?;
        Some((calendar.date_of(at_ms).to_string(), when::clock(calendar, at_ms)))
    });
    let date = move || parts.get().map(|(date, _)| date).unwrap_or_default();
    let time = move || parts.get().map(|(_, time)| time).unwrap_or_default();
    let put = move |date: String, time: String| {
        let time = if time.is_empty() { MORNING.to_owned() } else { time };
        let config = untrack(|| store.config());
        let minutes =
            time.split_once(':').and_then(|(h, m)| Some(h.parse::<i64>().ok()? * 60 + m.parse::<i64>().ok()?));
        let at_ms =
            date.parse().ok().zip(minutes).map(|(date, minutes)| config.calendar.start_of(date) + minutes * 60_000);
        form.set(&key.get_value(), at_ms.map_or(Value::Null, Value::Int));
    };
    view! {
        <div class="field-pair">
            <input
                class="input"
                id=id
                type="date"
                autofocus=autofocus
                aria-label=move || fill(w::DATE_OF, &name.get())
                aria-invalid=invalid
                aria-describedby=described
                prop:value=date
                on:input:target=move |event| put(event.target().value(), untrack(time))
            />
            <input
                class="input"
                type="time"
                aria-label=move || fill(w::TIME_OF, &name.get())
                aria-invalid=invalid
                prop:value=time
                on:input:target=move |event| put(untrack(date), event.target().value())
            />
        </div>
    }
    .into_any()
}
