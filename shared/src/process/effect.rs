//! The vocabulary of what follows by rule: where a change makes a condition true, another record is made, once. Plain data
//! like the rest of a description; `crate::effect` reads it, on the device and on the server alike.

use super::Source;
use crate::id::ProcessId;
use crate::label::Label;
use crate::rule::Condition;
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// Characters of a name or a reason in a title.
pub const PART_CHARS: usize = 60;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// With the record and the round it makes the id of what is made: no two effects of a process share one.
    pub key: String,
    pub label: Label,
    /// It follows from the change that makes this true …
    pub when: Condition,
    /// … where this is not true as well: somebody has seen to it already.
    #[serde(default)]
    pub unless: Option<Condition>,
    /// Once for a record; and once more in each round that this step begins (a complaint is taken up again).
    #[serde(default)]
    pub round: Option<String>,
    /// The process of what is made, and the step that makes it.
    pub makes: ProcessId,
    pub step: String,
    /// Who is put in charge: the first of these who is somebody and works here.
    pub in_charge: Vec<InCharge>,
    /// None of these, as long as there is somebody else.
    #[serde(default)]
    pub not: Vec<InCharge>,
    #[serde(default)]
    pub fill: Vec<Fill>,
    #[serde(default)]
    pub source: Option<Source>,
}

/// Somebody, seen from the record that it follows from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InCharge {
    Owner,
    Assignee,
    Creator,
    /// Whoever took that step last.
    TakenBy(String),
    /// Whom a field names.
    Field(String),
    /// The first supervisor of its department.
    Supervisor,
    /// The first manager.
    Manager,
}

/// One field of what is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fill {
    pub field: String,
    pub with: With,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum With {
    Constant(Value),
    /// What stands in a field of the source.
    Field(String),
    /// The source itself.
    Itself,
    /// When it became true.
    Moment,
    /// The end of the n-th day after.
    DaysAfter(u16),
    /// One after the other; lines that come to nothing are left out.
    Text(Vec<Part>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Words(String),
    /// What stands in a field of the source, as a person reads it.
    Field(String),
    /// The same, cut to [`PART_CHARS`].
    Short(String),
    /// The title of the record that a field of the source names, cut likewise.
    TitleOf(String),
    NewLine,
}

/// Short hands for writing descriptions.
pub mod words {
    use super::*;

    pub fn fill(field: &str, with: With) -> Fill {
        Fill { field: field.to_owned(), with }
    }

    pub fn constant(value: &str) -> With {
        With::Constant(value.into())
    }

    pub fn field_of_source(field: &str) -> With {
        With::Field(field.to_owned())
    }
}
