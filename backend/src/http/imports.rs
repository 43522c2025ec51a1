//! Customer import for the browser.
//!
//! | | |
//! |---|---|
//! | `POST /api/v1/imports/preview` | the file as body → [`Shown`]; writes nothing |
//! | `POST /api/v1/imports` | the same file with the person's choices → 201 [`Batch`]; whole or not at all |
//! | `GET /api/v1/imports` | `[`[`Batch`]`, …]`, newest first, at most 100: mine, and those of departments that I lead |
//! | `GET /api/v1/imports/{id}` | [`Detail`] |
//! | `POST /api/v1/imports/{id}/undo` | [`Detail`]; asking again changes nothing |
//!
//! The body of both POSTs is the **raw file** (any content type, at most `IMPORT_BYTES_MAX`); everything else stands in
//! the query, see [`Asked`]: `?name=客户.csv&mapping={"0":"name","3":"phones"}&skip_errors=true&department=…`. Without
//! `mapping` the suggested one is used.
//!
//! Refusals are problem+json:
//!
//! * 422 `import_file` with `say: {zh, en}`: the file cannot be read; `say` tells what to do.
//! * 422 `import_rows` with `say` and `shown:` [`Shown`]: rows have errors and `skip_errors` was not given, or no row is
//!   left to import. Nothing was written.
//! * 422 `invalid`, `field` = `mapping` or `department`: that parameter is wrong. 413 `too_large`. 403 `forbidden`: the post
//!   may not make customer files.
//! * 409 `conflict`, `why` = `import_running`: this person's other file is still being read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::label::Label;

/// The query of both POSTs.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The file's name, for the list of batches.
    #[serde(default)]
    pub name: String,
    /// JSON: index of the column → key of the field. Columns that are not named are left out.
    pub mapping: Option<String>,
    /// Import the sound rows although others have errors.
    #[serde(default)]
    pub skip_errors: bool,
    /// Leave out rows that are there already (default). `false` makes a second file for them.
    pub skip_duplicates: Option<bool>,
    /// The department that the files belong to; without it the person's own.
    pub department: Option<String>,
}

/// What an import would write.
#[derive(Debug, Serialize)]
pub struct Shown {
    pub columns: Vec<Column>,
    /// Fields that a column may be mapped to.
    pub fields: Vec<FieldChoice>,
    /// The first 20 rows as they would be.
    pub rows: Vec<RowShown>,
    /// Rows with errors, the first 200; `with_errors` is their number.
    pub faults: Vec<RowShown>,
    /// Rows that are there already, the first 200; `duplicates` is their number.
    pub repeats: Vec<RowShown>,
    pub total: usize,
    /// Rows with neither error nor duplicate.
    pub ready: usize,
    pub with_errors: usize,
    pub duplicates: usize,
    /// `UTF-8`, `UTF-16LE`, `UTF-16BE`, `gb18030`; empty for a workbook.
    pub encoding: String,
    /// `xlsx` or `xls`; empty for a text file.
    pub sheet: String,
}

#[derive(Debug, Serialize)]
pub struct Column {
    pub index: usize,
    pub name: String,
    /// Up to three filled cells.
    pub samples: Vec<String>,
    /// The field in use: of the mapping that was sent, or of the suggestion.
    pub suggested: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct FieldChoice {
    pub key: String,
    pub label: Label,
    pub required: bool,
    /// Several columns may be mapped to it.
    pub many: bool,
}

#[derive(Debug, Serialize)]
pub struct RowShown {
    /// The line of the file, from 1.
    pub row: usize,
    /// Field → text to show; for a cell with an error the cell as it stands in the file.
    pub values: BTreeMap<String, String>,
    pub errors: Vec<Fault>,
    /// There already: the same phone, or the same name and address.
    pub duplicate: Option<Label>,
    /// The record that it repeats, if this person may see it.
    pub duplicate_of: Option<String>,
    /// The earlier line of this file that it repeats.
    pub duplicate_row: Option<usize>,
}

#[derive(Debug, Serialize)]
pub struct Fault {
    /// None when the row as a whole is meant.
    pub field: Option<String>,
    pub say: Label,
}

/// One import, as the list shows it.
#[derive(Debug, Serialize)]
pub struct Batch {
    pub id: String,
    pub at_ms: i64,
    /// Who imported: id and name.
    pub user: String,
    pub user_name: String,
    pub file: String,
    pub department: String,
    /// `writing` (goes on by itself, also after a restart), `done`, `undoing`, `undone`, or `failed` (was taken back).
    pub state: String,
    /// Rows of the file, and what became of them.
    pub total: i64,
    pub made: i64,
    pub skipped_errors: i64,
    pub skipped_duplicates: i64,
    /// After an undo: files taken back, and files that somebody had worked on and that were kept.
    pub voided: i64,
    pub kept: i64,
    /// May this person undo it now?
    pub may_undo: bool,
}

#[derive(Debug, Serialize)]
pub struct Detail {
    #[serde(flatten)]
    pub batch: Batch,
    pub rows: Vec<RowMade>,
}

#[derive(Debug, Serialize)]
pub struct RowMade {
    /// The line of the file.
    pub row: i64,
    pub record: String,
    pub title: String,
    /// `waiting`, `made`, `voided` or `kept` (somebody had worked on it when the batch was undone).
    pub state: String,
}
