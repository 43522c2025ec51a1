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
            (
                "get",
                "/api/v1/rules",
                op("Every rule with how it stands, over what is in sight")
                    .gives(200, "One line per rule", list(named("RuleLine"))),
            ),
            (
                "get",
                "/api/v1/reports/{name}",
                op("A report of some days: `follow_ups`, `causes`, `repairs`, `rounds`, `damage`; with `.xlsx` behind the name as a workbook")
                    .asks("from", text(), "The first day, `2026-11-01`; else the first of this month")
                    .asks("to", text(), "The last day; else the last of this month")
                    .asks("lang", text(), "`zh` or `en`: of the workbook")
                    .gives(200, "The report", named("Report")),
            ),
        ],
        schemas: json!({
            "RuleLine": object(&[
                ("key", text()),
                ("of", named("Label")),
                ("label", named("Label")),
                ("rule", integer()),
                ("percent", json!({ "type": ["integer", "null"] })),
                ("parts", json!({
                    "type": "array",
                    "description": "Kept, late, not kept, not due yet: ids of records",
                    "items": { "type": "array", "items": text() },
                })),
                ("days", list(text())),
                ("alike", list(text())),
                ("ours", json!({ "type": "boolean", "description": "The number is the company's own: the texts name none" })),
            ], &[("source", json!({ "type": ["object", "null"] }))]),
            "Report": object(&[
                ("key", text()),
                ("title", named("Label")),
                ("note", named("Label")),
                ("of", named("Label")),
                ("columns", list(named("Label"))),
                ("drawn", integer()),
                ("lines", list(json!({ "type": "object", "description": "name, cells, records; by_cell: where cells count different records, those of each" }))),
                ("total", json!({ "type": ["object", "null"] })),
            ], &[]),
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
