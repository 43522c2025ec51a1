//! Import for the browser: of customers, and of whatever process says how it is imported.
//!
//! | | |
//! |---|---|
//! | `POST /api/v1/imports/preview` | the file as body → [`Shown`]; writes nothing |
//! | `POST /api/v1/imports` | the same file with the person's choices → 201 [`Batch`]; whole or not at all |
//! | `GET /api/v1/imports` | `[`[`Batch`]`, …]`, newest first, at most 100: mine, and those of departments that I lead |
//! | `GET /api/v1/imports/{id}` | [`Detail`] |
//! | `POST /api/v1/imports/{id}/undo` | [`Detail`]; asking again changes nothing; a large one goes on after the answer (`undoing`) |
//! | `GET`, `POST /api/v1/imports/templates`, `DELETE …/{id}` | mappings that the company keeps by name, see [`templates`] |
//!
//! The body of both POSTs is the **raw file** (any content type, at most `IMPORT_BYTES_MAX`); everything else stands in
//! the query, see [`Asked`]: `?process=customer&name=客户.csv&mapping={"0":"name","3":"phones"}&skip_errors=true&department=…`. Without
//! `mapping` the suggested one is used.
//!
//! Refusals are problem+json:
//!
//! * 422 `import_file` with `say: {zh, en}`: the file cannot be read; `say` tells what to do.
//! * 422 `import_rows` with `say` and `shown:` [`Shown`]: rows have errors and `skip_errors` was not given, or no row is
//!   left to import. Nothing was written.
//! * 422 `invalid`, `field` = `process`, `mapping` or `department`: that parameter is wrong. 413 `too_large`. 403
//!   `forbidden`: the post may not make such records.
//! * 409 `conflict`, `why` = `import_running`: this person's other file is still being read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::id::UserId;
use shared::label::Label;
use shared::limits::IMPORT_BYTES_MAX;
use shared::principal::Principal;
use shared::process::Process;
use tokio::sync::Semaphore;

use super::AppState;
use super::error::{Error, Result, invalid};
use crate::import::batch;
use crate::import::plan::{self, Choices};
use crate::import::template::Template;
use crate::import::times::Order;
use crate::import::{self, Layout, Mapping, Separator, Table, template};
use crate::sessions::SignedIn;
use crate::{configuration, feed, now_ms};

mod shown;
mod templates;

/// An answer waits so long for files to be made or taken back; then it says `writing` or `undoing`.
const PATIENCE: Duration = Duration::from_secs(10);

/// Characters of a file's name that are kept.
const NAME_CHARS_MAX: usize = 200;
/// Characters of a mapping: two hundred columns with the longest keys.
const MAPPING_CHARS_MAX: usize = 16 * 1024;

/// The query of both POSTs.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The id of the process; customers unless another is named.
    pub process: Option<String>,
    /// The file's name, for the list of batches.
    #[serde(default)]
    pub name: String,
    /// JSON: index of the column → key of the field. Columns that are not named are left out.
    pub mapping: Option<String>,
    /// `day_first` or `month_first`: how dates are written whose year does not stand first; without it as found.
    pub dates: Option<Order>,
    /// `true`: the first line is names of columns; `false`: it is data. Without it as found.
    pub headings: Option<bool>,
    /// `comma`, `semicolon`, `tab`, `bar`, or `none`: each line is one cell. Without it as found.
    pub separator: Option<Separator>,
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
    /// Rows of which something is left out, the first 200; `with_warnings` is their number.
    pub warned: Vec<RowShown>,
    pub total: usize,
    /// Rows with neither error nor duplicate.
    pub ready: usize,
    pub with_errors: usize,
    pub duplicates: usize,
    pub with_warnings: usize,
    /// `UTF-8`, `UTF-16LE`, `UTF-16BE`, `gb18030`; empty for a workbook.
    pub encoding: String,
    /// `xlsx` or `xls`; empty for a text file.
    pub sheet: String,
    /// Was the first line read as names of columns?
    pub headings: bool,
    /// What separates the cells of a text; none for a workbook.
    pub separator: Option<Separator>,
    /// Mappings kept by the company whose headings are all in this file.
    pub templates: Vec<Fitting>,
}

#[derive(Debug, Serialize)]
pub struct Fitting {
    pub id: String,
    pub name: String,
    /// Index of the column → key of the field.
    pub mapping: BTreeMap<usize, String>,
    pub dates: Option<Order>,
}

#[derive(Debug, Serialize)]
pub struct Column {
    pub index: usize,
    pub name: String,
    /// Up to three filled cells.
    pub samples: Vec<String>,
    /// The field in use: of the mapping that was sent, or of the suggestion.
    pub suggested: Option<String>,
    /// How its dates are read, where their year does not stand first.
    pub order: Option<Label>,
    /// Nothing in the file tells month from day: a person has to look.
    pub doubtful: bool,
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
    /// What is left out of it, while the row itself comes in.
    pub warnings: Vec<Fault>,
    /// There already: what agrees with another.
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
    pub process: String,
    pub file: String,
    pub department: String,
    /// `writing` (a large one goes on after the answer, and after a restart: ask again), `done`, `undoing`, `undone`, or
    /// `failing` and `failed`: a rule refused a row meanwhile, and all of it was taken back.
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

/// Whose file is being read. One at a time per person, and one at a time altogether: a file may take memory.
#[derive(Clone, Debug)]
pub struct Turns {
    people: Arc<Mutex<BTreeSet<UserId>>>,
    reading: Arc<Semaphore>,
}

impl Default for Turns {
    fn default() -> Self {
        Self { people: Arc::default(), reading: Arc::new(Semaphore::new(1)) }
    }
}

struct Turn {
    turns: Turns,
    user: UserId,
}

impl Turns {
    fn take(&self, user: &UserId) -> Result<Turn> {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        if !people.insert(user.clone()) {
            return Err(Error::Conflict("import_running"));
        }
        Ok(Turn { turns: self.clone(), user: user.clone() })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.people.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.user);
    }
}

pub fn router() -> Router<AppState> {
    let file = DefaultBodyLimit::max(IMPORT_BYTES_MAX);
    Router::new()
        .route("/api/v1/imports/preview", post(preview).layer(file))
        .route("/api/v1/imports", get(list).post(run).layer(file))
        .merge(templates::router())
        .route("/api/v1/imports/{id}", get(detail))
        .route("/api/v1/imports/{id}/undo", post(undo))
}

type File = std::result::Result<Bytes, axum::extract::rejection::BytesRejection>;
type Asking = std::result::Result<Query<Asked>, axum::extract::rejection::QueryRejection>;

async fn preview(State(state): State<AppState>, who: SignedIn, asked: Asking, file: File) -> Result<Json<Shown>> {
    let Query(asked) = asked.map_err(|_| Error::Malformed)?;
    let (choices, turn) = begin(&state, &who, &asked).await?;
    let file = file.map_err(|_| Error::TooLarge)?;
    // A task of its own: whoever goes away does not stop what has begun, and the turn ends with it.
    let work = async move {
        let _turn = turn;
        let _permit = state.imports.reading.acquire().await.map_err(anyhow::Error::from)?;
        let (table, mapping) = read(&choices, file, &asked).await?;
        let there = batch::existing(&mut *state.db.reader().acquire().await?, &choices).await?;
        let look = move || (plan::check(&table, &mapping, &there, &choices), table, mapping, choices);
        let (seen, table, mapping, choices) = tokio::task::spawn_blocking(look).await.map_err(anyhow::Error::from)?;
        show(&state, &choices, &table, &mapping, &seen).await
    };
    Ok(Json(tokio::spawn(work).await.map_err(anyhow::Error::from)??))
}

async fn run(
    State(state): State<AppState>,
    who: SignedIn,
    asked: Asking,
    file: File,
) -> Result<(StatusCode, Json<Batch>)> {
    let Query(asked) = asked.map_err(|_| Error::Malformed)?;
    let (choices, turn) = begin(&state, &who, &asked).await?;
    let file = file.map_err(|_| Error::TooLarge)?;
    let work = async move {
        let permit = state.imports.reading.clone().acquire_owned().await.map_err(anyhow::Error::from)?;
        let (table, mapping) = read(&choices, file, &asked).await?;
        let (table, mapping) = (Arc::new(table), Arc::new(mapping));
        match batch::begin(&state.records, table.clone(), mapping.clone(), choices.clone()).await? {
            Ok(id) => {
                let (records, of) = (state.records.clone(), id.clone());
                let finishing = tokio::spawn(async move {
                    let _until_done = (turn, permit);
                    batch::finish(&records, &of).await
                });
                if let Ok(done) = tokio::time::timeout(PATIENCE, finishing).await {
                    done.map_err(anyhow::Error::from)??;
                }
                let found = batch::find(&mut *state.db.reader().acquire().await?, &id).await?;
                Ok(told(found.ok_or(Error::NotFound)?, &who.principal))
            }
            Err((refused, seen)) => {
                let shown = show(&state, &choices, &table, &mapping, &seen).await?;
                Err(Error::Refused { code: "import_rows", say: refused.say(), shown: Some(json!(shown)) })
            }
        }
    };
    Ok((StatusCode::CREATED, Json(tokio::spawn(work).await.map_err(anyhow::Error::from)??)))
}

/// May this person import, into that department, now?
async fn begin(state: &AppState, who: &SignedIn, asked: &Asked) -> Result<(Choices, Turn)> {
    let process = process(state, asked.process.as_deref().unwrap_or("customer"))?;
    if plan::acting_post(&process, &who.principal).is_none() {
        return Err(Error::Forbidden);
    }
    let mut db = state.db.reader().acquire().await?;
    let utc_offset_minutes = configuration::calendar(&mut db).await?.utc_offset_minutes;
    let Some(department) = batch::department(&mut db, &who.principal, asked.department.as_deref()).await? else {
        return invalid("department", "not_yours_or_none");
    };
    let turn = state.imports.take(&who.principal.user)?;
    let choices = Choices {
        process,
        principal: who.principal.clone(),
        file: asked.name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect(),
        department,
        skip_errors: asked.skip_errors,
        skip_duplicates: asked.skip_duplicates.unwrap_or(true),
        at_ms: now_ms(),
        utc_offset_minutes,
    };
    Ok((choices, turn))
}

/// A process that says how it is imported.
fn process(state: &AppState, id: &str) -> Result<Arc<Process>> {
    let processes = state.records.processes();
    let found = processes.iter().find(|one| one.id.as_str() == id && one.import.is_some());
    found.map_or_else(|| invalid("process", "not_imported"), |found| Ok(Arc::new(found.clone())))
}

/// May this person import anything at all?
fn imports_something(state: &AppState, who: &Principal) -> Result<()> {
    let some = state.records.processes().iter().any(|process| plan::acting_post(process, who).is_some());
    if some { Ok(()) } else { Err(Error::Forbidden) }
}

async fn read(choices: &Choices, file: Bytes, asked: &Asked) -> Result<(Table, Mapping)> {
    let (name, process) = (choices.file.clone(), choices.process.clone());
    let layout = Layout { headings: asked.headings, separator: asked.separator };
    let reading = tokio::task::spawn_blocking(move || import::read_as(&name, &file, &process, layout));
    let table = reading.await.map_err(anyhow::Error::from)?;
    let table = table.map_err(|error| Error::Refused { code: "import_file", say: error.say(), shown: None })?;
    let mut mapping = match asked.mapping.as_deref().filter(|text| !text.is_empty()) {
        None => import::suggest_for(&choices.process, &table),
        Some(text) => chosen(text, &choices.process, table.headers.len())?,
    };
    mapping.dates = asked.dates;
    Ok((table, mapping))
}

/// `{"0":"name","3":"phones"}`; a column with nothing is left out.
fn chosen(text: &str, process: &Process, columns: usize) -> Result<Mapping> {
    let fields = import::targets(process);
    if text.len() > MAPPING_CHARS_MAX {
        return invalid("mapping", "too_long");
    }
    let Ok(told) = serde_json::from_str::<BTreeMap<usize, Option<String>>>(text) else {
        return invalid("mapping", "not_a_mapping");
    };
    let mut mapping = Mapping { columns: vec![None; columns], ..Mapping::default() };
    for (index, key) in told {
        let key = key.filter(|key| !key.is_empty());
        if key.as_ref().is_some_and(|key| !fields.iter().any(|field| field.key == *key)) {
            return invalid("mapping", "unknown_field");
        }
        match mapping.columns.get_mut(index) {
            Some(column) => *column = key,
            None => return invalid("mapping", "unknown_column"),
        }
    }
    Ok(mapping)
}

/// The preview as this person may see it: a record that is not in sight is a duplicate without a name.
async fn show(
    state: &AppState,
    choices: &Choices,
    table: &Table,
    mapping: &Mapping,
    seen: &import::Preview,
) -> Result<Shown> {
    let who = &choices.principal;
    let mut db = state.db.reader().acquire().await?;
    let kept = template::list(&mut db, &choices.process.id).await?;
    let mut shown = shown::show(&choices.process, table, mapping, seen);
    shown.templates = kept.into_iter().filter_map(|kept| fitting(kept, table)).collect();
    for row in shown.rows.iter_mut().chain(&mut shown.faults).chain(&mut shown.repeats).chain(&mut shown.warned) {
        if let Some(record) = &row.duplicate_of
            && !feed::sees(&mut db, who, record).await?
        {
            row.duplicate_of = None;
        }
    }
    Ok(shown)
}

fn fitting(kept: Template, table: &Table) -> Option<Fitting> {
    let columns = kept.fit(table)?.columns.into_iter().enumerate();
    let mapping = columns.filter_map(|(index, key)| Some((index, key?))).collect();
    Some(Fitting { id: kept.id, name: kept.name, mapping, dates: kept.dates })
}

fn told(batch: batch::Batch, who: &Principal) -> Batch {
    Batch {
        may_undo: batch.may_undo(who),
        id: batch.id,
        at_ms: batch.at_ms,
        user: batch.user.0,
        user_name: batch.user_name,
        file: batch.file,
        process: batch.process.0,
        department: batch.department.0,
        state: batch.state,
        total: batch.total,
        made: batch.made,
        skipped_errors: batch.skipped_errors,
        skipped_duplicates: batch.skipped_duplicates,
        voided: batch.voided,
        kept: batch.kept,
    }
}

async fn list(State(state): State<AppState>, who: SignedIn) -> Result<Json<Vec<Batch>>> {
    imports_something(&state, &who.principal)?;
    let found = batch::list(&mut *state.db.reader().acquire().await?, &who.principal).await?;
    Ok(Json(found.into_iter().map(|batch| told(batch, &who.principal)).collect()))
}

async fn detail(State(state): State<AppState>, who: SignedIn, Path(id): Path<String>) -> Result<Json<Detail>> {
    Ok(Json(look(&state, &who.principal, &id).await?))
}

async fn look(state: &AppState, who: &Principal, id: &str) -> Result<Detail> {
    let mut db = state.db.reader().acquire().await?;
    let found = batch::find(&mut db, id).await?.filter(|batch| batch.concerns(who)).ok_or(Error::NotFound)?;
    let rows = batch::lines(&mut db, id).await?.into_iter();
    let rows = rows.map(|line| RowMade { row: line.line, record: line.record, title: line.title, state: line.state });
    Ok(Detail { batch: told(found, who), rows: rows.collect() })
}

async fn undo(State(state): State<AppState>, who: SignedIn, Path(id): Path<String>) -> Result<Json<Detail>> {
    // Not there and not theirs look the same.
    look(&state, &who.principal, &id).await?;
    let turn = state.imports.take(&who.principal.user)?;
    let (records, of, principal) = (state.records.clone(), id.clone(), who.principal.clone());
    let reading = state.imports.reading.clone();
    let undoing = tokio::spawn(async move {
        let _until_done = (turn, reading.acquire_owned().await?);
        batch::undo(&records, &of, &principal).await
    });
    if let Ok(done) = tokio::time::timeout(PATIENCE, undoing).await {
        done.map_err(anyhow::Error::from)??;
    }
    Ok(Json(look(&state, &who.principal, &id).await?))
}
