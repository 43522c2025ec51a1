//! All fields of a record, each edited where it stands, one at a time.

mod counter;
mod members;

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::process::{self, Kind, MergeClass};
use shared::record::Version;
use shared::record::command::Act;
use shared::record::policy;
use shared::splice;
use shared::value::Value;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::words as w;
use super::{FieldInput, FieldValue, Form, FormTrouble, Icon, RecordField, RecordPhotos, process_of};
use crate::browser;
use crate::i18n::{fill, language, t};
use crate::keys;
use crate::message::Opened;
use crate::store::{Store, command};
use counter::CountButtons;
use members::EditMembers;

/// All fields of a record with edit in place; `only` names the fields and their order, else all but entries.
#[component]
pub fn File(
    #[prop(into)] opened: Signal<Arc<Opened>>,
    #[prop(optional)] only: Option<Vec<&'static str>>,
) -> impl IntoView {
    let store = Store::get();
    let process = process_of(opened);
    let editing = RwSignal::new(None::<String>);
    let fields = Memo::new(move |_| {
        process.with(|process| {
            let Some(process) = process else { return vec![] };
            let kept = |field: &&process::Field| field.class != MergeClass::Entries;
            match &only {
                Some(keys) => keys.iter().filter_map(|key| process.field(key)).filter(kept).cloned().collect(),
                None => process.fields.iter().filter(kept).cloned().collect(),
            }
        })
    });
    let may = move |field: &process::Field| {
        let stamp = store.stamp();
        process.with(|process| {
            let may = |process| opened.with(|opened| policy::may_write(&opened.record, process, field, &stamp));
            process.as_ref().is_some_and(may)
        })
    };
    keys::on_key(move |key, event| {
        if key != "e" || editing.get_untracked().is_some() {
            return false;
        }
        // The field that holds the focus, else the first that may be written.
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let here = target.and_then(|target| target.closest("[data-field]").ok().flatten());
        let named = here.and_then(|here| here.get_attribute("data-field"));
        let fields = fields.get_untracked();
        let by_key = |field: &process::Field| field.class != MergeClass::Counter && field.kind != Kind::Attachment;
        let typed = |field: &&process::Field| by_key(field) && untrack(|| may(field));
        let found = fields.iter().find(|field| named.as_ref().is_none_or(|key| field.key == *key) && typed(field));
        editing.set(found.map(|field| field.key.clone()));
        found.is_some()
    });
    view! {
        <dl class="kv">
            <For
                each=move || fields.get()
                key=|field| field.key.clone()
                children=move |field| {
                    let held = field.clone();
                    let may = Memo::new(move |_| may(&held));
                    view! { <OneField opened field may editing /> }
                }
            />
        </dl>
    }
}

#[component]
fn OneField(
    opened: Signal<Arc<Opened>>,
    field: process::Field,
    may: Memo<bool>,
    editing: RwSignal<Option<String>>,
) -> impl IntoView {
    let key = StoredValue::new(field.key.clone());
    let here = Memo::new(move |_| editing.with(|editing| key.with_value(|key| editing.as_ref() == Some(key))));
    let label = field.label.clone();
    let name = Signal::derive(move || label.get(language()).to_owned());
    let versions = Memo::new(move |_| {
        opened.with(|opened| {
            let found = key
                .with_value(|key| opened.record.conflicts().find(|(field, _)| field == key).map(|(_, v)| v.to_vec()));
            found.unwrap_or_default()
        })
    });
    let missing = move || opened.with(|opened| key.with_value(|key| !opened.record.is_filled(key)));
    let counts = field.class == MergeClass::Counter;
    let wide = matches!(field.kind, Kind::LongText) || field.class == MergeClass::Text;
    if field.kind == Kind::Attachment {
        return view! {
            <div class="span-all" data-field=key.get_value()>
                <dt>{name}</dt>
                <dd>
                    <RecordPhotos opened field may />
                </dd>
            </div>
        }
        .into_any();
    }
    let field = StoredValue::new(field);
    let close = move || {
        // The answer may come when the page has long gone.
        let open = editing.try_with_untracked(|editing| key.try_with_value(|key| editing.as_ref() == Some(key)));
        if open.flatten() == Some(true) {
            editing.set(None);
        }
    };
    // Nothing else may have been opened meanwhile.
    let reopen = move || {
        if editing.try_get_untracked() == Some(None)
            && let Some(key) = key.try_get_value()
        {
            editing.set(Some(key));
        }
    };
    Effect::new(move |was: Option<bool>| {
        let here = here.get();
        if was == Some(true) && !here {
            request_animation_frame(move || key.with_value(|key| focus_again(key)));
        }
        here
    });
    view! {
        <div class:span-all=wide data-field=key.get_value()>
            <dt class:visually-hidden=move || here.get()>{name}</dt>
            <Show
                when=move || here.get()
                fallback=move || {
                    view! {
                        <dd data-missing=move || missing().then_some("")>
                            <Show
                                when=move || versions.with(Vec::is_empty)
                                fallback=move || view! { <BothValues opened field=field.get_value() versions /> }
                            >
                                <RecordField opened field=field.get_value() />
                            </Show>
                            <Show when=move || may.get() && counts>
                                <CountButtons opened field=field.get_value() />
                            </Show>
                            <Show when=move || may.get() && !counts>
                                <button
                                    type="button"
                                    class="button quiet icon-only small"
                                    aria-label=move || fill(w::EDIT_OF, &name.get())
                                    title=move || fill(w::EDIT_OF, &name.get())
                                    on:click=move |_| editing.set(Some(key.get_value()))
                                >
                                    <Icon name="edit" class="icon small" />
                                </button>
                            </Show>
                        </dd>
                    }
                }
            >
                <dd>
                    {match field.with_value(|field| field.class) {
                        MergeClass::Set => {
                            view! { <EditMembers opened field=field.get_value() close /> }.into_any()
                        }
                        _ => view! { <EditField opened field=field.get_value() close reopen /> }.into_any(),
                    }}
                </dd>
            </Show>
        </div>
    }
    .into_any()
}

/// Two people wrote different values at the same time: both are shown until somebody decides.
#[component]
fn BothValues(opened: Signal<Arc<Opened>>, field: process::Field, versions: Memo<Vec<Version>>) -> impl IntoView {
    let store = Store::get();
    let field = StoredValue::new(field);
    let who = move |actor: &str| {
        let config = store.config();
        opened.with(|opened| {
            let author = opened.authors.iter().find(|author| author.actor == actor)?;
            Some(config.name_of(&author.user).to_owned())
        })
    };
    let one = move |version: Version| {
        let name = who(&version.actor);
        view! {
            <li>
                <FieldValue field=Signal::stored(field.get_value()) value=Signal::stored(version.value) />
                {name.map(|name| view! { " " <span class="muted">{name}</span> })}
            </li>
        }
    };
    view! {
        <ul>{move || versions.get().into_iter().map(one).collect_view()}</ul>
        <a class="pill" data-tone="two" href="/inbox">
            <Icon name="two-values" />
            {t(w::TWO_VALUES)}
        </a>
    }
}

/// Back to the button that opened the field, unless the person has gone elsewhere.
fn focus_again(key: &str) {
    let document = browser::document();
    let is_nowhere = document.active_element().is_none_or(|active| active.tag_name() == "BODY");
    let button = document.query_selector(&format!("[data-field='{key}'] dd > button")).ok().flatten();
    if let Some(button) = button.filter(|_| is_nowhere).and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        let _ = button.focus();
    }
}

#[component]
fn EditField(
    opened: Signal<Arc<Opened>>,
    field: process::Field,
    close: impl Fn() + Copy + Send + Sync + 'static,
    reopen: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let key = field.key.clone();
    let is_text = field.class == MergeClass::Text;
    let base = opened.with_untracked(|opened| {
        if is_text {
            Value::Text(opened.record.texts.get(&key).cloned().unwrap_or_default())
        } else {
            opened.record.single(&key).clone()
        }
    });
    let draft = opened.with_untracked(|opened| format!("edit.{}.{key}", opened.record.id));
    let form = Form::new(&draft, BTreeMap::from([(key.clone(), base.clone())]));
    let lines = is_text || field.kind == Kind::LongText;
    let base = StoredValue::new(base);
    let key = StoredValue::new(key);
    let act = move || {
        let typed = form.values.with_untracked(|values| values.get(&key.get_value()).cloned().unwrap_or_default());
        if typed == base.get_value() {
            return None;
        }
        if !is_text {
            let value = match typed {
                Value::Text(text) if text.trim().is_empty() => Value::Null,
                Value::Text(text) => Value::Text(text.trim().to_owned()),
                other => other,
            };
            return Some(Act::Set { field: key.get_value(), value });
        }
        let now =
            opened.with_untracked(|opened| opened.record.texts.get(&key.get_value()).cloned().unwrap_or_default());
        let text = |value: &Value| value.as_text().unwrap_or_default().to_owned();
        let edit = splice::onto(&base.with_value(text), &text(&typed), &now)?;
        Some(Act::Splice { field: key.get_value(), at: edit.at, delete: edit.delete, insert: edit.insert })
    };
    // What is shown on the record is enough to go on; it is kept a moment later. What cannot be kept is opened again,
    // with what was typed.
    let awaited = StoredValue::new(None::<Value>);
    Effect::new(move |_| {
        let is_shown = opened.with(|opened| {
            key.with_value(|key| awaited.with_value(|awaited| awaited.as_ref() == Some(opened.record.single(key))))
        });
        if is_shown {
            close();
        }
    });
    let save = move || {
        let Some(act) = act() else {
            form.clear();
            close();
            return;
        };
        awaited.set_value(match &act {
            Act::Set { value, .. } => Some(value.clone()),
            _ => None,
        });
        let act = opened.with_untracked(|opened| command(opened, vec![act]));
        spawn_local(async move {
            match form.commit(act).await {
                Some(_) => close(),
                None => reopen(),
            }
        });
    };
    let restore = move || {
        form.clear();
        close();
    };
    let press = move |event: KeyboardEvent| edit_key(&event, lines, save, restore);
    let label = match is_text {
        true => process::Field { class: MergeClass::Single, kind: Kind::LongText, ..field },
        false => field,
    };
    view! {
        <div class="stack" on:keydown=press>
            <FieldInput form field=label autofocus=true />
            <FormTrouble form />
            <EditButtons form save restore />
        </div>
    }
}

/// Enter saves (with Ctrl or ⌘ where Enter begins a line), Escape leaves it; an input method keeps its own keys.
fn edit_key(event: &KeyboardEvent, lines: bool, save: impl Fn(), restore: impl Fn()) {
    if event.is_composing() || event.key_code() == 229 {
        return;
    }
    match event.key().as_str() {
        "Enter" if !lines || event.ctrl_key() || event.meta_key() => save(),
        "Escape" => restore(),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

#[component]
fn EditButtons(
    form: Form,
    save: impl Fn() + Copy + Send + Sync + 'static,
    restore: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <div class="buttons">
            <button
                type="button"
                class="button small primary"
                aria-busy=move || form.busy.get().then_some("true")
                on:click=move |_| save()
            >
                <Icon name="check" class="icon small" />
                {t(crate::i18n::SAVE)}
            </button>
            <button type="button" class="button small" on:click=move |_| restore()>
                {t(crate::i18n::CANCEL)}
            </button>
        </div>
    }
}
