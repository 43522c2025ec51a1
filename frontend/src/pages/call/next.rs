//! Whom to call next, from what is on this device.

use shared::call;
use shared::id::RecordId;
use shared::query::{Filter, Query, Sort};
use shared::record::summary::Summary;

use crate::browser;
use crate::message::{Ask, Reply};
use crate::store::Store;

/// More than one person can call in a week; the list is by urgency.
const LOOKED_AT_MAX: u32 = 500;

#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub item: RecordId,
    pub name: String,
}

/// The open follow-ups of the person signed in, most pressing first.
pub fn mine(store: Store) -> Query {
    let open = ["pending", "appointed", "unreached"].map(str::to_owned).to_vec();
    Query {
        process: "follow_up".into(),
        filters: vec![Filter::Assignee(store.principal().user), Filter::Stages(open)],
        sort: Sort::default(),
        ..Query::default()
    }
}

async fn rows(store: Store, ask: Ask) -> Vec<Summary> {
    match store.ask(ask).await {
        Reply::Rows { rows, .. } => rows.into_iter().map(|row| row.summary).collect(),
        _ => vec![],
    }
}

/// The most urgent who may be called now. `but` is the one just dealt with.
pub async fn next(store: Store, but: Option<&RecordId>) -> Option<Candidate> {
    let query = leptos::prelude::untrack(|| mine(store));
    let mut items = rows(store, Ask::List { query, offset: 0, limit: LOOKED_AT_MAX }).await;
    items.retain(|item| Some(&item.id) != but);
    let files: Vec<RecordId> = items.iter().filter_map(|item| item.about.clone()).collect();
    let customers = rows(store, Ask::Rows(files)).await;
    let config = leptos::prelude::untrack(|| store.config());
    let found = call::most_urgent(&items, &customers, &config, browser::now_ms())?;
    let file = customers.iter().find(|file| found.about.as_ref() == Some(&file.id));
    Some(Candidate { item: found.id.clone(), name: file.unwrap_or(found).title.clone() })
}
