//! What a row says of something that is there already: where it stands, and the entries that belong to it.

use shared::label::Label;
use shared::process::Process;
use shared::process::import::{Import, STAGE, Stands};
use shared::value::Value;

use super::Mapping;
use super::preview::{Problem, Row, To, narrow};

const DAY_MS: i64 = 86_400_000;

/// The stage that a cell names; none: where records are made.
pub fn stage(process: &Process, import: &Import, cell: &str) -> Result<Option<String>, Label> {
    let plain = narrow(cell).trim().to_lowercase();
    let birth = process.step(&import.birth).and_then(|step| step.to.as_deref());
    let open = process.stages.iter().filter(|one| import.stands.contains_key(&one.key) || birth == Some(&*one.key));
    let same = |word: &str| word.to_lowercase() == plain;
    let found = open.clone().find(|one| same(&one.key) || same(&one.label.zh) || same(&one.label.en));
    let Some(found) = found else {
        let (zh, en): (Vec<&str>, Vec<&str>) = open.map(|one| (&*one.label.zh, &*one.label.en)).unzip();
        return Err(Label::owned(
            format!("没有“{cell}”这个状态，请填：{}", zh.join("、")),
            format!("There is no stage “{cell}”; use one of: {}", en.join(", ")),
        ));
    };
    Ok(Some(found.key.clone()).filter(|key| birth != Some(key)))
}

/// What stands in an entry that the row makes, where no cell says it. False: the key is no part of one.
pub fn fill(row: &mut Row, process: &Process, import: &Import, key: &str, value: &Value) -> bool {
    let Some((entries, column)) = import.part(process, key) else { return false };
    if let Some(entry) = row.entries.get_mut(&entries.key) {
        entry.entry(column.key.clone()).or_insert_with(|| value.clone());
    }
    true
}

/// Whether a case without a column for its title is called by how its content begins.
pub fn entitles(import: &Import) -> bool {
    import.past.is_some() && !import.joined.is_empty()
}

pub fn entitle(row: &mut Row, process: &Process, import: &Import) {
    const TITLE_CHARS: usize = 30;
    let content = import.joined.first().filter(|_| entitles(import)).and_then(|key| row.values.get(key));
    let Some(first) = content.and_then(Value::as_text).and_then(|text| text.lines().next()) else { return };
    let short: String = first.chars().take(TITLE_CHARS).collect();
    let title = if short.len() < first.len() { format!("{short}…") } else { short };
    row.values.entry(process.title.clone()).or_insert(Value::Text(title));
}

/// What cannot be true: an entry without what it must have, an end before its beginning, a stage that is over already.
pub fn check(row: &mut Row, mapping: &Mapping, to: To<'_>, import: &Import) {
    let process = to.process;
    let label = |key: &str| import.label(process, key).unwrap_or_else(|| Label::same(key));
    let mut found = vec![];
    for (key, entry) in &row.entries {
        let columns = process.field(key).into_iter().flat_map(|field| &field.columns);
        for column in columns.filter(|one| one.required && entry.get(&one.key).is_none_or(Value::is_empty)) {
            let part = format!("{key}.{}", column.key);
            let column = mapping.column(&part);
            let told = row.problems.iter().any(|problem| problem.column.is_some() && problem.column == column);
            if !told {
                let of = label(&part);
                found.push(Problem {
                    column,
                    say: Label::owned(format!("请填写“{}”", of.zh), format!("Fill in “{}”", of.en)),
                });
            }
        }
    }
    let date = |key: &str| {
        match key.split_once('.') {
            Some((entries, column)) => row.entries.get(entries).and_then(|entry| entry.get(column)),
            None => row.values.get(key),
        }
        .and_then(Value::as_text)
    };
    for (first, second) in &import.in_order {
        if date(first).zip(date(second)).is_some_and(|(first, second)| second < first) {
            let (one, other) = (label(first), label(second));
            let say = Label::owned(
                format!("“{}”早于“{}”", other.zh, one.zh),
                format!("“{}” is before “{}”", other.en, one.en),
            );
            found.push(Problem { column: mapping.column(second), say });
        }
    }
    let local_ms = to.now_ms + i64::from(to.utc_offset_minutes) * 60_000;
    let today = jiff::Timestamp::from_millisecond(local_ms - local_ms.rem_euclid(DAY_MS));
    let today = today.map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()).unwrap_or_default();
    let stands = row.stage.as_ref().and_then(|stage| Some((process.stage(stage)?, import.stands.get(stage)?)));
    if let Some((stage, Stands { until: Some(until), .. })) = stands
        && date(until).is_some_and(|end| end < today.as_str())
    {
        let (of, stage) = (label(until), &stage.label);
        let say = Label::owned(
            format!("“{}”已经过去，不会还是“{}”", of.zh, stage.zh),
            format!("“{}” lies in the past: it is not “{}” any more", of.en, stage.en),
        );
        found.push(Problem { column: mapping.column(STAGE), say });
    }
    row.problems.extend(found);
}
