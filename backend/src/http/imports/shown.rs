//! A preview in the form that the page draws.

use shared::label::Label;
use shared::process::{Kind, Process};
use shared::value::Value;

use super::{Column, Fault, FieldChoice, RowShown, Shown};
use crate::import::preview::{Of, Preview, Problem, Row};
use crate::import::{Mapping, Table, targets};

const ROWS_MAX: usize = 20;
const FAULTS_MAX: usize = 200;
const SAMPLES_MAX: usize = 3;
/// Characters of one sample.
const SAMPLE_CHARS_MAX: usize = 80;

fn fields(process: &Process) -> Vec<FieldChoice> {
    let choice = |target: crate::import::Target| FieldChoice {
        key: target.key,
        label: target.label,
        required: target.required,
        many: target.many,
    };
    targets(process).into_iter().map(choice).collect()
}

pub fn show(process: &Process, table: &Table, mapping: &Mapping, seen: &Preview) -> Shown {
    let text = table.format.to_ascii_lowercase().starts_with("utf") || table.format == "gb18030";
    let rows = || seen.rows.iter().zip(&table.rows);
    let shown = |(row, line): (&Row, &crate::import::Line)| row_shown(process, row, &line.cells, mapping);
    Shown {
        columns: columns(table, mapping, seen),
        fields: fields(process),
        rows: rows().take(ROWS_MAX).map(shown).collect(),
        faults: rows().filter(|(row, _)| !row.problems.is_empty()).take(FAULTS_MAX).map(shown).collect(),
        repeats: rows().filter(|(row, _)| row.duplicate.is_some()).take(FAULTS_MAX).map(shown).collect(),
        warned: rows().filter(|(row, _)| !row.warnings.is_empty()).take(FAULTS_MAX).map(shown).collect(),
        total: seen.counts.rows,
        ready: seen.counts.ready,
        with_errors: seen.counts.problems,
        duplicates: seen.counts.duplicates,
        with_warnings: seen.counts.warnings,
        encoding: if text { table.format.to_owned() } else { String::new() },
        sheet: if text { String::new() } else { table.format.to_owned() },
        headings: table.headings,
        separator: table.separator,
        templates: vec![],
    }
}

fn columns(table: &Table, mapping: &Mapping, seen: &Preview) -> Vec<Column> {
    let column = |(index, name): (usize, &String)| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(index)).filter(|cell| !cell.is_empty());
        let style = seen.styles.get(&index);
        let order = style.filter(|style| style.ordered).map(|style| style.order.words());
        Column {
            order: order.map(|(zh, en)| Label::new(zh, en)),
            doubtful: style.is_some_and(|style| style.doubtful),
            index,
            name: name.clone(),
            samples: cells.take(SAMPLES_MAX).map(|cell| cell.chars().take(SAMPLE_CHARS_MAX).collect()).collect(),
            suggested: mapping.columns.get(index).cloned().flatten(),
        }
    };
    table.headers.iter().enumerate().map(column).collect()
}

fn row_shown(process: &Process, row: &Row, cells: &[String], mapping: &Mapping) -> RowShown {
    let key = |column: usize| mapping.columns.get(column).cloned().flatten();
    let mut values = std::collections::BTreeMap::new();
    for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        let Some(key) = key(column) else { continue };
        let wrong = row.problems.iter().any(|problem| problem.column == Some(column));
        // Words of a choice stand in the language of the file; the rest as it will be kept.
        let plain = !matches!(
            process.field(&key).map(|field| &field.kind),
            Some(Kind::Choice(_) | Kind::Boolean | Kind::Record(_))
        );
        let kept = match (row.values.get(&key).and_then(Value::as_text), row.sets.get(&key)) {
            (Some(text), _) if plain => text.to_owned(),
            (_, Some(set)) => set.iter().filter_map(Value::as_text).collect::<Vec<_>>().join("、"),
            _ => cell.clone(),
        };
        values.insert(key, if wrong { cell.clone() } else { kept });
    }
    let faults = |all: &[Problem]| -> Vec<Fault> {
        all.iter().map(|one| Fault { field: one.column.and_then(key), say: one.say.clone() }).collect()
    };
    let (errors, warnings) = (faults(&row.problems), faults(&row.warnings));
    let (mut duplicate_of, mut duplicate_row) = (None, None);
    let duplicate = row.duplicate.as_ref().map(|duplicate| {
        let labels = duplicate.same.iter().filter_map(|key| Some(&process.field(key)?.label));
        let (zh, en): (Vec<&str>, Vec<String>) = labels.map(|label| (&*label.zh, label.en.to_lowercase())).unzip();
        let (zh, en) = (zh.join("和"), en.join(" and "));
        match &duplicate.of {
            Of::Record(id) => {
                duplicate_of = Some(id.clone());
                let kind = &process.label;
                Label::owned(
                    format!("{zh}和已有{}相同", kind.zh),
                    format!("There already: {} with the same {en}", kind.en.to_lowercase()),
                )
            }
            Of::Line(line) => {
                duplicate_row = Some(*line);
                Label::owned(format!("{zh}和第 {line} 行相同"), format!("The same {en} as in line {line}"))
            }
        }
    });
    RowShown { row: row.line, values, errors, warnings, duplicate, duplicate_of, duplicate_row }
}
