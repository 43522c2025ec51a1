//! Round 巡查 (SM9, B9): planned or begun on the spot, walked offline item by item, finished when each item has an answer,
//! reviewed by somebody else.

use super::complaint::department;
use super::template::kinds;
use super::words::*;
use super::{Anchor, Field, Kind, PrintForm, Process, Reason, Step, Who};
use crate::label::Label;
use crate::principal::Post;
use crate::rule::Condition;
use crate::walk;

/// The inspector: a supervisor, or whoever is sent out (外勤).
const INSPECTORS: [Who; 2] = [Who::Leader, Who::Post(Post::Specialist)];

/// How an item was found, wherever a checklist is walked.
pub fn walked(results: Kind) -> Vec<Field> {
    vec![
        field("item", Label::new("项目", "Item"), Kind::Text).required(),
        field("result", Label::new("结果", "Result"), results).required(),
        field("note", Label::new("说明", "Note"), Kind::LongText),
        field("photo", Label::new("照片", "Photo"), Kind::Attachment),
    ]
}

/// What a checklist goes through, with what is to be known of each beside its name.
pub fn items(beside: Vec<Field>) -> Field {
    let columns = vec![
        field("name", Label::new("项目", "Item"), Kind::Text).required(),
        field("nth", Label::new("次序", "Order"), Kind::Integer),
    ];
    entries("items", Label::new("检查项目", "Items"), [columns, beside].concat()).listed()
}

/// Each item has an answer, and there is at least one.
pub fn all_walked() -> Condition {
    let each = Condition::EachNamed {
        entries: "items".into(),
        column: "name".into(),
        within: "walked".into(),
        by: "item".into(),
    };
    Condition::AllOf(vec![filled("items"), each])
}

/// What was found wrong before somebody was sent out again, by that step, has been looked at again: `walk::left`.
pub fn seen_again(step: &str) -> Condition {
    Condition::LatestAre {
        entries: walk::WALKED.into(),
        per: "item".into(),
        column: "result".into(),
        values: walk::WELL.map(Into::into).to_vec(),
        since: Some(step.to_owned()),
    }
}

fn fields() -> Vec<Field> {
    let results = choices(&[
        ("fine", "正常", "Fine"),
        ("problem", "有问题", "A problem"),
        ("not_applicable", "不适用", "Not applicable"),
    ]);
    vec![
        field("title", Label::new("巡查", "Round"), Kind::Text).required().listed(),
        field("kind", Label::new("种类", "Kind"), kinds()).required().listed(),
        field("template", Label::new("模板", "Template"), Kind::Record("template".into())).listed(),
        field("place", Label::new("区域", "Place"), Kind::Text).listed(),
        field("project", Label::new("项目", "Project"), Kind::Record("project".into())).listed(),
        field("building", Label::new("楼栋", "Building"), Kind::Record("building".into())).listed(),
        field("unit", Label::new("房屋", "Unit"), Kind::Record("unit".into())).listed(),
        field("planned_at_ms", Label::new("计划时间", "Planned for"), Kind::Instant).listed(),
        items(vec![field("category", Label::new("问题的类别", "Category of a finding"), super::finding::category())]),
        entries("walked", Label::new("检查结果", "Results"), walked(results)).listed(),
        field("remark", Label::new("小结", "Remark"), Kind::LongText),
    ]
}

fn steps() -> Vec<Step> {
    let own = field("assignee", Label::new("巡查人", "Inspector"), Kind::Actor).required();
    vec![
        step("begin", Label::new("开始巡查", "Begin a round"), &[], Some("walking"), &INSPECTORS)
            .with(vec![own.clone(), department()])
            .source("每日不定时针对园区进行巡视2-3次", "D13, D18"),
        step("plan", Label::new("安排巡查", "Plan a round"), &[], Some("planned"), &[Who::Leader, Who::System])
            .with(vec![field("assignee", Label::new("巡查人", "Inspector"), Kind::Person).required(), department()]),
        step("reassign", Label::new("改派", "Reassign"), &["planned", "walking"], Some("planned"), &[Who::Leader])
            .with(vec![field("assignee", Label::new("巡查人", "Inspector"), Kind::Person).required()])
            .decided(),
        step("start", Label::new("开始", "Start"), &["planned"], Some("walking"), &[Who::Assignee]),
        step("take_over", Label::new("我来巡查", "Take over"), &["planned"], Some("walking"), &INSPECTORS)
            .with(vec![own]),
        step("finish", Label::new("完成", "Finish"), &["walking"], Some("completed"), &[Who::Assignee])
            .guard(all_walked(), Label::new("还有项目没有检查", "Some items have not been checked yet"))
            .guard(
                seen_again("return"),
                Label::new(
                    "退回前有问题的项目还没有再看一遍",
                    "What was wrong before it was returned has not been looked at again yet",
                ),
            ),
        step("review", Label::new("复核", "Review"), &["completed"], Some("reviewed"), &[Who::Leader]).warn(
            Condition::NotSamePerson("finish".into()),
            Label::new("自己的巡查应由别人复核", "Somebody else should review it"),
        ),
        step("return", Label::new("退回补查", "Return"), &["completed"], Some("walking"), &[Who::Leader])
            .reason(Reason::Required),
        step("cancel", Label::new("取消", "Cancel"), &["planned", "walking"], Some("cancelled"), &[Who::Leader])
            .reason(Reason::Required),
    ]
}

pub fn process() -> Process {
    Process {
        id: "round".into(),
        version: 1,
        label: Label::new("巡查", "Round"),
        number_prefix: "XC".into(),
        title: "title".into(),
        about: None,
        part_of: vec![],
        creator_follows: true,
        everybody: false,
        watched: true,
        seen_by: vec![],
        fields: fields(),
        edit: vec![Who::Assignee, Who::Leader],
        stages: vec![
            stage("planned", "计划", "Planned", 60),
            stage("walking", "进行中", "Walking", 70).timed(),
            stage("completed", "已完成", "Completed", 50).for_leader("等待复核的巡查", "Rounds to review").timed(),
            frozen(stage("reviewed", "已复核", "Reviewed", 20)),
            closed(stage("cancelled", "已取消", "Cancelled", 10)),
        ],
        steps: steps(),
        derived: vec![],
        deadlines: vec![deadline(
            "walk",
            Label::new("计划时间", "Planned"),
            Anchor::Field("planned_at_ms".into()),
            "round_walk_days",
            0,
            since(&["finish", "cancel"], "return"),
        )],
        flags: vec![],
        effects: vec![],
        moves: vec![],
        print: Some(PrintForm {
            title: Label::new("巡查记录", "Round"),
            fields: keys(&[
                "title", "kind", "place", "project", "building", "unit", "arranged", "walked", "made", "remark",
                "reviewed",
            ]),
            steps: vec![
                printed("arranged", "安排", "Arranged", &["plan", "reassign", "take_over", "cancel"]),
                printed("made", "巡查", "Walked", &["begin", "start", "finish"]),
                printed("reviewed", "复核", "Reviewed", &["review", "return"]),
            ],
            signatures: vec![Label::new("巡查人", "Inspector"), Label::new("复核", "Reviewed by")],
        }),
        import: None,
    }
}
