//! What concerns the whole page: the session is over, a new version is here.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::words as w;
use crate::browser;
use crate::components::{Dialog, Field, Icon, Trouble, hold_while_composing};
use crate::i18n::{self, fill, t};
use crate::message::{Ask, Line};
use crate::session::{Problem, Session};
use crate::store::Store;
use crate::update;

#[component]
pub fn Banners() -> impl IntoView {
    let session = Session::get();
    let store = Store::get();
    let signing_in = RwSignal::new(false);
    let expired = Memo::new(move |_| session.expired.get() || store.sync.with(|sync| sync.line == Line::SignedOut));
    let trouble = Memo::new(move |_| store.sync.with(|sync| matches!(sync.line, Line::Trouble | Line::Outdated)));
    Effect::new(move |_| {
        if trouble.get() {
            spawn_local(update::look());
        }
    });
    view! {
        <div class="banners">
            <Show when=move || expired.get()>
                <div class="banner" data-tone="local" role="status">
                    <Icon name="lock" />
                    <p>{t(w::EXPIRED_NOTE)}</p>
                    <div class="buttons">
                        <button class="button small primary" on:click=move |_| signing_in.set(true)>
                            {t(w::SIGN_IN_AGAIN)}
                        </button>
                    </div>
                </div>
            </Show>
            <Show when=move || store.other_build.get()>
                <div class="banner" data-tone="accent" role="status">
                    <Icon name="refresh" />
                    <p>{t(w::OTHER_BUILD)}</p>
                    <div class="buttons">
                        <button class="button small" on:click=move |_| drop(browser::window().location().reload())>
                            {t(w::RELOAD)}
                        </button>
                    </div>
                </div>
            </Show>
            <Show when=move || update::is_waiting() && !store.other_build.get()>
                <div class="banner" data-tone="accent" role="status">
                    <Icon name="refresh" />
                    <p>{t(w::NEW_VERSION)}</p>
                    <div class="buttons">
                        <button class="button small" on:click=move |_| update::accept()>
                            {t(w::UPDATE)}
                        </button>
                    </div>
                </div>
            </Show>
        </div>
        <Dialog open=signing_in title=Signal::derive(move || w::SIGN_IN_AGAIN.get(i18n::language()).to_owned())>
            <SignInAgain open=signing_in />
        </Dialog>
    }
}

/// The same person, so only the password: what is being typed elsewhere on the page stays.
#[component]
fn SignInAgain(open: RwSignal<bool>) -> impl IntoView {
    let session = Session::get();
    let store = Store::get();
    let password = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let wrong = move || problem.with(|p| p.as_ref().is_some_and(|p| p.is("unauthenticated")));
    let other = Signal::derive(move || problem.get().filter(|p| !p.is("unauthenticated")));
    let login = move || session.me().map(|me| me.login).unwrap_or_default();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let login = untrack(login);
            let answer = session.sign_in(&login, &password.get_untracked()).await;
            busy.try_set(false);
            match answer {
                Ok(()) => {
                    store.ask(Ask::SignedIn).await;
                    open.try_set(false);
                }
                Err(failed) => drop(problem.try_set(Some(failed))),
            }
        });
    };
    view! {
        <form on:submit=submit on:keydown=hold_while_composing>
            <div class="dialog-body stack">
                <p>{move || fill(w::SIGN_IN_AS, &session.me().map(|me| me.name).unwrap_or_default())}</p>
                <input class="visually-hidden" type="text" autocomplete="username" readonly tabindex="-1" aria-hidden="true" prop:value=login />
                <Field
                    name="password"
                    label=i18n::PASSWORD
                    value=password
                    autocomplete="current-password"
                    kind=Signal::derive(|| "password")
                    problem=other
                />
                <div aria-live="assertive">
                    <Show when=wrong>
                        <p class="field-error">
                            <Icon name="warn" />
                            {t(w::WRONG_PASSWORD)}
                        </p>
                    </Show>
                </div>
                <Trouble problem=other />
            </div>
            <footer class="dialog-foot">
                <button class="button primary" aria-busy=move || busy.get().then_some("true")>
                    {t(i18n::SIGN_IN)}
                </button>
            </footer>
        </form>
    }
}
