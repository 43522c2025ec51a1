//! People, their posts and their devices.

use serde_json::{Value, json};
use shared::principal::Post;

use super::{Part, integer, list, named, object, op, text, truth};

pub(super) fn part() -> Part {
    let ability = || json!({ "type": "integer", "minimum": 1, "maximum": 5 });
    let link = || object(&[("link", text())], &[]);
    let when: [(&str, Value); 3] =
        [("created_at_ms", integer()), ("seen_at_ms", integer()), ("expires_at_ms", integer())];
    let person = [("login", text()), ("name", text()), ("holdings", list(named("Holding")))];
    Part {
        name: "people",
        operations: vec![
            ("get", "/api/v1/people", op("Everybody").gives(200, "By login", list(named("Person")))),
            (
                "post",
                "/api/v1/people",
                op("Add a person").takes(object(&person, &[])).gives(
                    201,
                    "The path that sets a password, once",
                    named("Invited"),
                ),
            ),
            (
                "put",
                "/api/v1/people/{id}",
                op("Change a person; only what is sent")
                    .takes(object(
                        &[],
                        &[
                            ("name", text()),
                            ("active", truth()),
                            ("ability", ability()),
                            ("holdings", list(named("Holding"))),
                        ],
                    ))
                    .done(204, "Changed"),
            ),
            (
                "post",
                "/api/v1/people/{id}/link",
                op("A path that sets a new password, once").gives(200, "The old password works until then", link()),
            ),
            (
                "get",
                "/api/v1/devices",
                op("On which devices is who signed in?").gives(200, "By login", list(named("Device"))),
            ),
            ("get", "/api/v1/sessions", op("All sessions").gives(200, "Last seen first", list(named("SessionRow")))),
            ("delete", "/api/v1/sessions/{id}", op("End a session: send a device away").done(204, "It has ended")),
        ],
        schemas: json!({
            "Holding": object(
                &[("post", json!({ "enum": Post::ASSIGNABLE })), ("department", text())],
                &[("region", json!({ "type": ["string", "null"] }))],
            ),
            "Person": object(&[
                &[("id", text())][..],
                &person[..],
                &[("active", truth()), ("ready", truth()), ("ability", ability())],
            ].concat(), &[]),
            "Invited": object(&[("id", text()), ("link", text())], &[]),
            "Device": object(&[
                &[("session", text()), ("user", text()), ("login", text()), ("name", text())][..],
                &[("device", text()), ("device_name", text())][..],
                &when[..],
            ].concat(), &[]),
            "SessionRow": object(&[
                &[("id", text()), ("user", text()), ("device", text()), ("device_name", text())][..],
                &when[..],
            ].concat(), &[]),
        }),
    }
}
