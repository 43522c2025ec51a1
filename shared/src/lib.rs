//! The domain of Huifang, in one page.
//!
//! A **record** (a customer file, a task, a follow-up, a campaign …) is one Automerge document, described by a
//! [`process::Process`]: its fields with their merge class, its stages, the steps between them and who may take them.
//! A person's act is a [`record::command::Command`]; [`record::write::apply`] is the only code that turns it into a
//! change, and [`record::event::between`] the only code that reads a difference. The server lets a change in through
//! [`admission::admit`]; a device keeps confirmed and pending changes in a [`replica::Replica`].
//!
//! Nothing here reads a clock, draws a random number or performs I/O: time, ids and chance come in as arguments, so the
//! same function answers on the device and on the server. Without the `crdt` feature the crate is what the page
//! needs: plain state, rules, forms and wire types.

pub mod id;
pub mod label;
pub mod limits;
pub mod value;
pub mod walk;

pub mod assign;
pub mod attachment;
pub mod calendar;
pub mod call;
pub mod chart;
pub mod config;
pub mod coverage;
pub mod day;
pub mod deadline;
pub mod desk;
pub mod document;
pub mod form;
pub mod morning;
pub mod order;
pub mod pinyin;
pub mod principal;
pub mod reminder;
pub mod report;
pub mod rulebook;
pub mod script;
pub mod setting;
pub mod splice;
pub mod spot_check;

pub mod effect;
pub mod process;
pub mod rule;

pub mod record;

pub mod protocol;
pub mod query;
pub mod search;

#[cfg(feature = "crdt")]
pub mod admission;
#[cfg(feature = "crdt")]
pub mod replica;
