use leptos::prelude::*;

use crate::components::Heading;
use crate::i18n::{self, t};

#[component]
pub fn Tasks() -> impl IntoView {
    i18n::title(i18n::PAGE_TASKS);
    view! {
        <div class="page">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{t(i18n::PAGE_TASKS)}</Heading>
                </div>
            </header>
        </div>
    }
}
