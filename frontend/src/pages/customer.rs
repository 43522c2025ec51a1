use leptos::prelude::*;

use crate::components::Heading;
use crate::i18n::{self, t};

#[component]
pub fn Customer() -> impl IntoView {
    i18n::title(i18n::PAGE_CUSTOMER);
    view! {
        <div class="page">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{t(i18n::PAGE_CUSTOMER)}</Heading>
                </div>
            </header>
        </div>
    }
}
