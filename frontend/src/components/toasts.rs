//! Short messages that come and go. What must not be missed stays until it is closed.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Icon;
use super::words as w;
use crate::i18n::{language, t};
use crate::store::Store;

const SHOWN_MS: u32 = 7_000;

#[derive(Clone)]
struct Toast {
    id: u32,
    tone: &'static str,
    text: String,
}

/// One for the page, in the context of every component inside the frame.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Toasts {
    pub fn provide() -> Self {
        let toasts = Self { shown: RwSignal::new(vec![]), next: StoredValue::new(0) };
        provide_context(toasts);
        toasts
    }

    pub fn get() -> Self {
        expect_context()
    }

    fn put(self, tone: &'static str, text: String) -> u32 {
        let id = self.next.try_update_value(|next| {
            *next += 1;
            *next
        });
        let id = id.unwrap_or_default();
        self.shown.update(|shown| shown.push(Toast { id, tone, text }));
        id
    }

    fn close(self, id: u32) {
        self.shown.try_update(|shown| shown.retain(|toast| toast.id != id));
    }

    fn close_later(self, id: u32) {
        spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(SHOWN_MS).await;
            self.close(id);
        });
    }

    /// It is done.
    pub fn done(self, text: impl Into<String>) {
        self.close_later(self.put("done", text.into()));
    }

    /// It was not done. Stays until it is read.
    pub fn failed(self, text: impl Into<String>) {
        self.put("late", text.into());
    }
}

#[component]
pub fn ToastRegion(toasts: Toasts) -> impl IntoView {
    let store = Store::get();
    let failure = move || store.failure.get().map(|failure| failure.say().get(language()).to_owned());
    let one = move |toast: Toast| {
        let id = toast.id;
        let icon = if toast.tone == "done" { "check" } else { "warn" };
        view! {
            <div class="toast" data-tone=toast.tone>
                <Icon name=icon />
                <p>{toast.text}</p>
                <button class="button quiet small icon-only" aria-label=t(w::CLOSE) on:click=move |_| toasts.close(id)>
                    <Icon name="close" />
                </button>
            </div>
        }
    };
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.shown.get() key=|toast| toast.id children=one />
            {move || {
                failure()
                    .map(|text| {
                        view! {
                            <div class="toast" data-tone="late">
                                <Icon name="warn" />
                                <p>{text}</p>
                                <button
                                    class="button quiet small icon-only"
                                    aria-label=t(w::CLOSE)
                                    on:click=move |_| store.failure.set(None)
                                >
                                    <Icon name="close" />
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}
