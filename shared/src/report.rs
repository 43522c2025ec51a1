//! Reports of a span of days: tables whose every line carries the records behind it. One function for the device, which
//! asks its own rows, and for the server, which asks its own: the same rows give the same report.

mod causes;
pub mod damage;
mod follow_ups;
pub mod handling;
pub mod rounds;
mod satisfaction;
mod timeliness;

use crate::calendar::Calendar;
use crate::config::Configuration;
use crate::coverage;
use crate::id::RecordId;
use crate::label::Label;
use crate::record::summary::Summary;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The longest span of one report, in days.
pub const REPORT_DAYS_MAX: i32 = 3_660;

/// Whole days of the company's calendar, from the first instant to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub from_ms: i64,
    pub to_ms: i64,
}

impl Period {
    /// None where the days stand the wrong way round, or are too many.
    pub fn days(calendar: &Calendar, from: Date, to: Date) -> Option<Self> {
        let days = from.until(to).ok()?.get_days();
        let is_sound = (0..=REPORT_DAYS_MAX).contains(&days);
        is_sound.then(|| Self { from_ms: calendar.start_of(from), to_ms: calendar.end_of(to) })
    }

    /// A whole month, as `2026-11`.
    pub fn month(calendar: &Calendar, month: &str) -> Option<Self> {
        let first: Date = format!("{month}-01").parse().ok()?;
        Self::days(calendar, first, first.last_of_month())
    }

    pub fn holds(&self, at_ms: i64) -> bool {
        (self.from_ms..=self.to_ms).contains(&at_ms)
    }
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    Count(u32),
    /// Of a hundred, rounded down; none of nothing.
    Percent(Option<u8>),
    /// Milliseconds.
    Span(Option<i64>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub name: Label,
    pub cells: Vec<Cell>,
    pub records: Vec<RecordId>,
    /// Where cells count different records: those of each cell. An empty list leaves that cell to `records`.
    #[serde(default)]
    pub by_cell: Vec<Vec<RecordId>>,
}

impl Line {
    fn new(name: Label, cells: Vec<Cell>, records: Vec<RecordId>) -> Self {
        Self { name, cells, records, by_cell: vec![] }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub key: String,
    pub title: Label,
    /// What is counted, and how: nobody has to guess.
    pub note: Label,
    /// What a line is one of.
    pub of: Label,
    pub columns: Vec<Label>,
    /// The column that is drawn beside the table.
    pub drawn: u8,
    pub lines: Vec<Line>,
    /// All lines together; none where there are none.
    pub total: Option<Line>,
}

/// Every report there is, with its name, in the order of the page.
pub const KNOWN: [(&str, Label); 8] = [
    (follow_ups::KEY, follow_ups::TITLE),
    (causes::KEY, causes::TITLE),
    (handling::KEY, handling::TITLE),
    (timeliness::KEY, timeliness::TITLE),
    (timeliness::HELP_KEY, timeliness::HELP_TITLE),
    (satisfaction::KEY, satisfaction::TITLE),
    (rounds::KEY, rounds::TITLE),
    (damage::KEY, damage::TITLE),
];

/// How 服务督察 sees what is handled in time.
pub const TIMELINESS: [(&str, Label); 2] =
    [(timeliness::KEY, timeliness::TITLE), (timeliness::HELP_KEY, timeliness::HELP_TITLE)];

/// The report of that name over the records given; none if there is no such report.
pub fn report<'a>(
    key: &str,
    summaries: impl Iterator<Item = &'a Summary> + Clone,
    period: Period,
    config: &Configuration,
    now_ms: i64,
) -> Option<Report> {
    match key {
        follow_ups::KEY => Some(follow_ups::report(summaries, period, config, now_ms)),
        causes::KEY => Some(causes::report(summaries, period, config)),
        handling::KEY => Some(handling::report(summaries, period, config)),
        timeliness::KEY => Some(timeliness::report(summaries, period, config, now_ms)),
        timeliness::HELP_KEY => Some(timeliness::help(summaries, period, config, now_ms)),
        satisfaction::KEY => Some(satisfaction::report(summaries, period, config, now_ms)),
        rounds::KEY => Some(rounds::report(summaries, period, config, now_ms)),
        damage::KEY => Some(damage::report(summaries, period)),
        _ => None,
    }
}

fn percent(part: usize, whole: usize) -> Cell {
    Cell::Percent(coverage::percent(part, whole).and_then(|percent| u8::try_from(percent).ok()))
}

fn count(of: usize) -> Cell {
    Cell::Count(u32::try_from(of).unwrap_or(u32::MAX))
}
