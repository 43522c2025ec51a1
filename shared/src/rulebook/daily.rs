//! Rules that ask for a number of rounds a day: 「每日不定时针对园区进行巡视2-3次」 (N6), 「每天抽查一至二间」 while anything is being
//! renovated (N7). A day keeps or breaks them; behind it stand its rounds.

use super::sheet::{Part, RuleLine};
use super::{DAY_MS, JUDGED_DAYS};
use crate::config::Configuration;
use crate::id::RecordId;
use crate::label::Label;
use crate::record::summary::Summary;
use crate::report::rounds::{PROCESS, WALKED, at_ms, kind};
use crate::setting;
use jiff::civil::Date;
use std::collections::BTreeMap;

struct Daily {
    key: &'static str,
    label: Label,
    /// The kind of round.
    kind: &'static str,
    least: &'static str,
    most: &'static str,
}

const DAILY: [Daily; 2] = [
    Daily {
        key: "round.patrols",
        label: Label::new("每日巡视次数", "Patrols a day"),
        kind: "patrol",
        least: setting::PATROLS_MIN,
        most: setting::PATROLS_MAX,
    },
    Daily {
        key: "round.spot_checks",
        label: Label::new("每天装修抽查", "Renovation spot checks a day"),
        kind: "renovation",
        least: setting::SPOT_CHECKS_MIN,
        most: setting::SPOT_CHECKS_MAX,
    },
];

/// Both rules, from the day on which the first such round was made; today still runs.
pub fn lines<'a>(
    summaries: impl Iterator<Item = &'a Summary> + Clone,
    config: &Configuration,
    now_ms: i64,
) -> Vec<RuleLine> {
    let Some(process) = config.process(&PROCESS.into()) else { return vec![] };
    let rounds = summaries.filter(|one| one.process == process.id && WALKED.contains(&one.stage.as_str()));
    let line = |daily: &Daily| {
        let number = |key: &str| usize::try_from(config.setting(key).as_int().unwrap_or_default()).unwrap_or_default();
        let asked = number(daily.least)..=number(daily.most);
        let mut days: BTreeMap<Date, Vec<RecordId>> = BTreeMap::new();
        for round in rounds.clone().filter(|round| kind(round) == daily.kind) {
            days.entry(config.calendar.date_of(at_ms(round))).or_default().push(round.id.clone());
        }
        let today = config.calendar.date_of(now_ms);
        let from = config.calendar.date_of(now_ms - JUDGED_DAYS * DAY_MS);
        let first = days.keys().next().copied().map(|first| first.max(from));
        let mut parts = [(); Part::ALL.len()].map(|()| Vec::<RecordId>::new());
        let (mut kept, mut judged, mut broken) = (0, 0, vec![]);
        let mut day = first;
        while let Some(one) = day.filter(|day| *day <= today) {
            let rounds = days.get(&one).cloned().unwrap_or_default();
            if one == today {
                parts[3].extend(rounds);
            } else if asked.contains(&rounds.len()) {
                (kept, judged) = (kept + 1, judged + 1);
                parts[0].extend(rounds);
            } else {
                judged += 1;
                broken.push(one.to_string());
                parts[2].extend(rounds);
            }
            day = one.tomorrow().ok();
        }
        RuleLine {
            key: daily.key.to_owned(),
            of: process.label.clone(),
            label: Label::owned(
                format!("{}（{}–{}）", daily.label.zh, asked.start(), asked.end()),
                format!("{} ({}–{})", daily.label.en, asked.start(), asked.end()),
            ),
            source: setting::find(daily.least).and_then(|setting| setting.source.clone()),
            rule: 100,
            percent: (judged > 0).then(|| u8::try_from(kept * 100 / judged).unwrap_or(100)),
            parts: parts.to_vec(),
            days: broken,
        }
    };
    DAILY.iter().map(line).collect()
}
