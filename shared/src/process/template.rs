//! Template 巡查模板 (SM9): the items that a kind of round goes through. A round takes them over when it is made, so that
//! changing the template changes no round that is under way.

pub mod suggested;

use super::words::*;
use super::{Kind, Process, Reason, Who};
use crate::label::Label;

/// B9, as H2 names them; the kind of a round and of its template.
pub fn kinds() -> Kind {
    choices(&[
        ("patrol", "园区巡视", "Patrol"),
        ("public_area", "公共区域检查", "Public areas"),
        ("renovation", "装修抽查", "Renovation spot check"),
        ("post", "岗位工作检查", "Check of posts"),
        ("grooming", "仪容仪表", "Grooming"),
        ("six_s", "6S抽检", "6S"),
        ("safety", "安全卫生", "Safety and hygiene"),
        ("acceptance", "验收", "Acceptance"),
        ("handover", "交房验收", "Handover"),
    ])
}

pub fn process() -> Process {
    let leaders = [Who::Leader, Who::System];
    Process {
        id: "template".into(),
        version: 1,
        label: Label::new("巡查模板", "Template"),
        number_prefix: "MB".into(),
        title: "name".into(),
        about: None,
        part_of: vec![],
        creator_follows: false,
        everybody: true,
        watched: false,
        seen_by: vec![],
        fields: vec![
            field("name", Label::new("模板名称", "Name"), Kind::Text).required().listed(),
            field("kind", Label::new("种类", "Kind"), kinds()).required().listed(),
            field("items", Label::new("检查项目", "Items"), Kind::LongText)
                .required()
                .hint(Label::new("一行一项", "One item a line")),
            field("note", Label::new("说明", "Note"), Kind::LongText),
        ],
        edit: leaders.to_vec(),
        stages: vec![stage("used", "使用中", "In use", 50), closed(stage("retired", "停用", "Retired", 10))],
        steps: vec![
            step("create", Label::new("新建模板", "New template"), &[], Some("used"), &leaders)
                .with(vec![super::complaint::department()]),
            step("retire", Label::new("停用", "Retire"), &["used"], Some("retired"), &[Who::Leader])
                .reason(Reason::Optional)
                .decided(),
            step("restore", Label::new("恢复", "Restore"), &["retired"], Some("used"), &[Who::Leader]).decided(),
        ],
        derived: vec![],
        deadlines: vec![],
        flags: vec![],
        effects: vec![],
        moves: vec![],
        print: None,
        import: None,
    }
}
