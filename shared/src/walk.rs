//! A checklist as it is walked, on a round or at a handover: what it goes through, what was found last, and what is left
//! to look at. Sent back, or put right, what was found wrong is looked at again.

use crate::order;
use crate::record::{Entry, Record};
use crate::value::Value;
use std::collections::BTreeMap;

/// The entries that name what it goes through, and those that hold what was found.
pub const ITEMS: &str = "items";
pub const WALKED: &str = "walked";
/// What is found so needs nobody to see to it.
pub const WELL: [&str; 2] = ["fine", "not_applicable"];
/// The steps that send somebody out again.
const AGAIN: [&str; 2] = ["return", "inspect"];

fn text<'a>(entry: &'a Entry, column: &str) -> Option<&'a str> {
    entry.values.get(column).and_then(Value::as_text)
}

pub fn is_well(result: &str) -> bool {
    WELL.contains(&result)
}

/// The items in their order, each once.
pub fn items(record: &Record) -> Vec<String> {
    let mut entries: Vec<&Entry> = record.entries(ITEMS).iter().collect();
    // Those that were made together have one time; what was added by hand later stands behind them.
    order::by_key(&mut entries, |entry| entry.values.get("nth").and_then(Value::as_int).unwrap_or(i64::MAX));
    let mut found: Vec<String> = vec![];
    for name in entries.into_iter().filter_map(|entry| text(entry, "name")) {
        if !found.iter().any(|one| one == name) {
            found.push(name.to_owned());
        }
    }
    found
}

/// What was found last of one item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    pub values: BTreeMap<String, Value>,
    /// It was found wrong, and somebody has been sent out again since.
    pub again: bool,
}

impl Answer {
    pub fn result(&self) -> Option<&str> {
        self.values.get("result").and_then(Value::as_text)
    }
}

/// What was found last, by item.
pub fn answers(record: &Record) -> BTreeMap<String, Answer> {
    let sent = AGAIN.iter().filter_map(|step| record.last_step(step)).map(|taken| taken.at_ms).max();
    let answer = |entry: &Entry| {
        let is_old = sent.is_some_and(|sent| entry.at_ms < sent);
        let again = is_old && text(entry, "result").is_some_and(|result| !is_well(result));
        Some((text(entry, "item")?.to_owned(), Answer { values: entry.values.clone(), again }))
    };
    record.entries(WALKED).iter().filter_map(answer).collect()
}

/// The places of the items that have no answer, or wait to be looked at again.
pub fn left(items: &[String], answers: &BTreeMap<String, Answer>) -> Vec<usize> {
    let is_left = |name: &String| answers.get(name).is_none_or(|answer| answer.again);
    items.iter().enumerate().filter(|(_, name)| is_left(name)).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::principal::Post;
    use crate::record::StepEntry;

    fn entry(at_ms: i64, values: &[(&str, &str)]) -> Entry {
        let values = values.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect();
        Entry { id: "e".into(), by: "wang".into(), post: Post::Specialist, at_ms, values }
    }

    fn sent(step: &str, at_ms: i64) -> StepEntry {
        let (by, values) = ("wang".into(), BTreeMap::new());
        StepEntry {
            id: "s".into(),
            step: step.into(),
            by,
            post: Post::Specialist,
            at_ms,
            reason: None,
            after: vec![],
            values,
        }
    }

    #[test]
    fn what_was_found_wrong_is_looked_at_again_once_somebody_is_sent_out_again() {
        let items = ["门", "地面", "窗", "灯"].map(|name| entry(1, &[("name", name)]));
        let saw = |at_ms: i64, item: &str, result: &str| entry(at_ms, &[("item", item), ("result", result)]);
        let walked = vec![saw(10, "门", "fine"), saw(11, "地面", "defect"), saw(12, "窗", "not_applicable")];
        let mut record = Record { steps: vec![sent("inspect", 5)], ..Record::default() };
        record.entries.insert(ITEMS.into(), items.to_vec());
        record.entries.insert(WALKED.into(), walked);
        let open = |record: &Record| left(&super::items(record), &answers(record));
        assert_eq!(open(&record), [3], "the first time what has no answer is left");

        record.steps.extend([sent("rectify", 20), sent("inspect", 30)]);
        assert_eq!(open(&record), [1, 3], "the defect, too");
        record.entries.get_mut(WALKED).unwrap().push(saw(40, "地面", "defect"));
        assert_eq!(open(&record), [3], "looked at again, whatever was found");
        record.steps.push(sent("return", 50));
        assert_eq!(open(&record), [1, 3]);
    }
}
