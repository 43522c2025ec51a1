//! A whole staff and one record of any process, brought to every stage that can be reached: each step can then be tried by
//! each person, and each guard in the place where it stands.
#![allow(dead_code)]

use super::*;
use shared::config::Configuration;
use shared::deadline::{self, Due};
use shared::process::{Kind, MergeClass, Who};
use shared::record::command::CommandCode;
use shared::record::summary::{Summary, summarize};
use shared::replica::Replica;
use shared::rule::Lookup;
use std::collections::BTreeMap;

pub const RECORD: u128 = 7;

/// Short names, one per post; `oth` leads another department, `sam` is a specialist who has nothing to do with it.
pub const STAFF: [(&str, Post); 10] = [
    ("fay", Post::FrontDesk),
    ("amy", Post::Assistant),
    ("ann", Post::Specialist),
    ("sam", Post::Specialist),
    ("boss", Post::Supervisor),
    ("oth", Post::Supervisor),
    ("max", Post::Manager),
    ("adam", Post::Administrator),
    ("ins", Post::Inspector),
    ("srv", Post::System),
];

pub fn who(name: &str) -> Principal {
    let post = STAFF.iter().find(|(known, _)| *known == name).expect("a known name").1;
    let mut principal = if post == Post::System { Principal::server() } else { person(name, post) };
    if name == "oth" {
        principal.holdings[0].department = DepartmentId::from("elsewhere");
    }
    principal
}

/// Something that fits the kind.
fn fitting(kind: &Kind, actor: &Principal) -> Value {
    match kind {
        Kind::Choice(choices) => choices[0].value.as_str().into(),
        Kind::Person => "ann".into(),
        Kind::Actor => actor.user.as_str().into(),
        Kind::Department => "service".into(),
        Kind::Boolean => false.into(),
        Kind::Integer | Kind::Money => 2.into(),
        Kind::Instant => NOW_MS.into(),
        Kind::Date => "2026-10-09".into(),
        Kind::Phone => "138 0013 8000".into(),
        Kind::Email => "a@b.cn".into(),
        Kind::Hours => "12:00-14:00".into(),
        // Where no head is named there is none.
        Kind::Superior | Kind::Causer => "".into(),
        Kind::Record(_) => uuid(99).into(),
        Kind::Attachment => "a".repeat(64).into(),
        Kind::Text | Kind::LongText | Kind::Region => "一".into(),
    }
}

/// One record, as it stands at some point of its story.
#[derive(Clone)]
pub struct Site {
    pub process: Process,
    doc: Automerge,
    tablet: u128,
    next: u128,
    pub at_ms: i64,
}

impl Site {
    /// The record is made by `birth`, with every field filled but those in `empty`.
    pub fn born(process: &Process, by: &str, birth: &str, empty: &[&str], at_ms: i64) -> Self {
        let doc = schema::genesis(process);
        let mut site = Self { process: process.clone(), doc, tablet: 1, next: 1000, at_ms };
        let mut acts = vec![site.step(by, birth)];
        for field in process.fields.iter().filter(|field| !empty.contains(&field.key.as_str())) {
            let value = fitting(&field.kind, &who(by));
            match field.class {
                MergeClass::Single => acts.push(set(&field.key, value)),
                MergeClass::Set => {
                    let value = value.as_text().unwrap_or_default().to_owned();
                    acts.push(Act::Add { field: field.key.clone(), value });
                }
                MergeClass::Entries => {
                    let values = field.columns.iter().map(|one| (one.key.clone(), fitting(&one.kind, &who(by))));
                    let entry = EntryId(uuid(site.fresh()));
                    acts.push(Act::Append { field: field.key.clone(), entry, values: values.collect() });
                }
                MergeClass::Counter | MergeClass::Text => {}
            }
        }
        site.try_acts(by, acts, &Alone).expect("it is made");
        site
    }

    fn fresh(&mut self) -> u128 {
        self.next += 1;
        (self.tablet << 64) + self.next
    }

    /// The same record on another tablet; tablets have numbers of their own.
    pub fn on(&self, tablet: u128) -> Site {
        Site { tablet, ..self.clone() }
    }

    /// The step, with what it wants to know and a reason.
    pub fn step(&mut self, by: &str, key: &str) -> Act {
        let step = self.process.step(key).unwrap_or_else(|| panic!("no step {key}")).clone();
        let values = step.params.iter().map(|param| (param.key.clone(), fitting(&param.kind, &who(by))));
        Act::Take {
            step: key.into(),
            entry: EntryId(uuid(self.fresh())),
            values: values.collect(),
            reason: Some("说明".into()),
        }
    }

    /// The same without a reason: guards that ask for one stand.
    pub fn bare(&mut self, by: &str, key: &str) -> Act {
        match self.step(by, key) {
            Act::Take { step, entry, values, .. } => Act::Take { step, entry, values, reason: None },
            other => other,
        }
    }

    pub fn try_acts(&mut self, by: &str, acts: Vec<Act>, lookup: &dyn Lookup) -> Result<(), CommandCode> {
        self.at_ms += 1_000;
        let principal = who(by);
        let stamp = Stamp { post: principal.holdings[0].post, principal, at_ms: self.at_ms };
        self.commit(stamp, acts, lookup).map(|_| ())
    }

    fn commit(&mut self, stamp: Stamp, acts: Vec<Act>, lookup: &dyn Lookup) -> Result<Change, CommandCode> {
        let actor = self.fresh().to_be_bytes();
        let record = RecordId(uuid(RECORD));
        let snapshot = self.doc.save_nocompress();
        let open = Replica::open(record.clone(), self.process.clone(), actor, &snapshot, vec![], vec![]);
        let mut replica = open.expect("our own snapshot");
        let command = Command { record, process: self.process.id.clone(), acts };
        replica.commit(command, stamp, lookup).map_err(|error| error.code)?;
        self.doc = replica.document().clone();
        Ok(replica.pending()[0].change.clone())
    }

    /// The next act comes at that hour.
    pub fn later(&mut self, at_ms: i64) -> &mut Self {
        self.at_ms = at_ms;
        self
    }

    /// Takes a step that must go.
    pub fn take(&mut self, by: &str, key: &str) -> &mut Self {
        let act = self.step(by, key);
        self.try_acts(by, vec![act], &Alone)
            .unwrap_or_else(|code| panic!("{by} may not {key} in {}: {code:?}", self.stage()));
        self
    }

    pub fn write(&mut self, by: &str, acts: Vec<Act>) -> &mut Self {
        self.try_acts(by, acts, &Alone).unwrap_or_else(|code| panic!("{by} may not write: {code:?}"));
        self
    }

    /// What is said when the step is tried here; the record stays as it is.
    pub fn tries(&self, by: &str, key: &str) -> Result<(), CommandCode> {
        self.tries_with(by, key, &Alone)
    }

    pub fn tries_with(&self, by: &str, key: &str, lookup: &dyn Lookup) -> Result<(), CommandCode> {
        let mut here = self.clone();
        let act = here.bare(by, key);
        here.try_acts(by, vec![act], lookup)
    }

    /// Does the server's door let in what this person's tablet wrote, or a client that lies about the post?
    fn door(&self, name: &str, key: &str, claims: &str) -> bool {
        let mut here = self.clone();
        let act = here.step(name, key);
        let principal = Principal { holdings: who(claims).holdings, ..who(name) };
        here.at_ms += 1_000;
        let stamp = Stamp { post: principal.holdings[0].post, principal, at_ms: here.at_ms };
        let Ok(change) = here.commit(stamp, vec![act], &Alone) else { return false };
        let record = RecordId(uuid(RECORD));
        let mut server = Server { doc: self.doc.clone(), process: self.process.clone(), record };
        server.takes(&who(name), change.raw_bytes()).is_ok()
    }

    pub fn merge(&mut self, other: &Site) -> &mut Self {
        self.doc.apply_changes(other.doc.clone().get_changes(&[])).expect("honest changes apply");
        self.next = self.next.max(other.next);
        self.at_ms = self.at_ms.max(other.at_ms);
        self
    }

    pub fn record(&self) -> Record {
        read::read(&self.doc, &RecordId(uuid(RECORD)))
    }

    pub fn stage(&self) -> String {
        self.stage_with(&Alone)
    }

    pub fn stage_with(&self, lookup: &dyn Lookup) -> String {
        self.record().stage(&self.process, lookup).unwrap_or_default().to_owned()
    }

    pub fn summary(&self) -> Summary {
        summarize(&self.record(), &self.process, None, &Alone)
    }

    pub fn flags(&self) -> Vec<String> {
        let summary = self.summary();
        self.process.flags.iter().map(|flag| flag.key.clone()).filter(|flag| summary.is_flagged(flag)).collect()
    }

    pub fn dues(&self, config: &Configuration, now_ms: i64) -> Vec<Due> {
        deadline::dues(&self.summary(), &self.process, config, now_ms)
    }
}

/// Every stage that can be reached with a reason and filled fields, each by the shortest way. The step that leads first in
/// the description is tried first, and what only the server does last.
pub fn stages(born: Site) -> BTreeMap<String, Site> {
    let mut found: BTreeMap<String, Site> = BTreeMap::new();
    let (mut todo, mut last) = (std::collections::VecDeque::from([born]), std::collections::VecDeque::new());
    while let Some(site) = todo.pop_front().or_else(|| last.pop_front()) {
        let stage = site.stage();
        if found.contains_key(&stage) {
            continue;
        }
        for step in site.process.steps.iter().filter(|step| step.from.contains(&stage) && step.to.is_some()) {
            for (name, _) in STAFF {
                let mut next = site.clone();
                let act = next.step(name, &step.key);
                if next.try_acts(name, vec![act], &Alone).is_ok() {
                    if step.by == [Who::System] {
                        last.push_back(next)
                    } else {
                        todo.push_back(next)
                    }
                    break;
                }
            }
        }
        found.insert(stage, site);
    }
    found
}

/// One line per step: who may take it in each of its stages (`stage: names`), tried on the device and at the door. A name
/// with `?` may go on with a reason, one with `!` is stopped by a guard.
pub fn table(process: &Process, born: &Site, blank: impl Fn(&str, &str) -> bool) -> String {
    let reached = stages(born.clone());
    for stage in &process.stages {
        let derived = process.derived.iter().any(|rule| rule.to == stage.key);
        assert!(derived || reached.contains_key(&stage.key), "{} is never reached", stage.key);
    }
    let mut lines = vec![];
    for step in &process.steps {
        if step.from.is_empty() {
            let may = STAFF.iter().filter(|(name, _)| blank(name, &step.key)).map(|(name, _)| *name);
            lines.push(format!("{}: {}", step.key, may.collect::<Vec<_>>().join(" ")));
            continue;
        }
        let mut said: Vec<(String, Vec<&str>)> = vec![];
        for stage in &process.stages {
            let Some(site) = reached.get(&stage.key) else { continue };
            let answers: Vec<_> = STAFF.iter().map(|(name, _)| (*name, site.tries(name, &step.key))).collect();
            if !step.from.contains(&stage.key) {
                for (name, answer) in answers {
                    let code = answer.expect_err(&format!("{name} {} in {}", step.key, stage.key));
                    assert!(matches!(code, CommandCode::WrongStage | CommandCode::NotAllowed), "{name} {}", step.key);
                }
                continue;
            }
            let mut may = vec![];
            for (name, answer) in &answers {
                let word = match answer {
                    Ok(()) => (*name).to_owned(),
                    Err(CommandCode::ReasonNeeded) => {
                        let mut here = site.clone();
                        let act = here.step(name, &step.key);
                        let goes = here.try_acts(name, vec![act], &Alone).is_ok();
                        format!("{name}{}", if goes { "?" } else { "!" })
                    }
                    Err(CommandCode::NotAllowed) => {
                        // The boldest lie, a manager's post, opens nothing at the door.
                        assert!(!site.door(name, &step.key, "max"), "{name} lied: {}", step.key);
                        continue;
                    }
                    Err(CommandCode::Guard) => format!("{name}!"),
                    Err(other) => panic!("{name} {}: {other:?}", step.key),
                };
                let passes = !word.ends_with('!');
                assert_eq!(site.door(name, &step.key, name), passes, "the door and {name}: {}", step.key);
                may.push(word);
            }
            let may = may.join(" ");
            match said.iter_mut().find(|(names, _)| *names == may) {
                Some((_, stages)) => stages.push(&stage.key),
                None => said.push((may, vec![&stage.key])),
            }
        }
        for (names, stages) in said {
            lines.push(format!("{} in {}: {names}", step.key, stages.join(",")));
        }
    }
    lines.join("\n")
}

/// May this person make such a record by that step?
pub fn may_make(process: &Process, name: &str, birth: &str) -> bool {
    let mut site = Site { process: process.clone(), doc: schema::genesis(process), tablet: 1, next: 1, at_ms: NOW_MS };
    let mut acts = vec![site.step(name, birth)];
    let needed = process.fields.iter().filter(|field| field.required);
    acts.extend(needed.map(|field| set(&field.key, fitting(&field.kind, &who(name)))));
    site.try_acts(name, acts, &Alone).is_ok()
}

/// For so many days after 10:00 of each of [`EDGES`]: the last day in calendar days, and in working days. The week before
/// the Mid-Autumn holiday works on its Sunday, the week after National Day on its Saturday.
const LAST_DAYS: [(u16, [(&str, &str); 3]); 4] = [
    (1, [("2026-09-19", "2026-09-20"), ("2026-10-01", "2026-10-08"), ("2026-10-10", "2026-10-10")]),
    (2, [("2026-09-20", "2026-09-21"), ("2026-10-02", "2026-10-09"), ("2026-10-11", "2026-10-12")]),
    (3, [("2026-09-21", "2026-09-22"), ("2026-10-03", "2026-10-10"), ("2026-10-12", "2026-10-13")]),
    (7, [("2026-09-25", "2026-09-29"), ("2026-10-07", "2026-10-15"), ("2026-10-16", "2026-10-19")]),
];
/// Friday before a working Sunday, Wednesday before a week of holidays, Friday before a working Saturday.
const EDGES: [i64; 3] = [1_789_696_800_000, 1_790_733_600_000, 1_791_511_200_000];

/// A deadline at the edges of holidays: what begins it at a moment, and what meets it.
pub struct Term {
    pub key: &'static str,
    pub days: u16,
    pub begins: fn(i64) -> Site,
    /// Who takes which steps.
    pub meets: &'static [(&'static str, &'static str)],
}

/// Every deadline of the process stands in `terms`, ends on the right day either way of counting, and is met.
pub fn check_terms(process: &Process, terms: &[Term]) {
    let described: Vec<&str> = process.deadlines.iter().map(|one| one.key.as_str()).collect();
    assert_eq!(terms.iter().map(|term| term.key).collect::<Vec<_>>(), described);
    for term in terms {
        let setting = &process.deadlines.iter().find(|one| one.key == term.key).unwrap().days_setting;
        for (at, from_ms) in EDGES.into_iter().enumerate() {
            for working in [false, true] {
                let mut config = Configuration::default();
                config.settings.insert(format!("{setting}_working"), working.into());
                let mut site = (term.begins)(from_ms);
                let due = |site: &Site, now_ms| site.dues(&config, now_ms).into_iter().find(|due| due.key == term.key);
                let running = due(&site, from_ms).unwrap_or_else(|| panic!("{} does not run", term.key));
                let day = config.calendar.date_of(running.due_at_ms).to_string();
                let told = format!("{} {at} {working}", term.key);
                let last = match term.days {
                    0 => config.calendar.date_of(from_ms).to_string(),
                    days => {
                        let (calendar, works) = LAST_DAYS.iter().find(|(known, _)| *known == days).unwrap().1[at];
                        if working { works } else { calendar }.to_owned()
                    }
                };
                assert_eq!(day, last, "{told}");
                assert_eq!(running.met_at_ms, None, "{told}");
                let late = due(&site, running.due_at_ms + 1).unwrap().standing;
                assert_eq!(late, deadline::Standing::Overdue, "{told}");
                for (name, step) in term.meets {
                    site.take(name, step);
                }
                // An hour in a field may have passed before the record was made.
                let met = due(&site, running.due_at_ms + 1).is_none_or(|due| {
                    due.standing == deadline::Standing::Met || term.days == 0 && due.met_at_ms.is_some()
                });
                assert!(met, "{told} is met");
            }
        }
    }
}

/// Other records that a rule may ask: each refers to the one under test by that field.
pub struct Others(pub Vec<Summary>);

impl Others {
    pub fn one(process: &str, field: &str, stage: &str) -> Self {
        let values = [(field.to_owned(), Value::from(uuid(RECORD)))].into();
        Self(vec![Summary {
            id: RecordId(uuid(99)),
            process: process.into(),
            stage: stage.into(),
            values,
            ..Summary::default()
        }])
    }
}

impl Lookup for Others {
    fn summary(&self, id: &RecordId) -> Option<Summary> {
        self.0.iter().find(|one| one.id == *id).cloned()
    }

    fn related(&self, process: &shared::id::ProcessId, field: &str, id: &RecordId) -> Vec<Summary> {
        let refers = |one: &&Summary| {
            one.process == *process && one.values.get(field).and_then(Value::as_text) == Some(id.as_str())
        };
        self.0.iter().filter(refers).cloned().collect()
    }
}
