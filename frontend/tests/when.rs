//! Time in words, judged without a browser.

// The page uses the rest of it.
#[allow(dead_code)]
#[path = "../src/when.rs"]
mod when;

use shared::calendar::Calendar;
use shared::label::Language::{En, Zh};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// 2026-09-28 10:00 in Shanghai, a Monday.
const MONDAY_MS: i64 = 1_790_560_800_000;

#[test]
fn a_time_is_said_from_where_one_stands() {
    let calendar = Calendar::state_council();
    for (days, zh, en) in [
        (0, "今天 10:00", "Today 10:00"),
        (1, "明天 10:00", "Tomorrow 10:00"),
        (-1, "昨天 10:00", "Yesterday 10:00"),
        (2, "后天 10:00", "Wed 10:00"),
        (4, "周五 10:00", "Fri 10:00"),
        (7, "下周一 10:00", "5 Oct 10:00"),
        (-3, "9月25日 10:00", "25 Sep 10:00"),
        (200, "2027年4月16日 10:00", "16 Apr 2027 10:00"),
    ] {
        let at = MONDAY_MS + days * DAY_MS;
        assert_eq!(when::instant(&calendar, at, MONDAY_MS, Zh), zh);
        assert_eq!(when::instant(&calendar, at, MONDAY_MS, En), en);
    }
    assert_eq!(when::instant(&calendar, MONDAY_MS + 14 * HOUR_MS - 1, MONDAY_MS, Zh), "今天");
    assert_eq!(when::day_head(&calendar, MONDAY_MS + 4 * DAY_MS, MONDAY_MS, Zh), "10月2日 · 周五");
}

#[test]
fn what_is_left_counts_days_as_people_do() {
    let calendar = Calendar::state_council();
    let end_of_day = MONDAY_MS + 14 * HOUR_MS - 1;
    for (due, zh, en) in [
        (end_of_day, "今天到期", "Due today"),
        (end_of_day + DAY_MS, "还有 1 天", "1 day left"),
        (end_of_day - 2 * DAY_MS, "逾期 2 天", "2 days overdue"),
        (MONDAY_MS + 3 * HOUR_MS, "还有 3 小时", "3 hours left"),
        (MONDAY_MS - 20 * 60_000, "逾期 20 分钟", "20 minutes overdue"),
    ] {
        assert_eq!(when::left(&calendar, due, MONDAY_MS, Zh), zh);
        assert_eq!(when::left(&calendar, due, MONDAY_MS, En), en);
    }
}
