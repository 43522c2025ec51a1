//! Every field, step and column that a condition names is one of the process. What it names of other processes is not
//! looked at: they may come later.

use crate::label::Label;
use crate::process::{Field, MergeClass, Process};
use crate::rule::Condition;

pub fn problems(process: &Process) -> Vec<Label> {
    let say = |place: String, name: &str| {
        Label::owned(
            format!("{place}的条件用到没有描述的“{name}”"),
            format!("a condition of {place} names “{name}”, which is not described"),
        )
    };
    let of = |place: String, when: &Condition| -> Vec<Label> {
        let named = when.parts().into_iter().flat_map(names);
        named.filter(|name| !is_described(process, name)).map(|name| say(place.clone(), name.word())).collect()
    };
    let guards = process.steps.iter().flat_map(|step| step.guards.iter().map(move |guard| (&step.key, &guard.when)));
    let derived = process.derived.iter().map(|rule| (&rule.to, &rule.when));
    let deadlines = process.deadlines.iter().flat_map(|one| [(&one.key, &one.when), (&one.key, &one.met)]);
    let flags = process.flags.iter().map(|flag| (&flag.key, &flag.when));
    let effects = process.effects.iter();
    let effects = effects.flat_map(|one| [&one.when].into_iter().chain(&one.unless).map(|when| (&one.key, when)));
    let moves = process.moves.iter().map(|rule| (&rule.key, &rule.when));
    let all = guards.chain(derived).chain(deadlines).chain(flags).chain(effects).chain(moves);
    all.flat_map(|(key, when)| of(format!("“{key}”"), when)).collect()
}

enum Name<'a> {
    Field(&'a str),
    Step(&'a str),
    Entries(&'a str),
    Column(&'a str, &'a str),
}

impl Name<'_> {
    fn word(&self) -> &str {
        match self {
            Name::Field(word) | Name::Step(word) | Name::Entries(word) | Name::Column(_, word) => word,
        }
    }
}

fn names(condition: &Condition) -> Vec<Name<'_>> {
    match condition {
        Condition::Filled(field)
        | Condition::Is { field, .. }
        | Condition::ReferredIs { field, .. }
        | Condition::ReferredIn { field, .. } => vec![Name::Field(field)],
        Condition::Taken(step) | Condition::NotSamePerson(step) => vec![Name::Step(step)],
        Condition::TakenTimes { steps, .. } => steps.iter().map(|step| Name::Step(step)).collect(),
        Condition::TakenSince { steps, since } => steps.iter().chain([since]).map(|step| Name::Step(step)).collect(),
        Condition::SamePerson { step, other } => vec![Name::Step(step), Name::Step(other)],
        Condition::EntryAfter { entries, step, .. } => vec![Name::Entries(entries), Name::Step(step)],
        Condition::EachNamed { entries, column, within, by } => {
            vec![Name::Column(entries, column), Name::Column(within, by)]
        }
        Condition::LatestAre { entries, per, column, since, .. } => {
            let columns = [per, column].map(|column| Name::Column(entries, column));
            columns.into_iter().chain(since.as_deref().map(Name::Step)).collect()
        }
        Condition::Always
        | Condition::NobodyElse(_)
        | Condition::AllOf(_)
        | Condition::AnyOf(_)
        | Condition::Not(_)
        | Condition::RelatedAll { .. }
        | Condition::RelatedAny { .. } => vec![],
    }
}

fn is_described(process: &Process, name: &Name) -> bool {
    let entries = |key: &str| process.field(key).filter(|field: &&Field| field.class == MergeClass::Entries);
    match name {
        Name::Field(key) => process.field(key).is_some(),
        Name::Step(key) => process.step(key).is_some(),
        Name::Entries(key) => entries(key).is_some(),
        Name::Column(key, column) => {
            entries(key).is_some_and(|field| field.columns.iter().any(|one| one.key == *column))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::task;

    #[test]
    fn what_is_not_described_is_named_wherever_it_stands() {
        let not = |one| Condition::Not(Box::new(one));
        let columns = |column: &str| Condition::LatestAre {
            entries: "notes".into(),
            per: "text".into(),
            column: column.into(),
            values: vec![],
            since: None,
        };
        for (when, found) in [
            (Condition::Filled("title".into()), 0),
            (Condition::AllOf(vec![not(Condition::Filled("salary".into())), Condition::Taken("start".into())]), 1),
            (Condition::TakenSince { steps: vec!["start".into(), "stop".into()], since: "end".into() }, 2),
            (columns("text"), 0),
            (columns("result"), 1),
        ] {
            let mut process = task::process();
            process.steps[1].guards.push(crate::process::Guard {
                when: when.clone(),
                say: Label::same("-"),
                overridable: false,
            });
            process.flags.push(crate::process::words::flag("late", Label::same("-"), when.clone()));
            assert_eq!(problems(&process).len(), 2 * found, "{when:?}");
        }
    }
}
