//! What a supervisor does with several files at once: each is its own act, kept or refused by itself.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::RecordId;
use shared::principal::Post;
use shared::query::Query;
use shared::record::command::{Act, Command};
use shared::record::summary::Summary;
use shared::value::Value;

use super::assign::AssignForm;
use super::words as w;
use crate::browser;
use crate::components::{Dialog, Icon, select_all};
use crate::i18n::{fill, language, t};
use crate::message::{Ask, Reply};
use crate::store::{Store, new_entry};

/// What came of a bulk act.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    pub kept: usize,
    /// Name of the file, and why not.
    pub refused: Vec<(String, String)>,
}

/// The files of these ids, in that order; what is not on this device is left out.
pub async fn rows_of(store: Store, ids: Vec<RecordId>) -> Vec<Summary> {
    match store.ask(Ask::Rows(ids)).await {
        Reply::Rows { rows, .. } => rows.into_iter().map(|row| row.summary).collect(),
        _ => vec![],
    }
}

/// Does one act on each file; every act has a ticket of its own.
pub async fn commit_all(store: Store, each: Vec<(Summary, Vec<Act>)>) -> Outcome {
    let command = |(summary, acts): &(Summary, Vec<Act>)| {
        let command = Command { record: summary.id.clone(), process: summary.process.clone(), acts: acts.clone() };
        (browser::new_id(), command)
    };
    let commands = each.iter().map(command).collect();
    let mut outcome = Outcome::default();
    match store.ask(Ask::CommitAll { commands }).await {
        Reply::KeptAll(answers) => {
            for ((summary, _), answer) in each.iter().zip(answers) {
                match answer {
                    Ok(_) => outcome.kept += 1,
                    Err(error) => {
                        let why = untrack(language);
                        outcome.refused.push((summary.title.clone(), error.say.get(why).to_owned()));
                    }
                }
            }
        }
        Reply::Failed(failure) => {
            let why = failure.say().get(untrack(language)).to_owned();
            outcome.refused = each.into_iter().map(|(summary, _)| (summary.title, why.clone())).collect();
        }
        _ => {}
    }
    outcome
}

pub fn take(step: &str) -> Act {
    Act::Take { step: step.to_owned(), entry: new_entry(), values: Default::default(), reason: None }
}

#[component]
pub fn SelectionBar(
    selected: RwSignal<BTreeSet<RecordId>>,
    #[prop(into)] query: Signal<Query>,
    total: RwSignal<Option<u32>>,
) -> impl IntoView {
    let store = Store::get();
    let count = Memo::new(move |_| selected.with(BTreeSet::len));
    let outcome = RwSignal::new(None::<Outcome>);
    let (assigning, classifying, busy) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let leads = Memo::new(move |_| {
        let principal = store.principal();
        principal.holds(Post::Supervisor) || principal.holds(Post::Manager)
    });
    let ids = move || selected.with_untracked(|held| held.iter().cloned().collect::<Vec<_>>());
    let finish = Callback::new(move |done: Outcome| {
        if done.refused.is_empty() {
            selected.set(BTreeSet::new());
        }
        outcome.set(Some(done));
    });
    let submit = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let ids = ids();
        spawn_local(async move {
            let rows = rows_of(store, ids).await;
            let done = commit_all(store, rows.into_iter().map(|row| (row, vec![take("submit")])).collect()).await;
            busy.try_set(false);
            finish.run(done);
        });
    };
    let title = |words| Signal::derive(move || fill(words, &count.get().to_string()));
    let all = move || total.get().filter(|total| (*total as usize) > count.get());
    view! {
        <Show when=move || outcome.with(Option::is_some)>
            <Outcomes outcome />
        </Show>
        <Show when=move || count.get() != 0>
            <div class="selection-bar" role="toolbar" aria-label=move || fill(w::SELECTED, &count.get().to_string())>
                <b class="selection-count">{move || fill(w::SELECTED, &count.get().to_string())}</b>
                {move || {
                    all()
                        .map(|total| {
                            view! {
                                <button
                                    type="button"
                                    class="button quiet small selection-all"
                                    on:click=move |_| select_all(store, query.get_untracked(), selected)
                                >
                                    {fill(w::SELECT_FOUND, &total.to_string())}
                                </button>
                            }
                        })
                }}
                <button
                    type="button"
                    class="button small"
                    aria-busy=move || busy.get().then_some("true")
                    on:click=submit
                >
                    {t(w::SUBMIT)}
                </button>
                <Show when=move || leads.get()>
                    <button type="button" class="button small" on:click=move |_| classifying.set(true)>
                        {t(w::CLASSIFY)}
                    </button>
                    <button type="button" class="button small primary" on:click=move |_| assigning.set(true)>
                        {t(w::ASSIGN)}
                    </button>
                </Show>
                <button
                    type="button"
                    class="button quiet icon-only"
                    aria-label=t(w::UNSELECT)
                    on:click=move |_| selected.set(BTreeSet::new())
                >
                    <Icon name="close" />
                </button>
            </div>
        </Show>
        <Dialog open=assigning title=title(w::ASSIGN_TITLE) size="wide">
            <AssignForm ids=ids() open=assigning done=finish />
        </Dialog>
        <Dialog open=classifying title=title(w::CLASSIFY_TITLE)>
            <ClassForm ids=ids() open=classifying done=finish />
        </Dialog>
    }
}

/// How many were kept; which were not, and why.
#[component]
fn Outcomes(outcome: RwSignal<Option<Outcome>>) -> impl IntoView {
    let shown = move || outcome.get().unwrap_or_default();
    let tone = move || if shown().refused.is_empty() { "done" } else { "soon" };
    let line = |(name, why): (String, String)| {
        view! {
            <li>
                <b>{name}</b>
                " "
                {why}
            </li>
        }
    };
    view! {
        <div class="banner" data-tone=tone role="status">
            {move || view! { <Icon name=if shown().refused.is_empty() { "check" } else { "warn" } /> }}
            <div class="grow">
                <p>{move || fill(w::KEPT, &shown().kept.to_string())}</p>
                <Show when=move || !shown().refused.is_empty()>
                    <details open>
                        <summary>{move || fill(w::NOT_KEPT, &shown().refused.len().to_string())}</summary>
                        <ul>{move || shown().refused.into_iter().map(line).collect_view()}</ul>
                    </details>
                </Show>
            </div>
            <button
                type="button"
                class="button quiet icon-only"
                aria-label=t(crate::components::words::CLOSE)
                on:click=move |_| outcome.set(None)
            >
                <Icon name="close" />
            </button>
        </div>
    }
}

/// One class for all of them. What has been submitted takes the step too; the rest only gets the class.
#[component]
fn ClassForm(ids: Vec<RecordId>, open: RwSignal<bool>, done: Callback<Outcome>) -> impl IntoView {
    let store = Store::get();
    let (class, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let ids = StoredValue::new(ids);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = class.get_untracked();
        if name.is_empty() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        let ids = ids.get_value();
        spawn_local(async move {
            let each = rows_of(store, ids).await.into_iter().map(|row| {
                let mut acts = vec![Act::Set { field: "class".into(), value: Value::Text(name.clone()) }];
                acts.extend((row.stage == "submitted").then(|| take("classify")));
                (row, acts)
            });
            let outcome = commit_all(store, each.collect()).await;
            open.try_set(false);
            done.run(outcome);
        });
    };
    let choice = move |name: String| {
        let (value, held) = (name.clone(), name.clone());
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="class"
                    prop:checked=move || class.with(|class| *class == held)
                    on:change=move |_| class.set(value.clone())
                />
                <span>{name}</span>
            </label>
        }
    };
    let choices = move || {
        let config = store.config();
        config.classes.iter().filter(|one| one.active).map(|one| choice(one.name.clone())).collect_view()
    };
    view! {
        <form on:submit=send>
            <div class="dialog-body">
                <fieldset class="choice-group">
                    <legend>{t(w::CHOOSE_CLASS)}</legend>
                    {choices}
                </fieldset>
            </div>
            <footer class="dialog-foot">
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    {t(crate::i18n::CANCEL)}
                </button>
                <button
                    class="button primary"
                    disabled=move || class.with(String::is_empty)
                    aria-busy=move || busy.get().then_some("true")
                >
                    {t(w::CLASSIFY)}
                </button>
            </footer>
        </form>
    }
}
