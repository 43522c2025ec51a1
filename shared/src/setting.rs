//! What a company may settle: every number that a rule uses, with its default and where it comes from. A setting
//! without a source is ours, and the page says so.

use crate::calendar::RestHours;
use crate::label::Label;
use crate::process::words::source;
use crate::process::{Kind, Source};
use crate::value::Value;
use std::sync::LazyLock;

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
/// Does a photograph keep the place where it was taken?
pub const KEEP_LOCATION: &str = "keep_photo_location";
pub const MEMBER_COVERAGE: &str = "member_coverage_percent";
pub const REST_HOURS: &str = "default_rest_hours";
pub const REST_DAY_CALLS: &str = "rest_day_calls";
pub const SOON_HOURS: &str = "soon_hours";
pub const PATROLS_MIN: &str = "patrols_min";
pub const PATROLS_MAX: &str = "patrols_max";
pub const PATROLS_APART: &str = "patrols_apart_minutes";
pub const SPOT_CHECKS_MIN: &str = "spot_checks_min";
pub const SPOT_CHECKS_MAX: &str = "spot_checks_max";
pub const WORK_HOURS: &str = "work_hours";
pub const VISIT_EVERY: &str = "visit_every_days";
pub const INTERVIEW_EVERY: &str = "interview_every_days";
pub const OUTREACH_EVERY: &str = "outreach_every_days";
pub const SURVEY_EVERY: &str = "survey_every_days";
pub const HOLIDAY_GREETING_BEFORE: &str = "holiday_greeting_before_days";
/// The company's own day of the year, as `10-18`.
pub const ANNIVERSARY: &str = "anniversary";
/// The day on which a promotion begins, likewise.
pub const PROMOTION: &str = "promotion";
pub const RENEWAL_BEFORE: &str = "renewal_before_days";
pub const BUILDING_MONTH_DAY: &str = "building_month_day";
/// After the name of a setting in days: count working days instead of calendar days.
pub const WORKING: &str = "_working";

/// All of them, in the order in which the page shows them.
pub fn known() -> Vec<Setting> {
    let mut all = first();
    all.extend(rounds_a_day());
    all.extend(what_comes_round());
    all.extend(TERMS.iter().flat_map(term));
    all
}

/// A quotation and the documents in which it stands.
type Said = (&'static str, &'static str);

/// The terms of the site's processes: the setting in days, the one that counts working days, what it says, its default.
/// Where no source stands the number is ours: the texts say 即时, 迅速, 及时 and no more.
const TERMS: &[Days] = &[
    Days {
        key: "complaint_assign_days",
        working: "complaint_assign_days_working",
        label: Label::new("投诉受理后多少天内安排处理", "Complaint assigned, days after it was accepted"),
        default: 1,
        is_working: false,
        said: None,
    },
    Days {
        key: "complaint_result_days",
        working: "complaint_result_days_working",
        label: Label::new("投诉受理后多少天内有结果", "Complaint resolved, days after it was accepted"),
        default: 3,
        is_working: false,
        said: None,
    },
    Days {
        key: "escalation_answer_days",
        working: "escalation_answer_days_working",
        label: Label::new("上报后多少天内批示", "Escalation answered, days after it was raised"),
        default: 1,
        is_working: true,
        said: None,
    },
    Days {
        key: "matter_answer_days",
        working: "matter_answer_days_working",
        label: Label::new("报事多少天内答复", "Matter answered, days after it was taken"),
        default: 2,
        is_working: false,
        said: None,
    },
    Days {
        key: "matter_tell_days",
        working: "matter_tell_days_working",
        label: Label::new("答复后多少天内告知客户", "Customer told, days after the answer"),
        default: 1,
        is_working: true,
        said: None,
    },
    Days {
        key: "repair_dispatch_days",
        working: "repair_dispatch_days_working",
        label: Label::new("报修后多少天内派工", "Repair dispatched, days after it was reported"),
        default: 1,
        is_working: false,
        said: None,
    },
    Days {
        key: "repair_days",
        working: "repair_days_working",
        label: Label::new("报修后多少天内修复", "Repaired, days after it was reported"),
        default: 7,
        is_working: false,
        said: None,
    },
    Days {
        key: "repair_call_days",
        working: "repair_call_days_working",
        label: Label::new("修复后多少天内满意率回访", "Satisfaction call, days after the repair"),
        default: 7,
        is_working: false,
        said: Some(("安排前台及客服助理对工程保修、维修后的满意率回访工作", "D13, D18")),
    },
    Days {
        key: "repair_note_days",
        working: "repair_note_days_working",
        label: Label::new(
            "疑难报修每隔多少天要有主管的跟进记录",
            "Days from one note of the supervisor’s on a hard repair to the next",
        ),
        default: 1,
        is_working: true,
        said: None,
    },
    Days {
        key: "finding_assign_days",
        working: "finding_assign_days_working",
        label: Label::new("发现问题后多少天内安排处理", "Finding assigned, days after it was found"),
        default: 1,
        is_working: false,
        said: None,
    },
    Days {
        key: "finding_verify_days",
        working: "finding_verify_days_working",
        label: Label::new("解决后多少天内复查", "Finding checked again, days after it was fixed"),
        default: 2,
        is_working: true,
        said: None,
    },
    Days {
        key: "handover_again_days",
        working: "handover_again_days_working",
        label: Label::new("整改后多少天内复验", "Inspected again, days after defects were found"),
        default: 7,
        is_working: false,
        said: None,
    },
    Days {
        key: "improve_days",
        working: "improve_days_working",
        label: Label::new("客户不满意后多少天内改进", "Improved, days after a customer was not satisfied"),
        default: 3,
        is_working: false,
        said: None,
    },
    Days {
        key: "building_month_days",
        working: "building_month_days_working",
        label: Label::new("楼宇月报开始后多少天内检查", "Building report checked, days after it was begun"),
        default: 5,
        is_working: false,
        said: None,
    },
    Days {
        key: "building_month_send_days",
        working: "building_month_send_days_working",
        label: Label::new("楼宇月报检查后多少天内报工程部", "Building report sent on, days after it was checked"),
        default: 2,
        is_working: true,
        said: None,
    },
];

struct Days {
    key: &'static str,
    /// The setting that says whether working days are counted.
    working: &'static str,
    label: Label,
    default: i64,
    is_working: bool,
    said: Option<Said>,
}

fn term(days: &Days) -> [Setting; 2] {
    let Days { key, working, label, .. } = days;
    let counted = Label::owned(format!("{}：按工作日计算", label.zh), format!("{}: count working days", label.en));
    let (unit, source) = (Some(Label::new("天", "days")), days.said.map(|(quote, documents)| source(quote, documents)));
    let (default, is_working) = (days.default.into(), days.is_working.into());
    [
        Setting { key, label: label.clone(), kind: Kind::Integer, default, unit, source },
        Setting { key: working, label: counted, kind: Kind::Boolean, default: is_working, unit: None, source: None },
    ]
}

/// How many rounds a day the texts ask for.
fn rounds_a_day() -> [Setting; 5] {
    let set = |key, label, default: i64, quote| Setting {
        key,
        label,
        kind: Kind::Integer,
        default: default.into(),
        unit: Some(Label::new("次", "rounds")),
        source: Some(source(quote, "D13, D18")),
    };
    let (patrols, checks) = ("每日不定时针对园区进行巡视2-3次", "每天抽查一至二间");
    [
        set(PATROLS_MIN, Label::new("每日巡视至少", "Patrols a day, at least"), 2, patrols),
        set(PATROLS_MAX, Label::new("每日巡视至多", "Patrols a day, at most"), 3, patrols),
        Setting {
            key: PATROLS_APART,
            label: Label::new(
                "巡视时间和前一天相差不到多少分钟，算是定时巡视",
                "Patrols are at regular times when so close to those of the day before",
            ),
            kind: Kind::Integer,
            default: 30.into(),
            unit: Some(Label::new("分钟", "minutes")),
            source: None,
        },
        set(SPOT_CHECKS_MIN, Label::new("每天装修抽查至少", "Renovation spot checks a day, at least"), 1, checks),
        set(SPOT_CHECKS_MAX, Label::new("每天装修抽查至多", "Renovation spot checks a day, at most"), 2, checks),
    ]
}

/// What the calendar asks for. The texts say 定期 and no more: nothing comes round until the company has chosen how often.
fn what_comes_round() -> [Setting; 9] {
    let days = || Some(Label::new("天", "days"));
    let set = |key, label, said: Said| Setting {
        key,
        label,
        kind: Kind::Integer,
        default: Value::Null,
        unit: days(),
        source: Some(source(said.0, said.1)),
    };
    let festivals = ("特定时期内可作特色回访(如节日、店庆日、促销活动期)", "D5, D21");
    let visits = ("定期拜访客户", "D16");
    let interviews = ("定期组织进行业主访谈工作", "D13, D18");
    let outreach = ("主动深入社区和业主当中了解业主和客户的需求", "D20");
    let surveys = ("定期对客户进行回访调查", "D9");
    let renewals = ("友情提醒客户续卡或升级为其他消费卡", "D5");
    let anniversary =
        Label::new("店庆日，例如 10-18；空着就不安排问候", "Anniversary, such as 10-18; empty: no greetings");
    let promotion = Label::new(
        "促销活动从哪天开始，例如 11-11；空着就不安排回访",
        "A promotion begins on, such as 11-11; empty: no follow-ups",
    );
    let greeting =
        Label::new("节日前多少天问候会员；空着就不安排", "Greet members, days before a festival; empty: never");
    let renewal = Label::new("会员到期前多少天提醒；空着就不安排", "Remind of renewal, days before; empty: never");
    let report = Label::new("每月几号开始填楼宇月报", "Building reports begin on this day of the month");
    [
        set(
            VISIT_EVERY,
            Label::new("每隔多少天拜访客户；空着就不安排", "Visits, every so many days; empty: never"),
            visits,
        ),
        set(
            INTERVIEW_EVERY,
            Label::new("每隔多少天访谈业主；空着就不安排", "Owner interviews, every so many days; empty: never"),
            interviews,
        ),
        set(
            OUTREACH_EVERY,
            Label::new("每隔多少天社区走访业主；空着就不安排", "Community visits, every so many days; empty: never"),
            outreach,
        ),
        set(
            SURVEY_EVERY,
            Label::new("每隔多少天回访调查；空着就不安排", "Surveys, every so many days; empty: never"),
            surveys,
        ),
        set(HOLIDAY_GREETING_BEFORE, greeting, festivals),
        Setting { kind: Kind::Text, unit: None, ..set(ANNIVERSARY, anniversary, festivals) },
        Setting { kind: Kind::Text, unit: None, ..set(PROMOTION, promotion, festivals) },
        set(RENEWAL_BEFORE, renewal, renewals),
        Setting {
            key: BUILDING_MONTH_DAY,
            label: report,
            kind: Kind::Integer,
            default: 25.into(),
            unit: Some(Label::new("号", "of the month")),
            source: None,
        },
    ]
}

fn first() -> Vec<Setting> {
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
        set(WORK_HOURS, Label::new("工作时间", "Working hours"), Kind::Hours, "08:30-17:30".into()),
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
        set(
            KEEP_LOCATION,
            Label::new("照片保留拍摄地点", "Photos keep the place where they were taken"),
            Kind::Boolean,
            false.into(),
        ),
    ]
}

/// Asked for every row of a list, so the table is made once.
pub fn find(key: &str) -> Option<&'static Setting> {
    static KNOWN: LazyLock<Vec<Setting>> = LazyLock::new(known);
    KNOWN.iter().find(|setting| setting.key == key)
}

impl Setting {
    /// May it be settled so? The words say why not. Null gives the default back.
    pub fn check(&self, value: &Value) -> Result<(), Label> {
        self.kind.check(value)?;
        if let (Some(number), Some((least, most))) = (value.as_int(), self.bounds())
            && !(least..=most).contains(&number)
        {
            return Err(Label::owned(format!("请填 {least} 到 {most}"), format!("From {least} to {most}, please")));
        }
        if self.key == WORK_HOURS
            && let Some(text) = value.as_text()
            && work_minutes(text).is_none()
        {
            return Err(Label::new("请写一个时段，例如 08:30-17:30", "Write one range, such as 08:30-17:30"));
        }
        let of_the_year = [ANNIVERSARY, PROMOTION].contains(&self.key);
        if of_the_year && value.as_text().is_some_and(|text| crate::effect::month_and_day(text).is_none()) {
            return Err(Label::new("请写月和日，例如 10-18", "Write month and day, such as 10-18"));
        }
        Ok(())
    }

    fn bounds(&self) -> Option<(i64, i64)> {
        match self.unit.as_ref()?.en.as_ref() {
            "days" => Some((1, 365)),
            "%" => Some((0, 100)),
            "hours" => Some((1, 336)),
            "minutes" => Some((1, 240)),
            "of the month" => Some((1, 31)),
            _ => None,
        }
    }
}

/// One range within a day, in minutes: from, up to.
pub fn work_minutes(text: &str) -> Option<(u16, u16)> {
    match RestHours::parse(text).ok()?.ranges[..] {
        [(from, to)] if from < to => Some((from, to)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::effect::With;

    #[test]
    fn every_deadline_of_ours_has_a_setting_and_the_same_default() {
        for deadline in crate::process::built_in().iter().flat_map(|process| &process.deadlines) {
            let Some(setting) = find(&deadline.days_setting) else {
                // The field says the hour itself.
                assert_eq!(deadline.days_default, 0, "{}", deadline.key);
                continue;
            };
            assert_eq!(setting.default, i64::from(deadline.days_default).into(), "{}", deadline.key);
            assert!(find(&format!("{}{WORKING}", setting.key)).is_some(), "{}", setting.key);
        }
    }

    #[test]
    fn every_term_of_an_effect_has_a_setting_and_the_same_default() {
        let processes = crate::process::built_in();
        let fills = processes.iter().flat_map(|process| &process.effects).flat_map(|effect| &effect.fill);
        let terms: Vec<(&str, i64)> = fills
            .filter_map(|fill| match &fill.with {
                With::Term { setting, days } => Some((setting.as_str(), i64::from(*days))),
                With::DaysAfter(days) => panic!("{days} days that nobody can settle"),
                _ => None,
            })
            .collect();
        assert_eq!(terms.len(), 2);
        for (key, days) in terms {
            let setting = find(key).unwrap();
            assert_eq!((&setting.default, &setting.source), (&days.into(), &None), "{key}");
        }
    }

    #[test]
    fn every_default_may_be_settled_and_odd_values_may_not() {
        for setting in known() {
            assert_eq!(setting.check(&setting.default), Ok(()), "{}", setting.key);
            assert_eq!(setting.check(&Value::Null), Ok(()), "{}", setting.key);
        }
        for (key, value) in [
            ("first_contact_days", Value::Int(0)),
            ("follow_up_days", 366.into()),
            ("follow_up_days", "3".into()),
            (MEMBER_COVERAGE, 101.into()),
            (SOON_HOURS, 337.into()),
            (REST_HOURS, "noon".into()),
            (WORK_HOURS, "08:30-12:00,13:00-17:30".into()),
            (WORK_HOURS, "22:00-06:00".into()),
            (REST_DAY_CALLS, 1.into()),
        ] {
            assert!(find(key).unwrap().check(&value).is_err(), "{key} {value:?}");
        }
    }
}
