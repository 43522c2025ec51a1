//! Push: changes come in one by one, in order; each is answered, and a refusal never stops the rest.
//!
//! A whole push is in one turn to write, with whatever else waits for it (`queue`), so it costs one wait for the disk at
//! most, and what is judged is what the log will hold.

mod queue;

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use automerge::{Automerge, Change, ReadDoc};
use shared::admission::{Admitted, Door, admit, prescan};
use shared::id::is_uuid;
use shared::limits;
use shared::principal::Principal;
use shared::process::Process;
use shared::protocol::{Answer, Push, PushChange, Pushed, Rejection, RejectionCode};
use shared::record::{read, schema};
use sqlx::{AnyConnection, Row};

use crate::change_log::{self, End, Logged, TAIL_MAX};
use crate::db::Db;
use crate::hub::Hub;
use crate::projection::{self, Turn};
use crate::{dead_letters, effects, feed, now_ms};
pub use queue::Busy;
use queue::Queue;

/// Documents kept open between pushes.
pub const CACHED_RECORDS: usize = 256;

const KNOWN: &str = "select (select seq from changes where hash = $1), a.user_id, a.device_id, t.record_id,
        r.process, r.last_seq
    from (select 1 as one) o left join actors a on a.actor = $2 left join tombstones t on t.record_id = $3
        left join records r on r.id = $3";
const BIND: &str = "insert into actors (actor, user_id, device_id, first_seen_ms, device_name)
    values ($1, $2, $3, $4, coalesce((select s.device_name from sessions s
        where s.user_id = $2 and s.device_id = $3 order by s.created_at_ms desc limit 1), ''))
    on conflict (actor) do nothing";

/// Everything that pushing and pulling share.
#[derive(Clone)]
pub struct Records {
    pub db: Db,
    processes: Arc<RwLock<Arc<Vec<Process>>>>,
    pub hub: Hub,
    cache: Arc<Mutex<Cache>>,
    queue: Arc<Queue>,
}

#[derive(Clone)]
struct Open {
    doc: Automerge,
    last_seq: i64,
    tail: usize,
}

#[derive(Default)]
struct Cache {
    open: HashMap<String, (Open, u64)>,
    clock: u64,
}

impl Cache {
    fn get(&mut self, record: &str, last_seq: i64) -> Option<Open> {
        self.clock += 1;
        let (open, used) = self.open.get_mut(record).filter(|(open, _)| open.last_seq == last_seq)?;
        *used = self.clock;
        Some(open.clone())
    }

    fn put(&mut self, record: String, open: Open) {
        self.clock += 1;
        self.open.insert(record, (open, self.clock));
        if self.open.len() > CACHED_RECORDS {
            let oldest = self.open.iter().min_by_key(|(_, (_, used))| *used).map(|(record, _)| record.clone());
            oldest.and_then(|record| self.open.remove(&record));
        }
    }
}

/// What one turn has done so far.
struct Work {
    before: i64,
    end: End,
    processes: Arc<Vec<Process>>,
    /// Documents as the pushes before this one leave them.
    open: HashMap<String, Open>,
    /// As this push leaves them.
    mine: HashMap<String, Open>,
    /// What follows by rule from the change that was just taken.
    follows: Vec<PushChange>,
    /// What rules have made behind changes of this push.
    made: HashSet<String>,
    /// False while a push has written that might have to be taken back.
    is_whole: bool,
}

impl Work {
    /// This push stands.
    fn settle(&mut self) {
        self.open.extend(self.mine.drain());
        self.made.clear();
    }

    /// This push does not stand, and the log ends where it ended before.
    fn forget(&mut self, end: End) {
        self.end = end;
        self.mine.clear();
        self.made.clear();
    }
}

impl Records {
    pub fn new(db: Db, processes: Vec<Process>) -> Self {
        let processes = Arc::new(RwLock::new(Arc::new(processes)));
        Self { db, processes, hub: Hub::default(), cache: Arc::default(), queue: Arc::default() }
    }

    /// All processes as they are now.
    pub fn processes(&self) -> Arc<Vec<Process>> {
        self.processes.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From the next push and pull on, these.
    pub fn describe(&self, processes: Vec<Process>) {
        *self.processes.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(processes);
    }

    /// Makes all rows again from the log.
    pub async fn rebuild(&self) -> anyhow::Result<()> {
        projection::rebuild(&self.db, self.processes().to_vec()).await
    }

    fn push_now(&self, turn: &Turn, principal: &Principal, push: &Push, work: &mut Work) -> anyhow::Result<Pushed> {
        let mut answers = Vec::with_capacity(push.changes.len());
        let causes: HashMap<usize, &[u8; 32]> = push.causes.iter().map(|one| (one.at as usize, &one.by)).collect();
        for (index, change) in push.changes.iter().enumerate() {
            let answer = if index >= limits::PUSH_CHANGES_MAX {
                Err(no(RejectionCode::TooLarge, "一次提交太多", "Too many changes at once"))
            } else {
                let answer = self.take(turn, principal, change, causes.get(&index).copied(), work)?;
                self.follow(turn, work)?;
                answer
            };
            turn.sound()?;
            answers.push(match answer {
                Ok(answer) => answer,
                Err(rejection) => {
                    if rejection.code != RejectionCode::Gone {
                        let named = work.processes.iter().find(|process| process.id == change.process);
                        let named = named.map(|process| process.id.as_str());
                        let code = rejection.code;
                        turn.run(async |db| dead_letters::keep(db, principal, change, named, code).await)?;
                    }
                    Answer::Rejected(rejection)
                }
            });
        }
        let epoch = turn.run(async |db| feed::epoch(db, principal).await)?;
        Ok(Pushed { epoch, answers })
    }

    /// What has just been found to follow by rule: the server's own changes, through the same door and into the same log.
    fn follow(&self, turn: &Turn, work: &mut Work) -> anyhow::Result<()> {
        for birth in std::mem::take(&mut work.follows) {
            let answer = self.take(turn, &Principal::server(), &birth, None, work)?;
            turn.sound()?;
            work.made.insert(birth.record.0);
            if let Err(rejection) = answer {
                let (code, say) = (rejection.code, rejection.say.en);
                tracing::error!("what follows by rule was refused: {code:?} {say}");
            }
        }
        Ok(())
    }

    fn begin(&self, turn: &Turn) -> anyhow::Result<Work> {
        let end = turn.run(async |db| change_log::end(db).await)?;
        Ok(Work {
            before: end.seq,
            end,
            processes: self.processes(),
            open: HashMap::new(),
            mine: HashMap::new(),
            follows: vec![],
            made: HashSet::new(),
            is_whole: true,
        })
    }

    /// Commits, keeps the documents open, and tells who listens.
    fn finish(&self, turn: Turn, mut work: Work) -> anyhow::Result<()> {
        work.settle();
        for (record, open) in &mut work.open {
            if open.tail >= TAIL_MAX {
                turn.run(async |db| change_log::compact(db, record, &open.doc, open.last_seq).await)?;
                open.tail = 0;
            }
        }
        turn.commit()?;
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        for (record, open) in work.open {
            cache.put(record, open);
        }
        drop(cache);
        if work.end.seq > work.before {
            self.hub.poke(work.before, work.end.seq);
        }
        Ok(())
    }

    /// The outer error is ours, the inner one the author's.
    fn take(
        &self,
        turn: &Turn,
        principal: &Principal,
        change: &PushChange,
        cause: Option<&[u8; 32]>,
        work: &mut Work,
    ) -> anyhow::Result<Result<Answer, Rejection>> {
        let header = match prescan::header(&change.bytes) {
            Ok(header) => header,
            Err(rejection) => return Ok(Err(rejection)),
        };
        let id = change.record.as_str();
        if !is_uuid(id) {
            return Ok(Err(no(RejectionCode::Malformed, "编号不对", "Not a valid id")));
        }
        let Known { seq, owner, gone, is } = turn.run(async |db| known(db, &header.hash, &header.actor, id).await)?;
        if let Some(seq) = seq {
            return Ok(Ok(Answer::AlreadyKnown { seq }));
        }
        if let Some(cause) = cause
            && !turn.run(async |db| change_log::has(db, cause).await)?
        {
            return Ok(Err(Rejection::without_its_cause()));
        }
        let now = now_ms();
        let genesis = schema::genesis_actor();
        let mine = owner
            .as_ref()
            .is_none_or(|(user, device)| user == principal.user.as_str() && device == principal.device.as_str());
        if !mine || header.actor.len() != 2 * limits::ACTOR_BYTES || header.actor == genesis.to_hex_string() {
            return Ok(Err(no(RejectionCode::WrongActor, "这次改动不是这台设备写的", "Not written by this device")));
        }
        if gone {
            return Ok(Err(no(RejectionCode::Gone, "这份记录已经删除", "This record has been erased")));
        }
        // A record keeps the containers of its birth; what may be done with it are the rules of now.
        let processes = work.processes.clone();
        let named = processes.iter().find(|process| process.id == change.process);
        let Some(process) = named.filter(|process| (1..=process.version).contains(&change.version)) else {
            return Ok(Err(no(RejectionCode::UnknownProcess, "没有这种流程", "There is no such process")));
        };
        let process = change_log::at_birth(process, change.version);
        let process = process.as_ref();
        let open = match is {
            None => Open { doc: schema::genesis(process), last_seq: 0, tail: 0 },
            Some((of, last_seq)) => {
                // Late work of somebody who was once in charge comes in; what he may write then is for the rules. What
                // this push has written already, its author has seen.
                let written = work.mine.contains_key(id) && !work.made.contains(id);
                let seen = written || turn.run(async |db| feed::has_seen(db, principal, id).await)?;
                let open = self.open(turn, work, id, process, last_seq)?;
                if !seen || of != process.id.as_str() {
                    return Ok(Err(not_there(&open.doc, &change.bytes)));
                }
                open
            }
        };
        let door = Door { record: &change.record, process, principal, now_ms: now, lookup: turn };
        let admitted = catch_unwind(AssertUnwindSafe(|| admit(&open.doc, &door, &change.bytes)));
        turn.sound()?;
        let Admitted { doc, hash, .. } = match admitted {
            Ok(Ok(admitted)) => admitted,
            Ok(Err(rejection)) => return Ok(Err(rejection)),
            Err(_) => {
                tracing::error!(record = id, user = principal.user.as_str(), "a change made the door panic");
                return Ok(Err(no(
                    RejectionCode::Malformed,
                    "这次改动的数据已损坏",
                    "The data of this change is damaged",
                )));
            }
        };
        // Work opens what it is about to whoever does it: only somebody who sees that may name it.
        let revealing: Vec<&str> = process.reveals().collect();
        if !revealing.is_empty() {
            let is = read::read(&doc, &change.record);
            let was = read::read(&open.doc, &change.record);
            for field in revealing {
                let target = is.single(field);
                if target != was.single(field)
                    && let Some(target) = target.as_text().filter(|target| !target.is_empty())
                    && !(is_uuid(target) && turn.run(async |db| feed::sees(db, principal, target).await)?)
                {
                    return Ok(Err(Rejection { at: Some(field.to_owned()), ..denied() }));
                }
            }
        }
        let end = work.end.with(&hash);
        let seq = end.seq;
        let line = Logged {
            seq,
            record: id.to_owned(),
            hash: hash.to_vec(),
            actor: header.actor,
            user: principal.user.as_str().to_owned(),
            device: principal.device.as_str().to_owned(),
            received_at_ms: now,
            bytes: change.bytes.clone(),
            chain: end.chain.clone(),
        };
        turn.run(async |db| {
            if owner.is_none() {
                let query = sqlx::query(BIND).bind(line.actor.as_str()).bind(line.user.as_str());
                query.bind(line.device.as_str()).bind(now).execute(&mut *db).await?;
            }
            change_log::append(db, &line).await
        })?;
        work.end = end;
        let summary = projection::project(turn, &processes, process, &change.record, &doc, seq, now)?;
        // What a rule has made brings about nothing by its birth: no rule can run in a circle.
        if !process.effects.is_empty() && !principal.is_server() {
            let (before, after) = (read::read(&open.doc, &change.record), read::read(&doc, &change.record));
            let of = effects::Admitted { process, before: &before, after: &after, bytes: &change.bytes, now_ms: now };
            work.follows = effects::follow(turn, &processes, &of)?;
        }
        work.mine.insert(id.to_owned(), Open { doc, last_seq: seq, tail: open.tail + 1 });
        Ok(Ok(Answer::Accepted { seq, number: summary.number }))
    }

    fn open(&self, turn: &Turn, work: &Work, id: &str, process: &Process, last_seq: i64) -> anyhow::Result<Open> {
        if let Some(open) = work.mine.get(id).or_else(|| work.open.get(id)) {
            return Ok(open.clone());
        }
        let cached = self.cache.lock().unwrap_or_else(PoisonError::into_inner).get(id, last_seq);
        if let Some(open) = cached {
            return Ok(open);
        }
        let (doc, tail) = turn.run(async |db| change_log::load(db, id, process).await)?;
        Ok(Open { doc, last_seq, tail })
    }
}

/// What is known of a change before it is looked at: its place in the log, whose its actor is, and of its record
/// whether it has been erased, its process and its last change. One statement: it is asked for every change.
struct Known {
    seq: Option<i64>,
    owner: Option<(String, String)>,
    gone: bool,
    is: Option<(String, i64)>,
}

async fn known(db: &mut AnyConnection, hash: &[u8], actor: &str, record: &str) -> sqlx::Result<Known> {
    let row = sqlx::query(KNOWN).bind(hash).bind(actor).bind(record).fetch_one(db).await?;
    let owner: (Option<String>, Option<String>) = (row.try_get(1)?, row.try_get(2)?);
    let is: (Option<String>, Option<i64>) = (row.try_get(4)?, row.try_get(5)?);
    let gone: Option<String> = row.try_get(3)?;
    Ok(Known { seq: row.try_get(0)?, owner: owner.0.zip(owner.1), gone: gone.is_some(), is: is.0.zip(is.1) })
}

fn no(code: RejectionCode, zh: &'static str, en: &'static str) -> Rejection {
    Rejection::new(code, zh, en)
}

/// The same words whether it is not there or not theirs.
fn denied() -> Rejection {
    no(RejectionCode::Denied, "没有这份记录", "There is no such record")
}

/// Not theirs. But if the change follows one that is not here, that one may be what brings the record into their sight: on a
/// server that was put back from a copy, another device still holds it.
fn not_there(doc: &Automerge, bytes: &[u8]) -> Rejection {
    let change = catch_unwind(|| Change::from_bytes(bytes.to_vec()).ok()).unwrap_or(None);
    if change.is_some_and(|change| change.deps().iter().any(|dep| doc.get_change_by_hash(dep).is_none())) {
        return no(RejectionCode::MissingDeps, "前面的改动还没有到服务器", "An earlier change is not on the server");
    }
    denied()
}
