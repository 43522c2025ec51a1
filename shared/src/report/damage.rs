//! 完损统计: findings and repairs of these days by building (SM11).

use super::{Line, Period, Report, count, percent};
use crate::config::Configuration;
use crate::coverage::choices;
use crate::id::RecordId;
use crate::label::Label;
use crate::record::summary::Summary;
use crate::value::Value;
use serde::{Deserialize, Serialize};
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

/// What is damaged of one sort in a building: a facility, or the kind of repair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Damage {
    pub facility: Label,
    pub records: Vec<RecordId>,
    /// How many of them are not settled.
    pub open: usize,
}

/// Findings and repairs recorded in these days, each with its building, where it has one: its own, else that of its unit.
/// Files by id: what stands there, and what happened.
fn damages<'a>(
    summaries: impl Iterator<Item = &'a Summary> + Clone,
    period: Period,
) -> (HashMap<&'a str, &'a Summary>, Vec<(&'a Summary, &'a str)>) {
    let places = summaries.clone().filter(|one| matches!(one.process.as_str(), "building" | "unit"));
    let files: HashMap<&str, &Summary> = places.map(|one| (one.id.as_str(), one)).collect();
    let building = |summary: &'a Summary| {
        let of_unit = || text(files.get(text(summary, "unit")?)?, "building");
        text(summary, "building").or_else(of_unit).unwrap_or_default()
    };
    let counts = |one: &&Summary| match (one.process.as_str(), one.stage.as_str()) {
        ("finding", stage) => stage != "dismissed",
        ("repair", stage) => stage != "cancelled",
        _ => false,
    };
    let found = summaries.filter(counts).filter(|one| period.holds(one.created_at_ms));
    let found = found.map(|one| (one, building(one))).collect();
    (files, found)
}

fn text<'a>(summary: &'a Summary, key: &str) -> Option<&'a str> {
    summary.values.get(key).and_then(Value::as_text).filter(|text| !text.is_empty())
}

/// What 楼宇情况月报表 of this building lists: by facility or, where none is named, by the kind that was chosen; most first.
pub fn of_building<'a>(
    summaries: impl Iterator<Item = &'a Summary> + Clone,
    building: &RecordId,
    period: Period,
    config: &Configuration,
) -> Vec<Damage> {
    let mut by: BTreeMap<String, Damage> = BTreeMap::new();
    for (one, _) in damages(summaries, period).1.into_iter().filter(|(_, of)| *of == building.as_str()) {
        let field = if one.process.as_str() == "repair" { "trade" } else { "category" };
        let chosen = || {
            let choices = choices(config.process(&one.process), field, None);
            choices
                .iter()
                .find(|choice| Some(choice.value.as_str()) == text(one, field))
                .map(|choice| choice.label.clone())
        };
        let facility = text(one, "facility").map(|facility| Label::same(facility.to_owned())).or_else(chosen);
        let facility = facility.unwrap_or(Label::new("其他", "Other"));
        let empty = || Damage { facility: facility.clone(), records: vec![], open: 0 };
        let damage = by.entry(facility.zh.to_string()).or_insert_with(empty);
        damage.records.push(one.id.clone());
        damage.open += usize::from(!one.closed);
    }
    let mut found: Vec<Damage> = by.into_values().collect();
    crate::order::by_key(&mut found, |damage| std::cmp::Reverse(damage.records.len()));
    found
}

/// What a report does not list yet, and how much of it: a facility that it names may have been damaged again since. Entries
/// are only added, so those of one facility count together.
pub fn unlisted(found: Vec<Damage>, listed: &[(&str, i64)]) -> Vec<(Damage, i64)> {
    let rest = |damage: Damage| {
        let is_named = |name: &str| name == damage.facility.zh || name == damage.facility.en;
        let there: i64 = listed.iter().filter(|(name, _)| is_named(name)).map(|(_, count)| count).sum();
        let all = i64::try_from(damage.records.len()).unwrap_or(i64::MAX);
        (all > there).then(|| (damage, all - there.max(0)))
    };
    found.into_iter().filter_map(rest).collect()
}

pub fn report<'a>(summaries: impl Iterator<Item = &'a Summary> + Clone, period: Period) -> Report {
    let (files, found) = damages(summaries, period);
    let mut buildings: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut all = Tally::default();
    for (summary, building) in found {
        let is_repair = summary.process.as_str() == "repair";
        for tally in [buildings.entry(building).or_default(), &mut all] {
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
    crate::order::by(&mut lines, |one, other| {
        (other.records.len(), &one.name.zh).cmp(&(one.records.len(), &other.name.zh))
    });
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
