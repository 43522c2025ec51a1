//! Light, dark, or as the system has it.

use std::sync::LazyLock;

use leptos::prelude::*;

use crate::browser;

const KEY: &str = "huifang.theme";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Auto,
    Light,
    Dark,
}

impl Theme {
    fn word(self) -> Option<&'static str> {
        match self {
            Theme::Auto => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        }
    }
}

static THEME: LazyLock<ArcRwSignal<Theme>> = LazyLock::new(|| {
    ArcRwSignal::new(match browser::read(KEY).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::Auto,
    })
});

pub fn theme() -> Theme {
    THEME.get()
}

pub fn start() {
    show(THEME.get_untracked());
}

pub fn set(theme: Theme) {
    match theme.word() {
        Some(word) => browser::write(KEY, word),
        None => browser::remove(KEY),
    }
    show(theme);
    THEME.set(theme);
}

fn show(theme: Theme) {
    let Some(root) = browser::document().document_element() else { return };
    let _ = match theme.word() {
        Some(word) => root.set_attribute("data-theme", word),
        None => root.remove_attribute("data-theme"),
    };
}
