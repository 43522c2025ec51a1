//! The server's reports come from its rows, the device's from what it was sent: they are the same.

mod support;

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use jiff::civil::Date;
use reqwest::Method;
use shared::principal::Post;
use shared::process::{complaint, follow_up};
use shared::protocol::Item;
use shared::record::command::Act;
use shared::record::summary::Summary;
use shared::report::{KNOWN, Period, Report, report};
use shared::rulebook::{RuleLine, sheet};
use shared::value::Value;
use support::*;

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
        accepted(&head.push(changes).await);

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
                // A specialist sees no complaint that is not his; of the others there is nothing at all.
                let of_complaints = ["causes", "handling", "timeliness"].contains(&key);
                let has_lines = key == "follow_ups" || (of_complaints && person.user() == head.user());
                assert_eq!(!mine.lines.is_empty(), has_lines, "{key}");
            }
            let (_, said) = person.ask(Method::GET, "/api/v1/rules", None).await;
            let theirs: Vec<RuleLine> = serde_json::from_value(said).unwrap();
            assert_eq!(theirs, sheet(rows.iter(), &person.who, &config, backend::now_ms()));
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
