//! What has happened to a record, in the past tense. `between` is the only code that reads a difference: the same reader,
//! with other heads, serves the server's policy (a change's own deps → the change), the projection (log heads before →
//! after), the screen (heads shown → heads now) and the history.

use super::{Entry, StepEntry};
use crate::value::Value;
use serde::{Deserialize, Serialize};

#[cfg(feature = "crdt")]
mod reading;
#[cfg(feature = "crdt")]
pub use reading::{between, history, late, shown, values_beside};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    FieldSet { field: String, value: Value },
    MemberAdded { field: String, member: String },
    MemberRemoved { field: String, member: String },
    EntryAdded { field: String, entry: Entry },
    Counted { field: String, by: i64 },
    TextEdited { field: String, inserted: String, deleted: usize },
    StepTaken(StepEntry),
    Unknown { at: String },
}

impl Event {
    /// How many operations of a change this event stands for. All of a change must be accounted for.
    pub fn ops(&self) -> usize {
        match self {
            Event::EntryAdded { entry, .. } => 1 + 3 + entry.values.len(),
            Event::StepTaken(step) => 1 + 3 + 2 + usize::from(step.reason.is_some()) + step.values.len(),
            Event::TextEdited { inserted, deleted, .. } => inserted.chars().count() + deleted,
            _ => 1,
        }
    }
}

/// One change of a record's history: what its author did, seen from what he had seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// Hash of the change, in hex.
    pub change: String,
    /// Automerge actor id in hex; the server says whose it is.
    pub actor: String,
    /// By the author's clock, to the second.
    pub at_ms: i64,
    pub events: Vec<Event>,
}
