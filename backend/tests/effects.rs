//! What the server does by rule once a push is in.

mod support;

use shared::id::made_by_rule;
use shared::principal::Post;
use shared::process::follow_up;
use shared::protocol::PushChange;
use shared::value::Value;
use sqlx::Row;
use support::*;

/// A customer who was called and is not satisfied, up to the last step: that step's change comes back alone.
async fn called(server: &Server, head: &Person, li: &Person, reason: &str) -> (Doc, String, PushChange) {
    let (customer, made) = file(head, "王小姐");
    let mut call = new(follow_up::process());
    let create = take("create", &[("assignee", li.user()), ("department", "kf")]);
    let at = shared::record::command::Act::Set { field: "anchor_at_ms".into(), value: Value::Int(1) };
    let born = head.write(&mut call, vec![create, set("title", "回访"), set("customer", customer.id.as_str()), at]);
    accepted(&head.push(vec![made, born]).await);
    let filled =
        [("rating", "dissatisfied"), ("channel", "phone"), ("service_item", "维修"), ("dissatisfaction", reason)];
    let filled = li.write(&mut call, filled.map(|(field, value)| set(field, value)).to_vec());
    accepted(&li.push(vec![filled]).await);
    let tasks: i64 = sqlx::query_scalar("select count(*) from records where process = 'task'")
        .fetch_one(server.state.db.reader())
        .await
        .unwrap();
    assert_eq!(tasks, 0, "not before it is done");
    let done = li.write(&mut call, vec![take("done", &[])]);
    (call, customer.id.0, done)
}

async fn tasks(server: &Server) -> Vec<(String, shared::record::summary::Summary)> {
    let rows = sqlx::query("select id, summary from records where process = 'task'");
    let rows = rows.fetch_all(server.state.db.reader()).await.unwrap();
    rows.iter().map(|row| (row.get(0), serde_json::from_str(row.get::<String, _>(1).as_str()).unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dissatisfied_customer_becomes_one_task() {
    everywhere(|server| async move {
        let (head, li) = (server.person("head", Post::Supervisor).await, server.person("li", Post::Specialist).await);
        let (call, customer, done) = called(&server, &head, &li, &"等".repeat(80)).await;
        accepted(&li.push(vec![done.clone()]).await);
        li.push(vec![done]).await;
        let made = tasks(&server).await;
        let [(id, task)] = &made[..] else { panic!("{made:?}") };
        assert_eq!(*id, made_by_rule("improve", call.id.as_str(), "0").0);
        assert_eq!(task.title, format!("改进：王小姐 不满意：{}…", "等".repeat(59)));
        assert_eq!(task.assignee.as_ref(), Some(&head.who.user));
        assert_eq!(task.department.as_ref().map(|one| one.as_str()), Some("kf"));
        assert_eq!(task.about.as_ref().map(|one| one.as_str()), Some(customer.as_str()));
        assert_eq!(task.values["source"], Value::from("improve"));
        assert_eq!(task.values["follow_up"], Value::from(call.id.as_str()));
        // One transaction: right behind the change that it follows from, by the server's own hand.
        let hands: Vec<String> = sqlx::query_scalar("select user_id from changes order by seq desc limit 2")
            .fetch_all(server.state.db.reader())
            .await
            .unwrap();
        assert_eq!(hands, ["server", li.user()]);
        let days = (task.values["due_at_ms"].as_int().unwrap() - backend::now_ms()) / 86_400_000;
        assert!((2..=3).contains(&days), "{days}");
        assert!(snapshots(&head.pull(0, "").await).contains_key(&task.id));

        let rows = server.rows().await;
        server.state.records.rebuild().await.unwrap();
        assert_eq!(server.rows().await, rows);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_supervisor_it_is_the_managers_then_the_callers() {
    for manager in [true, false] {
        let server = start(None).await;
        let head = server.person("head", Post::Supervisor).await;
        let li = server.person("li", Post::Specialist).await;
        let boss = if manager { Some(server.person("boss", Post::Manager).await) } else { None };
        let (_, _, done) = called(&server, &head, &li, "慢").await;
        let mut tx = server.state.db.begin_write().await.unwrap();
        backend::people::set_active(&mut tx, head.user(), false).await.unwrap();
        tx.commit().await.unwrap();
        accepted(&li.push(vec![done]).await);
        let expected = boss.as_ref().unwrap_or(&li).who.user.clone();
        assert_eq!(tasks(&server).await[0].1.assignee, Some(expected));
    }
}
