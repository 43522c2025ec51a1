//! Named people on devices, and a server made of `admit` and a list.
#![allow(dead_code)]

pub mod site;

use automerge::{ActorId, Automerge, Change};
use shared::admission::{self, Door};
use shared::id::{DepartmentId, DeviceId, EntryId, RecordId, UserId};
use shared::principal::{Holding, Post, Principal};
use shared::process::Process;
use shared::protocol::Rejection;
use shared::record::command::{Act, Command, CommandError, Stamp};
use shared::record::{Record, read, schema, write};
use shared::rule::Alone;
use shared::value::Value;
use std::collections::BTreeMap;

pub const NOW_MS: i64 = 1_795_400_000_000;

pub fn person(name: &str, post: Post) -> Principal {
    let holding = Holding { post, department: DepartmentId::from("service"), region: None };
    Principal { user: UserId::from(name), device: DeviceId::from(format!("{name}-tablet")), holdings: vec![holding] }
}

/// The n-th id of a test: a UUID, the same in every run.
pub fn uuid(n: u128) -> String {
    uuid::Uuid::from_u128(n).as_hyphenated().to_string()
}

pub fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, Value> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect()
}

pub fn take(step: &str, n: u128, pairs: &[(&str, &str)]) -> Act {
    Act::Take { step: step.into(), entry: EntryId(uuid(n)), values: values(pairs), reason: None }
}

pub fn because(act: Act, why: &str) -> Act {
    match act {
        Act::Take { step, entry, values, .. } => Act::Take { step, entry, values, reason: Some(why.into()) },
        other => other,
    }
}

pub fn set(field: &str, value: impl Into<Value>) -> Act {
    Act::Set { field: field.into(), value: value.into() }
}

pub fn append(field: &str, n: u128, pairs: &[(&str, &str)]) -> Act {
    Act::Append { field: field.into(), entry: EntryId(uuid(n)), values: values(pairs) }
}

/// One person's copy of one record.
pub struct Device {
    pub principal: Principal,
    pub doc: Automerge,
    pub record: RecordId,
    pub process: Process,
    pub at_ms: i64,
}

impl Device {
    pub fn new(principal: Principal, process: &Process, record: &RecordId, actor: u8) -> Self {
        let doc = schema::genesis(process).with_actor(ActorId::from(&[actor; 16][..]));
        Self { principal, doc, record: record.clone(), process: process.clone(), at_ms: NOW_MS + i64::from(actor) }
    }

    pub fn stamp(&self) -> Stamp {
        Stamp { principal: self.principal.clone(), post: self.principal.holdings[0].post, at_ms: self.at_ms }
    }

    pub fn does(&mut self, acts: Vec<Act>) -> Result<Change, CommandError> {
        self.at_ms += 1_000;
        let command = Command { record: self.record.clone(), process: self.process.id.clone(), acts };
        let stamp = self.stamp();
        write::apply(&mut self.doc, &command, &self.process, &stamp, &Alone)
    }

    pub fn sees(&mut self, other: &Device) {
        self.doc.apply_changes(other.doc.get_changes(&[])).expect("honest changes apply");
    }

    pub fn record(&self) -> Record {
        read::read(&self.doc, &self.record)
    }

    pub fn stage(&self) -> String {
        self.record().stage(&self.process, &Alone).unwrap_or_default().to_owned()
    }
}

/// The server's side for one record.
pub struct Server {
    pub doc: Automerge,
    pub process: Process,
    pub record: RecordId,
}

impl Server {
    pub fn new(process: &Process, record: &RecordId) -> Self {
        Self { doc: schema::genesis(process), process: process.clone(), record: record.clone() }
    }

    pub fn takes(&mut self, principal: &Principal, bytes: &[u8]) -> Result<(), Rejection> {
        let door = Door { record: &self.record, process: &self.process, principal, now_ms: NOW_MS, lookup: &Alone };
        self.doc = admission::admit(&self.doc, &door, bytes)?.doc;
        Ok(())
    }
}
