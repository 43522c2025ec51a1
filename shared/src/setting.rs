//! What a company may settle: every number that a rule uses, with its default and where it comes from. A setting
//! without a source is ours, and the page says so.

use crate::label::Label;
use crate::process::words::source;
use crate::process::{Kind, Source};
use crate::value::Value;

#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    pub key: &'static str,
    pub label: Label,
    pub kind: Kind,
    pub default: Value,
    /// Behind the number: 天, %, 小时.
    pub unit: Option<Label>,
    pub source: Option<Source>,
}

pub const COMPANY: &str = "company";
pub const MEMBER_COVERAGE: &str = "member_coverage_percent";
pub const REST_HOURS: &str = "default_rest_hours";
pub const REST_DAY_CALLS: &str = "rest_day_calls";
pub const SOON_HOURS: &str = "soon_hours";
/// After the name of a setting in days: count working days instead of calendar days.
pub const WORKING: &str = "_working";

/// All of them, in the order in which the page shows them.
pub fn known() -> Vec<Setting> {
    let set = |key, label, kind, default: Value| Setting { key, label, kind, default, unit: None, source: None };
    let days = Some(Label::new("天", "days"));
    vec![
        set(COMPANY, Label::new("公司名称", "Company"), Kind::Text, "".into()),
        Setting {
            unit: days.clone(),
            source: Some(source("客服专员负责的客户,应在一周内与客户进行沟通,并做详细备案", "D5, D21")),
            ..set(
                "first_contact_days",
                Label::new("分配后多少天内首次沟通", "First contact, days after assignment"),
                Kind::Integer,
                7.into(),
            )
        },
        set(
            "first_contact_days_working",
            Label::new("首次沟通按工作日计算", "Count working days for first contact"),
            Kind::Boolean,
            false.into(),
        ),
        Setting {
            unit: days,
            source: Some(source("必须保证在三天之内回访", "D5, D21")),
            ..set(
                "follow_up_days",
                Label::new("服务后多少天内回访", "Follow-up, days after service"),
                Kind::Integer,
                3.into(),
            )
        },
        set(
            "follow_up_days_working",
            Label::new("回访按工作日计算", "Count working days for follow-ups"),
            Kind::Boolean,
            false.into(),
        ),
        Setting {
            unit: Some(Label::new("%", "%")),
            source: Some(source("必须保证会员客户的100%的回访", "D5, D21")),
            ..set(MEMBER_COVERAGE, Label::new("会员回访率", "Members followed up"), Kind::Integer, 100.into())
        },
        set(
            REST_HOURS,
            Label::new("客户没有写明时的休息时间", "Rest hours where the customer named none"),
            Kind::Hours,
            "12:00-14:00,20:30-08:30".into(),
        ),
        set(
            REST_DAY_CALLS,
            Label::new("休息日也可以打电话", "Calls on days of rest are allowed"),
            Kind::Boolean,
            false.into(),
        ),
        Setting {
            unit: Some(Label::new("小时", "hours")),
            ..set(SOON_HOURS, Label::new("到期前多久提醒", "Remind before a deadline"), Kind::Integer, 24.into())
        },
    ]
}

pub fn find(key: &str) -> Option<Setting> {
    known().into_iter().find(|setting| setting.key == key)
}
