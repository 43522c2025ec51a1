//! Rules that ask for something a day: 「每日不定时针对园区进行巡视2-3次」 (N6), 「每天抽查一至二间」 while anything is being renovated
//! (N7), 「每日上班时检查」 (N12). A day keeps or breaks them; behind it stand its records.

use super::sheet::{Part, RuleLine};
use super::{DAY_MS, JUDGED_DAYS};
use crate::config::Configuration;
use crate::id::{DepartmentId, RecordId};
use crate::label::Label;
use crate::principal::Principal;
use crate::process::Source;
use crate::record::summary::Summary;
use crate::report::rounds;
use crate::setting;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

mod site;

struct Daily {
    process: &'static str,
    key: &'static str,
    label: Label,
    /// The settings that say how many a day; where none does, one is enough.
    bounds: Option<(&'static str, &'static str)>,
    groups: fn(&Rows<'_>) -> Vec<Days>,
}

const DAILY: [Daily; 3] = [
    Daily {
        process: rounds::PROCESS,
        key: "round.patrols",
        label: Label::new("每日巡视次数", "Patrols a day"),
        bounds: Some((setting::PATROLS_MIN, setting::PATROLS_MAX)),
        groups: site::patrols,
    },
    Daily {
        process: rounds::PROCESS,
        key: "round.spot_checks",
        label: Label::new("每天装修抽查", "Renovation spot checks a day"),
        bounds: Some((setting::SPOT_CHECKS_MIN, setting::SPOT_CHECKS_MAX)),
        groups: site::spot_checks,
    },
    Daily {
        process: "morning_check",
        key: "morning_check.daily",
        label: Label::new("每个工作日晨检", "A check each working morning"),
        bounds: None,
        groups: mornings,
    },
];

/// What is in this person's sight.
struct Rows<'a> {
    all: Vec<&'a Summary>,
    principal: &'a Principal,
    config: &'a Configuration,
    today: Date,
    /// The first day that is judged.
    from: Date,
}

/// What was done on each day, and when.
type Done = BTreeMap<Date, Vec<(i64, RecordId)>>;

/// Whose days they are: of one department or, where none is asked by itself, of the company.
#[derive(Default)]
struct Days {
    name: Option<String>,
    done: Done,
    /// The days on which something is asked; beyond them, what was done counts and what was not breaks nothing.
    asked: BTreeSet<Date>,
    /// The days that were like the ones before them, where they should not be.
    alike: Vec<Date>,
}

/// Every day from the one to the other, both with it.
fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(from), |day| day.tomorrow().ok()).take_while(move |day| *day <= to)
}

/// 「了解前一天本部门的各项工作记录」: each department for itself, from its first check; one that is no more is not asked beyond
/// its last. What belongs to no department counts where no department does it.
fn mornings(rows: &Rows<'_>) -> Vec<Days> {
    let Rows { all, config, today, from, .. } = rows;
    let mut groups: BTreeMap<Option<&DepartmentId>, Done> = BTreeMap::new();
    for row in all.iter().filter(|row| row.process.as_str() == "morning_check" && row.stage == "checked") {
        let done = groups.entry(row.department.as_ref()).or_default();
        done.entry(config.calendar.date_of(row.created_at_ms)).or_default().push((row.created_at_ms, row.id.clone()));
    }
    if groups.len() > 1 {
        groups.remove(&None);
    }
    let days = groups.into_iter().filter_map(|(of, done)| {
        let (first, last) = (*done.keys().next()?, *done.keys().next_back()?);
        let department = of.and_then(|of| config.department(of));
        let until = if department.is_some_and(|one| !one.active) { last } else { *today };
        let asked = days(first.max(*from), until).filter(|day| config.calendar.is_working(*day)).collect();
        Some(Days { name: department.map(|one| one.name.clone()), done, asked, alike: vec![] })
    });
    days.collect()
}

impl Daily {
    fn said(&self, config: &Configuration) -> Label {
        let label = &self.label;
        let number = |key: &str| config.setting(key).as_int().unwrap_or_default();
        self.bounds.map_or(label.clone(), |(least, most)| {
            let asked = format!("{}–{}", number(least), number(most));
            Label::owned(format!("{}（{asked}）", label.zh), format!("{} ({asked})", label.en))
        })
    }

    /// Fewer than so many break a day. More than the texts name is more than they ask for, and breaks nothing.
    fn least(&self, config: &Configuration) -> usize {
        let least = self.bounds.and_then(|(least, _)| config.setting(least).as_int());
        least.and_then(|least| usize::try_from(least).ok()).unwrap_or(1)
    }

    /// Where the number of a day is laid down or, where any will do, the act itself.
    fn source(&self, config: &Configuration) -> Option<Source> {
        match self.bounds {
            Some((least, _)) => setting::find(least)?.source.clone(),
            None => config.process(&self.process.into())?.births().find_map(|step| step.source.clone()),
        }
    }

    fn line(&self, rows: &Rows<'_>) -> Option<RuleLine> {
        let Rows { config, today, from, .. } = rows;
        let process = config.process(&self.process.into())?;
        let least = self.least(config);
        let groups = (self.groups)(rows);
        let is_one = groups.len() < 2;
        let mut parts = [(); Part::ALL.len()].map(|()| Vec::<RecordId>::new());
        let (mut kept, mut judged, mut broken, mut alike) = (0, 0, vec![], vec![]);
        for group in &groups {
            let whose = group.name.as_ref().filter(|_| !is_one);
            let said = |day: &Date| whose.map_or(day.to_string(), |name| format!("{day} {name}"));
            alike.extend(group.alike.iter().map(said));
            let done = group.done.keys().filter(|day| *day >= from);
            for day in done.chain(&group.asked).collect::<BTreeSet<_>>() {
                let done = group.done.get(day).map(Vec::as_slice).unwrap_or_default();
                let ids = done.iter().map(|(_, id)| id.clone());
                if day == today {
                    parts[3].extend(ids);
                } else if done.len() >= least || !group.asked.contains(day) {
                    (kept, judged) = (kept + 1, judged + 1);
                    parts[0].extend(ids);
                } else {
                    judged += 1;
                    broken.push(said(day));
                    parts[2].extend(ids);
                }
            }
        }
        crate::order::plain(&mut broken);
        crate::order::plain(&mut alike);
        Some(RuleLine {
            key: self.key.to_owned(),
            of: process.label.clone(),
            label: self.said(config),
            source: self.source(config),
            ours: false,
            rule: 100,
            percent: (judged > 0).then(|| u8::try_from(kept * 100 / judged).unwrap_or(100)),
            parts: parts.to_vec(),
            days: broken,
            alike,
        })
    }
}

/// These rules, as far as this person can judge them; today still runs. What each department does for itself is asked of each
/// one, and its days count beside those of the others: one department's work is no work of another's.
pub fn lines<'a>(
    summaries: impl Iterator<Item = &'a Summary>,
    principal: &Principal,
    config: &Configuration,
    now_ms: i64,
) -> Vec<RuleLine> {
    let asked = |row: &&Summary| matches!(row.process.as_str(), "morning_check" | "round" | "unit" | "building");
    let rows = Rows {
        all: summaries.filter(asked).collect(),
        principal,
        config,
        today: config.calendar.date_of(now_ms),
        from: config.calendar.date_of(now_ms - JUDGED_DAYS * DAY_MS),
    };
    DAILY.iter().filter_map(|daily| daily.line(&rows)).collect()
}
