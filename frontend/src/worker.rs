//! The worker: replica, storage and network live here, off the thread that draws. It hears its page, leads or follows the
//! other tabs, and answers in the order in which it was asked.

mod api;
mod engine;
mod message;
mod picture;
mod storage;
mod sync;
mod tabs;
mod uploads;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Reflect, Uint8Array};
use shared::id::RecordId;
use shared::principal::Principal;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent};

use engine::Engine;
use message::{Ask, Failure, FromPage, Reply, Tell, ToPage};
use sync::{Shared, Wake};
use tabs::{Channel, Said};

/// Rows made ready for the search in one go: a few milliseconds.
const SEARCHABLE_AT_ONCE: usize = 200;
const AFTERWARDS_MS: u32 = 1_000;

/// An ask with the tab it came from.
struct Asked {
    tab: String,
    id: u32,
    ask: Ask,
}

struct Worker {
    scope: DedicatedWorkerGlobalScope,
    build: String,
    /// This worker, among the tabs.
    tab: String,
    engine: Shared,
    asks: UnboundedSender<Asked>,
    wake: UnboundedSender<Wake>,
    leads: Cell<bool>,
    /// Another tab has been heard of. Each says hello when it comes and whenever another one leads.
    followed: Cell<bool>,
    channel: RefCell<Option<Channel>>,
    /// What our page has asked and nobody has answered: asked again when another tab takes over.
    open: RefCell<BTreeMap<u32, Vec<u8>>>,
    looked: RefCell<HashMap<RecordId, HashSet<String>>>,
}

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let build = Reflect::get(&scope, &"HUIFANG_BUILD".into()).ok().and_then(|build| build.as_string());
    let (asks, asked) = unbounded();
    let (wake, wakes) = unbounded();
    let worker = Rc::new(Worker {
        scope: scope.clone(),
        build: build.unwrap_or_default(),
        tab: uuid::Uuid::new_v4().as_hyphenated().to_string(),
        engine: Shared::default(),
        asks,
        wake,
        leads: Cell::new(false),
        followed: Cell::new(false),
        channel: RefCell::new(None),
        open: RefCell::new(BTreeMap::new()),
        looked: RefCell::new(HashMap::new()),
    });
    spawn_local(answer(worker.clone(), asked));
    let wakes = RefCell::new(Some(wakes));
    let hearing = worker.clone();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let parts = Array::from(&event.data());
        if parts.get(0).as_string().as_deref() != Some(&hearing.build) {
            return hearing.post(&ToPage::Tell(Tell::OtherBuild));
        }
        let bytes = Uint8Array::new(&parts.get(1)).to_vec();
        let Ok(FromPage { id, ask }) = postcard::from_bytes(&bytes) else {
            return hearing.post(&ToPage::Tell(Tell::OtherBuild));
        };
        match ask {
            Ask::Open { principal } => {
                // One worker opens one person's storage; the page starts another for another person.
                if let Some(wakes) = wakes.borrow_mut().take() {
                    spawn_local(start(hearing.clone(), principal, wakes, id));
                }
            }
            Ask::Attach { record, name } => match parts.get(2).dyn_into::<Blob>() {
                Ok(file) => spawn_local(attach(hearing.clone(), id, record, name, file)),
                Err(_) => hearing.post(&ToPage::Reply { id, reply: Reply::Failed(Failure::NotAPicture) }),
            },
            ask => hearing.asked(id, ask, bytes),
        }
    });
    scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    let wake = worker.wake.clone();
    let online = Closure::<dyn FnMut()>::new(move || drop(wake.unbounded_send(Wake::Now)));
    if scope.add_event_listener_with_callback("online", online.as_ref().unchecked_ref()).is_ok() {
        online.forget();
    }
}

impl Worker {
    fn post(&self, message: &ToPage) {
        if let Ok(bytes) = postcard::to_stdvec(message) {
            self.post_bytes(&bytes);
        }
    }

    fn post_bytes(&self, bytes: &[u8]) {
        let bytes = Uint8Array::from(bytes);
        let parts = Array::of2(&JsValue::from_str(&self.build), &bytes);
        // The page is gone, and so is this worker soon.
        let _ = self.scope.post_message_with_transfer(&parts, &Array::of1(&bytes.buffer()));
    }

    fn say(&self, said: Said) {
        if let Some(channel) = &*self.channel.borrow() {
            channel.say(&said);
        }
    }

    /// From our own page.
    fn asked(&self, id: u32, ask: Ask, bytes: Vec<u8>) {
        if self.leads.get() {
            let _ = self.asks.unbounded_send(Asked { tab: self.tab.clone(), id, ask });
        } else {
            self.open.borrow_mut().insert(id, bytes.clone());
            self.say(Said::Ask { tab: self.tab.clone(), bytes });
        }
    }

    fn reply(&self, tab: &str, id: u32, reply: Reply) {
        let message = ToPage::Reply { id, reply };
        if tab == self.tab {
            self.post(&message);
        } else if let Ok(bytes) = postcard::to_stdvec(&message) {
            self.say(Said::Out { tab: tab.to_owned(), id, bytes });
        }
    }

    /// To the pages of all tabs.
    fn tell(&self, tell: Tell) {
        if let Ok(bytes) = postcard::to_stdvec(&ToPage::Tell(tell)) {
            self.post_bytes(&bytes);
            if self.followed.get() {
                self.say(Said::Out { tab: String::new(), id: 0, bytes });
            }
        }
    }

    /// From another tab.
    fn heard(&self, said: Said) {
        self.followed.set(true);
        match said {
            Said::Ask { tab, bytes } if self.leads.get() => {
                if let Ok(FromPage { id, ask }) = postcard::from_bytes(&bytes) {
                    let _ = self.asks.unbounded_send(Asked { tab, id, ask });
                }
            }
            Said::Hello { tab } if self.leads.get() => {
                let ask = Ask::Sync;
                let _ = self.asks.unbounded_send(Asked { tab, id: 0, ask });
            }
            Said::Out { tab, id, bytes } if !self.leads.get() && (tab.is_empty() || tab == self.tab) => {
                self.open.borrow_mut().remove(&id);
                self.post_bytes(&bytes);
            }
            Said::Leading if !self.leads.get() => {
                self.say(Said::Hello { tab: self.tab.clone() });
                for bytes in self.open.borrow().values() {
                    self.say(Said::Ask { tab: self.tab.clone(), bytes: bytes.clone() });
                }
            }
            Said::OtherBuild => self.post(&ToPage::Tell(Tell::OtherBuild)),
            _ => {}
        }
    }
}

/// Made ready here, whoever leads; then kept as anything else is.
async fn attach(worker: Rc<Worker>, id: u32, record: RecordId, name: String, file: Blob) {
    let ask = match picture::ready(&file).await {
        Ok((media, bytes)) => Ask::KeepFile { record, media, name, bytes },
        Err(failure) => return worker.post(&ToPage::Reply { id, reply: Reply::Failed(failure) }),
    };
    let message = FromPage { id, ask };
    if let Ok(bytes) = postcard::to_stdvec(&message) {
        worker.asked(id, message.ask, bytes);
    }
}

/// Follows while another tab leads, then leads: opens the storage, says so, and syncs.
async fn start(worker: Rc<Worker>, principal: Principal, wakes: UnboundedReceiver<Wake>, id: u32) {
    let hearing = worker.clone();
    let user = principal.user.as_str().to_owned();
    *worker.channel.borrow_mut() = Channel::open(&user, &worker.build, move |said| hearing.heard(said));
    if !tabs::lead(&user, true).await {
        worker.post(&ToPage::Reply { id, reply: Reply::Done });
        worker.say(Said::Hello { tab: worker.tab.clone() });
        tabs::lead(&user, false).await;
    }
    let telling = worker.clone();
    let opened = Engine::open(principal, Box::new(move |tell| telling.tell(tell))).await;
    let mut engine = match opened {
        Ok(engine) => engine,
        Err(failure) => {
            worker.post(&ToPage::Reply { id, reply: Reply::Failed(failure.clone()) });
            return worker.tell(Tell::NotKept(failure));
        }
    };
    engine.sync.is_persistent = is_persistent().await;
    // How the work stands is known before the pages call themselves ready.
    engine.recount();
    engine.flush();
    let config = Box::new(engine.config.clone());
    *worker.engine.lock().await = Some(engine);
    worker.leads.set(true);
    worker.post(&ToPage::Reply { id, reply: Reply::Done });
    worker.tell(Tell::Ready { config });
    worker.say(Said::Leading);
    let waiting: Vec<Vec<u8>> = std::mem::take(&mut *worker.open.borrow_mut()).into_values().collect();
    for bytes in waiting {
        if let Ok(FromPage { id, ask }) = postcard::from_bytes(&bytes) {
            let _ = worker.asks.unbounded_send(Asked { tab: worker.tab.clone(), id, ask });
        }
    }
    let (reach, reached) = unbounded();
    spawn_local(uploads::run(worker.engine.clone(), reached));
    spawn_local(afterwards(worker.engine.clone()));
    sync::run(worker.engine.clone(), wakes, worker.wake.clone(), reach).await;
}

/// A little at a time, behind whatever is asked: rows that follow from others, then all rows for the search.
async fn afterwards(engine: Shared) {
    // What a page shows first comes first.
    TimeoutFuture::new(AFTERWARDS_MS).await;
    loop {
        let mut held = engine.lock().await;
        let Some(engine) = held.as_mut() else { break };
        let more = engine.derive_next().await;
        engine.flush();
        if !more {
            break;
        }
        drop(held);
        TimeoutFuture::new(0).await;
    }
    loop {
        let more = engine.lock().await.as_mut().is_some_and(|engine| engine.make_searchable(SEARCHABLE_AT_ONCE));
        TimeoutFuture::new(if more { 0 } else { AFTERWARDS_MS }).await;
    }
}

async fn is_persistent() -> Option<bool> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let asked = scope.navigator().storage().persisted().ok()?;
    JsFuture::from(asked).await.ok()?.as_bool()
}

async fn answer(worker: Rc<Worker>, mut asked: UnboundedReceiver<Asked>) {
    while let Some(Asked { tab, id, ask }) = asked.next().await {
        if let Ask::File { record, id: file } = ask {
            // It may have to come from the server: nobody else waits for that.
            let worker = worker.clone();
            spawn_local(async move {
                let reply = uploads::have(&worker.engine, record, file).await;
                worker.reply(&tab, id, reply);
            });
            continue;
        }
        let wakes = matches!(
            ask,
            Ask::Commit { .. }
                | Ask::CommitAll { .. }
                | Ask::KeepFile { .. }
                | Ask::Retry { .. }
                | Ask::Sync
                | Ask::SignedIn
        );
        let reply = reply(&worker, &tab, id, ask).await;
        worker.reply(&tab, id, reply);
        if wakes {
            let _ = worker.wake.unbounded_send(Wake::Now);
        }
    }
}

async fn reply(worker: &Worker, tab: &str, id: u32, ask: Ask) -> Reply {
    let mut held = worker.engine.lock().await;
    if let Ask::Wipe { even_unsent } = ask {
        return match held.take() {
            Some(engine) if engine.only_here() > 0 && !even_unsent => {
                let unsent = engine.only_here() as u32;
                *held = Some(engine);
                Reply::Failed(Failure::UnsentWork(unsent))
            }
            Some(engine) => engine.wipe().await.map_or_else(Reply::Failed, |()| Reply::Done),
            None => Reply::Done,
        };
    }
    let Some(engine) = held.as_mut() else { return Reply::Failed(Failure::NotOpen) };
    let reply = match ask {
        Ask::Commit { ticket, command, post } => engine.commit(ticket, command, post).await,
        Ask::CommitAll { commands } => engine.commit_all(commands).await,
        Ask::Look(record) => {
            worker.looked.borrow_mut().entry(record.clone()).or_default().insert(tab.to_owned());
            engine.looked.insert(record.clone());
            let opened = engine.opened(&record).await;
            opened.map_or_else(Reply::Failed, |opened| Reply::Record(opened.map(Box::new)))
        }
        Ask::Unlook(record) => {
            let mut looked = worker.looked.borrow_mut();
            let tabs = looked.entry(record.clone()).or_default();
            tabs.remove(tab);
            if tabs.is_empty() {
                looked.remove(&record);
                engine.looked.remove(&record);
            }
            Reply::Done
        }
        Ask::List { query, offset, limit } => engine.list(&query, offset, limit),
        Ask::Search { text, each } => engine.search(&text, each),
        Ask::Ids(query) => engine.ids(&query),
        Ask::Count(queries) => engine.count(&queries),
        Ask::Rows(records) => engine.rows(&records),
        Ask::History(record) => engine.history(&record).await.map_or_else(Reply::Failed, Reply::History),
        Ask::Filters(list) => Reply::Filters(engine.filters(&list)),
        Ask::KeepFilters { list, filters } => {
            engine.keep_filters(list, filters).await.map_or_else(Reply::Failed, |()| Reply::Done)
        }
        Ask::Unsent => Reply::Unsent(engine.unsent_rows()),
        Ask::Parked => Reply::Parked(engine.parked_rows()),
        Ask::Retry { parked, ticket } => engine.retry(&parked, ticket).await,
        Ask::Drop { parked } => engine.let_go(&parked).await.map_or_else(Reply::Failed, |()| Reply::Done),
        Ask::Desk => engine.desk(),
        Ask::Reminders => engine.reminders(),
        Ask::Rules => engine.rules(),
        Ask::Morning(period) => engine.morning(period),
        Ask::Damages { building, month } => engine.damages(&building, &month),
        Ask::Report { key, period } => engine.report(&key, period),
        Ask::KeepFile { record, media, name, bytes } => engine.keep_file(record, media, name, bytes).await,
        Ask::Files(record) => Reply::Files(engine.files_of(&record)),
        Ask::LetFileGo { record, id } => {
            engine.let_file_go(record, id).await.map_or_else(Reply::Failed, |()| Reply::Done)
        }
        // Id 0: a tab has come and wants to know how things are.
        Ask::Sync if id == 0 => {
            let config = Box::new(engine.config.clone());
            for tell in [Tell::Sync(engine.sync.clone()), Tell::Ready { config }] {
                if let Ok(bytes) = postcard::to_stdvec(&ToPage::Tell(tell)) {
                    worker.say(Said::Out { tab: tab.to_owned(), id: 0, bytes });
                }
            }
            Reply::Done
        }
        Ask::Sync | Ask::SignedIn => Reply::Done,
        // Answered before they come here.
        Ask::Open { .. } | Ask::Wipe { .. } | Ask::Attach { .. } | Ask::File { .. } => Reply::Done,
    };
    engine.flush();
    reply
}
