//! What is dispatched to another department, over HTTP: who sees it before and after, what its people may do, that late work
//! of the department before arrives, and that what is fed back is told. And what is watched from outside.

mod support;

use std::collections::BTreeSet;

use shared::id::{EntryId, RecordId};
use shared::principal::Post;
use shared::process::{matter, repair};
use shared::protocol::{Item, Pulled, RejectionCode};
use shared::record::command::Act;
use shared::record::summary::Summary;
use shared::reminder::{Why, reminders};
use support::*;

fn branch(doc: &Doc) -> Doc {
    Doc { id: doc.id.clone(), process: doc.process.clone(), doc: doc.doc.clone() }
}

fn note(text: &str) -> Act {
    let values = [("text".to_owned(), text.into())].into();
    Act::Append { field: "notes".into(), entry: EntryId::new(backend::chance::id()), values }
}

fn seen(pulled: &Pulled) -> BTreeSet<RecordId> {
    snapshots(pulled).into_keys().collect()
}

fn rows(pulled: &Pulled) -> Vec<Summary> {
    let row = |item: &Item| match item {
        Item::Snapshot { summary, .. } => Some(summary.clone()),
        Item::Change { summary, .. } => summary.clone(),
        _ => None,
    };
    pulled.items.iter().filter_map(row).collect()
}

async fn told(person: &Person, pulled: &Pulled) -> Vec<Why> {
    let config = person.config(0).await.unwrap();
    let rows = rows(pulled);
    let found = reminders(rows.iter(), std::iter::empty(), &person.who, &config, backend::now_ms());
    found.into_iter().map(|one| one.why).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repair_goes_to_the_department_that_it_is_dispatched_to_and_leaves_it_again() {
    everywhere(|server| async move {
        let head = server.person("head", Post::Supervisor).await;
        let fay = server.person("fay", Post::FrontDesk).await;
        let lin = server.person_in("lin", Post::Supervisor, "works").await;
        let (eng, desk) = (
            server.person_in("eng", Post::Specialist, "works").await,
            server.person_in("desk", Post::FrontDesk, "works").await,
        );
        let third = server.person_in("third", Post::Supervisor, "outside").await;
        let mut case = new(repair::process());
        let born = vec![take("report", &[("department", "kf")]), set("title", "水管漏水")];
        accepted(&fay.push(vec![fay.write(&mut case, born)]).await);
        let before = lin.pull(0, "").await;
        assert!(seen(&before).is_empty());
        // Whoever sees a record may escalate it: what keeps him out of this one is that he does not see it yet.
        let values = [("superior".to_owned(), "".into())].into();
        let (step, entry, reason) = ("escalate".into(), EntryId::new(backend::chance::id()), Some("修不了".into()));
        let early = lin.write(&mut branch(&case), vec![Act::Take { step, entry, values, reason }]);
        assert_eq!(refused(&lin.push(vec![early]).await[0]), Some(RejectionCode::Denied));

        let dispatch = vec![set("repair_department", "works"), take("dispatch", &[])];
        accepted(&fay.push(vec![fay.write(&mut case, dispatch)]).await);
        let at_lin = lin.pull_behind(&before).await;
        assert_eq!(seen(&at_lin), [case.id.clone()].into());
        assert_eq!(told(&lin, &at_lin).await, [Why::Entrusted]);
        assert_eq!(seen(&desk.pull(0, "").await), [case.id.clone()].into());
        assert!(seen(&eng.pull(0, "").await).is_empty() && seen(&third.pull(0, "").await).is_empty());
        // The head of the service still has it.
        assert_eq!(seen(&head.pull(0, "").await), [case.id.clone()].into());

        // Whom to send is theirs.
        let send = lin.write(&mut case, vec![set("work", "看过了"), take("send", &[("assignee", eng.user())])]);
        accepted(&lin.push(vec![send]).await);
        assert_eq!(seen(&eng.pull(0, "").await), [case.id.clone()].into());
        let at_lin = lin.pull_behind(&at_lin).await;
        assert!(forgotten(&at_lin).is_empty() && told(&lin, &at_lin).await.is_empty());

        // It goes to others while the supervisor has written without a network: out of sight, and the words arrive.
        let late = lin.write(&mut branch(&case), vec![note("零件明天到")]);
        accepted(&fay.push(vec![fay.write(&mut case, vec![set("repair_department", "outside")])]).await);
        let after = lin.pull_behind(&at_lin).await;
        assert_eq!(forgotten(&after), [case.id.clone()]);
        assert_eq!(seen(&third.pull(0, "").await), [case.id.clone()].into());
        assert!(seen(&desk.pull(0, "").await).is_empty());
        accepted(&lin.push(vec![late]).await);
        let row = rows(&head.pull(0, "").await).remove(0);
        assert_eq!(row.values["notes"].as_int(), Some(1));
        assert_eq!(seen(&eng.pull(0, "").await), [case.id.clone()].into());

        let before = server.rows().await;
        server.state.records.rebuild().await.unwrap();
        assert_eq!(server.rows().await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_that_must_know_is_told_when_it_is_fed_back() {
    everywhere(|server| async move {
        let (head, fay) = (server.person("head", Post::Supervisor).await, server.person("fay", Post::FrontDesk).await);
        let lin = server.person_in("lin", Post::Supervisor, "works").await;
        let mut case = new(repair::process());
        let acts = vec![
            take("report", &[("department", "kf")]),
            set("title", "水管漏水"),
            set("work", "换了阀门"),
            Act::Add { field: "inform".into(), value: "works".into() },
            Act::Add { field: "inform".into(), value: "outside\0".into() },
        ];
        accepted(&fay.push(vec![fay.write(&mut case, acts)]).await);
        accepted(&fay.push(vec![fay.write(&mut case, vec![take("send", &[("assignee", fay.user())])])]).await);
        accepted(&fay.push(vec![fay.write(&mut case, vec![take("repair", &[])])]).await);
        let known = lin.pull(0, "").await;
        assert_eq!(seen(&known), [case.id.clone()].into());
        assert!(told(&lin, &known).await.is_empty());
        accepted(&head.push(vec![head.write(&mut case, vec![take("feed_back", &[])])]).await);
        let news = lin.pull_behind(&known).await;
        assert_eq!(told(&lin, &news).await, [Why::Informed]);
    })
    .await;
}

/// A company that has dispatched repairs before: what lies there already is seen, too.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_dispatched_before_comes_into_sight() {
    everywhere(|server| async move {
        let (admin, fay) =
            (server.person("admin", Post::Administrator).await, server.person("fay", Post::FrontDesk).await);
        let (_, made) = admin
            .ask(reqwest::Method::POST, "/api/v1/departments", Some(serde_json::json!({ "name": "工程部" })))
            .await;
        let works = made["id"].as_str().unwrap();
        let lin = server.person_in("lin", Post::Supervisor, works).await;
        let (mut case, mut other) = (new(repair::process()), new(repair::process()));
        let born = |to: &str| {
            vec![take("report", &[("department", "kf")]), set("title", "水管"), set("repair_department", to)]
        };
        let both = vec![fay.write(&mut case, born(works)), fay.write(&mut other, born("outside"))];
        accepted(&fay.push(both).await);
        let mut tx = server.state.db.begin_write().await.unwrap();
        sqlx::query("delete from scopes where scope_key like '%' || $1").bind(works).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        let before = lin.pull(0, "").await;
        assert!(seen(&before).is_empty());
        let mut tx = server.state.db.begin_write().await.unwrap();
        let migration = include_str!("../migrations/sqlite/0012_named.sql");
        sqlx::raw_sql(migration).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(seen(&lin.pull(0, "").await), [case.id.clone()].into());
        // A device that has all of the log comes to it with the next change.
        accepted(&fay.push(vec![fay.write(&mut other, vec![set("title", "别的")])]).await);
        assert_eq!(seen(&lin.pull_behind(&before).await), [case.id.clone()].into());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inspector_reads_the_cases_of_all_departments_and_their_reports() {
    everywhere(|server| async move {
        let fay = server.person("fay", Post::FrontDesk).await;
        let other = server.person_in("other", Post::FrontDesk, "works").await;
        let ins = server.person_in("ins", Post::Inspector, "").await;
        let (customer, filed) = file(&fay, "王小姐");
        let (mut case, mut there) = (new(matter::process()), new(matter::process()));
        let acts = |department: &str| {
            vec![take("accept", &[("department", department)]), set("title", "网关装不上"), set("help", "install")]
        };
        accepted(&fay.push(vec![filed, fay.write(&mut case, acts("kf"))]).await);
        accepted(&other.push(vec![other.write(&mut there, acts("works"))]).await);
        let both = BTreeSet::from([case.id.clone(), there.id.clone()]);
        assert_eq!(seen(&ins.pull(0, "").await), both);
        assert!(!both.contains(&customer.id));
        let marked = ins.write(&mut there, vec![take("supervise", &[]), note("两天没有人联系客户")]);
        accepted(&ins.push(vec![marked]).await);
        assert!(rows(&other.pull(0, "").await).iter().any(|row| row.is_flagged("supervised")));
        for name in ["timeliness", "help"] {
            let (status, table) = ins.ask(reqwest::Method::GET, &format!("/api/v1/reports/{name}"), None).await;
            assert_eq!((status, &table["total"]["cells"][0]["count"]), (200, &serde_json::json!(2)), "{table}");
        }
        assert_eq!(ins.ask(reqwest::Method::GET, "/api/v1/rules", None).await.0, 200);
        assert_eq!(ins.ask(reqwest::Method::GET, "/api/v1/people", None).await.0, 403);

        // A company that had cases before there was such a post.
        let mut tx = server.state.db.begin_write().await.unwrap();
        sqlx::query("delete from scopes where scope_key = 'w'").execute(&mut *tx).await.unwrap();
        sqlx::raw_sql(include_str!("../migrations/sqlite/0013_watched.sql")).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(seen(&ins.pull(0, "").await), both);
    })
    .await;
}
