use leptos::prelude::*;
use shared::process::Source;

use super::words as w;
use crate::i18n::t;

/// Where a rule stands: the quotation and its document, for whoever asks, by finger or by key.
#[component]
pub fn Quotation(source: Source) -> impl IntoView {
    view! {
        <details class="quotation">
            <summary>{t(w::WHY_RULE)}</summary>
            {quoted(&source)}
        </details>
    }
}

/// The same where it was asked for already. The texts are Chinese in every language.
pub fn quoted(source: &Source) -> AnyView {
    let (quote, titles) = (source.quote.clone(), source.titles().join("、"));
    view! {
        <q lang="zh-CN">{quote}</q>
        " "
        <cite lang="zh-CN">{titles}</cite>
    }
    .into_any()
}
