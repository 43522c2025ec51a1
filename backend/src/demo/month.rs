//! A month with customers: submitted, classified, assigned evenly, contacted, some of them late or not yet.

use shared::assign::{self, Candidate};
use shared::id::RecordId;
use shared::principal::Post;
use shared::record::command::Act;
use shared::value::Value;

use super::Department;
use super::company::holders;
use super::diary::{Diary, set};
use super::words::{AGAIN, CONTACTS, NEEDS, TAGS};

/// Working days ago on which files of the first and of the later waves were assigned.
const FIRST_WAVE: (usize, usize) = (12, 20);
const LATER: (usize, usize) = (1, 11);

/// Carries the imported files of one department through the month; those assigned are noted with their owner.
pub fn live(diary: &mut Diary, department: &mut Department, files: &[RecordId]) -> anyhow::Result<()> {
    let mut assigned = vec![];
    let mut submitted = vec![];
    for (n, file) in files.iter().enumerate() {
        match n % 20 {
            3 => {}
            7 => submitted.push((file.clone(), false)),
            11 => submitted.push((file.clone(), true)),
            _ => assigned.push(file.clone()),
        }
    }
    for file in submitted.iter().map(|(file, _)| file).chain(&assigned) {
        let at = diary.moment(22, 9 * 60 + 30);
        let submit = diary.take("submit", &[]);
        diary.write(department.clerk, file, at, vec![submit])?;
    }
    for (file, _) in submitted.iter().filter(|(_, classified)| *classified) {
        let at = diary.moment(1, 16 * 60);
        let classify = diary.take("classify", &[]);
        diary.write(department.leader, file, at, vec![classify])?;
    }
    assign(diary, department, &assigned)?;
    contact(diary, department)
}

/// Classified and assigned in one act, in waves; the share of each follows the rule of balanced assignment.
fn assign(diary: &mut Diary, department: &mut Department, files: &[RecordId]) -> anyhow::Result<()> {
    let specialists: Vec<_> = holders(Post::Specialist, department.at).collect();
    let candidates: Vec<Candidate> = specialists
        .iter()
        .map(|staff| Candidate {
            user: diary.who(staff.login).user,
            name: staff.name.to_owned(),
            load: 0,
            ability: staff.ability,
            absent: false,
        })
        .collect();
    let mut waves = vec![];
    for (n, given) in assign::balance(files, &candidates).into_iter().enumerate() {
        let owner = specialists.iter().find(|staff| diary.who(staff.login).user == given.to);
        let Some(owner) = owner else { continue };
        let (from, to) = if n * 4 < files.len() * 3 { FIRST_WAVE } else { LATER };
        waves.push((from + diary.below(to - from + 1), given.record, owner.login));
    }
    waves.sort_by_key(|(days_ago, ..)| std::cmp::Reverse(*days_ago));
    for (days_ago, file, owner) in waves {
        let at = diary.moment(days_ago, 8 * 60 + 40);
        let to = diary.user(owner);
        let acts = vec![diary.take("classify", &[]), diary.take("assign", &[("owner", to)])];
        diary.write(department.leader, &file, at, acts)?;
        department.files.push((file, owner, days_ago));
    }
    Ok(())
}

/// Most within the week, some late, some not at all.
fn contact(diary: &mut Diary, department: &Department) -> anyhow::Result<()> {
    let mut files = department.files.clone();
    files.sort_by_key(|(_, owner, _)| *owner);
    for (n, (file, owner, days_ago)) in files.into_iter().enumerate() {
        let delay = match diary.below(100) {
            // The first file of each ten of a specialist waits too long, so that everybody has some.
            _ if n % 16 == 5 => continue,
            0..=88 => diary.below(5),
            89..=94 => 7 + diary.below(3),
            _ => continue,
        };
        let Some(day) = days_ago.checked_sub(delay) else { continue };
        let at = 9 * 60 + 45 + diary.below(440) as i64;
        let at = diary.moment(day, at);
        let (content, next) = diary.pick(&CONTACTS);
        let mut acts = vec![log(diary, content, next), Act::Count { field: "calls".into(), by: 1 }];
        if diary.below(5) == 0 {
            acts.push(set("needs", diary.pick(&NEEDS)));
        }
        if diary.below(6) == 0 {
            acts.push(Act::Add { field: "tags".into(), value: diary.pick(&TAGS).to_owned() });
        }
        diary.write(owner, &file, at, acts)?;
        if day > 3 && diary.below(4) == 0 {
            let at = 9 * 60 + diary.below(480) as i64;
            let day = 1 + diary.below(day - 1);
            let at = diary.moment(day, at);
            let content = diary.pick(&AGAIN);
            let acts = vec![log(diary, content, ""), Act::Count { field: "calls".into(), by: 1 }];
            diary.write(owner, &file, at, acts)?;
        }
    }
    Ok(())
}

fn log(diary: &mut Diary, content: &str, next: &str) -> Act {
    let channel = if diary.below(5) == 0 { "sms" } else { "phone" };
    let mut values: Vec<(&str, Value)> = vec![("channel", channel.into()), ("content", content.into())];
    if !next.is_empty() {
        values.push(("next", next.into()));
    }
    diary.append("contacts", &values)
}

/// A few files change hands, a few are retired.
pub fn change_hands(diary: &mut Diary, department: &mut Department, count: usize) -> anyhow::Result<()> {
    let specialists: Vec<_> = holders(Post::Specialist, department.at).map(|staff| staff.login).collect();
    let last = department.files.len();
    for n in 0..count.min(last / 4) {
        let (file, owner, _) = department.files[last - 1 - n * 3].clone();
        let at = diary.moment(1, 15 * 60);
        if n % 3 == 2 {
            let retire = diary.because("retire", "客户已搬离，家人确认。");
            diary.write(department.leader, &file, at, vec![retire])?;
            department.files.retain(|(one, ..)| *one != file);
            continue;
        }
        let to = specialists.iter().find(|login| **login != owner).copied().unwrap_or(owner);
        let value = diary.user(to);
        let assign = diary.take("assign", &[("owner", value)]);
        diary.write(department.leader, &file, at, vec![assign])?;
        for one in department.files.iter_mut().filter(|(one, ..)| *one == file) {
            one.1 = to;
        }
    }
    Ok(())
}
