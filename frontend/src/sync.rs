//! The loop that sends and fetches. It runs in the leading worker alone: push what waits, pull what is new, then sleep
//! until something wakes it: an act, a poke, the network coming back, or the clock.

use std::rc::Rc;
use std::time::Duration;

use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender};
use futures::future::{Either, select};
use futures::lock::Mutex;
use futures::{FutureExt, StreamExt, pin_mut};
use gloo_net::websocket::Message;
use gloo_net::websocket::futures::WebSocket;
use shared::protocol::Poke;
use wasm_bindgen_futures::spawn_local;

use crate::api::{self, Away};
use crate::engine::{Engine, now_ms};
use crate::message::{Failure, Line};

/// A socket may die without a word: the server is asked now and then all the same.
const QUIET_MS: u32 = 120_000;
/// A socket that was lost is opened again after this long, and the server asked; where sockets do not last, the wait doubles
/// up to eight times this: that is polling.
const LISTEN_MS: u32 = 3_000;
/// A socket has opened, or not, after this long.
const OPENING_MS: u32 = 1_000;
/// Waiting after failures doubles from the first to the second.
const RETRY_MS: (u32, u32) = (500, 8_000);

/// Why the loop should look again.
#[derive(Debug)]
pub enum Wake {
    /// Something waits to be sent, somebody asked, or the network is back.
    Now,
    /// The server has said something, perhaps all there is to know.
    Poked(Box<Poke>),
    /// The socket is gone.
    Lost,
}

pub type Shared = Rc<Mutex<Option<Engine>>>;

pub async fn run(
    engine: Shared,
    mut wakes: UnboundedReceiver<Wake>,
    wake: UnboundedSender<Wake>,
    reached: UnboundedSender<()>,
) {
    let (mut is_live, mut failures, mut listened_ms, mut lost) = (false, 0_u32, 0_i64, 0_u32);
    let mut pokes = vec![];
    loop {
        let line = round(&engine, std::mem::take(&mut pokes)).await;
        match line {
            Some(Line::Synced) => {
                failures = 0;
                // Files go now that words have gone.
                let _ = reached.unbounded_send(());
                if !is_live && now_ms() - listened_ms >= i64::from(LISTEN_MS << lost) {
                    listen(wake.clone());
                    (is_live, listened_ms) = (true, now_ms());
                }
            }
            Some(_) => failures += 1,
            None => return,
        }
        let wait_ms = match (line, is_live) {
            // What came in while the socket opened was told to nobody: look once more.
            (Some(Line::Synced), true) if now_ms() - listened_ms < i64::from(OPENING_MS) => OPENING_MS,
            (Some(Line::Synced), true) => QUIET_MS,
            (Some(Line::Synced), false) => LISTEN_MS << lost,
            _ => (RETRY_MS.0 << failures.min(6)).min(RETRY_MS.1),
        };
        let clock = gloo_timers::future::sleep(Duration::from_millis(u64::from(wait_ms))).fuse();
        pin_mut!(clock);
        let mut woken = match select(wakes.next(), clock).await {
            Either::Left((None, _)) => return,
            Either::Left((woken, _)) => woken,
            Either::Right(_) => Some(Wake::Now),
        };
        let mut asks = false;
        // Several acts in a row are one push.
        while let Some(wake) = woken {
            match wake {
                Wake::Now => asks = true,
                Wake::Poked(poke) => pokes.push(*poke),
                Wake::Lost => {
                    lost = if now_ms() - listened_ms < i64::from(QUIET_MS) { (lost + 1).min(3) } else { 0 };
                    (is_live, asks) = (false, true);
                }
            }
            woken = wakes.try_recv().ok();
        }
        if asks {
            pokes.clear();
        }
    }
}

/// Push until nothing waits, pull until nothing is new. None when the storage has been wiped.
async fn round(engine: &Shared, pokes: Vec<Poke>) -> Option<Line> {
    say(engine, None).await?;
    if let Some(engine) = engine.lock().await.as_mut()
        && let Err(failure) = engine.come_round().await
    {
        engine.failed(failure);
    }
    let result = once(engine, pokes).await;
    let line = match result {
        Ok(()) => Line::Synced,
        Err(Stop::Away(Away::Offline)) => Line::Offline,
        Err(Stop::Away(Away::SignedOut)) => Line::SignedOut,
        Err(Stop::Away(Away::Outdated)) => Line::Outdated,
        Err(Stop::Away(Away::Trouble)) => Line::Trouble,
        Err(Stop::Device(failure)) => {
            let mut held = engine.lock().await;
            held.as_mut()?.failed(failure);
            // Memory may be ahead of storage now: it is read again, or this worker gives up and the page starts another.
            *held = Some(held.take()?.reopen().await.ok()?);
            Line::Trouble
        }
        Err(Stop::Wiped) => return None,
    };
    say(engine, Some(line)).await?;
    Some(line)
}

enum Stop {
    Away(Away),
    Device(Failure),
    Wiped,
}

impl From<Away> for Stop {
    fn from(away: Away) -> Self {
        Stop::Away(away)
    }
}

async fn once(engine: &Shared, pokes: Vec<Poke>) -> Result<(), Stop> {
    if !pokes.is_empty() && take(engine, pokes).await? {
        return Ok(());
    }
    loop {
        push(engine).await?;
        pull(engine).await?;
        // What came may ask for more: a server that was put back from a copy gets again what it has lost.
        if !engine.lock().await.as_mut().ok_or(Stop::Wiped)?.send_again().await.map_err(Stop::Device)? {
            return Ok(());
        }
    }
}

/// True when the pokes have said all there is to know, and nothing waits to be sent.
async fn take(engine: &Shared, pokes: Vec<Poke>) -> Result<bool, Stop> {
    let mut held = engine.lock().await;
    let engine = held.as_mut().ok_or(Stop::Wiped)?;
    for poke in pokes {
        let taken = engine.poked(poke).await;
        engine.flush();
        if !taken.map_err(Stop::Device)? {
            return Ok(false);
        }
    }
    Ok(engine.to_push().is_none())
}

async fn push(engine: &Shared) -> Result<(), Stop> {
    loop {
        let sent = engine.lock().await.as_ref().ok_or(Stop::Wiped)?.to_push();
        let Some(sent) = sent else { return Ok(()) };
        let pushed = api::push(&sent.push).await?;
        let mut held = engine.lock().await;
        let engine = held.as_mut().ok_or(Stop::Wiped)?;
        let taken = engine.answered(&sent, pushed).await;
        engine.flush();
        taken.map_err(Stop::Device)?;
    }
}

async fn pull(engine: &Shared) -> Result<(), Stop> {
    loop {
        let (cursor, chain, own) = {
            let held = engine.lock().await;
            let engine = held.as_ref().ok_or(Stop::Wiped)?;
            (engine.cursor.clone(), engine.log.chain.clone(), engine.own)
        };
        let pulled = api::pull(&cursor, &chain, own).await?;
        let mut held = engine.lock().await;
        let engine = held.as_mut().ok_or(Stop::Wiped)?;
        let more = engine.pulled(pulled).await;
        engine.flush();
        if !more.map_err(Stop::Device)? {
            return Ok(());
        }
    }
}

async fn say(engine: &Shared, line: Option<Line>) -> Option<()> {
    let mut held = engine.lock().await;
    let engine = held.as_mut()?;
    // While nothing waits and all is well, looking for news is not worth a word.
    let line = line.or((engine.unsent() > 0 && engine.sync.line == Line::Synced).then_some(Line::Syncing));
    if let Some(line) = line {
        engine.sync.line = line;
    }
    engine.recount();
    engine.flush();
    Some(())
}

/// Hears pokes until the socket is gone.
fn listen(wake: UnboundedSender<Wake>) {
    let Some(mut socket) = api::live_url().and_then(|url| WebSocket::open(&url).ok()) else { return };
    spawn_local(async move {
        while let Some(Ok(message)) = socket.next().await {
            let poke = match message {
                Message::Bytes(bytes) => postcard::from_bytes(&bytes).ok(),
                Message::Text(_) => None,
            };
            if wake.unbounded_send(poke.map_or(Wake::Now, |poke| Wake::Poked(Box::new(poke)))).is_err() {
                return;
            }
        }
        let _ = wake.unbounded_send(Wake::Lost);
    });
}
