//! 完损统计: findings and repairs of these days by building (SM11).

use super::{Line, Period, Report, count, percent};
use crate::id::RecordId;
use crate::label::Label;
use crate::record::summary::Summary;
use crate::value::Value;
use std::collections::{BTreeMap, HashMap};

pub const KEY: &str = "damage";
pub const TITLE: Label = Label::new("楼栋完损", "Damage by building");

#[derive(Default)]
struct Tally {
    records: Vec<RecordId>,
    findings: usize,
    repairs: usize,
    settled: usize,
}

impl Tally {
    fn line(self, name: Label) -> Line {
        let cells = vec![
            count(self.records.len()),
            count(self.findings),
            count(self.repairs),
            percent(self.settled, self.records.len()),
        ];
        Line::new(name, cells, self.records)
    }
}

pub fn report<'a>(summaries: impl Iterator<Item = &'a Summary> + Clone, period: Period) -> Report {
    let places = summaries.clone().filter(|one| matches!(one.process.as_str(), "building" | "unit"));
    let files: HashMap<&str, &Summary> = places.map(|one| (one.id.as_str(), one)).collect();
    let text = |summary: &'a Summary, key: &str| summary.values.get(key).and_then(Value::as_text);
    // Its own building, else that of its unit.
    let building = |summary: &'a Summary| {
        let of_unit = || text(files.get(text(summary, "unit")?)?, "building");
        text(summary, "building").or_else(of_unit).unwrap_or_default()
    };
    let mut buildings: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut all = Tally::default();
    for summary in summaries {
        let is_repair = match (summary.process.as_str(), summary.stage.as_str()) {
            ("finding", "dismissed") | ("repair", "cancelled") => continue,
            ("finding", _) => false,
            ("repair", _) => true,
            _ => continue,
        };
        if !period.holds(summary.created_at_ms) {
            continue;
        }
        for tally in [buildings.entry(building(summary)).or_default(), &mut all] {
            tally.records.push(summary.id.clone());
            tally.repairs += usize::from(is_repair);
            tally.findings += usize::from(!is_repair);
            tally.settled += usize::from(summary.closed);
        }
    }
    let name = |id: &str| {
        let nowhere = Label::new("没有写楼栋", "No building given");
        files.get(id).map_or(nowhere, |building| Label::same(building.title.clone()))
    };
    let mut lines: Vec<Line> = buildings.into_iter().map(|(id, tally)| tally.line(name(id))).collect();
    lines.sort_by(|one, other| (other.records.len(), &one.name.zh).cmp(&(one.records.len(), &other.name.zh)));
    Report {
        key: KEY.to_owned(),
        title: TITLE,
        note: Label::new(
            "这段日子里记下的问题和报修，不属实的、取消的不算。",
            "Findings and repairs recorded in these days, without those dismissed or cancelled.",
        ),
        of: Label::new("楼栋", "Building"),
        columns: vec![
            Label::new("合计", "Together"),
            Label::new("问题", "Findings"),
            Label::new("报修", "Repairs"),
            Label::new("已办结", "Settled"),
        ],
        drawn: 0,
        total: (!lines.is_empty()).then(|| all.line(Label::new("合计", "Total"))),
        lines,
    }
}
