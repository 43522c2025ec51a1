//! Attached files over real HTTP, kept in a folder and in a store that speaks S3. With HUIFANG_TEST_DATABASE_URL the same
//! runs on PostgreSQL.

mod support;

use std::path::Path;

use backend::attachment::store::{S3, Store};
use backend::config::Config;
use backend::now_ms;
use reqwest::{Client, Method, Response};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use serde_json::{Value as Json, json};
use shared::attachment::{Standing, id_of};
use shared::id::made_by_rule;
use shared::limits::{ATTACHMENT_BYTES_MAX, ATTACHMENT_PART_BYTES_MAX, ATTACHMENT_PARTS_LAST_MS};
use shared::principal::Post;
use shared::process::finding;
use shared::record::command::Act;
use sqlx::Row;
use support::*;
use tokio::net::TcpListener;

const PHOTO: &[u8] = include_bytes!("data/photos/Portrait_6.jpg");
const GPS: &[u8] = include_bytes!("data/photos/gps-big.tiff");
const PART: usize = 100_000;

/// The photograph, with the place where it was taken.
fn located() -> Vec<u8> {
    let length = u16::try_from(GPS.len() + 8).unwrap().to_be_bytes();
    [&PHOTO[..2], &[0xff, 0xe1], &length, b"Exif\0\0", GPS, &PHOTO[2..]].concat()
}

impl Person {
    async fn declare(&self, record: &str, bytes: &[u8], kind: &str) -> (u16, Json) {
        let declared = json!({ "id": id_of(bytes), "record": record, "size": bytes.len(), "type": kind });
        self.ask(Method::POST, "/api/v1/attachments", Some(declared)).await
    }

    async fn part(&self, id: &str, record: &str, offset: usize, part: &[u8]) -> (u16, Json) {
        let url = format!("http://{}/api/v1/attachments/{id}?record={record}&offset={offset}", self.at);
        let request = Client::new().put(url).body(part.to_vec()).header("cookie", format!("huifang={}", self.token));
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// From wherever it stands to the last answer.
    async fn upload(&self, record: &str, bytes: &[u8], kind: &str) -> (u16, Json) {
        let (mut status, mut answer) = self.declare(record, bytes, kind).await;
        while status == 200 && answer["done"] == false {
            let offset = usize::try_from(answer["offset"].as_u64().unwrap()).unwrap();
            let end = (offset + PART).min(bytes.len());
            (status, answer) = self.part(&id_of(bytes), record, offset, &bytes[offset..end]).await;
        }
        (status, answer)
    }

    async fn fetch(&self, id: &str, record: &str, headers: &[(&'static str, &str)]) -> Response {
        let url = format!("http://{}/api/v1/attachments/{id}?record={record}", self.at);
        let mut request = Client::new().get(url).header("cookie", format!("huifang={}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap()
    }
}

impl Server {
    async fn numbers(&self, sql: &'static str) -> i64 {
        sqlx::query(sql).fetch_one(self.state.db.reader()).await.unwrap().get(0)
    }
}

/// The record of a customer that this person has just made.
async fn record(person: &Person) -> String {
    let (doc, change) = file(person, "王芳");
    accepted(&person.push(vec![change]).await);
    doc.id.to_string()
}

fn code(answer: &(u16, Json)) -> (u16, &str) {
    (answer.0, answer.1["code"].as_str().unwrap_or_default())
}

/// Every object in the folder, the newest mixed with the oldest.
fn objects(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries.map(|entry| entry.unwrap().path()).map(|path| if path.is_dir() { objects(&path) } else { 1 }).sum()
}

/// On every database there is, with files in a folder.
async fn in_a_folder<F: Future<Output = ()>>(test: impl Fn(Server, std::path::PathBuf) -> F) {
    let urls = [None, std::env::var("HUIFANG_TEST_DATABASE_URL").ok()];
    for url in urls.iter().enumerate().filter(|(index, url)| *index == 0 || url.is_some()).map(|(_, url)| url) {
        let folder = tempfile::tempdir().unwrap();
        let attachments = Store::folder(folder.path()).unwrap();
        test(start_with(url.as_deref(), Config { attachments, ..Config::default() }).await, folder.path().into()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photograph_arrives_in_pieces_with_a_cut_in_between() {
    in_a_folder(|server, folder| async move {
        let li = server.person("li", Post::Specialist).await;
        let (record, id) = (record(&li).await, id_of(PHOTO));
        assert_eq!(li.fetch(&id, &record, &[]).await.status(), 404);
        let (_, begun) = li.declare(&record, PHOTO, "image/jpeg").await;
        assert_eq!((begun["offset"].as_u64(), begun["done"].as_bool()), (Some(0), Some(false)));
        let (_, first) = li.part(&id, &record, 0, &PHOTO[..PART]).await;
        assert_eq!(first["offset"], PART);
        // The answer was lost: the same part again is not taken twice, and one that lies ahead is not taken at all.
        assert_eq!(li.part(&id, &record, 0, &PHOTO[..PART]).await.1["offset"], PART);
        let ahead = li.part(&id, &record, 2 * PART, &PHOTO[2 * PART..]).await;
        assert_eq!((code(&ahead), ahead.1["why"].as_str()), ((409, "conflict"), Some("offset")));
        assert_eq!(li.fetch(&id, &record, &[]).await.status(), 404);
        assert_eq!(li.declare(&record, PHOTO, "image/jpeg").await.1["offset"], PART);

        let (status, done) = li.upload(&record, PHOTO, "image/jpeg").await;
        assert_eq!((status, done["done"].as_bool(), done["id"].as_str()), (200, Some(true), Some(&*id)));
        // The answer to the last part was lost, too.
        assert_eq!(li.part(&id, &record, 2 * PART, &PHOTO[2 * PART..]).await, (200, done.clone()));
        assert_eq!(li.declare(&record, PHOTO, "image/jpeg").await, (200, done));
        assert_eq!(objects(&folder), 1);

        let given = li.fetch(&id, &record, &[]).await;
        let headers = given.headers().clone();
        assert_eq!(given.bytes().await.unwrap(), PHOTO);
        assert_eq!(headers["content-type"], "image/jpeg");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["cache-control"], "private, max-age=31536000, immutable");
        assert!(headers["content-disposition"].to_str().unwrap().starts_with("inline; filename*=UTF-8''"));
        let range = li.fetch(&id, &record, &[("range", "bytes=100-199")]).await;
        assert_eq!(range.status(), 206);
        assert_eq!(range.headers()["content-range"], "bytes 100-199/251800");
        assert_eq!(range.bytes().await.unwrap(), PHOTO[100..200]);
        assert_eq!(li.fetch(&id, &record, &[("range", "bytes=251800-")]).await.status(), 416);
        let tag = headers["etag"].to_str().unwrap();
        assert_eq!(li.fetch(&id, &record, &[("if-none-match", tag)]).await.status(), 304);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_what_it_says_is_refused_and_leaves_nothing() {
    in_a_folder(|server, folder| async move {
        let li = server.person("li", Post::Specialist).await;
        let record = record(&li).await;
        let html = b"<html><script>alert(1)</script></html>".repeat(3);
        let huge = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xff\xff\0\0\xff\xff\x08\x06\0\0\0\0\0\0\0\0\0\0\0IEND\0\0\0\0";
        for (bytes, kind, why) in [
            (&html[..], "image/jpeg", "attachment_type"),
            (PHOTO, "image/png", "attachment_type"),
            (&PHOTO[..300], "image/jpeg", "attachment_type"),
            (huge, "image/png", "attachment_pixels"),
        ] {
            let answer = li.upload(&record, bytes, kind).await;
            assert_eq!(code(&answer), (422, why));
            assert!(!answer.1["say"]["zh"].as_str().unwrap().is_empty());
        }
        // Damaged on the way: the parts are gone, and it begins anew.
        li.declare(&record, PHOTO, "image/jpeg").await;
        let id = id_of(PHOTO);
        for (offset, part) in PHOTO.chunks(PART).enumerate() {
            let mut part = part.to_vec();
            part[0] ^= 1;
            let answer = li.part(&id, &record, offset * PART, &part).await;
            assert!(answer.0 == 200 || code(&answer) == (422, "attachment_hash"), "{answer:?}");
        }
        assert_eq!(li.declare(&record, PHOTO, "image/jpeg").await.1["offset"], 0);

        let declared =
            |size: u64, kind: &str| json!({ "id": id_of(b"x"), "record": record, "size": size, "type": kind });
        for (body, status, why) in [
            (declared(0, "image/jpeg"), 422, "attachment_too_large"),
            (declared(ATTACHMENT_BYTES_MAX + 1, "image/jpeg"), 422, "attachment_too_large"),
            (declared(10, "text/html"), 400, "malformed"),
            (json!({ "id": "../../etc/passwd", "record": record, "size": 1, "type": "image/png" }), 422, "invalid"),
        ] {
            assert_eq!(code(&li.ask(Method::POST, "/api/v1/attachments", Some(body)).await), (status, why));
        }
        let too_much = vec![0; ATTACHMENT_PART_BYTES_MAX + 1];
        assert_eq!(code(&li.part(&id, &record, 0, &too_much).await), (413, "too_large"));
        assert_eq!(code(&li.part(&id, &record, 0, &PHOTO[..1000]).await), (422, "invalid"));
        assert_eq!((objects(&folder), server.numbers("select count(*) from attachments").await), (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photograph_does_not_tell_where_it_was_taken() {
    in_a_folder(|server, folder| async move {
        let (li, boss) =
            (server.person("li", Post::Specialist).await, server.person("boss", Post::Administrator).await);
        let (record, bytes) = (record(&li).await, located());
        assert_eq!(code(&li.upload(&record, &bytes, "image/jpeg").await), (422, "attachment_has_location"));
        assert_eq!(objects(&folder), 0);

        // A program asks to have it taken out, and hears the name of what is kept.
        let declared =
            json!({ "id": id_of(&bytes), "record": record, "size": bytes.len(), "type": "image/jpeg", "strip": true });
        li.ask(Method::POST, "/api/v1/attachments", Some(declared)).await;
        let (status, done) = li.part(&id_of(&bytes), &record, 0, &bytes).await;
        let id = done["id"].as_str().unwrap();
        assert_eq!((status, done["done"].as_bool()), (200, Some(true)));
        assert_ne!(id, id_of(&bytes));
        let kept = li.fetch(id, &record, &[]).await.bytes().await.unwrap();
        assert_eq!((id_of(&kept).as_str(), kept.len()), (id, bytes.len()));
        assert!(!kept.windows(8).any(|window| window == &GPS[GPS.len() - 8..]));
        assert_eq!(li.fetch(&id_of(&bytes), &record, &[]).await.status(), 404);

        let keep = Some(json!(true));
        assert_eq!(boss.ask(Method::PUT, "/api/v1/settings/keep_photo_location", keep).await.0, 204);
        assert_eq!(li.upload(&record, &bytes, "image/jpeg").await.1["id"], id_of(&bytes));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_sees_the_record_has_its_files() {
    in_a_folder(|server, folder| async move {
        let (li, lu) = (server.person("li", Post::Specialist).await, server.person("lu", Post::Specialist).await);
        let (mine, theirs, id) = (record(&li).await, record(&lu).await, id_of(PHOTO));
        assert_eq!(li.upload(&mine, PHOTO, "image/jpeg").await.0, 200);
        let nowhere = backend::chance::id();
        for record in [&mine, &nowhere] {
            let problem = lu.fetch(&id, record, &[]).await;
            assert_eq!(problem.status(), 404);
            assert_eq!(problem.headers()["cache-control"], "no-store");
            assert_eq!(code(&lu.declare(record, PHOTO, "image/jpeg").await), (404, "not_found"));
            assert_eq!(code(&lu.part(&id, record, 0, PHOTO).await), (404, "not_found"));
        }
        // Knowing its name is no proof of having it; who brings the same bytes meets the same file.
        assert_eq!(lu.declare(&theirs, PHOTO, "image/jpeg").await.1["done"], false);
        assert_eq!(lu.fetch(&id, &theirs, &[]).await.status(), 404);
        assert_eq!(lu.upload(&theirs, PHOTO, "image/jpeg").await.1["done"], true);
        assert_eq!(lu.fetch(&id, &theirs, &[]).await.bytes().await.unwrap(), PHOTO);
        assert_eq!(lu.fetch(&id, &mine, &[]).await.status(), 404);
        assert_eq!((objects(&folder), server.numbers("select count(*) from attachments").await), (1, 2));
        // To another record of mine nothing needs to be sent.
        let second = record(&li).await;
        assert_eq!(li.declare(&second, PHOTO, "image/jpeg").await.1["done"], true);
        assert_eq!(li.fetch(&id, &second, &[]).await.status(), 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repair_made_of_a_finding_gives_its_photographs_even_those_that_come_later() {
    in_a_folder(|server, _| async move {
        let (li, fay) = (server.person("li", Post::Specialist).await, server.person("fay", Post::FrontDesk).await);
        let (mut doc, id) = (new(finding::process()), id_of(PHOTO));
        let photo = Act::Add { field: "photos".into(), value: id.clone() };
        let find = take("find", &[("department", "kf")]);
        let changes = vec![
            li.write(&mut doc, vec![find, set("title", "路灯不亮"), photo]),
            li.write(&mut doc, vec![take("to_repair", &[])]),
        ];
        accepted(&li.push(changes).await);
        let repair = made_by_rule("to_repair", doc.id.as_str(), "1").to_string();
        assert_eq!(fay.fetch(&id, &repair, &[]).await.status(), 404, "still on its way");
        assert_eq!(li.upload(doc.id.as_str(), PHOTO, "image/jpeg").await.1["done"], true);
        assert_eq!(fay.fetch(&id, &repair, &[]).await.bytes().await.unwrap(), PHOTO);
        // Who does not see the repair has nothing of it.
        let lu = server.person("lu", Post::Specialist).await;
        assert_eq!(lu.fetch(&id, &repair, &[]).await.status(), 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_needs_is_cleared_away_and_what_was_lost_comes_again() {
    in_a_folder(|server, folder| async move {
        let li = server.person("li", Post::Specialist).await;
        let (one, two, files) = (record(&li).await, record(&li).await, &server.state.attachments);
        for record in [&one, &two] {
            li.upload(record, PHOTO, "image/jpeg").await;
        }
        let begun = located();
        li.declare(&one, &begun, "image/jpeg").await;
        li.part(&id_of(&begun), &one, 0, &begun[..PART]).await;
        files.sweep(now_ms()).await.unwrap();
        assert_eq!(objects(&folder), 2);
        files.sweep(now_ms() + ATTACHMENT_PARTS_LAST_MS + 1).await.unwrap();
        assert_eq!((objects(&folder), server.numbers("select count(*) from uploads").await), (1, 0));

        let erase = async |record: &str| {
            let mut tx = server.state.db.begin_write().await.unwrap();
            let sql = "insert into tombstones (record_id, at_ms) values ($1, 0)";
            sqlx::query(sql).bind(record).execute(&mut *tx).await.unwrap();
            tx.commit().await.unwrap();
            files.sweep(now_ms()).await.unwrap();
        };
        erase(&one).await;
        assert_eq!((objects(&folder), li.fetch(&id_of(PHOTO), &one, &[]).await.status().as_u16()), (1, 404));

        // Somebody emptied the folder: the other record's device brings it again.
        std::fs::remove_dir_all(folder.join("blobs")).unwrap();
        assert_eq!(li.fetch(&id_of(PHOTO), &two, &[]).await.status(), 404);
        assert_eq!(li.upload(&two, PHOTO, "image/jpeg").await.1["done"], true);
        assert_eq!(li.fetch(&id_of(PHOTO), &two, &[]).await.bytes().await.unwrap(), PHOTO);
        erase(&two).await;
        assert_eq!((objects(&folder), server.numbers("select count(*) from blobs").await), (0, 0));
        assert_eq!(server.numbers("select count(*) from litter").await, 0);
    })
    .await;
}

/// A server that speaks S3, on a folder.
async fn s3(folder: &Path) -> String {
    let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).unwrap());
    service.set_auth(SimpleAuth::from_single("id", "secret"));
    let (service, listener) = (service.build(), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let (service, socket) = (service.clone(), hyper_util::rt::TokioIo::new(socket));
            tokio::spawn(async move {
                let builder = hyper_util::server::conn::auto::Builder::new(hyper_util::rt::TokioExecutor::new());
                builder.serve_connection(socket, service).await.map_err(drop)
            });
        }
    });
    format!("http://{at}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_speaks_s3_does_the_same() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("photos")).unwrap();
    let endpoint = s3(folder.path()).await;
    let store = |secret: &str| {
        let (bucket, prefix) = ("photos".to_owned(), "huifang/kf".to_owned());
        let (key_id, secret) = ("id".to_owned(), secret.to_owned());
        Store::s3(S3 { bucket, prefix, endpoint: Some(endpoint.clone()), region: None, key_id, secret }).unwrap()
    };
    let wrong = format!("{:#}", store("not-the-secret").check().await.unwrap_err());
    assert!(!wrong.contains("not-the-secret"), "{wrong}");
    let attachments = store("secret");
    attachments.check().await.unwrap();

    let server = start_with(None, Config { attachments, ..Config::default() }).await;
    let li = server.person("li", Post::Specialist).await;
    let (record, id) = (record(&li).await, id_of(PHOTO));
    let (status, done) = li.upload(&record, PHOTO, "image/jpeg").await;
    assert_eq!((status, &done["done"]), (200, &json!(true)), "{done}");
    let standing: Standing = serde_json::from_value(done).unwrap();
    assert_eq!((standing.id.as_str(), standing.offset), (id.as_str(), PHOTO.len() as u64));
    assert_eq!(li.fetch(&id, &record, &[]).await.bytes().await.unwrap(), PHOTO);
    let range = li.fetch(&id, &record, &[("range", "bytes=-100")]).await;
    assert_eq!(range.bytes().await.unwrap(), PHOTO[PHOTO.len() - 100..]);
    // The parts are gone, the file lies under the prefix.
    let kept = folder.path().join("photos/huifang/kf");
    assert_eq!((objects(&kept.join("parts")), objects(&kept.join("blobs"))), (0, 1));
}
