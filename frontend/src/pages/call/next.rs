//! Whom to call next, from the desk of the person signed in.

use shared::call;
use shared::id::RecordId;

use crate::browser;
use crate::message::{Ask, Reply};
use crate::store::Store;

#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub item: RecordId,
    pub name: String,
}

/// The most urgent who may be called now. `but` is the one just dealt with.
pub async fn next(store: Store, but: Option<&RecordId>) -> Option<Candidate> {
    let Reply::Desk(desk) = store.ask(Ask::Desk).await else { return None };
    let found = call::next(&desk.calls, but, browser::now_ms())?;
    let name = found.customer.as_ref().unwrap_or(&found.summary).title.clone();
    Some(Candidate { item: found.summary.id.clone(), name })
}
