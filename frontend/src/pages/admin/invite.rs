use gloo_net::http::Request;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use serde_json::json;
use shared::id::DepartmentId;
use shared::principal::{Holding, Post};

use super::people::{Department, Staff};
use crate::components::{Field, Icon, Trouble, hold_while_composing};
use crate::i18n::{self, fill, t};
use crate::session::{Answer, Problem, Session, read, send};

#[derive(Deserialize)]
pub struct Invited {
    /// A path; the page knows under which address it was reached.
    link: String,
}

impl Invited {
    pub fn address(&self) -> String {
        format!("{}{}", window().location().origin().unwrap_or_default(), self.link)
    }
}

/// Posts chosen without a department are held in this one; others stay where they are.
pub fn placed(mut holdings: Vec<Holding>, department: &str) -> Vec<Holding> {
    for held in holdings.iter_mut().filter(|held| held.department.is_empty()) {
        held.department = DepartmentId::new(department.trim());
    }
    holdings
}

/// Which posts, and in which department new ones are held.
#[component]
pub fn Posts(
    key: &'static str,
    held: RwSignal<Vec<Holding>>,
    department: RwSignal<String>,
    departments: RwSignal<Vec<Department>>,
) -> impl IntoView {
    let choice = move |post: Post| {
        let toggle = move |on: bool| {
            held.update(|held| match on {
                true => held.push(Holding { post, department: DepartmentId::default(), region: None }),
                false => held.retain(|held| held.post != post),
            });
        };
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || held.with(|held| held.iter().any(|held| held.post == post))
                    on:change:target=move |event| toggle(event.target().checked())
                />
                <span>{move || post.label().get(i18n::language()).to_owned()}</span>
            </label>
        }
    };
    let id = StoredValue::new(format!("{key}-department"));
    let option = move |d: Department| {
        let chosen = department.with_untracked(|chosen| *chosen == d.id);
        view! {
            <option value=d.id selected=chosen>
                {d.name}
            </option>
        }
    };
    view! {
        <fieldset class="field">
            <legend class="field-label">{t(i18n::POSTS)}</legend>
            <div class="cluster">{Post::ASSIGNABLE.into_iter().map(choice).collect_view()}</div>
        </fieldset>
        <Show when=move || departments.with(|all| !all.is_empty())>
            <div class="field">
                <label class="field-label" for=id.get_value()>
                    {t(i18n::DEPARTMENT)}
                </label>
                <select
                    class="input"
                    id=id.get_value()
                    on:change:target=move |event| department.set(event.target().value())
                >
                    <option value="">{t(i18n::ALL_DEPARTMENTS)}</option>
                    {move || departments.get().into_iter().map(option).collect_view()}
                </select>
            </div>
        </Show>
    }
}

#[component]
pub fn Invite(staff: Staff) -> impl IntoView {
    let session = Session::get();
    let empty = || RwSignal::new(String::new());
    let (name, login, department) = (empty(), empty(), empty());
    let held = RwSignal::new(Vec::<Holding>::new());
    let problem = RwSignal::new(None::<Problem>);
    let (busy, no_post) = (RwSignal::new(false), RwSignal::new(false));
    let made = staff.made;

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        no_post.set(held.with_untracked(Vec::is_empty));
        if busy.get_untracked() || no_post.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        let who = name.get_untracked().trim().to_owned();
        let body = json!({
            "name": who, "login": login.get_untracked().trim().to_lowercase(),
            "holdings": placed(held.get_untracked(), &department.get_untracked()),
        });
        spawn_local(async move {
            let answer: Answer<Invited> = match send(Request::post("/api/v1/people"), Some(body)).await {
                Ok(response) => read(response).await,
                Err(problem) => Err(problem),
            };
            busy.try_set(false);
            match answer {
                Ok(invited) => {
                    made.try_set(Some((who, invited.address())));
                    name.try_set(String::new());
                    login.try_set(String::new());
                    held.try_set(Vec::new());
                    staff.load().await;
                }
                Err(found) => {
                    session.heard(&found);
                    problem.try_set(Some(found));
                }
            }
        });
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{t(i18n::INVITE_TITLE)}</h2>
            </header>
            <div class="card-body stack">
                <p class="muted">{t(i18n::INVITE_NOTE)}</p>
                <form class="stack" on:submit=submit on:keydown=hold_while_composing>
                    <Field name="name" label=i18n::NAME value=name problem />
                    <Field name="login" label=i18n::LOGIN value=login hint=i18n::LOGIN_HINT problem />
                    <Posts key="invite" held department departments=staff.departments />
                    <div aria-live="assertive">
                        <Show when=move || no_post.get()>
                            <p class="field-error">
                                <Icon name="warn" />
                                {t(i18n::CHOOSE_POST)}
                            </p>
                        </Show>
                    </div>
                    <Trouble problem />
                    <button class="button primary" aria-busy=move || busy.get().then_some("true")>
                        {t(i18n::INVITE)}
                    </button>
                </form>
                <div aria-live="polite">
                    {move || made.get().map(|(who, url)| view! { <MadeLink who url /> })}
                </div>
            </div>
        </section>
    }
}

/// The link, once: to select, or to copy.
#[component]
fn MadeLink(who: String, url: String) -> impl IntoView {
    let said = RwSignal::new(None::<i18n::Words>);
    let text = url.clone();
    let copy = move |_| {
        // Plain http has no clipboard; then the person copies by hand.
        if !window().is_secure_context() {
            said.set(Some(i18n::NOT_COPIED));
            return;
        }
        let writing = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            let done = wasm_bindgen_futures::JsFuture::from(writing).await.is_ok();
            said.try_set(Some(if done { i18n::COPIED } else { i18n::NOT_COPIED }));
        });
    };
    view! {
        <div class="field">
            <label class="field-label" for="made-link">
                {move || fill(i18n::LINK_READY, &who)}
            </label>
            <input class="input" id="made-link" readonly prop:value=url />
            <p class="field-hint">{t(i18n::LINK_ONCE)}</p>
            <div class="buttons">
                <button class="button" type="button" on:click=copy>
                    <Icon name="copy" />
                    {t(i18n::COPY)}
                </button>
            </div>
            <p role="status">{move || said.get().map(|words| words.get(i18n::language()))}</p>
        </div>
    }
}
