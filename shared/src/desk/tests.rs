use super::*;
use crate::principal::Holding;
use crate::record::summary::Clock;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// 2026-09-28 10:00 in Shanghai, a Monday.
const MONDAY_MS: i64 = 1_790_560_800_000;

fn ann(post: Post) -> Principal {
    let holding = Holding { post, department: "care".into(), region: None };
    Principal { user: "ann".into(), device: "d".into(), holdings: vec![holding] }
}

fn record(process: &str, id: &str, stage: &str) -> Summary {
    Summary {
        id: id.into(),
        process: process.into(),
        title: id.into(),
        stage: stage.into(),
        department: Some("care".into()),
        ..Summary::default()
    }
}

fn customer(id: &str, rest_hours: &str) -> Summary {
    let values = [("rest_hours".to_owned(), rest_hours.into())].into();
    Summary { values, ..record("customer", id, "maintained") }
}

fn clock(key: &str, from_ms: i64) -> Vec<Clock> {
    vec![Clock { key: key.into(), from_ms, met_at_ms: None }]
}

fn follow_up(id: &str, about: &str, from_ms: i64, appointment_at_ms: Option<i64>) -> Summary {
    let values = appointment_at_ms.map(|at| ("appointment_at_ms".to_owned(), at.into())).into_iter().collect();
    Summary {
        assignee: Some("ann".into()),
        about: Some(about.into()),
        deadlines: clock("follow_up", from_ms),
        values,
        ..record("follow_up", id, "pending")
    }
}

fn desk_at(rows: &[Summary], now_ms: i64) -> Desk {
    desk(rows.iter(), &ann(Post::Specialist), &Configuration::default(), now_ms)
}

#[test]
fn calls_stand_in_the_order_in_which_they_should_be_made() {
    let rows = [
        customer("free", ""),
        customer("resting", "09:00-11:00"),
        follow_up("soon", "free", MONDAY_MS - 2 * DAY_MS, None),
        follow_up("resting soon", "resting", MONDAY_MS - 3 * DAY_MS, None),
        follow_up("resting late", "resting", MONDAY_MS - 9 * DAY_MS, None),
        follow_up("late", "free", MONDAY_MS - 8 * DAY_MS, None),
        follow_up("agreed now", "resting", MONDAY_MS, Some(MONDAY_MS + 5 * 60_000)),
        follow_up("agreed later", "free", MONDAY_MS - 2 * DAY_MS, Some(MONDAY_MS + 5 * HOUR_MS)),
        Summary {
            owner: Some("ann".into()),
            deadlines: clock("first_contact", MONDAY_MS - DAY_MS),
            ..customer("new", "")
        },
        Summary { assignee: Some("bob".into()), ..follow_up("bob's", "free", MONDAY_MS, None) },
        Summary { closed: true, ..follow_up("waived", "free", MONDAY_MS, None) },
    ];
    let found = desk_at(&rows, MONDAY_MS);
    let order: Vec<&str> = found.calls.iter().map(|call| call.summary.title.as_str()).collect();
    assert_eq!(order, ["agreed now", "late", "resting late", "soon", "new", "agreed later", "resting soon"]);
    assert_eq!(found.calls_in_all, 7);
    assert_eq!(found.calls[0].may_call, MayCall::Agreed);
    assert_eq!(found.calls[0].customer.as_ref().map(|one| one.id.as_str()), Some("resting"));
    assert!(matches!(found.calls[2].may_call, MayCall::No { until_ms, .. } if until_ms == MONDAY_MS + HOUR_MS));
    assert_eq!(found.calls[4].customer, None, "a first contact is the customer itself");
    assert_eq!((found.overdue_in_all, found.overdue[0].summary.title.as_str()), (2, "resting late"));
}

#[test]
fn the_day_holds_every_hour_once() {
    let task = |id: &str, at_ms: i64| Summary {
        assignee: Some("ann".into()),
        values: [("due_at_ms".to_owned(), at_ms.into())].into(),
        deadlines: clock("due", at_ms),
        ..record("task", id, "open")
    };
    let agreed = Summary {
        owner: Some("ann".into()),
        values: [("agreed_at_ms".to_owned(), (MONDAY_MS + HOUR_MS).into())].into(),
        ..customer("wang", "")
    };
    let rows = [
        agreed,
        follow_up("call wang", "wang", MONDAY_MS, Some(MONDAY_MS + HOUR_MS)),
        task("this morning", MONDAY_MS - HOUR_MS),
        task("tonight", MONDAY_MS + 8 * HOUR_MS),
        task("tomorrow", MONDAY_MS + DAY_MS),
        Summary { closed: true, ..task("cancelled", MONDAY_MS + HOUR_MS) },
        task("last week", MONDAY_MS - 7 * DAY_MS),
    ];
    let found = desk_at(&rows, MONDAY_MS);
    let titles = |all: &[Agenda]| all.iter().map(|one| one.summary.title.clone()).collect::<Vec<_>>();
    assert_eq!(titles(&found.today), ["this morning", "call wang", "tonight"]);
    assert_eq!(titles(&found.next), ["tomorrow"]);
    assert_eq!(found.today[1].customer.as_deref(), Some("wang"));
    assert_eq!(
        found.overdue.iter().map(|one| one.summary.title.as_str()).collect::<Vec<_>>(),
        ["last week", "this morning"]
    );
    assert!(found.mine.contains(&Count { process: "task".into(), stage: "open".into(), count: 4 }));
}

#[test]
fn a_leader_sees_what_waits_for_a_leader_in_his_department() {
    let rows = [
        record("customer", "new", "submitted"),
        record("follow_up", "said", "done"),
        record("task", "done", "done"),
        record("task", "back", "returned"),
        record("complaint", "noise", "accepted"),
        Summary { touched_at_ms: 2, ..record("repair", "leak again", "rework") },
        Summary { touched_at_ms: 1, ..record("repair", "leak", "reported") },
        record("repair", "under way", "in_repair"),
        record("building_month", "october", "submitted"),
        Summary { department: Some("sales".into()), ..record("task", "theirs", "done") },
        Summary { assignee: Some("bob".into()), ..follow_up("late", "new", MONDAY_MS - 9 * DAY_MS, None) },
    ];
    let found = desk(rows.iter(), &ann(Post::Supervisor), &Configuration::default(), MONDAY_MS);
    let team = found.team.as_ref().unwrap();
    let lists = team.waits.iter().map(|list| {
        let records: Vec<&str> = list.records.iter().map(RecordId::as_str).collect();
        (list.key.as_str(), records.join(","))
    });
    let expected = [
        ("customer.submitted", "new"),
        ("task.done", "done"),
        ("task.returned", "back"),
        ("follow_up.done", "said"),
        ("complaint.accepted", "noise"),
        // One list for both stages in which somebody has to be sent, the longest untouched first.
        ("repair.reported", "leak,leak again"),
        ("building_month.submitted", "october"),
    ];
    assert_eq!(lists.collect::<Vec<_>>(), expected.map(|(key, ids)| (key, ids.to_owned())));
    assert_eq!(found.list("repair.reported", None).len(), 2);
    assert_eq!(found.list("follow_up", Some(&"bob".into())), ["late".into()]);
    assert!(found.measures.is_empty(), "nothing is in her own charge");
    assert_eq!(desk_at(&rows, MONDAY_MS).team, None);
}

#[test]
fn a_large_desk_is_cut_and_says_so() {
    let rows: Vec<Summary> = (0..150).map(|n| follow_up(&format!("{n}"), "x", MONDAY_MS, None)).collect();
    let found = desk_at(&rows, MONDAY_MS);
    assert_eq!((found.calls.len(), found.calls_in_all), (CALLS_MAX, 150));
}

#[test]
fn an_inspector_sees_what_he_watches_with_nothing_in_it_too() {
    let complaint = |id: &str, from_ms: i64| Summary {
        deadlines: clock("assign", from_ms),
        department: Some("sales".into()),
        ..record("complaint", id, "accepted")
    };
    let supervised: BTreeMap<String, Value> = [("flag.supervised".to_owned(), true.into())].into();
    let rows = [
        complaint("fresh", MONDAY_MS - HOUR_MS),
        Summary { touched_at_ms: 1, ..complaint("late", MONDAY_MS - 9 * DAY_MS) },
        Summary { closed: true, ..complaint("archived", MONDAY_MS - 9 * DAY_MS) },
        Summary { values: supervised.clone(), ..record("matter", "under his eyes", "coordinating") },
        Summary { values: supervised, closed: true, ..record("matter", "told", "closed") },
        record("matter", "another", "accepted"),
    ];
    let found = desk(rows.iter(), &ann(Post::Inspector), &Configuration::default(), MONDAY_MS);
    let list = |name: &str| found.list(name, None).iter().map(RecordId::to_string).collect::<Vec<_>>();
    assert_eq!(list("watched.open"), ["fresh", "late"]);
    assert_eq!(list(WATCHED_LATE), ["late"]);
    assert_eq!(list("watched.supervised"), ["under his eyes"]);
    let nothing = desk([].iter(), &ann(Post::Inspector), &Configuration::default(), MONDAY_MS);
    assert_eq!(nothing.watched.iter().map(Figure::count).collect::<Vec<_>>(), [0, 0, 0]);
    assert!(desk_at(&rows, MONDAY_MS).watched.is_empty());
}
