//! Unit handover 交房 (SM13, B12): notified, appointed, walked with the owner item by item, meters read, keys given, signed by
//! both; what was found is put right and looked at again. Nobody moves a signature: what was handed over is read only.

use super::complaint::{COUNTER, department};
use super::effect::words::{constant, effect, field_of_source, fill, follow_up, words};
use super::effect::{Each, Effect, InCharge, Move, Part, With};
use super::round::{all_walked, items, seen_again, walked};
use super::words::*;
use super::{Anchor, Field, Kind, PrintForm, Process, Reason, Step, Who};
use crate::label::Label;
use crate::principal::Post;
use crate::record::summary::Summary;
use crate::rule::Condition;
use crate::value::Value;
use std::collections::BTreeMap;

/// 客服部: whoever sends notices and keeps appointments.
const DESK: [Who; 5] =
    [Who::Assignee, Who::Post(Post::FrontDesk), Who::Post(Post::Assistant), Who::Leader, Who::System];
/// 外勤 on the spot.
const FIELD: [Who; 3] = [Who::Assignee, Who::Post(Post::Specialist), Who::Leader];

/// What a unit and its project say of its handover.
pub fn told_by_unit(unit: &Summary, project: Option<&Summary>) -> BTreeMap<&'static str, Value> {
    let held = |row: &Summary, key: &str| row.values.get(key).filter(|value| !value.is_empty()).cloned();
    let own = ["project", "customer"].map(|key| Some((key, held(unit, key)?)));
    let due = project.and_then(|project| Some(("due_at_ms", held(project, "handover_by_ms")?)));
    own.into_iter().chain([due]).flatten().collect()
}

fn fields() -> Vec<Field> {
    let results = choices(&[
        ("fine", "合格", "Fine"),
        ("defect", "有缺陷", "A defect"),
        ("blocking", "影响入住", "Keeps from moving in"),
        ("not_applicable", "不适用", "Not applicable"),
    ]);
    let meter = choices(&[
        ("water", "水", "Water"),
        ("hot_water", "热水", "Hot water"),
        ("electricity", "电", "Electricity"),
        ("gas", "燃气", "Gas"),
        ("heating", "暖气", "Heating"),
    ]);
    vec![
        field("title", Label::new("交房", "Handover"), Kind::Text).required().listed(),
        field("unit", Label::new("房屋", "Unit"), Kind::Record("unit".into())).required().listed(),
        field("project", Label::new("项目", "Project"), Kind::Record("project".into())).listed(),
        field("customer", Label::new("业主", "Owner"), Kind::Record("customer".into())).listed(),
        field("notice", Label::new("入住通知", "Notice"), Kind::Record("notice".into())).listed(),
        field("due_at_ms", Label::new("交屋时限", "Hand over by"), Kind::Instant).listed().edit(&[Who::Leader]),
        field("appointment_at_ms", Label::new("约定时间", "Appointment"), Kind::Instant).listed(),
        field("template", Label::new("验收模板", "Template"), Kind::Record("template".into())).listed(),
        items(vec![]),
        entries("walked", Label::new("验收结果", "Results"), walked(results)).listed(),
        entries(
            "meters",
            Label::new("表底数", "Meter readings"),
            vec![
                field("meter", Label::new("表", "Meter"), meter).required(),
                field("reading", Label::new("读数", "Reading"), Kind::Text).required(),
                field("photo", Label::new("照片", "Photo"), Kind::Attachment),
            ],
        ),
        entries(
            "keys",
            Label::new("钥匙", "Keys"),
            vec![
                field("what", Label::new("钥匙", "Key"), Kind::Text).required(),
                field("count", Label::new("数量", "Count"), Kind::Integer).required(),
            ],
        ),
        field(
            "accepted",
            Label::new("业主同意带问题收房的说明", "The owner accepts with these defects"),
            Kind::LongText,
        )
        .hint(Label::new("写明哪些问题、何时整改", "Which defects, and by when they are put right")),
        field("owner_name", Label::new("签字人", "Signed by"), Kind::Text),
        field("owner_signature", Label::new("业主签字", "Owner's signature"), Kind::Attachment).drawn(),
        field("staff_signature", Label::new("交房人签字", "Our signature"), Kind::Attachment).drawn(),
        field("remark", Label::new("备注", "Remark"), Kind::LongText),
    ]
}

fn steps() -> Vec<Step> {
    let sound = Condition::LatestAre {
        entries: "walked".into(),
        per: "item".into(),
        column: "result".into(),
        values: ["fine", "defect", "not_applicable"].map(Into::into).to_vec(),
        since: None,
    };
    let blocked = Condition::AnyOf(vec![sound, filled("accepted")]);
    let both = Condition::AllOf(vec![filled("owner_signature"), filled("staff_signature")]);
    vec![
        step("create", Label::new("新建交房", "New handover"), &[], Some("planned"), &DESK[1..])
            .with(vec![department()]),
        step("told", Label::new("入住通知已发出", "Told by a notice"), &[], Some("notified"), &[Who::System])
            .with(vec![department(), causer()])
            .source("组织变更通知、进度告知、入住通知等服务事项", "D20"),
        step("notify", Label::new("已发入住通知", "Owner notified"), &["planned"], Some("notified"), &DESK)
            .source("组织变更通知、进度告知、入住通知等服务事项", "D20"),
        step(
            "appoint",
            Label::new("约时间", "Make an appointment"),
            &["notified", "appointed", "rectifying"],
            Some("appointed"),
            &DESK,
        )
        .with(vec![field("assignee", Label::new("交房人", "Who hands over"), Kind::Person)])
        .guard(filled("appointment_at_ms"), Label::new("请填约定时间", "Enter the agreed time")),
        step(
            "inspect",
            Label::new("开始验房", "Begin the inspection"),
            &["notified", "appointed", "rectifying"],
            Some("inspecting"),
            &FIELD,
        ),
        step("rectify", Label::new("待整改", "To be put right"), &["inspecting"], Some("rectifying"), &FIELD)
            .reason(Reason::Required)
            .source("收楼前期,疑难保修工作的跟进、协调", "D13, D18"),
        step("hand_over", Label::new("交房", "Hand over"), &["inspecting"], Some("handed_over"), &FIELD)
            .guard(all_walked(), Label::new("还有项目没有验收", "Some items have not been inspected yet"))
            .guard(
                seen_again("inspect"),
                Label::new(
                    "上次有缺陷的项目还没有复验",
                    "Items that had a defect the last time have not been inspected again yet",
                ),
            )
            .guard(
                blocked,
                Label::new(
                    "有影响入住的问题；先整改，或写明业主同意带问题收房",
                    "A defect keeps the owner from moving in: put it right, or write down that the owner accepts it",
                ),
            )
            .guard(filled("meters"), Label::new("请先抄表底数", "Read the meters first"))
            .guard(filled("keys"), Label::new("请先登记交出的钥匙", "List the keys first"))
            .guard(both, Label::new("业主和交房人都要签字", "Both must sign"))
            .source("按交屋时限和入住标准及要求,全面完成业主入住工作", "D8"),
        step("move_in", Label::new("已入住", "Moved in"), &["handed_over"], Some("moved_in"), &DESK)
            .source("组织交楼入住", "D20"),
        step(
            "cancel",
            Label::new("取消", "Cancel"),
            &["planned", "notified", "appointed", "rectifying"],
            Some("cancelled"),
            &[Who::Leader],
        )
        .reason(Reason::Required),
    ]
}

pub fn process() -> Process {
    Process {
        id: "handover".into(),
        version: 1,
        label: Label::new("交房", "Handover"),
        number_prefix: "JF".into(),
        title: "title".into(),
        about: Some("customer".into()),
        part_of: keys(&["unit"]),
        creator_follows: true,
        everybody: false,
        watched: false,
        seen_by: COUNTER.to_vec(),
        fields: fields(),
        edit: [&DESK[..], &FIELD[..]].concat(),
        stages: vec![
            stage("planned", "未通知", "Not notified", 50),
            stage("notified", "已发入住通知", "Notified", 55),
            stage("appointed", "已预约", "Appointed", 60),
            stage("inspecting", "验房中", "Inspecting", 70),
            stage("rectifying", "待整改", "To be put right", 80),
            super::Stage { frozen: true, ..stage("handed_over", "已交房", "Handed over", 40) },
            frozen(stage("moved_in", "已入住", "Moved in", 20)),
            closed(stage("cancelled", "已取消", "Cancelled", 10)),
        ],
        steps: steps(),
        derived: vec![],
        deadlines: vec![
            deadline(
                "due",
                Label::new("交屋时限", "Handed over"),
                Anchor::Field("due_at_ms".into()),
                "handover_due_days",
                0,
                Condition::AnyOf(vec![Condition::Taken("hand_over".into()), Condition::Taken("cancel".into())]),
            )
            .source("按交屋时限和入住标准及要求,全面完成业主入住工作", "D8"),
            deadline(
                "inspect_again",
                Label::new("整改后复验", "Inspected again"),
                Anchor::Step("rectify".into()),
                "handover_again_days",
                7,
                since(&["inspect", "cancel"], "rectify"),
            ),
        ],
        flags: vec![
            flag("accepted_with_defects", Label::new("带问题收房", "Accepted with defects"), filled("accepted")),
            flag(
                "rectified_twice",
                Label::new("两次整改", "Put right twice"),
                Condition::TakenTimes { steps: keys(&["rectify"]), at_least: 2 },
            ),
        ],
        effects: vec![have_repaired(), ask_afterwards()],
        moves: vec![
            of_unit("unit_handed_over", Label::new("房屋已交房", "The unit is handed over"), "hand_over"),
            of_unit("unit_moved_in", Label::new("房屋已入住", "The unit is lived in"), "move_in"),
        ],
        print: Some(PrintForm {
            title: Label::new("房屋交接单", "Handover protocol"),
            fields: keys(&[
                "title",
                "project",
                "unit",
                "customer",
                "prepared",
                "appointment_at_ms",
                "appointed",
                "walked",
                "inspected",
                "meters",
                "keys",
                "accepted",
                "handed_over",
                "owner_name",
                "owner_signature",
                "staff_signature",
                "remark",
            ]),
            steps: vec![
                printed("prepared", "通知业主", "Owner notified", &["create", "told", "notify"]),
                printed("appointed", "预约", "Appointed", &["appoint"]),
                printed("inspected", "验房和整改", "Inspected and put right", &["inspect", "rectify"]),
                printed("handed_over", "交房", "Handed over", &["hand_over", "move_in", "cancel"]),
            ],
            // Both sign on the screen; where they have not, the printed form leaves the line for the pen.
            signatures: vec![],
        }),
        import: None,
    }
}

/// Each defect that was found is a repair, when the inspection ends; one that was found again the next time is another.
fn have_repaired() -> Effect {
    let found = Each {
        entries: "walked".into(),
        column: "result".into(),
        values: vec!["defect".into(), "blocking".into()],
        per: Some("item".into()),
    };
    let title = vec![Part::TitleOf("unit".into()), words(" "), Part::Column("item".into())];
    let label = Label::new("验房发现的问题报修", "Repair what the inspection has found");
    let ended = since(&["rectify", "hand_over"], "inspect");
    Effect {
        each: Some(found),
        fill: vec![
            fill("title", With::Text(title)),
            fill("kind", constant("warranty")),
            fill("customer", field_of_source("customer")),
            fill("unit", field_of_source("unit")),
            fill("description", With::Column("note".into())),
            fill("photos", With::Column("photo".into())),
            fill("origin", constant("handover")),
            fill("handover", With::Itself),
        ],
        source: Some(source("收楼前期,疑难保修工作的跟进、协调", "D13, D18")),
        ..effect("defect", label, ended, "repair", "report")
    }
}

/// How it went is asked afterwards, by somebody else than who handed it over (售后回访).
fn ask_afterwards() -> Effect {
    let when = Condition::AllOf(vec![Condition::Taken("hand_over".into()), filled("customer")]);
    let label = Label::new("交房后安排售后回访", "Ask how the handover went");
    let asked = effect("handover_follow_up", label, when, "follow_up", "create");
    let worker = vec![InCharge::Assignee, InCharge::TakenBy("hand_over".into())];
    follow_up(asked, "after_sale", "交房后回访：", "handover", worker)
}

/// The unit takes the same step.
fn of_unit(key: &str, label: Label, step: &str) -> Move {
    Move {
        key: key.to_owned(),
        label,
        when: Condition::Taken(step.to_owned()),
        of: "unit".to_owned(),
        step: step.to_owned(),
        values: vec![],
        reason: vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_tells_owner_and_project_and_the_project_its_term() {
        let row = |values: &[(&str, Value)]| Summary {
            values: values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
            ..Summary::default()
        };
        let unit = row(&[("project", "p".into()), ("customer", "".into()), ("floor", 3.into())]);
        let project = row(&[("handover_by_ms", 7.into())]);
        let told = |project| told_by_unit(&unit, project).into_iter().collect::<Vec<_>>();
        assert_eq!(told(Some(&project)), [("due_at_ms", 7.into()), ("project", "p".into())]);
        assert_eq!(told(None), [("project", "p".into())]);
    }
}
