//! The story of a record: what was said and done, what was changed, and what came of it elsewhere.

mod story;

use std::sync::Arc;

use leptos::prelude::*;
use shared::process::Kind;
use shared::query::{Filter, Query, Sort, SortBy};
use shared::record::summary::Summary;

use super::words as w;
use super::{Icon, process_of};
use crate::i18n::{Words, language, t};
use crate::message::{Ask, Opened, Reply};
use crate::place;
use crate::store::Store;
use crate::when;
use story::{Happening, Subject};

/// Related records of one process that a story shows.
const RELATED_MAX: u32 = 100;

#[derive(Clone, Copy, PartialEq)]
enum Show {
    All,
    Talk,
    Changes,
}

/// Entries, steps and related records; on demand every change.
#[component]
pub fn Timeline(#[prop(into)] opened: Signal<Arc<Opened>>) -> impl IntoView {
    let store = Store::get();
    let process = process_of(opened);
    let show = RwSignal::new(Show::All);
    let id = opened.with_untracked(|opened| opened.record.id.clone());
    let related = related(opened);
    let history = store.live(
        move || (show.get() == Show::Changes).then(|| Ask::History(id.clone())),
        |reply| match reply {
            Reply::History(told) => Some(told),
            _ => None,
        },
    );
    let story = Memo::new(move |_| {
        process.with(|process| {
            let Some(process) = process else { return vec![] };
            let story = match show.get() {
                Show::Changes => story::changes(&history.get().unwrap_or_default()),
                Show::Talk => opened.with(|opened| story::entries(&opened.record, process, &opened.late)),
                Show::All => {
                    let mut story = opened.with(|opened| {
                        let mut story = story::entries(&opened.record, process, &opened.late);
                        story.extend(story::steps(&opened.record));
                        story
                    });
                    story.extend(related.get().into_iter().map(story::related));
                    story
                }
            };
            story::newest_first(story)
        })
    });
    let chip = move |what: Show, words: Words| {
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || (show.get() == what).to_string()
                on:click=move |_| show.set(what)
            >
                {t(words)}
            </button>
        }
    };
    let waiting = move || show.get() == Show::Changes && history.with(Option::is_none);
    let empty = move || !waiting() && story.with(Vec::is_empty);
    let items = move || {
        let calendar_of = store.config();
        let mut day = None;
        let mut views = vec![];
        for happening in story.get() {
            let date = calendar_of.calendar.date_of(happening.at_ms);
            if day != Some(date) {
                day = Some(date);
                let head = when::day_head(&calendar_of.calendar, happening.at_ms, store.now.get(), language());
                views.push(view! { <li class="timeline-day">{head}</li> }.into_any());
            }
            views.push(view! { <Item opened happening /> }.into_any());
        }
        views
    };
    view! {
        <div class="chips" role="group" aria-label=t(w::STORY_FILTER)>
            {chip(Show::All, w::STORY_ALL)}
            {chip(Show::Talk, w::STORY_TALK)}
            {chip(Show::Changes, w::STORY_CHANGES)}
        </div>
        <ol class="timeline" aria-busy=move || waiting().then_some("true")>
            {items}
        </ol>
        <Show when=empty>
            <p class="muted">{t(w::STORY_EMPTY)}</p>
        </Show>
    }
}

/// What refers to this record: follow-ups, tasks, whatever a process says it is about.
fn related(opened: Signal<Arc<Opened>>) -> Signal<Vec<Summary>> {
    let store = Store::get();
    let (id, process) = opened.with_untracked(|opened| (opened.record.id.clone(), opened.record.process.clone()));
    let config = untrack(|| store.config());
    let about = |other: &&shared::process::Process| {
        let field = other.about.as_deref().and_then(|key| other.field(key));
        field.is_some_and(|field| field.kind == Kind::Record(process.clone()))
    };
    let lists: Vec<_> = config
        .processes
        .iter()
        .filter(about)
        .map(|other| {
            let query = Query {
                process: other.id.clone(),
                text: String::new(),
                filters: vec![Filter::About(id.clone())],
                sort: Sort { by: SortBy::Created, descending: true },
            };
            store.live(
                move || Some(Ask::List { query: query.clone(), offset: 0, limit: RELATED_MAX }),
                |reply| match reply {
                    Reply::Rows { rows, .. } => Some(rows.into_iter().map(|row| row.summary).collect::<Vec<_>>()),
                    _ => None,
                },
            )
        })
        .collect();
    Memo::new(move |_| lists.iter().flat_map(|list| list.get().unwrap_or_default()).collect::<Vec<_>>()).into()
}

#[component]
fn Item(opened: Signal<Arc<Opened>>, happening: Happening) -> impl IntoView {
    let store = Store::get();
    let config = store.config();
    let at_ms = happening.at_ms;
    let process = opened.with_untracked(|opened| opened.record.process.clone());
    let described = config.process(&process);
    let (kind, icon) = story::look(&happening, described);
    let head = match &happening.subject {
        Subject::Related(summary) => {
            let href = place::record(&summary.process, &summary.id);
            let process = config.process(&summary.process);
            let name = process.map(|process| process.label.get(language()).to_owned());
            let stage = process.and_then(|process| process.stage(&summary.stage));
            let stage = stage.map(|stage| stage.label.get(language()).to_owned());
            view! {
                <b>{name}</b>
                <a href=href>{summary.title.clone()}</a>
                {stage.map(|stage| view! { <span class="pill">{stage}</span> })}
            }
            .into_any()
        }
        _ => view! { <b>{story::headline(&happening, described, language())}</b> }.into_any(),
    };
    let who = happening.by.as_ref().map(|by| config.name_of(by).to_owned());
    let late = happening.late.then(|| view! { <span class="pill" data-tone="soon">{t(w::LATE_ENTRY)}</span> });
    let unsent = happening.unsent.then(|| view! { <span class="pill" data-tone="local">{t(w::MARK_LOCAL)}</span> });
    let lines = story::lines(&happening, described, &config, store.now.get_untracked(), language());
    let lines = lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
    let (clock, title) = (when::clock(&config.calendar, at_ms), when::absolute(&config.calendar, at_ms));
    view! {
        <li class="timeline-item" data-kind=kind>
            <span class="timeline-mark">
                <Icon name=icon class="icon small" />
            </span>
            <div class="timeline-body">
                <p class="timeline-head">
                    {head}
                    <span>{who}</span>
                    {late}
                    {unsent}
                    <time title=title>{clock}</time>
                </p>
                {lines}
            </div>
        </li>
    }
}
