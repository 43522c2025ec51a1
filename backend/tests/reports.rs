//! The server's reports come from its rows, the device's from what it was sent: they are the same.

mod support;

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use jiff::civil::Date;
use reqwest::Method;
use shared::id::EntryId;
use shared::principal::Post;
use shared::process::{building, building_month, complaint, finding, follow_up, matter, repair, round, unit};
use shared::protocol::{Item, PushChange};
use shared::record::command::{Act, Command, Stamp};
use shared::record::summary::Summary;
use shared::record::write;
use shared::report::{KNOWN, Period, Report, report};
use shared::rule::Alone;
use shared::rulebook::{RuleLine, sheet};
use shared::value::Value;
use support::*;

const DAY_MS: i64 = 86_400_000;

/// What one does on that day, which need not be today: a tablet had no network.
fn on(person: &Person, days_ago: i64, doc: &mut Doc, acts: Vec<Act>) -> PushChange {
    doc.doc.set_actor(person.actor.clone());
    let at_ms = backend::now_ms() - days_ago * DAY_MS;
    let stamp = Stamp { principal: person.who.clone(), post: person.post, at_ms };
    let command = Command { record: doc.id.clone(), process: doc.process.id.clone(), acts };
    let change = write::apply(&mut doc.doc, &command, &doc.process, &stamp, &Alone).unwrap();
    let (record, process) = (doc.id.clone(), doc.process.id.clone());
    PushChange { record, process, version: doc.process.version, bytes: change.raw_bytes().to_vec() }
}

fn append(field: &str, values: &[(&str, &str)]) -> Act {
    let values = values.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect();
    Act::Append { field: field.into(), entry: EntryId::new(backend::chance::id()), values }
}

/// A unit under renovation, a repair, a matter and a month's report, which the head writes; rounds of two days and what was
/// found on one, which li does.
fn site(head: &Person, li: &Person) -> (Vec<PushChange>, Vec<PushChange>) {
    let kf = ("department", "kf");
    let (mut building, mut unit) = (new(building::process()), new(unit::process()));
    let mut all = vec![
        on(head, 9, &mut building, vec![take("create", &[kf]), set("name", "1 号楼")]),
        on(
            head,
            9,
            &mut unit,
            vec![take("create", &[kf]), set("name", "1-101"), set("building", building.id.as_str())],
        ),
        on(head, 9, &mut unit, vec![take("hand_over", &[])]),
        on(head, 2, &mut unit, vec![append("renovations", &[("contractor", "美居装饰")]), take("renovate", &[])]),
    ];
    let (mut rounds, mut lis) = (vec![], vec![]);
    for (kind, days_ago) in [("patrol", 2), ("patrol", 2), ("patrol", 1), ("renovation", 1)] {
        let mut round = new(round::process());
        let begin = take("begin", &[("assignee", li.user()), kf]);
        let item = append("items", &[("name", "消防通道")]);
        let mut acts = vec![begin, set("title", "巡查"), set("kind", kind), item];
        acts.extend((kind == "renovation").then(|| set("unit", unit.id.as_str())));
        lis.push(on(li, days_ago, &mut round, acts));
        let walked = append("walked", &[("item", "消防通道"), ("result", "problem")]);
        lis.push(on(li, days_ago, &mut round, vec![walked, take("finish", &[])]));
        rounds.push(round.id);
    }
    let mut found = new(finding::process());
    let of = [set("round", rounds[0].as_str()), set("building", building.id.as_str())];
    let acts = [vec![take("find", &[kf]), set("title", "消防门坏了")], of.to_vec()].concat();
    lis.push(on(li, 2, &mut found, acts));
    let mut repair = new(repair::process());
    let acts =
        vec![take("report", &[kf]), set("title", "漏水"), set("unit", unit.id.as_str()), set("contractor", "某公司")];
    all.push(on(head, 8, &mut repair, acts));
    let hard = Act::Take {
        step: "mark_hard".into(),
        entry: EntryId::new(backend::chance::id()),
        values: [].into(),
        reason: Some("找不到漏点".into()),
    };
    all.push(on(head, 7, &mut repair, vec![hard]));
    all.push(on(head, 7, &mut repair, vec![take("dispatch", &[])]));
    all.push(on(head, 1, &mut repair, vec![set("work", "换了水管"), take("repair", &[])]));
    let mut matter = new(matter::process());
    let acts = vec![take("accept", &[kf]), set("title", "不会用门禁"), set("help", "use")];
    all.push(on(head, 4, &mut matter, acts));
    let mut month = new(building_month::process());
    let due = Act::Set { field: "due_at_ms".into(), value: (backend::now_ms() - DAY_MS).into() };
    let acts = vec![
        take("create", &[kf]),
        set("title", "月报"),
        set("building", building.id.as_str()),
        set("month", "2026-10"),
        due,
    ];
    all.push(on(head, 3, &mut month, acts));
    (all, lis)
}

#[tokio::test(flavor = "multi_thread")]
async fn device_and_server_count_the_same() {
    everywhere(|server| async move {
        let (head, li) = (server.person("head", Post::Supervisor).await, server.person("li", Post::Specialist).await);
        let (customer, made) = file(&head, "王小姐");
        let mut changes = vec![made];
        for at in 0..3 {
            let mut call = new(follow_up::process());
            let from =
                Act::Set { field: "anchor_at_ms".into(), value: Value::Int(backend::now_ms() - at * 100_000_000) };
            let create = take("create", &[("assignee", li.user()), ("department", "kf")]);
            changes.push(
                head.write(&mut call, vec![create, set("title", "回访"), set("customer", customer.id.as_str()), from]),
            );
        }
        for cause in ["quality", "quality", "skill"] {
            let mut case = new(complaint::process());
            let accept = take("accept", &[("department", "kf")]);
            changes.push(head.write(&mut case, vec![accept, set("title", "电梯停了"), set("cause_category", cause)]));
        }
        let (heads, lis) = site(&head, &li);
        changes.extend(heads);
        accepted(&head.push(changes).await);
        accepted(&li.push(lis).await);

        let (from, to) = ("2020-01-01", "2029-12-31");
        for person in [&head, &li] {
            let pulled = person.pull(0, "").await;
            let row = |item: Item| match item {
                Item::Snapshot { summary, .. } => Some(summary),
                _ => None,
            };
            let rows: Vec<Summary> = pulled.items.into_iter().filter_map(row).collect();
            let config = person.config(0).await.unwrap();
            let day = |text: &str| text.parse::<Date>().unwrap();
            let period = Period::days(&config.calendar, day(from), day(to)).unwrap();
            for (key, _) in KNOWN {
                let (status, said) =
                    person.ask(Method::GET, &format!("/api/v1/reports/{key}?from={from}&to={to}"), None).await;
                assert_eq!(status, 200);
                let theirs: Report = serde_json::from_value(said).unwrap();
                let mut mine = report(key, rows.iter(), period, &config, backend::now_ms()).unwrap();
                mine.lines.iter_mut().for_each(|line| line.records.sort());
                let mut theirs_sorted = theirs.clone();
                theirs_sorted.lines.iter_mut().for_each(|line| line.records.sort());
                assert_eq!(theirs_sorted.lines, mine.lines, "{key}");
                // A specialist sees no complaint and no repair that is not his.
                let is_his = ["follow_ups", "rounds", "damage"].contains(&key);
                assert_eq!(!mine.lines.is_empty(), is_his || person.user() == head.user(), "{key}");
            }
            let (_, said) = person.ask(Method::GET, "/api/v1/rules", None).await;
            let theirs: Vec<RuleLine> = serde_json::from_value(said).unwrap();
            assert_eq!(theirs, sheet(rows.iter(), &person.who, &config, backend::now_ms()));
            // None of these is compared empty by who leads the department; who does not cannot judge its days.
            let judged = |key: &str| theirs.iter().find(|line| line.key == key).and_then(|line| line.percent);
            let days = if person.user() == head.user() { [Some(50), Some(100)] } else { [None, None] };
            assert_eq!(["round.patrols", "round.spot_checks"].map(judged), days);
            let there =
                |key: &str| theirs.iter().any(|line| line.key == key && line.parts.iter().any(|part| !part.is_empty()));
            for key in ["finding.assign", "repair.repair", "repair.note", "matter.answer", "building_month.due"] {
                assert!(there(key) || person.user() == li.user(), "{key}");
            }
        }

        let address = format!("http://{}/api/v1/reports/causes.xlsx?from={from}&to={to}&lang=zh", server.at);
        let answer = reqwest::Client::new().get(address).header("cookie", format!("huifang={}", head.token));
        let bytes = answer.send().await.unwrap().bytes().await.unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let table = book.worksheet_range_at(0).unwrap().unwrap();
        let found: Vec<Vec<Data>> = table.rows().skip(3).map(<[Data]>::to_vec).collect();
        let text = |text: &str| Data::String(text.to_owned());
        assert_eq!(found[0], ["原因", "件数", "占比", "累计"].map(text));
        assert_eq!(found[1], [text("工程质量"), Data::Float(2.0), Data::Float(0.66), Data::Float(0.66)]);
        assert_eq!(found.len(), 4, "two causes and the total");

        for (path, status) in [
            ("reports/weather", 404),
            ("reports/causes?from=yesterday", 422),
            ("reports/causes?from=2026-02-01&to=2026-01-01", 422),
        ] {
            assert_eq!(head.ask(Method::GET, &format!("/api/v1/{path}"), None).await.0, status, "{path}");
        }
    })
    .await;
}
