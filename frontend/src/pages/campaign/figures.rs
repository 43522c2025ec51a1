//! The items of a campaign and their customers, followed.

use leptos::prelude::*;
use shared::id::RecordId;
use shared::query::{Filter, Query};
use shared::record::summary::Summary;

use crate::message::{Ask, Reply};
use crate::store::Store;

/// A campaign of more customers than a company has.
const ITEMS_MAX: u32 = 100_000;

fn summaries(reply: Reply) -> Option<Vec<Summary>> {
    match reply {
        Reply::Rows { rows, .. } => Some(rows.into_iter().map(|row| row.summary).collect()),
        _ => None,
    }
}

pub fn items_query(campaign: &RecordId) -> Query {
    let of = Filter::Value { key: "campaign".into(), any: vec![campaign.as_str().into()] };
    Query { process: "follow_up".into(), filters: vec![of], ..Query::default() }
}

/// None until they are there, or while no campaign is asked for.
pub fn items_of(campaign: impl Fn() -> Option<RecordId> + 'static) -> RwSignal<Option<Vec<Summary>>> {
    Store::get().live(
        move || campaign().map(|id| Ask::List { query: items_query(&id), offset: 0, limit: ITEMS_MAX }),
        summaries,
    )
}

pub fn customers_of(items: RwSignal<Option<Vec<Summary>>>) -> RwSignal<Option<Vec<Summary>>> {
    let files = Memo::new(move |_| {
        items.with(|items| {
            let about = items.as_ref()?.iter().filter_map(|item| item.about.clone());
            Some(about.collect::<Vec<_>>())
        })
    });
    Store::get().live(move || files.get().map(Ask::Rows), summaries)
}
