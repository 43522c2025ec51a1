//! The server as the network sees it: real connections, a real database. With HUIFANG_TEST_DATABASE_URL the same runs
//! on PostgreSQL, each test in a schema of its own.

use std::net::SocketAddr;

use backend::config::Config;
use backend::db::Db;
use backend::{AppState, links, people};
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};
use sqlx::Connection;
use tokio::net::TcpListener;

const PASSWORD: &str = "a quiet harbour";

struct Server {
    at: SocketAddr,
    db: Db,
    _folder: tempfile::TempDir,
}

async fn start(postgres: Option<&str>) -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    let db = match postgres {
        None => Db::sqlite(folder.path()).await.expect("SQLite opens"),
        Some(url) => {
            let schema = format!("t{}", backend::chance::id().replace('-', ""));
            sqlx::any::install_default_drivers();
            let mut admin = sqlx::AnyConnection::connect(url).await.expect("PostgreSQL answers");
            let make = sqlx::AssertSqlSafe(format!("create schema {schema}"));
            sqlx::raw_sql(make).execute(&mut admin).await.expect("a schema");
            let join = if url.contains('?') { '&' } else { '?' };
            Db::postgres(&format!("{url}{join}options[search_path]={schema}")).await.expect("PostgreSQL opens")
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = listener.local_addr().expect("an address");
    tokio::spawn(backend::serve(listener, AppState::new(db.clone(), Config::default()), std::future::pending()));
    Server { at, db, _folder: folder }
}

fn client() -> Client {
    Client::builder().cookie_store(true).build().expect("a client")
}

impl Server {
    async fn ask(&self, client: &Client, method: Method, path: &str, body: Option<Value>) -> Response {
        let request = client.request(method, format!("http://{}{path}", self.at));
        match body {
            Some(body) => request.json(&body),
            None => request,
        }
        .send()
        .await
        .expect("an answer")
    }

    async fn first(&self) -> Client {
        let mut tx = self.db.begin_write().await.expect("a turn");
        let token = links::make(&mut tx, links::Kind::FirstAdministrator, None).await.expect("a link");
        tx.commit().await.expect("kept");
        let form = json!({ "token": token, "login": "admin", "name": "管理员", "password": PASSWORD });
        let client = client();
        let answer = self.ask(&client, Method::POST, "/api/v1/links/accept", Some(form.clone())).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        let again = self.ask(&client, Method::POST, "/api/v1/links/accept", Some(form)).await;
        problem(again, 404, "not_found").await;
        client
    }

    async fn sign_in(&self, client: &Client, login: &str, password: &str) -> Response {
        self.ask(client, Method::POST, "/api/v1/session", Some(json!({ "login": login, "password": password }))).await
    }
}

async fn problem(answer: Response, status: u16, code: &str) -> Value {
    assert_eq!(answer.status().as_u16(), status);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    assert!(answer.headers().contains_key("content-security-policy"));
    let body: Value = answer.json().await.expect("a problem");
    assert_eq!(body["code"], code);
    body
}

/// The same on both databases.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite { $(#[tokio::test] async fn $name() { super::$name(super::start(None).await).await })+ }
        mod postgres { $(#[tokio::test] async fn $name() {
            let Ok(url) = std::env::var("HUIFANG_TEST_DATABASE_URL") else { return };
            super::$name(super::start(Some(&url)).await).await
        })+ }
    };
}

on_both!(people_come_and_go, guesses_are_limited, problems_are_said, settings_are_versioned);

async fn people_come_and_go(server: Server) {
    let admin = server.first().await;
    let me: Value = server.ask(&admin, Method::GET, "/api/v1/session", None).await.json().await.expect("a session");
    assert_eq!(me["holdings"][0]["post"], "administrator");

    let form = json!({ "login": "li", "name": "李强", "holdings": [{ "post": "specialist", "department": "" }] });
    let answer = server.ask(&admin, Method::POST, "/api/v1/people", Some(form.clone())).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let added: Value = answer.json().await.expect("a link");
    let twice = server.ask(&admin, Method::POST, "/api/v1/people", Some(form)).await;
    assert_eq!(problem(twice, 422, "invalid").await["field"], "login");

    let li = client();
    let token = added["link"].as_str().expect("a link").trim_start_matches("/welcome/").to_owned();
    let seen = server.ask(&li, Method::POST, "/api/v1/links/look", Some(json!({ "token": token }))).await;
    assert_eq!(seen.json::<Value>().await.expect("a link")["name"], "李强");
    let weak = json!({ "token": token, "password": "short" });
    let weak = server.ask(&li, Method::POST, "/api/v1/links/accept", Some(weak)).await;
    assert_eq!(problem(weak, 422, "invalid").await["why"], "too_short");
    let accepted = json!({ "token": token, "password": "mountain river" });
    let accepted = server.ask(&li, Method::POST, "/api/v1/links/accept", Some(accepted)).await;
    assert_eq!(accepted.status(), StatusCode::CREATED);
    let cookie = accepted.headers()["set-cookie"].to_str().expect("text").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");

    problem(server.ask(&li, Method::GET, "/api/v1/people", None).await, 403, "forbidden").await;
    let path = format!("/api/v1/people/{}", added["id"].as_str().expect("an id"));
    let off = server.ask(&admin, Method::PUT, &path, Some(json!({ "active": false }))).await;
    assert_eq!(off.status(), StatusCode::NO_CONTENT);
    problem(server.ask(&li, Method::GET, "/api/v1/session", None).await, 401, "unauthenticated").await;
    problem(server.sign_in(&client(), "li", "mountain river").await, 401, "unauthenticated").await;

    // The last administrator stays.
    let path = format!("/api/v1/people/{}", me["user"].as_str().expect("an id"));
    let off = server.ask(&admin, Method::PUT, &path, Some(json!({ "active": false }))).await;
    assert_eq!(problem(off, 409, "conflict").await["why"], "last_administrator");
    let out = server.ask(&admin, Method::DELETE, "/api/v1/session", None).await;
    assert_eq!(out.status(), StatusCode::NO_CONTENT);
    problem(server.ask(&admin, Method::GET, "/api/v1/session", None).await, 401, "unauthenticated").await;
    assert_eq!(server.sign_in(&admin, "Admin", PASSWORD).await.status(), StatusCode::CREATED);
}

async fn guesses_are_limited(server: Server) {
    server.first().await;
    let guesser = client();
    for _ in 0..backend::limiter::PER_LOGIN_AND_ADDRESS {
        problem(server.sign_in(&guesser, "admin", "wrong password").await, 401, "unauthenticated").await;
    }
    let answer = server.sign_in(&guesser, "admin", PASSWORD).await;
    assert!(answer.headers().contains_key("retry-after"));
    problem(answer, 429, "rate_limited").await;
}

async fn problems_are_said(server: Server) {
    let anyone = client();
    problem(server.ask(&anyone, Method::GET, "/api/v1/nowhere", None).await, 404, "not_found").await;
    problem(server.ask(&anyone, Method::PUT, "/api/v1/session", None).await, 405, "method_not_allowed").await;
    problem(server.ask(&anyone, Method::POST, "/", None).await, 405, "method_not_allowed").await;
    problem(server.ask(&anyone, Method::POST, "/api/v1/session", None).await, 415, "unsupported_type").await;
    problem(server.ask(&anyone, Method::POST, "/api/v1/session", Some(json!([]))).await, 400, "malformed").await;
    problem(server.sign_in(&anyone, "li", &"x".repeat(100_000)).await, 413, "too_large").await;
    let url = format!("http://{}/api/v1/session", server.at);
    let foreign = anyone.delete(url).header("origin", "https://evil.example").send().await.expect("an answer");
    problem(foreign, 403, "forbidden").await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(server.ask(&anyone, Method::GET, path, None).await.status(), StatusCode::OK);
    }
    let page = server.ask(&anyone, Method::GET, "/customers/1", None).await;
    let policy = page.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("'wasm-unsafe-eval'"), "{policy}");
    assert_eq!(page.headers()["x-content-type-options"], "nosniff");
}

async fn settings_are_versioned(server: Server) {
    let admin = server.first().await;
    let read = async || -> Value {
        server.ask(&admin, Method::GET, "/api/v1/settings", None).await.json().await.expect("settings")
    };
    let before = read().await["version"].as_i64().expect("a version");
    let put = server.ask(&admin, Method::PUT, "/api/v1/settings/follow_up_days", Some(json!(5))).await;
    assert_eq!(put.status(), StatusCode::NO_CONTENT);
    let after = read().await;
    assert_eq!((after["version"].as_i64(), &after["settings"]["follow_up_days"]), (Some(before + 1), &json!(5)));
    let made = server.ask(&admin, Method::POST, "/api/v1/departments", Some(json!({ "name": "客服一部" }))).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let audit = server.ask(&admin, Method::GET, "/api/v1/audit?limit=1", None).await;
    assert_eq!(audit.json::<Value>().await.expect("lines")[0]["what"], "department.add");
    assert_eq!(people::administrators(&mut server.db.begin_read().await.expect("a look")).await.expect("a count"), 1);
}
