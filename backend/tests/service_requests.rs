//! Real service requests of five offices, imported over HTTP with the times of their past. What the records then say of
//! handling times must be what a script of its own computes from the files.

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use backend::import::plan::{self, Choices};
use backend::import::{self, Mapping, batch};
use reqwest::{Client, Method, Response};
use serde_json::{Value as Json, json};
use shared::id::DeviceId;
use shared::principal::{Post, Principal};
use shared::process::Process;
use shared::protocol::{Push, PushChange};
use shared::record::summary::Summary;
use shared::report::handling::handling;
use sqlx::Row;
use support::*;

fn data(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/service-requests").join(file)
}

fn mappings() -> BTreeMap<String, Json> {
    serde_json::from_slice(&std::fs::read(data("mappings.json")).unwrap()).unwrap()
}

impl Person {
    async fn send(&self, path: &str, query: &[(&str, &str)], file: impl Into<Vec<u8>>) -> Response {
        let mut url = reqwest::Url::parse(&format!("http://{}/api/v1/imports{path}", self.at)).unwrap();
        url.query_pairs_mut().extend_pairs(query);
        let request = Client::new().post(url).body(file.into()).header("cookie", format!("huifang={}", self.token));
        request.send().await.unwrap()
    }

    /// Imports, and waits until nothing goes on any more.
    async fn import(&self, server: &Server, query: &[(&str, &str)], file: impl Into<Vec<u8>>) -> Json {
        let answer = self.send("", query, file).await;
        let status = answer.status();
        let made: Json = answer.json().await.unwrap();
        assert_eq!(status.as_u16(), 201, "{made}");
        let id = made["id"].as_str().unwrap();
        batch::finish(&server.state.records, id).await.unwrap();
        self.ask(Method::GET, &format!("/api/v1/imports/{id}"), None).await.1
    }
}

impl Server {
    async fn summaries(&self, process: &str) -> Vec<Summary> {
        let query = sqlx::query("select summary from records where process = $1 order by id").bind(process);
        let rows = query.fetch_all(self.state.db.reader()).await.unwrap();
        rows.iter().map(|row| serde_json::from_str(&row.get::<String, _>(0)).unwrap()).collect()
    }

    fn process(&self, id: &str) -> Process {
        self.state.records.processes().iter().find(|one| one.id.as_str() == id).unwrap().clone()
    }
}

/// What the script says of a file with this mapping.
fn told(file: &str, columns: &Json) -> Json {
    let heading = |key: &str| columns.as_object().unwrap().iter().find(|(_, one)| *one == key).map(|(name, _)| name);
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/handling.mjs");
    let columns = ["opened_at", "closed_at", "due_at_ms"].into_iter().filter_map(heading);
    let run = Command::new("node").arg(script).arg(data(file)).args(columns).output().expect("node is there");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).unwrap()
}

/// The mapping is kept as a template and offered with the file: what was offered is sent back.
async fn offered(person: &Person, file: &str, bytes: &[u8], mapping: &Json) -> String {
    let kept = json!({ "process": mapping["process"], "name": file, "columns": mapping["columns"] });
    assert_eq!(person.ask(Method::POST, "/api/v1/imports/templates", Some(kept)).await.0, 204);
    let process = mapping["process"].as_str().unwrap();
    let seen: Json =
        person.send("/preview", &[("process", process), ("name", file)], bytes).await.json().await.unwrap();
    let fits = seen["templates"].as_array().unwrap();
    assert_eq!(fits.len(), 1, "{file}: {fits:?}");
    assert_eq!(fits[0]["name"], file);
    fits[0]["mapping"].to_string()
}

async fn agrees(file: &str) {
    let server = start(None).await;
    let head = server.person("head", Post::Supervisor).await;
    let (bytes, mapping) = (std::fs::read(data(file)).unwrap(), mappings().remove(file).unwrap());
    let columns = offered(&head, file, &bytes, &mapping).await;
    let process = mapping["process"].as_str().unwrap();
    // As the command line does it: a large file on a busy machine outlasts a request.
    let described = Arc::new(server.process(process));
    let table = import::read(file, &bytes, &described).unwrap();
    let named: BTreeMap<usize, String> = serde_json::from_str(&columns).unwrap();
    let columns = (0..table.headers.len()).map(|at| named.get(&at).cloned()).collect();
    let mapping_of = Mapping { columns, ..Mapping::default() };
    let choices = Choices {
        process: described,
        principal: head.who.clone(),
        file: file.into(),
        department: "kf".into(),
        skip_errors: false,
        skip_duplicates: true,
        at_ms: backend::now_ms(),
        utc_offset_minutes: 480,
    };
    let total = table.rows.len();
    let id = batch::run(&server.state.records, Arc::new(table), Arc::new(mapping_of), choices).await.unwrap();
    let id = id.map_err(|(refused, _)| refused).unwrap();
    let made = batch::find(&mut server.state.db.reader().acquire().await.unwrap(), &id).await.unwrap().unwrap();
    assert_eq!((made.state.as_str(), made.skipped_errors), ("done", 0), "{file}");
    let rows = server.summaries(process).await;
    let is = handling(&server.process(process), rows.iter());
    let is = json!({ "rows": is.cases, "closed": is.closed, "median_ms": is.median_ms, "with_due": is.with_due, "on_time": is.on_time });
    assert_eq!(is, told(file, &mapping["columns"]), "{file}");
    assert_eq!(rows.len(), total);
}

#[tokio::test(flavor = "multi_thread")]
async fn handling_times_are_those_of_new_york() {
    agrees("nyc311_animals_2025.csv").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn handling_times_are_those_of_san_francisco() {
    agrees("sf311_2008_2018.csv").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn handling_times_are_those_of_los_angeles_and_of_housing_violations() {
    agrees("la311_2020.csv").await;
    agrees("nyc_hpd_violations.csv").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_time_means_what_boston_means() {
    agrees("boston311-100.csv").await;
    let server = start(None).await;
    let head = server.person("head", Post::Supervisor).await;
    let (file, mapping) = ("boston311-100.csv", mappings().remove("boston311-100.csv").unwrap());
    let process = mapping["process"].as_str().unwrap();
    let bytes = std::fs::read(data(file)).unwrap();
    let columns = offered(&head, file, &bytes, &mapping).await;
    head.import(&server, &[("process", process), ("mapping", &columns)], bytes.clone()).await;
    // The office's own flag, by its own number.
    let table = backend::import::read(file, &bytes, &server.process(process)).unwrap();
    let column = |name: &str| table.headers.iter().position(|header| header == name).unwrap();
    let (number, flag) = (column("case_enquiry_id"), column("ontime"));
    let flags: BTreeMap<&str, &str> =
        table.rows.iter().map(|row| (row.cells[number].as_str(), row.cells[flag].as_str())).collect();
    let mut compared = 0;
    for row in server.summaries(process).await {
        let due = row.values.get("due_at_ms").and_then(shared::value::Value::as_int);
        if let Some((closed, due)) = row.closed_at_ms().zip(due) {
            let number = row.values["source_no"].as_text().unwrap();
            assert_eq!(closed <= due, flags[number] == "ONTIME", "{number}");
            compared += 1;
        }
    }
    assert_eq!(compared, 77);
    // Told apart by that number: nothing is left to import a second time.
    let again = head.send("", &[("process", process), ("mapping", &columns)], bytes).await;
    let again: Json = again.json().await.unwrap();
    assert_eq!((again["code"].as_str(), again["shown"]["duplicates"].as_i64()), (Some("import_rows"), Some(100)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_too_many_cells_wide_is_shown() {
    let server = start(None).await;
    let head = server.person("head", Post::Supervisor).await;
    let bytes = std::fs::read(data("boston311-100-bad.tsv")).unwrap();
    let seen = head.send("/preview", &[("process", "complaint"), ("name", "bad.tsv")], bytes).await;
    let seen: Json = seen.json().await.unwrap();
    let columns = seen["columns"].as_array().unwrap();
    assert_eq!((seen["total"].as_i64(), seen["with_errors"].as_i64()), (Some(100), Some(0)), "{}", seen["faults"]);
    // What stands to the right of the header is not lost: a column without a name, which nobody maps by itself.
    let last = columns.last().unwrap();
    assert_eq!((last["name"].as_str(), last["suggested"].as_str()), (Some(""), None));
    assert_eq!(last["samples"], json!(["Citizens Connect App"]));
    let known = |name: &str| columns.iter().find(|column| column["name"] == name).unwrap()["suggested"].clone();
    assert_eq!([known("open_dt"), known("closed_dt"), known("target_dt")], ["opened_at", "closed_at", "due_at_ms"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refused_row_is_named_with_its_reason() {
    let server = start(None).await;
    let (li, head) = (server.person("li", Post::Specialist).await, server.person("head", Post::Supervisor).await);
    let file = "编号,标题,受理时间,办结时间,期限\n\
        1,噪音,2025-03-31 10:00,2025-04-01 10:00,2025-04-01\n\
        2,漏水,31/03/2025 10:00,,\n\
        3,停电,2025-03-31,2025-03-30,\n\
        4,电梯,昨天,,\n\
        5,门禁,,2025-03-30,\n\
        6,门锁,2999-01-01,,\n\
        7,,2025-03-31,,\n\
        8,车位,2025-02-30,,2025-13-01\n";
    let seen = head.send("/preview", &[("process", "complaint")], file).await;
    let seen: Json = seen.json().await.unwrap();
    let faults = seen["faults"].as_array().unwrap();
    let said = |line: i64| -> Vec<(String, String)> {
        let row = faults.iter().find(|row| row["row"] == line).map(|row| row["errors"].as_array().unwrap().clone());
        let text = |one: &Json| one.as_str().unwrap_or_default().to_owned();
        row.unwrap_or_default().iter().map(|one| (text(&one["field"]), text(&one["say"]["zh"]))).collect()
    };
    for (line, field, words) in [
        (4, "closed_at", "办结时间早于受理时间"),
        (5, "opened_at", "“昨天”不是日期或时间"),
        (6, "closed_at", "没有受理时间"),
        (7, "opened_at", "受理时间在将来"),
        (8, "title", "请填写"),
        (9, "opened_at", "“2025-02-30”不是日期"),
        (9, "due_at_ms", "“2025-13-01”不是日期"),
    ] {
        let found = said(line);
        assert!(found.iter().any(|(at, say)| at == field && say.contains(words)), "{line}: {found:?}");
    }
    assert_eq!((seen["with_errors"].as_i64(), seen["ready"].as_i64()), (Some(6), Some(2)));
    // Closing past every guard is for whoever answers for the department.
    let refused = li.send("/preview", &[("process", "complaint")], file).await;
    let refused: Json = refused.json().await.unwrap();
    assert_eq!(refused["with_errors"], 7);
    assert!(refused["faults"][0]["errors"][0]["say"]["zh"].as_str().unwrap().contains("主管"));

    let made = head.import(&server, &[("process", "complaint"), ("skip_errors", "true")], file).await;
    assert_eq!((made["made"].as_i64(), made["skipped_errors"].as_i64()), (Some(2), Some(6)));
    let rows = server.summaries("complaint").await;
    let row = |number: &str| rows.iter().find(|row| row.values["source_no"].as_text() == Some(number)).unwrap();
    // In the company's own time, which is eight hours ahead; due at the end of the day.
    let (closed, open) = (row("1"), row("2"));
    assert_eq!((closed.created_at_ms, closed.closed_at_ms()), (1_743_386_400_000, Some(1_743_472_800_000)));
    assert_eq!(closed.values["due_at_ms"], 1_743_523_199_999i64.into());
    assert_eq!((closed.stage.as_str(), open.stage.as_str()), ("archived", "accepted"));
    assert_eq!(closed.creator.as_ref(), Some(&head.who.user));

    // Taken back, open and closed alike; what was taken back may come again.
    let id = made["id"].as_str().unwrap();
    let undone = head.ask(Method::POST, &format!("/api/v1/imports/{id}/undo"), None).await.1;
    assert_eq!((undone["voided"].as_i64(), undone["kept"].as_i64()), (Some(2), Some(0)), "{undone}");
    let rows = server.summaries("complaint").await;
    assert!(rows.iter().all(|row| row.stage == "withdrawn"));
    assert_eq!(handling(&server.process("complaint"), rows.iter()).cases, 0);
    let next = head.import(&server, &[("process", "complaint"), ("skip_errors", "true")], file).await;
    assert_eq!(next["made"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_was_opened_before_a_crash_is_closed_after_it() {
    everywhere(|server| async move {
        let head = server.person("head", Post::Supervisor).await;
        let process = Arc::new(server.process("complaint"));
        let file = "编号,标题,受理时间,办结时间\n1,噪音,2025-03-31 10:00,2025-04-01 10:00\n2,漏水,2025-03-31 10:00,\n";
        let table = import::read("a.csv", file.as_bytes(), &process).unwrap();
        let choices = Choices {
            process: process.clone(),
            principal: head.who.clone(),
            file: "a.csv".into(),
            department: "kf".into(),
            skip_errors: false,
            skip_duplicates: true,
            at_ms: backend::now_ms(),
            utc_offset_minutes: 480,
        };
        let mapping = import::suggest(&process, &table.headers);
        let seen = plan::check(&table, &mapping, &import::Existing::default(), &choices);
        let id = backend::chance::id();
        let made = plan::changes(&seen, &choices, &id).unwrap();
        assert_eq!(made.iter().map(|row| row.closing.is_some()).collect::<Vec<_>>(), [true, false]);
        let records = &server.state.records;
        batch::keep(records, &id, &seen, &choices, &made).await.unwrap();
        // The power goes after the first was opened.
        let (record, bytes) = (made[0].record.clone(), made[0].bytes.clone());
        let change = PushChange { record, process: process.id.clone(), version: process.version, bytes };
        let device = Principal { device: DeviceId::new(plan::id(&id, "device")), ..head.who.clone() };
        records.push(device, Push::new(vec![change])).await.unwrap();
        assert_eq!(server.summaries("complaint").await[0].stage, "accepted");

        batch::finish_all(records).await.unwrap();
        batch::finish_all(records).await.unwrap();
        let mut stages: Vec<String> = server.summaries("complaint").await.into_iter().map(|row| row.stage).collect();
        stages.sort();
        assert_eq!(stages, ["accepted", "archived"]);
        let count = |sql: &'static str| sqlx::query_scalar::<_, i64>(sql).fetch_one(server.state.db.reader());
        assert_eq!(count("select count(*) from changes").await.unwrap(), 3);
        assert_eq!(count("select count(*) from dead_letters").await.unwrap(), 0);
    })
    .await;
}

/// A process of which this program knows only the description.
fn loaded() -> Json {
    let mut process: Json =
        serde_json::from_str(include_str!("../../shared/tests/processes/lost_property.json")).unwrap();
    let label = json!({ "zh": "导入", "en": "Import" });
    process["stages"].as_array_mut().unwrap().push(json!({ "key": "gone", "label": label, "rank": 1, "closed": true }));
    for (key, from, to) in
        [("was_returned", json!(["kept"]), "returned"), ("unmake", json!(["kept", "returned"]), "gone")]
    {
        let step =
            json!({ "key": key, "label": label, "from": from, "to": to, "by": ["system"], "reason": "required" });
        process["steps"].as_array_mut().unwrap().push(step);
    }
    process["import"] = json!({
        "birth": "find", "undo": "unmake", "same": [["item", "marks"]], "past": { "close": "was_returned" },
        "words": { "item": ["东西"], "opened_at": ["拾到"], "closed_at": ["领走"] }
    });
    process
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_was_loaded_is_imported() {
    everywhere(|server| async move {
        let admin = server.person("admin", Post::Administrator).await;
        let (li, max) = (server.person("li", Post::Specialist).await, server.person("max", Post::Manager).await);
        let load = |process: Json| admin.ask(Method::PUT, "/api/v1/processes/lost_property", Some(process));
        let mut wrong = loaded();
        wrong["import"]["past"]["close"] = json!("give_back");
        assert_eq!(load(wrong).await.0, 422);
        assert_eq!(load(loaded()).await.0, 204);
        let file =
            "东西,特征,拾到,领走\n雨伞,黑色,2025/1/2 8:00,\n雨伞,蓝色,2025/1/3 8:00,\n雨伞,黑色；长柄,2025/1/4 8:00,\n";
        let made = li.import(&server, &[("process", "lost_property")], file).await;
        assert_eq!((made["made"].as_i64(), made["skipped_duplicates"].as_i64()), (Some(2), Some(1)));
        // Who may not make one imports none.
        let refused = max.send("", &[("process", "lost_property")], file).await;
        assert_eq!(refused.status(), 403);
        let unknown = li.send("", &[("process", "task")], file).await.json::<Json>().await.unwrap();
        assert_eq!(unknown["field"], "process");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn units_are_told_apart_by_their_building() {
    let server = start(None).await;
    let boss = server.person("boss", Post::Supervisor).await;
    for (process, file) in
        [("project", "项目名称\n海岸\n湖畔\n"), ("building", "楼号,项目,层数\n1 栋,海岸,18\n1栋,湖畔,6\n2栋,湖畔,6\n")]
    {
        let made = boss.import(&server, &[("process", process)], file).await;
        assert_eq!((made["state"].as_str(), made["skipped_errors"].as_i64()), (Some("done"), Some(0)));
    }
    let file =
        "房号,楼号,小区,楼层\n101,1栋,海岸,1\n101,1栋,湖畔,1\n101,2栋,,1\n101,1栋,,1\n102,3栋,,1\n101, 1 栋,海岸,1\n";
    let seen = boss.send("/preview", &[("process", "unit")], file).await.json::<Json>().await.unwrap();
    let said: Vec<_> =
        seen["faults"].as_array().unwrap().iter().map(|row| row["errors"][0]["say"]["zh"].clone()).collect();
    assert_eq!(said, ["叫“1栋”的不止一个，请填编号", "没有找到“3栋”，请先新建或导入"]);
    assert_eq!(seen["rows"][0]["values"]["building"], "1栋");
    let made = boss.import(&server, &[("process", "unit"), ("skip_errors", "true")], file).await;
    assert_eq!((made["made"].as_i64(), made["skipped_duplicates"].as_i64()), (Some(3), Some(1)));
    let units = server.summaries("unit").await;
    let buildings = server.summaries("building").await;
    let of = |unit: &Summary| buildings.iter().any(|one| unit.values["building"] == one.id.0.as_str().into());
    assert!(units.iter().all(of));
    let id = made["id"].as_str().unwrap();
    let undone = boss.ask(Method::POST, &format!("/api/v1/imports/{id}/undo"), None).await.1;
    assert_eq!(undone["voided"], 3);
}
