//! Follow-ups: a campaign that is finished and reported, one in each department that runs, and single ones.

use shared::id::RecordId;
use shared::principal::Post;
use shared::record::command::Act;
use shared::value::Value;

use super::company::holders;
use super::diary::{Diary, set};
use super::words::{IMPROVEMENTS, MISSED, SERVICES, SUGGESTIONS};
use super::{Department, Review};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Agreed times of today, by the minute.
const TODAY: [i64; 5] = [9 * 60 + 30, 10 * 60 + 30, 14 * 60 + 30, 15 * 60 + 30, 16 * 60 + 30];

/// One follow-up that was planned, and for whom.
struct Item {
    id: RecordId,
    caller: &'static str,
}

struct Planned {
    campaign: Option<RecordId>,
    kind: &'static str,
    title: String,
    /// Working days ago.
    made: usize,
    anchor_at_ms: i64,
}

/// Members first, as the rule wants it.
fn choose(diary: &Diary, department: &Department, count: usize) -> Vec<(RecordId, &'static str)> {
    let member = |file: &RecordId| {
        diary.summary(file).is_some_and(|one| one.values.get("is_member").is_some_and(Value::as_bool))
    };
    let all = || department.files.iter().map(|(file, owner, _)| (file.clone(), *owner));
    let (members, others): (Vec<_>, Vec<_>) = all().partition(|(file, _)| member(file));
    members.into_iter().chain(others).take(count).collect()
}

fn campaign(
    diary: &mut Diary,
    department: &Department,
    made: usize,
    title: &str,
    to: &str,
) -> anyhow::Result<RecordId> {
    let at = diary.moment(made, 8 * 60 + 50);
    let from = diary.day(made).to_string();
    let acts = vec![
        diary.take("create", &[("department", department.id().into())]),
        set("title", title),
        set("type", "常规"),
        set("from", from),
        set("to", to),
        set("filter", "会员客户优先，已沟通备案"),
    ];
    diary.make(department.leader, "campaign", at, acts)
}

fn item(
    diary: &mut Diary,
    department: &Department,
    by: &'static str,
    caller: &'static str,
    customer: &RecordId,
    plan: &Planned,
) -> anyhow::Result<Item> {
    let at = diary.moment(plan.made, 9 * 60 + 10);
    let to = diary.user(caller);
    let service = diary.pick(&SERVICES);
    let name = diary.summary(customer).map(|file| file.title.clone()).unwrap_or_default();
    let mut acts = vec![
        diary.take("create", &[("assignee", to), ("department", department.id().into())]),
        set("title", format!("{name} · {}", plan.title)),
        set("customer", customer.as_str()),
        set("type", plan.kind),
        set("anchor_at_ms", plan.anchor_at_ms),
        set("service_item", service),
        set("service_at", diary.calendar.date_of(plan.anchor_at_ms).to_string()),
    ];
    acts.extend(plan.campaign.as_ref().map(|campaign| set("campaign", campaign.as_str())));
    Ok(Item { id: diary.make(by, "follow_up", at, acts)?, caller })
}

fn attempt(diary: &mut Diary, outcome: &str, note: &str) -> Act {
    let seconds = if outcome == "reached" { 60 + diary.below(400) as i64 } else { 20 };
    let values =
        [("channel", "phone".into()), ("outcome", outcome.into()), ("seconds", seconds.into()), ("note", note.into())];
    let filled = if note.is_empty() { &values[..3] } else { &values[..] };
    diary.append("attempts", filled)
}

fn miss(diary: &mut Diary, item: &Item, days_ago: usize, minute: i64) -> anyhow::Result<()> {
    let note = diary.pick(&MISSED);
    let acts = vec![attempt(diary, "no_answer", note), diary.take("miss", &[])];
    let at = diary.moment(days_ago, minute);
    diary.write(item.caller, &item.id, at, acts)
}

fn appoint(diary: &mut Diary, item: &Item, days_ago: usize, appointment_at_ms: i64) -> anyhow::Result<()> {
    let acts = vec![
        attempt(diary, "appointed", "客户现在不方便，另约时间。"),
        set("appointment_at_ms", appointment_at_ms),
        diary.take("appoint", &[]),
    ];
    let at = diary.moment(days_ago, 16 * 60);
    diary.write(item.caller, &item.id, at, acts)
}

/// A customer speaks: what is written is a real review.
fn done(diary: &mut Diary, item: &Item, review: &Review, days_ago: usize, minute: i64) -> anyhow::Result<()> {
    let rating = match review.star {
        ..=2 => "dissatisfied",
        3 => "average",
        _ => "satisfied",
    };
    let mut acts = vec![attempt(diary, "reached", ""), set("channel", "phone"), set("rating", rating)];
    if rating == "satisfied" {
        acts.push(set("evaluation", review.text.as_str()));
        if diary.below(4) == 0 {
            acts.push(set("suggestion", diary.pick(&SUGGESTIONS)));
        }
    } else {
        acts.push(set("dissatisfaction", review.text.as_str()));
        acts.push(set("improvement", diary.pick(&IMPROVEMENTS)));
    }
    acts.push(diary.take("done", &[]));
    let at = diary.moment(days_ago, minute);
    diary.write(item.caller, &item.id, at, acts)
}

/// Begun two weeks and finished one week ago, checked, analysed, reported and archived.
pub fn finished(
    diary: &mut Diary,
    department: &Department,
    reviews: &mut impl Iterator<Item = Review>,
    count: usize,
) -> anyhow::Result<()> {
    let (made, to) = (11, diary.day(7).to_string());
    let title = format!("{}月会员满意度回访", diary.day(made).month());
    let id = campaign(diary, department, made, &title, &to)?;
    let anchor_at_ms = diary.moment(made, 9 * 60);
    let plan = Planned { campaign: Some(id.clone()), kind: "regular", title, made, anchor_at_ms };
    let mut items = vec![];
    for (customer, owner) in choose(diary, department, count) {
        items.push(item(diary, department, department.leader, owner, &customer, &plan)?);
    }
    let at = diary.moment(made, 9 * 60 + 40);
    let allocate = diary.take("allocate", &[]);
    diary.write(department.leader, &id, at, vec![allocate])?;
    items.sort_by_key(|item| item.caller);
    let (mut satisfied, mut average, mut dissatisfied, mut late) = (0, 0, 0, 0);
    for (n, item) in items.iter().enumerate() {
        let minute = 9 * 60 + 50 + diary.below(420) as i64;
        if n % 7 == 3 {
            miss(diary, item, made - 1, minute - 30)?;
        }
        let days_ago = if n % 12 == 5 { 7 } else { made - 1 - diary.below(2) };
        late += usize::from(days_ago == 7);
        let Some(review) = reviews.next() else { break };
        match review.star {
            ..=2 => dissatisfied += 1,
            3 => average += 1,
            _ => satisfied += 1,
        }
        done(diary, item, &review, days_ago, minute)?;
    }
    for item in &items {
        let at = diary.moment(6, 10 * 60);
        let check = diary.take("check", &[]);
        diary.write(department.leader, &item.id, at, vec![check])?;
    }
    let at = diary.moment(6, 14 * 60);
    let analyse = diary.take("analyse", &[]);
    diary.write(department.leader, &id, at, vec![analyse])?;
    let figures = format!(
        "应回访 {} 户，完成 {} 户，会员回访率 100%。满意 {satisfied}，一般 {average}，不满意 {dissatisfied}。超过三天完成的 {late} 户。",
        items.len(),
        items.len()
    );
    let acts = vec![
        set("figures", figures),
        set("analysis", "满意主要来自服务态度和准时上门；一般和不满意集中在等候时间与沟通不及时。"),
        set("problems", "约定时间只写到上午或下午，客户要等；处理结果没有主动告知。"),
        set("measures", "约时间精确到半小时；不满意的客户由主管三天内回电，并把结果写进档案。"),
        diary.take("report", &[]),
    ];
    let at = diary.moment(5, 10 * 60);
    diary.write(department.leader, &id, at, acts)?;
    let at = diary.moment(5, 16 * 60);
    let archive = diary.take("archive", &[]);
    diary.write(department.leader, &id, at, vec![archive])
}

/// In the middle of it: some done, some agreed for today, some not reached, the rest to be called.
pub fn running(
    diary: &mut Diary,
    department: &Department,
    reviews: &mut impl Iterator<Item = Review>,
    count: usize,
) -> anyhow::Result<()> {
    let (made, to) = (4, diary.calendar.date_of(diary.ahead(7, 0)).to_string());
    let title = format!("{}月客户回访", diary.day(0).month());
    let id = campaign(diary, department, made, &title, &to)?;
    let mut items = vec![];
    let mut chosen = choose(diary, department, count * 2);
    // Others than those of the finished one come first.
    chosen.reverse();
    chosen.truncate(count);
    chosen.sort_by_key(|(_, owner)| *owner);
    for (n, (customer, owner)) in chosen.into_iter().enumerate() {
        let service = match n % 5 {
            0 => made,
            1 | 2 => 2,
            _ => 1,
        };
        let anchor_at_ms = diary.moment(service, 9 * 60);
        let plan = Planned { campaign: Some(id.clone()), kind: "regular", title: title.clone(), made, anchor_at_ms };
        items.push(item(diary, department, department.leader, owner, &customer, &plan)?);
    }
    let at = diary.moment(made, 10 * 60);
    let allocate = diary.take("allocate", &[]);
    diary.write(department.leader, &id, at, vec![allocate])?;
    for (n, item) in items.iter().enumerate() {
        let minute = 9 * 60 + 30 + diary.below(440) as i64;
        match n % 10 {
            1 | 3 | 6 | 8 => {
                let days_ago = 1 + diary.below(2);
                if let Some(review) = reviews.next() {
                    done(diary, item, &review, days_ago, minute)?;
                }
            }
            4 => miss(diary, item, 1, minute)?,
            7 => appoint(diary, item, 1, diary.ahead(0, TODAY[n / 10 % TODAY.len()]))?,
            9 => appoint(diary, item, 1, diary.next_working_day(10 * 60))?,
            _ => {}
        }
    }
    Ok(())
}

/// On their own, for everybody who calls: some overdue, some due today, some agreed for today.
pub fn single(diary: &mut Diary, department: &Department, count: usize) -> anyhow::Result<()> {
    let kinds =
        [("after_sale", "服务后回访"), ("renewal", "续卡提醒"), ("repair", "维修满意率"), ("visit", "客户拜访")];
    for staff in holders(Post::Specialist, department.at) {
        let own = department.files.iter().rev().filter(|(_, owner, _)| *owner == staff.login);
        let own: Vec<RecordId> = own.map(|(file, ..)| file.clone()).take(count).collect();
        for (n, customer) in own.iter().enumerate() {
            let (kind, title) = kinds[n % kinds.len()];
            let calendar_days = [5, 3, 1, 3, 2][n % 5];
            let anchor_at_ms = diary.ahead(0, 10 * 60) - calendar_days * DAY_MS;
            let plan = Planned { campaign: None, kind, title: title.to_owned(), made: 1, anchor_at_ms };
            let item = item(diary, department, staff.login, staff.login, customer, &plan)?;
            if n % 5 == 3 {
                appoint(diary, &item, 1, diary.ahead(0, TODAY[(n + 2) % TODAY.len()]))?;
            } else if n % 5 == 4 {
                miss(diary, &item, 1, 17 * 60)?;
            }
        }
    }
    let desk = holders(Post::FrontDesk, department.at).chain(holders(Post::Assistant, department.at));
    for staff in desk {
        for (n, (customer, _)) in choose(diary, department, 3).into_iter().enumerate() {
            let anchor_at_ms = diary.ahead(0, 10 * 60) - (n as i64 + 2) * DAY_MS;
            let title = "维修满意率电话".to_owned();
            let plan = Planned { campaign: None, kind: "repair", title, made: 1, anchor_at_ms };
            item(diary, department, department.leader, staff.login, &customer, &plan)?;
        }
    }
    Ok(())
}
