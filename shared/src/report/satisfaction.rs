//! 维修满意率: 「安排前台及客服助理对工程保修、维修后的满意率回访工作」 (D13, D18), by whoever repaired.

use super::{Line, Period, Report, count, percent};
use crate::config::Configuration;
use crate::deadline::{Standing, Terms};
use crate::id::RecordId;
use crate::label::Label;
use crate::record::summary::Summary;
use crate::value::Value;
use std::collections::BTreeMap;

pub const KEY: &str = "repairs";
pub const TITLE: Label = Label::new("维修满意率", "Satisfaction with repairs");

const PROCESS: &str = "repair";
/// The satisfaction call's deadline: it runs from the repair.
const CALL: &str = "call";
/// Under this key stands what the customer said last.
const RATING: &str = "follow_up.rating";

#[derive(Default)]
struct Tally {
    records: Vec<RecordId>,
    asked: usize,
    in_time: usize,
    judged: usize,
    satisfied: usize,
}

impl Tally {
    fn line(&self, name: Label) -> Line {
        let cells = vec![
            count(self.records.len()),
            count(self.asked),
            percent(self.asked, self.records.len()),
            percent(self.in_time, self.judged),
            percent(self.satisfied, self.asked),
        ];
        Line::new(name, cells, self.records.clone())
    }
}

/// The contractor, the department, or the person: whoever stands nearest to the work.
fn repaired_by(summary: &Summary, config: &Configuration) -> Label {
    let text = |key: &str| summary.values.get(key).and_then(Value::as_text).filter(|text| !text.is_empty());
    if let Some(contractor) = text("contractor") {
        return Label::same(contractor);
    }
    if let Some(department) = text("repair_department") {
        return Label::same(config.department_name(&department.into()));
    }
    let nobody = Label::new("未指派", "Nobody");
    summary.assignee.as_ref().map_or(nobody, |user| Label::same(config.name_of(user)))
}

pub fn report<'a>(
    summaries: impl Iterator<Item = &'a Summary>,
    period: Period,
    config: &Configuration,
    now_ms: i64,
) -> Report {
    let process = config.process(&PROCESS.into());
    let terms = process.map(|process| Terms::new(process, config));
    let mut by: BTreeMap<String, (Label, Tally)> = BTreeMap::new();
    let mut all = Tally::default();
    for summary in summaries.filter(|one| one.process.as_str() == PROCESS) {
        let Some(clock) = summary.deadlines.iter().find(|clock| clock.key == CALL) else { continue };
        if !period.holds(clock.from_ms) {
            continue;
        }
        let rating = summary.values.get(RATING).and_then(Value::as_text);
        let due = terms.as_ref().and_then(|terms| terms.due(clock, summary.closed, now_ms));
        let standing = due.map(|due| due.standing);
        let name = repaired_by(summary, config);
        let (_, own) = by.entry(name.zh.to_string()).or_insert_with(|| (name, Tally::default()));
        for tally in [own, &mut all] {
            tally.records.push(summary.id.clone());
            tally.asked += usize::from(rating.is_some());
            tally.satisfied += usize::from(rating == Some("satisfied"));
            tally.in_time += usize::from(standing == Some(Standing::Met));
            tally.judged += usize::from(standing.is_some_and(Standing::is_judged));
        }
    }
    let lines: Vec<Line> = by.into_values().map(|(name, tally)| tally.line(name)).collect();
    Report {
        key: KEY.to_owned(),
        title: TITLE,
        note: Label::new(
            "这段日子里修好的；一周内回访只看到了时间的。",
            "What was repaired in these days; within the week looks only at those whose time has come.",
        ),
        of: Label::new("维修人或单位", "Repaired by"),
        columns: vec![
            Label::new("已修复", "Repaired"),
            Label::new("已回访", "Asked"),
            Label::new("回访率", "Share asked"),
            Label::new("一周内回访", "Within the week"),
            Label::new("满意率", "Satisfied"),
        ],
        drawn: 4,
        total: (!lines.is_empty()).then(|| all.line(Label::new("合计", "Total"))),
        lines,
    }
}
