//! Push, pull, pokes, and what was refused.

use serde_json::json;

use super::{Part, integer, list, named, object, op, text};

const OCTETS: &str = "application/octet-stream";

pub(super) fn part() -> Part {
    let bytes = |what: &str| json!({ "type": "string", "format": "binary", "description": what });
    let lines = json!({ "type": "integer", "minimum": 1, "maximum": 500, "default": 100 });
    Part {
        name: "records",
        operations: vec![
            (
                "post",
                "/api/v1/push",
                op("Bring in changes")
                    .about("Each is answered by itself: accepted, known already, or refused with words for its author.")
                    .takes_as(OCTETS, bytes("`Push`, postcard"))
                    .gives_as(OCTETS, 200, "One answer per change", bytes("`Pushed`, postcard")),
            ),
            (
                "get",
                "/api/v1/pull",
                op("What came into sight after a cursor")
                    .asks("cursor", integer(), "Where the last pull ended; 0 for a first sync")
                    .asks("chain", text(), "What the log up to the cursor came to, as the last pull said")
                    .asks("epoch", text(), "The name of the log that the cursor is of")
                    .asks("after", text(), "Goes on with a first sync behind this record")
                    .asks("own", text(), "`from-to`: own changes that are known to be in; their bytes are left out")
                    .asks("config", integer(), "The version of the configuration at hand; 0 for none")
                    .gives_as(OCTETS, 200, "A page", bytes("`Pulled`, postcard")),
            ),
            (
                "get",
                "/api/v1/live",
                op("A WebSocket of pokes")
                    .about("Each message is a `Poke`, postcard: how the log has grown, and what a pull would bring if that is little.")
                    .done(101, "Listening"),
            ),
            (
                "get",
                "/api/v1/refused",
                op("Work that was refused: of everybody for managers, of their departments' people for supervisors")
                    .asks("before", text(), "Older than the one with this id")
                    .asks("limit", lines, "How many")
                    .gives(200, "Newest first; the bytes stay here", list(named("Refused"))),
            ),
        ],
        schemas: json!({
            "Refused": object(&[
                ("id", text()),
                ("at_ms", integer()),
                ("user", text()),
                ("name", text()),
                ("device", text()),
                ("record", text()),
                ("process", text()),
                ("number", json!({ "type": ["string", "null"] })),
                ("title", json!({ "type": ["string", "null"] })),
                ("reason", text()),
            ], &[]),
        }),
    }
}
