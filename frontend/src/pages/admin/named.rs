//! 部门, 区域, 客户分类: names that are added, changed and switched off, never taken away.

use gloo_net::http::Request;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::json;

use super::people::Person;
use super::{Section, words};
use crate::components::{Doing, Icon, NotRead, Remote, Skeleton, Trouble, hold_while_composing};
use crate::i18n::{self, Words, fill, refusal, t};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
pub struct Named {
    pub id: String,
    pub name: String,
    pub active: bool,
    /// Of a department: what it is a part of, and who heads it.
    #[serde(default)]
    pub parent: Option<String>,
    #[serde(default)]
    pub head: Option<String>,
}

pub fn name_of(all: &[Named], id: &str) -> Option<String> {
    all.iter().find(|one| one.id == id).map(|one| one.name.clone())
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Department,
    Region,
    Class,
}

impl Kind {
    pub fn address(self) -> &'static str {
        match self {
            Kind::Department => "/api/v1/departments",
            Kind::Region => "/api/v1/regions",
            Kind::Class => "/api/v1/classes",
        }
    }

    /// Title, what it is for, the label of the field, and what an empty list says.
    fn words(self) -> [Words; 5] {
        match self {
            Kind::Department => [
                words::DEPARTMENTS,
                words::DEPARTMENTS_NOTE,
                words::NEW_DEPARTMENT,
                words::NO_DEPARTMENTS,
                words::NO_DEPARTMENTS_NOTE,
            ],
            Kind::Region => {
                [words::REGIONS, words::REGIONS_NOTE, words::NEW_REGION, words::NO_REGIONS, words::NO_REGIONS_NOTE]
            }
            Kind::Class => {
                [words::CLASSES, words::CLASSES_NOTE, words::NEW_CLASS, words::NO_CLASSES, words::NO_CLASSES_NOTE]
            }
        }
    }
}

#[component]
pub fn Names(kind: Kind) -> impl IntoView {
    let [title, note, label, none, none_note] = kind.words();
    let list = Remote::<Vec<Named>>::open(kind.address());
    let name = RwSignal::new(String::new());
    let doing = Doing::new();
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let body = json!({ "name": name.get_untracked().trim() });
        doing.run(Request::post(kind.address()), Some(body), move || {
            name.set(String::new());
            list.load();
        });
    };
    let people = (kind == Kind::Department).then(|| Remote::<Vec<Person>>::open("/api/v1/people"));
    let row = move |one: Named| view! { <Row kind one list people /> };
    let empty = move || list.value.with(|all| all.as_ref().is_some_and(Vec::is_empty));
    // The next step of a new company, where somebody who has just made the first department looks for it.
    let next =
        move || kind == Kind::Department && list.value.with(|all| all.as_ref().is_some_and(|all| all.len() == 1));
    view! {
        <Section title note>
            <form class="stack" on:submit=add on:keydown=hold_while_composing>
                <div class="field">
                    <label class="field-label" for="new-name">
                        {t(label)}
                    </label>
                    <div class="adder">
                        <input
                            class="input"
                            id="new-name"
                            maxlength="80"
                            required
                            autocomplete="off"
                            prop:value=name
                            on:input:target=move |event| name.set(event.target().value())
                        />
                        <button class="button primary" aria-busy=move || doing.busy.get().then_some("true")>
                            <Icon name="plus" />
                            {t(words::ADD)}
                        </button>
                    </div>
                </div>
                <Trouble problem=doing.problem />
            </form>
            <NotRead of=list />
            <Show when=empty>
                <div class="empty">
                    <Icon name="inbox" class="icon large" />
                    <h2 class="empty-title">{t(none)}</h2>
                    <p>{t(none_note)}</p>
                </div>
            </Show>
            <Show when=move || !empty()>
                <section class="card" aria-label=t(title)>
                    <Show when=move || list.waits()>
                        <Skeleton />
                    </Show>
                    <ul class="rows">
                        <For each=move || list.or_empty() key=Named::clone children=row />
                    </ul>
                </section>
            </Show>
            <Show when=next>
                <div class="buttons">
                    <a class="button" href="/admin/people">
                        <Icon name="users" />
                        {t(words::TO_PEOPLE)}
                    </a>
                </div>
            </Show>
        </Section>
    }
}

#[component]
fn Row(kind: Kind, one: Named, list: Remote<Vec<Named>>, people: Option<Remote<Vec<Person>>>) -> impl IntoView {
    let editing = RwSignal::new(false);
    let typed = RwSignal::new(one.name.clone());
    let (parent, head) = (RwSignal::new(one.parent.clone()), RwSignal::new(one.head.clone()));
    let doing = Doing::new();
    let active = one.active;
    let one = StoredValue::new(one);
    let change = move |name: String, active: bool| {
        let request = Request::put(&format!("{}/{}", kind.address(), one.with_value(|one| one.id.clone())));
        let mut body = json!({ "name": name, "active": active });
        if people.is_some() {
            body["parent"] = json!(parent.get_untracked());
            body["head"] = json!(head.get_untracked());
        }
        doing.run(request, Some(body), move || list.load());
    };
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        change(typed.get_untracked().trim().to_owned(), active);
    };
    let toggle = move |_| change(one.with_value(|one| one.name.clone()), !active);
    let shown = move || {
        view! {
            <span class="row-main">
                <b class="row-title">{one.with_value(|one| one.name.clone())}</b>
                {people.map(|people| view! { <span class="row-sub">{move || placed(&one.get_value(), list, people)}</span> })}
            </span>
            <span class="row-end">
                <span class="pill" data-tone=if active { "done" } else { "neutral" }>
                    {t(if active { words::IN_USE } else { words::OFF })}
                </span>
                <button class="button small" type="button" on:click=move |_| editing.set(true)>
                    {t(if people.is_some() { words::EDIT_DEPARTMENT } else { words::RENAME })}
                </button>
                <button
                    class="button small"
                    type="button"
                    aria-busy=move || doing.busy.get().then_some("true")
                    on:click=toggle
                >
                    {t(if active { words::SWITCH_OFF } else { words::SWITCH_ON })}
                </button>
            </span>
        }
    };
    view! {
        <li>
            <div class="row setting">
                <Show when=move || editing.get() fallback=shown>
                    <form class="adder grow" on:submit=save on:keydown=hold_while_composing>
                        <input
                            class="input"
                            aria-label=t(i18n::NAME)
                            maxlength="80"
                            required
                            autofocus
                            prop:value=typed
                            on:input:target=move |event| typed.set(event.target().value())
                        />
                        {people.map(|people| chart(&one.get_value(), list, people, parent, head))}
                        <button class="button primary" aria-busy=move || doing.busy.get().then_some("true")>
                            {t(i18n::SAVE)}
                        </button>
                        <button
                            class="button"
                            type="button"
                            on:click=move |_| {
                                let one = one.get_value();
                                typed.set(one.name);
                                parent.set(one.parent);
                                head.set(one.head);
                                editing.set(false);
                            }
                        >
                            {t(i18n::CANCEL)}
                        </button>
                    </form>
                </Show>
            </div>
            <Trouble problem=doing.problem />
        </li>
    }
}

/// Where a department stands, in words.
fn placed(one: &Named, all: Remote<Vec<Named>>, people: Remote<Vec<Person>>) -> String {
    let parent = one.parent.as_ref().and_then(|id| name_of(&all.or_empty(), id));
    let head = one.head.as_ref();
    let head = head.and_then(|id| people.or_empty().into_iter().find(|person| person.id.as_str() == id));
    let parent = parent.map(|name| fill(words::PART_OF, &name));
    let head = head.map(|person| fill(words::HEADED, &person.name));
    [parent, head].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What a department is a part of, and who heads it: two lists to choose from.
fn chart(
    one: &Named,
    all: Remote<Vec<Named>>,
    people: Remote<Vec<Person>>,
    parent: RwSignal<Option<String>>,
    head: RwSignal<Option<String>>,
) -> impl IntoView + use<> {
    let own = one.id.clone();
    let select = |label: Words, none: Words, chosen: RwSignal<Option<String>>, options: Vec<(String, String)>| {
        let option = move |(id, name): (String, String)| {
            let held = chosen.with_untracked(|chosen| chosen.as_ref() == Some(&id));
            view! {
                <option value=id selected=held>
                    {name}
                </option>
            }
        };
        view! {
            <select
                class="input"
                aria-label=t(label)
                on:change:target=move |event| chosen.set(Some(event.target().value()).filter(|id| !id.is_empty()))
            >
                <option value="">{t(none)}</option>
                {options.into_iter().map(option).collect_view()}
            </select>
        }
    };
    move || {
        let above = all.or_empty().into_iter().filter(|one| one.active && one.id != own);
        let heads = people.or_empty().into_iter().filter(|person| person.active);
        let above = above.map(|one| (one.id, one.name)).collect();
        let heads = heads.map(|person| (person.id.0, person.name)).collect();
        let parents = select(refusal::PARENT, words::NO_PARENT, parent, above);
        (parents, select(refusal::HEAD, words::NO_HEAD, head, heads))
    }
}
