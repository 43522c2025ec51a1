//! Unit 房屋: whose it is, and whether it is empty, handed over, being renovated or lived in. While it is being renovated it
//! is checked (N7), and a violation found there stays open.

use super::import::Import;
use super::project::KEEPERS;
use super::words::*;
use super::{Kind, PrintForm, Process, Reason, Who};
use crate::label::Label;
use crate::principal::Post;

pub fn process() -> Process {
    let keepers =
        [Who::Post(Post::FrontDesk), Who::Post(Post::Assistant), Who::Post(Post::Specialist), Who::Leader, Who::System];
    let role = choices(&[("owner", "业主", "Owner"), ("user", "使用人", "Occupier"), ("tenant", "租户", "Tenant")]);
    Process {
        id: "unit".into(),
        version: 1,
        label: Label::new("房屋", "Unit"),
        number_prefix: "FW".into(),
        title: "name".into(),
        about: None,
        part_of: vec![],
        creator_follows: false,
        everybody: true,
        seen_by: vec![],
        fields: vec![
            field("name", Label::new("房号", "Unit"), Kind::Text).required().listed(),
            field("building", Label::new("楼栋", "Building"), Kind::Record("building".into())).listed(),
            field("project", Label::new("项目", "Project"), Kind::Record("project".into())).listed(),
            field("entrance", Label::new("单元", "Entrance"), Kind::Text).listed(),
            field("floor", Label::new("楼层", "Floor"), Kind::Integer).listed(),
            field("place", Label::new("本层第几户", "Place on the floor"), Kind::Integer).listed(),
            field("address", Label::new("地址", "Address"), Kind::Text).listed(),
            field("area", Label::new("面积（平方米）", "Area (m²)"), Kind::Text),
            field("customer", Label::new("业主", "Owner"), Kind::Record("customer".into())).listed(),
            entries(
                "ownerships",
                Label::new("产权与使用", "Ownership"),
                vec![
                    field("name", Label::new("姓名", "Name"), Kind::Text).required(),
                    field("role", Label::new("身份", "Role"), role).required(),
                    field("customer", Label::new("客户", "Customer"), Kind::Record("customer".into())),
                    field("from", Label::new("从", "From"), Kind::Date),
                    field("to", Label::new("到", "To"), Kind::Date),
                ],
            ),
            entries(
                "renovations",
                Label::new("装修", "Renovations"),
                vec![
                    field("contractor", Label::new("装修单位", "Contractor"), Kind::Text).required().listed(),
                    field("from", Label::new("从", "From"), Kind::Date),
                    field("to", Label::new("到", "To"), Kind::Date),
                    field("note", Label::new("备注", "Note"), Kind::LongText),
                ],
            )
            .listed(),
            field("note", Label::new("备注", "Note"), Kind::LongText),
        ],
        edit: keepers.to_vec(),
        stages: vec![
            stage("empty", "空置", "Empty", 50),
            stage("handed_over", "已交房", "Handed over", 60),
            stage("renovating", "装修中", "Renovating", 90),
            stage("occupied", "已入住", "Lived in", 70),
            closed(stage("retired", "停用", "Retired", 10)),
        ],
        steps: vec![
            step("create", Label::new("新建房屋", "New unit"), &[], Some("empty"), &KEEPERS)
                .with(vec![super::complaint::department()]),
            step("hand_over", Label::new("已交房", "Handed over"), &["empty"], Some("handed_over"), &keepers),
            step(
                "renovate",
                Label::new("开始装修", "Renovation begins"),
                &["handed_over", "occupied"],
                Some("renovating"),
                &keepers,
            )
            .guard(filled("renovations"), Label::new("请先登记装修单位", "Enter the contractor first")),
            step(
                "renovated",
                Label::new("装修完成", "Renovation over"),
                &["renovating"],
                Some("handed_over"),
                &keepers,
            ),
            step(
                "move_in",
                Label::new("已入住", "Moved in"),
                &["handed_over", "renovating"],
                Some("occupied"),
                &keepers,
            ),
            step("move_out", Label::new("已搬出", "Moved out"), &["occupied"], Some("handed_over"), &keepers),
            step("take_back", Label::new("收回", "Take back"), &["handed_over"], Some("empty"), &[Who::Leader])
                .reason(Reason::Required),
            step("retire", Label::new("停用", "Retire"), &["empty", "handed_over"], Some("retired"), &[Who::Leader])
                .reason(Reason::Required)
                .decided(),
            step("restore", Label::new("恢复", "Restore"), &["retired"], Some("empty"), &[Who::Leader]).decided(),
        ],
        derived: vec![],
        deadlines: vec![],
        flags: vec![],
        effects: vec![],
        moves: vec![],
        print: Some(PrintForm {
            title: Label::new("房屋档案", "Unit file"),
            fields: keys(&[
                "name",
                "building",
                "project",
                "entrance",
                "floor",
                "area",
                "customer",
                "ownerships",
                "renovations",
                "note",
            ]),
            signatures: vec![],
        }),
        import: Some(
            Import::new("create", "retire")
                .words("name", "房号 房间号 房间 户号 室号 房屋 unit unitno room apartment flat")
                .words("building", "楼栋 楼号 栋号 楼宇 楼 栋 幢 building block tower")
                .words("project", "项目 项目名称 小区 楼盘 project estate")
                .words("entrance", "单元 单元号 门洞 entrance stair")
                .words("floor", "楼层 层 所在楼层 floor storey")
                .words("area", "面积 建筑面积 套内面积 area")
                .words("address", "地址 位置 address")
                .words("note", "备注 说明 note remarks")
                .refers(&["project", "building"])
                .same(&["building", "name"]),
        ),
    }
}
