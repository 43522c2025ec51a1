use gloo_net::http::Request;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use serde_json::json;

use super::people::Staff;
use super::person::{EditPosts, Posts};
use super::words;
use crate::components::{Doing, Field, Icon, Trouble, hold_while_composing};
use crate::i18n::{self, Words, fill, t};

#[derive(Clone, Deserialize)]
pub struct Invited {
    /// A path; the page knows under which address it was reached.
    link: String,
}

impl Invited {
    pub fn address(&self) -> String {
        format!("{}{}", window().location().origin().unwrap_or_default(), self.link)
    }
}

/// The form, and after it the link that it made.
#[component]
pub fn Invite(staff: Staff, open: RwSignal<bool>) -> impl IntoView {
    let empty = || RwSignal::new(String::new());
    let (name, login, made) = (empty(), empty(), empty());
    let posts = Posts::new(Vec::new());
    posts.add_first(&staff.departments.value.get_untracked().unwrap_or_default());
    let doing = Doing::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(held) = posts.sound() else { return };
        let body = json!({
            "name": name.get_untracked().trim(),
            "login": login.get_untracked().trim().to_lowercase(),
            "holdings": held,
        });
        doing.ask(Request::post("/api/v1/people"), Some(body), move |invited: Invited| {
            made.set(invited.address());
            staff.people.load();
        });
    };
    let form = move || {
        view! {
            <form on:submit=submit on:keydown=hold_while_composing>
                <div class="dialog-body">
                    <p class="muted">{t(i18n::INVITE_NOTE)}</p>
                    <Field name="name" label=i18n::NAME value=name problem=doing.problem />
                    <Field name="login" label=i18n::LOGIN value=login hint=i18n::LOGIN_HINT problem=doing.problem />
                    <EditPosts posts staff />
                    <Trouble problem=doing.problem />
                </div>
                <footer class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| open.set(false)>
                        {t(i18n::CANCEL)}
                    </button>
                    <button class="button primary" aria-busy=move || doing.busy.get().then_some("true")>
                        {t(i18n::INVITE)}
                    </button>
                </footer>
            </form>
        }
    };
    view! {
        <Show when=move || made.with(|made| !made.is_empty()) fallback=form>
            <p class="dialog-body" role="status">
                {move || fill(i18n::LINK_READY, &name.get())}
            </p>
            <MadeLink url=made note=words::INVITED_NOTE open />
        </Show>
    }
}

/// A link, once: to select, or to copy.
#[component]
pub fn MadeLink(url: RwSignal<String>, note: Words, open: RwSignal<bool>) -> impl IntoView {
    let said = RwSignal::new(None::<Words>);
    let copy = move |_| {
        // Plain http has no clipboard; then the person copies by hand.
        if !window().is_secure_context() {
            said.set(Some(i18n::NOT_COPIED));
            return;
        }
        let writing = window().navigator().clipboard().write_text(&url.get_untracked());
        spawn_local(async move {
            let done = wasm_bindgen_futures::JsFuture::from(writing).await.is_ok();
            said.try_set(Some(if done { i18n::COPIED } else { i18n::NOT_COPIED }));
        });
    };
    view! {
        <div class="dialog-body">
            <p>{t(note)}</p>
            <div class="field">
                <label class="field-label" for="made-link">
                    {t(i18n::LINK)}
                </label>
                <input
                    class="input"
                    id="made-link"
                    readonly
                    autofocus
                    prop:value=url
                    on:focus:target=|event| event.target().select()
                />
                <p class="field-hint">{t(i18n::LINK_ONCE)}</p>
            </div>
            <p role="status">{move || said.get().map(|words| words.get(i18n::language()))}</p>
        </div>
        <footer class="dialog-foot">
            <button class="button" type="button" on:click=move |_| open.set(false)>
                {t(words::DONE)}
            </button>
            <button class="button primary" type="button" on:click=copy>
                <Icon name="copy" />
                {t(i18n::COPY)}
            </button>
        </footer>
    }
}
