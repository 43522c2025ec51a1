//! What stands on the printed form of a record, row by row, as its process describes it: what was filled in, and who did what
//! when. The page gives it the looks of paper.

use crate::id::UserId;
use crate::label::Label;
use crate::process::{Field, PrintForm, Process};
use crate::record::{Record, StepEntry};
use crate::value::Value;

#[derive(Clone, Debug, PartialEq)]
pub enum Row<'a> {
    Field(&'a Field),
    /// A line for each time that one of the row's steps was taken.
    Steps(&'a Label, Vec<Taken<'a>>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Taken<'a> {
    pub at_ms: i64,
    pub by: &'a UserId,
    /// Where the row holds several steps: which it was.
    pub step: Option<&'a Label>,
    pub said: Vec<(&'a Field, &'a Value)>,
    pub reason: Option<&'a str>,
}

/// The rows in the order of the form. A process that describes none prints all that it has.
pub fn rows<'a>(record: &'a Record, process: &'a Process) -> Vec<Row<'a>> {
    let Some(form) = &process.print else { return process.fields.iter().map(Row::Field).collect() };
    let of = |key: &String| process.field(key).map(Row::Field).or_else(|| steps(key, form, record, process));
    form.fields.iter().filter_map(of).collect()
}

fn steps<'a>(key: &str, form: &'a PrintForm, record: &'a Record, process: &'a Process) -> Option<Row<'a>> {
    let row = form.steps.iter().find(|row| row.key == key)?;
    let of = |taken: &'a StepEntry| {
        let step = process.step(&taken.step).filter(|step| row.steps.contains(&step.key))?;
        let said = step.params.iter().filter_map(|param| Some((param, taken.values.get(&param.key)?)));
        let reason = taken.reason.as_deref().filter(|reason| !reason.trim().is_empty());
        Some(Taken {
            at_ms: taken.at_ms,
            by: &taken.by,
            step: (row.steps.len() > 1).then_some(&step.label),
            said: said.filter(|(_, value)| !value.is_empty()).collect(),
            reason,
        })
    };
    Some(Row::Steps(&row.label, record.steps.iter().filter_map(of).collect()))
}
