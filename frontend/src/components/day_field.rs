use leptos::prelude::*;

use crate::i18n::{Words, t};

/// A day to choose under its label; what is chosen is told as it is written in an address: `2026-09-28`, or nothing.
#[component]
pub fn DayField(
    label: Words,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] choose: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="field-label">{t(label)}</span>
            <input
                class="input"
                type="date"
                prop:value=value
                on:change:target=move |event| choose.run(event.target().value())
            />
        </label>
    }
}
