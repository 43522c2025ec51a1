//! W1, W3, W4 and W5 of one client: first sync, back after work elsewhere, reconnect with nothing new, and one edit seen
//! on another device.

use std::time::Instant;

use anyhow::{Context, ensure};
use serde_json::json;
use shared::id::{EntryId, RecordId};
use shared::principal::Post;
use shared::record::command::Act;

use crate::contents::{self, Dice, EDITS};
use crate::device::{Device, poke};
use crate::server::{Person, Server, Store, load, person, used};
use crate::spread::{say, spread};

/// How often each thing is done.
pub struct Runs {
    pub first: usize,
    pub idle: usize,
    pub live: usize,
}

fn entry() -> EntryId {
    EntryId::new(backend::chance::id())
}

fn elapsed(began: Instant) -> f64 {
    began.elapsed().as_secs_f64()
}

/// Writes the records as an honest client, each version one change, and says what the server needed for it.
pub async fn fill(server: &Server, store: &Store, who: &Person, records: usize) -> anyhow::Result<()> {
    let mut device = Device::new(who.clone(), server.at)?;
    let (before, began) = (server.used(), Instant::now());
    let mut pushes = vec![];
    for n in 0..records {
        let record = device.make(contents::birth(n, entry))?;
        for k in 1..=EDITS {
            device.commit(&record, contents::edit(n, k, entry))?;
        }
        if (n + 1) % 40 == 0 || n + 1 == records {
            pushes.extend(device.push(usize::MAX).await?);
            device.close_all();
        }
    }
    let (seconds, after, edits) = (elapsed(began), server.used(), records * (EDITS + 1));
    let found = json!({
        "edits": edits, "seconds": seconds, "edits_per_s": edits as f64 / seconds, "push_of_440_ms": spread(&pushes),
        "cpu_ms_per_edit": (after.cpu_s - before.cpu_s) * 1e3 / edits as f64, "server_rss_mb": after.rss_mb,
        "bytes_up": device.wire.bytes, "load": load(),
    });
    say("W0", json!({ "n": records, "store": store.name() }), found);
    Ok(())
}

/// All of it for a store that holds `records` records. A cold server for every first sync.
pub async fn run(store: &Store, who: &Person, other: &Person, records: usize, runs: &Runs) -> anyhow::Result<()> {
    let of = json!({ "n": records, "store": store.name() });
    let (mut seconds, mut cpu, mut rss, mut own, mut bytes, mut trips) = (vec![], vec![], vec![], vec![], 0, 0);
    let mut last = None;
    for _ in 0..runs.first {
        drop(last.take());
        let server = Server::start(store)?;
        let mut device = Device::new(who.clone(), server.at)?;
        let (before, mine, began) = (server.used(), used("self"), Instant::now());
        device.pull().await?;
        seconds.push(elapsed(began));
        let after = server.used();
        cpu.push(after.cpu_s - before.cpu_s);
        rss.push(after.rss_mb);
        own.push((used("self").rss_mb - mine.rss_mb).max(0.0));
        (bytes, trips) = (device.wire.bytes, device.wire.round_trips);
        ensure!(device.records().count() == records, "{} records came", device.records().count());
        last = Some((server, device));
    }
    let (server, mut device) = last.context("at least one run")?;
    let found = json!({
        "s": spread(&seconds), "bytes": bytes, "round_trips": trips, "server_cpu_s": spread(&cpu),
        "server_rss_mb": spread(&rss), "client_rss_mb": spread(&own), "load": load(),
    });
    say("W1", of.clone(), found);
    // What came unopened is what was written.
    let some: Vec<RecordId> = device.records().take(20).cloned().collect();
    for record in &some {
        let opened = device.open(record)?.record();
        ensure!(opened.entries("contacts").len() >= 3 && opened.entries("people").len() == 3, "a record is not whole");
    }

    let (mut idle, mut live, mut wire) = (vec![], vec![], device.wire);
    for _ in 0..runs.idle {
        device.reconnect(server.at)?;
        let began = Instant::now();
        let news = device.pull().await?;
        idle.push(elapsed(began) * 1e3);
        drop(device.listen().await?);
        live.push(elapsed(began) * 1e3);
        wire = device.wire;
        ensure!(news == 0, "something was new");
    }
    let found = json!({
        "ms": spread(&idle), "with_socket_ms": spread(&live), "bytes": wire.bytes, "round_trips": wire.round_trips,
        "load": load(),
    });
    say("W4", of.clone(), found);

    back(&server, &mut device, other, &of).await?;
    edit_to_seen(&server, device, other, &of, runs.live).await
}

fn note(n: usize) -> Vec<Act> {
    vec![contents::contact(&mut Dice::new(n as u64), entry())]
}

/// 50 edits of ours and 50 of somebody else, half of them in the same records, while we were away.
async fn back(server: &Server, ours: &mut Device, other: &Person, of: &serde_json::Value) -> anyhow::Result<()> {
    let mut records: Vec<RecordId> = ours.records().cloned().collect();
    records.sort();
    let edits = 50.min(records.len() / 2);
    let mut theirs = Device::new(other.clone(), server.at)?;
    theirs.pull().await?;
    let mut socket = theirs.listen().await?;
    for n in 0..edits {
        theirs.commit(&records[edits / 2 + n], note(n))?;
        ours.commit(&records[n], note(1_000 + n))?;
    }
    theirs.push(usize::MAX).await?;
    theirs.pull().await?;
    poke(&mut socket).await?;
    ours.reconnect(server.at)?;
    let before = server.used();
    let began = Instant::now();
    ours.push(usize::MAX).await?;
    ours.pull().await?;
    let ours_s = elapsed(began);
    poke(&mut socket).await?;
    theirs.pull().await?;
    let both_s = elapsed(began);
    let cpu = server.used().cpu_s - before.cpu_s;
    for record in &records[..edits + edits / 2] {
        ensure!(ours.open(record)?.record() == theirs.open(record)?.record(), "two devices differ");
    }
    let found = json!({
        "edits": edits, "s": both_s, "ours_s": ours_s, "bytes": ours.wire.bytes, "round_trips": ours.wire.round_trips,
        "server_cpu_s": cpu, "load": load(),
    });
    say("W3", of.clone(), found);
    Ok(())
}

/// From the command on one device to the new value in an open document on the other. The next edit begins when the last
/// has been seen and its author has pulled, too.
async fn edit_to_seen(
    server: &Server,
    mut author: Device,
    other: &Person,
    of: &serde_json::Value,
    edits: usize,
) -> anyhow::Result<()> {
    let record = author.records().min().cloned().context("no record")?;
    let mut reader = Device::new(other.clone(), server.at)?;
    reader.pull().await?;
    author.pull().await?;
    let mut socket = reader.listen().await?;
    let mut seen = reader.open(&record)?.record().entries("contacts").len();
    let (mut times, mut pushes) = (vec![], vec![]);
    for n in 0..edits {
        let began = Instant::now();
        author.commit(&record, note(n))?;
        let reading = async {
            loop {
                let poke = poke(&mut socket).await?;
                reader.poked(poke).await?;
                let now = reader.open(&record)?.record().entries("contacts").len();
                if now > seen {
                    seen = now;
                    return anyhow::Ok(elapsed(began) * 1e3);
                }
            }
        };
        let writing = async {
            let pushed = author.push(usize::MAX).await?;
            author.pull().await?;
            anyhow::Ok(pushed)
        };
        let (read, wrote) = tokio::join!(reading, writing);
        times.push(read?);
        pushes.extend(wrote?);
    }
    say("W5", of.clone(), json!({ "ms": spread(&times), "push_ms": spread(&pushes), "load": load() }));
    Ok(())
}

/// People who see everything there is.
pub async fn managers(store: &Store, password: &str) -> anyhow::Result<(Person, Person)> {
    let db = store.open().await?;
    let one = person(&db, "zhou", Post::Manager, Some(password)).await?;
    let two = person(&db, "wu", Post::Manager, None).await?;
    db.close().await;
    Ok((one, two))
}
