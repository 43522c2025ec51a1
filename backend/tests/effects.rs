//! What the server does by rule when a push comes in, and what a device has foreseen of it.

mod support;

use reqwest::Method;
use shared::effect;
use shared::id::{EntryId, ProcessId, RecordId, made_by_rule};
use shared::principal::Post;
use shared::process::{complaint, follow_up, task};
use shared::protocol::{Answer, Caused, Push, PushChange, Rejection, RejectionCode};
use shared::record::command::Act;
use shared::record::read;
use shared::record::summary::Summary;
use shared::rule::Lookup;
use shared::value::Value;
use sqlx::Row;
use support::*;

/// A customer who was called and is not satisfied, up to the last step: that step's change comes back alone.
async fn called(server: &Server, head: &Person, li: &Person, reason: &str) -> (Doc, String, PushChange) {
    let (customer, made) = file(head, "王小姐");
    let mut call = new(follow_up::process());
    let create = take("create", &[("assignee", li.user()), ("department", "kf")]);
    let at = Act::Set { field: "anchor_at_ms".into(), value: Value::Int(1) };
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

async fn tasks(server: &Server) -> Vec<(String, Summary)> {
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

/// The rows that a device holds: here the customer's alone.
struct Rows(Option<Summary>);

impl Lookup for Rows {
    fn summary(&self, id: &RecordId) -> Option<Summary> {
        self.0.clone().filter(|row| row.id == *id)
    }
    fn related(&self, _: &ProcessId, _: &str, _: &RecordId) -> Vec<Summary> {
        vec![]
    }
}

/// As a device makes it, from what it holds: the record that follows from its last change of this one.
async fn foresee(server: &Server, who: &Person, source: &Doc, last: &PushChange) -> Doc {
    let config = who.config(0).await.unwrap();
    let about = read::read(&source.doc, &source.id).single("customer").as_text().unwrap().to_owned();
    let row = sqlx::query_scalar::<_, String>("select summary from records where id = $1").bind(about);
    let row = row.fetch_optional(server.state.db.reader()).await.unwrap();
    let rows = Rows(row.map(|row| serde_json::from_str(&row).unwrap()));
    let change = automerge::Change::from_bytes(last.bytes.clone()).unwrap();
    let before = read::read(&source.doc.fork_at(change.deps()).unwrap(), &source.id);
    let after = read::read(&source.doc, &source.id);
    let dues = effect::due(&source.process, &before, &after, &rows);
    let [due] = &dues[..] else { panic!("one follows") };
    let at_ms = change.timestamp() * 1000;
    let (command, stamp) = effect::birth(due, &after, &source.process, at_ms, &config, &rows).unwrap();
    let process = config.process(&command.process).unwrap().clone();
    let mut made = Doc { id: command.record.clone(), ..new(process) };
    made.doc.apply_changes([effect::write(&command, &stamp, &made.process, &rows).unwrap()]).unwrap();
    made
}

fn note(words: &str) -> Act {
    let values = [("text".to_owned(), Value::from(words))].into();
    Act::Append { field: "notes".into(), entry: EntryId::new(backend::chance::id()), values }
}

async fn changes(server: &Server, record: &RecordId) -> Vec<Vec<u8>> {
    let query = sqlx::query_scalar("select hash from changes where record_id = $1 order by seq").bind(record.as_str());
    query.fetch_all(server.state.db.reader()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_foreseen_is_what_is_made_and_work_on_it_is_taken() {
    everywhere(|server| async move {
        let (head, li) = (server.person("head", Post::Supervisor).await, server.person("li", Post::Specialist).await);
        let (mut call, _, done) = called(&server, &head, &li, "慢\n没有回音").await;
        // She who leads has taken it over herself; what the caller had ready is not sent.
        drop(done);
        call.doc = call.doc.fork_at(&heads_on_server(&server, &call).await).unwrap();
        let over = head.write(&mut call, vec![take("reassign", &[("assignee", head.user())])]);
        accepted(&head.push(vec![over]).await);
        let done = head.write(&mut call, vec![take("done", &[])]);
        let mut task = foresee(&server, &head, &call, &done).await;
        let birth = task.doc.get_heads()[0].0.to_vec();
        let noted = head.write(&mut task, vec![note("已约客户周五见面")]);
        accepted(&head.push(vec![done, noted.clone()]).await);
        let log = changes(&server, &task.id).await;
        assert_eq!((log.len(), &log[0]), (2, &birth), "the same bytes, once");
        assert_eq!(tasks(&server).await.len(), 1);
    })
    .await;
}

async fn heads_on_server(server: &Server, doc: &Doc) -> Vec<automerge::ChangeHash> {
    let last = changes(server, &doc.id).await.pop().unwrap();
    vec![automerge::ChangeHash(last.try_into().unwrap())]
}

#[tokio::test(flavor = "multi_thread")]
async fn two_devices_that_cause_it_make_one_record() {
    everywhere(|server| async move {
        let (head, li) = (server.person("head", Post::Supervisor).await, server.person("li", Post::Specialist).await);
        let (mut call, _, first) = called(&server, &head, &li, "慢").await;
        let other = Person {
            who: li.who.clone(),
            post: li.post,
            actor: automerge::ActorId::from(&backend::chance::bytes::<16>().unwrap()[..]),
            token: li.token.clone(),
            at: li.at,
        };
        call.doc = call.doc.fork_at(&heads_on_server(&server, &call).await).unwrap();
        let second = other.write(&mut call, vec![set("improvement", "换人"), take("done", &[])]);
        let mut unlike = foresee(&server, &other, &call, &second).await;
        let noted = head.write(&mut unlike, vec![note("先记下")]);
        accepted(&li.push(vec![first]).await);
        accepted(&li.push(vec![second]).await);
        let made = tasks(&server).await;
        assert_eq!((made.len(), &made[0].1.id), (1, &unlike.id));
        assert_eq!(changes(&server, &unlike.id).await.len(), 1);
        assert!(!made[0].1.has_conflict);
        // It was made by the first: a device that foresaw another writes its words anew upon what came.
        assert_eq!(refused(&head.push(vec![noted]).await[0]), Some(RejectionCode::MissingDeps));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_follows_from_what_is_refused() {
    let server = start(None).await;
    let (head, li) = (server.person("head", Post::Supervisor).await, server.person("li", Post::Specialist).await);
    let (call, _, done) = called(&server, &head, &li, "慢").await;
    let mut task = foresee(&server, &li, &call, &done).await;
    let noted = head.write(&mut task, vec![note("先记下")]);
    let answers = head.push(vec![done, noted]).await;
    assert_eq!(refused(&answers[0]), Some(RejectionCode::WrongActor));
    assert_eq!(refused(&answers[1]), Some(RejectionCode::MissingDeps));
    assert!(tasks(&server).await.is_empty());
    // Nor may anybody bring what only a rule makes.
    let birth = task.doc.get_changes(&[])[1].clone();
    let own = PushChange {
        record: task.id.clone(),
        process: "task".into(),
        version: task::process().version,
        bytes: birth.raw_bytes().to_vec(),
    };
    assert_eq!(refused(&li.push(vec![own]).await[0]), Some(RejectionCode::Denied));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_result_of_a_complaint_is_followed_up_by_somebody_else() {
    everywhere(|server| async move {
        let (head, li) = (server.person("head", Post::Supervisor).await, server.person("li", Post::Specialist).await);
        let (customer, made) = file(&head, "王小姐");
        let mut complaint = new(complaint::process());
        let accept = take("accept", &[("department", "kf")]);
        let born = vec![accept, set("title", "漏水"), set("customer", customer.id.as_str())];
        let born = head.write(&mut complaint, born);
        let assign = head.write(&mut complaint, vec![take("assign", &[("assignee", li.user())])]);
        accepted(&head.push(vec![made, born, assign]).await);
        let words = li.write(&mut complaint, vec![set("measures", "换管"), set("result", "不漏了")]);
        accepted(&li.push(vec![words]).await);
        let again = |step: &str| {
            let mut act = take(step, &[]);
            if let Act::Take { reason, .. } = &mut act {
                *reason = Some("还在漏".into());
            }
            vec![act]
        };
        let mut follow_ups = 0;
        for (who, act) in [
            (&li, vec![take("resolve", &[])]),
            (&head, again("reopen")),
            (&li, vec![take("resume", &[])]),
            (&li, vec![take("resolve", &[])]),
        ] {
            let ends = matches!(&act[0], Act::Take { step, .. } if step == "resolve");
            accepted(&who.push(vec![who.write(&mut complaint, act)]).await);
            follow_ups += i64::from(ends);
            let rows: Vec<String> =
                sqlx::query_scalar("select summary from records where process = 'follow_up' order by created_seq")
                    .fetch_all(server.state.db.reader())
                    .await
                    .unwrap();
            assert_eq!(rows.len() as i64, follow_ups);
            let row: Summary = serde_json::from_str(rows.last().unwrap()).unwrap();
            assert_eq!((row.title.as_str(), &row.assignee), ("投诉后回访：漏水", &Some(head.who.user.clone())));
            assert_eq!(row.values["type"], Value::from("complaint"));
            assert_eq!(row.values["complaint"], Value::from(complaint.id.as_str()));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_is_part_of_another_act_comes_in_with_it_or_not_at_all() {
    everywhere(|server| async move {
        let (head, li) = (server.person("head", Post::Supervisor).await, server.person("li", Post::Specialist).await);
        let (_, _, done) = called(&server, &head, &li, "慢").await;
        let part = file(&head, "同一件事").1;
        let hash = automerge::Change::from_bytes(done.bytes.clone()).unwrap().hash().0;
        let with = |at: u32, changes: &[PushChange]| Push {
            causes: vec![Caused { at, by: hash }],
            ..Push::new(changes.to_vec())
        };
        // Head cannot send what li has written, so neither what is a part of it; nor later, by itself.
        for push in [with(1, &[done.clone(), part.clone()]), with(0, std::slice::from_ref(&part))] {
            let answers = head.push_whole(&push).await;
            assert!(answers.iter().all(|answer| refused(answer).is_some()), "{answers:?}");
            assert_eq!(answers.last(), Some(&Answer::Rejected(Rejection::without_its_cause())));
        }
        // The other way round nothing hangs together: the cause stands without its part.
        let damaged = PushChange { bytes: vec![0; 8], ..part.clone() };
        let answers = li.push_whole(&with(1, &[done, damaged])).await;
        accepted(&answers[..1]);
        assert_eq!(refused(&answers[1]), Some(RejectionCode::Malformed));
        accepted(&head.push_whole(&with(0, &[part])).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_round_is_made_once_when_its_day_begins() {
    everywhere(|server| async move {
        let (head, li) = (server.person("head", Post::Supervisor).await, server.person("li", Post::Specialist).await);
        let admin = server.person("admin", Post::Administrator).await;
        let calendar = shared::calendar::Calendar::default();
        let today = calendar.date_of(backend::now_ms());
        let ends = today.checked_add(jiff::Span::new().days(10)).unwrap();
        let (mut member, made) = file(&head, "王小姐");
        let mut news = vec![made];
        let until = Act::Set { field: "member_until".into(), value: ends.to_string().into() };
        let card = Act::Set { field: "is_member".into(), value: true.into() };
        news.push(head.write(&mut member, vec![until, card, set("class", "A")]));
        for (step, values) in [("submit", &[][..]), ("classify", &[]), ("assign", &[("owner", li.user())])] {
            news.push(head.write(&mut member, vec![take(step, values)]));
        }
        accepted(&head.push(news).await);

        let records = &server.state.records;
        let follow_ups = async || {
            let rows = sqlx::query_scalar::<_, String>("select summary from records where process = 'follow_up'");
            let rows = rows.fetch_all(server.state.db.reader()).await.unwrap();
            rows.iter().map(|row| serde_json::from_str::<Summary>(row).unwrap()).collect::<Vec<_>>()
        };
        let now_ms = backend::now_ms();
        let seen = records.come_round(now_ms, None).await.unwrap();
        assert_eq!(follow_ups().await, vec![], "nobody has chosen when");
        let path = "/api/v1/settings/renewal_before_days";
        assert_eq!(admin.ask(Method::PUT, path, Some(serde_json::json!(30))).await.0, 204);
        let seen = records.come_round(now_ms, Some(seen)).await.unwrap();
        let made = follow_ups().await;
        let [reminder] = &made[..] else { panic!("{made:?}") };
        assert_eq!(reminder.id, made_by_rule("renewal", member.id.as_str(), &ends.to_string()));
        assert_eq!(reminder.values["type"], "renewal".into());
        assert_eq!(reminder.assignee.as_ref(), Some(&li.who.user));
        assert!(snapshots(&li.pull(0, "").await).contains_key(&reminder.id));
        // Neither a second look nor the next day makes it again.
        records.come_round(now_ms, None).await.unwrap();
        records.come_round(now_ms + 86_400_000, Some(seen)).await.unwrap();
        assert_eq!(follow_ups().await.len(), 1);

        // What this device makes of its own row is the same, byte for byte.
        let config = li.config(0).await.unwrap();
        let row: String = sqlx::query_scalar("select summary from records where id = $1")
            .bind(member.id.as_str())
            .fetch_one(server.state.db.reader())
            .await
            .unwrap();
        let row: Summary = serde_json::from_str(&row).unwrap();
        let process = config.process(&"customer".into()).unwrap();
        let [(due, at_ms)] = &effect::come_round(process, &row, &config, now_ms)[..] else { panic!("one comes") };
        let nothing = Rows(None);
        let (command, stamp) = effect::birth(due, &row, process, *at_ms, &config, &nothing).unwrap();
        let change = effect::write(&command, &stamp, config.process(&command.process).unwrap(), &nothing).unwrap();
        let bytes: Vec<u8> = sqlx::query_scalar("select bytes from changes where record_id = $1")
            .bind(reminder.id.as_str())
            .fetch_one(server.state.db.reader())
            .await
            .unwrap();
        assert_eq!(change.raw_bytes(), bytes);
    })
    .await;
}
