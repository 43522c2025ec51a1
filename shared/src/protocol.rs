//! The wire, and the document of it.
//!
//! A device **pushes** a batch of changes and gets an answer for each; it **pulls** what it may see after its **cursor**.
//! Both bodies are [postcard](https://docs.rs/postcard); everything else of the API is JSON.
//!
//! * `POST /api/v1/push`: [`Push`] → [`Pushed`]. Changes are taken in order; each is accepted, known already, or
//!   refused, and a refusal never stops the rest. Pushing again is harmless: a change is known by its hash.
//! * `GET /api/v1/pull?cursor=N&chain=C&epoch=E&after=R&config=V`: → [`Pulled`]. Cursor 0 is a first sync: per record a
//!   snapshot and what came after it. `more` says that the next page is ready; `after` continues a first sync.
//! * `GET /api/v1/live`: a WebSocket of [`Poke`]s. A poke may carry what a pull would bring; whoever stands elsewhere pulls.
//!
//! The **epoch** names the server's log, the **chain** what it comes to up to the cursor: a log that was put back from a
//! copy keeps its name, but not its chain. The server notices either ([`Begins::Restored`]) and begins a first sync; the
//! device keeps its own work and pushes again what the server has lost.

use crate::id::{DeviceId, ProcessId, RecordId, UserId};
use crate::label::Label;
use crate::record::summary::Summary;
use serde::{Deserialize, Serialize};

/// Raised when a message changes its shape. A server answers another with 426 `outdated` and looks at nothing of it: the
/// device keeps its work and looks for the version that fits.
pub const PROTOCOL_VERSION: u32 = 1;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Push {
    pub protocol: u32,
    pub changes: Vec<PushChange>,
    pub causes: Vec<Caused>,
}

/// A change that is part of what was done in another record: without that one it is not taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Caused {
    /// Its place in the push.
    pub at: u32,
    /// The hash of the change that it is a part of.
    pub by: [u8; 32],
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushChange {
    pub record: RecordId,
    pub process: ProcessId,
    /// Version of the process description the record was born with: names its genesis.
    pub version: u32,
    /// The change's raw bytes, not deflated.
    #[serde(with = "bytes")]
    pub bytes: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pushed {
    pub epoch: String,
    /// One per change, in the order of the push.
    pub answers: Vec<Answer>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// In the log, durably, at `seq`.
    Accepted {
        seq: i64,
        number: Option<String>,
    },
    AlreadyKnown {
        seq: i64,
    },
    Rejected(Rejection),
}

/// Why the server says no. Data, not an error: the words stay with their author.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rejection {
    pub code: RejectionCode,
    /// The field or step it is about, if one.
    pub at: Option<String>,
    pub say: Label,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectionCode {
    /// Bytes that are no honest change: form, checksum, lengths, counters.
    Malformed,
    TooLarge,
    /// It follows a change that the server does not have (perhaps one it refused).
    MissingDeps,
    /// Written under somebody else's actor id.
    WrongActor,
    /// An operation that no command writes.
    UnknownEvent,
    UnknownProcess,
    /// The record has been erased.
    Gone,
    /// The step depends on the current stage, and the author had seen an older one.
    StageMoved,
    /// A rule says no; `say` has the words.
    Denied,
    /// A value that the field does not take.
    Invalid,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pulled {
    pub epoch: String,
    pub cursor: i64,
    /// The next page of a first sync starts after this record.
    pub after: Option<RecordId>,
    pub more: bool,
    pub items: Vec<Item>,
    /// The configuration as JSON (`config::Configuration`), if the device named another version of it.
    pub config: Option<String>,
    pub server_time_ms: i64,
    /// What the log up to `cursor` comes to; the next pull names both.
    pub chain: String,
    pub begins: Begins,
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Begins {
    /// Behind the cursor, or the page, that the device named.
    There,
    /// At the start: all that is in sight.
    Afresh,
    /// The same, because the log is not the one that the device knew: what it has sent may be lost.
    Restored,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Item {
    /// A record that has come into sight: stored bytes, and its row.
    Snapshot {
        record: RecordId,
        process: ProcessId,
        version: u32,
        #[serde(with = "bytes")]
        bytes: Vec<u8>,
        authors: Vec<Author>,
        summary: Summary,
    },
    /// One more change of a record in sight.
    Change {
        record: RecordId,
        seq: i64,
        #[serde(with = "bytes")]
        bytes: Vec<u8>,
        author: Author,
        received_at_ms: i64,
        summary: Option<Summary>,
    },
    /// The record has left this person's sight.
    Forget { record: RecordId },
    /// A change of the device's own, which it has named as answered for: its bytes are there, only the row is news.
    Own { record: RecordId, author: Author, summary: Option<Summary> },
}

/// Whose an actor id is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    pub actor: String,
    pub user: UserId,
    pub device: DeviceId,
    /// What the device called itself when this actor first wrote (`Edge · Windows`); may be empty.
    pub device_name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Poke {
    /// The log went from here to there; nowhere, when only what is settled has changed.
    pub before: i64,
    pub seq: i64,
    /// What the log up to `before` comes to.
    pub chain: String,
    /// What a pull from `before` brings, if that is little. A device that stands there takes it; another pulls.
    pub news: Option<Pulled>,
}

impl Push {
    pub fn new(changes: Vec<PushChange>) -> Self {
        Self { protocol: PROTOCOL_VERSION, changes, causes: vec![] }
    }

    /// A device of an older version names no causes: it ends before them.
    pub fn read(bytes: &[u8]) -> postcard::Result<Self> {
        postcard::from_bytes(bytes).or_else(|_| postcard::from_bytes(&[bytes, &[0]].concat()))
    }
}

impl Rejection {
    pub fn new(code: RejectionCode, zh: &'static str, en: &'static str) -> Self {
        Self { code, at: None, say: Label::new(zh, en) }
    }

    /// A step that goes with something done elsewhere, and that was not taken.
    pub fn without_its_cause() -> Self {
        Self::new(
            RejectionCode::MissingDeps,
            "这一步是随另一处的操作一起做的，那一处没有被接受，这一步也就没有生效。请先处理那一处；再提交时，这一步会跟着一起做",
            "This goes with something done elsewhere, which was not taken. See to that first; when it is sent again, this is done with it",
        )
    }
}

pub mod bytes {
    //! Bytes as bytes: serde would else write a sequence of numbers, one visit each.
    use serde::de::Visitor;
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Vec<u8>;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
                Ok(bytes)
            }
        }
        deserializer.deserialize_byte_buf(Bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_a_push_are_fixed() {
        let change = PushChange { record: "r".into(), process: "task".into(), version: 1, bytes: vec![1, 2, 3] };
        let mut push = Push::new(vec![change]);
        let bytes = postcard::to_stdvec(&push).unwrap();
        let older = [1, 1, 1, b'r', 4, b't', b'a', b's', b'k', 1, 3, 1, 2, 3];
        assert_eq!(bytes, [&older[..], &[0]].concat());
        assert_eq!(Push::read(&bytes).unwrap(), push);
        assert_eq!(Push::read(&older).unwrap(), push);
        assert!(Push::read(&older[..12]).is_err());
        push.causes.push(Caused { at: 0, by: [7; 32] });
        assert_eq!(Push::read(&postcard::to_stdvec(&push).unwrap()).unwrap(), push);
    }
}
