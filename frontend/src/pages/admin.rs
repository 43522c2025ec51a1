//! 管理: one section beside the other, for administrators.

mod absences;
mod audit;
mod audit_words;
mod calendar;
mod calendar_forms;
mod devices;
mod invite;
mod named;
mod people;
mod person;
mod process_effects;
mod process_words;
mod processes;
mod script;
mod script_node;
mod script_preview;
mod script_words;
mod settings;
mod words;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::components::{Heading, Icon, keep_in_sight};
use crate::i18n::{self, Words, t};
use crate::session::Session;

const SECTIONS: [(&str, &str, Words); 11] = [
    ("people", "users", i18n::PEOPLE),
    ("departments", "board", words::DEPARTMENTS),
    ("regions", "pin", words::REGIONS),
    ("classes", "star", words::CLASSES),
    ("devices", "device", words::DEVICES),
    ("absences", "moon", words::ABSENCES),
    ("settings", "settings", words::SETTINGS),
    ("calendar", "calendar", words::CALENDAR),
    ("script", "script", words::SCRIPT),
    ("processes", "list", words::PROCESSES),
    ("audit", "history", words::AUDIT),
];

#[component]
pub fn Admin() -> impl IntoView {
    let session = Session::get();
    let params = use_params_map();
    let section = Memo::new(move |_| params.with(|params| params.get("section").unwrap_or_default()));
    let allowed = Memo::new(move |_| session.is_administrator());
    let forbidden = move || {
        view! {
            <Section title=i18n::PAGE_ADMIN>
                <div class="empty">
                    <Icon name="lock" class="icon large" />
                    <h2 class="empty-title">{t(words::ONLY_ADMINISTRATOR)}</h2>
                    <p>{t(words::ONLY_ADMINISTRATOR_NOTE)}</p>
                    <a class="button" href="/">
                        {t(i18n::TO_HOME)}
                    </a>
                </div>
            </Section>
        }
    };
    let body = move || match section.get().as_str() {
        "people" => view! { <people::People /> }.into_any(),
        "departments" => view! { <named::Names kind=named::Kind::Department /> }.into_any(),
        "regions" => view! { <named::Names kind=named::Kind::Region /> }.into_any(),
        "classes" => view! { <named::Names kind=named::Kind::Class /> }.into_any(),
        "devices" => view! { <devices::Devices /> }.into_any(),
        "absences" => view! { <absences::Absences /> }.into_any(),
        "settings" => view! { <settings::Settings /> }.into_any(),
        "calendar" => view! { <calendar::CalendarPage /> }.into_any(),
        "script" => view! { <script::ScriptPage /> }.into_any(),
        "processes" => view! { <processes::Processes /> }.into_any(),
        "audit" => view! { <audit::Audit /> }.into_any(),
        _ => view! {
            <Section title=i18n::NOT_A_PAGE>
                <p class="muted">{t(i18n::NOT_A_PAGE_NOTE)}</p>
            </Section>
        }
        .into_any(),
    };
    let link = move |(key, icon, words): (&'static str, &'static str, Words)| {
        view! {
            <a href=format!("/admin/{key}") aria-current=move || (section.get() == key).then_some("page")>
                <Icon name=icon />
                {t(words)}
            </a>
        }
    };
    // On a narrow screen the sections are a line that moves: the open one comes into sight.
    let nav = NodeRef::<leptos::html::Nav>::new();
    Effect::new(move |_| {
        section.track();
        keep_in_sight(nav);
    });
    view! {
        <Show when=move || allowed.get() fallback=forbidden>
            <div class="admin">
                <nav class="admin-nav" node_ref=nav aria-label=t(i18n::PAGE_ADMIN)>
                    {SECTIONS.into_iter().map(link).collect_view()}
                </nav>
                <div class="admin-body">{body}</div>
            </div>
        </Show>
    }
}

/// The page of one section: its heading, a line that says what it is for, and what is on it.
#[component]
fn Section(
    title: Words,
    #[prop(optional, into)] note: Option<Words>,
    #[prop(optional, into)] actions: ViewFn,
    children: Children,
) -> impl IntoView {
    i18n::title(title);
    view! {
        <div class="page" data-width="wide">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{t(title)}</Heading>
                    {note.map(|note| view! { <p class="page-note">{t(note)}</p> })}
                </div>
                <div class="page-actions">{actions.run()}</div>
            </header>
            {children()}
        </div>
    }
}
