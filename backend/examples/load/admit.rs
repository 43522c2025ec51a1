//! Many writers at once: how many edits the server takes in a second, how long one waits, and what one costs.

use std::time::Instant;

use serde_json::json;
use shared::id::{EntryId, RecordId};
use shared::principal::Post;

use crate::contents::{self, Dice};
use crate::device::Device;
use crate::server::{Server, Store, load, person};
use crate::spread::{say, spread};

/// Each client writes in records of its own, one push after the other: `batch` edits in each.
pub async fn run(store: &Store, clients: usize, pushes: usize, batch: usize) -> anyhow::Result<()> {
    let db = store.open().await?;
    let mut people = vec![];
    for n in 0..clients {
        people.push(person(&db, &format!("writer-{n}"), Post::Specialist, None).await?);
    }
    db.close().await;
    let server = Server::start(store)?;
    let mut devices = vec![];
    for (n, one) in people.into_iter().enumerate() {
        let mut device = Device::new(one, server.at)?;
        let mut records: Vec<RecordId> = vec![];
        for record in 0..10 {
            let mut birth = contents::birth(n * 10 + record, entry);
            // Classes are the supervisor's.
            birth.retain(|act| !matches!(act, shared::record::command::Act::Set { field, .. } if field == "class"));
            records.push(device.make(birth)?);
        }
        device.push(usize::MAX).await?;
        devices.push((device, records));
    }
    let (before, began) = (server.used(), Instant::now());
    let mut tasks = tokio::task::JoinSet::new();
    for (n, (mut device, records)) in devices.into_iter().enumerate() {
        tasks.spawn(async move {
            let mut times = vec![];
            for push in 0..pushes {
                for edit in 0..batch {
                    let seed = (n * pushes + push) * batch + edit;
                    let acts = if seed.is_multiple_of(3) {
                        vec![contents::contact(&mut Dice::new(seed as u64), entry())]
                    } else {
                        contents::edit(seed, [1, 3, 7, 9, 10][seed % 5], entry)
                    };
                    device.commit(&records[(push * batch + edit) % records.len()], acts)?;
                }
                times.extend(device.push(usize::MAX).await?);
            }
            anyhow::Ok(times)
        });
    }
    let mut times = vec![];
    while let Some(done) = tasks.join_next().await {
        times.extend(done??);
    }
    let (seconds, after, edits) = (began.elapsed().as_secs_f64(), server.used(), clients * pushes * batch);
    let found = json!({
        "edits": edits, "seconds": seconds, "edits_per_s": edits as f64 / seconds, "push_ms": spread(&times),
        "cpu_ms_per_edit": (after.cpu_s - before.cpu_s) * 1e3 / edits as f64, "server_rss_mb": after.rss_mb,
        "load": load(),
    });
    say("admit", json!({ "clients": clients, "batch": batch, "store": store.name() }), found);
    Ok(())
}

fn entry() -> EntryId {
    EntryId::new(backend::chance::id())
}
