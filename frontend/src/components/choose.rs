use leptos::prelude::*;

use super::words as w;
use crate::i18n::t;

/// One of several things to narrow a list to, or all of them.
#[component]
pub fn Choose(
    #[prop(into)] name: Signal<String>,
    /// Value and words of each.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// Empty: all of them.
    #[prop(into)]
    value: Signal<String>,
    choose: Callback<String>,
) -> impl IntoView {
    let option = move |(key, words): (String, String)| {
        let is_chosen = value.get() == key;
        view! {
            <option value=key selected=is_chosen>
                {words}
            </option>
        }
    };
    view! {
        <label class="field">
            <span class="field-label">{name}</span>
            <select class="input" on:change:target=move |event| choose.run(event.target().value())>
                <option value="" selected=move || value.with(String::is_empty)>
                    {t(w::ANY)}
                </option>
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
}
