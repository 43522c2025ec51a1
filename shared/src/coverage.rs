//! How a campaign stands, from the summaries of its items and of their customers. Every number carries the records
//! behind it, so that it can be opened; 《回访总结报告》 begins with the same numbers in words.

use crate::config::Configuration;
use crate::id::{RecordId, UserId};
use crate::label::Label;
use crate::process::{Choice, Kind, Process};
use crate::record::summary::Summary;
use crate::setting;
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Stages in which the customer has been followed up.
pub const REACHED: [&str; 2] = ["done", "checked"];
/// Under this key of an item's summary stands how the latest attempt ended.
pub const LATEST_OUTCOME: &str = "attempts.outcome";

/// A number and what it counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    pub key: String,
    pub label: Label,
    pub records: Vec<RecordId>,
}

impl Figure {
    fn new(key: &str, label: Label) -> Self {
        Self { key: key.to_owned(), label, records: vec![] }
    }

    pub fn count(&self) -> usize {
        self.records.len()
    }
}

/// One caller's share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    pub user: Option<UserId>,
    pub name: String,
    pub items: Vec<RecordId>,
    pub reached: Vec<RecordId>,
    pub satisfied: usize,
    pub rated: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    pub items: Vec<RecordId>,
    /// In the order of the process; stages in which nothing stands are left out.
    pub stages: Vec<Figure>,
    pub reached: Figure,
    /// Why the others are not: never tried, how the last attempt ended, or waived.
    pub unreached: Vec<Figure>,
    /// 满意, 一般, 不满意.
    pub ratings: Vec<Figure>,
    pub members: Figure,
    pub members_reached: Figure,
    /// 「必须保证会员客户的100%的回访」: who is still to be followed up.
    pub members_missing: Figure,
    pub others_waived: Figure,
    /// Items whose customer file is not on this device: whether they are members is not known here.
    pub unknown: Figure,
    pub callers: Vec<Share>,
    /// What the setting asks of members, per cent.
    pub required_percent: i64,
}

/// Part of a whole in per cent, rounded down: 99.9 % is not yet all. None of nothing.
pub fn percent(part: usize, whole: usize) -> Option<i64> {
    (whole > 0).then(|| (part * 100 / whole) as i64)
}

/// The choices of a field, or of a column of its entries, in their order.
pub fn choices<'a>(process: Option<&'a Process>, field: &str, column: Option<&str>) -> &'a [Choice] {
    let found = process.and_then(|process| process.field(field));
    let found = match column {
        Some(column) => found.and_then(|field| field.columns.iter().find(|one| one.key == column)),
        None => found,
    };
    match found.map(|field| &field.kind) {
        Some(Kind::Choice(choices)) => choices,
        _ => &[],
    }
}

/// The figures of one campaign. `customers` holds the files of the items, as far as they are here.
pub fn coverage(items: &[Summary], customers: &[Summary], config: &Configuration) -> Coverage {
    let process = config.process(&"follow_up".into());
    let files: HashMap<&RecordId, &Summary> = customers.iter().map(|customer| (&customer.id, customer)).collect();
    let text = |item: &Summary, key: &str| item.values.get(key).and_then(Value::as_text).map(str::to_owned);

    let stages = process.map_or(&[][..], |process| &process.stages[..]);
    let mut by_stage: Vec<Figure> = stages.iter().map(|stage| Figure::new(&stage.key, stage.label.clone())).collect();
    let figures = |choices: &[Choice]| -> Vec<Figure> {
        choices.iter().map(|choice| Figure::new(&choice.value, choice.label.clone())).collect()
    };
    let mut ratings = figures(choices(process, "rating", None));
    let mut unreached = vec![Figure::new("untried", Label::new("还没联系", "Not tried yet"))];
    unreached.extend(figures(choices(process, "attempts", Some("outcome"))));
    unreached.push(Figure::new("waived", Label::new("免访", "Waived")));
    let mut reached = Figure::new("reached", Label::new("已回访", "Followed up"));
    let mut members = Figure::new("members", Label::new("会员", "Members"));
    let mut members_reached = Figure::new("members_reached", Label::new("会员已回访", "Members followed up"));
    let mut members_missing = Figure::new("members_missing", Label::new("会员还没回访", "Members still to follow up"));
    let mut others_waived = Figure::new("others_waived", Label::new("非会员免访", "Others, waived"));
    let mut unknown = Figure::new("unknown", Label::new("档案不在本机", "File not on this device"));
    let mut callers: BTreeMap<Option<UserId>, Share> = BTreeMap::new();

    for item in items {
        let id = || item.id.clone();
        let into = |figures: &mut [Figure], key: &str| {
            if let Some(figure) = figures.iter_mut().find(|figure| figure.key == key) {
                figure.records.push(item.id.clone());
            }
        };
        let is_reached = REACHED.contains(&item.stage.as_str());
        let rating = text(item, "rating").filter(|_| is_reached);
        into(&mut by_stage, &item.stage);
        if let Some(rating) = &rating {
            into(&mut ratings, rating);
        }
        if is_reached {
            reached.records.push(id());
        } else if item.stage == "waived" {
            into(&mut unreached, "waived");
        } else {
            into(&mut unreached, text(item, LATEST_OUTCOME).as_deref().unwrap_or("untried"));
        }
        let file = item.about.as_ref().and_then(|about| files.get(about));
        match file.map(|file| file.values.get("is_member").is_some_and(Value::as_bool)) {
            Some(true) => {
                members.records.push(id());
                if is_reached { &mut members_reached } else { &mut members_missing }.records.push(id());
            }
            Some(false) if item.stage == "waived" => others_waived.records.push(id()),
            Some(false) => {}
            None => unknown.records.push(id()),
        }
        let share = callers.entry(item.assignee.clone()).or_insert_with(|| Share {
            user: item.assignee.clone(),
            name: item.assignee.as_ref().map(|user| config.name_of(user).to_owned()).unwrap_or_default(),
            items: vec![],
            reached: vec![],
            satisfied: 0,
            rated: 0,
        });
        share.items.push(id());
        if is_reached {
            share.reached.push(id());
        }
        share.rated += usize::from(rating.is_some());
        share.satisfied += usize::from(rating.as_deref() == Some("satisfied"));
    }
    by_stage.retain(|figure| !figure.records.is_empty());
    // An attempt that got through, and yet the record is not complete, stays among them: something is left to do.
    unreached.retain(|figure| !figure.records.is_empty());
    Coverage {
        items: items.iter().map(|item| item.id.clone()).collect(),
        stages: by_stage,
        reached,
        unreached,
        ratings,
        members,
        members_reached,
        members_missing,
        others_waived,
        unknown,
        callers: callers.into_values().collect(),
        required_percent: config.setting(setting::MEMBER_COVERAGE).as_int().unwrap_or(100),
    }
}

impl Coverage {
    /// Followed up among all that are not waived, per cent.
    pub fn reached_percent(&self) -> Option<i64> {
        percent(self.reached.count(), self.items.len() - self.waived())
    }

    fn waived(&self) -> usize {
        self.unreached.iter().find(|figure| figure.key == "waived").map_or(0, Figure::count)
    }

    pub fn members_percent(&self) -> Option<i64> {
        percent(self.members_reached.count(), self.members.count())
    }

    pub fn rated(&self) -> usize {
        self.ratings.iter().map(Figure::count).sum()
    }

    /// 满意率: 满意 among those who gave a rating.
    pub fn satisfied_percent(&self) -> Option<i64> {
        let satisfied = self.ratings.iter().find(|figure| figure.key == "satisfied");
        percent(satisfied.map_or(0, Figure::count), self.rated())
    }

    pub fn members_suffice(&self) -> bool {
        self.members_percent().is_none_or(|percent| percent >= self.required_percent)
    }

    /// The records behind a number, by its key; an address names them so.
    pub fn records(&self, key: &str) -> Option<&Figure> {
        [&self.reached, &self.members, &self.members_reached, &self.members_missing, &self.others_waived, &self.unknown]
            .into_iter()
            .chain(&self.unreached)
            .find(|figure| figure.key == key)
    }

    /// The figures in words, as they are put before 分析 in 《回访总结报告》. The writer may change them.
    pub fn report(&self) -> Label {
        let share = |percent: Option<i64>| percent.map_or_else(|| "—".to_owned(), |percent| format!("{percent}%"));
        let list = |figures: &[Figure], zh: bool| -> String {
            let one = |figure: &Figure| match zh {
                true => format!("{} {}", figure.label.zh, figure.count()),
                false => format!("{} {}", figure.label.en.to_lowercase(), figure.count()),
            };
            figures.iter().map(one).collect::<Vec<_>>().join(if zh { "、" } else { ", " })
        };
        let (total, reached) = (self.items.len(), self.reached.count());
        let mut zh = vec![
            format!("应回访 {total} 位，已回访 {reached} 位，完成率 {}。", share(self.reached_percent())),
            format!(
                "会员 {} 位，已回访 {} 位，会员回访率 {}（规定 {}%）。",
                self.members.count(),
                self.members_reached.count(),
                share(self.members_percent()),
                self.required_percent
            ),
        ];
        let mut en = vec![
            format!("To follow up: {total}; followed up: {reached} ({}).", share(self.reached_percent())),
            format!(
                "Members: {}; followed up: {} ({}; the rule is {} %).",
                self.members.count(),
                self.members_reached.count(),
                share(self.members_percent()),
                self.required_percent
            ),
        ];
        if !self.unreached.is_empty() {
            zh.push(format!("未回访：{}。", list(&self.unreached, true)));
            en.push(format!("Not followed up: {}.", list(&self.unreached, false)));
        }
        if self.rated() > 0 {
            let percent = share(self.satisfied_percent());
            zh.push(format!("满意度：{}，满意率 {percent}。", list(&self.ratings, true)));
            en.push(format!("Satisfaction: {}; {percent} are satisfied.", list(&self.ratings, false)));
        }
        for caller in self.callers.iter().filter(|caller| !caller.name.is_empty()) {
            let (name, items, done) = (&caller.name, caller.items.len(), caller.reached.len());
            zh.push(format!("{name}：{done}/{items}，满意 {}/{}。", caller.satisfied, caller.rated));
            en.push(format!("{name}: {done} of {items}, satisfied {} of {}.", caller.satisfied, caller.rated));
        }
        Label::owned(zh.join("\n"), en.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(id: &str, member: bool) -> Summary {
        let values = [("is_member".to_owned(), Value::Bool(member))].into();
        Summary { id: id.into(), process: "customer".into(), values, ..Summary::default() }
    }

    fn item(id: &str, about: &str, stage: &str, values: &[(&str, &str)]) -> Summary {
        Summary {
            id: id.into(),
            process: "follow_up".into(),
            stage: stage.into(),
            about: Some(about.into()),
            assignee: Some("ann".into()),
            values: values.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect(),
            ..Summary::default()
        }
    }

    fn sample() -> Coverage {
        let customers = [customer("c1", true), customer("c2", true), customer("c3", false), customer("c4", false)];
        let items = [
            item("i1", "c1", "done", &[("rating", "satisfied")]),
            item("i2", "c2", "unreached", &[(LATEST_OUTCOME, "no_answer"), ("rating", "satisfied")]),
            item("i3", "c3", "checked", &[("rating", "dissatisfied")]),
            item("i4", "c4", "waived", &[]),
            item("i5", "c9", "pending", &[]),
        ];
        coverage(&items, &customers, &Configuration::default())
    }

    fn keys(figures: &[Figure]) -> Vec<(&str, usize)> {
        figures.iter().map(|figure| (figure.key.as_str(), figure.count())).collect()
    }

    #[test]
    fn every_number_has_its_records() {
        let figures = sample();
        assert_eq!(keys(&figures.unreached), [("untried", 1), ("no_answer", 1), ("waived", 1)]);
        assert_eq!(keys(&figures.ratings), [("satisfied", 1), ("average", 0), ("dissatisfied", 1)]);
        assert_eq!(figures.members_missing.records, ["i2".into()]);
        assert_eq!(figures.others_waived.records, ["i4".into()]);
        assert_eq!(figures.unknown.records, ["i5".into()]);
        assert_eq!(figures.records("no_answer").map(|figure| &figure.records[..]), Some(&["i2".into()][..]));
        assert_eq!((figures.callers[0].items.len(), figures.callers[0].reached.len()), (5, 2));
        assert_eq!(figures.stages.iter().map(Figure::count).sum::<usize>(), 5);
    }

    #[test]
    fn members_are_held_to_the_rule() {
        let mut figures = sample();
        assert_eq!((figures.members_percent(), figures.members_suffice()), (Some(50), false));
        assert_eq!(figures.reached_percent(), Some(50), "the waived one is not asked for");
        figures.required_percent = 50;
        assert!(figures.members_suffice());
        let none = coverage(&[], &[], &Configuration::default());
        assert!(none.members_suffice() && none.members_percent().is_none() && none.satisfied_percent().is_none());
        assert_eq!(percent(999, 1000), Some(99));
    }

    #[test]
    fn the_report_says_the_same_in_both_languages() {
        let report = sample().report();
        for (zh, en) in [
            ("应回访 5 位，已回访 2 位，完成率 50%。", "To follow up: 5; followed up: 2 (50%)."),
            (
                "会员 2 位，已回访 1 位，会员回访率 50%（规定 100%）。",
                "Members: 2; followed up: 1 (50%; the rule is 100 %).",
            ),
            ("未回访：还没联系 1、无人接听 1、免访 1。", "Not followed up: not tried yet 1, no answer 1, waived 1."),
            ("满意 1、一般 0、不满意 1，满意率 50%。", "50% are satisfied."),
        ] {
            assert!(report.zh.contains(zh), "{zh}\n{}", report.zh);
            assert!(report.en.contains(en), "{en}\n{}", report.en);
        }
    }
}
