//! Keys that work wherever one is on a page, and never where something is being typed.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use crate::browser;

fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return false };
    let tag = element.tag_name();
    let checks = element.get_attribute("type").is_some_and(|kind| kind == "checkbox" || kind == "radio");
    (tag == "INPUT" && !checks) || tag == "TEXTAREA" || tag == "SELECT"
}

/// A dialog or a menu: keys are for it.
pub fn dialog_is_open() -> bool {
    browser::document().query_selector("dialog[open], [popover]:popover-open").ok().flatten().is_some()
}

/// Calls `act` with a key pressed on the page; true means that it was meant for it. Keys with a modifier, keys in a
/// dialog and keys typed into a field are none of its business.
pub fn on_key(act: impl Fn(&str, &KeyboardEvent) -> bool + 'static) {
    let handle = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        if modified || event.default_prevented() || event.is_composing() || is_typing(&event) {
            return;
        }
        if dialog_is_open() {
            return;
        }
        if act(&event.key(), &event) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Puts the focus on the first element that the selector finds.
pub fn focus(selector: &str) -> bool {
    let found = browser::document().query_selector(selector).ok().flatten();
    match found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        Some(element) => element.focus().is_ok(),
        None => false,
    }
}
