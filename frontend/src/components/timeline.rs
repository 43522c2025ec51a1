use std::sync::Arc;

use leptos::prelude::*;

use crate::message::Opened;

/// The story of a record: entries, steps, related records; on demand every change.
#[component]
pub fn Timeline(#[prop(into)] opened: Signal<Arc<Opened>>) -> impl IntoView {
    let _ = opened;
}
