//! When something is due, and how it stands: derived from anchors, settings and the calendar, never stored. The same
//! function answers on the device and on the server.

use crate::config::Configuration;
use crate::id::ProcessId;
use crate::label::Label;
use crate::process::{Deadline, Process, Source};
use crate::record::summary::{Clock, Summary};
use crate::setting;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

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

impl Standing {
    /// Has its time come, or was it met before? What still runs counts for nobody and against nobody.
    pub fn is_judged(self) -> bool {
        matches!(self, Standing::Met | Standing::MetLate | Standing::Overdue)
    }
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

/// The deadlines of a process as the company has settled them: looked up once, asked of many records.
pub struct Terms<'a> {
    config: &'a Configuration,
    soon_ms: i64,
    each: Vec<Term<'a>>,
}

struct Term<'a> {
    deadline: &'a Deadline,
    days: u32,
    working: bool,
}

impl<'a> Terms<'a> {
    pub fn new(process: &'a Process, config: &'a Configuration) -> Self {
        let term = |deadline: &'a Deadline| Term {
            deadline,
            days: config.days(&deadline.days_setting, deadline.days_default),
            working: config.setting(&format!("{}{}", deadline.days_setting, setting::WORKING)).as_bool(),
        };
        Self { config, soon_ms: soon_ms(config), each: process.deadlines.iter().map(term).collect() }
    }

    fn of(&self, clock: &Clock) -> Option<(&'a Deadline, i64)> {
        let term = self.each.iter().find(|term| term.deadline.key == clock.key)?;
        let due_at_ms = match term.days {
            0 => clock.from_ms,
            days if term.working => self.config.calendar.add_working_days(clock.from_ms, days),
            days => self.config.calendar.add_calendar_days(clock.from_ms, days),
        };
        Some((term.deadline, due_at_ms))
    }

    /// The last instant in time for a clock. A period of 0 days means that the anchor itself is the limit.
    pub fn due_at_ms(&self, clock: &Clock) -> Option<i64> {
        self.of(clock).map(|(_, due_at_ms)| due_at_ms)
    }

    /// How a clock with this end stands.
    pub fn standing(&self, clock: &Clock, due_at_ms: i64, closed: bool, now_ms: i64) -> Standing {
        standing(clock, due_at_ms, closed, now_ms, self.soon_ms)
    }

    /// The most pressing instant that is not met: what lists are sorted by.
    pub fn next_at_ms(&self, summary: &Summary) -> Option<i64> {
        self.next_of(summary).map(|(.., due_at_ms)| due_at_ms)
    }

    /// The most pressing deadline that is not met.
    pub fn next(&self, summary: &Summary, now_ms: i64) -> Option<Due> {
        let (clock, ..) = self.next_of(summary)?;
        self.due(clock, summary.closed, now_ms)
    }

    /// The same among those that only a leader can meet, or among the others.
    pub fn next_for(&self, summary: &Summary, leader: bool, now_ms: i64) -> Option<Due> {
        let of_them = self.open(summary).filter(|(_, deadline, _)| deadline.by_leader == leader);
        let (clock, ..) = of_them.min_by_key(|(.., due_at_ms)| *due_at_ms)?;
        self.due(clock, summary.closed, now_ms)
    }

    fn next_of<'s>(&self, summary: &'s Summary) -> Option<(&'s Clock, &'a Deadline, i64)> {
        self.open(summary).min_by_key(|(.., due_at_ms)| *due_at_ms)
    }

    fn open<'s>(&self, summary: &'s Summary) -> impl Iterator<Item = (&'s Clock, &'a Deadline, i64)> {
        let open = summary.deadlines.iter().filter(|clock| clock.met_at_ms.is_none() && !summary.closed);
        open.filter_map(|clock| self.of(clock).map(|(deadline, due_at_ms)| (clock, deadline, due_at_ms)))
    }

    /// Does one of its deadlines stand so?
    pub fn stands(&self, summary: &Summary, wanted: Standing, now_ms: i64) -> bool {
        summary.deadlines.iter().any(|clock| {
            let due_at_ms = self.due_at_ms(clock);
            due_at_ms.is_some_and(|due| self.standing(clock, due, summary.closed, now_ms) == wanted)
        })
    }

    /// With its words, for whoever shows it.
    pub fn due(&self, clock: &Clock, closed: bool, now_ms: i64) -> Option<Due> {
        let (deadline, due_at_ms) = self.of(clock)?;
        Some(Due {
            key: clock.key.clone(),
            label: deadline.label.clone(),
            from_ms: clock.from_ms,
            due_at_ms,
            met_at_ms: clock.met_at_ms,
            standing: self.standing(clock, due_at_ms, closed, now_ms),
            source: deadline.source.clone(),
        })
    }
}

/// The terms of every process in force.
pub fn all_terms(config: &Configuration) -> HashMap<&ProcessId, Terms<'_>> {
    config.processes.iter().map(|process| (&process.id, Terms::new(process, config))).collect()
}

/// From how long before its end a deadline is marked.
fn soon_ms(config: &Configuration) -> i64 {
    config.setting(setting::SOON_HOURS).as_int().unwrap_or(24).saturating_mul(3_600_000)
}

fn standing(clock: &Clock, due_at_ms: i64, closed: bool, now_ms: i64, soon_ms: i64) -> Standing {
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
    let terms = Terms::new(process, config);
    summary.deadlines.iter().filter_map(|clock| terms.due(clock, summary.closed, now_ms)).collect()
}

/// The most pressing of them that is not met.
pub fn next(summary: &Summary, process: &Process, config: &Configuration, now_ms: i64) -> Option<Due> {
    Terms::new(process, config).next(summary, now_ms)
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
