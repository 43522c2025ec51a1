use std::sync::Arc;

use leptos::prelude::*;

use crate::message::Opened;

/// The printed form of a record on A4, as its process describes it.
#[component]
pub fn PrintSheet(#[prop(into)] opened: Signal<Arc<Opened>>) -> impl IntoView {
    let _ = opened;
}
