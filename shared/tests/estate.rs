//! Projects, buildings, units and templates: who keeps the register, and who sees it.

mod support;

use shared::principal::{EVERYBODY, scope_keys};
use shared::process::{building, project, template, unit};
use shared::record::command::CommandCode;
use support::site::*;
use support::*;

const PROJECT: &str = "\
create: amy boss oth max srv
end in running: boss? max? srv?
resume in ended: boss max srv";
const BUILDING: &str = "\
create: amy boss oth max srv
retire in standing: boss? max? srv?
restore in retired: boss max srv";
const UNIT: &str = "\
create: amy boss oth max srv
hand_over in empty: fay amy ann sam boss max srv
renovate in handed_over,occupied: fay amy ann sam boss max srv
renovated in renovating: fay amy ann sam boss max srv
move_in in handed_over,renovating: fay amy ann sam boss max srv
move_out in occupied: fay amy ann sam boss max srv
take_back in handed_over: boss? max? srv?
retire in empty,handed_over: boss? max? srv?
restore in retired: boss max srv
import_handed_over in empty: srv?
import_renovating in empty: srv?
import_occupied in empty: srv?
import_undo in empty,handed_over,renovating,occupied: srv?";
const TEMPLATE: &str = "\
create: boss oth max srv
retire in used: boss max srv
restore in retired: boss max srv";

#[test]
fn every_step_is_open_to_whom_it_should_be() {
    let all = [
        (project::process(), PROJECT),
        (building::process(), BUILDING),
        (unit::process(), UNIT),
        (template::process(), TEMPLATE),
    ];
    for (process, expected) in all {
        let born = Site::born(&process, "boss", "create", &[], NOW_MS);
        assert_eq!(table(&process, &born, |name, birth| may_make(&process, name, birth)), expected, "{}", process.id);
        assert!(process.everybody, "whoever takes a call looks it up");
        assert_eq!(process.deadlines, vec![]);
    }
}

#[test]
fn everybody_but_an_administrator_sees_the_register() {
    for (name, _) in STAFF {
        let sees = scope_keys(&who(name)).iter().any(|key| key == EVERYBODY || key == "*");
        assert_eq!(sees, name != "adam", "{name}");
    }
}

#[test]
fn a_renovation_has_a_contractor_and_outranks_what_was_written_beside_it() {
    let mut bare = Site::born(&unit::process(), "boss", "create", &["renovations"], NOW_MS);
    bare.take("boss", "hand_over");
    assert_eq!(bare.tries("fay", "renovate"), Err(CommandCode::Guard));
    bare.write("fay", vec![append("renovations", 1, &[("contractor", "美居装饰")])]);
    let (mut desk, mut field) = (bare.on(2), bare.on(3));
    desk.take("fay", "move_in");
    field.take("ann", "renovate");
    assert_eq!(desk.merge(&field).stage(), "renovating");
    assert_eq!(desk.summary().values["renovations.contractor"], "美居装饰".into());
}

#[test]
fn a_row_says_when_its_unit_was_being_renovated() {
    let mut unit = Site::born(&unit::process(), "boss", "create", &[], NOW_MS);
    let hour = |n: i64| NOW_MS + n * 3_600_000;
    for (at, step) in [(1, "hand_over"), (2, "renovate"), (5, "renovated"), (7, "renovate")] {
        unit.later(hour(at)).take("fay", step);
    }
    // The hours.
    let said = |unit: &Site| -> Vec<(i64, Option<i64>)> {
        let hour = |at_ms: i64| (at_ms - NOW_MS) / 3_600_000;
        unit.summary().stood("renovating").into_iter().map(|(from, to)| (hour(from), to.map(hour))).collect()
    };
    assert_eq!(said(&unit), [(2, Some(5)), (7, None)]);
    // Two people write down what they see: it is being renovated as long as one of them says so.
    let (mut desk, mut field) = (unit.on(2), unit.on(3));
    desk.later(hour(8)).take("fay", "renovated").later(hour(8) + 60_000).take("fay", "renovate");
    field.later(hour(9)).take("ann", "move_in");
    assert_eq!(desk.merge(&field).stage(), "renovating");
    assert_eq!(said(&desk), [(2, Some(5)), (7, Some(8)), (8, None)]);
    desk.later(hour(10)).take("fay", "move_in");
    assert_eq!((desk.stage().as_str(), said(&desk)[2]), ("occupied", (8, Some(9))));
}
