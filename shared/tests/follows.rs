//! What follows by rule from the processes that come with the product, and the steps of others that an act is, too.

mod support;

use automerge::Change;
use shared::config::{Configuration, Department, Person};
use shared::effect;
use shared::id::{ProcessId, RecordId, UserId};
use shared::process::effect::{Effect, InCharge};
use shared::process::{Process, complaint, finding, follow_up, handover, matter, notice, unit};
use shared::record::command::{Act, Command, CommandCode, Stamp};
use shared::record::summary::Summary;
use shared::record::{Record, policy, read, schema};
use shared::rule::{Alone, Lookup};
use shared::value::Value;
use support::site::*;
use support::*;

fn company() -> Configuration {
    let people = STAFF.iter().map(|(name, _)| Person {
        id: UserId::from(*name),
        name: (*name).to_owned(),
        active: true,
        ability: 3,
        holdings: who(name).holdings,
        absences: vec![],
    });
    Configuration { people: people.collect(), ..Configuration::default() }
}

/// Rows that are there; whatever they name is there.
struct Rows(Vec<Summary>);

impl Lookup for Rows {
    fn summary(&self, id: &RecordId) -> Option<Summary> {
        self.0.iter().find(|row| row.id == *id).cloned()
    }
    fn related(&self, process: &ProcessId, field: &str, id: &RecordId) -> Vec<Summary> {
        let named = |row: &&Summary| row.process == *process && row.values.get(field) == Some(&id.as_str().into());
        self.0.iter().filter(named).cloned().collect()
    }
}

fn row(process: &str, values: &[(&str, Value)]) -> Summary {
    let values = values.iter().map(|(key, value)| ((*key).to_owned(), value.clone()));
    Summary {
        id: RecordId(uuid(99)),
        process: process.into(),
        title: "A-101".into(),
        values: values.collect(),
        ..Summary::default()
    }
}

/// The records that this act brings about, as they are born.
fn follows(site: &mut Site, lookup: &dyn Lookup, act: impl FnOnce(&mut Site) -> &mut Site) -> Vec<Record> {
    let config = company();
    let before = site.record();
    act(site);
    let after = site.record();
    let births = effect::due(&site.process, &before, &after, lookup).into_iter().map(|due| {
        let (command, stamp) = effect::birth(&due, &after, &site.process, site.at_ms, &config, lookup).unwrap();
        let made = config.process(&command.process).unwrap();
        let change: Change = effect::write(&command, &stamp, made, lookup).unwrap();
        let mut doc = schema::genesis(made);
        doc.apply_changes([change]).unwrap();
        read::read(&doc, &command.record)
    });
    births.collect()
}

fn texts(records: &[Record], field: &str) -> Vec<String> {
    records.iter().map(|record| record.single(field).as_text().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_matter_becomes_a_complaint_with_all_that_is_known() {
    let mut site = Site::born(&matter::process(), "fay", "accept", &["complaint"], NOW_MS);
    let made = follows(&mut site, &Alone, |site| site.take("fay", "to_complaint"));
    let [made] = &made[..] else { panic!("{made:?}") };
    assert_eq!(made.process, "complaint".into());
    for field in ["title", "content", "customer", "unit", "address", "channel"] {
        assert_eq!(made.single(field), site.record().single(field), "{field}");
        assert!(made.is_filled(field), "{field}");
    }
    assert_eq!(made.sets["phones"], site.record().sets["phones"]);
    assert_eq!(made.single("matter"), &uuid(RECORD).into());
    assert_eq!(made.department(), site.record().department());
    // Where somebody has made one already, there is no second.
    let mut other = Site::born(&matter::process(), "fay", "accept", &["complaint"], NOW_MS);
    let there =
        Rows(vec![Summary { stage: "accepted".into(), ..row("complaint", &[("matter", uuid(RECORD).into())]) }]);
    assert!(follows(&mut other, &there, |site| site.take("fay", "to_complaint")).is_empty());
}

#[test]
fn an_answer_is_asked_about_by_somebody_else_and_anew_when_it_was_no_answer() {
    let mut site = Site::born(&matter::process(), "fay", "accept", &["complaint"], NOW_MS);
    site.take("boss", "coordinate");
    let first = follows(&mut site, &Alone, |site| site.take("ann", "resolve"));
    assert_eq!(texts(&first, "type"), ["pre_sale"]);
    assert_eq!(first[0].assignee(), Some(UserId::from("fay")));
    assert!(follows(&mut site, &Alone, |site| site.take("fay", "reopen")).is_empty());
    let second = follows(&mut site, &Alone, |site| site.take("ann", "resolve"));
    assert_ne!(second[0].id, first[0].id);
}

#[test]
fn what_a_round_found_is_a_repair_and_again_when_it_was_taken_back() {
    let mut site = Site::born(&finding::process(), "ann", "find", &[], NOW_MS);
    let made = follows(&mut site, &Alone, |site| site.take("ann", "to_repair"));
    assert_eq!((texts(&made, "origin"), texts(&made, "finding")), (vec!["finding".into()], vec![uuid(RECORD)]));
    assert_eq!(made[0].single("unit"), site.record().single("unit"));
    // It counts as hers: she sees what becomes of it.
    assert_eq!(made[0].creator(), Some(UserId::from("ann")));
    assert!(follows(&mut site, &Alone, |site| site.take("boss", "back")).is_empty());
    let again = follows(&mut site, &Alone, |site| site.take("ann", "to_repair"));
    assert_ne!(again[0].id, made[0].id);
}

/// A walked handover: what was found of each item, in order.
fn walked(found: &[(&str, &str)]) -> Site {
    let mut site = Site::born(&handover::process(), "boss", "create", &["walked"], NOW_MS);
    site.take("fay", "notify").take("ann", "inspect");
    walk(&mut site, 1, found);
    site
}

fn walk<'a>(site: &'a mut Site, from: u128, found: &[(&str, &str)]) -> &'a mut Site {
    for (n, (item, result)) in found.iter().enumerate() {
        let values = [("item", *item), ("result", *result), ("note", "漏水")];
        site.write("ann", vec![append("walked", from + n as u128, &values)]);
    }
    site
}

#[test]
fn each_defect_is_one_repair_and_what_was_corrected_on_the_spot_is_none() {
    let unit = Rows(vec![row("unit", &[])]);
    let mut site = walked(&[("门", "defect"), ("窗", "blocking"), ("墙", "fine"), ("门", "fine"), ("灯", "defect")]);
    let made = follows(&mut site, &unit, |site| site.take("ann", "rectify"));
    assert_eq!(texts(&made, "title"), ["A-101 窗", "A-101 灯"]);
    assert_eq!(texts(&made, "description"), ["漏水", "漏水"]);
    assert_eq!(texts(&made, "handover"), [uuid(RECORD), uuid(RECORD)]);
    // The next time: one is fine now, the other was found again, and one is new.
    site.take("ann", "inspect");
    walk(&mut site, 20, &[("灯", "fine"), ("窗", "defect"), ("锁", "defect")]);
    assert!(follows(&mut site, &unit, |site| walk(site, 30, &[("墙", "defect")])).is_empty(), "not before it ends");
    let again = follows(&mut site, &unit, |site| site.take("ann", "rectify"));
    assert_eq!(texts(&again, "title"), ["A-101 窗", "A-101 锁", "A-101 墙"]);
    assert!(again.iter().all(|one| made.iter().all(|before| before.id != one.id)));
}

#[test]
fn a_notice_of_moving_in_begins_a_handover_for_each_unit() {
    let project = Rows(vec![row("project", &[("handover_by_ms", (NOW_MS + 86_400_000).into())])]);
    let mut site = Site::born(&notice::process(), "fay", "draft", &["recipients"], NOW_MS);
    site.write("fay", vec![set("kind", "move_in")]);
    for (n, (name, unit)) in [("王芳", 11), ("李强", 12), ("李强的夫人", 12)].into_iter().enumerate() {
        let values = [("name", name), ("channel", "phone"), ("unit", &uuid(unit))];
        site.write("fay", vec![append("recipients", n as u128 + 1, &values)]);
    }
    site.write("fay", vec![append("recipients", 9, &[("name", "物业"), ("channel", "email")])]);
    site.take("boss", "review");
    let made = follows(&mut site, &project, |site| site.take("fay", "send"));
    assert_eq!(texts(&made, "unit"), [uuid(11), uuid(12)]);
    let process = handover::process();
    for one in &made {
        assert_eq!(one.single("due_at_ms"), &Value::Int(NOW_MS + 86_400_000));
        assert_eq!(one.stage(&process, &Alone), Some("notified"));
    }
    // A notice that names only its building: the project is the building's.
    let building = Summary { id: RecordId(uuid(98)), ..row("building", &[("project", uuid(99).into())]) };
    let estate = Rows(project.0.into_iter().chain([building]).collect());
    let mut site = Site::born(&notice::process(), "fay", "draft", &["recipients", "project"], NOW_MS);
    site.write("fay", vec![set("kind", "move_in"), set("building", uuid(98))]);
    site.write("fay", vec![append("recipients", 1, &[("name", "王芳"), ("channel", "phone"), ("unit", &uuid(11))])]);
    site.take("boss", "review");
    let [one] = &follows(&mut site, &estate, |site| site.take("fay", "send"))[..] else { panic!("one unit") };
    assert_eq!(one.single("due_at_ms"), &Value::Int(NOW_MS + 86_400_000));
    assert_eq!(texts(std::slice::from_ref(one), "project"), [uuid(99)]);
    let mut change = Site::born(&notice::process(), "fay", "draft", &[], NOW_MS);
    assert_eq!(change.record().single("kind"), &"change".into());
    change.take("boss", "review");
    assert!(follows(&mut change, &estate, |site| site.take("fay", "send")).is_empty());
}

/// What else this act is, tried by whoever did it on the record that it names.
fn moves(site: &mut Site, there: &mut Site, by: &str, act: impl FnOnce(&mut Site) -> &mut Site) -> Vec<String> {
    let rows = Rows(vec![Summary { id: RecordId(uuid(99)), ..there.summary() }]);
    let before = site.record();
    act(site);
    let after = site.record();
    let mut taken = vec![];
    for mut command in effect::moves(&site.process, &before, &after, site.at_ms, &company(), &rows) {
        assert_eq!(command.record, RecordId(uuid(99)));
        command.record = RecordId(uuid(RECORD));
        let stamp = Stamp { post: who(by).holdings[0].post, principal: who(by), at_ms: site.at_ms };
        assert_eq!(policy::check(&command, &there.record(), &there.process, &stamp, &Alone), Ok(()));
        taken.extend(command.acts.iter().map(|act| match act {
            Act::Take { step, .. } => step.clone(),
            other => panic!("{other:?}"),
        }));
        there.write(by, command.acts);
    }
    taken
}

/// A complaint with a result, and the follow-up about it.
fn asked(rating: &str) -> (Site, Site) {
    let mut complaint = Site::born(&complaint::process(), "fay", "accept", &[], NOW_MS);
    complaint.take("boss", "assign").take("ann", "resolve");
    let others = ["campaign", "repair", "matter", "handover"];
    let mut call = Site::born(&follow_up::process(), "srv", "create", &others, NOW_MS);
    if rating != "satisfied" {
        call.write("boss", vec![set("rating", rating)]);
    }
    (call, complaint)
}

#[test]
fn who_asks_about_a_complaint_closes_it_or_takes_it_up_again() {
    let (mut call, mut complaint) = asked("average");
    assert_eq!(moves(&mut call, &mut complaint, "fay", |call| call.take("fay", "done")), ["follow_up"]);
    assert_eq!(complaint.stage(), "followed_up");
    assert_eq!(complaint.summary().values["follow_up.rating"], "average".into());

    let (mut call, mut complaint) = asked("dissatisfied");
    assert_eq!(moves(&mut call, &mut complaint, "fay", |call| call.take("fay", "done")), ["reopen"]);
    assert_eq!(complaint.stage(), "reopened");
    let reason = complaint.record().last_step("reopen").and_then(|step| step.reason.clone());
    assert!(reason.is_some_and(|reason| !reason.is_empty()));
    // It is no task of improvement, too.
    let (mut call, _) = asked("dissatisfied");
    assert!(follows(&mut call, &Alone, |call| call.take("fay", "done")).is_empty());
    // An act that is none of this moves nothing.
    let (mut call, mut complaint) = asked("satisfied");
    assert!(moves(&mut call, &mut complaint, "fay", |call| call.write("fay", vec![set("opinion", "好")])).is_empty());
}

#[test]
fn an_answer_that_was_no_help_is_given_anew() {
    let asked = |rating: &str| {
        let others = ["campaign", "repair", "complaint", "handover"];
        let mut call = Site::born(&follow_up::process(), "srv", "create", &others, NOW_MS);
        call.write("boss", vec![set("rating", rating)]);
        call
    };
    let answered = || {
        let mut matter = Site::born(&matter::process(), "fay", "accept", &["complaint"], NOW_MS);
        matter.take("fay", "resolve").clone()
    };
    let mut told = answered().take("fay", "close").clone();
    for there in [&mut answered(), &mut told] {
        // The caller is a specialist: whoever may ask may take it up again.
        let mut call = asked("dissatisfied");
        assert_eq!(moves(&mut call, there, "ann", |call| call.take("fay", "done")), ["reopen"]);
        assert_eq!(there.stage(), "coordinating");
        assert!(there.record().last_step("reopen").is_some_and(|step| step.reason.is_some()));
    }
    assert!(follows(&mut asked("dissatisfied"), &Alone, |call| call.take("fay", "done")).is_empty());
    let mut call = asked("average");
    assert!(moves(&mut call, &mut answered(), "ann", |call| call.take("fay", "done")).is_empty());
}

#[test]
fn a_unit_is_handed_over_with_its_handover() {
    let mut unit = Site::born(&unit::process(), "boss", "create", &[], NOW_MS);
    let mut site = walked(&[("一", "fine")]);
    assert_eq!(moves(&mut site, &mut unit, "ann", |site| site.take("ann", "hand_over")), ["hand_over"]);
    assert_eq!(moves(&mut site, &mut unit, "fay", |site| site.take("fay", "move_in")), ["move_in"]);
    assert_eq!(unit.stage(), "occupied");
}

#[test]
fn nobody_makes_a_record_in_somebody_elses_name() {
    let mut site = Site::born(&shared::process::repair::process(), "fay", "report", &[], NOW_MS);
    let principal = who("fay");
    let stamp = Stamp { post: principal.holdings[0].post, principal, at_ms: NOW_MS };
    let act = match site.step("fay", "report") {
        Act::Take { step, entry, mut values, reason } => {
            values.insert("caused_by".into(), "boss".into());
            Act::Take { step, entry, values, reason }
        }
        other => other,
    };
    let blank = Record { id: RecordId(uuid(5)), process: site.process.id.clone(), ..Record::default() };
    let acts = vec![act, set("title", "灯")];
    let command = Command { record: RecordId(uuid(5)), process: site.process.id.clone(), acts };
    let said = policy::check(&command, &blank, &site.process, &stamp, &Alone).unwrap_err();
    assert_eq!((said.code, said.field.as_deref()), (CommandCode::NotAllowed, Some("caused_by")));
}

/// Who is asked to call about each of so many repairs.
fn callers(config: &Configuration, repairs: u128) -> Vec<(String, UserId)> {
    let process = shared::process::repair::process();
    let effect = process.effects.iter().find(|effect| effect.key == "repair_follow_up").unwrap();
    given(config, &process, effect, repairs)
}

/// To whom what follows from each of so many records is given.
fn given(config: &Configuration, process: &Process, effect: &Effect, records: u128) -> Vec<(String, UserId)> {
    let caller = |n: u128| {
        let values = [("title", "灯"), ("phones", "13800138000")].map(|(key, value)| (key.to_owned(), value.into()));
        let row = Summary {
            id: RecordId(uuid(1000 + n)),
            process: process.id.clone(),
            department: Some("service".into()),
            values: values.into(),
            assignee: Some("amy".into()),
            ..Summary::default()
        };
        let due = effect::Due { effect, time: "0".into(), entry: None };
        let (command, _) = effect::birth(&due, &row, process, NOW_MS, config, &Alone).unwrap();
        match &command.acts[0] {
            Act::Take { values, .. } => (command.record.0.clone(), UserId::from(values["assignee"].as_text().unwrap())),
            other => panic!("{other:?}"),
        }
    };
    (0..records).map(caller).collect()
}

#[test]
fn calls_about_repairs_are_spread_over_all_who_make_them() {
    let mut config = company();
    let desk = config.people.iter().find(|one| one.id.as_str() == "fay").unwrap().clone();
    for name in ["fin", "flo"] {
        config.people.push(Person { id: UserId::from(name), ..desk.clone() });
    }
    let all = callers(&config, 300);
    let of = |name: &str| all.iter().filter(|(_, caller)| caller.as_str() == name).count();
    assert!(["fay", "fin", "flo"].into_iter().all(|name| (70..=130).contains(&of(name))), "{all:?}");
    // An assistant calls, too, and here she is who repaired it.
    assert_eq!(of("amy"), 0);
    // The order in which people stand makes no difference, and who leaves takes along nobody else's calls.
    config.people.reverse();
    assert_eq!(callers(&config, 300), all);
    config.people.retain(|one| one.id.as_str() != "flo");
    let left = callers(&config, 300);
    let kept = all.iter().zip(&left).filter(|((_, before), _)| before.as_str() != "flo");
    assert!(kept.into_iter().all(|(before, after)| before == after));
    // Nor does who is away on the day; where everybody is, the lot decides as ever.
    let day = config.calendar.date_of(NOW_MS).to_string();
    let away = |config: &mut Configuration, name: &str| {
        config
            .people
            .iter_mut()
            .filter(|one| one.id.as_str() == name)
            .for_each(|one| one.absences = vec![(day.clone(), day.clone())]);
    };
    away(&mut config, "fin");
    assert!(callers(&config, 300).iter().all(|(_, caller)| caller.as_str() == "fay"));
    away(&mut config, "fay");
    assert_eq!(callers(&config, 300), left);
}

#[test]
fn what_is_the_supervisors_goes_to_the_head_of_the_department() {
    let mut config = company();
    let boss = config.people.iter().find(|one| one.id.as_str() == "boss").unwrap().clone();
    config.people.push(Person { id: UserId::from("zed"), ..boss });
    let process = follow_up::process();
    let effect = process.effects.iter().find(|effect| effect.in_charge.first() == Some(&InCharge::Supervisor)).unwrap();
    let of = |config: &Configuration| given(config, &process, effect, 1).remove(0).1;
    assert_eq!(of(&config), UserId::from("boss"));
    let head = Some(UserId::from("zed"));
    config.departments.push(Department { id: "service".into(), name: "s".into(), active: true, parent: None, head });
    assert_eq!(of(&config), UserId::from("zed"));
    // Who works here no more is no head.
    config.people.last_mut().unwrap().active = false;
    assert_eq!(of(&config), UserId::from("boss"));
}

#[test]
fn a_repair_with_a_telephone_and_no_file_is_asked_about() {
    let born = |without: &[&str]| {
        let mut site = Site::born(&shared::process::repair::process(), "fay", "report", without, NOW_MS);
        site.take("fay", "send");
        follows(&mut site, &Alone, |site| site.take("ann", "repair"))
    };
    let [call] = &born(&["customer"])[..] else { panic!("one call") };
    assert!(!call.is_filled("customer") && !call.sets["phones"].is_empty() && call.is_filled("contact"));
    // With neither there is nobody to call.
    assert!(born(&["customer", "phones"]).is_empty());
}
