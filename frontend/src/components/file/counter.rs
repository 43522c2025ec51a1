//! A counter is raised and lowered, never set: when two people count at the same time, both are counted.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::process;
use shared::record::command::Act;

use crate::components::words as w;
use crate::components::{Icon, Toasts};
use crate::i18n::{fill, language};
use crate::message::Opened;
use crate::store::{Store, command};

#[component]
pub fn CountButtons(opened: Signal<Arc<Opened>>, field: process::Field) -> impl IntoView {
    let (store, toasts) = (Store::get(), Toasts::get());
    let field = StoredValue::new(field);
    let name = move || field.with_value(|field| field.label.get(language()).to_owned());
    let count = move |by: i64| {
        let act = Act::Count { field: field.with_value(|field| field.key.clone()), by };
        let counted = opened.with_untracked(|opened| command(opened, vec![act]));
        spawn_local(async move {
            if let Err(refusal) = store.commit(counted).await {
                toasts.failed(untrack(|| refusal.text()));
            }
        });
    };
    let button = move |by: i64, icon: &'static str, words: crate::i18n::Words| {
        view! {
            <button
                type="button"
                class="button quiet icon-only small"
                aria-label=move || fill(words, &name())
                title=move || fill(words, &name())
                on:click=move |_| count(by)
            >
                <Icon name=icon class="icon small" />
            </button>
        }
    };
    view! {
        {button(-1, "minus", w::COUNT_DOWN)}
        {button(1, "plus", w::COUNT_UP)}
    }
}
