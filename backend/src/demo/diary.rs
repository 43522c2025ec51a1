//! Who did what, when: commands of the demonstration's people, written as their devices would have written them and
//! pushed through the same door. All of it follows from the day it began, so a second run pushes what is known already.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, bail};
use automerge::{ActorId, Automerge, Change};
use jiff::civil::Date;
use shared::calendar::Calendar;
use shared::id::{DeviceId, EntryId, ProcessId, RecordId, UserId, made_by_rule};
use shared::limits::{ACTOR_BYTES, PUSH_CHANGES_MAX};
use shared::principal::Principal;
use shared::process::Process;
use shared::protocol::{Answer, Push, PushChange};
use shared::record::command::{Act, Command, Stamp};
use shared::record::summary::{Summary, summarize};
use shared::record::{read, schema, write};
use shared::rule::Lookup;
use shared::value::Value;
use uuid::Uuid;

use super::company::STAFF;
use crate::sync::Records;

/// Working days that the month reaches back.
const DAYS: usize = 30;
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Summaries by record: what rules ask.
#[derive(Default)]
struct Book(BTreeMap<RecordId, Summary>);

impl Lookup for Book {
    fn summary(&self, id: &RecordId) -> Option<Summary> {
        self.0.get(id).cloned()
    }

    fn related(&self, process: &ProcessId, field: &str, id: &RecordId) -> Vec<Summary> {
        let refers = |one: &&Summary| {
            one.process == *process && one.values.get(field).and_then(Value::as_text) == Some(id.as_str())
        };
        self.0.values().filter(refers).cloned().collect()
    }
}

struct Kept {
    process: Arc<Process>,
    doc: Automerge,
    last_ms: i64,
}

pub struct Diary {
    pub now_ms: i64,
    pub calendar: Calendar,
    people: BTreeMap<&'static str, Principal>,
    processes: Vec<Arc<Process>>,
    /// Today and the working days before it.
    days: Vec<Date>,
    kept: BTreeMap<RecordId, Kept>,
    book: Book,
    serial: u64,
    chance: u64,
    waiting: Vec<(&'static str, PushChange)>,
}

impl Diary {
    pub fn new(now_ms: i64, calendar: Calendar, users: &BTreeMap<&'static str, UserId>) -> anyhow::Result<Self> {
        let mut people = BTreeMap::new();
        for staff in &STAFF {
            let user = users.get(staff.login).with_context(|| format!("{} has left the company", staff.login))?.clone();
            let device = DeviceId::new(made_by_rule("demo", staff.login, "device").0);
            people.insert(staff.login, Principal { user, device, holdings: vec![staff.holding()] });
        }
        let mut days = vec![calendar.date_of(now_ms)];
        for at in 0..DAYS {
            days.push(calendar.working_day_before(days[at]));
        }
        let processes = shared::process::built_in().into_iter().map(Arc::new).collect();
        Ok(Self {
            now_ms,
            calendar,
            people,
            processes,
            days,
            kept: BTreeMap::new(),
            book: Book::default(),
            serial: 0,
            chance: 0x2545_f491_4f6c_dd1d,
            waiting: vec![],
        })
    }

    pub fn who(&self, login: &str) -> Principal {
        self.people.get(login).cloned().unwrap_or_else(Principal::server)
    }

    pub fn user(&self, login: &str) -> Value {
        self.who(login).user.0.into()
    }

    /// The same numbers in every run.
    pub fn below(&mut self, most: usize) -> usize {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        usize::try_from(self.chance % most.max(1) as u64).unwrap_or(0)
    }

    pub fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }

    /// So many working days ago, at about that minute of the day; never later than a moment ago.
    pub fn moment(&mut self, days_ago: usize, minute: i64) -> i64 {
        let jitter = self.below(900) as i64 * 1000;
        let at = self.calendar.start_of(self.days[days_ago.min(DAYS)]) + minute * MINUTE_MS + jitter;
        at.min(self.now_ms - MINUTE_MS)
    }

    /// A minute of today, or of a day to come.
    pub fn ahead(&self, days: i64, minute: i64) -> i64 {
        self.calendar.start_of(self.days[0]) + days * DAY_MS + minute * MINUTE_MS
    }

    /// A minute of the working day after today.
    pub fn next_working_day(&self, minute: i64) -> i64 {
        self.calendar.start_of(self.calendar.working_day_after(self.days[0])) + minute * MINUTE_MS
    }

    pub fn day(&self, days_ago: usize) -> Date {
        self.days[days_ago.min(DAYS)]
    }

    pub fn entry(&mut self) -> EntryId {
        EntryId::new(self.id().0)
    }

    fn id(&mut self) -> RecordId {
        self.serial += 1;
        made_by_rule("demo", "diary", &self.serial.to_string())
    }

    pub fn take(&mut self, step: &str, values: &[(&str, Value)]) -> Act {
        Act::Take { step: step.to_owned(), entry: self.entry(), values: map(values), reason: None }
    }

    pub fn because(&mut self, step: &str, reason: &str) -> Act {
        Act::Take { step: step.to_owned(), entry: self.entry(), values: map(&[]), reason: Some(reason.to_owned()) }
    }

    pub fn append(&mut self, field: &str, values: &[(&str, Value)]) -> Act {
        Act::Append { field: field.to_owned(), entry: self.entry(), values: map(values) }
    }

    pub fn summary(&self, id: &RecordId) -> Option<&Summary> {
        self.book.0.get(id)
    }

    /// A document that has come in otherwise.
    pub fn know(&mut self, id: RecordId, process: &str, bytes: &[u8], at_ms: i64) -> anyhow::Result<()> {
        let process = self.process(process)?;
        let mut doc = schema::genesis(&process);
        doc.apply_changes([Change::from_bytes(bytes.to_vec())?])?;
        self.keep(id, Kept { process, doc, last_ms: at_ms });
        Ok(())
    }

    fn process(&self, word: &str) -> anyhow::Result<Arc<Process>> {
        self.processes.iter().find(|process| process.id.as_str() == word).cloned().context("no such process")
    }

    fn keep(&mut self, id: RecordId, kept: Kept) {
        let record = read::read(&kept.doc, &id);
        self.book.0.insert(id.clone(), summarize(&record, &kept.process, None, &self.book));
        self.kept.insert(id, kept);
    }

    pub fn make(&mut self, login: &'static str, process: &str, at_ms: i64, acts: Vec<Act>) -> anyhow::Result<RecordId> {
        let (id, process) = (self.id(), self.process(process)?);
        let doc = schema::genesis(&process);
        self.kept.insert(id.clone(), Kept { process, doc, last_ms: 0 });
        self.write(login, &id, at_ms, acts)?;
        Ok(id)
    }

    pub fn write(&mut self, login: &'static str, id: &RecordId, at_ms: i64, acts: Vec<Act>) -> anyhow::Result<()> {
        let mut kept = self.kept.remove(id).context("no such record")?;
        let (change, last_ms) =
            self.written(login, id, &kept.process, &mut kept.doc, at_ms.max(kept.last_ms + 1000), acts)?;
        kept.last_ms = last_ms;
        self.waiting.push((login, change));
        self.keep(id.clone(), kept);
        Ok(())
    }

    /// Two people write the same record without having seen each other.
    pub fn apart(
        &mut self,
        id: &RecordId,
        at_ms: i64,
        one: (&'static str, Vec<Act>),
        other: (&'static str, Vec<Act>),
    ) -> anyhow::Result<()> {
        let mut kept = self.kept.remove(id).context("no such record")?;
        let at_ms = at_ms.max(kept.last_ms + 1000);
        let mut elsewhere = kept.doc.clone();
        let (first, _) = self.written(one.0, id, &kept.process, &mut kept.doc, at_ms, one.1)?;
        let (second, last_ms) = self.written(other.0, id, &kept.process, &mut elsewhere, at_ms + MINUTE_MS, other.1)?;
        kept.doc.apply_changes([Change::from_bytes(second.bytes.clone())?])?;
        kept.last_ms = last_ms;
        self.waiting.extend([(one.0, first), (other.0, second)]);
        self.keep(id.clone(), kept);
        Ok(())
    }

    fn written(
        &self,
        login: &'static str,
        id: &RecordId,
        process: &Process,
        doc: &mut Automerge,
        at_ms: i64,
        acts: Vec<Act>,
    ) -> anyhow::Result<(PushChange, i64)> {
        let principal = self.who(login);
        let actor = made_by_rule("demo", login, "actor");
        let actor = Uuid::try_parse(actor.as_str())?.into_bytes();
        doc.set_actor(ActorId::from(&actor[..ACTOR_BYTES]));
        let post = principal.holdings.first().map(|holding| holding.post).context("nobody")?;
        let stamp = Stamp { principal, post, at_ms };
        let command = Command { record: id.clone(), process: process.id.clone(), acts };
        let change = write::apply(doc, &command, process, &stamp, &self.book)
            .with_context(|| format!("{login} cannot do this: {:?}", command.acts))?;
        let (record, of) = (id.clone(), process.id.clone());
        Ok((PushChange { record, process: of, version: process.version, bytes: change.raw_bytes().to_vec() }, at_ms))
    }

    /// Pushes what waits, each person's as far as it stands together.
    pub async fn push(&mut self, records: &Records) -> anyhow::Result<()> {
        let mut rest = std::mem::take(&mut self.waiting).into_iter().peekable();
        while let Some((login, change)) = rest.next() {
            let mut changes = vec![change];
            while changes.len() < PUSH_CHANGES_MAX
                && let Some((_, change)) = rest.next_if(|(other, _)| *other == login)
            {
                changes.push(change);
            }
            let pushed = records.push(self.who(login), Push::new(changes)).await?;
            for answer in pushed.answers {
                if let Answer::Rejected(rejection) = answer {
                    bail!("the server refused {login} of the demonstration: {rejection:?}");
                }
            }
        }
        Ok(())
    }
}

fn map(values: &[(&str, Value)]) -> BTreeMap<String, Value> {
    values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

pub fn set(field: &str, value: impl Into<Value>) -> Act {
    Act::Set { field: field.to_owned(), value: value.into() }
}
