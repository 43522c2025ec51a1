//! Where a record, a list or a printed form is found. The built-in processes have short addresses; any other has one too.

use shared::id::{ProcessId, RecordId};
use shared::label::Language;
use shared::process::{BUILT_IN, Process};
use shared::walk::{ITEMS, WALKED};

use crate::i18n::{PAGE_ESTATE, Words, strings};

strings! {
    BEGIN_ROUND: "开始巡查", "Begin a round";
    CASES: "投诉报修", "Cases";
    SITE: "现场", "On site";
    HOMES: "房屋", "Homes";
}

/// Processes that stand together: one place to go to, and a tab for each.
pub struct Group {
    pub name: Words,
    pub icon: &'static str,
    pub processes: &'static [&'static str],
    pub lists: &'static [&'static str],
}

/// What came with the product beside customers, follow-ups, tasks and campaigns.
pub const GROUPS: [Group; 3] = [
    Group {
        name: CASES,
        icon: "shield",
        processes: &["complaint", "matter", "repair"],
        lists: &["/records/complaint", "/records/matter", "/records/repair"],
    },
    Group {
        name: SITE,
        icon: "pin",
        processes: &["round", "finding", "handover", "notice", "building_month", "morning_check", "template"],
        lists: &[
            "/records/round",
            "/records/finding",
            "/records/handover",
            "/records/notice",
            "/records/building_month",
            "/records/morning_check",
            "/records/template",
            "/walk",
        ],
    },
    Group {
        name: HOMES,
        icon: "board",
        processes: &["unit", "building", "project"],
        lists: &["/records/unit", "/records/building", "/records/project", "/estate"],
    },
];

pub fn group_of(process: &ProcessId) -> Option<&'static Group> {
    GROUPS.iter().find(|group| group.processes.contains(&process.as_str()))
}

/// What the records of a process are called together: a list is of complaints. What a company named itself stays as it is.
pub fn many(process: &Process, language: Language) -> String {
    let one = process.label.get(language);
    let counts = language == Language::En && BUILT_IN.contains(&process.id.as_str());
    if counts { format!("{one}s") } else { one.to_owned() }
}

/// A name inside a sentence: English begins it small.
pub fn inside(name: &str, language: Language) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) if language == Language::En => first.to_lowercase().chain(letters).collect(),
        _ => name.to_owned(),
    }
}

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

/// The list of everything of a kind that this finds; none where there is no such list.
pub fn found(process: &ProcessId, typed: &str) -> Option<String> {
    let all = match process.as_str() {
        "customer" | "task" => "view=all",
        "follow_up" => "whose=team&view=all",
        "campaign" => return None,
        _ => "all=1",
    };
    Some(format!("{}?{all}&q={}", list(process), crate::browser::encoded(typed)))
}

/// Where a checklist is walked item by item; none where there is none, or nothing more may be written.
pub fn walk(process: &Process, stage: &str, id: &RecordId) -> Option<String> {
    let has_list = process.field(ITEMS).is_some() && process.field(WALKED).is_some();
    let is_open = process.stage(stage).is_some_and(|stage| !stage.closed && !stage.frozen);
    (has_list && is_open).then(|| format!("/walk/{id}"))
}

/// The stages in which going through the list is the work itself.
pub fn is_walked(stage: &str) -> bool {
    matches!(stage, "walking" | "inspecting")
}

/// A screen of its own that the records of a process have beside their list.
pub fn screen(process: &ProcessId) -> Option<(&'static str, Words)> {
    match process.as_str() {
        "round" => Some(("/walk", BEGIN_ROUND)),
        "unit" | "building" | "project" => Some(("/estate", PAGE_ESTATE)),
        _ => None,
    }
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
        "complaint" => "shield",
        "matter" => "info",
        "repair" => "settings",
        "round" => "pin",
        "finding" => "warn",
        "handover" => "key",
        "notice" => "mail",
        "building_month" => "report",
        "morning_check" => "sun",
        "template" => "list",
        "unit" => "home",
        "building" | "project" => "board",
        _ => "note",
    }
}

/// The end of a long id, enough to tell a few devices apart.
pub fn short(id: &str) -> String {
    let from = id.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    id[from..].to_owned()
}

/// What a follow-up is about, where the name of the customer stands beside it: “王芳 · 11月回访” begins with it.
pub fn subject(title: &str, name: &str) -> String {
    let rest = title.strip_prefix(name).and_then(|rest| rest.strip_prefix(" · "));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(title).to_owned()
}
