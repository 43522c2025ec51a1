use leptos::prelude::*;

use crate::i18n::{Words, t};
use crate::session::Problem;

/// One line to type in, with its label, its hint and the server's objection to it.
#[component]
pub fn Field(
    name: &'static str,
    label: Words,
    value: RwSignal<String>,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional, into)] kind: Option<Signal<&'static str>>,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(into)] problem: Signal<Option<Problem>>,
) -> impl IntoView {
    let hint_id = format!("{name}-hint");
    let described = hint.is_some().then(|| hint_id.clone());
    let refused = move || problem.with(|p| p.as_ref().is_some_and(|p| p.field.as_deref() == Some(name)));
    view! {
        <div class="field">
            <label class="field-label" for=name>
                {t(label)}
            </label>
            <input
                class="input"
                id=name
                name=name
                type=move || kind.map_or("text", |kind| kind.get())
                autocomplete=autocomplete
                autocapitalize="off"
                spellcheck="false"
                required
                aria-invalid=move || refused().then_some("true")
                aria-describedby=described
                prop:value=value
                on:input:target=move |event| value.set(event.target().value())
            />
            {hint
                .map(|hint| {
                    view! {
                        <p class="field-hint" id=hint_id.clone()>
                            {t(hint)}
                        </p>
                    }
                })}
        </div>
    }
}
