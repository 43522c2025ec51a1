//! 服务督察: watches the cases, follow-ups and rounds of all departments from outside; reads, marks and notes, decides nothing.

mod support;

use shared::principal::{Post, Principal, is_filed_for, scope_keys};
use shared::process::{Who, built_in, complaint, matter, repair};
use shared::record::Record;
use shared::record::command::CommandCode;
use shared::record::summary::Summary;
use shared::rule::Alone;
use support::site::*;
use support::*;

/// Of the company, not of a department.
fn inspector() -> Principal {
    let mut one = who("ins");
    one.holdings[0].department = "".into();
    one
}

#[test]
fn he_reads_the_service_of_all_departments_and_no_files() {
    let seen = built_in().into_iter().filter(|process| {
        let row = Summary { process: process.id.clone(), department: Some("elsewhere".into()), ..Summary::default() };
        assert!(process.everybody || !is_filed_for(&who("ann"), &row, process), "{}", process.id);
        is_filed_for(&inspector(), &row, process) && !process.everybody
    });
    let seen: Vec<String> = seen.map(|process| process.id.0).collect();
    assert_eq!(seen, ["follow_up", "complaint", "matter", "repair", "round", "finding"]);
    let row = Summary { department: Some("elsewhere".into()), ..Summary::default() };
    for process in built_in().iter().filter(|process| process.watched) {
        assert!(process.concerns(&inspector()) && !is_filed_for(&who("adam"), &row, process), "{}", process.id);
    }
    assert!(!scope_keys(&who("ann")).contains(&"w".to_owned()));
}

#[test]
fn he_marks_and_notes_and_decides_nothing() {
    let (me, blank) = (inspector(), Record::default());
    let (mut steps, mut fields) = (vec![], vec![]);
    for process in built_in() {
        let may = |by: &[Who]| blank.is_one_of(&me, by);
        let (id, edits) = (process.id.clone(), may(&process.edit));
        steps.extend(process.steps.iter().filter(|step| may(&step.by)).map(|step| format!("{id}.{}", step.key)));
        let open = process.fields.iter().filter(|field| may(&field.edit) || (field.edit.is_empty() && edits));
        fields.extend(open.map(|field| format!("{id}.{}", field.key)));
    }
    assert_eq!(steps, ["matter.supervise", "matter.release"]);
    assert_eq!(fields, ["complaint.notes", "matter.notes", "repair.notes"]);
    assert!(Post::ASSIGNABLE.contains(&Post::Inspector) && Post::from_word("inspector") == Some(Post::Inspector));
}

#[test]
fn what_he_does_comes_in() {
    let mut case = Site::born(&matter::process(), "fay", "accept", &["complaint"], NOW_MS);
    case.take("ins", "supervise").write("ins", vec![append("notes", 9_000, &[("text", "两天没有人联系客户")])]);
    assert_eq!(case.flags(), ["supervised"]);
    case.take("ins", "release");
    assert!(case.flags().is_empty());
    for (process, birth) in [(complaint::process(), "accept"), (repair::process(), "report")] {
        let mut case = Site::born(&process, "fay", birth, &[], NOW_MS);
        case.write("ins", vec![append("notes", 9_001, &[("text", "催过一次")])]);
        assert_eq!(case.tries("ins", "escalate"), Err(CommandCode::NotAllowed));
        assert_eq!(case.try_acts("ins", vec![set("title", "别的")], &Alone), Err(CommandCode::NotAllowed));
    }
}
