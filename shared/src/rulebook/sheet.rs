//! 规章达标表: every numeric rule in force with its quotation, how it stands, and the records that keep or break it.

use super::{Judge, Rule, Tally, in_time, rules};
use crate::config::Configuration;
use crate::id::RecordId;
use crate::label::Label;
use crate::principal::Principal;
use crate::process::{Source, import};
use crate::record::summary::Summary;
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// How a rule stands with some of its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Kept,
    /// Done, but after the time.
    Late,
    /// Not done, and the time is over.
    Broken,
    /// Its time has not come.
    Running,
}

impl Part {
    pub const ALL: [Part; 4] = [Part::Kept, Part::Late, Part::Broken, Part::Running];

    pub fn label(self) -> Label {
        match self {
            Part::Kept => Label::new("做到", "Kept"),
            Part::Late => Label::new("晚了", "Late"),
            Part::Broken => Label::new("没做到", "Not kept"),
            Part::Running => Label::new("还没到时间", "Not due yet"),
        }
    }
}

/// One rule of the sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleLine {
    /// `process.rule`.
    pub key: String,
    /// Whose rule it is: the process.
    pub of: Label,
    pub label: Label,
    /// Where it is laid down. A rule without a source is the company's own.
    pub source: Option<Source>,
    /// Its number is ours, as the settings say: what is quoted asks for it, but names none.
    #[serde(default)]
    pub ours: bool,
    /// What it asks for, of a hundred.
    pub rule: u8,
    /// Kept, of a hundred whose time has come; none where there is nothing to judge.
    pub percent: Option<u8>,
    /// In the order of [`Part::ALL`], the most pressing first.
    pub parts: Vec<Vec<RecordId>>,
    /// Of a rule that each day keeps or breaks: the days that broke it, also where nothing at all was done.
    pub days: Vec<String>,
    /// Of patrols, which should be walked at irregular times: the days that were like the ones before them. They break nothing.
    #[serde(default)]
    pub alike: Vec<String>,
}

impl RuleLine {
    pub fn part(&self, part: Part) -> &[RecordId] {
        let at = Part::ALL.iter().position(|one| *one == part);
        at.and_then(|at| self.parts.get(at)).map_or(&[], Vec::as_slice)
    }

    pub fn is_kept(&self) -> bool {
        self.percent.is_none_or(|percent| percent >= self.rule)
    }

    fn of(key: String, process: Label, label: Label, source: Option<Source>, rule: u8, tally: Tally<'_>) -> Self {
        let judged = tally.kept.len() + tally.late.len() + tally.overdue.len();
        let percent = (judged > 0).then(|| u8::try_from(tally.kept.len() * 100 / judged).unwrap_or(100));
        let parts = [tally.kept, tally.late, tally.overdue, tally.running].map(|mut list| {
            crate::order::plain(&mut list);
            list.into_iter().map(|(_, id)| id.clone()).collect()
        });
        Self {
            key,
            of: process,
            label,
            source,
            ours: false,
            rule,
            percent,
            parts: parts.to_vec(),
            days: vec![],
            alike: vec![],
        }
    }
}

/// What must be filled in before a follow-up counts as a whole record.
const WHOLE: [&str; 3] = ["rating", "channel", "service_item"];

/// Every rule over the records in somebody's sight: the deadlines of all processes, members, whole records, the closed loop,
/// rounds a day.
pub fn sheet<'a>(
    summaries: impl Iterator<Item = &'a Summary> + Clone,
    principal: &Principal,
    config: &Configuration,
    now_ms: i64,
) -> Vec<RuleLine> {
    let all = config
        .processes
        .iter()
        .flat_map(|process| process.deadlines.iter().map(move |deadline| (process, deadline)))
        .filter(|(_, deadline)| deadline.turns_since.is_none())
        .map(|(process, deadline)| in_time(process, deadline, config));
    let members = rules(config).into_iter().filter(|rule| rule.members_only);
    let judge = Judge::new(summaries.clone(), all.chain(members).collect(), now_ms);
    let mut tallies = judge.tallies();
    summaries.clone().for_each(|summary| judge.count(&mut tallies, summary));
    let line = |(rule, tally): (&Rule<'_>, Tally<'a>)| {
        let key = format!("{}.{}", rule.process.id, rule.key);
        let (of, label) = (rule.process.label.clone(), rule.label.clone());
        RuleLine { ours: rule.ours, ..RuleLine::of(key, of, label, rule.source.clone(), rule.percent, tally) }
    };
    let mut lines: Vec<RuleLine> = judge.rules.iter().zip(tallies).map(line).collect();
    lines.extend(super::turns::lines(summaries.clone(), config, now_ms));
    lines.extend(whole_records(summaries.clone(), config, now_ms));
    lines.extend(closed_loop(summaries.clone(), config, now_ms));
    lines.extend(super::daily::lines(summaries, principal, config, now_ms));
    lines
}

/// 「必须保证回访信息的完整记录」: follow-ups of these weeks that are done, with all that a record needs.
fn whole_records<'a>(
    summaries: impl Iterator<Item = &'a Summary>,
    config: &Configuration,
    now_ms: i64,
) -> Option<RuleLine> {
    let process = config.process(&"follow_up".into())?;
    let source = process.step("done").and_then(|step| step.source.clone());
    let mut tally = Tally::default();
    let done = summaries.filter(|one| one.process == process.id && matches!(one.stage.as_str(), "done" | "checked"));
    for summary in done.filter(|one| is_recent(one.touched_at_ms, now_ms)) {
        let is_whole = WHOLE.iter().all(|field| summary.values.get(*field).is_some_and(|value| !value.is_empty()));
        if is_whole { &mut tally.kept } else { &mut tally.overdue }.push((summary.touched_at_ms, &summary.id));
    }
    let label = Label::new("回访记录完整", "Whole records");
    Some(RuleLine::of("follow_up.whole".to_owned(), process.label.clone(), label, source, 100, tally))
}

/// 「形成闭环的管理流程」: complaints of these weeks that were archived after a follow-up and with a cause.
fn closed_loop<'a>(
    summaries: impl Iterator<Item = &'a Summary>,
    config: &Configuration,
    now_ms: i64,
) -> Option<RuleLine> {
    let process = config.process(&"complaint".into())?;
    let source = process.step("reopen").and_then(|step| step.source.clone());
    let mut tally = Tally::default();
    // What was closed before it came here, or was taken back with its import, nobody here has closed.
    let elsewhere = |one: &Summary| one.is_flagged(import::IMPORTED) || one.stage == import::WITHDRAWN;
    for summary in summaries.filter(|one| one.process == process.id && !elsewhere(one)) {
        let at = (summary.touched_at_ms, &summary.id);
        let has = |key: &str| summary.values.get(key).is_some_and(|value: &Value| !value.is_empty());
        if !summary.closed {
            tally.running.push(at);
        } else if is_recent(summary.touched_at_ms, now_ms) {
            let is_closed = has("follow_up.rating") && has("cause_category");
            if is_closed { &mut tally.kept } else { &mut tally.overdue }.push(at);
        }
    }
    let label = Label::new("投诉闭环：有回访、有原因", "Complaints closed with a follow-up and a cause");
    Some(RuleLine::of("complaint.loop".to_owned(), process.label.clone(), label, source, 100, tally))
}

fn is_recent(at_ms: i64, now_ms: i64) -> bool {
    at_ms >= now_ms - super::JUDGED_DAYS * super::DAY_MS
}
