//! A hostile device, signed in and tireless, against the program as it is installed. What it may not do is in
//! `shared/tests/hostile.rs`, one by one; here it is done to a running server, twenty thousand times.

mod support;

use std::io::{BufRead, BufReader};
use std::num::NonZeroU64;
use std::process::{Child, Command, Stdio};

use automerge::{ActorId, Automerge, Change, ChangeHash, ExpandedChange};
use reqwest::{Client, Method};
use serde_json::json;
use sha2::{Digest, Sha256};
use shared::id::RecordId;
use shared::limits::{PUSH_BYTES_MAX, PUSH_CHANGES_MAX};
use shared::principal::Post;
use shared::process::customer;
use shared::protocol::{Answer, PROTOCOL_VERSION, Push, PushChange, Pushed, RejectionCode};
use shared::record::command::Act;
use support::*;

const PUSHES: usize = 20_000;
/// What the server may grow by under attack.
const GROWTH_MAX_KB: u64 = 128 * 1024;

/// A small generator of our own, so that a failing run can be had again from its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides.max(1) as u64).unwrap_or_default()
    }

    fn actor(&mut self) -> ActorId {
        let bytes: Vec<u8> = (0..16).map(|_| self.roll(256) as u8).collect();
        ActorId::from(&bytes[..])
    }
}

fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() > 8 {
        let hash = Sha256::digest(&bytes[8..]);
        bytes[4..8].copy_from_slice(&hash[..4]);
    }
    bytes
}

/// The program, killed whatever happens to the test.
struct Running(Child);

impl Running {
    fn start(data: &str) -> (Running, std::net::SocketAddr) {
        let mut serve = Command::new(env!("CARGO_BIN_EXE_huifang"));
        serve.args(["serve", "--listen", "127.0.0.1:0", "--data", data, "--log", "error"]).stdout(Stdio::piped());
        let mut child = serve.env_remove("HUIFANG_DATABASE_URL").spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let at = lines.map(Result::unwrap).find_map(|line| Some(line.strip_prefix("listening on http://")?.to_owned()));
        (Running(child), at.unwrap().parse().unwrap())
    }

    fn resident_kb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Somebody who knows the protocol well.
struct Attacker {
    dice: Dice,
    me: Person,
    /// The record under attack as it was at its birth, and its birth.
    doc: Doc,
    birth: Vec<u8>,
    victim: ActorId,
    /// What was sent before, to be sent again.
    sent: Vec<Vec<u8>>,
}

impl Attacker {
    /// A change that would be let in, under an actor id that nobody has used.
    fn honest(&mut self) -> Change {
        let acts = match self.dice.roll(4) {
            0 => vec![set("address", "东街 1 号"), set("needs", "换锁")],
            1 => vec![Act::Add { field: "tags".into(), value: "急".into() }],
            2 => vec![Act::Splice { field: "dynamics".into(), at: 0, delete: 0, insert: "来电".into() }],
            _ => vec![Act::Count { field: "calls".into(), by: 1 }],
        };
        self.me.actor = self.dice.actor();
        let mut copy = Doc { id: self.doc.id.clone(), process: self.doc.process.clone(), doc: self.doc.doc.clone() };
        Change::from_bytes(self.me.write(&mut copy, acts).bytes).unwrap()
    }

    /// One blow. The letters are the rows of the table of what was measured first (reliability, section 0).
    fn blow(&mut self) -> Vec<u8> {
        let change = self.honest();
        let honest = change.decode();
        let start = honest.start_op.get();
        let forged = |forge: ExpandedChange| Change::from(forge).raw_bytes().to_vec();
        let starts = [1, start - 1, start + 1, 1 << 31, (1 << 32) - 2, (1 << 32) - 1, 1 << 32];
        match self.dice.roll(24) {
            // A: a run of a hundred million rows in seventy bytes.
            0 => {
                let mut body = vec![0, 16];
                body.extend(self.dice.actor().to_bytes());
                body.extend([1, 2, 0, 0, 0, 1, 0x42, 5, 0x80, 0xc2, 0xd7, 0x2f, 1]);
                let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1, body.len() as u8];
                bytes.extend(body);
                sealed(bytes)
            }
            // B: deflated, and much larger than it looks.
            1 => {
                let mut change = Change::from(ExpandedChange { message: Some("0".repeat(200_000)), ..honest });
                change.bytes().into_owned()
            }
            // C: after changes that nobody has.
            2 => {
                let seed = self.dice.roll(256) as u8;
                forged(ExpandedChange { deps: vec![ChangeHash([seed; 32])], ..honest })
            }
            // D: in somebody else's name.
            3 => {
                let seq = [1, 2, 3, 1 << 40][self.dice.roll(4)];
                forged(ExpandedChange { actor_id: self.victim.clone(), seq, ..honest })
            }
            // E, F, G: counters that Automerge trusts.
            4 => forged(ExpandedChange { seq: [0, 2, 1 << 62, u64::MAX][self.dice.roll(4)], ..honest }),
            5 => forged(ExpandedChange { start_op: NonZeroU64::new(starts[self.dice.roll(7)]).unwrap(), ..honest }),
            6 => forged(ExpandedChange { start_op: NonZeroU64::new(1_000_000).unwrap(), ..honest }),
            // H: another checksum.
            7 => {
                let mut bytes = change.raw_bytes().to_vec();
                bytes[4 + self.dice.roll(4)] ^= 1 << self.dice.roll(8);
                bytes
            }
            // I: long names, long words, odd times.
            8 => {
                let long = [17, 1_000, 100_000][self.dice.roll(3)];
                forged(ExpandedChange { actor_id: ActorId::from(&vec![7; long][..]), ..honest })
            }
            9 => forged(ExpandedChange { message: Some("x".repeat(1 + self.dice.roll(10_000))), ..honest }),
            10 => forged(ExpandedChange { extra_bytes: vec![7; 1 + self.dice.roll(10_000)], ..honest }),
            11 => forged(ExpandedChange { time: [i64::MIN, -1, i64::MAX][self.dice.roll(3)], ..honest }),
            // J: again, and out of order.
            12 | 13 if !self.sent.is_empty() => self.sent[self.dice.roll(self.sent.len())].clone(),
            // Operations left out, doubled, turned round.
            14 | 15 => {
                let mut operations = honest.operations.clone();
                match self.dice.roll(3) {
                    0 => drop(operations.pop()),
                    1 => operations.extend(honest.operations.clone()),
                    _ => operations.reverse(),
                }
                forged(ExpandedChange { operations, ..honest })
            }
            // K: a few bytes at random, under a right checksum.
            _ => {
                let mut bytes = change.raw_bytes().to_vec();
                for _ in 0..=self.dice.roll(4) {
                    let at = 8 + self.dice.roll(bytes.len() - 8);
                    match self.dice.roll(4) {
                        0 => bytes[at] = self.dice.roll(256) as u8,
                        1 => bytes[at] ^= 1 << self.dice.roll(8),
                        2 if bytes.len() > 40 => drop(bytes.remove(at)),
                        _ => bytes.insert(at, self.dice.roll(256) as u8),
                    }
                }
                sealed(bytes)
            }
        }
    }

    /// As many as one push may carry.
    fn push(&mut self, most: usize) -> Vec<PushChange> {
        let (mut changes, mut size) = (vec![], 0);
        while changes.len() < most.min(PUSH_CHANGES_MAX) && size < PUSH_BYTES_MAX - 300_000 {
            let bytes = self.blow();
            size += bytes.len() + 100;
            if self.sent.len() < 1_000 {
                self.sent.push(bytes.clone());
            }
            let (mut record, mut process, mut version) = (self.doc.id.clone(), "customer", 1);
            match self.dice.roll(40) {
                0 => record = RecordId::new(backend::chance::id()),
                1 => record = RecordId::from("../../etc/passwd"),
                2 => process = "task",
                3 => process = "\0",
                4 => version = u32::MAX,
                _ => {}
            }
            changes.push(PushChange { record, process: process.into(), version, bytes });
        }
        changes
    }
}

/// Opens the record anew and writes over what is contended.
async fn settle(head: &Person, record: &RecordId) -> Doc {
    let bytes = snapshots(&head.pull(0, "").await).remove(record).unwrap();
    let mut doc = Doc { id: record.clone(), process: customer::process(), doc: Automerge::load(&bytes).unwrap() };
    let tag = Act::Add { field: "tags".into(), value: "急".into() };
    let acts = vec![set("address", "西街 1 号"), set("needs", "修门"), tag];
    accepted(&head.push(vec![head.write(&mut doc, acts)]).await);
    doc
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_thousand_hostile_changes_leave_the_server_at_work() {
    let seed = std::env::var("HUIFANG_TEST_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_123);
    println!("HUIFANG_TEST_SEED={seed}");
    let server = start(None).await;
    let data = server.folder.path().to_str().unwrap().to_owned();
    let (mut head, mut me) =
        (server.person("head", Post::Supervisor).await, server.person("li", Post::Specialist).await);
    let (running, at) = Running::start(&data);
    (head.at, me.at) = (at, at);

    let (doc, made) = file(&me, "王小姐");
    let birth = made.bytes.clone();
    accepted(&me.push(vec![made]).await);
    let victim = head.actor.clone();
    let (own, other) = file(&head, "别人的");
    accepted(&head.push(vec![other]).await);
    let mut attacker = Attacker { dice: Dice(seed), me, doc, birth, victim, sent: vec![] };

    let client = Client::new();
    let (mut sent, mut let_in, mut before) = (0, 0, None);
    while sent < PUSHES {
        let changes = attacker.push(PUSHES - sent);
        let count = changes.len();
        let body = postcard::to_stdvec(&Push::new(changes)).unwrap();
        let request = client.post(format!("http://{at}/api/v1/push")).body(body);
        let answer = request.header("cookie", format!("huifang={}", attacker.me.token)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let pushed: Pushed = postcard::from_bytes(&answer.bytes().await.unwrap()).unwrap();
        assert_eq!(pushed.answers.len(), count, "each is answered");
        let_in += pushed.answers.iter().filter(|answer| matches!(answer, Answer::Accepted { .. })).count();
        sent += count;
        let health = client.get(format!("http://{at}/healthz")).send().await.unwrap();
        assert_eq!(health.status(), 200);
        // Somebody honest works on in between, over whatever came in.
        settle(&head, &attacker.doc.id).await;
        // What the first push has warmed up is no growth.
        before.get_or_insert_with(|| running.resident_kb());
    }
    let (before, after) = (before.unwrap_or_default(), running.resident_kb());
    println!("{let_in} of {sent} were honest after all; {before} kB before, {after} kB after");
    assert!(after.saturating_sub(before) < GROWTH_MAX_KB, "{before} kB before, {after} kB after");

    let held = snapshots(&head.pull(0, "").await);
    assert!(held.contains_key(&own.id));
    let mut doc = settle(&head, &attacker.doc.id).await;
    assert!(doc.doc.get_changes(&[]).iter().any(|change| change.raw_bytes() == attacker.birth));
    accepted(&head.push(vec![head.write(&mut doc, vec![set("address", "西街 9 号")])]).await);
    let again = Automerge::load(&snapshots(&head.pull(0, "").await)[&doc.id]).unwrap();
    assert_eq!(again.get_heads(), doc.doc.get_heads());
    assert_eq!(Automerge::load(&doc.doc.save()).unwrap().get_heads(), doc.doc.get_heads());
    // The log tells the same story from its beginning.
    drop(running);
    let rows = server.rows().await;
    server.state.records.rebuild().await.unwrap();
    assert_eq!(server.rows().await, rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_has_its_code() {
    let server = start(None).await;
    let (admin, li) = (server.person("admin", Post::Administrator).await, server.person("li", Post::Specialist).await);
    let zhao = server.person("zhao", Post::Specialist).await;
    let raw = async |path: &str, kind: &str, body: Vec<u8>| {
        let request = Client::new().post(format!("http://{}{path}", server.at)).header("content-type", kind);
        let answer = request.header("cookie", format!("huifang={}", li.token)).body(body).send().await.unwrap();
        let status = answer.status().as_u16();
        let problem: serde_json::Value = answer.json().await.unwrap();
        (status, problem["code"].as_str().unwrap_or_default().to_owned())
    };
    let octets = "application/octet-stream";
    let problem = |status: u16, code: &str| (status, code.to_owned());
    let large = vec![0; PUSH_BYTES_MAX + 1];
    assert_eq!(raw("/api/v1/push", octets, large).await, problem(413, "too_large"));
    assert_eq!(raw("/api/v1/push", octets, vec![255; 100]).await, problem(400, "malformed"));
    let of_tomorrow = postcard::to_stdvec(&Push { protocol: PROTOCOL_VERSION + 1, ..Push::new(vec![]) }).unwrap();
    assert_eq!(raw("/api/v1/push", octets, of_tomorrow).await, problem(426, "outdated"));
    assert_eq!(raw("/api/v1/push", "application/json", b"{}".to_vec()).await, problem(400, "malformed"));
    assert_eq!(raw("/api/v1/session", octets, b"{}".to_vec()).await, problem(415, "unsupported_type"));
    assert_eq!(raw("/api/v1/session", "application/json", vec![b' '; 70_000]).await, problem(413, "too_large"));
    assert_eq!(raw("/api/v1/pull", octets, vec![]).await, problem(405, "method_not_allowed"));
    let nobody = format!("/api/v1/people/{}", backend::chance::id());
    let (status, said) = admin.ask(Method::PUT, &nobody, Some(json!({ "name": "x" }))).await;
    assert_eq!((status, said["code"].as_str()), (404, Some("not_found")));

    // Somebody else's record, and one that nobody has made.
    let (mut doc, made) = file(&zhao, "王小姐");
    accepted(&zhao.push(vec![made]).await);
    let mask = Person { actor: li.actor.clone(), ..zhao };
    let theirs = mask.write(&mut doc, vec![set("address", "x")]);
    let nowhere = PushChange { record: RecordId::new(backend::chance::id()), ..theirs.clone() };
    let [Answer::Rejected(theirs), Answer::Rejected(nowhere)] = &li.push(vec![theirs, nowhere]).await[..] else {
        panic!("neither may come in")
    };
    assert_eq!((theirs.code, nowhere.code), (RejectionCode::Denied, RejectionCode::MissingDeps));
}
