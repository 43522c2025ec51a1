//! Customer file 客户档案 (SM1, B1): extracted, submitted, classified, assigned, contacted within a week, maintained.

use super::words::*;
use super::{Anchor, Deadline, Derived, Kind, MergeClass, PrintForm, Process, Reason, Who};
use crate::label::Label;
use crate::principal::Post;
use crate::rule::Condition;

mod import;
mod rounds;

pub fn channels() -> Kind {
    choices(&[
        ("phone", "电话", "Phone"),
        ("email", "电邮", "E-mail"),
        ("sms", "短信", "SMS"),
        ("visit", "上门拜访", "Visit"),
        ("desk", "前台", "Front desk"),
        ("other", "其他", "Other"),
    ])
}

pub fn process() -> Process {
    let contacted = Condition::EntryAfter { entries: "contacts".into(), step: "assign".into(), by_owner: true };
    Process {
        id: "customer".into(),
        version: 1,
        label: Label::new("客户", "Customer"),
        number_prefix: "KH".into(),
        title: "name".into(),
        about: None,
        part_of: vec![],
        creator_follows: false,
        everybody: false,
        watched: false,
        // Any customer may call; who takes the call names the file and reads it.
        seen_by: vec![Post::FrontDesk, Post::Assistant],
        fields: vec![
            field("name", Label::new("姓名", "Name"), Kind::Text).required().listed(),
            field(
                "salutation",
                Label::new("称呼", "Form of address"),
                choices(&[("先生", "先生", "Mr"), ("小姐", "小姐", "Ms"), ("女士", "女士", "Ms")]),
            )
            .listed(),
            field("phones", Label::new("电话", "Phones"), Kind::Phone).class(MergeClass::Set).listed(),
            field("email", Label::new("邮箱", "E-mail"), Kind::Email),
            field(
                "kind",
                Label::new("客户类型", "Kind"),
                choices(&[
                    ("owner", "业主", "Owner"),
                    ("user", "使用人", "Occupier"),
                    ("member", "会员客户", "Member"),
                    ("dealer", "经销商", "Dealer"),
                    ("agent", "代理商", "Agent"),
                    ("distributor", "分销商", "Distributor"),
                    ("direct", "直接客户", "Direct customer"),
                    ("prospect", "意向客户", "Prospect"),
                ]),
            )
            .listed(),
            field(
                "relation",
                Label::new("关系阶段", "Relation"),
                choices(&[("pre", "售前", "Pre-sale"), ("in", "售中", "In sale"), ("after", "售后", "After-sale")]),
            )
            .listed(),
            field("class", Label::new("客户分类", "Class"), Kind::Text).listed().edit(&[Who::Leader]),
            field("is_member", Label::new("会员", "Member"), Kind::Boolean).listed(),
            field("member_until", Label::new("会员到期日", "Member until"), Kind::Date).listed(),
            field("region", Label::new("区域", "Region"), Kind::Text).listed(),
            field("address", Label::new("地址", "Address"), Kind::Text).listed(),
            field("rest_hours", Label::new("休息时间", "Rest hours"), Kind::Hours).listed().hint(Label::new(
                "避免在客户休息时打扰客户，例如 12:00-14:00",
                "Do not disturb then, e.g. 12:00-14:00",
            )),
            field("channel", Label::new("首选方式", "Preferred channel"), channels()).listed(),
            field("agreed_at_ms", Label::new("约好的时间", "Agreed time"), Kind::Instant).listed(),
            field("needs", Label::new("需求", "Needs"), Kind::LongText),
            field("dynamics", Label::new("发展动态", "Developments"), Kind::LongText).class(MergeClass::Text),
            entries(
                "people",
                Label::new("联系人", "Contact persons"),
                vec![
                    field("name", Label::new("姓名", "Name"), Kind::Text).required(),
                    field("phone", Label::new("电话", "Phone"), Kind::Phone),
                    field("email", Label::new("邮箱", "E-mail"), Kind::Email),
                    field("role", Label::new("身份", "Role"), Kind::Text),
                ],
            ),
            entries(
                "contacts",
                Label::new("沟通备案", "Contact log"),
                vec![
                    field("channel", Label::new("方式", "Channel"), channels()).required(),
                    field("content", Label::new("内容", "Content"), Kind::LongText).required(),
                    field("next", Label::new("下一步", "Next step"), Kind::Text),
                ],
            )
            .listed(),
            field("tags", Label::new("标签", "Tags"), Kind::Text).class(MergeClass::Set).listed(),
            field("calls", Label::new("沟通次数", "Contacts counted"), Kind::Integer)
                .class(MergeClass::Counter)
                .listed(),
        ],
        edit: vec![Who::Owner, Who::Creator, Who::Leader, Who::Post(Post::FrontDesk)],
        stages: vec![
            stage("extracted", "已提取", "Extracted", 60),
            stage("submitted", "已递交", "Submitted", 50).for_leader("已递交，等待分配", "Submitted, to be assigned"),
            stage("classified", "已分类", "Classified", 40).for_leader("已递交，等待分配", "Submitted, to be assigned"),
            stage("assigned", "已分配", "Assigned", 70),
            stage("contacted", "已沟通备案", "Contacted", 30),
            stage("maintained", "维护中", "Maintained", 20),
            closed(stage("inactive", "停用", "Inactive", 10)),
        ],
        steps: vec![
            step(
                "extract",
                Label::new("新建客户", "New customer"),
                &[],
                Some("extracted"),
                &[
                    Who::Post(Post::Specialist),
                    Who::Post(Post::FrontDesk),
                    Who::Post(Post::Assistant),
                    Who::Leader,
                    Who::System,
                ],
            )
            .with(vec![field("department", Label::new("部门", "Department"), Kind::Department)])
            .source("客服资料的收集要求客服专员每日认真提取客户信息档案", "D5, D21"),
            step(
                "submit",
                Label::new("递交主管", "Submit"),
                &["extracted"],
                Some("submitted"),
                &[Who::Creator, Who::Leader, Who::System],
            )
            .source("客服专员提取的客户信息档案递交客服主管", "D5, D21"),
            step(
                "classify",
                Label::new("分类", "Classify"),
                &["submitted"],
                Some("classified"),
                &[Who::Leader, Who::System],
            )
            .guard(Condition::Filled("class".into()), Label::new("请先选客户分类", "Choose a class first"))
            .source("由客服主管安排信息汇总,并进行分析分类", "D5, D21"),
            step(
                "assign",
                Label::new("分配", "Assign"),
                &["submitted", "classified", "assigned", "contacted", "maintained"],
                Some("assigned"),
                &[Who::Leader, Who::System],
            )
            .with(vec![field("owner", Label::new("负责专员", "Specialist"), Kind::Person).required()])
            .decided()
            .source("客服主管按照负责客户数量均衡、兼顾业务能力的原则,分配给相关客服专员", "D5, D21"),
            step("return", Label::new("退回补充", "Return"), &["submitted"], Some("extracted"), &[Who::Leader])
                .reason(Reason::Required),
            step(
                "retire",
                Label::new("停用", "Retire"),
                &["extracted", "submitted", "classified", "assigned", "contacted", "maintained"],
                Some("inactive"),
                &[Who::Leader],
            )
            .decided()
            .reason(Reason::Required),
        ],
        derived: vec![Derived { from: vec!["assigned".into()], to: "contacted".into(), when: contacted.clone() }],
        deadlines: vec![Deadline {
            key: "first_contact".into(),
            label: Label::new("一周内首次沟通", "First contact within a week"),
            anchor: Anchor::Step("assign".into()),
            days_setting: "first_contact_days".into(),
            days_default: 7,
            when: Condition::Always,
            met: contacted,
            turns_since: None,
            by_leader: false,
            source: Some(source("客服专员负责的客户,应在一周内与客户进行沟通,并做详细备案", "D5, D21")),
        }],
        flags: vec![],
        effects: rounds::effects(),
        moves: vec![],
        print: Some(PrintForm {
            title: Label::new("客户信息档案", "Customer file"),
            fields: [
                "name",
                "salutation",
                "phones",
                "address",
                "kind",
                "class",
                "is_member",
                "rest_hours",
                "needs",
                "people",
                "contacts",
            ]
            .map(str::to_owned)
            .to_vec(),
            steps: vec![],
            signatures: vec![Label::new("建档人", "Filed by"), Label::new("客服主管", "Supervisor")],
        }),
        import: Some(import::import()),
    }
}
