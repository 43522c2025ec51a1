//! What an import would write: values checked, duplicates named, nothing written.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use shared::label::Label;
use shared::limits::SET_VALUES_MAX;
use shared::process::{Field, Kind, MergeClass, customer};
use shared::value::Value;

use super::{Line, Mapping, Table};

/// Customers already there, by [`phone_key`] and [`name_address_key`]; the value is the record's id.
#[derive(Clone, Debug, Default)]
pub struct Existing {
    pub phones: HashMap<String, String>,
    pub name_address: HashMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Problem {
    /// Column of the table, from 0; none when the row as a whole is meant.
    pub column: Option<usize>,
    pub say: Label,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// An earlier line of this file.
    Line(usize),
    /// A record already there.
    Record(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    Phone,
    NameAddress,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Duplicate {
    pub of: Of,
    pub why: Why,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    pub line: usize,
    pub values: BTreeMap<String, Value>,
    pub sets: BTreeMap<String, Vec<Value>>,
    pub problems: Vec<Problem>,
    pub duplicate: Option<Duplicate>,
}

/// `ready` rows have neither a problem nor a duplicate; the two others may overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Counts {
    pub rows: usize,
    pub ready: usize,
    pub problems: usize,
    pub duplicates: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Preview {
    pub rows: Vec<Row>,
    pub counts: Counts,
}

/// The digits of a number without the country's 86, or none when there are too few to tell people apart.
pub fn phone_key(phone: &str) -> Option<String> {
    let digits: String = narrow(phone).chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    let local = digits.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(digits);
    (local.len() >= 5).then(|| local.to_owned())
}

/// Name and address without spaces and case; none unless both are there.
pub fn name_address_key(name: &str, address: &str) -> Option<String> {
    let plain = |text: &str| -> String {
        narrow(text).chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
    };
    let (name, address) = (plain(name), plain(address));
    (!name.is_empty() && !address.is_empty()).then(|| format!("{name}\n{address}"))
}

pub fn preview(table: &Table, mapping: &Mapping, existing: &Existing) -> Preview {
    let process = customer::process();
    let fields: Vec<Option<Result<&Field, Label>>> = mapping
        .columns
        .iter()
        .map(|key| {
            key.as_ref().map(|key| match process.field(key) {
                Some(field) if matches!(field.class, MergeClass::Single | MergeClass::Set) => Ok(field),
                Some(_) => Err(Label::new("这个字段不能导入，请改选", "This field cannot be imported; choose another")),
                None => Err(Label::new("没有这个字段，请改选", "There is no such field; choose another")),
            })
        })
        .collect();
    let required: Vec<&Field> = process.fields.iter().filter(|field| field.required).collect();
    let mut seen: HashMap<(Why, String), usize> = HashMap::new();
    let mut counts = Counts::default();
    let mut rows = Vec::with_capacity(table.rows.len());
    for line in &table.rows {
        let mut row = read(line, &fields);
        for field in &required {
            let column = mapping.columns.iter().position(|key| key.as_deref() == Some(field.key.as_str()));
            let told = row.problems.iter().any(|problem| problem.column.is_some() && problem.column == column);
            if !told && row.values.get(&field.key).is_none_or(Value::is_empty) {
                let (zh, en) = (&field.label.zh, &field.label.en);
                row.problems
                    .push(Problem { column, say: Label::owned(format!("请填写{zh}"), format!("Fill in: {en}")) });
            }
        }
        row.duplicate = duplicate(&row, existing, &mut seen);
        counts.rows += 1;
        counts.problems += usize::from(!row.problems.is_empty());
        counts.duplicates += usize::from(row.duplicate.is_some());
        counts.ready += usize::from(row.problems.is_empty() && row.duplicate.is_none());
        rows.push(row);
    }
    Preview { rows, counts }
}

fn read(line: &Line, fields: &[Option<Result<&Field, Label>>]) -> Row {
    let (values, sets) = (BTreeMap::new(), BTreeMap::<String, Vec<Value>>::new());
    let mut row = Row { line: line.line, values, sets, problems: vec![], duplicate: None };
    for (column, (cell, field)) in line.cells.iter().zip(fields).enumerate() {
        let Some(field) = field else { continue };
        if cell.trim().is_empty() {
            continue;
        }
        let mut problem = |say: Label| row.problems.push(Problem { column: Some(column), say });
        let field = match field {
            Ok(field) => field,
            Err(say) => {
                problem(say.clone());
                continue;
            }
        };
        if field.class != MergeClass::Set {
            let value = convert(&field.kind, cell);
            match field.kind.check(&value) {
                Ok(()) if row.values.contains_key(&field.key) => {
                    problem(Label::new("有两列都是这个字段", "Two columns hold this field"));
                }
                Ok(()) => drop(row.values.insert(field.key.clone(), value)),
                Err(say) => problem(say),
            }
            continue;
        }
        let set = row.sets.entry(field.key.clone()).or_default();
        for part in cell.split([';', '；', ',', '，', '、', '/', '|', '\n']).map(str::trim).filter(|p| !p.is_empty())
        {
            let value = convert(&field.kind, part);
            match field.kind.check(&value) {
                Ok(()) if set.contains(&value) => {}
                Ok(()) if set.len() >= SET_VALUES_MAX => problem(Label::owned(
                    format!("最多 {SET_VALUES_MAX} 个"),
                    format!("At most {SET_VALUES_MAX} of these"),
                )),
                Ok(()) => set.push(value),
                Err(say) => problem(say),
            }
        }
    }
    row
}

/// The text as the field's kind wants it; what does not fit stays text, and the check says so.
fn convert(kind: &Kind, cell: &str) -> Value {
    let plain = narrow(cell).trim().to_lowercase();
    match kind {
        Kind::Boolean => match plain.as_str() {
            "是" | "有" | "会员" | "√" | "✓" | "y" | "yes" | "true" | "1" => Value::Bool(true),
            "否" | "无" | "非会员" | "不是" | "×" | "n" | "no" | "false" | "0" => Value::Bool(false),
            _ => cell.into(),
        },
        Kind::Choice(choices) => {
            let same = |word: &str| word.to_lowercase() == plain;
            let found = choices.iter().find(|c| same(&c.value) || same(&c.label.zh) || same(&c.label.en));
            found.map_or_else(|| cell.into(), |choice| choice.value.as_str().into())
        }
        Kind::Integer => plain.parse::<i64>().map_or_else(|_| cell.into(), Value::Int),
        Kind::Phone | Kind::Email => narrow(cell).trim().into(),
        Kind::Hours => narrow(cell).replace(['~', '–', '—'], "-").replace(' ', "").into(),
        _ => cell.into(),
    }
}

/// Full-width letters, digits and marks as half-width ones.
fn narrow(text: &str) -> String {
    let one = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    };
    text.chars().map(one).collect()
}

fn duplicate(row: &Row, existing: &Existing, seen: &mut HashMap<(Why, String), usize>) -> Option<Duplicate> {
    let text = |key: &str| row.values.get(key).and_then(Value::as_text).unwrap_or_default();
    let phones = row.sets.get("phones").into_iter().flatten().filter_map(Value::as_text).filter_map(phone_key);
    let mut keys: Vec<(Why, String)> = phones.map(|key| (Why::Phone, key)).collect();
    keys.extend(name_address_key(text("name"), text("address")).map(|key| (Why::NameAddress, key)));
    let there = keys.iter().find_map(|(why, key)| {
        let known = if *why == Why::Phone { &existing.phones } else { &existing.name_address };
        known.get(key).map(|id| Duplicate { of: Of::Record(id.clone()), why: *why })
    });
    let found = there.or_else(|| {
        keys.iter().find_map(|key| seen.get(key).map(|line| Duplicate { of: Of::Line(*line), why: key.0 }))
    });
    // A row that cannot come in leaves its place to a later one.
    for key in keys.into_iter().filter(|_| row.problems.is_empty()) {
        seen.entry(key).or_insert(row.line);
    }
    found
}
