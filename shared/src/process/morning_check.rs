//! 晨检 (N12): what a supervisor has seen of the days before, and what is arranged for today. One a day; the day's own page
//! shows what there is to see.

use super::complaint::department;
use super::words::*;
use super::{Kind, PrintForm, Process, Reason, Who};
use crate::label::Label;

pub fn process() -> Process {
    Process {
        id: "morning_check".into(),
        version: 1,
        label: Label::new("晨检", "Morning check"),
        number_prefix: "CJ".into(),
        title: "title".into(),
        about: None,
        part_of: vec![],
        creator_follows: true,
        everybody: false,
        watched: false,
        seen_by: vec![],
        fields: vec![
            field("title", Label::new("晨检", "Morning check"), Kind::Text).required().listed(),
            field("day", Label::new("日期", "Day"), Kind::Date).required().listed(),
            field("seen", Label::new("前一天的情况", "The day before"), Kind::LongText),
            field("arranged", Label::new("今日安排", "Arranged for today"), Kind::LongText),
        ],
        edit: vec![Who::Creator, Who::Leader],
        stages: vec![
            closed(stage("checked", "已检查", "Checked", 50)),
            closed(stage("withdrawn", "已作废", "Withdrawn", 10)),
        ],
        steps: vec![
            step("check", Label::new("记下晨检", "Record it"), &[], Some("checked"), &[Who::Leader])
                .with(vec![department()])
                .source(
                    "每日上班时检查客服部《报修记录表》和《客服工作日志》等;了解前一天本部门的各项工作记录、完成及跟进情况,并安排当日的工作",
                    "D13, D18",
                ),
            step("withdraw", Label::new("作废", "Withdraw"), &["checked"], Some("withdrawn"), &[Who::Leader])
                .reason(Reason::Required),
        ],
        derived: vec![],
        deadlines: vec![],
        flags: vec![],
        effects: vec![],
        moves: vec![],
        print: Some(PrintForm {
            title: Label::new("晨检记录", "Morning check"),
            fields: keys(&["title", "day", "seen", "arranged"]),
            steps: vec![],
            signatures: vec![Label::new("客服主管", "Supervisor")],
        }),
        import: None,
    }
}
