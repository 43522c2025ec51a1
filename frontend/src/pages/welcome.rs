use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};

use crate::browser;
use crate::components::{Field, Heading, Icon, LanguageSwitch, Trouble, hold_while_composing};
use crate::i18n::{self, t};
use crate::session::{self, Acceptance, Looked, Problem, Session};

/// Where a one-time link leads: the first administrator, somebody invited, or a new password.
#[component]
pub fn Welcome() -> impl IntoView {
    i18n::title(i18n::WELCOME);
    let session = Session::get();
    let params = use_params_map();
    let navigate = use_navigate();
    let empty = || RwSignal::new(String::new());
    let (name, login, password) = (empty(), empty(), empty());
    let (shown, busy) = (RwSignal::new(false), RwSignal::new(false));
    let problem = RwSignal::new(None::<Problem>);
    let spent = move || problem.with(|p| p.as_ref().is_some_and(|p| p.is("not_found")));
    let other = Signal::derive(move || problem.get().filter(|p| !p.is("not_found")));

    // Somebody who was invited has a name and a login already; only the first administrator types them.
    let looked = RwSignal::new(None::<Looked>);
    let token = move || params.with_untracked(|params| params.get("token").unwrap_or_default());
    let look = move || async move {
        match session::look(&token()).await {
            Ok(found) => {
                problem.try_set(None);
                looked.try_set(Some(found));
            }
            Err(found) => drop(problem.try_set(Some(found))),
        }
    };
    spawn_local(look());
    let known = move || looked.get().and_then(|looked| Some((looked.name?, looked.login?)));
    let first = Memo::new(move |_| looked.with(|looked| looked.as_ref().is_some_and(|looked| looked.login.is_none())));
    let ready = Memo::new(move |_| looked.with(Option::is_some));

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        let navigate = navigate.clone();
        let acceptance = Acceptance {
            token: token(),
            name: name.get_untracked().trim().to_owned(),
            login: login.get_untracked().trim().to_lowercase(),
            password: password.get_untracked(),
            device_id: browser::device_id(),
            device_name: browser::device_name(),
        };
        spawn_local(async move {
            match session::accept(&acceptance).await {
                Ok(()) => {
                    session.ask().await;
                    navigate("/", NavigateOptions { replace: true, ..Default::default() });
                }
                Err(found) => {
                    busy.try_set(false);
                    problem.try_set(Some(found));
                }
            }
        });
    };
    view! {
        <main class="login">
            <div class="login-card">
                <span class="brand-mark">"回"</span>
                <Heading>{t(i18n::WELCOME)}</Heading>
                <p class="muted">{t(i18n::WELCOME_NOTE)}</p>
                <form class="stack" on:submit=submit on:keydown=hold_while_composing>
                    {move || known().map(|(name, login)| view! { <p><b>{name}</b>" · "{login}</p> })}
                    <Show when=move || first.get()>
                    <Field name="name" label=i18n::NAME value=name autocomplete="name" problem />
                    <Field
                        name="login"
                        label=i18n::LOGIN
                        value=login
                        autocomplete="username"
                        hint=i18n::LOGIN_HINT
                        problem
                    />
                    </Show>
                    <Show when=move || ready.get()>
                    <Field
                        name="password"
                        label=i18n::NEW_PASSWORD
                        value=password
                        autocomplete="new-password"
                        kind=Signal::derive(move || if shown.get() { "text" } else { "password" })
                        hint=i18n::PASSWORD_HINT
                        problem
                    />
                    <label class="check">
                        <input type="checkbox" on:change:target=move |event| shown.set(event.target().checked()) />
                        <span>{t(i18n::SHOW_PASSWORD)}</span>
                    </label>
                    </Show>
                    <div class="stack" aria-live="assertive">
                        <Show when=spent>
                            <p class="field-error">
                                <Icon name="warn" />
                                {t(i18n::LINK_SPENT)}
                            </p>
                            <a class="button wide" href="/login">
                                {t(i18n::SIGN_IN)}
                            </a>
                        </Show>
                    </div>
                    <Trouble problem=other />
                    <Show when=move || ready.get()>
                        <button class="button primary wide" aria-busy=move || busy.get().then_some("true")>
                            {t(i18n::BEGIN)}
                        </button>
                    </Show>
                    <Show when=move || !ready.get() && other.get().is_some()>
                        <button class="button wide" type="button" on:click=move |_| spawn_local(look())>
                            {t(i18n::RETRY)}
                        </button>
                    </Show>
                </form>
            </div>
            <div class="login-foot">
                <LanguageSwitch />
            </div>
        </main>
    }
}
