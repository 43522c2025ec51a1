//! House repair 报修 with 《报修记录表》 (SM7, B6): warranty or not, dispatched to a department, a contractor or a person, repaired,
//! asked about within the week, and told to the departments that must know. A hard one 疑难 wants a word of the supervisor's each working day.

use super::complaint::{COUNTER, INTAKE, answer, by_somebody_else, department, escalate, follow_up_params};
use super::effect::words::{effect, field_of_source, fill, follow_up};
use super::effect::{Effect, InCharge};
use super::words::*;
use super::{Anchor, Deadline, Field, Kind, MergeClass, PrintForm, Process, Reason, Step, Who, import};
use crate::label::Label;
use crate::principal::Post;
use crate::rule::Condition;

const OPEN: [&str; 8] =
    ["reported", "dispatched", "appointed", "in_repair", "repaired", "followed_up", "rework", "escalated"];

/// Is it marked as hard?
fn hard() -> Condition {
    since(&["mark_hard"], "mark_plain")
}

fn edit() -> [Who; 5] {
    [Who::Assignee, Who::Creator, Who::Leader, Who::Post(Post::FrontDesk), Who::Post(Post::Assistant)]
}

fn fields() -> Vec<Field> {
    let kind = choices(&[("warranty", "保修", "Warranty"), ("repair", "维修", "Repair")]);
    let trade = choices(&[
        ("water", "水暖", "Water and heating"),
        ("electric", "电气", "Electrical"),
        ("door", "门窗", "Doors and windows"),
        ("wall", "墙地面", "Walls and floors"),
        ("leak", "渗漏", "Leaks"),
        ("facility", "公共设施", "Public facilities"),
        ("other", "其他", "Other"),
    ]);
    let origin = choices(&[
        ("customer", "客户报修", "Customer"),
        ("finding", "巡查发现", "Found on a round"),
        ("handover", "交房验收", "Found at handover"),
    ]);
    // The department that repairs it writes what it does; the case itself stays the service's.
    let there = [&edit()[..], &[leader_of("repair_department")]].concat();
    let noted = [&there[..], &[Who::Post(Post::Inspector)]].concat();
    let mut all = vec![
        field("title", Label::new("报修事项", "Repair"), Kind::Text).required().listed(),
        field("kind", Label::new("保修或维修", "Warranty or not"), kind).listed(),
        field("customer", Label::new("客户", "Customer"), Kind::Record("customer".into())).listed(),
        field("reporter", Label::new("报修人", "Reported by"), Kind::Text).listed(),
        field("phones", Label::new("电话", "Phone"), Kind::Phone).class(MergeClass::Set).listed(),
        field("unit", Label::new("房屋", "Unit"), Kind::Record("unit".into())).listed(),
        field("building", Label::new("楼栋", "Building"), Kind::Record("building".into())).listed(),
        field("address", Label::new("地址", "Address"), Kind::Text).listed(),
        field("trade", Label::new("项目", "Trade"), trade).listed(),
        field("description", Label::new("情况", "Description"), Kind::LongText).searched(),
        field("origin", Label::new("来源", "Origin"), origin).listed(),
        field("finding", Label::new("巡查问题", "Finding"), Kind::Record("finding".into())).listed(),
        field("handover", Label::new("交房", "Handover"), Kind::Record("handover".into())).listed(),
        field("repair_department", Label::new("维修部门", "Repairing department"), Kind::Department).named_see(),
        field("contractor", Label::new("施工单位", "Contractor"), Kind::Text).listed(),
        field("appointment_at_ms", Label::new("上门时间", "Appointment"), Kind::Instant).listed().edit(&there),
        field("work", Label::new("维修情况", "Work done"), Kind::LongText).searched().edit(&there),
        field("inform", Label::new("需反馈的部门", "Departments to tell"), Kind::Department)
            .class(MergeClass::Set)
            .named_see(),
        field("photos", Label::new("照片", "Photos"), Kind::Attachment).class(MergeClass::Set).edit(&there),
        entries(
            "notes",
            Label::new("跟进记录", "Progress"),
            vec![field("text", Label::new("内容", "Text"), Kind::LongText).required()],
        )
        .edit(&noted)
        .listed(),
        // Apart from what anybody notes: it is the supervisor who keeps at a hard one.
        entries(
            "supervised",
            Label::new("疑难跟进", "Hard: supervised"),
            vec![field("text", Label::new("内容", "Text"), Kind::LongText).required()],
        )
        .edit(&[Who::Leader]),
        field("tags", Label::new("标签", "Tags"), Kind::Text).class(MergeClass::Set).listed(),
    ];
    all.extend(import::fields());
    all
}

fn steps() -> Vec<Step> {
    let desk = [Who::Post(Post::FrontDesk), Who::Post(Post::Assistant), Who::Leader];
    let there = || leader_of("repair_department");
    // Whoever it was dispatched to sends one of his own people, or goes himself.
    let senders = [&desk[..], &[there()]].concat();
    // The engineer or the contractor, or customer service on their behalf.
    let workers = [&[Who::Assignee][..], &senders].concat();
    let waiting = ["reported", "dispatched", "appointed", "rework"];
    let assignee = || field("assignee", Label::new("维修人员", "Engineer"), Kind::Person);
    let somewhere = Condition::AnyOf(vec![filled("repair_department"), filled("contractor")]);
    let told = Condition::AnyOf(vec![not(filled("inform")), since(&["feed_back"], "repair")]);
    vec![
        step("report", Label::new("登记报修", "Register"), &[], Some("reported"), &INTAKE)
            .with(vec![department(), causer()]),
        step("send", Label::new("派给人员", "Send a person"), &waiting, Some("dispatched"), &senders)
            .with(vec![assignee().required()]),
        step("dispatch", Label::new("派给部门或施工单位", "Dispatch"), &waiting, Some("dispatched"), &desk)
            .with(vec![field("assignee", Label::new("跟进人", "Followed by"), Kind::Person)])
            .tells("repair_department")
            .guard(somewhere, Label::new("请先写维修部门或施工单位", "Name the department or the contractor first"))
            .source("协调工程部门和施工单位进行跟进维修", "D8"),
        step("appoint", Label::new("约上门", "Appoint"), &["dispatched", "appointed"], Some("appointed"), &workers)
            .guard(filled("appointment_at_ms"), Label::new("请填上门时间", "Enter the agreed time")),
        step("start", Label::new("开始维修", "Start"), &["dispatched", "appointed"], Some("in_repair"), &workers),
        step(
            "repair",
            Label::new("已修复", "Repaired"),
            &["dispatched", "appointed", "in_repair"],
            Some("repaired"),
            &workers,
        )
        .guard(filled("work"), Label::new("请先写维修情况", "Write down the work first"))
        .source("对房屋的质量维修进行及时跟进", "D13, D18"),
        step(
            "follow_up",
            Label::new("满意率回访", "Satisfaction call"),
            &["repaired"],
            Some("followed_up"),
            &[Who::Post(Post::FrontDesk), Who::Post(Post::Assistant), Who::Leader, Who::System],
        )
        .with(follow_up_params())
        .warn(
            by_somebody_else(&["repair"]),
            Label::new("回访应由维修人以外的人来做", "Somebody else than who repaired it should ask"),
        )
        .source("安排前台及客服助理对工程保修、维修后的满意率回访工作", "D13, D18"),
        step(
            "rework",
            Label::new("返修", "Rework"),
            &["repaired", "followed_up", "closed"],
            Some("rework"),
            &[Who::Post(Post::FrontDesk), Who::Post(Post::Assistant), Who::Leader, Who::System],
        )
        .reason(Reason::Required),
        step("feed_back", Label::new("已反馈部门", "Departments told"), &["repaired", "followed_up"], None, &desk)
            .tells("inform")
            .guard(filled("inform"), Label::new("请先写要反馈的部门", "Name the departments first"))
            .source("将信息反馈有关部门", "D13, D18"),
        step("close", Label::new("关闭", "Close"), &["followed_up"], Some("closed"), &[Who::Leader])
            .guard(told, Label::new("还没有反馈给有关部门", "The departments concerned have not been told yet"))
            .source("将信息反馈有关部门", "D13, D18"),
        step("mark_hard", Label::new("标为疑难", "Mark as hard"), &OPEN, None, &[Who::Assignee, Who::Leader])
            .guard(not(hard()), Label::new("已经标为疑难", "It is marked already"))
            .reason(Reason::Required)
            .source("收楼前期,疑难保修工作的跟进、协调", "D13, D18"),
        step("mark_plain", Label::new("取消疑难", "Not hard"), &OPEN, None, &[Who::Leader])
            .guard(hard(), Label::new("没有标为疑难", "It is not marked"))
            .reason(Reason::Required),
        escalate(&["reported", "dispatched", "appointed", "in_repair", "repaired", "followed_up", "rework"]),
        answer("answer", Label::new("批示", "Decide"), "reported"),
        step("cancel", Label::new("取消", "Cancel"), &waiting, Some("cancelled"), &[Who::Leader])
            .reason(Reason::Required),
        import::close("reported", "closed"),
        import::undo(&["reported", "closed"]),
    ]
}

fn deadlines() -> Vec<Deadline> {
    let latest = |steps: &[&str]| Anchor::Latest(steps.iter().map(|step| Anchor::Step((*step).to_owned())).collect());
    let ended = |since_step: &str| since(&["repair", "cancel"], since_step);
    vec![
        deadline(
            "dispatch",
            Label::new("派工", "Dispatched"),
            latest(&["report", "rework", "answer"]),
            "repair_dispatch_days",
            1,
            Condition::AllOf(vec![
                since(&["send", "dispatch", "cancel", "escalate"], "rework"),
                since(&["send", "dispatch", "cancel"], "answer"),
            ]),
        ),
        deadline(
            "repair",
            Label::new("修复", "Repaired"),
            latest(&["report", "rework"]),
            "repair_days",
            7,
            ended("rework"),
        )
        .source("对房屋的质量维修进行及时跟进", "D13, D18"),
        deadline(
            "answer",
            Label::new("批示", "Decided"),
            Anchor::Step("escalate".into()),
            "escalation_answer_days",
            1,
            since(&["answer"], "escalate"),
        ),
        deadline(
            "call",
            Label::new("一周内满意率回访", "Satisfaction call within a week"),
            Anchor::Step("repair".into()),
            "repair_call_days",
            7,
            since(&["follow_up", "rework"], "repair"),
        )
        .source("安排前台及客服助理对工程保修、维修后的满意率回访工作", "D13, D18"),
        // Each of his notes begins the day anew, until it is closed; one that is closed and done again begins with that.
        deadline(
            "note",
            Label::new("疑难由主管每日跟进", "The supervisor’s note each day"),
            Anchor::Latest(vec![
                Anchor::Step("mark_hard".into()),
                Anchor::Step("rework".into()),
                Anchor::Entry("supervised".into()),
            ]),
            "repair_note_days",
            1,
            Condition::AnyOf(vec![
                since(&["mark_plain"], "mark_hard"),
                Condition::AllOf(["mark_hard", "rework"].map(|step| since(&["close", "cancel"], step)).to_vec()),
            ]),
        )
        .when(Condition::Taken("mark_hard".into()))
        .turns_since("mark_hard")
        .by_leader()
        .source("收楼前期,疑难保修工作的跟进、协调", "D13, D18"),
    ]
}

pub fn process() -> Process {
    Process {
        id: "repair".into(),
        version: 1,
        label: Label::new("报修", "Repair"),
        number_prefix: "BX".into(),
        title: "title".into(),
        about: Some("customer".into()),
        part_of: keys(&["unit", "building", "finding", "handover"]),
        creator_follows: true,
        everybody: false,
        watched: true,
        seen_by: COUNTER.to_vec(),
        fields: fields(),
        edit: edit().to_vec(),
        stages: vec![
            stage("reported", "已登记", "Reported", 60).for_leader("等待派工的报修", "Repairs to dispatch"),
            stage("dispatched", "已派工", "Dispatched", 65),
            stage("appointed", "已预约", "Appointed", 70),
            stage("in_repair", "维修中", "In repair", 75),
            stage("repaired", "已修复", "Repaired", 50),
            stage("followed_up", "已回访", "Followed up", 40).for_leader("等待关闭的报修", "Repairs to close"),
            stage("rework", "返修", "Rework", 90).for_leader("等待派工的报修", "Repairs to dispatch"),
            stage("escalated", "已上报", "Escalated", 100).for_leader("上报等批示的报修", "Escalated repairs"),
            closed(stage("closed", "已关闭", "Closed", 20)),
            closed(stage("cancelled", "已取消", "Cancelled", 10)),
            import::withdrawn(),
        ],
        steps: steps(),
        derived: vec![],
        deadlines: deadlines(),
        flags: vec![
            import::flagged("rework"),
            flag("hard", Label::new("疑难", "Hard"), hard()),
            flag(
                "reworked_twice",
                Label::new("两次返修", "Reworked twice"),
                Condition::TakenTimes { steps: keys(&["rework"]), at_least: 2 },
            ),
            flag(
                "own_follow_up",
                Label::new("维修人自己回访", "Asked about by who repaired it"),
                Condition::SamePerson { step: "repair".into(), other: "follow_up".into() },
            ),
        ],
        effects: vec![ask_afterwards()],
        moves: vec![],
        print: Some(PrintForm {
            title: Label::new("报修记录表", "Repair record"),
            fields: keys(&[
                "title",
                "kind",
                "customer",
                "reporter",
                "phones",
                "unit",
                "building",
                "address",
                "trade",
                "description",
                "registered",
                "repair_department",
                "contractor",
                "sent",
                "appointment_at_ms",
                "work",
                "repaired",
                "notes",
                "difficult",
                "supervised",
                "escalated",
                "asked",
                "inform",
                "told",
                "ended",
            ]),
            steps: vec![
                printed("registered", "登记", "Registered", &["report"]),
                printed("sent", "派工", "Dispatched", &["send", "dispatch"]),
                printed("repaired", "维修", "Repaired", &["start", "repair"]),
                printed("difficult", "疑难", "Hard", &["mark_hard", "mark_plain"]),
                printed("escalated", "上报和批示", "Escalated and decided", &["escalate", "answer"]),
                printed("asked", "满意率回访", "Satisfaction call", &["follow_up", "rework"]),
                printed("told", "反馈部门", "Departments told", &["feed_back"]),
                printed("ended", "关闭", "Closed", &["close", "cancel", import::CLOSE]),
            ],
            signatures: vec![
                Label::new("登记人", "Registered by"),
                Label::new("维修人", "Repaired by"),
                Label::new("客户", "Customer"),
            ],
        }),
        import: Some(
            import::of_cases("report", "description", None)
                .refers_if_found(&["building", "unit", "customer"])
                .words(
                    "title",
                    "报修事项 报修内容 维修内容 事项 标题 repair requesttype complainttype casetitle title subject",
                )
                .words("reporter", "报修人 姓名 客户姓名 业主姓名 客户 业主 reporter name customer caller")
                .words("phones", import::PHONES)
                .words("contractor", "施工单位 维修单位 contractor")
                .words("work", "维修情况 处理结果 维修结果 work resolution"),
        ),
    }
}

/// Every repair is asked about, by somebody else than who did it. That needs somebody to call: where the repair names
/// neither a file nor a telephone, its own step says that it was done.
fn ask_afterwards() -> Effect {
    let somebody = Condition::AnyOf(vec![filled("customer"), filled("phones")]);
    let when = Condition::AllOf(vec![since(&["repair"], "rework"), somebody]);
    let label = Label::new("修好后安排满意率回访", "Ask about the repair");
    let asked = effect("repair_follow_up", label, when, "follow_up", "ask");
    let worker = vec![InCharge::Assignee, InCharge::TakenBy("repair".into())];
    let asked = follow_up(asked, "repair", "维修满意率：", "repair", worker);
    let reached =
        [("contact", "reporter"), ("phones", "phones")].map(|(field, from)| fill(field, field_of_source(from)));
    Effect {
        fill: [asked.fill, reached.to_vec()].concat(),
        unless: Some(since(&["follow_up"], "repair")),
        round: Some("rework".into()),
        source: Some(source("安排前台及客服助理对工程保修、维修后的满意率回访工作", "D13, D18")),
        in_charge: [vec![InCharge::OneOf(COUNTER.to_vec())], asked.in_charge].concat(),
        ..asked
    }
}
