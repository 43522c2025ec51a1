//! What the calendar asks for: a visit each half year, a reminder before a card runs out, a report each month. Answered from
//! rows alone, so that a device may look through all of its own at once.

use super::Due;
use crate::calendar::{Calendar, DayKind};
use crate::config::Configuration;
use crate::process::effect::Beat;
use crate::process::{Process, effect::Effect};
use crate::record::summary::Summary;
use crate::value::Value;
use jiff::ToSpan;
use jiff::civil::Date;

/// What came round longer ago than this is not made up for: nobody wants the greetings of last month.
const LATE_DAYS_MAX: i64 = 3;
/// Neither is anything looked for further ahead.
const AHEAD_DAYS_MAX: i64 = 366;
/// The server looks each minute whether a day has begun, and may have many rows to look at.
const SERVER_LOOKS_MS: i64 = 10 * 60_000;

/// One time that it comes round: what it is called, the first day on which it is done, the last.
struct Turn {
    time: String,
    from: Date,
    to: Date,
}

/// What has come round for this row by `now_ms`, and the instant at which it did. The same on every device and at any hour
/// of those days.
pub fn come_round<'a>(process: &'a Process, row: &Summary, config: &Configuration, now_ms: i64) -> Vec<(Due<'a>, i64)> {
    let calendar = &config.calendar;
    let today = calendar.date_of(now_ms);
    let asked = |effect: &'a Effect| {
        let every = effect.every.as_ref().filter(|every| every.stages.contains(&row.stage))?;
        let turn = turn(&every.beat, row, config, today)?;
        let is_now = (turn.from..=turn.to).contains(&today) && effect.when.holds_of(row);
        is_now.then(|| (Due { effect, time: turn.time, entry: None }, calendar.start_of(turn.from)))
    };
    process.effects.iter().filter_map(asked).collect()
}

/// Has a device heard of what came round at `at_ms`, having all that the server had at `synced_at_ms`? Then what it does not
/// have is not for it to make: it was given to somebody else since, or erased.
pub fn is_told_of(at_ms: i64, synced_at_ms: Option<i64>) -> bool {
    synced_at_ms.is_some_and(|synced| synced > at_ms.saturating_add(SERVER_LOOKS_MS))
}

/// Is it in vain to wait longer for what was to come until then? Only whoever has asked the server since can know: days
/// without a network say nothing.
pub fn will_not_come(until_ms: i64, synced_at_ms: Option<i64>) -> bool {
    synced_at_ms.is_some_and(|synced| synced > until_ms)
}

/// The time that is nearest to today.
fn turn(beat: &Beat, row: &Summary, config: &Configuration, today: Date) -> Option<Turn> {
    let calendar = &config.calendar;
    let number = |setting: &str| config.setting(setting).as_int().filter(|number| *number >= 0);
    let ahead = |setting: &str| number(setting).map(|days| days.min(AHEAD_DAYS_MAX).days());
    let on = |day: Date| Some(Turn { time: day.to_string(), from: day, to: day.saturating_add(LATE_DAYS_MAX.days()) });
    let made = calendar.date_of(row.created_at_ms);
    match beat {
        Beat::Days(setting) => {
            let every = number(setting).filter(|every| *every > 0)?;
            // Files that were imported on one day do not all come round on one.
            let ahead = spread(row, every);
            let times = (i64::from((today - made).get_days()) + ahead) / every;
            if times > 0 { on(made.checked_add((times * every - ahead).days()).ok()?) } else { None }
        }
        Beat::Month(setting) => {
            let day = i8::try_from(number(setting)?.clamp(1, 31)).ok()?;
            let from = today.with().day(day.min(today.days_in_month())).build().ok()?;
            Some(Turn { time: from.to_string().chars().take(7).collect(), from, to: today.last_of_month() })
        }
        Beat::Before { field, setting } => {
            let end = match row.values.get(field)? {
                Value::Int(at_ms) => calendar.date_of(*at_ms),
                Value::Text(date) => date.parse::<Date>().ok()?,
                _ => return None,
            };
            // Of a file that is newer than the day it would have been done, it is done as soon as the file is there.
            let from = end.checked_sub(ahead(setting)?).ok()?.max(made);
            Some(Turn { time: end.to_string(), ..on(from)? }).filter(|turn| turn.from <= end)
        }
        Beat::Holidays(setting) => {
            let ahead = ahead(setting)?;
            let days = (0..=LATE_DAYS_MAX).filter_map(|late| today.checked_sub(late.days()).ok());
            days.filter(|day| day.checked_add(ahead).is_ok_and(|of| begins(calendar, of))).find_map(on)
        }
        Beat::Yearly(setting) => {
            let (month, day) = month_and_day(config.setting(setting).as_text()?)?;
            let of = |year: i16| Date::new(year, month, day).or_else(|_| Date::new(year, month, 28)).ok();
            // In the first days of January last year's may be the nearest.
            let years = [today.year(), today.year() - 1];
            years.into_iter().filter_map(of).find(|day| *day <= today).and_then(on)
        }
    }
}

/// Days by which this row comes first: from 0, below `every`, the same everywhere.
fn spread(row: &Summary, every: i64) -> i64 {
    // FNV-1a.
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = row.id.as_str().bytes().fold(0xcbf2_9ce4_8422_2325, mix);
    i64::try_from(hash % u64::try_from(every).unwrap_or(1)).unwrap_or_default()
}

/// Is it the first day of a public holiday?
fn begins(calendar: &Calendar, day: Date) -> bool {
    let name = |day: Date| match calendar.day_kind(day) {
        DayKind::Holiday(name) => Some(name),
        _ => None,
    };
    let before = day.yesterday().ok().and_then(name);
    name(day).is_some_and(|name| before != Some(name))
}

/// `10-18`: a day of each year.
pub fn month_and_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    let (month, day): (i8, i8) = (month.parse().ok()?, day.parse().ok()?);
    // A leap year has every day that some year has.
    Date::new(2024, month, day).ok().map(|_| (month, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::customer;

    const DAY_MS: i64 = 86_400_000;

    fn noon(config: &Configuration, date: &str) -> i64 {
        config.calendar.start_of(date.parse().unwrap()) + DAY_MS / 2
    }

    fn member(config: &Configuration) -> Summary {
        Summary {
            id: crate::id::RecordId("0197f0f3-0000-4000-8000-000000000001".into()),
            process: "customer".into(),
            stage: "contacted".into(),
            created_at_ms: noon(config, "2026-01-10"),
            values: [
                ("is_member".to_owned(), Value::Bool(true)),
                ("kind".to_owned(), "owner".into()),
                ("member_until".to_owned(), "2026-12-01".into()),
            ]
            .into(),
            ..Summary::default()
        }
    }

    /// The days of a year on which each effect is asked for, as they are named.
    fn asked(config: &Configuration, row: &Summary, effect: &str) -> Vec<(String, String)> {
        let process = customer::process();
        let mut found: Vec<(String, String)> = vec![];
        let mut day: Date = "2026-01-10".parse().unwrap();
        while day.year() == 2026 {
            let now_ms = noon(config, &day.to_string());
            for (due, _) in
                come_round(&process, row, config, now_ms).into_iter().filter(|(due, _)| due.effect.key == effect)
            {
                if found.last().is_none_or(|(time, _)| *time != due.time) {
                    found.push((due.time, day.to_string()));
                }
            }
            day = day.tomorrow().unwrap();
        }
        found
    }

    fn plain(found: Vec<(String, String)>) -> Vec<String> {
        assert!(found.iter().all(|(time, first)| time == first), "{found:?}");
        found.into_iter().map(|(time, _)| time).collect()
    }

    #[test]
    fn nothing_comes_round_until_the_company_has_chosen() {
        let config = Configuration::default();
        for effect in &customer::process().effects {
            assert_eq!(asked(&config, &member(&config), &effect.key), vec![], "{}", effect.key);
        }
    }

    #[test]
    fn each_comes_on_its_day_and_once() {
        let mut config = Configuration::default();
        for (key, value) in [
            ("visit_every_days", Value::Int(90)),
            ("renewal_before_days", 30.into()),
            ("holiday_greeting_before_days", 2.into()),
            ("anniversary", "10-18".into()),
            ("promotion", "11-11".into()),
            ("outreach_every_days", 60.into()),
        ] {
            config.settings.insert(key.into(), value);
        }
        let row = member(&config);
        // Within 90 days after the tenth of January, and then each 90 days.
        let visits: Vec<Date> = plain(asked(&config, &row, "visit")).iter().map(|day| day.parse().unwrap()).collect();
        let made: Date = "2026-01-10".parse().unwrap();
        assert!((1..=90).contains(&(visits[0] - made).get_days()), "{visits:?}");
        assert!(visits.windows(2).all(|two| (two[1] - two[0]).get_days() == 90), "{visits:?}");
        assert_eq!(asked(&config, &row, "renewal"), [("2026-12-01".to_owned(), "2026-11-01".to_owned())]);
        assert_eq!(plain(asked(&config, &row, "anniversary")), ["2026-10-18"]);
        assert_eq!(plain(asked(&config, &row, "promotion")), ["2026-11-11"]);
        // Owners are called on where they live.
        assert!((5..=6).contains(&asked(&config, &row, "outreach").len()));
        let mut tenant = row.clone();
        tenant.values.remove("kind");
        assert_eq!(asked(&config, &tenant, "outreach"), vec![]);
        // Two days before each holiday of the State Council begins, and not before a day worked in exchange for it.
        let feasts = plain(asked(&config, &row, "festival"));
        assert!(feasts.contains(&"2026-09-29".to_owned()) && feasts.len() == 6, "{feasts:?}");
        // Members only, and nobody's file that is not kept up.
        let mut other = row.clone();
        other.values.remove("is_member");
        assert_eq!(asked(&config, &other, "festival"), vec![]);
        other.stage = "extracted".into();
        assert_eq!(asked(&config, &other, "visit"), vec![]);
    }

    #[test]
    fn what_was_imported_on_one_day_is_spread_over_the_time_between() {
        let mut config = Configuration::default();
        config.settings.insert("visit_every_days".into(), 30.into());
        let days: std::collections::BTreeSet<String> = (0..100_u128)
            .map(|n| {
                let id = crate::id::RecordId(uuid::Uuid::from_u128((n << 64) | (n * 7919)).as_hyphenated().to_string());
                plain(asked(&config, &Summary { id, ..member(&config) }, "visit"))[0].clone()
            })
            .collect();
        assert!(days.len() > 20, "{}", days.len());
    }

    #[test]
    fn a_server_that_stood_still_makes_up_for_three_days_and_no_more() {
        let mut config = Configuration::default();
        config.settings.insert("renewal_before_days".into(), 30.into());
        let (process, row) = (customer::process(), member(&config));
        let on = |date: &str| come_round(&process, &row, &config, noon(&config, date)).len();
        assert_eq!(["2026-10-31", "2026-11-01", "2026-11-04", "2026-11-05"].map(on), [0, 1, 1, 0]);
    }

    #[test]
    fn a_card_that_came_in_late_is_reminded_of_at_once() {
        let mut config = Configuration::default();
        config.settings.insert("renewal_before_days".into(), 30.into());
        let row = Summary { created_at_ms: noon(&config, "2026-11-20"), ..member(&config) };
        assert_eq!(asked(&config, &row, "renewal"), [("2026-12-01".to_owned(), "2026-11-20".to_owned())]);
    }

    #[test]
    fn a_device_waits_for_the_server_and_makes_nothing_that_the_server_has_told_of() {
        let (midnight, hour) = (20 * DAY_MS, 3_600_000);
        assert!(!is_told_of(midnight, None));
        assert!(!is_told_of(midnight, Some(midnight - hour)), "it came round while there was no network");
        assert!(!is_told_of(midnight, Some(midnight + 60_000)), "the server may not have looked yet");
        assert!(is_told_of(midnight, Some(midnight + hour)), "given away or erased since");
        let until = midnight + DAY_MS;
        assert!(!will_not_come(until, None) && !will_not_come(until, Some(midnight)), "days without a network");
        assert!(will_not_come(until, Some(until + 1)));
    }

    #[test]
    fn an_anniversary_is_kept_in_every_year_and_over_the_turn_of_one() {
        let mut config = Configuration::default();
        let process = customer::process();
        let mut on = |day: &str, today: &str| {
            config.settings.insert("anniversary".into(), day.into());
            let found = come_round(&process, &member(&config), &config, noon(&config, today));
            found.into_iter().map(|(due, _)| due.time).collect::<Vec<_>>()
        };
        assert_eq!(on("02-29", "2026-02-28"), ["2026-02-28"]);
        assert_eq!(on("02-29", "2028-02-29"), ["2028-02-29"]);
        assert_eq!(on("12-31", "2027-01-02"), ["2026-12-31"]);
        assert_eq!(on("12-31", "2027-01-04"), Vec::<String>::new());
    }

    #[test]
    fn a_month_has_one_report_however_short_it_is() {
        let mut config = Configuration::default();
        config.settings.insert("building_month_day".into(), 31.into());
        let process = crate::process::building::process();
        let row = Summary { stage: "standing".into(), ..Summary::default() };
        let on = |date: &str| {
            let now_ms = noon(&config, date);
            come_round(&process, &row, &config, now_ms).into_iter().map(|(due, _)| due.time).collect::<Vec<_>>()
        };
        assert_eq!(on("2026-02-27"), Vec::<String>::new());
        assert_eq!(on("2026-02-28"), ["2026-02"]);
        assert_eq!(on("2026-11-30"), ["2026-11"]);
    }
}
