//! The site: two buildings with their units, templates, rounds and what was found on them, complaints, repairs and
//! handovers in every stage.

use shared::id::RecordId;
use shared::principal::Post;
use shared::process::template::suggested::suggested;
use shared::process::template::{self, Line};
use shared::record::command::Act;
use shared::value::Value;

use super::Department;
use super::company::holders;
use super::counter;
use super::diary::{Diary, set};

const PROJECTS: [&str; 2] = ["安居苑一期", "安居苑二期"];
const FLOORS: i64 = 6;
const UNITS_PER_FLOOR: i64 = 4;
/// The place of a handover's checklist in what the product suggests; a patrol, public areas and a renovation stand first.
const HANDOVER: usize = 3;
/// Item, category and words of what a round found.
const FOUND: [(&str, &str, &str); 6] = [
    ("路灯与草坪灯", "equipment", "3 号路灯不亮"),
    ("消防通道", "security", "有车辆占用"),
    ("垃圾房", "environment", "清运不及时，有异味"),
    ("楼梯扶手", "structure", "2 单元 3 层松动"),
    ("消火栓与灭火器", "security", "压力不足 1 具"),
    ("儿童游乐设施", "equipment", "秋千链条磨损"),
];
const COMPLAINTS: [(&str, &str, &str); 8] = [
    ("电梯经常停运", "facility", "quality"),
    ("楼上装修噪声大", "neighbour", "coordination"),
    ("报修三天没人来", "repair", "process"),
    ("保洁不及时", "environment", "process"),
    ("前台态度不好", "service", "attitude"),
    ("停车位被占", "security", "coordination"),
    ("物业费账单不清楚", "fee", "information"),
    ("外墙渗水", "quality", "contractor"),
];
const REPAIRS: [(&str, &str); 8] = [
    ("卫生间渗水", "leak"),
    ("入户门锁坏", "door"),
    ("厨房水龙头漏水", "water"),
    ("客厅插座没电", "electric"),
    ("楼道灯不亮", "facility"),
    ("暖气不热", "water"),
    ("墙面开裂", "wall"),
    ("窗户关不严", "door"),
];

pub fn live(diary: &mut Diary, department: &Department, scale: usize) -> anyhow::Result<()> {
    let [units, buildings, renovated] = place(diary, department)?;
    let templates = templates(diary, department)?;
    rounds(diary, department, &templates, (&buildings, &renovated))?;
    complaints(diary, department, scale)?;
    repairs(diary, department, &units, scale)?;
    handovers(diary, department, &units, &templates[HANDOVER])?;
    counter::live(diary, department, &units, scale)
}

pub fn in_department(department: &Department) -> (&'static str, Value) {
    ("department", department.id().into())
}

/// Hands of the department, in turn.
pub fn hand(department: &Department, n: usize) -> &'static str {
    let all: Vec<&str> = holders(Post::Specialist, department.at).map(|staff| staff.login).collect();
    all[n % all.len()]
}

pub fn customer(department: &Department, n: usize) -> Option<Act> {
    let file = department.files.get(n * 7 % department.files.len().max(1));
    file.map(|(file, ..)| set("customer", file.as_str()))
}

/// Units, buildings, and the units that are being renovated.
fn place(diary: &mut Diary, department: &Department) -> anyhow::Result<[Vec<RecordId>; 3]> {
    let [mut units, mut buildings, mut renovated] = [vec![], vec![], vec![]];
    let name = PROJECTS[department.at];
    let at = diary.moment(21, 9 * 60);
    let born = diary.take("create", &[in_department(department)]);
    let project = diary.make(department.leader, "project", at, vec![born, set("name", name)])?;
    for number in 1..=2 {
        let born = diary.take("create", &[in_department(department)]);
        let acts = vec![
            born,
            set("name", format!("{name} {number} 号楼")),
            set("project", project.as_str()),
            set("floors", FLOORS),
            set("units_per_floor", UNITS_PER_FLOOR),
        ];
        let building = diary.make(department.leader, "building", at, acts)?;
        for floor in 1..=FLOORS {
            for nth in 1..=UNITS_PER_FLOOR {
                let born = diary.take("create", &[in_department(department)]);
                let acts = vec![
                    born,
                    set("name", format!("{number}-{floor}0{nth}")),
                    set("building", building.as_str()),
                    set("project", project.as_str()),
                    set("floor", floor),
                    set("place", nth),
                ];
                let unit = diary.make(department.leader, "unit", at, acts)?;
                let handed = diary.take("hand_over", &[]);
                let end = match (floor + nth * 3) % 6 {
                    0 => vec![],
                    1 => vec![handed],
                    2 => {
                        let contractor = diary.append("renovations", &[("contractor", "美居装饰".into())]);
                        let begun = diary.take("renovate", &[]);
                        vec![handed, contractor, begun]
                    }
                    _ => {
                        let lived_in = diary.take("move_in", &[]);
                        vec![handed, lived_in]
                    }
                };
                let is_renovated = end.len() == 3;
                for (nth, act) in end.into_iter().enumerate() {
                    let at = diary.moment(if nth == 2 { 8 } else { 20 }, 10 * 60);
                    diary.write(department.leader, &unit, at, vec![act])?;
                }
                renovated.extend(is_renovated.then(|| unit.clone()));
                units.push(unit);
            }
        }
        buildings.push(building);
    }
    Ok([units, buildings, renovated])
}

fn templates(diary: &mut Diary, department: &Department) -> anyhow::Result<Vec<RecordId>> {
    let mut made = vec![];
    for one in suggested() {
        let at = diary.moment(21, 11 * 60);
        let born = diary.take("create", &[in_department(department)]);
        let (name, items, note) = (one.name.zh.as_ref(), one.items.zh.as_ref(), one.note().zh.into_owned());
        let acts = vec![born, set("name", name), set("kind", one.kind), set("items", items), set("note", note)];
        made.push(diary.make(department.leader, "template", at, acts)?);
    }
    Ok(made)
}

fn items(diary: &mut Diary, template: usize) -> Vec<Act> {
    let append = |(nth, line): (i64, Line)| {
        let mut values = vec![("name", line.name.into()), ("nth", nth.into())];
        values.extend(line.category.map(|category| ("category", category.into())));
        diary.append("items", &values)
    };
    (1..).zip(template::lines(&suggested()[template].items.zh)).map(append).collect()
}

/// Two or three patrols on most days, one on a few; now and then public areas and a renovation.
fn rounds(
    diary: &mut Diary,
    department: &Department,
    templates: &[RecordId],
    (buildings, renovated): (&[RecordId], &[RecordId]),
) -> anyhow::Result<()> {
    let suggested = suggested();
    let mut n = department.at * 5;
    for day in (1..=10).rev() {
        let patrols = if day % 7 == 3 { 1 } else { 2 + day % 2 };
        let kinds = [vec![0; patrols], vec![1 + day % 2]].concat();
        for (nth, template) in kinds.into_iter().enumerate() {
            n += 1;
            let checklist = &suggested[template];
            let who = hand(department, n);
            let at = diary.moment(day, 9 * 60 + 45 * (day as i64 % 3) + 110 * nth as i64);
            let own = [("assignee", diary.user(who)), in_department(department)];
            let mut acts = vec![
                diary.take("begin", &own),
                set("title", format!("{} {}", checklist.name.zh, diary.day(day))),
                set("kind", checklist.kind),
                set("template", templates[template].as_str()),
                set("building", buildings[n % buildings.len()].as_str()),
            ];
            let unit = (checklist.kind == "renovation").then(|| &renovated[n % renovated.len()]);
            acts.extend(unit.map(|unit| set("unit", unit.as_str())));
            acts.extend(items(diary, template));
            let round = diary.make(who, "round", at, acts)?;
            let wrong = FOUND.iter().find(|(item, ..)| n.is_multiple_of(3) && checklist.items.zh.contains(item));
            let mut walked = vec![];
            for Line { name, .. } in template::lines(&checklist.items.zh) {
                let item = name.as_str();
                let found = wrong.filter(|(one, ..)| *one == item);
                let result = if found.is_some() { "problem" } else { "fine" };
                let note = found.map_or("", |(_, _, note)| note);
                let values = [("item", item.into()), ("result", result.into()), ("note", Value::from(note))];
                let values = if note.is_empty() { &values[..2] } else { &values[..] };
                walked.push(diary.append("walked", values));
            }
            walked.push(diary.take("finish", &[]));
            diary.write(who, &round, at + 40 * 60_000, walked)?;
            if let Some((item, category, note)) = wrong {
                finding(
                    diary,
                    department,
                    (&round, &buildings[n % buildings.len()]),
                    (item, category, note),
                    (n, day),
                )?;
            }
            if day > 2 {
                let review = diary.take("review", &[]);
                let at = diary.moment(day - 1, 9 * 60);
                diary.write(department.leader, &round, at, vec![review])?;
            }
        }
    }
    Ok(())
}

fn finding(
    diary: &mut Diary,
    department: &Department,
    (round, building): (&RecordId, &RecordId),
    (item, category, note): (&str, &str, &str),
    (n, day): (usize, usize),
) -> anyhow::Result<()> {
    let who = hand(department, n);
    let find = diary.take("find", &[in_department(department)]);
    let acts = vec![
        find,
        set("title", format!("{item}：{note}")),
        set("category", category),
        set("facility", item),
        set("round", round.as_str()),
        set("building", building.as_str()),
    ];
    let at = diary.moment(day, 15 * 60);
    let record = diary.make(who, "finding", at, acts)?;
    if day < 3 {
        return Ok(());
    }
    let other = hand(department, n + 1);
    let assign = diary.take("assign", &[("assignee", diary.user(other))]);
    let at = diary.moment(day - 1, 10 * 60);
    diary.write(department.leader, &record, at, vec![assign])?;
    if day > 4 {
        let fix = diary.take("fix", &[]);
        let at = diary.moment(day - 2, 11 * 60);
        diary.write(other, &record, at, vec![set("fix", "已安排处理完毕，现场恢复正常"), fix])?;
    }
    if day > 6 {
        let verify = diary.take("verify", &[]);
        let at = diary.moment(day - 3, 14 * 60);
        diary.write(department.leader, &record, at, vec![verify])?;
    }
    Ok(())
}

fn complaints(diary: &mut Diary, department: &Department, scale: usize) -> anyhow::Result<()> {
    for n in 0..scale {
        let (title, kind, cause) = COMPLAINTS[(n * 3 + department.at) % COMPLAINTS.len()];
        let day = 1 + n % 14;
        let accept = diary.take("accept", &[in_department(department)]);
        let mut acts = vec![accept, set("title", title), set("kind", kind), set("channel", "phone")];
        // Where a file is named, the follow-up is arranged by rule; older cases were followed up by their own step.
        acts.extend(customer(department, n).filter(|_| day < 4));
        let at = diary.moment(day, 10 * 60);
        let case = diary.make(department.leader, "complaint", at, acts)?;
        let who = hand(department, n);
        if day < 2 {
            continue;
        }
        let assign = diary.take("assign", &[("assignee", diary.user(who))]);
        let at = diary.moment(day, 14 * 60);
        diary.write(department.leader, &case, at, vec![assign])?;
        if n % 5 == 4 {
            continue;
        }
        let resolve = diary.take("resolve", &[]);
        let words = [set("measures", "当天到现场核实，安排专人处理"), set("result", "已处理完毕并向客户说明")];
        let at = diary.moment(day - 1, 16 * 60);
        diary.write(who, &case, at, words.into_iter().chain([resolve]).collect())?;
        if day < 4 {
            continue;
        }
        if n % 6 == 3 {
            let reopen = diary.because("reopen", "客户说问题又出现了");
            let at = diary.moment(day - 2, 11 * 60);
            diary.write(department.leader, &case, at, vec![reopen])?;
            continue;
        }
        let rating = if n % 4 == 1 { "average" } else { "satisfied" };
        let follow_up = diary.take("follow_up", &[("rating", rating.into()), ("said", "处理得可以".into())]);
        let at = diary.moment(day - 2, 11 * 60);
        diary.write(department.leader, &case, at, vec![follow_up])?;
        let cause = [set("cause_category", cause), set("cause", "流程衔接不紧，已在例会上说明")];
        let analyse = diary.take("analyse", &[]);
        let at = diary.moment(day - 3, 11 * 60);
        diary.write(department.leader, &case, at, cause.into_iter().chain([analyse]).collect())?;
        if day > 7 {
            let archive = diary.take("archive", &[]);
            let at = diary.moment(day - 4, 17 * 60);
            diary.write(department.leader, &case, at, vec![archive])?;
        }
    }
    Ok(())
}

fn repairs(diary: &mut Diary, department: &Department, units: &[RecordId], scale: usize) -> anyhow::Result<()> {
    for n in 0..scale * 3 / 2 {
        let (title, trade) = REPAIRS[(n * 3 + department.at) % REPAIRS.len()];
        let day = n % 16;
        let report = diary.take("report", &[in_department(department)]);
        let mut acts = vec![
            report,
            set("title", title),
            set("trade", trade),
            set("kind", if n % 3 == 0 { "repair" } else { "warranty" }),
            set("origin", "customer"),
            set("unit", units[n * 5 % units.len()].as_str()),
        ];
        acts.extend(customer(department, n + 3).filter(|_| day < 6));
        let at = diary.moment(day, 9 * 60 + 40);
        let record = diary.make(department.leader, "repair", at, acts)?;
        let who = hand(department, n);
        if day < 1 {
            continue;
        }
        let send = diary.take("send", &[("assignee", diary.user(who))]);
        let at = diary.moment(day, 11 * 60);
        diary.write(department.leader, &record, at, vec![send])?;
        if day < 3 || n % 7 == 6 {
            continue;
        }
        let mend = diary.take("repair", &[]);
        let at = diary.moment(day - 2, 15 * 60);
        diary.write(who, &record, at, vec![set("work", "已上门修好，试用正常"), mend])?;
        if day < 6 {
            continue;
        }
        let rating = if n % 5 == 2 { "average" } else { "satisfied" };
        let call = diary.take("follow_up", &[("rating", rating.into())]);
        let at = diary.moment(day - 4, 10 * 60);
        diary.write(department.leader, &record, at, vec![call])?;
        if day > 8 {
            let close = diary.take("close", &[]);
            let at = diary.moment(day - 5, 17 * 60);
            diary.write(department.leader, &record, at, vec![close])?;
        }
    }
    Ok(())
}

/// Two notified, one agreed for the next working day.
fn handovers(
    diary: &mut Diary,
    department: &Department,
    units: &[RecordId],
    template: &RecordId,
) -> anyhow::Result<()> {
    for (n, unit) in units.iter().step_by(11).take(3).enumerate() {
        let name = diary.summary(unit).map(|unit| unit.title.clone()).unwrap_or_default();
        let born = diary.take("create", &[in_department(department)]);
        let due = diary.ahead(14, 17 * 60);
        let mut acts = vec![
            born,
            set("title", format!("{name} 交房")),
            set("unit", unit.as_str()),
            set("template", template.as_str()),
            set("due_at_ms", due),
        ];
        acts.extend(customer(department, n + 1));
        acts.extend(items(diary, HANDOVER));
        let at = diary.moment(6, 10 * 60);
        let record = diary.make(department.leader, "handover", at, acts)?;
        let notify = diary.take("notify", &[]);
        let at = diary.moment(5, 10 * 60);
        diary.write(department.leader, &record, at, vec![notify])?;
        if n == 0 {
            let appoint = diary.take("appoint", &[("assignee", diary.user(hand(department, n)))]);
            let agreed = set("appointment_at_ms", diary.next_working_day(10 * 60));
            let at = diary.moment(1, 10 * 60);
            diary.write(department.leader, &record, at, vec![agreed, appoint])?;
        }
    }
    Ok(())
}
