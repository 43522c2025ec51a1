use gloo_net::http::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use serde_json::{Value, json};
use shared::id::UserId;
use shared::principal::Holding;

use super::invite::{Invite, Invited, Posts, placed};
use crate::components::{Heading, Icon, Trouble, hold_while_composing};
use crate::i18n::{self, fill, t};
use crate::session::{Answer, Problem, Session, read, send};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Person {
    pub id: UserId,
    pub login: String,
    pub name: String,
    pub active: bool,
    pub ready: bool,
    pub holdings: Vec<Holding>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Department {
    pub id: String,
    pub name: String,
    pub active: bool,
}

/// The list and what acts on it.
#[derive(Clone, Copy)]
pub struct Staff {
    session: Session,
    people: RwSignal<Option<Vec<Person>>>,
    problem: RwSignal<Option<Problem>>,
    editing: RwSignal<Option<UserId>>,
    pub departments: RwSignal<Vec<Department>>,
    /// The link made last: for whom, and where it leads.
    pub made: RwSignal<Option<(String, String)>>,
}

impl Staff {
    pub async fn load(self) {
        if let Ok(response) = send(Request::get("/api/v1/departments"), None).await {
            let found: Vec<Department> = read(response).await.unwrap_or_default();
            self.departments.try_set(found.into_iter().filter(|department| department.active).collect());
        }
        let answer: Answer<Vec<Person>> = match send(Request::get("/api/v1/people"), None).await {
            Ok(response) => read(response).await,
            Err(problem) => Err(problem),
        };
        match answer {
            Ok(people) => {
                self.people.try_set(Some(people));
                self.problem.try_set(None);
            }
            Err(problem) => self.failed(problem),
        }
    }

    fn failed(self, problem: Problem) {
        self.session.heard(&problem);
        self.problem.try_set(Some(problem));
    }

    /// A link to set a new password; the old one works until then.
    fn link(self, id: &UserId, name: String) {
        let request = Request::post(&format!("/api/v1/people/{id}/link"));
        spawn_local(async move {
            let answer: Answer<Invited> = match send(request, None).await {
                Ok(response) => read(response).await,
                Err(problem) => Err(problem),
            };
            match answer {
                Ok(made) => drop(self.made.try_set(Some((name, made.address())))),
                Err(problem) => self.failed(problem),
            }
        });
    }

    /// Changes a person, then shows what the server has.
    fn change(self, id: &UserId, body: Value) {
        let request = Request::put(&format!("/api/v1/people/{id}"));
        spawn_local(async move {
            match send(request, Some(body)).await {
                Ok(_) => {
                    self.editing.try_set(None);
                    self.load().await;
                }
                Err(problem) => self.failed(problem),
            }
        });
    }
}

#[component]
pub fn People() -> impl IntoView {
    i18n::title(i18n::PEOPLE);
    let session = Session::get();
    let staff = Staff {
        session,
        people: RwSignal::new(None),
        problem: RwSignal::new(None),
        editing: RwSignal::new(None),
        departments: RwSignal::new(Vec::new()),
        made: RwSignal::new(None),
    };
    let allowed = Memo::new(move |_| session.is_administrator());
    if allowed.get_untracked() {
        spawn_local(staff.load());
    }
    let busy = move || staff.people.with(Option::is_none) && staff.problem.with(Option::is_none);
    let rows = move || staff.people.get().unwrap_or_default();
    let forbidden = move || view! { <p class="muted">{t(i18n::ONLY_ADMINISTRATOR)}</p> };
    view! {
        <div class="page" data-width="wide">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{t(i18n::PEOPLE)}</Heading>
                </div>
            </header>
            <Show when=move || allowed.get() fallback=forbidden>
                <Invite staff />
                <Trouble problem=staff.problem />
                <Show when=move || staff.problem.with(Option::is_some)>
                    <button class="button" on:click=move |_| spawn_local(staff.load())>
                        <Icon name="refresh" />
                        {t(i18n::RETRY)}
                    </button>
                </Show>
                <div
                    class="table-wrap"
                    tabindex="0"
                    role="region"
                    aria-label=t(i18n::PEOPLE)
                    aria-busy=move || busy().then_some("true")
                >
                    <table class="table" data-cards="">
                        <caption class="visually-hidden">{t(i18n::PEOPLE)}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{t(i18n::NAME)}</th>
                                <th scope="col">{t(i18n::LOGIN)}</th>
                                <th scope="col">{t(i18n::POSTS)}</th>
                                <th scope="col">{t(i18n::STATE)}</th>
                                <th scope="col">{t(i18n::ACTIONS)}</th>
                            </tr>
                        </thead>
                        <tbody>
                            {move || rows().into_iter().map(|person| view! { <Row staff person /> }).collect_view()}
                        </tbody>
                    </table>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn Row(staff: Staff, person: Person) -> impl IntoView {
    let person = StoredValue::new(person);
    let active = person.with_value(|p| p.active);
    let (state, tone) = match person.with_value(|p| (p.active, p.ready)) {
        (false, _) => (i18n::STATE_OFF, "neutral"),
        (true, false) => (i18n::STATE_INVITED, "soon"),
        (true, true) => (i18n::STATE_READY, "done"),
    };
    let posts = move || {
        let name = |held: &Holding| held.post.label().get(i18n::language()).to_owned();
        person.with_value(|p| p.holdings.iter().map(name).collect::<Vec<_>>().join(" · "))
    };
    let editing =
        Memo::new(move |_| staff.editing.with(|id| id.as_ref() == Some(&person.with_value(|p| p.id.clone()))));
    let toggle = move |_| {
        let (id, name) = person.with_value(|p| (p.id.clone(), p.name.clone()));
        let sure = !active || window().confirm_with_message(&fill(i18n::DISABLE_SURE, &name)).unwrap_or(false);
        if sure {
            staff.change(&id, json!({ "active": !active }));
        }
    };
    let edit = move |_| staff.editing.set(Some(person.with_value(|p| p.id.clone())));
    let link = move |_| person.with_value(|p| staff.link(&p.id, p.name.clone()));
    let act = move || if active { i18n::DISABLE } else { i18n::ENABLE }.get(i18n::language());
    view! {
        <tr data-state=(!active).then_some("off")>
            <td data-label=t(i18n::NAME)>{person.with_value(|p| p.name.clone())}</td>
            <td data-label=t(i18n::LOGIN)>{person.with_value(|p| p.login.clone())}</td>
            <td data-label=t(i18n::POSTS)>
                <Show when=move || editing.get() fallback=move || view! { <span>{posts}</span> }>
                    <EditPosts staff person=person.get_value() />
                </Show>
            </td>
            <td data-label=t(i18n::STATE)>
                <span class="pill" data-tone=tone>
                    {t(state)}
                </span>
            </td>
            <td data-label=t(i18n::ACTIONS)>
                <div class="buttons">
                    <Show when=move || !editing.get()>
                        <button class="button small" on:click=edit>
                            {t(i18n::EDIT_POSTS)}
                        </button>
                    </Show>
                    <Show when=move || active>
                        <button class="button small" on:click=link>
                            {t(i18n::NEW_LINK)}
                        </button>
                    </Show>
                    <button class="button small" on:click=toggle>
                        {act}
                    </button>
                </div>
            </td>
        </tr>
    }
}

#[component]
fn EditPosts(staff: Staff, person: Person) -> impl IntoView {
    let first = person.holdings.iter().map(|held| held.department.0.clone()).find(|d| !d.is_empty());
    let department = RwSignal::new(first.unwrap_or_default());
    let held = RwSignal::new(person.holdings);
    let id = StoredValue::new(person.id);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let holdings = placed(held.get_untracked(), &department.get_untracked());
        staff.change(&id.get_value(), json!({ "holdings": holdings }));
    };
    view! {
        <form class="stack" on:submit=save on:keydown=hold_while_composing>
            <Posts key="edit" held department departments=staff.departments />
            <div class="buttons">
                <button class="button small primary">{t(i18n::SAVE)}</button>
                <button class="button small" type="button" on:click=move |_| staff.editing.set(None)>
                    {t(i18n::CANCEL)}
                </button>
            </div>
        </form>
    }
}
