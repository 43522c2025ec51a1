//! A department that a record names sees it as its own, may do its part of it, and its leaders are told, once.

mod support;

use shared::config::{Configuration, Person};
use shared::desk::desk;
use shared::id::DepartmentId;
use shared::principal::{Post, Principal, is_filed_for};
use shared::process::{Process, built_in, check, complaint, matter, repair};
use shared::record::command::{Act, CommandCode};
use shared::reminder::{Why, reminders};
use support::site::*;
use support::*;

/// `oth` leads it; nobody else works there.
const THERE: &str = "elsewhere";

fn elsewhere(post: Post) -> Principal {
    let mut somebody = person("one", post);
    somebody.holdings[0].department = DepartmentId::from(THERE);
    somebody
}

/// Somebody leads the department that is named.
fn company() -> Configuration {
    let leader = elsewhere(Post::Supervisor);
    let leader = Person {
        id: leader.user,
        name: "one".to_owned(),
        active: true,
        ability: 3,
        holdings: leader.holdings,
        absences: vec![],
    };
    Configuration { processes: built_in(), people: vec![leader], ..Configuration::default() }
}

fn told(site: &Site, who: &Principal) -> Vec<Why> {
    let config = company();
    let found = reminders([site.summary()].iter(), std::iter::empty(), who, &config, site.at_ms + 1_000);
    found.into_iter().map(|one| one.why).collect()
}

fn on_desk(site: &Site, who: &Principal) -> bool {
    let config = company();
    let desk = desk([site.summary()].iter(), who, &config, site.at_ms + 1_000);
    desk.list("entrusted", None) == [site.summary().id]
}

fn sees(site: &Site, who: &Principal) -> bool {
    is_filed_for(who, &site.summary(), &site.process)
}

fn born(process: &Process, birth: &str, empty: &[&str]) -> Site {
    Site::born(process, "fay", birth, empty, NOW_MS)
}

fn name(site: &mut Site, field: &str, department: &str) {
    let act = match site.process.field(field).unwrap().class {
        shared::process::MergeClass::Set => Act::Add { field: field.into(), value: department.into() },
        _ => set(field, department),
    };
    site.write("fay", vec![act]);
}

#[test]
fn a_repair_is_seen_and_done_where_it_was_dispatched_to_and_decided_where_it_belongs() {
    let oth = who("oth");
    let mut site = born(&repair::process(), "report", &["repair_department", "inform", "notes"]);
    assert!(!sees(&site, &oth));
    assert_eq!(site.tries("oth", "send"), Err(CommandCode::NotAllowed));
    name(&mut site, "repair_department", THERE);
    site.take("fay", "dispatch");
    for (post, may) in [(Post::Supervisor, true), (Post::FrontDesk, true), (Post::Specialist, false)] {
        assert_eq!(sees(&site, &elsewhere(post)), may, "{post:?}");
    }
    assert_eq!((told(&site, &oth), on_desk(&site, &oth)), (vec![Why::Entrusted], true));
    // Neither whoever dispatched it, nor a leader of another department, nor a manager of all.
    for name in ["fay", "boss", "max"] {
        assert!(!told(&site, &who(name)).contains(&Why::Entrusted) && !on_desk(&site, &who(name)), "{name}");
    }
    for step in ["cancel", "dispatch", "mark_hard"] {
        assert_eq!(site.tries("oth", step), Err(CommandCode::NotAllowed), "{step}");
    }
    assert_eq!(
        site.clone().try_acts("oth", vec![set("title", "别的")], &shared::rule::Alone),
        Err(CommandCode::NotAllowed)
    );
    // It is handed on: what was written there before is his no more to see.
    let mut moved = site.clone();
    moved.write("oth", vec![append("notes", 9_000, &[("text", "明天去")])]);
    name(&mut moved, "repair_department", "third");
    assert!(!sees(&moved, &oth) && told(&moved, &oth).is_empty() && !on_desk(&moved, &oth));
    assert_eq!(moved.tries("oth", "send"), Err(CommandCode::NotAllowed));
    // Somebody goes: it is that person's now.
    site.take("oth", "send");
    assert!(sees(&site, &oth) && told(&site, &oth).is_empty() && !on_desk(&site, &oth));
    site.write("oth", vec![set("work", "换了阀门")]).take("oth", "repair");
    site.take("amy", "follow_up");
    assert_eq!(site.tries("oth", "close"), Err(CommandCode::NotAllowed));
}

#[test]
fn what_is_fed_back_is_told_and_gives_nothing_to_do() {
    let oth = who("oth");
    let mut site = born(&repair::process(), "report", &["repair_department", "inform", "notes"]);
    site.take("fay", "send").take("ann", "repair");
    name(&mut site, "inform", THERE);
    assert!(sees(&site, &oth) && told(&site, &oth).is_empty());
    site.take("fay", "feed_back");
    assert_eq!((told(&site, &oth), on_desk(&site, &oth)), (vec![Why::Informed], false));
    let note = append("notes", 9_000, &[("text", "我们来修")]);
    assert_eq!(site.clone().try_acts("oth", vec![note], &shared::rule::Alone), Err(CommandCode::NotAllowed));
    for step in ["rework", "follow_up", "feed_back"] {
        assert_eq!(site.tries("oth", step), Err(CommandCode::NotAllowed), "{step}");
    }
    site.take("amy", "follow_up").take("boss", "close");
    assert_eq!(told(&site, &oth), [Why::Informed]);
}

#[test]
fn a_complaint_and_a_matter_tell_the_departments_that_help() {
    let oth = who("oth");
    let mut case = born(&complaint::process(), "accept", &["departments", "severity"]);
    name(&mut case, "departments", THERE);
    assert!(sees(&case, &oth));
    case.take("boss", "assign");
    assert_eq!((told(&case, &oth), on_desk(&case, &oth)), (vec![Why::Entrusted], true));
    assert_eq!(case.tries("oth", "take_on"), Ok(()));
    case.write("oth", vec![set("measures", "派人看过了")]);
    for step in ["resolve", "reopen"] {
        assert_eq!(case.tries("oth", step), Err(CommandCode::NotAllowed), "{step}");
    }
    case.take("ann", "resolve");
    assert!(told(&case, &oth).is_empty() && !on_desk(&case, &oth));

    let mut asked = born(&matter::process(), "accept", &["departments", "complaint", "answer"]);
    name(&mut asked, "departments", THERE);
    asked.take("fay", "coordinate");
    assert_eq!((told(&asked, &oth), on_desk(&asked, &oth)), (vec![Why::Entrusted], true));
    asked.write("oth", vec![set("answer", "下月开始")]).take("oth", "resolve");
    assert_eq!(asked.tries("oth", "close"), Err(CommandCode::NotAllowed));
}

#[test]
fn only_departments_that_see_it_can_be_told() {
    let mut wrong = repair::process();
    wrong.fields.iter_mut().find(|field| field.key == "inform").unwrap().named_see = false;
    assert_eq!(check::problems(&wrong).len(), 1);
    let mut wrong = repair::process();
    wrong.fields.iter_mut().find(|field| field.key == "contractor").unwrap().named_see = true;
    assert_eq!(check::problems(&wrong).len(), 1);
}
