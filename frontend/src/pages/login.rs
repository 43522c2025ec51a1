use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::Redirect;

use crate::components::{Field, Heading, Icon, LanguageSwitch, Trouble, hold_while_composing};
use crate::i18n::{self, t};
use crate::session::{Problem, Session, Who};

#[component]
pub fn Login() -> impl IntoView {
    i18n::title(i18n::SIGN_IN);
    let session = Session::get();
    let (login, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (shown, busy) = (RwSignal::new(false), RwSignal::new(false));
    let problem = RwSignal::new(None::<Problem>);
    // Here "not signed in" means that the words did not match.
    let wrong = move || problem.with(|p| p.as_ref().is_some_and(|p| p.is("unauthenticated")));
    let other = Signal::derive(move || problem.get().filter(|p| !p.is("unauthenticated")));
    let here = Memo::new(move |_| session.who.with(|who| matches!(who, Who::Here(_))));

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let login = login.get_untracked().trim().to_lowercase();
            let answer = session.sign_in(&login, &password.get_untracked()).await;
            // Signed in, but the session could not be read back: the frame says so, with a way to try again.
            let unread = match session.who.get_untracked() {
                Who::Unreachable(problem) => Some(problem),
                _ => None,
            };
            busy.try_set(false);
            problem.try_set(answer.err().or(unread));
        });
    };
    view! {
        <Show when=move || here.get()>
            <Redirect path="/" />
        </Show>
        <main class="login">
            <div class="login-card">
                <span class="brand-mark">"回"</span>
                <Heading>{t(i18n::SIGN_IN)}</Heading>
                <p class="muted">{t(i18n::SIGN_IN_NOTE)}</p>
                <form class="stack" on:submit=submit on:keydown=hold_while_composing>
                    <Field name="login" label=i18n::LOGIN value=login autocomplete="username" problem />
                    <Field
                        name="password"
                        label=i18n::PASSWORD
                        value=password
                        autocomplete="current-password"
                        kind=Signal::derive(move || if shown.get() { "text" } else { "password" })
                        problem
                    />
                    <label class="check">
                        <input type="checkbox" on:change:target=move |event| shown.set(event.target().checked()) />
                        <span>{t(i18n::SHOW_PASSWORD)}</span>
                    </label>
                    <div aria-live="assertive">
                        <Show when=wrong>
                            <p class="field-error">
                                <Icon name="warn" />
                                {t(i18n::WRONG_SIGN_IN)}
                            </p>
                        </Show>
                    </div>
                    <Trouble problem=other />
                    <button class="button primary wide" aria-busy=move || busy.get().then_some("true")>
                        {t(i18n::SIGN_IN)}
                    </button>
                </form>
            </div>
            <div class="login-foot">
                <LanguageSwitch />
            </div>
        </main>
    }
}
