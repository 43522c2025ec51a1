use super::*;
use crate::calendar::MayCallReason;
use crate::principal::{Holding, Post, Principal};
use crate::process::follow_up;
use crate::record::command::{Command, Stamp};
use crate::record::policy;
use crate::rule::Alone;
use crate::script::follow_up_script;

/// 2026-09-28 10:00 in Shanghai, a Monday.
const MONDAY_MS: i64 = 1_790_560_800_000;
const HOUR_MS: i64 = 3_600_000;

fn stamp(post: Post) -> Stamp {
    let holding = Holding { post, department: "d".into(), region: None };
    let principal = Principal { user: "ann".into(), device: "dev".into(), holdings: vec![holding] };
    Stamp { principal, post, at_ms: MONDAY_MS }
}

fn record() -> Record {
    let mut record = Record { id: "i".into(), process: "follow_up".into(), ..Record::default() };
    let values = [("assignee".to_owned(), Value::from("ann"))].into();
    let create = Act::Take { step: "create".into(), entry: "born".into(), values, reason: None };
    policy::foresee(&mut record, &create, &stamp(Post::Supervisor));
    for (field, value) in
        [("title", Value::from("回访")), ("customer", "c".into()), ("anchor_at_ms", Value::Int(MONDAY_MS))]
    {
        policy::foresee(&mut record, &Act::Set { field: field.into(), value }, &stamp(Post::Supervisor));
    }
    record
}

fn draft(outcome: &str, fields: &[(&str, &str)]) -> Draft {
    Draft {
        outcome: outcome.into(),
        fields: fields.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect(),
        ..Draft::new("attempt".into())
    }
}

fn lacking(draft: &Draft, may_call: &MayCall) -> Vec<String> {
    draft
        .missing(&record(), &follow_up::process(), may_call, MONDAY_MS)
        .into_iter()
        .map(|missing| missing.field)
        .collect()
}

#[test]
fn it_says_what_is_missing_before_it_is_pressed() {
    let resting = MayCall::No { reason: MayCallReason::RestHours(720, 840), until_ms: 0 };
    assert_eq!(lacking(&draft("", &[]), &MayCall::Yes), ["outcome"]);
    assert_eq!(lacking(&draft("no_answer", &[]), &resting), ["override"]);
    assert_eq!(lacking(&draft("appointed", &[]), &MayCall::Yes), ["appointment_at_ms"]);
    assert_eq!(
        lacking(&draft("reached", &[("rating", "average")]), &MayCall::Yes),
        ["service_item", "dissatisfaction"]
    );
    let appointed = |at_ms| Draft { appointment_at_ms: Some(at_ms), ..draft("appointed", &[]) };
    assert_eq!(lacking(&appointed(MONDAY_MS - HOUR_MS), &MayCall::Yes), ["appointment_at_ms"]);
    assert_eq!(lacking(&appointed(MONDAY_MS + HOUR_MS), &MayCall::Yes), [""; 0]);
    let whole = draft("reached", &[("rating", "satisfied"), ("service_item", "空调清洗")]);
    assert_eq!(lacking(&whole, &MayCall::Agreed), [""; 0]);
}

/// What the screen says is complete, the rules let in; what it says is missing, they refuse.
#[test]
fn complete_here_is_complete_at_the_door() {
    let (process, script) = (follow_up::process(), follow_up_script());
    let mut appointed = draft("appointed", &[]);
    appointed.appointment_at_ms = Some(MONDAY_MS + HOUR_MS);
    let ratings = ["", "satisfied", "average", "dissatisfied"];
    let reached = ratings.iter().flat_map(|rating| {
        ["", "x"].into_iter().flat_map(move |item| {
            ["", "慢"]
                .map(|why| draft("reached", &[("rating", *rating), ("service_item", item), ("dissatisfaction", why)]))
        })
    });
    let others = ["no_answer", "refused", "wrong_number", "appointed"].map(|outcome| draft(outcome, &[]));
    for draft in reached.chain(others).chain([appointed]) {
        let acts = draft.acts(&record(), &process, &script, MONDAY_MS);
        let command = Command { record: "i".into(), process: "follow_up".into(), acts };
        let verdict = policy::check(&command, &record(), &process, &stamp(Post::Specialist), &Alone);
        assert_eq!(verdict.is_ok(), lacking(&draft, &MayCall::Yes).is_empty(), "{draft:?} {verdict:?}");
    }
}

#[test]
fn a_call_is_one_command_and_the_same_when_saved_again() {
    let (process, script) = (follow_up::process(), follow_up_script());
    let mut draft =
        draft("reached", &[("rating", "dissatisfied"), ("service_item", "维修"), ("dissatisfaction", "太慢")]);
    draft.elapsed_ms = 30_000;
    draft.running_since_ms = Some(MONDAY_MS);
    draft.override_reason = "客户来电要求".into();
    let acts = draft.acts(&record(), &process, &script, MONDAY_MS + 45_000);
    assert_eq!(acts, draft.acts(&record(), &process, &script, MONDAY_MS + 45_000));
    let attempt = acts.iter().find_map(|act| match act {
        Act::Append { field, values, .. } if field == "attempts" => Some(values.clone()),
        _ => None,
    });
    let attempt = attempt.unwrap();
    assert_eq!(attempt["seconds"], Value::Int(75));
    assert_eq!(attempt["override"], "客户来电要求".into());
    let answered: Vec<&Value> = acts
        .iter()
        .filter_map(|act| match act {
            Act::Append { field, values, .. } if field == "answers" => Some(&values["node"]),
            _ => None,
        })
        .collect();
    assert_eq!(answered, [&Value::from("satisfaction"), &"improvement".into()]);
    assert!(matches!(acts.last(), Some(Act::Take { step, .. }) if step == "done"));
    let text = serde_json::to_string(&draft).unwrap();
    assert_eq!(serde_json::from_str::<Draft>(&text).unwrap(), draft, "a reload loses nothing");
}

#[test]
fn appointments_keep_out_of_rest() {
    let calendar = Calendar::state_council();
    let rest = RestHours::parse("12:00-14:00,20:30-08:30").unwrap();
    let at = |now_ms, rest: &RestHours| -> Vec<String> {
        appointments(&calendar, rest, false, now_ms).into_iter().map(|(label, _)| label.zh.into_owned()).collect()
    };
    assert_eq!(at(MONDAY_MS, &rest), ["今天 15:00", "明天上午 10:00", "明天下午 15:00"]);
    assert_eq!(at(MONDAY_MS + 5 * HOUR_MS, &rest), ["今天 17:00", "明天上午 10:00", "明天下午 15:00"]);
    // After Wednesday the 30th come the holidays.
    let wednesday = MONDAY_MS + 56 * HOUR_MS;
    assert_eq!(at(wednesday, &rest), ["10月8日上午 10:00", "10月8日下午 15:00"]);
    assert_eq!(at(MONDAY_MS, &RestHours::parse("14:00-18:00").unwrap()), ["明天上午 10:00"]);
}

#[test]
fn the_next_call_is_the_first_that_may_be_made() {
    let resting = MayCall::No { reason: MayCallReason::RestHours(720, 840), until_ms: 0 };
    let call = |id: &str, stage: &str, may_call: MayCall, agreed_at_ms: Option<i64>| desk::Call {
        summary: Summary {
            id: id.into(),
            process: "follow_up".into(),
            stage: stage.into(),
            touched_at_ms: MONDAY_MS - HOUR_MS,
            ..Summary::default()
        },
        customer: None,
        due: None,
        may_call,
        agreed_at_ms,
    };
    let mut calls = vec![
        call("resting", "pending", resting, None),
        call("later", "appointed", MayCall::Yes, Some(MONDAY_MS + 3 * HOUR_MS)),
        call("tried", "unreached", MayCall::Yes, None),
        call("agreed", "unreached", MayCall::Agreed, Some(MONDAY_MS)),
        call("free", "pending", MayCall::Yes, None),
    ];
    let next = |calls: &[desk::Call], but: &str| {
        super::next(calls, Some(&but.into()), MONDAY_MS).map(|one| one.summary.id.0.clone())
    };
    assert_eq!(next(&calls, "").as_deref(), Some("agreed"));
    assert_eq!(next(&calls, "agreed").as_deref(), Some("free"));
    calls.truncate(3);
    assert_eq!(next(&calls, ""), None);
}
