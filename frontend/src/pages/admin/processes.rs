//! 流程: what there is, readable, and a description that is loaded from a file.

use gloo_net::http::Request;
use leptos::prelude::*;
use serde_json::json;
use shared::label::Label;
use shared::process::{self, BUILT_IN, Field, Kind, MergeClass, Process, Step, Who};

use super::{Section, process_effects, process_words, words};
use crate::browser;
use crate::components::{Doing, Icon, NotRead, Remote, Skeleton, Trouble};
use crate::i18n::{self, Words, fill, t};
use crate::store::Store;

fn say(label: &Label) -> String {
    label.get(i18n::language()).to_owned()
}

#[component]
pub fn Processes() -> impl IntoView {
    let list = Remote::<Vec<Process>>::open("/api/v1/processes");
    let card = move |process: Process| {
        let ours = BUILT_IN.contains(&process.id.as_str());
        view! { <Card process ours /> }
    };
    let card = StoredValue::new(card);
    view! {
        <Section title=words::PROCESSES note=process_words::NOTE>
            <Load list />
            <NotRead of=list />
            <Show when=move || list.waits()>
                <section class="card">
                    <Skeleton />
                </section>
            </Show>
            <div class="stack">
                {move || list.or_empty().into_iter().map(|process| card.with_value(|card| card(process))).collect_view()}
            </div>
        </Section>
    }
}

/// Words with each `{}` filled in turn, in both languages.
fn told(words: Words, values: &[&str]) -> Label {
    let fill = |text: &str| values.iter().fold(text.to_owned(), |text, value| text.replacen("{}", value, 1));
    Label::owned(fill(words.zh), fill(words.en))
}

/// Where reading stopped, and why as far as that helps whoever wrote the file.
fn unreadable(error: &serde_json::Error) -> Label {
    let (line, column) = (error.line().to_string(), error.column().to_string());
    if !error.is_data() {
        return told(process_words::NOT_JSON, &[&line, &column]);
    }
    let whole = error.to_string();
    let why = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(why, _)| why);
    told(process_words::NOT_DESCRIBED, &[&line, &column, why])
}

/// Reads the file, says everything that is wrong with it, and only then sends it.
#[component]
fn Load(list: Remote<Vec<Process>>) -> impl IntoView {
    let faults = RwSignal::new(Vec::<Label>::new());
    let done = RwSignal::new(None::<Label>);
    let doing = Doing::new();
    let chosen = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        let input = event.target();
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        // The same file may be chosen again once it is mended.
        input.set_value("");
        faults.set(Vec::new());
        done.set(None);
        doing.problem.set(None);
        leptos::task::spawn_local(async move {
            let Some(read) = browser::text_of(&file).await else {
                faults.try_set(vec![told(process_words::NOT_READ, &[])]);
                return;
            };
            let process: Process = match serde_json::from_str(&read) {
                Ok(process) => process,
                Err(error) => {
                    faults.try_set(vec![unreadable(&error)]);
                    return;
                }
            };
            let problems = process::check::problems(&process);
            if !problems.is_empty() {
                faults.try_set(problems);
                return;
            }
            let label = process.label.clone();
            let request = Request::put(&format!("/api/v1/processes/{}", browser::encoded(process.id.as_str())));
            doing.run(request, Some(json!(process)), move || {
                done.set(Some(label));
                list.load();
            });
        });
    };
    let refused = move || {
        let found = faults.get();
        (!found.is_empty()).then(|| {
            view! {
                <div class="field-error">
                    <Icon name="warn" />
                    <div>
                        <p>{t(process_words::FAULTS)}</p>
                        <ul>{found.iter().map(|fault| view! { <li>{say(fault)}</li> }).collect_view()}</ul>
                    </div>
                </div>
            }
        })
    };
    view! {
        <section class="card">
            <div class="card-body stack">
                <div class="field">
                    <label class="field-label" for="process-file">
                        {t(process_words::LOAD)}
                    </label>
                    <input
                        class="input"
                        id="process-file"
                        type="file"
                        accept=".json,application/json"
                        aria-describedby="process-file-hint"
                        on:change:target=chosen
                    />
                    <p class="field-hint" id="process-file-hint">
                        {t(process_words::LOAD_NOTE)}
                    </p>
                </div>
                <div aria-live="assertive">{refused}</div>
                <Trouble problem=doing.problem />
                <p role="status">{move || done.get().map(|label| fill(process_words::LOADED, &say(&label)))}</p>
            </div>
        </section>
    }
}

#[component]
fn Card(process: Process, ours: bool) -> impl IntoView {
    let process = StoredValue::new(process);
    let part = |words: Words, rows: AnyView| {
        view! {
            <h3 class="field-label">{t(words)}</h3>
            <ul class="rows">{rows}</ul>
        }
    };
    let fields = move || process.with_value(|one| one.fields.iter().map(field_row).collect_view().into_any());
    let steps =
        move || process.with_value(|one| one.steps.iter().map(|step| step_row(one, step)).collect_view().into_any());
    let store = Store::get();
    let effects = move || {
        let config = store.config();
        let rows = process.with_value(|one| process_effects::rows(one, &config));
        (!rows.is_empty()).then(|| part(process_words::EFFECTS, rows.into_any()))
    };
    let stages = move || {
        process.with_value(|one| {
            let stage = |stage: &process::Stage| {
                let (label, closed) = (stage.label.clone(), stage.closed);
                view! {
                    <span class="pill" data-tone=if closed { "done" } else { "neutral" }>
                        {move || say(&label)}
                    </span>
                }
            };
            one.stages.iter().map(stage).collect_view()
        })
    };
    let head = move || process.with_value(|one| say(&one.label));
    let counts = move || {
        process.with_value(|one| match i18n::language() {
            shared::label::Language::Zh => {
                format!("{} 项 · {} 个步骤 · 第 {} 版", one.fields.len(), one.steps.len(), one.version)
            }
            shared::label::Language::En => {
                format!("{} fields · {} steps · version {}", one.fields.len(), one.steps.len(), one.version)
            }
        })
    };
    view! {
        <details class="card unfold">
            <summary class="card-head">
                <h2 class="card-title">{head}</h2>
                <span class="muted">{counts}</span>
                <span class="pill" data-tone=if ours { "neutral" } else { "accent" }>
                    {t(if ours { process_words::BUILT_IN } else { process_words::OWN })}
                </span>
            </summary>
            <div class="card-body stack">
                <h3 class="field-label">{t(process_words::STAGES)}</h3>
                <div class="pills">{stages}</div>
                {part(process_words::STEPS, view! { {steps} }.into_any())}
                {effects}
                {part(process_words::FIELDS, view! { {fields} }.into_any())}
            </div>
        </details>
    }
}

fn field_row(field: &Field) -> impl IntoView + use<> {
    let (label, required) = (field.label.clone(), field.required);
    let columns: Vec<Label> = field.columns.iter().map(|column| column.label.clone()).collect();
    let class = match field.class {
        MergeClass::Single => None,
        MergeClass::Set => Some(process_words::SET),
        MergeClass::Entries => Some(process_words::ENTRIES),
        MergeClass::Counter => Some(process_words::COUNTER),
        MergeClass::Text => Some(process_words::TEXT),
    };
    let kind = field.kind.clone();
    let described = move || {
        let mut parts = vec![];
        if columns.is_empty() {
            parts.push(kind_said(&kind));
        }
        parts.extend(class.map(|words| words.get(i18n::language()).to_owned()));
        parts.extend((!columns.is_empty()).then(|| columns.iter().map(say).collect::<Vec<_>>().join(i18n::comma())));
        parts.join(" · ")
    };
    view! {
        <li>
            <div class="row">
                <span class="row-main">
                    <b class="row-title">
                        {move || say(&label)}
                        {required.then(|| view! { <span class="field-need">{t(process_words::REQUIRED)}</span> })}
                    </b>
                    <span class="row-sub">{described}</span>
                </span>
            </div>
        </li>
    }
}

fn kind_said(kind: &Kind) -> String {
    let words = match kind {
        Kind::Text => process_words::KIND_TEXT,
        Kind::LongText => process_words::KIND_LONG,
        Kind::Phone => process_words::KIND_PHONE,
        Kind::Email => process_words::KIND_EMAIL,
        Kind::Integer => process_words::KIND_INTEGER,
        Kind::Money => process_words::KIND_MONEY,
        Kind::Boolean => process_words::KIND_BOOLEAN,
        Kind::Date => process_words::KIND_DATE,
        Kind::Instant => process_words::KIND_INSTANT,
        Kind::Hours => process_words::KIND_HOURS,
        Kind::Person => process_words::KIND_PERSON,
        Kind::Department => i18n::DEPARTMENT,
        Kind::Region => words::REGION,
        Kind::Record(_) => process_words::KIND_RECORD,
        Kind::Attachment => process_words::KIND_ATTACHMENT,
        Kind::Actor => process_words::KIND_ACTOR,
        Kind::Superior => process_words::KIND_SUPERIOR,
        Kind::Causer => process_words::KIND_CAUSER,
        Kind::Choice(choices) => return choices.iter().map(|one| say(&one.label)).collect::<Vec<_>>().join(" / "),
    };
    words.get(i18n::language()).to_owned()
}

fn who_said(who: &Who) -> String {
    let words = match who {
        Who::Post(post) => return say(&post.label()),
        Who::Owner => process_words::WHO_OWNER,
        Who::Assignee => process_words::WHO_ASSIGNEE,
        Who::Creator => process_words::WHO_CREATOR,
        Who::Leader => process_words::WHO_LEADER,
        Who::Superior => process_words::WHO_SUPERIOR,
        Who::Anyone => process_words::WHO_ANYONE,
        Who::System => process_words::WHO_SYSTEM,
        Who::LeaderOf(_) => process_words::WHO_LEADER_OF,
    };
    words.get(i18n::language()).to_owned()
}

fn step_row(process: &Process, step: &Step) -> impl IntoView + use<> {
    let label = step.label.clone();
    let stage = |key: &String| process.stage(key).map_or(Label::same(key.clone()), |stage| stage.label.clone());
    let (from, to): (Vec<Label>, Option<Label>) = (step.from.iter().map(stage).collect(), step.to.as_ref().map(stage));
    let (by, decided, source) = (step.by.clone(), step.decided, step.source.clone());
    let guards: Vec<Label> = step.guards.iter().map(|guard| guard.say.clone()).collect();
    let way = move || {
        let from = if from.is_empty() {
            process_words::NEW.get(i18n::language()).to_owned()
        } else {
            from.iter().map(say).collect::<Vec<_>>().join(" / ")
        };
        match &to {
            Some(to) => format!("{from} → {}", say(to)),
            None => from,
        }
    };
    let who = move || by.iter().map(who_said).collect::<Vec<_>>().join(i18n::comma());
    view! {
        <li>
            <div class="row">
                <span class="row-main">
                    <b class="row-title">
                        {move || say(&label)}
                        {decided.then(|| view! { <span class="pill">{t(process_words::DECIDED)}</span> })}
                    </b>
                    <span class="row-sub">{way}</span>
                    <span class="row-sub">{t(process_words::BY)} {who}</span>
                    {guards
                        .into_iter()
                        .map(|guard| view! { <span class="row-sub">{t(process_words::UNLESS)} {move || say(&guard)}</span> })
                        .collect_view()}
                    {process_effects::quoted(source.as_ref())}
                </span>
            </div>
        </li>
    }
}
