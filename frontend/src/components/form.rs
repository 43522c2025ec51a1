//! What is typed before it is kept: values by field key, the refusal that came back, and a draft in the browser, so that
//! a reload, an update, an ended session or a full disk take nothing away.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use shared::process::{self, MergeClass};
use shared::record::command::{Act, Command};
use shared::record::summary::Summary;
use shared::value::Value;

use super::Icon;
use crate::browser;
use crate::store::{Refusal, Store};

/// Between the members of a set while they are typed.
const MEMBERS: char = '\n';

thread_local! {
    static FORMS: Cell<u32> = const { Cell::new(0) };
}

#[derive(Clone, Copy)]
pub struct Form {
    store: Store,
    number: u32,
    draft: StoredValue<Option<String>>,
    start: StoredValue<BTreeMap<String, Value>>,
    /// The fields that show their own errors.
    shown: StoredValue<BTreeSet<String>>,
    pub values: RwSignal<BTreeMap<String, Value>>,
    pub refusal: RwSignal<Option<Refusal>>,
    /// Being kept right now: buttons wait.
    pub busy: RwSignal<bool>,
}

impl Form {
    /// `draft` names what is typed here (`new.customer`, `contact.<id>`); empty keeps no draft.
    pub fn new(draft: &str, start: BTreeMap<String, Value>) -> Self {
        let store = Store::get();
        let number = FORMS.with(|forms| forms.replace(forms.get() + 1));
        let draft =
            (!draft.is_empty()).then(|| format!("huifang.draft.{}.{draft}", untrack(|| store.principal()).user));
        let held = draft.as_deref().and_then(browser::read).and_then(|text| serde_json::from_str(&text).ok());
        let mut values = start.clone();
        values.extend(held.unwrap_or_else(BTreeMap::<String, Value>::new));
        Self {
            store,
            number,
            draft: StoredValue::new(draft),
            start: StoredValue::new(start),
            shown: StoredValue::new(BTreeSet::new()),
            values: RwSignal::new(values),
            refusal: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// The id of the control of a field: unique on the page.
    pub fn id(self, key: &str) -> String {
        format!("form{}-{key}", self.number)
    }

    pub fn value(self, key: &str) -> Value {
        self.values.with(|values| values.get(key).cloned().unwrap_or_default())
    }

    pub fn text(self, key: &str) -> String {
        self.value(key).as_text().unwrap_or_default().to_owned()
    }

    pub fn set(self, key: &str, value: Value) {
        if self.values.with_untracked(|values| values.get(key) == Some(&value)) {
            return;
        }
        self.values.update(|values| {
            values.insert(key.to_owned(), value);
        });
        if self.refusal.with_untracked(|refusal| refusal.as_ref().is_some_and(|r| r.field() == Some(key))) {
            self.refusal.set(None);
        }
        self.keep_draft();
    }

    fn keep_draft(self) {
        self.draft.with_value(|draft| {
            // Only what differs from the start: what was filled in for the person is made anew each time.
            let typed: BTreeMap<String, Value> = self.values.with_untracked(|values| {
                let start = self.start.get_value();
                let typed = values.iter().filter(|(key, value)| start.get(*key) != Some(value));
                typed.map(|(key, value)| (key.clone(), value.clone())).collect()
            });
            let text = serde_json::to_string(&typed);
            if let (Some(key), Ok(text)) = (draft, text) {
                browser::write(key, &text);
            }
        });
    }

    /// Has anything been typed that is not kept?
    pub fn is_touched(self) -> bool {
        self.values.with(|values| self.start.with_value(|start| values != start))
    }

    /// Only what holds something, ends trimmed.
    pub fn filled(self) -> BTreeMap<String, Value> {
        let trimmed = |value: &Value| match value {
            Value::Text(text) => Value::Text(text.trim().to_owned()),
            other => other.clone(),
        };
        self.values.with_untracked(|values| {
            let filled = values.iter().filter(|(_, value)| !value.is_empty());
            filled.map(|(key, value)| (key.clone(), trimmed(value))).collect()
        })
    }

    /// What fills a record of these fields with what is typed.
    pub fn acts(self, fields: &[process::Field]) -> Vec<Act> {
        let filled = self.filled();
        let mut acts = vec![];
        for field in fields {
            let (Some(value), key) = (filled.get(&field.key), field.key.clone()) else { continue };
            match (field.class, value) {
                (MergeClass::Single, value) => acts.push(Act::Set { field: key, value: value.clone() }),
                (MergeClass::Set, Value::Text(text)) => {
                    let add = |value: String| Act::Add { field: key.clone(), value };
                    acts.extend(members(text).into_iter().map(add));
                }
                (MergeClass::Text, Value::Text(text)) => {
                    acts.push(Act::Splice { field: key, at: 0, delete: 0, insert: text.clone() });
                }
                _ => {}
            }
        }
        acts
    }

    /// Back to the start: it is kept, or the person lets it go.
    pub fn clear(self) {
        self.draft.with_value(|draft| draft.iter().for_each(|key| browser::remove(key)));
        self.values.try_set(self.start.get_value());
        self.refusal.try_set(None);
    }

    /// Keeps it. None: refused; the words stand at the field, and everything typed is still there.
    pub async fn commit(self, command: Command) -> Option<Summary> {
        self.kept(self.store.commit(command)).await
    }

    /// The same for what becomes several acts, in one.
    pub async fn commit_all(self, commands: Vec<Command>) -> Option<()> {
        self.kept(self.store.commit_all(commands)).await
    }

    async fn kept<T>(self, acts: impl Future<Output = Result<T, Refusal>>) -> Option<T> {
        if self.busy.try_get_untracked() != Some(false) {
            return None;
        }
        self.busy.set(true);
        self.refusal.set(None);
        let draft = self.draft.get_value();
        let sent = self.values.get_untracked();
        let answer = acts.await;
        self.busy.try_set(false);
        match answer {
            Ok(kept) => {
                match self.values.try_with_untracked(|values| *values == sent) {
                    Some(true) => self.clear(),
                    // Typed on meanwhile: that is not kept yet, and stays.
                    Some(false) => {}
                    // The form is gone; its draft must go with it.
                    None => draft.iter().for_each(|key| browser::remove(key)),
                }
                Some(kept)
            }
            Err(refusal) => {
                self.refusal.try_set(Some(refusal));
                None
            }
        }
    }

    /// A control outside [`super::FieldInput`] that says its own objection.
    pub fn shows(self, key: &str) {
        self.shown.update_value(|shown| {
            shown.insert(key.to_owned());
        });
    }

    /// The objection to this field, in words.
    pub fn objection(self, key: &str) -> Option<String> {
        self.refusal.with(|refusal| refusal.as_ref().filter(|r| r.field() == Some(key)).map(Refusal::text))
    }

    /// The objection that no field shows.
    fn rest(self) -> Option<String> {
        let elsewhere =
            |refusal: &&Refusal| refusal.field().is_none_or(|key| self.shown.with_value(|shown| !shown.contains(key)));
        self.refusal.with(|refusal| refusal.as_ref().filter(elsewhere).map(Refusal::text))
    }
}

/// The members typed into a set field.
pub fn members(text: &str) -> Vec<String> {
    text.split(MEMBERS).map(str::trim).filter(|member| !member.is_empty()).map(str::to_owned).collect()
}

pub fn join(members: &[String]) -> Value {
    Value::Text(members.join(&MEMBERS.to_string()))
}

/// What went wrong with the whole of a form, read out when it appears.
#[component]
pub fn FormTrouble(form: Form) -> impl IntoView {
    view! {
        <div aria-live="assertive">
            {move || {
                form.rest()
                    .map(|text| {
                        view! {
                            <p class="field-error">
                                <Icon name="warn" />
                                {text}
                            </p>
                        }
                    })
            }}
        </div>
    }
}
