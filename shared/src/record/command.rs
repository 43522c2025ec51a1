//! What a person asks, and why it cannot be done here and now.

use crate::id::{EntryId, ProcessId, RecordId};
use crate::label::Label;
use crate::principal::{Post, Principal};
use crate::process::{Field, Kind, Process};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One act of a person on one record. It becomes one change, whole or not at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Command {
    pub record: RecordId,
    pub process: ProcessId,
    pub acts: Vec<Act>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Write (or, with null, clear) a single field. Writing over a conflict settles it.
    Set {
        field: String,
        value: Value,
    },
    /// Add a member to a set.
    Add {
        field: String,
        value: String,
    },
    /// Remove the member as far as the author saw it.
    Remove {
        field: String,
        value: String,
    },
    /// Add an entry.
    Append {
        field: String,
        entry: EntryId,
        values: BTreeMap<String, Value>,
    },
    Count {
        field: String,
        by: i64,
    },
    /// Replace `delete` characters at `at` (counted in Unicode code points).
    Splice {
        field: String,
        at: usize,
        delete: usize,
        insert: String,
    },
    /// Take a step. A step without a `from` makes the record and stands first.
    Take {
        step: String,
        entry: EntryId,
        values: BTreeMap<String, Value>,
        reason: Option<String>,
    },
}

impl Command {
    /// The files that it gives to its record.
    pub fn files<'a>(&'a self, process: &'a Process) -> impl Iterator<Item = &'a str> {
        let is_file =
            |fields: &[Field], key: &str| fields.iter().any(|field| field.key == key && field.kind == Kind::Attachment);
        self.acts.iter().flat_map(move |act| match act {
            Act::Set { field, value: Value::Text(id) } | Act::Add { field, value: id }
                if is_file(&process.fields, field) =>
            {
                vec![id.as_str()]
            }
            Act::Append { field, values, .. } => {
                let columns = process.field(field).map(|field| field.columns.as_slice()).unwrap_or_default();
                let files = values.iter().filter(|(key, _)| is_file(columns, key));
                files.filter_map(|(_, value)| value.as_text()).filter(|id| !id.is_empty()).collect()
            }
            _ => vec![],
        })
    }
}

/// Who, acting in which post, when by his or her clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stamp {
    pub principal: Principal,
    pub post: Post,
    pub at_ms: i64,
}

/// Not possible here and now. Carries the field it belongs to, so that the form can say it there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{code:?} at {field:?}: {}", say.en)]
pub struct CommandError {
    pub code: CommandCode,
    pub field: Option<String>,
    pub say: Label,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommandCode {
    UnknownField,
    WrongClass,
    Invalid,
    Required,
    UnknownStep,
    WrongStage,
    Guard,
    ReasonNeeded,
    NotAllowed,
    TooMany,
    NotMade,
    AlreadyMade,
    Empty,
}

impl CommandError {
    pub fn at(code: CommandCode, field: &str, say: Label) -> Self {
        Self { code, field: Some(field.to_owned()), say }
    }

    pub fn whole(code: CommandCode, say: Label) -> Self {
        Self { code, field: None, say }
    }
}
