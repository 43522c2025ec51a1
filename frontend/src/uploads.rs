//! The loop that sends files. It runs beside the one that syncs, so that a large picture on a thin line holds no words up,
//! and looks whenever that one has reached the server.

use std::collections::HashSet;

use futures::StreamExt;
use futures::channel::mpsc::UnboundedReceiver;
use shared::attachment::{Declared, WRONG_HASH, id_of};
use shared::id::RecordId;

use crate::api::{self, Away, FileAnswer};
use crate::engine::files::{FileKey, Stands, StoredFile};
use crate::message::{Failure, Reply};
use crate::sync::Shared;

/// Sent at once: what a cut costs. On a line of 20 KB a second it takes 13 seconds; the server waits for 30.
const PART_BYTES: usize = 256 * 1024;
/// Tries that do not bring a file further, until another one has its turn.
const STALLS_MAX: u32 = 3;

pub async fn run(engine: Shared, mut reached: UnboundedReceiver<()>) {
    while reached.next().await.is_some() {
        while reached.try_recv().is_ok() {}
        let mut put_off = HashSet::new();
        loop {
            let next = match &*engine.lock().await {
                Some(engine) => engine.to_send(&put_off).await,
                None => return,
            };
            let Ok(Some((file, bytes))) = next else { break };
            let key = (file.record.clone(), file.id.clone());
            let sent = send(&engine, &file, &bytes).await;
            let is_away = sent.is_err();
            let stands = sent.unwrap_or_default();
            if stands.is_none() {
                put_off.insert(key.clone());
            }
            let mut held = engine.lock().await;
            let Some(engine) = held.as_mut() else { return };
            if let Err(failure) = engine.sent(&key, stands).await {
                // It is offered again at the next start, and the server says that it has it.
                engine.failed(failure);
            }
            engine.flush();
            if is_away {
                break;
            }
        }
    }
}

/// None: not now.
async fn send(engine: &Shared, file: &StoredFile, bytes: &[u8]) -> Result<Option<Stands>, Away> {
    if bytes.len() as u64 != file.size || id_of(bytes) != file.id {
        // Its bytes are gone from this browser; the page says so where it is shown.
        return Ok(Some(Stands::Refused(Failure::lost())));
    }
    let declared = Declared {
        id: file.id.clone(),
        record: file.record.as_str().to_owned(),
        size: file.size,
        media: file.media,
        name: file.name.clone(),
        strip: false,
    };
    let key = (file.record.clone(), file.id.clone());
    let (mut stalls, mut answer) = (0, api::declare_file(&declared).await?);
    while stalls < STALLS_MAX {
        let standing = match answer {
            FileAnswer::Standing(standing) if standing.done => return Ok(Some(Stands::Arrived)),
            FileAnswer::Standing(standing) => standing,
            FileAnswer::Refused { code, .. } if code == WRONG_HASH || code == "conflict" => {
                stalls += 1;
                answer = api::declare_file(&declared).await?;
                continue;
            }
            FileAnswer::Refused { say, .. } => return Ok(Some(Stands::Refused(say))),
        };
        match engine.lock().await.as_mut() {
            Some(engine) => {
                engine.is_sending(&key, standing.offset, file.size);
                engine.flush();
            }
            None => return Ok(None),
        }
        let from = usize::try_from(standing.offset).unwrap_or(usize::MAX).min(bytes.len());
        let part = &bytes[from..(from + PART_BYTES).min(bytes.len())];
        answer = api::send_part(&file.id, &file.record, standing.offset, part).await?;
        if let FileAnswer::Standing(next) = &answer
            && !next.done
            && next.offset <= standing.offset
        {
            stalls += 1;
        }
    }
    Ok(None)
}

/// For a page that shows it: from this device, else from the server, whose answer is kept for the next time.
pub async fn have(engine: &Shared, record: RecordId, id: String) -> Reply {
    let key: FileKey = (record, id);
    match engine.lock().await.as_ref() {
        Some(engine) => match engine.file(&key).await {
            Ok(Some((media, bytes))) => return Reply::Bytes { media, bytes },
            Ok(None) => {}
            Err(failure) => return Reply::Failed(failure),
        },
        None => return Reply::Failed(Failure::NotOpen),
    }
    let Ok(found) = api::fetch_file(&key.1, &key.0).await else { return Reply::Failed(Failure::FileAway) };
    let Some((media, bytes)) = found.filter(|(_, bytes)| id_of(bytes) == key.1) else {
        // Its author's device has not sent it yet, or it is not ours to see.
        return Reply::Failed(Failure::NotThere);
    };
    if let Some(engine) = engine.lock().await.as_mut() {
        engine.fetched(key, media, bytes.clone()).await;
    }
    Reply::Bytes { media, bytes }
}
