//! What one change costs at the door and on the device: `cargo run --release -p shared --example door_bench`.

use automerge::{ActorId, Automerge};
use shared::admission::{Door, admit};
use shared::id::{DepartmentId, DeviceId, EntryId, RecordId, UserId};
use shared::principal::{Holding, Post, Principal};
use shared::process::{Process, customer};
use shared::record::command::{Act, Command, Stamp};
use shared::record::summary::summarize;
use shared::record::{read, schema, write};
use shared::rule::Alone;
use std::collections::BTreeMap;
use std::time::Instant;

const RUNS: usize = 400;
const NOW_MS: i64 = 1_795_400_000_000;

fn main() {
    let process = customer::process();
    let record = RecordId::from("00000000-0000-0000-0000-000000000001");
    let holding = Holding { post: Post::Specialist, department: DepartmentId::from("d"), region: None };
    let principal = Principal { user: UserId::from("ann"), device: DeviceId::from("t"), holdings: vec![holding] };
    for history in [10, 100, 1_000] {
        let mut doc = schema::genesis(&process).with_actor(ActorId::from(&[1u8; 16][..]));
        act(&mut doc, &process, &record, &principal, birth());
        for n in 0..history {
            act(&mut doc, &process, &record, &principal, note(n));
        }
        let (mut door, mut device, mut row) = (vec![], vec![], vec![]);
        for n in 0..RUNS {
            let mut author = doc.clone().with_actor(ActorId::from(&[2u8; 16][..]));
            let began = Instant::now();
            let change = act(&mut author, &process, &record, &principal, note(100_000 + n));
            device.push(began.elapsed().as_secs_f64() * 1e6);
            let door_of =
                Door { record: &record, process: &process, principal: &principal, now_ms: NOW_MS, lookup: &Alone };
            let began = Instant::now();
            let admitted = admit(&doc, &door_of, &change).expect("an honest change comes in");
            door.push(began.elapsed().as_secs_f64() * 1e6);
            let began = Instant::now();
            let summary = summarize(&read::read(&admitted.doc, &record), &process, None, &Alone);
            row.push(began.elapsed().as_secs_f64() * 1e6);
            assert_eq!(summary.title, "张三");
        }
        println!("history of {history} notes, {} bytes saved", doc.save().len());
        for (what, mut times) in
            [("write on the device", device), ("admit at the door", door), ("read and summarise", row)]
        {
            times.sort_by(f64::total_cmp);
            let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
            println!(
                "  {what:<20} p50 {:>7.0} µs   p10 {:>7.0}   p90 {:>7.0}   p99 {:>7.0}",
                at(0.5),
                at(0.1),
                at(0.9),
                at(0.99)
            );
        }
    }
}

fn birth() -> Vec<Act> {
    let entry = EntryId::from("00000000-0000-0000-0000-00000000000a");
    let name = Act::Set { field: "name".into(), value: "张三".into() };
    vec![Act::Take { step: "extract".into(), entry, values: BTreeMap::new(), reason: None }, name]
}

fn note(n: usize) -> Vec<Act> {
    let entry = EntryId(format!("00000000-0000-0000-0001-{n:012}"));
    let values = [("channel", "phone"), ("content", "客户来电咨询安装进度，已告知三个工作日内上门。")];
    let values = values.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
    vec![Act::Append { field: "contacts".into(), entry, values }]
}

fn act(doc: &mut Automerge, process: &Process, record: &RecordId, principal: &Principal, acts: Vec<Act>) -> Vec<u8> {
    let command = Command { record: record.clone(), process: process.id.clone(), acts };
    let stamp = Stamp { principal: principal.clone(), post: Post::Specialist, at_ms: NOW_MS };
    write::apply(doc, &command, process, &stamp, &Alone).expect("the act is allowed").raw_bytes().to_vec()
}
