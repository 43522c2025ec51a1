//! 服务督察: 「监察客服部是否及时协助客户安装系统」, 「监察客户部是否及时帮助客户解决使用过程中的问题」 (D12, B8). How matters, repairs and
//! complaints are handled in time, by department and handler; and, of the matters, those in which a customer needs help
//! with installing or using.

use super::{Cell, Line, Period, Report, count, percent};
use crate::config::Configuration;
use crate::coverage::choices;
use crate::deadline::{Standing, Terms};
use crate::id::RecordId;
use crate::label::Label;
use crate::process::import;
use crate::record::summary::Summary;
use crate::value::Value;
use std::collections::BTreeMap;

pub const KEY: &str = "timeliness";
pub const TITLE: Label = Label::new("服务督察", "Service supervision");
pub const HELP_KEY: &str = "help";
pub const HELP_TITLE: Label = Label::new("安装和使用帮助", "Installing and using");

/// What is supervised, and the deadline by which it is judged.
const JUDGED: [(&str, &str); 3] = [("matter", "answer"), ("repair", "repair"), ("complaint", "result")];
/// The field that says what help a customer needs, and the values that mean some.
const HELP: &str = "help";
const NEEDED: [&str; 2] = ["install", "use"];
/// Nobody was to handle these to the end.
const DROPPED: [&str; 2] = [import::WITHDRAWN, "cancelled"];

/// A wait is told in whole minutes.
const MINUTE_MS: i64 = 60_000;

/// The columns before the shares, in their order.
const IN_TIME: usize = 1;
const LATE: usize = 2;
const OVERDUE: usize = 3;
const RUNNING: usize = 4;

#[derive(Default)]
struct Tally {
    /// All, and one list for each standing; each record with when it was due.
    lists: [Vec<(i64, RecordId)>; 5],
    longest_ms: Option<i64>,
}

impl Tally {
    fn line(self, name: Label) -> Line {
        let [all, in_time, late, overdue, running] = self.lists.map(|mut list| {
            crate::order::plain(&mut list);
            list.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
        });
        let judged = in_time.len() + late.len() + overdue.len();
        let mut cells: Vec<Cell> = [&all, &in_time, &late, &overdue, &running].map(|list| count(list.len())).to_vec();
        cells.extend([percent(in_time.len(), judged), Cell::Span(self.longest_ms)]);
        Line { by_cell: vec![vec![], in_time, late, overdue, running], ..Line::new(name, cells, all) }
    }
}

/// By department and handler.
pub fn report<'a>(
    summaries: impl Iterator<Item = &'a Summary>,
    period: Period,
    config: &Configuration,
    now_ms: i64,
) -> Report {
    let group = |row: &Summary| {
        let department = row.department.as_ref().map(|id| config.department_name(id));
        Some(department.map_or(Label::new("没有部门", "No department"), Label::same))
    };
    let note = Label::new(
        "这段日子受理的报事、报修和投诉，加上更早受理、到现在还没办的。报事看答复，报修看修复，投诉看有结果；最久是从受理或重新处理等到现在。",
        "Matters, repairs and complaints of these days, and older ones that still wait: answered, repaired, resolved in time. The longest wait runs from when they came, or came back, until now.",
    );
    table(
        summaries,
        period,
        config,
        now_ms,
        group,
        Words { key: KEY, title: TITLE, note, of: Label::new("处理人和部门", "Handler and department") },
    )
}

/// By what is needed and by handler.
pub fn help<'a>(
    summaries: impl Iterator<Item = &'a Summary>,
    period: Period,
    config: &Configuration,
    now_ms: i64,
) -> Report {
    let known = choices(config.process(&"matter".into()), HELP, None);
    let group = |row: &Summary| {
        let needed = row.values.get(HELP).and_then(Value::as_text).filter(|needed| NEEDED.contains(needed))?;
        let choice = known.iter().find(|choice| choice.value == needed)?;
        Some(choice.label.clone())
    };
    let note = Label::new(
        "这段日子里客户要求协助安装、解决使用问题的报事，加上更早提出、到现在还没答复的；看是不是按时答复。",
        "Matters of these days in which a customer needs help with installing or using, and older ones that still wait: answered in time or not.",
    );
    table(
        summaries,
        period,
        config,
        now_ms,
        group,
        Words { key: HELP_KEY, title: HELP_TITLE, note, of: Label::new("处理人和帮助", "Handler and help") },
    )
}

struct Words {
    key: &'static str,
    title: Label,
    note: Label,
    of: Label,
}

fn table<'a>(
    summaries: impl Iterator<Item = &'a Summary>,
    period: Period,
    config: &Configuration,
    now_ms: i64,
    group: impl Fn(&Summary) -> Option<Label>,
    words: Words,
) -> Report {
    let judged = JUDGED.iter().filter_map(|(process, clock)| {
        let process = config.process(&(*process).into())?;
        Some((process.id.as_str(), (*clock, Terms::new(process, config))))
    });
    let judged: BTreeMap<&str, (&str, Terms<'_>)> = judged.collect();
    // By group, and in it by handler, whose name stands first: where there is little room it is what is read.
    let mut lines: BTreeMap<(String, String), (Label, Tally)> = BTreeMap::new();
    let mut all = Tally::default();
    for row in summaries {
        let Some((key, terms)) = judged.get(row.process.as_str()) else { continue };
        let Some(clock) = row.deadlines.iter().find(|clock| clock.key == *key) else { continue };
        let is_waiting = !row.closed && clock.met_at_ms.is_none();
        let is_of_these = row.created_at_ms <= period.to_ms && (period.holds(row.created_at_ms) || is_waiting);
        if !is_of_these || DROPPED.contains(&row.stage.as_str()) || row.is_flagged(import::IMPORTED) {
            continue;
        }
        let Some(due_at_ms) = terms.due_at_ms(clock) else { continue };
        let Some(group) = group(row) else { continue };
        let user = row.in_charge().unwrap_or_default();
        let column = match terms.standing(clock, due_at_ms, row.closed, now_ms) {
            Standing::Met => IN_TIME,
            Standing::MetLate => LATE,
            Standing::Overdue => OVERDUE,
            Standing::Soon | Standing::Running => RUNNING,
        };
        let (_, own) = lines.entry((group.zh.to_string(), user.to_owned())).or_insert_with(|| {
            let nobody = Label::new("没有人负责", "Nobody");
            let handler = if user.is_empty() { nobody } else { Label::same(config.name_of(&user.into())) };
            let name = Label::owned(format!("{} · {}", handler.zh, group.zh), format!("{} · {}", handler.en, group.en));
            (name, Tally::default())
        });
        for tally in [own, &mut all] {
            tally.lists[0].push((due_at_ms, row.id.clone()));
            tally.lists[column].push((due_at_ms, row.id.clone()));
            if is_waiting {
                let waited_ms = (now_ms - clock.from_ms) / MINUTE_MS * MINUTE_MS;
                tally.longest_ms = tally.longest_ms.max(Some(waited_ms));
            }
        }
    }
    let lines: Vec<Line> = lines.into_values().map(|(name, tally)| tally.line(name)).collect();
    Report {
        key: words.key.to_owned(),
        title: words.title,
        note: words.note,
        of: words.of,
        columns: vec![
            Label::new("受理", "Taken"),
            Label::new("按时", "In time"),
            Label::new("晚了", "Late"),
            Label::new("逾期没办", "Overdue"),
            Label::new("还没到期", "Not due yet"),
            Label::new("按时率", "Share in time"),
            Label::new("等得最久", "Longest wait"),
        ],
        drawn: 5,
        total: (!lines.is_empty()).then(|| all.line(Label::new("合计", "Total"))),
        lines,
    }
}
