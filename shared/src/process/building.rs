//! Building 楼栋: floors and units a floor, for the grid.

use super::effect::words::{effect, fill, short, words};
use super::effect::{Beat, Effect, Every, InCharge, Part, With};
use super::import::Import;
use super::project::KEEPERS;
use super::words::*;
use super::{Kind, MergeClass, Process, Reason, Who};
use crate::label::Label;
use crate::rule::Condition;

pub fn process() -> Process {
    Process {
        id: "building".into(),
        version: 1,
        label: Label::new("楼栋", "Building"),
        number_prefix: "LD".into(),
        title: "name".into(),
        about: None,
        part_of: vec![],
        creator_follows: false,
        everybody: true,
        watched: false,
        seen_by: vec![],
        fields: vec![
            field("name", Label::new("楼栋", "Building"), Kind::Text).required().listed(),
            field("project", Label::new("项目", "Project"), Kind::Record("project".into())).listed(),
            field("address", Label::new("地址", "Address"), Kind::Text).listed(),
            field("floors", Label::new("层数", "Floors"), Kind::Integer).listed(),
            field("units_per_floor", Label::new("每层户数", "Units a floor"), Kind::Integer).listed(),
            field("facilities", Label::new("设施设备", "Facilities"), Kind::Text).class(MergeClass::Set).listed(),
            field("note", Label::new("备注", "Note"), Kind::LongText),
        ],
        edit: KEEPERS.to_vec(),
        stages: vec![stage("standing", "使用中", "In use", 50), closed(stage("retired", "停用", "Retired", 10))],
        steps: vec![
            step("create", Label::new("新建楼栋", "New building"), &[], Some("standing"), &KEEPERS)
                .with(vec![super::complaint::department()]),
            step("retire", Label::new("停用", "Retire"), &["standing"], Some("retired"), &[Who::Leader])
                .reason(Reason::Required)
                .decided(),
            step("restore", Label::new("恢复", "Restore"), &["retired"], Some("standing"), &[Who::Leader]).decided(),
        ],
        derived: vec![],
        deadlines: vec![],
        flags: vec![],
        effects: vec![report_each_month()],
        moves: vec![],
        print: None,
        import: Some(
            Import::new("create", "retire")
                .words("name", "楼栋 楼号 栋号 楼宇 名称 building block tower name")
                .words("project", "项目 项目名称 小区 楼盘 project estate")
                .words("floors", "层数 总层数 楼层数 floors storeys")
                .words("units_per_floor", "每层户数 户数 unitsperfloor")
                .words("address", "地址 位置 address")
                .refers(&["project"])
                .same(&["project", "name"]),
        ),
    }
}

fn report_each_month() -> Effect {
    let title = vec![short("name"), words(" "), Part::Period, words(" 月报")];
    let label = Label::new("每月的楼宇情况月报", "Each month's building report");
    let stages = keys(&["standing"]);
    Effect {
        every: Some(Every { stages, beat: Beat::Month(crate::setting::BUILDING_MONTH_DAY.into()) }),
        in_charge: vec![InCharge::Supervisor, InCharge::Creator],
        fill: vec![
            fill("title", With::Text(title)),
            fill("building", With::Itself),
            fill("month", With::Text(vec![Part::Period])),
            fill("due_at_ms", With::Term { setting: "building_month_days".into(), days: 5 }),
        ],
        source: Some(source("每月检查楼宇情况月报表的完成情况", "D13")),
        ..effect("building_month", label, Condition::Always, "building_month", "create")
    }
}
