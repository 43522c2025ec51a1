//! Mappings that the company keeps: one that fits the file is offered, and the one in use may be kept for the next.

use std::collections::BTreeMap;

use gloo_net::http::Request;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::json;

use super::flow::Flow;
use super::wire::Fitting;
use super::words;
use crate::browser;
use crate::components::{Doing, Icon, Trouble, hold_while_composing};
use crate::i18n::{fill, t};

const NAME_CHARS_MAX: &str = "60";

#[component]
pub fn Templates(flow: Flow) -> impl IntoView {
    let fitting = Memo::new(move |_| {
        flow.shown.with(|shown| shown.as_ref().map(|shown| shown.templates.clone()).unwrap_or_default())
    });
    let option = move |one: Fitting| {
        let id = one.id.clone();
        view! {
            <option value=one.id prop:selected=move || flow.template.with(|chosen| *chosen == id)>
                {one.name}
            </option>
        }
    };
    let choose = move |id: String| {
        let chosen = fitting.with_untracked(|all| all.iter().find(|one| one.id == id).cloned());
        flow.follow_template(chosen);
    };
    let removing = Doing::new();
    let remove = move |_| {
        let id = flow.template.get_untracked();
        let request = Request::delete(&format!("/api/v1/imports/templates/{}", browser::encoded(&id)));
        removing.run(request, None, move || {
            flow.template.set(String::new());
            flow.preview();
        });
    };
    let (keeping, name, kept) = (Doing::new(), RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let keep = move |event: SubmitEvent| {
        event.prevent_default();
        let called = name.get_untracked().trim().to_owned();
        if called.is_empty() {
            return;
        }
        // By headings: the columns of the next file may stand in another order.
        let mapping = flow.mapping.get_untracked();
        let columns: BTreeMap<String, String> = flow.shown.with_untracked(|shown| {
            let columns = shown.iter().flat_map(|shown| &shown.columns).filter(|column| !column.name.is_empty());
            columns.filter_map(|column| Some((column.name.clone(), mapping.get(&column.index)?.clone()))).collect()
        });
        let dates = Some(flow.dates.get_untracked()).filter(|dates| !dates.is_empty());
        let body =
            json!({ "process": flow.process.get_untracked(), "name": called, "columns": columns, "dates": dates });
        keeping.run(Request::post("/api/v1/imports/templates"), Some(body), move || {
            name.set(String::new());
            kept.set(Some(called));
            flow.preview();
        });
    };
    view! {
        <section class="card" aria-label=t(words::TEMPLATES)>
            <div class="card-body stack">
                <Show when=move || !fitting.with(Vec::is_empty)>
                    <div class="field">
                        <label class="field-label" for="import-template">
                            {t(words::USE_TEMPLATE)}
                        </label>
                        <div class="input-group">
                            <select
                                class="input"
                                id="import-template"
                                on:change:target=move |event| choose(event.target().value())
                            >
                                <option value="" prop:selected=move || flow.template.with(String::is_empty)>
                                    {t(words::NO_TEMPLATE)}
                                </option>
                                {move || fitting.get().into_iter().map(option).collect_view()}
                            </select>
                            <Show when=move || !flow.template.with(String::is_empty)>
                                <button
                                    class="button quiet icon-only"
                                    type="button"
                                    aria-label=t(words::REMOVE_TEMPLATE)
                                    title=t(words::REMOVE_TEMPLATE)
                                    aria-busy=move || removing.busy.get().then_some("true")
                                    on:click=remove
                                >
                                    <Icon name="close" />
                                </button>
                            </Show>
                        </div>
                        <Trouble problem=removing.problem />
                    </div>
                </Show>
                <form class="field" on:submit=keep>
                    <label class="field-label" for="import-template-name">
                        {t(words::KEEP_TEMPLATE)}
                    </label>
                    <div class="cluster">
                        <input
                            class="input"
                            id="import-template-name"
                            maxlength=NAME_CHARS_MAX
                            autocomplete="off"
                            prop:value=name
                            on:keydown=hold_while_composing
                            on:input:target=move |event| name.set(event.target().value())
                        />
                        <button
                            class="button"
                            type="submit"
                            disabled=move || name.with(|name| name.trim().is_empty())
                            aria-busy=move || keeping.busy.get().then_some("true")
                        >
                            {t(words::KEEP)}
                        </button>
                    </div>
                    <p class="field-hint">{t(words::KEEP_TEMPLATE_NOTE)}</p>
                    <p role="status">{move || kept.get().map(|name| fill(words::TEMPLATE_KEPT, &name))}</p>
                    <Trouble problem=keeping.problem />
                </form>
            </div>
        </section>
    }
}
