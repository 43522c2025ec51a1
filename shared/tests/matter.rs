//! Matters: who may do what, and that one which is a complaint becomes one and keeps its history.

mod support;

use shared::process::matter::process;
use shared::record::command::CommandCode;
use support::site::*;
use support::*;

const STEPS: &str = "\
accept: fay amy ann sam boss oth max srv
coordinate in accepted: fay amy boss max srv
coordinate in coordinating: fay amy ann boss max srv
resolve in accepted: fay amy boss max srv
resolve in coordinating: fay amy ann boss max srv
close in resolved: fay amy boss max srv
reopen in resolved,closed: fay? amy? ann? sam? boss? max? srv?
to_complaint in accepted,coordinating,resolved,closed: fay amy ann sam boss max srv
supervise in accepted,coordinating,resolved,to_complaint: boss max ins srv
release in accepted,coordinating,resolved,to_complaint: boss! max! ins! srv!
import_closed in accepted: srv?
import_undo in accepted,closed: srv?";

fn born_at(at_ms: i64) -> Site {
    Site::born(&process(), "fay", "accept", &["complaint"], at_ms)
}

#[test]
fn every_step_is_open_to_whom_it_should_be() {
    let process = process();
    assert_eq!(table(&process, &born_at(NOW_MS), |name, birth| may_make(&process, name, birth)), STEPS);
}

#[test]
fn every_guard_stands() {
    let without = |field: &str| Site::born(&process(), "fay", "accept", &[field, "complaint"], NOW_MS);
    let complaint = born_at(NOW_MS).write("fay", vec![set("kind", "complaint")]).clone();
    let supervised = born_at(NOW_MS).take("boss", "supervise").clone();
    let cases = [
        ("a department", without("departments"), "fay", "coordinate"),
        ("an answer", without("answer"), "fay", "resolve"),
        ("a complaint is not answered away", complaint, "boss", "resolve"),
        ("supervised once", supervised, "boss", "supervise"),
        ("not supervised", born_at(NOW_MS), "boss", "release"),
    ];
    for (why, site, name, step) in cases {
        assert_eq!(site.tries(name, step), Err(CommandCode::Guard), "{why}");
    }
}

#[test]
fn it_stays_open_until_there_is_a_complaint_and_keeps_its_history() {
    let mut site = born_at(NOW_MS);
    site.take("boss", "coordinate").take("ann", "resolve").take("fay", "to_complaint");
    assert_eq!(site.stage(), "to_complaint");
    assert!(!site.summary().closed);
    assert_eq!(site.stage_with(&Others::one("complaint", "matter", "accepted")), "complained");
    let mut named = site.clone();
    named.write("fay", vec![set("complaint", uuid(99))]);
    assert!(named.summary().closed);
    let steps: Vec<_> = named.record().steps.into_iter().map(|step| step.step).collect();
    assert_eq!(steps, ["accept", "coordinate", "resolve", "to_complaint"]);
}

#[test]
fn a_mark_set_beside_other_work_takes_nothing_back() {
    let site = born_at(NOW_MS);
    let (mut desk, mut boss) = (site.on(2), site.on(3));
    desk.take("fay", "resolve").take("fay", "close");
    boss.take("boss", "supervise");
    for site in [desk.on(4).merge(&boss), boss.merge(&desk)] {
        assert_eq!((site.stage(), site.flags()), ("closed".to_owned(), vec!["supervised".to_owned()]));
    }
    // What was taken back on another tablet is still taken back.
    let (mut one, mut two) = (boss.on(5), boss.on(6));
    one.take("fay", "reopen").take("boss", "release");
    two.take("fay", "to_complaint");
    assert_eq!(one.merge(&two).stage(), "to_complaint");
}

#[test]
fn every_deadline_ends_on_the_right_day() {
    let terms = [
        Term { key: "answer", days: 2, begins: born_at, meets: &[("fay", "resolve")] },
        Term {
            key: "tell",
            days: 1,
            begins: |at_ms| born_at(at_ms).take("fay", "resolve").clone(),
            meets: &[("fay", "close")],
        },
    ];
    check_terms(&process(), &terms);
}
