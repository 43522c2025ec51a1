//! 投诉原因: 「对投诉原因进行最彻底的分析」 (D21), the most frequent first, with the share that the first ones make up together.

use super::{Line, Period, Report, count, percent};
use crate::config::Configuration;
use crate::coverage::choices;
use crate::id::RecordId;
use crate::label::Label;
use crate::process::import::WITHDRAWN;
use crate::record::summary::Summary;
use crate::value::Value;
use std::collections::BTreeMap;

pub const KEY: &str = "causes";
pub const TITLE: Label = Label::new("投诉原因", "Causes of complaints");

const PROCESS: &str = "complaint";
const FIELD: &str = "cause_category";

pub fn report<'a>(summaries: impl Iterator<Item = &'a Summary>, period: Period, config: &Configuration) -> Report {
    let mut causes: BTreeMap<String, Vec<RecordId>> = BTreeMap::new();
    let is_case = |one: &Summary| one.process.as_str() == PROCESS && one.stage != WITHDRAWN;
    let accepted = summaries.filter(|one| is_case(one) && period.holds(one.created_at_ms));
    for summary in accepted {
        let cause = summary.values.get(FIELD).and_then(Value::as_text).unwrap_or_default().to_owned();
        causes.entry(cause).or_default().push(summary.id.clone());
    }
    let known = choices(config.process(&PROCESS.into()), FIELD, None);
    let name = |cause: &str| {
        let found = known.iter().find(|choice| choice.value == cause).map(|choice| choice.label.clone());
        found.unwrap_or(Label::new("还没有分析", "Not analysed yet"))
    };
    let mut causes: Vec<(String, Vec<RecordId>)> = causes.into_iter().collect();
    // What nobody has analysed is no cause: it stands last, however much it is.
    crate::order::by_key(&mut causes, |(cause, records)| (cause.is_empty(), std::cmp::Reverse(records.len())));
    let whole: usize = causes.iter().map(|(_, records)| records.len()).sum();
    let all: Vec<RecordId> = causes.iter().flat_map(|(_, records)| records.iter().cloned()).collect();
    let mut so_far = 0;
    let mut line = |(cause, records): (String, Vec<RecordId>)| {
        so_far += records.len();
        let cells = vec![count(records.len()), percent(records.len(), whole), percent(so_far, whole)];
        Line::new(name(&cause), cells, records)
    };
    let lines: Vec<Line> = causes.into_iter().map(&mut line).collect();
    Report {
        key: KEY.to_owned(),
        title: TITLE,
        note: Label::new(
            "这段日子受理的投诉，按原因从多到少；累计说明前几类合起来占多少。",
            "Complaints accepted in these days by cause, the most frequent first; the last column adds them up.",
        ),
        of: Label::new("原因", "Cause"),
        columns: vec![Label::new("件数", "Number"), Label::new("占比", "Share"), Label::new("累计", "Together")],
        drawn: 0,
        total: (whole > 0).then(|| {
            let cells = vec![count(whole), percent(whole, whole), percent(whole, whole)];
            Line::new(Label::new("合计", "Total"), cells, all)
        }),
        lines,
    }
}
