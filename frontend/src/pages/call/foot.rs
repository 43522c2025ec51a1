//! What is missing, and saving; after it, the next customer.

use leptos::html;
use leptos::prelude::*;

use super::talk::{Talk, go_to};
use super::words as w;
use crate::components::Icon;
use crate::i18n::{fill, language, t};

#[component]
pub fn Foot(talk: Talk) -> impl IntoView {
    let missing = Memo::new(move |_| talk.missing());
    let step = Memo::new(move |_| talk.draft.with(|draft| draft.step()));
    let barred = Memo::new(move |_| bar(talk));
    let label = move || match step.get() {
        Some("done") => w::SAVE_DONE,
        Some("appoint") => w::SAVE_APPOINT,
        Some(_) => w::SAVE_MISS,
        None => w::SAVE,
    };
    let state = move || {
        if let Some(why) = barred.get() {
            return view! { <Icon name="lock" /> {why} }.into_any();
        }
        let missing = missing.get();
        if missing.is_empty() {
            return view! { <Icon name="check" /> {t(w::COMPLETE)} }.into_any();
        }
        if step.get().is_none() && missing.len() == 1 {
            return view! { <Icon name="info" /> {t(w::CHOOSE_OUTCOME)} }.into_any();
        }
        let link = |one: shared::call::Missing| {
            let (field, href) = (one.field.clone(), format!("#call-{}", one.field));
            let go = move |event: web_sys::MouseEvent| {
                event.prevent_default();
                go_to(&field);
            };
            view! { <a href=href rel="external" on:click=go>{one.label.get(language()).to_owned()}</a> }
        };
        let count = missing.len().to_string();
        view! {
            <Icon name="warn" />
            {fill(w::MISSING, &count)}
            {missing.into_iter().map(link).collect_view()}
        }
        .into_any()
    };
    let tone = move || match (barred.with(Option::is_some), missing.with(Vec::is_empty), step.get()) {
        (true, ..) | (_, _, None) => "neutral",
        (_, true, _) => "done",
        _ => "soon",
    };
    let refused = move || {
        talk.refusal.get().map(|refusal| {
            view! {
                <p class="field-error">
                    <Icon name="warn" />
                    {refusal.text()}
                </p>
            }
        })
    };
    view! {
        <footer class="call-foot">
            <div class="grow" aria-live="assertive">
                {refused}
            </div>
            <p class="call-missing" data-tone=tone aria-live="polite">
                {state}
            </p>
            <div class="buttons">
                <a class="button quiet" href="/follow-ups" title=t(w::DRAFT_KEPT)>
                    {t(w::LEAVE)}
                </a>
                <button
                    class="button primary"
                    aria-busy=move || talk.busy.get().then_some("true")
                    aria-disabled=move || (barred.with(Option::is_some) || !missing.with(Vec::is_empty)).then_some("true")
                    title=t(w::CTRL_ENTER)
                    on:click=move |_| talk.save()
                >
                    {move || t(label())()}
                </button>
            </div>
        </footer>
    }
}

/// Why nothing can be recorded here by this person, if so.
fn bar(talk: Talk) -> Option<String> {
    let process = talk.process()?;
    let config = talk.store.config();
    if !talk.is_open() {
        let stage = talk.opened.with(|opened| opened.summary.stage.clone());
        let name = process.stage(&stage).map_or(stage, |stage| stage.label.get(language()).to_owned());
        return Some(fill(w::ALREADY, &name));
    }
    if talk.is_mine() {
        return None;
    }
    let assignee = talk.opened.with(|opened| opened.summary.assignee.clone());
    let name = assignee.map_or_else(|| w::NOBODY.get(language()).to_owned(), |user| config.name_of(&user).to_owned());
    Some(fill(w::NOT_YOURS, &name))
}

/// It is kept. The next one takes the focus: Enter goes on.
#[component]
pub fn After(talk: Talk) -> impl IntoView {
    let node = NodeRef::<html::A>::new();
    Effect::new(move |_| {
        if let Some(link) = node.get() {
            let _ = link.focus();
        }
    });
    let title = move || {
        talk.saved.get().map(|saved| {
            let words = match saved.step {
                "done" => w::KEPT_DONE,
                "appoint" => w::KEPT_APPOINT,
                _ => w::KEPT_MISS,
            };
            fill(words, &saved.name)
        })
    };
    let onward = move || match talk.next.get() {
        None => view! { <span class="button primary" aria-busy="true">{t(w::NEXT_LOOKING)}</span> }.into_any(),
        Some(Some(next)) => view! {
            <a class="button primary" node_ref=node href=format!("/call/{}", next.item)>
                <Icon name="phone" />
                {fill(w::NEXT, &next.name)}
            </a>
            <a class="button" href="/follow-ups">{t(w::TO_LIST)}</a>
        }
        .into_any(),
        Some(None) => view! {
            <p class="muted">{t(w::NO_NEXT)}{t(w::NO_NEXT_NOTE)}</p>
            <a class="button primary" node_ref=node href="/follow-ups">{t(w::TO_LIST)}</a>
        }
        .into_any(),
    };
    view! {
        <div class="empty" role="status">
            <Icon name="check" class="icon large" />
            <h1 class="empty-title">{title}</h1>
            <p>
                <b>{t(w::KEPT)}</b>
                {t(w::KEPT_NOTE)}
            </p>
            <div class="buttons">{onward}</div>
        </div>
    }
}
