//! Import: customers, and whatever process says how it is imported.

use serde_json::json;

use super::{Operation, Part, integer, list, named, object, op, text, truth};

pub(super) fn part() -> Part {
    let file = || json!({ "type": "string", "format": "binary", "description": "The file itself: CSV, .xlsx or .xls" });
    let choices = |operation: Operation| {
        operation
            .asks("process", text(), "The id of the process; customers unless another is named")
            .asks("name", text(), "The file's name")
            .asks("mapping", text(), "JSON: index of the column → key of the field, or opened_at, closed_at; without it the suggestion is used")
            .asks("dates", order(), "How dates are written whose year does not stand first; without it as found")
            .asks("headings", truth(), "Does the first line hold names of columns? Without it as found")
            .asks("separator", separator(), "What separates the cells of a text; `none`: each line is one cell. Without it as found")
            .asks("skip_errors", truth(), "Import the sound rows although others have errors")
            .asks("skip_duplicates", truth(), "Leave out rows that are there already; true unless said otherwise")
            .asks("department", text(), "The department of the records; without it the person's own")
            .takes_as("application/octet-stream", file())
    };
    Part {
        name: "imports",
        operations: vec![
            (
                "post",
                "/api/v1/imports/preview",
                choices(op("What an import would write"))
                    .about("Writes nothing. A file that cannot be read is refused with `import_file` and `say`.")
                    .gives(200, "The preview", named("ImportShown")),
            ),
            (
                "post",
                "/api/v1/imports",
                choices(op("Import a file, whole or not at all"))
                    .about("Rows with errors refuse it with `import_rows` and `shown`. A large one goes on after the answer.")
                    .gives(201, "The batch", named("ImportBatch")),
            ),
            (
                "get",
                "/api/v1/imports",
                op("My imports, and those of departments that I lead").gives(200, "Newest first", list(named("ImportBatch"))),
            ),
            ("get", "/api/v1/imports/{id}", op("One import, row by row").gives(200, "The batch", named("ImportDetail"))),
            (
                "post",
                "/api/v1/imports/{id}/undo",
                op("Take an import back")
                    .about("Records that nobody has worked on are taken back; the others are kept and listed.")
                    .gives(200, "The batch as it is now", named("ImportDetail")),
            ),
            (
                "get",
                "/api/v1/imports/templates",
                op("Mappings that the company keeps")
                    .asks("process", text(), "Of this process")
                    .gives(200, "By name", list(named("ImportTemplate"))),
            ),
            (
                "post",
                "/api/v1/imports/templates",
                op("Keep a mapping by name")
                    .about("One of that name is written over.")
                    .takes(object(
                        &[("process", text()), ("name", text()), ("columns", json!({ "type": "object" }))],
                        &[("dates", order())],
                    ))
                    .done(204, "It is kept"),
            ),
            ("delete", "/api/v1/imports/templates/{id}", op("Forget a mapping").done(204, "It is gone")),
        ],
        schemas: schemas(),
    }
}

fn separator() -> serde_json::Value {
    json!({ "type": ["string", "null"], "enum": ["comma", "semicolon", "tab", "bar", "none", null] })
}

fn order() -> serde_json::Value {
    json!({ "type": ["string", "null"], "enum": ["day_first", "month_first", null] })
}

fn schemas() -> serde_json::Value {
    let column = object(
        &[("index", integer()), ("name", text()), ("samples", list(text())), ("doubtful", truth())],
        &[("suggested", text()), ("order", named("Label"))],
    );
    let fitting =
        object(&[("id", text()), ("name", text()), ("mapping", json!({ "type": "object" }))], &[("dates", order())]);
    let template = [("id", text()), ("process", text()), ("name", text()), ("columns", json!({ "type": "object" }))];
    let field = object(&[("key", text()), ("label", named("Label")), ("required", truth()), ("many", truth())], &[]);
    let fault = object(&[("say", named("Label"))], &[("field", text())]);
    let row = object(
        &[
            ("row", integer()),
            ("values", json!({ "type": "object" })),
            ("errors", list(fault.clone())),
            ("warnings", list(fault)),
        ],
        &[("duplicate", named("Label")), ("duplicate_of", text()), ("duplicate_row", integer())],
    );
    let shown = object(
        &[
            ("columns", list(column)),
            ("fields", list(field)),
            ("rows", list(named("ImportRow"))),
            ("faults", list(named("ImportRow"))),
            ("repeats", list(named("ImportRow"))),
            ("warned", list(named("ImportRow"))),
            ("total", integer()),
            ("ready", integer()),
            ("with_errors", integer()),
            ("duplicates", integer()),
            ("with_warnings", integer()),
            ("encoding", text()),
            ("sheet", text()),
            ("headings", truth()),
            ("templates", list(fitting)),
        ],
        &[("separator", separator())],
    );
    let batch = [
        ("id", text()),
        ("at_ms", integer()),
        ("user", text()),
        ("user_name", text()),
        ("file", text()),
        ("process", text()),
        ("department", text()),
        (
            "state",
            json!({ "type": "string", "examples": ["writing", "done", "undoing", "undone", "failing", "failed"] }),
        ),
        ("total", integer()),
        ("made", integer()),
        ("skipped_errors", integer()),
        ("skipped_duplicates", integer()),
        ("voided", integer()),
        ("kept", integer()),
        ("may_undo", truth()),
    ];
    let made = object(&[("row", integer()), ("record", text()), ("title", text()), ("state", text())], &[]);
    let detail: Vec<_> = batch.iter().cloned().chain([("rows", list(made))]).collect();
    json!({
        "ImportShown": shown,
        "ImportRow": row,
        "ImportBatch": object(&batch, &[]),
        "ImportDetail": object(&detail, &[]),
        "ImportTemplate": object(&template, &[("dates", order())]),
    })
}
