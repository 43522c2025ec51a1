//! Follow-up 回访项 with the full 《回访记录表》 (SM4, B2, F). Every attempt is a record of its own.

use super::customer::channels;
use super::effect::words::{constant, effect, field_of_source, fill, short, words};
use super::effect::{Effect, InCharge, Move, Part, With};
use super::words::*;
use super::{Anchor, Deadline, Kind, MergeClass, PrintForm, Process, Reason, Who, import};
use crate::label::Label;
use crate::principal::Post;
use crate::rule::Condition;

pub fn process() -> Process {
    let complete =
        Condition::AllOf(["rating", "channel", "service_item"].map(|f| Condition::Filled(f.into())).to_vec());
    let explained = Condition::AnyOf(vec![
        Condition::Is { field: "rating".into(), value: "satisfied".into() },
        Condition::Filled("dissatisfaction".into()),
    ]);
    let member = Condition::ReferredIs { field: "customer".into(), key: "is_member".into(), value: true.into() };
    let assignee = || field("assignee", Label::new("回访人", "Caller"), Kind::Person).required();
    let callers = [Who::Assignee, Who::Post(Post::FrontDesk), Who::Post(Post::Assistant)];
    Process {
        id: "follow_up".into(),
        version: 1,
        label: Label::new("回访", "Follow-up"),
        number_prefix: "HF".into(),
        title: "title".into(),
        about: Some("customer".into()),
        part_of: keys(&["campaign", "complaint", "repair", "matter", "handover"]),
        creator_follows: false,
        everybody: false,
        watched: true,
        seen_by: vec![],
        fields: vec![
            field("title", Label::new("回访事项", "Subject"), Kind::Text).required().listed(),
            field("customer", Label::new("客户", "Customer"), Kind::Record("customer".into())).required().listed(),
            // Whom to ask, and where, if the case that it is about names no file.
            field("contact", Label::new("联系人", "Contact"), Kind::Text).listed().edit(&[Who::System]),
            field("phones", Label::new("电话", "Phone"), Kind::Phone)
                .class(MergeClass::Set)
                .listed()
                .edit(&[Who::System]),
            field("campaign", Label::new("回访活动", "Campaign"), Kind::Record("campaign".into())).listed(),
            field("repair", Label::new("来自报修", "From the repair"), Kind::Record("repair".into()))
                .listed()
                .edit(&[Who::System]),
            field("complaint", Label::new("来自投诉", "From the complaint"), Kind::Record("complaint".into()))
                .listed()
                .edit(&[Who::System]),
            field("matter", Label::new("来自报事", "From the matter"), Kind::Record("matter".into()))
                .listed()
                .edit(&[Who::System]),
            field("handover", Label::new("来自交房", "From the handover"), Kind::Record("handover".into()))
                .listed()
                .edit(&[Who::System]),
            field(
                "type",
                Label::new("回访类型", "Type"),
                choices(&[
                    ("regular", "常规", "Regular"),
                    ("pre_sale", "售前", "Pre-sale"),
                    ("after_sale", "售后", "After-sale"),
                    ("complaint", "投诉后", "After a complaint"),
                    ("repair", "维修满意率", "Repair satisfaction"),
                    ("festival", "节日", "Festival"),
                    ("anniversary", "店庆日", "Anniversary"),
                    ("promotion", "促销活动期", "Promotion"),
                    ("renewal", "续卡/升级提醒", "Renewal"),
                    ("interview", "业主访谈", "Interview"),
                    ("visit", "客户拜访", "Visit"),
                    ("outreach", "社区走访", "Community visit"),
                    ("dealer", "报价后跟踪", "After a quote"),
                ]),
            )
            .listed()
            .hint(Label::new(
                "报价不在这里登记，报价后的跟踪由人安排；其余的可以按设置自动安排",
                "Quotes are not kept here: plan a follow-up after one yourself. Others may come by the settings",
            )),
            field("anchor_at_ms", Label::new("起算时间", "Counted from"), Kind::Instant).required().listed(),
            field("appointment_at_ms", Label::new("约定时间", "Appointment"), Kind::Instant).listed(),
            field("service_item", Label::new("服务项目", "Service item"), Kind::Text).listed(),
            field("service_at", Label::new("服务时间", "Service time"), Kind::Date),
            field("channel", Label::new("回访方式", "Channel"), channels()).listed(),
            field(
                "rating",
                Label::new("满意度", "Satisfaction"),
                choices(&[
                    ("satisfied", "满意", "Satisfied"),
                    ("average", "一般", "Average"),
                    ("dissatisfied", "不满意", "Dissatisfied"),
                ]),
            )
            .listed(),
            field("evaluation", Label::new("对本司的评价", "View of the company"), Kind::LongText).searched(),
            field("suggestion", Label::new("建议", "Suggestion"), Kind::LongText).searched(),
            field("opinion", Label::new("意见", "Opinion"), Kind::LongText).searched(),
            field("dissatisfaction", Label::new("不满意的原因", "Why dissatisfied"), Kind::LongText).searched(),
            field("improvement", Label::new("改进要求", "What to improve"), Kind::LongText).searched(),
            import::fields()[1].clone(),
            field("reminded", Label::new("已提醒续卡/升级", "Renewal reminded"), Kind::Boolean),
            entries(
                "attempts",
                Label::new("联系记录", "Attempts"),
                vec![
                    field("channel", Label::new("方式", "Channel"), channels()).required(),
                    field(
                        "outcome",
                        Label::new("结果", "Outcome"),
                        choices(&[
                            ("reached", "已接通", "Reached"),
                            ("no_answer", "无人接听", "No answer"),
                            ("appointed", "约定再访", "Call again"),
                            ("refused", "拒访", "Refused"),
                            ("wrong_number", "号码错误", "Wrong number"),
                        ]),
                    )
                    .required()
                    .listed(),
                    field("seconds", Label::new("时长（秒）", "Seconds"), Kind::Integer),
                    field("note", Label::new("说明", "Note"), Kind::LongText),
                    field("override", Label::new("休息时间拨打原因", "Reason for calling in rest hours"), Kind::Text),
                ],
            )
            .listed(),
            entries(
                "answers",
                Label::new("话术回答", "Script answers"),
                vec![
                    field("node", Label::new("问题", "Question"), Kind::Text).required(),
                    field("answer", Label::new("回答", "Answer"), Kind::LongText).required(),
                ],
            ),
        ],
        edit: vec![Who::Assignee, Who::Leader, Who::Post(Post::FrontDesk), Who::Post(Post::Assistant)],
        stages: vec![
            stage("pending", "待回访", "Pending", 50),
            stage("appointed", "已约时间", "Appointed", 60),
            stage("unreached", "未联系上", "Not reached", 55),
            stage("done", "已回访", "Done", 70).for_leader("等待核对的回访", "Follow-ups to check"),
            closed(stage("checked", "已核", "Checked", 40)),
            closed(stage("waived", "免访", "Waived", 10)),
            import::withdrawn(),
        ],
        steps: vec![
            step(
                "create",
                Label::new("安排回访", "Plan a follow-up"),
                &[],
                Some("pending"),
                &[Who::Leader, Who::Post(Post::Specialist), Who::System],
            )
            .with(vec![assignee(), field("department", Label::new("部门", "Department"), Kind::Department)]),
            // About a case that may name a telephone and no file.
            step("ask", Label::new("安排回访", "Plan a follow-up"), &[], Some("pending"), &[Who::System])
                .with(vec![assignee(), field("department", Label::new("部门", "Department"), Kind::Department)])
                .may_lack(&["customer"]),
            // An answer of the past: whose it is, nobody may know any more.
            step(
                "record",
                Label::new("导入回访", "Import a follow-up"),
                &[],
                Some("pending"),
                &[Who::Leader, Who::System],
            )
            .with(vec![field("department", Label::new("部门", "Department"), Kind::Department)])
            .may_lack(&["customer", "anchor_at_ms"]),
            import::close("pending", "checked"),
            import::undo(&["pending", "checked"]),
            step(
                "appoint",
                Label::new("约时间", "Make an appointment"),
                &["pending", "appointed", "unreached"],
                Some("appointed"),
                &callers,
            )
            .guard(Condition::Filled("appointment_at_ms".into()), Label::new("请填约定时间", "Enter the agreed time"))
            .source("最好与客户在电话中再约一个方便的时间", "D5, D21"),
            step(
                "miss",
                Label::new("未联系上", "Not reached"),
                &["pending", "appointed", "unreached"],
                Some("unreached"),
                &callers,
            )
            .guard(Condition::Filled("attempts".into()), Label::new("请先记下这次联系", "Record the attempt first")),
            step(
                "done",
                Label::new("完成回访", "Complete"),
                &["pending", "appointed", "unreached"],
                Some("done"),
                &callers,
            )
            .guard(
                complete,
                Label::new(
                    "记录还不完整：满意度、方式、服务项目都要填",
                    "Not complete yet: satisfaction, channel and service item are needed",
                ),
            )
            .guard(explained, Label::new("客户不满意或一般，请写明原因", "Say why the customer is not satisfied"))
            .reason(Reason::Optional)
            .source("必须保证回访信息的完整记录", "D5, D21"),
            step("check", Label::new("核对", "Check"), &["done"], Some("checked"), &[Who::Leader]),
            step(
                "reassign",
                Label::new("改派", "Reassign"),
                &["pending", "appointed", "unreached"],
                Some("pending"),
                &[Who::Leader],
            )
            .with(vec![assignee()])
            .decided(),
            step(
                "waive",
                Label::new("免访", "Waive"),
                &["pending", "appointed", "unreached"],
                Some("waived"),
                &[Who::Leader],
            )
            .reason(Reason::Required)
            .guard(
                Condition::Not(Box::new(member)),
                Label::new("会员客户必须回访，不能免访", "Members must be followed up and cannot be waived"),
            )
            .source("必须保证会员客户的100%的回访", "D5, D21"),
        ],
        derived: vec![],
        deadlines: vec![Deadline {
            key: "follow_up".into(),
            label: Label::new("三天内回访", "Follow-up within three days"),
            anchor: Anchor::Field("anchor_at_ms".into()),
            days_setting: "follow_up_days".into(),
            days_default: 3,
            when: not(Condition::Taken(import::CLOSE.into())),
            met: Condition::AnyOf(vec![Condition::Taken("done".into()), Condition::Taken("waive".into())]),
            turns_since: None,
            by_leader: false,
            source: Some(source("必须保证在三天之内回访", "D5, D21")),
        }],
        flags: vec![flag(
            import::IMPORTED,
            Label::new("导入的旧回访", "Imported as done"),
            Condition::Taken(import::CLOSE.into()),
        )],
        effects: vec![improve()],
        moves: moves(),
        print: Some(PrintForm {
            title: Label::new("回访记录表", "Follow-up record"),
            fields: [
                "title",
                "customer",
                "type",
                "channel",
                "service_item",
                "service_at",
                "rating",
                "evaluation",
                "suggestion",
                "opinion",
                "dissatisfaction",
                "improvement",
                "attempts",
                "made",
                "checked",
            ]
            .map(str::to_owned)
            .to_vec(),
            steps: vec![
                printed("made", "回访", "Followed up", &["done", "waive", import::CLOSE]),
                printed("checked", "核对", "Checked", &["check"]),
            ],
            signatures: vec![Label::new("回访人", "Caller"), Label::new("客服主管", "Supervisor")],
        }),
        import: Some(answers()),
    }
}

/// Answers of the past: what a customer said, and stars or a label for how satisfied he was. Each is over when it comes.
fn answers() -> import::Import {
    import::Import::new("record", import::UNDO)
        .words(
            "opinion",
            "评价 评论 评语 内容 意见 客户评价 客户意见 review reviewbody comment comments feedback content text",
        )
        .words("rating", "满意度 评分 星级 打分 标签 rating star stars score label satisfaction")
        .words("source_no", "编号 序号 外部编号 index id reviewid number")
        .words("service_item", "服务项目 项目 service serviceitem item")
        .words(import::OPENED, "时间 日期 评价时间 评论时间 date time createdat reviewtime")
        .words(import::CLOSED, "回访时间 完成时间 closedat")
        .refers_if_found(&["customer"])
        .joined("opinion")
        .same(&["source_no"])
        .choice("rating", "satisfied", "4 5 好评 正面 positive pos good")
        .choice("rating", "average", "3 中评 中性 neutral")
        .choice("rating", "dissatisfied", "0 1 2 差评 负面 negative neg bad")
        .fixed("title", "以往的客户评价")
        .past(import::CLOSE, Some("anchor_at_ms"))
        .over()
}

/// A customer who is not satisfied: somebody in charge sees to it. Ours, from the script's 「我们很快就会有改进」. What a
/// complaint, a repair or a matter was asked about is taken up again there.
fn improve() -> Effect {
    let title = vec![words("改进："), Part::TitleOf("customer".into()), words(" 不满意："), short("dissatisfaction")];
    let detail = vec![Part::Field("dissatisfaction".into()), Part::NewLine, Part::Field("improvement".into())];
    let label = Label::new("客户不满意，安排改进", "A customer is not satisfied: arrange an improvement");
    let when = Condition::AllOf(vec![Condition::Taken("done".into()), is("rating", "dissatisfied")]);
    Effect {
        unless: Some(Condition::AnyOf(["complaint", "repair", "matter"].map(filled).to_vec())),
        in_charge: vec![InCharge::Supervisor, InCharge::Manager, InCharge::Assignee, InCharge::TakenBy("done".into())],
        fill: vec![
            fill("title", With::Text(title)),
            fill("source", constant("improve")),
            fill("detail", With::Text(detail)),
            fill("follow_up", With::Itself),
            fill("customer", field_of_source("customer")),
            fill("due_at_ms", With::Term { setting: "improve_days".into(), days: 3 }),
        ],
        ..effect("improve", label, when, "task", "create")
    }
}

/// What the customer said stands in the case that he was asked about, too: who asks, closes it or takes it up again.
fn moves() -> Vec<Move> {
    let said = |of: &str, ratings: &[&str]| {
        let rated = ratings.iter().map(|rating| is("rating", *rating)).collect();
        Condition::AllOf(vec![Condition::Taken("done".into()), filled(of), Condition::AnyOf(rated)])
    };
    let asked = |of: &str, label: Label, step: &str| Move {
        key: format!("{of}_asked"),
        label,
        when: said(of, &["satisfied", "average"]),
        of: of.to_owned(),
        step: step.to_owned(),
        values: vec![fill("rating", field_of_source("rating")), fill("said", field_of_source("evaluation"))],
        reason: vec![words("按回访记录："), short("title")],
    };
    let again = |of: &str, label: Label, step: &str| Move {
        key: format!("{of}_again"),
        when: said(of, &["dissatisfied"]),
        values: vec![],
        reason: vec![Part::Field("dissatisfaction".into()), Part::NewLine, Part::Field("improvement".into())],
        ..asked(of, label, step)
    };
    vec![
        asked("complaint", Label::new("投诉已回访", "The complaint was followed up"), "follow_up"),
        again("complaint", Label::new("不满意，投诉重新处理", "Not satisfied: the complaint is reopened"), "reopen"),
        asked("repair", Label::new("维修已回访", "The repair was asked about"), "follow_up"),
        again("repair", Label::new("不满意，返修", "Not satisfied: it is repaired again"), "rework"),
        again("matter", Label::new("不满意，报事重新处理", "Not satisfied: the matter is reopened"), "reopen"),
    ]
}
