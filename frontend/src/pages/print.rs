use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::id::RecordId;

use crate::browser;
use crate::components::{Icon, PrintSheet, WithRecord};
use crate::i18n::{self, t};
use crate::pages::customers::words as w;

/// The printed form of a record, as it will be on paper.
#[component]
pub fn Print() -> impl IntoView {
    i18n::title(i18n::PAGE_PRINT);
    let params = use_params_map();
    let id = Memo::new(move |_| RecordId::from(params.with(|params| params.get("id")).unwrap_or_default()));
    // A browser that will not print (a view inside another app) leaves the page as it is.
    let print = |_| drop(browser::window().print());
    view! {
        <div class="page">
            <div class="page-actions no-print">
                <button type="button" class="button primary" on:click=print>
                    <Icon name="print" />
                    {t(w::PRINT)}
                </button>
            </div>
            {move || {
                view! {
                    <WithRecord id=id.get() back="/" let:opened>
                        <PrintSheet opened />
                    </WithRecord>
                }
            }}
        </div>
    }
}
