//! The vocabulary of what follows by rule: where a change makes a condition true, or a day comes round, another record is
//! made, once; or a step is taken in the record that this is a part of. Plain data like the rest of a description;
//! `crate::effect` reads it, on the device and on the server alike.

use super::Source;
use crate::id::ProcessId;
use crate::label::Label;
use crate::principal::Post;
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
    /// Not by a change, but whenever this comes round while `when` holds. `when` then asks listed fields only.
    #[serde(default)]
    pub every: Option<Every>,
    /// One for each such entry, in place of one for the record.
    #[serde(default)]
    pub each: Option<Each>,
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

/// What comes round, for records in these stages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Every {
    pub stages: Vec<String>,
    pub beat: Beat,
}

/// Each names the setting that holds its number; while that is empty, it never comes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beat {
    /// So many days after the record was made, and after the time before.
    Days(String),
    /// That day of the month; its last one where it is shorter.
    Month(String),
    /// So many days before the date in this field.
    Before { field: String, setting: String },
    /// So many days before each public holiday begins.
    Holidays(String),
    /// On this day of the year: the setting holds it, as `10-18`.
    Yearly(String),
}

/// Entries of a field whose `column` holds one of `values`, or anything where none are named; of those that share what
/// stands in `per`, the latest only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Each {
    pub entries: String,
    pub column: String,
    #[serde(default)]
    pub values: Vec<Value>,
    #[serde(default)]
    pub per: Option<String>,
}

/// What is done here is a step of the record that this is a part of, too: whoever does the one does the other, where his
/// post may.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Move {
    pub key: String,
    pub label: Label,
    /// With the change that makes this true …
    pub when: Condition,
    /// … the record that this field names …
    pub of: String,
    /// … takes this step, with these values of its own.
    pub step: String,
    #[serde(default)]
    pub values: Vec<Fill>,
    #[serde(default)]
    pub reason: Vec<Part>,
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
    /// One of those who hold any of these posts in its department, in turn as far as chance goes: the same one wherever it
    /// is made.
    OneOf(Vec<Post>),
    /// The head of its department or, where none is named, its first supervisor.
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
    /// What stands in this column of the entry that it follows from.
    Column(String),
    /// What stands under `key` in the row of the record that a field of the source names.
    Of {
        field: String,
        key: String,
    },
    /// The same of the record that this names.
    Held {
        by: Box<With>,
        key: String,
    },
    /// The first of these that is something.
    FirstOf(Vec<With>),
    /// The source itself.
    Itself,
    /// When it became true.
    Moment,
    /// The end of the n-th day after.
    DaysAfter(u16),
    /// The end of the last day of a term that the company settles under that name; of so many days, where it has settled none.
    Term {
        setting: String,
        days: u16,
    },
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
    /// What stands in this column of the entry that it follows from, cut likewise.
    Column(String),
    /// The title of the record that a field of the source names, cut likewise.
    TitleOf(String),
    /// What has come round: `2026-11` of a month, else the day.
    Period,
    NewLine,
}

/// Short hands for writing descriptions.
pub mod words {
    use super::*;

    /// Follows from the change that makes `when` true.
    pub fn effect(key: &str, label: Label, when: Condition, makes: &str, step: &str) -> Effect {
        Effect {
            key: key.to_owned(),
            label,
            when,
            unless: None,
            round: None,
            every: None,
            each: None,
            makes: makes.into(),
            step: step.to_owned(),
            in_charge: vec![],
            not: vec![],
            fill: vec![],
            source: None,
        }
    }

    /// A follow-up of that type by somebody else than these: who took it in, else a supervisor.
    pub fn follow_up(effect: Effect, kind: &str, title: &str, about: &str, not: Vec<InCharge>) -> Effect {
        let fill = vec![
            fill("title", With::Text(vec![words(title), short("title")])),
            fill("customer", field_of_source("customer")),
            fill(about, With::Itself),
            fill("type", constant(kind)),
            fill("service_item", With::Text(vec![short("title")])),
            fill("anchor_at_ms", With::Moment),
        ];
        let in_charge = vec![InCharge::Creator, InCharge::Supervisor, InCharge::Manager, InCharge::Assignee];
        Effect { in_charge, not, fill, ..effect }
    }

    pub fn fill(field: &str, with: With) -> Fill {
        Fill { field: field.to_owned(), with }
    }

    pub fn words(words: &str) -> Part {
        Part::Words(words.to_owned())
    }

    pub fn short(field: &str) -> Part {
        Part::Short(field.to_owned())
    }

    pub fn constant(value: &str) -> With {
        With::Constant(value.into())
    }

    pub fn field_of_source(field: &str) -> With {
        With::Field(field.to_owned())
    }
}
