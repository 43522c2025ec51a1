//! Customer import.

use serde_json::json;

use super::{Operation, Part, integer, list, named, object, op, text, truth};

pub(super) fn part() -> Part {
    let file = || json!({ "type": "string", "format": "binary", "description": "The file itself: CSV, .xlsx or .xls" });
    let choices = |operation: Operation| {
        operation
            .asks("name", text(), "The file's name")
            .asks("mapping", text(), "JSON: index of the column → key of the field; without it the suggestion is used")
            .asks("skip_errors", truth(), "Import the sound rows although others have errors")
            .asks("skip_duplicates", truth(), "Leave out customers that are there already; true unless said otherwise")
            .asks("department", text(), "The department of the files; without it the person's own")
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
                    .about("Files that nobody has worked on are retired; the others are kept and listed.")
                    .gives(200, "The batch as it is now", named("ImportDetail")),
            ),
        ],
        schemas: schemas(),
    }
}

fn schemas() -> serde_json::Value {
    let column = object(&[("index", integer()), ("name", text()), ("samples", list(text()))], &[("suggested", text())]);
    let field = object(&[("key", text()), ("label", named("Label")), ("required", truth()), ("many", truth())], &[]);
    let fault = object(&[("say", named("Label"))], &[("field", text())]);
    let row = object(
        &[("row", integer()), ("values", json!({ "type": "object" })), ("errors", list(fault))],
        &[("duplicate", named("Label")), ("duplicate_of", text()), ("duplicate_row", integer())],
    );
    let shown = object(
        &[
            ("columns", list(column)),
            ("fields", list(field)),
            ("rows", list(named("ImportRow"))),
            ("faults", list(named("ImportRow"))),
            ("repeats", list(named("ImportRow"))),
            ("total", integer()),
            ("ready", integer()),
            ("with_errors", integer()),
            ("duplicates", integer()),
            ("encoding", text()),
            ("sheet", text()),
        ],
        &[],
    );
    let batch = [
        ("id", text()),
        ("at_ms", integer()),
        ("user", text()),
        ("user_name", text()),
        ("file", text()),
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
    })
}
