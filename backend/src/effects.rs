//! What follows from a change by rule (`shared::effect`). The server writes it under its own name, through the same door
//! and into the same log as everybody, right behind the change that it follows from and in the same transaction: there is
//! no moment in which the one is there and the other is not. The record's id follows from the rule and its source, so
//! nothing is ever made twice.

use automerge::Change;
use shared::config::Configuration;
use shared::effect::{self, Due, Origin};
use shared::id::RecordId;
use shared::limits::CLOCK_AHEAD_MS_MAX;
use shared::principal::Principal;
use shared::process::Process;
use shared::protocol::PushChange;
use shared::record::Record;
use shared::record::command::Act;
use shared::value::Value;
use sqlx::AnyConnection;

use crate::projection::Turn;
use crate::{configuration, feed};

mod routine;

/// One admitted change: the record as it was and as it is now, by what the log holds.
pub struct Admitted<'a> {
    pub process: &'a Process,
    pub before: &'a Record,
    pub after: &'a Record,
    pub bytes: &'a [u8],
    pub now_ms: i64,
}

/// The first changes of what it brings about and is not there yet.
pub fn follow(turn: &Turn, processes: &[Process], of: &Admitted<'_>) -> anyhow::Result<Vec<PushChange>> {
    let due = effect::due(of.process, of.before, of.after, turn);
    turn.sound()?;
    if due.is_empty() {
        return Ok(vec![]);
    }
    let mut config = turn.run(async |db| configuration::load(db).await)?;
    config.processes = processes.to_vec();
    let at_ms = Change::from_bytes(of.bytes.to_vec())?.timestamp().saturating_mul(1000);
    let is_sane = (0..=of.now_ms.saturating_add(CLOCK_AHEAD_MS_MAX)).contains(&at_ms);
    let at_ms = if is_sane { at_ms } else { of.now_ms };
    let mut births = vec![];
    for due in due {
        let made = due.made(&of.after.id);
        if !turn.run(async |db| is_made(db, &made).await)? {
            births.extend(make(turn, &config, &due, (of.after, of.process), at_ms)?);
        }
    }
    Ok(births)
}

/// The first change of what becomes due for this record, or this row, of that process.
fn make(
    turn: &Turn,
    config: &Configuration,
    due: &Due<'_>,
    (source, of): (&dyn Origin, &Process),
    at_ms: i64,
) -> anyhow::Result<Option<PushChange>> {
    let made = effect::birth(due, source, of, at_ms, config, turn);
    turn.sound()?;
    let (key, source) = (due.effect.key.as_str(), source.id().as_str());
    let process = config.process(&due.effect.makes);
    let (Some((mut command, stamp)), Some(process)) = (made, process) else {
        tracing::error!(effect = key, record = source, "nobody is there to be put in charge of what follows");
        return Ok(None);
    };
    // What is there no more cannot be named.
    let revealed = |act: &Act| match act {
        Act::Set { field, value: Value::Text(id) } if process.reveals().any(|key| key == field) => Some(id.clone()),
        _ => None,
    };
    for id in command.acts.iter().filter_map(revealed).collect::<Vec<_>>() {
        if !turn.run(async |db| feed::sees(db, &Principal::server(), &id).await)? {
            command.acts.retain(|act| revealed(act).as_ref() != Some(&id));
        }
    }
    let written = effect::write(&command, &stamp, process, turn);
    turn.sound()?;
    Ok(match written {
        Ok(change) => {
            let (record, id) = (command.record, process.id.clone());
            let bytes = change.raw_bytes().to_vec();
            Some(PushChange { record, process: id, version: process.version, bytes })
        }
        Err(error) => {
            tracing::error!(effect = key, record = source, "what follows by rule cannot be made: {error}");
            None
        }
    })
}

/// Made, or erased since.
async fn is_made(db: &mut AnyConnection, id: &RecordId) -> sqlx::Result<bool> {
    let found: Option<String> = sqlx::query_scalar(
        "select id from records where id = $1 union select record_id from tombstones where record_id = $1",
    )
    .bind(id.as_str())
    .fetch_optional(db)
    .await?;
    Ok(found.is_some())
}
