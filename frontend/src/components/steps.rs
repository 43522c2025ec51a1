//! What a person may do next with a record, as the rules say, and why not the rest.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::label::Label;
use shared::process::words::field;
use shared::process::{self, Kind, Process, Reason, Step};
use shared::record::command::{Act, CommandCode, CommandError};
use shared::record::policy;
use shared::rule::Within;
use shared::value::Value;

use super::words as w;
use super::{Dialog, FieldInput, Form, FormTrouble, Quotation, hold_while_composing, process_of, quoted};
use crate::i18n::{fill, language, t};
use crate::message::{Line, Opened};
use crate::store::{Store, command, new_entry};

/// A step of the stage that a record is in.
#[derive(Clone, PartialEq)]
pub struct Next {
    pub step: Step,
    /// Why it cannot be taken now.
    pub why_not: Option<CommandError>,
    /// A guard that may be passed by giving a reason.
    warning: Option<Label>,
    /// It wants to know something first.
    pub asks: bool,
}

pub fn next(opened: &Opened, process: &Process, store: Store) -> Vec<Next> {
    let (stamp, config) = (store.stamp(), store.config());
    let known = Within(opened, &config);
    let found = policy::next_steps(&opened.record, process, &stamp, &known);
    let one = |(step, may): (&Step, Result<(), CommandError>)| {
        let bare = policy::may_step(&opened.record, process, step, &stamp, None, &known).err();
        let wants_reason = |error: &CommandError| error.code == CommandCode::ReasonNeeded && error.field.is_none();
        let warning = bare.filter(wants_reason).map(|error| error.say);
        let told = step.params.iter().any(|param| !param.kind.is_by_rule());
        let asks = told || step.reason == Reason::Required || warning.is_some();
        Next { step: step.clone(), why_not: may.err(), warning, asks }
    };
    found.into_iter().map(one).collect()
}

/// What a step fills in itself, by what is known here and now.
fn by_rule(step: &Step, opened: Signal<Arc<Opened>>, store: Store) -> BTreeMap<String, Value> {
    let (config, stamp) = untrack(|| (store.config(), store.stamp()));
    let known = |opened: &Arc<Opened>| {
        step.by_rule(&opened.record, &stamp.principal.user, stamp.at_ms, &Within(&**opened, &config))
    };
    opened.with_untracked(known)
}

/// Closing a record for a reason is never the first thing offered.
fn is_grave(step: &Step, process: &Process) -> bool {
    let closes = step.to.as_deref().and_then(|to| process.stage(to)).is_some_and(|stage| stage.closed);
    closes && step.reason == Reason::Required
}

/// The step that leads on. What leads nowhere (a mark, a note) or wants a reason (going up, going back) comes first only
/// where nothing that leads on waits for more.
fn leading(all: &[Next], process: &Process) -> Option<String> {
    let mut free = all.iter().filter(|next| next.why_not.is_none() && !is_grave(&next.step, process));
    let waits = |next: &Next| {
        next.step.to.is_some() && next.why_not.as_ref().is_some_and(|error| error.code == CommandCode::Guard)
    };
    let onward = free.clone().find(|next| next.step.to.is_some() && next.step.reason != Reason::Required);
    let found = onward.or_else(|| free.next().filter(|_| !all.iter().any(waits)));
    found.map(|next| next.step.key.clone())
}

/// `second`: something else on the screen comes first.
#[component]
pub fn Steps(#[prop(into)] opened: Signal<Arc<Opened>>, #[prop(optional, into)] second: Signal<bool>) -> impl IntoView {
    let store = Store::get();
    let process = process_of(opened);
    let all = Memo::new(move |_| {
        process.with(|process| {
            process.as_ref().map(|process| opened.with(|opened| next(opened, process, store))).unwrap_or_default()
        })
    });
    let asked = RwSignal::new(None::<Next>);
    let open = RwSignal::new(false);
    let direct = Form::new("", BTreeMap::new());
    let offline = move || store.sync.with(|sync| sync.line != Line::Synced && sync.line != Line::Syncing);
    let choose = move |next: Next| {
        if next.asks {
            asked.set(Some(next));
            open.set(true);
            return;
        }
        let values = by_rule(&next.step, opened, store);
        let take = Act::Take { step: next.step.key, entry: new_entry(), values, reason: None };
        let act = opened.with_untracked(|opened| command(opened, vec![take]));
        spawn_local(async move { drop(direct.commit(act).await) });
    };
    let lead = Memo::new(move |_| {
        process.with(|process| process.as_ref().and_then(|process| all.with(|all| leading(all, process))))
    });
    let button = move |next: Next| {
        let grave = process.with_untracked(|process| process.as_ref().is_some_and(|p| is_grave(&next.step, p)));
        let class = if grave { "button quiet" } else { "button" };
        let key = next.step.key.clone();
        let leads = move || !second.get() && lead.with(|lead| lead.as_ref() == Some(&key));
        let label = next.step.label.clone();
        let decided = next.step.decided;
        view! {
            <button
                type="button"
                class=class
                class:primary=leads
                aria-busy=move || direct.busy.get().then_some("true")
                title=move || (decided && offline()).then(t(w::NEEDS_SERVER))
                on:click=move |event| {
                    // The next step slides under the pointer: the second half of a double click was not meant for it.
                    if event.detail() < 2 {
                        choose(next.clone());
                    }
                }
            >
                {move || label.get(language()).to_owned()}
            </button>
        }
    };
    let allowed = move || {
        let open = all.get().into_iter().filter(|next| next.why_not.is_none());
        open.map(button).collect_view()
    };
    let waits = move || {
        let waits = |next: &Next| next.step.decided && next.why_not.is_none();
        (offline() && all.with(|all| all.iter().any(waits)))
            .then(|| view! { <span class="muted">{t(w::NEEDS_SERVER)}</span> })
    };
    let barred = move || {
        let barred: Vec<Next> = all.get().into_iter().filter(|next| next.why_not.is_some()).collect();
        if barred.is_empty() {
            return None;
        }
        let count = barred.len().to_string();
        let line = |next: Next| {
            let why = next.why_not.map(|error| error.say);
            let source = next.step.source.map(|source| view! { <Quotation source /> });
            view! {
                <li>
                    <b>{next.step.label.get(language()).to_owned()}</b>
                    <span>{why.map(|why| why.get(language()).to_owned())}</span>
                    {source}
                </li>
            }
        };
        Some(view! {
            <details class="steps-why">
                <summary>{fill(w::STEPS_WHY, &count)}</summary>
                <ul>{barred.into_iter().map(line).collect_view()}</ul>
            </details>
        })
    };
    // What may be done is laid down somewhere, too: a button has no room to say where.
    let grounds = move || {
        let line = |next: Next| {
            let source = next.step.source?;
            Some(view! {
                <li>
                    <b>{next.step.label.get(language()).to_owned()}</b>
                    {quoted(&source)}
                </li>
            })
        };
        let open = all.get().into_iter().filter(|next| next.why_not.is_none());
        let lines: Vec<_> = open.filter_map(line).collect();
        (!lines.is_empty()).then(|| {
            view! {
                <details class="steps-said">
                    <summary>{t(w::WHY_RULE)}</summary>
                    <ul>{lines}</ul>
                </details>
            }
        })
    };
    let title = Signal::derive(move || {
        asked.with(|asked| asked.as_ref().map(|next| next.step.label.get(language()).to_owned()).unwrap_or_default())
    });
    view! {
        <Show when=move || all.with(|all| !all.is_empty())>
            <section class="steps" aria-label=t(w::NEXT_STEPS)>
                {allowed}
                {waits}
                {barred}
                {grounds}
                <FormTrouble form=direct />
            </section>
        </Show>
        <Dialog open title>
            {move || asked.get().map(|next| view! { <StepForm opened next open /> })}
        </Dialog>
    }
}

/// What a step wants to know: its values, and a reason where one is needed.
#[component]
pub fn StepForm(opened: Signal<Arc<Opened>>, next: Next, open: RwSignal<bool>) -> impl IntoView {
    let store = Store::get();
    let draft = opened.with_untracked(|opened| format!("step.{}.{}", opened.record.id, next.step.key));
    let form = Form::new(&draft, BTreeMap::new());
    let step = next.step;
    let wants_reason = step.reason != Reason::None || next.warning.is_some();
    let reason = wants_reason.then(|| {
        let needed = step.reason == Reason::Required || next.warning.is_some();
        let words = if needed { w::REASON } else { w::REASON_OPTIONAL };
        process::Field { required: needed, ..field("reason", Label::new(words.zh, words.en), Kind::LongText) }
    });
    let label = step.label.clone();
    // To whom it goes up is said before it is sent, not asked.
    let superior = step.params.iter().find(|param| param.kind == Kind::Superior).and_then(|param| {
        let values = by_rule(&step, opened, store);
        let who = values.get(&param.key)?.as_text().filter(|who| !who.is_empty())?;
        let name = untrack(|| store.config().name_of(&who.into()).to_owned());
        Some((param.label.clone(), name))
    });
    let params: Vec<_> = step.params.iter().filter(|param| !param.kind.is_by_rule()).cloned().collect();
    let (decided, source) = (step.decided, step.source.clone());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let mut values = form.filled();
        values.extend(by_rule(&step, opened, store));
        let reason = values.remove("reason").and_then(|reason| reason.as_text().map(str::to_owned));
        let take = Act::Take { step: step.key.clone(), entry: new_entry(), values, reason };
        let act = opened.with_untracked(|opened| command(opened, vec![take]));
        spawn_local(async move {
            if form.commit(act).await.is_some() {
                open.try_set(false);
            }
        });
    };
    let first = params.is_empty();
    let params = params.into_iter().enumerate();
    let params = params.map(|(at, field)| view! { <FieldInput form field autofocus=at == 0 /> }).collect_view();
    let offline = move || store.sync.with(|sync| sync.line != Line::Synced && sync.line != Line::Syncing);
    let warning = next.warning;
    let source = source.map(|source| view! { <Quotation source /> });
    view! {
        <form on:submit=send on:keydown=hold_while_composing>
            <div class="dialog-body">
                {warning
                    .map(|warning| {
                        view! { <p>{move || fill(w::GUARD_ASK, warning.get(language()))}</p> }
                    })}
                {superior
                    .map(|(label, name)| {
                        view! { <p>{move || label.get(language()).to_owned()} " " <b>{name}</b></p> }
                    })}
                {params}
                {reason.map(|field| view! { <FieldInput form field autofocus=first /> })}
                {source}
                <Show when=move || decided && offline()>
                    <p class="muted">{t(w::NEEDS_SERVER)}</p>
                </Show>
                <FormTrouble form />
            </div>
            <footer class="dialog-foot">
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
