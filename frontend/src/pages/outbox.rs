use leptos::prelude::*;

use crate::components::Heading;
use crate::i18n::{self, t};

#[component]
pub fn Outbox() -> impl IntoView {
    i18n::title(i18n::PAGE_OUTBOX);
    view! {
        <div class="page">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{t(i18n::PAGE_OUTBOX)}</Heading>
                </div>
            </header>
        </div>
    }
}
