use gloo_net::http::Request;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::json;
use shared::label::Label;
use shared::process::Kind;
use shared::setting::{self, Setting};
use shared::value::Value;
use std::collections::BTreeMap;

use super::{Section, words};
use crate::components::{Doing, Icon, NotRead, Quotation, Remote, Skeleton, Trouble, hold_while_composing};
use crate::i18n::{self, fill, t};
use crate::when;

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Settled {
    settings: BTreeMap<String, Value>,
}

pub fn open() -> Remote<Settled> {
    Remote::open("/api/v1/settings")
}

fn say(label: &Label) -> String {
    label.get(i18n::language()).to_owned()
}

/// As a person reads it: with its unit, a truth as a word.
fn shown(setting: &Setting, value: &Value) -> String {
    match value {
        Value::Null => words::NOT_SET.get(i18n::language()).to_owned(),
        Value::Bool(truth) => if *truth { words::YES } else { words::NO }.get(i18n::language()).to_owned(),
        Value::Text(text) if text.is_empty() => words::NOT_SET.get(i18n::language()).to_owned(),
        Value::Text(text) if setting.kind == Kind::Hours => when::hours(text, i18n::language()),
        Value::Text(text) => text.clone(),
        Value::Int(number) => with_unit(setting, &number.to_string()),
        Value::Number(number) => with_unit(setting, &number.to_string()),
    }
}

fn with_unit(setting: &Setting, number: &str) -> String {
    match setting.unit.as_ref().map(say) {
        Some(unit) if unit == "%" => format!("{number}%"),
        Some(unit) => format!("{number} {unit}"),
        None => number.to_owned(),
    }
}

#[component]
pub fn Settings() -> impl IntoView {
    let settled = open();
    let row = move |setting: Setting| view! { <SettingRow setting settled /> };
    view! {
        <Section title=words::SETTINGS note=words::SETTINGS_NOTE>
            <NotRead of=settled />
            <section class="card" aria-label=t(words::SETTINGS)>
                <Show when=move || settled.value.with(Option::is_none)>
                    <Skeleton rows=9 />
                </Show>
                <Show when=move || settled.value.with(Option::is_some)>
                    <ul class="rows">{setting::known().into_iter().map(row).collect_view()}</ul>
                </Show>
            </section>
        </Section>
    }
}

/// One setting: what it is, what it is now, where it comes from, and the way to change it.
#[component]
pub fn SettingRow(setting: Setting, settled: Remote<Settled>) -> impl IntoView {
    let (key, label, source) = (setting.key, setting.label.clone(), setting.source.clone());
    let default = setting.default.clone();
    let setting = StoredValue::new(setting);
    let changed =
        Memo::new(move |_| settled.value.with(|all| all.as_ref().and_then(|all| all.settings.get(key)).cloned()));
    let value = move || changed.get().unwrap_or_else(|| setting.with_value(|setting| setting.default.clone()));
    let editing = RwSignal::new(false);
    let said = RwSignal::new(false);
    let doing = Doing::new();
    let set = move |value: Value| {
        said.set(false);
        let request = Request::put(&format!("/api/v1/settings/{key}"));
        doing.run(request, Some(json!(value)), move || {
            editing.set(false);
            said.set(true);
            settled.load();
        });
    };
    let origin = match source {
        Some(source) => view! {
            <span class="row-sub">
                <span class="pill" data-tone="accent">
                    {t(words::FROM_SOURCE)}
                </span>
            </span>
            <Quotation source />
        }
        .into_any(),
        // A name or a yes and no is nobody's number to be laid down.
        None if key == setting::COMPANY => ().into_any(),
        None => view! {
            <span class="row-sub">
                <span class="pill">{t(words::OURS)}</span>
            </span>
        }
        .into_any(),
    };
    let now = move || {
        let default = default.clone();
        view! {
            <span class="row-end">
                <b class="num">{move || setting.with_value(|setting| shown(setting, &value()))}</b>
                <Show when=move || changed.get().is_some_and(|value| value != setting.with_value(|one| one.default.clone()))>
                    <span class="pill" data-tone="soon">
                        {t(words::CHANGED)}
                    </span>
                    <span class="muted nowrap">
                        {
                            let default = default.clone();
                            move || fill(words::DEFAULT_IS, &setting.with_value(|setting| shown(setting, &default)))
                        }
                    </span>
                </Show>
                <button
                    class="button small"
                    type="button"
                    on:click=move |_| {
                        said.set(false);
                        doing.problem.set(None);
                        editing.set(true);
                    }
                >
                    {t(words::CHANGE)}
                    <span class="visually-hidden">{move || setting.with_value(|setting| say(&setting.label))}</span>
                </button>
            </span>
        }
    };
    view! {
        <li>
            <div class="row setting">
                <span class="row-main">
                    <b class="row-title">{move || say(&label)}</b>
                    {origin}
                    <span class="row-sub" role="status">
                        {move || said.get().then(|| words::KEPT.get(i18n::language()))}
                    </span>
                </span>
                <Show when=move || editing.get() fallback=now.clone()>
                    <Edit setting value=value() doing editing set=Callback::new(set) />
                </Show>
            </div>
        </li>
    }
}

#[component]
fn Edit(
    setting: StoredValue<Setting>,
    value: Value,
    doing: Doing,
    editing: RwSignal<bool>,
    set: Callback<Value>,
) -> impl IntoView {
    let (key, kind) = setting.with_value(|setting| (setting.key, setting.kind.clone()));
    let typed = RwSignal::new(match &value {
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        _ => String::new(),
    });
    let truth = RwSignal::new(value.as_bool());
    let objection = RwSignal::new(None::<Label>);
    let (boolean, number) = (kind == Kind::Boolean, kind == Kind::Integer);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let text = typed.get_untracked().trim().to_owned();
        let value = match (boolean, number) {
            (true, _) => Value::Bool(truth.get_untracked()),
            (_, true) => text.parse().map_or(Value::Text(text), Value::Int),
            _ => Value::Text(text),
        };
        // What is empty by default is emptied as it is filled in: in the box.
        let emptied = value.is_empty() && setting.with_value(|setting| setting.default.is_empty());
        let value = if emptied { Value::Null } else { value };
        match setting.with_value(|setting| if emptied { Ok(()) } else { setting.check(&value) }) {
            Ok(()) => set.run(value),
            Err(why) => objection.set(Some(why)),
        }
    };
    let input = move || {
        view! {
            <span class="input-group">
                <input
                    class="input"
                    id=key
                    aria-label=move || setting.with_value(|setting| say(&setting.label))
                    type="text"
                    inputmode=number.then_some("numeric")
                    autofocus
                    autocomplete="off"
                    aria-invalid=move || objection.with(Option::is_some).then_some("true")
                    aria-describedby=format!("{key}-error")
                    prop:value=typed
                    on:input:target=move |event| {
                        objection.set(None);
                        typed.set(event.target().value());
                    }
                />
                {move || {
                    setting
                        .with_value(|setting| setting.unit.as_ref().map(say))
                        .map(|unit| view! { <span class="input-unit">{unit}</span> })
                }}
            </span>
        }
        .into_any()
    };
    let switch = move || {
        view! {
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=truth
                    on:change:target=move |event| truth.set(event.target().checked())
                />
                <span>{move || if truth.get() { words::YES } else { words::NO }.get(i18n::language())}</span>
            </label>
        }
        .into_any()
    };
    let refused = move || {
        objection.get().map(|why| {
            view! {
                <p class="field-error" id=format!("{key}-error")>
                    <Icon name="warn" />
                    {move || say(&why)}
                </p>
            }
        })
    };
    view! {
        <form class="stack setting-edit" novalidate on:submit=save on:keydown=hold_while_composing>
            {if boolean { switch() } else { input() }}
            {(kind == Kind::Hours).then(|| view! { <p class="field-hint">{t(words::HOURS_HINT)}</p> })}
            <div aria-live="assertive">{refused}</div>
            <Trouble problem=doing.problem />
            <div class="buttons">
                <button class="button small primary" aria-busy=move || doing.busy.get().then_some("true")>
                    {t(i18n::SAVE)}
                </button>
                <button class="button small" type="button" on:click=move |_| editing.set(false)>
                    {t(i18n::CANCEL)}
                </button>
                <button class="button small quiet" type="button" on:click=move |_| set.run(Value::Null)>
                    {t(words::BACK_TO_DEFAULT)}
                </button>
            </div>
        </form>
    }
}
