//! Project 项目: what buildings and units belong to, and by when its units are to be handed over (交屋时限, B12).

use super::import::Import;
use super::words::*;
use super::{Kind, Process, Reason, Who};
use crate::label::Label;
use crate::principal::Post;

/// Who keeps the register of what stands there.
pub const KEEPERS: [Who; 3] = [Who::Leader, Who::Post(Post::Assistant), Who::System];

pub fn process() -> Process {
    let phase = choices(&[
        ("before", "项目前期", "Before the project"),
        ("handover", "交房前", "Before handover"),
        ("after", "交房后", "After handover"),
    ]);
    Process {
        id: "project".into(),
        version: 1,
        label: Label::new("项目", "Project"),
        number_prefix: "XM".into(),
        title: "name".into(),
        about: None,
        part_of: vec![],
        creator_follows: false,
        everybody: true,
        watched: false,
        seen_by: vec![],
        fields: vec![
            field("name", Label::new("项目名称", "Name"), Kind::Text).required().listed(),
            field("phase", Label::new("阶段", "Phase"), phase).listed(),
            field("address", Label::new("地址", "Address"), Kind::Text).listed(),
            field("handover_by_ms", Label::new("交屋时限", "Hand over by"), Kind::Instant).listed(),
            field("standard", Label::new("入住标准", "Standard of moving in"), Kind::LongText),
            field("note", Label::new("备注", "Note"), Kind::LongText),
        ],
        edit: KEEPERS.to_vec(),
        stages: vec![stage("running", "进行中", "Running", 50), closed(stage("ended", "已结束", "Ended", 10))],
        steps: vec![
            step("create", Label::new("新建项目", "New project"), &[], Some("running"), &KEEPERS)
                .with(vec![super::complaint::department()]),
            step("end", Label::new("结束", "End"), &["running"], Some("ended"), &[Who::Leader])
                .reason(Reason::Required)
                .decided(),
            step("resume", Label::new("恢复", "Resume"), &["ended"], Some("running"), &[Who::Leader]).decided(),
        ],
        derived: vec![],
        deadlines: vec![],
        flags: vec![],
        effects: vec![],
        moves: vec![],
        print: None,
        import: Some(
            Import::new("create", "end")
                .words("name", "项目 项目名称 小区 楼盘 名称 project estate name")
                .words("address", "地址 位置 address")
                .same(&["name"]),
        ),
    }
}
