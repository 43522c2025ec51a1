//! Tasks in every stage, and what two people wrote without having seen each other.

use shared::principal::Post;
use shared::record::command::Act;

use super::Department;
use super::company::{STAFF, holders};
use super::diary::{Diary, set};
use super::words::{CANCELS, NOTES, RETURNS, STREETS, TASKS};

pub fn tasks(diary: &mut Diary, department: &Department, count: usize) -> anyhow::Result<()> {
    let callers = [Post::Specialist, Post::FrontDesk, Post::Assistant];
    let hands: Vec<_> = STAFF
        .iter()
        .filter(|staff| staff.department == Some(department.at) && callers.contains(&staff.post))
        .map(|staff| staff.login)
        .collect();
    for n in 0..count {
        let (title, detail, source) = TASKS[(n * 7 + department.at * 3) % TASKS.len()];
        let by = if n % 6 == 5 { "zhou" } else { department.leader };
        let hand = hands[n % hands.len()];
        // Several stages for each pair of hands, whatever their number.
        let stage = (n / hands.len() + n) % 10;
        let made = 2 + n % 8;
        let due = match stage {
            0 | 4 => diary.ahead(-1, 17 * 60 + 30),
            1 | 5 => diary.ahead(0, 17 * 60 + 30),
            _ => diary.ahead(1 + (n % 6) as i64, 17 * 60 + 30),
        };
        let to = diary.user(hand);
        let mut acts = vec![
            diary.take("create", &[("assignee", to), ("department", department.id().into())]),
            set("title", title),
            set("detail", detail),
            set("source", source),
            set("due_at_ms", due),
        ];
        if source == "customer" {
            let files = &department.files;
            let own = files.iter().find(|(_, owner, _)| *owner == hand).or(files.first());
            acts.extend(own.map(|(file, ..)| set("customer", file.as_str())));
        }
        let at = diary.moment(made, 9 * 60);
        let task = diary.make(by, "task", at, acts)?;
        if stage >= 4 {
            let start = diary.take("start", &[]);
            let note = diary.pick(&NOTES);
            let note = diary.append("notes", &[("text", note.into())]);
            let at = diary.moment(made - 1, 10 * 60);
            diary.write(hand, &task, at, vec![note, start])?;
        }
        if (6..=8).contains(&stage) {
            let finish = diary.take("finish", &[]);
            let at = diary.moment(1, 11 * 60);
            diary.write(hand, &task, at, vec![finish])?;
        }
        let reason = diary.pick(&RETURNS);
        let end = match stage {
            7 => diary.because("return", reason),
            8 => diary.take("confirm", &[]),
            9 => diary.because("cancel", CANCELS[n % CANCELS.len()]),
            _ => continue,
        };
        let at = diary.moment(1, 16 * 60 + 30);
        diary.write(by, &task, at, vec![end])?;
    }
    Ok(())
}

/// Each specialist has a file on which somebody at the desk wrote another address or other rest hours at the same time.
pub fn conflicts(diary: &mut Diary, department: &Department) -> anyhow::Result<()> {
    for (n, staff) in holders(Post::Specialist, department.at).enumerate() {
        let file = department.files.iter().find(|(_, owner, _)| *owner == staff.login).map(|(file, ..)| file.clone());
        let Some(file) = file else { continue };
        let (mine, theirs): (Vec<Act>, Vec<Act>) = if n % 2 == 0 {
            (vec![set("address", STREETS[n])], vec![set("address", STREETS[n + 3])])
        } else {
            (vec![set("rest_hours", "11:40-13:40")], vec![set("rest_hours", "13:00-15:00,21:30-08:30")])
        };
        let at = diary.moment(1, 14 * 60);
        diary.apart(&file, at, (staff.login, mine), (department.clerk, theirs))?;
    }
    Ok(())
}
