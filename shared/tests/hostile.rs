//! What a hostile client can send once it is signed in: bytes with a sound checksum and a bad heart.

mod support;

use automerge::{Automerge, Change, ExpandedChange};
use sha2::{Digest, Sha256};
use shared::id::RecordId;
use shared::principal::Post;
use shared::process::task;
use shared::protocol::RejectionCode;
use std::num::NonZeroU64;
use support::*;

fn company() -> (Server, Device) {
    let record = RecordId(uuid(1));
    let process = task::process();
    let mut boss = Device::new(person("boss", Post::Supervisor), &process, &record, 1);
    let mut server = Server::new(&process, &record);
    let birth = boss.does(vec![take("create", 1, &[("assignee", "ann")]), set("title", "回电")]).unwrap();
    server.takes(&boss.principal, birth.raw_bytes()).unwrap();
    (server, boss)
}

fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let hash = Sha256::digest(&bytes[8..]);
    bytes[4..8].copy_from_slice(&hash[..4]);
    bytes
}

fn still_works(server: &mut Server, boss: &mut Device) {
    boss.doc = server.doc.clone().with_actor(boss.doc.get_actor().clone());
    let next = boss.does(vec![append("notes", 900, &[("text", "还能写")])]).unwrap();
    server.takes(&boss.principal, next.raw_bytes()).unwrap();
    let saved = server.doc.save();
    assert_eq!(Automerge::load(&saved).unwrap().get_heads(), server.doc.get_heads());
}

#[test]
fn counters_that_automerge_trusts_are_not_trusted() {
    let (mut server, mut boss) = company();
    let mut copy = Device::new(boss.principal.clone(), &task::process(), &boss.record, 1);
    copy.doc = boss.doc.clone();
    let honest: ExpandedChange = copy.does(vec![set("detail", "一句话")]).unwrap().decode();
    let start = honest.start_op.get();
    for start_op in [1, start - 1, start + 1, start + 2, 1_000_000, 1 << 31, (1 << 32) - 2, (1 << 32) - 1, 1 << 32] {
        let forged = ExpandedChange { start_op: NonZeroU64::new(start_op).unwrap(), ..honest.clone() };
        let bytes = Change::from(forged).raw_bytes().to_vec();
        assert_eq!(
            server.takes(&boss.principal, &bytes).unwrap_err().code,
            RejectionCode::Malformed,
            "start_op {start_op}"
        );
    }
    for seq in [0, 1, honest.seq + 1, 1 << 62, u64::MAX] {
        let bytes = Change::from(ExpandedChange { seq, ..honest.clone() }).raw_bytes().to_vec();
        assert!(server.takes(&boss.principal, &bytes).is_err(), "seq {seq}");
    }
    for time in [i64::MIN, -1, i64::MAX] {
        let bytes = Change::from(ExpandedChange { time, ..honest.clone() }).raw_bytes().to_vec();
        assert!(server.takes(&boss.principal, &bytes).is_err(), "time {time}");
    }
    let message = ExpandedChange { message: Some("x".repeat(10_000)), ..honest.clone() };
    assert!(server.takes(&boss.principal, Change::from(message).raw_bytes()).is_err(), "message");
    let extra = ExpandedChange { extra_bytes: vec![0; 10_000], ..honest.clone() };
    assert!(server.takes(&boss.principal, Change::from(extra).raw_bytes()).is_err(), "extra bytes");
    let orphan = ExpandedChange { deps: vec![automerge::ChangeHash([7; 32])], ..honest.clone() };
    let refused = server.takes(&boss.principal, Change::from(orphan).raw_bytes()).unwrap_err();
    assert_eq!(refused.code, RejectionCode::MissingDeps);
    still_works(&mut server, &mut boss);
}

/// A change names all ends of the history that its author has seen, and all authors whose values it writes over. Were
/// there more of them than it may name, no honest change would come in any more.
#[test]
fn nobody_can_leave_more_side_by_side_than_a_change_may_name() {
    let (mut server, mut boss) = company();
    let most = shared::limits::RECORD_ENDS_MAX;
    let start = boss.doc.clone();
    // More ends than fit, one after the other; every fifth time somebody draws them together, but for the values.
    let mut refused = 0;
    for turn in 0..80 {
        let mut copy = Device::new(boss.principal.clone(), &task::process(), &boss.record, 100 + turn);
        copy.doc = start.clone().with_actor(copy.doc.get_actor().clone());
        let change = copy.does(vec![set("detail", format!("第 {turn} 句"))]).unwrap();
        match server.takes(&boss.principal, change.raw_bytes()) {
            Ok(()) => {}
            Err(rejection) => {
                assert_eq!(rejection.code, RejectionCode::TooLarge);
                refused += 1;
            }
        }
        if turn % 5 == 4 {
            still_writes(&mut server, &mut boss, u128::from(turn));
        }
    }
    assert_eq!(refused, 80 - most, "{} values side by side", most);
    boss.doc = server.doc.clone().with_actor(boss.doc.get_actor().clone());
    let settled = boss.does(vec![set("detail", "就这样")]).unwrap();
    server.takes(&boss.principal, settled.raw_bytes()).unwrap();
    // And ends alone: each writes a note of its own.
    let start = server.doc.clone();
    let notes = (0..60).filter(|turn| {
        let mut copy = Device::new(boss.principal.clone(), &task::process(), &boss.record, 180 + *turn as u8);
        copy.doc = start.clone().with_actor(copy.doc.get_actor().clone());
        let change = copy.does(vec![append("notes", 2_000 + turn, &[("text", "记")])]).unwrap();
        server.takes(&boss.principal, change.raw_bytes()).is_ok()
    });
    assert_eq!(notes.count(), most);
    still_works(&mut server, &mut boss);
}

fn still_writes(server: &mut Server, boss: &mut Device, turn: u128) {
    boss.doc = server.doc.clone().with_actor(boss.doc.get_actor().clone());
    let next = boss.does(vec![append("notes", 1_000 + turn, &[("text", "还能写")])]).unwrap();
    server.takes(&boss.principal, next.raw_bytes()).unwrap();
}

/// A change of 70 bytes that claims a hundred million rows: reading it would burn most of a minute.
#[test]
fn a_run_length_bomb_is_refused_unread() {
    let (mut server, mut boss) = company();
    let mut body = vec![0, 16];
    body.extend([9; 16]);
    body.extend([1, 2, 0, 0, 0]); // seq, start_op, time, message, other actors
    body.extend([1, 0x42, 5]); // one column: actions, five bytes
    body.extend([0x80, 0xc2, 0xd7, 0x2f, 1]); // 100,000,000 times "1"
    let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1, u8::try_from(body.len()).unwrap()];
    bytes.extend(body);
    assert_eq!(server.takes(&boss.principal, &sealed(bytes)).unwrap_err().code, RejectionCode::TooLarge);
    for kind in [0, 2, 3, 255] {
        let mut bytes = boss.doc.get_changes(&[])[1].raw_bytes().to_vec();
        bytes[8] = kind;
        assert_eq!(
            server.takes(&boss.principal, &sealed(bytes)).unwrap_err().code,
            RejectionCode::Malformed,
            "chunk {kind}"
        );
    }
    assert_eq!(server.takes(&boss.principal, &vec![0; 300_000]).unwrap_err().code, RejectionCode::TooLarge);
    still_works(&mut server, &mut boss);
}

/// A small generator of our own, so that a failing run can be had again from its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides.max(1) as u64).unwrap_or_default()
    }
}

#[test]
fn twenty_thousand_mutated_changes_leave_the_record_alive() {
    let seed = std::env::var("HUIFANG_TEST_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_123);
    println!("HUIFANG_TEST_SEED={seed}");
    let mut dice = Dice(seed);
    let (mut server, mut boss) = company();
    let mut honest = vec![];
    for acts in [
        vec![set("detail", "带上工具"), set("source", "customer")],
        vec![append("notes", 50, &[("text", "已联系")])],
        vec![shared::record::command::Act::Add { field: "tags".into(), value: "急".into() }],
    ] {
        let mut copy = Device::new(boss.principal.clone(), &task::process(), &boss.record, 1);
        copy.doc = boss.doc.clone();
        honest.push(copy.does(acts).unwrap().raw_bytes().to_vec());
    }
    let mut accepted = 0;
    for _ in 0..20_000 {
        let mut bytes = honest[dice.roll(honest.len())].clone();
        for _ in 0..=dice.roll(4) {
            let at = 8 + dice.roll(bytes.len() - 8);
            match dice.roll(3) {
                0 => bytes[at] = dice.roll(256) as u8,
                1 => bytes[at] ^= 1 << dice.roll(8),
                _ if bytes.len() > 40 => drop(bytes.remove(at)),
                _ => bytes.insert(at, dice.roll(256) as u8),
            }
        }
        let bytes = sealed(bytes);
        let before = server.doc.clone();
        if server.takes(&boss.principal, &bytes).is_ok() {
            accepted += 1;
            still_works(&mut server, &mut boss);
        }
        server.doc = before;
    }
    println!("{accepted} of 20000 were honest after all");
    still_works(&mut server, &mut boss);
}
