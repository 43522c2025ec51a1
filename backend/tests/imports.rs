//! Imports over real HTTP: whole or not at all, finished after a crash, taken back as far as nobody worked on them. With
//! HUIFANG_TEST_DATABASE_URL the same runs on PostgreSQL.

mod support;

use std::sync::Arc;

use backend::import::plan::{self, Choices};
use backend::import::{self, Existing, batch};
use backend::{audit, chance, now_ms};
use reqwest::{Client, Response};
use serde_json::Value;
use shared::id::{DeviceId, RecordId};
use shared::principal::{Post, Principal};
use shared::process::customer;
use shared::protocol::{Answer, Push, PushChange};
use shared::record::command::{Act, Command, Stamp};
use shared::record::write;
use shared::rule::Alone;
use sqlx::Row;
use support::{Person, Server, everywhere, start};

impl Server {
    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query(sql).fetch_one(self.state.db.reader()).await.unwrap().get(0)
    }

    async fn stages(&self) -> Vec<(String, String)> {
        let rows = sqlx::query("select title, stage from records order by title, id");
        let rows = rows.fetch_all(self.state.db.reader()).await.unwrap();
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    }
}

impl Person {
    async fn send(&self, path: &str, query: &[(&str, &str)], file: impl Into<Vec<u8>>) -> Response {
        let mut url = reqwest::Url::parse(&format!("http://{}/api/v1/imports{path}", self.at)).unwrap();
        url.query_pairs_mut().extend_pairs(query);
        let request = Client::new().post(url).body(file.into()).header("cookie", format!("huifang={}", self.token));
        request.send().await.unwrap()
    }

    async fn get(&self, path: &str) -> Response {
        let request = Client::new().get(format!("http://{}/api/v1/imports{path}", self.at));
        request.header("cookie", format!("huifang={}", self.token)).send().await.unwrap()
    }
}

async fn json(answer: Response, status: u16) -> Value {
    assert_eq!(answer.status().as_u16(), status);
    answer.json().await.unwrap()
}

const THREE: &str =
    "姓名,手机,地址,会员\n王芳,13800138000,东街 1 号,是\n李雷,13800138001,,否\n韩梅,13800138002,西街,\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_becomes_customers_and_goes_back() {
    everywhere(|server| async move {
        let (li, head) = (server.person("li", Post::Specialist).await, server.person("head", Post::Supervisor).await);
        let (bytes, _, _) = encoding_rs::GB18030.encode(THREE);
        let seen = json(li.send("/preview", &[("name", "客户.csv")], bytes.to_vec()).await, 200).await;
        assert_eq!((seen["total"].as_i64(), seen["ready"].as_i64()), (Some(3), Some(3)));
        assert_eq!(
            (seen["encoding"].as_str(), seen["columns"][1]["suggested"].as_str()),
            (Some("gb18030"), Some("phones"))
        );
        assert_eq!(seen["rows"][0]["values"]["is_member"], "是");
        assert_eq!(server.count("select count(*) from changes").await, 0);

        let batch = json(li.send("", &[("name", "客户.csv")], bytes.to_vec()).await, 201).await;
        assert_eq!((batch["made"].as_i64(), batch["state"].as_str()), (Some(3), Some("done")));
        assert_eq!(
            server.count("select count(*) from records where department = 'kf' and stage = 'extracted'").await,
            3
        );
        // All three are there already: nothing is left to import.
        let again = json(li.send("", &[], bytes.to_vec()).await, 422).await;
        assert_eq!((again["code"].as_str(), again["shown"]["duplicates"].as_i64()), (Some("import_rows"), Some(3)));

        // Somebody works on one of them; undoing keeps it.
        let id = batch["id"].as_str().unwrap();
        let lines = batch::lines(&mut server.state.db.reader().acquire().await.unwrap(), id).await.unwrap();
        edit(&server, &head, &lines[1].record).await;
        let undone = json(li.send(&format!("/{id}/undo"), &[], "").await, 200).await;
        assert_eq!((undone["voided"].as_i64(), undone["kept"].as_i64()), (Some(2), Some(1)), "{undone}");
        assert_eq!(undone["rows"][1]["state"], "kept");
        let stages = server.stages().await;
        assert_eq!(stages.iter().filter(|(_, stage)| stage == "inactive").count(), 2);
        let twice = json(li.send(&format!("/{id}/undo"), &[], "").await, 200).await;
        assert_eq!(twice, undone);
        // Each once in the audit list, by name.
        let filter = serde_json::from_value(serde_json::json!({ "about": "import" })).unwrap();
        let lines = audit::page(&mut server.state.db.reader().acquire().await.unwrap(), &filter).await.unwrap();
        let told: Vec<_> = lines.iter().map(|line| (line.what.as_str(), line.detail["name"].as_str())).collect();
        assert_eq!(told, [("import.undo", Some("客户.csv")), ("import.make", Some("客户.csv"))]);
        // What was taken back may come again.
        let next = json(head.send("", &[], bytes.to_vec()).await, 201).await;
        assert_eq!((next["made"].as_i64(), next["skipped_duplicates"].as_i64()), (Some(2), Some(1)));
        assert_eq!(json(head.get("").await, 200).await.as_array().unwrap().len(), 2);
    })
    .await;
}

async fn edit(server: &Server, person: &Person, record: &str) {
    let process = customer::process();
    let mut db = server.state.db.reader().acquire().await.unwrap();
    let (doc, _) = backend::change_log::load(&mut db, record, &process).await.unwrap();
    drop(db);
    let mut doc = doc.with_actor(automerge::ActorId::from(&chance::bytes::<16>().unwrap()[..]));
    let acts = vec![Act::Set { field: "needs".into(), value: "要发票".into() }];
    let command = Command { record: RecordId::from(record), process: process.id.clone(), acts };
    let stamp = Stamp { principal: person.who.clone(), post: Post::Supervisor, at_ms: now_ms() };
    let change = write::apply(&mut doc, &command, &process, &stamp, &Alone).unwrap();
    let change = PushChange {
        record: RecordId::from(record),
        process: process.id.clone(),
        version: process.version,
        bytes: change.raw_bytes().to_vec(),
    };
    let push = Push::new(vec![change]);
    let pushed = server.state.records.push(person.who.clone(), push).await.unwrap();
    assert!(matches!(pushed.answers[0], Answer::Accepted { .. }), "{:?}", pushed.answers);
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_refuse_the_whole_file_unless_left_out() {
    everywhere(|server| async move {
        let li = server.person("li", Post::Specialist).await;
        let file = "姓名,手机\n王芳,13800138000\n,13800138001\n王芳芳,13800138000\n";
        let refused = json(li.send("", &[], file).await, 422).await;
        assert_eq!(
            (refused["code"].as_str(), refused["shown"]["with_errors"].as_i64()),
            (Some("import_rows"), Some(1))
        );
        assert!(refused["say"]["zh"].as_str().unwrap().contains("没有导入"));
        assert_eq!(refused["shown"]["faults"][0]["errors"][0]["field"], "name");
        assert_eq!(server.count("select count(*) from import_batches").await, 0);
        let batch = json(li.send("", &[("skip_errors", "true")], file).await, 201).await;
        let counts = ["made", "skipped_errors", "skipped_duplicates"].map(|key| batch[key].as_i64().unwrap());
        assert_eq!(counts, [1, 1, 1]);
        let both = json(li.send("", &[("skip_errors", "true"), ("skip_duplicates", "false")], file).await, 201).await;
        assert_eq!(both["made"], 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_with_its_own_mapping() {
    let server = start(None).await;
    let li = server.person("li", Post::Specialist).await;
    let book =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/import/excel/calamine_date.xlsx")).unwrap();
    let seen = json(li.send("/preview", &[("name", "a.xlsx")], book.clone()).await, 200).await;
    assert_eq!((seen["sheet"].as_str(), seen["encoding"].as_str()), (Some("xlsx"), Some("")));
    let query = [("name", "a.xlsx"), ("mapping", r#"{"0":"name"}"#)];
    let batch = json(li.send("", &query, book.clone()).await, 201).await;
    assert_eq!(batch["made"], seen["total"]);
    for mapping in [r#"{"0":"nothing"}"#, r#"{"99":"name"}"#, r#"["name"]"#, r#"{"0":"contacts"}"#] {
        let wrong =
            json(li.send("/preview", &[("name", "a.xlsx"), ("mapping", mapping)], book.clone()).await, 422).await;
        assert_eq!(wrong["field"], "mapping", "{mapping}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_is_finished() {
    everywhere(|server| async move {
        let li = server.person("li", Post::Specialist).await;
        let table = import::read("a.csv", THREE.as_bytes(), &customer::process()).unwrap();
        let choices = Choices {
            process: Arc::new(customer::process()),
            principal: li.who.clone(),
            file: "a.csv".into(),
            department: "kf".into(),
            skip_errors: false,
            skip_duplicates: true,
            at_ms: now_ms(),
            utc_offset_minutes: 480,
        };
        let seen =
            plan::check(&table, &import::suggest(&customer::process(), &table.headers), &Existing::default(), &choices);
        let id = chance::id();
        let made = plan::changes(&seen, &choices, &id).unwrap();
        batch::keep(&server.state.records, &id, &seen, &choices, &made).await.unwrap();
        // The power goes after the first of them.
        let process = customer::process();
        let (record, bytes) = (made[0].record.clone(), made[0].bytes.clone());
        let change = PushChange { record, process: process.id.clone(), version: process.version, bytes };
        let device = Principal { device: DeviceId::new(plan::id(&id, "device")), ..li.who.clone() };
        server.state.records.push(device, Push::new(vec![change])).await.unwrap();
        assert_eq!(server.count("select count(*) from records").await, 1);

        batch::finish_all(&server.state.records).await.unwrap();
        batch::finish_all(&server.state.records).await.unwrap();
        assert_eq!(server.count("select count(*) from records").await, 3);
        assert_eq!(server.count("select count(*) from changes").await, 3);
        assert_eq!(server.count("select count(*) from dead_letters").await, 0);
        let found = batch::find(&mut server.state.db.reader().acquire().await.unwrap(), &id).await.unwrap().unwrap();
        assert_eq!((found.state.as_str(), found.made), ("done", 3));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_finished_is_taken_back() {
    let server = start(None).await;
    let li = server.person("li", Post::Specialist).await;
    let rows: String = (0..600).map(|n| format!("客户{n},1380013{n:04}\n")).collect();
    let table = import::read("a.csv", format!("姓名,手机\n{rows}").as_bytes(), &customer::process()).unwrap();
    let choices = Choices {
        process: Arc::new(customer::process()),
        principal: li.who.clone(),
        file: "a.csv".into(),
        department: "kf".into(),
        skip_errors: false,
        skip_duplicates: true,
        at_ms: now_ms(),
        utc_offset_minutes: 480,
    };
    let seen =
        plan::check(&table, &import::suggest(&customer::process(), &table.headers), &Existing::default(), &choices);
    let id = chance::id();
    let mut made = plan::changes(&seen, &choices, &id).unwrap();
    // A change that the door will not take, as after a change of posts.
    let last = made.len() - 1;
    made[last].bytes[40] ^= 1;
    batch::keep(&server.state.records, &id, &seen, &choices, &made).await.unwrap();
    batch::finish(&server.state.records, &id).await.unwrap();
    let found = batch::find(&mut server.state.db.reader().acquire().await.unwrap(), &id).await.unwrap().unwrap();
    assert_eq!((found.state.as_str(), found.voided), ("failed", 599));
    assert_eq!(server.count("select count(*) from records where stage <> 'inactive'").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_awkward_file_is_shown_or_refused_in_words() {
    let server = start(None).await;
    let li = server.person("li", Post::Specialist).await;
    let mut count = 0;
    for folder in ["csv", "excel"] {
        let folder = format!("{}/tests/data/import/{folder}", env!("CARGO_MANIFEST_DIR"));
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let answer = li.send("/preview", &[("name", &name)], std::fs::read(&path).unwrap()).await;
            let status = answer.status().as_u16();
            let told: Value = answer.json().await.unwrap();
            let sound = match status {
                200 => told["total"].as_u64().is_some() && told["rows"].as_array().unwrap().len() <= 20,
                _ => status == 422 && told["code"] == "import_file" && told["say"]["en"].as_str().unwrap().len() > 20,
            };
            assert!(sound, "{name}: {status} {told}");
            count += 1;
        }
    }
    assert!(count > 50);
    let large = li.send("/preview", &[], vec![b'a'; shared::limits::IMPORT_BYTES_MAX + 1]).await;
    assert_eq!(large.status(), 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_posts_that_make_files_import() {
    let server = start(None).await;
    let admin = server.person("admin", Post::Administrator).await;
    for path in ["", "/preview"] {
        assert_eq!(json(admin.send(path, &[], THREE).await, 403).await["code"], "forbidden");
    }
    assert_eq!(admin.get("").await.status(), 403);
    let (li, other) = (server.person("li", Post::Specialist).await, server.person("wu", Post::Specialist).await);
    let elsewhere = json(li.send("", &[("department", "it")], THREE).await, 422).await;
    assert_eq!(elsewhere["field"], "department");
    let batch = json(li.send("", &[], THREE).await, 201).await;
    let id = batch["id"].as_str().unwrap();
    assert_eq!(other.get(&format!("/{id}")).await.status(), 404);
    assert_eq!(other.send(&format!("/{id}/undo"), &[], "").await.status(), 404);
    // Whose the other file is stays unsaid.
    let seen = json(other.send("/preview", &[], THREE).await, 200).await;
    assert_eq!(seen["duplicates"], 3);
    assert!(seen["repeats"][0]["duplicate_of"].is_null() && seen["repeats"][0]["duplicate"]["zh"].is_string());
    let mine = json(li.send("/preview", &[], THREE).await, 200).await;
    assert!(mine["repeats"][0]["duplicate_of"].is_string());
    let broken = json(li.send("/preview", &[("name", "a.xlsx")], "no workbook").await, 422).await;
    assert!(broken["code"] == "import_file" && broken["say"]["zh"].as_str().unwrap().contains('请'));
}
