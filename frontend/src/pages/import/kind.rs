//! What is imported: each process that says how, if this person may make such records.

use leptos::prelude::*;
use shared::id::ProcessId;
use shared::label::Label;
use shared::process::Process;
use shared::record::Record;

use super::flow::Flow;
use super::words;
use crate::i18n::{self, Words, fill, t};
use crate::store::Store;

fn mine(process: &Process, store: Store) -> bool {
    let birth = process.import.as_ref().and_then(|import| process.step(&import.birth));
    birth.is_some_and(|birth| Record::default().is_one_of(&store.principal(), &birth.by))
}

/// Their ids and names, in the order of the company's processes.
pub fn offered(store: Store) -> Vec<(ProcessId, Label)> {
    let config = store.config();
    let mine = config.processes.iter().filter(|process| mine(process, store));
    mine.map(|process| (process.id.clone(), process.label.clone())).collect()
}

/// So many customers, or so many records of another kind.
pub fn count(process: &str, customers: Words, records: Words, count: &str) -> String {
    fill(if process == "customer" { customers } else { records }, count)
}

/// The name of a kind; its id where the process is not known here.
pub fn name(store: Store, process: &str) -> String {
    let config = store.config();
    let found = config.process(&ProcessId::from(process));
    found.map_or_else(|| process.to_owned(), |process| process.label.get(i18n::language()).to_owned())
}

#[component]
pub fn ChooseKind(flow: Flow) -> impl IntoView {
    let store = Store::get();
    let all = Memo::new(move |_| offered(store));
    // Somebody who may not import customers begins with what he may import.
    Effect::new(move |_| {
        let now = flow.process.get_untracked();
        let first = all.with(|all| all.first().map(|(id, _)| id.clone()));
        if let Some(first) = first.filter(|_| all.with(|all| all.iter().all(|(id, _)| id.as_str() != now))) {
            flow.process.set(first.0);
        }
    });
    let option = move |(id, label): (ProcessId, Label)| {
        let key = id.0.clone();
        view! {
            <option value=id.0 prop:selected=move || flow.process.with(|now| *now == key)>
                {move || label.get(i18n::language()).to_owned()}
            </option>
        }
    };
    view! {
        <Show when=move || { all.with(Vec::len) > 1 }>
            <div class="field">
                <label class="field-label" for="import-kind">
                    {t(words::WHAT)}
                </label>
                <select
                    class="input"
                    id="import-kind"
                    disabled=flow.reading.busy
                    on:change:target=move |event| {
                        flow.forget();
                        flow.process.set(event.target().value());
                    }
                >
                    {move || all.get().into_iter().map(option).collect_view()}
                </select>
            </div>
        </Show>
    }
}
