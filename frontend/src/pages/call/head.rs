//! Who is called, how, whether now, and for how long.

use leptos::html;
use leptos::prelude::*;
use leptos::tachys::html::event::SubmitEvent;
use shared::calendar::{MayCall, MayCallReason};
use shared::record::summary::Summary;
use shared::value::Value;

use super::talk::Talk;
use super::words as w;
use crate::components::{Dialog, Icon, Quotation, hold_while_composing, phone};
use crate::i18n::{fill, language, t};
use crate::place;
use crate::when;

pub fn phones(customer: Option<&Summary>) -> Vec<String> {
    let listed = customer.and_then(|file| file.values.get("phones")).and_then(Value::as_text).unwrap_or_default();
    listed.split('、').filter(|number| !number.is_empty()).map(str::to_owned).collect()
}

pub fn salutation(talk: Talk, customer: &Summary) -> String {
    let value = customer.values.get("salutation").and_then(Value::as_text).unwrap_or_default();
    let config = talk.store.config();
    let field = config.process(&"customer".into()).and_then(|process| process.field("salutation").cloned());
    match field.map(|field| field.kind) {
        Some(shared::process::Kind::Choice(choices)) => choices
            .iter()
            .find(|choice| choice.value == value)
            .map_or(value.to_owned(), |choice| choice.label.get(language()).to_owned()),
        _ => value.to_owned(),
    }
}

#[component]
pub fn Head(talk: Talk) -> impl IntoView {
    let customer = Memo::new(move |_| talk.customer());
    let title = move || {
        let Some(file) = customer.get() else { return talk.name() };
        let salutation = salutation(talk, &file);
        match language() {
            shared::label::Language::Zh => format!("{} {salutation}", file.title),
            shared::label::Language::En => format!("{salutation} {}", file.title),
        }
    };
    let about = move || {
        let item = talk.opened.with(|opened| (opened.summary.title.clone(), opened.record.clone()));
        let kind = talk.field_of("type").map(|field| {
            let config = talk.store.config();
            let now = talk.store.now.get();
            crate::components::say(&field, item.1.single("type"), &config, now, language())
        });
        let subject = place::subject(&item.0, &talk.name());
        [kind.unwrap_or_default(), subject].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    let is_member = move || {
        customer.with(|file| file.as_ref().is_some_and(|file| file.values.get("is_member").is_some_and(Value::as_bool)))
    };
    let links = move || {
        let item = talk.opened.with(|opened| opened.record.id.clone());
        let file = customer.with(|file| file.as_ref().map(|file| place::record(&"customer".into(), &file.id)));
        view! {
            {file.map(|href| view! { <a class="nowrap" href=href>{t(w::FILE)}</a> " · " })}
            <a class="nowrap" href=place::record(&"follow_up".into(), &item)>{t(w::OPEN_ITEM)}</a>
        }
    };
    view! {
        <header class="call-head">
            <div class="call-who">
                <h1 class="call-name" tabindex="-1">
                    {title}
                    " "
                    <Show when=is_member>
                        <span class="pill" data-tone="member">
                            <Icon name="star" />
                            {t(w::MEMBER)}
                        </span>
                    </Show>
                </h1>
                <p>{about} " · " {links}</p>
                <p class="cluster">
                    <May talk />
                </p>
            </div>
            <Dial talk customer=customer />
            <Timer talk />
            <Resting talk />
        </header>
    }
}

#[component]
fn May(talk: Talk) -> impl IntoView {
    let given = move || talk.draft.with(|draft| draft.override_reason.clone());
    let pill = move || {
        let config = talk.store.config();
        let now = talk.store.now.get();
        match talk.may_call_now() {
            MayCall::No { reason, until_ms } => {
                let until = when::instant(&config.calendar, until_ms, now, language());
                view! {
                    <span class="pill" data-tone="soon">
                        <Icon name="clock" />
                        {fill(crate::components::words::CALL_FROM, &until)}
                    </span>
                    <span>{reason.label().get(language()).to_owned()}</span>
                }
                .into_any()
            }
            may => {
                let words = match may {
                    MayCall::Agreed => crate::components::words::MAY_CALL_AGREED,
                    _ => crate::components::words::MAY_CALL,
                };
                view! {
                    <span class="pill" data-tone="done">
                        <Icon name="check" />
                        {t(words)}
                    </span>
                }
                .into_any()
            }
        }
    };
    view! {
        {pill}
        {move || {
            Some(given())
                .filter(|reason| !reason.trim().is_empty())
                .map(|reason| view! { <span>{fill(w::REST_GIVEN, &reason)}</span> })
        }}
    }
}

/// The number to press. In rest hours the press asks for a reason first.
#[component]
fn Dial(talk: Talk, customer: Memo<Option<Summary>>) -> impl IntoView {
    let barred =
        Memo::new(move |_| !talk.may_call_now().allowed() && talk.draft.with(|d| d.override_reason.trim().is_empty()));
    // The number that was given with the case comes first.
    let numbers = Memo::new(move |_| {
        let mut numbers = talk.opened.with(|opened| phones(Some(&opened.summary)));
        let others = customer.with(|file| phones(file.as_ref()));
        numbers.extend(others.into_iter().filter(|one| !numbers.contains(one)).collect::<Vec<_>>());
        numbers
    });
    move || {
        let numbers = numbers.get();
        if numbers.is_empty() {
            let words = if customer.with(Option::is_some) { w::NO_PHONE } else { w::NO_FILE };
            return view! { <p class="muted">{t(words)}</p> }.into_any();
        }
        if barred.get() {
            return view! {
                <button class="button call-dial" id="call-override" on:click=move |_| talk.resting.set(true)>
                    <Icon name="clock" />
                    {t(w::DIAL_ANYWAY)}
                </button>
            }
            .into_any();
        }
        let number = |(at, number): (usize, String)| {
            let digits: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            let shown = phone(&number);
            let name = shown.clone();
            view! {
                <a
                    class=if at == 0 { "button primary call-dial" } else { "button call-dial" }
                    href=format!("tel:{digits}")
                    aria-label=move || fill(w::DIAL, &name)
                    rel="external"
                    on:click=move |_| talk.dialled()
                >
                    <Icon name="phone" />
                    <span class="num">{shown}</span>
                </a>
            }
        };
        numbers.into_iter().enumerate().map(number).collect_view().into_any()
    }
}

#[component]
fn Timer(talk: Talk) -> impl IntoView {
    let running = Memo::new(move |_| talk.draft.with(|draft| draft.running_since_ms.is_some()));
    let shown = move || {
        let seconds = talk.draft.with(|draft| draft.seconds(talk.second.get()));
        format!("{:02}:{:02}", seconds / 60, seconds % 60)
    };
    let label = move || if running.get() { w::STOP } else { w::START }.get(language());
    view! {
        <div class="cluster">
            <span class="call-timer" role="timer" aria-label=t(w::TIMER)>
                {shown}
            </span>
            <button
                class="button quiet icon-only"
                aria-label=label
                title=label
                aria-pressed=move || running.get().to_string()
                on:click=move |_| talk.toggle_timer()
            >
                {move || {
                    if running.get() { view! { <Icon name="close" /> } } else { view! { <Icon name="clock" /> } }
                }}
            </button>
        </div>
    }
}

/// Before a call in rest hours: until when, another time instead, or the reason.
#[component]
fn Resting(talk: Talk) -> impl IntoView {
    let reason = NodeRef::<html::Textarea>::new();
    let lacking = RwSignal::new(false);
    let until = Memo::new(move |_| match talk.may_call_now() {
        MayCall::No { reason, until_ms } => Some((reason.label().get(language()).to_owned(), until_ms)),
        _ => None,
    });
    // An hour agreed before opens a while early; put off to that, the call would come earlier each time.
    let later = Memo::new(move |_| talk.rested_at());
    let said = move |at_ms: i64| when::instant(&talk.store.config().calendar, at_ms, talk.store.now.get(), language());
    let go = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = reason.get_untracked().map(|node| node.value()).unwrap_or_default();
        if typed.trim().is_empty() {
            lacking.set(true);
            return;
        }
        talk.draft.update(|draft| draft.override_reason = typed.trim().to_owned());
        talk.resting.set(false);
    };
    let put_off = move |_| {
        if let Some(at_ms) = later.get_untracked() {
            talk.resting.set(false);
            talk.put_off(at_ms);
        }
    };
    view! {
        <Dialog open=talk.resting title=Signal::derive(move || w::REST_TITLE.get(language()).to_owned())>
            <form on:submit=go on:keydown=hold_while_composing>
                <div class="dialog-body">
                    {move || {
                        until
                            .get()
                            .map(|(why, until_ms)| {
                                view! {
                                    <p>
                                        <b>{why}</b>
                                        " "
                                        {fill(w::REST_UNTIL, &said(until_ms))}
                                    </p>
                                }
                            })
                    }}
                    <p class="muted">{t(w::REST_ADVICE)}</p>
                    <Quotation source=MayCallReason::source() />
                    <div class="field">
                        <label class="field-label" for="call-rest-reason">
                            {t(w::REST_REASON)}
                        </label>
                        <textarea
                            class="input"
                            id="call-rest-reason"
                            node_ref=reason
                            aria-invalid=move || lacking.get().then_some("true")
                            aria-describedby="call-rest-error"
                            on:input=move |_| lacking.set(false)
                        ></textarea>
                        <div id="call-rest-error" aria-live="polite">
                            <Show when=move || lacking.get()>
                                <p class="field-error">
                                    <Icon name="warn" />
                                    {t(w::REST_REASON_NEEDED)}
                                </p>
                            </Show>
                        </div>
                    </div>
                </div>
                <footer class="dialog-foot">
                    <button class="button">{t(w::REST_GO)}</button>
                    {move || {
                        later
                            .get()
                            .map(|at_ms| {
                                view! {
                                    <button type="button" class="button primary" on:click=put_off>
                                        {fill(w::REST_APPOINT, &said(at_ms))}
                                    </button>
                                }
                            })
                    }}
                </footer>
            </form>
        </Dialog>
    }
}
