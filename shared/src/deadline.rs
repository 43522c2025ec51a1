//! When something is due, and how it stands: derived from anchors, settings and the calendar, never stored. The same
//! function answers on the device and on the server.

use crate::config::Configuration;
use crate::label::Label;
use crate::process::{Process, Source};
use crate::record::summary::{Clock, Summary};
use crate::setting;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Not met, and the time is over.
    Overdue,
    /// Not met, and the time is nearly over.
    Soon,
    Running,
    /// Met, but after the time.
    MetLate,
    Met,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Due {
    pub key: String,
    pub label: Label,
    pub from_ms: i64,
    /// The last instant at which it is still in time.
    pub due_at_ms: i64,
    pub met_at_ms: Option<i64>,
    pub standing: Standing,
    pub source: Option<Source>,
}

/// The last instant in time for a clock of this process. A period of 0 days means that the anchor itself is the limit.
pub fn due_at_ms(clock: &Clock, process: &Process, config: &Configuration) -> Option<i64> {
    let deadline = process.deadlines.iter().find(|deadline| deadline.key == clock.key)?;
    let days = config.days(&deadline.days_setting, deadline.days_default);
    let working = config.setting(&format!("{}{}", deadline.days_setting, setting::WORKING)).as_bool();
    Some(match days {
        0 => clock.from_ms,
        _ if working => config.calendar.add_working_days(clock.from_ms, days),
        _ => config.calendar.add_calendar_days(clock.from_ms, days),
    })
}

/// From how long before its end a deadline is marked.
pub fn soon_ms(config: &Configuration) -> i64 {
    config.setting(setting::SOON_HOURS).as_int().unwrap_or(24).saturating_mul(3_600_000)
}

pub fn standing(clock: &Clock, due_at_ms: i64, closed: bool, now_ms: i64, soon_ms: i64) -> Standing {
    match clock.met_at_ms {
        Some(met) if met > due_at_ms => Standing::MetLate,
        Some(_) => Standing::Met,
        None if closed => Standing::Met,
        None if now_ms > due_at_ms => Standing::Overdue,
        None if due_at_ms - now_ms <= soon_ms => Standing::Soon,
        None => Standing::Running,
    }
}

/// All deadlines of a record that have begun, as they stand at `now_ms`.
pub fn dues(summary: &Summary, process: &Process, config: &Configuration, now_ms: i64) -> Vec<Due> {
    let soon_ms = soon_ms(config);
    let due = |clock: &Clock| {
        let deadline = process.deadlines.iter().find(|deadline| deadline.key == clock.key)?;
        let due_at_ms = due_at_ms(clock, process, config)?;
        let standing = standing(clock, due_at_ms, summary.closed, now_ms, soon_ms);
        Some(Due {
            key: clock.key.clone(),
            label: deadline.label.clone(),
            from_ms: clock.from_ms,
            due_at_ms,
            met_at_ms: clock.met_at_ms,
            standing,
            source: deadline.source.clone(),
        })
    };
    summary.deadlines.iter().filter_map(due).collect()
}

/// The most pressing of them that is not met.
pub fn next(summary: &Summary, process: &Process, config: &Configuration, now_ms: i64) -> Option<Due> {
    let open = |due: &Due| due.standing < Standing::MetLate;
    dues(summary, process, config, now_ms).into_iter().filter(open).min_by_key(|due| due.due_at_ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{customer, follow_up};
    use crate::value::Value;

    /// 2026-09-28 10:00 in Shanghai, a Monday; the National Day holidays begin on October 1.
    const MONDAY_MS: i64 = 1_790_560_800_000;
    const DAY_MS: i64 = 86_400_000;

    fn summary(key: &str, met_at_ms: Option<i64>) -> Summary {
        let clock = Clock { key: key.into(), from_ms: MONDAY_MS, met_at_ms };
        Summary { deadlines: vec![clock], ..Summary::default() }
    }

    #[test]
    fn a_week_and_three_days_count_calendar_days_to_the_end_of_the_last() {
        let config = Configuration::default();
        let end_of_day = 13 * 3_600_000 + 3_600_000 - 1;
        for (key, process, days) in [("first_contact", customer::process(), 7), ("follow_up", follow_up::process(), 3)]
        {
            let due = &dues(&summary(key, None), &process, &config, MONDAY_MS)[0];
            assert_eq!(due.due_at_ms, MONDAY_MS + days * DAY_MS + end_of_day, "{key}");
            assert!(due.source.is_some());
        }
    }

    #[test]
    fn working_days_leave_the_holidays_out() {
        let mut config = Configuration::default();
        config.settings.insert("follow_up_days_working".into(), Value::Bool(true));
        let due = next(&summary("follow_up", None), &follow_up::process(), &config, MONDAY_MS).unwrap();
        // The third working day after Monday the 28th: 29th, 30th, then October 8, the first after the holidays.
        assert_eq!(config.calendar.date_of(due.due_at_ms).to_string(), "2026-10-08");
    }

    #[test]
    fn it_stands_as_the_hour_says() {
        let (config, process) = (Configuration::default(), follow_up::process());
        let at = |met, now| dues(&summary("follow_up", met), &process, &config, now)[0].standing;
        assert_eq!(at(None, MONDAY_MS), Standing::Running);
        assert_eq!(at(None, MONDAY_MS + 3 * DAY_MS), Standing::Soon);
        assert_eq!(at(None, MONDAY_MS + 4 * DAY_MS), Standing::Overdue);
        assert_eq!(at(Some(MONDAY_MS + DAY_MS), MONDAY_MS + 9 * DAY_MS), Standing::Met);
        assert_eq!(at(Some(MONDAY_MS + 5 * DAY_MS), MONDAY_MS + 9 * DAY_MS), Standing::MetLate);
    }
}
