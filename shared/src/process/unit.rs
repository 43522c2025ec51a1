//! Unit 房屋: whose it is, and whether it is empty, handed over, being renovated or lived in. While it is being renovated it
//! is checked (N7), and a violation found there stays open.

use super::import::Import;
use super::project::KEEPERS;
use super::words::*;
use super::{Kind, PrintForm, Process, Reason, Step, Who};
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
        watched: false,
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
            stage("renovating", "装修中", "Renovating", 90).timed(),
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
            stood("handed_over"),
            stood("renovating")
                .guard(filled("renovations"), Label::new("请先登记装修单位", "Enter the contractor first")),
            stood("occupied"),
            step(
                "import_undo",
                Label::new("撤销导入", "Take the import back"),
                &["empty", "handed_over", "renovating", "occupied"],
                Some("retired"),
                &[Who::System],
            )
            .reason(Reason::Required),
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
            steps: vec![],
            signatures: vec![],
        }),
        import: Some(import()),
    }
}

/// An estate that comes in is lived in already: its units go where they stand, each by one step.
fn stood(stage: &str) -> Step {
    let label = Label::new("导入时的状态", "As it stood when it was imported");
    step(&stood_key(stage), label, &["empty"], Some(stage), &[Who::System]).reason(Reason::Required)
}

fn stood_key(stage: &str) -> String {
    format!("import_{stage}")
}

fn import() -> Import {
    Import::new("create", "import_undo")
        .words("name", "房号 房间号 房间 户号 室号 房屋 unit unitno room apartment flat")
        .words("building", "楼栋 楼号 栋号 楼宇 楼 栋 幢 building block tower")
        .words("project", "项目 项目名称 小区 楼盘 project estate")
        .words("entrance", "单元 单元号 门洞 entrance stair")
        .words("floor", "楼层 层 所在楼层 floor storey")
        .words("area", "面积 建筑面积 套内面积 area")
        .words("address", "地址 位置 address")
        .words("note", "备注 说明 note remarks")
        .joined("note")
        .refers(&["project", "building"])
        .refers_if_found(&["customer"])
        .words(
            "customer",
            "业主 业主姓名 业主名称 业主电话 业主手机 业主联系电话 联系电话 业主编号 客户 客户姓名 客户编号 户主 户主姓名
             owner ownername ownerphone customer customerno",
        )
        .parts("ownerships", "name role from to")
        .words("ownerships.name", "产权人 产权人姓名 产权所有人 房产证姓名 权利人 使用人 使用人姓名 住户 租户 租客 titleholder occupier tenant resident")
        .words("ownerships.role", "身份 产权身份 使用性质 住户类型 role")
        .words("ownerships.from", "产权日期 购房日期 起租日期 入住日期 ownedfrom ownedsince movein moveindate")
        .words("ownerships.to", "到期日期 租期至 租约到期 迁出日期 leaseend")
        .choice("ownerships.role", "owner", "产权人 自住 自有 房东 业主自住")
        .choice("ownerships.role", "user", "住户 家属 亲属 居住人 resident")
        .choice("ownerships.role", "tenant", "租客 承租人 出租 租赁")
        .fixed("ownerships.role", "owner")
        .in_order("ownerships.from", "ownerships.to")
        .parts("renovations", "contractor from to note")
        .words("renovations.contractor", "装修单位 装修公司 施工单位 装修队 装饰公司 contractor decorator")
        .words("renovations.from", "装修开始 装修开始日期 装修开始时间 开工日期 进场日期 renovationfrom renovationstart")
        .words("renovations.to", "装修结束 装修结束日期 装修结束时间 完工日期 竣工日期 计划完工 renovationto renovationend")
        .words("renovations.note", "装修备注 装修内容 装修说明 renovationnote")
        .in_order("renovations.from", "renovations.to")
        .words("stage", "状态 房屋状态 入住状态 入住情况 现状 当前状态 status state stage occupancy")
        .choice("stage", "empty", "空 空房 空置房 未售 未交房 未交付 未收楼 vacant unsold")
        .choice("stage", "handed_over", "已交楼 已交付 已收房 已收楼 已售 delivered")
        .choice("stage", "renovating", "装修 在装 在装修 正在装修 施工中 renovation")
        .choice("stage", "occupied", "入住 自住 已住 已装修入住 出租 已出租 租住 lived occupied inhabited")
        .stands("handed_over", &stood_key("handed_over"), None)
        .stands("renovating", &stood_key("renovating"), Some("renovations.to"))
        .stands("occupied", &stood_key("occupied"), None)
        .same(&["building", "name"])
        .apart(&["entrance"])
}
