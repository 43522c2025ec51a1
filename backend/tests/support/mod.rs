//! A real server on a real port, people with devices, and documents as they hold them. With HUIFANG_TEST_DATABASE_URL the
//! same runs on PostgreSQL, each test in a schema of its own.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::net::SocketAddr;

use automerge::{ActorId, Automerge};
use backend::config::Config;
use backend::db::Db;
use backend::feed::Place;
use backend::{AppState, chance, now_ms, people, sessions};
use reqwest::Method;
use serde_json::Value as Json;
use shared::config::Configuration;
use shared::id::{DepartmentId, DeviceId, EntryId, RecordId};
use shared::principal::{Holding, Post, Principal};
use shared::process::{Process, customer};
use shared::protocol::{Answer, Item, Poke, Pulled, Push, PushChange, Pushed, RejectionCode};
use shared::record::command::{Act, Command, Stamp};
use shared::record::{schema, write};
use shared::rule::{Alone, Lookup};
use shared::value::Value;
use sqlx::{Connection, Row};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

pub type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

pub struct Server {
    pub at: SocketAddr,
    pub state: AppState,
    pub folder: tempfile::TempDir,
}

pub async fn start(postgres: Option<&str>) -> Server {
    start_with(postgres, Config::default()).await
}

pub async fn start_with(postgres: Option<&str>, config: Config) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let db = match postgres {
        None => Db::sqlite(folder.path()).await.unwrap(),
        Some(url) => {
            let schema = format!("t{}", chance::id().replace('-', ""));
            sqlx::any::install_default_drivers();
            let mut admin = sqlx::AnyConnection::connect(url).await.unwrap();
            let make = sqlx::AssertSqlSafe(format!("create schema {schema}"));
            sqlx::raw_sql(make).execute(&mut admin).await.unwrap();
            let join = if url.contains('?') { '&' } else { '?' };
            Db::postgres(&format!("{url}{join}options[search_path]={schema}")).await.unwrap()
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let state = AppState::new(db, config);
    tokio::spawn(backend::serve(listener, state.clone(), std::future::pending()));
    Server { at, state, folder }
}

/// The same on every database there is.
pub async fn everywhere<F: Future<Output = ()>>(test: impl Fn(Server) -> F) {
    test(start(None).await).await;
    if let Ok(url) = std::env::var("HUIFANG_TEST_DATABASE_URL") {
        test(start(Some(&url)).await).await;
    }
}

/// Somebody with a device.
pub struct Person {
    pub who: Principal,
    pub post: Post,
    pub actor: ActorId,
    pub token: String,
    pub at: SocketAddr,
}

pub struct Doc {
    pub id: RecordId,
    pub process: Process,
    pub doc: Automerge,
}

pub fn new(process: Process) -> Doc {
    Doc { id: RecordId::new(chance::id()), doc: schema::genesis(&process), process }
}

pub fn take(step: &str, values: &[(&str, &str)]) -> Act {
    let values = values.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect();
    Act::Take { step: step.into(), entry: EntryId::new(chance::id()), values, reason: None }
}

pub fn set(field: &str, value: &str) -> Act {
    Act::Set { field: field.into(), value: value.into() }
}

impl Server {
    pub async fn person(&self, login: &str, post: Post) -> Person {
        self.person_in(login, post, "kf").await
    }

    pub async fn person_in(&self, login: &str, post: Post, department: &str) -> Person {
        let mut tx = self.state.db.begin_write().await.unwrap();
        let holding = Holding { post, department: DepartmentId::from(department), region: None };
        let user = people::add(&mut tx, login, login, None, std::slice::from_ref(&holding)).await.unwrap();
        let device = chance::id();
        let token = sessions::start(&mut tx, user.as_str(), &device, "test").await.unwrap();
        tx.commit().await.unwrap();
        let who = Principal { user, device: DeviceId::new(device), holdings: vec![holding] };
        Person { who, post, actor: ActorId::from(&chance::bytes::<16>().unwrap()[..]), token, at: self.at }
    }

    /// Every row that is made from the log.
    pub async fn rows(&self) -> Vec<String> {
        let mut rows = vec![];
        for sql in [
            "select id || process || coalesce(number, '') || title || stage || coalesce(owner, '-') || coalesce(assignee, '-')
                || coalesce(department, '-') || coalesce(superior, '-') || last_seq || '/' || created_seq || '/'
                || updated_at_ms || summary || void from records order by id",
            "select scope_key || record_id || entered_seq || '/' || coalesce(left_seq, -1) from scopes
                order by scope_key, record_id",
            "select record_id || target from links order by record_id, target",
            "select prefix || last from numbers order by prefix",
        ] {
            for row in sqlx::query(sql).fetch_all(self.state.db.reader()).await.unwrap() {
                rows.push(row.get(0));
            }
        }
        rows
    }
}

impl Person {
    /// A request with JSON both ways; null where the answer has no body.
    pub async fn ask(&self, method: Method, path: &str, body: Option<Json>) -> (u16, Json) {
        let request = reqwest::Client::new().request(method, format!("http://{}{path}", self.at));
        let request = request.header("cookie", format!("huifang={}", self.token));
        let answer = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        let answer = answer.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// The configuration, if there is another one than `known`.
    pub async fn config(&self, known: i64) -> Option<Configuration> {
        let url = format!("http://{}/api/v1/pull?config={known}", self.at);
        let answer = reqwest::Client::new().get(url).header("cookie", format!("huifang={}", self.token));
        let pulled: Pulled = postcard::from_bytes(&answer.send().await.unwrap().bytes().await.unwrap()).unwrap();
        pulled.config.map(|config| Configuration::from_json(&config).unwrap())
    }

    /// Sends a file to be previewed or imported; the answer whatever it says.
    pub async fn send_file(&self, path: &str, query: &[(&str, &str)], file: impl Into<Vec<u8>>) -> Json {
        let mut url = reqwest::Url::parse(&format!("http://{}/api/v1/imports{path}", self.at)).unwrap();
        url.query_pairs_mut().extend_pairs(query);
        let request = reqwest::Client::new().post(url).body(file.into());
        let answer = request.header("cookie", format!("huifang={}", self.token)).send().await.unwrap();
        answer.json().await.unwrap()
    }

    /// A WebSocket of pokes.
    pub async fn listen(&self, origin: &str) -> Option<Socket> {
        let mut request = format!("ws://{}/api/v1/live", self.at).into_client_request().unwrap();
        request.headers_mut().insert("cookie", format!("huifang={}", self.token).parse().unwrap());
        request.headers_mut().insert("origin", origin.parse().unwrap());
        tokio_tungstenite::connect_async(request).await.ok().map(|(socket, _)| socket)
    }

    pub fn user(&self) -> &str {
        self.who.user.as_str()
    }

    pub fn write(&self, doc: &mut Doc, acts: Vec<Act>) -> PushChange {
        self.write_within(doc, acts, &Alone)
    }

    pub fn write_within(&self, doc: &mut Doc, acts: Vec<Act>, lookup: &dyn Lookup) -> PushChange {
        doc.doc.set_actor(self.actor.clone());
        let stamp = Stamp { principal: self.who.clone(), post: self.post, at_ms: now_ms() };
        let command = Command { record: doc.id.clone(), process: doc.process.id.clone(), acts };
        let change = write::apply(&mut doc.doc, &command, &doc.process, &stamp, lookup).unwrap();
        let (record, process) = (doc.id.clone(), doc.process.id.clone());
        PushChange { record, process, version: doc.process.version, bytes: change.raw_bytes().to_vec() }
    }

    pub async fn push(&self, changes: Vec<PushChange>) -> Vec<Answer> {
        self.push_whole(&Push::new(changes)).await
    }

    pub async fn push_whole(&self, push: &Push) -> Vec<Answer> {
        let body = postcard::to_stdvec(push).unwrap();
        let request = reqwest::Client::new().post(format!("http://{}/api/v1/push", self.at)).body(body);
        let answer = request.header("cookie", format!("huifang={}", self.token)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        postcard::from_bytes::<Pushed>(&answer.bytes().await.unwrap()).unwrap().answers
    }

    pub async fn pull(&self, cursor: i64, epoch: &str) -> Pulled {
        self.pull_from(&format!("cursor={cursor}&epoch={epoch}")).await
    }

    /// What came in behind this page.
    pub async fn pull_behind(&self, page: &Pulled) -> Pulled {
        self.pull_from(&format!("cursor={}&chain={}&epoch={}", page.cursor, page.chain, page.epoch)).await
    }

    pub async fn pull_from(&self, place: &str) -> Pulled {
        let url = format!("http://{}/api/v1/pull?{place}", self.at);
        let request = reqwest::Client::new().get(url).header("cookie", format!("huifang={}", self.token));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        postcard::from_bytes(&answer.bytes().await.unwrap()).unwrap()
    }
}

/// Where a device stands behind this page.
pub fn at(pulled: &Pulled) -> Place {
    let (epoch, chain) = (Some(pulled.epoch.clone()), Some(pulled.chain.clone()));
    Place { cursor: pulled.cursor, epoch, chain, ..Place::default() }
}

pub fn refused(answer: &Answer) -> Option<RejectionCode> {
    if let Answer::Rejected(rejection) = answer { Some(rejection.code) } else { None }
}

pub fn accepted(answers: &[Answer]) {
    assert!(answers.iter().all(|answer| matches!(answer, Answer::Accepted { .. })), "{answers:?}");
}

pub fn snapshots(pulled: &Pulled) -> BTreeMap<RecordId, Vec<u8>> {
    let found = pulled.items.iter().filter_map(|item| match item {
        Item::Snapshot { record, bytes, .. } => Some((record.clone(), bytes.clone())),
        _ => None,
    });
    found.collect()
}

pub fn forgotten(pulled: &Pulled) -> Vec<RecordId> {
    let found = pulled.items.iter().filter_map(|item| match item {
        Item::Forget { record } => Some(record.clone()),
        _ => None,
    });
    found.collect()
}

pub fn file(person: &Person, name: &str) -> (Doc, PushChange) {
    let mut doc = new(customer::process());
    let change = person.write(&mut doc, vec![take("extract", &[("department", "kf")]), set("name", name)]);
    (doc, change)
}

pub async fn next_poke(socket: &mut Socket) -> Poke {
    use futures_util::StreamExt;
    let message = socket.next().await.unwrap().unwrap();
    postcard::from_bytes(&message.into_data()).unwrap()
}
