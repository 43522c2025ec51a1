//! The demonstration company: real work for everybody, made once, and nothing in its rows that is not in the log.

mod support;

use std::collections::BTreeMap;

use backend::db::Db;
use backend::{configuration, demo, now_ms, people};
use shared::deadline::{Standing, dues};
use shared::process;
use shared::record::summary::Summary;
use support::*;

async fn summaries(db: &Db) -> Vec<Summary> {
    let rows: Vec<String> =
        sqlx::query_scalar("select summary from records order by id").fetch_all(db.reader()).await.unwrap();
    rows.iter().map(|row| serde_json::from_str(row).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_company_has_work_for_everybody() {
    everywhere(|server| async move {
        let db = &server.state.db;
        let accounts = demo::prepare(db, 60).await.unwrap();
        assert_eq!(accounts.len(), 13);
        let rows = server.rows().await;
        let again = demo::prepare(db, 60).await.unwrap();
        assert_ne!(accounts[0].password, again[0].password);
        assert_eq!(server.rows().await, rows, "the second start makes nothing");

        let config = configuration::load(&mut db.begin_read().await.unwrap()).await.unwrap();
        let all = summaries(db).await;
        assert_eq!(all.iter().filter(|one| one.process.as_str() == "customer").count(), 60);
        let mut stages: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for one in &all {
            *stages.entry((one.process.as_str(), one.stage.as_str())).or_default() += 1;
        }
        for stage in ["extracted", "submitted", "classified", "assigned", "contacted", "inactive"] {
            assert!(stages.contains_key(&("customer", stage)), "{stage}: {stages:?}");
        }
        for stage in ["open", "in_progress", "done", "returned", "confirmed", "cancelled"] {
            assert!(stages.contains_key(&("task", stage)), "{stage}: {stages:?}");
        }
        for stage in ["pending", "appointed", "unreached", "done", "checked"] {
            assert!(stages.contains_key(&("follow_up", stage)), "{stage}: {stages:?}");
        }
        assert_eq!((stages[&("campaign", "archived")], stages[&("campaign", "in_progress")]), (1, 2));
        let processes = process::built_in();
        for login in ["wang", "li", "zhang", "liu", "yang", "huang"] {
            let id = people::by_login(&mut db.reader().acquire().await.unwrap(), login).await.unwrap().unwrap();
            let mine = || {
                all.iter()
                    .filter(|one| one.owner.as_ref().or(one.assignee.as_ref()).is_some_and(|who| who.as_str() == id))
            };
            let standing = |standing: Standing| {
                mine().any(|one| {
                    let process = processes.iter().find(|process| process.id == one.process).unwrap();
                    dues(one, process, &config, now_ms()).iter().any(|due| due.standing == standing)
                })
            };
            assert!(standing(Standing::Overdue) && standing(Standing::Soon), "{login} has nothing to do today");
            assert!(mine().any(|one| one.has_conflict), "{login} has no conflict");
            let today = config.calendar.date_of(now_ms());
            let agreed = mine()
                .filter(|one| one.stage == "appointed")
                .filter_map(|one| one.values["appointment_at_ms"].as_int());
            assert!(
                agreed.map(|at| config.calendar.date_of(at)).any(|day| day == today),
                "{login} has no appointment today"
            );
        }

        server.state.records.rebuild().await.unwrap();
        assert_eq!(server.rows().await, rows, "rows are what the log says");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_start_is_made_up_for() {
    let server = start(None).await;
    let db = &server.state.db;
    demo::prepare(db, 24).await.unwrap();
    let (rows, changes) = (server.rows().await, count(db).await);
    let undone =
        "update meta set value = replace(value, '\"done\":true', '\"done\":false') where key = 'demonstration'";
    let mut tx = db.begin_write().await.unwrap();
    sqlx::query(undone).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    demo::prepare(db, 24).await.unwrap();
    assert_eq!((server.rows().await, count(db).await), (rows, changes));
}

async fn count(db: &Db) -> i64 {
    sqlx::query_scalar("select count(*) from changes").fetch_one(db.reader()).await.unwrap()
}

/// In the middle of a holiday, on the first day after one, at the end of a Saturday.
#[tokio::test(flavor = "multi_thread")]
async fn any_day_will_do() {
    for now_ms in [1_759_604_400_000, 1_738_717_200_000, 1_749_916_200_000] {
        let server = start(None).await;
        demo::prepare_at(&server.state.db, 24, now_ms).await.unwrap();
        let all = summaries(&server.state.db).await;
        assert_eq!(all.iter().filter(|one| one.has_conflict).count(), 6, "{now_ms}");
        let latest = all.iter().filter(|one| one.process.as_str() == "customer").map(|one| one.touched_at_ms).max();
        assert!(latest.unwrap() < now_ms, "{now_ms}: nothing is done in the future");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_of_others_is_left_alone() {
    let server = start(None).await;
    server.person("li", shared::principal::Post::Specialist).await;
    assert!(demo::prepare(&server.state.db, 24).await.unwrap().is_empty());
    assert_eq!(count(&server.state.db).await, 0);
}
