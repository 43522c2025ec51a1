//! Which column is which field. Only a suggestion: the person sees it and may change it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::label::Label;
use shared::process::import::{CLOSED, Import, OPENED, STAGE, closed_label, opened_label, stage_label};
use shared::process::{Field, Kind, Process};

use super::times::Order;
use super::{Table, stands};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    /// For every column the key of a field (or a part of entries, `stage`, `opened_at`, `closed_at`), or none: the column is left out.
    pub columns: Vec<Option<String>>,
    /// How a person says that its dates are written; none: as found.
    #[serde(default)]
    pub dates: Option<Order>,
    /// What a person says for every row where no column says it: field → what a cell would say.
    #[serde(default)]
    pub fixed: BTreeMap<String, String>,
}

impl Mapping {
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|one| one.as_deref() == Some(key))
    }
}

/// What a column may be mapped to.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    pub key: String,
    pub label: Label,
    /// Without a column for it no row can come in.
    pub required: bool,
    /// Several columns may be a part of it.
    pub many: bool,
    /// Its cells are dates or times.
    pub time: bool,
}

/// Whether no row comes in without it: what the birth may lack, or the import says itself, needs no column.
pub fn must(process: &Process, import: &Import, field: &Field) -> bool {
    let lacks = process.step(&import.birth).is_some_and(|step| step.may_lack.contains(&field.key));
    field.required && !lacks && !import.fixed.contains_key(&field.key)
}

/// Everything that a column of such a table can be; nothing for a process that is not imported.
pub fn targets(process: &Process) -> Vec<Target> {
    let Some(import) = &process.import else { return vec![] };
    let fields = process.fields.iter().filter(|field| import.takes(field));
    let mut found: Vec<Target> = fields
        .map(|field| Target {
            key: field.key.clone(),
            label: field.label.clone(),
            required: must(process, import, field) && !(field.key == process.title && stands::entitles(import)),
            many: import.takes_many(field),
            time: matches!(field.kind, Kind::Date | Kind::Instant),
        })
        .collect();
    let beside = |key: &str, label, time| Target { key: key.to_owned(), label, required: false, many: false, time };
    found.extend(import.parts.iter().filter_map(|key| {
        let (_, column) = import.part(process, key)?;
        Some(beside(key, import.label(process, key)?, column.kind == Kind::Date))
    }));
    if !import.stands.is_empty() {
        found.push(beside(STAGE, stage_label(), false));
    }
    if import.past.is_some() {
        found.extend([beside(OPENED, opened_label(), true), beside(CLOSED, closed_label(), true)]);
    }
    found
}

/// What the columns of this file are. Where each line is one cell, that is what was said.
pub fn suggest_for(process: &Process, table: &Table) -> Mapping {
    let mut mapping = suggest(process, &table.headers);
    if let [None] = mapping.columns[..] {
        let content = process.import.as_ref().and_then(|import| import.joined.first());
        mapping.columns[0] = content.cloned().filter(|_| !table.headings);
    }
    mapping
}

pub fn suggest(process: &Process, headers: &[String]) -> Mapping {
    let targets = targets(process);
    let mut columns: Vec<Option<String>> = Vec::with_capacity(headers.len());
    for header in headers {
        let target = process.import.as_ref().and_then(|import| known(import, &targets, header));
        let taken = |target: &&Target| !target.many && columns.iter().flatten().any(|key| *key == target.key);
        columns.push(target.filter(|target| !taken(target)).map(|target| target.key.clone()));
    }
    Mapping { columns, ..Mapping::default() }
}

fn known<'a>(import: &Import, targets: &'a [Target], header: &str) -> Option<&'a Target> {
    // `电话（必填）` and `Phone (mobile)` say it before the bracket; `手机1` is one of several.
    let head = header.split(['(', '（', '[', '【']).next().unwrap_or_default();
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect::<String>();
    let head = plain(head);
    if head.is_empty() {
        return None;
    }
    let listed = |target: &&Target| import.words.get(&target.key).is_some_and(|words| words.contains(&head));
    let named =
        |target: &&Target| [&target.key, &*target.label.zh, &*target.label.en].iter().any(|name| plain(name) == head);
    targets.iter().find(listed).or_else(|| targets.iter().find(named))
}
