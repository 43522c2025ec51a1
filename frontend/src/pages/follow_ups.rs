//! 回访: the list, and beside it the one that is open.

mod bulk;
mod filters;
mod list;
mod narrow;
mod record;
mod words;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use shared::id::RecordId;

use crate::i18n;
use list::ListPane;
use narrow::Narrow;
use record::RecordPane;

pub use list::{Tabs, stage_pill};

#[component]
pub fn FollowUps() -> impl IntoView {
    i18n::title(i18n::PAGE_FOLLOW_UPS);
    let (params, search) = (use_params_map(), use_query_map());
    let narrow = Memo::new(move |_| search.with(Narrow::read));
    let shown = Memo::new(move |_| params.with(|params| params.get("id")).map(RecordId::from));
    // On a tablet the list slides over the record.
    let list = RwSignal::new(false);
    Effect::new(move |_| {
        shown.track();
        list.set(false);
    });
    let record = move || {
        shown.get().map(|id| {
            let back = Signal::derive(move || narrow.with(Narrow::address));
            view! {
                <RecordPane id list back />
                <div class="pane-scrim" on:click=move |_| list.set(false)></div>
            }
        })
    };
    view! {
        <div class="workspace" data-list=move || list.get().then_some("open")>
            <ListPane narrow shown />
            {record}
        </div>
    }
}
