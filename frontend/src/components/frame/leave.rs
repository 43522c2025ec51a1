//! Signing out. What has not been sent is never thrown away without a word: it is said how much there is, and it may
//! stay on the device until the same person signs in again.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::words as w;
use crate::components::{Dialog, Trouble};
use crate::i18n::{self, fill, language, t};
use crate::message::{Ask, Failure, Reply};
use crate::session::{Problem, Session};
use crate::store::Store;

/// Raised `leaving` begins; a dialog stands only where there is something to say.
#[component]
pub fn Leave(leaving: RwSignal<bool>) -> impl IntoView {
    let session = Session::get();
    let store = Store::get();
    let open = RwSignal::new(false);
    let unsent = RwSignal::new(0_u32);
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let leave = move |keep: bool| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let files = store.sync.with_untracked(|sync| sync.files);
            let waits = match store.ask(Ask::Unsent).await {
                Reply::Unsent(unsent) => u32::try_from(unsent.len()).unwrap_or(u32::MAX),
                _ => store.sync.with_untracked(|sync| sync.unsent),
            }
            .saturating_add(files);
            if waits > 0 && !keep {
                unsent.set(waits);
                busy.set(false);
                open.set(true);
                return;
            }
            if let Err(failed) = session.end().await {
                problem.try_set(Some(failed));
                busy.try_set(false);
                open.try_set(true);
                return;
            }
            if !keep
                && let Reply::Failed(Failure::UnsentWork(waits)) = store.ask(Ask::Wipe { even_unsent: false }).await
            {
                // Typed in another window meanwhile: it stays here for the next sign-in.
                store.failure.set(Some(Failure::UnsentWork(waits)));
            }
            session.forget();
        });
    };
    Effect::new(move |_| {
        if leaving.get() {
            leaving.set(false);
            unsent.set(0);
            leave(false);
        }
    });
    let title = Signal::derive(move || match unsent.get() {
        0 => i18n::SIGN_OUT.get(language()).to_owned(),
        count => fill(w::LEAVE_UNSENT, &count.to_string()),
    });
    view! {
        <Dialog open title>
            <div class="dialog-body">
                <Show when=move || { unsent.get() > 0 }>
                    <p>{t(w::LEAVE_UNSENT_NOTE)}</p>
                </Show>
                <Trouble problem />
            </div>
            <footer class="dialog-foot">
                <button
                    class="button"
                    aria-busy=move || busy.get().then_some("true")
                    on:click=move |_| leave(unsent.get_untracked() > 0)
                >
                    {move || if unsent.get() > 0 { w::LEAVE_KEEP } else { i18n::RETRY }.get(language())}
                </button>
                <button class="button primary" autofocus on:click=move |_| open.set(false)>
                    {t(w::STAY)}
                </button>
            </footer>
        </Dialog>
    }
}
