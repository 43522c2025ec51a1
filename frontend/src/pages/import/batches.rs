//! Earlier imports, the records of each, and the way to take one back.

use gloo_net::http::Request;
use leptos::prelude::*;
use shared::id::{ProcessId, RecordId};

use super::flow::Flow;
use super::kind;
use super::wire::{Batch, Detail, RowMade};
use super::words;
use crate::browser;
use crate::components::{Confirm, Dialog, Doing, Icon, NotRead, Remote, Skeleton};
use crate::i18n::{self, Words, fill, t};
use crate::place;
use crate::store::Store;

const LISTED: usize = 200;

fn state(batch: &Batch) -> (Words, &'static str) {
    match batch.state.as_str() {
        "writing" => (words::STATE_WRITING, "soon"),
        "done" => (words::STATE_DONE, "done"),
        "undoing" => (words::STATE_UNDOING, "soon"),
        "undone" => (words::STATE_UNDONE, "neutral"),
        _ => (words::STATE_FAILED, "late"),
    }
}

#[component]
pub fn Batches(flow: Flow) -> impl IntoView {
    let (store, list) = (Store::get(), flow.batches);
    let sure = RwSignal::new(false);
    let chosen = RwSignal::new(None::<Batch>);
    let open = RwSignal::new(None::<Batch>);
    let undone = RwSignal::new(None::<Detail>);
    let doing = Doing::new();
    let file = move || chosen.with(|chosen| chosen.as_ref().map(|batch| batch.file.clone()).unwrap_or_default());
    let undo = Callback::new(move |()| {
        let Some(batch) = chosen.get_untracked() else { return };
        let request = Request::post(&format!("/api/v1/imports/{}/undo", batch.id));
        doing.ask(request, None, move |detail: Detail| {
            sure.set(false);
            undone.set(Some(detail));
            list.load();
        });
    });
    let row = move |batch: Batch| {
        let (words, tone) = state(&batch);
        let parts = {
            let batch = batch.clone();
            move || {
                let mut parts = vec![browser::local_time(batch.at_ms), batch.user_name.clone()];
                parts.push(kind::name(store, &batch.process));
                parts.push(kind::count(&batch.process, words::MADE, words::MADE_RECORDS, &batch.made.to_string()));
                for (count, words) in [
                    (batch.skipped_errors, words::SKIPPED),
                    (batch.skipped_duplicates, words::SKIPPED_SAME),
                    (batch.voided, words::VOIDED),
                    (batch.kept, words::KEPT),
                ] {
                    if count > 0 {
                        parts.push(fill(words, &count.to_string()));
                    }
                }
                parts.join(" · ")
            }
        };
        let may_undo = batch.may_undo;
        let file = batch.file.clone();
        let batch = StoredValue::new(batch);
        view! {
            <li>
                <div class="row">
                    <span class="row-main">
                        <b class="row-title">
                            {file}
                            <span class="pill" data-tone=tone>
                                {t(words)}
                            </span>
                        </b>
                        <span class="row-sub">{parts}</span>
                    </span>
                    <span class="row-end">
                        <button
                            class="button small"
                            type="button"
                            on:click=move |_| open.set(Some(batch.get_value()))
                        >
                            {t(words::SEE_BATCH)}
                        </button>
                        <Show when=move || may_undo>
                            <button
                                class="button small"
                                type="button"
                                on:click=move |_| {
                                    doing.problem.set(None);
                                    chosen.set(Some(batch.get_value()));
                                    sure.set(true);
                                }
                            >
                                <Icon name="undo" class="icon small" />
                                {t(words::UNDO)}
                            </button>
                        </Show>
                    </span>
                </div>
            </li>
        }
    };
    view! {
        <section class="card" aria-label=t(words::PAST)>
            <header class="card-head">
                <h2 class="card-title">{t(words::PAST)}</h2>
            </header>
            <NotRead of=list />
            <Show when=move || list.waits()>
                <Skeleton rows=2 />
            </Show>
            <Show when=move || list.value.with(|all| all.as_ref().is_some_and(Vec::is_empty))>
                <div class="empty">
                    <Icon name="inbox" class="icon large" />
                    <h3 class="empty-title">{t(words::NO_PAST)}</h3>
                    <p>{t(words::NO_PAST_NOTE)}</p>
                </div>
            </Show>
            <ul class="rows">{move || list.or_empty().into_iter().map(row).collect_view()}</ul>
        </section>
        <Confirm
            open=sure
            title=t(words::UNDO_TITLE)
            text=move || fill(words::UNDO_TEXT, &file())
            act=words::UNDO
            busy=doing.busy
            problem=doing.problem
            on_sure=undo
        />
        <Undone detail=undone />
        <SeeBatch batch=open />
    }
}

/// What was withdrawn, and what was kept because somebody had worked on it.
#[component]
fn Undone(detail: RwSignal<Option<Detail>>) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(detail.with(Option::is_some)));
    Effect::new(move |_| {
        if !open.get() && detail.with_untracked(Option::is_some) {
            detail.set(None);
        }
    });
    let kept = move || {
        let rows = detail.with(|detail| detail.as_ref().map(|detail| detail.rows.clone())).unwrap_or_default();
        rows.into_iter().filter(|row| row.state == "kept").collect::<Vec<_>>()
    };
    let voided = move || detail.with(|detail| detail.as_ref().map_or(0, |detail| detail.batch.voided));
    let process = move || {
        let of = detail.with(|detail| detail.as_ref().map(|detail| detail.batch.process.clone()));
        ProcessId::from(of.unwrap_or_default())
    };
    let said =
        move || kind::count(process().as_str(), words::UNDONE_TEXT, words::UNDONE_RECORDS, &voided().to_string());
    view! {
        <Dialog open title=t(words::STATE_UNDONE)>
            <div class="dialog-body">
                <p role="status">{said}</p>
                <Show when=move || !kept().is_empty()>
                    <p>{t(words::KEPT_TEXT)}</p>
                    <ul class="rows">
                        {move || kept().into_iter().map(|row| made_row(row, &process())).collect_view()}
                    </ul>
                </Show>
            </div>
            <footer class="dialog-foot">
                <button class="button primary" type="button" on:click=move |_| open.set(false)>
                    {t(i18n::CLOSE)}
                </button>
            </footer>
        </Dialog>
    }
}

fn made_row(row: RowMade, process: &ProcessId) -> impl IntoView + use<> {
    let pill = match row.state.as_str() {
        "kept" => Some((words::ROW_KEPT, "soon")),
        "voided" => Some((words::ROW_VOIDED, "neutral")),
        "waiting" => Some((words::ROW_WAITING, "soon")),
        _ => None,
    };
    view! {
        <li>
            <a class="row" href=place::record(process, &RecordId::new(row.record))>
                <span class="row-main">
                    <b class="row-title">{row.title}</b>
                </span>
                <span class="row-end">
                    {pill.map(|(words, tone)| view! { <span class="pill" data-tone=tone>{t(words)}</span> })}
                    <span class="muted">{t(words::LINE)} " " {row.row}</span>
                </span>
            </a>
        </li>
    }
}

/// The records of one batch.
#[component]
pub fn SeeBatch(batch: RwSignal<Option<Batch>>) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(batch.with(Option::is_some)));
    Effect::new(move |_| {
        if !open.get() && batch.with_untracked(Option::is_some) {
            batch.set(None);
        }
    });
    let title = move || {
        fill(
            words::BATCH_TITLE,
            &batch.with(|batch| batch.as_ref().map(|batch| batch.file.clone())).unwrap_or_default(),
        )
    };
    let body = move || batch.get().map(|batch| view! { <Made id=batch.id process=ProcessId::from(batch.process) /> });
    view! {
        <Dialog open title>
            <div class="dialog-body">{body}</div>
        </Dialog>
    }
}

#[component]
fn Made(id: String, process: ProcessId) -> impl IntoView {
    let detail = Remote::<Detail>::open(&format!("/api/v1/imports/{id}"));
    let rows = move || {
        let rows = detail.value.get().map(|detail| detail.rows).unwrap_or_default();
        rows.into_iter().take(LISTED).map(|row| made_row(row, &process)).collect_view()
    };
    let cut = move || detail.value.with(|detail| detail.as_ref().is_some_and(|detail| detail.rows.len() > LISTED));
    view! {
        <NotRead of=detail />
        <Show when=move || detail.waits()>
            <Skeleton />
        </Show>
        <ul class="rows">{rows}</ul>
        <Show when=cut>
            <p class="muted">{t(words::MORE_ROWS)}</p>
        </Show>
    }
}
