//! Notice 通知 (SM14): a change, progress, moving in. Written, reviewed by somebody else, sent, and confirmed by each recipient.

use super::complaint::{COUNTER, department};
use super::customer::channels;
use super::effect::words::{effect, field_of_source, fill};
use super::effect::{Each, Effect, Part, With};
use super::words::*;
use super::{Derived, Kind, PrintForm, Process, Reason, Who};
use crate::id::RecordId;
use crate::label::Label;
use crate::principal::Post;
use crate::record::summary::Summary;
use crate::rule::Condition;
use crate::value::Value;
use std::collections::BTreeMap;

/// The recipients that these units come to: each with its owner, as his file calls him and in the way he prefers.
pub fn recipients<'a>(
    units: impl Iterator<Item = &'a Summary>,
    owners: &BTreeMap<RecordId, Summary>,
) -> Vec<BTreeMap<String, Value>> {
    let recipient = |unit: &Summary| {
        let owner = owners.get(&RecordId::from(unit.values.get("customer")?.as_text()?))?;
        let channel = owner.values.get("channel").filter(|channel| !channel.is_empty()).cloned();
        Some(BTreeMap::from([
            ("name".to_owned(), owner.title.as_str().into()),
            ("channel".to_owned(), channel.unwrap_or("phone".into())),
            ("customer".to_owned(), owner.id.as_str().into()),
            ("unit".to_owned(), unit.id.as_str().into()),
        ]))
    };
    units.filter_map(recipient).collect()
}

const SOURCE: &str = "组织变更通知、进度告知、入住通知等服务事项";

pub fn process() -> Process {
    let desk =
        [Who::Post(Post::FrontDesk), Who::Post(Post::Assistant), Who::Post(Post::Specialist), Who::Leader, Who::System];
    let kind = choices(&[
        ("change", "变更通知", "Change"),
        ("progress", "进度告知", "Progress"),
        ("move_in", "入住通知", "Moving in"),
    ]);
    let confirmed = Condition::EachNamed {
        entries: "recipients".into(),
        column: "name".into(),
        within: "confirmations".into(),
        by: "name".into(),
    };
    Process {
        id: "notice".into(),
        version: 1,
        label: Label::new("通知", "Notice"),
        number_prefix: "TZ".into(),
        title: "title".into(),
        about: None,
        part_of: vec![],
        creator_follows: true,
        everybody: false,
        watched: false,
        seen_by: COUNTER.to_vec(),
        fields: vec![
            field("title", Label::new("标题", "Title"), Kind::Text).required().listed(),
            field("kind", Label::new("种类", "Kind"), kind).required().listed(),
            field("project", Label::new("项目", "Project"), Kind::Record("project".into())).listed(),
            field("building", Label::new("楼栋", "Building"), Kind::Record("building".into())).listed(),
            field("body", Label::new("正文", "Text"), Kind::LongText).required().only_in(&["draft"]),
            entries(
                "recipients",
                Label::new("收件人", "Recipients"),
                vec![
                    field("name", Label::new("姓名", "Name"), Kind::Text).required(),
                    field("channel", Label::new("方式", "Channel"), channels()).required(),
                    field("customer", Label::new("客户", "Customer"), Kind::Record("customer".into())),
                    field("unit", Label::new("房屋", "Unit"), Kind::Record("unit".into())).hint(Label::new(
                        "入住通知发出后，这套房自动进入交房",
                        "When a notice of moving in is sent, the handover of this unit begins",
                    )),
                ],
            )
            .listed(),
            entries(
                "confirmations",
                Label::new("已确认", "Confirmations"),
                vec![
                    field("name", Label::new("姓名", "Name"), Kind::Text).required(),
                    field("note", Label::new("说明", "Note"), Kind::Text),
                ],
            )
            .listed(),
        ],
        edit: [&[Who::Creator], &desk[..]].concat(),
        stages: vec![
            stage("draft", "草稿", "Draft", 70).for_leader("等待审核的通知", "Notices to review"),
            stage("reviewed", "已审", "Reviewed", 60),
            stage("sent", "已发", "Sent", 50),
            closed(stage("confirmed", "已确认", "Confirmed", 20)),
            closed(stage("withdrawn", "已撤回", "Withdrawn", 30)),
        ],
        steps: vec![
            step("draft", Label::new("起草通知", "Draft a notice"), &[], Some("draft"), &desk)
                .with(vec![department()])
                .source(SOURCE, "D20"),
            step("review", Label::new("审核通过", "Approve"), &["draft"], Some("reviewed"), &[Who::Leader])
                .warn(
                    Condition::NotSamePerson("draft".into()),
                    Label::new("自己起草的，应由别人审核", "Somebody else should review your draft"),
                )
                .decided(),
            step("return", Label::new("退回修改", "Return"), &["draft", "reviewed"], Some("draft"), &[Who::Leader])
                .reason(Reason::Required),
            step("send", Label::new("已发出", "Sent"), &["reviewed"], Some("sent"), &desk)
                .guard(filled("recipients"), Label::new("请先登记收件人", "Enter the recipients first"))
                .source(SOURCE, "D20"),
            step(
                "withdraw",
                Label::new("撤回", "Withdraw"),
                &["draft", "reviewed", "sent"],
                Some("withdrawn"),
                &[Who::Creator, Who::Leader],
            )
            .reason(Reason::Required),
        ],
        derived: vec![Derived { from: keys(&["sent"]), to: "confirmed".into(), when: confirmed }],
        deadlines: vec![],
        flags: vec![],
        effects: vec![hand_over()],
        moves: vec![],
        print: Some(PrintForm {
            title: Label::new("通知", "Notice"),
            fields: keys(&["title", "kind", "project", "building", "body", "drafted", "reviewed", "sent"]),
            // It hangs where owners read it: why a draft went back is not for them.
            steps: vec![
                printed("drafted", "起草", "Drafted", &["draft"]),
                printed("reviewed", "审核", "Reviewed", &["review"]),
                printed("sent", "发出", "Sent", &["send", "withdraw"]),
            ],
            signatures: vec![Label::new("客户服务部", "Customer service")],
        }),
        import: None,
    }
}

/// Whoever is told to move in is handed the flat that stands beside his name.
fn hand_over() -> Effect {
    let told = Each { entries: "recipients".into(), column: "unit".into(), values: vec![], per: Some("unit".into()) };
    let when = Condition::AllOf(vec![is("kind", "move_in"), Condition::Taken("send".into())]);
    // A notice to one building need not say whose it is.
    let of_building = With::Of { field: "building".into(), key: "project".into() };
    let project = With::FirstOf(vec![field_of_source("project"), of_building]);
    let label = Label::new("入住通知发出后安排交房", "Prepare the handover of each unit");
    Effect {
        each: Some(told),
        fill: vec![
            fill("title", With::Text(vec![Part::Words("交房：".into()), Part::Column("name".into())])),
            fill("unit", With::Column("unit".into())),
            fill("customer", With::Column("customer".into())),
            fill("due_at_ms", With::Held { by: Box::new(project.clone()), key: "handover_by_ms".into() }),
            fill("project", project),
            fill("notice", With::Itself),
        ],
        source: Some(source(SOURCE, "D20")),
        ..effect("hand_over", label, when, "handover", "told")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_with_an_owner_is_a_recipient() {
        let row = |id: &str, values: &[(&str, &str)]| Summary {
            id: id.into(),
            title: id.into(),
            values: values.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect(),
            ..Summary::default()
        };
        let units = [row("1-101", &[("customer", "王芳")]), row("1-102", &[]), row("1-103", &[("customer", "谁")])];
        let mut owners = BTreeMap::from([("王芳".into(), row("王芳", &[("channel", "visit")]))]);
        let told = |owners: &BTreeMap<RecordId, Summary>| {
            let found = recipients(units.iter(), owners).into_iter();
            found.map(|one| one.values().filter_map(Value::as_text).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(told(&owners), ["visit 王芳 王芳 1-101"], "no owner, or none that is known here");
        owners.insert("谁".into(), row("谁", &[]));
        assert_eq!(told(&owners)[1], "phone 谁 谁 1-103");
    }
}
