//! The call screen: the script at the left, the record at the right, both in sight; saved as one act, on this device.

mod entry;
mod foot;
mod head;
mod next;
mod script;
mod talk;
mod words;

use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::id::RecordId;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::components::WithRecord;
use crate::i18n;
use foot::{After, Foot};
use head::Head;
use script::ScriptPane;
use talk::Talk;

pub use head::phones;
pub use next::next;
pub use script::tone as rating_tone;

#[component]
pub fn CallScreen() -> impl IntoView {
    i18n::title(i18n::PAGE_CALL);
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).map(RecordId::from));
    move || {
        id.get().map(|id| {
            view! { <WithRecord id back="/follow-ups" children=|opened| view! { <OneCall talk=Talk::new(opened) /> } /> }
        })
    }
}

#[component]
fn OneCall(talk: Talk) -> impl IntoView {
    let pressed = window_event_listener(ev::keydown, move |event| hear_key(talk, &event));
    on_cleanup(move || pressed.remove());
    view! {
        <Show when=move || talk.saved.with(Option::is_none) fallback=move || view! { <After talk /> }>
            <div class="callscreen">
                <Head talk />
                <ScriptPane talk />
                <entry::RecordPane talk />
                <Foot talk />
            </div>
        </Show>
    }
}

/// Ctrl+Enter saves from anywhere; 1, 2, 3 rate while nothing is being typed. A composition keeps its keys.
fn hear_key(talk: Talk, event: &KeyboardEvent) {
    if event.is_composing() || event.key_code() == 229 || talk.resting.get_untracked() {
        return;
    }
    if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
        event.prevent_default();
        talk.save();
        return;
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let types = |element: HtmlElement| {
        let text_input = element.tag_name() == "INPUT"
            && !["radio", "checkbox"].contains(&element.get_attribute("type").unwrap_or_default().as_str());
        text_input || ["TEXTAREA", "SELECT"].contains(&element.tag_name().as_str())
    };
    if event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()).is_some_and(types) {
        return;
    }
    let rating = match event.key().as_str() {
        "1" => "satisfied",
        "2" => "average",
        "3" => "dissatisfied",
        _ => return,
    };
    event.prevent_default();
    talk.set("rating", rating.to_owned());
}
