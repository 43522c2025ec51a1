//! What a company may begin with: a checklist of each kind. The items are ours, for a company to change; where the source
//! says what is to be looked at, they follow it.

use crate::label::Label;
use crate::process::Source;
use crate::process::words::source;

pub struct Suggested {
    /// One of [`super::kinds`].
    pub kind: &'static str,
    pub name: Label,
    /// One a line; behind a bar the category of what is found there.
    pub items: Label,
    pub source: Option<Source>,
}

impl Suggested {
    /// What stands in the template's note.
    pub fn note(&self) -> Label {
        let ours = Label::new(
            "产品建议的项目，请按本公司的标准修改。",
            "Suggested by the product; change it to your own standard.",
        );
        match &self.source {
            None => ours,
            Some(source) => Label::owned(
                format!("{}依据：「{}」（{}）", ours.zh, source.quote, source.documents),
                format!("{} After: 「{}」 ({})", ours.en, source.quote, source.documents),
            ),
        }
    }
}

pub fn suggested() -> Vec<Suggested> {
    let one = |kind, name, items| Suggested { kind, name, items, source: None };
    let of = |quote, documents, one: Suggested| Suggested { source: Some(source(quote, documents)), ..one };
    vec![
        of(
            "每日不定时针对园区进行巡视2-3次,发现问题及时安排人员解决",
            "D13, D18",
            one(
                "patrol",
                Label::new("园区巡视", "Patrol of the grounds"),
                Label::new(
                    "大门岗亭｜治安消防\n车行道闸｜设施设备\n消防通道｜治安消防\n消火栓与灭火器｜治安消防\n\
                     路灯与草坪灯｜设施设备\n绿化与浇灌｜环境卫生\n垃圾房｜环境卫生\n儿童游乐设施｜设施设备",
                    "Gatehouse | Security and fire\nVehicle barrier | Equipment\nFire lanes | Security and fire\nHydrants and extinguishers | Security and fire\n\
                     Street and garden lights | Equipment\nGreenery and watering | Cleanliness\nRefuse room | Cleanliness\nPlayground | Equipment",
                ),
            ),
        ),
        // The four aspects in their order: equipment, security and fire, cleanliness, building.
        of(
            "负责每日检查物业公共区域情况,了解设施设备使用及运行情况,治安及消防情况,环境清洁卫生情况,建筑物的完损情况",
            "D9",
            one(
                "public_area",
                Label::new("楼栋公共区域检查", "Public areas of a building"),
                Label::new(
                    "电梯轿厢｜设施设备\n楼道照明｜设施设备\n水表间与电表间｜设施设备\n单元门禁｜治安消防\n\
                     消防门｜治安消防\n消火栓与灭火器｜治安消防\n疏散通道｜治安消防\n楼道卫生｜环境卫生\n\
                     公共窗户｜建筑物完损\n楼梯扶手｜建筑物完损\n墙面与顶面｜建筑物完损\n外墙与雨水管｜建筑物完损",
                    "Lift car | Equipment\nCorridor lights | Equipment\nMeter rooms | Equipment\nEntrance access control | Security and fire\n\
                     Fire doors | Security and fire\nHydrants and extinguishers | Security and fire\nEscape routes | Security and fire\nCleanliness of corridors | Cleanliness\n\
                     Public windows | Building condition\nStair rails | Building condition\nWalls and ceilings | Building condition\nFacade and rain pipes | Building condition",
                ),
            ),
        ),
        of(
            "装修期间,对装修单元每天抽查一至二间,看是否有违规情况,及时发现问题及时解决",
            "D13, D18",
            one(
                "renovation",
                Label::new("装修抽查", "Renovation spot check"),
                Label::new(
                    "装修许可张贴\n承重墙\n防水做法\n消防器材\n噪声时段\n垃圾清运\n施工人员证件",
                    "Permit on display\nLoad-bearing walls\nWaterproofing\nFire equipment\nNoise hours\nRemoval of rubble\nPasses of the workers",
                ),
            ),
        ),
        of(
            "按交屋时限和入住标准及要求,全面完成业主入住工作",
            "D8",
            one(
                "handover",
                Label::new("交房验收", "Handover inspection"),
                Label::new(
                    "入户门\n窗户\n墙面与顶面\n地面\n厨房\n卫生间防水\n给排水\n强弱电\n可视对讲",
                    "Front door\nWindows\nWalls and ceilings\nFloors\nKitchen\nBathroom waterproofing\nWater and drains\nElectricity and data\nVideo intercom",
                ),
            ),
        ),
        of(
            "每日检查各岗位工作的完成情况",
            "D13, D18",
            one(
                "post",
                Label::new("岗位工作检查", "Check of posts"),
                Label::new(
                    "按时到岗\n交接班记录\n当日计划完成\n登记与工作日志\n待办与逾期\n物品与钥匙保管\n岗位环境",
                    "On duty in time\nHandover notes\nPlan of the day done\nRegisters and work log\nOpen and overdue work\nKeys and equipment\nTidiness of the post",
                ),
            ),
        ),
        of(
            "负责监督管理客服部所属员工的仪容、仪表及行为规范是否符合服务标准的要求",
            "D9",
            one(
                "grooming",
                Label::new("仪容仪表检查", "Grooming and conduct"),
                Label::new(
                    "着装与工牌\n头发与面容\n鞋袜整洁\n站姿坐姿\n礼貌用语\n接听电话\n上岗纪律",
                    "Uniform and badge\nHair and face\nShoes\nBearing\nPolite words\nTelephone manner\nDiscipline at work",
                ),
            ),
        ),
        of(
            "负责对管理人员进行的6S等抽检工作的核实及处理工作",
            "D15",
            one(
                "six_s",
                Label::new("6S 抽检", "6S spot check"),
                Label::new(
                    "整理：没有无用的物品\n整顿：物品定位、有标识\n清扫：地面与设备干净\n清洁：前三项保持得住\n素养：按规定操作\n安全：通道、用电、消防",
                    "Sort: nothing without use\nSet in order: places and labels\nShine: floor and equipment clean\nStandardise: the first three are kept up\nSustain: work by the rules\nSafety: ways, electricity, fire",
                ),
            ),
        ),
        of(
            "负责做好公司安全、卫生的检查监督工作及内部协调,确保办公区安全、环境卫生整洁",
            "D19",
            one(
                "safety",
                Label::new("安全卫生检查", "Safety and hygiene"),
                Label::new(
                    "门窗与门锁\n用电与插座\n灭火器与疏散通道\n贵重物品与文件\n办公区地面与桌面\n茶水间\n卫生间\n垃圾清理",
                    "Doors, windows, locks\nElectricity and sockets\nExtinguishers and escape routes\nValuables and files\nFloors and desks\nPantry\nToilets\nRefuse",
                ),
            ),
        ),
        one(
            "acceptance",
            Label::new("接管验收", "Acceptance"),
            Label::new(
                "图纸与资料\n主体与外墙\n屋面防水\n门窗\n电梯\n给排水\n供配电\n消防系统\n弱电与门禁\n道路与绿化\n钥匙移交",
                "Drawings and papers\nStructure and facade\nRoof waterproofing\nDoors and windows\nLifts\nWater and drains\nPower supply\nFire system\nData and access control\nRoads and greenery\nKeys handed over",
            ),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::template;
    use std::collections::BTreeSet;

    #[test]
    fn there_is_one_of_each_kind_as_long_in_both_languages() {
        let all = suggested();
        let process = template::process();
        let kind = &process.field("kind").unwrap().kind;
        assert!(all.iter().all(|one| kind.check(&one.kind.into()).is_ok()));
        assert_eq!(all.iter().map(|one| one.kind).collect::<BTreeSet<_>>().len(), 9);
        for one in &all {
            let lines = |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).count();
            assert_eq!(lines(&one.items.zh), lines(&one.items.en), "{}", one.kind);
            let categories =
                |text: &str| template::lines(text).into_iter().map(|line| line.category).collect::<Vec<_>>();
            assert_eq!(categories(&one.items.zh), categories(&one.items.en), "{}", one.kind);
            let different: BTreeSet<&str> = one.items.zh.lines().collect();
            assert_eq!(different.len(), lines(&one.items.zh), "{}", one.kind);
        }
    }
}
