use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::process;
use shared::record::Entry;
use shared::record::command::Act;
use shared::record::policy;

use super::words as w;
use super::{FieldInput, FieldValue, Form, FormTrouble, Icon, process_of};
use crate::i18n::{fill, language, t};
use crate::message::Opened;
use crate::place;
use crate::store::{Store, command, new_entry};
use crate::when;

/// An `entries` field: what is there, newest first, and a form for the next where it may be written.
#[component]
pub fn Entries(#[prop(into)] opened: Signal<Arc<Opened>>, field: process::Field) -> impl IntoView {
    let store = Store::get();
    let process = process_of(opened);
    let adding = RwSignal::new(false);
    let field = StoredValue::new(field);
    let entries = Memo::new(move |_| {
        let mut entries = opened.with(|opened| field.with_value(|field| opened.record.entries(&field.key).to_vec()));
        entries.reverse();
        entries
    });
    let may = Memo::new(move |_| {
        let stamp = store.stamp();
        process.with(|process| {
            process.as_ref().is_some_and(|process| {
                opened
                    .with(|opened| field.with_value(|field| policy::may_write(&opened.record, process, field, &stamp)))
            })
        })
    });
    let name = move || field.with_value(|field| field.label.get(language()).to_owned());
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{name}</h2>
                <Show when=move || may.get() && !adding.get()>
                    <div class="card-actions">
                        <button type="button" class="button small" on:click=move |_| adding.set(true)>
                            <Icon name="plus" />
                            {t(w::ADD_ENTRY)}
                        </button>
                    </div>
                </Show>
            </header>
            <Show when=move || adding.get()>
                <div class="card-body">
                    <EntryForm opened field=field.get_value() done=move || adding.set(false) />
                </div>
            </Show>
            <ul class="rows">
                {move || {
                    entries.get().into_iter().map(|entry| view! { <OneEntry field entry /> }).collect_view()
                }}
            </ul>
            <Show when=move || entries.with(Vec::is_empty) && !adding.get()>
                <div class="card-body">
                    <p class="muted">{move || fill(w::NO_ENTRIES, &place::inside(&name(), language()))}</p>
                </div>
            </Show>
        </section>
    }
}

#[component]
fn OneEntry(field: StoredValue<process::Field>, entry: Entry) -> impl IntoView {
    let store = Store::get();
    let columns = field.with_value(|field| field.columns.clone());
    let filled = move |field: &process::Field| entry.values.get(&field.key).filter(|v| !v.is_empty()).cloned();
    let mut lines = columns.into_iter().filter_map(|field| filled(&field).map(|value| (field, value)));
    let first = lines.next();
    let line = |(field, value): (process::Field, shared::value::Value)| {
        let label = field.label.clone();
        view! {
            <span class="row-sub">
                {move || label.get(language()).to_owned()}" "
                <FieldValue field=Signal::stored(field) value=Signal::stored(value) />
            </span>
        }
    };
    let lines = lines.map(line).collect_view();
    let (by, at_ms) = (entry.by, entry.at_ms);
    let who = move || store.config().name_of(&by).to_owned();
    let at = move || when::instant(&store.config().calendar, at_ms, store.now.get(), language());
    let title = move || when::absolute(&store.config().calendar, at_ms);
    view! {
        <li>
            <div class="row">
                <span class="row-main">
                    <b class="row-title">
                        {first
                            .map(|(field, value)| {
                                view! { <FieldValue field=Signal::stored(field) value=Signal::stored(value) /> }
                            })}
                    </b>
                    {lines}
                </span>
                <span class="row-end row-sub" title=title>
                    {who}
                    " · "
                    {at}
                </span>
            </div>
        </li>
    }
}

/// The form for one entry of an `entries` field.
#[component]
pub fn EntryForm(
    #[prop(into)] opened: Signal<Arc<Opened>>,
    field: process::Field,
    done: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let draft = opened.with_untracked(|opened| format!("entry.{}.{}", opened.record.id, field.key));
    let form = Form::new(&draft, BTreeMap::new());
    let key = field.key.clone();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let append = Act::Append { field: key.clone(), entry: new_entry(), values: form.filled() };
        let act = opened.with_untracked(|opened| command(opened, vec![append]));
        spawn_local(async move {
            if form.commit(act).await.is_some() {
                done();
            }
        });
    };
    let inputs = field.columns.into_iter().enumerate();
    let inputs = inputs.map(|(at, field)| view! { <FieldInput form field autofocus=at == 0 /> }).collect_view();
    view! {
        <form class="stack" on:submit=send>
            {inputs}
            <FormTrouble form />
            <div class="buttons">
                <button class="button primary" aria-busy=move || form.busy.get().then_some("true")>
                    {t(crate::i18n::SAVE)}
                </button>
                <button
                    type="button"
                    class="button"
                    on:click=move |_| {
                        form.clear();
                        done();
                    }
                >
                    {t(crate::i18n::CANCEL)}
                </button>
            </div>
        </form>
    }
}
