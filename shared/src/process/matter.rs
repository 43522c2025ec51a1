//! Matter 报事 (SM6, B5, B8): an enquiry, a suggestion, a doubt. What turns out to be a complaint becomes one, and its history
//! stays here; a leader may put any of them under supervision 督办.

use super::complaint::{COUNTER, INTAKE, department};
use super::customer::channels;
use super::effect::words::{effect, field_of_source, fill, follow_up};
use super::effect::{Effect, InCharge, With};
use super::words::*;
use super::{Anchor, Derived, Field, Kind, MergeClass, PrintForm, Process, Reason, Step, Who, import};
use crate::label::Label;
use crate::principal::Post;
use crate::rule::Condition;

const OPEN: [&str; 4] = ["accepted", "coordinating", "resolved", "to_complaint"];

/// There is a complaint that names it, or it names one.
fn became_complaint() -> Condition {
    let stages = super::complaint::process().stages.into_iter().map(|stage| stage.key).collect();
    let named = Condition::RelatedAny { process: "complaint".into(), field: "matter".into(), stages };
    Condition::AnyOf(vec![named, filled("complaint")])
}

fn supervised() -> Condition {
    since(&["supervise"], "release")
}

fn edit() -> [Who; 5] {
    [Who::Assignee, Who::Creator, Who::Leader, Who::Post(Post::FrontDesk), Who::Post(Post::Assistant)]
}

fn fields() -> Vec<Field> {
    let kind = choices(&[
        ("enquiry", "咨询", "Enquiry"),
        ("suggestion", "建议", "Suggestion"),
        ("doubt", "质疑", "Doubt"),
        ("complaint", "投诉", "Complaint"),
    ]);
    let help = choices(&[
        ("install", "协助安装", "Help with installing"),
        ("use", "使用问题", "A problem in use"),
        ("none", "无", "None"),
    ]);
    let there = [&edit()[..], &[leader_of("departments")]].concat();
    let noted = [&there[..], &[Who::Post(Post::Inspector)]].concat();
    let mut all = vec![
        field("title", Label::new("报事内容", "Matter"), Kind::Text).required().listed(),
        field("kind", Label::new("类型", "Kind"), kind).listed(),
        field("customer", Label::new("客户", "Customer"), Kind::Record("customer".into())).listed(),
        field("reporter", Label::new("报事人", "Reported by"), Kind::Text).listed(),
        field("phones", Label::new("电话", "Phone"), Kind::Phone).class(MergeClass::Set).listed(),
        field("unit", Label::new("房屋", "Unit"), Kind::Record("unit".into())).listed(),
        field("address", Label::new("地址", "Address"), Kind::Text).listed(),
        field("channel", Label::new("方式", "Channel"), channels()).listed(),
        field("content", Label::new("详情", "Details"), Kind::LongText).searched(),
        field("help", Label::new("服务督察", "Service supervision"), help).listed(),
        field("departments", Label::new("协调部门", "Departments"), Kind::Department)
            .class(MergeClass::Set)
            .named_see(),
        field("answer", Label::new("答复", "Answer"), Kind::LongText).searched().edit(&there),
        field("complaint", Label::new("转成的投诉", "Became the complaint"), Kind::Record("complaint".into())).listed(),
        entries(
            "notes",
            Label::new("进展", "Progress"),
            vec![field("text", Label::new("内容", "Text"), Kind::LongText).required()],
        )
        .edit(&noted),
        field("tags", Label::new("标签", "Tags"), Kind::Text).class(MergeClass::Set).listed(),
    ];
    all.extend(import::fields());
    all
}

fn steps() -> Vec<Step> {
    let desk =
        [Who::Assignee, Who::Creator, Who::Post(Post::FrontDesk), Who::Post(Post::Assistant), Who::Leader, Who::System];
    // The department that was asked answers, or has one of its people do so.
    let asked = [&desk[..], &[leader_of("departments")]].concat();
    // Whoever asks whether the answer helped, and hears that it did not.
    let askers = [&[Who::Assignee, Who::Creator][..], &INTAKE].concat();
    let watchers = [Who::Leader, Who::Post(Post::Inspector)];
    let assignee = || field("assignee", Label::new("负责人", "In charge"), Kind::Person);
    vec![
        step("accept", Label::new("登记报事", "Register"), &[], Some("accepted"), &INTAKE)
            .with(vec![department()])
            .source("接受客户报事(投诉、咨询、建议、质疑)", "D20"),
        step(
            "coordinate",
            Label::new("协调部门", "Coordinate"),
            &["accepted", "coordinating"],
            Some("coordinating"),
            &asked,
        )
        .with(vec![assignee()])
        .tells("departments")
        .guard(filled("departments"), Label::new("请先写明协调部门", "Name the department first"))
        .source("协调相关部门及时解决客户报事", "D20"),
        step("resolve", Label::new("已答复", "Answered"), &["accepted", "coordinating"], Some("resolved"), &asked)
            .guard(filled("answer"), Label::new("请先写答复", "Write down the answer first"))
            .guard(
                not(is("kind", "complaint")),
                Label::new("这是投诉，请转为投诉处理", "This is a complaint: make it one"),
            ),
        step("close", Label::new("已告知客户", "Customer told"), &["resolved"], Some("closed"), &desk),
        step("reopen", Label::new("重新处理", "Reopen"), &["resolved", "closed"], Some("coordinating"), &askers)
            .reason(Reason::Required),
        step(
            "to_complaint",
            Label::new("转投诉", "Make it a complaint"),
            &["accepted", "coordinating", "resolved", "closed"],
            Some("to_complaint"),
            &INTAKE,
        )
        .reason(Reason::Optional)
        .source("有投诉即时受理", "D21"),
        step("supervise", Label::new("督办", "Supervise"), &OPEN, None, &watchers)
            .guard(not(supervised()), Label::new("已经在督办", "It is supervised already"))
            .source("对报事处理进行跟踪监督", "D20"),
        step("release", Label::new("解除督办", "End supervision"), &OPEN, None, &watchers)
            .guard(supervised(), Label::new("没有在督办", "It is not supervised")),
        import::close("accepted", "closed"),
        import::undo(&["accepted", "closed"]),
    ]
}

pub fn process() -> Process {
    Process {
        id: "matter".into(),
        version: 1,
        label: Label::new("报事", "Matter"),
        number_prefix: "BS".into(),
        title: "title".into(),
        about: Some("customer".into()),
        part_of: keys(&["unit"]),
        creator_follows: true,
        everybody: false,
        watched: true,
        seen_by: COUNTER.to_vec(),
        fields: fields(),
        edit: edit().to_vec(),
        stages: vec![
            stage("accepted", "已接受", "Accepted", 60),
            stage("coordinating", "协调中", "Coordinating", 70),
            stage("resolved", "已解决", "Resolved", 50),
            stage("to_complaint", "转投诉", "Becomes a complaint", 80),
            closed(stage("closed", "已关闭", "Closed", 20)),
            closed(stage("complained", "已转投诉", "Became a complaint", 10)),
            import::withdrawn(),
        ],
        steps: steps(),
        derived: vec![Derived { from: keys(&["to_complaint"]), to: "complained".into(), when: became_complaint() }],
        deadlines: vec![
            deadline(
                "answer",
                Label::new("答复", "Answered"),
                Anchor::Latest(vec![Anchor::Step("accept".into()), Anchor::Step("reopen".into())]),
                "matter_answer_days",
                2,
                since(&["resolve", "to_complaint"], "reopen"),
            )
            .source("协调相关部门及时解决客户报事", "D20"),
            deadline(
                "tell",
                Label::new("告知客户", "Customer told"),
                Anchor::Step("resolve".into()),
                "matter_tell_days",
                1,
                since(&["close", "reopen", "to_complaint"], "resolve"),
            ),
        ],
        flags: vec![flag("supervised", Label::new("督办", "Supervised"), supervised()), import::flagged("reopen")],
        effects: vec![ask_afterwards(), complain()],
        moves: vec![],
        print: Some(PrintForm {
            title: Label::new("报事处理单", "Matter"),
            fields: keys(&[
                "title",
                "kind",
                "customer",
                "reporter",
                "phones",
                "unit",
                "address",
                "channel",
                "content",
                "accepted",
                "departments",
                "coordinated",
                "answer",
                "answered",
                "notes",
                "watched",
                "told",
            ]),
            steps: vec![
                printed("accepted", "受理", "Accepted", &["accept"]),
                printed("coordinated", "协调", "Coordinated", &["coordinate"]),
                printed("answered", "答复情况", "Answered", &["resolve", "reopen", "to_complaint"]),
                printed("watched", "跟踪监督", "Supervision", &["supervise", "release"]),
                printed("told", "告知客户", "Customer told", &["close", import::CLOSE]),
            ],
            signatures: vec![Label::new("受理人", "Accepted by"), Label::new("处理人", "Handled by")],
        }),
        import: Some(
            import::of_cases("accept", "content", None)
                .refers_if_found(&["unit", "customer"])
                .words(
                    "title",
                    "报事内容 报事事项 事项 标题 主题 matter requesttype complainttype casetitle title subject",
                )
                .words("kind", "类型 报事类型 kind type")
                .words("reporter", "报事人 姓名 客户姓名 业主姓名 客户 业主 reporter name customer caller")
                .words("phones", import::PHONES)
                .words("answer", "答复 处理结果 answer resolution"),
        ),
    }
}

/// Whether the answer was any help is asked, by somebody else than who gave it (售前回访).
fn ask_afterwards() -> Effect {
    let when = Condition::AllOf(vec![since(&["resolve"], "reopen"), filled("customer")]);
    let label = Label::new("答复后安排售前回访", "Ask whether the answer helped");
    let asked = effect("matter_follow_up", label, when, "follow_up", "create");
    let worker = vec![InCharge::Assignee, InCharge::TakenBy("resolve".into())];
    Effect {
        unless: Some(since(&["close"], "resolve")),
        round: Some("reopen".into()),
        source: Some(source("针对业务受理组所采取的措施及成效进行的对客户的回访工作", "D2")),
        ..follow_up(asked, "pre_sale", "售前回访：", "matter", worker)
    }
}

/// What turns out to be a complaint becomes one at once, with all that is known.
fn complain() -> Effect {
    let same = ["title", "content", "customer", "phones", "unit", "address", "channel", "departments"];
    let mut fills: Vec<_> = same.iter().map(|field| fill(field, field_of_source(field))).collect();
    fills.extend([
        fill("complainant", field_of_source("reporter")),
        fill("received_at_ms", With::Moment),
        fill("matter", With::Itself),
    ]);
    let label = Label::new("转成投诉", "Make it a complaint");
    Effect {
        unless: Some(became_complaint()),
        fill: fills,
        source: Some(source("有投诉即时受理", "D21")),
        ..effect("to_complaint", label, Condition::Taken("to_complaint".into()), "complaint", "accept")
    }
}
