//! Follow-up campaign 回访活动 with 《回访总结报告》 (SM3, B2).

use super::words::*;
use super::{Derived, Kind, PrintForm, Process, Reason, Who};
use crate::label::Label;
use crate::rule::Condition;

pub fn process() -> Process {
    let items = |stages: &[&str]| {
        (
            crate::id::ProcessId::from("follow_up"),
            "campaign".to_owned(),
            stages.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>(),
        )
    };
    let (process, field_key, finished) = items(&["done", "checked", "waived"]);
    let all_finished = Condition::RelatedAll { process, field: field_key, stages: finished };
    let (process, field_key, begun) = items(&["done", "checked", "unreached", "appointed"]);
    let any_begun = Condition::RelatedAny { process, field: field_key, stages: begun };
    let leaders = [Who::Leader];
    Process {
        id: "campaign".into(),
        version: 1,
        label: Label::new("回访活动", "Campaign"),
        number_prefix: "HD".into(),
        title: "title".into(),
        about: None,
        part_of: vec![],
        creator_follows: false,
        everybody: false,
        watched: false,
        seen_by: vec![],
        fields: vec![
            field("title", Label::new("活动名称", "Name"), Kind::Text).required().listed(),
            field("type", Label::new("回访类型", "Type"), Kind::Text).listed(),
            field("from", Label::new("开始日期", "From"), Kind::Date).listed(),
            field("to", Label::new("结束日期", "To"), Kind::Date).listed(),
            field("filter", Label::new("提取条件", "Extraction"), Kind::LongText),
            field("figures", Label::new("统计", "Figures"), Kind::LongText),
            field("analysis", Label::new("分析", "Analysis"), Kind::LongText),
            field("problems", Label::new("问题", "Problems"), Kind::LongText),
            field("measures", Label::new("改进措施", "Measures"), Kind::LongText),
            field("exceptions", Label::new("会员未回访说明", "Members not reached, explained"), Kind::LongText),
        ],
        edit: vec![Who::Leader],
        stages: vec![
            stage("extracting", "提取中", "Extracting", 50),
            stage("allocated", "已分配", "Allocated", 60),
            stage("in_progress", "回访中", "In progress", 70),
            stage("analysing", "分析中", "Analysing", 40),
            stage("reported", "报告已交", "Reported", 30),
            closed(stage("archived", "已归档", "Archived", 20)),
        ],
        steps: vec![
            step("create", Label::new("新建活动", "New campaign"), &[], Some("extracting"), &leaders)
                .with(vec![field("department", Label::new("部门", "Department"), Kind::Department)])
                .source("从客户档案中提取需要统一回访的客户资料", "D5, D21"),
            step("allocate", Label::new("分配", "Allocate"), &["extracting"], Some("allocated"), &leaders)
                .source("统计整理后分配到各客服专员", "D5, D21"),
            step(
                "analyse",
                Label::new("开始分析", "Analyse"),
                &["allocated", "in_progress"],
                Some("analysing"),
                &leaders,
            )
            .guard(
                Condition::AnyOf(vec![all_finished, Condition::Filled("exceptions".into())]),
                Label::new(
                    "还有客户没有回访；会员必须 100%，例外要写明",
                    "Some customers are not followed up; members need 100 %, exceptions explained",
                ),
            )
            .decided()
            .source("必须保证会员客户的100%的回访", "D5, D21"),
            step("report", Label::new("提交报告", "Submit report"), &["analysing"], Some("reported"), &leaders)
                .guard(Condition::Filled("analysis".into()), Label::new("请先写分析", "Write the analysis first"))
                .source("最后分析结果并撰写《回访总结报告》", "D5, D21"),
            step("archive", Label::new("归档", "Archive"), &["reported"], Some("archived"), &leaders)
                .decided()
                .source("进行最终资料归档", "D5, D21"),
            step("reopen", Label::new("重新回访", "Reopen"), &["analysing"], Some("allocated"), &leaders)
                .reason(Reason::Required),
        ],
        derived: vec![Derived { from: vec!["allocated".into()], to: "in_progress".into(), when: any_begun }],
        deadlines: vec![],
        flags: vec![],
        effects: vec![],
        moves: vec![],
        print: Some(PrintForm {
            title: Label::new("回访总结报告", "Follow-up report"),
            fields: ["title", "from", "to", "figures", "analysis", "problems", "measures", "exceptions"]
                .map(str::to_owned)
                .to_vec(),
            steps: vec![],
            signatures: vec![Label::new("撰写人", "Written by"), Label::new("审阅", "Reviewed by")],
        }),
        import: None,
    }
}
