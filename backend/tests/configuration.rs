//! What administrators settle, and how it reaches every device.

mod support;

use reqwest::Method;
use serde_json::{Value as Json, json};
use shared::deadline;
use shared::principal::Post;
use shared::process::{BUILT_IN, Process, task};
use shared::protocol::{Poke, RejectionCode};
use shared::record::command::Act;
use support::*;

fn lost_property() -> Json {
    serde_json::from_str(include_str!("../../shared/tests/processes/lost_property.json")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_settled_reaches_every_device() {
    everywhere(|server| async move {
        let (admin, li) =
            (server.person("admin", Post::Administrator).await, server.person("li", Post::Specialist).await);
        let old = admin.config(0).await.expect("an administrator gets it, too");
        assert!(li.config(old.version).await.is_none());
        assert!(old.scripts.iter().any(|script| script.id == "follow_up") && old.processes.len() == BUILT_IN.len());

        let mut socket = li.listen(&format!("http://{}", server.at)).await.unwrap();
        let made = admin.ask(Method::POST, "/api/v1/classes", Some(json!({ "name": "重点客户" }))).await;
        assert_eq!(made.0, 201);
        assert_eq!(next_poke(&mut socket).await, Poke { before: 0, seq: 0, chain: String::new(), news: None });
        let class = made.1["id"].as_str().unwrap();
        let path = format!("/api/v1/classes/{class}");
        let off = json!({ "name": "重点客户", "active": false });
        assert_eq!(admin.ask(Method::PUT, &path, Some(off)).await.0, 204);
        assert_eq!(li.ask(Method::POST, "/api/v1/classes", Some(json!({ "name": "x" }))).await.0, 403);
        assert_eq!(admin.ask(Method::PUT, "/api/v1/settings/follow_up_days", Some(json!(5))).await.0, 204);
        assert_eq!(admin.ask(Method::PUT, "/api/v1/settings/work_hours", Some(json!("09:00-18:00"))).await.0, 204);
        let absence = json!({ "user": li.user(), "from_day": "2026-11-23", "to_day": "2026-11-24" });
        assert_eq!(admin.ask(Method::POST, "/api/v1/absences", Some(absence)).await.0, 201);

        let new = li.config(old.version).await.expect("another version");
        assert!(new.version > old.version);
        assert_eq!((new.classes[0].name.as_str(), new.classes[0].active), ("重点客户", false));
        assert_eq!(new.days("follow_up_days", 3), 5);
        assert_eq!(new.calendar.work_minutes, (540, 1080));
        let me = new.person(&li.who.user).unwrap();
        assert!(me.is_absent("2026-11-24") && me.ability == 3 && me.holdings == li.who.holdings);
        // Null gives the default back.
        assert_eq!(admin.ask(Method::PUT, "/api/v1/settings/follow_up_days", Some(Json::Null)).await.0, 204);
        assert_eq!(li.config(0).await.unwrap().days("follow_up_days", 3), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_said() {
    let server = start(None).await;
    let admin = server.person("admin", Post::Administrator).await;
    let version = admin.config(0).await.unwrap().version;
    let mut script = serde_json::to_value(shared::script::follow_up_script()).unwrap();
    script["nodes"][0]["next"] = json!("nowhere");
    let day = |date: &str| json!({ "year": 2027, "days": [{ "name": "元旦", "date": date, "isOffDay": true }] });
    for (path, body, field) in [
        ("settings/colour", json!(1), "key"),
        ("settings/follow_up_days", json!(0), "follow_up_days"),
        ("settings/company", json!(7), "company"),
        ("scripts/follow_up", script.clone(), "nodes"),
        ("scripts/other", script, "id"),
        ("calendar/2027", day("2027-02-30"), "days"),
        ("calendar/2027", day("2030-01-01"), "days"),
        ("calendar/2026", day("2027-01-01"), "days"),
        ("calendar/27", day("2027-01-01"), "year"),
    ] {
        let (status, answer) = admin.ask(Method::PUT, &format!("/api/v1/{path}"), Some(body)).await;
        assert_eq!((status, &answer["code"], &answer["field"]), (422, &json!("invalid"), &json!(field)), "{answer}");
        if answer["why"] == "unsound" {
            let say = &answer["problems"][0];
            assert!(!say["zh"].as_str().unwrap().is_empty() && !say["en"].as_str().unwrap().is_empty(), "{answer}");
        }
    }
    let (status, answer) = admin.ask(Method::PUT, "/api/v1/calendar/2027", Some(json!({ "year": 2027 }))).await;
    assert!(status == 400 && answer["detail"].as_str().unwrap().contains("days"), "{answer}");
    assert!(admin.config(version).await.is_none(), "nothing of it was kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn calendars_and_scripts_are_edited() {
    everywhere(|server| async move {
        let admin = server.person("admin", Post::Administrator).await;
        let (_, known) = admin.ask(Method::GET, "/api/v1/calendar/2026", None).await;
        let (_, unknown) = admin.ask(Method::GET, "/api/v1/calendar/2027", None).await;
        assert_eq!((&known["known"], &unknown["known"]), (&json!(true), &json!(false)));
        let national = |day: &Json| day["date"] == "2026-10-01" && day["isOffDay"] == true;
        assert!(known["days"].as_array().unwrap().iter().any(national) && known["edited"] == false);
        // It reads back in the form in which it is sent.
        assert_eq!(admin.ask(Method::PUT, "/api/v1/calendar/2026", Some(known.clone())).await.0, 204);
        let one = json!({ "year": 2027, "days": [{ "name": "元旦", "date": "2027-01-01", "isOffDay": true }] });
        assert_eq!(admin.ask(Method::PUT, "/api/v1/calendar/2027", Some(one)).await.0, 204);
        let config = admin.config(0).await.unwrap();
        assert!(!config.calendar.is_working(jiff::civil::date(2027, 1, 1)));
        assert!(!config.calendar.is_working(jiff::civil::date(2026, 10, 1)));

        let (_, mut script) = admin.ask(Method::GET, "/api/v1/scripts/follow_up", None).await;
        let before = script["version"].as_i64().unwrap();
        script["nodes"][0]["text"]["zh"] = json!("{customer}您好");
        let (status, kept) = admin.ask(Method::PUT, "/api/v1/scripts/follow_up", Some(script)).await;
        assert_eq!((status, kept["version"].as_i64()), (200, Some(before + 1)));
        let config = admin.config(0).await.unwrap();
        assert_eq!(config.script("follow_up").unwrap().nodes[0].text.zh, "{customer}您好");
        assert_eq!(config.scripts.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_is_loaded_used_and_raised() {
    everywhere(|server| async move {
        let admin = server.person("admin", Post::Administrator).await;
        let (li, boss) = (server.person("li", Post::Specialist).await, server.person("boss", Post::Supervisor).await);
        let path = "/api/v1/processes/lost_property";
        let load = async |body: Json| admin.ask(Method::PUT, path, Some(body)).await;
        let mut broken = lost_property();
        broken["steps"][1]["from"] = json!(["nowhere"]);
        let (status, answer) = load(broken).await;
        assert!(status == 422 && answer["problems"][0]["en"].as_str().unwrap().contains("nowhere"), "{answer}");
        let built_in = serde_json::to_value(task::process()).unwrap();
        assert_eq!(admin.ask(Method::PUT, "/api/v1/processes/task", Some(built_in)).await.1["why"], "built_in");

        let process: Process = serde_json::from_value(lost_property()).unwrap();
        let mut doc = new(process.clone());
        let born = li.write(&mut doc, vec![take("find", &[("department", "kf")]), set("item", "雨伞")]);
        assert_eq!(refused(&li.push(vec![born.clone()]).await[0]), Some(RejectionCode::UnknownProcess));
        assert_eq!(load(lost_property()).await.0, 204);
        accepted(&li.push(vec![born]).await);
        assert!(li.config(0).await.unwrap().process(&process.id).is_some());
        assert_eq!(
            admin.ask(Method::GET, "/api/v1/processes", None).await.1.as_array().unwrap().len(),
            BUILT_IN.len() + 1
        );
        let of = async |query: &str| admin.ask(Method::GET, &format!("/api/v1/audit?{query}"), None).await.1;
        let (lines, nobody) = (of("about=process").await, of("about=process&user=nobody").await);
        assert_eq!((lines.as_array().unwrap().len(), &lines[0]["what"]), (1, &json!("process.load")));
        assert_eq!(nobody, json!([]));

        assert_eq!(load(lost_property()).await.1["field"], "version");
        let mut raised = lost_property();
        raised["version"] = json!(3);
        let mut other = raised.clone();
        other["fields"][2]["class"] = json!("single");
        assert_eq!(load(other).await.1["code"], "invalid");
        let mut other = raised.clone();
        other["fields"].as_array_mut().unwrap().push(json!({
            "key": "count", "label": { "zh": "数", "en": "Count" }, "class": "counter", "kind": "integer" }));
        assert_eq!(load(other).await.1["code"], "invalid");
        raised["fields"].as_array_mut().unwrap().push(json!({
            "key": "colour", "label": { "zh": "颜色", "en": "Colour" }, "class": "single", "kind": "text" }));
        assert_eq!(load(raised.clone()).await.0, 204);

        // The record of version 1 goes on, with the new field; a new one is born with version 3.
        let raised: Process = serde_json::from_value(raised).unwrap();
        doc.process = Process { version: 1, ..raised.clone() };
        accepted(&li.push(vec![li.write(&mut doc, vec![set("colour", "黑")])]).await);
        let mut next = new(raised);
        let acts = vec![take("find", &[("department", "kf")]), set("item", "帽子"), set("colour", "红")];
        accepted(&li.push(vec![li.write(&mut next, acts)]).await);
        // A server that starts anew knows both, and makes the same rows again.
        let fresh = backend::AppState::open(server.state.db.clone(), Default::default()).await.unwrap();
        let rows = server.rows().await;
        fresh.records.rebuild().await.unwrap();
        assert_eq!(server.rows().await, rows);
        let pulled = fresh.records.pull(&boss.who, &backend::feed::Place::default()).await.unwrap();
        assert_eq!(snapshots(&pulled).len(), 2);
        let mark = Act::Add { field: "marks".into(), value: "刻字".into() };
        let push = shared::protocol::Push::new(vec![li.write(&mut doc, vec![mark])]);
        accepted(&fresh.records.push(li.who.clone(), push).await.unwrap().answers);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_seen_and_sent_away() {
    let server = start(None).await;
    let (admin, li) = (server.person("admin", Post::Administrator).await, server.person("li", Post::Specialist).await);
    assert_eq!(li.ask(Method::GET, "/api/v1/devices", None).await.0, 403);
    let (_, devices) = admin.ask(Method::GET, "/api/v1/devices", None).await;
    let his = devices.as_array().unwrap().iter().find(|one| one["user"] == li.user()).unwrap();
    assert_eq!((his["name"].as_str(), his["device_name"].as_str()), (Some("li"), Some("test")));
    let path = format!("/api/v1/sessions/{}", his["session"].as_str().unwrap());
    assert_eq!(admin.ask(Method::DELETE, &path, None).await.0, 204);
    assert_eq!(li.ask(Method::GET, "/api/v1/session", None).await.0, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn deadlines_follow_the_settings_of_the_day() {
    let server = start(None).await;
    let admin = server.person("admin", Post::Administrator).await;
    let clock = shared::record::summary::Clock { key: "follow_up".into(), from_ms: 0, met_at_ms: None };
    let process = shared::process::follow_up::process();
    let due = async || deadline::Terms::new(&process, &admin.config(0).await.unwrap()).due_at_ms(&clock).unwrap();
    let before = due().await;
    assert_eq!(admin.ask(Method::PUT, "/api/v1/settings/follow_up_days", Some(json!(5))).await.0, 204);
    assert_eq!(due().await - before, 2 * 86_400_000);
}
