//! Stories of devices and a server, with the network cut, answers lost and repeated, and changes refused.

mod support;

use automerge::Change;
use shared::id::RecordId;
use shared::principal::{Post, Principal};
use shared::process::{Process, task};
use shared::protocol::{Rejection, RejectionCode};
use shared::record::command::{Act, Command, Stamp};
use shared::replica::Replica;
use shared::rule::Alone;
use support::{NOW_MS, Server, append, because, person, set, take, uuid};

struct Person {
    who: Principal,
    replica: Replica,
    actor: u8,
    clock_ms: i64,
    parked: Vec<(Vec<Act>, Rejection)>,
}

impl Person {
    fn new(who: Principal, process: &Process, actor: u8) -> Self {
        let replica = Replica::new(RecordId(uuid(1)), process.clone(), [actor; 16]);
        Self { who, replica, actor, clock_ms: NOW_MS, parked: vec![] }
    }

    fn does(&mut self, acts: Vec<Act>) {
        self.clock_ms += 1000;
        let command = Command { record: RecordId(uuid(1)), process: "task".into(), acts };
        let stamp = Stamp { post: self.who.holdings[0].post, principal: self.who.clone(), at_ms: self.clock_ms };
        self.replica.commit(command, stamp, &Alone).unwrap();
    }

    /// One push of everything that waits. `answers` says how many answers come back before the line is cut.
    fn pushes(&mut self, server: &mut Server, log: &mut Vec<Change>, answers: usize) {
        let batch: Vec<Change> = self.replica.pending().iter().map(|pending| pending.change.clone()).collect();
        let outcome: Vec<_> = batch
            .iter()
            .map(|change| {
                if log.iter().any(|known| known.hash() == change.hash()) {
                    return Ok(());
                }
                server.takes(&self.who, change.raw_bytes()).map(|()| log.push(change.clone()))
            })
            .collect();
        for (change, answer) in batch.iter().zip(outcome).take(answers) {
            match answer {
                Ok(()) => {
                    self.replica.acknowledge(change.hash().0);
                }
                Err(why) => {
                    self.actor += 100;
                    let effects = self.replica.reject(change.hash().0, why, [self.actor; 16], &Alone);
                    self.parked.extend(effects.parked.into_iter().map(|parked| (parked.command.acts, parked.why)));
                }
            }
        }
    }

    fn pulls(&mut self, log: &[Change]) {
        self.replica.receive(log.to_vec()).unwrap();
    }
}

fn company() -> (Server, Vec<Change>, Person, Person) {
    let process = task::process();
    let mut server = Server::new(&process, &RecordId(uuid(1)));
    let mut log = vec![];
    let mut boss = Person::new(person("boss", Post::Supervisor), &process, 1);
    boss.does(vec![take("create", 1, &[("assignee", "ann"), ("department", "service")]), set("title", "回电")]);
    boss.pushes(&mut server, &mut log, 9);
    let mut ann = Person::new(person("ann", Post::Specialist), &process, 2);
    ann.pulls(&log);
    (server, log, boss, ann)
}

#[test]
fn an_answer_that_is_lost_is_asked_for_again() {
    let (mut server, mut log, mut boss, mut ann) = company();
    ann.does(vec![append("notes", 10, &[("text", "已到楼下")])]);
    ann.does(vec![append("notes", 11, &[("text", "无人应门")])]);
    ann.pushes(&mut server, &mut log, 0);
    assert_eq!(ann.replica.pending().len(), 2, "not confirmed without an answer");
    ann.pushes(&mut server, &mut log, 9);
    assert!(ann.replica.pending().is_empty());
    assert_eq!(log.len(), 3, "each change is in the log once");
    boss.pulls(&log);
    boss.pulls(&log);
    assert_eq!(boss.replica.record().entries("notes").len(), 2);
}

#[test]
fn a_refusal_loses_nobody_s_words() {
    let (mut server, mut log, mut boss, mut ann) = company();
    // Offline, ann finishes what boss has cancelled meanwhile, and writes before and after it.
    boss.does(vec![because(take("cancel", 2, &[]), "客户取消了")]);
    boss.pushes(&mut server, &mut log, 9);
    ann.does(vec![append("notes", 20, &[("text", "第一句")])]);
    ann.does(vec![take("finish", 21, &[])]);
    ann.does(vec![append("notes", 22, &[("text", "第三句")])]);
    // The steps are mergeable, so the server takes them; a supervisor's reassignment is decided and does not merge.
    ann.pushes(&mut server, &mut log, 9);
    assert!(ann.parked.is_empty());
    boss.pulls(&log);
    assert_eq!(boss.replica.record().stage(&task::process(), &Alone), Some("done"), "open work wins");

    let process = task::process();
    let mut late = Person::new(person("lead", Post::Supervisor), &process, 3);
    late.pulls(&log[..1]);
    late.does(vec![append("notes", 30, &[("text", "先说明")])]);
    late.does(vec![take("reassign", 31, &[("assignee", "bob")])]);
    late.does(vec![append("notes", 32, &[("text", "后补充")])]);
    late.pushes(&mut server, &mut log, 9);
    assert_eq!(late.parked.len(), 1);
    assert_eq!(late.parked[0].1.code, RejectionCode::StageMoved);
    assert!(matches!(&late.parked[0].0[0], Act::Take { step, .. } if step == "reassign"));
    late.pushes(&mut server, &mut log, 9);
    assert!(late.replica.pending().is_empty(), "what stood behind the refused one went through");
    late.pulls(&log);
    let texts: Vec<_> =
        late.replica.record().entries("notes").iter().map(|e| e.values["text"].as_text().unwrap().to_owned()).collect();
    for sentence in ["第一句", "第三句", "先说明", "后补充"] {
        assert_eq!(texts.iter().filter(|text| *text == sentence).count(), 1, "{sentence}");
    }
}

#[test]
fn storage_gives_back_what_was_kept() {
    let (_, log, _, mut ann) = company();
    ann.does(vec![set("detail", "带钥匙")]);
    let snapshot = ann.replica.confirmed_snapshot();
    let pending = ann.replica.pending().to_vec();
    let again = Replica::open(RecordId(uuid(1)), task::process(), [50; 16], &snapshot, log, pending).unwrap();
    assert_eq!(again.record().single("detail"), ann.replica.record().single("detail"));
    assert_eq!(again.pending().len(), 1);
    assert!(Replica::open(RecordId(uuid(1)), task::process(), [50; 16], b"not a document", vec![], vec![]).is_err());
}
