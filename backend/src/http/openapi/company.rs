//! Departments, regions, classes, absences and the audit list.

use serde_json::json;

use super::{Operation, Part, integer, list, named, object, op, text, truth};

pub(super) fn part() -> Part {
    let all = |what: &str| op(what).gives(200, "By name", list(named("Named")));
    let add = |what: &str| op(what).takes(named("Name")).gives(201, "Added", named("Made"));
    let change = |what: &str| -> Operation { op(what).takes(named("Name")).done(204, "Changed") };
    let absence = [("user", text()), ("from_day", text()), ("to_day", text())];
    let whole = [&[("id", text())][..], &absence[..], &[("reason", text())]].concat();
    let maybe = || json!({ "type": ["string", "null"] });
    let lines = json!({ "type": "integer", "minimum": 1, "maximum": 500, "default": 100 });
    Part {
        name: "company",
        operations: vec![
            ("get", "/api/v1/departments", op("Departments").gives(200, "By name", list(named("Department")))),
            ("post", "/api/v1/departments", add("Add a department")),
            (
                "put",
                "/api/v1/departments/{id}",
                op("Rename or close a department, or say what it is a part of and who heads it")
                    .about("What is not named stays; null takes a parent or a head away.")
                    .takes(object(&[("name", text())], &[("active", truth()), ("parent", maybe()), ("head", maybe())]))
                    .done(204, "Changed"),
            ),
            ("get", "/api/v1/regions", all("Regions")),
            ("post", "/api/v1/regions", add("Add a region")),
            ("put", "/api/v1/regions/{id}", change("Rename or close a region")),
            ("get", "/api/v1/classes", all("Customer classes")),
            ("post", "/api/v1/classes", add("Add a customer class")),
            ("put", "/api/v1/classes/{id}", change("Rename or close a customer class")),
            ("get", "/api/v1/absences", op("Who is away when?").gives(200, "By day", list(named("Absence")))),
            (
                "post",
                "/api/v1/absences",
                op("Add an absence")
                    .about("Both days are days away, as 2026-11-23.")
                    .takes(object(&absence, &[("reason", text())]))
                    .gives(201, "Added", named("Made")),
            ),
            ("delete", "/api/v1/absences/{id}", op("Remove an absence").done(204, "Removed")),
            (
                "get",
                "/api/v1/audit",
                op("Who changed what?")
                    .asks("before", text(), "Lines older than the one with this id")
                    .asks("user", text(), "Only what this person did")
                    .asks("about", text(), "Only lines whose `what` begins with this word: `person`, `setting`")
                    .asks("limit", lines, "How many")
                    .gives(200, "Newest first", list(named("AuditLine"))),
            ),
        ],
        schemas: json!({
            "Name": object(&[("name", text())], &[("active", truth())]),
            "Named": object(&[("id", text()), ("name", text()), ("active", truth())], &[]),
            "Department": object(
                &[("id", text()), ("name", text()), ("active", truth()), ("parent", maybe()), ("head", maybe())],
                &[],
            ),
            "Absence": object(&whole, &[]),
            "AuditLine": object(&[
                ("id", text()),
                ("at_ms", integer()),
                ("user", text()),
                ("what", text()),
                ("subject", text()),
                ("detail", json!({})),
            ], &[]),
        }),
    }
}
