//! 话术: the call script, edited piece by piece beside a preview that answers.

use std::collections::BTreeMap;

use gloo_net::http::Request;
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::json;
use shared::script::{AnswerKind, Node, Script, follow_up_script};

use super::script_node::EditNode;
use super::script_preview::Preview;
use super::{Section, script_words, words};
use crate::components::{Doing, Icon, NotRead, Remote, Skeleton, Trouble};
use crate::i18n::{self, fill, t};

const ADDRESS: &str = "/api/v1/scripts/follow_up";

/// The script as it is being written. `shape` tells when pieces or choices come and go: only then are the fields
/// drawn anew, so that nobody loses the cursor while typing.
#[derive(Clone, Copy)]
pub struct Draft {
    pub script: RwSignal<Script>,
    pub shape: RwSignal<u32>,
    /// Choices of a piece that was made another kind: they come back with their values when it is one of choices again.
    pub laid_by: StoredValue<BTreeMap<String, AnswerKind>>,
}

impl Draft {
    pub fn new(script: Script) -> Self {
        Self { script: RwSignal::new(script), shape: RwSignal::new(0), laid_by: StoredValue::default() }
    }

    pub fn write(self, at: usize, write: impl FnOnce(&mut Node)) {
        self.script.update(|script| {
            if let Some(node) = script.nodes.get_mut(at) {
                write(node);
            }
        });
    }

    pub fn reshape(self, write: impl FnOnce(&mut Script)) {
        self.script.update(write);
        self.shape.update(|shape| *shape += 1);
    }

    pub fn remove(self, at: usize) {
        self.reshape(|script| {
            let gone = script.nodes.remove(at).key;
            // Whatever led there now ends the call; the check says what has become unreachable.
            for node in &mut script.nodes {
                node.next.take_if(|next| *next == gone);
                if let AnswerKind::Choice(choices) = &mut node.answer {
                    for choice in choices {
                        choice.next.take_if(|next| *next == gone);
                    }
                }
            }
        });
    }

    fn add(self) {
        self.reshape(|script| {
            let free = |number: &usize| script.node(&format!("piece_{number}")).is_none();
            let number = (script.nodes.len() + 1..).find(free).unwrap_or_default();
            let text = shared::label::Label::same("");
            script.nodes.push(Node { key: format!("piece_{number}"), text, answer: AnswerKind::None, next: None });
        });
    }
}

#[component]
pub fn ScriptPage() -> impl IntoView {
    let kept = Remote::<Script>::open(ADDRESS);
    let editor = move || kept.value.get().map(|script| view! { <Editor script kept /> });
    view! {
        <Section title=words::SCRIPT note=script_words::NOTE>
            <NotRead of=kept />
            <Show when=move || kept.waits()>
                <section class="card">
                    <Skeleton rows=6 />
                </section>
            </Show>
            {editor}
        </Section>
    }
}

#[derive(Deserialize)]
struct Kept {
    version: i64,
}

#[component]
fn Editor(script: Script, kept: Remote<Script>) -> impl IntoView {
    let before = StoredValue::new(script.clone());
    let draft = Draft::new(script);
    let saved = RwSignal::new(None::<i64>);
    let doing = Doing::new();
    let problems = Memo::new(move |_| draft.script.with(|script| script.check().err().unwrap_or_default()));
    let changed = Memo::new(move |_| draft.script.with(|script| before.with_value(|before| script != before)));
    let sound = move || problems.with(Vec::is_empty);
    let save = move |_| {
        if !sound() {
            return;
        }
        let script = draft.script.get_untracked();
        doing.ask(Request::put(ADDRESS), Some(json!(script)), move |answer: Kept| {
            draft.script.update(|script| script.version = answer.version);
            before.set_value(draft.script.get_untracked());
            draft.script.update(|_| ());
            saved.set(Some(answer.version));
        });
    };
    let nodes = move || {
        draft.shape.track();
        let count = draft.script.with_untracked(|script| script.nodes.len());
        (0..count).map(|at| view! { <EditNode draft at /> }).collect_view()
    };
    let verdict = move || match problems.get() {
        found if found.is_empty() => view! { <p class="muted">{t(script_words::SOUND)}</p> }.into_any(),
        found => {
            let line =
                |label: shared::label::Label| view! { <li>{move || label.get(i18n::language()).to_owned()}</li> };
            view! {
                <div class="field-error">
                    <Icon name="warn" />
                    <div>
                        <p>{t(script_words::PROBLEMS)}</p>
                        <ul>{found.iter().map(|problem| line(problem.label())).collect_view()}</ul>
                    </div>
                </div>
            }
            .into_any()
        }
    };
    let original = move |_| {
        let version = draft.script.with_untracked(|script| script.version);
        draft.reshape(|script| *script = Script { version, ..follow_up_script() });
    };
    view! {
        <div class="columns" data-ratio="2-1">
            <div class="column">
                <ol class="pieces">{nodes}</ol>
                <div class="buttons">
                    <button class="button" type="button" on:click=move |_| draft.add()>
                        <Icon name="plus" />
                        {t(script_words::ADD_PIECE)}
                    </button>
                    <button class="button quiet" type="button" on:click=original>
                        {t(script_words::BUILT_IN)}
                    </button>
                </div>
            </div>
            <div class="column beside">
                <Preview draft />
                <section class="card">
                    <div class="card-body stack">
                        <p class="muted">
                            {move || {
                                fill(script_words::VERSION, &draft.script.with(|script| script.version.to_string()))
                            }}
                        </p>
                        <div aria-live="polite">{verdict}</div>
                        <Trouble problem=doing.problem />
                        <p role="status">
                            {move || {
                                saved
                                    .get()
                                    .filter(|_| !changed.get())
                                    .map(|version| fill(script_words::SAVED, &version.to_string()))
                            }}
                        </p>
                        <div class="buttons">
                            <button
                                class="button primary"
                                type="button"
                                aria-busy=move || doing.busy.get().then_some("true")
                                disabled=move || !(sound() && changed.get())
                                on:click=save
                            >
                                {t(i18n::SAVE)}
                            </button>
                            <Show when=move || changed.get()>
                                <button class="button" type="button" on:click=move |_| kept.load()>
                                    {t(script_words::DISCARD)}
                                </button>
                            </Show>
                        </div>
                    </div>
                </section>
            </div>
        </div>
    }
}
