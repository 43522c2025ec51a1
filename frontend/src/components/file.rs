use std::sync::Arc;

use leptos::prelude::*;

use crate::message::Opened;

/// All fields of a record with edit in place; `only` names the fields and their order, else all but entries.
#[component]
pub fn File(
    #[prop(into)] opened: Signal<Arc<Opened>>,
    #[prop(optional)] only: Option<Vec<&'static str>>,
) -> impl IntoView {
    let _ = (opened, only);
}
