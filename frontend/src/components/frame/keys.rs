//! The keyboard: `/` and Ctrl/⌘ K search, `g` and a letter goes, `?` shows what there is.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::nav::{Place, places};
use super::words as w;
use crate::browser;
use crate::components::Dialog;
use crate::i18n::{self, fill, language, t};
use crate::keys;
use crate::session::Session;
use crate::store::Store;

/// A letter counts after `g` for this long.
const GO_MS: i64 = 1_500;

/// Listens as long as the frame stands.
pub fn listen(session: Session, store: Store, palette: RwSignal<bool>, help: RwSignal<bool>) {
    let navigate = use_navigate();
    let went = StoredValue::new(i64::MIN);
    keys::on_key(move |key, _| {
        let now = browser::now_ms();
        let goes = now.saturating_sub(went.get_value()) < GO_MS;
        went.set_value(if key == "g" { now } else { i64::MIN });
        let place =
            goes.then(|| untrack(|| places(session, store)).into_iter().find(|place| place.key == Some(key))).flatten();
        match (place, key) {
            (Some(place), _) => navigate(&place.href, Default::default()),
            (None, "/") => palette.set(true),
            (None, "?") => help.set(true),
            _ => return false,
        }
        true
    });
    // Also while something is being typed: it takes nothing away.
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        let with = (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key();
        if !with || !event.key().eq_ignore_ascii_case("k") {
            return;
        }
        event.prevent_default();
        if palette.get_untracked() || !keys::dialog_is_open() {
            palette.update(|open| *open = !*open);
        }
    });
    on_cleanup(move || handle.remove());
}

#[component]
pub fn KeyHelp(open: RwSignal<bool>) -> impl IntoView {
    let (session, store) = (Session::get(), Store::get());
    let row = |keys: Vec<&'static str>, words: String| {
        let keys = keys.into_iter().map(|key| view! { <kbd class="kbd">{key}</kbd> " " }).collect_view();
        view! {
            <div class="spread">
                <dt>{words}</dt>
                <dd>{keys}</dd>
            </div>
        }
    };
    let say = |words: i18n::Words| words.get(language()).to_owned();
    let rows = move || {
        let mut rows = vec![
            row(vec!["/", "Ctrl K"], say(w::KEY_SEARCH)),
            row(vec!["j", "k"], say(w::KEY_LIST)),
            row(vec!["e"], say(w::KEY_EDIT)),
            row(vec!["Esc"], say(w::KEY_CLOSE)),
            row(vec!["?"], say(w::KEY_HELP)),
        ];
        let go = |place: Place| Some(row(vec!["g", place.key?], fill(w::KEY_GO, place.label.get(language()))));
        rows.extend(places(session, store).into_iter().filter_map(go));
        rows.into_iter().collect_view()
    };
    view! {
        <Dialog open title=Signal::derive(move || w::KEYS.get(language()).to_owned())>
            <div class="dialog-body">
                <dl class="keys">{rows}</dl>
            </div>
            <footer class="dialog-foot">
                <button class="button" autofocus on:click=move |_| open.set(false)>
                    {t(crate::components::words::CLOSE)}
                </button>
            </footer>
        </Dialog>
    }
}
