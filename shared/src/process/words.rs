//! Short hands for writing descriptions.

use super::*;
use crate::record::CAUSED_BY;

pub fn field(key: &str, label: Label, kind: Kind) -> Field {
    Field {
        key: key.to_owned(),
        label,
        class: MergeClass::Single,
        kind,
        required: false,
        edit: vec![],
        only_in: vec![],
        columns: vec![],
        listed: false,
        searched: false,
        hint: None,
        drawn: false,
        named_see: false,
    }
}

impl Field {
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }
    pub fn listed(mut self) -> Self {
        self.listed = true;
        self
    }
    pub fn searched(mut self) -> Self {
        self.searched = true;
        self
    }
    pub fn class(mut self, class: MergeClass) -> Self {
        self.class = class;
        self
    }
    pub fn edit(mut self, who: &[Who]) -> Self {
        self.edit = who.to_vec();
        self
    }
    pub fn only_in(mut self, stages: &[&str]) -> Self {
        self.only_in = keys(stages);
        self
    }
    pub fn drawn(mut self) -> Self {
        self.drawn = true;
        self
    }
    /// Listed, so that the row alone says who sees it.
    pub fn named_see(mut self) -> Self {
        (self.named_see, self.listed) = (true, true);
        self
    }
    pub fn hint(mut self, hint: Label) -> Self {
        self.hint = Some(hint);
        self
    }
}

/// In the step that makes a record: whoever brought about what a rule makes.
pub fn causer() -> Field {
    field(CAUSED_BY, Label::new("由谁引起", "Brought about by"), Kind::Causer)
}

pub fn entries(key: &str, label: Label, columns: Vec<Field>) -> Field {
    Field { columns, ..field(key, label, Kind::Text).class(MergeClass::Entries) }
}

pub fn choices(options: &[(&str, &'static str, &'static str)]) -> Kind {
    Kind::Choice(
        options
            .iter()
            .map(|(value, zh, en)| Choice { value: (*value).to_owned(), label: Label::new(zh, en) })
            .collect(),
    )
}

pub fn stage(key: &str, zh: &'static str, en: &'static str, rank: u16) -> Stage {
    Stage {
        key: key.to_owned(),
        label: Label::new(zh, en),
        rank,
        closed: false,
        frozen: false,
        for_leader: None,
        timed: false,
    }
}

pub fn closed(stage: Stage) -> Stage {
    Stage { closed: true, ..stage }
}

impl Stage {
    /// Stages of a process with the same words stand in one list.
    pub fn for_leader(mut self, zh: &'static str, en: &'static str) -> Self {
        self.for_leader = Some(Label::new(zh, en));
        self
    }
    pub fn timed(mut self) -> Self {
        self.timed = true;
        self
    }
}

/// Nothing is left to do, and nothing more is written.
pub fn frozen(stage: Stage) -> Stage {
    Stage { closed: true, frozen: true, ..stage }
}

pub fn step(key: &str, label: Label, from: &[&str], to: Option<&str>, by: &[Who]) -> Step {
    Step {
        key: key.to_owned(),
        label,
        from: from.iter().map(|s| (*s).to_owned()).collect(),
        to: to.map(str::to_owned),
        by: by.to_vec(),
        params: vec![],
        guards: vec![],
        decided: false,
        tells: None,
        reason: Reason::None,
        may_lack: vec![],
        source: None,
    }
}

impl Step {
    pub fn with(mut self, params: Vec<Field>) -> Self {
        self.params = params;
        self
    }
    pub fn guard(mut self, when: Condition, say: Label) -> Self {
        self.guards.push(Guard { when, say, overridable: false });
        self
    }
    pub fn warn(mut self, when: Condition, say: Label) -> Self {
        self.guards.push(Guard { when, say, overridable: true });
        self
    }
    pub fn decided(mut self) -> Self {
        self.decided = true;
        self
    }
    pub fn tells(mut self, field: &str) -> Self {
        self.tells = Some(field.to_owned());
        self
    }
    pub fn may_lack(mut self, fields: &[&str]) -> Self {
        self.may_lack = keys(fields);
        self
    }
    pub fn reason(mut self, reason: Reason) -> Self {
        self.reason = reason;
        self
    }
    pub fn source(mut self, quote: &str, documents: &str) -> Self {
        self.source = Some(source(quote, documents));
        self
    }
}

/// `days` are used where the company has settled none under `setting`.
pub fn deadline(key: &str, label: Label, anchor: Anchor, setting: &str, days: u16, met: Condition) -> Deadline {
    Deadline {
        key: key.to_owned(),
        label,
        anchor,
        days_setting: setting.to_owned(),
        days_default: days,
        when: Condition::Always,
        met,
        turns_since: None,
        by_leader: false,
        source: None,
    }
}

impl Deadline {
    pub fn turns_since(mut self, step: &str) -> Self {
        self.turns_since = Some(step.to_owned());
        self
    }
    pub fn by_leader(mut self) -> Self {
        self.by_leader = true;
        self
    }
    pub fn when(mut self, when: Condition) -> Self {
        self.when = when;
        self
    }
    pub fn source(mut self, quote: &str, documents: &str) -> Self {
        self.source = Some(source(quote, documents));
        self
    }
}

pub fn flag(key: &str, label: Label, when: Condition) -> Flag {
    Flag { key: key.to_owned(), label, when }
}

pub fn printed(key: &str, zh: &'static str, en: &'static str, steps: &[&str]) -> PrintedSteps {
    PrintedSteps { key: key.to_owned(), label: Label::new(zh, en), steps: keys(steps) }
}

pub fn keys(all: &[&str]) -> Vec<String> {
    all.iter().map(|key| (*key).to_owned()).collect()
}

/// One of `steps`, after the last `since`.
pub fn since(steps: &[&str], since: &str) -> Condition {
    Condition::TakenSince { steps: keys(steps), since: since.to_owned() }
}

/// A supervisor of a department that the field names.
pub fn leader_of(field: &str) -> Who {
    Who::LeaderOf(field.to_owned())
}

pub fn filled(field: &str) -> Condition {
    Condition::Filled(field.to_owned())
}

pub fn is(field: &str, value: impl Into<Value>) -> Condition {
    Condition::Is { field: field.to_owned(), value: value.into() }
}

pub fn not(one: Condition) -> Condition {
    Condition::Not(Box::new(one))
}

pub fn source(quote: &str, documents: &str) -> Source {
    Source { quote: quote.to_owned(), documents: documents.to_owned() }
}
