//! The document of the API and the router know the same routes; what every answer has in common.

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use reqwest::{Client, Method};
use serde_json::Value as Json;
use shared::principal::Post;
use support::*;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The addresses that stand in the sources of the router.
fn addresses(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            addresses(&path, found);
        } else {
            let source = std::fs::read_to_string(&path).unwrap();
            for call in source.split(".route(").skip(1) {
                let address = call.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
                // Tests of middleware mount the root.
                found.extend(address.filter(|address| *address != "/").map(str::to_owned));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_and_the_router_know_the_same_routes() {
    let server = start(None).await;
    let client = Client::new();
    let url = |path: &str| format!("http://{}{path}", server.at);
    let document: Json = client.get(url("/api/v1/openapi.json")).send().await.unwrap().json().await.unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let mut written = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        written.extend(methods.as_object().unwrap().keys().map(|method| format!("{method} {path}")));
    }

    let mut found = BTreeSet::new();
    addresses(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http"), &mut found);
    found.extend(document["paths"].as_object().unwrap().keys().cloned());
    let mut answered = BTreeSet::new();
    for address in &found {
        for method in METHODS {
            let asked = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let path = address.replace(['{', '}'], "");
            let answer = client.request(asked, url(&path)).send().await.unwrap();
            assert!(answer.headers().contains_key("x-request-id"), "{method} {address}");
            // Nobody is signed in: what is there says so, or wants a body.
            if !matches!(answer.status().as_u16(), 404 | 405) {
                answered.insert(format!("{method} {address}"));
            }
        }
    }
    assert_eq!(answered, written);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_shape_that_is_named_is_there() {
    let server = start(None).await;
    let url = format!("http://{}/api/v1/openapi.json", server.at);
    let text = Client::new().get(url).send().await.unwrap().text().await.unwrap();
    let document: Json = serde_json::from_str(&text).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name}");
    }
    let mut ids = BTreeSet::new();
    for operation in document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values())
    {
        assert!(ids.insert(operation["operationId"].to_string()), "{operation}");
        assert!(operation["responses"].as_object().unwrap().len() > 1, "{operation}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_an_id_and_every_refusal_a_code() {
    let server = start(None).await;
    let (admin, li) = (server.person("admin", Post::Administrator).await, server.person("li", Post::Specialist).await);
    let url = |path: &str| format!("http://{}{path}", server.at);
    let mine = "0197f0f3-0000-7000-8000-00000000000a";
    for (sent, kept) in [(mine, true), ("not a uuid", false)] {
        let answer = Client::new().get(url("/healthz")).header("x-request-id", sent).send().await.unwrap();
        assert_eq!(answer.headers()["x-request-id"] == sent, kept);
    }
    let id = backend::chance::id();
    for (who, method, path, body, status, code) in [
        (&li, Method::PATCH, "/api/v1/pull".to_owned(), None, 405, "method_not_allowed"),
        (&li, Method::GET, "/api/v1/pull?cursor=x".to_owned(), None, 400, "malformed"),
        (&admin, Method::GET, "/api/v1/audit?limt=5".to_owned(), None, 400, "malformed"),
        (
            &admin,
            Method::PUT,
            format!("/api/v1/people/{id}"),
            Some(serde_json::json!({ "nmae": "x" })),
            400,
            "malformed",
        ),
        (&admin, Method::PUT, format!("/api/v1/people/{id}"), Some(serde_json::json!({})), 404, "not_found"),
        (
            &admin,
            Method::PUT,
            format!("/api/v1/classes/{id}"),
            Some(serde_json::json!({ "name": "x" })),
            404,
            "not_found",
        ),
        (&admin, Method::DELETE, format!("/api/v1/absences/{id}"), None, 404, "not_found"),
        (&admin, Method::GET, "/api/v1/classes/%ff".to_owned(), None, 405, "method_not_allowed"),
        (&admin, Method::GET, "/api/v1/scripts/%ff".to_owned(), None, 400, "malformed"),
    ] {
        let (answered, problem) = who.ask(method, &path, body).await;
        assert_eq!((answered, problem["code"].as_str()), (status, Some(code)), "{path} {problem}");
    }
}
