use super::*;
use jiff::civil::date;

fn at(calendar: &Calendar, day: Date, hour: i64, minute: i64) -> i64 {
    calendar.start_of(day) + (hour * 60 + minute) * MINUTE_MS
}

#[test]
fn notices_decide_the_kind_of_a_day() {
    let c = Calendar::state_council();
    assert_eq!(c.known_years().collect::<Vec<_>>(), [2024, 2025, 2026]);
    assert_eq!(c.day_kind(date(2026, 9, 20)), DayKind::MadeUpWorking("国庆节".into())); // a Sunday
    assert_eq!(c.day_kind(date(2026, 10, 7)), DayKind::Holiday("国庆节".into())); // a Wednesday
    assert_eq!(c.day_kind(date(2026, 10, 10)), DayKind::MadeUpWorking("国庆节".into())); // a Saturday
    assert_eq!(c.day_kind(date(2026, 10, 11)), DayKind::Weekend);
    assert_eq!(c.day_kind(date(2026, 10, 12)), DayKind::Working);
    assert_eq!(c.day_kind(date(2025, 10, 6)).label().en, "National Day and Mid-Autumn Festival");
}

#[test]
fn a_year_without_a_notice_follows_the_week_and_says_so() {
    let mut c = Calendar::state_council();
    let (friday, saturday) = (date(2027, 1, 1), date(2027, 1, 2));
    assert!(!c.is_known(friday) && c.is_working(friday) && !c.is_working(saturday));
    assert_eq!(c.day_kind(friday), DayKind::Unknown);
    assert_eq!(c.load(r#"{"year":2027,"days":[]}"#), Ok(2027));
    assert!(!c.is_known(friday));
    // A notice that reaches into the year before touches that day only.
    let notice = r#"{"year":2028,"days":[{"name":"元旦","date":"2027-12-31","isOffDay":true}]}"#;
    c.load(notice).unwrap();
    assert!(!c.is_known(friday) && c.is_known(date(2028, 1, 1)) && !c.is_working(date(2027, 12, 31)));
    let before = c.clone();
    assert!(matches!(c.load("[]"), Err(CalendarError::Json(_))));
    let bad = r#"{"year":2029,"days":[{"name":"x","date":"2029-02-30","isOffDay":true}]}"#;
    assert_eq!(c.load(bad), Err(CalendarError::Date("2029-02-30".into())));
    assert_eq!(c, before);
}

#[test]
fn days_are_local_and_the_first_is_not_counted() {
    let c = Calendar::state_council();
    // 16:30 UTC on the 1st is 00:30 on the 2nd in Beijing.
    let utc: Timestamp = "2026-03-01T16:30:00Z".parse().unwrap();
    assert_eq!(c.date_of(utc.as_millisecond()), date(2026, 3, 2));
    assert_eq!(c.minute_of(utc.as_millisecond()), 30);
    let due: Timestamp = "2026-03-05T15:59:59.999Z".parse().unwrap();
    for (hour, minute) in [(0, 0), (12, 0), (23, 59)] {
        assert_eq!(c.add_calendar_days(at(&c, date(2026, 3, 2), hour, minute), 3), due.as_millisecond());
    }
    assert_eq!(c.date_of(c.add_calendar_days(at(&c, date(2024, 2, 26), 9, 0), 7)), date(2024, 3, 4));
    assert_eq!(c.date_of(-1), date(1970, 1, 1));
    for extreme in [i64::MIN, i64::MAX] {
        let _ = (c.add_calendar_days(extreme, u32::MAX), c.add_working_days(extreme, 3), c.minute_of(extreme));
    }
}

#[test]
fn working_days_pass_over_holidays_and_count_made_up_ones() {
    let c = Calendar::state_council();
    let after = |day, n| c.date_of(c.add_working_days(at(&c, day, 10, 0), n));
    assert_eq!(after(date(2026, 9, 30), 1), date(2026, 10, 8));
    assert_eq!(after(date(2026, 10, 8), 2), date(2026, 10, 10)); // the made-up Saturday
    assert_eq!(after(date(2026, 10, 10), 1), date(2026, 10, 12));
    assert_eq!(after(date(2026, 9, 18), 1), date(2026, 9, 20)); // the made-up Sunday
    assert_eq!(after(date(2026, 2, 13), 2), date(2026, 2, 24)); // 14 made up, then nine days of Spring Festival
    assert_eq!(after(date(2026, 10, 3), 0), date(2026, 10, 3));
    assert_eq!(c.working_day_before(date(2026, 10, 8)), date(2026, 9, 30));
    assert_eq!(c.working_day_before(date(2026, 10, 12)), date(2026, 10, 10));
    assert_eq!(c.working_day_before(date(2026, 1, 5)), date(2026, 1, 4)); // a Sunday
    assert!(c.is_work_time(at(&c, date(2026, 10, 10), 8, 30)));
    assert!(!c.is_work_time(at(&c, date(2026, 10, 10), 17, 30)));
    assert!(!c.is_work_time(at(&c, date(2026, 10, 11), 10, 0)));
}

#[test]
fn rest_hours_are_read_or_refused_clearly() {
    let hours = RestHours::parse(" 12:00-14:00，21：00至8:30 ").unwrap();
    assert_eq!(hours.ranges, [(720, 840), (1260, 510)]);
    assert_eq!(hours.to_string(), "12:00-14:00,21:00-08:30");
    assert_eq!(RestHours::parse(&hours.to_string()).unwrap(), hours);
    assert!(hours.rest_at(839).is_some() && hours.rest_at(840).is_none());
    assert!(hours.rest_at(0).is_some() && hours.rest_at(509).is_some() && hours.rest_at(510).is_none());
    assert_eq!(RestHours::parse("").unwrap().ranges, []);
    assert_eq!(RestHours::parse("22:00-24:00").unwrap().ranges, [(1320, 1440)]);
    assert_eq!(RestHours::parse("noon"), Err(RestHoursError::Range("noon".into())));
    for bad in ["25:00", "24:00", "12:60", "12", "+1:00", "012:00", ":"] {
        assert_eq!(RestHours::parse(&format!("{bad}-13:00")), Err(RestHoursError::Time(bad.into())), "{bad}");
    }
    assert_eq!(RestHours::parse("8:00-8:00"), Err(RestHoursError::Empty("8:00-8:00".into())));
    assert_eq!(RestHours::parse("00:00-24:00"), Err(RestHoursError::WholeDay));
    assert_eq!(RestHours::parse("8:00-20:00,20:00-8:00"), Err(RestHoursError::WholeDay));
    assert_eq!(RestHours::parse(&["1:00-2:00"; 13].join(",")), Err(RestHoursError::TooMany));
}

#[test]
fn a_customer_at_rest_is_not_called() {
    let c = Calendar::state_council();
    let rest = RestHours::parse("12:00-14:00,21:00-08:30").unwrap();
    let ask = |day, hour, minute| may_call(&c, at(&c, day, hour, minute), &rest, None, false);
    let until = |answer| match answer {
        MayCall::No { until_ms, .. } => until_ms,
        other => panic!("{other:?}"),
    };
    let monday = date(2026, 10, 12);
    assert_eq!(ask(monday, 11, 59), MayCall::Yes);
    let noon = ask(monday, 12, 0);
    let MayCall::No { ref reason, until_ms } = noon else { panic!() };
    assert_eq!((reason, until_ms), (&MayCallReason::RestHours(720, 840), at(&c, monday, 14, 0)));
    assert!(reason.label().zh.contains("12:00-14:00") && reason.label().en.contains("12:00-14:00"));
    assert_eq!(ask(monday, 14, 0), MayCall::Yes);
    assert_eq!(until(ask(monday, 23, 0)), at(&c, date(2026, 10, 13), 8, 30));
    assert_eq!(until(ask(monday, 1, 0)), at(&c, monday, 8, 30));
    // The evening before the holiday waits until the morning after it; the made-up Saturday is a day like others.
    assert_eq!(until(ask(date(2026, 9, 30), 22, 0)), at(&c, date(2026, 10, 8), 8, 30));
    assert_eq!(until(ask(date(2026, 10, 3), 10, 0)), at(&c, date(2026, 10, 8), 8, 30));
    assert_eq!(ask(date(2026, 10, 10), 10, 0), MayCall::Yes);
    assert_eq!(may_call(&c, at(&c, date(2026, 10, 3), 10, 0), &rest, None, true), MayCall::Yes);
}

#[test]
fn an_agreed_time_goes_before_rest() {
    let c = Calendar::state_council();
    let rest = RestHours::parse("12:00-14:00,21:00-08:30").unwrap();
    let day = date(2026, 10, 3);
    let agreed = at(&c, day, 12, 30);
    let ask = |at_ms| may_call(&c, at_ms, &rest, Some(agreed), false);
    assert_eq!(ask(agreed - AGREED_BEFORE_MS), MayCall::Agreed);
    assert_eq!(ask(agreed + AGREED_AFTER_MS), MayCall::Agreed);
    let MayCall::No { until_ms, reason } = ask(at(&c, day, 9, 0)) else { panic!() };
    assert_eq!((until_ms, reason), (agreed - AGREED_BEFORE_MS, MayCallReason::RestDay(c.day_kind(day))));
    assert!(!ask(agreed + AGREED_AFTER_MS + 1).allowed());
    // Hours that leave nothing free (never parsed, but may be read from a file) still end.
    let all = RestHours { ranges: vec![(0, 720), (720, 0)] };
    assert!(!may_call(&c, agreed, &all, None, true).allowed());
}

#[test]
fn travels_as_data() {
    let c = Calendar::state_council();
    let json = serde_json::to_string(&c).unwrap();
    assert_eq!(serde_json::from_str::<Calendar>(&json).unwrap(), c);
    assert_eq!(postcard::from_bytes::<Calendar>(&postcard::to_stdvec(&c).unwrap()).unwrap(), c);
}
