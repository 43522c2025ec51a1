//! Rules that ask for something a day: 「每日不定时针对园区进行巡视2-3次」 (N6), 「每天抽查一至二间」 while anything is being renovated
//! (N7), 「每日上班时检查」 (N12). A day keeps or breaks them; behind it stand its records.

use super::sheet::{Part, RuleLine};
use super::{DAY_MS, JUDGED_DAYS};
use crate::config::Configuration;
use crate::id::{DepartmentId, RecordId};
use crate::label::Label;
use crate::process::Source;
use crate::record::summary::Summary;
use crate::report::rounds::{self, WALKED};
use crate::setting;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

struct Daily {
    process: &'static str,
    key: &'static str,
    label: Label,
    /// When it was done, if this is one that counts.
    at_ms: fn(&Summary) -> Option<i64>,
    /// The settings that say how many a day; where none does, one is enough.
    bounds: Option<(&'static str, &'static str)>,
    /// Days of rest are not judged.
    working: bool,
    /// Each department does it for itself: 「了解前一天本部门的各项工作记录」.
    by_department: bool,
}

const DAILY: [Daily; 3] = [
    Daily {
        process: rounds::PROCESS,
        key: "round.patrols",
        label: Label::new("每日巡视次数", "Patrols a day"),
        at_ms: |row| walked(row, "patrol"),
        bounds: Some((setting::PATROLS_MIN, setting::PATROLS_MAX)),
        working: false,
        by_department: false,
    },
    Daily {
        process: rounds::PROCESS,
        key: "round.spot_checks",
        label: Label::new("每天装修抽查", "Renovation spot checks a day"),
        at_ms: |row| walked(row, "renovation"),
        bounds: Some((setting::SPOT_CHECKS_MIN, setting::SPOT_CHECKS_MAX)),
        working: false,
        by_department: false,
    },
    Daily {
        process: "morning_check",
        key: "morning_check.daily",
        label: Label::new("每个工作日晨检", "A check each working morning"),
        at_ms: |row| (row.stage == "checked").then_some(row.created_at_ms),
        bounds: None,
        working: true,
        by_department: true,
    },
];

fn walked(round: &Summary, kind: &str) -> Option<i64> {
    (WALKED.contains(&round.stage.as_str()) && rounds::kind(round) == kind).then(|| rounds::at_ms(round))
}

impl Daily {
    fn asked(&self, config: &Configuration) -> RangeInclusive<usize> {
        let number = |key: &str| usize::try_from(config.setting(key).as_int().unwrap_or_default()).unwrap_or_default();
        self.bounds.map_or(1..=usize::MAX, |(least, most)| number(least)..=number(most))
    }

    fn said(&self, asked: &RangeInclusive<usize>) -> Label {
        let label = &self.label;
        match self.bounds {
            None => label.clone(),
            Some(_) => Label::owned(
                format!("{}（{}–{}）", label.zh, asked.start(), asked.end()),
                format!("{} ({}–{})", label.en, asked.start(), asked.end()),
            ),
        }
    }

    fn groups<'a>(&self, rows: impl Iterator<Item = &'a Summary>, config: &Configuration, today: Date) -> Vec<Days> {
        let mut groups: BTreeMap<Option<&DepartmentId>, BTreeMap<Date, Vec<RecordId>>> = BTreeMap::new();
        for row in rows {
            if let Some(at_ms) = (self.at_ms)(row) {
                let of = row.department.as_ref().filter(|_| self.by_department);
                let days = groups.entry(of).or_default();
                days.entry(config.calendar.date_of(at_ms)).or_default().push(row.id.clone());
            }
        }
        if groups.len() > 1 {
            groups.remove(&None);
        }
        let days = groups.into_iter().map(|(of, done)| {
            let department = of.and_then(|of| config.department(of));
            let last = done.keys().next_back().copied().unwrap_or(today);
            let until = if department.is_some_and(|one| !one.active) { last } else { today };
            Days { name: department.map(|one| one.name.clone()), done, until }
        });
        days.collect()
    }

    /// Where the number of a day is laid down or, where any will do, the act itself.
    fn source(&self, config: &Configuration) -> Option<Source> {
        match self.bounds {
            Some((least, _)) => setting::find(least)?.source.clone(),
            None => config.process(&self.process.into())?.births().find_map(|step| step.source.clone()),
        }
    }
}

/// Whose days they are: of one department or, where none is asked by itself, of the company.
struct Days {
    name: Option<String>,
    done: BTreeMap<Date, Vec<RecordId>>,
    /// A department that is no more is not asked beyond its last.
    until: Date,
}

/// These rules, each from the day on which the first of its records was made; today still runs. What each department does
/// for itself is asked of each one that has begun with it, and its days count beside those of the others: one department's
/// morning check is no check of another's. What belongs to no department counts where no department does it.
pub fn lines<'a>(
    summaries: impl Iterator<Item = &'a Summary> + Clone,
    config: &Configuration,
    now_ms: i64,
) -> Vec<RuleLine> {
    let line = |daily: &Daily| {
        let process = config.process(&daily.process.into())?;
        let asked = daily.asked(config);
        let rows = summaries.clone().filter(|row| row.process == process.id);
        let today = config.calendar.date_of(now_ms);
        let from = config.calendar.date_of(now_ms - JUDGED_DAYS * DAY_MS);
        let groups = daily.groups(rows, config, today);
        let is_one = groups.len() < 2;
        let mut parts = [(); Part::ALL.len()].map(|()| Vec::<RecordId>::new());
        let (mut kept, mut judged, mut broken) = (0, 0, vec![]);
        for Days { name, done, until } in groups {
            let mut day = done.keys().next().copied().map(|first| first.max(from));
            while let Some(one) = day.filter(|day| *day <= until) {
                day = one.tomorrow().ok();
                let done = done.get(&one).cloned().unwrap_or_default();
                if done.is_empty() && daily.working && !config.calendar.is_working(one) {
                    continue;
                }
                if one == today {
                    parts[3].extend(done);
                } else if asked.contains(&done.len()) {
                    (kept, judged) = (kept + 1, judged + 1);
                    parts[0].extend(done);
                } else {
                    judged += 1;
                    let whose = name.as_ref().filter(|_| !is_one);
                    broken.push(whose.map_or(one.to_string(), |name| format!("{one} {name}")));
                    parts[2].extend(done);
                }
            }
        }
        broken.sort();
        Some(RuleLine {
            key: daily.key.to_owned(),
            of: process.label.clone(),
            label: daily.said(&asked),
            source: daily.source(config),
            rule: 100,
            percent: (judged > 0).then(|| u8::try_from(kept * 100 / judged).unwrap_or(100)),
            parts: parts.to_vec(),
            days: broken,
        })
    };
    DAILY.iter().filter_map(line).collect()
}
