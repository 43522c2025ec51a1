//! Finding 问题 (SM10): found, given to somebody or turned into a repair, fixed, and checked again by somebody else than who
//! fixed it. A renovation violation stays open while the unit is being renovated.

use super::complaint::{COUNTER, INTAKE, department};
use super::effect::words::{constant, effect, field_of_source, fill, short};
use super::effect::{Effect, Part, With};
use super::words::*;
use super::{Anchor, Derived, Field, Kind, MergeClass, PrintForm, Process, Reason, Step, Who};
use crate::id::{EntryId, RecordId, made_by_rule};
use crate::label::Label;
use crate::limits::TEXT_CHARS_MAX;
use crate::record::Record;
use crate::record::command::{Act, Command};
use crate::rule::Condition;
use crate::value::Value;

/// A violation of the rules of renovating: the name of a category, and of the kind of round on which it is found.
pub const RENOVATION: &str = "renovation";
pub const ENVIRONMENT: &str = "environment";

/// The finding of one item of a round. However often the item is answered, it is this one: an answer that was refused and
/// is given again makes no second.
pub fn of_item(round: &RecordId, item: &str) -> RecordId {
    made_by_rule("found_on_round", round.as_str(), item)
}

/// What sort of thing a finding is: D9's four aspects, and a violation.
pub fn category() -> Kind {
    choices(&[
        ("equipment", "设施设备", "Equipment"),
        ("security", "治安消防", "Security and fire"),
        (ENVIRONMENT, "环境卫生", "Cleanliness"),
        ("structure", "建筑物完损", "Building condition"),
        (RENOVATION, "装修违规", "Renovation violation"),
        ("other", "其他", "Other"),
    ])
}

/// What is known beforehand of the category of what is found at an item: the round's item says it, else its kind.
pub fn category_at(round: &Record, item: &str) -> Option<String> {
    let of_item = round.entries("items").iter().find(|entry| named(entry.values.get("name")) == Some(item));
    let said = of_item.and_then(|entry| named(entry.values.get("category")));
    let kind = named(Some(round.single("kind"))).filter(|kind| *kind == RENOVATION);
    said.or(kind).map(str::to_owned)
}

fn named(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_text).map(str::trim).filter(|text| !text.is_empty())
}

/// What is said at an item of a round where something is wrong. Empty where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub item: String,
    pub note: String,
    pub category: String,
    pub place: String,
    pub building: String,
    /// The id of the photograph that was taken there.
    pub photo: String,
}

/// What was found wrong on a round becomes a record of its own, for somebody to see to and somebody else to check. What is
/// not said is as the round has it.
pub fn on_round(round: &Record, seen: &Seen, entry: EntryId) -> Command {
    let department = round.department().map(|department| ("department".to_owned(), Value::from(department.0)));
    let values = department.into_iter().collect();
    let mut acts = vec![Act::Take { step: "find".into(), entry, values, reason: None }];
    let title = if seen.note.is_empty() { seen.item.clone() } else { format!("{}：{}", seen.item, seen.note) };
    let of_round = |field: &str| named(Some(round.single(field))).unwrap_or_default().to_owned();
    let said = |said: &str, field: &str| if said.is_empty() { of_round(field) } else { said.to_owned() };
    let category = Some(seen.category.clone()).filter(|said| !said.is_empty());
    let category = category.or_else(|| category_at(round, &seen.item)).unwrap_or_default();
    // A rule that was broken is no facility.
    let facility = if category == RENOVATION { String::new() } else { seen.item.clone() };
    let mut set = |field: &str, value: String| {
        if !value.is_empty() {
            acts.push(Act::Set { field: field.to_owned(), value: value.into() });
        }
    };
    set("title", title.chars().take(TEXT_CHARS_MAX).collect());
    set("category", category);
    set("place", said(&seen.place, "place"));
    set("facility", facility);
    set("round", round.id.0.clone());
    set("building", said(&seen.building, "building"));
    set("unit", of_round("unit"));
    if !seen.photo.is_empty() {
        acts.push(Act::Add { field: "photos".to_owned(), value: seen.photo.clone() });
    }
    Command { record: of_item(&round.id, &seen.item), process: "finding".into(), acts }
}

/// There are repairs that name it, and all of them are done.
fn repaired() -> Condition {
    let stages = keys(&["repaired", "followed_up", "closed"]);
    let (process, field) = (crate::id::ProcessId::from("repair"), "finding".to_owned());
    Condition::AllOf(vec![
        Condition::RelatedAny { process: process.clone(), field: field.clone(), stages: stages.clone() },
        Condition::RelatedAll { process, field, stages: [stages, keys(&["cancelled"])].concat() },
    ])
}

fn fields() -> Vec<Field> {
    let severity = choices(&[("slight", "轻微", "Slight"), ("normal", "一般", "Normal"), ("urgent", "紧急", "Urgent")]);
    vec![
        field("title", Label::new("问题", "Finding"), Kind::Text).required().listed(),
        field("category", Label::new("类别", "Category"), category()).listed(),
        field("severity", Label::new("程度", "Severity"), severity).listed(),
        field("place", Label::new("位置", "Place"), Kind::Text).listed(),
        field("facility", Label::new("设施", "Facility"), Kind::Text).listed(),
        field("round", Label::new("巡查", "Round"), Kind::Record("round".into())).listed(),
        field("building", Label::new("楼栋", "Building"), Kind::Record("building".into())).listed(),
        field("unit", Label::new("房屋", "Unit"), Kind::Record("unit".into())).listed(),
        field("description", Label::new("情况", "Description"), Kind::LongText).searched(),
        field("photos", Label::new("照片", "Photos"), Kind::Attachment).class(MergeClass::Set),
        field("due_at_ms", Label::new("整改期限", "Fix by"), Kind::Instant).listed().edit(&[Who::Leader]),
        field("fix", Label::new("整改情况", "How it was fixed"), Kind::LongText).searched(),
        field("fix_photos", Label::new("整改照片", "Photos after"), Kind::Attachment).class(MergeClass::Set),
        entries(
            "notes",
            Label::new("进展", "Progress"),
            vec![field("text", Label::new("内容", "Text"), Kind::LongText).required()],
        ),
    ]
}

fn steps() -> Vec<Step> {
    let open = ["found", "assigned", "fixing"];
    let checkers = [Who::Creator, Who::Leader];
    let still_renovating = Condition::AllOf(vec![
        is("category", RENOVATION),
        Condition::ReferredIn { field: "unit".into(), stages: keys(&["renovating"]) },
    ]);
    let somebody_else = || Condition::NotSamePerson("fix".into());
    vec![
        step("find", Label::new("记下问题", "Record a finding"), &[], Some("found"), &INTAKE)
            .with(vec![department()])
            .source("了解设施设备使用及运行情况,治安及消防情况,环境清洁卫生情况,建筑物的完损情况", "D9"),
        step("assign", Label::new("安排处理", "Assign"), &open, Some("assigned"), &[Who::Leader])
            .with(vec![field("assignee", Label::new("负责人", "In charge"), Kind::Person).required()])
            .decided()
            .source("发现问题及时安排人员解决", "D13, D18"),
        step("start", Label::new("开始处理", "Start"), &["assigned"], Some("fixing"), &[Who::Assignee]),
        step("fix", Label::new("已解决", "Fixed"), &open, Some("fixed"), &[Who::Assignee, Who::Creator, Who::Leader])
            .guard(filled("fix"), Label::new("请先写整改情况", "Write down how it was fixed first"))
            .source("及时发现问题及时解决", "D13, D18"),
        step("to_repair", Label::new("转报修", "Make it a repair"), &open, Some("in_repair"), &checkers),
        step("back", Label::new("收回", "Take back"), &["in_repair"], Some("assigned"), &[Who::Leader])
            .reason(Reason::Required),
        step("verify", Label::new("复查通过", "Verified"), &["fixed"], Some("verified"), &checkers)
            .guard(
                somebody_else(),
                Label::new("要由解决问题以外的人来复查", "Somebody else than who fixed it checks it"),
            )
            .guard(
                not(still_renovating),
                Label::new("房屋还在装修，违规问题先不关闭", "The unit is still being renovated: it stays open"),
            ),
        step("fail", Label::new("复查不通过", "Not fixed"), &["fixed"], Some("assigned"), &checkers)
            .reason(Reason::Required),
        step("dismiss", Label::new("不属实", "Dismiss"), &["found", "assigned"], Some("dismissed"), &[Who::Leader])
            .reason(Reason::Required),
    ]
}

pub fn process() -> Process {
    let anew = |end: &str| since(&["verify", "dismiss"], end);
    Process {
        id: "finding".into(),
        version: 1,
        label: Label::new("问题", "Finding"),
        number_prefix: "WT".into(),
        title: "title".into(),
        about: None,
        part_of: keys(&["round", "unit", "building"]),
        creator_follows: true,
        everybody: false,
        watched: true,
        seen_by: COUNTER.to_vec(),
        fields: fields(),
        edit: vec![Who::Assignee, Who::Creator, Who::Leader],
        stages: vec![
            stage("found", "发现", "Found", 60).for_leader("等待安排的问题", "Findings to assign"),
            stage("assigned", "已安排", "Assigned", 75),
            stage("fixing", "处理中", "Being fixed", 70),
            stage("in_repair", "转报修", "Under repair", 72),
            stage("fixed", "已解决", "Fixed", 50).for_leader("等待复查的问题", "Findings to verify"),
            frozen(stage("verified", "已复查", "Verified", 20)),
            closed(stage("dismissed", "不属实", "Dismissed", 10)),
        ],
        steps: steps(),
        derived: vec![Derived { from: keys(&["in_repair"]), to: "fixed".into(), when: repaired() }],
        deadlines: vec![
            deadline(
                "assign",
                Label::new("安排处理", "Assigned"),
                Anchor::Step("find".into()),
                "finding_assign_days",
                1,
                Condition::AnyOf(
                    ["assign", "fix", "to_repair", "dismiss"].map(|s| Condition::Taken(s.into())).to_vec(),
                ),
            )
            .source("发现问题及时安排人员解决", "D13, D18"),
            deadline(
                "due",
                Label::new("整改期限", "Fix by"),
                Anchor::Field("due_at_ms".into()),
                "finding_due_days",
                0,
                since(&["fix", "verify", "dismiss"], "fail"),
            ),
            deadline(
                "verify",
                Label::new("复查", "Checked again"),
                Anchor::Step("fix".into()),
                "finding_verify_days",
                2,
                Condition::AnyOf(vec![anew("fix"), since(&["fail"], "fix")]),
            ),
        ],
        flags: vec![
            flag("urgent", Label::new("紧急", "Urgent"), is("severity", "urgent")),
            flag(
                "failed_twice",
                Label::new("两次复查不通过", "Failed twice"),
                Condition::TakenTimes { steps: keys(&["fail"]), at_least: 2 },
            ),
        ],
        effects: vec![have_repaired()],
        moves: vec![],
        print: Some(PrintForm {
            title: Label::new("问题整改单", "Finding"),
            fields: keys(&[
                "title",
                "category",
                "severity",
                "place",
                "facility",
                "building",
                "unit",
                "description",
                "found",
                "due_at_ms",
                "assigned",
                "fix",
                "fixed",
                "checked",
                "notes",
            ]),
            steps: vec![
                printed("found", "发现", "Found", &["find"]),
                printed("assigned", "安排", "Assigned", &["assign", "to_repair", "back"]),
                printed("fixed", "处理", "Fixed", &["start", "fix"]),
                printed("checked", "复查", "Checked again", &["verify", "fail", "dismiss"]),
            ],
            signatures: vec![Label::new("责任人", "In charge"), Label::new("复查人", "Checked by")],
        }),
        import: None,
    }
}

/// What a round has found and is to be repaired is a repair at once; the finding is fixed when that is done.
fn have_repaired() -> Effect {
    let described = vec![Part::Field("place".into()), Part::NewLine, Part::Field("description".into())];
    let label = Label::new("转成报修", "Make it a repair");
    Effect {
        round: Some("to_repair".into()),
        fill: vec![
            fill("title", With::Text(vec![short("title")])),
            fill("unit", field_of_source("unit")),
            fill("building", field_of_source("building")),
            fill("description", With::Text(described)),
            fill("photos", field_of_source("photos")),
            fill("origin", constant("finding")),
            fill("finding", With::Itself),
        ],
        source: Some(source("发现问题及时安排人员解决", "D13, D18")),
        ..effect("to_repair", label, since(&["to_repair"], "back"), "repair", "report")
    }
}
