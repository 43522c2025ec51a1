use std::collections::BTreeMap;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::ProcessId;
use shared::process::{self, Kind, MergeClass, Process, Step};
use shared::record::Record;
use shared::record::command::{Act, Command};
use shared::record::summary::Summary;
use shared::rule::Alone;
use shared::value::Value;

use super::words as w;
use super::{Dialog, FieldInput, Form, FormTrouble, hold_while_composing};
use crate::i18n::{language, t};
use crate::store::{Store, new_entry, new_record};

/// The step by which this person may make a record of that process.
pub fn birth(process: &Process, store: Store) -> Option<Step> {
    let principal = store.principal();
    let blank = Record::default();
    process.births().find(|step| blank.is_one_of(&principal, &step.by)).cloned()
}

/// A dialog that makes a record: what its first step asks, then its fields (`only` these), with `preset` filled in.
#[component]
pub fn NewRecord(
    #[prop(into)] process: ProcessId,
    open: RwSignal<bool>,
    /// Called with the new record once it is kept on this device.
    #[prop(into)]
    done: Callback<Summary>,
    #[prop(optional)] only: Option<Vec<&'static str>>,
    #[prop(optional)] preset: BTreeMap<String, Value>,
    /// Shown above the buttons, with the form: warnings that follow what is typed.
    #[prop(optional, into)]
    aside: Option<Callback<Form, AnyView>>,
) -> impl IntoView {
    let store = Store::get();
    let described = {
        let process = process.clone();
        Memo::new(move |_| store.config().process(&process).cloned())
    };
    let title = Signal::derive(move || {
        let label = described.with(|process| Some(birth(process.as_ref()?, store)?.label));
        label.map(|label| label.get(language()).to_owned()).unwrap_or_default()
    });
    let only = StoredValue::new(only);
    let preset = StoredValue::new(preset);
    view! {
        <Dialog open title size="wide">
            {move || {
                let process = described.get_untracked()?;
                let step = untrack(|| birth(&process, store))?;
                let (only, preset) = (only.get_value(), preset.get_value());
                Some(view! { <BirthForm process step only preset open done aside /> })
            }}
        </Dialog>
    }
}

#[component]
fn BirthForm(
    process: Process,
    step: Step,
    only: Option<Vec<&'static str>>,
    preset: BTreeMap<String, Value>,
    open: RwSignal<bool>,
    done: Callback<Summary>,
    aside: Option<Callback<Form, AnyView>>,
) -> impl IntoView {
    let store = Store::get();
    let principal = untrack(|| store.principal());
    let mut start = preset.clone();
    // Whoever works in one department makes records of that department.
    let department = principal.department().cloned();
    let many = principal.holdings.iter().any(|held| Some(&held.department) != department.as_ref());
    let hides = |field: &process::Field| field.kind == Kind::Department && department.is_some() && !many;
    for field in step.params.iter().filter(|field| field.kind == Kind::Department) {
        if let Some(id) = &department {
            start.entry(field.key.clone()).or_insert(Value::Text(id.0.clone()));
        }
    }
    let about = preset.values().filter_map(Value::as_text).find(|text| shared::id::is_uuid(text)).unwrap_or_default();
    let form = Form::new(&format!("new.{}.{about}", process.id), start);
    let asked = |field: &&process::Field| match &only {
        Some(keys) => keys.contains(&field.key.as_str()),
        None => !matches!(field.class, MergeClass::Entries | MergeClass::Counter) && !preset.contains_key(&field.key),
    };
    let params: Vec<process::Field> =
        step.params.iter().filter(|field| !hides(field) && !field.kind.is_by_rule()).cloned().collect();
    let mut fields: Vec<process::Field> = process.fields.iter().filter(asked).cloned().collect();
    if let Some(keys) = &only {
        shared::order::by_key(&mut fields, |field| keys.iter().position(|key| *key == field.key));
    }
    let inputs = fields.into_iter().chain(params).enumerate().map(|(at, field)| {
        let wide = matches!(field.kind, Kind::LongText) || field.class != MergeClass::Single;
        // A long text merges character by character later; the first writing is plain.
        view! { <div class:span-all=wide><FieldInput form field autofocus=at == 0 /></div> }
    });
    let inputs = inputs.collect_view();
    let record = new_record();
    let label = step.label.clone();
    let own = step.by_rule(&Record::default(), &principal.user, 0, &Alone);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let filled = form.filled();
        let values = step.params.iter().filter_map(|field| Some((field.key.clone(), filled.get(&field.key)?.clone())));
        let values = values.chain(own.clone()).collect();
        let take = Act::Take { step: step.key.clone(), entry: new_entry(), values, reason: None };
        let mut acts = vec![take];
        acts.extend(form.acts(&process.fields));
        let act = Command { record: record.clone(), process: process.id.clone(), acts };
        spawn_local(async move {
            if let Some(summary) = form.commit(act).await {
                open.try_set(false);
                done.run(summary);
            }
        });
    };
    view! {
        <form on:submit=send on:keydown=hold_while_composing>
            <div class="dialog-body">
                <div class="form-grid">{inputs}</div>
                {aside.map(|aside| aside.run(form))}
                <FormTrouble form />
            </div>
            <footer class="dialog-foot">
                <Show when=move || form.is_touched()>
                    <button type="button" class="button quiet" on:click=move |_| form.clear()>
                        {t(w::EMPTY_FORM)}
                    </button>
                </Show>
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    {t(crate::i18n::CANCEL)}
                </button>
                <button class="button primary" aria-busy=move || form.busy.get().then_some("true")>
                    {move || label.get(language()).to_owned()}
                </button>
            </footer>
        </form>
    }
}
