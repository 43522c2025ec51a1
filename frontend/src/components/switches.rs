use leptos::prelude::*;
use shared::label::Language;

use crate::i18n::{self, t};
use crate::theme::{self, Theme};

/// Each language is named in itself: who cannot read one finds the other.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let choice = |language: Language, name: &'static str, lang: &'static str| {
        view! {
            <label lang=lang>
                <input
                    type="radio"
                    name="language"
                    prop:checked=move || i18n::language() == language
                    on:change=move |_| i18n::set(language)
                />
                <span>{name}</span>
            </label>
        }
    };
    view! {
        <div class="segmented" role="radiogroup" aria-label=t(i18n::LANGUAGE_NAME)>
            {choice(Language::Zh, "中文", "zh-CN")}
            {choice(Language::En, "English", "en")}
        </div>
    }
}

#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let choice = |theme: Theme, name: i18n::Words| {
        view! {
            <label>
                <input
                    type="radio"
                    name="theme"
                    prop:checked=move || theme::theme() == theme
                    on:change=move |_| theme::set(theme)
                />
                <span>{t(name)}</span>
            </label>
        }
    };
    view! {
        <div class="segmented" role="radiogroup" aria-label=t(i18n::THEME_NAME)>
            {choice(Theme::Auto, i18n::THEME_AUTO)}
            {choice(Theme::Light, i18n::THEME_LIGHT)}
            {choice(Theme::Dark, i18n::THEME_DARK)}
        </div>
    }
}
