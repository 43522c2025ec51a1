//! 装修抽查 (N7): 「装修期间,对装修单元每天抽查一至二间」. Which of the units that are being renovated is to be looked at next.

use crate::id::RecordId;
use crate::record::summary::Summary;
use crate::report::rounds::{self, WALKED};
use crate::value::Value;
use std::collections::HashMap;

pub const KIND: &str = "renovation";

/// The units, the one whose last check is longest ago first, each with when that was; what was never checked comes before
/// all others. `rounds` are those that name a unit; one that was not walked to its end counts for nothing.
pub fn order(units: Vec<Summary>, rounds: &[Summary]) -> Vec<(Summary, Option<i64>)> {
    let mut last: HashMap<RecordId, i64> = HashMap::new();
    for round in rounds.iter().filter(|one| rounds::kind(one) == KIND && WALKED.contains(&one.stage.as_str())) {
        if let Some(unit) = round.values.get("unit").and_then(Value::as_text) {
            let at_ms = rounds::at_ms(round);
            last.entry(unit.into()).and_modify(|last| *last = at_ms.max(*last)).or_insert(at_ms);
        }
    }
    let mut found: Vec<(Summary, Option<i64>)> =
        units.into_iter().map(|unit| (last.get(&unit.id).copied(), unit)).map(|(at, unit)| (unit, at)).collect();
    crate::order::by(&mut found, |(a, x), (b, y)| x.cmp(y).then_with(|| a.title.cmp(&b.title)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_checked_longest_ago_comes_first() {
        let unit = |id: &str| Summary { id: id.into(), title: id.into(), ..Summary::default() };
        let round = |unit: &str, kind: &str, stage: &str, at_ms: i64| Summary {
            created_at_ms: at_ms,
            stage: stage.into(),
            values: [("kind".to_owned(), kind.into()), ("unit".to_owned(), unit.into())].into(),
            ..Summary::default()
        };
        let rounds = [
            round("a", "renovation", "completed", 10),
            round("a", "renovation", "reviewed", 30),
            round("b", "renovation", "completed", 20),
            round("b", "renovation", "cancelled", 40),
            round("b", "six_s", "completed", 50),
        ];
        let units = ["a", "b", "d", "c"].map(unit).to_vec();
        let found: Vec<(String, Option<i64>)> =
            order(units, &rounds).into_iter().map(|(unit, at)| (unit.title, at)).collect();
        let expected = [("c", None), ("d", None), ("b", Some(20)), ("a", Some(30))];
        assert_eq!(found, expected.map(|(unit, at)| (unit.to_owned(), at)));
    }
}
