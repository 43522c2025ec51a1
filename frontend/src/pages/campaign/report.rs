//! 《回访总结报告》: figures that come by themselves, and what a person writes.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::tachys::html::event::SubmitEvent;
use leptos::task::spawn_local;
use shared::coverage::Coverage;
use shared::process::Field;
use shared::record::command::Act;
use shared::record::policy::may_write;
use shared::value::Value;

use super::words as w;
use crate::components::{FieldInput, Form, FormTrouble, Icon, RecordField, hold_while_composing, process_of};
use crate::i18n::{Words, language, t};
use crate::message::Opened;
use crate::place;
use crate::store::{Store, command};

/// Some fields of the campaign, written together and saved as one act. Where they may not be written, they are read.
#[component]
pub fn Sheet(
    opened: Signal<Arc<Opened>>,
    fields: Vec<&'static str>,
    title: Words,
    note: Words,
    save: Words,
    /// What the figures are now; they stand in an empty field of that name.
    #[prop(optional)]
    coverage: Option<Memo<Coverage>>,
) -> impl IntoView {
    let store = Store::get();
    let process = process_of(opened);
    let known: Vec<Field> = process.with_untracked(|process| {
        let field = |key: &&str| process.as_ref().and_then(|process| process.field(key).cloned());
        fields.iter().filter_map(field).collect()
    });
    let may_be_written = {
        let known = known.clone();
        Memo::new(move |_| {
            let stamp = store.stamp();
            process.with(|process| {
                let Some(process) = process else { return false };
                let is_open = opened.with(|opened| !opened.summary.closed);
                is_open
                    && opened.with(|opened| known.iter().all(|field| may_write(&opened.record, process, field, &stamp)))
            })
        })
    };
    let start: BTreeMap<String, Value> = opened.with_untracked(|opened| {
        let held = |field: &Field| (field.key.clone(), opened.record.single(&field.key).clone());
        known.iter().map(held).collect()
    });
    let draft = opened.with_untracked(|opened| format!("{}.{}", fields.join("-"), opened.record.id));
    let form = Form::new(&draft, start);
    let figures_of = move || {
        let now = coverage.map(|coverage| coverage.with_untracked(|coverage| coverage.report()));
        now.map(|report| Value::from(report.get(language()))).unwrap_or_default()
    };
    Effect::new(move |_| {
        let Some(coverage) = coverage else { return };
        let is_counted = coverage.with(|coverage| !coverage.items.is_empty());
        if is_counted && untrack(|| form.value("figures").is_empty() && may_be_written.get()) {
            form.set("figures", figures_of());
        }
    });
    // What was saved last: as long as nothing else is typed, it is said.
    let saved = RwSignal::new(None::<BTreeMap<String, Value>>);
    let kept =
        move || saved.with(|saved| saved.as_ref().is_some_and(|saved| form.values.with(|values| values == saved)));
    let keys: Vec<String> = known.iter().map(|field| field.key.clone()).collect();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let set = |key: &String| {
            let typed = form.text(key).trim().to_owned();
            let value = if typed.is_empty() { Value::Null } else { Value::from(typed) };
            opened.with(|opened| *opened.record.single(key) != value).then(|| Act::Set { field: key.clone(), value })
        };
        let acts: Vec<Act> = untrack(|| keys.iter().filter_map(set).collect());
        let values = form.values.get_untracked();
        if acts.is_empty() {
            saved.set(Some(values));
            return;
        }
        let act = opened.with_untracked(|opened| command(opened, acts));
        spawn_local(async move {
            if form.commit(act).await.is_some() {
                // What was saved is what stands there, not what stood there at first.
                form.values.try_set(values.clone());
                saved.try_set(Some(values));
            }
        });
    };
    let inputs = {
        let known = known.clone();
        move || known.clone().into_iter().map(|field| view! { <FieldInput form field /> }).collect_view()
    };
    let read = move || {
        let line = |field: Field| {
            let label = field.label.clone();
            view! {
                <div class="span-all">
                    <dt>{move || label.get(language()).to_owned()}</dt>
                    <dd class="prose">
                        <RecordField opened field />
                    </dd>
                </div>
            }
        };
        view! { <dl class="kv">{known.clone().into_iter().map(line).collect_view()}</dl> }
    };
    let id = opened.with_untracked(|opened| opened.record.id.clone());
    let has_report = coverage.is_some();
    let send = StoredValue::new(send);
    let inputs = StoredValue::new(inputs);
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{t(title)}</h2>
                <div class="card-actions">
                    {has_report
                        .then(|| {
                            view! {
                                <a class="button small" href=place::print(&id)>
                                    <Icon name="print" />
                                    {t(w::PRINT)}
                                </a>
                            }
                        })}
                </div>
            </header>
            <div class="card-body stack">
                <Show when=move || may_be_written.get() fallback=read>
                    <form
                        class="stack"
                        on:submit=move |event| send.with_value(|send| send(event))
                        on:keydown=hold_while_composing
                    >
                        <p class="muted">{t(note)}</p>
                        {inputs.with_value(|inputs| inputs())}
                        <FormTrouble form />
                        <div class="buttons">
                            <button class="button primary" aria-busy=move || form.busy.get().then_some("true")>
                                {t(save)}
                            </button>
                            {has_report
                                .then(|| {
                                    view! {
                                        <button
                                            type="button"
                                            class="button quiet"
                                            on:click=move |_| form.set("figures", figures_of())
                                        >
                                            <Icon name="refresh" />
                                            {t(w::FIGURES_AGAIN)}
                                        </button>
                                    }
                                })}
                            <span class="muted" role="status">
                                {move || kept().then(t(w::SAVED))}
                            </span>
                        </div>
                    </form>
                </Show>
            </div>
        </section>
    }
}
