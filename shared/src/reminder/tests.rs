use super::*;
use crate::principal::{Holding, Post};
use crate::record::summary::{Clock, SUPERIOR, WAITS_ABOVE};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// 2026-09-28 10:00 in Shanghai, a Monday.
const MONDAY_MS: i64 = 1_790_560_800_000;

fn ann(post: Post) -> Principal {
    let holding = Holding { post, department: "care".into(), region: None };
    Principal { user: "ann".into(), device: "d".into(), holdings: vec![holding] }
}

fn row(process: &str, id: &str, stage: &str) -> Summary {
    Summary {
        id: id.into(),
        process: process.into(),
        title: id.into(),
        stage: stage.into(),
        assignee: Some("ann".into()),
        creator: Some("bob".into()),
        department: Some("care".into()),
        touched_at_ms: MONDAY_MS - 9 * DAY_MS,
        ..Summary::default()
    }
}

fn with(row: Summary, key: &str, value: i64) -> Summary {
    let values = [(key.to_owned(), value.into())].into_iter().chain(row.values).collect();
    Summary { values, ..row }
}

fn clocked(row: Summary, key: &str, from_ms: i64, met_at_ms: Option<i64>) -> Summary {
    Summary { deadlines: vec![Clock { key: key.into(), from_ms, met_at_ms }], ..row }
}

fn told(rows: &[Summary], post: Post, now_ms: i64) -> Vec<(Why, String)> {
    let config = Configuration::default();
    let found = reminders(rows.iter(), std::iter::empty(), &ann(post), &config, now_ms);
    found.into_iter().map(|one| (one.why, one.title)).collect()
}

#[test]
fn an_hour_is_told_a_quarter_before_once_and_while_it_is_to_be_kept() {
    let at_ms = MONDAY_MS + 20 * MINUTE_MS;
    let call = |id: &str| with(row("follow_up", id, "appointed"), "appointment_at_ms", at_ms);
    let agreed = Summary {
        owner: Some("ann".into()),
        assignee: None,
        ..with(row("customer", "wang", "maintained"), "agreed_at_ms", at_ms)
    };
    let rows = [
        agreed,
        Summary { about: Some("wang".into()), ..call("call wang") },
        clocked(call("done"), "follow_up", MONDAY_MS, Some(MONDAY_MS)),
        Summary { assignee: Some("bob".into()), ..call("bob's") },
    ];
    let hours = |now_ms| told(&rows, Post::Specialist, now_ms);
    assert_eq!(hours(at_ms - 16 * MINUTE_MS), []);
    assert_eq!(hours(at_ms - 15 * MINUTE_MS), [(Why::Hour, "call wang".to_owned())]);
    assert_eq!(hours(at_ms + 31 * MINUTE_MS), []);
    let config = Configuration::default();
    let ids = |now_ms| reminders(rows.iter(), std::iter::empty(), &ann(Post::Specialist), &config, now_ms).remove(0).id;
    assert_eq!(ids(at_ms - MINUTE_MS), ids(at_ms + MINUTE_MS), "the same thing is told once");
}

#[test]
fn what_others_give_me_is_told_and_what_i_take_or_gave_myself_is_not() {
    let friday = MONDAY_MS - 3 * DAY_MS;
    let given = |row: Summary| Summary { touched_at_ms: friday, ..row };
    let rows = [
        given(row("complaint", "noise", "handling")),
        given(row("repair", "leak", "dispatched")),
        given(row("repair", "begun", "in_repair")),
        Summary { creator: Some("ann".into()), ..given(row("task", "my own", "open")) },
        with(given(row("follow_up", "of a campaign", "pending")), "campaign", 1),
        row("task", "long ago", "open"),
    ];
    let names = |now_ms| told(&rows, Post::Specialist, now_ms).into_iter().map(|(_, title)| title).collect::<Vec<_>>();
    assert_eq!(names(MONDAY_MS), ["leak", "noise"], "on Monday what came on Friday is still new");
    assert_eq!(names(MONDAY_MS + DAY_MS), Vec::<String>::new());
}

#[test]
fn what_was_given_is_new_when_it_is_given_and_not_when_a_word_is_added() {
    let given = |days: i64, touched_at_ms: i64| {
        let row = with(row("repair", "leak", "dispatched"), GIVEN_AT, MONDAY_MS - days * DAY_MS);
        Summary { touched_at_ms, ..row }
    };
    let ids = |row: Summary| {
        let config = Configuration::default();
        let found = reminders([&row].into_iter(), std::iter::empty(), &ann(Post::Specialist), &config, MONDAY_MS);
        found.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(given(9, MONDAY_MS - HOUR_MS)), Vec::<String>::new(), "nine days ago: a note of today is no gift");
    let fresh = ids(given(3, MONDAY_MS - 3 * DAY_MS));
    assert_eq!((fresh.len(), &fresh), (1, &ids(given(3, MONDAY_MS - HOUR_MS))), "the same thing is told once");
    // Given away and back: that is news.
    assert_ne!(fresh, ids(given(0, MONDAY_MS)));
}

#[test]
fn deadlines_of_today_and_those_just_missed() {
    let due = |id: &str, at_ms: i64| clocked(row("task", id, "in_progress"), "due", at_ms, None);
    let rows = [
        due("tonight", MONDAY_MS + 8 * HOUR_MS),
        due("this morning", MONDAY_MS - HOUR_MS),
        due("last week", MONDAY_MS - 6 * DAY_MS),
        due("tomorrow", MONDAY_MS + DAY_MS),
        Summary { closed: true, ..due("cancelled", MONDAY_MS + HOUR_MS) },
    ];
    let expected = [(Why::Overdue, "this morning".to_owned()), (Why::DueToday, "tonight".to_owned())];
    assert_eq!(told(&rows, Post::Specialist, MONDAY_MS), expected);
}

#[test]
fn leaders_hear_of_escalations_in_their_department_and_everybody_of_what_came_back() {
    let escalated = |id: &str| {
        let other = Summary { assignee: Some("bob".into()), ..row("complaint", id, "escalated") };
        clocked(other, "answer", MONDAY_MS - HOUR_MS, None)
    };
    let rows = [escalated("hot"), Summary { department: Some("sales".into()), ..escalated("theirs") }];
    assert_eq!(told(&rows, Post::Supervisor, MONDAY_MS), [(Why::Escalated, "hot".to_owned())]);
    // What was escalated to a superior is nobody else's.
    let to = |who: &str, mut row: Summary| {
        row.values.extend([(SUPERIOR.to_owned(), who.into()), (WAITS_ABOVE.to_owned(), true.into())]);
        row
    };
    let named =
        [to("bob", escalated("his")), to("ann", Summary { department: Some("sales".into()), ..escalated("mine") })];
    assert!(told(&named, Post::Supervisor, MONDAY_MS).iter().all(|(_, title)| title == "mine"));
    assert!(told(&named, Post::Specialist, MONDAY_MS).contains(&(Why::Escalated, "mine".to_owned())));
    assert_eq!(told(&rows, Post::Specialist, MONDAY_MS), []);
    let config = Configuration::default();
    let back = |at_ms| Reminder::refused("p1", "task".into(), "r".into(), "came back".into(), at_ms);
    let all = [back(MONDAY_MS - HOUR_MS), back(MONDAY_MS - 9 * DAY_MS)];
    let found = reminders(rows.iter(), all.into_iter(), &ann(Post::Specialist), &config, MONDAY_MS);
    assert_eq!(found.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["refused.p1"]);
}

#[test]
fn nobody_is_disturbed_out_of_hours() {
    let calendar = Configuration::default().calendar;
    for (now_ms, may) in [(MONDAY_MS, true), (MONDAY_MS + 12 * HOUR_MS, false), (MONDAY_MS - DAY_MS, false)] {
        assert_eq!(may_disturb(&calendar, now_ms), may);
    }
}

#[test]
fn a_deadline_that_only_a_leader_can_meet_is_told_to_the_leader() {
    // Marked yesterday: his word is due today.
    let hard = clocked(row("repair", "leak", "dispatched"), "note", MONDAY_MS - DAY_MS, None);
    let rows = [hard];
    let today = vec![(Why::DueToday, "leak".to_owned())];
    assert_eq!(told(&rows, Post::Specialist, MONDAY_MS), vec![], "who is in charge cannot meet it");
    assert_eq!(told(&rows, Post::Supervisor, MONDAY_MS), today);
    // Nobody supervises this department: then it is the manager's.
    assert_eq!(told(&rows, Post::Manager, MONDAY_MS), today);
}
