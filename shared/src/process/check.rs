//! Checks of single values and of whole descriptions.

use super::{Anchor, Kind, MergeClass, Process};
use crate::label::Label;
use std::collections::BTreeSet;

/// 5 to 20 digits; spaces, dashes, brackets, a plus and an extension are kept as written.
pub fn phone(text: &str) -> Result<(), Label> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = text.chars().all(|c| c.is_ascii_digit() || " -+()（）转#,/、".contains(c));
    if plain && (5..=20).contains(&digits) {
        Ok(())
    } else {
        Err(Label::new("电话号码不对", "Not a phone number"))
    }
}

pub fn email(text: &str) -> Result<(), Label> {
    let sound = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !text.contains(' ')
    });
    if sound { Ok(()) } else { Err(Label::new("邮箱地址不对", "Not an e-mail address")) }
}

pub fn date(text: &str) -> Result<(), Label> {
    let sound = text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
    if sound { Ok(()) } else { Err(Label::new("日期不对，请写成 2026-11-23", "Not a date; write 2026-11-23")) }
}

/// `12:00-14:00,21:00-08:30`, as the calendar reads it.
pub fn hours(text: &str) -> Result<(), Label> {
    crate::calendar::RestHours::parse(text).map(|_| ()).map_err(|error| error.label())
}

/// What is wrong with a description; empty when it may be used. A description loaded as data passes here first.
pub fn problems(process: &Process) -> Vec<String> {
    let mut found = vec![];
    let stages: BTreeSet<&str> = process.stages.iter().map(|stage| stage.key.as_str()).collect();
    let mut keys = BTreeSet::new();
    let word = |key: &str| {
        !key.is_empty()
            && key.len() <= 40
            && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    if !word(process.id.as_str()) {
        found.push(format!("process id {:?} is not a plain word", process.id.0));
    }
    for field in &process.fields {
        if !word(&field.key) || !keys.insert(&field.key) {
            found.push(format!("field {:?} is not a plain word or stands twice", field.key));
        }
        if (field.class == MergeClass::Entries) == field.columns.is_empty() {
            found.push(format!("field {:?}: columns go with entries, and only with them", field.key));
        }
    }
    if process.field(&process.title).is_none() {
        found.push(format!("title {:?} is no field", process.title));
    }
    if let Some(about) = &process.about
        && !matches!(process.field(about).map(|field| &field.kind), Some(Kind::Record(_)))
    {
        found.push(format!("about {about:?} is no reference to a record"));
    }
    if process.births().count() == 0 {
        found.push("no step makes a record".to_owned());
    }
    for step in &process.steps {
        for stage in step.from.iter().chain(step.to.iter()) {
            if !stages.contains(stage.as_str()) {
                found.push(format!("step {:?} names unknown stage {stage:?}", step.key));
            }
        }
        if step.from.is_empty() && step.to.is_none() {
            found.push(format!("step {:?} makes a record but no stage", step.key));
        }
        if step.by.is_empty() {
            found.push(format!("nobody may take step {:?}", step.key));
        }
    }
    for derived in &process.derived {
        for stage in derived.from.iter().chain([&derived.to]) {
            if !stages.contains(stage.as_str()) {
                found.push(format!("a derived stage names unknown stage {stage:?}"));
            }
        }
    }
    for deadline in &process.deadlines {
        let known = match &deadline.anchor {
            Anchor::Step(step) => process.step(step).is_some(),
            Anchor::Field(field) => process.field(field).is_some(),
        };
        if !known {
            found.push(format!("deadline {:?} counts from nothing", deadline.key));
        }
    }
    found
}
