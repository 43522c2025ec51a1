//! Repairs: who may do what, that the departments concerned are told, and that a hard one wants a note each working day.

mod support;

use shared::process::repair::process;
use shared::record::command::{CommandCode, Stamp};
use shared::record::policy;
use shared::record::summary::GIVEN_AT;
use shared::rulebook::{Part, sheet};
use shared::value::Value;
use support::site::*;
use support::*;

const STEPS: &str = "\
report: fay amy ann sam boss oth max srv
send in reported,dispatched,appointed,rework: fay amy boss max srv
dispatch in reported,dispatched,appointed,rework: fay amy boss max srv
appoint in dispatched,appointed: fay amy ann boss max srv
start in dispatched,appointed: fay amy ann boss max srv
repair in dispatched,appointed,in_repair: fay amy ann boss max srv
follow_up in repaired: fay? amy boss max srv
rework in repaired,followed_up,closed: fay? amy? boss? max? srv?
feed_back in repaired,followed_up: fay! amy! boss! max! srv!
close in followed_up: boss max srv
mark_hard in reported,escalated: boss? max? srv?
mark_hard in dispatched,appointed,in_repair,repaired,followed_up,rework: ann? boss? max? srv?
mark_plain in reported,dispatched,appointed,in_repair,repaired,followed_up,rework,escalated: boss! max! srv!
escalate in reported,dispatched,appointed,in_repair,repaired,followed_up,rework: fay? amy? ann? sam? boss? oth? max? srv?
answer in escalated: boss max srv
cancel in reported,dispatched,appointed,rework: boss? max? srv?
import_closed in reported: srv?
import_undo in reported,closed: srv?";

fn born_at(at_ms: i64) -> Site {
    Site::born(&process(), "fay", "report", &["inform", "notes"], at_ms)
}

fn repaired_at(at_ms: i64) -> Site {
    born_at(at_ms).take("fay", "send").take("ann", "repair").clone()
}

#[test]
fn every_step_is_open_to_whom_it_should_be() {
    let process = process();
    assert_eq!(table(&process, &born_at(NOW_MS), |name, birth| may_make(&process, name, birth)), STEPS);
}

#[test]
fn the_row_says_when_it_was_given_until_the_work_begins() {
    let mut site = born_at(NOW_MS);
    let given = |site: &Site| site.summary().values.get(GIVEN_AT).and_then(Value::as_int);
    assert_eq!(given(&site), None);
    site.at_ms += 1_000;
    site.take("fay", "send");
    let at_ms = site.at_ms;
    site.at_ms += 3_600_000;
    site.write("fay", vec![append("notes", 9_000, &[("text", "客户又来电")])]);
    assert!(site.summary().touched_at_ms > at_ms + 3_600_000);
    assert_eq!(given(&site), Some(at_ms));
    site.take("ann", "start");
    assert_eq!(given(&site), None);
}

#[test]
fn every_guard_stands() {
    let without = |fields: &[&str]| Site::born(&process(), "fay", "report", fields, NOW_MS);
    let sent = |fields: &[&str]| without(fields).take("fay", "send").clone();
    let told = || sent(&[]).take("ann", "repair").take("amy", "follow_up").clone();
    let hard = born_at(NOW_MS).take("boss", "mark_hard").clone();
    let cases = [
        ("somebody to send it to", without(&["repair_department", "contractor"]), "fay", "dispatch"),
        ("an hour", sent(&["appointment_at_ms"]), "fay", "appoint"),
        ("the work", sent(&["work"]), "ann", "repair"),
        ("departments to tell", repaired_at(NOW_MS), "fay", "feed_back"),
        ("the departments concerned", told(), "boss", "close"),
        ("marked once", hard, "boss", "mark_hard"),
        ("not marked", born_at(NOW_MS), "boss", "mark_plain"),
    ];
    for (why, mut site, name, step) in cases {
        let act = site.step(name, step);
        assert_eq!(site.try_acts(name, vec![act], &shared::rule::Alone), Err(CommandCode::Guard), "{why}");
    }
    // One of the two is enough, and what was told before the rework counts no more.
    without(&["contractor"]).take("fay", "dispatch");
    let mut again = told();
    again
        .take("fay", "feed_back")
        .take("fay", "rework")
        .take("fay", "send")
        .take("ann", "repair")
        .take("fay", "follow_up");
    assert_eq!(again.tries("boss", "close"), Err(CommandCode::Guard));
    again.take("fay", "feed_back").take("boss", "close");
    // Whoever repaired it may ask, but says why.
    let mut own = born_at(NOW_MS);
    own.take("fay", "send").take("amy", "repair");
    assert_eq!(own.tries("amy", "follow_up"), Err(CommandCode::ReasonNeeded));
    assert_eq!(own.take("amy", "follow_up").flags(), ["own_follow_up"]);
}

#[test]
fn an_escalation_stands_while_its_handler_was_away_and_a_mark_takes_nothing_back() {
    let site = born_at(NOW_MS).take("fay", "send").clone();
    let (mut handler, mut desk, mut boss) = (site.on(2), site.on(3), site.on(4));
    handler.take("ann", "start").take("ann", "repair");
    boss.take("boss", "mark_hard");
    let marked = handler.on(5).merge(&boss).clone();
    assert_eq!((marked.stage(), marked.flags()), ("repaired".to_owned(), vec!["hard".to_owned()]));
    desk.take("sam", "escalate");
    handler.merge(&desk);
    assert_eq!(handler.stage(), "escalated");
    handler.take("max", "answer");
    assert_eq!(handler.stage(), "reported");
}

#[test]
fn each_note_on_a_hard_one_begins_the_day_anew() {
    // Friday 9 October 2026, 10:00; that Saturday is worked.
    const FRIDAY_MS: i64 = 1_791_511_200_000;
    let config = shared::config::Configuration::default();
    let mut site = born_at(FRIDAY_MS);
    let last_day = |site: &Site| {
        let due = site.dues(&config, FRIDAY_MS).into_iter().find(|due| due.key == "note")?;
        Some((config.calendar.date_of(due.due_at_ms).to_string(), due.met_at_ms.is_some()))
    };
    assert_eq!(last_day(&site), None, "an ordinary one has no such deadline");
    site.take("boss", "mark_hard");
    assert_eq!(last_day(&site), Some(("2026-10-10".into(), false)));
    site.later(FRIDAY_MS + 24 * 3_600_000).write("boss", vec![append("supervised", 1, &[("text", "等材料")])]);
    assert_eq!(last_day(&site), Some(("2026-10-12".into(), false)), "Sunday is free");
    site.take("fay", "send").take("ann", "repair");
    assert!(!last_day(&site).unwrap().1, "until it is closed");
    site.take("fay", "rework");
    assert!(!last_day(&site).unwrap().1, "it is not over yet");
    site.take("boss", "mark_plain");
    assert!(last_day(&site).unwrap().1);
}

#[test]
fn a_working_day_without_a_note_on_a_hard_one_stays_missed() {
    // Wednesday 14 October 2026, 10:00.
    const WEDNESDAY_MS: i64 = 1_791_943_200_000;
    let after = |days: i64| WEDNESDAY_MS + days * 24 * 3_600_000;
    let config = shared::config::Configuration::default();
    let manager = who("max");
    let line = |site: &Site, days: i64| {
        let row = site.summary();
        let lines = sheet([&row].into_iter(), &manager, &config, after(days));
        lines.into_iter().find(|line| line.key == "repair.note").unwrap()
    };
    let note = |n: u128| vec![append("supervised", n, &[("text", "等材料")])];
    let mut site = born_at(WEDNESDAY_MS);
    site.write("boss", note(9)).take("boss", "mark_hard");
    site.later(after(1)).write("boss", note(1));
    assert_eq!((line(&site, 1).percent, line(&site, 1).days), (Some(100), vec![]));
    // No word on Friday and Monday; the weekend is free. On Tuesday there is one again, and the days stay. What the engineer
    // notes meanwhile is not the supervisor's word.
    site.later(after(5)).write("fay", vec![append("notes", 3, &[("text", "材料到了")])]);
    site.later(after(6)).write("boss", note(2));
    let missed = |site: &Site, days: i64| -> Vec<String> {
        line(site, days).days.iter().map(|day| day.split(' ').next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(missed(&site, 6), ["2026-10-16", "2026-10-19"]);
    assert_eq!((line(&site, 6).percent, line(&site, 6).part(Part::Broken).len()), (Some(33), 1));
    // Repaired is not closed: it wants its notes until then.
    site.later(after(7)).take("fay", "send").take("ann", "repair");
    assert_eq!(missed(&site, 9), ["2026-10-16", "2026-10-19", "2026-10-21", "2026-10-22"]);
    site.later(after(8)).take("amy", "follow_up").take("boss", "close");
    assert_eq!(missed(&site, 20), ["2026-10-16", "2026-10-19", "2026-10-21"]);
    // Done again after it was closed: the days between are nobody's.
    site.later(after(15)).take("fay", "rework");
    assert_eq!(missed(&site, 15), ["2026-10-16", "2026-10-19", "2026-10-21"]);
}

#[test]
fn every_deadline_ends_on_the_right_day() {
    const BEFORE_MS: i64 = 9 * 24 * 3_600_000;
    let terms = [
        Term { key: "dispatch", days: 1, begins: born_at, meets: &[("fay", "dispatch")] },
        Term {
            key: "repair",
            days: 7,
            begins: |at_ms| repaired_at(at_ms - BEFORE_MS).later(at_ms).take("fay", "rework").clone(),
            meets: &[("fay", "send"), ("ann", "repair")],
        },
        Term {
            key: "answer",
            days: 1,
            begins: |at_ms| born_at(at_ms).take("sam", "escalate").clone(),
            meets: &[("max", "answer")],
        },
        Term { key: "call", days: 7, begins: repaired_at, meets: &[("amy", "follow_up")] },
        Term {
            key: "note",
            days: 1,
            begins: |at_ms| born_at(at_ms).take("boss", "mark_hard").clone(),
            meets: &[("fay", "send"), ("ann", "repair"), ("amy", "follow_up"), ("boss", "close")],
        },
    ];
    check_terms(&process(), &terms);
}

#[test]
fn a_mark_that_is_not_there_is_nobody_elses_to_take_away() {
    let listed = |site: &Site, name: &str| {
        let stamp = Stamp { post: who(name).holdings[0].post, principal: who(name), at_ms: NOW_MS };
        let (record, process) = (site.record(), process());
        let steps = policy::next_steps(&record, &process, &stamp, &shared::rule::Alone);
        steps.iter().any(|(step, _)| step.key == "mark_plain")
    };
    let mut site = born_at(NOW_MS);
    assert!(!listed(&site, "fay"), "it is simply not hard");
    assert!(listed(&site, "boss"), "a leader is told why");
    site.take("boss", "mark_hard");
    assert!(listed(&site, "fay"), "and that it takes a leader");
}
