//! What the calendar asks for each customer (B3): visits, interviews and surveys from time to time, greetings at festivals, a
//! reminder before a card runs out. Dealers are followed up after a quote (D16); no record here is a quote, so a person plans
//! those. How often is for the company to choose; until it has, none of them comes.

use crate::label::Label;
use crate::process::effect::words::{constant, effect, fill, short, words};
use crate::process::effect::{Beat, Effect, Every, InCharge, With};
use crate::process::words::{filled, is, keys, source};
use crate::rule::Condition;
use crate::setting;

struct Round {
    key: &'static str,
    label: Label,
    when: Condition,
    beat: Beat,
    /// The type of the follow-up.
    kind: &'static str,
    /// Before the customer's name in its title; what it is about.
    title: &'static str,
    said: (&'static str, &'static str),
}

pub fn effects() -> Vec<Effect> {
    let member = || is("is_member", true);
    let festivals = "特定时期内可作特色回访(如节日、店庆日、促销活动期)";
    let rounds = [
        Round {
            key: "visit",
            label: Label::new("定期拜访", "Regular visits"),
            when: Condition::Always,
            beat: Beat::Days(setting::VISIT_EVERY.into()),
            kind: "visit",
            title: "客户拜访",
            said: ("定期拜访客户", "D16"),
        },
        Round {
            key: "interview",
            label: Label::new("定期业主访谈", "Regular owner interviews"),
            when: is("kind", "owner"),
            beat: Beat::Days(setting::INTERVIEW_EVERY.into()),
            kind: "interview",
            title: "业主访谈",
            said: ("定期组织进行业主访谈工作", "D13, D18"),
        },
        Round {
            key: "outreach",
            label: Label::new("社区走访", "Community visits"),
            when: is("kind", "owner"),
            beat: Beat::Days(setting::OUTREACH_EVERY.into()),
            kind: "outreach",
            title: "社区走访",
            said: ("主动深入社区和业主当中了解业主和客户的需求", "D20"),
        },
        Round {
            key: "survey",
            label: Label::new("定期回访调查", "Regular surveys"),
            when: Condition::Always,
            beat: Beat::Days(setting::SURVEY_EVERY.into()),
            kind: "regular",
            title: "回访调查",
            said: ("定期对客户进行回访调查", "D9"),
        },
        Round {
            key: "festival",
            label: Label::new("节日问候会员", "Greet members at festivals"),
            when: member(),
            beat: Beat::Holidays(setting::HOLIDAY_GREETING_BEFORE.into()),
            kind: "festival",
            title: "节日问候",
            said: (festivals, "D5, D21"),
        },
        Round {
            key: "anniversary",
            label: Label::new("店庆日问候会员", "Greet members on the anniversary"),
            when: member(),
            beat: Beat::Yearly(setting::ANNIVERSARY.into()),
            kind: "anniversary",
            title: "店庆问候",
            said: (festivals, "D5, D21"),
        },
        Round {
            key: "promotion",
            label: Label::new("促销活动期回访会员", "Follow up members in a promotion"),
            when: member(),
            beat: Beat::Yearly(setting::PROMOTION.into()),
            kind: "promotion",
            title: "促销活动回访",
            said: (festivals, "D5, D21"),
        },
        Round {
            key: "renewal",
            label: Label::new("会员到期前提醒", "Remind before a card runs out"),
            when: Condition::AllOf(vec![member(), filled("member_until")]),
            beat: Beat::Before { field: "member_until".into(), setting: setting::RENEWAL_BEFORE.into() },
            kind: "renewal",
            title: "续卡提醒",
            said: ("友情提醒客户续卡或升级为其他消费卡", "D5"),
        },
    ];
    rounds.into_iter().map(of).collect()
}

fn of(round: Round) -> Effect {
    let stages = keys(&["assigned", "contacted", "maintained"]);
    let title = vec![words(round.title), words("："), short("name")];
    Effect {
        every: Some(Every { stages, beat: round.beat }),
        in_charge: vec![InCharge::Owner, InCharge::Supervisor, InCharge::Manager],
        fill: vec![
            fill("title", With::Text(title)),
            fill("customer", With::Itself),
            fill("type", constant(round.kind)),
            fill("service_item", constant(round.title)),
            fill("anchor_at_ms", With::Moment),
        ],
        source: Some(source(round.said.0, round.said.1)),
        ..effect(round.key, round.label, round.when, "follow_up", "create")
    }
}
