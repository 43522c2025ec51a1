//! A list of any length: only what is in sight is asked for and drawn.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_location, use_navigate};
use shared::id::RecordId;
use shared::label::Label;
use shared::query::{Query, Sort, SortBy};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent};

use super::words as w;
use super::{Icon, SyncMark};
use crate::browser;
use crate::i18n::{fill, language, t};
use crate::keys;
use crate::message::{Ask, Mark, Reply, Row};
use crate::place;
use crate::store::Store;

/// Rows asked for beyond those in sight, on either side.
const BEYOND: u32 = 12;
/// The window moves in steps of so many rows: a short scroll asks nothing.
const STRIDE: u32 = 6;
/// Slots come in so many: a window that grows a little draws nothing anew.
const SLOTS: u32 = 32;
/// Until a row can be measured.
const ROW_PX: f64 = 52.0;
const SKELETONS: u32 = 8;

type Cell = Arc<dyn Fn(Signal<Row>) -> AnyView + Send + Sync>;

/// One column of a list. The first one is the main cell: it holds the link, and what its `cell` makes stands below.
#[derive(Clone)]
pub struct Column {
    pub label: Label,
    /// A track of a CSS grid: `9em`, `1fr`, `minmax(12em,2fr)`.
    pub width: &'static str,
    pub sort: Option<SortBy>,
    /// Where it stands on a card: `meta`, `end`; none leaves it out.
    pub card: Option<&'static str>,
    /// Leaves below 860 px.
    pub wide: bool,
    cell: Cell,
}

impl Column {
    pub fn new<V: IntoView + 'static>(
        label: Label,
        width: &'static str,
        cell: impl Fn(Signal<Row>) -> V + Send + Sync + 'static,
    ) -> Self {
        let cell: Cell = Arc::new(move |row| cell(row).into_any());
        Self { label, width, sort: None, card: None, wide: false, cell }
    }

    pub fn sort(self, by: SortBy) -> Self {
        Self { sort: Some(by), ..self }
    }

    pub fn card(self, place: &'static str) -> Self {
        Self { card: Some(place), ..self }
    }

    pub fn wide(self) -> Self {
        Self { wide: true, ..self }
    }
}

#[derive(Clone, PartialEq)]
struct Found {
    total: u32,
    offset: u32,
    rows: Vec<Row>,
}

/// Everything a list holds while it is shown.
#[derive(Clone, Copy)]
struct List {
    store: Store,
    node: NodeRef<html::Div>,
    question: Memo<Query>,
    found: RwSignal<Option<Found>>,
    row_px: RwSignal<f64>,
    cursor: RwSignal<Option<u32>>,
    /// Where a range begins.
    anchor: StoredValue<Option<u32>>,
    selected: Option<RwSignal<BTreeSet<RecordId>>>,
}

impl List {
    fn total(self) -> u32 {
        self.found.with(|found| found.as_ref().map_or(0, |found| found.total))
    }

    fn row_at(self, at: u32) -> Option<Row> {
        self.found.with_untracked(|found| {
            let found = found.as_ref()?;
            found.rows.get(at.checked_sub(found.offset)? as usize).cloned()
        })
    }

    fn measure(self) {
        let Some(node) = self.node.get_untracked() else { return };
        let row = node.query_selector(".vlist-row").ok().flatten().and_then(|row| row.dyn_into::<HtmlElement>().ok());
        let height = row.map_or(0.0, |row| f64::from(row.offset_height()));
        if height > 0.0 && height != self.row_px.get_untracked() {
            self.row_px.set(height);
        }
    }

    /// Moves the keyboard's row, and the view with it.
    fn go(self, at: u32) {
        self.cursor.set(Some(at));
        let Some(node) = self.node.get_untracked() else { return };
        // A link elsewhere would take the Enter that is meant for the row.
        let active = browser::document().active_element();
        if active.is_some_and(|active| !node.contains(Some(&active)) && active.tag_name() != "BODY") {
            let _ = node.focus();
        }
        let head =
            node.query_selector(".vlist-head").ok().flatten().and_then(|head| head.dyn_into::<HtmlElement>().ok());
        let head = head.map_or(0, |head| head.offset_height());
        let height = self.row_px.get_untracked();
        let top = (f64::from(at) * height) as i32;
        let (above, below) = (node.scroll_top(), node.scroll_top() + node.client_height() - head);
        if top < above {
            node.set_scroll_top(top);
        } else if top + height as i32 > below {
            node.set_scroll_top(top + height as i32 - (node.client_height() - head));
        }
    }

    fn toggle(self, at: u32, id: RecordId, with_range: bool) {
        let Some(selected) = self.selected else { return };
        let from = self.anchor.get_value().filter(|_| with_range);
        self.anchor.set_value(Some(at));
        let on = !selected.with_untracked(|selected| selected.contains(&id));
        let Some(from) = from else {
            selected.update(|held| {
                if on {
                    held.insert(id)
                } else {
                    held.remove(&id)
                };
            });
            return;
        };
        let range = from.min(at) as usize..=from.max(at) as usize;
        spawn_local(async move {
            if let Reply::Ids(ids) = self.store.ask(Ask::Ids(self.question.get_untracked())).await
                && let Some(ids) = ids.get(range)
            {
                selected.try_update(|held| held.extend(ids.iter().cloned()));
            }
        });
    }

    fn toggle_all(self) {
        let Some(selected) = self.selected else { return };
        if selected.with_untracked(|held| !held.is_empty() && held.len() as u32 >= untrack(|| self.total())) {
            selected.update(BTreeSet::clear);
            return;
        }
        select_all(self.store, self.question.get_untracked(), selected);
    }
}

/// Selects everything that a question finds, in sight or not.
pub fn select_all(store: Store, question: Query, selected: RwSignal<BTreeSet<RecordId>>) {
    spawn_local(async move {
        if let Reply::Ids(ids) = store.ask(Ask::Ids(question)).await {
            selected.try_set(ids.into_iter().collect());
        }
    });
}

/// `sort` follows the heads, `selected` makes rows selectable, `shown` is the record open beside the list.
#[component]
pub fn Rows(
    /// The process, text and filters; its sort is `sort`.
    #[prop(into)]
    query: Signal<Query>,
    columns: Vec<Column>,
    sort: RwSignal<Sort>,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] selected: Option<RwSignal<BTreeSet<RecordId>>>,
    #[prop(optional)] shown: Option<Signal<Option<RecordId>>>,
    /// What stands there when nothing is found: why, and what to do.
    #[prop(into)]
    empty: ViewFn,
    #[prop(optional, into)] compact: Signal<bool>,
    /// How many were found, for whoever shows it.
    #[prop(optional)]
    total: Option<RwSignal<Option<u32>>>,
) -> impl IntoView {
    let store = Store::get();
    let node = NodeRef::<html::Div>::new();
    let (top, height) = (RwSignal::new(0_f64), RwSignal::new(800_f64));
    let row_px = RwSignal::new(ROW_PX);
    let question = Memo::new(move |_| Query { sort: sort.get(), ..query.get() });
    let window = Memo::new(move |_| {
        let first = (top.get() / row_px.get()) as u32;
        let seen = (height.get() / row_px.get()) as u32 + 1;
        let offset = first.saturating_sub(BEYOND) / STRIDE * STRIDE;
        (offset, seen + 2 * BEYOND + STRIDE)
    });
    let found = store.live(
        move || {
            let (offset, limit) = window.get();
            Some(Ask::List { query: question.get(), offset, limit })
        },
        |reply| match reply {
            Reply::Rows { total, offset, rows } => Some(Found { total, offset, rows }),
            _ => None,
        },
    );
    let cursor = RwSignal::new(None);
    let list = List { store, node, question, found, row_px, cursor, anchor: StoredValue::new(None), selected };
    if let Some(total) = total {
        Effect::new(move |_| total.set(found.with(|found| found.as_ref().map(|found| found.total))));
    }
    let look = move || {
        if let Some(node) = node.get_untracked() {
            top.set(f64::from(node.scroll_top()));
            height.set(f64::from(node.client_height()));
            list.measure();
        }
    };
    Effect::new(move |_| {
        found.track();
        compact.track();
        request_animation_frame(look);
    });
    // Another question begins at its beginning.
    Effect::new(move |before: Option<Query>| {
        let now = question.get();
        if before.is_some_and(|before| before != now) {
            cursor.set(None);
            list.anchor.set_value(None);
            if let Some(node) = node.get_untracked() {
                node.set_scroll_top(0);
            }
        }
        now
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| look());
    on_cleanup(move || resized.remove());

    let search = use_location().search;
    let tail = move || search.with(|search| if search.is_empty() { String::new() } else { format!("?{search}") });
    let navigate = use_navigate();
    keys::on_key(move |key, event| press(list, key, event, &|path| navigate(path, Default::default()), &tail));

    let columns = StoredValue::new(columns);
    let tracks = move |wide: bool| {
        columns.with_value(|columns| {
            columns.iter().filter(|c| wide || !c.wide).map(|c| c.width).collect::<Vec<_>>().join(" ")
        })
    };
    // What is drawn once is written over, not drawn anew: the row at `at` stands in the slot `at % window`. Scrolling
    // leaves the rows that stay in their slots; another answer changes words, not elements.
    let slots = Memo::new(move |_| {
        let slots = window.get().1.next_multiple_of(SLOTS);
        found.with(|found| {
            let (offset, count) = found.as_ref().map_or((0, 0), |found| (found.offset, found.rows.len() as u32));
            (offset..offset + count).map(|at| (slots, at % slots)).collect::<Vec<_>>()
        })
    });
    let before_px =
        move || found.with(|found| found.as_ref().map_or(0.0, |found| f64::from(found.offset) * row_px.get()));
    let after_px = move || {
        let rest = found.with(|found| {
            found.as_ref().map_or(0, |found| found.total.saturating_sub(found.offset + found.rows.len() as u32))
        });
        f64::from(rest) * row_px.get()
    };
    let nothing = Memo::new(move |_| found.with(|found| found.as_ref().is_some_and(|found| found.total == 0)));
    let waiting = Memo::new(move |_| found.with(Option::is_none));
    let width = columns.with_value(Vec::len);
    let skeletons = move || {
        let cell =
            move |_| view! { <span class="cell" role="cell"><span class="skeleton" style:--w="6em"></span></span> };
        let row = move |_| {
            view! {
                <div class="vlist-row" role="row">
                    {selected.map(|_| view! { <span class="vlist-check" role="cell"></span> })}
                    {(0..width).map(cell).collect_view()}
                </div>
            }
        };
        (0..SKELETONS).map(row).collect_view()
    };
    view! {
        <div class="vlist-scroll" tabindex="0" node_ref=node on:scroll=move |_| look()>
            <Show when=move || !nothing.get() fallback=move || empty.run()>
                <div
                    class="vlist"
                    role="table"
                    aria-label=label
                    aria-rowcount=move || (list.total() + 1).to_string()
                    aria-busy=move || waiting.get().then_some("true")
                    data-plain=selected.is_none().then_some("")
                    data-density=move || if compact.get() { "compact" } else { "cozy" }
                    style:--cols=tracks(true)
                    style:--cols-mid=tracks(false)
                >
                    <Head list columns sort />
                    <div class="vlist-gap" aria-hidden="true" style:height=move || format!("{}px", before_px())></div>
                    <Show when=move || waiting.get()>{skeletons}</Show>
                    <For
                        each=move || slots.get()
                        key=|slot| *slot
                        children=move |place| view! { <OneRow list columns place shown tail=Signal::derive(tail) /> }
                    />
                    <div class="vlist-gap" aria-hidden="true" style:height=move || format!("{}px", after_px())></div>
                </div>
            </Show>
        </div>
    }
}

fn press(list: List, key: &str, event: &KeyboardEvent, go: &dyn Fn(&str), tail: &dyn Fn() -> String) -> bool {
    let last = untrack(|| list.total()).saturating_sub(1);
    let at = list.cursor.get_untracked();
    let inside = |tag: &str| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        target.is_some_and(|target| target.closest(tag).ok().flatten().is_some())
    };
    match key {
        "j" => list.go(at.map_or(0, |at| (at + 1).min(last))),
        "k" => list.go(at.map_or(0, |at| at.saturating_sub(1))),
        "ArrowDown" if inside(".vlist-scroll") => list.go(at.map_or(0, |at| (at + 1).min(last))),
        "ArrowUp" if inside(".vlist-scroll") => list.go(at.map_or(0, |at| at.saturating_sub(1))),
        "x" if list.selected.is_some() => match at.and_then(|at| Some((at, list.row_at(at)?))) {
            Some((at, row)) => list.toggle(at, row.summary.id, event.shift_key()),
            None => return false,
        },
        "Enter" if !inside("a, button, input, summary") => match at.and_then(|at| list.row_at(at)) {
            Some(row) => go(&format!("{}{}", place::record(&row.summary.process, &row.summary.id), untrack(tail))),
            None => return false,
        },
        _ => return false,
    }
    true
}

#[component]
fn Head(list: List, columns: StoredValue<Vec<Column>>, sort: RwSignal<Sort>) -> impl IntoView {
    let select_all = list.selected.map(|selected| {
        let all = move || selected.with(|held| !held.is_empty() && held.len() as u32 >= list.total());
        let some = move || selected.with(|held| !held.is_empty()) && !all();
        view! {
            <span class="vlist-check" role="columnheader">
                <input
                    type="checkbox"
                    aria-label=t(w::SELECT_ALL)
                    prop:checked=all
                    prop:indeterminate=some
                    on:change=move |_| list.toggle_all()
                />
            </span>
        }
    });
    let head = move |column: Column| {
        let label = column.label.clone();
        let name = move || label.get(language()).to_owned();
        let Some(by) = column.sort.clone() else {
            return view! {
                <span role="columnheader" data-wide=column.wide.then_some("")>
                    {name}
                </span>
            }
            .into_any();
        };
        let here = StoredValue::new(by);
        let is_here = move || sort.with(|sort| here.with_value(|here| sort.by == *here));
        let order =
            move || is_here().then(|| if sort.with(|sort| sort.descending) { "descending" } else { "ascending" });
        let choose = move |_| {
            let by = here.get_value();
            let newest_first = matches!(by, SortBy::Touched | SortBy::Created);
            sort.update(|sort| {
                sort.descending = if sort.by == by { !sort.descending } else { newest_first };
                sort.by = by;
            });
        };
        view! {
            <span role="columnheader" aria-sort=order data-wide=column.wide.then_some("")>
                <button type="button" class="sort-button" on:click=choose>
                    {name}
                    {move || {
                        is_here()
                            .then(|| {
                                let down = sort.with(|sort| sort.descending);
                                view! { <Icon name=if down { "chevron-down" } else { "chevron-up" } /> }
                            })
                    }}
                </button>
            </span>
        }
        .into_any()
    };
    view! {
        <div class="vlist-head" role="row">
            {select_all}
            {columns.get_value().into_iter().map(head).collect_view()}
        </div>
    }
}

#[component]
fn OneRow(
    list: List,
    columns: StoredValue<Vec<Column>>,
    /// How many there are, and which one this is.
    place: (u32, u32),
    shown: Option<Signal<Option<RecordId>>>,
    tail: Signal<String>,
) -> impl IntoView {
    let at = Memo::new(move |_| {
        list.found.with(|found| {
            let (offset, count) = found.as_ref().map(|found| (found.offset, found.rows.len() as u32))?;
            let (slots, slot) = place;
            let below = (slot + slots - offset % slots) % slots;
            (below < count).then_some(offset + below)
        })
    });
    // While it is leaving, as it was last.
    let row = Memo::new(move |last: Option<&Row>| {
        let row =
            list.found.with(|found| found.as_ref()?.rows.get((at.get()? - found.as_ref()?.offset) as usize).cloned());
        row.or_else(|| last.cloned()).unwrap_or_else(|| Row {
            summary: Default::default(),
            mark: Mark::Server,
            about: None,
        })
    });
    let id = Memo::new(move |_| row.with(|row| row.summary.id.clone()));
    let is_selected =
        move || list.selected.is_some_and(|selected| id.with(|id| selected.with(|held| held.contains(id))));
    let state = move || {
        if shown.is_some_and(|shown| id.with(|id| shown.with(|shown| shown.as_ref() == Some(id)))) {
            Some("open")
        } else if at.get().is_some() && list.cursor.get() == at.get() {
            Some("cursor")
        } else {
            None
        }
    };
    let title = move || {
        row.with(|row| match row.summary.title.trim() {
            "" => t(w::NAMELESS)().to_owned(),
            title => title.to_owned(),
        })
    };
    let href =
        move || row.with(|row| format!("{}{}", place::record(&row.summary.process, &row.summary.id), tail.get()));
    let check = list.selected.map(|_| {
        let press = move |event: MouseEvent| {
            let box_ = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            list.toggle(at.get_untracked().unwrap_or_default(), id.get_untracked(), event.shift_key());
            // A range may leave this box as the browser did not expect.
            let on = untrack(is_selected);
            if let Some(box_) = box_ {
                box_.set_checked(on);
            }
        };
        view! {
            <span class="vlist-check" role="cell">
                <label>
                    <input
                        type="checkbox"
                        aria-label=move || fill(w::SELECT_ONE, &title())
                        prop:checked=is_selected
                        on:click=press
                    />
                </label>
            </span>
        }
    });
    let mark = Signal::derive(move || row.with(|row| row.mark));
    let cells = columns.with_value(|columns| {
        let cell = |(at, column): (usize, &Column)| {
            let inner = (column.cell)(row.into());
            if at == 0 {
                return view! {
                    <span class="cell cell-main" role="cell">
                        <a class="row-link" href=href title=title>
                            {title}
                            <Show when=move || mark.get() != Mark::Server>
                                " "
                                <SyncMark mark shape=true />
                            </Show>
                        </a>
                        <span class="cell-sub">{inner}</span>
                    </span>
                }
                .into_any();
            }
            view! {
                <span class="cell" role="cell" data-card=column.card data-wide=column.wide.then_some("")>
                    {inner}
                </span>
            }
            .into_any()
        };
        columns.iter().enumerate().map(cell).collect_view()
    });
    view! {
        <div
            class="vlist-row"
            role="row"
            aria-rowindex=move || at.get().map(|at| (at + 2).to_string())
            aria-selected=move || is_selected().then_some("true")
            data-state=state
        >
            {check}
            {cells}
        </div>
    }
}
