//! Days as people say them.

use jiff::civil::{Date, Weekday};

use crate::label::{Label, Language};

const ZH: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
const EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// 周五, Fri.
pub fn weekday(day: Weekday, language: Language) -> &'static str {
    let at = usize::from(day.to_monday_zero_offset().unsigned_abs());
    match language {
        Language::Zh => ZH[at],
        Language::En => EN[at],
    }
}

/// 11月, Nov.
pub fn month(date: Date, language: Language) -> String {
    match language {
        Language::Zh => format!("{}月", date.month()),
        Language::En => MONTHS[usize::from(date.month().unsigned_abs() - 1)].to_owned(),
    }
}

/// 11月21日, 21 Nov.
pub fn of_month(date: Date, language: Language) -> String {
    let month = month(date, language);
    match language {
        Language::Zh => format!("{month}{}日", date.day()),
        Language::En => format!("{} {month}", date.day()),
    }
}

/// 11月21日, Sat 21 Nov: a day of which one must know which of the week it is.
pub fn named(date: Date) -> Label {
    let english = format!("{} {}", weekday(date.weekday(), Language::En), of_month(date, Language::En));
    Label::owned(of_month(date, Language::Zh), english)
}
