//! What an import would do, decided to the end: values, duplicates, and every rule that the server will ask. Nothing is
//! written here.

use std::sync::Arc;

use automerge::{ActorId, Automerge};
use sha2::{Digest, Sha256};
use shared::id::{DepartmentId, EntryId, RecordId, made_by_rule};
use shared::label::Label;
use shared::limits::ACTOR_BYTES;
use shared::principal::{Post, Principal};
use shared::process::import::{CLOSED, Import};
use shared::process::{Process, Step, Who};
use shared::record::command::{Act, Command, CommandError, Stamp};
use shared::record::{Record, policy, schema, write};
use shared::rule::Alone;
use shared::value::Value;

use super::preview::{Preview, Problem, Row, To};
use super::{Existing, Mapping, Table, preview};

/// The rule by which ids of an import are made, so that the same batch makes the same records however often it runs.
const RULE: &str = "import";
/// Under these words the actors of a batch are made: for the records, and for closing those of the past.
pub const WRITE: &str = "write";
pub const CLOSE: &str = "close";

/// Who imports, for which department, and what is left out.
#[derive(Clone, Debug)]
pub struct Choices {
    pub process: Arc<Process>,
    pub principal: Principal,
    pub file: String,
    pub department: DepartmentId,
    pub skip_errors: bool,
    pub skip_duplicates: bool,
    /// When the records were made, unless the file says when a case was opened: now, or in a demonstration some time ago.
    pub at_ms: i64,
    /// The company's own time, in which the file's times stand unless they say otherwise.
    pub utc_offset_minutes: i32,
}

/// One record to be made: its changes are written already.
#[derive(Clone, Debug)]
pub struct Made {
    pub line: usize,
    pub record: RecordId,
    pub title: String,
    pub bytes: Vec<u8>,
    /// The server's change that closes it, of a case that was over before it came here, or puts it where it stands.
    pub closing: Option<Vec<u8>>,
}

/// Why nothing is imported although the file could be read.
#[derive(Clone, Debug, PartialEq)]
pub enum Refused {
    /// So many rows have errors, and nobody said that they may be left out.
    Errors(usize),
    Nothing,
}

impl Refused {
    pub fn say(&self) -> Label {
        match self {
            Self::Errors(count) => Label::owned(
                format!("{count} 行有错误，整个文件都没有导入。请改好再选一次，或勾选“跳过有错误的行”。"),
                format!(
                    "{count} rows have errors; nothing of the file was imported. Mend them and choose it again, or leave them out."
                ),
            ),
            Self::Nothing => Label::new(
                "没有可以导入的行。请检查各列对应的字段，或看看这些是否已经有了。",
                "No row can be imported. Check which column is which field, and whether these are there already.",
            ),
        }
    }
}

/// The post in which this person may import such records, if any.
pub fn acting_post(process: &Process, principal: &Principal) -> Option<Post> {
    let birth = &birth(process)?.by;
    let posts = [Post::Manager, Post::Supervisor, Post::Specialist, Post::FrontDesk, Post::Assistant, Post::System];
    posts.into_iter().find(|post| {
        let leads = matches!(post, Post::Manager | Post::Supervisor) && birth.contains(&Who::Leader);
        principal.holds(*post) && (leads || birth.contains(&Who::Post(*post)) || *post == Post::System)
    })
}

fn birth(process: &Process) -> Option<&Step> {
    process.step(&process.import.as_ref()?.birth)
}

/// The actor under which one batch writes; `what` tells importing from undoing.
pub fn actor(batch: &str, what: &str) -> ActorId {
    let digest = Sha256::digest(format!("{RULE}\u{1f}{batch}\u{1f}{what}").as_bytes());
    ActorId::from(&digest[..ACTOR_BYTES])
}

/// The id of something that belongs to a batch: its device, a row's record, a row's step.
pub fn id(batch: &str, what: &str) -> String {
    made_by_rule(RULE, batch, what).0
}

/// The preview, with what the rules say about each row added to its problems.
pub fn check(table: &Table, mapping: &Mapping, existing: &Existing, choices: &Choices) -> Preview {
    let process = &*choices.process;
    let to = To { process, utc_offset_minutes: choices.utc_offset_minutes, now_ms: choices.at_ms };
    let mut seen = preview(table, mapping, to, existing);
    let Some(import) = &process.import else { return seen };
    for row in seen.rows.iter_mut().filter(|row| row.problems.is_empty()) {
        if let Err(problem) = allowed(row, choices, process, import, mapping) {
            row.problems.push(problem);
            seen.counts.problems += 1;
            seen.counts.ready -= usize::from(row.duplicate.is_none());
        }
    }
    seen
}

/// What the door will say to the changes of this row.
fn allowed(row: &Row, choices: &Choices, process: &Process, import: &Import, mapping: &Mapping) -> Result<(), Problem> {
    let Some(stamp) = stamp(row, choices) else { return Ok(()) };
    let problem = |error: CommandError| {
        let column = error.field.and_then(|field| mapping.column(&field));
        Problem { column, say: error.say }
    };
    let mut record = Record { process: process.id.clone(), ..Record::default() };
    let made = command(row, choices, "", process, import);
    policy::check(&made, &record, process, &stamp, &Alone).map_err(problem)?;
    let Some((command, closing)) = closing(row, choices, "", process, import) else { return Ok(()) };
    // The server closes what is imported as closed, past every guard: that is for whoever answers for the department.
    if row.closed_at_ms.is_some() && !choices.principal.leads(Some(&choices.department).filter(|one| !one.is_empty())) {
        let say =
            Label::new("已办结的记录由客服主管或经理导入", "Closed cases are imported by a supervisor or a manager");
        return Err(Problem { column: mapping.column(CLOSED), say });
    }
    made.acts.iter().for_each(|act| policy::foresee(&mut record, act, &stamp));
    policy::check(&command, &record, process, &closing, &Alone).map_err(problem)
}

/// Who writes, in which post, when; none if this person may not make such records.
fn stamp(row: &Row, choices: &Choices) -> Option<Stamp> {
    let post = acting_post(&choices.process, &choices.principal)?;
    let at_ms = row.opened_at_ms.unwrap_or(choices.at_ms);
    Some(Stamp { principal: choices.principal.clone(), post, at_ms })
}

fn command(row: &Row, choices: &Choices, batch: &str, process: &Process, import: &Import) -> Command {
    let department = Some(choices.department.as_str()).filter(|department| !department.is_empty());
    let takes = |key: &str| birth(process).is_some_and(|step| step.params.iter().any(|param| param.key == key));
    let department = department.filter(|_| takes("department"));
    let values = department.map(|department| ("department".to_owned(), Value::from(department))).into_iter().collect();
    let entry = EntryId::new(id(batch, &format!("{} {}", row.line, import.birth)));
    let mut acts = vec![Act::Take { step: import.birth.clone(), entry, values, reason: None }];
    acts.extend(row.values.iter().map(|(field, value)| Act::Set { field: field.clone(), value: value.clone() }));
    let opened = import.past.as_ref().and_then(|past| past.opened.clone()).zip(row.opened_at_ms);
    acts.extend(opened.map(|(field, at_ms)| Act::Set { field, value: Value::Int(at_ms) }));
    for (field, members) in &row.sets {
        let texts = members.iter().filter_map(Value::as_text);
        acts.extend(texts.map(|text| Act::Add { field: field.clone(), value: text.to_owned() }));
    }
    for (field, values) in &row.entries {
        let (field, values) = (field.clone(), values.clone());
        let entry = EntryId::new(id(batch, &format!("{} {field}", row.line)));
        acts.push(Act::Append { field, entry, values });
    }
    Command { record: RecordId::new(id(batch, &row.line.to_string())), process: process.id.clone(), acts }
}

/// The server's command that closes a case of the past, at the time at which it was closed; or that puts what is there
/// already where it stands.
fn closing(row: &Row, choices: &Choices, batch: &str, process: &Process, import: &Import) -> Option<(Command, Stamp)> {
    let closed = import.past.as_ref().map(|past| &past.close).zip(row.closed_at_ms);
    let stood = || Some((&import.stands.get(row.stage.as_ref()?)?.step, choices.at_ms));
    let (step, at_ms) = closed.or_else(stood)?;
    let entry = EntryId::new(id(batch, &format!("{} {step}", row.line)));
    let reason = Some(format!("导入：{} 第 {} 行", choices.file, row.line));
    let act = Act::Take { step: step.clone(), entry, values: Default::default(), reason };
    let record = RecordId::new(id(batch, &row.line.to_string()));
    let stamp = Stamp { principal: Principal::server(), post: Post::System, at_ms };
    Some((Command { record, process: process.id.clone(), acts: vec![act] }, stamp))
}

/// Writes the changes of a checked file, or says why there are none.
pub fn changes(seen: &Preview, choices: &Choices, batch: &str) -> Result<Vec<Made>, Refused> {
    if seen.counts.problems > 0 && !choices.skip_errors {
        return Err(Refused::Errors(seen.counts.problems));
    }
    let process = &*choices.process;
    let import = process.import.as_ref().ok_or(Refused::Nothing)?;
    let genesis = schema::genesis(process);
    let (writing, closes) = (actor(batch, WRITE), actor(batch, CLOSE));
    let mut made = Vec::new();
    for row in &seen.rows {
        if !row.problems.is_empty() || (choices.skip_duplicates && row.duplicate.is_some()) {
            continue;
        }
        let stamp = stamp(row, choices).ok_or(Refused::Nothing)?;
        let command = command(row, choices, batch, process, import);
        // Checked before with the same rules.
        let refused = |_| Refused::Errors(1);
        let mut doc: Automerge = genesis.clone().with_actor(writing.clone());
        let change = write::apply(&mut doc, &command, process, &stamp, &Alone).map_err(refused)?;
        let closing = match closing(row, choices, batch, process, import) {
            None => None,
            Some((command, stamp)) => {
                let mut doc = doc.with_actor(closes.clone());
                let change = write::apply(&mut doc, &command, process, &stamp, &Alone).map_err(refused)?;
                Some(change.raw_bytes().to_vec())
            }
        };
        let title = row.values.get(&process.title).and_then(Value::as_text).unwrap_or_default().to_owned();
        made.push(Made { line: row.line, record: command.record, title, bytes: change.raw_bytes().to_vec(), closing });
    }
    if made.is_empty() { Err(Refused::Nothing) } else { Ok(made) }
}
