use gloo_net::http::Request;
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::audit_words::{self, what_words};
use super::named::{Kind, Named};
use super::people::Person;
use super::{Section, words};
use crate::browser;
use crate::components::{Doing, Icon, Remote, Skeleton, Trouble};
use crate::i18n::{self, t};
use crate::session::call;

const PAGE: usize = 50;

#[derive(Clone, Debug, Deserialize)]
struct Entry {
    id: String,
    at_ms: i64,
    user: String,
    what: String,
    subject: String,
    detail: Value,
}

/// What names stand behind the ids of the lines.
#[derive(Clone, Copy)]
struct Known {
    people: Remote<Vec<Person>>,
    departments: Remote<Vec<Named>>,
    regions: Remote<Vec<Named>>,
    classes: Remote<Vec<Named>>,
}

impl Known {
    fn name(self, id: &str) -> Option<String> {
        let person = |all: &Vec<Person>| all.iter().find(|one| one.id.as_str() == id).map(|one| one.name.clone());
        let named = |list: Remote<Vec<Named>>| {
            list.value.with(|all| all.as_ref().and_then(|all| super::named::name_of(all, id)))
        };
        let found = self.people.value.with(|all| all.as_ref().and_then(person));
        found.or_else(|| [self.departments, self.regions, self.classes].into_iter().find_map(named))
    }
}

#[component]
pub fn Audit() -> impl IntoView {
    let known = Known {
        people: Remote::open("/api/v1/people"),
        departments: Remote::open(Kind::Department.address()),
        regions: Remote::open(Kind::Region.address()),
        classes: Remote::open(Kind::Class.address()),
    };
    let lines = RwSignal::new(Vec::<Entry>::new());
    let (user, about) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let more = RwSignal::new(false);
    let read = RwSignal::new(false);
    let doing = Doing::new();
    let load = move |before: Option<String>| {
        let mut address = format!(
            "/api/v1/audit?limit={PAGE}&user={}&about={}",
            browser::encoded(&user.get_untracked()),
            browser::encoded(&about.get_untracked()),
        );
        if let Some(before) = &before {
            address.push_str(&format!("&before={}", browser::encoded(before)));
        }
        doing.after(async move { call::<Vec<Entry>>(Request::get(&address), None).await }, move |found| {
            more.set(found.len() == PAGE);
            read.set(true);
            if before.is_none() {
                lines.set(found);
            } else {
                lines.update(|lines| lines.extend(found));
            }
        });
    };
    load(None);
    let person = |person: Person| view! { <option value=person.id.to_string()>{person.name}</option> };
    let topic = |(word, words): (&'static str, i18n::Words)| view! { <option value=word>{t(words)}</option> };
    let row = move |entry: Entry| view! { <Line entry known /> };
    view! {
        <Section title=words::AUDIT note=audit_words::NOTE>
            <div class="form-grid">
                <div class="field">
                    <label class="field-label" for="audit-user">
                        {t(words::PERSON)}
                    </label>
                    <select
                        class="input"
                        id="audit-user"
                        on:change:target=move |event| {
                            user.set(event.target().value());
                            load(None);
                        }
                    >
                        <option value="">{t(audit_words::EVERYBODY)}</option>
                        {move || known.people.or_empty().into_iter().map(person).collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label class="field-label" for="audit-about">
                        {t(audit_words::ABOUT)}
                    </label>
                    <select
                        class="input"
                        id="audit-about"
                        on:change:target=move |event| {
                            about.set(event.target().value());
                            load(None);
                        }
                    >
                        <option value="">{t(audit_words::EVERYTHING)}</option>
                        {audit_words::TOPICS.into_iter().map(topic).collect_view()}
                    </select>
                </div>
            </div>
            <Trouble problem=doing.problem />
            <Show when=move || doing.problem.with(Option::is_some)>
                <button class="button" type="button" on:click=move |_| load(None)>
                    <Icon name="refresh" />
                    {t(i18n::RETRY)}
                </button>
            </Show>
            <Show when=move || read.get() && lines.with(Vec::is_empty)>
                <div class="empty">
                    <Icon name="history" class="icon large" />
                    <h2 class="empty-title">{t(audit_words::NONE)}</h2>
                    <p>{t(audit_words::NONE_NOTE)}</p>
                </div>
            </Show>
            <Show when=move || !read.get() || lines.with(|lines| !lines.is_empty())>
                <section class="card" aria-label=t(words::AUDIT)>
                    <Show when=move || !read.get()>
                        <Skeleton rows=8 />
                    </Show>
                    <ul class="rows">
                        <For each=move || lines.get() key=|entry| entry.id.clone() children=row />
                    </ul>
                </section>
            </Show>
            <Show when=move || more.get()>
                <div class="buttons">
                    <button
                        class="button"
                        type="button"
                        aria-busy=move || doing.busy.get().then_some("true")
                        on:click=move |_| {
                            let last = lines.with_untracked(|lines| lines.last().map(|entry| entry.id.clone()));
                            load(last);
                        }
                    >
                        {t(audit_words::MORE)}
                    </button>
                </div>
            </Show>
        </Section>
    }
}

#[component]
fn Line(entry: Entry, known: Known) -> impl IntoView {
    let Entry { at_ms, user, what, subject, detail, .. } = entry;
    // Who did something to himself is named once.
    let (own, actor) = (user == subject, user);
    let who = move || known.name(&actor).unwrap_or_else(|| i18n::BRAND.get(i18n::language()).to_owned());
    let shown = what.clone();
    let done = move || what_words(&what).map_or(shown.clone(), |words| words.get(i18n::language()).to_owned());
    // A person, a department or a key; what is nobody's name any more is said by the detail.
    let of = move || {
        let said = detail.get("name").and_then(Value::as_str).map(str::to_owned);
        let key = (!shared::id::is_uuid(&subject)).then(|| subject.clone());
        let setting = shared::setting::find(&subject).map(|one| one.label.get(i18n::language()).to_owned());
        let whom = detail.get("user").and_then(Value::as_str).and_then(|user| known.name(user));
        if own {
            return String::new();
        }
        known.name(&subject).or(said).or(whom).or(setting).or(key).unwrap_or_default()
    };
    view! {
        <li>
            <div class="row">
                <span class="row-main">
                    <b class="row-title">{done} <span>{of}</span></b>
                    <span class="row-sub">{who}</span>
                </span>
                <span class="row-end">
                    <time class="muted nowrap">{browser::local_time(at_ms)}</time>
                </span>
            </div>
        </li>
    }
}
