//! The device's copy of everything in sight: rows in memory, documents opened when they are needed, the outbox, what was
//! refused. One at a time uses it (`worker` holds it in a lock); it waits for storage and for nothing else.

mod acts;
mod again;
mod answers;
mod derived;
pub mod files;
mod foresight;
mod shelf;
mod stored;
mod take;
mod views;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use shared::config::Configuration;
use shared::id::{ProcessId, RecordId};
use shared::principal::Principal;
use shared::process::Process;
use shared::protocol::Author;
use shared::record::command::{Command, Stamp};
use shared::record::summary::{Summary, summarize};
use shared::replica::{Pending, Replica};

use crate::message::{Failure, Filters, Mark, Row, SyncState, Tell};
use crate::storage::{Durability, Storage, Write};
use again::Log;
use answers::Answers;
use files::{FileKey, StoredFile};
use shelf::{Held, Shelf};
use stored::{Block, Foreseen, Parked, StoredDoc, StoredRow, Waiting, from_bytes, from_older, to_bytes};

/// Documents kept open.
const OPEN_MAX: usize = 64;
/// Before the name of a list, among the words of `meta`.
const FILTERS: &str = "filters/";
/// What the company has settled, as it was last pulled.
const CONFIG: &str = "config";
/// Rows that this device made, see [`Engine::derive`].
const DERIVED: &str = "derived";
/// Tickets remembered, so that asking again does nothing twice.
const TICKETS_MAX: usize = 64;

/// Where pulling stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    pub epoch: Option<String>,
    pub cursor: i64,
    /// A first sync goes on after this record.
    pub after: Option<RecordId>,
    /// Raised when a first sync begins: rows of an older generation are forgotten when it ends.
    pub generation: u32,
    pub config_version: i64,
    pub next_pack: u32,
    /// Packs below it are of the generation before.
    pub packs_from: u32,
}

pub struct Engine {
    storage: Storage,
    principal: Principal,
    pub config: Configuration,
    pub cursor: Cursor,
    pub log: Log,
    shelf: Shelf,
    /// The server's row, and the one that this device made of it.
    derived: BTreeMap<RecordId, (Rc<Summary>, Rc<Summary>)>,
    /// Those that have yet to be made again. None: that has not begun.
    underived: Option<Vec<RecordId>>,
    answers: Answers,
    /// Which rows are stored together.
    blocks: BTreeMap<u32, Vec<RecordId>>,
    open: HashMap<RecordId, (Replica, u64)>,
    clock: u64,
    outbox: BTreeMap<u32, Waiting>,
    /// What follows from it by rule.
    foreseen: BTreeMap<RecordId, Foreseen>,
    /// The server has more to tell than has been pulled: a page of the log may end between a change and what follows from it.
    is_behind: bool,
    /// The day, and what the company had settled, when the calendar was last asked.
    came_round: Option<(jiff::civil::Date, i64)>,
    next_seq: u32,
    /// What the server has taken and is kept all the same, by its place in the outbox.
    sent: BTreeSet<u32>,
    /// What follows a change that the server does not have; true while it need not be tried again.
    held: HashMap<[u8; 32], bool>,
    /// Own changes that the server has said are in since the last pull, as they follow one another: they need not come back.
    pub own: Option<(i64, i64)>,
    /// Records that a restored server does not show, of which something is sent again.
    unseen: HashSet<RecordId>,
    parked: BTreeMap<String, Parked>,
    files: BTreeMap<FileKey, StoredFile>,
    /// The file that is on its way, and how much of it, per cent.
    sending: Option<(FileKey, u8)>,
    tickets: Vec<String>,
    /// By list.
    filters: BTreeMap<String, Filters>,
    authors: HashMap<String, Author>,
    /// Records on a page somewhere.
    pub looked: HashSet<RecordId>,
    /// What is to be told; [`Engine::flush`] tells it.
    tells: Vec<Tell>,
    out: Box<dyn Fn(Tell)>,
    pub sync: SyncState,
}

pub fn chance() -> [u8; 16] {
    uuid::Uuid::new_v4().into_bytes()
}

pub fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

impl Engine {
    /// Opens the person's storage and makes again what is derived: rows of records with waiting work.
    pub async fn open(principal: Principal, out: Box<dyn Fn(Tell)>) -> Result<Self, Failure> {
        let storage = Storage::open(principal.user.as_str()).await?;
        let kept = storage.get("meta", CONFIG.into()).await?.and_then(|bytes| String::from_utf8(bytes).ok());
        // That of an older program may not be readable: it is asked for again.
        let config = kept.and_then(|text| Configuration::from_json(&text).ok()).unwrap_or_default();
        let mut engine = Self::empty(storage, principal, config, out);
        engine.read().await?;
        Ok(engine)
    }

    /// After storage could not be written: what stands in memory may be ahead of it, so all is read again.
    pub async fn reopen(self) -> Result<Self, Failure> {
        let (sync, looked) = (self.sync, self.looked);
        let mut engine = Self { sync, looked, ..Self::empty(self.storage, self.principal, self.config, self.out) };
        engine.read().await?;
        Ok(engine)
    }

    fn empty(storage: Storage, principal: Principal, config: Configuration, out: Box<dyn Fn(Tell)>) -> Self {
        Self {
            storage,
            principal,
            config,
            cursor: Cursor::default(),
            log: Log::default(),
            shelf: Shelf::default(),
            derived: BTreeMap::new(),
            underived: None,
            answers: Answers::default(),
            blocks: BTreeMap::new(),
            open: HashMap::new(),
            clock: 0,
            outbox: BTreeMap::new(),
            foreseen: BTreeMap::new(),
            is_behind: true,
            came_round: None,
            next_seq: 1,
            sent: BTreeSet::new(),
            held: HashMap::new(),
            own: None,
            unseen: HashSet::new(),
            parked: BTreeMap::new(),
            files: BTreeMap::new(),
            sending: None,
            tickets: vec![],
            filters: BTreeMap::new(),
            authors: HashMap::new(),
            looked: HashSet::new(),
            tells: vec![],
            out,
            sync: SyncState::default(),
        }
    }

    async fn read(&mut self) -> Result<(), Failure> {
        let engine = self;
        let storage = &engine.storage;
        // Asked for together: each way to the browser's storage and back takes longer than reading what comes.
        let (meta, rows, outbox, sent, foreseen, parked, files) = futures::try_join!(
            storage.all("meta"),
            storage.each("rows", |key, bytes| Ok((key, from_bytes::<Block<StoredRow>>(&bytes)?))),
            storage.all("outbox"),
            storage.keys("sent"),
            storage.all("foreseen"),
            storage.all("parked"),
            storage.all("files"),
        )?;
        for (key, bytes) in meta {
            match key {
                crate::storage::Key::Word(word) => match word.as_str() {
                    "cursor" => engine.cursor = from_bytes(&bytes)?,
                    // An older program wrote less: then the server is asked as by a new device.
                    "log" => engine.log = from_bytes(&bytes).unwrap_or_default(),
                    "tickets" => engine.tickets = from_bytes(&bytes)?,
                    // Read before all else.
                    CONFIG => {}
                    DERIVED => {
                        let kept: Vec<(RecordId, Summary, Summary)> = from_bytes(&bytes).unwrap_or_default();
                        let pair = |(id, confirmed, shown)| (id, (Rc::new(confirmed), Rc::new(shown)));
                        engine.derived = kept.into_iter().map(pair).collect();
                    }
                    word => {
                        if let Some(list) = word.strip_prefix(FILTERS) {
                            engine.filters.insert(list.to_owned(), from_bytes(&bytes).unwrap_or_default());
                        }
                    }
                },
                crate::storage::Key::Number(_) => {}
            }
        }
        if engine.config.version != engine.cursor.config_version {
            engine.cursor.config_version = 0;
        }
        for (key, block) in rows {
            if let crate::storage::Key::Number(number) = key {
                let mut records = Vec::with_capacity(block.rows.len());
                for row in block.rows {
                    for author in &row.authors {
                        if !engine.authors.contains_key(&author.actor) {
                            engine.authors.insert(author.actor.clone(), author.clone());
                        }
                    }
                    records.push(row.summary.id.clone());
                    engine.shelf.confirm(row, number);
                }
                engine.blocks.insert(number, records);
            }
        }
        for (key, bytes) in outbox {
            if let crate::storage::Key::Number(seq) = key {
                engine.outbox.insert(seq, from_older(&bytes)?);
                engine.next_seq = engine.next_seq.max(seq + 1);
            }
        }
        for key in sent {
            if let crate::storage::Key::Number(seq) = key {
                engine.sent.insert(seq);
                engine.next_seq = engine.next_seq.max(seq + 1);
            }
        }
        for (_, bytes) in foreseen {
            // An older program wrote it otherwise: the server makes it all the same, and sends it.
            let Ok(foreseen) = from_bytes::<Foreseen>(&bytes) else { continue };
            engine.foreseen.insert(foreseen.record.clone(), foreseen);
        }
        for (_, bytes) in parked {
            let parked: Parked = from_older(&bytes)?;
            engine.parked.insert(parked.id.clone(), parked);
        }
        engine.read_files(files)?;
        engine.show_derived();
        for record in engine.waiting() {
            // A record that cannot be opened keeps its place in the outbox: its words are sent all the same.
            if let Err(failure) = engine.refresh(&record).await {
                engine.tells.push(Tell::NotKept(failure));
            }
        }
        if let Err(failure) = engine.settle().await {
            engine.tells.push(Tell::NotKept(failure));
        }
        engine.tells.retain(|tell| matches!(tell, Tell::NotKept(_)));
        engine.sync.synced_at_ms = engine.log.synced_at_ms;
        engine.recount();
        Ok(())
    }

    /// Tells the pages what has happened so far.
    pub fn flush(&mut self) {
        // What a person looks at comes before what is counted and listed.
        shared::order::by_key(&mut self.tells, |tell| match tell {
            Tell::Config(_) | Tell::Ready { .. } => 0,
            Tell::Record { .. } => 1,
            _ => 2,
        });
        for tell in self.tells.drain(..) {
            (self.out)(tell);
        }
    }

    /// What came from the server could not be kept; it is asked for again.
    pub fn failed(&mut self, failure: Failure) {
        self.tells.push(Tell::NotKept(failure));
    }

    fn tell_changed(&mut self) {
        if !matches!(self.tells.last(), Some(Tell::Changed)) {
            self.tells.push(Tell::Changed);
        }
    }

    fn process(&self, id: &ProcessId) -> Result<Process, Failure> {
        self.config.process(id).cloned().ok_or(Failure::NotThere)
    }

    /// The stored document of a record: its own bytes, or its part of a pack.
    async fn stored(&self, record: &RecordId) -> Result<StoredDoc, Failure> {
        if let Some(bytes) = self.storage.get("docs", record.as_str().into()).await? {
            return from_bytes(&bytes);
        }
        let Some(place) = self.shelf.get(record).and_then(Held::place) else { return Ok(StoredDoc::default()) };
        let pack = self.storage.get("packs", place.pack.into()).await?.unwrap_or_default();
        let (from, to) = (place.at as usize, place.at as usize + place.bytes as usize);
        let snapshot = pack.get(from..to).map(<[u8]>::to_vec).ok_or(Failure::Storage("DataError".into()))?;
        Ok(StoredDoc { snapshot, changes: vec![] })
    }

    /// Opens a record's replica, with its waiting work, under a fresh actor id.
    async fn load(&mut self, record: &RecordId, process: &ProcessId) -> Result<(), Failure> {
        self.load_beside(record, process).await?;
        self.close_oldest(OPEN_MAX);
        Ok(())
    }

    fn close_oldest(&mut self, most: usize) {
        while self.open.len() > most {
            let oldest = self.open.iter().min_by_key(|(_, (_, used))| *used).map(|(id, _)| id.clone());
            oldest.and_then(|id| self.open.remove(&id));
        }
    }

    /// The same, and none that is open is closed: what has been done to them may not be in the outbox yet.
    async fn load_beside(&mut self, record: &RecordId, process: &ProcessId) -> Result<(), Failure> {
        self.clock += 1;
        if let Some((_, used)) = self.open.get_mut(record) {
            *used = self.clock;
            return Ok(());
        }
        let stored = self.stored(record).await?;
        let process = self.process(process)?;
        let damaged = || Failure::Storage("DataError".into());
        let change = |bytes: &Vec<u8>| automerge::Change::from_bytes(bytes.clone()).map_err(|_| damaged());
        let changes = stored.changes.iter().map(change).collect::<Result<_, _>>()?;
        let mut pending = vec![];
        for one in self.outbox.values().filter(|one| one.record == *record) {
            let (command, stamp) = (one.command.clone(), one.stamp.clone());
            pending.push(Pending { command, stamp, change: change(&one.change)? });
        }
        let opened = Replica::open(record.clone(), process, chance(), &stored.snapshot, changes, pending);
        let mut opened = opened.map_err(|_| damaged())?;
        if let Some(birth) = self.foreseen_change(record) {
            opened.foresee(birth).map_err(|_| damaged())?;
        }
        self.open.insert(record.clone(), (opened, self.clock));
        Ok(())
    }

    /// The process of a record that is here, or waits to be sent.
    fn process_of(&self, record: &RecordId) -> Option<ProcessId> {
        let held = self.shelf.get(record).map(|held| held.shown.process.clone());
        let foreseen = || self.foreseen.get(record).map(|one| one.process.clone());
        held.or_else(foreseen)
            .or_else(|| self.outbox.values().find(|one| one.record == *record).map(|one| one.process.clone()))
    }

    /// Records with work that waits, or that are only foreseen.
    fn waiting(&self) -> HashSet<RecordId> {
        self.outbox.values().map(|one| &one.record).chain(self.foreseen.keys()).cloned().collect()
    }

    /// Makes the shown row of a record again and tells whoever looks at it. What depends on it follows.
    async fn refresh(&mut self, record: &RecordId) -> Result<(), Failure> {
        let mut todo = vec![record.clone()];
        let mut done: HashSet<RecordId> = HashSet::new();
        while let Some(record) = todo.pop() {
            if !done.insert(record.clone()) {
                continue;
            }
            self.summarize(&record).await?;
            if let Some(held) = self.shelf.get(&record) {
                let depends = |id: &RecordId| {
                    let process = self.shelf.get(id).and_then(|held| self.config.process(&held.shown.process));
                    process.is_some_and(Process::asks_referring)
                };
                todo.extend(held.refers().filter(|id| depends(id)));
            }
        }
        Ok(())
    }

    /// One record's row: from its document where work waits or rules look at other records, else as the server says.
    async fn summarize(&mut self, record: &RecordId) -> Result<(), Failure> {
        let Some(id) = self.process_of(record) else { return Ok(()) };
        let process = self.process(&id)?;
        let waits = self.foreseen.contains_key(record) || self.outbox.values().any(|one| one.record == *record);
        let number = self.shelf.get(record).and_then(|held| held.shown.number.clone());
        let mut read = None;
        let summary = if waits || process.asks_referring() || self.open.contains_key(record) {
            self.load(record, &id).await?;
            let Some((replica, _)) = self.open.get(record) else { return Ok(()) };
            let plain = replica.record();
            let summary = (!plain.steps.is_empty()).then(|| Rc::new(summarize(&plain, &process, number, &self.shelf)));
            read = Some(plain);
            summary
        } else {
            self.shelf.get(record).and_then(|held| held.confirmed.as_ref().map(|row| row.summary.clone()))
        };
        match summary {
            Some(summary) => self.shelf.show(summary),
            None => match self.shelf.get(record).and_then(|held| held.confirmed.as_ref()) {
                Some(row) => self.shelf.show(row.summary.clone()),
                None => self.shelf.remove(record),
            },
        }
        self.tell_changed();
        if self.looked.contains(record) {
            // Reading a document is most of the work of an act: it is read once.
            let opened = match read {
                Some(plain) => self.opened_as(record, plain),
                None => self.opened(record).await?,
            };
            self.tells.push(Tell::Record { id: record.clone(), opened: opened.map(Box::new) });
        }
        Ok(())
    }

    fn mark(&self, record: &RecordId) -> Mark {
        if self.parked.values().any(|one| one.record == *record) {
            return Mark::Refused;
        }
        let waiting = self.outbox.values().filter(|one| one.record == *record);
        // Its words may be with the server: it has not arrived before its files have.
        let is_here = self.foreseen.contains_key(record) || self.with_files_here().any(|one| one == record);
        let first = if is_here { Mark::Local } else { Mark::Server };
        waiting.fold(first, |mark, one| mark.max(if one.is_decided { Mark::Waiting } else { Mark::Local }))
    }

    fn row(&self, held: &Held) -> Row {
        let touched = self.shelf.waits(&held.shown.id) || self.parked.values().any(|one| one.record == held.shown.id);
        let mark = if touched { self.mark(&held.shown.id) } else { Mark::Server };
        let about = held.shown.about.as_ref().and_then(|about| self.shelf.get(about));
        Row { summary: (*held.shown).clone(), mark, about: about.map(|about| about.shown.title.clone()) }
    }

    /// Counts what the sync mark says.
    pub fn recount(&mut self) {
        self.sync.unsent = self.outbox.len() as u32;
        self.sync.refused = self.parked.len() as u32;
        self.sync.conflicts = self.shelf.conflicts() as u32;
        self.sync.files = self.files_waiting() as u32;
        self.shelf.mark_waiting(self.waiting().into_iter().chain(self.with_files_here().cloned()).collect());
        self.tells.push(Tell::Sync(self.sync.clone()));
    }

    /// Writes the blocks that hold these records, and whatever else is to go with them, in one transaction.
    async fn keep(
        &mut self,
        blocks: &HashSet<u32>,
        mut more: Vec<Write>,
        durability: Durability,
    ) -> Result<(), Failure> {
        for number in blocks {
            if let Some(records) = self.blocks.get(number) {
                let rows = records.iter().filter_map(|record| self.shelf.get(record)?.confirmed.as_ref()).collect();
                more.push(Write::Put("rows", (*number).into(), to_bytes(&Block::<&StoredRow> { rows })?));
            }
        }
        self.storage.write(more, durability).await
    }

    fn cursor_write(&self) -> Result<Write, Failure> {
        Ok(Write::Put("meta", "cursor".into(), to_bytes(&self.cursor)?))
    }

    fn is_decided(&self, command: &Command) -> bool {
        let process = self.config.process(&command.process);
        command.acts.iter().any(|act| match act {
            shared::record::command::Act::Take { step, .. } => {
                process.and_then(|process| process.step(step)).is_some_and(|step| step.decided)
            }
            _ => false,
        })
    }

    fn stamp(&self, post: Option<shared::principal::Post>) -> Stamp {
        let first = self.principal.holdings.first().map(|holding| holding.post);
        let post = post.or(first).unwrap_or(shared::principal::Post::Specialist);
        Stamp { principal: self.principal.clone(), post, at_ms: now_ms() }
    }

    pub fn filters(&self, list: &str) -> Filters {
        self.filters.get(list).cloned().unwrap_or_default()
    }

    pub async fn keep_filters(&mut self, list: String, filters: Filters) -> Result<(), Failure> {
        let key = format!("{FILTERS}{list}");
        let put = Write::Put("meta", key.as_str().into(), to_bytes(&filters)?);
        self.filters.insert(list, filters);
        self.storage.write(vec![put], Durability::Strict).await
    }

    /// Everything of this person on this device is removed. Not while work is unsent, unless told so.
    pub async fn wipe(self) -> Result<(), Failure> {
        let user = self.principal.user.as_str().to_owned();
        self.storage.wipe(&user).await
    }

    pub fn unsent(&self) -> usize {
        self.outbox.len()
    }

    /// With the files: what would be lost with this device.
    pub fn only_here(&self) -> usize {
        self.outbox.len() + self.files_waiting()
    }
}
