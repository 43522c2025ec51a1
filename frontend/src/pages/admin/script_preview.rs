use leptos::prelude::*;
use shared::label::Label;
use shared::script::{self, AnswerKind, Answers, Farewell, Slots};

use super::script::Draft;
use super::script_words as words;
use crate::i18n::{self, t};

/// Somebody to talk to while the script is tried.
fn example() -> Slots {
    [
        ("customer", Label::new("王", "Wang")),
        ("salutation", Label::new("女士", "Ms")),
        ("caller", Label::new("陈静", "Chen Jing")),
        ("company", Label::new("本公司", "our company")),
        ("time", Label::new("昨天下午", "yesterday afternoon")),
        ("service", Label::new("上门维修", "home repair")),
        ("farewell", Farewell::Festival.label()),
    ]
    .map(|(slot, label)| (slot.to_owned(), label))
    .into()
}

/// The call as it would go with the answers chosen here.
#[component]
pub fn Preview(draft: Draft) -> impl IntoView {
    let answers = RwSignal::new(Answers::new());
    let nodes = move || {
        let slots = example();
        draft.script.with(|script| {
            let path = answers.with(|answers| script::path(script, answers).into_iter().cloned().collect::<Vec<_>>());
            let last = path.len().saturating_sub(1);
            let shown = path.into_iter().enumerate().map(|(at, node)| {
                let text = script::fill(&node.text, &slots);
                let state = if at == last { "now" } else { "said" };
                let key = StoredValue::new(node.key);
                let answer = match node.answer {
                    AnswerKind::None => ().into_any(),
                    AnswerKind::Text => view! { <p class="script-tip">{t(words::ANSWER_HERE)}</p> }.into_any(),
                    AnswerKind::Choice(choices) => {
                        let choice = |choice: script::Choice| {
                            let chosen = answers.with_untracked(|answers| {
                                key.with_value(|key| answers.get(key)) == Some(&choice.value)
                            });
                            let value = choice.value.clone();
                            let choose = move |_| {
                                answers.update(|answers| {
                                    answers.insert(key.get_value(), value.clone());
                                });
                            };
                            view! {
                                <button class="chip" type="button" aria-pressed=chosen.to_string() on:click=choose>
                                    {choice.label.get(i18n::language()).to_owned()}
                                </button>
                            }
                        };
                        view! { <div class="chips">{choices.into_iter().map(choice).collect_view()}</div> }.into_any()
                    }
                };
                view! {
                    <li>
                        <article class="script-node" data-state=state>
                            <p class="script-say">{text.get(i18n::language()).to_owned()}</p>
                            {answer}
                        </article>
                    </li>
                }
            });
            shown.collect_view()
        })
    };
    view! {
        <section class="card" aria-label=t(words::PREVIEW)>
            <header class="card-head">
                <h2 class="card-title">{t(words::PREVIEW)}</h2>
                <div class="card-actions">
                    <button class="button quiet small" type="button" on:click=move |_| answers.set(Answers::new())>
                        {t(words::RESTART)}
                    </button>
                </div>
            </header>
            <div class="card-body stack">
                <p class="muted">{t(words::PREVIEW_NOTE)}</p>
                <ol class="pieces">{nodes}</ol>
            </div>
        </section>
    }
}
