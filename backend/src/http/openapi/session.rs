//! Coming in and going out, and what watches over the server asks.

use serde_json::json;

use super::{Part, integer, list, named, object, op, text};

pub(super) fn part() -> Part {
    let device = [("device_id", text()), ("device_name", text())];
    let plain = |words: &str| op(words).open().gives_as("text/plain", 200, "Yes", text());
    Part {
        name: "session",
        operations: vec![
            ("get", "/api/v1/session", op("Who am I?").gives(200, "Signed in", named("Session"))),
            (
                "post",
                "/api/v1/session",
                op("Sign in").open().takes(named("SignIn")).gives(201, "A cookie is set", named("Session")),
            ),
            ("delete", "/api/v1/session", op("Sign out").done(204, "The session has ended")),
            (
                "post",
                "/api/v1/links/look",
                op("What is this link for?").open().takes(object(&[("token", text())], &[])).gives(
                    200,
                    "It still works",
                    named("Link"),
                ),
            ),
            (
                "post",
                "/api/v1/links/accept",
                op("Set the password that a link is for, and sign in")
                    .about("A name and a login are needed where the link makes the first administrator.")
                    .open()
                    .takes(named("Accept"))
                    .gives(201, "A cookie is set", named("Session")),
            ),
            ("get", "/healthz", plain("Is the process there?")),
            ("get", "/readyz", plain("Can it work?")),
            (
                "get",
                "/api/v1/openapi.json",
                op("This document").open().gives(200, "OpenAPI 3.1", json!({ "type": "object" })),
            ),
        ],
        schemas: json!({
            "Session": object(&[
                ("user", text()),
                ("login", text()),
                ("name", text()),
                ("holdings", list(named("Holding"))),
                ("device", text()),
                ("expires_at_ms", integer()),
                ("server_time_ms", integer()),
            ], &[]),
            "SignIn": object(&[("login", text()), ("password", text())], &device),
            "Link": object(&[
                ("kind", json!({ "enum": ["first_administrator", "invitation", "reset"] })),
                ("login", json!({ "type": ["string", "null"] })),
                ("name", json!({ "type": ["string", "null"] })),
            ], &[]),
            "Accept": object(
                &[("token", text()), ("password", text())],
                &[&[("name", text()), ("login", text())], &device[..]].concat(),
            ),
        }),
    }
}
