//! Push, pull and pokes.

use serde_json::json;

use super::{Part, integer, op, text};

const OCTETS: &str = "application/octet-stream";

pub(super) fn part() -> Part {
    let bytes = |what: &str| json!({ "type": "string", "format": "binary", "description": what });
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
                    .asks("epoch", text(), "The name of the log that the cursor is of")
                    .asks("after", text(), "Goes on with a first sync behind this record")
                    .asks("config", integer(), "The version of the configuration at hand; 0 for none")
                    .gives_as(OCTETS, 200, "A page", bytes("`Pulled`, postcard")),
            ),
            (
                "get",
                "/api/v1/live",
                op("A WebSocket of pokes")
                    .about("Each message is a `Poke`, postcard: a hint that there is something to pull.")
                    .done(101, "Listening"),
            ),
        ],
        schemas: json!({}),
    }
}
