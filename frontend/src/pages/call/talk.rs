//! What the parts of the call screen share: the record, what is typed, the clock, and saving.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::calendar::MayCall;
use shared::call::{self, Draft, Missing};
use shared::process::{Field, Kind, Process};
use shared::record::command::Act;
use shared::record::summary::Summary;
use shared::rule::Lookup;
use shared::script::Script;
use shared::value::Value;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::next::{Candidate, next};
use crate::browser;
use crate::message::Opened;
use crate::store::{Refusal, Store, command, new_entry};

/// How the call was saved, and who comes next.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    pub step: &'static str,
    pub name: String,
}

#[derive(Clone, Copy)]
pub struct Talk {
    pub store: Store,
    pub opened: Signal<Arc<Opened>>,
    pub draft: RwSignal<Draft>,
    /// This device's clock, every second.
    pub second: RwSignal<i64>,
    pub refusal: RwSignal<Option<Refusal>>,
    pub busy: RwSignal<bool>,
    pub saved: RwSignal<Option<Saved>>,
    /// None until it has been looked up.
    pub next: RwSignal<Option<Option<Candidate>>>,
    /// The warning before a call in rest hours is open.
    pub resting: RwSignal<bool>,
    key: StoredValue<String>,
}

impl Talk {
    pub fn new(opened: Signal<Arc<Opened>>) -> Self {
        let store = Store::get();
        let (user, id) = (untrack(|| store.principal()).user, opened.with_untracked(|opened| opened.record.id.clone()));
        let key = format!("huifang.draft.{user}.call.{id}");
        let held = browser::read(&key).and_then(|text| serde_json::from_str::<Draft>(&text).ok());
        // Saved, and the browser ended before the draft was taken away.
        let is_spent = |draft: &Draft| {
            opened.with_untracked(|opened| opened.record.entries("attempts").iter().any(|one| one.id == draft.attempt))
        };
        let draft = held.filter(|draft| !draft.attempt.is_empty() && !is_spent(draft));
        let talk = Self {
            store,
            opened,
            draft: RwSignal::new(draft.unwrap_or_else(|| Draft::new(new_entry()))),
            second: RwSignal::new(browser::now_ms()),
            refusal: RwSignal::new(None),
            busy: RwSignal::new(false),
            saved: RwSignal::new(None),
            next: RwSignal::new(None),
            resting: RwSignal::new(false),
            key: StoredValue::new(key),
        };
        Effect::new(move |_| {
            let draft = talk.draft.get();
            talk.key.with_value(|key| match (draft.is_blank(), serde_json::to_string(&draft)) {
                (false, Ok(text)) => browser::write(key, &text),
                _ => browser::remove(key),
            });
        });
        let clock = move || {
            talk.second.try_set(browser::now_ms());
        };
        if let Ok(ticking) = set_interval_with_handle(clock, std::time::Duration::from_secs(1)) {
            on_cleanup(move || ticking.clear());
        }
        talk
    }

    pub fn process(self) -> Option<Process> {
        let config = self.store.config();
        self.opened.with(|opened| config.process(&opened.record.process).cloned())
    }

    pub fn script(self) -> Option<Script> {
        self.store.config().script("follow_up").cloned()
    }

    pub fn customer(self) -> Option<Summary> {
        self.opened.with(|opened| opened.summary.about.as_ref().and_then(|about| Lookup::summary(&**opened, about)))
    }

    /// The customer's name or whoever is asked in his place; of a file that is not here, the subject.
    pub fn name(self) -> String {
        let item = || self.opened.with(|opened| opened.summary.clone());
        let contact = |item: Summary| item.values.get("contact").and_then(Value::as_text).map(str::to_owned);
        self.customer().map(|file| file.title).or_else(|| contact(item())).unwrap_or_else(|| item().title)
    }

    pub fn field_of(self, key: &str) -> Option<Field> {
        self.process().and_then(|process| process.field(key).cloned())
    }

    pub fn choices(self, key: &str) -> Vec<shared::process::Choice> {
        match self.field_of(key).map(|field| field.kind) {
            Some(Kind::Choice(choices)) => choices,
            _ => vec![],
        }
    }

    pub fn outcomes(self) -> Vec<shared::process::Choice> {
        let attempts = self.field_of("attempts");
        let column = attempts.and_then(|field| field.columns.into_iter().find(|column| column.key == "outcome"));
        match column.map(|column| column.kind) {
            Some(Kind::Choice(choices)) => choices,
            _ => vec![],
        }
    }

    pub fn text(self, key: &str) -> String {
        self.opened.with(|opened| self.draft.with(|draft| draft.field(&opened.record, key)))
    }

    pub fn set(self, key: &str, text: String) {
        self.draft.update(|draft| drop(draft.fields.insert(key.to_owned(), text)));
    }

    pub fn end(self, outcome: &str) {
        self.draft.update(|draft| outcome.clone_into(&mut draft.outcome));
        self.refusal.set(None);
    }

    pub fn appoint(self, at_ms: i64) {
        self.draft.update(|draft| {
            draft.appointment_at_ms = Some(at_ms);
            "appointed".clone_into(&mut draft.outcome);
        });
    }

    pub fn dialled(self) {
        let now = browser::now_ms();
        self.draft.update(|draft| {
            draft.dialled_at_ms.get_or_insert(now);
            draft.running_since_ms.get_or_insert(now);
        });
    }

    pub fn toggle_timer(self) {
        let now = browser::now_ms();
        self.draft.update(|draft| match draft.running_since_ms.take() {
            Some(since) => draft.elapsed_ms += (now - since).max(0),
            None => {
                draft.running_since_ms = Some(now);
                draft.dialled_at_ms.get_or_insert(now);
            }
        });
    }

    pub fn may_call_at(self, at_ms: i64) -> MayCall {
        let (config, customer) = (self.store.config(), self.customer());
        self.opened.with(|opened| call::may_call(&opened.summary, customer.as_ref(), &config, at_ms))
    }

    pub fn may_call_now(self) -> MayCall {
        self.may_call_at(self.store.now.get())
    }

    /// When the rest that bars a call now is over, whatever was agreed before.
    pub fn rested_at(self) -> Option<i64> {
        let (config, mut customer) = (self.store.config(), self.customer());
        let mut item = self.opened.with(|opened| opened.summary.clone());
        item.values.remove("appointment_at_ms");
        if let Some(file) = &mut customer {
            file.values.remove("agreed_at_ms");
        }
        match call::may_call(&item, customer.as_ref(), &config, self.store.now.get()) {
            MayCall::No { until_ms, .. } => Some(until_ms),
            _ => None,
        }
    }

    pub fn missing(self) -> Vec<Missing> {
        let Some(process) = self.process() else { return vec![] };
        let now = self.store.now.get();
        let begun = self.draft.with(|draft| draft.dialled_at_ms).unwrap_or(now);
        let may_call = self.may_call_at(begun);
        self.opened.with(|opened| self.draft.with(|draft| draft.missing(&opened.record, &process, &may_call, now)))
    }

    /// Why this person cannot record here at all: the stage, or whose it is.
    pub fn is_open(self) -> bool {
        let Some(process) = self.process() else { return false };
        self.opened.with(|opened| {
            process.step("done").is_some_and(|step| step.from.iter().any(|from| *from == opened.summary.stage))
        })
    }

    pub fn is_mine(self) -> bool {
        let (Some(process), who) = (self.process(), self.store.principal()) else { return false };
        self.opened.with(|opened| process.step("done").is_some_and(|step| opened.record.is_one_of(&who, &step.by)))
    }

    /// Keeps the call: one command, whole or not at all. What is missing is gone to instead.
    pub fn save(self) {
        if self.busy.get_untracked() || untrack(|| !self.is_open() || !self.is_mine()) {
            return;
        }
        if let Some(first) = untrack(|| self.missing()).first() {
            go_to(&first.field);
            return;
        }
        let (Some(process), Some(script)) = untrack(|| (self.process(), self.script())) else { return };
        let draft = self.draft.get_untracked();
        let acts =
            self.opened.with_untracked(|opened| draft.acts(&opened.record, &process, &script, browser::now_ms()));
        if let Some(step) = draft.step() {
            self.send(acts, step);
        }
    }

    /// Not now: at that time instead, without a call.
    pub fn put_off(self, at_ms: i64) {
        let set = Act::Set { field: "appointment_at_ms".into(), value: at_ms.into() };
        let take = Act::Take { step: "appoint".into(), entry: new_entry(), values: Default::default(), reason: None };
        self.send(vec![set, take], "appoint");
    }

    fn send(self, acts: Vec<Act>, step: &'static str) {
        let (command, name) = (self.opened.with_untracked(|opened| command(opened, acts)), untrack(|| self.name()));
        let id = command.record.clone();
        self.busy.set(true);
        self.refusal.set(None);
        spawn_local(async move {
            let answer = self.store.commit(command).await;
            self.busy.try_set(false);
            match answer {
                Ok(_) => {
                    self.key.try_with_value(|key| browser::remove(key));
                    self.draft.try_set(Draft::new(new_entry()));
                    self.saved.try_set(Some(Saved { step, name }));
                    let found = next(self.store, Some(&id)).await;
                    self.next.try_set(Some(found));
                }
                Err(refusal) => drop(self.refusal.try_set(Some(refusal))),
            }
        });
    }
}

/// Goes to a field of the form: into sight, and the focus into its first control.
pub fn go_to(field: &str) {
    let Some(place) = browser::document().get_element_by_id(&format!("call-{field}")) else { return };
    place.scroll_into_view();
    let inner = place.query_selector("input:checked, input, textarea, select, button").ok().flatten();
    if let Ok(control) = inner.unwrap_or(place).dyn_into::<HtmlElement>() {
        let _ = control.focus();
    }
}
