//! A list of any length: only what is in sight is asked for and drawn.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use shared::id::RecordId;
use shared::label::Label;
use shared::query::{Query, Sort, SortBy};

use crate::message::Row;

type Cell = Arc<dyn Fn(Signal<Row>) -> AnyView + Send + Sync>;

/// One column of a list. The first one is the main cell: it holds the link.
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
    #[prop(optional, into)] shown: Option<Signal<Option<RecordId>>>,
    /// What stands there when nothing is found: why, and what to do.
    #[prop(into)]
    empty: ViewFn,
    #[prop(optional, into)] compact: Signal<bool>,
    /// How many were found, for whoever shows it.
    #[prop(optional)]
    total: Option<RwSignal<Option<u32>>>,
) -> impl IntoView {
    let _ = (query, columns, sort, label, selected, shown, empty, compact, total);
}
