//! 沟通备案 in two taps: how, what was said, done.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::process::{Choice, Kind};
use shared::record::command::Act;
use shared::record::policy;
use shared::value::Value;

use super::listed;
use crate::components::{Form, FormTrouble, hold_while_composing, process_of};
use crate::i18n::{language, t};
use crate::message::Opened;
use crate::pages::customers::words as w;
use crate::store::{Store, command, new_entry};

#[component]
pub fn LogContact(opened: Signal<Arc<Opened>>) -> impl IntoView {
    let store = Store::get();
    let process = process_of(opened);
    let may = Memo::new(move |_| {
        let stamp = store.stamp();
        process.with(|process| {
            let Some((process, field)) = process.as_ref().and_then(|p| Some((p, p.field("contacts")?))) else {
                return false;
            };
            opened.with(|opened| policy::may_write(&opened.record, process, field, &stamp))
        })
    });
    let form = Form::new(&opened.with_untracked(|opened| format!("contact.{}", opened.record.id)), BTreeMap::new());
    let choices = Memo::new(move |_| {
        process.with(|process| {
            let column = process.as_ref().and_then(|p| p.field("contacts")).and_then(|field| field.columns.first());
            match column.map(|column| &column.kind) {
                Some(Kind::Choice(choices)) => choices.clone(),
                _ => vec![],
            }
        })
    });
    // The form opens with the way chosen; the customer's own first choice is marked by standing first.
    let ordered = move || {
        let liked = opened.with(|opened| listed(&opened.summary, "channel"));
        let mut choices = choices.get();
        shared::order::by_key(&mut choices, |choice| Some(&choice.value) != liked.as_ref());
        choices
    };
    let area = NodeRef::<leptos::html::Textarea>::new();
    let chosen = Memo::new(move |_| form.text("channel"));
    let chip = move |choice: Choice| {
        let (value, label) = (choice.value, choice.label);
        let held = value.clone();
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || chosen.with(|chosen| *chosen == held).to_string()
                on:click=move |_| {
                    form.set("channel", Value::Text(value.clone()));
                    request_animation_frame(move || drop(area.get_untracked().map(|area| area.focus())));
                }
            >
                {move || label.get(language()).to_owned()}
            </button>
        }
    };
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let append = Act::Append { field: "contacts".into(), entry: new_entry(), values: form.filled() };
        let acts = vec![append, Act::Count { field: "calls".into(), by: 1 }];
        let act = opened.with_untracked(|opened| command(opened, acts));
        spawn_local(async move { drop(form.commit(act).await) });
    };
    let objection =
        move |key: &'static str| move || form.objection(key).map(|text| view! { <p class="field-error">{text}</p> });
    let inside = move || {
        view! {
            <form class="card" on:submit=send on:keydown=hold_while_composing>
                <header class="card-head">
                    <h2 class="card-title">{t(w::LOG)}</h2>
                </header>
                <div class="card-body stack">
                    <div class="chips" role="group" aria-label=t(w::LOG_HOW)>
                        {move || ordered().into_iter().map(chip).collect_view()}
                    </div>
                    <Show when=move || chosen.with(|chosen| !chosen.is_empty())>
                        <textarea
                            class="input"
                            rows="2"
                            node_ref=area
                            aria-label=t(w::LOG_WHAT)
                            placeholder=t(w::LOG_WHAT)
                            prop:value=move || form.text("content")
                            on:input:target=move |event| form.set("content", Value::Text(event.target().value()))
                        ></textarea>
                        {objection("content")}
                        <input
                            class="input"
                            type="text"
                            autocomplete="off"
                            aria-label=t(w::LOG_NEXT)
                            placeholder=t(w::LOG_NEXT)
                            prop:value=move || form.text("next")
                            on:input:target=move |event| form.set("next", Value::Text(event.target().value()))
                        />
                        <FormTrouble form />
                        <div class="buttons">
                            <button class="button primary" aria-busy=move || form.busy.get().then_some("true")>
                                {t(w::LOG_SAVE)}
                            </button>
                            <button type="button" class="button" on:click=move |_| form.clear()>
                                {t(crate::i18n::CANCEL)}
                            </button>
                        </div>
                    </Show>
                </div>
            </form>
        }
    };
    // A field with its own line says its own objection; the rest stands above the buttons.
    form.shows("content");
    view! { <Show when=move || may.get()>{inside()}</Show> }
}
