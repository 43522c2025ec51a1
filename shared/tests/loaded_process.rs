//! A process that comes as data: made, edited on two devices, merged, refused and listed with no Rust of its own.

mod support;

use shared::id::RecordId;
use shared::principal::Post;
use shared::process::{Process, check};
use shared::protocol::RejectionCode;
use shared::record::command::{Act, CommandCode};
use shared::record::summary::summarize;
use shared::rule::Alone;
use support::*;

#[test]
fn every_merge_class_works_in_a_process_that_was_loaded() {
    let process: Process = serde_json::from_str(include_str!("processes/lost_property.json")).unwrap();
    assert_eq!(check::problems(&process), vec![]);
    let record = RecordId(uuid(5));
    let mut ann = Device::new(person("ann", Post::Specialist), &process, &record, 1);
    let mut boss = Device::new(person("boss", Post::Supervisor), &process, &record, 2);
    let mut server = Server::new(&process, &record);

    assert_eq!(ann.does(vec![take("find", 1, &[])]).unwrap_err().field.as_deref(), Some("item"));
    let birth = ann.does(vec![take("find", 2, &[("department", "service")]), set("item", "黑色雨伞")]).unwrap();
    server.takes(&ann.principal, birth.raw_bytes()).unwrap();
    boss.sees(&ann);

    // Both work without a network.
    let found = ann.does(vec![set("found_on", "2026-11-20"), Act::Count { field: "asked".into(), by: 2 }]).unwrap();
    let mark = Act::Add { field: "marks".into(), value: "伞柄有刻字".into() };
    let marked = boss.does(vec![mark, Act::Count { field: "asked".into(), by: 1 }]).unwrap();
    let noted = boss.does(vec![append("notes", 3, &[("text", "放在前台")])]).unwrap();
    let told =
        ann.does(vec![Act::Splice { field: "story".into(), at: 0, delete: 0, insert: "大堂拾到".into() }]).unwrap();
    let offline = [(&ann, found), (&boss, marked), (&boss, noted), (&ann, told)]
        .map(|(who, change)| (who.principal.clone(), change));
    for (who, change) in &offline {
        server.takes(who, change.raw_bytes()).unwrap();
    }
    ann.sees(&boss);
    boss.sees(&ann);
    assert_eq!(ann.record(), boss.record());
    let row = summarize(&ann.record(), &process, Some("SW-000001".into()), &Alone);
    assert_eq!((row.title.as_str(), row.stage.as_str(), row.closed), ("黑色雨伞", "kept", false));
    assert_eq!(row.values["asked"], 3.into());
    assert_eq!(row.values["marks"], "伞柄有刻字".into());

    assert_eq!(ann.does(vec![take("give_back", 9, &[])]).unwrap_err().code, CommandCode::NotAllowed);
    let given = boss.does(vec![take("give_back", 4, &[])]).unwrap();
    let late = ann.does(vec![set("item", "雨伞")]).unwrap();
    server.takes(&boss.principal, given.raw_bytes()).unwrap();
    server.takes(&ann.principal, late.raw_bytes()).unwrap();
    let stranger = person("eve", Post::Specialist);
    let mut eve = Device::new(person("eve", Post::Supervisor), &process, &record, 7);
    eve.sees(&ann);
    let forged = eve.does(vec![set("item", "我的伞")]).unwrap();
    assert_eq!(server.takes(&stranger, forged.raw_bytes()).unwrap_err().code, RejectionCode::Denied);
}
