use leptos::prelude::*;

use super::{Dialog, Trouble};
use crate::i18n::{self, Words, t};
use crate::session::Problem;

/// Asks before something that others will notice. `on_sure` does it, and closes the dialog when it is done.
#[component]
pub fn Confirm(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    act: Words,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] problem: Signal<Option<Problem>>,
    on_sure: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog open title>
            <div class="dialog-body">
                <p>{text}</p>
                <Trouble problem />
            </div>
            <footer class="dialog-foot">
                <button class="button" type="button" on:click=move |_| open.set(false)>
                    {t(i18n::CANCEL)}
                </button>
                <button
                    class="button danger"
                    type="button"
                    aria-busy=move || busy.get().then_some("true")
                    disabled=busy
                    on:click=move |_| on_sure.run(())
                >
                    {t(act)}
                </button>
            </footer>
        </Dialog>
    }
}
