use gloo_net::http::Request;
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::json;
use shared::id::UserId;
use shared::principal::Holding;

use super::Section;
use super::invite::{Invite, Invited, MadeLink};
use super::named::{self, Named, name_of};
use super::person::EditPerson;
use super::words;
use crate::components::{Confirm, Dialog, Doing, Icon, NotRead, Remote, Skeleton, Trouble};
use crate::i18n::{self, fill, t};
use crate::session::Session;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Person {
    pub id: UserId,
    pub login: String,
    pub name: String,
    pub active: bool,
    pub ready: bool,
    pub ability: u8,
    pub holdings: Vec<Holding>,
}

/// The list, and what the forms beside it need.
#[derive(Clone, Copy)]
pub struct Staff {
    pub people: Remote<Vec<Person>>,
    pub departments: Remote<Vec<Named>>,
    pub regions: Remote<Vec<Named>>,
}

/// What is open beside the list, and for whom.
#[derive(Clone, Copy)]
struct Shown {
    edit: RwSignal<bool>,
    disable: RwSignal<bool>,
    link: RwSignal<bool>,
    person: RwSignal<Option<Person>>,
    made: RwSignal<String>,
    doing: Doing,
}

impl Shown {
    fn name(self) -> String {
        self.person.with(|person| person.as_ref().map(|person| person.name.clone()).unwrap_or_default())
    }

    fn open(self, which: RwSignal<bool>, person: &Person) {
        self.doing.problem.set(None);
        self.person.set(Some(person.clone()));
        which.set(true);
    }

    fn set_active(self, staff: Staff, person: &Person, active: bool) {
        let request = Request::put(&format!("/api/v1/people/{}", person.id));
        self.doing.run(request, Some(json!({ "active": active })), move || {
            self.disable.set(false);
            staff.people.load();
        });
    }

    /// A link to set a new password.
    fn make_link(self, person: &Person) {
        self.person.set(Some(person.clone()));
        let request = Request::post(&format!("/api/v1/people/{}/link", person.id));
        self.doing.ask(request, None, move |made: Invited| {
            self.made.set(made.address());
            self.link.set(true);
        });
    }
}

#[component]
pub fn People() -> impl IntoView {
    let staff = Staff {
        people: Remote::open("/api/v1/people"),
        departments: Remote::open(named::Kind::Department.address()),
        regions: Remote::open(named::Kind::Region.address()),
    };
    let closed = || RwSignal::new(false);
    let shown = Shown {
        edit: closed(),
        disable: closed(),
        link: closed(),
        person: RwSignal::new(None),
        made: RwSignal::new(String::new()),
        doing: Doing::new(),
    };
    let inviting = closed();
    let invite = move || {
        view! {
            <button class="button primary" type="button" on:click=move |_| inviting.set(true)>
                <Icon name="plus" />
                {t(i18n::INVITE)}
            </button>
        }
    };
    let sure = Callback::new(move |()| {
        if let Some(person) = shown.person.get_untracked() {
            shown.set_active(staff, &person, false);
        }
    });
    let editor = move || shown.person.get().map(|person| view! { <EditPerson staff person open=shown.edit /> });
    view! {
        <Section title=i18n::PEOPLE note=words::PEOPLE_NOTE actions=invite>
            <FirstSteps staff inviting />
            <NotRead of=staff.people />
            <Trouble problem=shown.doing.problem />
            <Show when=move || staff.people.waits()>
                <section class="card">
                    <Skeleton />
                </section>
            </Show>
            <Show when=move || staff.people.value.with(Option::is_some)>
                <Table staff shown />
            </Show>
        </Section>
        <Dialog open=inviting title=t(i18n::INVITE_TITLE)>
            <Invite staff open=inviting />
        </Dialog>
        <Dialog open=shown.edit size="side" title=move || fill(words::EDIT_TITLE, &shown.name())>
            {editor}
        </Dialog>
        <Dialog open=shown.link title=move || fill(words::LINK_TITLE, &shown.name())>
            <MadeLink url=shown.made note=words::LINK_NOTE open=shown.link />
        </Dialog>
        <Confirm
            open=shown.disable
            title=move || fill(words::DISABLE_TITLE, &shown.name())
            text=t(words::DISABLE_TEXT)
            act=i18n::DISABLE
            busy=shown.doing.busy
            problem=shown.doing.problem
            on_sure=sure
        />
    }
}

/// A new company: departments, then colleagues, then customers.
#[component]
fn FirstSteps(staff: Staff, inviting: RwSignal<bool>) -> impl IntoView {
    let departments = move || staff.departments.value.with(|all| all.as_ref().is_none_or(|all| !all.is_empty()));
    let colleagues = move || staff.people.value.with(|all| all.as_ref().is_none_or(|all| all.len() > 1));
    let state = |done: bool, now: bool| if done { Some("done") } else { now.then_some("now") };
    view! {
        <Show when=move || !(departments() && colleagues())>
            <section class="card" aria-label=t(words::SETUP)>
                <div class="card-body">
                    <ol class="first-steps">
                        <li data-state=move || state(departments(), true)>
                            <b>{t(words::SETUP_DEPARTMENTS)}</b>
                            <p>{t(words::SETUP_DEPARTMENTS_NOTE)}</p>
                            <Show when=move || !departments()>
                                <a class="button" href="/admin/departments">
                                    {t(words::TO_DEPARTMENTS)}
                                </a>
                            </Show>
                        </li>
                        <li data-state=move || state(colleagues(), departments())>
                            <b>{t(words::SETUP_PEOPLE)}</b>
                            <p>{t(words::SETUP_PEOPLE_NOTE)}</p>
                            <Show when=move || departments() && !colleagues()>
                                <button class="button" type="button" on:click=move |_| inviting.set(true)>
                                    {t(words::TO_PEOPLE)}
                                </button>
                            </Show>
                        </li>
                        <li>
                            <b>{t(words::SETUP_CUSTOMERS)}</b>
                            <p>{t(words::SETUP_CUSTOMERS_NOTE)}</p>
                        </li>
                    </ol>
                </div>
            </section>
        </Show>
    }
}

#[component]
fn Table(staff: Staff, shown: Shown) -> impl IntoView {
    let rows = move || {
        let people = staff.people.or_empty();
        people.into_iter().map(|person| view! { <Row staff shown person /> }).collect_view()
    };
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=t(i18n::PEOPLE)>
            <table class="table" data-cards="">
                <caption class="visually-hidden">{t(i18n::PEOPLE)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t(i18n::NAME)}</th>
                        <th scope="col">{t(i18n::POSTS)}</th>
                        <th scope="col">{t(words::ABILITY)}</th>
                        <th scope="col">{t(i18n::STATE)}</th>
                        <th scope="col">{t(i18n::ACTIONS)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(staff: Staff, shown: Shown, person: Person) -> impl IntoView {
    let me = Session::get().me_untracked().is_some_and(|me| me.user == person.id);
    let (state, tone) = match (person.active, person.ready) {
        (false, _) => (i18n::STATE_OFF, "neutral"),
        (true, false) => (i18n::STATE_INVITED, "soon"),
        (true, true) => (i18n::STATE_READY, "done"),
    };
    let active = person.active;
    let held = person.holdings.clone();
    let posts = move || {
        let departments = staff.departments.or_empty();
        let regions = staff.regions.or_empty();
        let line = |held: &Holding| {
            let mut parts = vec![held.post.label().get(i18n::language()).to_owned()];
            parts.extend(name_of(&departments, held.department.as_str()));
            parts.extend(held.region.as_ref().and_then(|region| name_of(&regions, region.as_str())));
            view! { <li>{parts.join(" · ")}</li> }
        };
        held.iter().map(line).collect_view()
    };
    let (name, login, ability) = (person.name.clone(), person.login.clone(), person.ability);
    let person = StoredValue::new(person);
    let toggle = move |_| match active {
        true => person.with_value(|person| shown.open(shown.disable, person)),
        false => person.with_value(|person| shown.set_active(staff, person, true)),
    };
    view! {
        <tr data-state=(!active).then_some("off")>
            <td>
                <b>{name}</b>
                " "
                <small class="muted">{login}</small>
                " "
                {me.then(|| view! { <span class="pill">{t(words::YOU)}</span> })}
            </td>
            <td data-label=t(i18n::POSTS)>
                <ul class="plain">{posts}</ul>
            </td>
            <td data-label=t(words::ABILITY)>{ability}</td>
            <td class="nowrap">
                <span class="pill" data-tone=tone>
                    {t(state)}
                </span>
            </td>
            <td data-label=t(i18n::ACTIONS)>
                <div class="buttons">
                    <button
                        class="button small"
                        type="button"
                        on:click=move |_| person.with_value(|person| shown.open(shown.edit, person))
                    >
                        {t(words::EDIT_PERSON)}
                    </button>
                    <Show when=move || active>
                        <button
                            class="button small"
                            type="button"
                            on:click=move |_| person.with_value(|person| shown.make_link(person))
                        >
                            {t(words::RESET_LINK)}
                        </button>
                    </Show>
                    <button class="button small" type="button" on:click=toggle>
                        {t(if active { i18n::DISABLE } else { i18n::ENABLE })}
                    </button>
                </div>
            </td>
        </tr>
    }
}
