//! The rules of the source texts that carry a number, and how far they are kept: one [`Measure`] per rule, over the
//! records in sight, for one person or for everybody in a team. A measure names the records that are missing, so that a
//! number always leads to what is behind it.

use crate::config::Configuration;
use crate::deadline::{Standing, Terms};
use crate::id::{RecordId, UserId};
use crate::label::Label;
use crate::process::{Deadline, Process, Source};
use crate::record::summary::Summary;
use crate::setting;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};

mod daily;
mod sheet;
mod turns;

pub use sheet::{Part, RuleLine, sheet};

/// Clocks that began longer ago are history; what is still open is judged whatever its age.
pub const JUDGED_DAYS: i64 = 30;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A rule with a number: a deadline that must be met, for all records or for those about members.
struct Rule<'a> {
    key: String,
    label: Label,
    source: Option<Source>,
    /// The number is ours, whatever is quoted for the rule.
    ours: bool,
    process: &'a Process,
    terms: Terms<'a>,
    /// The deadline that it watches.
    deadline: &'a str,
    members_only: bool,
    /// How many of a hundred it asks for.
    percent: u8,
    /// Is it enough that it was done at all, in time or not?
    counts_late: bool,
}

/// Do the texts lay down no number of days for it, as the settings say?
fn is_ours(deadline: &Deadline) -> bool {
    setting::find(&deadline.days_setting).is_some_and(|setting| setting.source.is_none())
}

/// That a deadline of a process is met in time.
fn in_time<'a>(process: &'a Process, deadline: &'a Deadline, config: &'a Configuration) -> Rule<'a> {
    Rule {
        key: deadline.key.clone(),
        label: deadline.label.clone(),
        source: deadline.source.clone(),
        ours: is_ours(deadline),
        process,
        terms: Terms::new(process, config),
        deadline: &deadline.key,
        members_only: false,
        percent: 100,
        counts_late: false,
    }
}

/// The rules of the desk: a process that a company does not have brings none.
fn rules(config: &Configuration) -> Vec<Rule<'_>> {
    let in_time = |process: &str, key: &str| {
        let process = config.process(&process.into())?;
        let deadline = process.deadlines.iter().find(|deadline| deadline.key == key)?;
        Some(in_time(process, deadline, config))
    };
    let asked = config.setting(setting::MEMBER_COVERAGE).as_int().unwrap_or(100).clamp(0, 100);
    let members = in_time("follow_up", "follow_up").map(|rule| Rule {
        key: "members".to_owned(),
        label: Label::new("会员回访", "Members followed up"),
        source: setting::find(setting::MEMBER_COVERAGE).and_then(|setting| setting.source.clone()),
        ours: false,
        members_only: true,
        percent: u8::try_from(asked).unwrap_or(100),
        counts_late: true,
        ..rule
    });
    [in_time("customer", "first_contact"), in_time("follow_up", "follow_up"), members].into_iter().flatten().collect()
}

/// How one rule stands. `of` is `kept`, `late` and the missing ones together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    pub key: String,
    pub label: Label,
    pub source: Option<Source>,
    /// What the rule asks for, of a hundred.
    pub rule: u8,
    pub kept: u32,
    pub of: u32,
    /// Done, but after the time (where the rule minds that).
    pub late: u32,
    /// How many of the missing are past their time.
    pub overdue: u32,
    /// Still to be done, the most pressing first.
    pub missing: Vec<RecordId>,
}

impl Measure {
    /// Kept, of a hundred whose time has come; what still runs counts for nobody and against nobody. None where
    /// there is nothing to judge yet.
    pub fn percent(&self) -> Option<u8> {
        let judged = self.kept + self.late + self.overdue;
        (judged > 0).then(|| u8::try_from(u64::from(self.kept) * 100 / u64::from(judged)).unwrap_or(100))
    }

    /// Is the rule kept, as far as its time has come?
    pub fn is_kept(&self) -> bool {
        self.percent().is_none_or(|percent| percent >= self.rule)
    }
}

/// The records behind one measure, each with when it was due.
#[derive(Default)]
struct Tally<'a> {
    kept: Vec<(i64, &'a RecordId)>,
    late: Vec<(i64, &'a RecordId)>,
    overdue: Vec<(i64, &'a RecordId)>,
    running: Vec<(i64, &'a RecordId)>,
}

struct Judge<'a, 'c> {
    rules: Vec<Rule<'c>>,
    members: HashSet<&'a RecordId>,
    now_ms: i64,
}

impl<'a, 'c> Judge<'a, 'c> {
    fn new(summaries: impl Iterator<Item = &'a Summary>, rules: Vec<Rule<'c>>, now_ms: i64) -> Self {
        let member = |summary: &&Summary| summary.values.get("is_member").is_some_and(|value| value.as_bool());
        Self { rules, members: summaries.filter(member).map(|summary| &summary.id).collect(), now_ms }
    }

    fn is_about_member(&self, summary: &Summary) -> bool {
        summary.about.as_ref().is_some_and(|about| self.members.contains(about))
    }

    fn count(&self, tallies: &mut [Tally<'a>], summary: &'a Summary) {
        for (rule, tally) in self.rules.iter().zip(tallies) {
            if summary.process != rule.process.id || (rule.members_only && !self.is_about_member(summary)) {
                continue;
            }
            let Some(clock) = summary.deadlines.iter().find(|clock| clock.key == rule.deadline) else { continue };
            let open = clock.met_at_ms.is_none();
            // Closed without: nothing is left to do (waived, retired), and nothing was done.
            if (open && summary.closed) || (!open && clock.from_ms < self.now_ms - JUDGED_DAYS * DAY_MS) {
                continue;
            }
            let Some(due_at_ms) = rule.terms.due_at_ms(clock) else { continue };
            let list = match rule.terms.standing(clock, due_at_ms, summary.closed, self.now_ms) {
                Standing::Met => &mut tally.kept,
                Standing::MetLate if rule.counts_late => &mut tally.kept,
                Standing::MetLate => &mut tally.late,
                Standing::Overdue => &mut tally.overdue,
                Standing::Soon | Standing::Running => &mut tally.running,
            };
            list.push((due_at_ms, &summary.id));
        }
    }

    fn tallies(&self) -> Vec<Tally<'a>> {
        self.rules.iter().map(|_| Tally::default()).collect()
    }

    fn measures(&self, tallies: Vec<Tally<'a>>) -> Vec<Measure> {
        let measure = |(rule, tally): (&Rule, Tally<'a>)| {
            let count = |list: &Vec<(i64, &RecordId)>| u32::try_from(list.len()).unwrap_or(u32::MAX);
            let (kept, late, overdue) = (count(&tally.kept), count(&tally.late), count(&tally.overdue));
            let mut missing = [tally.overdue, tally.running].concat();
            crate::order::plain(&mut missing);
            Measure {
                key: rule.key.clone(),
                label: rule.label.clone(),
                source: rule.source.clone(),
                rule: rule.percent,
                kept,
                of: kept + late + u32::try_from(missing.len()).unwrap_or(u32::MAX),
                late,
                overdue,
                missing: missing.into_iter().map(|(_, id)| id.clone()).collect(),
            }
        };
        self.rules.iter().zip(tallies).map(measure).collect()
    }
}

/// How one person keeps the rules.
pub fn of_person<'a>(
    summaries: impl Iterator<Item = &'a Summary> + Clone,
    user: &UserId,
    config: &Configuration,
    now_ms: i64,
) -> Vec<Measure> {
    let judge = Judge::new(summaries.clone(), rules(config), now_ms);
    let mut tallies = judge.tallies();
    summaries
        .filter(|summary| summary.in_charge() == Some(user.as_str()))
        .for_each(|one| judge.count(&mut tallies, one));
    judge.measures(tallies)
}

/// How everybody in charge of something keeps them, by person; `is_mine` says which records belong to the team.
pub fn of_team<'a>(
    summaries: impl Iterator<Item = &'a Summary> + Clone,
    is_mine: impl Fn(&Summary) -> bool,
    config: &Configuration,
    now_ms: i64,
) -> Vec<(UserId, Vec<Measure>)> {
    let judge = Judge::new(summaries.clone(), rules(config), now_ms);
    let mut people: HashMap<&str, Vec<Tally<'a>>> = HashMap::new();
    for summary in summaries.filter(|summary| is_mine(summary)) {
        if let Some(user) = summary.in_charge() {
            judge.count(people.entry(user).or_insert_with(|| judge.tallies()), summary);
        }
    }
    let sorted: BTreeMap<&str, Vec<Tally<'a>>> = people.into_iter().collect();
    sorted.into_iter().map(|(user, tallies)| (UserId::from(user), judge.measures(tallies))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::summary::Clock;

    /// 2026-09-28 10:00 in Shanghai, a Monday.
    const MONDAY_MS: i64 = 1_790_560_800_000;

    fn follow_up(id: &str, who: &str, from_days: i64, met_days: Option<i64>) -> Summary {
        let clock = Clock {
            key: "follow_up".into(),
            from_ms: MONDAY_MS - from_days * DAY_MS,
            met_at_ms: met_days.map(|days| MONDAY_MS - days * DAY_MS),
        };
        Summary {
            id: id.into(),
            process: "follow_up".into(),
            assignee: Some(who.into()),
            about: Some("member".into()),
            deadlines: vec![clock],
            ..Summary::default()
        }
    }

    fn member() -> Summary {
        let values = [("is_member".to_owned(), true.into())].into();
        Summary { id: "member".into(), process: "customer".into(), values, ..Summary::default() }
    }

    #[test]
    fn what_is_missing_is_named_and_what_runs_counts_for_nobody() {
        let rows = [
            member(),
            follow_up("kept", "ann", 5, Some(4)),
            follow_up("late", "ann", 9, Some(2)),
            follow_up("overdue", "ann", 60, None),
            follow_up("running", "ann", 1, None),
            follow_up("history", "ann", 40, Some(39)),
            follow_up("bob's", "bob", 1, None),
            Summary { closed: true, ..follow_up("waived", "ann", 20, None) },
        ];
        let config = Configuration::default();
        let found = of_person(rows.iter(), &"ann".into(), &config, MONDAY_MS);
        let three_days = &found[1];
        assert_eq!((three_days.kept, three_days.late, three_days.overdue, three_days.of), (1, 1, 1, 4));
        assert_eq!(three_days.missing, ["overdue".into(), "running".into()]);
        assert_eq!((three_days.percent(), three_days.is_kept()), (Some(33), false));
        // A member must be followed up; that it was late is the other rule's matter.
        assert_eq!((found[2].kept, found[2].percent()), (2, Some(66)));
        assert_eq!((found[0].of, found[0].percent(), found[0].is_kept()), (0, None, true));
    }

    #[test]
    fn a_team_is_shown_by_person() {
        let rows = [member(), follow_up("a", "ann", 1, None), follow_up("b", "bob", 9, None)];
        let config = Configuration::default();
        let team = of_team(rows.iter(), |one| one.id != "a".into(), &config, MONDAY_MS);
        assert_eq!(team.len(), 1);
        assert_eq!((team[0].0.as_str(), team[0].1[1].overdue), ("bob", 1));
    }

    #[test]
    fn the_rule_for_members_is_a_setting() {
        let mut config = Configuration::default();
        config.settings.insert(setting::MEMBER_COVERAGE.into(), 60.into());
        let rows = [member(), follow_up("a", "ann", 9, Some(1)), follow_up("b", "ann", 9, None)];
        let measure = of_person(rows.iter(), &"ann".into(), &config, MONDAY_MS).remove(2);
        assert_eq!((measure.rule, measure.percent(), measure.is_kept()), (60, Some(50), false));
    }
}
