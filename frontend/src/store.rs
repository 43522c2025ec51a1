//! The one handle that the pages hold: it asks the worker, keeps what the worker tells in signals, and starts the worker
//! again if it stops. No page talks to the network or to storage by another way (sign-in and administration apart).

mod port;

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::config::Configuration;
use shared::id::{EntryId, RecordId};
use shared::principal::{Post, Principal};
use shared::record::command::{Act, Command, Stamp};
use shared::record::summary::Summary;
use shared::rule::Lookup;

use crate::browser;
use crate::message::{Ask, Failure, FileRow, Line, Opened, Reply, SyncState, Tell};
use crate::session::Session;
use port::Port;

/// How often the page looks at the clock: deadlines and "may I call now" move on by themselves.
const TICK_MS: u32 = 30_000;
/// A worker that stops this often within a minute is not started again: something in its storage makes it stop.
const RESTARTS_MAX: usize = 3;

/// Counted, not owned: whoever looks first may go first.
type Looked = HashMap<RecordId, (ArcRwSignal<Sight>, usize)>;

/// A record on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Sight {
    #[default]
    Opening,
    Here(Arc<Opened>),
    /// Not on this device: out of sight, or not arrived yet.
    NotHere,
}

/// One for the page, in the context of every component.
#[derive(Clone, Copy)]
pub struct Store {
    session: Session,
    port: StoredValue<Option<Rc<Port>>, LocalStorage>,
    looked: StoredValue<Looked, LocalStorage>,
    restarts: StoredValue<Vec<i64>>,
    config: RwSignal<Arc<Configuration>>,
    /// The storage is open: lists can be asked.
    pub ready: RwSignal<bool>,
    pub sync: RwSignal<SyncState>,
    /// Rows have changed since `revision` was raised.
    stale: StoredValue<bool>,
    /// Raised when rows have changed: whoever shows a list asks again.
    pub revision: RwSignal<u32>,
    /// This device's clock, every half minute.
    pub now: RwSignal<i64>,
    /// What could not be kept, or why the worker stopped, until the person has seen it.
    pub failure: RwSignal<Option<Failure>>,
    /// How far files have come, those that pages have asked about.
    pub files: RwSignal<HashMap<(RecordId, String), FileRow>>,
    /// Another tab runs another version of the program.
    pub other_build: RwSignal<bool>,
}

impl Store {
    /// Once, above all pages. The worker starts when somebody is signed in.
    pub fn provide(session: Session) -> Self {
        let store = Self {
            session,
            port: StoredValue::new_local(None),
            looked: StoredValue::new_local(HashMap::new()),
            restarts: StoredValue::new(vec![]),
            config: RwSignal::new(Arc::new(Configuration::default())),
            ready: RwSignal::new(false),
            sync: RwSignal::new(SyncState::default()),
            stale: StoredValue::new(false),
            revision: RwSignal::new(0),
            now: RwSignal::new(browser::now_ms()),
            failure: RwSignal::new(None),
            files: RwSignal::new(HashMap::new()),
            other_build: RwSignal::new(false),
        };
        provide_context(store);
        let who = Memo::new(move |_| session.me().map(|me| me.principal()));
        // Whoever worked here before: the worker reads while the page is being drawn.
        let early = session.me_untracked().map(|me| me.principal());
        early.iter().cloned().for_each(|principal| store.open(principal));
        Effect::new(move |before: Option<()>| match who.get() {
            // Open already.
            Some(principal) if before.is_none() && early.as_ref() == Some(&principal) => {}
            Some(principal) => store.open(principal),
            None => store.close(),
        });
        // The network is back: what waits need not wait for the next try.
        let _ = window_event_listener(leptos::ev::online, move |_| {
            spawn_local(async move { drop(store.ask(Ask::Sync).await) });
        });
        // With nothing to send nobody would notice for minutes that the network is gone.
        let _ = window_event_listener(leptos::ev::offline, move |_| {
            store.sync.update(|sync| sync.line = Line::Offline);
        });
        spawn_local(async move {
            loop {
                gloo_timers::future::TimeoutFuture::new(TICK_MS).await;
                store.now.set(browser::now_ms());
            }
        });
        store
    }

    pub fn get() -> Self {
        expect_context()
    }

    /// What the company has settled, as last pulled. Follows changes where it is read reactively.
    pub fn config(self) -> Arc<Configuration> {
        self.config.get()
    }

    /// Who acts. Nobody is signed in only while the page goes to the login.
    pub fn principal(self) -> Principal {
        let none = || Principal { user: "".into(), device: browser::device_id().into(), holdings: vec![] };
        self.session.me().map_or_else(none, |me| me.principal())
    }

    /// The stamp of an act done now, for asking the rules what this person may do.
    pub fn stamp(self) -> Stamp {
        let principal = self.principal();
        let post = principal.holdings.first().map_or(Post::Specialist, |holding| holding.post);
        Stamp { principal, post, at_ms: browser::now_ms() }
    }

    fn open(self, principal: Principal) {
        let port = Rc::new(Port::start(move |tell| self.heard(tell), move || self.restarted()));
        if let Some(old) = self.port.try_update_value(|held| held.replace(port.clone())).flatten() {
            old.stop();
        }
        self.ready.set(false);
        // What the answer says is told, too.
        drop(port.send(Ask::Open { principal }, None));
    }

    fn close(self) {
        if let Some(port) = self.port.try_update_value(Option::take).flatten() {
            port.stop();
        }
        self.ready.set(false);
        self.looked.update_value(HashMap::clear);
        self.files.update(HashMap::clear);
        self.sync.set(SyncState::default());
    }

    /// The worker has trapped. Its storage is whole; a fresh one opens it, and what is shown is looked at again.
    fn restarted(self) {
        let now = browser::now_ms();
        let recent = self.restarts.try_update_value(|restarts| {
            restarts.retain(|at| now - at < 60_000);
            restarts.push(now);
            restarts.len()
        });
        if recent.is_none_or(|recent| recent > RESTARTS_MAX) {
            self.ready.set(false);
            return self.failure.set(Some(Failure::Storage("worker".into())));
        }
        self.failure.set(Some(Failure::Restarting));
        if let Some(me) = self.session.me_untracked() {
            self.open(me.principal());
        }
    }

    fn heard(self, tell: Tell) {
        match tell {
            Tell::Ready { config } => {
                self.config.set(Arc::new(*config));
                self.ready.set(true);
                self.revision.update(|revision| *revision += 1);
                let looked: Vec<RecordId> = self.looked.with_value(|looked| looked.keys().cloned().collect());
                looked.into_iter().for_each(|id| self.fetch(id));
            }
            Tell::Config(config) => {
                self.config.set(Arc::new(*config));
                // My own posts may be among what has changed.
                spawn_local(self.session.ask());
            }
            Tell::Record { id, opened } => self.saw(&id, opened),
            Tell::Changed => self.rows_changed(),
            Tell::Sync(mut state) => {
                if !browser::is_online() && state.line == Line::Synced {
                    state.line = Line::Offline;
                }
                if self.sync.with_untracked(|held| *held != state) {
                    self.sync.set(state);
                }
            }
            Tell::File(row) => self.saw_files(vec![row]),
            Tell::OtherBuild => self.other_build.set(true),
            Tell::NotKept(failure) => self.failure.set(Some(failure)),
        }
    }

    /// Lists ask again once for a picture, however much has changed until then; a record on the page does not wait.
    fn rows_changed(self) {
        if self.stale.try_update_value(|stale| std::mem::replace(stale, true)) == Some(false) {
            request_animation_frame(move || {
                self.stale.set_value(false);
                self.revision.update(|revision| *revision += 1);
            });
        }
    }

    fn saw(self, id: &RecordId, opened: Option<Box<Opened>>) {
        let signal = self.looked.with_value(|looked| looked.get(id).map(|(signal, _)| signal.clone()));
        if let Some(signal) = signal {
            signal.set(opened.map_or(Sight::NotHere, |opened| Sight::Here(Arc::new(*opened))));
        }
    }

    fn fetch(self, id: RecordId) {
        spawn_local(async move {
            if let Reply::Record(opened) = self.ask(Ask::Look(id.clone())).await {
                self.saw(&id, opened);
            }
        });
    }

    /// Asks the worker. A failure comes as [`Reply::Failed`]; nothing is thrown.
    pub async fn ask(self, ask: Ask) -> Reply {
        match self.port.try_with_value(|port| port.clone()).flatten() {
            Some(port) => port.ask(ask).await,
            None => Reply::Failed(Failure::NotOpen),
        }
    }

    /// Does an act on one record. Ok when it is kept on this device, durably; what is shown changes before that.
    pub async fn commit(self, command: Command) -> Result<Summary, Refusal> {
        let ticket = browser::new_id();
        match self.ask(Ask::Commit { ticket, command, post: None }).await {
            Reply::Kept(summary) => Ok(*summary),
            Reply::Refused(error) => Err(Refusal::Rule(error)),
            Reply::Failed(failure) => Err(Refusal::Device(failure)),
            _ => Err(Refusal::Device(Failure::Restarting)),
        }
    }

    /// Acts that belong together: kept on this device in one, so that no power cut comes between them. What was refused
    /// is told; the others stand.
    pub async fn commit_all(self, commands: Vec<Command>) -> Result<(), Refusal> {
        let commands = commands.into_iter().map(|command| (browser::new_id(), command)).collect();
        match self.ask(Ask::CommitAll { commands }).await {
            Reply::KeptAll(answers) => {
                answers.into_iter().try_for_each(|answer| answer.map(drop).map_err(Refusal::Rule))
            }
            Reply::Failed(failure) => Err(Refusal::Device(failure)),
            _ => Err(Refusal::Device(Failure::Restarting)),
        }
    }

    /// A file for a record: kept on this device when this is over. The record names it by the id that comes back.
    pub async fn attach(self, record: RecordId, file: &web_sys::File) -> Result<FileRow, Failure> {
        let Some(port) = self.port.try_with_value(|port| port.clone()).flatten() else {
            return Err(Failure::NotOpen);
        };
        match port.ask_with(Ask::Attach { record, name: file.name() }, Some(file)).await {
            Reply::File(row) => {
                self.saw_files(vec![row.clone()]);
                Ok(row)
            }
            Reply::Failed(failure) => Err(failure),
            _ => Err(Failure::Restarting),
        }
    }

    /// Fills [`Store::files`] with those of this record.
    pub fn ask_files(self, record: RecordId) {
        spawn_local(async move {
            if let Reply::Files(rows) = self.ask(Ask::Files(record)).await {
                self.saw_files(rows);
            }
        });
    }

    fn saw_files(self, rows: Vec<FileRow>) {
        if !rows.is_empty() {
            self.files.update(|files| {
                files.extend(rows.into_iter().map(|row| ((row.record.clone(), row.id.clone()), row)));
            });
        }
    }

    /// The record, followed as long as the component that asks lives.
    pub fn record(self, id: RecordId) -> RwSignal<Sight> {
        let mut is_new = false;
        let signal = self.looked.try_update_value(|looked| {
            let held = looked.entry(id.clone()).or_insert_with(|| {
                is_new = true;
                (ArcRwSignal::new(Sight::Opening), 0)
            });
            held.1 += 1;
            held.0.clone()
        });
        if is_new {
            self.fetch(id.clone());
        }
        on_cleanup(move || self.unlook(id));
        signal.map_or_else(|| RwSignal::new(Sight::Opening), RwSignal::from)
    }

    fn unlook(self, id: RecordId) {
        let gone = self.looked.try_update_value(|looked| {
            let held = looked.get_mut(&id)?;
            held.1 -= 1;
            if held.1 > 0 { None } else { looked.remove(&id) }
        });
        if gone.flatten().is_some() {
            spawn_local(async move { drop(self.ask(Ask::Unlook(id)).await) });
        }
    }

    /// What the worker answers, asked again whenever rows, the clock's half minute or the question itself change.
    /// The last answer stays in place until the next is there, so nothing flickers.
    pub fn live<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        ask: impl Fn() -> Option<Ask> + 'static,
        read: fn(Reply) -> Option<T>,
    ) -> RwSignal<Option<T>> {
        let answer = RwSignal::new(None);
        let turn = StoredValue::new(0_u32);
        Effect::new(move |_| {
            self.revision.track();
            self.now.track();
            if !self.ready.get() {
                return;
            }
            let Some(ask) = ask() else { return };
            let asked = turn.try_update_value(|turn| {
                *turn += 1;
                *turn
            });
            spawn_local(async move {
                let reply = read(self.ask(ask).await);
                // A later question has been asked meanwhile: its answer counts.
                if turn.try_get_value() != asked {
                    return;
                }
                if let Some(reply) = reply
                    && answer.try_with_untracked(|held| held.as_ref() != Some(&reply)) == Some(true)
                {
                    answer.try_set(Some(reply));
                }
            });
        });
        answer
    }
}

/// Why an act was not done. The words are for the person; `field` says where in a form.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    Rule(shared::record::command::CommandError),
    Device(Failure),
}

impl Refusal {
    pub fn field(&self) -> Option<&str> {
        match self {
            Refusal::Rule(error) => error.field.as_deref(),
            Refusal::Device(_) => None,
        }
    }

    /// In the person's language; follows it where read reactively.
    pub fn text(&self) -> String {
        let label = match self {
            Refusal::Rule(error) => error.say.clone(),
            Refusal::Device(failure) => failure.say(),
        };
        label.get(crate::i18n::language()).to_owned()
    }
}

/// What the rules may ask beside the record itself, from what came with it.
impl Lookup for Opened {
    fn summary(&self, id: &RecordId) -> Option<Summary> {
        self.relatives.iter().find(|one| one.id == *id).cloned()
    }

    fn related(&self, process: &shared::id::ProcessId, field: &str, id: &RecordId) -> Vec<Summary> {
        let refers = |one: &&Summary| {
            one.process == *process && one.values.get(field).and_then(|value| value.as_text()) == Some(id.as_str())
        };
        self.relatives.iter().filter(refers).cloned().collect()
    }
}

/// A command on a record that is open.
pub fn command(opened: &Opened, acts: Vec<Act>) -> Command {
    Command { record: opened.record.id.clone(), process: opened.record.process.clone(), acts }
}

pub fn new_entry() -> EntryId {
    EntryId::new(browser::new_id())
}

pub fn new_record() -> RecordId {
    RecordId::new(browser::new_id())
}
