use std::sync::Arc;

use leptos::prelude::*;
use shared::process;

use super::RecordField;
use crate::message::Opened;

/// An `entries` field: what is there, newest first, and a form for the next where it may be written.
#[component]
pub fn Entries(#[prop(into)] opened: Signal<Arc<Opened>>, field: process::Field) -> impl IntoView {
    view! { <RecordField opened field /> }
}
