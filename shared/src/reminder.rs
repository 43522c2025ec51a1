//! What a person should be told now, each thing once: an agreed hour that comes, work newly given, what was escalated,
//! refused, or is due. A pure function of what the device has, so that it speaks without a network; what has been read is
//! the page's matter, by the id.

use crate::calendar::Calendar;
use crate::config::Configuration;
use crate::deadline;
use crate::id::{ProcessId, RecordId};
use crate::label::Label;
use crate::principal::{Post, Principal};
use crate::process::{Anchor, Process};
use crate::record::summary::{GIVEN_AT, Summary};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// An agreed hour is told so long before, and until so long after.
pub const BEFORE_MS: i64 = 15 * 60_000;
const AFTER_MS: i64 = 30 * 60_000;
/// On one list; there is always a longer list elsewhere.
pub const REMINDERS_MAX: usize = 99;

/// The most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// An hour agreed with somebody is near.
    Hour,
    /// Something was escalated to a leader.
    Escalated,
    /// The server did not take what was done here.
    Refused,
    /// Somebody else has put it in my charge.
    Given,
    /// A department that I lead was given something to do.
    Entrusted,
    /// A department that I lead is to know of it.
    Informed,
    /// A deadline has passed.
    Overdue,
    DueToday,
}

impl Why {
    pub fn label(self) -> Label {
        match self {
            Why::Hour => Label::new("约好的时间快到了", "The agreed hour is near"),
            Why::Escalated => Label::new("有人上报，等您批示", "Escalated to you"),
            Why::Refused => Label::new("您的改动被退回", "Your change was returned"),
            Why::Given => Label::new("新交给您的", "Newly given to you"),
            Why::Entrusted => Label::new("交给您部门的", "Given to your department"),
            Why::Informed => Label::new("反馈给您部门的", "For your department to know"),
            Why::Overdue => Label::new("刚刚逾期", "Just overdue"),
            Why::DueToday => Label::new("今天到期", "Due today"),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Why::Hour => "hour",
            Why::Escalated => "escalated",
            Why::Refused => "refused",
            Why::Given => "given",
            Why::Entrusted => "entrusted",
            Why::Informed => "informed",
            Why::Overdue => "overdue",
            Why::DueToday => "due",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reminder {
    /// Why, which record, and from when it counts: the same thing has the same id as long as it is told.
    pub id: String,
    pub why: Why,
    /// The hour itself, the end of the time, or when it happened.
    pub at_ms: i64,
    pub process: ProcessId,
    pub record: RecordId,
    pub title: String,
    /// The deadline that it is about.
    pub deadline: Option<Label>,
}

impl Reminder {
    fn new(why: Why, row: &Summary, at_ms: i64) -> Self {
        Self {
            id: format!("{}.{}.{at_ms}", why.word(), row.id),
            why,
            at_ms,
            process: row.process.clone(),
            record: row.id.clone(),
            title: row.title.clone(),
            deadline: None,
        }
    }

    /// A command that came back: not in the rows, but where refused ones are parked.
    pub fn refused(parked: &str, process: ProcessId, record: RecordId, title: String, at_ms: i64) -> Self {
        let id = format!("{}.{parked}", Why::Refused.word());
        Self { id, why: Why::Refused, at_ms, process, record, title, deadline: None }
    }
}

/// May a person be disturbed now, beyond what stands in the list? In working hours, as the company has settled them.
pub fn may_disturb(calendar: &Calendar, now_ms: i64) -> bool {
    calendar.is_work_time(now_ms)
}

/// Fields that hold an hour agreed with somebody.
const HOURS: [&str; 3] = ["appointment_at_ms", "agreed_at_ms", "planned_at_ms"];
/// Where this clock is met, what the hour was for is done.
const OVER: [(&str, &str); 3] = [("follow_up", "follow_up"), ("repair", "repair"), ("round", "walk")];

/// The hour that comes or has just come, while something is left to do in it.
fn hour(row: &Summary, now_ms: i64) -> Option<i64> {
    let is_met = |clock: &str| row.deadlines.iter().any(|one| one.key == clock && one.met_at_ms.is_some());
    if row.closed || OVER.iter().any(|(process, clock)| row.process.as_str() == *process && is_met(clock)) {
        return None;
    }
    let hours = HOURS.iter().filter_map(|key| row.values.get(*key).and_then(Value::as_int));
    hours.into_iter().find(|at_ms| (at_ms - BEFORE_MS..=at_ms + AFTER_MS).contains(&now_ms))
}

/// The clocks that run from an escalation.
fn escalations(process: &Process) -> impl Iterator<Item = &str> {
    let from = |anchor: &Anchor| *anchor == Anchor::Step("escalate".to_owned());
    process.deadlines.iter().filter(move |one| from(&one.anchor)).map(|one| one.key.as_str())
}

/// For this person, the most pressing first. What began before the last working day is told no more: it stands on the desk.
pub fn reminders<'a>(
    summaries: impl Iterator<Item = &'a Summary>,
    refused: impl Iterator<Item = Reminder>,
    principal: &Principal,
    config: &Configuration,
    now_ms: i64,
) -> Vec<Reminder> {
    let (me, calendar) = (&principal.user, &config.calendar);
    let today = calendar.date_of(now_ms);
    let since_ms = calendar.start_of(calendar.working_day_before(today));
    let is_recent = |at_ms: i64| (since_ms..=now_ms).contains(&at_ms);
    let terms = deadline::all_terms(config);
    let given: HashMap<&ProcessId, HashSet<&str>> =
        config.processes.iter().map(|process| (&process.id, process.given_stages().collect())).collect();
    let escalated: HashMap<&ProcessId, Vec<&str>> =
        config.processes.iter().map(|process| (&process.id, escalations(process).collect())).collect();
    let telling: HashMap<&ProcessId, _> = config.processes.iter().map(|one| (&one.id, one.telling())).collect();
    let mut found: Vec<Reminder> = refused.filter(|one| is_recent(one.at_ms)).collect();
    let pressing = |row: &Summary, leader: bool| {
        let due = terms.get(&row.process)?.next_for(row, leader, now_ms)?;
        let why = match due.due_at_ms {
            at_ms if at_ms < now_ms && at_ms >= since_ms => Why::Overdue,
            at_ms if at_ms >= now_ms && calendar.date_of(at_ms) == today => Why::DueToday,
            _ => return None,
        };
        Some(Reminder { deadline: Some(due.label), ..Reminder::new(why, row, due.due_at_ms) })
    };
    // Hours with a customer: the appointment that came of it stands for both.
    let mut with: Vec<(RecordId, i64, usize)> = vec![];
    for row in summaries {
        if row.is_led_by(principal) {
            let clocks = escalated.get(&row.process).into_iter().flatten();
            let open = clocks.filter_map(|key| {
                row.deadlines.iter().find(|clock| clock.key == **key && clock.met_at_ms.is_none() && !row.closed)
            });
            found.extend(
                open.filter(|clock| is_recent(clock.from_ms))
                    .map(|clock| Reminder::new(Why::Escalated, row, clock.from_ms)),
            );
            // Where there is a supervisor, it is his and not the manager's.
            if principal.holds(Post::Supervisor)
                || config.holders(Post::Supervisor, row.department.as_ref()).next().is_none()
            {
                found.extend(pressing(row, true));
            }
        }
        // What gives nothing to do is told all the same when it is over.
        for (field, entrusts) in
            telling.get(&row.process).into_iter().flatten().filter(|(_, does)| !row.closed || !**does)
        {
            let why = if *entrusts { Why::Entrusted } else { Why::Informed };
            let told_at_ms = row.told_at_ms(field, principal, config).filter(|at_ms| is_recent(*at_ms));
            found.extend(told_at_ms.map(|at_ms| Reminder::new(why, row, at_ms)));
        }
        if row.in_charge() != Some(me.as_str()) || row.closed {
            continue;
        }
        if let Some(at_ms) = hour(row, now_ms) {
            let about = row.about.clone().unwrap_or_else(|| row.id.clone());
            match with.iter().find(|(other, at, _)| *other == about && *at == at_ms) {
                Some((.., place)) if row.about.is_some() => found[*place] = Reminder::new(Why::Hour, row, at_ms),
                Some(_) => {}
                None => {
                    with.push((about, at_ms, found.len()));
                    found.push(Reminder::new(Why::Hour, row, at_ms));
                }
            }
        }
        // A word that is added to it later gives it to nobody anew. Rows of an older server do not say when it was given.
        let given_at_ms = row.values.get(GIVEN_AT).and_then(Value::as_int).unwrap_or(row.touched_at_ms);
        if is_given(row, principal, given.get(&row.process)) && is_recent(given_at_ms) {
            found.push(Reminder::new(Why::Given, row, given_at_ms));
        }
        found.extend(pressing(row, false));
    }
    crate::order::by(&mut found, |a, b| (a.why, a.at_ms, &a.id).cmp(&(b.why, b.at_ms, &b.id)));
    found.truncate(REMINDERS_MAX);
    found
}

/// Somebody else has put me in charge, and I have not begun. A campaign gives out calls by the hundred: they are the desk's.
fn is_given(row: &Summary, principal: &Principal, stages: Option<&HashSet<&str>>) -> bool {
    row.assignee.as_ref() == Some(&principal.user)
        && row.creator.as_ref() != Some(&principal.user)
        && !row.values.contains_key("campaign")
        && stages.is_some_and(|stages| stages.contains(row.stage.as_str()))
}

#[cfg(test)]
mod tests;
