//! Rounds and findings: nothing is finished that was not looked at, and nobody checks his own fix.

mod support;

use shared::id::EntryId;
use shared::process::{finding, handover, repair, round};
use shared::record::command::{Act, CommandCode};
use shared::rule::Alone;
use support::site::*;
use support::*;

const ROUND: &str = "\
begin: ann sam boss oth max srv
plan: boss oth max srv
reassign in planned,walking: boss max srv
start in planned: ann
take_over in planned: ann sam boss max srv
finish in walking: ann
review in completed: boss max srv
return in completed: boss? max? srv?
cancel in planned,walking: boss? max? srv?";

const FINDING: &str = "\
find: fay amy ann sam boss oth max srv
assign in found,assigned,fixing: boss max srv
start in assigned: ann
fix in found: sam boss max srv
fix in assigned,fixing: ann sam boss max srv
to_repair in found,assigned,fixing: sam boss max srv
back in in_repair: boss? max? srv?
verify in fixed: sam! boss max srv
fail in fixed: sam? boss? max? srv?
dismiss in found,assigned: boss? max? srv?";

fn begun() -> Site {
    Site::born(&round::process(), "ann", "begin", &["items", "walked"], NOW_MS)
}

fn found_at(at_ms: i64) -> Site {
    Site::born(&finding::process(), "sam", "find", &["due_at_ms"], at_ms)
}

#[test]
fn every_step_is_open_to_whom_it_should_be() {
    let walked = Site::born(&round::process(), "ann", "begin", &[], NOW_MS);
    for (process, born, expected) in
        [(round::process(), walked, ROUND), (finding::process(), found_at(NOW_MS), FINDING)]
    {
        assert_eq!(table(&process, &born, |name, birth| may_make(&process, name, birth)), expected, "{}", process.id);
    }
}

#[test]
fn a_round_is_finished_when_each_item_has_an_answer() {
    let item = |n: u128, name: &str| append("items", n, &[("name", name)]);
    let saw = |n: u128, name: &str| append("walked", n, &[("item", name), ("result", "problem"), ("note", "漏水")]);
    let mut site = begun();
    assert_eq!(site.tries("ann", "finish"), Err(CommandCode::Guard), "nothing was looked at");
    site.write("ann", vec![item(1, "消防栓"), item(2, "电梯"), saw(3, "消防栓")]);
    assert_eq!(site.tries("ann", "finish"), Err(CommandCode::Guard), "one is left");
    // The other half is walked on another tablet.
    let mut second = site.on(2);
    second.write("ann", vec![saw(4, "电梯")]);
    site.merge(&second).take("ann", "finish");
    let mut own = site.on(3);
    own.later(NOW_MS + 60_000).take("boss", "return").take("boss", "reassign").take("ann", "start");
    assert_eq!(own.tries("ann", "finish"), Err(CommandCode::Guard), "what was wrong is looked at again");
    own.write("ann", vec![saw(6, "消防栓"), saw(7, "电梯")]).take("ann", "finish");
    site.take("boss", "review");
    assert_eq!(
        site.try_acts("boss", vec![saw(5, "电梯")], &Alone),
        Err(CommandCode::NotAllowed),
        "reviewed is reviewed"
    );
}

#[test]
fn who_walked_it_says_why_he_reviews_it_himself_and_nobody_walks_in_another_s_name() {
    let mut site = Site::born(&round::process(), "boss", "begin", &[], NOW_MS);
    site.take("boss", "finish");
    assert_eq!(site.tries("boss", "review"), Err(CommandCode::ReasonNeeded));
    site.take("boss", "review");
    let mut planned = begun();
    planned.take("boss", "reassign");
    let forged = match planned.step("sam", "take_over") {
        Act::Take { step, entry, reason, .. } => {
            Act::Take { step, entry, reason, values: values(&[("assignee", "ann")]) }
        }
        other => other,
    };
    assert_eq!(planned.try_acts("sam", vec![forged], &Alone), Err(CommandCode::NotAllowed));
}

#[test]
fn nobody_checks_his_own_fix_and_a_violation_stays_open_while_the_unit_is_renovated() {
    let mut site = found_at(NOW_MS);
    assert_eq!(
        Site::born(&finding::process(), "sam", "find", &["fix"], NOW_MS).tries("sam", "fix"),
        Err(CommandCode::Guard)
    );
    site.take("boss", "assign").take("ann", "start");
    let mut own = site.on(2);
    own.take("boss", "fix");
    let mut again = own.step("boss", "verify");
    assert_eq!(own.try_acts("boss", vec![again.clone()], &Alone), Err(CommandCode::Guard), "no reason is good enough");
    again = own.step("sam", "verify");
    own.try_acts("sam", vec![again], &Alone).unwrap();

    site.take("ann", "fix").write("boss", vec![set("category", "renovation"), set("unit", uuid(99))]);
    let renovating = Others::one("unit", "-", "renovating");
    assert_eq!(site.tries_with("boss", "verify", &renovating), Err(CommandCode::Guard));
    assert_eq!(site.tries_with("boss", "verify", &Others::one("unit", "-", "occupied")), Ok(()));
    site.take("boss", "fail").take("ann", "fix").take("sam", "fail");
    assert_eq!(site.flags(), ["failed_twice"]);
    // Verified on one tablet, found wanting on another: it is open.
    let mut fixed = found_at(NOW_MS);
    fixed.take("sam", "fix");
    let (mut one, mut two) = (fixed.on(3), fixed.on(4));
    one.take("boss", "verify");
    two.take("max", "fail");
    assert_eq!(one.merge(&two).stage(), "assigned");
}

#[test]
fn a_finding_that_became_repairs_is_fixed_when_they_all_are() {
    let mut site = found_at(NOW_MS);
    site.take("sam", "to_repair");
    let repair = |stage: &str| Others::one("repair", "finding", stage);
    for (stage, shown) in
        [("reported", "in_repair"), ("cancelled", "in_repair"), ("repaired", "fixed"), ("closed", "fixed")]
    {
        assert_eq!(site.stage_with(&repair(stage)), shown, "{stage}");
    }
    let mut both = repair("repaired");
    both.0.extend(repair("rework").0);
    assert_eq!(site.stage_with(&both), "in_repair", "one of them is under way");
    assert_eq!(site.tries_with("sam", "verify", &repair("repaired")), Ok(()), "somebody else has fixed it");
}

#[test]
fn every_deadline_ends_on_the_right_day() {
    let planned = |at_ms: i64| {
        let mut site = begun();
        site.write("boss", vec![set("planned_at_ms", at_ms), append("items", 1, &[("name", "一")])]);
        site.write("boss", vec![append("walked", 2, &[("item", "一"), ("result", "fine")])]).clone()
    };
    check_terms(&round::process(), &[Term { key: "walk", days: 0, begins: planned, meets: &[("ann", "finish")] }]);
    let terms = [
        Term { key: "assign", days: 1, begins: found_at, meets: &[("sam", "to_repair")] },
        Term {
            key: "due",
            days: 0,
            begins: |at_ms| found_at(NOW_MS).write("boss", vec![set("due_at_ms", at_ms)]).clone(),
            meets: &[("sam", "fix")],
        },
        Term {
            key: "verify",
            days: 2,
            begins: |at_ms| found_at(at_ms).take("sam", "fix").clone(),
            meets: &[("boss", "verify")],
        },
    ];
    check_terms(&finding::process(), &terms);
}

#[test]
fn what_is_found_on_a_round_says_what_where_and_in_which_building_s_month_it_counts() {
    let mut site = Site::born(&round::process(), "ann", "begin", &["items", "walked"], NOW_MS);
    let item = |n: u128, name: &str, category: &[(&str, &str)]| {
        append("items", n, &[&[("name", name)][..], category].concat())
    };
    site.write("ann", vec![item(1, "楼道照明", &[("category", "equipment")]), item(2, "承重墙", &[])]);
    let seen = |item: &str| finding::Seen { item: item.into(), note: "不亮".into(), ..Default::default() };
    let found = |site: &Site, seen: &finding::Seen| {
        let command = finding::on_round(&site.record(), seen, EntryId(uuid(5)));
        let mut device = Device::new(who("ann"), &finding::process(), &command.record, 9);
        device.does(command.acts).unwrap();
        let values = ["title", "category", "facility", "place"].map(|key| {
            let record = device.record();
            record.single(key).as_text().unwrap_or("-").to_owned()
        });
        (values.join(" "), device.record())
    };
    let (values, made) = found(&site, &finding::Seen { photo: "b".repeat(64), ..seen("楼道照明") });
    assert_eq!(made.sets["photos"].iter().collect::<Vec<_>>(), [&"b".repeat(64)]);
    assert_eq!(values, "楼道照明：不亮 equipment 楼道照明 一", "the item's category, the round's place");
    assert_eq!(found(&site, &seen("承重墙")).0, "承重墙：不亮 - 承重墙 一", "nothing is known of it");
    let said = finding::Seen { category: "structure".into(), place: "3 层".into(), ..seen("楼道照明") };
    assert_eq!(found(&site, &said).0, "楼道照明：不亮 structure 楼道照明 3 层", "what is said on the spot goes first");
    site.write("ann", vec![set("kind", "renovation")]);
    assert_eq!(found(&site, &seen("承重墙")).0, "承重墙：不亮 renovation - 一", "a violation, and no facility");

    let config = shared::config::Configuration {
        processes: vec![finding::process()],
        calendar: shared::calendar::Calendar::state_council(),
        ..Default::default()
    };
    let month = shared::report::Period { from_ms: NOW_MS - 60_000, to_ms: NOW_MS + 60_000 };
    let row = shared::record::summary::summarize(&made, &finding::process(), None, &Alone);
    let listed = shared::report::damage::of_building([row].iter(), &uuid(99).as_str().into(), month, &config);
    assert_eq!(listed.iter().map(|one| &*one.facility.zh).collect::<Vec<_>>(), ["楼道照明"]);
}

#[test]
fn the_photograph_goes_into_the_finding_and_into_the_repair_that_it_becomes() {
    let mut site = Site::born(&finding::process(), "sam", "find", &["photos"], NOW_MS);
    site.write("sam", vec![Act::Add { field: "photos".into(), value: "c".repeat(64) }]);
    let before = site.record();
    site.take("sam", "to_repair");
    let after = site.record();
    let config = shared::config::Configuration {
        processes: vec![finding::process(), repair::process(), handover::process()],
        ..Default::default()
    };
    let photos = |before: &shared::record::Record, after: &shared::record::Record, of: &shared::process::Process| {
        let due = shared::effect::due(of, before, after, &Alone).remove(0);
        let (command, _) = shared::effect::birth(&due, after, of, NOW_MS, &config, &Alone).unwrap();
        command.files(&repair::process()).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(photos(&before, &after, &site.process), ["c".repeat(64)]);

    let mut site = Site::born(&handover::process(), "amy", "create", &["walked"], NOW_MS);
    site.take("amy", "notify").take("ann", "inspect");
    let photo = "d".repeat(64);
    let saw = append("walked", 3, &[("item", "地面"), ("result", "defect"), ("photo", &photo)]);
    site.write("ann", vec![saw]);
    let before = site.record();
    site.take("ann", "rectify");
    assert_eq!(photos(&before, &site.record(), &site.process), [photo]);
}
