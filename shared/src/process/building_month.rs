//! 楼宇情况月报表 (SM11, B10): what is damaged in a building in a month, checked by the supervisor, reported to engineering.

use super::complaint::department;
use super::words::*;
use super::{Anchor, Kind, PrintForm, Process, Reason, Who};
use crate::label::Label;
use crate::principal::Post;

pub fn process() -> Process {
    let staff =
        [Who::Post(Post::FrontDesk), Who::Post(Post::Assistant), Who::Post(Post::Specialist), Who::Leader, Who::System];
    Process {
        id: "building_month".into(),
        version: 1,
        label: Label::new("楼宇月报", "Building report"),
        number_prefix: "YB".into(),
        title: "title".into(),
        about: None,
        part_of: keys(&["building"]),
        creator_follows: true,
        everybody: false,
        watched: false,
        seen_by: vec![Post::FrontDesk, Post::Assistant, Post::Specialist],
        fields: vec![
            field("title", Label::new("月报", "Report"), Kind::Text).required().listed(),
            field("building", Label::new("楼栋", "Building"), Kind::Record("building".into())).required().listed(),
            field("month", Label::new("月份", "Month"), Kind::Text)
                .required()
                .listed()
                .hint(Label::new("例如 2026-11", "Such as 2026-11")),
            field("due_at_ms", Label::new("期限", "Due"), Kind::Instant).listed().edit(&[Who::Leader]),
            entries(
                "damages",
                Label::new("损坏情况", "Damages"),
                vec![
                    field("facility", Label::new("设施设备", "Facility"), Kind::Text).required(),
                    field("count", Label::new("数量", "Count"), Kind::Integer).required(),
                    field("state", Label::new("情况", "State"), Kind::LongText),
                ],
            )
            .listed(),
            field("nothing", Label::new("本月没有损坏", "Nothing was damaged"), Kind::Boolean),
            field("summary", Label::new("小结", "Summary"), Kind::LongText),
        ],
        edit: [&[Who::Creator, Who::Assignee], &staff[..]].concat(),
        stages: vec![
            stage("due", "待填", "To be filled in", 50),
            stage("submitted", "已填", "Submitted", 60).for_leader("等待检查的楼宇月报", "Building reports to check"),
            stage("returned", "退回", "Returned", 70),
            stage("checked", "已检查", "Checked", 40).for_leader("等待报工程部的月报", "Building reports to send"),
            frozen(stage("sent", "已报工程部", "Sent to engineering", 20)),
        ],
        steps: vec![
            step("create", Label::new("新建月报", "New report"), &[], Some("due"), &staff)
                .with(vec![field("assignee", Label::new("填写人", "Filled in by"), Kind::Person), department()]),
            step("submit", Label::new("提交", "Submit"), &["due", "returned"], Some("submitted"), &staff).guard(
                crate::rule::Condition::AnyOf(vec![filled("damages"), is("nothing", true)]),
                Label::new("请填损坏情况，或选“本月没有损坏”", "Enter the damages, or say that there were none"),
            ),
            step("check", Label::new("检查", "Check"), &["submitted"], Some("checked"), &[Who::Leader])
                .source("每月检查楼宇情况月报表的完成情况", "D13"),
            step("return", Label::new("退回", "Return"), &["submitted"], Some("returned"), &[Who::Leader])
                .reason(Reason::Required),
            step("send", Label::new("报工程部", "Send to engineering"), &["checked"], Some("sent"), &[Who::Leader])
                .source("统计、汇总楼宇设施、设备情况损坏情况报工程部", "D13"),
        ],
        derived: vec![],
        deadlines: vec![
            deadline(
                "due",
                Label::new("每月检查", "Checked each month"),
                Anchor::Field("due_at_ms".into()),
                "building_month_due_days",
                0,
                since(&["check"], "return"),
            )
            .source("每月检查楼宇情况月报表的完成情况", "D13"),
            deadline(
                "send",
                Label::new("报工程部", "Sent to engineering"),
                Anchor::Step("check".into()),
                "building_month_send_days",
                2,
                since(&["send"], "check"),
            )
            .source("统计、汇总楼宇设施、设备情况损坏情况报工程部", "D13"),
        ],
        flags: vec![],
        effects: vec![],
        moves: vec![],
        print: Some(PrintForm {
            title: Label::new("楼宇情况月报表", "Building report"),
            fields: keys(&[
                "title",
                "building",
                "month",
                "damages",
                "nothing",
                "summary",
                "submitted",
                "checked",
                "sent",
            ]),
            steps: vec![
                printed("submitted", "填表", "Filled in", &["submit"]),
                printed("checked", "检查", "Checked", &["check", "return"]),
                printed("sent", "报工程部", "Sent to engineering", &["send"]),
            ],
            signatures: vec![Label::new("填表人", "Filled in by"), Label::new("客服主管", "Supervisor")],
        }),
        import: None,
    }
}
