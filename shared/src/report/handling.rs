//! 办理时长: how long cases took, and how many were closed in time. With the times of their past, imported cases count like
//! any others.

use super::{Cell, Line, Period, Report, count, percent};
use crate::config::Configuration;
use crate::label::Label;
use crate::process::Process;
use crate::record::summary::Summary;
use crate::value::Value;

pub const KEY: &str = "handling";
pub const TITLE: Label = Label::new("办理时长", "Handling times");

/// The field in which a case says when it has to be closed.
pub const DUE: &str = "due_at_ms";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Handling {
    /// Cases, those taken back with their import left out.
    pub cases: usize,
    pub closed: usize,
    /// Half of the closed ones took no longer, from birth to the step that closed them.
    pub median_ms: Option<i64>,
    /// Closed ones that say when they had to be.
    pub with_due: usize,
    /// Of these, closed then or before.
    pub on_time: usize,
}

/// The rows that are cases of this process.
fn cases<'a>(process: &Process, rows: impl Iterator<Item = &'a Summary>) -> impl Iterator<Item = &'a Summary> {
    let undo = process.import.as_ref().and_then(|import| process.step(&import.undo));
    let gone = undo.and_then(|step| step.to.as_deref());
    rows.filter(move |row| row.process == process.id && gone != Some(row.stage.as_str()))
}

pub fn handling<'a>(process: &Process, rows: impl Iterator<Item = &'a Summary>) -> Handling {
    let mut found = Handling::default();
    let mut spans = vec![];
    for row in cases(process, rows) {
        found.cases += 1;
        let Some(closed_at_ms) = row.closed_at_ms() else { continue };
        spans.push(closed_at_ms - row.created_at_ms);
        if let Some(due_at_ms) = row.values.get(DUE).and_then(Value::as_int) {
            found.with_due += 1;
            found.on_time += usize::from(closed_at_ms <= due_at_ms);
        }
    }
    found.closed = spans.len();
    found.median_ms = median(&mut spans);
    found
}

/// Every process whose cases may come with a past of their own: those that are opened and closed. What is over when it
/// comes (answers of the past) takes no time.
pub fn report<'a>(
    summaries: impl Iterator<Item = &'a Summary> + Clone,
    period: Period,
    config: &Configuration,
) -> Report {
    let cells = |of: Handling| {
        vec![
            count(of.cases),
            count(of.closed),
            Cell::Span(of.median_ms),
            count(of.with_due),
            percent(of.on_time, of.with_due),
        ]
    };
    let line = |process: &Process| {
        let rows = || summaries.clone().filter(|row| period.holds(row.created_at_ms));
        let records: Vec<_> = cases(process, rows()).map(|row| row.id.clone()).collect();
        if records.is_empty() {
            return None;
        }
        Some(Line::new(process.label.clone(), cells(handling(process, rows())), records))
    };
    let has_past = |process: &&Process| {
        let past = process.import.as_ref().and_then(|import| import.past.as_ref());
        past.is_some_and(|past| !past.over)
    };
    Report {
        key: KEY.to_owned(),
        title: TITLE,
        note: Label::new(
            "这段日子受理的投诉、报事和报修：从受理到办结的时长取中位数；按时只看写明了期限并且已经办结的。",
            "Cases opened in these days: the median time from opening to closing; in time counts closed ones that had a limit.",
        ),
        of: Label::new("类别", "Kind"),
        columns: vec![
            Label::new("受理", "Opened"),
            Label::new("办结", "Closed"),
            Label::new("时长中位数", "Median time"),
            Label::new("有期限", "With a limit"),
            Label::new("按时率", "In time"),
        ],
        drawn: 4,
        lines: config.processes.iter().filter(has_past).filter_map(line).collect(),
        // A median of all kinds together would say nothing.
        total: None,
    }
}

/// The middle one, or half-way between the two in the middle.
fn median(values: &mut [i64]) -> Option<i64> {
    values.sort_unstable();
    let half = values.len() / 2;
    match values.len() {
        0 => None,
        count if count % 2 == 1 => Some(values[half]),
        _ => Some((values[half - 1] + values[half]) / 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::complaint;
    use crate::record::summary::CLOSED_AT;

    #[test]
    fn what_is_told_are_complaints_matters_and_repairs() {
        let config = Configuration { processes: crate::process::built_in(), ..Configuration::default() };
        let row = |process: &Process| Summary { process: process.id.clone(), ..Summary::default() };
        let rows: Vec<Summary> = config.processes.iter().map(row).collect();
        let found = report(rows.iter(), Period { from_ms: 0, to_ms: 1 }, &config);
        let names: Vec<&str> = found.lines.iter().map(|line| &*line.name.zh).collect();
        assert_eq!(names, ["投诉", "报事", "报修"]);
    }

    #[test]
    fn open_cases_have_no_span_and_withdrawn_ones_are_none() {
        let row = |created_at_ms, closed: Option<i64>, due: Option<i64>, stage: &str| {
            let values = [(CLOSED_AT, closed), (DUE, due)];
            let values = values.into_iter().filter_map(|(key, at)| Some((key.to_owned(), at?.into()))).collect();
            Summary { process: "complaint".into(), created_at_ms, stage: stage.into(), values, ..Summary::default() }
        };
        let rows = [
            row(0, Some(10), Some(10), "archived"),
            row(0, Some(20), Some(19), "archived"),
            row(5, Some(35), None, "archived"),
            row(0, Some(41), None, "archived"),
            row(0, None, Some(1), "accepted"),
            row(0, Some(1), Some(1), "withdrawn"),
        ];
        let expected = Handling { cases: 5, closed: 4, median_ms: Some(25), with_due: 2, on_time: 1 };
        assert_eq!(handling(&complaint::process(), rows.iter()), expected);
    }
}
