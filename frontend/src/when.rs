//! How a person says when. Pure, in both languages; day and hour are the company's (`Calendar`), not the device's.

use jiff::civil::Date;
use shared::calendar::Calendar;
use shared::day::{of_month, weekday};
use shared::deadline::{Due, Standing};
use shared::label::Language;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// The last minute of a day: a limit that falls there means the day.
const LAST_MINUTE: u16 = 1439;

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// 今天, 明天, 周五 (of this week), 下周一, 11月21日, 2025年11月21日.
pub fn day(date: Date, today: Date, language: Language) -> String {
    let zh = language == Language::Zh;
    let away = days_between(today, date);
    let word = match away {
        0 => Some(if zh { "今天" } else { "Today" }),
        1 => Some(if zh { "明天" } else { "Tomorrow" }),
        -1 => Some(if zh { "昨天" } else { "Yesterday" }),
        2 if zh => Some("后天"),
        -2 if zh => Some("前天"),
        _ => None,
    };
    if let Some(word) = word {
        return word.to_owned();
    }
    let place = i32::from(today.weekday().to_monday_zero_offset()) + away;
    match place {
        0..=6 => weekday(date.weekday(), language).to_owned(),
        7..=13 if zh => format!("下{}", weekday(date.weekday(), language)),
        _ => self::date(date, today, language),
    }
}

/// 11月21日, 2025年11月21日: where two days stand together, both are said alike.
pub fn date(date: Date, today: Date, language: Language) -> String {
    match (date.year() == today.year(), language) {
        (true, _) => of_month(date, language),
        (false, Language::Zh) => format!("{}年{}", date.year(), of_month(date, language)),
        (false, Language::En) => format!("{} {}", of_month(date, language), date.year()),
    }
}

pub fn clock(calendar: &Calendar, at_ms: i64) -> String {
    let minute = calendar.minute_of(at_ms);
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// 今天 15:30. An end of a day is the day alone.
pub fn instant(calendar: &Calendar, at_ms: i64, now_ms: i64, language: Language) -> String {
    let day = day(calendar.date_of(at_ms), calendar.date_of(now_ms), language);
    if calendar.minute_of(at_ms) == LAST_MINUTE { day } else { format!("{day} {}", clock(calendar, at_ms)) }
}

/// 12:00-14:00、20:30-08:30: hours of a day, as they are kept in one line.
pub fn hours(text: &str, language: Language) -> String {
    let join = if language == Language::Zh { "、" } else { ", " };
    text.split(',').map(str::trim).collect::<Vec<_>>().join(join)
}

/// 2026-11-23 15:30: what stands behind a relative word.
pub fn absolute(calendar: &Calendar, at_ms: i64) -> String {
    format!("{} {}", calendar.date_of(at_ms), clock(calendar, at_ms))
}

/// The head of a day in a story: 今天 · 周一, 11月21日 · 周六.
pub fn day_head(calendar: &Calendar, at_ms: i64, now_ms: i64, language: Language) -> String {
    let (date, today) = (calendar.date_of(at_ms), calendar.date_of(now_ms));
    let name = weekday(date.weekday(), language);
    let day = day(date, today, language);
    if day.contains(name) { format!("{} · {name}", of_month(date, language)) } else { format!("{day} · {name}") }
}

fn count(number: i64, zh: &str, en: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("{number} {zh}"),
        Language::En => format!("{number} {en}{}", if number == 1 { "" } else { "s" }),
    }
}

/// 还有 2 天, 还有 3 小时, 今天到期, 逾期 1 天.
pub fn left(calendar: &Calendar, due_at_ms: i64, now_ms: i64, language: Language) -> String {
    let (zh, late) = (language == Language::Zh, now_ms > due_at_ms);
    let days = i64::from(days_between(calendar.date_of(now_ms), calendar.date_of(due_at_ms))).abs();
    let away_ms = (due_at_ms - now_ms).abs();
    let span = if days > 0 {
        count(days, "天", "day", language)
    } else if !late && calendar.minute_of(due_at_ms) == LAST_MINUTE {
        return if zh { "今天到期" } else { "Due today" }.to_owned();
    } else if away_ms >= HOUR_MS {
        count(away_ms / HOUR_MS, "小时", "hour", language)
    } else {
        count((away_ms / MINUTE_MS).max(1), "分钟", "minute", language)
    };
    match (zh, late) {
        (true, false) => format!("还有 {span}"),
        (true, true) => format!("逾期 {span}"),
        (false, false) => format!("{span} left"),
        (false, true) => format!("{span} overdue"),
    }
}

/// How a deadline stands, in words, with the tone of it.
pub fn standing(calendar: &Calendar, due: &Due, now_ms: i64, language: Language) -> (&'static str, String) {
    let zh = language == Language::Zh;
    match due.standing {
        Standing::Overdue => ("late", left(calendar, due.due_at_ms, now_ms, language)),
        Standing::Soon => ("soon", left(calendar, due.due_at_ms, now_ms, language)),
        Standing::Running => ("neutral", left(calendar, due.due_at_ms, now_ms, language)),
        Standing::MetLate => ("soon", if zh { "超期完成" } else { "Done late" }.to_owned()),
        Standing::Met => ("done", if zh { "按时完成" } else { "Done in time" }.to_owned()),
    }
}
