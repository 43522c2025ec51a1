//! Task 任务 (SM2): 「有权安排临时性工作任务」 (D3.12); whoever assigned it confirms that it is done (D13 二.6).

use super::words::*;
use super::{Anchor, Deadline, Kind, MergeClass, PrintForm, Process, Reason, Who};
use crate::label::Label;
use crate::principal::Post;
use crate::rule::Condition;

pub fn process() -> Process {
    let creators =
        [Who::Leader, Who::Post(Post::Specialist), Who::Post(Post::FrontDesk), Who::Post(Post::Assistant), Who::System];
    let assignee = || field("assignee", Label::new("负责人", "Assignee"), Kind::Person);
    let department = || field("department", Label::new("部门", "Department"), Kind::Department);
    Process {
        id: "task".into(),
        version: 1,
        label: Label::new("任务", "Task"),
        number_prefix: "RW".into(),
        title: "title".into(),
        about: Some("customer".into()),
        part_of: vec![],
        creator_follows: true,
        everybody: false,
        watched: false,
        seen_by: vec![],
        fields: vec![
            field("title", Label::new("事项", "What"), Kind::Text).required().listed(),
            field("detail", Label::new("说明", "Details"), Kind::LongText),
            field(
                "source",
                Label::new("来源", "Source"),
                choices(&[
                    ("order", "上级交办", "Leader's order"),
                    ("temporary", "临时性工作", "Temporary work"),
                    ("resolution", "会议决议", "Resolution"),
                    ("routine", "例行", "Routine"),
                    ("customer", "客户事项", "Customer matter"),
                    ("improve", "回访改进", "Improvement after a follow-up"),
                ]),
            )
            .listed(),
            field("customer", Label::new("客户", "Customer"), Kind::Record("customer".into())).listed(),
            field("follow_up", Label::new("来自回访", "From the follow-up"), Kind::Record("follow_up".into()))
                .listed()
                .edit(&[Who::System]),
            field("due_at_ms", Label::new("期限", "Due"), Kind::Instant).listed().edit(&[Who::Leader, Who::Creator]),
            entries(
                "notes",
                Label::new("进展", "Progress"),
                vec![field("text", Label::new("内容", "Text"), Kind::LongText).required()],
            ),
            field("tags", Label::new("标签", "Tags"), Kind::Text).class(MergeClass::Set).listed(),
        ],
        edit: vec![Who::Assignee, Who::Creator, Who::Leader],
        stages: vec![
            stage("open", "待办", "Open", 50),
            stage("in_progress", "进行中", "In progress", 60),
            stage("done", "已完成", "Done", 40).for_leader("等待确认的任务", "Tasks to confirm"),
            stage("returned", "退回", "Returned", 70).for_leader("退回的任务", "Tasks sent back"),
            closed(stage("confirmed", "已确认", "Confirmed", 20)),
            closed(stage("cancelled", "已取消", "Cancelled", 10)),
        ],
        steps: vec![
            step("create", Label::new("新建任务", "New task"), &[], Some("open"), &creators)
                .with(vec![assignee().required(), department()])
                .source("有权安排临时性工作任务", "D3"),
            step("start", Label::new("开始", "Start"), &["open", "returned"], Some("in_progress"), &[Who::Assignee]),
            step(
                "finish",
                Label::new("完成", "Finish"),
                &["open", "in_progress", "returned"],
                Some("done"),
                &[Who::Assignee],
            )
            .reason(Reason::Optional),
            step("confirm", Label::new("确认", "Confirm"), &["done"], Some("confirmed"), &[Who::Creator, Who::Leader])
                .source("每日检查各岗位工作的完成情况", "D13, D18"),
            step("return", Label::new("退回", "Return"), &["done"], Some("returned"), &[Who::Creator, Who::Leader])
                .reason(Reason::Required),
            step(
                "reassign",
                Label::new("改派", "Reassign"),
                &["open", "in_progress", "returned"],
                Some("open"),
                &[Who::Leader],
            )
            .with(vec![assignee().required()])
            .decided()
            .source("可根据本部领导意见,对本部门员工的工作岗位、工作任务进行调整", "D3"),
            step(
                "cancel",
                Label::new("取消", "Cancel"),
                &["open", "in_progress", "returned"],
                Some("cancelled"),
                &[Who::Creator, Who::Leader],
            )
            .reason(Reason::Required),
        ],
        derived: vec![],
        deadlines: vec![Deadline {
            key: "due".into(),
            label: Label::new("期限", "Due"),
            anchor: Anchor::Field("due_at_ms".into()),
            days_setting: "task_due_days".into(),
            days_default: 0,
            when: Condition::Always,
            met: Condition::AnyOf(vec![Condition::Taken("finish".into()), Condition::Taken("cancel".into())]),
            turns_since: None,
            by_leader: false,
            source: None,
        }],
        flags: vec![],
        effects: vec![],
        moves: vec![],
        print: Some(PrintForm {
            title: Label::new("任务单", "Task sheet"),
            fields: keys(&[
                "title",
                "detail",
                "source",
                "customer",
                "due_at_ms",
                "given",
                "notes",
                "finished",
                "confirmed",
            ]),
            steps: vec![
                printed("given", "安排", "Assigned", &["create", "reassign"]),
                printed("finished", "完成", "Finished", &["start", "finish"]),
                printed("confirmed", "确认", "Confirmed", &["confirm", "return", "cancel"]),
            ],
            signatures: vec![Label::new("负责人", "Assignee"), Label::new("确认人", "Confirmed by")],
        }),
        import: None,
    }
}
