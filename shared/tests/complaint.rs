//! Complaints: who may do what, what stops whom, and that none can be closed by cheating or by merging.

mod support;

use shared::config::{Configuration, Department, Person};
use shared::principal::Post;
use shared::process::complaint::process;
use shared::record::command::{Act, Command, CommandCode, Stamp};
use shared::rule::{Alone, Within};
use shared::search::{Hay, Needle};
use shared::value::Value;
use support::site::*;
use support::*;

const STEPS: &str = "\
accept: fay amy ann sam boss oth max srv
assign in accepted,handling,reopened: boss max srv
take_on in accepted,handling,reopened: boss max srv
resume in reopened: ann
resolve in handling: ann boss max srv
escalate in accepted,handling,resolved,reopened,followed_up,analysed: fay? amy? ann? sam? boss? oth? max? srv?
answer in escalated: boss max srv
settle in escalated: boss max srv
follow_up in resolved: fay amy ann? sam boss max srv
reopen in resolved,followed_up,analysed,archived: fay? amy? ann? sam? boss? max? srv?
analyse in followed_up: boss max srv
archive in analysed: boss max srv
import_closed in accepted: srv?
import_undo in accepted,archived: srv?";

/// Everything filled in, of ordinary severity.
fn born() -> Site {
    born_at(NOW_MS)
}

fn born_at(at_ms: i64) -> Site {
    Site::born(&process(), "fay", "accept", &[], at_ms)
}

fn resolved() -> Site {
    resolved_at(NOW_MS)
}

fn resolved_at(at_ms: i64) -> Site {
    born_at(at_ms).take("boss", "assign").take("ann", "resolve").clone()
}

#[test]
fn every_step_is_open_to_whom_it_should_be() {
    let process = process();
    assert_eq!(table(&process, &born(), |name, birth| may_make(&process, name, birth)), STEPS);
}

#[test]
fn every_guard_stands() {
    let without = |field: &str| Site::born(&process(), "fay", "accept", &[field], NOW_MS);
    let handling = |field: &str| {
        let mut site = without(field);
        site.take("boss", "assign");
        site
    };
    let followed_up = |field: &str| {
        let mut site = handling(field);
        site.take("ann", "resolve").take("amy", "follow_up");
        site
    };
    let mut major = born();
    major.write("boss", vec![set("severity", "major")]);
    let mut grown = handling("");
    grown.write("boss", vec![set("severity", "major")]);
    let mut escalated = without("result");
    escalated.take("boss", "escalate");
    let mut own = handling("");
    own.take("ann", "resolve");
    let cases = [
        ("a major one is not handed on", &major, "boss", "assign", CommandCode::Guard),
        ("nor resolved by whom it was given to before", &grown, "ann", "resolve", CommandCode::Guard),
        ("measures", &handling("measures"), "ann", "resolve", CommandCode::Guard),
        ("result", &handling("result"), "ann", "resolve", CommandCode::Guard),
        ("a result from above is one, too", &escalated, "max", "settle", CommandCode::Guard),
        ("who escalated does not answer", &escalated, "boss", "answer", CommandCode::ReasonNeeded),
        ("the handler does not ask about his own work", &own, "ann", "follow_up", CommandCode::ReasonNeeded),
        ("the kind of cause", &followed_up("cause_category"), "boss", "analyse", CommandCode::Guard),
        ("the cause", &followed_up("cause"), "boss", "analyse", CommandCode::Guard),
    ];
    for (why, site, name, step, code) in cases {
        assert_eq!(site.tries(name, step), Err(code), "{why}");
    }
    major.take("boss", "take_on").take("boss", "resolve");
    grown.take("max", "take_on").take("max", "resolve");
    let mut forged = born();
    let act = match forged.step("boss", "take_on") {
        Act::Take { step, entry, reason, .. } => {
            Act::Take { step, entry, values: values(&[("assignee", "ann")]), reason }
        }
        other => other,
    };
    assert_eq!(forged.try_acts("boss", vec![act], &Alone), Err(CommandCode::NotAllowed), "in person only");
}

#[test]
fn what_was_closed_on_one_tablet_is_open_again_when_the_customer_is_not_satisfied_on_another() {
    let resolved = resolved();
    let (mut office, mut desk) = (resolved.on(2), resolved.on(3));
    office.take("amy", "follow_up").take("boss", "analyse").take("boss", "archive");
    assert_eq!(office.stage(), "archived");
    desk.take("fay", "reopen");
    for stage in [office.on(4).merge(&desk).stage(), desk.merge(&office).stage()] {
        assert_eq!(stage, "reopened");
    }
    // The analysis of the first result archives nothing of the second.
    desk.take("ann", "resume").take("ann", "resolve");
    assert_eq!(desk.tries("boss", "archive"), Err(CommandCode::WrongStage));
    assert_eq!(desk.tries("boss", "analyse"), Err(CommandCode::WrongStage));
    assert_eq!(desk.flags(), Vec::<String>::new());
    desk.take("fay", "reopen");
    assert_eq!(desk.flags(), ["reopened_twice"]);
}

#[test]
fn an_escalation_is_neither_undone_nor_outrun() {
    let mut handling = born();
    handling.take("boss", "assign");
    let (mut handler, mut raised) = (handling.on(2), handling.on(3));
    handler.take("ann", "resolve").take("amy", "follow_up");
    raised.take("sam", "escalate");
    handler.merge(&raised);
    assert_eq!(handler.stage(), "escalated");
    for name in ["fay", "amy", "ann", "sam", "oth", "adam"] {
        let steps = handler.process.steps.clone();
        let open = steps.iter().filter(|step| handler.tries(name, &step.key).is_ok());
        assert_eq!(open.count(), 0, "{name}");
    }
    handler.take("boss", "answer");
    assert_eq!(handler.stage(), "handling");
}

/// boss heads the department that ann works in, and there is a manager above.
fn company() -> Configuration {
    let people = STAFF.iter().filter(|(_, post)| *post != Post::System).map(|(name, _)| Person {
        id: (*name).into(),
        name: (*name).to_owned(),
        active: true,
        ability: 3,
        holdings: who(name).holdings,
        absences: vec![],
    });
    let service = Department {
        id: "service".into(),
        name: "客服部".into(),
        active: true,
        parent: None,
        head: Some("boss".into()),
    };
    Configuration { people: people.collect(), departments: vec![service], ..Configuration::default() }
}

/// Escalated by the rule of the company, as a device fills it in.
fn escalated(mut site: Site, by: &str, config: &Configuration) -> Result<Site, CommandCode> {
    let known = Within(&Alone, config);
    let named = process().step("escalate").unwrap().by_rule(&site.record(), &by.into(), site.at_ms, &known);
    let act = match site.step(by, "escalate") {
        Act::Take { step, entry, reason, .. } => Act::Take { step, entry, values: named, reason },
        other => other,
    };
    site.try_acts(by, vec![act], &known).map(|()| site)
}

#[test]
fn the_superior_of_who_handles_it_decides_and_nobody_beside() {
    let config = company();
    let known = Within(&Alone, &config);
    let (handling, own) = (born().take("boss", "assign").clone(), born().take("boss", "take_on").clone());
    for (site, by, superior) in [
        // Nobody handles it yet: the department does.
        (born(), "fay", "boss"),
        (handling.clone(), "ann", "boss"),
        (handling.clone(), "boss", "max"),
        (own.clone(), "fay", "max"),
    ] {
        let up = escalated(site, by, &config).expect("anybody may");
        assert_eq!(up.record().superior().unwrap().as_str(), superior);
        let summary = up.summary();
        assert_eq!(summary.in_charge(), Some(superior));
        for (name, _) in STAFF {
            let may = name == superior || name == "max";
            for step in ["answer", "settle"] {
                assert_eq!(up.tries_with(name, step, &known).is_ok(), may, "{name} {step} after {by}");
            }
        }
        // Whom it was escalated to stands in the step: the company may change since.
        assert!(up.tries(superior, "answer").is_ok());
        let down = up.on(3).take(superior, "answer").summary();
        assert_ne!(down.in_charge(), Some(superior));
        assert_eq!(down.superior(), Some(superior));
    }
    // Named by hand it is nobody's choice.
    let mut forged = handling.clone();
    for named in ["", "ann", "oth", "fay"] {
        let act = match forged.step("ann", "escalate") {
            Act::Take { step, entry, reason, .. } => {
                Act::Take { step, entry, values: values(&[("superior", named)]), reason }
            }
            other => other,
        };
        assert_eq!(forged.try_acts("ann", vec![act], &known), Err(CommandCode::NotAllowed), "{named}");
    }
}

#[test]
fn an_escalation_that_is_sent_again_goes_to_the_superior_of_today() {
    let mut config = company();
    let mut site = born().take("boss", "assign").clone();
    let (record, stamp) = (site.record(), Stamp { principal: who("ann"), post: Post::Specialist, at_ms: site.at_ms });
    let acts = vec![site.step("ann", "escalate")];
    let command = Command { record: record.id.clone(), process: process().id, acts };
    let refused = process().renewed(command, &record, &stamp, &Within(&Alone, &config));
    // It was refused, and meanwhile somebody else leads the department.
    config.departments[0].head = Some("max".into());
    let known = Within(&Alone, &config);
    assert_eq!(site.try_acts("ann", refused.acts.clone(), &known), Err(CommandCode::NotAllowed));
    let again = process().renewed(refused, &record, &stamp, &known);
    site.try_acts("ann", again.acts, &known).unwrap();
    assert_eq!(site.record().superior().unwrap().as_str(), "max");
    assert_eq!(site.record().last_step("escalate").unwrap().reason.as_deref(), Some("说明"));
}

#[test]
fn where_only_one_works_his_own_follow_up_passes_flagged() {
    let mut config = company();
    let resolved = born().take("boss", "take_on").take("boss", "resolve").clone();
    let asked = |config: &Configuration| resolved.tries_with("boss", "follow_up", &Within(&Alone, config));
    assert_eq!(asked(&config), Err(CommandCode::ReasonNeeded));
    // A specialist elsewhere is nobody of this department, and who has left is nobody.
    for person in config.people.iter_mut().filter(|person| !["boss", "max", "oth"].contains(&person.id.as_str())) {
        match person.id.as_str() {
            "sam" => person.holdings[0].department = "elsewhere".into(),
            _ => person.active = false,
        }
    }
    assert_eq!(asked(&config), Ok(()));
    let mut alone = resolved.clone();
    let act = alone.bare("boss", "follow_up");
    alone.try_acts("boss", vec![act], &Within(&Alone, &config)).unwrap();
    assert_eq!(alone.flags(), ["own_follow_up"]);
}

#[test]
fn the_archive_is_read_only_and_its_cause_stays() {
    let mut site = resolved();
    site.take("ann", "follow_up").take("boss", "analyse");
    let mut late = site.on(2);
    site.take("boss", "archive");
    assert_eq!(site.flags(), ["own_follow_up"]);
    for act in [set("cause", Value::Null), set("cause", "改写"), append("notes", 9_999, &[("text", "补记")])] {
        assert_eq!(site.try_acts("boss", vec![act], &Alone), Err(CommandCode::NotAllowed));
    }
    // In one act with the step it is no better.
    let mut cheat = late.on(5);
    let archive = cheat.step("boss", "archive");
    assert_eq!(cheat.try_acts("boss", vec![archive.clone(), set("cause", "")], &Alone), Err(CommandCode::NotAllowed));
    assert_eq!(cheat.try_acts("boss", vec![set("cause", ""), archive], &Alone), Err(CommandCode::Guard));
    // What was written before the tablets knew is kept, and a person settles it; then it is closed again.
    let mut other = late.on(6);
    late.write("boss", vec![set("cause", "其一")]);
    other.write("boss", vec![set("cause", "其二")]);
    site.merge(&late).merge(&other);
    assert_eq!((site.stage().as_str(), site.record().conflicts().count()), ("archived", 1));
    site.write("boss", vec![set("cause", "其三")]);
    assert_eq!(site.try_acts("boss", vec![set("cause", "其四")], &Alone), Err(CommandCode::NotAllowed));
}

#[test]
fn every_deadline_ends_on_the_right_day() {
    const BEFORE_MS: i64 = 9 * 24 * 3_600_000;
    let terms = [
        Term { key: "assign", days: 1, begins: born_at, meets: &[("boss", "assign")] },
        Term {
            // A second round counts from the day on which the customer was not satisfied.
            key: "result",
            days: 3,
            begins: |at_ms| {
                let mut site = resolved_at(at_ms - BEFORE_MS);
                site.later(at_ms).take("fay", "reopen").clone()
            },
            meets: &[("ann", "resume"), ("ann", "resolve")],
        },
        Term {
            key: "answer",
            days: 1,
            begins: |at_ms| born_at(at_ms).take("fay", "escalate").clone(),
            meets: &[("max", "answer")],
        },
        Term {
            key: "follow_up",
            days: 3,
            begins: |at_ms| {
                let mut site = resolved_at(at_ms - BEFORE_MS);
                site.take("amy", "follow_up").take("amy", "reopen").take("boss", "escalate");
                site.later(at_ms).take("max", "settle").clone()
            },
            meets: &[("amy", "follow_up")],
        },
    ];
    check_terms(&process(), &terms);
}

#[test]
fn a_row_carries_the_words_of_measures_and_cause_and_no_more_than_the_beginning() {
    let mut site = born();
    let long = "防水层开裂".repeat(400);
    site.take("boss", "assign");
    site.write("ann", vec![set("measures", "重做伸缩缝防水")]).write("boss", vec![set("cause", long.as_str())]);
    let row = site.summary();
    let words = row.values["searched"].as_text().unwrap();
    assert!(words.contains("重做伸缩缝防水") && words.contains("防水层开裂"), "{words}");
    assert!(words.chars().count() < 4 * 501, "{}", words.chars().count());
    let finds = |typed: &str| Needle::new(typed).unwrap().fit(&Hay::new(&row, Some(&process()), |_| None)).is_some();
    assert!(finds("伸缩缝") && !finds("没有的词"));
}
