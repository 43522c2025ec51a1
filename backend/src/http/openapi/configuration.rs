//! Settings, calendar, scripts, processes.

use serde_json::json;
use shared::setting;

use super::{Part, integer, list, named, object, op, text, truth};

pub(super) fn part() -> Part {
    let keys: Vec<&str> = setting::known().iter().map(|setting| setting.key).collect();
    let day = object(&[("name", text()), ("date", text()), ("isOffDay", truth())], &[]);
    let year = [("year", integer()), ("days", list(day))];
    Part {
        name: "configuration",
        operations: vec![
            ("get", "/api/v1/settings", op("What is settled").gives(200, "With its version", named("Settings"))),
            (
                "put",
                "/api/v1/settings/{key}",
                op("Settle a value; null gives the default back")
                    .about(&format!("Keys: {}.", keys.join(", ")))
                    .takes(named("Value"))
                    .done(204, "Settled"),
            ),
            (
                "get",
                "/api/v1/calendar/{year}",
                op("The days of a year that do not follow their weekday").gives(
                    200,
                    "In the form of holiday-cn",
                    named("Year"),
                ),
            ),
            (
                "put",
                "/api/v1/calendar/{year}",
                op("Settle a year in the form of holiday-cn").takes(object(&year, &[])).done(204, "Settled"),
            ),
            ("get", "/api/v1/scripts/{id}", op("A call script").gives(200, "As it is used", named("Script"))),
            (
                "put",
                "/api/v1/scripts/{id}",
                op("Settle a call script; the server raises its version").takes(named("Script")).gives(
                    200,
                    "Settled",
                    object(&[("version", integer())], &[]),
                ),
            ),
            (
                "get",
                "/api/v1/processes",
                op("The processes").gives(200, "Those of the product first", list(named("Process"))),
            ),
            ("get", "/api/v1/processes/{id}", op("A process").gives(200, "As it is used", named("Process"))),
            (
                "put",
                "/api/v1/processes/{id}",
                op("Load a process, or a higher version of one that was loaded")
                    .about("What records of an earlier version could not go on with is refused.")
                    .takes(named("Process"))
                    .done(204, "Loaded"),
            ),
        ],
        schemas: json!({
            "Value": { "type": ["string", "number", "boolean", "null"] },
            "Settings": object(&[("version", integer()), ("settings", json!({ "type": "object" }))], &[]),
            "Year": object(&[&year[..], &[("edited", truth()), ("known", truth())]].concat(), &[]),
            "Script": object(&[("id", text()), ("version", integer()), ("nodes", list(named("ScriptNode")))], &[]),
            "ScriptNode": object(
                &[("key", text()), ("text", named("Label")), ("answer", json!({}))],
                &[("next", json!({ "type": ["string", "null"] }))],
            ),
            "Process": object(&[
                ("id", text()),
                ("version", integer()),
                ("label", named("Label")),
                ("number_prefix", text()),
                ("title", text()),
                ("fields", list(json!({ "type": "object" }))),
                ("edit", list(json!({}))),
                ("stages", list(json!({ "type": "object" }))),
                ("steps", list(json!({ "type": "object" }))),
            ], &[
                ("about", json!({ "type": ["string", "null"] })),
                ("derived", list(json!({ "type": "object" }))),
                ("deadlines", list(json!({ "type": "object" }))),
                ("print", json!({ "type": ["object", "null"] })),
            ]),
        }),
    }
}
