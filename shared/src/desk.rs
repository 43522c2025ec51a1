//! 工作台: what a person should do now, what is late, and how the rules stand. A pure function of summaries, settings and the
//! hour, so that the device answers without a network.

use crate::calendar::{AGREED_BEFORE_MS, MayCall, RestHours, may_call};
use crate::config::Configuration;
use crate::coverage::Figure;
use crate::deadline::{self, Due, Terms};
use crate::id::{ProcessId, RecordId, UserId};
use crate::label::Label;
use crate::principal::{Post, Principal};
use crate::record::summary::Summary;
use crate::rulebook::{self, Measure};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Calls on one desk; whoever has more sees how many, and the list.
pub const CALLS_MAX: usize = 100;
/// Overdue records on one desk.
pub const OVERDUE_MAX: usize = 50;
/// Appointments after today on one desk.
pub const NEXT_MAX: usize = 8;

/// Before the name of a list that 服务督察 watches.
const WATCHED: &str = "watched.";
/// The one of them whose time is over.
pub const WATCHED_LATE: &str = "watched.late";

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    /// Customers to call (or to contact first), most urgent first, with whether it may be done now.
    pub calls: Vec<Call>,
    /// How many there are beyond what is shown, too.
    pub calls_in_all: u32,
    /// Everything of today that has an hour, in its order; what is past stays until midnight.
    pub today: Vec<Agenda>,
    /// The nearest hours after today.
    pub next: Vec<Agenda>,
    /// My records past a deadline, the longest first.
    pub overdue: Vec<Overdue>,
    pub overdue_in_all: u32,
    /// My open records by process and stage.
    pub mine: Vec<Count>,
    /// Records in sight with two values to decide on.
    pub conflicts: u32,
    /// How I keep the rules. Empty for somebody who is in charge of nothing.
    pub measures: Vec<Measure>,
    /// How the team keeps them, by person, and what waits for its leader.
    pub team: Option<Team>,
    /// What 服务督察 keeps an eye on, with nothing in it, too. Empty for everybody else.
    pub watched: Vec<Figure>,
    /// Records in sight. None at all: the company is new, or nothing has arrived yet.
    pub in_sight: u32,
}

/// One person to call: a follow-up, or a first contact with a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    pub summary: Summary,
    /// The customer's file, if it is on this device.
    pub customer: Option<Summary>,
    pub due: Option<Due>,
    pub may_call: MayCall,
    /// The hour agreed with the customer, while it has not passed.
    pub agreed_at_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AgendaKind {
    /// A follow-up's appointment.
    Appointment,
    /// The hour that a customer named.
    Agreed,
    /// A task's time is over then.
    TaskDue,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agenda {
    pub at_ms: i64,
    pub kind: AgendaKind,
    pub summary: Summary,
    /// With whom, where the record is about a customer on this device.
    pub customer: Option<String>,
    /// What it was about is done.
    pub done: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overdue {
    pub summary: Summary,
    pub due: Due,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub process: ProcessId,
    pub stage: String,
    pub count: u32,
}

/// For whoever leads: the people, and what waits for a leader's hand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Team {
    pub people: Vec<(UserId, Vec<Measure>)>,
    /// What the descriptions say waits for a leader (`Stage::for_leader`), longest untouched first. Only lists with
    /// something in them; the key is `process.stage`.
    pub waits: Vec<Figure>,
}

impl Desk {
    /// The records behind a number, by the name of the list: `overdue`, `calls`, a rule (`follow_up`; of one person, if
    /// one is named), what waits for a leader (`complaint.accepted`), or what is watched (`watched.open`).
    pub fn list(&self, name: &str, person: Option<&UserId>) -> Vec<RecordId> {
        let measures = match (person, &self.team) {
            (Some(person), Some(team)) => {
                team.people.iter().find(|(user, _)| user == person).map_or(&[][..], |(_, measures)| measures)
            }
            (Some(_), None) => &[],
            (None, _) => &self.measures,
        };
        match (name, &self.team) {
            ("overdue", _) => self.overdue.iter().map(|one| one.summary.id.clone()).collect(),
            ("calls", _) => self.calls.iter().map(|one| one.summary.id.clone()).collect(),
            _ if name.starts_with(WATCHED) => {
                self.watched.iter().filter(|list| list.key == name).flat_map(|list| list.records.clone()).collect()
            }
            (_, Some(team)) if team.waits.iter().any(|list| list.key == name) => {
                team.waits.iter().filter(|list| list.key == name).flat_map(|list| list.records.clone()).collect()
            }
            _ => measures.iter().find(|measure| measure.key == name).map(|one| one.missing.clone()).unwrap_or_default(),
        }
    }
}

/// The desk of this person. `summaries` are all that are on the device.
pub fn desk<'a>(
    summaries: impl Iterator<Item = &'a Summary> + Clone,
    principal: &Principal,
    config: &Configuration,
    now_ms: i64,
) -> Desk {
    let me = &principal.user;
    let files: HashMap<&RecordId, &Summary> = summaries.clone().map(|summary| (&summary.id, summary)).collect();
    let mine = || summaries.clone().filter(|summary| summary.in_charge() == Some(me.as_str()));
    let (today, next) = agenda(mine(), &files, config, now_ms);
    let terms = deadline::all_terms(config);
    let (calls, calls_in_all) = calls(mine(), &files, &terms, config, now_ms);
    let (overdue, overdue_in_all) = overdue(mine(), &terms, now_ms);
    let has_charge = principal.holds(Post::Specialist) || mine().next().is_some();
    Desk {
        calls,
        calls_in_all,
        today,
        next,
        overdue,
        overdue_in_all,
        mine: counts(mine()),
        conflicts: count(summaries.clone().filter(|summary| summary.has_conflict)),
        measures: match has_charge {
            true => rulebook::of_person(summaries.clone(), me, config, now_ms),
            false => vec![],
        },
        team: team(summaries.clone(), principal, config, now_ms),
        watched: match principal.holds(Post::Inspector) {
            true => watched(summaries.clone(), &terms, now_ms),
            false => vec![],
        },
        in_sight: count(summaries),
    }
}

fn count<T>(all: impl Iterator<Item = T>) -> u32 {
    u32::try_from(all.count()).unwrap_or(u32::MAX)
}

fn instant(summary: &Summary, key: &str) -> Option<i64> {
    summary.values.get(key).and_then(Value::as_int)
}

/// Has this record an open clock of that name?
fn is_open(summary: &Summary, deadline: &str) -> bool {
    !summary.closed && summary.deadlines.iter().any(|clock| clock.key == deadline && clock.met_at_ms.is_none())
}

fn is_call(summary: &Summary) -> bool {
    match summary.process.as_str() {
        "follow_up" => is_open(summary, "follow_up"),
        "customer" => is_open(summary, "first_contact"),
        _ => false,
    }
}

fn calls<'a>(
    mine: impl Iterator<Item = &'a Summary>,
    files: &HashMap<&RecordId, &Summary>,
    terms: &HashMap<&ProcessId, Terms>,
    config: &Configuration,
    now_ms: i64,
) -> (Vec<Call>, u32) {
    // Customers share their hours: each text is read once.
    let mut rest: HashMap<Option<&str>, RestHours> = HashMap::new();
    let rest_day_calls = config.rest_day_calls();
    let mut found: Vec<(Rank, Waiting)> = vec![];
    for summary in mine.filter(|summary| is_call(summary)) {
        let customer = match &summary.about {
            Some(about) => files.get(about).copied(),
            None => Some(summary),
        };
        let own = customer.and_then(|customer| customer.values.get("rest_hours")).and_then(Value::as_text);
        let hours = rest.entry(own).or_insert_with(|| config.rest_hours(own));
        let agreed =
            instant(summary, "appointment_at_ms").or_else(|| customer.and_then(|file| instant(file, "agreed_at_ms")));
        let may_call = may_call(&config.calendar, now_ms, hours, agreed, rest_day_calls);
        let due_at_ms = terms.get(&summary.process).and_then(|terms| terms.next_at_ms(summary));
        let agreed_at_ms = agreed.filter(|_| may_call == MayCall::Agreed || agreed > Some(now_ms));
        let rank = Rank {
            not_agreed_now: may_call != MayCall::Agreed,
            in_time: due_at_ms.is_none_or(|due_at_ms| due_at_ms >= now_ms),
            not_allowed: !may_call.allowed(),
            waits: agreed_at_ms.is_some_and(|agreed| agreed - AGREED_BEFORE_MS > now_ms),
            due_at_ms: due_at_ms.unwrap_or(i64::MAX),
            id: &summary.id,
        };
        found.push((rank, Waiting { summary, customer, may_call, agreed_at_ms }));
    }
    let in_all = count(found.iter());
    crate::order::by(&mut found, |(a, _), (b, _)| a.cmp(b));
    let call = |(_, waiting): (Rank, Waiting)| Call {
        due: terms.get(&waiting.summary.process).and_then(|terms| terms.next(waiting.summary, now_ms)),
        customer: waiting.customer.filter(|customer| customer.id != waiting.summary.id).cloned(),
        summary: waiting.summary.clone(),
        may_call: waiting.may_call,
        agreed_at_ms: waiting.agreed_at_ms,
    };
    (found.into_iter().take(CALLS_MAX).map(call).collect(), in_all)
}

struct Waiting<'a> {
    summary: &'a Summary,
    customer: Option<&'a Summary>,
    may_call: MayCall,
    agreed_at_ms: Option<i64>,
}

/// In this order: the agreed hour is now; past the deadline; may be called now; not waiting for an agreed hour; due
/// soonest.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank<'a> {
    not_agreed_now: bool,
    in_time: bool,
    not_allowed: bool,
    waits: bool,
    due_at_ms: i64,
    id: &'a RecordId,
}

fn agenda<'a>(
    mine: impl Iterator<Item = &'a Summary>,
    files: &HashMap<&RecordId, &Summary>,
    config: &Configuration,
    now_ms: i64,
) -> (Vec<Agenda>, Vec<Agenda>) {
    let calendar = &config.calendar;
    let (from_ms, to_ms) = (calendar.start_of(calendar.date_of(now_ms)), calendar.end_of(calendar.date_of(now_ms)));
    let mut found: Vec<(i64, AgendaKind, bool, &Summary)> = vec![];
    for summary in mine {
        let (key, kind, done) = match summary.process.as_str() {
            "follow_up" => ("appointment_at_ms", AgendaKind::Appointment, !is_open(summary, "follow_up")),
            "customer" => ("agreed_at_ms", AgendaKind::Agreed, false),
            "task" => ("due_at_ms", AgendaKind::TaskDue, !is_open(summary, "due")),
            _ => continue,
        };
        let Some(at_ms) = instant(summary, key) else { continue };
        // What is closed without having been done has no place in the day.
        if at_ms >= from_ms && !summary.closed && (!done || at_ms <= to_ms) {
            found.push((at_ms, kind, done, summary));
        }
    }
    // An hour agreed with a customer stands once, as the appointment that came of it.
    let appointed: Vec<(i64, &RecordId)> = found
        .iter()
        .filter(|(_, kind, ..)| *kind == AgendaKind::Appointment)
        .filter_map(|(at_ms, _, _, summary)| summary.about.as_ref().map(|about| (*at_ms, about)))
        .collect();
    found.retain(|(at_ms, kind, _, summary)| {
        *kind != AgendaKind::Agreed || !appointed.iter().any(|(at, about)| at == at_ms && **about == summary.id)
    });
    crate::order::by(&mut found, |a, b| (a.0, a.1, &a.3.id).cmp(&(b.0, b.1, &b.3.id)));
    let row = |(at_ms, kind, done, summary): &(i64, AgendaKind, bool, &Summary)| Agenda {
        at_ms: *at_ms,
        kind: *kind,
        summary: (*summary).clone(),
        customer: summary.about.as_ref().and_then(|about| files.get(about)).map(|file| file.title.clone()),
        done: *done,
    };
    let (today, later) = found.split_at(found.partition_point(|(at_ms, ..)| *at_ms <= to_ms));
    (today.iter().map(row).collect(), later.iter().take(NEXT_MAX).map(row).collect())
}

fn overdue<'a>(
    mine: impl Iterator<Item = &'a Summary>,
    terms: &HashMap<&ProcessId, Terms>,
    now_ms: i64,
) -> (Vec<Overdue>, u32) {
    let mut found: Vec<(i64, &Summary)> = vec![];
    for summary in mine {
        let due = terms.get(&summary.process).and_then(|terms| terms.next_at_ms(summary));
        found.extend(due.filter(|due| *due < now_ms).map(|due| (due, summary)));
    }
    crate::order::by(&mut found, |a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
    let in_all = count(found.iter());
    let row = |(_, summary): (i64, &Summary)| {
        let due = terms.get(&summary.process)?.next(summary, now_ms)?;
        Some(Overdue { summary: summary.clone(), due })
    };
    (found.into_iter().take(OVERDUE_MAX).filter_map(row).collect(), in_all)
}

fn counts<'a>(mine: impl Iterator<Item = &'a Summary>) -> Vec<Count> {
    let mut counted: BTreeMap<(&ProcessId, &str), u32> = BTreeMap::new();
    for summary in mine.filter(|summary| !summary.closed) {
        *counted.entry((&summary.process, &summary.stage)).or_default() += 1;
    }
    let row = |((process, stage), count): ((&ProcessId, &str), u32)| Count {
        process: process.clone(),
        stage: stage.to_owned(),
        count,
    };
    counted.into_iter().map(row).collect()
}

fn team<'a>(
    summaries: impl Iterator<Item = &'a Summary> + Clone,
    principal: &Principal,
    config: &Configuration,
    now_ms: i64,
) -> Option<Team> {
    if !principal.holds(Post::Supervisor) && !principal.holds(Post::Manager) {
        return None;
    }
    let leads = |summary: &Summary| principal.leads(summary.department.as_ref());
    let people = rulebook::of_team(summaries.clone(), leads, config, now_ms);
    let mut lists = waits(summaries.clone().filter(|summary| summary.is_led_by(principal)), config);
    lists.extend(entrusted(summaries, principal, config));
    Some(Team { people, waits: lists })
}

/// 「对报事处理进行跟踪监督」 (D20): complaints not archived yet, those of them past a deadline, and the matters under
/// supervision, longest untouched first.
fn watched<'a>(
    summaries: impl Iterator<Item = &'a Summary>,
    terms: &HashMap<&ProcessId, Terms>,
    now_ms: i64,
) -> Vec<Figure> {
    let mut open: Vec<&Summary> = summaries.filter(|row| !row.closed).collect();
    crate::order::by_key(&mut open, |row| (row.touched_at_ms, &row.id));
    let list = |key: &str, label: Label, is_in: &dyn Fn(&Summary) -> bool| Figure {
        key: format!("{WATCHED}{key}"),
        label,
        records: open.iter().filter(|row| is_in(row)).map(|row| row.id.clone()).collect(),
    };
    let complaint = |row: &Summary| row.process.as_str() == "complaint";
    let late = |row: &Summary| {
        let due = terms.get(&row.process).and_then(|terms| terms.next_at_ms(row));
        due.is_some_and(|due| due < now_ms)
    };
    let supervised = |row: &Summary| row.process.as_str() == "matter" && row.is_flagged("supervised");
    vec![
        list("open", Label::new("没有办结的投诉", "Complaints still open"), &complaint),
        list("late", Label::new("逾期的投诉", "Complaints overdue"), &|row| complaint(row) && late(row)),
        list("supervised", Label::new("督办中的报事", "Matters under supervision"), &supervised),
    ]
}

/// What others have given a department of this leader's to do, longest untouched first.
fn entrusted<'a>(
    summaries: impl Iterator<Item = &'a Summary>,
    principal: &Principal,
    config: &Configuration,
) -> Option<Figure> {
    let telling: HashMap<&ProcessId, _> = config.processes.iter().map(|one| (&one.id, one.telling())).collect();
    let is_given = |row: &&Summary| {
        let fields = telling.get(&row.process).into_iter().flatten().filter(|(_, entrusts)| **entrusts);
        !row.closed && fields.into_iter().any(|(field, _)| row.told_at_ms(field, principal, config).is_some())
    };
    let mut rows: Vec<&Summary> = summaries.filter(is_given).collect();
    crate::order::by_key(&mut rows, |row| (row.touched_at_ms, &row.id));
    let label = Label::new("别的部门交来的", "From other departments");
    let records: Vec<_> = rows.into_iter().map(|row| row.id.clone()).collect();
    (!records.is_empty()).then(|| Figure { key: "entrusted".into(), label, records })
}

/// The lists of what waits for a leader's hand among these, in the order of the processes and their stages.
pub fn waits<'a>(summaries: impl Iterator<Item = &'a Summary>, config: &Configuration) -> Vec<Figure> {
    let mut lists: Vec<(Figure, Vec<&Summary>)> = vec![];
    let mut places: HashMap<(&str, &str), usize> = HashMap::new();
    for process in &config.processes {
        let first = lists.len();
        for stage in &process.stages {
            let Some(label) = &stage.for_leader else { continue };
            let known = lists[first..].iter().position(|(list, _)| list.label == *label);
            let at = known.map_or(lists.len(), |at| first + at);
            if known.is_none() {
                let key = format!("{}.{}", process.id, stage.key);
                lists.push((Figure { key, label: label.clone(), records: vec![] }, vec![]));
            }
            places.insert((process.id.as_str(), &stage.key), at);
        }
    }
    for summary in summaries {
        if let Some(at) = places.get(&(summary.process.as_str(), summary.stage.as_str())) {
            lists[*at].1.push(summary);
        }
    }
    let filled = |(mut list, mut rows): (Figure, Vec<&Summary>)| {
        crate::order::by_key(&mut rows, |summary| (summary.touched_at_ms, &summary.id));
        list.records = rows.into_iter().map(|summary| summary.id.clone()).collect();
        list
    };
    lists.into_iter().filter(|(_, rows)| !rows.is_empty()).map(filled).collect()
}

#[cfg(test)]
mod tests;
