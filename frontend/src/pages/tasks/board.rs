//! The tasks by stage. A card moves by dragging, or by its menu, which needs no mouse. While one is dragged each column
//! says whether it may be dropped there, and why not.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::RecordId;
use shared::process::{Process, Stage};
use shared::query::{Query, Sort, SortBy};
use shared::record::command::Act;
use shared::value::Value;

use super::words as w;
use crate::components::{
    Dialog, DuePill, Icon, Next, RecordName, StepForm, Steps, Toasts, WithRecord, hue, initial, next,
};
use crate::i18n::{fill, language};
use crate::message::{Ask, Opened, Reply, Row};
use crate::place;
use crate::store::{Store, command, new_entry};

/// Cards on the board; the list has the rest.
const CARDS_MAX: u32 = 400;
/// Finished ones, the latest first.
const CLOSED_MAX: usize = 8;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What is being dragged, with its record as soon as that is known.
#[derive(Clone, Copy)]
struct Drag {
    id: RwSignal<Option<RecordId>>,
    opened: RwSignal<Option<Arc<Opened>>>,
}

/// May the dragged card come to this stage?
#[derive(Clone, PartialEq)]
enum Drop {
    /// It is there already.
    Home,
    Checking,
    By(Box<Next>),
    No(String),
}

impl Drag {
    fn begin(self, store: Store, id: RecordId) {
        self.opened.set(None);
        self.id.set(Some(id.clone()));
        spawn_local(async move {
            // Looked at for this one answer; what changes meanwhile is judged again when the step is taken.
            if let Reply::Record(Some(opened)) = store.ask(Ask::Look(id.clone())).await
                && self.id.try_get_untracked().flatten().as_ref() == Some(&id)
            {
                self.opened.try_set(Some(Arc::new(*opened)));
            }
            store.ask(Ask::Unlook(id)).await;
        });
    }

    fn end(self) {
        self.id.set(None);
        self.opened.set(None);
    }

    fn to(self, stage: &str, process: &Process, store: Store) -> Option<Drop> {
        self.id.with(Option::is_some).then(|| {
            self.opened.with(|opened| {
                let Some(opened) = opened else { return Drop::Checking };
                if opened.summary.stage == stage {
                    return Drop::Home;
                }
                let steps = next(opened, process, store);
                let mut leading = steps.into_iter().filter(|next| next.step.to.as_deref() == Some(stage));
                let Some(first) = leading.next() else {
                    let from = process.stage(&opened.summary.stage).map(|stage| stage.label.get(language()).to_owned());
                    return Drop::No(fill(w::NO_WAY, &from.unwrap_or_default()));
                };
                match &first.why_not {
                    Some(error) => Drop::No(error.say.get(language()).to_owned()),
                    None => Drop::By(Box::new(first)),
                }
            })
        })
    }
}

#[component]
pub fn Board(#[prop(into)] query: Signal<Query>, total: RwSignal<Option<u32>>) -> impl IntoView {
    let store = Store::get();
    let process = Memo::new(move |_| store.config().process(&"task".into()).cloned());
    let rows = store.live(
        move || {
            let query = Query { sort: Sort { by: SortBy::Due, descending: false }, ..query.get() };
            Some(Ask::List { query, offset: 0, limit: CARDS_MAX })
        },
        |reply| match reply {
            Reply::Rows { rows, total, .. } => Some((rows, total)),
            _ => None,
        },
    );
    Effect::new(move |_| total.set(rows.with(|rows| rows.as_ref().map(|(_, total)| *total))));
    let drag = Drag { id: RwSignal::new(None), opened: RwSignal::new(None) };
    let moving = RwSignal::new(None::<RecordId>);
    let asked = RwSignal::new(None::<(Arc<Opened>, Next)>);
    let (menu, dialog) = (RwSignal::new(false), RwSignal::new(false));
    Effect::new(move |_| menu.set(moving.with(Option::is_some)));
    Effect::new(move |_| {
        if !menu.get() && moving.with_untracked(Option::is_some) {
            moving.set(None);
        }
    });
    let menu_title = Signal::derive(move || w::MOVE_TITLE.get(language()).to_owned());
    let step_title = Signal::derive(move || {
        asked.with(|asked| {
            asked.as_ref().map(|(_, next)| next.step.label.get(language()).to_owned()).unwrap_or_default()
        })
    });
    let column = move |stage: Stage| view! { <BoardColumn stage process rows drag moving asked dialog /> };
    let stages = move || process.with(|process| process.as_ref().map(|p| p.stages.clone()).unwrap_or_default());
    let beyond = move || {
        let beyond = rows.with(|rows| rows.as_ref().map_or(0, |(rows, total)| total.saturating_sub(rows.len() as u32)));
        (beyond > 0).then(|| view! { <p class="muted">{fill(w::MORE_HERE, &beyond.to_string())}</p> })
    };
    view! {
        <div class="board" aria-busy=move || rows.with(Option::is_none).then_some("true")>
            {move || stages().into_iter().map(column).collect_view()}
        </div>
        {beyond}
        <Dialog open=menu title=menu_title>
            <div class="dialog-body">
                {move || {
                    moving
                        .get()
                        .map(|id| view! { <WithRecord id back="/tasks" children=|opened| view! { <Steps opened /> } /> })
                }}
            </div>
        </Dialog>
        <Dialog open=dialog title=step_title>
            {move || {
                asked
                    .get()
                    .map(|(opened, next)| view! { <StepForm opened=Signal::stored(opened) next open=dialog /> })
            }}
        </Dialog>
    }
}

#[component]
fn BoardColumn(
    stage: Stage,
    process: Memo<Option<Process>>,
    rows: RwSignal<Option<(Vec<Row>, u32)>>,
    drag: Drag,
    moving: RwSignal<Option<RecordId>>,
    asked: RwSignal<Option<(Arc<Opened>, Next)>>,
    dialog: RwSignal<bool>,
) -> impl IntoView {
    let store = Store::get();
    let toasts = Toasts::get();
    let key = StoredValue::new(stage.key.clone());
    let closed = stage.closed;
    let all = Memo::new(move |_| {
        let mut cards: Vec<Row> = rows.with(|rows| {
            let rows = rows.as_ref().map(|(rows, _)| rows.as_slice()).unwrap_or_default();
            rows.iter().filter(|row| key.with_value(|key| row.summary.stage == *key)).cloned().collect()
        });
        if closed {
            shared::order::by_key(&mut cards, |row| std::cmp::Reverse(row.summary.touched_at_ms));
        }
        cards
    });
    let count = move || all.with(Vec::len);
    let cards = Memo::new(move |_| {
        let mut cards = all.get();
        if closed {
            cards.truncate(CLOSED_MAX);
        }
        cards
    });
    let age = move || {
        let now = store.now.get();
        let oldest = all.with(|all| all.iter().map(|row| row.summary.created_at_ms).min())?;
        let days = (now - oldest).max(0) / DAY_MS;
        Some(if days == 0 { w::OLDEST_TODAY.get(language()).to_owned() } else { fill(w::OLDEST, &days.to_string()) })
    };
    let drop_here = Memo::new(move |_| {
        process.with(|process| process.as_ref().and_then(|p| key.with_value(|key| drag.to(key, p, store))))
    });
    let state = move || {
        drop_here.with(|drop| match drop {
            Some(Drop::By(_)) => Some("ok"),
            Some(Drop::No(_)) => Some("no"),
            _ => None,
        })
    };
    let why = move || {
        drop_here.with(|drop| match drop {
            Some(Drop::No(why)) => why.clone(),
            _ => String::new(),
        })
    };
    let over = move |event: web_sys::DragEvent| {
        if drop_here.with_untracked(|drop| matches!(drop, Some(Drop::By(_)))) {
            event.prevent_default();
        }
    };
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        let (by, opened) = (drop_here.get_untracked(), drag.opened.get_untracked());
        drag.end();
        let (Some(Drop::By(next)), Some(opened)) = (by, opened) else { return };
        if next.asks {
            asked.set(Some((opened, *next)));
            dialog.set(true);
            return;
        }
        let take =
            Act::Take { step: next.step.key.clone(), entry: new_entry(), values: Default::default(), reason: None };
        let act = command(&opened, vec![take]);
        spawn_local(async move {
            if let Err(refusal) = store.commit(act).await {
                toasts.failed(untrack(|| refusal.text()));
            }
        });
    };
    let label = stage.label.clone();
    let name = Signal::derive(move || label.get(language()).to_owned());
    view! {
        <section class="board-column" aria-label=name data-drop=state on:dragover=over on:drop=dropped>
            <header class="board-head">
                <h2>{name}</h2>
                <span class="badge">{count}</span>
                <span class="board-age">{move || if closed { None } else { age() }}</span>
            </header>
            <p class="board-why" role="status">
                {why}
            </p>
            <ul class="board-cards">
                <For
                    each=move || cards.get()
                    key=|row| row.summary.id.clone()
                    children=move |row| view! { <Card cards row drag moving /> }
                />
            </ul>
        </section>
    }
}

#[component]
fn Card(cards: Memo<Vec<Row>>, row: Row, drag: Drag, moving: RwSignal<Option<RecordId>>) -> impl IntoView {
    let store = Store::get();
    let id = StoredValue::new(row.summary.id.clone());
    let summary = Memo::new(move |_| {
        let found = cards.with(|cards| cards.iter().find(|one| one.summary.id == id.get_value()).cloned());
        found.map_or_else(|| row.summary.clone(), |row| row.summary)
    });
    let title = move || summary.with(|summary| summary.title.clone());
    let href = move || summary.with(|summary| format!("{}?as=board", place::record(&summary.process, &summary.id)));
    let customer = Memo::new(move |_| {
        summary.with(|summary| summary.values.get("customer").and_then(Value::as_text).map(RecordId::from))
    });
    let who = move || {
        let config = store.config();
        summary.with(|summary| {
            summary.assignee.as_ref().map(|who| {
                let name = config.name_of(who).to_owned();
                view! {
                    <span class="person">
                        <span class="avatar small" aria-hidden="true" style:--hue=hue(who.as_str()).to_string()>
                            {initial(&name)}
                        </span>
                        {name}
                    </span>
                }
            })
        })
    };
    let grabbed = move || drag.id.with(|held| held.as_ref() == Some(&id.get_value())).to_string();
    let begin = move |event: web_sys::DragEvent| {
        if let Some(transfer) = event.data_transfer() {
            // Firefox begins no drag without data.
            let _ = transfer.set_data("text/plain", id.get_value().as_str());
        }
        drag.begin(store, id.get_value());
    };
    view! {
        <li>
            <article
                class="board-card"
                draggable="true"
                aria-grabbed=grabbed
                on:dragstart=begin
                on:dragend=move |_| drag.end()
            >
                <h3 class="board-title">
                    <a href=href title=title draggable="false">
                        {title}
                    </a>
                </h3>
                {move || customer.get().map(|id| view! { <p><RecordName process="customer".into() id /></p> })}
                <footer class="board-foot">
                    <DuePill summary=Signal::from(summary) />
                    {who}
                    <button
                        class="button quiet icon-only small"
                        aria-haspopup="dialog"
                        aria-label=move || fill(w::MOVE, &title())
                        on:click=move |_| moving.set(Some(id.get_value()))
                    >
                        <Icon name="dots" class="icon small" />
                    </button>
                </footer>
            </article>
        </li>
    }
}
