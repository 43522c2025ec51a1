//! Reports and the sheet of rules, from rows alone.

use shared::calendar::Calendar;
use shared::config::{Configuration, Department};
use shared::principal::{Holding, Post, Principal};
use shared::process::built_in;
use shared::record::summary::{Clock, Summary};
use shared::report::damage::{days_of_report, of_building, unlisted};
use shared::report::{Cell, KNOWN, Period, report};
use shared::rulebook::{Part, RuleLine, sheet};
use shared::value::Value;

const DAY_MS: i64 = 86_400_000;
/// 2026-09-28 10:00 in Shanghai, a Monday.
const MONDAY_MS: i64 = 1_790_560_800_000;

fn config() -> Configuration {
    Configuration { processes: built_in(), calendar: Calendar::state_council(), ..Configuration::default() }
}

/// Sees and leads all.
fn boss() -> Principal {
    leader(Post::Manager, "")
}

fn leader(post: Post, department: &str) -> Principal {
    let holding = Holding { post, department: department.into(), region: None };
    Principal { user: "boss".into(), device: "tablet".into(), holdings: vec![holding] }
}

fn september() -> Period {
    let calendar = Calendar::state_council();
    Period::days(&calendar, "2026-09-01".parse().unwrap(), "2026-09-30".parse().unwrap()).unwrap()
}

fn row(process: &str, id: &str, stage: &str, values: &[(&str, Value)]) -> Summary {
    Summary {
        id: id.into(),
        process: process.into(),
        stage: stage.into(),
        created_at_ms: MONDAY_MS - 5 * DAY_MS,
        touched_at_ms: MONDAY_MS - DAY_MS,
        values: values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
        ..Summary::default()
    }
}

fn follow_up(id: &str, who: &str, stage: &str, from_days: i64, met_days: Option<i64>) -> Summary {
    let values = [("rating", "satisfied".into()), ("channel", "phone".into()), ("service_item", "维修".into())];
    let at = |days: i64| MONDAY_MS - days * DAY_MS;
    Summary {
        assignee: Some(who.into()),
        about: Some("member".into()),
        deadlines: vec![Clock { key: "follow_up".into(), from_ms: at(from_days), met_at_ms: met_days.map(at) }],
        ..row("follow_up", id, stage, &values)
    }
}

#[test]
fn follow_ups_by_caller() {
    let rows = [
        row("customer", "member", "assigned", &[("is_member", true.into())]),
        follow_up("kept", "ann", "done", 5, Some(4)),
        follow_up("late", "ann", "checked", 9, Some(2)),
        follow_up("open", "bob", "pending", 1, None),
        follow_up("waived", "bob", "waived", 9, None),
        follow_up("in august", "bob", "done", 40, Some(39)),
    ];
    let found = report("follow_ups", rows.iter(), september(), &config(), MONDAY_MS).unwrap();
    let [ann, bob] = &found.lines[..] else { panic!("{:?}", found.lines) };
    assert_eq!(ann.records, ["kept".into(), "late".into()]);
    let percent = |of: u8| Cell::Percent(Some(of));
    assert_eq!(ann.cells, [Cell::Count(2), Cell::Count(2), percent(100), percent(50), percent(100), percent(100)]);
    let none = Cell::Percent(None);
    assert_eq!(bob.cells, [Cell::Count(1), Cell::Count(0), percent(0), none, percent(0), none]);
    let total = found.total.unwrap();
    assert_eq!((total.cells[0], total.cells[2], total.records.len()), (Cell::Count(3), percent(66), 3));
}

#[test]
fn causes_from_the_most_frequent_and_the_unknown_last() {
    let cause = |id: &str, cause: &str| {
        let values = if cause.is_empty() { vec![] } else { vec![("cause_category", cause.into())] };
        row("complaint", id, "handling", &values)
    };
    let rows = [
        cause("1", ""),
        cause("2", ""),
        cause("3", ""),
        cause("4", "attitude"),
        cause("5", "quality"),
        cause("6", "quality"),
        Summary { created_at_ms: MONDAY_MS - 60 * DAY_MS, ..cause("7", "skill") },
    ];
    let found = report("causes", rows.iter(), september(), &config(), MONDAY_MS).unwrap();
    let said: Vec<(&str, Cell, Cell)> =
        found.lines.iter().map(|line| (&*line.name.zh, line.cells[0], line.cells[2])).collect();
    let percent = |of: u8| Cell::Percent(Some(of));
    assert_eq!(
        said,
        [
            ("工程质量", Cell::Count(2), percent(33)),
            ("服务态度", Cell::Count(1), percent(50)),
            ("还没有分析", Cell::Count(3), percent(100)),
        ]
    );
}

#[test]
fn nothing_is_a_report_too() {
    for (key, title) in KNOWN {
        let found = report(key, [].iter(), september(), &config(), MONDAY_MS).unwrap();
        assert!(found.lines.is_empty() && found.total.is_none() && found.title == title, "{key}");
        assert!(usize::from(found.drawn) < found.columns.len(), "{key}");
    }
    assert!(report("weather", [].iter(), september(), &config(), MONDAY_MS).is_none());
    let calendar = Calendar::state_council();
    let days = |from: &str, to: &str| Period::days(&calendar, from.parse().unwrap(), to.parse().unwrap());
    assert!(days("2026-09-02", "2026-09-01").is_none() && days("2010-01-01", "2026-09-01").is_none());
    let one = days("2026-09-01", "2026-09-01").unwrap();
    assert_eq!(one.to_ms - one.from_ms, DAY_MS - 1);
}

#[test]
fn each_rule_names_what_keeps_it_and_what_breaks_it() {
    let rows = [
        row("customer", "member", "assigned", &[("is_member", true.into())]),
        follow_up("kept", "ann", "done", 5, Some(4)),
        follow_up("late", "ann", "done", 9, Some(2)),
        follow_up("broken", "bob", "pending", 9, None),
        follow_up("running", "bob", "pending", 1, None),
        Summary { closed: true, ..row("complaint", "hurried", "archived", &[("cause_category", "skill".into())]) },
        row("complaint", "open", "handling", &[]),
        // Closed elsewhere, and taken back with its import: nobody here has closed them.
        Summary { closed: true, ..row("complaint", "old", "archived", &[("flag.imported", true.into())]) },
        Summary { closed: true, ..row("complaint", "gone", "withdrawn", &[]) },
    ];
    let config = config();
    let lines = sheet(rows.iter(), &boss(), &config, MONDAY_MS);
    let of = |key: &str| lines.iter().find(|line| line.key == key).unwrap();
    let three_days = of("follow_up.follow_up");
    let parts = Part::ALL.map(|part| three_days.part(part).to_vec());
    assert_eq!(parts, [["kept"], ["late"], ["broken"], ["running"]].map(|ids| ids.map(Into::into).to_vec()));
    assert_eq!((three_days.percent, three_days.is_kept()), (Some(33), false));
    assert!(three_days.source.as_ref().is_some_and(|source| source.quote.contains("三天之内")));
    assert_eq!(of("follow_up.members").part(Part::Kept).len(), 2);
    assert_eq!(of("follow_up.whole").percent, Some(100));
    // Archived without a follow-up: an old version, or another program, may have let it in.
    let closed = of("complaint.loop");
    assert_eq!(
        (closed.part(Part::Broken), closed.part(Part::Running)),
        (&["hurried".into()][..], &["open".into()][..])
    );
    // Where it comes from is said as the settings say it: what is quoted asks for it, the number may be ours all the same.
    let said = |key: &str| (of(key).source.is_some(), of(key).ours);
    assert_eq!(
        ["follow_up.follow_up", "repair.repair", "repair.note"].map(said),
        [(true, false), (true, true), (true, true)]
    );
    // No rule twice, and each deadline of each process is one.
    let mut keys: Vec<&str> = lines.iter().map(|line| line.key.as_str()).collect();
    let deadlines: usize = config.processes.iter().map(|process| process.deadlines.len()).sum();
    assert_eq!(keys.len(), deadlines + 6);
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), lines.len());
}

fn round(id: &str, kind: &str, days: i64) -> Summary {
    let at = MONDAY_MS - days * DAY_MS;
    Summary { created_at_ms: at, ..row("round", id, "completed", &[("kind", kind.into())]) }
}

#[test]
fn each_day_keeps_or_breaks_the_number_of_patrols() {
    let rows = [
        round("early", "patrol", 3),
        round("early 2", "patrol", 3),
        round("alone", "patrol", 1),
        round("today", "patrol", 0),
        round("another kind", "six_s", 2),
        Summary { stage: "walking".into(), ..round("not at its end", "patrol", 1) },
    ];
    let lines = sheet(rows.iter(), &boss(), &config(), MONDAY_MS);
    let patrols = lines.iter().find(|line| line.key == "round.patrols").unwrap();
    // On the 26th nobody went at all, on the 27th once.
    assert_eq!(
        (patrols.percent, &patrols.days[..]),
        (Some(33), &["2026-09-26".to_owned(), "2026-09-27".to_owned()][..])
    );
    assert_eq!(patrols.part(Part::Kept), ["early".into(), "early 2".into()]);
    assert_eq!(
        (patrols.part(Part::Broken), patrols.part(Part::Running)),
        (&["alone".into()][..], &["today".into()][..])
    );
    assert!(patrols.source.as_ref().is_some_and(|source| source.quote.contains("2-3次")));
    let checks = lines.iter().find(|line| line.key == "round.spot_checks").unwrap();
    assert_eq!((checks.percent, checks.is_kept()), (None, true));
}

fn line(rows: &[Summary], principal: &Principal, config: &Configuration, key: &str) -> RuleLine {
    sheet(rows.iter(), principal, config, MONDAY_MS).into_iter().find(|line| line.key == key).unwrap()
}

#[test]
fn a_round_counts_on_the_day_it_was_walked_and_more_than_asked_for_break_nothing() {
    let at = |days: i64| MONDAY_MS - days * DAY_MS;
    let walked = |id: &str, planned: i64, walking: String, completed: i64| {
        let mut one = round(id, "patrol", planned);
        let values = [
            ("planned_at_ms", Value::from(at(planned))),
            ("stood.walking", walking.into()),
            ("stood.completed", format!("{completed}-").into()),
        ];
        one.values.extend(values.map(|(key, value)| (key.to_owned(), value)));
        one
    };
    let mut rows: Vec<Summary> = (0..4).map(|n| round(&format!("{n}"), "patrol", 3)).collect();
    // Both planned for the 26th: one begun then and given to somebody else, who walked it on the 27th; one walked a day early
    // and sent back on the 27th.
    rows.push(walked("late", 2, format!("{}-{} {}-{}", at(2), at(2) + 1, at(1), at(1) + 9), at(1) + 9));
    rows.push(walked("early", 2, format!("{}-{} {}-{}", at(3), at(3) + 9, at(1), at(1) + 9), at(3) + 9));
    let line = line(&rows, &boss(), &config(), "round.patrols");
    assert_eq!(line.days, ["2026-09-26", "2026-09-27"]);
    assert_eq!((line.part(Part::Kept).len(), line.part(Part::Broken)), (5, &["late".into()][..]));
}

#[test]
fn days_with_patrols_at_the_times_of_the_day_before_are_shown() {
    let at = |id: &str, days: i64, minutes: i64| {
        let one = round(id, "patrol", days);
        Summary { created_at_ms: one.created_at_ms + minutes * 60_000, ..one }
    };
    let rows = [
        at("a", 4, 0),
        at("b", 4, 180),
        // Both within half an hour of those.
        at("c", 3, 30),
        at("d", 3, 155),
        // One is not.
        at("e", 2, 0),
        at("f", 2, 120),
    ];
    let mut config = config();
    let found = line(&rows, &boss(), &config, "round.patrols");
    // A day at regular times is shown, and breaks nothing.
    assert_eq!((found.alike, found.days), (vec!["2026-09-25".to_owned()], vec!["2026-09-27".to_owned()]));
    let apart = shared::setting::find("patrols_apart_minutes").unwrap();
    assert_eq!((&apart.source, &apart.default), (&None, &30.into()));
    config.settings.insert(apart.key.into(), 20.into());
    assert_eq!(line(&rows, &boss(), &config, "round.patrols").alike, Vec::<String>::new());
}

#[test]
fn each_department_walks_its_own_rounds() {
    let mut config = config();
    config.departments = [("kf", "客服部"), ("gc", "工程部")]
        .map(|(id, name)| Department { id: id.into(), name: name.to_owned(), active: true, parent: None, head: None })
        .to_vec();
    let of = |department: &str, row: Summary| Summary { department: Some(department.into()), ..row };
    let mut rows = vec![];
    for (department, days) in [("kf", [2, 2, 1]), ("gc", [2, 1, 1])] {
        let walked = days.iter().enumerate();
        rows.extend(walked.map(|(n, day)| of(department, round(&format!("{department}{n}"), "patrol", *day))));
        let renovated = [("stood.renovating", format!("{}-", MONDAY_MS - 2 * DAY_MS).into())];
        rows.push(of(department, row("unit", &format!("unit of {department}"), "renovating", &renovated)));
    }
    rows.push(of("kf", round("check", "renovation", 1)));
    let by = |principal: &Principal, key: &str| line(&rows, principal, &config, key).days;
    assert_eq!(by(&boss(), "round.patrols"), ["2026-09-26 工程部", "2026-09-27 客服部"]);
    assert_eq!(by(&boss(), "round.spot_checks"), ["2026-09-27 工程部"]);
    // Who leads one answers for it alone; who leads none does not see who else went.
    assert_eq!(by(&leader(Post::Supervisor, "gc"), "round.patrols"), ["2026-09-26"]);
    assert_eq!(line(&rows, &leader(Post::Specialist, "gc"), &config, "round.patrols").percent, None);
    // Nobody has ever walked there, and there is something to walk.
    let bare = line(&rows[3..4], &boss(), &config, "round.patrols");
    assert_eq!((bare.days.len(), bare.percent), (5, Some(0)));
}

#[test]
fn a_day_asks_for_a_spot_check_only_while_something_is_renovated_all_day() {
    let unit = |from: i64, to: i64| {
        let at = |days: i64| MONDAY_MS - days * DAY_MS;
        let (to, stage) = if to == 0 { (String::new(), "renovating") } else { (at(to).to_string(), "occupied") };
        row("unit", "u", stage, &[("stood.renovating", format!("{}-{to}", at(from)).into())])
    };
    let of = |rows: &[Summary]| {
        let lines = sheet(rows.iter(), &boss(), &config(), MONDAY_MS);
        lines.into_iter().find(|line| line.key == "round.spot_checks").unwrap()
    };
    // Renovated from the 20th to the 26th; checked thrice on the 22nd, and once when nothing was being renovated.
    let rows = [
        unit(8, 2),
        round("one", "renovation", 6),
        round("two", "renovation", 6),
        round("three", "renovation", 6),
        round("free", "renovation", 1),
    ];
    let line = of(&rows);
    assert_eq!(line.days, ["2026-09-21", "2026-09-23", "2026-09-24", "2026-09-25"]);
    assert_eq!((line.percent, line.part(Part::Kept).len(), line.part(Part::Broken).len()), (Some(33), 4, 0));
    // A company that has never checked is asked all the same, today not yet.
    assert_eq!(of(&[unit(3, 0)]).days, ["2026-09-26", "2026-09-27"]);
    assert_eq!(of(&rows[1..]).days, Vec::<String>::new());
}

#[test]
fn each_working_morning_is_checked_or_not() {
    let config = config();
    let on = |id: &str, date: &str, stage: &str| {
        let at = config.calendar.start_of(date.parse().unwrap()) + 9 * 3_600_000;
        Summary { created_at_ms: at, ..row("morning_check", id, stage, &[]) }
    };
    let rows = [
        on("before the holidays", "2026-09-30", "checked"),
        on("behind them", "2026-10-08", "checked"),
        on("a mistake", "2026-10-09", "withdrawn"),
        on("today", "2026-10-12", "checked"),
    ];
    let now_ms = config.calendar.start_of("2026-10-12".parse().unwrap()) + 12 * 3_600_000;
    let lines = sheet(rows.iter(), &boss(), &config, now_ms);
    let line = lines.iter().find(|line| line.key == "morning_check.daily").unwrap();
    // Nobody is asked for the week of National Day; the Saturday behind it is worked in exchange.
    assert_eq!((line.percent, &line.days[..]), (Some(50), &["2026-10-09".to_owned(), "2026-10-10".to_owned()][..]));
    assert_eq!(line.part(Part::Kept).len(), 2);
    assert_eq!(line.part(Part::Running), ["today".into()]);
    assert!(line.source.as_ref().is_some_and(|source| source.quote.contains("每日上班时检查")));
}

#[test]
fn each_department_has_its_own_morning() {
    let mut config = config();
    let department = |id: &str, name: &str, active: bool| Department {
        id: id.into(),
        name: name.to_owned(),
        active,
        parent: None,
        head: None,
    };
    config.departments =
        vec![department("kf", "客服部", true), department("gc", "工程部", true), department("old", "秩序部", false)];
    let on = |id: &str, of: Option<&str>, date: &str| {
        let at = config.calendar.start_of(date.parse().unwrap()) + 9 * 3_600_000;
        let row = Summary { created_at_ms: at, ..row("morning_check", id, "checked", &[]) };
        Summary { department: of.map(Into::into), ..row }
    };
    let rows = [
        on("kf 1", Some("kf"), "2026-10-13"),
        on("old 1", Some("old"), "2026-10-13"),
        on("gc 2", Some("gc"), "2026-10-14"),
        on("kf 3", Some("kf"), "2026-10-15"),
        on("the manager's", None, "2026-10-14"),
    ];
    let now_ms = config.calendar.start_of("2026-10-16".parse().unwrap()) + 12 * 3_600_000;
    let of = |rows: &[Summary]| {
        let lines = sheet(rows.iter(), &boss(), &config, now_ms);
        lines.into_iter().find(|line| line.key == "morning_check.daily").unwrap()
    };
    let line = of(&rows);
    // Neither is asked for the days before its first, nor the one that is no more for those behind its last.
    assert_eq!(line.days, ["2026-10-14 客服部", "2026-10-15 工程部"]);
    assert_eq!((line.percent, line.part(Part::Kept).len()), (Some(66), 4));
    let alone = of(&rows[4..]);
    assert_eq!((alone.percent, &alone.days[..]), (Some(50), &["2026-10-15".to_owned()][..]));
}

#[test]
fn rounds_repairs_and_damage() {
    let text = |key: &'static str, value: &'static str| (key, Value::from(value));
    let call = |id: &str, from: i64, met: Option<i64>, values: &[(&str, Value)]| {
        let at = |days: i64| MONDAY_MS - days * DAY_MS;
        let clock = Clock { key: "call".into(), from_ms: at(from), met_at_ms: met.map(at) };
        Summary { deadlines: vec![clock], ..row("repair", id, "followed_up", values) }
    };
    let mut planned = Summary { stage: "planned".into(), ..round("r2", "patrol", 1) };
    planned.values.insert("planned_at_ms".into(), (MONDAY_MS - DAY_MS).into());
    let rows = [
        row("building", "b1", "standing", &[]),
        row("unit", "u1", "empty", &[text("building", "b1")]),
        round("r1", "patrol", 2),
        planned.clone(),
        row("finding", "f1", "found", &[text("round", "r1"), text("building", "b1"), text("facility", "路灯")]),
        row("finding", "f2", "dismissed", &[text("round", "r1")]),
        call(
            "kept",
            9,
            Some(3),
            &[text("unit", "u1"), text("contractor", "某施工队"), text("follow_up.rating", "satisfied")],
        ),
        call("late", 15, Some(2), &[text("contractor", "某施工队"), text("follow_up.rating", "average")]),
        call("open", 9, None, &[text("contractor", "某施工队")]),
    ];
    let of = |key: &str| report(key, rows.iter(), september(), &config(), MONDAY_MS).unwrap();
    let percent = |of: u8| Cell::Percent(Some(of));
    let rounds = of("rounds");
    let cells = [Cell::Count(2), Cell::Count(1), Cell::Count(1), percent(50), Cell::Count(1), Cell::Count(1)];
    assert_eq!((&*rounds.lines[0].name.zh, &rounds.lines[0].cells[..]), ("园区巡视", &cells[..]));
    // Missed once its day is over, until somebody sets out.
    let calendar = Calendar::state_council();
    let is_missed = |round: &Summary, hours: i64| {
        shared::report::rounds::is_missed(round, &calendar, MONDAY_MS - DAY_MS + hours * 3_600_000)
    };
    assert_eq!([13, 14].map(|hours| is_missed(&planned, hours)), [false, true], "it was planned for ten o'clock");
    planned.stage = "walking".into();
    assert!(!is_missed(&planned, 14));
    let repairs = of("repairs");
    let cells = [Cell::Count(3), Cell::Count(2), percent(66), percent(33), percent(50)];
    assert_eq!((repairs.lines.len(), &repairs.lines[0].cells[..]), (1, &cells[..]));
    let damage = of("damage");
    // One finding and the repair of a unit there; two repairs nobody has placed.
    assert_eq!(damage.lines.iter().map(|line| line.cells[0]).collect::<Vec<_>>(), [Cell::Count(2), Cell::Count(2)]);
    assert_eq!(damage.total.unwrap().cells[..3], [Cell::Count(4), Cell::Count(1), Cell::Count(3)]);
    // What the month's report of that building lists.
    let month = Period::month(&Calendar::state_council(), "2026-09").unwrap();
    let listed = of_building(rows.iter(), &"b1".into(), month, &config());
    let listed: Vec<_> = listed.iter().map(|one| (&*one.facility.zh, one.records.len(), one.open)).collect();
    assert_eq!(listed, [("其他", 1, 1), ("路灯", 1, 1)]);
    // A lamp that broke after the report had named one is the second.
    let again = row("finding", "f3", "found", &[text("building", "b1"), text("facility", "路灯")]);
    let found = of_building(rows.iter().chain([&again]), &"b1".into(), month, &config());
    let rest = |listed: &[(&str, i64)]| {
        let rest = unlisted(found.clone(), listed);
        rest.into_iter().map(|(one, count)| (one.facility.zh.to_string(), count)).collect::<Vec<_>>()
    };
    assert_eq!(rest(&[("Other", 1), ("路灯", 1)]), [("路灯".to_owned(), 1)]);
    assert_eq!(rest(&[("其他", 3), ("路灯", 1), ("路灯", 1)]), []);
    assert_eq!(Period::month(&Calendar::state_council(), "2026-13"), None);
}

#[test]
fn each_damage_is_told_once_and_what_is_none_is_not() {
    let text = |key: &'static str, value: &'static str| (key, Value::from(value));
    let found = |id: &str, category: &'static str| {
        row("finding", id, "found", &[text("building", "b1"), text("category", category)])
    };
    let repair = |id: &str, finding: &'static str| {
        row("repair", id, "repaired", &[text("building", "b1"), text("finding", finding)])
    };
    let mut rows = vec![
        found("lamp", "equipment"),
        found("dirt", "environment"),
        found("wall torn down", "renovation"),
        repair("the lamp", "lamp"),
        repair("the dirt", "dirt"),
    ];
    let month = |month: &str| Period::month(&Calendar::state_council(), month).unwrap();
    let records = |rows: &[Summary], period: Period| -> Vec<String> {
        let listed = of_building(rows.iter(), &"b1".into(), period, &config());
        listed.into_iter().flat_map(|one| one.records).map(|id| id.to_string()).collect()
    };
    assert_eq!(records(&rows, month("2026-09")), ["the dirt", "lamp"]);

    // September's report went out on the 20th, so what came after it is October's; sent in October, it told the whole month.
    let days =
        |rows: &[Summary], of: &str| days_of_report(rows.iter(), &"b1".into(), of, &Calendar::state_council()).unwrap();
    let sent = |month: &'static str, at_ms: i64| Summary {
        deadlines: vec![Clock { key: "send".into(), from_ms: at_ms - DAY_MS, met_at_ms: Some(at_ms) }],
        ..row("building_month", month, "sent", &[text("building", "b1"), text("month", month)])
    };
    assert_eq!(days(&rows, "2026-10"), month("2026-10"));
    let early_ms = MONDAY_MS - 8 * DAY_MS;
    rows.push(sent("2026-09", early_ms));
    assert_eq!((days(&rows, "2026-09"), days(&rows, "2026-10").from_ms), (month("2026-09"), early_ms + 1));
    // While September's has not gone, August's remainder is September's.
    let waiting = row("building_month", "w", "due", &[text("building", "b1"), text("month", "2026-09")]);
    let august = [sent("2026-08", early_ms - 31 * DAY_MS), waiting];
    assert_eq!(days(&august, "2026-10"), month("2026-10"));
    rows.push(sent("2026-09", MONDAY_MS + 8 * DAY_MS));
    assert_eq!(days(&rows, "2026-10"), month("2026-10"));
    assert_eq!(
        days_of_report(rows.iter(), &"b2".into(), "2026-10", &Calendar::state_council()),
        Some(month("2026-10"))
    );
}

#[test]
fn supervision_names_the_records_of_each_number_and_waits_that_are_older() {
    let at = |days: i64| MONDAY_MS - days * DAY_MS;
    let case = |id: &str, who: Option<&str>, created: i64, met: Option<i64>| Summary {
        assignee: who.map(Into::into),
        created_at_ms: at(created),
        deadlines: vec![Clock { key: "repair".into(), from_ms: at(created), met_at_ms: met.map(at) }],
        ..row("repair", id, "in_repair", &[])
    };
    let help = |id: &str, needed: &str| Summary {
        assignee: Some("ann".into()),
        deadlines: vec![Clock { key: "answer".into(), from_ms: at(5), met_at_ms: None }],
        ..row("matter", id, "accepted", &[("help", needed.into())])
    };
    let rows = [
        case("in time", Some("ann"), 9, Some(5)),
        case("late", Some("ann"), 20, Some(9)),
        case("overdue", Some("ann"), 12, None),
        case("free", None, 1, None),
        case("old and done", Some("ann"), 60, Some(58)),
        case("old and waiting", Some("ann"), 60, None),
        Summary { stage: "cancelled".into(), ..case("dropped", Some("ann"), 9, Some(9)) },
        help("install", "install"),
        help("chat", "none"),
    ];
    let found = report("timeliness", rows.iter(), september(), &config(), MONDAY_MS).unwrap();
    let [nobody, ann] = &found.lines[..] else { panic!("{:?}", found.lines) };
    assert!(ann.name.zh.starts_with("ann") && nobody.name.zh.starts_with("没有人负责"));
    let lists: Vec<String> =
        ann.by_cell.iter().map(|ids| ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(lists, ["", "in time", "late", "old and waiting,overdue,chat,install", ""]);
    assert_eq!(ann.records.len(), 6);
    assert_eq!(ann.cells[5..], [Cell::Percent(Some(16)), Cell::Span(Some(60 * DAY_MS))]);
    assert_eq!(nobody.cells[4..], [Cell::Count(1), Cell::Percent(None), Cell::Span(Some(DAY_MS))]);
    assert_eq!(found.total.unwrap().cells[0], Cell::Count(7));
    let helped = report("help", rows.iter(), september(), &config(), MONDAY_MS).unwrap();
    let [line] = &helped.lines[..] else { panic!("{:?}", helped.lines) };
    assert_eq!((line.name.zh.as_ref(), line.by_cell[3].len()), ("ann · 协助安装", 1));
}
