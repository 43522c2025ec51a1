//! One person's name, ability and posts; several posts in several departments may be held by one (N22).

use gloo_net::http::Request;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::json;
use shared::id::{DepartmentId, RegionId};
use shared::principal::{Holding, Post};

use super::named::Named;
use super::people::{Person, Staff};
use super::words;
use crate::components::{Doing, Field, Icon, Trouble, hold_while_composing};
use crate::i18n::{self, Words, t};

/// Posts as they are typed: the same three answers in each line.
#[derive(Clone, Copy)]
pub struct Posts {
    lines: RwSignal<Vec<(usize, RwSignal<Holding>)>>,
    next: StoredValue<usize>,
    pub objection: RwSignal<Option<Words>>,
}

impl Posts {
    pub fn new(held: Vec<Holding>) -> Self {
        let posts =
            Self { lines: RwSignal::new(Vec::new()), next: StoredValue::new(0), objection: RwSignal::new(None) };
        held.into_iter().for_each(|holding| posts.add(holding));
        posts
    }

    fn add(self, holding: Holding) {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        self.lines.update(|lines| lines.push((key, RwSignal::new(holding))));
        self.objection.set(None);
    }

    pub fn add_first(self, departments: &[Named]) {
        let mut active = departments.iter().filter(|department| department.active);
        let last = self.lines.with_untracked(|lines| lines.last().map(|(_, line)| line.get_untracked().department));
        // One department is the usual case; of several, the person's own is the best guess.
        let only = active.next().filter(|_| active.next().is_none()).map(|one| DepartmentId::new(one.id.clone()));
        let department = last.or(only).unwrap_or_default();
        self.add(Holding { post: Post::Specialist, department, region: None });
    }

    fn remove(self, key: usize) {
        self.lines.update(|lines| lines.retain(|(line, _)| *line != key));
        self.objection.set(None);
    }

    /// What is held, or what stands in the way.
    pub fn sound(self) -> Option<Vec<Holding>> {
        let held: Vec<_> =
            self.lines.with_untracked(|lines| lines.iter().map(|(_, line)| line.get_untracked()).collect());
        let twice = held.iter().enumerate().any(|(at, one)| held[..at].contains(one));
        let objection = match held.is_empty() {
            true => Some(words::NO_POST_YET),
            false => twice.then_some(words::SAME_POST),
        };
        self.objection.set(objection);
        objection.is_none().then_some(held)
    }
}

#[component]
pub fn EditPosts(posts: Posts, staff: Staff) -> impl IntoView {
    let line = move |(key, line): (usize, RwSignal<Holding>)| {
        view! { <Line line staff on_remove=Callback::new(move |()| posts.remove(key)) /> }
    };
    view! {
        <fieldset class="field">
            <legend class="field-label">{t(i18n::POSTS)}</legend>
            <ul class="holdings">
                <For each=move || posts.lines.get() key=|(key, _)| *key children=line />
            </ul>
            <div aria-live="assertive">
                {move || {
                    posts
                        .objection
                        .get()
                        .map(|words| {
                            view! {
                                <p class="field-error">
                                    <Icon name="warn" />
                                    {t(words)}
                                </p>
                            }
                        })
                }}
            </div>
            <div class="buttons">
                <button
                    class="button small"
                    type="button"
                    on:click=move |_| posts.add_first(&staff.departments.value.get_untracked().unwrap_or_default())
                >
                    <Icon name="plus" class="icon small" />
                    {t(words::ADD_POST)}
                </button>
            </div>
        </fieldset>
    }
}

#[component]
fn Line(line: RwSignal<Holding>, staff: Staff, on_remove: Callback<()>) -> impl IntoView {
    let post = move |post: Post| {
        let chosen = line.with_untracked(|line| line.post == post);
        view! {
            <option value=post.word() selected=chosen>
                {move || post.label().get(i18n::language()).to_owned()}
            </option>
        }
    };
    // What is off is offered only where it is held.
    let option = |one: Named, held: &str| {
        let chosen = one.id == held;
        (one.active || chosen).then(|| {
            view! {
                <option value=one.id selected=chosen>
                    {one.name}
                </option>
            }
        })
    };
    let departments = move || {
        let held = line.with_untracked(|line| line.department.clone());
        staff.departments.or_empty().into_iter().map(|one| option(one, held.as_str())).collect_view()
    };
    let regions = move || {
        let held = line.with_untracked(|line| line.region.clone()).unwrap_or_default();
        staff.regions.or_empty().into_iter().map(|one| option(one, held.as_str())).collect_view()
    };
    let set_post = move |word: String| {
        line.update(|line| line.post = Post::from_word(&word).unwrap_or(line.post));
    };
    view! {
        <li class="holding">
            <select
                class="input"
                aria-label=t(words::POST)
                on:change:target=move |event| set_post(event.target().value())
            >
                {Post::ASSIGNABLE.into_iter().map(post).collect_view()}
            </select>
            <select
                class="input"
                aria-label=t(i18n::DEPARTMENT)
                on:change:target=move |event| {
                    line.update(|line| line.department = DepartmentId::new(event.target().value()))
                }
            >
                <option value="">{t(words::NO_DEPARTMENT)}</option>
                {departments}
            </select>
            <Show when=move || staff.regions.value.with(|all| all.as_ref().is_some_and(|all| !all.is_empty()))>
                <select
                    class="input"
                    aria-label=t(words::REGION)
                    on:change:target=move |event| {
                        let region = event.target().value();
                        line.update(|line| line.region = (!region.is_empty()).then(|| RegionId::new(region)));
                    }
                >
                    <option value="">{t(words::ALL_REGIONS)}</option>
                    {regions}
                </select>
            </Show>
            <button
                class="button quiet icon-only"
                type="button"
                aria-label=t(words::REMOVE_POST)
                on:click=move |_| on_remove.run(())
            >
                <Icon name="trash" />
            </button>
        </li>
    }
}

#[component]
pub fn EditPerson(staff: Staff, person: Person, open: RwSignal<bool>) -> impl IntoView {
    let name = RwSignal::new(person.name.clone());
    let ability = RwSignal::new(person.ability);
    let posts = Posts::new(person.holdings.clone());
    let doing = Doing::new();
    let person = StoredValue::new(person);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(held) = posts.sound() else { return };
        // Only what has changed: new posts sign a person's devices in anew.
        let mut body = json!({});
        person.with_value(|was| {
            let typed = name.get_untracked().trim().to_owned();
            if typed != was.name {
                body["name"] = json!(typed);
            }
            if ability.get_untracked() != was.ability {
                body["ability"] = json!(ability.get_untracked());
            }
            if held != was.holdings {
                body["holdings"] = json!(held);
            }
        });
        let request = Request::put(&format!("/api/v1/people/{}", person.with_value(|person| person.id.clone())));
        doing.run(request, Some(body), move || {
            open.set(false);
            staff.people.load();
        });
    };
    view! {
        <form on:submit=save on:keydown=hold_while_composing>
            <div class="dialog-body">
                <Field name="name" label=i18n::NAME value=name problem=doing.problem />
                <Ability value=ability />
                <EditPosts posts staff />
                <Trouble problem=doing.problem />
            </div>
            <footer class="dialog-foot">
                <button class="button" type="button" on:click=move |_| open.set(false)>
                    {t(i18n::CANCEL)}
                </button>
                <button class="button primary" aria-busy=move || doing.busy.get().then_some("true")>
                    {t(i18n::SAVE)}
                </button>
            </footer>
        </form>
    }
}

#[component]
fn Ability(value: RwSignal<u8>) -> impl IntoView {
    let grade = move |grade: u8| {
        view! {
            <label>
                <input
                    type="radio"
                    name="ability"
                    prop:checked=move || value.get() == grade
                    on:change=move |_| value.set(grade)
                />
                <span>{grade}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend class="field-label">{t(words::ABILITY)}</legend>
            <div class="segmented" role="radiogroup" aria-label=t(words::ABILITY)>
                {(1..=5).map(grade).collect_view()}
            </div>
            <p class="field-hint">{t(words::ABILITY_NOTE)}</p>
        </fieldset>
    }
}
