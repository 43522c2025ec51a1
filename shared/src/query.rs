//! What a list asks of the summaries; [`kept::Kept`] answers. A device asks its own; nothing is opened.

pub mod kept;

use crate::config::Configuration;
use crate::deadline::{Standing, Terms};
use crate::id::{DepartmentId, ProcessId, RecordId, UserId};
use crate::pinyin;
use crate::process::Process;
use crate::record::summary::Summary;
use crate::search::{Hay, Needle};
use crate::value::Value;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// One list: a process, what it is narrowed to, and its order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Query {
    pub process: ProcessId,
    /// What was typed, see [`crate::search`].
    pub text: String,
    /// All must hold.
    pub filters: Vec<Filter>,
    pub sort: Sort,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Filter {
    Stages(Vec<String>),
    /// Something is left to do.
    Open,
    Closed,
    Owner(UserId),
    Assignee(UserId),
    Creator(UserId),
    /// Owner or assignee.
    InCharge(UserId),
    /// Nobody owns it, nobody is to do it.
    Unassigned,
    Department(DepartmentId),
    /// A listed field holds one of these.
    Value {
        key: String,
        any: Vec<Value>,
    },
    Empty(String),
    /// About this customer file.
    About(RecordId),
    /// It stands out so: a flag of its process.
    Flag(String),
    /// Made in `[from, to)`.
    Made {
        from_ms: i64,
        to_ms: i64,
    },
    /// Two values wait for a decision.
    Conflict,
    /// A deadline stands so.
    Standing(Standing),
    /// An open deadline, or the instant in this field, falls on the day that holds `now`.
    Today(Option<String>),
    /// The instant in this field lies in `[from, to)`.
    Between {
        key: String,
        from_ms: i64,
        to_ms: i64,
    },
    These(Vec<RecordId>),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sort {
    pub by: SortBy,
    pub descending: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum SortBy {
    /// The most pressing deadline first; what has none comes last, lately touched first.
    #[default]
    Due,
    Touched,
    Created,
    /// By the name's sound in pinyin.
    Title,
    Number,
    Stage,
    Value(String),
}

/// What answering needs besides the summary itself.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub config: &'a Configuration,
    pub now_ms: i64,
    /// Rows that are ready to be searched; without them each is made ready when it is asked.
    pub hays: Option<&'a dyn Hays>,
}

pub trait Hays {
    fn finds(&self, needle: &Needle, row: &RecordId) -> bool;
}

impl Sort {
    fn order(&self, (a, x): (&Key, &RecordId), (b, y): (&Key, &RecordId)) -> Ordering {
        let order = a.cmp(b);
        let order = if self.descending { order.reverse() } else { order };
        order.then_with(|| x.cmp(y))
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i64, i64),
    Text(String),
    /// After everything that has a value.
    Last(i64),
}

/// A question made ready to be asked of many rows: what was typed and what is settled are read once.
struct Judge<'a> {
    query: &'a Query,
    needle: Option<Needle>,
    terms: Option<Terms<'a>>,
    process: Option<&'a Process>,
    context: Context<'a>,
    today: Date,
}

impl<'a> Judge<'a> {
    fn new(query: &'a Query, context: Context<'a>) -> Self {
        let process = context.config.process(&query.process);
        Self {
            query,
            needle: Needle::new(&query.text),
            terms: process.map(|process| Terms::new(process, context.config)),
            process,
            context,
            today: context.config.calendar.date_of(context.now_ms),
        }
    }

    fn matches(&self, summary: &Summary) -> bool {
        summary.process == self.query.process
            && self.query.filters.iter().all(|filter| self.holds(filter, summary))
            && self.needle.as_ref().is_none_or(|needle| self.is_found(needle, summary))
    }

    fn is_found(&self, needle: &Needle, summary: &Summary) -> bool {
        match self.context.hays {
            Some(hays) => hays.finds(needle, &summary.id),
            None => needle.fit(&Hay::new(summary, self.process, |_| None)).is_some(),
        }
    }

    fn holds(&self, filter: &Filter, summary: &Summary) -> bool {
        let day_of = |at_ms: i64| self.context.config.calendar.date_of(at_ms);
        match filter {
            Filter::Stages(stages) => stages.contains(&summary.stage),
            Filter::Open => !summary.closed,
            Filter::Closed => summary.closed,
            Filter::Owner(user) => summary.owner.as_ref() == Some(user),
            Filter::Assignee(user) => summary.assignee.as_ref() == Some(user),
            Filter::Creator(user) => summary.creator.as_ref() == Some(user),
            Filter::InCharge(user) => {
                let charged = [summary.owner.as_ref(), summary.assignee.as_ref()].contains(&Some(user));
                charged || summary.in_charge() == Some(user.as_str())
            }
            Filter::Unassigned => summary.owner.is_none() && summary.assignee.is_none(),
            Filter::Department(department) => summary.department.as_ref() == Some(department),
            Filter::Value { key, any } => summary.values.get(key).is_some_and(|value| any.contains(value)),
            Filter::Empty(key) => summary.values.get(key).is_none_or(Value::is_empty),
            Filter::About(record) => summary.about.as_ref() == Some(record),
            Filter::Flag(flag) => summary.is_flagged(flag),
            Filter::Made { from_ms, to_ms } => (*from_ms..*to_ms).contains(&summary.created_at_ms),
            Filter::Conflict => summary.has_conflict,
            Filter::Standing(standing) => {
                self.terms.as_ref().is_some_and(|terms| terms.stands(summary, *standing, self.context.now_ms))
            }
            Filter::Today(Some(key)) => {
                summary.values.get(key).and_then(Value::as_int).is_some_and(|at_ms| day_of(at_ms) == self.today)
            }
            Filter::Today(None) => {
                let next = self.terms.as_ref().and_then(|terms| terms.next_at_ms(summary));
                next.is_some_and(|due_at_ms| day_of(due_at_ms) == self.today)
            }
            Filter::Between { key, from_ms, to_ms } => {
                summary.values.get(key).and_then(Value::as_int).is_some_and(|at| (*from_ms..*to_ms).contains(&at))
            }
            Filter::These(records) => records.contains(&summary.id),
        }
    }

    fn key(&self, summary: &Summary) -> Key {
        let text = |text: &str| if text.is_empty() { Key::Last(0) } else { Key::Text(text.to_owned()) };
        match &self.query.sort.by {
            SortBy::Due => {
                let next = self.terms.as_ref().and_then(|terms| terms.next_at_ms(summary));
                next.map_or(Key::Last(-summary.touched_at_ms), |due_at_ms| Key::Number(due_at_ms, 0))
            }
            SortBy::Touched => Key::Number(summary.touched_at_ms, 0),
            SortBy::Created => Key::Number(summary.created_at_ms, 0),
            SortBy::Title => text(&pinyin::full(&summary.title)),
            SortBy::Number => text(summary.number.as_deref().unwrap_or_default()),
            SortBy::Stage => {
                let place = self.process.and_then(|process| {
                    process.stages.iter().position(|stage| stage.key == summary.stage).map(|at| at as i64)
                });
                Key::Number(place.unwrap_or(i64::MAX), -summary.touched_at_ms)
            }
            SortBy::Value(key) => match summary.values.get(key) {
                Some(Value::Int(int)) => Key::Number(*int, 0),
                Some(Value::Bool(truth)) => Key::Number(i64::from(*truth), 0),
                Some(Value::Text(value)) => text(&pinyin::full(value)),
                Some(Value::Number(number)) => {
                    // Only order counts: the bits of a positive float sort as the number does.
                    let bits = number.to_bits() as i64;
                    Key::Number(if bits < 0 { i64::MIN ^ !bits } else { bits }, 0)
                }
                Some(Value::Null) | None => Key::Last(0),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::kept::Kept;
    use super::*;
    use crate::record::summary::{Clock, FLAG};

    fn customer(id: &str, name: &str, from_ms: i64) -> Summary {
        Summary {
            id: id.into(),
            process: "customer".into(),
            title: name.into(),
            stage: "assigned".into(),
            values: [("phones".to_owned(), Value::from("13800138000"))].into(),
            deadlines: vec![Clock { key: "first_contact".into(), from_ms, met_at_ms: None }],
            ..Summary::default()
        }
    }

    fn ids(query: &Query, rows: &[Summary], now_ms: i64) -> Vec<String> {
        let config = Configuration::default();
        let context = Context { config: &config, now_ms, hays: None };
        Kept::new(query.clone(), rows.iter(), context).ids().map(|id| id.0.clone()).collect()
    }

    #[test]
    fn the_most_pressing_comes_first_and_words_find_people() {
        let rows = [customer("b", "王芳", 200_000_000), customer("a", "李强", 100_000_000), customer("c", "王强", 0)];
        let mut query = Query { process: "customer".into(), ..Query::default() };
        assert_eq!(ids(&query, &rows, 0), ["c", "a", "b"]);
        query.sort = Sort { by: SortBy::Title, descending: false };
        assert_eq!(ids(&query, &rows, 0), ["a", "b", "c"]);
        for (text, found) in
            [("wf", vec!["b"]), ("强", vec!["a", "c"]), ("0138000", vec!["a", "b", "c"]), ("x", vec![])]
        {
            query.text = text.into();
            assert_eq!(ids(&query, &rows, 0), found, "{text}");
        }
    }

    #[test]
    fn filters_narrow() {
        let mut rows = [customer("a", "王芳", 0), customer("b", "李强", 0)];
        rows[0].owner = Some("ann".into());
        rows[1].closed = true;
        rows[1].created_at_ms = 500;
        rows[1].values.insert(format!("{FLAG}hard"), true.into());
        let list = |filter| Query { process: "customer".into(), filters: vec![filter], ..Query::default() };
        let late = 30 * 86_400_000;
        for (filter, found) in [
            (Filter::Owner("ann".into()), vec!["a"]),
            (Filter::Unassigned, vec!["b"]),
            (Filter::Open, vec!["a"]),
            (Filter::Standing(Standing::Overdue), vec!["a"]),
            (Filter::Stages(vec!["assigned".into()]), vec!["a", "b"]),
            (Filter::Value { key: "phones".into(), any: vec!["13800138000".into()] }, vec!["a", "b"]),
            (Filter::Empty("class".into()), vec!["a", "b"]),
            (Filter::Conflict, vec![]),
            (Filter::Flag("hard".into()), vec!["b"]),
            (Filter::Flag("phones".into()), vec![]),
            (Filter::Made { from_ms: 500, to_ms: 501 }, vec!["b"]),
            (Filter::Made { from_ms: 0, to_ms: 500 }, vec!["a"]),
        ] {
            assert_eq!(ids(&list(filter.clone()), &rows, late), found, "{filter:?}");
        }
    }
}
