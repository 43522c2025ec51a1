//! Days, working days and the hours in which a customer may be called.
//!
//! Holidays and made-up working days (调休) are the State Council's notices, as data in `shared/data/holidays` (MIT,
//! `SOURCE.md` there). Deadlines count calendar days in the project's zone, the first day not counted (`domain.md` H4,
//! T1 and T2). Rest hours serve 「避免在客户休息时打扰客户」 and the agreed time 「最好与客户在电话中再约一个方便的时间」
//! (B2); the hours themselves are a setting, the source names none.

use crate::label::Label;
use crate::process::Source;
use crate::process::words::source;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
const DAY_MINUTES: u16 = 24 * 60;
/// A call counts as the agreed one from this long before the agreed time …
pub const AGREED_BEFORE_MS: i64 = 15 * MINUTE_MS;
/// … until this long after it.
pub const AGREED_AFTER_MS: i64 = 60 * MINUTE_MS;
/// Ranges in one rest-hours text.
pub const REST_RANGES_MAX: usize = 12;
/// Beijing time, ahead of UTC.
const BEIJING_MINUTES: i32 = 8 * 60;

/// No search for another day goes further than this; no notice has ever put so many rest days together.
const SEARCH_DAYS_MAX: usize = 400;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    #[error("not a holiday file: {0}")]
    Json(String),
    #[error("not a date: {0}")]
    Date(String),
}

/// A day that does not follow its weekday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    pub name: String,
    /// True for a holiday, false for a working day that makes up for one.
    pub off: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Year {
    /// Whether the notice for this year has been read. A neighbour's notice may touch a year without announcing it.
    pub known: bool,
    /// By month × 100 + day: 1 October is 1001.
    pub days: BTreeMap<u16, SpecialDay>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    Working,
    /// A weekend day worked in exchange for a holiday (调休).
    MadeUpWorking(String),
    Weekend,
    Holiday(String),
    /// No notice for this year yet; [`Calendar::is_working`] falls back on the weekday.
    Unknown,
}

impl DayKind {
    pub fn label(&self) -> Label {
        match self {
            DayKind::Working => Label::new("工作日", "working day"),
            DayKind::MadeUpWorking(name) => {
                Label::owned(format!("{name}调休上班"), format!("working day in lieu ({})", holiday_label(name).en))
            }
            DayKind::Weekend => Label::new("周末", "weekend"),
            DayKind::Holiday(name) => holiday_label(name),
            DayKind::Unknown => Label::new("放假安排尚未公布", "holidays not yet announced"),
        }
    }
}

/// The name of a public holiday in both languages; a name we do not know stands as it is.
pub fn holiday_label(name: &str) -> Label {
    let en = name.split('、').map(|part| match part {
        "元旦" => "New Year's Day",
        "春节" => "Spring Festival",
        "清明节" => "Qingming Festival",
        "劳动节" => "Labour Day",
        "端午节" => "Dragon Boat Festival",
        "中秋节" => "Mid-Autumn Festival",
        "国庆节" => "National Day",
        other => other,
    });
    Label::owned(name, en.collect::<Vec<_>>().join(" and "))
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    pub version: i64,
    /// The project's zone as a fixed offset; China has no summer time.
    pub utc_offset_minutes: i32,
    pub years: BTreeMap<i16, Year>,
    /// Working time, minutes of the day: from, up to.
    pub work_minutes: (u16, u16),
}

impl Default for Calendar {
    fn default() -> Self {
        Self::state_council()
    }
}

impl Calendar {
    /// A calendar without notices: every year is unknown.
    pub fn empty(utc_offset_minutes: i32) -> Self {
        Self { version: 1, utc_offset_minutes, years: BTreeMap::new(), work_minutes: (8 * 60 + 30, 17 * 60 + 30) }
    }

    /// The notices of the State Council for 2024 to 2026, Beijing time.
    pub fn state_council() -> Self {
        let mut calendar = Self::empty(BEIJING_MINUTES);
        for text in [
            include_str!("../data/holidays/2024.json"),
            include_str!("../data/holidays/2025.json"),
            include_str!("../data/holidays/2026.json"),
        ] {
            calendar.load(text).expect("the holiday files of this crate are whole; a test reads them");
        }
        calendar
    }

    /// Reads one year in the form of `holiday-cn` and returns it. A file without days (not announced yet) changes
    /// nothing. A faulty file changes nothing either.
    pub fn load(&mut self, json: &str) -> Result<i16, CalendarError> {
        #[derive(Deserialize)]
        struct File {
            year: i16,
            days: Vec<Day>,
        }
        #[derive(Deserialize)]
        struct Day {
            name: String,
            date: String,
            #[serde(rename = "isOffDay")]
            off: bool,
        }
        let file: File = serde_json::from_str(json).map_err(|error| CalendarError::Json(error.to_string()))?;
        let mut read = Vec::with_capacity(file.days.len());
        for day in file.days {
            let date: Date = day.date.parse().map_err(|_| CalendarError::Date(day.date.clone()))?;
            read.push((date, SpecialDay { name: day.name, off: day.off }));
        }
        if !read.is_empty() {
            self.years.entry(file.year).or_default().known = true;
        }
        for (date, day) in read {
            self.years.entry(date.year()).or_default().days.insert(key(date), day);
        }
        Ok(file.year)
    }

    pub fn known_years(&self) -> impl Iterator<Item = i16> + '_ {
        self.years.iter().filter(|(_, year)| year.known).map(|(number, _)| *number)
    }

    pub fn is_known(&self, date: Date) -> bool {
        self.years.get(&date.year()).is_some_and(|year| year.known)
    }

    fn special(&self, date: Date) -> Option<&SpecialDay> {
        self.years.get(&date.year())?.days.get(&key(date))
    }

    pub fn day_kind(&self, date: Date) -> DayKind {
        match self.special(date) {
            Some(day) if day.off => DayKind::Holiday(day.name.clone()),
            Some(day) if is_weekend(date) => DayKind::MadeUpWorking(day.name.clone()),
            Some(_) => DayKind::Working,
            None if !self.is_known(date) => DayKind::Unknown,
            None if is_weekend(date) => DayKind::Weekend,
            None => DayKind::Working,
        }
    }

    /// In a year without a notice the weekday decides.
    pub fn is_working(&self, date: Date) -> bool {
        self.special(date).map_or(!is_weekend(date), |day| !day.off)
    }

    fn offset_ms(&self) -> i64 {
        i64::from(self.utc_offset_minutes) * MINUTE_MS
    }

    /// The local date of an instant; beyond the years of the calendar, the last one there is.
    pub fn date_of(&self, at_ms: i64) -> Date {
        let local = at_ms.saturating_add(self.offset_ms());
        match Timestamp::from_millisecond(local) {
            Ok(at) => Offset::UTC.to_datetime(at).date(),
            Err(_) if local < 0 => Date::MIN,
            Err(_) => Date::MAX,
        }
    }

    /// The local minute of the day, 0 to 1439.
    pub fn minute_of(&self, at_ms: i64) -> u16 {
        (at_ms.saturating_add(self.offset_ms()).rem_euclid(DAY_MS) / MINUTE_MS) as u16
    }

    /// 00:00:00.000 of a local day.
    pub fn start_of(&self, date: Date) -> i64 {
        let local = Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX);
        local.as_millisecond() - self.offset_ms()
    }

    /// `[from, to)` of the local week, from its Monday.
    pub fn week_of(&self, at_ms: i64) -> (i64, i64) {
        let date = self.date_of(at_ms);
        let from = self.start_of(date) - i64::from(date.weekday().to_monday_zero_offset()) * DAY_MS;
        (from, from + 7 * DAY_MS)
    }

    /// 23:59:59.999 of a local day.
    pub fn end_of(&self, date: Date) -> i64 {
        self.start_of(date) + DAY_MS - 1
    }

    /// The end of the n-th calendar day after, the first day not counted (H4: T1 with 7, T2 with 3).
    pub fn add_calendar_days(&self, at_ms: i64, days: u32) -> i64 {
        let date = self.date_of(at_ms);
        let span = jiff::Span::new().try_days(days);
        self.end_of(span.and_then(|span| date.checked_add(span)).unwrap_or(Date::MAX))
    }

    /// The end of the n-th working day after, the first day not counted.
    pub fn add_working_days(&self, at_ms: i64, days: u32) -> i64 {
        let mut date = self.date_of(at_ms);
        for _ in 0..days {
            let next = self.working_day_after(date);
            if next == date {
                break;
            }
            date = next;
        }
        self.end_of(date)
    }

    /// The last working day before this one: when to remind.
    pub fn working_day_before(&self, date: Date) -> Date {
        self.search(date, |date| date.yesterday())
    }

    /// The first working day after this one.
    pub fn working_day_after(&self, date: Date) -> Date {
        self.search(date, |date| date.tomorrow())
    }

    fn search(&self, from: Date, step: impl Fn(Date) -> Result<Date, jiff::Error>) -> Date {
        let mut date = from;
        for _ in 0..SEARCH_DAYS_MAX {
            match step(date) {
                Ok(next) => date = next,
                Err(_) => return date,
            }
            if self.is_working(date) {
                return date;
            }
        }
        date
    }

    pub fn is_work_time(&self, at_ms: i64) -> bool {
        let minute = self.minute_of(at_ms);
        self.is_working(self.date_of(at_ms)) && self.work_minutes.0 <= minute && minute < self.work_minutes.1
    }
}

fn key(date: Date) -> u16 {
    (date.month() as u16) * 100 + date.day() as u16
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RestHoursError {
    #[error("「{0}」 is not a range such as 12:00-14:00")]
    Range(String),
    #[error("「{0}」 is not a time such as 08:30")]
    Time(String),
    #[error("「{0}」 begins and ends at the same time")]
    Empty(String),
    #[error("more than {REST_RANGES_MAX} ranges")]
    TooMany,
    #[error("no time of the day is left for calls")]
    WholeDay,
}

impl RestHoursError {
    pub fn label(&self) -> Label {
        let zh = match self {
            Self::Range(text) => format!("“{text}”不是时段，请写成 12:00-14:00"),
            Self::Time(text) => format!("“{text}”不是时间，请写成 08:30"),
            Self::Empty(text) => format!("“{text}”的起止时间相同"),
            Self::TooMany => format!("时段不能超过 {REST_RANGES_MAX} 个"),
            Self::WholeDay => "全天都是休息时间，没有可以致电的时间".to_owned(),
        };
        let en = match self {
            Self::Range(text) => format!("“{text}” is not a range; write 12:00-14:00"),
            Self::Time(text) => format!("“{text}” is not a time; write 08:30"),
            Self::Empty(text) => format!("“{text}” begins and ends at the same time"),
            Self::TooMany => format!("No more than {REST_RANGES_MAX} ranges"),
            Self::WholeDay => "The whole day is rest time; no time is left for calls".to_owned(),
        };
        Label::owned(zh, en)
    }
}

/// When a customer rests. Each range is (from, up to) in minutes of the day; one whose end is not after its beginning
/// runs over midnight.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestHours {
    pub ranges: Vec<(u16, u16)>,
}

impl RestHours {
    /// Reads `12:00-14:00,21:00-08:30`, with Chinese punctuation too. An empty text is no rest hours.
    pub fn parse(text: &str) -> Result<Self, RestHoursError> {
        let mut ranges = Vec::new();
        for part in text.split([',', '，', '、', ';', '；', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
            let (from, to) = part
                .split_once(['-', '–', '—', '－', '~', '～', '至', '到'])
                .ok_or_else(|| RestHoursError::Range(part.to_owned()))?;
            let (from, to) = (minute(from, false)?, minute(to, true)?);
            if from == to {
                return Err(RestHoursError::Empty(part.to_owned()));
            }
            ranges.push((from, to));
        }
        if ranges.len() > REST_RANGES_MAX {
            return Err(RestHoursError::TooMany);
        }
        let hours = Self { ranges };
        if hours.is_whole_day() {
            return Err(RestHoursError::WholeDay);
        }
        Ok(hours)
    }

    pub fn is_whole_day(&self) -> bool {
        (0..DAY_MINUTES).all(|minute| self.rest_at(minute).is_some())
    }

    /// The range that holds this minute of the day. Its end is outside it.
    pub fn rest_at(&self, minute: u16) -> Option<(u16, u16)> {
        self.ranges
            .iter()
            .copied()
            .find(|&(from, to)| if from < to { from <= minute && minute < to } else { from <= minute || minute < to })
    }
}

impl std::str::FromStr for RestHours {
    type Err = RestHoursError;
    fn from_str(text: &str) -> Result<Self, RestHoursError> {
        Self::parse(text)
    }
}

impl std::fmt::Display for RestHours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, range) in self.ranges.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{}", range_text(*range))?;
        }
        Ok(())
    }
}

fn range_text((from, to): (u16, u16)) -> String {
    format!("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
}

fn minute(text: &str, end: bool) -> Result<u16, RestHoursError> {
    let wrong = || RestHoursError::Time(text.trim().to_owned());
    let (hour, minute) = text.trim().split_once([':', '：']).ok_or_else(wrong)?;
    let number = |digits: &str| match digits.len() {
        1 | 2 if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse::<u16>().map_err(|_| wrong()),
        _ => Err(wrong()),
    };
    match (number(hour)?, number(minute)?) {
        (hour, minute) if hour < 24 && minute < 60 => Ok(hour * 60 + minute),
        (24, 0) if end => Ok(DAY_MINUTES),
        _ => Err(wrong()),
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MayCallReason {
    /// The customer rests now: minutes of the day, from and up to.
    RestHours(u16, u16),
    /// A weekend or a holiday.
    RestDay(DayKind),
}

impl MayCallReason {
    /// Customers rest in their hours and on days of rest; which those are is the company's to settle.
    pub fn source() -> Source {
        source("避免在客户休息时打扰客户", "D5, D21")
    }

    pub fn label(&self) -> Label {
        match self {
            MayCallReason::RestHours(from, to) => {
                let range = range_text((*from, *to));
                Label::owned(
                    format!("客户休息时间（{range}），请勿打扰"),
                    format!("The customer is resting ({range}); please do not disturb"),
                )
            }
            MayCallReason::RestDay(kind) => {
                let day = match kind {
                    DayKind::Unknown => DayKind::Weekend.label(),
                    known => known.label(),
                };
                Label::owned(
                    format!("今天是休息日（{}），请勿打扰", day.zh),
                    format!("Today is a day of rest ({}); please do not disturb", day.en),
                )
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MayCall {
    Yes,
    /// The customer agreed to this time, so rest hours do not stand in the way.
    Agreed,
    /// Not now; `until_ms` is the first instant at which the answer changes.
    No {
        reason: MayCallReason,
        until_ms: i64,
    },
}

impl MayCall {
    pub fn allowed(&self) -> bool {
        !matches!(self, MayCall::No { .. })
    }
}

/// May this customer be called now? `rest` is his own rest hours, or the default of the settings; `rest_day_calls` is
/// the setting that allows calls on weekends and holidays. (「避免在客户休息时打扰客户」, B2.)
pub fn may_call(
    calendar: &Calendar,
    at_ms: i64,
    rest: &RestHours,
    agreed_at_ms: Option<i64>,
    rest_day_calls: bool,
) -> MayCall {
    let opens = agreed_at_ms.map(|agreed| agreed.saturating_sub(AGREED_BEFORE_MS));
    if let (Some(opens), Some(agreed)) = (opens, agreed_at_ms)
        && (opens..=agreed.saturating_add(AGREED_AFTER_MS)).contains(&at_ms)
    {
        return MayCall::Agreed;
    }
    let Some((reason, mut until_ms)) = obstacle(calendar, at_ms, rest, rest_day_calls) else { return MayCall::Yes };
    for _ in 0..SEARCH_DAYS_MAX {
        match obstacle(calendar, until_ms, rest, rest_day_calls) {
            Some((_, later)) => until_ms = later,
            None => break,
        }
    }
    if let Some(opens) = opens.filter(|&opens| opens > at_ms) {
        until_ms = until_ms.min(opens);
    }
    MayCall::No { reason, until_ms }
}

/// What stands in the way at this instant, and until when that alone does.
fn obstacle(calendar: &Calendar, at_ms: i64, rest: &RestHours, rest_day_calls: bool) -> Option<(MayCallReason, i64)> {
    let date = calendar.date_of(at_ms);
    if !rest_day_calls && !calendar.is_working(date) {
        return Some((MayCallReason::RestDay(calendar.day_kind(date)), calendar.end_of(date) + 1));
    }
    let minute = calendar.minute_of(at_ms);
    let (from, to) = rest.rest_at(minute)?;
    let days = i64::from(to <= minute);
    let until = calendar.start_of(date) + days * DAY_MS + i64::from(to) * MINUTE_MS;
    Some((MayCallReason::RestHours(from, to), until))
}

#[cfg(test)]
mod tests;
