//! What stands in storage, in postcard.

use std::rc::Rc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::id::{ProcessId, RecordId};
use shared::protocol::{Author, Rejection};
use shared::record::command::{Command, Stamp};
use shared::record::summary::Summary;

use crate::message::Failure;

/// A command in the outbox with the change that it became.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    pub ticket: String,
    pub record: RecordId,
    pub process: ProcessId,
    pub command: Command,
    pub stamp: Stamp,
    pub change: Vec<u8>,
    pub hash: [u8; 32],
    pub is_decided: bool,
    /// The place in the outbox of the act in another record that this is a part of.
    pub cause: Option<u32>,
}

/// A command that was refused: the words, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parked {
    pub id: String,
    pub record: RecordId,
    pub process: ProcessId,
    pub title: String,
    pub command: Command,
    pub stamp: Stamp,
    pub why: Rejection,
    /// What was refused of another record, and this with it: both are done again together.
    pub with: Option<String>,
}

/// A record that the server will make by rule, when it has what that follows from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Foreseen {
    pub record: RecordId,
    pub process: ProcessId,
    pub birth: Vec<u8>,
    pub cause: Cause,
}

/// What a foreseen record follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// The act at that place in the outbox, and where the server has put it in its log.
    Act { seq: u32, taken_at: Option<i64> },
    /// A day that has come. Waited for until then.
    Day { until_ms: i64 },
}

impl Foreseen {
    /// The place in the outbox of what it follows from.
    pub fn seq(&self) -> Option<u32> {
        match self.cause {
            Cause::Act { seq, .. } => Some(seq),
            Cause::Day { .. } => None,
        }
    }
}

/// A snapshot's part of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub pack: u32,
    pub at: u32,
    pub bytes: u32,
}

/// A confirmed row as the server gave it, and where its document is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredRow {
    /// Shared with what is shown, as long as nothing waits.
    #[serde(with = "as_itself")]
    pub summary: Rc<Summary>,
    pub place: Option<Place>,
    pub generation: u32,
    pub authors: Vec<Author>,
}

/// `T` is a row, or on the way to storage the place where it stands.
#[derive(Debug, Serialize, Deserialize)]
pub struct Block<T> {
    pub rows: Vec<T>,
}

/// A document of its own: what is newer than its pack. The changes come after the snapshot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StoredDoc {
    pub snapshot: Vec<u8>,
    pub changes: Vec<Vec<u8>>,
}

mod as_itself {
    use super::*;
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(summary: &Rc<Summary>, to: S) -> Result<S::Ok, S::Error> {
        summary.as_ref().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Rc<Summary>, D::Error> {
        Summary::deserialize(from).map(Rc::new)
    }
}

pub fn to_bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, Failure> {
    postcard::to_stdvec(value).map_err(|_| Failure::Storage("EncodingError".into()))
}

/// The same, where an older program did not write the last of it: nothing stands there then.
pub fn from_older<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    from_bytes(bytes).or_else(|_| from_bytes(&[bytes, &[0]].concat()))
}

pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    postcard::from_bytes(bytes).map_err(|_| Failure::Storage("DataError".into()))
}
