//! What `POST /api/v1/imports` and its preview answer; `backend/src/http/imports.rs` says what each field means.

use serde::Deserialize;
use shared::label::Label;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Shown {
    pub columns: Vec<Column>,
    pub fields: Vec<FieldChoice>,
    pub rows: Vec<RowShown>,
    pub faults: Vec<RowShown>,
    pub repeats: Vec<RowShown>,
    pub warned: Vec<RowShown>,
    pub total: usize,
    pub ready: usize,
    pub with_errors: usize,
    pub duplicates: usize,
    pub with_warnings: usize,
    pub encoding: String,
    pub sheet: String,
    pub headings: bool,
    pub separator: Option<String>,
    pub templates: Vec<Fitting>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Fitting {
    pub id: String,
    pub name: String,
    pub mapping: BTreeMap<usize, String>,
    pub dates: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Column {
    pub index: usize,
    pub name: String,
    pub samples: Vec<String>,
    pub suggested: Option<String>,
    pub order: Option<Label>,
    pub doubtful: bool,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FieldChoice {
    pub key: String,
    pub label: Label,
    pub required: bool,
    pub many: bool,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct RowShown {
    pub row: usize,
    pub values: BTreeMap<String, String>,
    pub errors: Vec<Fault>,
    pub warnings: Vec<Fault>,
    pub duplicate: Option<Label>,
    pub duplicate_of: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Fault {
    pub field: Option<String>,
    pub say: Label,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Batch {
    pub id: String,
    pub at_ms: i64,
    pub user_name: String,
    pub file: String,
    pub process: String,
    pub state: String,
    pub total: i64,
    pub made: i64,
    pub skipped_errors: i64,
    pub skipped_duplicates: i64,
    pub voided: i64,
    pub kept: i64,
    pub may_undo: bool,
}

impl Batch {
    /// Goes on by itself: look again.
    pub fn goes_on(&self) -> bool {
        matches!(self.state.as_str(), "writing" | "undoing" | "failing")
    }

    /// Files that it makes, when it is through.
    pub fn expected(&self) -> i64 {
        (self.total - self.skipped_errors - self.skipped_duplicates).max(1)
    }
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Detail {
    #[serde(flatten)]
    pub batch: Batch,
    pub rows: Vec<RowMade>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct RowMade {
    pub row: i64,
    pub record: String,
    pub title: String,
    pub state: String,
}
