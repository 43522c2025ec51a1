//! A device without a screen: the replica and the wire of the product, its storage a file. As in the browser's worker,
//! what a first sync brings is stored unopened, and a document is opened when somebody edits it.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::os::unix::fs::FileExt;

use anyhow::{Context, bail};
use automerge::Change;
use backend::{chance, now_ms};
use shared::id::RecordId;
use shared::limits::{PUSH_BYTES_MAX, PUSH_CHANGES_MAX};
use shared::process::{Process, customer};
use shared::protocol::{Answer, Item, Poke, Pulled, Push, PushChange, Pushed};
use shared::record::command::{Act, Command, Stamp};
use shared::record::summary::Summary;
use shared::replica::Replica;
use shared::rule::Alone;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::server::Person;

pub type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// What crossed the wire: bodies as they were sent (compressed), and headers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wire {
    pub round_trips: usize,
    pub bytes: usize,
}

/// A row in sight, and where its stored bytes are.
struct Row {
    summary: Summary,
    at: u64,
    bytes: usize,
    newer: Vec<Vec<u8>>,
}

pub struct Device {
    pub person: Person,
    pub wire: Wire,
    at: SocketAddr,
    http: reqwest::Client,
    process: Process,
    actor: [u8; 16],
    cursor: i64,
    chain: String,
    /// Own changes that the server has just said are in.
    own: Option<(i64, i64)>,
    epoch: Option<String>,
    config: i64,
    rows: HashMap<RecordId, Row>,
    pack: File,
    packed: u64,
    open: HashMap<RecordId, Replica>,
    /// Records in the order in which their changes wait.
    outbox: Vec<(RecordId, [u8; 32])>,
}

impl Device {
    pub fn new(person: Person, at: SocketAddr) -> anyhow::Result<Self> {
        Ok(Self {
            person,
            wire: Wire::default(),
            at,
            http: http()?,
            process: customer::process(),
            actor: chance::bytes()?,
            cursor: 0,
            chain: String::new(),
            own: None,
            epoch: None,
            config: 0,
            rows: HashMap::new(),
            pack: tempfile::tempfile()?,
            packed: 0,
            open: HashMap::new(),
            outbox: vec![],
        })
    }

    /// The server is elsewhere now, or the network was away: the next call opens a new connection.
    pub fn reconnect(&mut self, at: SocketAddr) -> anyhow::Result<()> {
        (self.at, self.http, self.wire) = (at, http()?, Wire::default());
        Ok(())
    }

    pub fn records(&self) -> impl Iterator<Item = &RecordId> {
        self.rows.keys()
    }

    async fn ask(&mut self, request: reqwest::RequestBuilder, sent: usize) -> anyhow::Result<Vec<u8>> {
        let request = request.header("cookie", format!("huifang={}", self.person.token));
        let request = request.header("accept-encoding", "gzip, deflate, br, zstd").build()?;
        let lines = |headers: &reqwest::header::HeaderMap| {
            headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum::<usize>()
        };
        // Request line, status line and the headers that the client adds by itself (host, length).
        self.wire.bytes += lines(request.headers()) + request.url().as_str().len() + 80 + sent;
        self.wire.round_trips += 1;
        let answer = self.http.execute(request).await?;
        if answer.status() != 200 {
            bail!("{} {}", answer.status(), answer.text().await?);
        }
        let coding = answer.headers().get("content-encoding").map(|coding| coding.as_bytes().to_vec());
        self.wire.bytes += lines(answer.headers());
        let body = answer.bytes().await?;
        self.wire.bytes += body.len();
        match coding.as_deref() {
            None => Ok(body.to_vec()),
            Some(b"br") => {
                let mut plain = vec![];
                brotli_decompressor::Decompressor::new(&body[..], 1 << 16).read_to_end(&mut plain)?;
                Ok(plain)
            }
            Some(other) => bail!("an answer in {}", String::from_utf8_lossy(other)),
        }
    }

    /// Pulls until nothing is new; how many changes and records that brought.
    pub async fn pull(&mut self) -> anyhow::Result<usize> {
        let mut after: Option<RecordId> = None;
        let mut items = 0;
        loop {
            let mut url = format!("http://{}/api/v1/pull?cursor={}&config={}", self.at, self.cursor, self.config);
            if let Some(epoch) = &self.epoch {
                url += &format!("&epoch={epoch}");
            }
            if let Some(after) = &after {
                url += &format!("&after={after}");
            }
            if !self.chain.is_empty() {
                url += &format!("&chain={}", self.chain);
            }
            if let Some((from, to)) = self.own.take() {
                url += &format!("&own={from}-{to}");
            }
            let body = self.ask(self.http.get(url), 0).await?;
            let pulled: Pulled = postcard::from_bytes(&body)?;
            items += pulled.items.len();
            let more = pulled.more;
            after = pulled.after.clone().filter(|_| more);
            self.take(pulled)?;
            if !more {
                return Ok(items);
            }
        }
    }

    /// Takes what a poke brings, or asks if it does not fit.
    pub async fn poked(&mut self, poke: Poke) -> anyhow::Result<()> {
        if poke.seq <= self.cursor && poke.before < poke.seq {
            return Ok(());
        }
        let fits = poke.before == self.cursor && poke.chain == self.chain;
        match poke.news.filter(|news| fits && Some(&news.epoch) == self.epoch.as_ref()) {
            Some(news) => self.take(news),
            None => self.pull().await.map(drop),
        }
    }

    fn take(&mut self, pulled: Pulled) -> anyhow::Result<()> {
        (self.cursor, self.chain, self.epoch) = (pulled.cursor, pulled.chain, Some(pulled.epoch));
        if let Some(config) = pulled.config {
            self.config = serde_json::from_str::<shared::config::Configuration>(&config)?.version;
        }
        let mut page = vec![];
        let mut foreign: HashMap<RecordId, Vec<Change>> = HashMap::new();
        for item in pulled.items {
            match item {
                Item::Snapshot { record, bytes, summary, .. } => {
                    let at = self.packed + page.len() as u64;
                    page.extend_from_slice(&bytes);
                    self.rows.insert(record, Row { summary, at, bytes: bytes.len(), newer: vec![] });
                }
                Item::Change { record, bytes, summary, .. } => {
                    let Some(row) = self.rows.get_mut(&record) else { continue };
                    if let Some(summary) = summary {
                        row.summary = summary;
                    }
                    if self.open.contains_key(&record) {
                        foreign.entry(record).or_default().push(Change::from_bytes(bytes.clone())?);
                    }
                    row.newer.push(bytes);
                }
                Item::Own { record, summary, .. } => {
                    if let Some((row, summary)) = self.rows.get_mut(&record).zip(summary) {
                        row.summary = summary;
                    }
                }
                Item::Forget { record } => drop(self.rows.remove(&record)),
            }
        }
        for (record, changes) in foreign {
            if let Some(replica) = self.open.get_mut(&record) {
                replica.receive(changes)?;
            }
        }
        self.pack.write_all(&page)?;
        self.packed += page.len() as u64;
        Ok(())
    }

    /// The document, opened if it was not.
    pub fn open(&mut self, record: &RecordId) -> anyhow::Result<&mut Replica> {
        if !self.open.contains_key(record) {
            let row = self.rows.get(record).context("not in sight")?;
            let mut bytes = vec![0; row.bytes];
            self.pack.read_exact_at(&mut bytes, row.at)?;
            let newer = row.newer.iter().map(|bytes| Change::from_bytes(bytes.clone())).collect::<Result<_, _>>()?;
            let replica = Replica::open(record.clone(), self.process.clone(), self.actor, &bytes, newer, vec![])?;
            self.open.insert(record.clone(), replica);
        }
        self.open.get_mut(record).context("just opened")
    }

    /// A record that is not there yet.
    pub fn make(&mut self, acts: Vec<Act>) -> anyhow::Result<RecordId> {
        let record = RecordId::new(chance::id());
        let replica = Replica::new(record.clone(), self.process.clone(), self.actor);
        self.open.insert(record.clone(), replica);
        self.commit(&record, acts)?;
        Ok(record)
    }

    pub fn commit(&mut self, record: &RecordId, acts: Vec<Act>) -> anyhow::Result<()> {
        let stamp = Stamp { principal: self.person.who.clone(), post: self.person.post, at_ms: now_ms() };
        let command = Command { record: record.clone(), process: self.process.id.clone(), acts };
        let replica = self.open(record)?;
        replica.commit(command, stamp, &Alone)?;
        let hash = replica.pending().last().context("nothing waits")?.change.hash().0;
        self.outbox.push((record.clone(), hash));
        Ok(())
    }

    /// Sends what waits, in batches as large as the limits allow or as `most` says; the times of the pushes, in
    /// milliseconds.
    pub async fn push(&mut self, most: usize) -> anyhow::Result<Vec<f64>> {
        let mut times = vec![];
        while !self.outbox.is_empty() {
            let (mut changes, mut size) = (vec![], 0);
            for (record, hash) in self.outbox.iter().take(most.min(PUSH_CHANGES_MAX)) {
                let replica = self.open.get(record).context("closed while something waits")?;
                let pending = replica.pending().iter().find(|one| one.change.hash().0 == *hash);
                let bytes = pending.context("it does not wait")?.change.raw_bytes().to_vec();
                size += bytes.len() + 128;
                if size > PUSH_BYTES_MAX && !changes.is_empty() {
                    break;
                }
                let process = self.process.id.clone();
                changes.push(PushChange { record: record.clone(), process, version: self.process.version, bytes });
            }
            let sent = changes.len();
            let body = postcard::to_stdvec(&Push::new(changes))?;
            let (length, url) = (body.len(), format!("http://{}/api/v1/push", self.at));
            let began = std::time::Instant::now();
            let answer = self.ask(self.http.post(url).body(body), length).await?;
            times.push(began.elapsed().as_secs_f64() * 1e3);
            let pushed: Pushed = postcard::from_bytes(&answer)?;
            for ((record, hash), answer) in self.outbox.drain(..sent).zip(pushed.answers) {
                if let Answer::Rejected(why) = answer {
                    bail!("refused: {:?} {:?} {}", why.code, why.at, why.say.en);
                }
                if let Answer::Accepted { seq, .. } = answer {
                    self.own = match self.own {
                        Some((from, to)) if to + 1 == seq => Some((from, seq)),
                        _ => Some((seq, seq)),
                    };
                }
                self.open.get_mut(&record).context("closed")?.acknowledge(hash);
            }
        }
        Ok(times)
    }

    /// Forgets open documents; what is stored stays.
    pub fn close_all(&mut self) {
        self.open.clear();
    }

    pub async fn listen(&self) -> anyhow::Result<Socket> {
        let mut request = format!("ws://{}/api/v1/live", self.at).into_client_request()?;
        request.headers_mut().insert("cookie", format!("huifang={}", self.person.token).parse()?);
        request.headers_mut().insert("origin", format!("http://{}", self.at).parse()?);
        let (socket, _) = tokio_tungstenite::connect_async(request).await?;
        // Small frames go out at once, as browsers send them.
        if let tokio_tungstenite::MaybeTlsStream::Plain(stream) = socket.get_ref() {
            stream.set_nodelay(true)?;
        }
        Ok(socket)
    }
}

fn http() -> anyhow::Result<reqwest::Client> {
    Ok(reqwest::Client::builder().no_gzip().no_proxy().tcp_nodelay(true).build()?)
}

/// The next poke.
pub async fn poke(socket: &mut Socket) -> anyhow::Result<Poke> {
    use futures_util::StreamExt;
    let message = socket.next().await.context("the socket has closed")??;
    Ok(postcard::from_bytes(&message.into_data())?)
}
