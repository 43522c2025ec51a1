//! Handovers, notices and monthly building reports.

mod support;

use shared::process::{building_month, handover, notice};
use shared::record::command::CommandCode;
use shared::rule::Alone;
use support::site::*;
use support::*;

const HANDOVER: &str = "\
create: fay amy boss oth max srv
told: srv
notify in planned: fay amy boss max srv
appoint in notified,rectifying: fay amy boss max srv
appoint in appointed: fay amy ann boss max srv
inspect in notified,appointed,rectifying: ann sam boss max srv
rectify in inspecting: ann? sam? boss? max? srv?
hand_over in inspecting: ann sam boss max srv
move_in in handed_over: fay amy boss max srv
cancel in planned,notified,appointed,rectifying: boss? max? srv?";

const NOTICE: &str = "\
draft: fay amy ann sam boss oth max srv
review in draft: boss max srv
return in draft,reviewed: boss? max? srv?
send in reviewed: fay amy ann sam boss max srv
withdraw in draft,reviewed,sent: fay? boss? max? srv?";

const MONTH: &str = "\
create: fay amy ann sam boss oth max srv
submit in due,returned: fay amy ann sam boss max srv
check in submitted: boss max srv
return in submitted: boss? max? srv?
send in checked: boss max srv";

fn made(empty: &[&str]) -> Site {
    Site::born(&handover::process(), "fay", "create", empty, NOW_MS)
}

fn inspecting(empty: &[&str]) -> Site {
    made(empty).take("fay", "notify").take("ann", "inspect").clone()
}

#[test]
fn every_step_is_open_to_whom_it_should_be() {
    for (process, birth, expected) in [
        (handover::process(), "create", HANDOVER),
        (notice::process(), "draft", NOTICE),
        (building_month::process(), "create", MONTH),
    ] {
        let site = Site::born(&process, "fay", birth, &["confirmations"], NOW_MS);
        assert_eq!(table(&process, &site, |name, birth| may_make(&process, name, birth)), expected, "{}", process.id);
    }
}

#[test]
fn nothing_is_handed_over_unseen_unread_or_unsigned() {
    for empty in ["items", "walked", "meters", "keys", "owner_signature", "staff_signature"] {
        assert_eq!(inspecting(&[empty]).tries("ann", "hand_over"), Err(CommandCode::Guard), "{empty}");
    }
    let nobody_agreed = made(&["appointment_at_ms"]).take("fay", "notify").clone();
    assert_eq!(nobody_agreed.tries("fay", "appoint"), Err(CommandCode::Guard));

    let walk = |n: u128, result: &str| append("walked", n, &[("item", "一"), ("result", result)]);
    let mut site = inspecting(&["accepted"]);
    site.write("ann", vec![walk(1, "blocking")]);
    assert_eq!(site.tries("ann", "hand_over"), Err(CommandCode::Guard), "it keeps the owner from moving in");
    let mut accepted = site.on(2);
    accepted.write("ann", vec![set("accepted", "月底前换门")]).take("ann", "hand_over");
    assert_eq!(accepted.flags(), ["accepted_with_defects"]);
    // Put right, and looked at again: the latest look counts, and it has to be taken.
    site.take("ann", "rectify").later(NOW_MS + 60_000).take("ann", "inspect");
    let mut accepted = site.on(2);
    accepted.write("ann", vec![set("accepted", "月底前换门")]);
    assert_eq!(accepted.tries("ann", "hand_over"), Err(CommandCode::Guard), "nobody has looked again");
    accepted.write("ann", vec![walk(2, "blocking")]).take("ann", "hand_over");
    site.write("ann", vec![walk(2, "fine")]).take("ann", "hand_over");
    // What was signed stays as it was signed.
    let forged = set("owner_signature", "b".repeat(64));
    for act in [forged, walk(3, "blocking"), append("keys", 4, &[("what", "门卡")])] {
        assert_eq!(site.try_acts("boss", vec![act], &Alone), Err(CommandCode::NotAllowed));
    }
    site.take("fay", "move_in");
}

#[test]
fn a_defect_found_beside_a_signature_keeps_it_open() {
    let site = inspecting(&[]);
    let (mut one, mut two) = (site.on(2), site.on(3));
    one.take("ann", "hand_over");
    two.take("sam", "rectify");
    assert_eq!(one.merge(&two).stage(), "rectifying");
}

#[test]
fn a_notice_is_reviewed_by_another_and_confirmed_by_each() {
    let born = |by: &str, empty: &[&str]| Site::born(&notice::process(), by, "draft", empty, NOW_MS);
    assert_eq!(born("boss", &[]).tries("boss", "review"), Err(CommandCode::ReasonNeeded));
    let mut nobody = born("fay", &["recipients", "confirmations"]);
    nobody.take("boss", "review");
    assert_eq!(nobody.tries("fay", "send"), Err(CommandCode::Guard));
    let mut site = born("fay", &["recipients", "confirmations"]);
    let to = |n: u128, name: &str| append("recipients", n, &[("name", name), ("channel", "phone")]);
    site.write("fay", vec![to(1, "王芳"), to(2, "李强")]).take("boss", "review");
    let changed = site.try_acts("fay", vec![set("body", "另一段话")], &Alone);
    assert_eq!(changed, Err(CommandCode::NotAllowed), "what was approved stays");
    site.take("fay", "send");
    site.write("fay", vec![append("confirmations", 3, &[("name", "王芳")])]);
    assert_eq!(site.stage(), "sent");
    site.write("fay", vec![append("confirmations", 4, &[("name", "李强")])]);
    assert_eq!(site.stage(), "confirmed");
}

#[test]
fn a_month_without_damage_says_so() {
    let mut site = Site::born(&building_month::process(), "fay", "create", &["damages"], NOW_MS);
    assert_eq!(site.tries("fay", "submit"), Err(CommandCode::Guard));
    site.write("fay", vec![set("nothing", true)]).take("fay", "submit");
}

#[test]
fn every_deadline_ends_on_the_right_day() {
    let terms = [
        Term {
            key: "due",
            days: 0,
            begins: |at_ms| inspecting(&[]).write("boss", vec![set("due_at_ms", at_ms)]).clone(),
            meets: &[("ann", "hand_over")],
        },
        Term {
            key: "inspect_again",
            days: 7,
            begins: |at_ms| inspecting(&[]).later(at_ms).take("ann", "rectify").clone(),
            meets: &[("ann", "inspect")],
        },
    ];
    check_terms(&handover::process(), &terms);
    check_terms(&notice::process(), &[]);
    let month = |at_ms: i64| {
        let mut site = Site::born(&building_month::process(), "fay", "create", &[], NOW_MS);
        site.write("boss", vec![set("due_at_ms", at_ms)]).clone()
    };
    let checked = |at_ms: i64| {
        let mut site = Site::born(&building_month::process(), "fay", "create", &[], NOW_MS);
        site.take("fay", "submit").later(at_ms).take("boss", "check").clone()
    };
    let terms = [
        Term { key: "due", days: 0, begins: month, meets: &[("fay", "submit"), ("boss", "check")] },
        Term { key: "send", days: 2, begins: checked, meets: &[("boss", "send")] },
    ];
    check_terms(&building_month::process(), &terms);
}
