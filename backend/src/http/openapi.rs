//! `GET /api/v1/openapi.json`: the API as OpenAPI 3.1, one file per resource. `tests/openapi.rs` walks the router and
//! this document, and fails where either knows a route that the other does not.

mod attachments;
mod company;
mod configuration;
mod imports;
mod people;
mod records;
mod session;

use std::sync::LazyLock;

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use super::AppState;

pub fn router() -> Router<AppState> {
    Router::new().route("/api/v1/openapi.json", get(|| async { Json(&*DOCUMENT) }))
}

static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

/// One resource: its operations and the shapes they speak of.
struct Part {
    name: &'static str,
    operations: Vec<(&'static str, &'static str, Operation)>,
    schemas: Value,
}

struct Operation(Value);

fn op(summary: &str) -> Operation {
    Operation(json!({
        "summary": summary,
        "parameters": [],
        "responses": { "default": {
            "description": "Not done; `code` says why and never changes",
            "content": { "application/problem+json": { "schema": named("Problem") } },
        }},
    }))
}

impl Operation {
    /// Without a session, too.
    fn open(mut self) -> Self {
        self.0["security"] = json!([]);
        self
    }

    fn about(mut self, words: &str) -> Self {
        self.0["description"] = json!(words);
        self
    }

    fn asks(mut self, name: &str, schema: Value, words: &str) -> Self {
        self.parameter(json!({ "in": "query", "name": name, "schema": schema, "description": words }));
        self
    }

    fn parameter(&mut self, parameter: Value) {
        if let Some(parameters) = self.0["parameters"].as_array_mut() {
            parameters.push(parameter);
        }
    }

    fn takes(self, schema: Value) -> Self {
        self.takes_as("application/json", schema)
    }

    fn takes_as(mut self, kind: &str, schema: Value) -> Self {
        self.0["requestBody"] = json!({ "required": true, "content": { kind: { "schema": schema } } });
        self
    }

    fn gives(self, status: u16, words: &str, schema: Value) -> Self {
        self.gives_as("application/json", status, words, schema)
    }

    fn gives_as(mut self, kind: &str, status: u16, words: &str, schema: Value) -> Self {
        let content = json!({ kind: { "schema": schema } });
        self.0["responses"][status.to_string()] = json!({ "description": words, "content": content });
        self
    }

    fn done(mut self, status: u16, words: &str) -> Self {
        self.0["responses"][status.to_string()] = json!({ "description": words });
        self
    }
}

/// A shape that stands among the schemas.
fn named(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn list(of: Value) -> Value {
    json!({ "type": "array", "items": of })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn integer() -> Value {
    json!({ "type": "integer", "format": "int64" })
}

fn truth() -> Value {
    json!({ "type": "boolean" })
}

/// An object of which these are always there, and those only sometimes.
fn object(always: &[(&str, Value)], sometimes: &[(&str, Value)]) -> Value {
    let all = always.iter().chain(sometimes).map(|(key, schema)| ((*key).to_owned(), schema.clone()));
    let required: Vec<&str> = always.iter().map(|(key, _)| *key).collect();
    json!({ "type": "object", "properties": all.collect::<Map<_, _>>(), "required": required })
}

fn document() -> Value {
    let mut paths = Map::new();
    let mut schemas = common();
    let parts = [
        session::part(),
        people::part(),
        company::part(),
        configuration::part(),
        imports::part(),
        records::part(),
        attachments::part(),
    ];
    for part in parts {
        for (method, path, mut operation) in part.operations {
            for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
                operation.parameter(json!({ "in": "path", "name": name, "required": true, "schema": text() }));
            }
            operation.0["tags"] = json!([part.name]);
            operation.0["operationId"] = json!(format!("{method}{}", path.replace(['/', '{', '}', '.'], "_")));
            let entry = paths.entry(path).or_insert_with(|| json!({}));
            entry[method] = operation.0;
        }
        if let Value::Object(more) = part.schemas {
            schemas.extend(more);
        }
    }
    let cookie = json!({ "type": "apiKey", "in": "cookie", "name": "huifang",
        "description": "Set by signing in; `__Host-huifang` where people reach the server over TLS" });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "回访 Huifang",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Every answer carries `x-request-id`; a UUID that is sent in it is kept. \
                Only pages of the server's own origin may write. Times are milliseconds since 1970.",
        },
        "paths": paths,
        "components": { "schemas": schemas, "securitySchemes": { "session": cookie } },
        "security": [{ "session": [] }],
    })
}

fn common() -> Map<String, Value> {
    let codes = [
        "unauthenticated",
        "forbidden",
        "not_found",
        "method_not_allowed",
        "invalid",
        "malformed",
        "too_large",
        "unsupported_type",
        "conflict",
        "rate_limited",
        "import_file",
        "import_rows",
        "outdated",
        "attachment_hash",
        "attachment_type",
        "attachment_too_large",
        "attachment_pixels",
        "attachment_has_location",
        "unavailable",
        "internal",
    ];
    let problem = object(
        &[
            ("type", text()),
            ("status", integer()),
            ("code", json!({ "type": "string", "examples": codes })),
            ("title", text()),
        ],
        &[
            ("field", json!({ "type": "string", "description": "Where it is wrong, with `invalid`" })),
            ("why", json!({ "type": "string", "description": "A stable word, with `invalid` and `conflict`" })),
            ("problems", list(named("Label"))),
            ("say", named("Label")),
            ("shown", named("ImportShown")),
            ("detail", json!({ "type": "string", "description": "Where it stops making sense, with `malformed`" })),
        ],
    );
    let mut schemas = Map::new();
    schemas.insert("Problem".into(), problem);
    schemas.insert("Label".into(), object(&[("zh", text()), ("en", text())], &[]));
    schemas.insert("Made".into(), object(&[("id", text())], &[]));
    schemas
}
