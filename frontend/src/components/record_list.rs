//! Records by id, one a line: what stands behind a number.

use leptos::prelude::*;
use shared::id::RecordId;

use super::words as w;
use super::{DuePill, Icon, SyncMark};
use crate::i18n::{self, fill, language, t};
use crate::message::{Ask, Reply, Row};
use crate::place;
use crate::store::Store;

/// Lines before somebody asks for more.
const SHOWN: usize = 200;

/// The rows of these ids in their order; what is not on this device is left out. None until they are there.
pub fn rows_in_order(ids: impl Fn() -> Option<Vec<RecordId>> + Copy + Send + Sync + 'static) -> Memo<Option<Vec<Row>>> {
    let rows = Store::get().live(
        move || ids().map(Ask::Rows),
        |reply| match reply {
            Reply::Rows { rows, .. } => Some(rows),
            _ => None,
        },
    );
    // The worker answers with what it has, not in the order asked for.
    Memo::new(move |_| {
        let ids = ids().unwrap_or_default();
        let mut found: std::collections::HashMap<RecordId, Row> =
            rows.get()?.into_iter().map(|row| (row.summary.id.clone(), row)).collect();
        Some(ids.iter().filter_map(|id| found.remove(id)).collect())
    })
}

#[component]
pub fn RecordList(rows: Memo<Option<Vec<Row>>>) -> impl IntoView {
    let store = Store::get();
    let shown = RwSignal::new(SHOWN);
    let row = move |row: Row| {
        let config = store.config();
        let (summary, mark) = (row.summary, row.mark);
        let process = config.process(&summary.process);
        let stage = process.and_then(|process| process.stage(&summary.stage));
        let stage = stage.map(|stage| stage.label.get(language()).to_owned()).unwrap_or_default();
        let who = summary.in_charge().map(|who| config.name_of(&who.into()).to_owned());
        let sub = [summary.number.clone(), Some(stage), who].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let href = place::record(&summary.process, &summary.id);
        let title = summary.title.clone();
        view! {
            <li>
                <a class="row" href=href>
                    <Icon name=place::icon(&summary.process) />
                    <span class="row-main">
                        <b class="row-title" title=title.clone()>
                            {title.clone()}
                        </b>
                        <span class="row-sub">{sub}</span>
                    </span>
                    <span class="row-end">
                        <SyncMark mark=Signal::stored(mark) shape=true />
                        <DuePill summary=Signal::stored(summary) />
                    </span>
                </a>
            </li>
        }
    };
    move || {
        let Some(all) = rows.get() else { return view! { <Bones /> }.into_any() };
        if all.is_empty() {
            return view! {
                <div class="empty">
                    <Icon name="check" class="icon large" />
                    <h2 class="empty-title">{t(w::LIST_EMPTY)}</h2>
                    <p>{t(w::LIST_EMPTY_NOTE)}</p>
                    <div class="buttons">
                        <a class="button" href="/">
                            {t(i18n::TO_HOME)}
                        </a>
                    </div>
                </div>
            }
            .into_any();
        }
        let left = all.len().saturating_sub(shown.get());
        view! {
            <ul class="rows">{all.into_iter().take(shown.get()).map(row).collect_view()}</ul>
            {(left > 0)
                .then(|| {
                    view! {
                        <button type="button" class="button quiet wide" on:click=move |_| shown.update(|n| *n += SHOWN)>
                            {fill(w::LIST_MORE, &left.to_string())}
                        </button>
                    }
                })}
        }
        .into_any()
    }
}

/// Rows to come, in the place where they will stand.
#[component]
pub fn Bones() -> impl IntoView {
    let bone = |_| {
        view! {
            <li>
                <div class="row">
                    <span class="row-main">
                        <span class="row-title">
                            <span class="skeleton" style:--w="7em"></span>
                        </span>
                        <span class="row-sub">
                            <span class="skeleton" style:--w="14em"></span>
                        </span>
                    </span>
                </div>
            </li>
        }
    };
    view! { <ul class="rows" aria-hidden="true">{(0..4).map(bone).collect_view()}</ul> }
}
