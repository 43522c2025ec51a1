//! What a list of records is narrowed to, read from its process: stages, what stands out, in whose charge, when it was made,
//! each choice that a row carries. It stands in the address: back, reload, a sent link and a kept filter hold it.

use jiff::civil::Date;
use leptos_router::params::ParamsMap;
use shared::config::{Configuration, Person};
use shared::principal::Post;
use shared::process::{Kind, MergeClass, Process};
use shared::query::Filter;
use shared::record::summary::CLOSED_AT;

use crate::components::words as cw;
use crate::i18n::{Words, language, strings};

strings! {
    STAGE: "阶段", "Stage";
    STANDS_OUT: "突出", "Standing out";
    CHARGE: "负责人", "In charge";
    DEPARTMENT: "部门", "Department";
    MADE: "登记时间", "Registered";
    ENDED: "结束时间", "Closed";
    TODAY: "今天", "Today";
    SEVEN_DAYS: "最近 7 天", "The last 7 days";
    THIS_MONTH: "本月", "This month";
    LAST_MONTH: "上月", "Last month";
    THIS_YEAR: "今年", "This year";
    SINCE: "{} 起", "from {}";
    UNTIL: "{} 止", "to {}";
}

/// What is closed is shown, too.
pub const ALL: &str = "all";
pub const STAGE_KEY: &str = "stage";
pub const FLAG_KEY: &str = "flag";
const CHARGE_KEY: &str = "who";
const DEPARTMENT_KEY: &str = "department";
pub const MADE_KEY: &str = "made";
/// When it was closed: what was archived last month.
pub const ENDED_KEY: &str = "ended";
pub const FROM: &str = "from";
pub const TO: &str = "to";
/// Before the key of a field, which may be called as one of these.
const FIELD: &str = "f-";
/// Nobody is in charge.
const NOBODY: &str = "-";

/// One way to narrow a list.
#[derive(Clone, PartialEq)]
pub struct Facet {
    /// In the address.
    pub key: String,
    pub name: String,
    /// Value and words of each choice.
    pub choices: Vec<(String, String)>,
}

fn say(words: Words) -> String {
    words.get(language()).to_owned()
}

/// All ways, in the order in which they are asked for.
pub fn facets(process: &Process, config: &Configuration) -> Vec<Facet> {
    let language = language();
    let facet = |key: &str, name: String, choices| Facet { key: key.to_owned(), name, choices };
    let stages = process.stages.iter().map(|stage| (stage.key.clone(), stage.label.get(language).to_owned()));
    let flags = process.flags.iter().map(|flag| (flag.key.clone(), flag.label.get(language).to_owned()));
    let mut all =
        vec![facet(STAGE_KEY, say(STAGE), stages.collect()), facet(FLAG_KEY, say(STANDS_OUT), flags.collect())];
    if process.puts_in_charge() {
        let works =
            |person: &&Person| person.active && person.holdings.iter().any(|one| one.post != Post::Administrator);
        let people = config.people.iter().filter(works).map(|person| (person.id.0.clone(), person.name.clone()));
        let nobody = (NOBODY.to_owned(), say(cw::NOBODY));
        all.push(facet(CHARGE_KEY, say(CHARGE), std::iter::once(nobody).chain(people).collect()));
    }
    let departments = config.departments.iter().filter(|one| one.active);
    all.push(facet(
        DEPARTMENT_KEY,
        say(DEPARTMENT),
        departments.map(|one| (one.id.0.clone(), one.name.clone())).collect(),
    ));
    let periods = PERIODS.map(|(key, words)| (key.to_owned(), say(words)));
    all.push(facet(MADE_KEY, say(MADE), periods.to_vec()));
    if process.stages.iter().any(|stage| stage.closed) && process.stages.iter().any(|stage| !stage.closed) {
        all.push(facet(ENDED_KEY, say(ENDED), periods.to_vec()));
    }
    for field in process.fields.iter().filter(|field| field.listed && field.class == MergeClass::Single) {
        if let Kind::Choice(choices) = &field.kind {
            let choices = choices.iter().map(|one| (one.value.clone(), one.label.get(language).to_owned()));
            all.push(facet(&format!("{FIELD}{}", field.key), field.label.get(language).to_owned(), choices.collect()));
        }
    }
    // Where there is nothing to choose from, nothing is asked.
    all.retain(|facet| facet.choices.len() > usize::from(facet.key != FLAG_KEY));
    all
}

const PERIODS: [(&str, Words); 5] =
    [("today", TODAY), ("week", SEVEN_DAYS), ("month", THIS_MONTH), ("last", LAST_MONTH), ("year", THIS_YEAR)];

/// A kept filter says “last month”, and means that of the day on which it is used.
fn named(period: &str, today: Date) -> Option<(Date, Date)> {
    match period {
        "today" => Some((today, today)),
        "week" => Some((today.saturating_sub(jiff::Span::new().days(6)), today)),
        "month" => Some((today.first_of_month(), today.last_of_month())),
        "last" => {
            let last = today.first_of_month().yesterday().ok()?;
            Some((last.first_of_month(), last))
        }
        "year" => Some((today.first_of_year(), today.last_of_year())),
        _ => None,
    }
}

fn made(map: &ParamsMap, config: &Configuration, today: Date) -> Option<Filter> {
    let day = |key: &str| map.get(key).and_then(|text| text.parse::<Date>().ok());
    let named = map.get(MADE_KEY).and_then(|period| named(&period, today));
    let (from, to) = named.map_or((day(FROM), day(TO)), |(from, to)| (Some(from), Some(to)));
    (from.is_some() || to.is_some()).then(|| Filter::Made {
        from_ms: from.map_or(i64::MIN, |day| config.calendar.start_of(day)),
        to_ms: to.map_or(i64::MAX, |day| config.calendar.end_of(day).saturating_add(1)),
    })
}

/// Who names a stage, or when it ended, has said whether it is to be open.
pub fn is_open_only(map: &ParamsMap) -> bool {
    [ALL, STAGE_KEY, ENDED_KEY].iter().all(|key| map.get(key).is_none_or(|value| value.is_empty()))
}

/// What the address asks for.
pub fn filters(map: &ParamsMap, process: &Process, config: &Configuration, today: Date) -> Vec<Filter> {
    let get = |key: &str| map.get(key).filter(|value| !value.is_empty());
    let mut all = vec![];
    // Where a record is whole as soon as it is made, there is nothing unfinished to narrow to.
    if is_open_only(map) && process.stages.iter().any(|stage| !stage.closed) {
        all.push(Filter::Open);
    }
    all.extend(get(STAGE_KEY).map(|stage| Filter::Stages(vec![stage])));
    all.extend(get(FLAG_KEY).map(Filter::Flag));
    all.extend(get(CHARGE_KEY).map(|who| match who.as_str() {
        NOBODY => Filter::Unassigned,
        who => Filter::InCharge(who.into()),
    }));
    all.extend(get(DEPARTMENT_KEY).map(|one| Filter::Department(one.as_str().into())));
    all.extend(made(map, config, today));
    all.extend(get(ENDED_KEY).and_then(|period| named(&period, today)).map(|(from, to)| Filter::Between {
        key: CLOSED_AT.to_owned(),
        from_ms: config.calendar.start_of(from),
        to_ms: config.calendar.end_of(to).saturating_add(1),
    }));
    all.extend(process.fields.iter().filter_map(|field| {
        let value = get(&format!("{FIELD}{}", field.key))?;
        Some(Filter::Value { key: field.key.clone(), any: vec![value.as_str().into()] })
    }));
    all
}

/// One thing that the list is narrowed to, in words, and the keys that go when it is taken away.
#[derive(Clone, PartialEq)]
pub struct Applied {
    pub words: String,
    pub keys: Vec<String>,
}

pub fn applied(map: &ParamsMap, facets: &[Facet]) -> Vec<Applied> {
    let chosen = facets.iter().filter_map(|facet| {
        let value = map.get(&facet.key).filter(|value| !value.is_empty())?;
        // A flag says what it is; a name or a word wants to be told what it is of.
        let words = facet.choices.iter().find(|(key, _)| *key == value).map_or(value, |(_, words)| words.clone());
        let words = if facet.key == FLAG_KEY { words } else { format!("{}：{words}", facet.name) };
        Some(Applied { words, keys: vec![facet.key.clone()] })
    });
    let days = [(FROM, SINCE), (TO, UNTIL)].into_iter().filter_map(|(key, words)| {
        let day = map.get(key).filter(|_| map.get(MADE_KEY).is_none())?;
        Some(Applied { words: format!("{} {}", say(MADE), crate::i18n::fill(words, &day)), keys: vec![key.to_owned()] })
    });
    chosen.chain(days).collect()
}
