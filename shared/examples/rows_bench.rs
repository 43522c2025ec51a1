//! What 20,000 rows cost in memory: the desk, lists and the search. `cargo run --release -p shared --no-default-features
//! --example rows_bench`.

use shared::config::Configuration;
use shared::desk::desk;
use shared::id::{DepartmentId, RecordId, UserId};
use shared::principal::{Holding, Post, Principal};
use shared::query::kept::Kept;
use shared::query::{Context, Filter, Query, Sort, SortBy};
use shared::record::summary::{Clock, Summary};
use shared::search::{Hay, Needle, search};
use shared::value::Value;
use std::hint::black_box;
use std::time::Instant;

const ROWS: usize = 20_000;
const RUNS: usize = 20;
const NOW_MS: i64 = 1_795_400_000_000;
const DAY_MS: i64 = 86_400_000;
const KINDS: [(&str, &str, &str); 6] = [
    ("customer", "first_contact", "assigned"),
    ("follow_up", "follow_up", "pending"),
    ("repair", "repair", "dispatched"),
    ("complaint", "handle", "handling"),
    ("task", "due", "open"),
    ("unit", "", "occupied"),
];
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗";
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平";
const ROADS: [&str; 4] = ["人民路", "解放大道", "中山北路", "建设二路"];

fn letter(of: &str, n: usize) -> char {
    of.chars().nth(n % 20).unwrap_or('客')
}

fn row(n: usize) -> Summary {
    let (process, deadline, stage) = KINDS[n % KINDS.len()];
    let name: String = [letter(SURNAMES, n / 6), letter(GIVEN, n / 7), letter(GIVEN, n / 11)].iter().collect();
    let text = |key: &str, text: String| (key.to_owned(), Value::from(text.as_str()));
    let values = [
        text("phones", format!("1{:010}", n * 7_919 % 10_000_000_000)),
        text("address", format!("{}{}号{}栋{}室", ROADS[n % 4], n % 900, n % 30, n % 2_000)),
        text("kind", "owner".into()),
    ];
    let from_ms = NOW_MS - (n % 40) as i64 * DAY_MS;
    let clock = Clock { key: deadline.into(), from_ms, met_at_ms: n.is_multiple_of(3).then_some(from_ms + DAY_MS) };
    Summary {
        id: format!("0197f0f3-0000-7000-8000-{n:012}").into(),
        process: process.into(),
        number: Some(format!("KH-{n:06}")),
        title: format!("{name}{n}"),
        stage: stage.into(),
        assignee: Some(format!("person-{}", n % 40).into()),
        department: Some("d".into()),
        about: (!n.is_multiple_of(KINDS.len()))
            .then(|| format!("0197f0f3-0000-7000-8000-{:012}", n - n % KINDS.len()).into()),
        created_at_ms: from_ms,
        touched_at_ms: from_ms,
        values: values.into(),
        deadlines: if deadline.is_empty() { vec![] } else { vec![clock] },
        ..Summary::default()
    }
}

fn time(what: &str, mut work: impl FnMut()) {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let began = Instant::now();
            work();
            began.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{what:<44} p50 {:>7.2} ms   max {:>7.2} ms", times[RUNS / 2], times[RUNS - 1]);
}

fn main() {
    let rows: Vec<Summary> = (0..ROWS).map(row).collect();
    let config = Configuration::default();
    let holding = |post| Holding { post, department: DepartmentId::from("d"), region: None };
    let who = |post| Principal { user: UserId::from("person-7"), device: "t".into(), holdings: vec![holding(post)] };
    let bytes = postcard::to_stdvec(&rows).unwrap_or_default();
    println!("{ROWS} rows, {:.1} MB", bytes.len() as f64 / 1e6);
    time("rows read from storage's bytes", || drop(black_box(postcard::from_bytes::<Vec<Summary>>(&bytes))));
    time("rows copied", || drop(black_box(rows.clone())));
    for (name, post) in [("desk of a specialist", Post::Specialist), ("desk of a manager", Post::Manager)] {
        let who = who(post);
        time(name, || drop(black_box(desk(rows.iter(), &who, &config, NOW_MS))));
    }
    let context = Context { config: &config, now_ms: NOW_MS, hays: None };
    for (name, by, filters) in [
        ("list by what is due", SortBy::Due, vec![]),
        ("list by title", SortBy::Title, vec![]),
        ("list of one person", SortBy::Due, vec![Filter::InCharge("person-7".into())]),
    ] {
        let query =
            Query { process: "follow_up".into(), filters, sort: Sort { by, descending: false }, ..Query::default() };
        time(name, || drop(black_box(Kept::new(query.clone(), rows.iter(), context))));
    }
    let title_of = |id: &RecordId| Some(id.0.clone()).filter(String::is_empty);
    let hay = |row: &Summary| Hay::new(row, config.process(&row.process), title_of);
    let mut hays = vec![];
    time("rows made ready to be searched", || hays = rows.iter().map(hay).collect());
    for typed in ["王", "王芳", "w", "wf", "wangfang", "138", "人民路", "rml", "kh-000123", "没有"] {
        let Some(needle) = Needle::new(typed) else { continue };
        time(&format!("search {typed}"), || drop(black_box(search(rows.iter().zip(&hays), &needle, 6))));
    }
}
