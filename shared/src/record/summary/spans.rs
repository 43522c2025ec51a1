//! What a row says of times that lasted: from when to when a record stood in a stage, and each turn of a deadline.

use crate::limits;
use crate::process::{Anchor, Process};
use crate::record::Record;
use crate::value::Value;

/// From when to when; the last one may last.
pub type Span = (i64, Option<i64>);

/// From when to when it stood in `key`; where steps were taken side by side, as the stage says that it ended.
pub fn stood(record: &Record, process: &Process, key: &str, stage: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = vec![];
    for taken in &record.steps {
        let Some(to) = process.step(&taken.step).and_then(|step| step.to.as_deref()) else { continue };
        match (to == key, spans.last_mut()) {
            (true, Some((_, None))) => {}
            (true, _) => spans.push((taken.at_ms, None)),
            (false, Some((_, end @ None))) => *end = Some(taken.at_ms),
            (false, _) => {}
        }
    }
    if let Some((_, end)) = spans.last_mut() {
        let left = record.steps.last().map(|taken| taken.at_ms);
        *end = if stage == key { None } else { end.or(left) };
    }
    spans.split_off(spans.len().saturating_sub(limits::STOOD_MAX))
}

/// When each turn of a deadline began, since `step` was last taken, and when the next did or the record was closed.
pub fn turns(record: &Record, process: &Process, anchor: &Anchor, step: &str, met: Option<i64>) -> Vec<Span> {
    let Some(first) = record.last_step(step).map(|taken| taken.at_ms) else { return vec![] };
    let mut begun = began(anchor, record);
    begun.retain(|at_ms| *at_ms >= first);
    begun.sort_unstable();
    begun.dedup();
    let closes =
        |key: &str| process.step(key).and_then(|step| process.stage(step.to.as_deref()?)).is_some_and(|to| to.closed);
    let closed: Vec<i64> = record.steps.iter().filter(|taken| closes(&taken.step)).map(|taken| taken.at_ms).collect();
    let ends = begun.iter().skip(1).copied().map(Some).chain([met]);
    let spans = begun.iter().zip(ends).map(|(from, next)| {
        let closed = closed.iter().copied().find(|at_ms| at_ms > from);
        (*from, [next, closed].into_iter().flatten().min())
    });
    let mut spans: Vec<_> = spans.filter(|(from, to)| to.is_none_or(|to| to >= *from)).collect();
    spans.split_off(spans.len().saturating_sub(limits::TURNS_MAX))
}

fn began(anchor: &Anchor, record: &Record) -> Vec<i64> {
    match anchor {
        Anchor::Step(step) => record.steps.iter().filter(|one| one.step == *step).map(|one| one.at_ms).collect(),
        Anchor::Field(field) => record.single(field).as_int().into_iter().collect(),
        Anchor::Entry(field) => record.entries(field).iter().map(|entry| entry.at_ms).collect(),
        Anchor::Latest(anchors) => anchors.iter().flat_map(|anchor| began(anchor, record)).collect(),
    }
}

/// As they stand in a row.
pub fn said(spans: &[Span]) -> Value {
    let span = |(from, to): &Span| format!("{from}-{}", to.map_or(String::new(), |to| to.to_string()));
    spans.iter().map(span).collect::<Vec<_>>().join(" ").into()
}

pub fn read(said: Option<&Value>) -> Vec<Span> {
    let span = |span: &str| {
        let (from, to) = span.split_once('-')?;
        Some((from.parse().ok()?, to.parse().ok()))
    };
    said.and_then(Value::as_text).unwrap_or_default().split(' ').filter_map(span).collect()
}
