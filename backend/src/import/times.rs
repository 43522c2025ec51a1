//! Dates and times as people and programs write them. `3/4/2025` says by itself neither March nor April: the whole column
//! decides, and where it cannot, the other columns of the file.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};
use shared::label::Label;

use super::preview::narrow;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    MonthFirst,
    DayFirst,
}

/// How a column is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Where the year does not stand first.
    pub order: Order,
    /// No cell says a time of day, or all say midnight: its values are whole days.
    pub days: bool,
    /// Nothing in the file tells month from day.
    pub doubtful: bool,
    /// Some cell does not begin with the year.
    pub ordered: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub date: Date,
    pub at_ms: i64,
}

struct Written {
    date: Numbers,
    time: Option<Time>,
    offset: Option<Offset>,
}

enum Numbers {
    YearFirst(Date),
    /// First, second, year.
    Short(i8, i8, i16),
}

impl Numbers {
    fn read(&self, order: Order) -> Option<Date> {
        match (self, order) {
            (Self::YearFirst(date), _) => Some(*date),
            (Self::Short(month, day, year), Order::MonthFirst) => Date::new(*year, *month, *day).ok(),
            (Self::Short(day, month, year), Order::DayFirst) => Date::new(*year, *month, *day).ok(),
        }
    }
}

/// How each column is written, where nobody has `told`. Empty cells say nothing.
pub fn styles(columns: &[Vec<&str>], told: Option<Order>) -> Vec<Style> {
    let votes: Vec<(usize, usize)> = columns.iter().map(|cells| vote(cells)).collect();
    let decided = |(month, day): &(usize, usize)| match month.cmp(day) {
        std::cmp::Ordering::Greater => Some(Order::MonthFirst),
        std::cmp::Ordering::Less => Some(Order::DayFirst),
        std::cmp::Ordering::Equal => None,
    };
    let of_file = votes.iter().find_map(decided);
    let style = |(cells, vote): (&Vec<&str>, &(usize, usize))| {
        let order = told.or_else(|| decided(vote)).or(of_file);
        let mut all = cells.iter().filter_map(|cell| written(cell));
        let days = all.all(|one| one.offset.is_none() && one.time.is_none_or(|time| time == Time::midnight()));
        let ordered = vote.0 + vote.1 > 0;
        Style { order: order.unwrap_or(Order::MonthFirst), days, doubtful: ordered && order.is_none(), ordered }
    };
    columns.iter().zip(&votes).map(style).collect()
}

/// Cells that can be read with the month first, and with the day first.
fn vote(cells: &[&str]) -> (usize, usize) {
    let short = cells.iter().filter_map(|cell| written(cell)).map(|one| one.date);
    short.filter(|date| matches!(date, Numbers::Short(..))).fold((0, 0), |(month, day), date| {
        let fits = |order| usize::from(date.read(order).is_some());
        (month + fits(Order::MonthFirst), day + fits(Order::DayFirst))
    })
}

/// The moment that a cell of such a column names: without a zone in the company's own, a day at its beginning.
pub fn read(cell: &str, style: Style, utc_offset_minutes: i32) -> Result<Moment, Label> {
    let found = written(cell).ok_or_else(|| {
        Label::owned(
            format!("“{cell}”不是日期或时间，请写成 2026-11-23 或 2026-11-23 14:30"),
            format!("“{cell}” is no date or time; write 2026-11-23 or 2026-11-23 14:30"),
        )
    })?;
    let date = found.date.read(style.order).ok_or_else(|| {
        let (zh, en) = style.order.words();
        Label::owned(
            format!("这一列按“{zh}”读，“{cell}”不是这样的日期"),
            format!("This column is read as {en}; “{cell}” is no such date"),
        )
    })?;
    let at = date.to_datetime(found.time.unwrap_or(Time::midnight()));
    let offset = found.offset.or_else(|| Offset::from_seconds(utc_offset_minutes * 60).ok());
    let stamp = offset.and_then(|offset| offset.to_timestamp(at).ok());
    let at_ms = stamp.map(|stamp| stamp.as_millisecond()).filter(|ms| *ms >= 0);
    let at_ms = at_ms.ok_or_else(|| {
        Label::owned(format!("“{cell}”太早，最早是 1970 年"), format!("“{cell}” is too early; 1970 is the first year"))
    })?;
    Ok(Moment { date, at_ms })
}

impl Order {
    pub fn word(self) -> &'static str {
        match self {
            Order::MonthFirst => "month_first",
            Order::DayFirst => "day_first",
        }
    }

    pub fn from_word(word: &str) -> Option<Order> {
        [Order::MonthFirst, Order::DayFirst].into_iter().find(|one| one.word() == word)
    }

    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Order::MonthFirst => ("月/日/年", "month/day/year"),
            Order::DayFirst => ("日/月/年", "day/month/year"),
        }
    }
}

fn written(cell: &str) -> Option<Written> {
    let text = narrow(cell).trim().to_uppercase();
    let text = text.replace(['年', '月'], "-").replace('日', " ").replace(['时', '分'], ":").replace('秒', "");
    let end = text.find([' ', 'T', ',']).unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let date = numbers(date.trim_end_matches(['-', '.']))?;
    let rest = rest.trim_start_matches([' ', 'T', ',']).trim_end_matches([' ', ':']);
    if rest.is_empty() {
        return Some(Written { date, time: None, offset: None });
    }
    let (rest, offset) = zone(rest)?;
    Some(Written { date, time: Some(time(rest)?), offset })
}

fn numbers(text: &str) -> Option<Numbers> {
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()).then_some(())?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i16>().ok())?
    };
    let short = |part: &str| i8::try_from(digits(part, 2)?).ok();
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let date = Date::new(digits(&text[..4], 4)?, short(&text[4..6])?, short(&text[6..])?);
        return date.ok().map(Numbers::YearFirst);
    }
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [first, second, last] = parts[..] else { return None };
    if first.len() == 4 {
        return Date::new(digits(first, 4)?, short(second)?, short(last)?).ok().map(Numbers::YearFirst);
    }
    // Two digits stand for the century in which they are nearest.
    let year = match (last.len(), digits(last, 4)?) {
        (4, year) => year,
        (2, year) => year + if year < 70 { 2000 } else { 1900 },
        _ => return None,
    };
    let date = Numbers::Short(short(first)?, short(second)?, year);
    [Order::MonthFirst, Order::DayFirst].iter().any(|order| date.read(*order).is_some()).then_some(date)
}

/// `Z`, `UTC`, `+08`, `+08:00`, `-0500` behind a time. None: what stands there is no zone.
fn zone(text: &str) -> Option<(&str, Option<Offset>)> {
    for word in ["Z", "UTC", "GMT"] {
        if let Some(rest) = text.strip_suffix(word) {
            return Some((rest.trim_end(), Some(Offset::UTC)));
        }
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, None)) };
    let (rest, zone) = text.split_at(at);
    let digits: String = zone[1..].chars().filter(|c| *c != ':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = digits[..2].parse().ok()?;
    let minutes: i32 = if digits.len() == 4 { digits[2..].parse().ok()? } else { 0 };
    let seconds = (hours * 60 + minutes) * 60 * if zone.starts_with('-') { -1 } else { 1 };
    Some((rest.trim_end(), Some(Offset::from_seconds(seconds).ok()?)))
}

fn time(text: &str) -> Option<Time> {
    let (text, half) = match text {
        _ if text.ends_with("AM") || text.ends_with("PM") => {
            (text[..text.len() - 2].trim_end(), Some(text.ends_with("PM")))
        }
        _ if text.starts_with("上午") || text.starts_with("下午") => {
            (text["上午".len()..].trim_start(), Some(text.starts_with("下午")))
        }
        _ => (text, None),
    };
    let mut parts = text.split(':');
    let number = |part: &str| (1..=2).contains(&part.len()).then(|| part.parse::<i8>().ok())?;
    let hour = number(parts.next()?)?;
    let minute = match parts.next() {
        Some(minute) => number(minute)?,
        None => half.map(|_| 0)?,
    };
    let (second, fraction) = match parts.next() {
        None => (0, 0),
        Some(text) => {
            let (second, fraction) = text.split_once('.').unwrap_or((text, ""));
            let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
            let padded: String = fraction.chars().chain("000000000".chars()).take(9).collect();
            (number(second)?, digits.then(|| padded.parse::<i32>().ok())??)
        }
    };
    if parts.next().is_some() {
        return None;
    }
    let hour = match half {
        None => hour,
        Some(_) if hour > 12 => return None,
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
    };
    Time::new(hour, minute, second, fraction).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(cells: &[&str]) -> Vec<Option<String>> {
        let style = styles(&[cells.to_vec()], None)[0];
        let utc = |cell: &&str| read(cell, style, 0).ok().map(|one| one.at_ms);
        let shown = |ms: i64| jiff::Timestamp::from_millisecond(ms).unwrap().to_string();
        cells.iter().map(utc).map(|ms| ms.map(shown)).collect()
    }

    #[test]
    fn every_style_is_read() {
        for (cell, is) in [
            ("2025-03-14", "2025-03-14T00:00:00Z"),
            ("2025/3/4 7:05", "2025-03-04T07:05:00Z"),
            ("2025年3月4日 15时30分", "2025-03-04T15:30:00Z"),
            ("2025-03-14T01:20:05.250+08:00", "2025-03-13T17:20:05.25Z"),
            ("2016-07-13 15:11:07+00:00", "2016-07-13T15:11:07Z"),
            ("2016-07-13 15:11:07 -0500", "2016-07-13T20:11:07Z"),
            ("03/14/2025 12:20:05 AM", "2025-03-14T00:20:05Z"),
            ("3/14/25 1:20 PM", "2025-03-14T13:20:00Z"),
            ("14.03.2025", "2025-03-14T00:00:00Z"),
            ("20250314", "2025-03-14T00:00:00Z"),
            ("2025-03-14 下午3:05", "2025-03-14T15:05:00Z"),
        ] {
            assert_eq!(all(&[cell]), [Some(is.to_owned())], "{cell}");
        }
        for cell in
            ["2025-02-30", "31/31/2025", "14 March", "13:05", "2025-03-14 25:00", "1/2/2025 13:00 PM", "n/a", "1/2"]
        {
            assert_eq!(all(&[cell]), [None], "{cell}");
        }
    }

    #[test]
    fn the_column_decides_between_month_and_day() {
        let day = |text: &str| Some(format!("{text}T00:00:00Z"));
        assert_eq!(all(&["1/2/2025", "1/31/2025"]), [day("2025-01-02"), day("2025-01-31")]);
        assert_eq!(all(&["1/2/2025", "31/1/2025"]), [day("2025-02-01"), day("2025-01-31")]);
        // One that does not fit is named, not turned round.
        assert_eq!(all(&["1/30/2025", "1/31/2025", "31/1/2025"])[2], None);
        let said = read("31/1/2025", styles(&[vec!["1/30/2025", "1/31/2025"]], None)[0], 0).unwrap_err();
        assert!(said.zh.contains("月/日/年"), "{}", said.zh);
        let found = styles(&[vec!["1/2/2025"], vec!["31/1/2025 10:00"], vec!["2025-01-02 00:00"]], None);
        assert_eq!(found.iter().map(|one| one.order).collect::<Vec<_>>()[..2], [Order::DayFirst; 2]);
        assert_eq!(found.iter().map(|one| one.days).collect::<Vec<_>>(), [true, false, true]);
        assert!(styles(&[vec!["1/2/2025"]], None)[0].doubtful && !found[0].doubtful && !found[2].doubtful);
    }
}
