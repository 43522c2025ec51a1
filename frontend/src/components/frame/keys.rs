//! The keyboard: `/` and Ctrl/⌘ K search, `g` and a letter goes, `?` shows what there is.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::nav::places;
use super::words as w;
use crate::browser;
use crate::components::Dialog;
use crate::i18n::{self, fill, language, t};
use crate::session::Session;

/// A letter counts after `g` for this long.
const GO_MS: i64 = 1_500;

/// Does this element take letters?
fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return false };
    let tag = element.tag_name();
    let kind = element.get_attribute("type").unwrap_or_default();
    let pressed = matches!(kind.as_str(), "checkbox" | "radio" | "button" | "submit");
    matches!(tag.as_str(), "TEXTAREA" | "SELECT")
        || (tag == "INPUT" && !pressed)
        || element.closest("[contenteditable]").ok().flatten().is_some()
}

fn dialog_is_open() -> bool {
    browser::document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// Listens as long as the frame stands.
pub fn listen(session: Session, palette: RwSignal<bool>, help: RwSignal<bool>) {
    let navigate = use_navigate();
    let went = StoredValue::new(i64::MIN);
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        if event.is_composing() || event.key_code() == 229 || event.default_prevented() {
            return;
        }
        let key = event.key();
        if (event.ctrl_key() || event.meta_key()) && !event.alt_key() && key.eq_ignore_ascii_case("k") {
            event.prevent_default();
            if palette.get_untracked() || !dialog_is_open() {
                palette.update(|open| *open = !*open);
            }
            return;
        }
        if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(&event) || dialog_is_open() {
            return;
        }
        let now = browser::now_ms();
        let goes = now.saturating_sub(went.get_value()) < GO_MS;
        went.set_value(i64::MIN);
        let place = goes.then(|| untrack(|| places(session)).into_iter().find(|place| place.key == key)).flatten();
        match (place, key.as_str()) {
            (Some(place), _) => navigate(place.href, Default::default()),
            (None, "/") => palette.set(true),
            (None, "?") => help.set(true),
            (None, "g") => return went.set_value(now),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
}

#[component]
pub fn KeyHelp(open: RwSignal<bool>) -> impl IntoView {
    let session = Session::get();
    let row = |keys: Vec<&'static str>, words: String| {
        let keys = keys.into_iter().map(|key| view! { <kbd class="kbd">{key}</kbd> " " }).collect_view();
        view! {
            <div>
                <dt>{keys}</dt>
                <dd>{words}</dd>
            </div>
        }
    };
    let say = |words: i18n::Words| words.get(language()).to_owned();
    let rows = move || {
        let mut rows = vec![
            row(vec!["/", "Ctrl K"], say(w::KEY_SEARCH)),
            row(vec!["j", "k"], say(w::KEY_LIST)),
            row(vec!["Esc"], say(w::KEY_CLOSE)),
            row(vec!["?"], say(w::KEY_HELP)),
        ];
        let go = |place: super::nav::Place| row(vec!["g", place.key], fill(w::KEY_GO, place.words.get(language())));
        rows.extend(places(session).into_iter().map(go));
        rows.into_iter().collect_view()
    };
    view! {
        <Dialog open title=Signal::derive(move || w::KEYS.get(language()).to_owned())>
            <div class="dialog-body">
                <dl class="kv">{rows}</dl>
            </div>
            <footer class="dialog-foot">
                <button class="button" autofocus on:click=move |_| open.set(false)>
                    {t(crate::components::words::CLOSE)}
                </button>
            </footer>
        </Dialog>
    }
}
