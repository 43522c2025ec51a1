//! 巡查统计: how many rounds of each kind were walked, and what was found on them.

use super::{Line, Period, Report, count, percent};
use crate::calendar::Calendar;
use crate::config::Configuration;
use crate::coverage::choices;
use crate::id::RecordId;
use crate::label::Label;
use crate::record::summary::Summary;
use crate::value::Value;
use std::collections::{BTreeMap, HashMap};

pub const KEY: &str = "rounds";
pub const TITLE: Label = Label::new("巡查统计", "Rounds");

pub const PROCESS: &str = "round";
/// Stages in which a round has been walked to its end.
pub const WALKED: [&str; 2] = ["completed", "reviewed"];

/// When a round was, or is to be: when who walked it to its end began, else as planned, else when it was made. Sent back to
/// be completed, it remains the round of its day.
pub fn at_ms(round: &Summary) -> i64 {
    let walked = || {
        let (done, _) = round.stood("completed").into_iter().next()?;
        round.stood("walking").into_iter().map(|(from, _)| from).rfind(|from| *from <= done)
    };
    let planned = || round.values.get("planned_at_ms").and_then(Value::as_int);
    walked().or_else(planned).unwrap_or(round.created_at_ms)
}

/// Planned for a day that is over, and nobody has set out. It follows from the row and the day.
pub fn is_missed(round: &Summary, calendar: &Calendar, now_ms: i64) -> bool {
    let waits = round.process.as_str() == PROCESS && round.stage == "planned";
    let planned = round.values.get("planned_at_ms").and_then(Value::as_int).filter(|_| waits);
    planned.is_some_and(|planned| calendar.date_of(planned) < calendar.date_of(now_ms))
}

pub fn kind(round: &Summary) -> &str {
    round.values.get("kind").and_then(Value::as_text).unwrap_or_default()
}

#[derive(Default)]
struct Tally {
    records: Vec<RecordId>,
    walked: usize,
    missed: usize,
    findings: usize,
    open: usize,
}

impl Tally {
    fn line(self, name: Label) -> Line {
        let cells = vec![
            count(self.records.len()),
            count(self.walked),
            count(self.missed),
            percent(self.walked, self.records.len()),
            count(self.findings),
            count(self.open),
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
    let mut found: HashMap<&str, (usize, usize)> = HashMap::new();
    for finding in summaries.clone().filter(|one| one.process.as_str() == "finding" && one.stage != "dismissed") {
        if let Some(round) = finding.values.get("round").and_then(Value::as_text) {
            let (all, open) = found.entry(round).or_default();
            *all += 1;
            *open += usize::from(!finding.closed);
        }
    }
    let mut kinds: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut all = Tally::default();
    let rounds = summaries.filter(|one| one.process.as_str() == PROCESS && one.stage != "cancelled");
    for round in rounds.filter(|round| period.holds(at_ms(round))) {
        let (findings, open) = found.get(round.id.as_str()).copied().unwrap_or_default();
        for tally in [kinds.entry(kind(round)).or_default(), &mut all] {
            tally.records.push(round.id.clone());
            tally.walked += usize::from(WALKED.contains(&round.stage.as_str()));
            tally.missed += usize::from(is_missed(round, &config.calendar, now_ms));
            tally.findings += findings;
            tally.open += open;
        }
    }
    let known = choices(config.process(&PROCESS.into()), "kind", None);
    let name = |kind: &str| {
        let found = known.iter().find(|choice| choice.value == kind).map(|choice| choice.label.clone());
        found.unwrap_or(Label::new("其他", "Other"))
    };
    let lines: Vec<Line> = kinds.into_iter().map(|(kind, tally)| tally.line(name(kind))).collect();
    Report {
        key: KEY.to_owned(),
        title: TITLE,
        note: Label::new(
            "这段日子里的巡查，取消的不算；计划的那天过完还没开始就是未做；问题是在这些巡查里记下的。",
            "Rounds of these days, without those cancelled; missed where nobody set out on the day planned; findings are those recorded on them.",
        ),
        of: Label::new("种类", "Kind"),
        columns: vec![
            Label::new("次数", "Rounds"),
            Label::new("已完成", "Walked"),
            Label::new("未做", "Missed"),
            Label::new("完成率", "Share"),
            Label::new("发现问题", "Findings"),
            Label::new("还没解决", "Still open"),
        ],
        drawn: 1,
        total: (!lines.is_empty()).then(|| all.line(Label::new("合计", "Total"))),
        lines,
    }
}
