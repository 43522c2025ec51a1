//! Complaint 投诉 with 《投诉处理单》 (SM5, B4): accepted at once, result, follow-up by somebody else, thorough cause, archive.
//! Nothing of it can be hidden: whoever sees it may escalate it, and open work outranks what was closed elsewhere.

use super::customer::channels;
use super::effect::words::{effect, follow_up};
use super::effect::{Effect, InCharge};
use super::words::*;
use super::{Anchor, Field, Kind, MergeClass, PrintForm, Process, Reason, Step, Who, import};
use crate::label::Label;
use crate::principal::Post;
use crate::rule::Condition;

/// Any intake post (前台, 业务受理组, 客服), and the server where a rule makes one.
pub const INTAKE: [Who; 5] =
    [Who::Post(Post::FrontDesk), Who::Post(Post::Assistant), Who::Post(Post::Specialist), Who::Leader, Who::System];

/// Whoever takes calls and visitors sees the cases of the department: he is asked how they stand, and asks afterwards.
pub const COUNTER: [Post; 2] = [Post::FrontDesk, Post::Assistant];

pub fn department() -> Field {
    field("department", Label::new("部门", "Department"), Kind::Department)
}

/// What the customer said when asked afterwards. Somebody who is not satisfied is no result.
pub fn follow_up_params() -> Vec<Field> {
    let rating = choices(&[("satisfied", "满意", "Satisfied"), ("average", "一般", "Average")]);
    vec![
        field("rating", Label::new("满意度", "Satisfaction"), rating).required().listed(),
        field("said", Label::new("客户怎么说", "What the customer said"), Kind::LongText),
    ]
}

/// 上报: raised by anybody who sees the record, answered by the superior of who handles it, undone by nobody.
pub fn escalate(from: &[&str]) -> Step {
    step("escalate", Label::new("上报", "Escalate"), from, Some("escalated"), &[Who::Anyone])
        .with(vec![field("superior", Label::new("上报给", "Escalated to"), Kind::Superior)])
        .reason(Reason::Required)
        .source("不能解决的及时上报。不拖沓,不隐藏", "D13, D18")
}

/// The word of the superior to whom it was escalated. Where the company names none it is any leader's, and one who
/// escalated leaves it to another, where there is one.
pub fn answer(key: &str, label: Label, to: &str) -> Step {
    step(key, label, &["escalated"], Some(to), &[Who::Superior])
        .with(vec![field("words", Label::new("批示", "Decision"), Kind::LongText).required()])
        .warn(
            Condition::NotSamePerson("escalate".into()),
            Label::new("您自己上报的，应由上级批示", "You escalated it; a superior should decide"),
        )
        .decided()
        .source("不能解决的及时向上级领导汇报,共同商讨解决方法", "D13")
}

/// Somebody else than who took these steps asks how it went: anybody who takes calls, unless the department has only the one.
pub fn by_somebody_else(steps: &[&str]) -> Condition {
    let others = steps.iter().map(|step| Condition::NotSamePerson((*step).to_owned())).collect();
    let posts = vec![Post::FrontDesk, Post::Assistant, Post::Specialist, Post::Supervisor];
    Condition::AnyOf(vec![Condition::AllOf(others), Condition::NobodyElse(posts)])
}

fn steps() -> Vec<Step> {
    let major = || is("severity", "major");
    // The supervisor of a department that was asked to help takes it on, too, or gives it to one of his own people.
    let leaders = [Who::Leader, leader_of("departments")];
    let result = |step: Step| {
        step.guard(filled("measures"), Label::new("请先写处理措施", "Write down the measures first"))
            .guard(filled("result"), Label::new("请先写处理结果", "Write down the result first"))
    };
    let cause = |step: Step| {
        step.guard(filled("cause_category"), Label::new("请先选原因类别", "Choose the kind of cause first"))
            .guard(filled("cause"), Label::new("请先写原因分析", "Write down the cause first"))
    };
    let followed_up = Condition::AllOf(vec![since(&["follow_up"], "resolve"), since(&["follow_up"], "settle")]);
    vec![
        step("accept", Label::new("受理投诉", "Accept a complaint"), &[], Some("accepted"), &INTAKE)
            .with(vec![department(), causer()])
            .source("有投诉即时受理", "D21"),
        step(
            "assign",
            Label::new("安排处理", "Assign"),
            &["accepted", "handling", "reopened"],
            Some("handling"),
            &leaders,
        )
        .with(vec![field("assignee", Label::new("处理人", "Handler"), Kind::Person).required()])
        .tells("departments")
        .guard(
            not(major()),
            Label::new(
                "重大投诉由主管亲自处理，请用“亲自处理”",
                "A major complaint is the supervisor's own: take it on",
            ),
        )
        .decided(),
        step(
            "take_on",
            Label::new("亲自处理", "Take on"),
            &["accepted", "handling", "reopened"],
            Some("handling"),
            &leaders,
        )
        .with(vec![field("assignee", Label::new("处理人", "Handler"), Kind::Actor).required()])
        .tells("departments")
        .decided()
        .source("处理重大投诉", "D9"),
        step("resume", Label::new("继续处理", "Resume"), &["reopened"], Some("handling"), &[Who::Assignee]),
        result(step(
            "resolve",
            Label::new("有结果", "Resolve"),
            &["handling"],
            Some("resolved"),
            &[Who::Assignee, Who::Leader],
        ))
        .guard(
            Condition::AnyOf(vec![not(major()), taken_on()]),
            Label::new("重大投诉要由主管亲自处理", "A major complaint must be handled by a supervisor in person"),
        )
        .source("迅速有结果", "D21"),
        escalate(&["accepted", "handling", "reopened", "resolved", "followed_up", "analysed"]),
        answer("answer", Label::new("批示后继续处理", "Decide: go on"), "handling"),
        result(answer("settle", Label::new("批示结果", "Decide: result"), "resolved")),
        step("follow_up", Label::new("回访", "Follow up"), &["resolved"], Some("followed_up"), &INTAKE)
            .with(follow_up_params())
            .warn(
                by_somebody_else(&["resolve", "settle"]),
                Label::new("回访应由处理人以外的人来做", "Somebody else than the handler should follow up"),
            )
            .source("处理后有回访", "D21"),
        step(
            "reopen",
            Label::new("客户不满意", "Not satisfied"),
            &["resolved", "followed_up", "analysed", "archived"],
            Some("reopened"),
            &INTAKE,
        )
        .reason(Reason::Required)
        .source("形成闭环的管理流程", "D21"),
        cause(step(
            "analyse",
            Label::new("原因已分析", "Analysed"),
            &["followed_up"],
            Some("analysed"),
            &[Who::Leader],
        ))
        .source("对投诉原因进行最彻底的分析", "D21"),
        cause(step("archive", Label::new("归档", "Archive"), &["analysed"], Some("archived"), &[Who::Leader]))
            .guard(followed_up, Label::new("还没有回访，不能归档", "Not followed up yet: it cannot be archived"))
            .decided()
            .source("建立投诉归档资料", "D21"),
        import::close("accepted", "archived"),
        import::undo(&["accepted", "archived"]),
    ]
}

/// Is it in the hands of a supervisor who took it on in person?
fn taken_on() -> Condition {
    since(&["take_on"], "assign")
}

fn edit() -> [Who; 5] {
    [Who::Assignee, Who::Creator, Who::Leader, Who::Post(Post::FrontDesk), Who::Post(Post::Assistant)]
}

fn fields() -> Vec<Field> {
    let cause = choices(&[
        ("quality", "工程质量", "Building quality"),
        ("attitude", "服务态度", "Manner of service"),
        ("skill", "业务能力", "Skill"),
        ("process", "流程制度", "Procedure"),
        ("coordination", "部门配合", "Coordination"),
        ("information", "信息告知", "Information given"),
        ("contractor", "施工单位", "Contractor"),
        ("expectation", "客户期望", "Expectation"),
        ("other", "其他", "Other"),
    ]);
    let kind = choices(&[
        ("quality", "房屋质量", "Building quality"),
        ("repair", "维修", "Repairs"),
        ("service", "服务", "Service"),
        ("environment", "环境卫生", "Cleanliness"),
        ("security", "治安消防", "Security and fire"),
        ("facility", "设施设备", "Facilities"),
        ("neighbour", "邻里装修", "Neighbours and renovation"),
        ("fee", "收费", "Fees"),
        ("other", "其他", "Other"),
    ]);
    let severity =
        choices(&[("normal", "一般", "Normal"), ("important", "重要", "Important"), ("major", "重大", "Major")]);
    // A department that helps writes what it does.
    let there = [&edit()[..], &[leader_of("departments")]].concat();
    let noted = [&there[..], &[Who::Post(Post::Inspector)]].concat();
    let mut all = vec![
        field("title", Label::new("投诉事项", "Complaint"), Kind::Text).required().listed(),
        field("severity", Label::new("程度", "Severity"), severity).listed().edit(&[Who::Leader]),
        field("customer", Label::new("客户", "Customer"), Kind::Record("customer".into())).listed(),
        field("complainant", Label::new("投诉人", "Complainant"), Kind::Text).listed(),
        field("phones", Label::new("电话", "Phone"), Kind::Phone).class(MergeClass::Set).listed(),
        field("unit", Label::new("房屋", "Unit"), Kind::Record("unit".into())).listed(),
        field("address", Label::new("地址", "Address"), Kind::Text).listed(),
        field("channel", Label::new("方式", "Channel"), channels()).listed(),
        field("received_at_ms", Label::new("投诉时间", "Received"), Kind::Instant).listed(),
        field("kind", Label::new("类型", "Kind"), kind).listed(),
        field("content", Label::new("内容", "Content"), Kind::LongText).searched(),
        field("matter", Label::new("来自报事", "From the matter"), Kind::Record("matter".into())).listed(),
        field("departments", Label::new("协办部门", "Departments"), Kind::Department)
            .class(MergeClass::Set)
            .named_see(),
        field("measures", Label::new("措施", "Measures"), Kind::LongText).searched().edit(&there),
        field("result", Label::new("结果", "Result"), Kind::LongText).searched(),
        field("effect", Label::new("成效", "Effect"), Kind::LongText),
        field("cost", Label::new("代价", "Cost"), Kind::Money),
        field("cause_category", Label::new("原因类别", "Kind of cause"), cause).listed().edit(&[Who::Leader]),
        field("cause", Label::new("原因分析", "Cause"), Kind::LongText).searched().edit(&[Who::Leader]),
        field("archive_number", Label::new("归档号", "Archive number"), Kind::Text).listed().edit(&[Who::Leader]),
        field("photos", Label::new("照片", "Photos"), Kind::Attachment).class(MergeClass::Set).edit(&there),
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

pub fn process() -> Process {
    let begun = || Anchor::Latest(vec![Anchor::Step("accept".into()), Anchor::Step("reopen".into())]);
    let ended = Anchor::Latest(vec![Anchor::Step("resolve".into()), Anchor::Step("settle".into())]);
    let asked = ["resolve", "settle"].map(|end| since(&["follow_up", "reopen"], end)).to_vec();
    let major = is("severity", "major");
    // The latest result is the one that was asked about.
    let own = |result: &str, other: &str| {
        let same = Condition::SamePerson { step: result.into(), other: "follow_up".into() };
        Condition::AllOf(vec![same, not(Condition::TakenSince { steps: keys(&[other]), since: result.into() })])
    };
    Process {
        id: "complaint".into(),
        version: 1,
        label: Label::new("投诉", "Complaint"),
        number_prefix: "TS".into(),
        title: "title".into(),
        about: Some("customer".into()),
        part_of: keys(&["unit", "matter"]),
        creator_follows: true,
        everybody: false,
        watched: true,
        seen_by: COUNTER.to_vec(),
        fields: fields(),
        edit: edit().to_vec(),
        stages: vec![
            stage("accepted", "已受理", "Accepted", 60).for_leader("等待安排的投诉", "Complaints to assign"),
            stage("handling", "处理中", "Handling", 70),
            stage("escalated", "已上报", "Escalated", 100).for_leader("上报等批示的投诉", "Escalated complaints"),
            stage("resolved", "有结果", "Resolved", 50),
            stage("reopened", "重新处理", "Reopened", 90).for_leader("客户不满意的投诉", "Complaints reopened"),
            stage("followed_up", "已回访", "Followed up", 40).for_leader("等待分析原因的投诉", "Complaints to analyse"),
            stage("analysed", "已分析", "Analysed", 30).for_leader("等待归档的投诉", "Complaints to archive"),
            frozen(stage("archived", "已归档", "Archived", 10)),
            import::withdrawn(),
        ],
        steps: steps(),
        derived: vec![],
        deadlines: vec![
            deadline(
                "assign",
                Label::new("安排处理", "Assigned"),
                begun(),
                "complaint_assign_days",
                1,
                since(&["assign", "take_on", "resume", "escalate"], "reopen"),
            ),
            deadline(
                "result",
                Label::new("有结果", "Resolved"),
                begun(),
                "complaint_result_days",
                3,
                since(&["resolve", "settle"], "reopen"),
            )
            .source("迅速有结果", "D21"),
            deadline(
                "answer",
                Label::new("批示", "Decided"),
                Anchor::Step("escalate".into()),
                "escalation_answer_days",
                1,
                since(&["answer", "settle"], "escalate"),
            ),
            deadline(
                "follow_up",
                Label::new("三天内回访", "Follow-up within three days"),
                ended,
                "follow_up_days",
                3,
                Condition::AllOf(asked),
            )
            .source("必须保证在三天之内回访", "D5, D21"),
        ],
        flags: vec![
            import::flagged("reopen"),
            flag(
                "reopened_twice",
                Label::new("两次不满意", "Reopened twice"),
                Condition::TakenTimes { steps: keys(&["reopen"]), at_least: 2 },
            ),
            flag(
                "not_taken_on",
                Label::new("待主管接手", "Waits for a supervisor"),
                Condition::AllOf(vec![major, not(taken_on())]),
            ),
            flag(
                "own_follow_up",
                Label::new("处理人自己回访", "Followed up by its handler"),
                Condition::AnyOf(vec![own("resolve", "settle"), own("settle", "resolve")]),
            ),
        ],
        effects: vec![ask_afterwards()],
        moves: vec![],
        print: Some(PrintForm {
            title: Label::new("投诉处理单", "Complaint form"),
            fields: keys(&[
                "title",
                "severity",
                "customer",
                "complainant",
                "phones",
                "unit",
                "address",
                "channel",
                "received_at_ms",
                "kind",
                "content",
                "accepted",
                "departments",
                "handled",
                "measures",
                "result",
                "effect",
                "cost",
                "notes",
                "resolved",
                "escalated",
                "asked",
                "cause_category",
                "cause",
                "analysed",
                "archive_number",
                "archived",
            ]),
            steps: vec![
                printed("accepted", "受理", "Accepted", &["accept"]),
                printed("handled", "处理人", "Handled by", &["assign", "take_on", "resume"]),
                printed("resolved", "报结果", "Result given", &["resolve"]),
                printed("escalated", "上报和批示", "Escalated and decided", &["escalate", "answer", "settle"]),
                printed("asked", "回访", "Followed up", &["follow_up", "reopen"]),
                printed("analysed", "分析", "Analysed", &["analyse"]),
                printed("archived", "归档", "Archived", &["archive", import::CLOSE]),
            ],
            signatures: vec![
                Label::new("受理人", "Accepted by"),
                Label::new("处理人", "Handled by"),
                Label::new("客服主管", "Supervisor"),
            ],
        }),
        import: Some(
            import::of_cases("accept", "content", Some("received_at_ms"))
                .refers_if_found(&["unit", "customer"])
                .words(
                    "title",
                    "投诉事项 事项 标题 主题 投诉内容 complaint complainttype casetitle requesttype title subject",
                )
                .words("complainant", "投诉人 姓名 客户姓名 业主姓名 客户 业主 complainant name customer caller")
                .words("phones", import::PHONES),
        ),
    }
}

/// Every result is followed up, by somebody else than who handled it. That needs a file to call from: where the complaint
/// names none, its own step says that it was done.
fn ask_afterwards() -> Effect {
    let when = Condition::AllOf(vec![since(&["resolve", "settle"], "reopen"), filled("customer")]);
    let label = Label::new("有结果后安排回访", "Follow up the result");
    let asked = effect("complaint_follow_up", label, when, "follow_up", "create");
    let handlers = ["resolve", "settle"].map(|step| InCharge::TakenBy(step.to_owned()));
    Effect {
        unless: Some(Condition::AllOf(vec![since(&["follow_up"], "resolve"), since(&["follow_up"], "settle")])),
        round: Some("reopen".into()),
        source: Some(source("处理后有回访", "D21")),
        ..follow_up(asked, "complaint", "投诉后回访：", "complaint", [&[InCharge::Assignee], &handlers[..]].concat())
    }
}
