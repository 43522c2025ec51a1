//! What the door lets in, and what it does not.

mod support;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, ObjType, ROOT, ReadDoc, ScalarValue};
use shared::id::RecordId;
use shared::principal::Post;
use shared::process::{customer, task};
use shared::protocol::RejectionCode;
use shared::record::command::{Act, CommandCode};
use support::*;

fn born() -> (Server, Device, RecordId) {
    let record = RecordId(uuid(1));
    let process = customer::process();
    let mut ann = Device::new(person("ann", Post::Specialist), &process, &record, 1);
    let mut server = Server::new(&process, &record);
    let birth = ann.does(vec![take("extract", 10, &[("department", "service")]), set("name", "张三")]).unwrap();
    server.takes(&ann.principal, birth.raw_bytes()).unwrap();
    (server, ann, record)
}

#[test]
fn everything_that_a_form_writes_comes_in() {
    let (mut server, mut ann, _) = born();
    let acts = vec![
        vec![set("address", "西湖区文三路 1 号"), set("is_member", true)],
        vec![Act::Add { field: "phones".into(), value: "138 0013 8000".into() }],
        vec![append("contacts", 20, &[("channel", "phone"), ("content", "已沟通")])],
        vec![Act::Count { field: "calls".into(), by: 1 }],
        vec![Act::Splice { field: "dynamics".into(), at: 0, delete: 0, insert: "新房装修中".into() }],
        vec![Act::Splice { field: "dynamics".into(), at: 2, delete: 2, insert: "已".into() }],
        vec![Act::Remove { field: "phones".into(), value: "138 0013 8000".into() }],
        vec![take("submit", 30, &[])],
        vec![set("address", shared::value::Value::Null)],
    ];
    for acts in acts {
        let told = format!("{acts:?}");
        let change = ann.does(acts).unwrap();
        server.takes(&ann.principal, change.raw_bytes()).unwrap_or_else(|no| panic!("{told}: {no:?}"));
    }
    assert_eq!(server.doc.get_heads(), ann.doc.get_heads());
    assert_eq!(ann.record().texts["dynamics"], "新房已中");
    assert_eq!(ann.stage(), "submitted");
}

#[test]
fn several_steps_of_one_act_keep_their_order() {
    // Whatever the order of their ids in the document.
    for ids in [[30, 31, 32], [32, 31, 30], [31, 30, 32]] {
        let (mut server, ann, record) = born();
        let mut boss = Device::new(person("boss", Post::Supervisor), &customer::process(), &record, 7);
        boss.sees(&ann);
        let [submit, classify, assign] = ids;
        let acts = vec![
            set("class", "A"),
            take("submit", submit, &[]),
            take("classify", classify, &[]),
            take("assign", assign, &[("owner", "ann")]),
        ];
        let change = boss.does(acts).unwrap();
        server.takes(&boss.principal, change.raw_bytes()).unwrap_or_else(|no| panic!("{ids:?}: {no:?}"));
        assert_eq!(boss.stage(), "assigned");
    }
}

#[test]
fn a_rule_of_the_form_is_a_rule_of_the_door() {
    let (mut server, mut ann, record) = born();
    let process = customer::process();
    // The button says no …
    let refused = ann.does(vec![take("assign", 40, &[("owner", "ann")])]).unwrap_err();
    assert_eq!(refused.code, CommandCode::NotAllowed);
    assert_eq!(ann.does(vec![set("class", "A")]).unwrap_err().code, CommandCode::NotAllowed);
    assert_eq!(ann.does(vec![set("name", "")]).unwrap_err().code, CommandCode::Required);
    // … and so does the door, when a client of one's own making asks as somebody else.
    let mut forged = Device::new(person("eve", Post::Supervisor), &process, &record, 9);
    forged.sees(&ann);
    let change = forged.does(vec![set("class", "A")]).unwrap();
    let specialist = person("eve", Post::Specialist);
    assert_eq!(server.takes(&specialist, change.raw_bytes()).unwrap_err().code, RejectionCode::Denied);
    let mut forged = Device::new(person("boss", Post::Supervisor), &process, &record, 8);
    forged.sees(&ann);
    let change = forged.does(vec![take("submit", 41, &[])]).unwrap();
    assert_eq!(server.takes(&specialist, change.raw_bytes()).unwrap_err().code, RejectionCode::Denied);
}

#[test]
fn a_decided_step_waits_for_the_server_and_loses_to_news() {
    let record = RecordId(uuid(2));
    let process = task::process();
    let mut boss = Device::new(person("boss", Post::Supervisor), &process, &record, 1);
    let mut server = Server::new(&process, &record);
    let birth = boss
        .does(vec![take("create", 1, &[("assignee", "ann"), ("department", "service")]), set("title", "送发票")])
        .unwrap();
    server.takes(&boss.principal, birth.raw_bytes()).unwrap();
    let mut ann = Device::new(person("ann", Post::Specialist), &process, &record, 2);
    ann.sees(&boss);
    let begun = ann.does(vec![take("start", 2, &[])]).unwrap();
    server.takes(&ann.principal, begun.raw_bytes()).unwrap();
    // boss has not seen the start; reassigning now depends on it.
    let moved = boss.does(vec![take("reassign", 3, &[("assignee", "bob")])]).unwrap();
    assert_eq!(server.takes(&boss.principal, moved.raw_bytes()).unwrap_err().code, RejectionCode::StageMoved);
}

#[test]
fn a_change_after_a_refused_one_is_named_as_such_and_not_kept() {
    let (mut server, mut ann, _) = born();
    let _refused = ann.does(vec![set("needs", "第一句")]).unwrap();
    let next = ann.does(vec![set("needs", "第二句")]).unwrap();
    assert_eq!(server.takes(&ann.principal, next.raw_bytes()).unwrap_err().code, RejectionCode::MissingDeps);
}

/// A hostile client writes what it likes with Automerge itself.
fn hostile(base: &Automerge, actor: u8, write: impl Fn(&mut automerge::transaction::Transaction<'_>)) -> Vec<u8> {
    let mut doc = base.clone().with_actor(ActorId::from(&[actor; 16][..]));
    let mut tx = doc.transaction();
    write(&mut tx);
    tx.commit_with(CommitOptions::default().with_time(NOW_MS / 1000));
    doc.get_last_local_change().expect("something was written").raw_bytes().to_vec()
}

#[test]
fn what_no_form_writes_stays_out() {
    let (mut server, ann, _) = born();
    let base = server.doc.clone();
    let object = |key: &str| base.get(ROOT, key).unwrap().unwrap().1;
    let (fields, entries, steps, counters) = (object("f"), object("e"), object("h"), object("n"));
    let step = base.keys(&steps).next().unwrap();
    let inside = base.get(&steps, step.as_str()).unwrap().unwrap().1;
    type Write<'a> = Box<dyn Fn(&mut automerge::transaction::Transaction<'_>) + 'a>;
    let attempts: Vec<(&str, Write<'_>)> = vec![
        ("a root key", Box::new(|tx| tx.put(ROOT, "x", 1).unwrap())),
        ("a container born again", Box::new(|tx| drop(tx.put_object(ROOT, "f", ObjType::Map).unwrap()))),
        ("a container deleted", Box::new(|tx| tx.delete(ROOT, "e").unwrap())),
        ("an unknown field", Box::new(|tx| tx.put(&fields, "salary", 1).unwrap())),
        ("a field deleted, not cleared", Box::new(|tx| tx.delete(&fields, "name").unwrap())),
        ("an object in a field", Box::new(|tx| drop(tx.put_object(&fields, "name", ObjType::Map).unwrap()))),
        ("a step rewritten", Box::new(|tx| tx.put(&inside, "by", "eve").unwrap())),
        ("a step deleted", Box::new(|tx| tx.delete(&steps, step.as_str()).unwrap())),
        ("a step shadowed", Box::new(|tx| drop(tx.put_object(&steps, step.as_str(), ObjType::Map).unwrap()))),
        ("an entry that is a scalar", Box::new(|tx| tx.put(&entries, "contacts\u{1f}x", 1).unwrap())),
        ("a counter set", Box::new(|tx| tx.put(&counters, "calls", ScalarValue::counter(9)).unwrap())),
        (
            "the same field twice",
            Box::new(|tx| {
                tx.put(&fields, "needs", "a").unwrap();
                tx.put(&fields, "needs", "b").unwrap();
            }),
        ),
        ("a wrong type", Box::new(|tx| tx.put(&fields, "name", 7).unwrap())),
    ];
    for (what, write) in attempts {
        let bytes = hostile(&base, 7, write);
        let refused = server.takes(&ann.principal, &bytes);
        assert!(refused.is_err(), "{what} came in");
        assert_eq!(server.doc.get_heads(), base.get_heads(), "{what} left a trace");
    }
}

#[test]
fn damaged_bytes_are_refused_one_by_one() {
    let (mut server, mut ann, _) = born();
    let honest = ann.does(vec![set("needs", "保留这一句")]).unwrap().raw_bytes().to_vec();
    for index in 0..honest.len() {
        for flip in [1u8, 0x80, 0xff] {
            let mut bytes = honest.clone();
            bytes[index] ^= flip;
            assert!(server.takes(&ann.principal, &bytes).is_err(), "byte {index} ^ {flip}");
        }
    }
    for length in 0..honest.len() {
        assert!(server.takes(&ann.principal, &honest[..length]).is_err(), "cut at {length}");
    }
    server.takes(&ann.principal, &honest).unwrap();
}

#[test]
fn somebody_else_s_record_of_the_wrong_stage_says_so_in_words() {
    let (_, mut ann, _) = born();
    ann.does(vec![take("submit", 50, &[])]).unwrap();
    let again = ann.does(vec![take("submit", 51, &[])]).unwrap_err();
    assert_eq!(again.code, CommandCode::WrongStage);
    assert!(again.say.zh.contains("已递交"), "{}", again.say.zh);
}

/// Automerge writes "this one" over a conflict, where this one is shown already, by taking the others away.
#[test]
fn a_conflict_is_settled_on_the_value_that_is_shown() {
    let (record, process) = (RecordId(uuid(77)), task::process());
    let mut boss = Device::new(person("boss", Post::Supervisor), &process, &record, 1);
    let mut ann = Device::new(person("ann", Post::Specialist), &process, &record, 2);
    let mut server = Server::new(&process, &record);
    let birth = boss.does(vec![take("create", 1, &[("assignee", "ann")]), set("title", "回电")]).unwrap();
    server.takes(&boss.principal, birth.raw_bytes()).unwrap();
    ann.sees(&boss);
    let (one, two) = (boss.does(vec![set("detail", "上午")]).unwrap(), ann.does(vec![set("detail", "下午")]).unwrap());
    server.takes(&boss.principal, one.raw_bytes()).unwrap();
    server.takes(&ann.principal, two.raw_bytes()).unwrap();
    boss.sees(&ann);
    assert_eq!(boss.record().conflicts().count(), 1);
    let shown = boss.record().single("detail").clone();
    let settled = boss.does(vec![set("detail", shown.clone())]).unwrap();
    // Not by somebody who may not write the field at all.
    assert!(server.takes(&person("eve", Post::Specialist), settled.raw_bytes()).is_err());
    server.takes(&boss.principal, settled.raw_bytes()).unwrap();
    let now = shared::record::read::read(&server.doc, &record);
    assert_eq!((now.conflicts().count(), now.single("detail")), (0, &shown));

    // Taking the only value away is no act of ours.
    let mut copy = server.doc.clone().with_actor(boss.doc.get_actor().clone());
    let fields = copy.get(automerge::ROOT, "f").unwrap().unwrap().1;
    let mut tx = copy.transaction();
    tx.delete(&fields, "detail").unwrap();
    tx.commit();
    let emptied = copy.get_last_local_change().unwrap();
    assert_eq!(server.takes(&boss.principal, emptied.raw_bytes()).unwrap_err().code, RejectionCode::UnknownEvent);
}
