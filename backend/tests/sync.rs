//! Push and pull over real connections. With HUIFANG_TEST_DATABASE_URL the same runs on PostgreSQL, each test in a
//! schema of its own.

mod support;

use automerge::Automerge;
use backend::AppState;
use backend::config::Config;
use backend::feed::Place;
use reqwest::Method;
use shared::id::{RecordId, UserId};
use shared::principal::Post;
use shared::process::{building, campaign, complaint, customer, follow_up, task};
use shared::protocol::{Answer, Begins, Item, Poke, Push, PushChange, RejectionCode};
use shared::record::command::Act;
use shared::value::Value;
use support::*;

#[tokio::test(flavor = "multi_thread")]
async fn two_people_share_what_they_write() {
    everywhere(|server| async move {
        let (li, head) = (server.person("li", Post::Specialist).await, server.person("head", Post::Supervisor).await);
        let (mut doc, made) = file(&li, "王小姐");
        let answers = li.push(vec![made.clone()]).await;
        assert_eq!(answers, [Answer::Accepted { seq: 1, number: Some("KH-000001".into()) }]);
        assert_eq!(li.push(vec![made]).await, [Answer::AlreadyKnown { seq: 1 }]);
        let first = head.pull(0, "").await;
        assert_eq!(Automerge::load(&snapshots(&first)[&doc.id]).unwrap().get_heads(), doc.doc.get_heads());
        accepted(&li.push(vec![li.write(&mut doc, vec![set("address", "东街 1 号")])]).await);
        let next = head.pull(first.cursor, &first.epoch).await;
        let [Item::Change { seq: 2, author, summary: Some(summary), .. }] = &next.items[..] else {
            panic!("{:?}", next.items)
        };
        assert_eq!((author.user.as_str(), summary.title.as_str()), (li.user(), "王小姐"));
        assert!(head.pull(next.cursor, &next.epoch).await.items.is_empty());
        // Another epoch: everything again.
        assert_eq!(head.pull(next.cursor, "another").await.items.len(), 1);
    })
    .await;
}

/// Whoever takes a call looks up the house, in whatever department; an administrator does not.
#[tokio::test(flavor = "multi_thread")]
async fn buildings_are_seen_by_everybody_with_a_post() {
    everywhere(|server| async move {
        let head = server.person("head", Post::Supervisor).await;
        let other = server.person_in("li", Post::FrontDesk, "elsewhere").await;
        let admin = server.person("admin", Post::Administrator).await;
        let mut house = new(building::process());
        let made = head.write(&mut house, vec![take("create", &[("department", "service")]), set("name", "3 号楼")]);
        accepted(&head.push(vec![made]).await);
        let (_, private) = file(&head, "王小姐");
        accepted(&head.push(vec![private]).await);
        let seen = |pulled| snapshots(&pulled).into_keys().collect::<Vec<_>>();
        assert_eq!(seen(other.pull(0, "").await), [house.id]);
        assert!(seen(admin.pull(0, "").await).is_empty());
    })
    .await;
}

/// Any customer may call: who takes calls for a department reads its files, whoever owns them, and may name them.
#[tokio::test(flavor = "multi_thread")]
async fn who_takes_the_call_finds_an_assigned_file_and_names_it() {
    everywhere(|server| async move {
        let (head, li) = (server.person("head", Post::Supervisor).await, server.person("li", Post::Specialist).await);
        let zhao = server.person("zhao", Post::FrontDesk).await;
        let amy = server.person("amy", Post::Assistant).await;
        let away = server.person_in("away", Post::FrontDesk, "elsewhere").await;
        let (mut doc, made) = file(&head, "王小姐");
        let submit = head.write(&mut doc, vec![take("submit", &[])]);
        let given = head.write(&mut doc, vec![take("assign", &[("owner", li.user())])]);
        accepted(&head.push(vec![made, submit, given]).await);
        for (one, sees) in [(&zhao, true), (&amy, true), (&away, false), (&li, true)] {
            assert_eq!(snapshots(&one.pull(0, "").await).contains_key(&doc.id), sees, "{}", one.user());
            let mut case = new(complaint::process());
            let taken = vec![take("accept", &[]), set("title", "电梯"), set("customer", doc.id.as_str())];
            let case = one.write(&mut case, taken);
            assert_eq!(refused(&one.push(vec![case]).await[0]).is_none(), sees, "{}", one.user());
        }
        // To read is not to write: the assistant leaves a note with the owner.
        let mask =
            Person { who: zhao.who.clone(), post: zhao.post, actor: amy.actor.clone(), token: String::new(), ..amy };
        let written = mask.write(&mut doc, vec![set("address", "三号楼")]);
        let amy = Person { token: amy.token, ..mask };
        assert_eq!(refused(&amy.push(vec![written]).await[0]), Some(RejectionCode::Denied));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_stops_nothing() {
    everywhere(|server| async move {
        let (li, zhao) = (server.person("li", Post::Specialist).await, server.person("zhao", Post::Specialist).await);
        let (_, good) = file(&li, "甲");
        let (_, later) = file(&li, "乙");
        let mut torn = good.clone();
        torn.bytes[10] ^= 0xff;
        let nothing = PushChange { bytes: vec![], ..good.clone() };
        let nameless = PushChange { record: RecordId::from("a\0b"), ..good.clone() };
        let answers = li.push(vec![torn, nothing, nameless, good.clone(), later]).await;
        assert_eq!(refused(&answers[0]), Some(RejectionCode::Malformed), "{answers:?}");
        assert_eq!(refused(&answers[1]), Some(RejectionCode::Malformed));
        assert_eq!(refused(&answers[2]), Some(RejectionCode::Malformed));
        accepted(&answers[3..]);
        let kept: i64 =
            sqlx::query_scalar("select count(*) from dead_letters").fetch_one(server.state.db.reader()).await.unwrap();
        // Two hold the same name and bytes of one that came in; each hash is kept once a person.
        assert_eq!(kept, 3);
        // Zhao writes under Li's actor id.
        let forger = Person { actor: li.actor.clone(), ..zhao };
        let (_, forged) = file(&forger, "丙");
        assert_eq!(refused(&forger.push(vec![forged]).await[0]), Some(RejectionCode::WrongActor));
        let request = reqwest::Client::new().post(format!("http://{}/api/v1/push", server.at)).body("x");
        assert_eq!(request.send().await.unwrap().status(), 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leaders_see_what_was_refused() {
    everywhere(|server| async move {
        let (head, boss) = (server.person("head", Post::Supervisor).await, server.person("boss", Post::Manager).await);
        let li = server.person("li", Post::Specialist).await;
        let other = server.person_in("other", Post::Supervisor, "wx").await;
        let (mut doc, made) = file(&li, "王小姐");
        accepted(&li.push(vec![made]).await);
        let mask = Person { actor: li.actor.clone(), token: String::new(), who: head.who.clone(), ..head };
        let class = mask.write(&mut doc, vec![set("class", "重点")]);
        assert_eq!(refused(&li.push(vec![class]).await[0]), Some(RejectionCode::Denied));
        let see = async |who: &Person| who.ask(Method::GET, "/api/v1/refused", None).await;
        assert_eq!(see(&li).await.0, 403);
        let head = Person { token: head.token, ..mask };
        for leader in [&head, &boss] {
            let (status, lines) = see(leader).await;
            assert_eq!((status, lines.as_array().unwrap().len()), (200, 1), "{lines}");
            let line = &lines[0];
            assert_eq!((line["reason"].as_str(), line["name"].as_str()), (Some("denied"), Some("li")));
            assert_eq!((line["record"].as_str(), line["title"].as_str()), (Some(doc.id.as_str()), Some("王小姐")));
            assert!(line.get("bytes").is_none());
        }
        assert_eq!(see(&other).await, (200, serde_json::json!([])));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sight_follows_the_work() {
    everywhere(|server| async move {
        let head = server.person("head", Post::Supervisor).await;
        let (li, zhao) = (server.person("li", Post::Specialist).await, server.person("zhao", Post::Specialist).await);
        let qian = server.person("qian", Post::Specialist).await;
        let (mut doc, made) = file(&head, "王小姐");
        let submit = head.write(&mut doc, vec![take("submit", &[])]);
        accepted(&head.push(vec![made, submit]).await);
        let (_, other) = file(&head, "别人的");
        accepted(&head.push(vec![other]).await);
        let (at_li, at_zhao) = (li.pull(0, "").await, zhao.pull(0, "").await);
        assert!(at_li.items.is_empty() && at_zhao.items.is_empty());
        // Not theirs: it looks as if it were not there.
        let mut copy = Doc { id: doc.id.clone(), process: doc.process.clone(), doc: doc.doc.clone() };
        let mask = Person { who: head.who.clone(), actor: zhao.actor.clone(), token: String::new(), ..head };
        let step = mask.write(&mut copy, vec![set("address", "x")]);
        assert_eq!(refused(&zhao.push(vec![step]).await[0]), Some(RejectionCode::Denied));

        accepted(&head.push(vec![head.write(&mut doc, vec![take("assign", &[("owner", li.user())])])]).await);
        let now = li.pull(at_li.cursor, &at_li.epoch).await;
        assert_eq!(snapshots(&now).keys().collect::<Vec<_>>(), [&doc.id]);
        assert!(zhao.pull(at_zhao.cursor, &at_zhao.epoch).await.items.is_empty());

        accepted(&head.push(vec![head.write(&mut doc, vec![take("assign", &[("owner", zhao.user())])])]).await);
        assert_eq!(forgotten(&li.pull(now.cursor, &now.epoch).await), std::slice::from_ref(&doc.id));
        let at_zhao = zhao.pull(at_zhao.cursor, &at_zhao.epoch).await;
        assert_eq!(snapshots(&at_zhao).len(), 1);

        // A leader hands on at once what nobody has submitted yet: two steps, one change.
        let (mut raw, born) = file(&head, "刚导入的");
        accepted(&head.push(vec![born]).await);
        let at_once = head.write(&mut raw, vec![take("submit", &[]), take("assign", &[("owner", li.user())])]);
        accepted(&head.push(vec![at_once]).await);

        // A task about the file opens it; nobody opens a file for himself.
        let mut work = new(task::process());
        let acts = |to: &Person| {
            let create = take("create", &[("assignee", to.user()), ("department", "kf")]);
            vec![create, set("title", "回电话"), set("customer", doc.id.as_str())]
        };
        let sly = qian.write(&mut new(task::process()), acts(&qian));
        assert_eq!(refused(&qian.push(vec![sly]).await[0]), Some(RejectionCode::Denied));
        accepted(&zhao.push(vec![zhao.write(&mut work, acts(&qian))]).await);
        assert_eq!(snapshots(&qian.pull(0, "").await).len(), 2);
        // Whoever gave it out keeps it in sight, and confirms it.
        assert!(snapshots(&zhao.pull(0, "").await).contains_key(&work.id));
        accepted(&qian.push(vec![qian.write(&mut work, vec![take("finish", &[])])]).await);
        accepted(&zhao.push(vec![zhao.write(&mut work, vec![take("confirm", &[])])]).await);
        // A part of a campaign opens the campaign, as long as it is his.
        let mut campaign = new(campaign::process());
        let begun = vec![take("create", &[("department", "kf")]), set("title", "空调清洗回访")];
        accepted(&head.push(vec![head.write(&mut campaign, begun)]).await);
        let mut part = new(follow_up::process());
        let acts = vec![
            take("create", &[("assignee", qian.user()), ("department", "kf")]),
            set("title", "王小姐"),
            set("customer", doc.id.as_str()),
            set("campaign", campaign.id.as_str()),
            Act::Set { field: "anchor_at_ms".into(), value: Value::Int(0) },
        ];
        accepted(&head.push(vec![head.write(&mut part, acts)]).await);
        let at_qian = qian.pull(0, "").await;
        assert!(snapshots(&at_qian).contains_key(&campaign.id));
        assert!(!snapshots(&zhao.pull(0, "").await).contains_key(&campaign.id));
        accepted(&head.push(vec![head.write(&mut part, vec![take("reassign", &[("assignee", zhao.user())])])]).await);
        assert!(forgotten(&qian.pull(at_qian.cursor, &at_qian.epoch).await).contains(&campaign.id));
        assert!(snapshots(&zhao.pull(0, "").await).contains_key(&campaign.id));
        let before = server.rows().await;
        server.state.records.rebuild().await.unwrap();
        assert_eq!(server.rows().await, before);
    })
    .await;
}

/// The rules let every receptionist write in a follow-up: what keeps her out of this one is that she does not see it.
#[tokio::test(flavor = "multi_thread")]
async fn a_post_opens_no_record_out_of_sight() {
    everywhere(|server| async move {
        let head = server.person("head", Post::Supervisor).await;
        let (li, desk) = (server.person("li", Post::Specialist).await, server.person("desk", Post::FrontDesk).await);
        let (customer, made) = file(&head, "王小姐");
        let mut item = new(follow_up::process());
        let create = take("create", &[("assignee", li.user()), ("department", "kf")]);
        let anchor = Act::Set { field: "anchor_at_ms".into(), value: 1_750_000_000_000_i64.into() };
        let acts = vec![create, set("title", "回访"), set("customer", customer.id.as_str()), anchor];
        accepted(&head.push(vec![made, head.write(&mut item, acts)]).await);

        let mut copy = Doc { id: item.id.clone(), process: item.process.clone(), doc: item.doc.clone() };
        let note = desk.write(&mut copy, vec![set("suggestion", "请早上来电")]);
        assert_eq!(refused(&desk.push(vec![note.clone()]).await[0]), Some(RejectionCode::Denied));
        let reassign = head.write(&mut item, vec![take("reassign", &[("assignee", desk.user())])]);
        accepted(&head.push(vec![reassign]).await);
        accepted(&desk.push(vec![note]).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_made_again_are_the_same() {
    everywhere(|server| async move {
        let head = server.person("head", Post::Supervisor).await;
        let staff = [UserId::from("a"), UserId::from("b"), head.who.user.clone()];
        let mut docs: Vec<Doc> = vec![];
        let mut dice = 7u64;
        let mut roll = |sides: usize| {
            dice = dice.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (dice >> 33) as usize % sides
        };
        let mut changes = vec![];
        for turn in 0..150 {
            if docs.is_empty() || roll(6) == 0 {
                let (mut doc, made) = file(&head, &format!("客户{turn}"));
                changes.extend([made, head.write(&mut doc, vec![take("submit", &[])])]);
                docs.push(doc);
                continue;
            }
            let index = roll(docs.len());
            let acts = match roll(3) {
                0 => vec![take("assign", &[("owner", staff[roll(3)].as_str())])],
                1 => vec![set("address", &format!("东街 {turn} 号"))],
                _ => vec![Act::Add { field: "tags".into(), value: format!("t{turn}") }],
            };
            changes.push(head.write(&mut docs[index], acts));
        }
        for part in changes.chunks(40) {
            accepted(&head.push(part.to_vec()).await);
        }
        let before = server.rows().await;
        server.state.records.rebuild().await.unwrap();
        assert_eq!(server.rows().await, before);
        // And the log goes on.
        accepted(&head.push(vec![head.write(&mut docs[0], vec![set("address", "新")])]).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_hears_of_what_came_in() {
    let server = start(None).await;
    let li = server.person("li", Post::Specialist).await;
    assert!(li.listen("http://evil.example").await.is_none());
    let mut socket = li.listen(&format!("http://{}", server.at)).await.unwrap();
    accepted(&li.push(vec![file(&li, "甲").1]).await);
    // Its own push: the device knows, and asks for nothing but the row.
    assert_eq!(next_poke(&mut socket).await, Poke { before: 0, seq: 1, chain: String::new(), news: None });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poke_brings_what_a_pull_would_and_no_more() {
    everywhere(|server| async move {
        let (li, zhao) = (server.person("li", Post::Specialist).await, server.person("zhao", Post::Specialist).await);
        let head = server.person("head", Post::Supervisor).await;
        let (mut doc, made) = file(&li, "王小姐");
        accepted(&li.push(vec![made]).await);
        let first = head.pull(0, "").await;
        let origin = format!("http://{}", server.at);
        let (mut at_head, mut at_zhao) = (head.listen(&origin).await.unwrap(), zhao.listen(&origin).await.unwrap());
        let mut at_li = li.listen(&origin).await.unwrap();
        accepted(&li.push(vec![li.write(&mut doc, vec![set("address", "东街 1 号")])]).await);
        let poke = next_poke(&mut at_head).await;
        assert_eq!((poke.before, poke.seq, &poke.chain), (1, 2, &first.chain));
        let pulled = head.pull_behind(&first).await;
        let news = poke.news.unwrap();
        assert_eq!((&news.items, news.cursor, &news.chain), (&pulled.items, 2, &pulled.chain));
        assert_eq!(news.items.len(), 1);
        // Out of sight: the cursor moves, and nothing is said.
        assert_eq!(next_poke(&mut at_zhao).await.news.unwrap().items, []);
        // The author has it, and says so when asking for the row.
        assert_eq!(next_poke(&mut at_li).await.news, None);
        let mine = li.pull_from(&format!("cursor=1&chain={}&own=2-2", first.chain)).await;
        assert!(matches!(&mine.items[..], [Item::Own { summary: Some(_), .. }]), "{:?}", mine.items);
        let theirs = head.pull_from(&format!("cursor=1&chain={}&own=2-2", first.chain)).await;
        assert!(matches!(&theirs.items[..], [Item::Change { .. }]), "only what is one's own may be left out");
        // What is not little is asked for.
        let long = "长".repeat(shared::limits::LONG_TEXT_CHARS_MAX);
        accepted(&li.push(vec![li.write(&mut doc, vec![set("needs", &long)])]).await);
        let poke = next_poke(&mut at_head).await;
        assert_eq!((poke.before, poke.seq, poke.news), (2, 3, None));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_record_opens_from_its_snapshot() {
    everywhere(|server| async move {
        let li = server.person("li", Post::Specialist).await;
        let (mut doc, made) = file(&li, "甲");
        let mut changes = vec![made];
        changes.extend((0..70).map(|turn| li.write(&mut doc, vec![set("address", &format!("{turn} 号"))])));
        accepted(&li.push(changes).await);
        let upto: i64 =
            sqlx::query_scalar("select upto_seq from snapshots").fetch_one(server.state.db.reader()).await.unwrap();
        assert_eq!(upto, 71);
        // A server that has just started knows no open document.
        let fresh = backend::sync::Records::new(server.state.db.clone(), vec![customer::process()]);
        let changes = vec![li.write(&mut doc, vec![set("address", "新")])];
        let pushed = fresh.push(li.who.clone(), Push::new(changes)).await.unwrap();
        accepted(&pushed.answers);
        let bytes = snapshots(&li.pull(0, "").await).remove(&doc.id).unwrap();
        assert_eq!(Automerge::load(&bytes).unwrap().get_heads(), doc.doc.get_heads());
    })
    .await;
}

/// Takes the newest changes out of the log, as putting an older copy back does.
async fn put_back(server: &Server, seq: i64) -> backend::sync::Records {
    let mut tx = server.state.db.begin_write().await.unwrap();
    for sql in ["delete from changes where seq > $1", "delete from records where created_seq > $1"] {
        sqlx::query(sql).bind(seq).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    let processes = vec![customer::process(), task::process()];
    let records = backend::sync::Records::new(server.state.db.clone(), processes);
    records.rebuild().await.unwrap();
    records
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_another_version_are_made_again_and_fetched_again() {
    everywhere(|server| async move {
        let li = server.person("li", Post::Specialist).await;
        accepted(&li.push(vec![file(&li, "王小姐").1]).await);
        let held = li.pull(0, "").await;
        let db = &server.state.db;
        let restarted = async || AppState::open(db.clone(), Config::default()).await.unwrap().records;
        let records = restarted().await;
        assert_eq!(records.pull(&li.who, &at(&held)).await.unwrap().begins, Begins::There, "they are of this version");

        let mut tx = db.begin_write().await.unwrap();
        for change in ["update records set title = '丙'", "update meta set value = '0' where key = 'rows'"] {
            sqlx::query(change).execute(&mut *tx).await.unwrap();
        }
        tx.commit().await.unwrap();
        let records = restarted().await;
        let pulled = records.pull(&li.who, &at(&held)).await.unwrap();
        assert_eq!(pulled.begins, Begins::Afresh);
        let [Item::Snapshot { summary, .. }] = &pulled.items[..] else { panic!("{:?}", pulled.items) };
        assert_eq!(summary.title, "王小姐");
        let records = restarted().await;
        assert_eq!(records.pull(&li.who, &at(&pulled)).await.unwrap().begins, Begins::There, "once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_put_back_is_noticed_however_far_it_has_grown() {
    everywhere(|server| async move {
        let head = server.person("head", Post::Supervisor).await;
        let li = server.person("li", Post::Specialist).await;
        let (mut doc, made) = file(&head, "王小姐");
        accepted(&head.push(vec![made]).await);
        let early = head.pull(0, "").await;
        let lost = head.write(&mut doc, vec![set("address", "东街 1 号")]);
        let after = head.write(&mut doc, vec![set("address", "东街 2 号")]);
        accepted(&head.push(vec![lost.clone(), after.clone()]).await);
        let late = head.pull(early.cursor, &early.epoch).await;
        assert_eq!((late.begins, late.cursor), (Begins::There, 3));
        assert_eq!(head.pull_behind(&late).await.begins, Begins::There);

        let records = put_back(&server, 1).await;
        let who = head.who.clone();
        assert_eq!(records.pull(&who, &at(&early)).await.unwrap().begins, Begins::There, "the log it knew is there");
        assert_eq!(records.pull(&who, &at(&late)).await.unwrap().begins, Begins::Restored, "the log ends earlier");
        // What follows a lost change waits for it; the change itself comes in again, and once.
        let push = |changes| Push::new(changes);
        let answers = records.push(who.clone(), push(vec![after.clone()])).await.unwrap().answers;
        assert_eq!(refused(&answers[0]), Some(RejectionCode::MissingDeps));
        let (_, other) = file(&li, "李先生");
        accepted(&records.push(li.who.clone(), push(vec![other])).await.unwrap().answers);
        accepted(&records.push(who.clone(), push(vec![lost, after.clone()])).await.unwrap().answers);
        let answers = records.push(who.clone(), push(vec![after])).await.unwrap().answers;
        assert_eq!(answers, [Answer::AlreadyKnown { seq: 4 }]);
        // As many changes as the device knew, and more: not the same ones.
        let again = records.pull(&who, &at(&late)).await.unwrap();
        assert_eq!((again.begins, snapshots(&again).len()), (Begins::Restored, 2));
        assert_eq!(Automerge::load(&snapshots(&again)[&doc.id]).unwrap().get_heads(), doc.doc.get_heads());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_sync_comes_in_pages() {
    let server = start(None).await;
    let head = server.person("head", Post::Supervisor).await;
    let count = shared::limits::PULL_RECORDS_MAX + 5;
    let changes: Vec<PushChange> = (0..count).map(|turn| file(&head, &format!("{turn}")).1).collect();
    for part in changes.chunks(shared::limits::PUSH_CHANGES_MAX) {
        accepted(&head.push(part.to_vec()).await);
    }
    let records = &server.state.records;
    let one = records.pull(&head.who, &Place::default()).await.unwrap();
    assert!(one.more && one.items.len() == shared::limits::PULL_RECORDS_MAX);
    // What comes in between two pages is not lost.
    let (late, made) = file(&head, "late");
    accepted(&head.push(vec![made]).await);
    let mut place = Place { after: one.after.as_ref().map(|after| after.to_string()), ..at(&one) };
    let two = records.pull(&head.who, &place).await.unwrap();
    assert!(!two.more && two.after.is_none() && two.cursor == one.cursor);
    place.after = None;
    let three = records.pull(&head.who, &place).await.unwrap();
    assert!(snapshots(&three).contains_key(&late.id));
    let mut all = snapshots(&one);
    all.extend(snapshots(&two));
    all.extend(snapshots(&three));
    assert_eq!(all.len(), count + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn pushes_that_wait_are_committed_together_and_fail_alone() {
    let server = start(None).await;
    let (li, zhao) = (server.person("li", Post::Specialist).await, server.person("zhao", Post::Specialist).await);
    let head = server.person("head", Post::Supervisor).await;
    let (broken, made) = file(&head, "写不进去");
    let trigger = format!(
        "create trigger broken before insert on records when new.id = '{}' begin select raise(abort, 'broken'); end",
        broken.id
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(trigger)).execute(server.state.db.reader()).await.unwrap();
    let mut ears = server.state.records.hub.listen();
    let turn = server.state.db.begin_write().await.unwrap();
    let records = &server.state.records;
    let push = |who: &Person, change: PushChange| records.push(who.who.clone(), Push::new(vec![change]));
    let (one, two, three) = (file(&li, "甲").1, file(&zhao, "乙").1, file(&li, "丙").1);
    let pushes = async { tokio::join!(push(&li, one), push(&head, made), push(&zhao, two), push(&li, three)) };
    // All four wait for the turn that is held here.
    let ((one, broken, two, three), ()) = tokio::join!(pushes, async {
        tokio::task::yield_now().await;
        turn.rollback().await.unwrap();
    });
    let seqs = [one, two, three].map(|pushed| match pushed.unwrap().answers[..] {
        [Answer::Accepted { seq, .. }] => seq,
        ref answers => panic!("{answers:?}"),
    });
    assert_eq!(seqs, [1, 2, 3]);
    assert!(broken.unwrap_err().to_string().contains("broken"));
    let poke = ears.next().await.unwrap();
    assert_eq!((poke.before, poke.seq), (0, 3), "one commit for all");
    let (mut doc, made) = file(&li, "丁");
    accepted(&li.push(vec![made, li.write(&mut doc, vec![set("address", "东街")])]).await);
}
