//! Many at once, for a supervisor: check, reassign, waive. Each is whole or not at all, and what was not done says why.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use leptos::tachys::html::event::SubmitEvent;
use leptos::task::spawn_local;
use shared::id::RecordId;
use shared::principal::Post;
use shared::record::command::{Act, Command, CommandError};
use shared::value::Value;

use super::words as w;
use crate::browser;
use crate::components::{Dialog, Icon, Quotation, hold_while_composing};
use crate::i18n::{self, Words, fill, language, t};
use crate::message::{Ask, Failure, Reply};
use crate::store::{Store, new_entry};

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Outcome {
    done: usize,
    refused: Vec<CommandError>,
    failed: Option<Failure>,
}

#[derive(Clone, Copy)]
struct Work {
    store: Store,
    selected: RwSignal<BTreeSet<RecordId>>,
    outcome: RwSignal<Option<Outcome>>,
    busy: RwSignal<bool>,
}

impl Work {
    fn take(self, step: &'static str, values: BTreeMap<String, Value>, reason: Option<String>) {
        if self.busy.get_untracked() {
            return;
        }
        let ids: Vec<RecordId> = self.selected.get_untracked().into_iter().collect();
        let one = |record: &RecordId| {
            let (values, reason) = (values.clone(), reason.clone());
            let take = Act::Take { step: step.into(), entry: new_entry(), values, reason };
            (browser::new_id(), Command { record: record.clone(), process: "follow_up".into(), acts: vec![take] })
        };
        let commands = ids.iter().map(one).collect();
        self.busy.set(true);
        spawn_local(async move {
            let mut outcome = Outcome::default();
            let mut left = BTreeSet::new();
            match self.store.ask(Ask::CommitAll { commands }).await {
                Reply::KeptAll(answers) => {
                    for (id, answer) in ids.into_iter().zip(answers) {
                        match answer {
                            Ok(_) => outcome.done += 1,
                            Err(error) => {
                                left.insert(id);
                                outcome.refused.push(error);
                            }
                        }
                    }
                    self.selected.try_set(left);
                }
                Reply::Failed(failure) => outcome.failed = Some(failure),
                _ => outcome.failed = Some(Failure::Restarting),
            }
            self.busy.try_set(false);
            self.outcome.try_set(Some(outcome));
        });
    }
}

#[component]
pub fn Bulk(selected: RwSignal<BTreeSet<RecordId>>) -> impl IntoView {
    let store = Store::get();
    let work = Work { store, selected, outcome: RwSignal::new(None), busy: RwSignal::new(false) };
    let (waiving, reassigning) = (RwSignal::new(false), RwSignal::new(false));
    let count = move || fill(w::SELECTED, &selected.with(BTreeSet::len).to_string());
    let said = move || {
        let outcome = work.outcome.get()?;
        let mut whys: BTreeMap<String, usize> = BTreeMap::new();
        for error in &outcome.refused {
            *whys.entry(error.say.get(language()).to_owned()).or_default() += 1;
        }
        let whys = whys.into_iter().map(|(why, count)| format!("{}{why}", fill(w::FAILED_COUNT, &count.to_string())));
        let mut text = vec![];
        if outcome.done > 0 {
            text.push(fill(w::DONE_COUNT, &outcome.done.to_string()));
        }
        text.extend(whys);
        text.extend(outcome.failed.map(|failure| failure.say().get(language()).to_owned()));
        Some(text.join(" "))
    };
    let busy = move || work.busy.get().then_some("true");
    view! {
        <div aria-live="polite">
            {move || {
                said()
                    .map(|text| {
                        view! {
                            <div class="banner" role="status">
                                <p>{text}</p>
                                <button
                                    class="button quiet icon-only"
                                    aria-label=t(crate::components::words::CLOSE)
                                    on:click=move |_| work.outcome.set(None)
                                >
                                    <Icon name="close" />
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
        <Show when=move || selected.with(|selected| !selected.is_empty())>
            <div class="selection-bar" role="toolbar" aria-label=count>
                <b class="selection-count">{count}</b>
                <button class="button small" aria-busy=busy on:click=move |_| work.take("check", BTreeMap::new(), None)>
                    {t(w::CHECK)}
                </button>
                <button class="button small" on:click=move |_| reassigning.set(true)>
                    {t(w::REASSIGN)}
                </button>
                <button class="button small" on:click=move |_| waiving.set(true)>
                    {t(w::WAIVE)}
                </button>
                <button
                    class="button quiet icon-only"
                    aria-label=t(w::UNSELECT)
                    on:click=move |_| selected.update(BTreeSet::clear)
                >
                    <Icon name="close" />
                </button>
            </div>
        </Show>
        <Asked work open=waiving title=w::WAIVE note=w::WAIVE_NOTE label=w::REASON need=w::REASON_NEEDED people=false />
        <Asked
            work
            open=reassigning
            title=w::REASSIGN
            note=w::REASSIGN_NOTE
            label=w::TO_WHOM
            need=w::PERSON_NEEDED
            people=true
        />
    }
}

/// One question before many are done: to whom, or why.
#[component]
fn Asked(
    work: Work,
    open: RwSignal<bool>,
    title: Words,
    note: Words,
    label: Words,
    need: Words,
    people: bool,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let lacking = RwSignal::new(false);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let text = typed.get_untracked().trim().to_owned();
        if text.is_empty() {
            lacking.set(true);
            return;
        }
        if people {
            work.take("reassign", [("assignee".to_owned(), Value::from(text))].into(), None);
        } else {
            work.take("waive", BTreeMap::new(), Some(text));
        }
        typed.set(String::new());
        open.set(false);
    };
    let callers = move || {
        let config = work.store.config();
        let today = config.calendar.date_of(work.store.now.get()).to_string();
        let mut found: Vec<(String, String)> = [Post::Specialist, Post::FrontDesk, Post::Assistant]
            .into_iter()
            .flat_map(|post| config.holders(post, None))
            .map(|person| {
                let name = if person.is_absent(&today) { fill(w::ABSENT, &person.name) } else { person.name.clone() };
                (person.id.0.clone(), name)
            })
            .collect();
        shared::order::plain(&mut found);
        found.dedup();
        found.into_iter().map(|(id, name)| view! { <option value=id>{name}</option> }).collect_view()
    };
    let step = if people { "reassign" } else { "waive" };
    let source = move || {
        let config = work.store.config();
        let source = config.process(&"follow_up".into())?.step(step)?.source.clone()?;
        Some(view! { <Quotation source /> })
    };
    let id = if people { "bulk-person" } else { "bulk-reason" };
    let invalid = move || lacking.get().then_some("true");
    let control = move || {
        if people {
            view! {
                <select
                    class="input"
                    id=id
                    aria-invalid=invalid
                    on:change:target=move |event| {
                        typed.set(event.target().value());
                        lacking.set(false);
                    }
                >
                    <option value="">{t(crate::components::words::CHOOSE)}</option>
                    {callers}
                </select>
            }
            .into_any()
        } else {
            view! {
                <textarea
                    class="input"
                    id=id
                    aria-invalid=invalid
                    prop:value=typed
                    on:input:target=move |event| {
                        typed.set(event.target().value());
                        lacking.set(false);
                    }
                ></textarea>
            }
            .into_any()
        }
    };
    view! {
        <Dialog open title=Signal::derive(move || title.get(language()).to_owned())>
            <form on:submit=send on:keydown=hold_while_composing>
                <div class="dialog-body">
                    <p class="muted">{t(note)}</p>
                    {source}
                    <div class="field">
                        <label class="field-label" for=id>
                            {t(label)}
                        </label>
                        {control}
                        <div aria-live="polite">
                            <Show when=move || lacking.get()>
                                <p class="field-error">
                                    <Icon name="warn" />
                                    {t(need)}
                                </p>
                            </Show>
                        </div>
                    </div>
                </div>
                <footer class="dialog-foot">
                    <button type="button" class="button" on:click=move |_| open.set(false)>
                        {t(i18n::CANCEL)}
                    </button>
                    <button class="button primary">{t(title)}</button>
                </footer>
            </form>
        </Dialog>
    }
}
