use leptos::prelude::*;
use shared::calendar::{MayCall, MayCallReason, may_call};
use shared::config::Configuration;
use shared::record::summary::Summary;
use shared::value::Value;

use super::words as w;
use super::{Icon, Quotation};
use crate::i18n::{fill, language, t};
use crate::store::Store;
use crate::when;

/// May this customer be called at that time? By his own rest hours, or the company's.
pub fn may_call_now(customer: &Summary, config: &Configuration, now_ms: i64) -> MayCall {
    let own = customer.values.get("rest_hours").and_then(Value::as_text);
    let agreed = customer.values.get("agreed_at_ms").and_then(Value::as_int);
    may_call(&config.calendar, now_ms, &config.rest_hours(own), agreed, config.rest_day_calls())
}

/// 现在可以打, or why not and from when.
#[component]
pub fn MayCallPill(#[prop(into)] customer: Signal<Summary>) -> impl IntoView {
    let store = Store::get();
    // Drawn anew when something else is true, not with the clock: what was opened stays open.
    let answer = Memo::new(move |_| {
        let config = store.config();
        let now = store.now.get();
        let may = customer.with(|customer| may_call_now(customer, &config, now));
        let until = match &may {
            MayCall::No { until_ms, .. } => when::instant(&config.calendar, *until_ms, now, language()),
            _ => String::new(),
        };
        (may, until)
    });
    move || {
        let (may, until) = answer.get();
        match may {
            MayCall::Yes => view! {
                <span class="pill" data-tone="done">
                    <Icon name="phone" />
                    {t(w::MAY_CALL)}
                </span>
            }
            .into_any(),
            MayCall::Agreed => view! {
                <span class="pill" data-tone="done">
                    <Icon name="phone" />
                    {t(w::MAY_CALL_AGREED)}
                </span>
            }
            .into_any(),
            MayCall::No { reason, .. } => {
                let why = reason.label().get(language()).to_owned();
                view! {
                    <span class="pill" data-tone="soon" title=why.clone()>
                        <Icon name="clock" />
                        {fill(w::CALL_FROM, &until)}
                    </span>
                    <span class="muted">{why}</span>
                    <Quotation source=MayCallReason::source() />
                }
                .into_any()
            }
        }
    }
}
