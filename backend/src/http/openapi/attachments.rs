//! Attached files.

use serde_json::json;
use shared::attachment::Media;
use shared::limits;

use super::{Part, integer, named, object, op, text, truth};

pub(super) fn part() -> Part {
    let bytes = |what: &str| json!({ "type": "string", "format": "binary", "description": what });
    let least = limits::ATTACHMENT_PART_BYTES_MIN / 1024;
    let most = limits::ATTACHMENT_PART_BYTES_MAX / 1024;
    let size = json!({ "type": "integer", "minimum": 1, "maximum": limits::ATTACHMENT_BYTES_MAX });
    Part {
        name: "attachments",
        operations: vec![
            (
                "post",
                "/api/v1/attachments",
                op("Say which file is about to come")
                    .about(
                        "The id is the SHA-256 of the bytes, in lower-case hex. Asked again, it says how far the file \
                         has come. A file that the person sees with another record is `done` at once. A record that is \
                         not there and one that was never in the person's sight are both `not_found`.",
                    )
                    .takes(named("AttachmentDeclared"))
                    .gives(200, "From where to go on", named("AttachmentStanding")),
            ),
            (
                "put",
                "/api/v1/attachments/{id}",
                op("Send a part of it")
                    .about(&format!(
                        "{least} to {most} KB; the last part may be shorter. A part that is there already is not taken \
                         twice. `conflict` with `offset`: declare again to hear where it stands. With the last part the \
                         whole is checked: refused as `attachment_hash` (the parts are gone; send again), \
                         `attachment_type`, `attachment_pixels` or `attachment_has_location`, with words in `say`.",
                    ))
                    .asks("record", text(), "The record that it was declared for")
                    .asks("offset", integer(), "Where the part begins")
                    .takes_as("application/octet-stream", bytes("The part"))
                    .gives(200, "How far it has come", named("AttachmentStanding")),
            ),
            (
                "get",
                "/api/v1/attachments/{id}",
                op("The file, for whoever sees the record")
                    .about("One `Range` may be asked for. The same address never gives other bytes.")
                    .asks("record", text(), "A record that it belongs to")
                    .gives_as("*/*", 200, "The whole", bytes("JPEG, PNG, WebP or PDF"))
                    .gives_as("*/*", 206, "The range", bytes("As asked"))
                    .done(304, "Not changed")
                    .done(416, "There is no such range"),
            ),
        ],
        schemas: json!({
            "AttachmentDeclared": object(&[
                ("id", json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })),
                ("record", text()),
                ("size", size),
                ("type", json!({ "type": "string", "enum": Media::ALL })),
            ], &[
                ("name", json!({ "type": "string", "maxLength": limits::ATTACHMENT_NAME_CHARS_MAX })),
                ("strip", json!({ "type": "boolean", "description":
                    "Take the location out of a picture; the answer then names what is kept" })),
            ]),
            "AttachmentStanding": object(&[
                ("id", text()),
                ("offset", integer()),
                ("size", integer()),
                ("done", truth()),
            ], &[]),
        }),
    }
}
