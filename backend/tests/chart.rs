//! The org chart, and that an escalation goes to the superior: who sees it, who may answer, and what the door lets in.

mod support;

use reqwest::Method;
use serde_json::{Value as Json, json};
use shared::config::Configuration;
use shared::id::{ProcessId, RecordId, UserId};
use shared::principal::Post;
use shared::process::complaint;
use shared::protocol::{PushChange, RejectionCode};
use shared::record::command::Act;
use shared::record::summary::Summary;
use shared::record::{Record, read};
use shared::rule::{Alone, Lookup, Within};
use support::*;

async fn department(admin: &Person, name: &str) -> String {
    let (status, made) = admin.ask(Method::POST, "/api/v1/departments", Some(json!({ "name": name }))).await;
    assert_eq!(status, 201);
    made["id"].as_str().unwrap().to_owned()
}

async fn change(admin: &Person, id: &str, body: Json) -> (u16, Json) {
    admin.ask(Method::PUT, &format!("/api/v1/departments/{id}"), Some(body)).await
}

fn because(act: Act) -> Act {
    match act {
        Act::Take { step, entry, values, .. } => Act::Take { step, entry, values, reason: Some("解决不了".into()) },
        other => other,
    }
}

/// A client that names whom it likes.
struct Liar(UserId);

impl Lookup for Liar {
    fn summary(&self, _: &RecordId) -> Option<Summary> {
        None
    }
    fn related(&self, _: &ProcessId, _: &str, _: &RecordId) -> Vec<Summary> {
        vec![]
    }
    fn superiors(&self, _: &Record, _: &UserId, _: i64) -> Vec<UserId> {
        vec![self.0.clone()]
    }
}

fn escalate(who: &Person, doc: &mut Doc, lookup: &dyn Lookup) -> PushChange {
    let record = read::read(&doc.doc, &doc.id);
    let values = doc.process.step("escalate").unwrap().by_rule(&record, &who.who.user, backend::now_ms(), lookup);
    let act = match because(take("escalate", &[])) {
        Act::Take { step, entry, reason, .. } => Act::Take { step, entry, values, reason },
        other => other,
    };
    who.write_within(doc, vec![act], lookup)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chart_is_settled_by_administrators_and_runs_in_no_circle() {
    everywhere(|server| async move {
        let admin = server.person("admin", Post::Administrator).await;
        let (service, house) = (department(&admin, "客服部").await, department(&admin, "总部").await);
        let boss = server.person_in("boss", Post::Supervisor, &service).await;
        let placed = json!({ "name": "客服部", "parent": house, "head": boss.user() });
        assert_eq!(change(&boss, &service, placed.clone()).await.0, 403);
        assert_eq!(change(&admin, &service, placed).await.0, 204);
        for (id, body, field) in [
            (&house, json!({ "name": "总部", "parent": service }), "parent"),
            (&house, json!({ "name": "总部", "parent": house }), "parent"),
            (&house, json!({ "name": "总部", "parent": "nowhere" }), "parent"),
            (&house, json!({ "name": "总部", "head": "nobody" }), "head"),
        ] {
            let (status, said) = change(&admin, id, body).await;
            assert_eq!((status, &said["field"]), (422, &json!(field)), "{said}");
        }
        // Who renames it leaves it where it stands.
        assert_eq!(change(&admin, &service, json!({ "name": "客服一部", "active": true })).await.0, 204);
        let find = |config: &Configuration| config.department(&service.as_str().into()).cloned().unwrap();
        let now = find(&boss.config(0).await.unwrap());
        assert_eq!(now.parent.as_ref().map(|id| id.as_str()), Some(house.as_str()));
        assert_eq!(now.head.as_ref(), Some(&boss.who.user));
        let (_, lines) = admin.ask(Method::GET, "/api/v1/audit?about=department", None).await;
        assert!(lines.as_array().unwrap().iter().any(|line| line["detail"]["head"] == json!(boss.user())), "{lines}");
        assert_eq!(change(&admin, &service, json!({ "name": "客服一部", "head": null })).await.0, 204);
        assert_eq!(find(&boss.config(0).await.unwrap()).head, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_escalation_goes_to_the_superior_who_alone_answers_it() {
    everywhere(|server| async move {
        let admin = server.person("admin", Post::Administrator).await;
        let (service, house) = (department(&admin, "客服部").await, department(&admin, "总部").await);
        let boss = server.person_in("boss", Post::Supervisor, &service).await;
        let second = server.person_in("second", Post::Supervisor, &service).await;
        let top = server.person_in("top", Post::Supervisor, &house).await;
        let fay = server.person_in("fay", Post::FrontDesk, &service).await;
        change(&admin, &service, json!({ "name": "客服部", "parent": house, "head": boss.user() })).await;
        change(&admin, &house, json!({ "name": "总部", "head": top.user() })).await;
        let config = fay.config(0).await.unwrap();

        let (customer, filed) = file(&fay, "王小姐");
        let mut case = new(complaint::process());
        let accept = take("accept", &[("department", &service)]);
        let born = fay.write(&mut case, vec![accept, set("title", "电梯"), set("customer", customer.id.as_str())]);
        accepted(&fay.push(vec![filed, born]).await);
        let own = boss.write(&mut case, vec![take("take_on", &[("assignee", boss.user())])]);
        accepted(&boss.push(vec![own]).await);
        let before = top.pull(0, "").await;
        assert!(snapshots(&before).is_empty());

        // Neither past the chart nor to oneself.
        let branch = |doc: &Doc| Doc { id: doc.id.clone(), process: doc.process.clone(), doc: doc.doc.clone() };
        for named in [&fay, &second, &boss] {
            let forged = escalate(&fay, &mut branch(&case), &Liar(named.who.user.clone()));
            assert_eq!(refused(&fay.push(vec![forged]).await[0]), Some(RejectionCode::Denied));
        }
        let nobody = escalate(&fay, &mut branch(&case), &Alone);
        assert_eq!(refused(&fay.push(vec![nobody]).await[0]), Some(RejectionCode::Denied));

        let raised = escalate(&fay, &mut case, &Within(&Alone, &config));
        accepted(&fay.push(vec![raised]).await);
        let found = snapshots(&top.pull_behind(&before).await);
        assert!(found.contains_key(&case.id) && found.contains_key(&customer.id), "with the file it is about");
        let row: String = sqlx::query_scalar("select summary from records where id = $1")
            .bind(case.id.as_str())
            .fetch_one(server.state.db.reader())
            .await
            .unwrap();
        let row: Summary = serde_json::from_str(&row).unwrap();
        assert_eq!((row.in_charge(), row.assignee.as_ref()), (Some(top.user()), Some(&boss.who.user)));

        let answer = || vec![because(take("answer", &[("words", "先安抚，再换轿厢")]))];
        let as_manager = |who: &Person| {
            let mut lied = branch(&case);
            let mut who = Person { who: who.who.clone(), actor: who.actor.clone(), token: who.token.clone(), ..*who };
            who.who.holdings[0].post = Post::Manager;
            who.write(&mut lied, answer())
        };
        for one in [&boss, &second] {
            assert_eq!(refused(&one.push(vec![as_manager(one)]).await[0]), Some(RejectionCode::Denied));
        }
        let answered = top.write(&mut case, answer());
        accepted(&top.push(vec![answered]).await);
        let row: i64 = sqlx::query_scalar("select count(*) from records where stage = 'handling' and superior = $1")
            .bind(top.user())
            .fetch_one(server.state.db.reader())
            .await
            .unwrap();
        assert_eq!(row, 1);
        assert!(snapshots(&top.pull(0, "").await).contains_key(&case.id), "whoever decided sees what came of it");

        let rows = server.rows().await;
        server.state.records.rebuild().await.unwrap();
        assert_eq!(server.rows().await, rows);
    })
    .await;
}
