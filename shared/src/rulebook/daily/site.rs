//! The days of the site: patrols, and spot checks of what is being renovated. Rounds are a department's; who leads it sees all
//! of them, and only so can it be said of a day that nobody went.

use super::{Days, Done, Rows, days};
use crate::id::{DepartmentId, RecordId};
use crate::record::summary::Summary;
use crate::report::rounds::{self, WALKED};
use crate::setting;
use crate::spot_check;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

const PATROL: &str = "patrol";
const RENOVATING: &str = "renovating";

type By<'a, T> = BTreeMap<Option<&'a DepartmentId>, T>;

impl<'a> Rows<'a> {
    fn of(&self, process: &str) -> impl Iterator<Item = &'a Summary> {
        self.all.iter().copied().filter(move |row| row.process.as_str() == process)
    }

    fn walked(&self, kind: &str) -> impl Iterator<Item = &'a Summary> {
        let is_walked = |row: &Summary| WALKED.contains(&row.stage.as_str());
        self.of(rounds::PROCESS).filter(move |row| is_walked(row) && rounds::kind(row) == kind)
    }

    /// The departments whose rounds this person sees all of.
    fn leads(&self, department: Option<&DepartmentId>) -> bool {
        self.principal.leads(department)
            && department.and_then(|one| self.config.department(one)).is_none_or(|one| one.active)
    }

    fn enter(&self, done: &mut Done, round: &Summary) {
        let at_ms = rounds::at_ms(round);
        done.entry(self.config.calendar.date_of(at_ms)).or_default().push((at_ms, round.id.clone()));
    }

    fn name(&self, department: Option<&DepartmentId>) -> Option<String> {
        Some(self.config.department(department?)?.name.clone())
    }
}

/// N6, of each department from its first patrol; where nobody has walked one, of those that keep the register of the site, from
/// the day on which it was begun.
pub fn patrols(rows: &Rows<'_>) -> Vec<Days> {
    let mut groups: By<Done> = BTreeMap::new();
    for round in rows.walked(PATROL).filter(|round| rows.leads(round.department.as_ref())) {
        rows.enter(groups.entry(round.department.as_ref()).or_default(), round);
    }
    let mut begun: By<Date> = groups.iter().filter_map(|(of, done)| Some((*of, *done.keys().next()?))).collect();
    if groups.is_empty() {
        for place in rows.of("building").chain(rows.of("unit")).filter(|one| rows.leads(one.department.as_ref())) {
            let day = rows.config.calendar.date_of(place.created_at_ms);
            begun.entry(place.department.as_ref()).and_modify(|first| *first = day.min(*first)).or_insert(day);
        }
    }
    if begun.len() > 1 {
        begun.remove(&None);
    }
    let mut found = vec![];
    for (of, first) in begun {
        let done = groups.remove(&of).unwrap_or_default();
        let asked = days(first.max(rows.from), rows.today).collect();
        found.push(Days { name: rows.name(of), asked, alike: alike(rows, &done), done });
    }
    found
}

/// 不定时 (T5): the days whose patrols were all walked at times at which one was walked the day before.
fn alike(rows: &Rows<'_>, done: &Done) -> Vec<Date> {
    let calendar = &rows.config.calendar;
    let apart = rows.config.setting(setting::PATROLS_APART).as_int().unwrap_or_default();
    let minutes = |day: &[(i64, RecordId)]| -> Vec<i64> {
        day.iter().map(|(at_ms, _)| i64::from(calendar.minute_of(*at_ms))).collect()
    };
    let is_alike = |(day, walked): &(&Date, &Vec<(i64, RecordId)>)| {
        let before = day.yesterday().ok().and_then(|before| done.get(&before)).map(|before| minutes(before));
        before.is_some_and(|before| {
            minutes(walked).iter().all(|now| before.iter().any(|then| (now - then).abs() <= apart))
        })
    };
    done.iter().filter(|(day, _)| **day >= rows.from).filter(is_alike).map(|(day, _)| *day).collect()
}

/// N7, of each department with units that are renovated all the day long, from its beginning to its end. A check is of the
/// department whose unit it looks at, and of the one that walks it; a unit of no department is anybody's.
pub fn spot_checks(rows: &Rows<'_>) -> Vec<Days> {
    let units: BTreeMap<&str, &Summary> = rows.of("unit").map(|unit| (unit.id.as_str(), unit)).collect();
    let mut groups: By<Days> = BTreeMap::new();
    for unit in units.values().filter(|unit| rows.leads(unit.department.as_ref())) {
        let asked = renovated(rows, unit);
        if !asked.is_empty() {
            groups.entry(unit.department.as_ref()).or_default().asked.extend(asked);
        }
    }
    for round in rows.walked(spot_check::KIND) {
        let unit = round.values.get("unit").and_then(|unit| units.get(unit.as_text()?));
        let mut of: BTreeSet<_> =
            [Some(round), unit.copied()].into_iter().flatten().map(|one| one.department.as_ref()).collect();
        of.insert(None);
        of.retain(|of| rows.leads(*of));
        for of in of {
            rows.enter(&mut groups.entry(of).or_default().done, round);
        }
    }
    // What belongs to none is judged by itself only where something there is being renovated, or nothing is anywhere.
    if groups.len() > 1 && groups.get(&None).is_some_and(|days| days.asked.is_empty()) {
        groups.remove(&None);
    }
    groups.into_iter().map(|(of, days)| Days { name: rows.name(of), ..days }).collect()
}

/// The days which a unit was being renovated from beginning to end.
fn renovated(rows: &Rows<'_>, unit: &Summary) -> BTreeSet<Date> {
    let mut spans = unit.stood(RENOVATING);
    // A row of an age that did not say since when: at least since it was last touched.
    if spans.is_empty() && unit.stage == RENOVATING {
        spans.push((unit.touched_at_ms, None));
    }
    let date = |at_ms: i64| rows.config.calendar.date_of(at_ms);
    let span = |(from, to): (i64, Option<i64>)| {
        let first = date(from).tomorrow().ok()?.max(rows.from);
        let last = to.map_or(Some(rows.today), |to| date(to).yesterday().ok())?;
        Some(days(first, last))
    };
    spans.into_iter().filter_map(span).flatten().collect()
}
