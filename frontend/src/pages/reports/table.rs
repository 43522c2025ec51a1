//! One report: a table whose lines open to their records, and the bars of its foremost column.

use leptos::prelude::*;
use shared::report::{Cell, Line, Report};

use super::period::{Days, PeriodBar, days, period};
use super::rules::Behind;
use super::words as w;
use crate::components::{Bones, Icon};
use crate::i18n::{fill, language, t};
use crate::message::{self, Ask, Reply};
use crate::store::Store;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A length of time in the unit that a person would say it in.
fn span(ms: i64) -> String {
    let (words, unit) = match ms {
        ms if ms >= 2 * DAY_MS => (w::DAYS, DAY_MS),
        ms if ms >= 2 * HOUR_MS => (w::HOURS, HOUR_MS),
        _ => (w::MINUTES, MINUTE_MS),
    };
    let tenths = ms * 10 / unit;
    let number = if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) };
    fill(words, &number)
}

fn said(cell: Cell) -> String {
    match cell {
        Cell::Count(count) => count.to_string(),
        Cell::Percent(percent) => percent.map_or_else(|| "–".to_owned(), |percent| format!("{percent}%")),
        Cell::Span(ms) => ms.map_or_else(|| "–".to_owned(), span),
    }
}

/// How long a bar is.
fn weight(cell: Option<&Cell>) -> i64 {
    match cell {
        Some(Cell::Count(count)) => i64::from(*count),
        Some(Cell::Percent(percent)) => i64::from(percent.unwrap_or_default()),
        Some(Cell::Span(ms)) => ms.unwrap_or_default(),
        None => 0,
    }
}

#[component]
pub fn Table(name: String) -> impl IntoView {
    let store = Store::get();
    let days = days();
    let period = period(days);
    let key = StoredValue::new(name);
    let report = store.live(
        move || period.get().map(|period| Ask::Report { key: key.get_value(), period }),
        |reply| match reply {
            Reply::Report(report) => Some(report),
            _ => None,
        },
    );
    let body = move || {
        if period.get().is_none() {
            return view! { <p class="field-error"><Icon name="warn" />{t(w::WRONG_DAYS)}</p> }.into_any();
        }
        match report.get() {
            None => view! { <section class="card"><Bones /></section> }.into_any(),
            Some(None) => view! { <div class="empty"><h2 class="empty-title">{t(w::NO_SUCH)}</h2></div> }.into_any(),
            Some(Some(report)) if report.lines.is_empty() => view! {
                <div class="empty">
                    <Icon name="report" class="icon large" />
                    <h2 class="empty-title">{t(w::EMPTY)}</h2>
                    <p>{t(w::EMPTY_NOTE)}</p>
                </div>
            }
            .into_any(),
            Some(Some(report)) => view! { <Filled report=*report days /> }.into_any(),
        }
    };
    view! {
        <PeriodBar days path=Signal::derive(move || format!("/reports/{}", key.get_value())) />
        {body}
    }
}

#[component]
fn Filled(report: Report, days: Memo<Days>) -> impl IntoView {
    let store = Store::get();
    let words = language();
    let drawn = usize::from(report.drawn);
    let most = report.lines.iter().map(|line| weight(line.cells.get(drawn))).max().unwrap_or_default().max(1);
    let is_percent = report.lines.iter().any(|line| matches!(line.cells.get(drawn), Some(Cell::Percent(_))));
    let most = if is_percent { 100 } else { most };
    // Bars only where there is something to compare.
    let is_drawn = report.lines.iter().any(|line| {
        !matches!(line.cells.get(drawn), None | Some(Cell::Count(0) | Cell::Percent(None) | Cell::Span(None)))
    });
    let bar = move |line: &Line| {
        let cell = line.cells.get(drawn);
        view! {
            <li class="chart-row" style:--value=(weight(cell) * 100 / most).to_string()>
                <span class="chart-name" title=line.name.get(words).to_owned()>{line.name.get(words).to_owned()}</span>
                <span class="chart-track"></span>
                <b class="chart-value">{cell.copied().map(said)}</b>
            </li>
        }
    };
    let bars = report.lines.iter().map(bar).collect_view();
    let heads =
        report.columns.iter().map(|head| view! { <th scope="col" class="num">{head.get(words).to_owned()}</th> });
    let heads = heads.collect_view();
    let wide = (report.columns.len() + 1).to_string();
    // A line, and the cell of it whose own records are shown.
    let open = RwSignal::new(None::<(usize, Option<usize>)>);
    let columns = StoredValue::new(report.columns.clone());
    let toggle = move |this| open.update(|open| *open = if *open == Some(this) { None } else { Some(this) });
    let cells = move |line: &Line, row: Option<usize>| {
        let cell = |(at, cell): (usize, &Cell)| {
            let head = columns.with_value(|columns| columns.get(at).map(|head| head.get(words).to_owned()));
            let opens = row.filter(|_| line.by_cell.get(at).is_some_and(|records| !records.is_empty()));
            let said = said(*cell);
            let body = match opens {
                None => said.into_any(),
                Some(row) => view! {
                    <button
                        type="button"
                        class="link"
                        aria-expanded=move || (open.get() == Some((row, Some(at)))).to_string()
                        on:click=move |_| toggle((row, Some(at)))
                    >
                        {said}
                    </button>
                }
                .into_any(),
            };
            view! { <td class="num" data-label=head>{body}</td> }
        };
        line.cells.iter().enumerate().map(cell).collect_view()
    };
    let row = move |(at, line): (usize, Line)| {
        let (name, cells) = (line.name.get(words).to_owned(), cells(&line, Some(at)));
        let lists = StoredValue::new((line.records, line.by_cell));
        let is_open = move || open.get() == Some((at, None));
        let shown = move || {
            let (_, cell) = open.get().filter(|(row, _)| *row == at)?;
            lists.with_value(|(all, by_cell)| match cell {
                Some(cell) => by_cell.get(cell).cloned(),
                None => Some(all.clone()),
            })
        };
        let wide = wide.clone();
        view! {
            <tr>
                <th scope="row">
                    <button
                        type="button"
                        class="link"
                        aria-expanded=move || is_open().to_string()
                        on:click=move |_| toggle((at, None))
                    >
                        {name}
                    </button>
                </th>
                {cells}
            </tr>
            {move || shown().map(|records| view! { <tr><td colspan=wide.clone()><Behind records /></td></tr> })}
        }
    };
    let total = report.total.as_ref().map(|line| {
        view! { <tfoot><tr><th scope="row">{line.name.get(words).to_owned()}</th>{cells(line, None)}</tr></tfoot> }
    });
    let key = report.key.clone();
    let is_online = move || store.sync.with(|sync| matches!(sync.line, message::Line::Synced | message::Line::Syncing));
    let href = move || {
        let lang = if language() == shared::label::Language::Zh { "zh" } else { "en" };
        format!("/api/v1/reports/{key}.xlsx?{}&lang={lang}", days.get().search())
    };
    let title = report.title.get(words).to_owned();
    let named = title.clone();
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{title.clone()}</h2>
                <div class="card-actions no-print">
                    <Show when=is_online fallback=|| view! { <span class="muted">{t(w::XLSX_OFFLINE)}</span> }>
                        <a class="button small" href=href.clone() download rel="external">
                            <Icon name="download" />
                            {t(w::XLSX)}
                        </a>
                    </Show>
                </div>
            </header>
            <div class="card-body stack">
                <p class="muted">{report.note.get(words).to_owned()}</p>
                {is_drawn.then(|| view! { <ul class="chart-bars">{bars}</ul> })}
            </div>
            <div class="table-wrap" tabindex="0" role="region" aria-label=named>
                <table class="table" data-density="compact">
                    <caption class="visually-hidden">{title}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{report.of.get(words).to_owned()}</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{report.lines.into_iter().enumerate().map(row).collect_view()}</tbody>
                    {total}
                </table>
            </div>
        </section>
    }
}
