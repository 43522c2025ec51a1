//! 导入: a file, what would become of it, and what became of earlier ones.

mod batches;
mod flow;
mod kind;
mod mapping;
mod preview;
mod templates;
mod wire;
mod words;

use leptos::ev::{DragEvent, Event, Targeted};
use leptos::prelude::*;
use shared::id::ProcessId;
use web_sys::HtmlInputElement;

use crate::components::{Heading, Icon, Trouble};
use crate::i18n::{self, fill, t};
use crate::place;
use crate::store::Store;
use batches::{Batches, SeeBatch};
use flow::Flow;
use kind::ChooseKind;
use mapping::{Choices, Columns, Layout};
use preview::Preview;
use templates::Templates;

#[component]
pub fn Import() -> impl IntoView {
    i18n::title(i18n::PAGE_IMPORT);
    let flow = Flow::new();
    let forbidden =
        move || flow.batches.problem.with(|problem| problem.as_ref().is_some_and(|one| one.is("forbidden")));
    let not_yours = move || {
        view! {
            <div class="empty">
                <Icon name="lock" class="icon large" />
                <h2 class="empty-title">{t(words::NOT_YOURS)}</h2>
                <p>{t(words::NOT_YOURS_NOTE)}</p>
            </div>
        }
    };
    let chosen = move || flow.shown.with(Option::is_some);
    let made = move || flow.made.with(Option::is_some);
    view! {
        <div class="page" data-width="wide">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{t(i18n::PAGE_IMPORT)}</Heading>
                    <p class="page-note">{t(words::NOTE)}</p>
                </div>
            </header>
            <Show when=move || !forbidden() fallback=not_yours>
                <Show when=move || !made() fallback=move || view! { <Result flow /> }>
                    <Show when=chosen fallback=move || view! { <ChooseKind flow /> <Choose flow /> }>
                        <div class="import-map">
                            <Found flow />
                            <Layout flow />
                            <Templates flow />
                            <Columns flow />
                            <Preview flow />
                            <Choices flow />
                        </div>
                    </Show>
                </Show>
                <Batches flow />
            </Show>
        </div>
    }
}

#[component]
fn Choose(flow: Flow) -> impl IntoView {
    let over = RwSignal::new(false);
    let picked = move |event: Targeted<Event, HtmlInputElement>| {
        let input = event.target();
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            flow.choose(file);
        }
        // The same file may be chosen again once it is mended.
        input.set_value("");
    };
    let drag = move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)) {
            flow.choose(file);
        }
    };
    view! {
        <div
            class="dropzone"
            data-drop=move || over.get().then_some("ok")
            aria-busy=move || flow.reading.busy.get().then_some("true")
            on:dragover=drag
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <Icon name="upload" class="icon large" />
            <p>{t(words::DROP)}</p>
            <label class="button primary">
                <input
                    class="visually-hidden"
                    type="file"
                    accept=".csv,.txt,.tsv,.xlsx,.xls,text/csv"
                    aria-describedby="import-kinds"
                    on:change:target=picked
                />
                {move || if flow.reading.busy.get() { words::READING } else { words::CHOOSE }.get(i18n::language())}
            </label>
            <p class="muted" id="import-kinds">
                {t(words::KINDS)}
            </p>
            <div aria-live="assertive">
                {move || {
                    flow.refused
                        .get()
                        .map(|why| {
                            view! {
                                <p class="field-error">
                                    <Icon name="warn" />
                                    {why}
                                </p>
                            }
                        })
                }}
            </div>
            <Trouble problem=flow.reading.problem />
        </div>
    }
}

/// Which file it is and how it was read.
#[component]
fn Found(flow: Flow) -> impl IntoView {
    let store = Store::get();
    let how = move || {
        flow.shown.with(|shown| {
            let shown = shown.as_ref()?;
            let read = if shown.sheet.is_empty() {
                fill(words::ENCODING, &shown.encoding)
            } else {
                fill(words::WORKBOOK, &shown.sheet)
            };
            Some(format!("{} · {read}", fill(words::ROWS, &shown.total.to_string())))
        })
    };
    view! {
        <div class="spread">
            <p class="cluster">
                <Icon name="note" />
                <b>{flow.name}</b>
                <span class="pill">{move || kind::name(store, &flow.process.get())}</span>
                <span class="muted">{how}</span>
            </p>
            <button class="button" type="button" on:click=move |_| flow.forget()>
                {t(words::OTHER_FILE)}
            </button>
        </div>
    }
}

/// What became of it, while it goes on and after.
#[component]
fn Result(flow: Flow) -> impl IntoView {
    let batch = Memo::new(move |_| flow.made.get());
    let text = move || {
        let batch = batch.get()?;
        let made = batch.made.to_string();
        Some(match batch.state.as_str() {
            "writing" => fill(words::STILL_TEXT, &made),
            "failed" | "failing" => words::FAILED_TEXT.get(i18n::language()).to_owned(),
            _ => kind::count(&batch.process, words::DONE_TEXT, words::DONE_RECORDS, &made),
        })
    };
    let left_out = move || {
        let batch = batch.get()?;
        let mut parts = vec![];
        if batch.skipped_errors > 0 {
            parts.push(fill(words::SKIPPED, &batch.skipped_errors.to_string()));
        }
        if batch.skipped_duplicates > 0 {
            parts.push(fill(words::SKIPPED_SAME, &batch.skipped_duplicates.to_string()));
        }
        (!parts.is_empty()).then(|| parts.join(" · "))
    };
    let goes_on = move || batch.with(|batch| batch.as_ref().is_some_and(|batch| batch.goes_on()));
    let failed = move || batch.with(|batch| batch.as_ref().is_some_and(|batch| batch.state == "failed"));
    let title = move || {
        let words = match () {
            () if goes_on() => words::IMPORTING,
            () if failed() => words::FAILED_TITLE,
            () => words::DONE_TITLE,
        };
        words.get(i18n::language())
    };
    let open = RwSignal::new(None::<wire::Batch>);
    let list =
        move || batch.with(|batch| batch.as_ref().map(|batch| place::list(&ProcessId::from(batch.process.as_str()))));
    view! {
        <section class="card">
            <div class="card-body stack">
                <div class="stack" role="status">
                    <h2 class="card-title">{title}</h2>
                    <p>{text}</p>
                    <p class="muted">{left_out}</p>
                </div>
                <Show when=goes_on>
                    <progress
                        class="progress"
                        aria-label=t(words::IMPORTING)
                        max=move || batch.get().map(|batch| batch.expected().to_string())
                        value=move || batch.get().map(|batch| batch.made.to_string())
                    ></progress>
                </Show>
                <div class="buttons">
                    <Show when=move || !failed()>
                        <button class="button primary" type="button" on:click=move |_| open.set(batch.get_untracked())>
                            {t(words::SEE_BATCH)}
                        </button>
                        <a class="button" href=list>
                            {t(words::SEE_ALL)}
                        </a>
                    </Show>
                    <button class="button" type="button" on:click=move |_| flow.forget()>
                        {t(words::NEXT_FILE)}
                    </button>
                </div>
            </div>
        </section>
        <SeeBatch batch=open />
    }
}
