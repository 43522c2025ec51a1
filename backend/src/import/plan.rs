//! What an import would do, decided to the end: values, duplicates, and every rule that the server will ask. Nothing is
//! written here.

use automerge::{ActorId, Automerge};
use sha2::{Digest, Sha256};
use shared::id::{DepartmentId, EntryId, RecordId, made_by_rule};
use shared::label::Label;
use shared::limits::ACTOR_BYTES;
use shared::principal::{Post, Principal};
use shared::process::{Process, Who, customer};
use shared::record::command::{Act, Command, CommandError, Stamp};
use shared::record::{Record, policy, schema, write};
use shared::rule::Alone;
use shared::value::Value;

use super::preview::{Preview, Problem, Row};
use super::{Existing, Mapping, Table, preview};

/// The rule by which ids of an import are made, so that the same batch makes the same records however often it runs.
const RULE: &str = "import";

/// Who imports, for which department, and what is left out.
#[derive(Clone, Debug)]
pub struct Choices {
    pub principal: Principal,
    pub file: String,
    pub department: DepartmentId,
    pub skip_errors: bool,
    pub skip_duplicates: bool,
    /// When the files were made: now, or in a demonstration some time ago.
    pub at_ms: i64,
}

/// One customer file to be made: the change is written already.
#[derive(Clone, Debug)]
pub struct Made {
    pub line: usize,
    pub record: RecordId,
    pub title: String,
    pub bytes: Vec<u8>,
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
                "没有可以导入的行。请检查各列对应的字段，或看看这些客户是否已经有档案。",
                "No row can be imported. Check which column is which field, and whether these customers have files already.",
            ),
        }
    }
}

/// The post in which this person may make customer files, if any.
pub fn acting_post(principal: &Principal) -> Option<Post> {
    let process = customer::process();
    let births: Vec<Who> = process.births().flat_map(|step| step.by.clone()).collect();
    let posts = [Post::Manager, Post::Supervisor, Post::Specialist, Post::FrontDesk, Post::Assistant, Post::System];
    posts.into_iter().find(|post| {
        let leads = matches!(post, Post::Manager | Post::Supervisor) && births.contains(&Who::Leader);
        principal.holds(*post) && (leads || births.contains(&Who::Post(*post)) || *post == Post::System)
    })
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
    let mut seen = preview(table, mapping, existing);
    let process = customer::process();
    let empty = Record { process: process.id.clone(), ..Record::default() };
    if let Some(stamp) = stamp(choices) {
        for row in seen.rows.iter_mut().filter(|row| row.problems.is_empty()) {
            if let Err(error) = policy::check(&command(row, choices, "", &process), &empty, &process, &stamp, &Alone) {
                row.problems.push(problem(error, mapping));
                seen.counts.problems += 1;
                seen.counts.ready -= usize::from(row.duplicate.is_none());
            }
        }
    }
    seen
}

fn problem(error: CommandError, mapping: &Mapping) -> Problem {
    let column = error.field.and_then(|field| mapping.columns.iter().position(|key| *key == Some(field.clone())));
    Problem { column, say: error.say }
}

/// Who writes, in which post, when; none if this person may not make customer files.
fn stamp(choices: &Choices) -> Option<Stamp> {
    let post = acting_post(&choices.principal)?;
    Some(Stamp { principal: choices.principal.clone(), post, at_ms: choices.at_ms })
}

fn command(row: &Row, choices: &Choices, batch: &str, process: &Process) -> Command {
    let department = Some(choices.department.as_str()).filter(|department| !department.is_empty());
    let values = department.map(|department| ("department".to_owned(), Value::from(department))).into_iter().collect();
    let entry = EntryId::new(id(batch, &format!("{} extract", row.line)));
    let mut acts = vec![Act::Take { step: "extract".to_owned(), entry, values, reason: None }];
    acts.extend(row.values.iter().map(|(field, value)| Act::Set { field: field.clone(), value: value.clone() }));
    for (field, members) in &row.sets {
        let texts = members.iter().filter_map(Value::as_text);
        acts.extend(texts.map(|text| Act::Add { field: field.clone(), value: text.to_owned() }));
    }
    Command { record: RecordId::new(id(batch, &row.line.to_string())), process: process.id.clone(), acts }
}

/// Writes the changes of a checked file, or says why there are none.
pub fn changes(seen: &Preview, choices: &Choices, batch: &str) -> Result<Vec<Made>, Refused> {
    if seen.counts.problems > 0 && !choices.skip_errors {
        return Err(Refused::Errors(seen.counts.problems));
    }
    let process = customer::process();
    let genesis = schema::genesis(&process);
    let stamp = stamp(choices).ok_or(Refused::Nothing)?;
    let actor = actor(batch, "write");
    let mut made = Vec::new();
    for row in &seen.rows {
        if !row.problems.is_empty() || (choices.skip_duplicates && row.duplicate.is_some()) {
            continue;
        }
        let command = command(row, choices, batch, &process);
        let mut doc: Automerge = genesis.clone().with_actor(actor.clone());
        // Checked before with the same rules.
        let change = write::apply(&mut doc, &command, &process, &stamp, &Alone).map_err(|_| Refused::Errors(1))?;
        let title = row.values.get(&process.title).and_then(Value::as_text).unwrap_or_default().to_owned();
        made.push(Made { line: row.line, record: command.record, title, bytes: change.raw_bytes().to_vec() });
    }
    if made.is_empty() { Err(Refused::Nothing) } else { Ok(made) }
}
