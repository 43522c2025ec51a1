//! What a company has settled: people, departments, calendar, settings, scripts, processes. Edited online only; every
//! device has the version it last pulled, whole.

use crate::calendar::{Calendar, RestHours};
use crate::id::{DepartmentId, ProcessId, RegionId, UserId};
use crate::principal::{Holding, Post};
use crate::process::{self, Process};
use crate::script::{Script, follow_up_script};
use crate::setting;
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Configuration {
    /// Raised with every change; a device that names another version is sent the whole.
    pub version: i64,
    pub people: Vec<Person>,
    pub departments: Vec<Department>,
    pub regions: Vec<Named<RegionId>>,
    /// 客户分类.
    pub classes: Vec<Named<String>>,
    /// Only what differs from its default; see [`Configuration::setting`].
    pub settings: BTreeMap<String, Value>,
    pub calendar: Calendar,
    pub scripts: Vec<Script>,
    pub processes: Vec<Process>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    pub active: bool,
    /// 业务能力, 1 to 5.
    pub ability: u8,
    pub holdings: Vec<Holding>,
    /// First and last day (`2026-11-23`), both away.
    pub absences: Vec<(String, String)>,
}

/// A department, perhaps a part of another one, perhaps with a head: see `chart`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Department {
    pub id: DepartmentId,
    pub name: String,
    pub active: bool,
    #[serde(default)]
    pub parent: Option<DepartmentId>,
    #[serde(default)]
    pub head: Option<UserId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named<Id> {
    pub id: Id,
    pub name: String,
    pub active: bool,
}

impl Default for Configuration {
    /// What a company starts with: the built-in processes and script, the State Council's calendar, no people.
    fn default() -> Self {
        Self {
            version: 0,
            people: vec![],
            departments: vec![],
            regions: vec![],
            classes: vec![],
            settings: BTreeMap::new(),
            calendar: Calendar::state_council(),
            scripts: vec![follow_up_script()],
            processes: process::built_in(),
        }
    }
}

impl Configuration {
    /// As JSON, without what each program has by itself: the built-in processes.
    pub fn to_json(&self) -> serde_json::Result<String> {
        let is_loaded = |process: &&Process| !process::BUILT_IN.contains(&process.id.as_str());
        let processes = self.processes.iter().filter(is_loaded).cloned().collect();
        serde_json::to_string(&Self { processes, ..self.clone() })
    }

    /// From JSON, perhaps of a program of another age: the built-in processes are those of this one.
    pub fn from_json(text: &str) -> serde_json::Result<Self> {
        let mut config: Self = serde_json::from_str(text)?;
        config.processes.retain(|process| !process::BUILT_IN.contains(&process.id.as_str()));
        config.processes.splice(0..0, process::built_in());
        Ok(config)
    }

    pub fn process(&self, id: &ProcessId) -> Option<&Process> {
        self.processes.iter().find(|process| process.id == *id)
    }

    pub fn person(&self, id: &UserId) -> Option<&Person> {
        self.people.iter().find(|person| person.id == *id)
    }

    /// The name of a person; the product's where a rule acted, the id where nobody is known by it.
    pub fn name_of<'a>(&'a self, id: &'a UserId) -> &'a str {
        match self.person(id) {
            Some(person) => person.name.as_str(),
            None if *id == UserId::server() => "Huifang",
            None => id.as_str(),
        }
    }

    pub fn department(&self, id: &DepartmentId) -> Option<&Department> {
        self.departments.iter().find(|one| one.id == *id)
    }

    pub fn department_name<'a>(&'a self, id: &'a DepartmentId) -> &'a str {
        self.department(id).map_or(id.as_str(), |one| one.name.as_str())
    }

    /// The value settled, or the default.
    pub fn setting(&self, key: &str) -> Value {
        let settled = self.settings.get(key).cloned();
        settled.or_else(|| setting::find(key).map(|setting| setting.default.clone())).unwrap_or_default()
    }

    pub fn days(&self, key: &str, default: u16) -> u32 {
        self.setting(key).as_int().and_then(|days| u32::try_from(days).ok()).unwrap_or(u32::from(default))
    }

    /// The last instant of a term that begins then, in working days where the company counts it so.
    pub fn term_ends_ms(&self, key: &str, default: u16, from_ms: i64) -> i64 {
        let days = self.days(key, default);
        match self.setting(&format!("{key}{}", setting::WORKING)).as_bool() {
            true => self.calendar.add_working_days(from_ms, days),
            false => self.calendar.add_calendar_days(from_ms, days),
        }
    }

    pub fn company(&self) -> String {
        self.setting(setting::COMPANY).as_text().unwrap_or_default().to_owned()
    }

    /// A customer's own rest hours beside those of the settings: who rests at noon sleeps at night all the same. Where
    /// both together leave no minute of the day, the customer's own count. Unreadable ones keep nobody awake.
    pub fn rest_hours(&self, own: Option<&str>) -> RestHours {
        let parse = |text: &str| RestHours::parse(text).unwrap_or(RestHours { ranges: vec![] });
        let settled = self.setting(setting::REST_HOURS);
        let (own, settled) = (parse(own.unwrap_or_default()), parse(settled.as_text().unwrap_or_default()));
        let both = RestHours { ranges: own.ranges.iter().chain(&settled.ranges).copied().collect() };
        if both.is_whole_day() { own } else { both }
    }

    pub fn rest_day_calls(&self) -> bool {
        self.setting(setting::REST_DAY_CALLS).as_bool()
    }

    pub fn script(&self, id: &str) -> Option<&Script> {
        self.scripts.iter().find(|script| script.id == id)
    }

    /// Who holds this post (in that department, if one is given) and can sign in.
    pub fn holders<'a>(
        &'a self,
        post: Post,
        department: Option<&'a DepartmentId>,
    ) -> impl Iterator<Item = &'a Person> + 'a {
        self.people.iter().filter(move |person| {
            let holds = |holding: &Holding| {
                holding.post == post && department.is_none_or(|department| holding.department == *department)
            };
            person.active && person.holdings.iter().any(holds)
        })
    }
}

impl Person {
    /// Is this person away on that day (`2026-11-23`)?
    pub fn is_absent(&self, day: &str) -> bool {
        self.absences.iter().any(|(from, to)| from.as_str() <= day && day <= to.as_str())
    }
}
