//! Giving out a task.

use std::collections::BTreeMap;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::calendar::Calendar;
use shared::id::UserId;
use shared::process::{self, Process, Step};
use shared::record::Record;
use shared::record::command::{Act, Command};
use shared::record::policy;
use shared::record::summary::Summary;
use shared::rule::Alone;
use shared::value::Value;

use super::words as w;
use crate::components::{Dialog, FieldInput, Form, FormTrouble, hold_while_composing};
use crate::i18n::{Words, language, t};
use crate::store::{Store, new_entry, new_record};

/// A task given a day and no hour is due when the day's work ends.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const MINUTE_MS: i64 = 60_000;
const ASKED: [&str; 5] = ["title", "detail", "customer", "source", "due_at_ms"];

/// The step that makes a task, if this person may take it.
pub fn birth(store: Store) -> Option<(Process, Step)> {
    let config = store.config();
    let process = config.process(&"task".into())?;
    let stamp = store.stamp();
    let may = |step: &&Step| policy::may_step(&Record::default(), process, step, &stamp, None, &Alone).is_ok();
    process.births().find(may).map(|step| (process.clone(), step.clone()))
}

#[component]
pub fn NewTask(open: RwSignal<bool>, #[prop(into)] done: Callback<Summary>) -> impl IntoView {
    let store = Store::get();
    let title = Signal::derive(move || w::NEW.get(language()).to_owned());
    view! {
        <Dialog open title size="wide">
            {move || untrack(|| birth(store)).map(|(process, step)| view! { <TaskForm process step open done /> })}
        </Dialog>
    }
}

/// The end of the working day `days` after today; `monday` goes on to the next Monday.
fn due(calendar: &Calendar, now_ms: i64, days: i64, monday: bool) -> i64 {
    let mut date = calendar.date_of(now_ms + days * DAY_MS);
    if monday {
        let ahead = 7 - i64::from(date.weekday().to_monday_zero_offset());
        date = calendar.date_of(now_ms + ahead * DAY_MS);
    }
    calendar.start_of(date) + i64::from(calendar.work_minutes.1) * MINUTE_MS
}

#[component]
fn TaskForm(process: Process, step: Step, open: RwSignal<bool>, done: Callback<Summary>) -> impl IntoView {
    let store = Store::get();
    let me = untrack(|| store.principal());
    let start = BTreeMap::from([("assignee".to_owned(), Value::Text(me.user.0.clone()))]);
    let form = Form::new("new.task", start);
    let fields: Vec<process::Field> = ASKED.iter().filter_map(|key| process.field(key)).cloned().collect();
    let assignee = step.params.iter().find(|field| field.key == "assignee").cloned();
    let id = process.id.clone();
    let (held, key) = (fields.clone(), step.key.clone());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let filled = form.filled();
        let mut values = BTreeMap::new();
        if let Some(assignee) = filled.get("assignee") {
            values.insert("assignee".to_owned(), assignee.clone());
            // The work belongs to the department of whoever does it.
            let config = untrack(|| store.config());
            let person = assignee.as_text().and_then(|user| config.person(&UserId::from(user)).cloned());
            let held = person.iter().flat_map(|person| &person.holdings).map(|holding| &holding.department);
            let department = held.into_iter().find(|one| !one.is_empty()).or(me.department()).cloned();
            values.extend(department.map(|one| ("department".to_owned(), Value::Text(one.0))));
        }
        let take = Act::Take { step: key.clone(), entry: new_entry(), values, reason: None };
        let acts = [take].into_iter().chain(form.acts(&held)).collect();
        let command = Command { record: new_record(), process: id.clone(), acts };
        spawn_local(async move {
            if let Some(summary) = form.commit(command).await {
                open.try_set(false);
                done.run(summary);
            }
        });
    };
    let quick = move |words: Words, days: i64, monday: bool| {
        let at = move || due(&store.config().calendar, store.now.get(), days, monday);
        let is_set = Memo::new(move |_| form.value("due_at_ms").as_int() == Some(at()));
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || is_set.get().to_string()
                on:click=move |_| form.set("due_at_ms", Value::Int(untrack(at)))
            >
                {t(words)}
            </button>
        }
    };
    let input = move |(at, field): (usize, process::Field)| {
        let is_due = field.key == "due_at_ms";
        view! {
            <div class=if at < 2 || is_due { "span-all" } else { "" }>
                <FieldInput form field autofocus=at == 0 />
                {is_due
                    .then(|| {
                        view! {
                            <div class="chips" role="group" aria-label=t(w::DUE_QUICK)>
                                {quick(w::DUE_TODAY, 0, false)}
                                {quick(w::DUE_TOMORROW, 1, false)}
                                {quick(w::DUE_THREE, 3, false)}
                                {quick(w::DUE_MONDAY, 0, true)}
                                {quick(w::DUE_WEEK, 7, false)}
                            </div>
                        }
                    })}
            </div>
        }
    };
    view! {
        <form on:submit=send on:keydown=hold_while_composing>
            <div class="dialog-body">
                <div class="form-grid">
                    {fields.into_iter().enumerate().map(input).collect_view()}
                    {assignee.map(|field| view! { <div><FieldInput form field /></div> })}
                </div>
                <FormTrouble form />
            </div>
            <footer class="dialog-foot">
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    {t(crate::i18n::CANCEL)}
                </button>
                <button class="button primary" aria-busy=move || form.busy.get().then_some("true")>
                    {t(w::NEW)}
                </button>
            </footer>
        </form>
    }
}
