//! One year of holidays in the form of holiday-cn, as administrators send and read it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use shared::calendar::Calendar;
use shared::label::Label;

/// No year has more days to name.
const DAYS_MAX: usize = 400;
const NAME_CHARS_MAX: usize = 40;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holidays {
    pub year: i16,
    pub days: Vec<Day>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    pub name: String,
    /// `2026-10-01`.
    pub date: String,
    #[serde(rename = "isOffDay")]
    pub off: bool,
}

impl Holidays {
    /// The days of that year which do not follow their weekday; none while there is no notice.
    pub fn of(calendar: &Calendar, year: i16) -> Self {
        let days = calendar.years.get(&year).into_iter().flat_map(|year| &year.days);
        let days = days.map(|(key, day)| Day {
            name: day.name.clone(),
            date: format!("{year:04}-{:02}-{:02}", key / 100, key % 100),
            off: day.off,
        });
        Self { year, days: days.collect() }
    }

    /// Everything that is wrong with it. A notice may name days of the years beside its own.
    pub fn problems(&self, year: i16) -> Vec<Label> {
        let mut found = vec![];
        if self.year != year {
            found.push(Label::owned(
                format!("文件里是 {} 年，不是 {year} 年", self.year),
                format!("The file is for {}, not for {year}", self.year),
            ));
        }
        if self.days.is_empty() {
            found.push(Label::new("没有写哪些天放假", "It names no days"));
        }
        if self.days.len() > DAYS_MAX {
            found.push(Label::new("天数太多，请检查文件", "Too many days; look at the file"));
            return found;
        }
        let mut seen = BTreeSet::new();
        for Day { name, date, .. } in &self.days {
            match date.parse::<jiff::civil::Date>() {
                Ok(day) if date.len() == 10 && (day.year() - year).abs() <= 1 => {}
                Ok(_) if date.len() == 10 => found.push(Label::owned(
                    format!("“{date}”不在 {year} 年前后"),
                    format!("“{date}” is not near the year {year}"),
                )),
                _ => found.push(Label::owned(
                    format!("“{date}”不是日期，请写成 {year}-10-01"),
                    format!("“{date}” is not a date; write {year}-10-01"),
                )),
            }
            if !seen.insert(date) {
                found.push(Label::owned(format!("“{date}”写了两次"), format!("“{date}” stands twice")));
            }
            if name.trim().is_empty() || name.chars().count() > NAME_CHARS_MAX {
                found.push(Label::owned(
                    format!("“{date}”的名称要填，最多 {NAME_CHARS_MAX} 个字"),
                    format!("“{date}” needs a name of at most {NAME_CHARS_MAX} characters"),
                ));
            }
        }
        found
    }
}
