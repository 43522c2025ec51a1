//! Replicas that see the same changes agree, in whatever order they come.

mod support;

use proptest::prelude::*;
use shared::id::RecordId;
use shared::principal::Post;
use shared::process::{Process, task};
use shared::record::command::Act;
use shared::record::summary::summarize;
use shared::rule::Alone;
use shared::value::Value;
use support::*;

fn at_work() -> Vec<Device> {
    let record = RecordId(uuid(1));
    let process = task::process();
    let mut boss = Device::new(person("boss", Post::Supervisor), &process, &record, 1);
    boss.does(vec![take("create", 1, &[("assignee", "ann"), ("department", "service")]), set("title", "上门")])
        .unwrap();
    let mut devices = vec![boss];
    for (name, actor) in [("ann", 2), ("bob", 3)] {
        let post = if name == "ann" { Post::Specialist } else { Post::Supervisor };
        let mut device = Device::new(person(name, post), &process, &record, actor);
        device.sees(&devices[0]);
        devices.push(device);
    }
    devices
}

#[test]
fn different_fields_are_both_kept_and_the_same_field_asks_a_person() {
    let mut all = at_work();
    let (mut bob, mut ann, mut boss) = (all.pop().unwrap(), all.pop().unwrap(), all.pop().unwrap());
    ann.does(vec![set("detail", "带上工具")]).unwrap();
    bob.does(vec![set("title", "上门维修")]).unwrap();
    ann.sees(&bob);
    assert_eq!(ann.record().single("title"), &"上门维修".into());
    assert_eq!(ann.record().single("detail"), &"带上工具".into());
    assert_eq!(ann.record().conflicts().count(), 0);

    bob.does(vec![set("detail", "带上梯子")]).unwrap();
    ann.does(vec![set("detail", "先打电话")]).unwrap();
    boss.sees(&bob);
    boss.sees(&ann);
    let record = boss.record();
    let (field, versions) = record.conflicts().next().expect("two values");
    assert_eq!(field, "detail");
    let both: Vec<_> = versions.iter().map(|version| version.value.clone()).collect();
    assert!(both.contains(&"带上梯子".into()) && both.contains(&"先打电话".into()));
    assert!(summarize(&record, &task::process(), None, &Alone).has_conflict);

    boss.does(vec![set("detail", "先打电话,带梯子")]).unwrap();
    ann.sees(&boss);
    assert_eq!(ann.record().conflicts().count(), 0);
    assert_eq!(ann.record().single("detail"), &"先打电话,带梯子".into());
}

#[test]
fn equal_concurrent_values_are_no_conflict() {
    let mut all = at_work();
    let (mut bob, mut ann) = (all.pop().unwrap(), all.pop().unwrap());
    ann.does(vec![set("detail", "同一句")]).unwrap();
    bob.does(vec![set("detail", "同一句")]).unwrap();
    ann.sees(&bob);
    assert_eq!(ann.record().conflicts().count(), 0);
}

#[test]
fn open_work_wins_over_closed_work() {
    let mut all = at_work();
    let (mut bob, mut ann, mut boss) = (all.pop().unwrap(), all.pop().unwrap(), all.pop().unwrap());
    ann.does(vec![take("finish", 2, &[])]).unwrap();
    boss.sees(&ann);
    bob.sees(&ann);
    boss.does(vec![take("confirm", 3, &[])]).unwrap();
    bob.does(vec![because(take("return", 4, &[]), "还漏水")]).unwrap();
    boss.sees(&bob);
    bob.sees(&boss);
    assert_eq!(boss.stage(), "returned");
    assert_eq!(bob.stage(), "returned");
}

#[test]
fn a_removal_removes_only_what_its_author_saw() {
    let mut all = at_work();
    let (mut bob, mut ann) = (all.pop().unwrap(), all.pop().unwrap());
    let add = || Act::Add { field: "tags".into(), value: "急".into() };
    ann.does(vec![add()]).unwrap();
    bob.sees(&ann);
    bob.does(vec![Act::Remove { field: "tags".into(), value: "急".into() }]).unwrap();
    ann.does(vec![add()]).unwrap();
    ann.sees(&bob);
    assert!(ann.record().sets["tags"].contains("急"));
}

fn act(kind: u8, n: u128) -> Vec<Act> {
    let text = format!("第{n}句");
    match kind % 8 {
        0 => vec![set("detail", text)],
        1 => vec![set("title", text)],
        2 => vec![append("notes", n + 1000, &[("text", &text)])],
        3 => vec![Act::Add { field: "tags".into(), value: format!("标签{}", n % 3) }],
        4 => vec![Act::Remove { field: "tags".into(), value: format!("标签{}", n % 3) }],
        5 => vec![take("start", n + 1000, &[])],
        6 => vec![take("finish", n + 1000, &[])],
        _ => vec![because(take(if n.is_multiple_of(2) { "return" } else { "confirm" }, n + 1000, &[]), "再看")],
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn replicas_agree_whatever_the_order(plan in prop::collection::vec((0usize..3, 0u8..8, prop::option::of(0usize..3)), 1..40)) {
        let process: Process = task::process();
        let mut all = at_work();
        for (n, (who, kind, seen)) in plan.into_iter().enumerate() {
            // A refusal on the device writes nothing; that is part of the plan.
            let heads = all[who].doc.get_heads();
            if all[who].does(act(kind, n as u128)).is_err() {
                prop_assert_eq!(&all[who].doc.get_heads(), &heads);
            }
            if let Some(other) = seen.filter(|other| *other != who) {
                let changes = all[who].doc.get_changes(&[]);
                all[other].doc.apply_changes(changes).unwrap();
            }
        }
        let everything: Vec<_> = all.iter().flat_map(|device| device.doc.get_changes(&[])).collect();
        for device in &mut all {
            device.doc.apply_changes(everything.clone()).unwrap();
        }
        let mut backwards = shared::record::schema::genesis(&process);
        backwards.apply_changes(everything.into_iter().rev()).unwrap();
        let first = all[0].record();
        prop_assert_eq!(&shared::record::read::read(&backwards, &all[0].record), &first);
        for device in &all {
            prop_assert_eq!(&device.record(), &first);
            let row = summarize(&device.record(), &process, None, &Alone);
            prop_assert_eq!(row, summarize(&first, &process, None, &Alone));
        }
        prop_assert!(first.steps.len() < 100 && first.single("title") != &Value::Null);
    }
}
