//! What an import would write: values checked, duplicates named, nothing written.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use shared::id::ProcessId;
use shared::label::Label;
use shared::limits::{CLOCK_AHEAD_MS_MAX, LONG_TEXT_CHARS_MAX, SET_VALUES_MAX};
use shared::process::import::{CLOSED, Import, OPENED, STAGE, closed_label, opened_label};
use shared::process::{Field, Kind, MergeClass, Process};
use shared::record::summary::Summary;
use shared::value::Value;

use super::mapping::must;
use super::same::{Side, key_part, same_keys};
use super::times::{self, Moment, Style};
use super::{Line, Mapping, Table, mapping, stands};

/// What a file is read for: the process, and the company's own time.
#[derive(Clone, Copy, Debug)]
pub struct To<'a> {
    pub process: &'a Process,
    pub utc_offset_minutes: i32,
    pub now_ms: i64,
}

/// Records already there.
#[derive(Clone, Debug, Default)]
pub struct Existing {
    /// Which of the process's rules of sameness, and the fields that agree in one key → the record.
    same: HashMap<(usize, String), String>,
    /// A process, and a title or number in it → those that are called so.
    named: HashMap<(ProcessId, String), Vec<Summary>>,
}

impl Existing {
    pub fn add(&mut self, process: &Process, summary: &Summary) {
        let text = |field: &Field| match summary.values.get(&field.key) {
            Some(Value::Text(text)) if field.class == MergeClass::Set => text.split('、').map(str::to_owned).collect(),
            Some(value) => vec![plain_text(value)],
            None => vec![],
        };
        for key in same_keys(process, Side::There, text) {
            self.same.entry(key).or_insert_with(|| summary.id.0.clone());
        }
    }

    /// Something that a cell may name: by its title, its number, or one of its telephones.
    pub fn name(&mut self, summary: Summary) {
        let calls = [Some(summary.title.as_str()), summary.number.as_deref()];
        let calls = calls.into_iter().flatten().filter_map(|call| key_part(&Kind::Text, call));
        let phones = summary.values.get("phones").and_then(Value::as_text).unwrap_or_default();
        let all: BTreeSet<String> = calls.chain(phones.split('、').filter_map(phone_key)).collect();
        for call in all {
            self.named.entry((summary.process.clone(), call)).or_default().push(summary.clone());
        }
    }

    /// The record that all `cells` name, of those whose own references are the ones of this row.
    fn find(&self, process: &ProcessId, cells: &[&str], row: &Row) -> Result<Value, Label> {
        let all_called = |cell: &str| -> BTreeMap<&str, &Summary> {
            let is_phone = Kind::Phone.check(&cell.into()).is_ok();
            let phone = phone_key(cell).filter(|_| is_phone);
            let calls: BTreeSet<String> = key_part(&Kind::Text, cell).into_iter().chain(phone).collect();
            let all = calls.into_iter().filter_map(|call| self.named.get(&(process.clone(), call))).flatten();
            all.map(|one| (one.id.as_str(), one)).collect()
        };
        let fits = |one: &&Summary| {
            let agrees = |(key, value): (&String, &Value)| one.values.get(key).is_none_or(|other| other == value);
            row.values.iter().filter(|(key, _)| row.named.contains(*key)).all(agrees)
        };
        let each: Vec<_> = cells.iter().map(|cell| all_called(cell)).collect();
        let named_by_all = |id: &str| each.iter().all(|one| one.contains_key(id));
        let mut all =
            each.iter().take(1).flatten().filter(|(id, _)| named_by_all(id)).map(|(_, one)| *one).filter(fits);
        let cell = cells.join(" ");
        match (all.next(), all.next()) {
            (Some(one), None) => Ok(Value::Text(one.id.0.clone())),
            (None, _) => Err(Label::owned(
                format!("没有找到“{cell}”，请先新建或导入"),
                format!("There is no “{cell}”: make or import it first"),
            )),
            _ => Err(Label::owned(
                format!("叫“{cell}”的不止一个，请填编号"),
                format!("Several are called “{cell}”: give the number"),
            )),
        }
    }
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

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Duplicate {
    pub of: Of,
    /// The fields that agree.
    pub same: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Row {
    pub line: usize,
    pub values: BTreeMap<String, Value>,
    pub sets: BTreeMap<String, Vec<Value>>,
    /// Field of entries → the one entry that the row makes.
    pub entries: BTreeMap<String, BTreeMap<String, Value>>,
    /// Where it stands, if not where records are made.
    pub stage: Option<String>,
    /// Fields that name other records; in the preview they stand as in the file.
    pub named: BTreeSet<String>,
    /// From here on it was a case; none: it begins with the import.
    pub opened_at_ms: Option<i64>,
    pub closed_at_ms: Option<i64>,
    pub problems: Vec<Problem>,
    /// What is left out of it, while the row itself comes in.
    pub warnings: Vec<Problem>,
    pub duplicate: Option<Duplicate>,
}

/// `ready` rows have neither a problem nor a duplicate; the two others may overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Counts {
    pub rows: usize,
    pub ready: usize,
    pub problems: usize,
    pub duplicates: usize,
    /// Rows of which something is left out.
    pub warnings: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    pub rows: Vec<Row>,
    pub counts: Counts,
    /// How each column of dates or times is read.
    pub styles: BTreeMap<usize, Style>,
}

/// The digits of a number without the country's 86, or none when there are too few to tell people apart.
pub fn phone_key(phone: &str) -> Option<String> {
    let digits: String = narrow(phone).chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    let local = digits.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(digits);
    (local.len() >= 5).then(|| local.to_owned())
}

pub(super) fn plain_text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Int(int) => int.to_string(),
        other => other.as_bool().to_string(),
    }
}

/// What a column is, and how it is read.
enum Reads<'a> {
    Field(&'a Field, Option<Style>),
    /// The field of entries, and its column.
    Part(&'a Field, &'a Field, Option<Style>),
    Stage,
    Opened(Style),
    Closed(Style),
    Not(Label),
}

fn reads<'a>(key: &str, style: Option<Style>, process: &'a Process, import: &Import) -> Reads<'a> {
    match (key, style, process.field(key)) {
        (OPENED, Some(style), _) => Reads::Opened(style),
        (CLOSED, Some(style), _) => Reads::Closed(style),
        (STAGE, _, None) if !import.stands.is_empty() => Reads::Stage,
        (_, _, Some(field)) if import.takes(field) => Reads::Field(field, style),
        (_, _, Some(_)) => {
            Reads::Not(Label::new("这个字段不能导入，请改选", "This field cannot be imported; choose another"))
        }
        _ => match import.part(process, key) {
            Some((entries, column)) => Reads::Part(entries, column, style),
            None => Reads::Not(Label::new("没有这个字段，请改选", "There is no such field; choose another")),
        },
    }
}

/// How the mapped columns of dates and times are written.
pub fn styles(table: &Table, mapping: &Mapping, process: &Process) -> BTreeMap<usize, Style> {
    let targets = mapping::targets(process);
    let is_time = |key: &String| targets.iter().any(|target| target.time && target.key == *key);
    let mapped = mapping.columns.iter().enumerate();
    let columns: Vec<usize> =
        mapped.filter(|(_, key)| key.as_ref().is_some_and(is_time)).map(|(column, _)| column).collect();
    let cells = |column: &usize| {
        let all = table.rows.iter().filter_map(|row| row.cells.get(*column)).map(String::as_str);
        all.filter(|cell| !cell.trim().is_empty()).collect::<Vec<_>>()
    };
    let found = times::styles(&columns.iter().map(cells).collect::<Vec<_>>(), mapping.dates);
    columns.into_iter().zip(found).collect()
}

pub fn preview(table: &Table, mapping: &Mapping, to: To<'_>, existing: &Existing) -> Preview {
    let process = to.process;
    let mut counts = Counts::default();
    let Some(import) = &process.import else { return Preview { rows: vec![], counts, styles: BTreeMap::new() } };
    let styles = styles(table, mapping, process);
    let columns: Vec<Option<Reads>> = (mapping.columns.iter().enumerate())
        .map(|(column, key)| Some(reads(key.as_ref()?, styles.get(&column).copied(), process, import)))
        .collect();
    let required: Vec<&Field> = process.fields.iter().filter(|field| must(process, import, field)).collect();
    let fixed = fixed(mapping, process, import);
    let mut seen: HashMap<(usize, String), usize> = HashMap::new();
    let mut rows = Vec::with_capacity(table.rows.len());
    for line in &table.rows {
        let mut row = read(line, &columns, table, to, import, existing);
        for (key, value) in &fixed {
            if row.values.contains_key(key) || stands::fill(&mut row, process, import, key, value) {
                continue;
            }
            let checked = process.field(key).map(|field| field.kind.check(value));
            match checked {
                Some(Err(say)) => row.problems.push(Problem { column: None, say }),
                _ => drop(row.values.insert(key.clone(), value.clone())),
            }
        }
        if mapping.column(&process.title).is_none() {
            stands::entitle(&mut row, process, import);
        }
        for field in &required {
            let column = mapping.column(&field.key);
            let told = row.problems.iter().any(|problem| problem.column.is_some() && problem.column == column);
            if !told && row.values.get(&field.key).is_none_or(Value::is_empty) {
                let (zh, en) = (&field.label.zh, &field.label.en);
                row.problems
                    .push(Problem { column, say: Label::owned(format!("请填写{zh}"), format!("Fill in: {en}")) });
            }
        }
        stands::check(&mut row, mapping, to, import);
        row.duplicate = duplicate(&row, process, import, existing, &mut seen);
        counts.rows += 1;
        counts.problems += usize::from(!row.problems.is_empty());
        counts.duplicates += usize::from(row.duplicate.is_some());
        counts.warnings += usize::from(!row.warnings.is_empty());
        counts.ready += usize::from(row.problems.is_empty() && row.duplicate.is_none());
        rows.push(row);
    }
    Preview { rows, counts, styles }
}

fn read(
    line: &Line,
    columns: &[Option<Reads>],
    table: &Table,
    to: To<'_>,
    import: &Import,
    existing: &Existing,
) -> Row {
    let mut row = Row { line: line.line, ..Row::default() };
    let (mut opened, mut closed) = (None, None);
    let mut names: BTreeMap<&str, (Vec<usize>, &ProcessId)> = BTreeMap::new();
    for (column, (cell, reads)) in line.cells.iter().zip(columns).enumerate() {
        let Some(reads) = reads else { continue };
        if cell.trim().is_empty() {
            continue;
        }
        let mut problem = |say: Label| row.problems.push(Problem { column: Some(column), say });
        let (field, style) = match reads {
            Reads::Field(field, style) => (*field, *style),
            Reads::Part(entries, part, style) => {
                let key = format!("{}.{}", entries.key, part.key);
                let value = match style {
                    Some(style) => moment(cell, *style, &part.kind, to.utc_offset_minutes),
                    None => Ok(convert(&part.kind, meant(import, &key, cell))),
                };
                match value.and_then(|value| part.kind.check(&value).map(|()| value)) {
                    Ok(value) => {
                        let entry = row.entries.entry(entries.key.clone()).or_default();
                        if entry.insert(part.key.clone(), value).is_some() {
                            problem(Label::new("有两列都是这个字段", "Two columns hold this field"));
                        }
                    }
                    Err(say) => problem(say),
                }
                continue;
            }
            Reads::Stage => {
                match stands::stage(to.process, import, meant(import, STAGE, cell)) {
                    Ok(stage) => row.stage = stage,
                    Err(say) => problem(say),
                }
                continue;
            }
            Reads::Opened(style) | Reads::Closed(style) => {
                match times::read(cell, *style, to.utc_offset_minutes) {
                    Ok(moment) if matches!(reads, Reads::Opened(_)) => opened = Some((column, moment)),
                    Ok(moment) => closed = Some((column, moment, *style)),
                    Err(say) => problem(say),
                }
                continue;
            }
            Reads::Not(say) => {
                problem(say.clone());
                continue;
            }
        };
        if let Kind::Record(process) = &field.kind {
            names.entry(&field.key).or_insert((vec![], process)).0.push(column);
            continue;
        }
        if field.class != MergeClass::Set {
            let value = match (style, &field.kind) {
                (Some(style), kind) => match moment(cell, style, kind, to.utc_offset_minutes) {
                    Ok(value) => value,
                    Err(say) => {
                        problem(say);
                        continue;
                    }
                },
                (None, kind) => convert(kind, meant(import, &field.key, cell)),
            };
            let value = match row.values.get(&field.key).and_then(Value::as_text) {
                Some(before) if import.joined.contains(&field.key) => joined(before, &table.headers[column], &value),
                _ if import.joined.contains(&field.key) && several(columns, field) => {
                    joined("", &table.headers[column], &value)
                }
                _ => value,
            };
            let again = row.values.contains_key(&field.key) && !import.joined.contains(&field.key);
            match field.kind.check(&value) {
                Ok(()) if again => problem(Label::new("有两列都是这个字段", "Two columns hold this field")),
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
    for key in &import.refers {
        let Some((columns, process)) = names.get(key.as_str()) else { continue };
        let cells: Vec<&str> = columns.iter().map(|column| line.cells[*column].as_str()).collect();
        let column = columns.first().copied();
        match existing.find(process, &cells, &row) {
            Ok(value) => {
                row.values.insert(key.clone(), value);
                row.named.insert(key.clone());
            }
            Err(say) if import.if_found.contains(key) => {
                // The words are kept all the same.
                if let Some(content) = import.joined.first() {
                    for column in columns {
                        let before = row.values.get(content).and_then(Value::as_text).unwrap_or_default();
                        let whole = joined(before, &table.headers[*column], &line.cells[*column].as_str().into());
                        match Kind::LongText.check(&whole) {
                            Ok(()) => drop(row.values.insert(content.clone(), whole)),
                            Err(say) => row.problems.push(Problem { column: Some(*column), say }),
                        }
                    }
                }
                row.warnings.push(Problem { column, say });
            }
            Err(say) => row.problems.push(Problem { column, say }),
        }
    }
    let over = import.past.as_ref().is_some_and(|past| past.over);
    if over && opened.is_none() {
        opened = closed.map(|(column, moment, _)| (column, moment));
    }
    past(&mut row, opened, closed, to.now_ms);
    if over {
        let at_ms = *row.opened_at_ms.get_or_insert(to.now_ms);
        row.closed_at_ms.get_or_insert(at_ms);
    }
    row
}

/// What every row holds where no column says it: a person's word before the description's.
fn fixed(mapping: &Mapping, process: &Process, import: &Import) -> BTreeMap<String, Value> {
    let mut fixed = import.fixed.clone();
    for (key, cell) in &mapping.fixed {
        if let Some(field) = import.column(process, key) {
            fixed.insert(key.clone(), convert(&field.kind, meant(import, key, cell)));
        }
    }
    fixed
}

/// The choice that a cell means, where the description knows its word: four stars are a satisfied customer.
fn meant<'a>(import: &'a Import, key: &str, cell: &'a str) -> &'a str {
    let plain = narrow(cell).trim().to_lowercase();
    let plain = plain.strip_suffix(".0").unwrap_or(&plain);
    import.choices.get(key).and_then(|words| words.get(plain)).map_or(cell, String::as_str)
}

/// The case's own times, if they can be true.
fn past(row: &mut Row, opened: Option<(usize, Moment)>, closed: Option<(usize, Moment, Style)>, now_ms: i64) {
    let mut wrong = |column: usize, say: Label| row.problems.push(Problem { column: Some(column), say });
    let (opening, closing) = (opened_label(), closed_label());
    let ahead = |label: &Label| Label::owned(format!("{}在将来", label.zh), format!("{} lies in the future", label.en));
    if let Some((column, moment)) = opened {
        if moment.at_ms > now_ms + CLOCK_AHEAD_MS_MAX {
            wrong(column, ahead(&opening));
        }
        row.opened_at_ms = Some(moment.at_ms);
    }
    let Some((column, moment, style)) = closed else { return };
    let Some((_, begun)) = opened else {
        let say = Label::new("有办结时间，没有受理时间", "It says when it was closed, and not when it was opened");
        return wrong(column, say);
    };
    // A day says nothing of the hour: closed on the day on which it was opened is not before.
    let at_ms = if style.days && moment.date == begun.date { moment.at_ms.max(begun.at_ms) } else { moment.at_ms };
    if at_ms < begun.at_ms {
        wrong(column, Label::new("办结时间早于受理时间", "Closed before it was opened"));
    } else if at_ms > now_ms + CLOCK_AHEAD_MS_MAX {
        wrong(column, ahead(&closing));
    }
    row.closed_at_ms = Some(at_ms);
}

/// Do several columns fill this field?
fn several(columns: &[Option<Reads>], field: &Field) -> bool {
    let same = |reads: &&Reads| matches!(reads, Reads::Field(one, _) if one.key == field.key);
    columns.iter().flatten().filter(same).count() > 1
}

/// One more paragraph, under the heading of its column.
fn joined(before: &str, header: &str, value: &Value) -> Value {
    let text = value.as_text().unwrap_or_default();
    let paragraph = if header.is_empty() { text.to_owned() } else { format!("{header}：{text}") };
    let whole = if before.is_empty() { paragraph } else { format!("{before}\n{paragraph}") };
    Value::Text(whole.chars().take(LONG_TEXT_CHARS_MAX + 1).collect())
}

/// A date or an instant as it is kept. What is due on a day is due at its end.
fn moment(cell: &str, style: Style, kind: &Kind, utc_offset_minutes: i32) -> Result<Value, Label> {
    const LAST_MS_OF_DAY: i64 = 24 * 60 * 60 * 1000 - 1;
    let moment = times::read(cell, style, utc_offset_minutes)?;
    Ok(match kind {
        Kind::Date => Value::Text(moment.date.to_string()),
        _ if style.days => Value::Int(moment.at_ms + LAST_MS_OF_DAY),
        _ => Value::Int(moment.at_ms),
    })
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
        Kind::Money => fen(&plain).map_or_else(|| cell.into(), Value::Int),
        Kind::Phone | Kind::Email => narrow(cell).trim().into(),
        Kind::Hours => narrow(cell).replace(['~', '–', '—'], "-").replace(' ', "").into(),
        _ => cell.into(),
    }
}

/// `1,234.5` yuan in fen.
fn fen(text: &str) -> Option<i64> {
    let text: String = text.trim_matches(['¥', '￥', '元', ' ']).chars().filter(|c| *c != ',').collect();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    if part.len() > 2 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    let fen = whole.parse::<i64>().ok()?.checked_mul(100)?;
    fen.checked_add(if whole.starts_with('-') { -part } else { part })
}

/// Full-width letters, digits and marks as half-width ones.
pub(super) fn narrow(text: &str) -> String {
    let one = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    };
    text.chars().map(one).collect()
}

fn duplicate(
    row: &Row,
    process: &Process,
    import: &Import,
    existing: &Existing,
    seen: &mut HashMap<(usize, String), usize>,
) -> Option<Duplicate> {
    let texts = |field: &Field| match row.sets.get(&field.key) {
        Some(set) => set.iter().map(plain_text).collect(),
        None => row.values.get(&field.key).map(plain_text).into_iter().collect(),
    };
    let keys = same_keys(process, Side::Asked, texts);
    let found = |of: Of, rule: usize| Duplicate { of, same: import.same.get(rule).cloned().unwrap_or_default() };
    let there = keys.iter().find_map(|key| existing.same.get(key).map(|id| found(Of::Record(id.clone()), key.0)));
    let earlier = || keys.iter().find_map(|key| seen.get(key).map(|line| found(Of::Line(*line), key.0)));
    let found = there.or_else(earlier);
    // A row that cannot come in leaves its place to a later one.
    for key in same_keys(process, Side::There, texts).into_iter().filter(|_| row.problems.is_empty()) {
        seen.entry(key).or_insert(row.line);
    }
    found
}
