//! An estate that is lived in already: whose the units are, where they stand, and who renovates them.

mod support;

use serde_json::json;
use shared::principal::Post;
use shared::record::summary::Summary;
use shared::record::{Record, read};
use shared::value::Value;
use support::*;

impl Server {
    async fn units(&self) -> Vec<(Summary, Record)> {
        let query = sqlx::query_scalar("select summary from records where process = 'unit' order by title");
        let rows: Vec<String> = query.fetch_all(self.state.db.reader()).await.unwrap();
        let mut db = self.state.db.reader().acquire().await.unwrap();
        let mut found = vec![];
        for row in rows {
            let row: Summary = serde_json::from_str(&row).unwrap();
            let process = shared::process::unit::process();
            let (doc, _) = backend::change_log::load(&mut db, row.id.as_str(), &process).await.unwrap();
            let record = read::read(&doc, &row.id);
            found.push((row, record));
        }
        found
    }
}

const UNIT: [(&str, &str); 1] = [("process", "unit")];
const CUSTOMERS: &str = "姓名,手机\n王芳,13800138000\n李雷,13800138001\n李雷,13800138002\n";

#[tokio::test(flavor = "multi_thread")]
async fn units_come_with_owner_tenant_stage_and_renovation() {
    everywhere(|server| async move {
        // Whoever keeps the estate may say where its units stand: no closed case comes with them.
        let (helper, head) =
            (server.person("xu", Post::Assistant).await, server.person("head", Post::Supervisor).await);
        assert_eq!(head.send_file("", &[], CUSTOMERS).await["made"], json!(3));
        let head_line = "房号,业主,业主电话,产权人,身份,产权日期,状态,装修单位,装修开始,装修结束,备注\n";
        let file = format!(
            "{head_line}101,王芳,,王芳,,2024-03-01,自住,,,,\n102,李雷,138 0013 8002,,,,装修中,美居装饰,2026-09-01,2099-01-31,\n\
             103,赵六,,钱七,租客,,已入住,,,,朝南\n104,,,,,,空置,,,,\n105,,,,,,,,,,\n"
        );
        let seen = head.send_file("/preview", &UNIT, file.clone()).await;
        let suggested: Vec<&str> = seen["columns"].as_array().unwrap().iter().map(|one| one["suggested"].as_str().unwrap()).collect();
        assert_eq!(
            suggested,
            ["name", "customer", "customer", "ownerships.name", "ownerships.role", "ownerships.from", "stage",
             "renovations.contractor", "renovations.from", "renovations.to", "note"]
        );
        assert_eq!((&seen["ready"], &seen["with_errors"], &seen["with_warnings"]), (&json!(5), &json!(0), &json!(1)), "{seen}");
        let made = head.send_file("", &UNIT, file).await;
        assert_eq!((&made["made"], &made["state"]), (&json!(5), &json!("done")), "{made}");

        let units = server.units().await;
        let stages: Vec<&str> = units.iter().map(|(row, _)| row.stage.as_str()).collect();
        assert_eq!(stages, ["occupied", "renovating", "occupied", "empty", "empty"]);
        let owner = |at: usize| units[at].0.values.get("customer").and_then(Value::as_text).map(str::to_owned);
        // Namesakes are told apart by the telephone beside the name.
        assert!(owner(0).is_some() && owner(1).is_some() && owner(0) != owner(1));
        let entry = |at: usize, field: &str, key: &str| units[at].1.entries(field)[0].values.get(key).and_then(Value::as_text).map(str::to_owned);
        assert_eq!(entry(0, "ownerships", "role").as_deref(), Some("owner"));
        assert_eq!(entry(0, "ownerships", "from").as_deref(), Some("2024-03-01"));
        assert_eq!(entry(1, "renovations", "contractor").as_deref(), Some("美居装饰"));
        assert_eq!(entry(2, "ownerships", "role").as_deref(), Some("tenant"));
        // An owner without a file is a word in the note, not a reason to leave the unit out.
        assert_eq!(units[2].1.single("note").as_text(), Some("朝南\n业主：赵六"));

        // All of it goes back, wherever it stands.
        let undone = head.send_file(&format!("/{}/undo", made["id"].as_str().unwrap()), &[], "").await;
        assert_eq!((&undone["voided"], &undone["kept"]), (&json!(5), &json!(0)), "{undone}");
        assert!(server.units().await.iter().all(|(row, _)| row.stage == "retired"));
        let again = helper.send_file("", &UNIT, "房号,状态\n101,已交房\n").await;
        assert_eq!(again["made"], json!(1), "{again}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_that_cannot_be_so_is_refused_with_the_reason() {
    everywhere(|server| async move {
        let head = server.person("head", Post::Supervisor).await;
        let file = "房号,产权人,产权日期,租约到期,状态,装修单位,装修开始,装修结束\n\
                    101,,,,装修中,,,\n102,,,,装修中,美居装饰,2020-03-01,2020-05-01\n103,,,,已入住,美居装饰,2026-05-01,2026-03-01\n\
                    104,,,,已入住,,2026-05-01,\n105,,,,闹鬼,,,\n106,钱七,2026-05-01,2026-04-01,已入住,,,\n107,,2026-05-01,,已入住,,,\n";
        let seen = head.send_file("/preview", &UNIT, file).await;
        assert_eq!((&seen["total"], &seen["with_errors"]), (&json!(7), &json!(7)), "{seen}");
        let said: Vec<(Option<&str>, &str)> = (seen["faults"].as_array().unwrap().iter())
            .map(|row| (row["errors"][0]["field"].as_str(), row["errors"][0]["say"]["zh"].as_str().unwrap()))
            .collect();
        assert_eq!(
            said,
            [
                (None, "请先登记装修单位"),
                (Some("stage"), "“装修：到”已经过去，不会还是“装修中”"),
                (Some("renovations.to"), "“装修：到”早于“装修：从”"),
                (Some("renovations.contractor"), "请填写“装修：装修单位”"),
                (Some("stage"), "没有“闹鬼”这个状态，请填：空置、已交房、装修中、已入住"),
                (Some("ownerships.to"), "“产权与使用：到”早于“产权与使用：从”"),
                (Some("ownerships.name"), "请填写“产权与使用：姓名”"),
            ]
        );
        assert!(server.units().await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entrance_tells_two_units_apart_where_both_say_it() {
    everywhere(|server| async move {
        let head = server.person("head", Post::Supervisor).await;
        let building = [("process", "building")];
        assert_eq!(head.send_file("", &building, "楼栋\n1号楼\n").await["made"], json!(1));
        let two = "楼栋,单元,房号\n1号楼,一单元,101\n1号楼,二单元,101\n1号楼,一单元,101\n";
        let seen = head.send_file("/preview", &UNIT, two).await;
        assert_eq!((&seen["ready"], &seen["duplicates"]), (&json!(2), &json!(1)), "{seen}");
        assert_eq!(head.send_file("", &UNIT, two).await["made"], json!(2));
        // Without an entrance it may be either, and a third entrance is a third unit.
        let more = "楼栋,单元,房号\n1号楼,三单元,101\n1号楼,二单元,101\n1号楼,,101\n";
        let seen = head.send_file("/preview", &UNIT, more).await;
        assert_eq!((&seen["ready"], &seen["duplicates"]), (&json!(1), &json!(2)), "{seen}");
    })
    .await;
}
