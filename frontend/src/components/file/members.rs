//! The members of a set, edited where they stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::label::Label;
use shared::process::{self, MergeClass};
use shared::record::command::Act;
use shared::value::Value;
use web_sys::KeyboardEvent;

use super::{EditButtons, edit_key};
use crate::components::words as w;
use crate::components::{FieldInput, FieldValue, Form, FormTrouble, Icon};
use crate::i18n::fill;
use crate::message::Opened;
use crate::store::command;

/// The members of a set: each is added or taken away by itself, so that two people can do so at the same time.
#[component]
pub fn EditMembers(
    opened: Signal<Arc<Opened>>,
    field: process::Field,
    close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let key = StoredValue::new(field.key.clone());
    let draft = opened.with_untracked(|opened| format!("edit.{}.{}", opened.record.id, field.key));
    let form = Form::new(&draft, BTreeMap::new());
    let members = Memo::new(move |_| {
        opened.with(|opened| key.with_value(|key| opened.record.sets.get(key).cloned().unwrap_or_default()))
    });
    let shown = StoredValue::new(field.clone());
    let commit = move |act: Act| {
        let act = opened.with_untracked(|opened| command(opened, vec![act]));
        // A refusal stands in the form.
        spawn_local(async move {
            let _ = form.commit(act).await;
        });
    };
    let chip = move |member: String| {
        let name = member.clone();
        let value = Signal::stored(Value::Text(member.clone()));
        let remove = move |_| {
            let act = Act::Remove { field: key.get_value(), value: member.clone() };
            commit(act);
        };
        view! {
            <span class="chip" data-on>
                <FieldValue field=Signal::stored(shown.get_value()) value />
                <button type="button" class="chip-remove" aria-label=move || fill(w::REMOVE_ONE, &name) on:click=remove>
                    <Icon name="close" />
                </button>
            </span>
        }
    };
    let save = move || {
        let typed = form.values.with_untracked(|values| {
            values.get(&key.get_value()).and_then(|value| value.as_text().map(|text| text.trim().to_owned()))
        });
        match typed.filter(|typed| !typed.is_empty() && members.with_untracked(|members| !members.contains(typed))) {
            Some(value) => {
                let act = Act::Add { field: key.get_value(), value };
                commit(act);
            }
            None => {
                form.clear();
                close();
            }
        }
    };
    let restore = move || {
        form.clear();
        close();
    };
    let press = move |event: KeyboardEvent| edit_key(&event, false, save, restore);
    let one = process::Field {
        class: MergeClass::Single,
        required: false,
        hint: Some(Label::new(w::ADD_ONE_HINT.zh, w::ADD_ONE_HINT.en)),
        ..field
    };
    view! {
        <div class="stack">
            <Show when=move || !members.with(|members| members.is_empty())>
                <div class="chips">{move || members.get().into_iter().map(chip).collect_view()}</div>
            </Show>
            <div class="stack" on:keydown=press>
                <FieldInput form field=one autofocus=true />
            </div>
            <FormTrouble form />
            <EditButtons form save restore />
        </div>
    }
}
