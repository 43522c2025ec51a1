//! 回访统计: of what was to be followed up in these days, how much was, and how much of it in time.

use super::{Line, Period, Report, count, percent};
use crate::config::Configuration;
use crate::coverage::REACHED;
use crate::deadline::{Standing, Terms};
use crate::id::{RecordId, UserId};
use crate::label::Label;
use crate::record::summary::Summary;
use crate::value::Value;
use std::collections::{BTreeMap, HashSet};

pub const KEY: &str = "follow_ups";
pub const TITLE: Label = Label::new("回访率与及时率", "Follow-ups in time");

#[derive(Default)]
struct Tally {
    records: Vec<RecordId>,
    reached: usize,
    in_time: usize,
    judged: usize,
    members: usize,
    members_reached: usize,
    satisfied: usize,
    rated: usize,
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.records.extend(other.records.iter().cloned());
        for (mine, theirs) in [
            (&mut self.reached, other.reached),
            (&mut self.in_time, other.in_time),
            (&mut self.judged, other.judged),
            (&mut self.members, other.members),
            (&mut self.members_reached, other.members_reached),
            (&mut self.satisfied, other.satisfied),
            (&mut self.rated, other.rated),
        ] {
            *mine += theirs;
        }
    }

    fn line(self, name: Label) -> Line {
        let cells = vec![
            count(self.records.len()),
            count(self.reached),
            percent(self.reached, self.records.len()),
            percent(self.in_time, self.judged),
            percent(self.members_reached, self.members),
            percent(self.satisfied, self.rated),
        ];
        Line::new(name, cells, self.records)
    }
}

pub fn report<'a>(
    summaries: impl Iterator<Item = &'a Summary> + Clone,
    period: Period,
    config: &Configuration,
    now_ms: i64,
) -> Report {
    let member = |summary: &&Summary| summary.values.get("is_member").is_some_and(Value::as_bool);
    let members: HashSet<&RecordId> = summaries.clone().filter(member).map(|summary| &summary.id).collect();
    let process = config.process(&KEY_PROCESS.into());
    let terms = process.map(|process| Terms::new(process, config));
    let mut callers: BTreeMap<Option<UserId>, Tally> = BTreeMap::new();
    for summary in summaries.filter(|one| one.process.as_str() == KEY_PROCESS && one.stage != "waived") {
        let Some(clock) = summary.deadlines.iter().find(|clock| clock.key == KEY_PROCESS) else { continue };
        if !period.holds(clock.from_ms) {
            continue;
        }
        let tally = callers.entry(summary.assignee.clone()).or_default();
        let is_reached = REACHED.contains(&summary.stage.as_str());
        let is_member = summary.about.as_ref().is_some_and(|about| members.contains(about));
        let rating = summary.values.get("rating").and_then(Value::as_text).filter(|_| is_reached);
        let due = terms.as_ref().and_then(|terms| terms.due(clock, summary.closed, now_ms));
        let standing = due.map(|due| due.standing);
        tally.records.push(summary.id.clone());
        tally.reached += usize::from(is_reached);
        tally.in_time += usize::from(standing == Some(Standing::Met));
        tally.judged += usize::from(standing.is_some_and(Standing::is_judged));
        tally.members += usize::from(is_member);
        tally.members_reached += usize::from(is_member && is_reached);
        tally.rated += usize::from(rating.is_some());
        tally.satisfied += usize::from(rating == Some("satisfied"));
    }
    let mut all = Tally::default();
    callers.values().for_each(|tally| all.add(tally));
    let name = |user: &Option<UserId>| {
        user.as_ref().map_or(Label::new("未指派", "Nobody"), |user| Label::same(config.name_of(user)))
    };
    let lines: Vec<Line> = callers.into_iter().map(|(user, tally)| tally.line(name(&user))).collect();
    Report {
        key: KEY.to_owned(),
        title: TITLE,
        note: Label::new(
            "起算时间在这段日子里的回访，免访的不算；及时率只看到了时间的。",
            "Follow-ups that count from these days, without those waived; in time looks only at those whose time has come.",
        ),
        of: Label::new("回访人", "Caller"),
        columns: vec![
            Label::new("应回访", "To follow up"),
            Label::new("已回访", "Followed up"),
            Label::new("回访率", "Share"),
            Label::new("及时率", "In time"),
            Label::new("会员回访率", "Members"),
            Label::new("满意率", "Satisfied"),
        ],
        drawn: 2,
        total: (!lines.is_empty()).then(|| all.line(Label::new("合计", "Total"))),
        lines,
    }
}

const KEY_PROCESS: &str = "follow_up";
