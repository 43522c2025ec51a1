use gloo_net::http::{Request, RequestBuilder};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Icon, Trouble};
use crate::i18n::{self, t};
use crate::session::{Answer, Problem, Session, call, send};

/// What a page reads from the server: what came last, and why it did not come.
pub struct Remote<T: Send + Sync + 'static> {
    session: Session,
    address: StoredValue<String>,
    pub value: RwSignal<Option<T>>,
    pub problem: RwSignal<Option<Problem>>,
}

impl<T: Send + Sync + 'static> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Remote<T> {}

impl<T: DeserializeOwned + Clone + Send + Sync + 'static> Remote<T> {
    /// Begins to read at once.
    pub fn open(address: &str) -> Self {
        let remote = Self {
            session: Session::get(),
            address: StoredValue::new(address.to_owned()),
            value: RwSignal::new(None),
            problem: RwSignal::new(None),
        };
        remote.load();
        remote
    }

    pub fn load(self) {
        spawn_local(self.read());
    }

    pub async fn read(self) {
        let Some(address) = self.address.try_get_value() else { return };
        match call(Request::get(&address), None).await {
            Ok(value) => {
                self.value.try_set(Some(value));
                self.problem.try_set(None);
            }
            Err(problem) => {
                self.session.heard(&problem);
                self.problem.try_set(Some(problem));
            }
        }
    }

    pub fn or_empty(self) -> T
    where
        T: Default,
    {
        self.value.get().unwrap_or_default()
    }

    /// Neither an answer nor a refusal yet.
    pub fn waits(self) -> bool {
        self.value.with(Option::is_none) && self.problem.with(Option::is_none)
    }
}

/// One thing that the server is asked to do at a time, and what came of it.
#[derive(Clone, Copy)]
pub struct Doing {
    session: Session,
    pub busy: RwSignal<bool>,
    pub problem: RwSignal<Option<Problem>>,
}

impl Doing {
    pub fn new() -> Self {
        Self { session: Session::get(), busy: RwSignal::new(false), problem: RwSignal::new(None) }
    }

    /// Sends; `then` hears when it is done. A second press while the first is under way does nothing.
    pub fn run(self, request: RequestBuilder, body: Option<Value>, then: impl FnOnce() + 'static) {
        self.after(async move { send(request, body).await.map(drop) }, move |()| then());
    }

    /// The same for an answer that is read.
    pub fn ask<T: DeserializeOwned + 'static>(
        self,
        request: RequestBuilder,
        body: Option<Value>,
        then: impl FnOnce(T) + 'static,
    ) {
        self.after(call(request, body), then);
    }

    pub fn after<T: 'static>(self, work: impl Future<Output = Answer<T>> + 'static, then: impl FnOnce(T) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        spawn_local(async move {
            let answer = work.await;
            // The page may have been left meanwhile.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(value) => then(value),
                Err(problem) => {
                    self.session.heard(&problem);
                    self.problem.set(Some(problem));
                }
            }
        });
    }
}

/// Why a list did not come, and the way to ask again.
#[component]
pub fn NotRead<T: DeserializeOwned + Clone + Send + Sync + 'static>(of: Remote<T>) -> impl IntoView {
    view! {
        <Trouble problem=of.problem />
        <Show when=move || of.problem.with(Option::is_some)>
            <button class="button" type="button" on:click=move |_| of.load()>
                <Icon name="refresh" />
                {t(i18n::RETRY)}
            </button>
        </Show>
    }
}

/// Rows of a list that is on its way, in their final height.
#[component]
pub fn Skeleton(#[prop(default = 4)] rows: usize) -> impl IntoView {
    let row = |_| {
        view! {
            <li>
                <div class="row">
                    <span class="row-main">
                        <span class="skeleton" style:--w="9em"></span>
                        <span class="skeleton" style:--w="14em"></span>
                    </span>
                </div>
            </li>
        }
    };
    view! {
        <ul class="rows" aria-busy="true">
            {(0..rows).map(row).collect_view()}
        </ul>
    }
}
