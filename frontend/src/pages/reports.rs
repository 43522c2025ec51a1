//! 报表: how the rules are kept, and what the days of a span come to. Every number leads to its records.

mod period;
mod rules;
mod table;
mod words;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::report::KNOWN;

use crate::components::{Heading, Icon, keep_in_sight};
use crate::i18n::{self, language, t};
pub use rules::Behind;
use rules::Rules;
use table::Table;
use words as w;
pub use words::PRINT;

/// The sheet of rules stands first, at the address without a name.
#[component]
pub fn Reports() -> impl IntoView {
    i18n::title(i18n::PAGE_REPORTS);
    let params = use_params_map();
    let key = Memo::new(move |_| params.with(|params| params.get("key").unwrap_or_default()));
    let tab = move |to: &'static str, name: Signal<String>| {
        let href = if to.is_empty() { "/reports".to_owned() } else { format!("/reports/{to}") };
        view! {
            <a class="tab" href=href aria-current=move || (key.get() == to).then_some("page")>
                {name}
            </a>
        }
    };
    let tabs = move || {
        KNOWN
            .into_iter()
            .map(|(to, title)| tab(to, Signal::derive(move || title.get(language()).to_owned())))
            .collect_view()
    };
    let nav = NodeRef::new();
    Effect::new(move |_| {
        key.track();
        keep_in_sight(nav);
    });
    let print = |_| drop(crate::browser::window().print());
    view! {
        <div class="page" data-width="wide">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{t(i18n::PAGE_REPORTS)}</Heading>
                    <p class="page-note">{t(w::NOTE)}</p>
                </div>
                <div class="page-actions no-print">
                    <button class="button" on:click=print>
                        <Icon name="print" />
                        {t(w::PRINT)}
                    </button>
                </div>
            </header>
            <nav class="tabs no-print" node_ref=nav aria-label=t(i18n::PAGE_REPORTS)>
                {tab("", Signal::derive(|| t(w::RULES)().to_owned()))}
                {tabs}
            </nav>
            {move || match key.get() {
                name if name.is_empty() => view! { <Rules /> }.into_any(),
                name => view! { <Table name /> }.into_any(),
            }}
        </div>
    }
}
