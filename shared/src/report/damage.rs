//! 完损统计: findings and repairs of these days by building (SM11).

use super::{Line, Period, Report, count, percent};
use crate::calendar::Calendar;
use crate::config::Configuration;
use crate::coverage::choices;
use crate::id::RecordId;
use crate::label::Label;
use crate::process::finding;
use crate::record::summary::Summary;
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};

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

/// Is what was found of this category a facility, a piece of equipment or a part of the building that is damaged? Dirt and a
/// neighbour who builds against the rules are seen to, and are no damage; what nobody has sorted counts.
fn is_damage(category: Option<&str>) -> bool {
    !category.is_some_and(|category| [finding::ENVIRONMENT, finding::RENOVATION].contains(&category))
}

/// What was found damaged and what was to be repaired in these days, each with its building, where it has one: its own, else
/// that of its unit. A finding that became a repair is one of them. Files by id: what stands there, and what happened.
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
    let is_found = |one: &Summary| {
        one.process.as_str() == "finding" && one.stage != "dismissed" && is_damage(text(one, "category"))
    };
    let findings: HashSet<&str> = summaries.clone().filter(|one| is_found(one)).map(|one| one.id.as_str()).collect();
    let is_repair = |one: &Summary| {
        let of_finding = text(one, "finding").is_some_and(|id| findings.contains(id));
        one.process.as_str() == "repair" && one.stage != "cancelled" && !of_finding
    };
    let found = summaries.filter(|one| is_found(one) || is_repair(one)).filter(|one| period.holds(one.created_at_ms));
    let found = found.map(|one| (one, building(one))).collect();
    (files, found)
}

fn text<'a>(summary: &'a Summary, key: &str) -> Option<&'a str> {
    summary.values.get(key).and_then(Value::as_text).filter(|text| !text.is_empty())
}

/// The days of which 楼宇情况月报表 of this building and month is to tell. What was recorded after the last report went to
/// engineering, before its month was over, stands in the next one; one that has not gone yet tells the whole of its month.
pub fn days_of_report<'a>(
    summaries: impl Iterator<Item = &'a Summary>,
    building: &RecordId,
    month: &str,
    calendar: &Calendar,
) -> Option<Period> {
    let own = Period::month(calendar, month)?;
    let told_until_ms = summaries.filter_map(|one| {
        let is_earlier = one.process.as_str() == "building_month" && text(one, "building") == Some(building.as_str());
        let of = text(one, "month").filter(|of| is_earlier && *of < month)?;
        let to_ms = Period::month(calendar, of)?.to_ms;
        let sent_at_ms = one.deadlines.iter().find(|clock| clock.key == "send").and_then(|clock| clock.met_at_ms);
        Some(sent_at_ms.map_or(to_ms, |sent_at_ms| to_ms.min(sent_at_ms)))
    });
    let from_ms = told_until_ms.max().map_or(own.from_ms, |until_ms| own.from_ms.min(until_ms + 1));
    Some(Period { from_ms, ..own })
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
            "这段日子里记下的损坏：问题和报修。转了报修的问题只算一次；环境卫生、装修违规、不属实的、取消的不算。",
            "Damage recorded in these days: findings and repairs. A finding that became a repair counts once; cleanliness, \
             renovation violations, what was dismissed or cancelled do not count.",
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
