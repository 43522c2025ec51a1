use super::*;
use crate::principal::Holding;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// 2026-09-28 10:00 in Shanghai, a Monday.
const MONDAY_MS: i64 = 1_790_560_800_000;

fn head(post: Post) -> Principal {
    let holding = Holding { post, department: "care".into(), region: None };
    Principal { user: "head".into(), device: "d".into(), holdings: vec![holding] }
}

fn row(process: &str, id: &str, stage: &str, created_at_ms: i64) -> Summary {
    Summary {
        id: id.into(),
        process: process.into(),
        stage: stage.into(),
        creator: Some("ann".into()),
        department: Some("care".into()),
        created_at_ms,
        touched_at_ms: created_at_ms,
        ..Summary::default()
    }
}

fn with(row: Summary, clocks: &[(&str, i64, Option<i64>)]) -> Summary {
    let deadlines = clocks.iter().map(|(key, from_ms, met_at_ms)| Clock {
        key: (*key).to_owned(),
        from_ms: *from_ms,
        met_at_ms: *met_at_ms,
    });
    Summary { deadlines: deadlines.collect(), ..row }
}

fn friday_to_sunday(config: &Configuration) -> Period {
    let (from, to) = span(&config.calendar, config.calendar.date_of(MONDAY_MS));
    Period::days(&config.calendar, from, to).unwrap()
}

fn told(rows: &[Summary]) -> Morning {
    let config = Configuration::default();
    let period = friday_to_sunday(&config);
    morning(rows.iter(), &head(Post::Supervisor), &config, period, MONDAY_MS).unwrap()
}

fn figures(morning: &Morning, process: &str) -> Vec<(String, String)> {
    let section = morning.sections.iter().find(|section| section.process.as_str() == process);
    let ids = |figure: &Figure| figure.records.iter().map(RecordId::as_str).collect::<Vec<_>>().join(" ");
    section.into_iter().flat_map(|section| &section.figures).map(|one| (one.key.clone(), ids(one))).collect()
}

#[test]
fn the_days_before_reach_back_to_the_last_working_day() {
    let calendar = Configuration::default().calendar;
    let days = |today: &str| {
        let (from, to) = span(&calendar, today.parse().unwrap());
        (from.to_string(), to.to_string())
    };
    // An ordinary Tuesday; the first day after the National Day holidays; a Sunday that was moved into the week.
    for (today, from, to) in [
        ("2026-09-29", "2026-09-28", "2026-09-28"),
        ("2026-10-08", "2026-09-30", "2026-10-07"),
        ("2026-09-21", "2026-09-20", "2026-09-20"),
    ] {
        assert_eq!(days(today), (from.to_owned(), to.to_owned()));
    }
}

#[test]
fn a_day_is_told_by_births_clocks_and_closings() {
    let saturday = MONDAY_MS - 2 * DAY_MS;
    let long_ago = MONDAY_MS - 20 * DAY_MS;
    let rows = [
        row("repair", "new", "reported", saturday),
        with(
            row("repair", "mended", "repaired", long_ago),
            &[("dispatch", long_ago, Some(saturday)), ("call", saturday, None)],
        ),
        Summary {
            closed: true,
            values: [(crate::record::summary::CLOSED_AT.to_owned(), saturday.into())].into(),
            ..row("repair", "over", "closed", long_ago)
        },
        row("repair", "this morning", "reported", MONDAY_MS - HOUR_MS),
        Summary { department: Some("sales".into()), ..row("repair", "theirs", "reported", saturday) },
        // Waived in time, but nobody was asked.
        Summary {
            closed: true,
            ..with(row("follow_up", "waived", "waived", long_ago), &[("follow_up", long_ago, Some(saturday))])
        },
        with(row("follow_up", "asked", "done", long_ago), &[("follow_up", long_ago, Some(saturday))]),
        row("building", "one", "used", saturday),
    ];
    let found = told(&rows);
    let all = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(key, ids)| ((*key).to_owned(), (*ids).to_owned())).collect()
    };
    assert_eq!(
        figures(&found, "repair"),
        all(&[
            ("reported", "new"),
            ("dispatched", "mended"),
            ("repaired", "mended"),
            ("closed", "over"),
            ("open", "new mended this morning"),
        ])
    );
    assert_eq!(figures(&found, "follow_up"), all(&[("made", ""), ("done", "asked"), ("open", "asked")]));
    assert_eq!(found.sections.len(), 2, "what is only looked up is no work, and nothing else has happened");
}

#[test]
fn the_log_says_who_made_what_and_in_whose_charge_work_was_done() {
    let saturday = MONDAY_MS - 2 * DAY_MS;
    let bobs = |row: Summary| Summary { assignee: Some("bob".into()), ..row };
    let rows = [
        row("matter", "asked", "accepted", saturday),
        bobs(with(row("matter", "answered", "resolved", saturday - 9 * DAY_MS), &[("tell", saturday, None)])),
        bobs(Summary {
            touched_at_ms: saturday,
            ..with(
                row("complaint", "under way", "handling", saturday - DAY_MS * 9),
                &[("result", saturday - DAY_MS * 9, None)],
            )
        }),
        bobs(row("task", "given", "open", saturday)),
        Summary { creator: Some(UserId::server()), ..bobs(row("task", "by rule", "open", saturday)) },
        bobs(row("task", "later", "open", MONDAY_MS)),
    ];
    let found = told(&rows);
    let list = |ids: &[RecordId]| ids.iter().map(RecordId::as_str).collect::<Vec<_>>().join(" ");
    let log: Vec<_> = found
        .people
        .iter()
        .map(|log| (log.user.as_str(), list(&log.made), list(&log.done), list(&log.moved)))
        .collect();
    let line = |user, made: &str, done: &str, moved: &str| (user, made.to_owned(), done.to_owned(), moved.to_owned());
    assert_eq!(log, [line("ann", "asked given", "", ""), line("bob", "", "answered", "under way")]);
    assert_eq!(list(&found.people[1].overdue), "under way");
}

#[test]
fn today_names_what_nobody_does_and_what_waits_for_the_leader() {
    let rows = [
        row("complaint", "free", "accepted", MONDAY_MS - HOUR_MS),
        with(
            Summary { assignee: Some("bob".into()), ..row("task", "tonight", "open", MONDAY_MS - DAY_MS) },
            &[("due", MONDAY_MS + 5 * HOUR_MS, None)],
        ),
        row("customer", "filed", "extracted", MONDAY_MS - HOUR_MS),
    ];
    let found = told(&rows);
    let today: Vec<_> = found.today.iter().map(|figure| (figure.key.as_str(), figure.count())).collect();
    assert_eq!(today, [("unassigned", 1), ("due_today", 1), ("complaint.accepted", 1)]);
    let config = Configuration::default();
    let period = friday_to_sunday(&config);
    assert_eq!(morning(rows.iter(), &head(Post::Specialist), &config, period, MONDAY_MS), None);
}
