//! 晨检: 「每日上班时检查客服部《报修记录表》和《客服工作日志》等;了解前一天本部门的各项工作记录、完成及跟进情况,并安排当日的
//! 工作」 (N12). What the days before came to, who did it, and what is to be arranged today: a pure function of summaries.
//!
//! A row tells when its record was made and by whom, when its clocks began and were met, when it was closed and when
//! something was last done about it. It does not tell who took each step. So what was made stands under its maker, and
//! what was completed or went on under whoever is in charge.

use crate::calendar::Calendar;
use crate::config::Configuration;
use crate::coverage::{Figure, REACHED};
use crate::deadline::{self, Standing};
use crate::desk;
use crate::id::{ProcessId, RecordId, UserId};
use crate::label::Label;
use crate::principal::{Post, Principal};
use crate::process::{BUILT_IN, Process};
use crate::record::summary::{Clock, Summary};
use crate::report::{Period, rounds};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Morning {
    pub period: Period,
    /// What was recorded, done and left open, by process; processes without anything are left out.
    pub sections: Vec<Section>,
    /// The work log: everybody for whom the days hold something.
    pub people: Vec<Log>,
    /// To be arranged today, as things stand now. Only what is not empty.
    pub today: Vec<Figure>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    pub process: ProcessId,
    pub label: Label,
    /// The last one is what is still open now.
    pub figures: Vec<Figure>,
}

/// What one person did, as far as rows tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Log {
    pub user: UserId,
    /// Records that he or she made.
    pub made: Vec<RecordId>,
    /// In his or her charge, and completed.
    pub done: Vec<RecordId>,
    /// In his or her charge, not completed, and something was done about it last then.
    pub moved: Vec<RecordId>,
    /// In his or her charge and past a deadline now.
    pub overdue: Vec<RecordId>,
}

/// From the last working day to yesterday: after a holiday, what came in on it is looked at too.
pub fn span(calendar: &Calendar, today: Date) -> (Date, Date) {
    (calendar.working_day_before(today), today.yesterday().unwrap_or(today))
}

/// A number of the days, and how a row tells that its record belongs to it.
struct Line {
    process: &'static str,
    key: &'static str,
    label: Label,
    /// Does it count as work that was completed?
    completes: bool,
    counts: fn(&Summary, Period) -> bool,
}

const fn line(
    process: &'static str,
    key: &'static str,
    zh: &'static str,
    en: &'static str,
    counts: fn(&Summary, Period) -> bool,
) -> Line {
    Line { process, key, label: Label::new(zh, en), completes: false, counts }
}

impl Line {
    const fn completes(mut self) -> Self {
        self.completes = true;
        self
    }
}

fn clock<'a>(row: &'a Summary, key: &str) -> Option<&'a Clock> {
    row.deadlines.iter().find(|clock| clock.key == key)
}

/// The step from which that clock runs was taken then.
fn began(row: &Summary, key: &str, period: Period) -> bool {
    clock(row, key).is_some_and(|clock| period.holds(clock.from_ms))
}

fn met(row: &Summary, key: &str, period: Period) -> bool {
    clock(row, key).and_then(|clock| clock.met_at_ms).is_some_and(|at_ms| period.holds(at_ms))
}

fn made(row: &Summary, period: Period) -> bool {
    period.holds(row.created_at_ms)
}

fn closed(row: &Summary, period: Period) -> bool {
    row.closed_at_ms().is_some_and(|at_ms| period.holds(at_ms))
}

/// It stands in that stage, and the last thing done about it was done then.
fn came_to(row: &Summary, stage: &str, period: Period) -> bool {
    row.stage == stage && period.holds(row.touched_at_ms)
}

/// What is told of the processes that came with the product; any other tells what was made and what was closed.
const LINES: &[Line] = &[
    line("repair", "reported", "登记", "Registered", made),
    line("repair", "dispatched", "派工或上报", "Dispatched or escalated", |row, days| met(row, "dispatch", days)),
    line("repair", "repaired", "修好", "Repaired", |row, days| began(row, "call", days)).completes(),
    line("repair", "closed", "关闭", "Closed", closed),
    line("complaint", "accepted", "受理", "Accepted", made),
    line("complaint", "escalated", "上报", "Escalated", |row, days| began(row, "answer", days)),
    line("complaint", "resolved", "有结果", "Resolved", |row, days| began(row, "follow_up", days)).completes(),
    line("complaint", "archived", "归档", "Archived", closed),
    line("matter", "accepted", "登记", "Registered", made),
    line("matter", "answered", "答复", "Answered", |row, days| began(row, "tell", days)).completes(),
    line("matter", "closed", "关闭", "Closed", closed),
    line("follow_up", "made", "新安排", "Planned", made),
    line("follow_up", "done", "完成", "Done", |row, days| {
        REACHED.contains(&row.stage.as_str()) && met(row, "follow_up", days)
    })
    .completes(),
    line("customer", "made", "新建档案", "New files", made),
    line("customer", "contacted", "首次沟通", "First contacts", |row, days| met(row, "first_contact", days))
        .completes(),
    line("task", "made", "新任务", "New", made),
    line("task", "done", "完成", "Done", |row, days| {
        row.stage != "cancelled" && (met(row, "due", days) || came_to(row, "done", days))
    })
    .completes(),
    line("round", "walked", "走完", "Walked", |row, days| {
        rounds::WALKED.contains(&row.stage.as_str()) && days.holds(rounds::at_ms(row))
    })
    .completes(),
    line("round", "not_walked", "没走完", "Not walked", |row, days| {
        matches!(row.stage.as_str(), "planned" | "walking") && days.holds(rounds::at_ms(row))
    }),
    line("finding", "found", "发现", "Found", made),
    line("finding", "fixed", "解决", "Fixed", |row, days| began(row, "verify", days)).completes(),
    line("finding", "closed", "了结", "Closed", closed),
    line("handover", "made", "新安排", "Planned", made),
    line("handover", "handed_over", "交房", "Handed over", |row, days| {
        row.stage != "cancelled" && (met(row, "due", days) || came_to(row, "handed_over", days))
    })
    .completes(),
];

const OTHERS: &[Line] = &[line("", "made", "新建", "New", made), line("", "closed", "办结", "Closed", closed)];

fn lines_of(process: &Process) -> Vec<&'static Line> {
    let own: Vec<&Line> = LINES.iter().filter(|line| line.process == process.id.as_str()).collect();
    if own.is_empty() { OTHERS.iter().collect() } else { own }
}

/// A leader's morning; none for somebody who leads nobody. `period` are the days looked at, [`span`] as a rule.
pub fn morning<'a>(
    summaries: impl Iterator<Item = &'a Summary>,
    principal: &Principal,
    config: &Configuration,
    period: Period,
    now_ms: i64,
) -> Option<Morning> {
    if !principal.holds(Post::Supervisor) && !principal.holds(Post::Manager) {
        return None;
    }
    // What is only looked up (buildings, templates) is nobody's day's work.
    let processes: Vec<&Process> = order(config).filter(|process| !process.everybody).collect();
    let places: HashMap<&ProcessId, usize> = processes.iter().zip(0..).map(|(process, at)| (&process.id, at)).collect();
    let lines: Vec<Vec<&Line>> = processes.iter().map(|process| lines_of(process)).collect();
    let mut sections: Vec<Section> =
        processes.iter().zip(&lines).map(|(process, lines)| section(process, lines)).collect();
    let terms = deadline::all_terms(config);
    let today = config.calendar.date_of(now_ms);
    let mut people: BTreeMap<UserId, Log> = BTreeMap::new();
    let mut later = Today::default();
    let mut mine: Vec<&Summary> = vec![];
    for row in summaries.filter(|row| principal.leads(row.department.as_ref())) {
        let Some(at) = places.get(&row.process).copied() else { continue };
        mine.push(row);
        let mut is_done = false;
        for (line, figure) in lines[at].iter().zip(&mut sections[at].figures) {
            if (line.counts)(row, period) {
                figure.records.push(row.id.clone());
                is_done |= line.completes;
            }
        }
        let due = terms.get(&row.process).and_then(|terms| terms.next(row, now_ms));
        let is_late = due.as_ref().is_some_and(|due| due.standing == Standing::Overdue);
        if !row.closed {
            if let Some(open) = sections[at].figures.last_mut() {
                open.records.push(row.id.clone());
            }
            if is_late {
                later.overdue.push(row.id.clone());
            } else if due.as_ref().is_some_and(|due| config.calendar.date_of(due.due_at_ms) == today) {
                later.due_today.push(row.id.clone());
            }
            // A customer without an owner waits in a list of its own, once he is submitted.
            if row.process.as_str() != "customer" && processes[at].puts_in_charge() && row.in_charge().is_none() {
                later.unassigned.push(row.id.clone());
            }
        }
        if let Some(maker) = row.creator.as_ref().filter(|maker| maker.as_str() != UserId::SERVER)
            && made(row, period)
        {
            log(&mut people, maker).made.push(row.id.clone());
        }
        if let Some(user) = row.in_charge().map(UserId::from) {
            if is_done {
                log(&mut people, &user).done.push(row.id.clone());
            } else if period.holds(row.touched_at_ms) && row.touched_at_ms > row.created_at_ms {
                log(&mut people, &user).moved.push(row.id.clone());
            }
            if is_late {
                log(&mut people, &user).overdue.push(row.id.clone());
            }
        }
    }
    sections.retain(|section| section.figures.iter().any(|figure| figure.count() > 0));
    let today = later.figures().into_iter().filter(|figure| figure.count() > 0);
    let today = today.chain(desk::waits(mine.into_iter(), config)).collect();
    Some(Morning { period, sections, people: people.into_values().collect(), today })
}

/// What is asked for by name stands first: reports, then the rest in the order of the product.
fn order(config: &Configuration) -> impl Iterator<Item = &Process> {
    const FIRST: [&str; 6] = ["repair", "complaint", "matter", "round", "finding", "follow_up"];
    let first = FIRST.into_iter().filter_map(|id| config.process(&id.into()));
    let built_in = BUILT_IN.into_iter().filter(|id| !FIRST.contains(id)).filter_map(|id| config.process(&id.into()));
    let own = config.processes.iter().filter(|process| !BUILT_IN.contains(&process.id.as_str()));
    first.chain(built_in).chain(own)
}

fn figure(key: &str, label: Label) -> Figure {
    Figure { key: key.to_owned(), label, records: vec![] }
}

fn section(process: &Process, lines: &[&Line]) -> Section {
    let told = lines.iter().map(|line| figure(line.key, line.label.clone()));
    let open = figure("open", Label::new("现在没办完", "Open now"));
    Section { process: process.id.clone(), label: process.label.clone(), figures: told.chain([open]).collect() }
}

fn log<'l>(people: &'l mut BTreeMap<UserId, Log>, user: &UserId) -> &'l mut Log {
    people.entry(user.clone()).or_insert_with(|| Log { user: user.clone(), ..Log::default() })
}

#[derive(Default)]
struct Today {
    unassigned: Vec<RecordId>,
    overdue: Vec<RecordId>,
    due_today: Vec<RecordId>,
}

impl Today {
    fn figures(self) -> [Figure; 3] {
        let filled = |key, label, records| Figure { records, ..figure(key, label) };
        [
            filled("unassigned", Label::new("没有人负责", "In nobody's charge"), self.unassigned),
            filled("overdue", Label::new("已经逾期", "Overdue"), self.overdue),
            filled("due_today", Label::new("今天到期", "Due today"), self.due_today),
        ]
    }
}

#[cfg(test)]
mod tests;
