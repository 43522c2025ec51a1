//! What a row of a case says beside its words: how its dates are meant, which records it names, and answers of the past.

mod support;

use reqwest::Method;
use serde_json::json;
use shared::principal::Post;
use shared::record::summary::Summary;
use shared::value::Value;
use support::*;

impl Server {
    async fn summaries(&self, process: &str) -> Vec<Summary> {
        let query = sqlx::query_scalar("select summary from records where process = $1 order by number");
        let rows: Vec<String> = query.bind(process).fetch_all(self.state.db.reader()).await.unwrap();
        rows.iter().map(|row| serde_json::from_str(row).unwrap()).collect()
    }
}

const DAY_MS: i64 = 86_400_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_person_says_what_no_date_of_the_file_can() {
    everywhere(|server| async move {
        let head = server.person("head", Post::Supervisor).await;
        let file = "事项,登记时间\n电梯,03/04/2025\n漏水,05/04/2025\n";
        let complaint = ("process", "complaint");
        let seen = head.send_file("/preview", &[complaint], file).await;
        assert_eq!((&seen["columns"][1]["doubtful"], &seen["columns"][1]["order"]["zh"]), (&json!(true), &json!("月/日/年")));
        let told = head.send_file("/preview", &[complaint, ("dates", "day_first")], file).await;
        assert_eq!((&told["columns"][1]["doubtful"], &told["columns"][1]["order"]["zh"]), (&json!(false), &json!("日/月/年")));
        let template = json!({ "process": "complaint", "name": "旧系统", "columns": { "事项": "title", "登记时间": "opened_at" },
            "dates": "day_first" });
        assert_eq!(head.ask(Method::POST, "/api/v1/imports/templates", Some(template)).await.0, 204);
        let again = head.send_file("/preview", &[complaint], file).await;
        assert_eq!(again["templates"][0]["dates"], json!("day_first"));
        let made = head.send_file("", &[complaint, ("dates", "day_first")], file).await;
        assert_eq!(made["made"], json!(2), "{made}");
        let begun: Vec<i64> = server.summaries("complaint").await.iter().map(|one| one.created_at_ms).collect();
        // The third and the fifth of April, not of March and May.
        assert_eq!(begun[1] - begun[0], 2 * DAY_MS);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_names_the_customer_and_the_house_where_one_is_meant() {
    everywhere(|server| async move {
        let head = server.person("head", Post::Supervisor).await;
        let other = server.person_in("other", Post::Supervisor, "elsewhere").await;
        let named = "姓名,手机\n王芳,13800138000\n李雷,13800138001\n李雷,13800138002\n";
        assert_eq!(head.send_file("", &[], named).await["made"], json!(3));
        assert_eq!(other.send_file("", &[], "姓名,手机\n赵六,13900139000\n").await["made"], json!(1));
        assert_eq!(head.send_file("", &[("process", "unit")], "房号,楼栋\n101,\n").await["made"], json!(1));
        let files = server.summaries("customer").await;
        let number = files[0].number.clone().unwrap();
        let file = format!(
            "事项,客户档案,房屋,内容\n电梯,{number},101,很慢\n漏水,138 0013 8001,,厨房\n停水,王芳,,\n噪音,李雷,,夜里\n门禁,赵六,999,坏了\n"
        );
        let complaint = [("process", "complaint")];
        let seen = head.send_file("/preview", &complaint, file.clone()).await;
        assert_eq!((&seen["ready"], &seen["with_warnings"], &seen["with_errors"]), (&json!(5), &json!(2), &json!(0)), "{seen}");
        let said = &seen["warned"][0];
        assert_eq!((&said["row"], &said["warnings"][0]["field"]), (&json!(5), &json!("customer")));
        assert!(said["warnings"][0]["say"]["zh"].as_str().unwrap().contains("不止一个"));
        // What another department keeps is not there for this person, and the words are not lost.
        assert_eq!(seen["warned"][1]["warnings"].as_array().unwrap().len(), 2);
        let made = head.send_file("", &complaint, file).await;
        assert_eq!((&made["made"], &made["state"]), (&json!(5), &json!("done")), "{made}");
        let about = |one: &Summary| {
            let id = one.about.as_ref().map(|id| id.as_str());
            files.iter().position(|file| Some(file.id.as_str()) == id)
        };
        let cases = server.summaries("complaint").await;
        assert_eq!(cases.iter().map(about).collect::<Vec<_>>(), [Some(0), Some(1), Some(0), None, None]);
        let unit = &server.summaries("unit").await[0];
        assert_eq!(cases[0].values.get("unit"), Some(&Value::from(unit.id.as_str())));
        let (doc, _) = {
            let mut db = server.state.db.reader().acquire().await.unwrap();
            let process = shared::process::complaint::process();
            backend::change_log::load(&mut db, cases[4].id.as_str(), &process).await.unwrap()
        };
        let content = shared::record::read::read(&doc, &cases[4].id).single("content").clone();
        assert_eq!(content.as_text(), Some("坏了\n房屋：999\n客户档案：赵六"));
    })
    .await;
}

/// Reviews with stars: `tests/data/feedback/SOURCE.md` says whose they are.
#[tokio::test(flavor = "multi_thread")]
async fn words_that_have_no_room_beside_the_content_are_told_before_anything_comes_in() {
    let server = start(None).await;
    let head = server.person("head", Post::Supervisor).await;
    let file = format!("事项,客户档案,内容\n电梯,王芳,{}\n漏水,王芳,厨房\n", "慢".repeat(9_999));
    let seen = head.send_file("/preview", &[("process", "complaint")], file.clone()).await;
    assert_eq!((&seen["ready"], &seen["with_errors"]), (&json!(1), &json!(1)), "{seen}");
    let made = head.send_file("", &[("process", "complaint"), ("skip_errors", "true")], file).await;
    assert_eq!((&made["made"], &made["state"]), (&json!(1), &json!("done")), "{made}");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_the_past_become_follow_ups_that_are_done() {
    let server = start(None).await;
    let (head, li) = (server.person("head", Post::Supervisor).await, server.person("li", Post::Specialist).await);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/feedback/asap.csv");
    let whole = std::fs::read_to_string(path).unwrap();
    let of = [("process", "follow_up"), ("name", "asap.csv"), ("skip_errors", "true")];
    let faulty = format!("{whole}13,\"不知道怎么说\",六颗星\n");
    let seen = head.send_file("/preview", &of, faulty.clone()).await;
    assert_eq!((&seen["total"], &seen["ready"], &seen["with_errors"]), (&json!(13), &json!(12), &json!(1)), "{seen}");
    assert_eq!((&seen["faults"][0]["row"], &seen["faults"][0]["errors"][0]["field"]), (&json!(14), &json!("rating")));
    let made = head.send_file("", &of, faulty).await;
    assert_eq!(
        (&made["made"], &made["skipped_errors"], &made["state"]),
        (&json!(12), &json!(1), &json!("done")),
        "{made}"
    );
    let rows = server.summaries("follow_up").await;
    let rated = |rating: &str| rows.iter().filter(|row| row.values.get("rating") == Some(&rating.into())).count();
    assert_eq!([rated("satisfied"), rated("average"), rated("dissatisfied")], [6, 2, 4]);
    assert!(rows.iter().all(|row| row.stage == "checked" && row.is_flagged("imported") && row.deadlines.is_empty()));
    // What was said is found again.
    assert!(rows.iter().all(|row| row.values.contains_key("searched")));
    // Nothing follows from what was said elsewhere, long ago; a specialist does not write the past.
    assert!(server.summaries("task").await.is_empty());
    assert_eq!(li.send_file("/preview", &of, whole.clone()).await["code"], json!("forbidden"));
    let again = head.send_file("/preview", &of, whole).await;
    assert_eq!(again["duplicates"], json!(12));
}

/// Reviews without a heading, full of commas: `tests/data/feedback/SOURCE.md` says whose they are.
#[tokio::test(flavor = "multi_thread")]
async fn sentences_without_a_heading_are_one_column_and_a_person_may_say_otherwise() {
    let server = start(None).await;
    let head = server.person("head", Post::Supervisor).await;
    let reviews = include_str!("data/feedback/reviews.txt");
    let of = [("process", "complaint"), ("name", "reviews.txt")];
    let seen = head.send_file("/preview", &of, reviews).await;
    assert_eq!((&seen["headings"], &seen["separator"]), (&json!(false), &json!("none")), "{seen}");
    assert_eq!((&seen["total"], &seen["ready"]), (&json!(12), &json!(12)), "{seen}");
    assert_eq!((seen["columns"].as_array().unwrap().len(), &seen["columns"][0]["suggested"]), (1, &json!("content")));
    // No column is asked for that no row lacks.
    let asked = |seen: &serde_json::Value| {
        let fields = seen["fields"].as_array().unwrap().iter().filter(|field| field["required"] == json!(true));
        fields.map(|field| field["key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let answers = head.send_file("/preview", &[("process", "follow_up"), of[1]], reviews).await;
    assert_eq!((asked(&seen), asked(&answers), &answers["ready"]), (vec![], vec![], &json!(12)), "{answers}");
    let made = head.send_file("", &of, reviews).await;
    assert_eq!((&made["made"], &made["state"]), (&json!(12), &json!("done")), "{made}");
    let titles: Vec<String> = server.summaries("complaint").await.into_iter().map(|one| one.title).collect();
    // It is called by how it begins; the whole of it is the content.
    assert!(titles[0].ends_with('…') && reviews.starts_with(titles[0].trim_end_matches('…')), "{titles:?}");
    assert!(titles.contains(&"花钱去买, 不值得, 建议要买的人三思".to_owned()), "{titles:?}");

    // Rows without a heading, and one column with one.
    let plain = head.send_file("/preview", &[], "王芳,13800138000\n李雷,13800138001\n").await;
    assert_eq!((&plain["headings"], &plain["separator"], &plain["total"]), (&json!(false), &json!("comma"), &json!(2)));
    assert_eq!(asked(&plain), ["name"]);
    let mapping = ("mapping", r#"{"0":"name","1":"phones"}"#);
    assert_eq!(head.send_file("", &[mapping], "王芳,13800138000\n李雷,13800138001\n").await["made"], json!(2));
    let headed = format!("内容\n{reviews}");
    let seen = head.send_file("/preview", &of, headed.clone()).await;
    assert_eq!(
        (&seen["headings"], &seen["total"], &seen["columns"][0]["name"]),
        (&json!(true), &json!(12), &json!("内容"))
    );
    // What a person says is done: the heading as one more review, and the commas as separators.
    let told = head.send_file("/preview", &[of[0], ("headings", "false")], headed).await;
    assert_eq!((&told["headings"], &told["total"]), (&json!(false), &json!(13)));
    let cut = head.send_file("/preview", &[of[0], ("separator", "comma"), ("headings", "true")], reviews).await;
    assert_eq!((&cut["separator"], &cut["total"]), (&json!("comma"), &json!(11)));
    assert!(cut["columns"].as_array().unwrap().len() > 2);
    let wrong = head.send_file("/preview", &[of[0], ("separator", "dash")], reviews).await;
    assert_eq!(wrong["status"], json!(400), "{wrong}");
}
