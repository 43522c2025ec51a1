//! Where a record, a list or a printed form is found. The built-in processes have short addresses; any other has one too.

use shared::id::{ProcessId, RecordId};

pub fn list(process: &ProcessId) -> String {
    match process.as_str() {
        "customer" => "/customers".to_owned(),
        "follow_up" => "/follow-ups".to_owned(),
        "task" => "/tasks".to_owned(),
        "campaign" => "/campaigns".to_owned(),
        other => format!("/records/{other}"),
    }
}

pub fn record(process: &ProcessId, id: &RecordId) -> String {
    format!("{}/{id}", list(process))
}

pub fn print(id: &RecordId) -> String {
    format!("/print/{id}")
}

/// The icon that stands for a process everywhere.
pub fn icon(process: &ProcessId) -> &'static str {
    match process.as_str() {
        "customer" => "customer",
        "follow_up" => "phone",
        "task" => "task",
        "campaign" => "flag",
        _ => "note",
    }
}
