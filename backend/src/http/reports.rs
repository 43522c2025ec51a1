//! The reports of `shared::report` and the sheet of rules, over the rows in this person's sight; as JSON, and as a workbook.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use jiff::civil::Date;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Deserialize;
use shared::config::Configuration;
use shared::label::Language;
use shared::record::summary::Summary;
use shared::report::{Cell, Line, Period, Report, report};
use shared::rulebook;

use super::AppState;
use super::error::{Error, Result, invalid};
use super::guard::Asked;
use crate::sessions::SignedIn;
use crate::{configuration, feed, now_ms};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const HOUR_MS: f64 = 3_600_000.0;
/// Characters that a column of names has room for.
const NAME_WIDTH: f64 = 24.0;

pub fn router() -> Router<AppState> {
    Router::new().route("/api/v1/rules", get(rules)).route("/api/v1/reports/{name}", get(one))
}

#[derive(Deserialize)]
struct Days {
    from: Option<String>,
    to: Option<String>,
    /// Of the workbook.
    #[serde(default)]
    lang: Language,
}

/// What this person may see, and how the company has settled it, as of one moment.
async fn rows(state: &AppState, who: &SignedIn) -> Result<(Vec<Summary>, Configuration)> {
    let mut tx = state.db.begin_read().await?;
    let rows = feed::in_sight(&mut tx, &who.principal).await?;
    let config = configuration::load(&mut tx).await?;
    tx.rollback().await?;
    Ok((rows, config))
}

async fn rules(State(state): State<AppState>, who: SignedIn) -> Result<Response> {
    let (rows, config) = rows(&state, &who).await?;
    let sheet = move || rulebook::sheet(rows.iter(), &who.principal, &config, now_ms());
    let sheet = tokio::task::spawn_blocking(sheet).await;
    Ok(Json(sheet.map_err(|error| Error::Internal(error.into()))?).into_response())
}

async fn one(
    State(state): State<AppState>,
    who: SignedIn,
    Path(name): Path<String>,
    Asked(days): Asked<Days>,
) -> Result<Response> {
    let (rows, config) = rows(&state, &who).await?;
    let today = config.calendar.date_of(now_ms());
    let day = |text: &Option<String>, none: Date| text.as_deref().map_or(Some(none), |text| text.parse().ok());
    let Some(from) = day(&days.from, today.first_of_month()) else { return invalid("from", "date") };
    let Some(to) = day(&days.to, today.last_of_month()) else { return invalid("to", "date") };
    let Some(period) = Period::days(&config.calendar, from, to) else { return invalid("to", "span") };
    let (key, as_workbook) = name.strip_suffix(".xlsx").map_or((name.as_str(), false), |key| (key, true));
    let key = key.to_owned();
    let found = tokio::task::spawn_blocking(move || report(&key, rows.iter(), period, &config, now_ms())).await;
    let found = found.map_err(|error| Error::Internal(error.into()))?.ok_or(Error::NotFound)?;
    if !as_workbook {
        return Ok(Json(found).into_response());
    }
    let bytes = workbook(&found, days.lang).map_err(|error| Error::Internal(error.into()))?;
    let file = format!("attachment; filename=\"{}-{from}-{to}.xlsx\"", found.key);
    Ok(([(header::CONTENT_TYPE, XLSX.to_owned()), (header::CONTENT_DISPOSITION, file)], bytes).into_response())
}

/// The table as it stands on the page; numbers stay numbers.
fn workbook(report: &Report, language: Language) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let (bold, percent, hours) =
        (Format::new().set_bold(), Format::new().set_num_format("0%"), Format::new().set_num_format("0.0"));
    sheet.write_with_format(0, 0, report.title.get(language), &bold)?;
    sheet.write(1, 0, report.note.get(language))?;
    sheet.set_column_width(0, NAME_WIDTH)?;
    sheet.write_with_format(3, 0, report.of.get(language), &bold)?;
    for (column, head) in (1_u16..).zip(&report.columns) {
        let is_span =
            report.lines.iter().any(|line| matches!(line.cells.get(usize::from(column) - 1), Some(Cell::Span(_))));
        let unit = match (is_span, language) {
            (false, _) => "",
            (true, Language::Zh) => "（小时）",
            (true, Language::En) => " (hours)",
        };
        sheet.write_with_format(3, column, format!("{}{unit}", head.get(language)), &bold)?;
    }
    let lines: Vec<&Line> = report.lines.iter().chain(&report.total).collect();
    for (row, line) in (4_u32..).zip(lines) {
        sheet.write(row, 0, line.name.get(language))?;
        for (column, cell) in (1_u16..).zip(&line.cells) {
            match cell {
                Cell::Count(count) => sheet.write(row, column, *count)?,
                Cell::Percent(Some(of)) => sheet.write_with_format(row, column, f64::from(*of) / 100.0, &percent)?,
                Cell::Span(Some(ms)) => sheet.write_with_format(row, column, *ms as f64 / HOUR_MS, &hours)?,
                Cell::Percent(None) | Cell::Span(None) => sheet,
            };
        }
    }
    book.save_to_buffer()
}
