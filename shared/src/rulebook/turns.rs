//! Deadlines that begin anew, turn by turn: a note on a hard repair each working day. A day that was missed stays missed, also
//! when the next note has come or the record is closed.

use super::sheet::{Part, RuleLine};
use super::{DAY_MS, JUDGED_DAYS};
use crate::config::Configuration;
use crate::deadline::Terms;
use crate::id::RecordId;
use crate::process::{Deadline, Process};
use crate::record::summary::{Clock, Summary};

pub fn lines<'a>(
    summaries: impl Iterator<Item = &'a Summary> + Clone,
    config: &Configuration,
    now_ms: i64,
) -> Vec<RuleLine> {
    let each = config.processes.iter().flat_map(|process| process.deadlines.iter().map(move |one| (process, one)));
    let with_turns = each.filter(|(_, deadline)| deadline.turns_since.is_some());
    let of = |(process, deadline): (&Process, &Deadline)| {
        let rows = summaries.clone().filter(|row| row.process == process.id);
        line(process, deadline, rows, config, now_ms)
    };
    with_turns.map(of).collect()
}

fn line<'a>(
    process: &Process,
    deadline: &Deadline,
    rows: impl Iterator<Item = &'a Summary>,
    config: &Configuration,
    now_ms: i64,
) -> RuleLine {
    let terms = Terms::new(process, config);
    let judged_from = now_ms - JUDGED_DAYS * DAY_MS;
    let due_at_ms = |from_ms| terms.due_at_ms(&Clock { key: deadline.key.clone(), from_ms, met_at_ms: None });
    let mut parts = [(); Part::ALL.len()].map(|()| Vec::<RecordId>::new());
    let (mut kept, mut missed) = (0, vec![]);
    for row in rows {
        let before = (kept, missed.len());
        let turns = row.turns(&deadline.key);
        for (from_ms, to_ms) in turns.iter().filter(|(_, to_ms)| to_ms.is_none_or(|to_ms| to_ms >= judged_from)) {
            let end_ms = to_ms.unwrap_or(now_ms);
            let next = |due: &i64| due_at_ms(*due).filter(|next| next > due);
            let over = std::iter::successors(due_at_ms(*from_ms), next).take_while(|due| end_ms > *due);
            let over: Vec<i64> = over.filter(|due| *due >= judged_from).collect();
            kept += usize::from(over.is_empty() && to_ms.is_some());
            let name = row.number.as_ref().unwrap_or(&row.title);
            missed.extend(over.iter().map(|due| format!("{} {name}", config.calendar.date_of(*due))));
        }
        let part = match turns.last() {
            _ if missed.len() > before.1 => Part::Broken,
            Some((_, None)) => Part::Running,
            _ if kept > before.0 => Part::Kept,
            _ => continue,
        };
        parts[Part::ALL.iter().position(|one| *one == part).unwrap_or_default()].push(row.id.clone());
    }
    crate::order::plain(&mut missed);
    let judged = kept + missed.len();
    RuleLine {
        key: format!("{}.{}", process.id, deadline.key),
        of: process.label.clone(),
        label: deadline.label.clone(),
        source: deadline.source.clone(),
        ours: super::is_ours(deadline),
        rule: 100,
        percent: (judged > 0).then(|| u8::try_from(kept * 100 / judged).unwrap_or(100)),
        parts: parts.to_vec(),
        days: missed,
        alike: vec![],
    }
}
