//! Pushes that wait together are committed together: one turn to write and one wait for the disk for all of them. Nobody
//! is answered before that commit, and a push that fails spoils none of the others.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use shared::principal::Principal;
use shared::protocol::{Push, Pushed};
use sqlx::Executor;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::{Records, Work};
use crate::projection::Turn;

/// Pushes in one turn. Beyond it the first would wait longer for the last than for the disk.
const TURN_PUSHES_MAX: usize = 64;
const TURN_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Pushes that wait, and their bytes; whoever comes then is asked to come back.
const WAITING_MAX: usize = 512;
const WAITING_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Nothing was written, and it may be tried again shortly.
#[derive(Debug, thiserror::Error)]
#[error("nothing was written: {0}")]
pub struct Busy(String);

struct Waiting {
    principal: Principal,
    push: Push,
    bytes: usize,
    /// What is logged about it belongs to its request.
    span: tracing::Span,
    answer: oneshot::Sender<anyhow::Result<Pushed>>,
}

#[derive(Default)]
struct Line {
    waiting: VecDeque<Waiting>,
    bytes: usize,
}

#[derive(Default)]
pub(super) struct Queue {
    line: Mutex<Line>,
    /// Whoever holds it takes along what waits.
    turn: tokio::sync::Mutex<()>,
}

impl Queue {
    fn enter(&self, principal: Principal, push: Push) -> Result<oneshot::Receiver<anyhow::Result<Pushed>>, Busy> {
        let (answer, answered) = oneshot::channel();
        let bytes = push.changes.iter().map(|change| change.bytes.len()).sum();
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if line.waiting.len() >= WAITING_MAX || line.bytes + bytes > WAITING_BYTES_MAX {
            return Err(Busy("too many pushes wait".to_owned()));
        }
        line.bytes += bytes;
        line.waiting.push_back(Waiting { principal, push, bytes, span: tracing::Span::current(), answer });
        Ok(answered)
    }

    fn is_empty(&self) -> bool {
        self.line.lock().unwrap_or_else(PoisonError::into_inner).waiting.is_empty()
    }

    /// Those of the next turn, in the order in which they came. Who has gone away will push again.
    fn next(&self) -> Vec<Waiting> {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut turn, mut bytes) = (vec![], 0);
        while let Some(one) = line.waiting.pop_front() {
            if turn.len() >= TURN_PUSHES_MAX || (bytes + one.bytes > TURN_BYTES_MAX && !turn.is_empty()) {
                line.waiting.push_front(one);
                break;
            }
            line.bytes -= one.bytes;
            if !one.answer.is_closed() {
                bytes += one.bytes;
                turn.push(one);
            }
        }
        turn
    }
}

impl Records {
    pub async fn push(&self, principal: Principal, push: Push) -> anyhow::Result<Pushed> {
        let answered = self.queue.enter(principal, push)?;
        let records = self.clone();
        // Not in this request: it may go away in the middle, and the others with it.
        tokio::spawn(async move { records.take_turn().await });
        answered.await.map_err(|_| Busy("the turn was given up".to_owned()))?
    }

    async fn take_turn(&self) {
        let _turn = self.queue.turn.lock().await;
        if self.queue.is_empty() {
            // Somebody before us has taken ours along.
            return;
        }
        let tx = self.db.begin_write().await;
        // Whatever has come while we waited goes along.
        let batch = self.queue.next();
        match tx {
            Ok(tx) => {
                let (records, handle) = (self.clone(), Handle::current());
                let work = move || records.write(Turn::new(tx, handle), batch);
                if let Err(cause) = tokio::task::spawn_blocking(work).await {
                    tracing::error!("a turn to write failed: {cause:#}");
                }
            }
            Err(cause) => {
                for one in batch {
                    let _ = one.answer.send(Err(Busy(cause.to_string()).into()));
                }
            }
        }
    }

    /// Judges, commits, then answers. Whoever has gone away need not hear it.
    fn write(&self, turn: Turn, batch: Vec<Waiting>) {
        let mut done = Vec::with_capacity(batch.len());
        let committed = self.begin(&turn).and_then(|mut work| {
            let alone = batch.len() == 1;
            for one in batch {
                let judged = one.span.in_scope(|| self.judge(&turn, &one, &mut work, alone));
                let whole = judged.is_ok() || work.is_whole;
                done.push((one.answer, judged));
                if !whole {
                    anyhow::bail!("the turn was given up");
                }
            }
            self.finish(turn, work)
        });
        for (answer, judged) in done {
            let said = match &committed {
                Err(cause) if judged.is_ok() => Err(Busy(format!("{cause:#}")).into()),
                _ => judged,
            };
            let _ = answer.send(said);
        }
    }

    /// One push. What it has written is taken back if it fails; if that cannot be, the turn is not whole.
    fn judge(&self, turn: &Turn, one: &Waiting, work: &mut Work, alone: bool) -> anyhow::Result<Pushed> {
        let say = |sql: &'static str| turn.run(async |db| db.execute(sql).await.map(drop));
        if alone {
            work.is_whole = false;
            let pushed = self.push_now(turn, &one.principal, &one.push, work)?;
            work.is_whole = true;
            return Ok(pushed);
        }
        let end = work.end.clone();
        work.is_whole = false;
        say("savepoint push")?;
        let judged = self.push_now(turn, &one.principal, &one.push, work);
        if judged.is_err() {
            say("rollback to savepoint push")?;
            work.forget(end);
        }
        say("release savepoint push")?;
        work.settle();
        work.is_whole = true;
        judged
    }
}
