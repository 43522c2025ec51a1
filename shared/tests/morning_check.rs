//! Morning checks: a leader's own, and one that was a mistake is withdrawn and stays.

mod support;

use shared::process::morning_check::process;
use shared::record::command::CommandCode;
use support::site::*;
use support::*;

const STEPS: &str = "\
check: boss oth max srv
withdraw in checked: boss? max? srv?";

#[test]
fn every_step_is_open_to_whom_it_should_be() {
    let born = Site::born(&process(), "boss", "check", &[], NOW_MS);
    assert_eq!(table(&process(), &born, |name, birth| may_make(&process(), name, birth)), STEPS);
}

#[test]
fn what_was_seen_is_written_by_leaders_and_withdrawn_with_a_reason() {
    let mut site = Site::born(&process(), "boss", "check", &["arranged"], NOW_MS);
    site.write("max", vec![set("arranged", "三号楼的漏水先去看")]);
    assert_eq!(site.try_acts("ann", vec![set("arranged", "别的")], &shared::rule::Alone), Err(CommandCode::NotAllowed));
    assert_eq!(site.tries("boss", "withdraw"), Err(CommandCode::ReasonNeeded));
    assert_eq!(site.take("boss", "withdraw").stage(), "withdrawn");
}
