//! The counter: what people come and ask, what is told to all, and what the supervisor looks through each morning.

use shared::id::RecordId;
use shared::record::command::Act;
use shared::value::Value;

use super::Department;
use super::diary::{Diary, set};
use super::site::{customer, hand, in_department};

/// Kind, what was asked, what was answered, and what help was needed with it.
const MATTERS: [(&str, &str, &str, &str); 11] = [
    ("enquiry", "装修押金什么时候退", "验收合格后七个工作日内原路退回", ""),
    ("suggestion", "希望增加电动车充电桩", "已报管理处，下月在东门试点四个", ""),
    ("enquiry", "手机开门怎么安装", "上门装好，和业主一起试开了两次", "install"),
    ("doubt", "公摊电费为什么涨了", "十月换了楼道照明，附上两月明细说明", ""),
    ("enquiry", "车位过户要哪些材料", "身份证、房产证和原车位协议", ""),
    ("doubt", "缴费小程序一直转圈", "微信版本太旧，更新后当场缴成", "use"),
    ("suggestion", "快递柜放到单元门口", "受消防通道限制，改放二号楼架空层", ""),
    ("enquiry", "暖气几号开始供", "十一月十五日起供，五日起试水", ""),
    ("enquiry", "可视对讲呼不到家里", "分机静音了，教会怎么调音量", "use"),
    ("doubt", "绿化补种是不是一直没做", "补种安排在周四，完成后拍照告知", ""),
    ("enquiry", "门禁卡丢了怎么补", "带身份证到前台，当场补办", ""),
];
/// Working days that are looked back on; on this one nobody wrote the check down.
const MORNINGS: usize = 9;
const MISSED: usize = 5;

pub fn live(diary: &mut Diary, department: &Department, units: &[RecordId], scale: usize) -> anyhow::Result<()> {
    for n in 0..scale {
        matter(diary, department, n)?;
    }
    progress(diary, department)?;
    moving_in(diary, department, units)?;
    for day in (1..=MORNINGS).rev().filter(|day| *day != MISSED) {
        morning(diary, department, day)?;
    }
    Ok(())
}

fn matter(diary: &mut Diary, department: &Department, n: usize) -> anyhow::Result<()> {
    let (kind, title, answer, help) = MATTERS[(n * 3 + department.at) % MATTERS.len()];
    let day = n % 12;
    let accept = diary.take("accept", &[in_department(department)]);
    let mut acts = vec![accept, set("title", title), set("kind", kind), set("channel", "desk")];
    acts.extend(customer(department, n + 5));
    acts.extend((!help.is_empty()).then(|| set("help", help)));
    acts.push(Act::Add { field: "departments".into(), value: department.id().to_owned() });
    let at = diary.moment(day, 9 * 60 + 20);
    let record = diary.make(department.leader, "matter", at, acts)?;
    if day < 1 {
        return Ok(());
    }
    let who = hand(department, n);
    let coordinate = diary.take("coordinate", &[("assignee", diary.user(who))]);
    let at = diary.moment(day, 10 * 60);
    diary.write(department.leader, &record, at, vec![coordinate])?;
    if n % 7 == 3 {
        let supervise = diary.take("supervise", &[]);
        let at = diary.moment(day, 11 * 60);
        diary.write(department.leader, &record, at, vec![supervise])?;
    }
    if day < 2 {
        return Ok(());
    }
    if n % 6 == 4 {
        let became = diary.because("to_complaint", "客户说问过两次都没有回音");
        let at = diary.moment(day - 1, 14 * 60);
        return diary.write(department.leader, &record, at, vec![became]);
    }
    let resolve = diary.take("resolve", &[]);
    let at = diary.moment(day - 1, 15 * 60);
    diary.write(who, &record, at, vec![set("answer", answer), resolve])?;
    if day > 3 {
        let close = diary.take("close", &[]);
        let at = diary.moment(day - 2, 10 * 60);
        diary.write(department.leader, &record, at, vec![close])?;
    }
    Ok(())
}

/// Sent, and confirmed by one of two.
fn progress(diary: &mut Diary, department: &Department) -> anyhow::Result<()> {
    let record = notice(diary, department, ("progress", "二号楼外墙渗水维修进度"), (6, 4))?;
    let confirmed = diary.append("confirmations", &[("name", "业委会".into()), ("note", "已在群里转告".into())]);
    let at = diary.moment(3, 10 * 60);
    diary.write(department.leader, &record, at, vec![confirmed])
}

/// Its unit is handed over: that follows by rule.
fn moving_in(diary: &mut Diary, department: &Department, units: &[RecordId]) -> anyhow::Result<()> {
    let unit = diary.append(
        "recipients",
        &[("name", "新业主".into()), ("channel", "phone".into()), ("unit", units[units.len() / 2].as_str().into())],
    );
    notice_to(diary, department, ("move_in", "交房入住通知"), (4, 2), vec![unit]).map(drop)
}

fn notice(
    diary: &mut Diary,
    department: &Department,
    what: (&str, &str),
    days: (usize, usize),
) -> anyhow::Result<RecordId> {
    let told = ["业委会", "全体住户群"].map(|name| {
        let channel: Value = "other".into();
        diary.append("recipients", &[("name", name.into()), ("channel", channel)])
    });
    notice_to(diary, department, what, days, told.to_vec())
}

fn notice_to(
    diary: &mut Diary,
    department: &Department,
    (kind, title): (&str, &str),
    (drafted, sent): (usize, usize),
    told: Vec<Act>,
) -> anyhow::Result<RecordId> {
    let who = hand(department, drafted);
    let draft = diary.take("draft", &[in_department(department)]);
    let body = "各位业主：\n有关安排如下，如有疑问请联系客户服务部。";
    let mut acts = vec![draft, set("title", title), set("kind", kind), set("body", body)];
    acts.extend(told);
    let at = diary.moment(drafted, 10 * 60);
    let record = diary.make(who, "notice", at, acts)?;
    let review = diary.take("review", &[]);
    let at = diary.moment(drafted, 14 * 60);
    diary.write(department.leader, &record, at, vec![review])?;
    let send = diary.take("send", &[]);
    let at = diary.moment(sent, 9 * 60);
    diary.write(who, &record, at, vec![send])?;
    Ok(record)
}

fn morning(diary: &mut Diary, department: &Department, day: usize) -> anyhow::Result<()> {
    let date = diary.day(day).to_string();
    let check = diary.take("check", &[in_department(department)]);
    let acts = vec![
        check,
        set("title", format!("晨检 {date}")),
        set("day", date),
        set("seen", "前一天的报修都已派工，投诉有结果的当天安排回访"),
        set("arranged", "先看逾期的，再看没有人负责的；下午抽查一间装修"),
    ];
    let at = diary.moment(day, 8 * 60 + 35);
    diary.make(department.leader, "morning_check", at, acts).map(drop)
}
