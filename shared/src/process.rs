//! The vocabulary in which a process is described. A description is plain data: the built-in ones are written in Rust,
//! others are loaded as JSON in the same form. No closures, so that both can do exactly the same.

use crate::id::{ProcessId, UserId};
use crate::label::Label;
use crate::principal::{Post, Principal};
use crate::record::Record;
use crate::record::command::{Act, Command, Stamp};
use crate::rule::{Condition, Lookup};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub mod building;
pub mod building_month;
pub mod campaign;
pub mod check;
pub mod complaint;
pub mod customer;
pub mod effect;
pub mod finding;
pub mod follow_up;
pub mod handover;
pub mod import;
mod kind;
pub mod matter;
pub mod morning_check;
pub mod notice;
pub mod project;
pub mod repair;
pub mod round;
pub mod task;
pub mod template;
pub mod unit;
pub mod words;

/// How concurrent writes to a field come together. Declared per field and tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeClass {
    /// One value is shown, all are kept; distinct concurrent values are a conflict that a person settles.
    Single,
    /// Union; a removal removes only what its author saw.
    Set,
    /// All kept, ordered the same everywhere.
    Entries,
    /// Sum of all increments.
    Counter,
    /// Character merge.
    Text,
}

/// What a value looks like. Checked on the device, at the door, and when an import is previewed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Text,
    LongText,
    Phone,
    Email,
    /// Whole number.
    Integer,
    /// Fen.
    Money,
    Boolean,
    /// `2026-11-23`.
    Date,
    /// Milliseconds since 1970, UTC.
    Instant,
    /// `12:00-14:00,21:00-08:30`, local time.
    Hours,
    Choice(Vec<Choice>),
    /// A person's id.
    Person,
    Department,
    Region,
    /// The id of a record of that process.
    Record(ProcessId),
    /// A file: the SHA-256 of its bytes, in small hex digits.
    Attachment,
    /// The id of whoever takes the step: nobody else's passes, and no form asks for it. Only of a step.
    Actor,
    /// The id of the superior to whom the step escalates (`chart`), empty where nobody is named; no form asks for it.
    /// Only of a step, under the key `superior`.
    Superior,
    /// The id of whoever brought about what a rule makes: it counts as made by that person. Only the product fills it in,
    /// in the step that makes the record, under the key `caused_by`.
    Causer,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    pub value: String,
    pub label: Label,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    pub key: String,
    pub label: Label,
    pub class: MergeClass,
    pub kind: Kind,
    /// Must be filled when the record (or entry, or step) is made.
    #[serde(default)]
    pub required: bool,
    /// Who may write it; empty means as the process says.
    #[serde(default)]
    pub edit: Vec<Who>,
    /// The stages in which it may be written; empty means in all: what was approved stays as it was approved.
    #[serde(default)]
    pub only_in: Vec<String>,
    /// The columns of an `entries` field.
    #[serde(default)]
    pub columns: Vec<Field>,
    /// Carried by the summary, so that lists, search and deadlines know it without opening the document.
    #[serde(default)]
    pub listed: bool,
    /// A text that is no column of a list, but by whose words a record is found: its beginning goes with the row.
    #[serde(default)]
    pub searched: bool,
    #[serde(default)]
    pub hint: Option<Label>,
    /// An attachment that is drawn on the screen: a signature.
    #[serde(default)]
    pub drawn: bool,
    /// Departments that are named here see the record as their own: whoever leads one, and whoever holds there a post of
    /// `seen_by`. Only of kind department.
    #[serde(default)]
    pub named_see: bool,
}

/// Who may do something, from the posts held and the record's own people.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    Post(Post),
    /// The record's owner (`owner` of its latest such step).
    Owner,
    /// The record's assignee.
    Assignee,
    /// Whoever made the record.
    Creator,
    /// A supervisor of the record's department, or a manager.
    Leader,
    /// To whom it was escalated, or a manager; any leader where the company has named no superior.
    Superior,
    /// Whoever sees the record and holds a post with customers.
    Anyone,
    /// The server's own principal.
    System,
    /// A supervisor of a department that this field names.
    LeaderOf(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    pub key: String,
    pub label: Label,
    /// Which stage wins when steps were taken concurrently: the highest. Open work outranks closed work.
    pub rank: u16,
    /// Nothing is left to do.
    #[serde(default)]
    pub closed: bool,
    /// Fields and entries are read only; a step may lead out of it.
    #[serde(default)]
    pub frozen: bool,
    /// What stands here waits for a leader's hand: how the list of it is named on a leader's desk.
    #[serde(default)]
    pub for_leader: Option<Label>,
    /// The row says from when to when a record stood here: rules about days ask it.
    #[serde(default)]
    pub timed: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    #[default]
    None,
    Optional,
    Required,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub key: String,
    /// The verb on the button.
    pub label: Label,
    /// Stages from which it may be taken; empty for the step that makes the record.
    #[serde(default)]
    pub from: Vec<String>,
    /// The stage it leads to; none leaves the stage as it is.
    #[serde(default)]
    pub to: Option<String>,
    pub by: Vec<Who>,
    #[serde(default)]
    pub params: Vec<Field>,
    #[serde(default)]
    pub guards: Vec<Guard>,
    /// The server admits it only if the author had seen the current stage; offline it waits.
    #[serde(default)]
    pub decided: bool,
    /// The field whose departments it tells: their leaders hear of it, and find it on their desks as long as it stands where
    /// the step led.
    #[serde(default)]
    pub tells: Option<String>,
    #[serde(default)]
    pub reason: Reason,
    /// Required fields that a record made by this step may lack: an answer of the past names no customer.
    #[serde(default)]
    pub may_lack: Vec<String>,
    #[serde(default)]
    pub source: Option<Source>,
}

/// A condition that must hold for a step, and the sentence that says why it does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Guard {
    pub when: Condition,
    pub say: Label,
    /// A person may go on all the same by giving a reason, which is kept with the step.
    #[serde(default)]
    pub overridable: bool,
}

/// A stage that follows from what is in the record, never written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Derived {
    pub from: Vec<String>,
    pub to: String,
    pub when: Condition,
}

/// A deadline: what it counts from, how long, what meets it. The due time itself is never stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deadline {
    pub key: String,
    pub label: Label,
    pub anchor: Anchor,
    /// The setting that holds the number of days.
    pub days_setting: String,
    /// Used where the setting is absent.
    pub days_default: u16,
    /// It runs only while this holds.
    #[serde(default)]
    pub when: Condition,
    /// When this holds, the deadline is met.
    pub met: Condition,
    /// From that step on each beginning is a turn, and the row says when it was: what was missed once stays missed.
    #[serde(default)]
    pub turns_since: Option<String>,
    /// Only a leader can meet it: he is reminded of it, and who is in charge is not.
    #[serde(default)]
    pub by_leader: bool,
    #[serde(default)]
    pub source: Option<Source>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// When that step was last taken.
    Step(String),
    /// An instant field.
    Field(String),
    /// When the latest entry of that field was made: each entry begins the time anew.
    Entry(String),
    /// The latest of these.
    Latest(Vec<Anchor>),
}

/// What makes a record stand out in lists. Derived like the stage; a summary carries it as the value `flag.<key>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flag {
    pub key: String,
    pub label: Label,
    pub when: Condition,
}

/// Where a rule stands in the source texts. A rule without one is ours, and labelled so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    pub quote: String,
    pub documents: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Process {
    pub id: ProcessId,
    /// Raised with every change of the description; a record's containers are those of the version it was born with.
    pub version: u32,
    pub label: Label,
    /// Before the human number: `KH` makes `KH-000123`.
    pub number_prefix: String,
    /// The field that names a record.
    pub title: String,
    /// The field that says which customer file this is about, if any. That file becomes readable with an assignment.
    #[serde(default)]
    pub about: Option<String>,
    /// Fields that name what this is a part of: whoever works on a part may read the whole.
    #[serde(default)]
    pub part_of: Vec<String>,
    /// Whoever made it keeps it in sight after others have taken it over: a task is confirmed by who gave it out.
    #[serde(default)]
    pub creator_follows: bool,
    /// Everybody who holds a post with customers sees such records: whoever takes a call looks up buildings and units.
    #[serde(default)]
    pub everybody: bool,
    /// Whoever supervises the service from outside (服务督察) reads such records of all departments.
    #[serde(default)]
    pub watched: bool,
    /// Whoever holds one of these posts in a record's department sees it, in whose charge it may be.
    #[serde(default)]
    pub seen_by: Vec<Post>,
    pub fields: Vec<Field>,
    /// Who may write fields and entries that do not say otherwise.
    pub edit: Vec<Who>,
    pub stages: Vec<Stage>,
    pub steps: Vec<Step>,
    #[serde(default)]
    pub derived: Vec<Derived>,
    #[serde(default)]
    pub deadlines: Vec<Deadline>,
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// What follows from its records by rule.
    #[serde(default)]
    pub effects: Vec<effect::Effect>,
    /// What is a step of another record, too.
    #[serde(default)]
    pub moves: Vec<effect::Move>,
    /// The printed form, see [`crate::form`].
    #[serde(default)]
    pub print: Option<PrintForm>,
    /// How a table becomes records of this; none: it cannot be imported.
    #[serde(default)]
    pub import: Option<import::Import>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrintForm {
    pub title: Label,
    /// Its rows in order: each is a field, or the key of one of `steps`.
    pub fields: Vec<String>,
    #[serde(default)]
    pub steps: Vec<PrintedSteps>,
    pub signatures: Vec<Label>,
}

/// A row of the form that says who took these steps, when, and what he said with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrintedSteps {
    pub key: String,
    pub label: Label,
    pub steps: Vec<String>,
}

impl Process {
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    pub fn step(&self, key: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.key == key)
    }

    pub fn stage(&self, key: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.key == key)
    }

    /// The steps that make a record.
    pub fn births(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.from.is_empty())
    }

    /// The fields whose records come into sight of whoever works on this one.
    pub fn reveals(&self) -> impl Iterator<Item = &str> {
        self.about.iter().chain(&self.part_of).map(String::as_str)
    }

    /// Does this person's post work with such records? Whoever is only put in charge of one is led to it by his desk.
    pub fn concerns(&self, principal: &Principal) -> bool {
        let mut by = self.steps.iter().flat_map(|step| &step.by);
        let watches = self.watched && principal.holds(Post::Inspector);
        watches
            || by.any(|who| match who {
                Who::Post(post) => principal.holds(*post),
                Who::Leader | Who::LeaderOf(_) => principal.leads(None),
                _ => false,
            })
    }

    /// Does a step put somebody in charge of a record?
    pub fn puts_in_charge(&self) -> bool {
        let mut params = self.steps.iter().flat_map(|step| &step.params);
        params.any(|param| matches!(param.key.as_str(), "owner" | "assignee"))
    }

    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let deadlines = self.deadlines.iter().flat_map(|deadline| [&deadline.when, &deadline.met]);
        let derived = self.derived.iter().map(|derived| &derived.when);
        derived.chain(deadlines).chain(self.flags.iter().map(|flag| &flag.when))
    }

    /// Does the row of such a record depend on records that refer to it?
    pub fn asks_referring(&self) -> bool {
        self.conditions().any(Condition::asks_referring)
    }

    /// Stages into which a step leads by which somebody puts somebody in charge.
    pub fn given_stages(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter(|step| step.puts_in_charge()).filter_map(|step| step.to.as_deref())
    }

    /// The fields whose departments are told by a step; and whether that gives them something to do.
    pub fn telling(&self) -> BTreeMap<&str, bool> {
        let mut fields = BTreeMap::new();
        for step in &self.steps {
            if let Some(field) = &step.tells {
                *fields.entry(field.as_str()).or_default() |= step.to.is_some();
            }
        }
        fields
    }

    /// Text and counter fields live in containers of their own, born in the genesis.
    pub fn containers(&self, class: MergeClass) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |field| field.class == class).map(|field| field.key.as_str())
    }
}

impl Step {
    /// Does whoever takes it put somebody in charge, others as well as himself?
    pub fn puts_in_charge(&self) -> bool {
        self.params.iter().any(|param| param.kind == Kind::Person && param.key == "assignee")
    }

    /// What the step itself fills in for whoever takes it: who that is, and to whom it goes up.
    pub fn by_rule(&self, record: &Record, user: &UserId, at_ms: i64, lookup: &dyn Lookup) -> BTreeMap<String, Value> {
        let mut values = BTreeMap::new();
        for param in &self.params {
            let who = match param.kind {
                Kind::Superior => lookup.superiors(record, user, at_ms).into_iter().next().unwrap_or_default(),
                Kind::Actor => user.clone(),
                _ => continue,
            };
            values.insert(param.key.clone(), Value::from(who.0));
        }
        values
    }
}

impl Process {
    /// A command that was refused, as the same person would give it now: what its steps fill in themselves is of today.
    pub fn renewed(&self, command: Command, record: &Record, stamp: &Stamp, lookup: &dyn Lookup) -> Command {
        let renew = |act: Act| match act {
            Act::Take { step, entry, mut values, reason } => {
                let by_rule =
                    self.step(&step).map(|one| one.by_rule(record, &stamp.principal.user, stamp.at_ms, lookup));
                values.extend(by_rule.unwrap_or_default());
                Act::Take { step, entry, values, reason }
            }
            other => other,
        };
        Command { acts: command.acts.into_iter().map(renew).collect(), ..command }
    }
}

/// The ids of [`built_in`], customers first and then work: to ask only whether a process came with the product.
pub const BUILT_IN: [&str; 17] = [
    "customer",
    "follow_up",
    "task",
    "campaign",
    "complaint",
    "matter",
    "repair",
    "round",
    "finding",
    "handover",
    "notice",
    "building_month",
    "morning_check",
    "unit",
    "building",
    "project",
    "template",
];

/// The processes that come with the product.
pub fn built_in() -> Vec<Process> {
    vec![
        customer::process(),
        task::process(),
        follow_up::process(),
        campaign::process(),
        complaint::process(),
        matter::process(),
        repair::process(),
        round::process(),
        finding::process(),
        handover::process(),
        notice::process(),
        building_month::process(),
        morning_check::process(),
        unit::process(),
        building::process(),
        project::process(),
        template::process(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_description_is_sound_and_survives_json() {
        let (all, mut prefixes) = (built_in(), std::collections::BTreeSet::new());
        assert_eq!(all.len(), BUILT_IN.len());
        for process in all {
            assert_eq!(check::problems(&process), vec![], "{}", process.id);
            assert!(BUILT_IN.contains(&process.id.as_str()), "{}", process.id);
            assert!(prefixes.insert(process.number_prefix.clone()), "{}", process.id);
            let json = serde_json::to_string(&process).unwrap();
            assert_eq!(serde_json::from_str::<Process>(&json).unwrap(), process);
        }
        assert_eq!(check::between(&built_in()), vec![]);
    }

    #[test]
    fn what_waits_for_a_leader_must_have_a_step_of_a_leader() {
        let mut process = task::process();
        let confirmed = process.stages.iter_mut().find(|stage| stage.key == "confirmed").unwrap();
        confirmed.for_leader = Some(Label::new("已确认的任务", "Confirmed tasks"));
        let found = check::problems(&process);
        assert!(found.len() == 1 && found[0].en.contains("confirmed"), "{found:?}");
    }

    #[test]
    fn values_are_checked_by_kind() {
        assert!(Kind::Phone.check(&"138 0013 8000".into()).is_ok());
        assert!(Kind::Phone.check(&"please call".into()).is_err());
        assert!(Kind::Date.check(&"2026-02-30".into()).is_err());
        assert!(Kind::Integer.check(&"7".into()).is_err());
        assert!(Kind::Attachment.check(&"0f".repeat(32).into()).is_ok());
        for no in ["0F".repeat(32), "0f".repeat(31), "zz".repeat(32)] {
            assert!(Kind::Attachment.check(&no.into()).is_err());
        }
        assert!(Kind::Text.check(&"长".repeat(501).into()).is_err());
        assert!(Kind::Text.check(&Value::Null).is_ok());
    }
}
