//! Template 巡查模板 (SM9): the items that a kind of round goes through. A round takes them over when it is made, so that
//! changing the template changes no round that is under way.

pub mod suggested;

use super::finding;
use super::words::*;
use super::{Kind, Process, Reason, Who};
use crate::label::Label;

/// Before this an item is named, behind it what sort of thing a finding there is.
const BARS: [char; 2] = ['|', '｜'];

/// One line of a template.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub name: String,
    /// The category of what is found there, where the template says it.
    pub category: Option<String>,
}

/// The items of a template: one a line, each once.
pub fn lines(text: &str) -> Vec<Line> {
    let Kind::Choice(categories) = finding::category() else { return vec![] };
    let named = |said: &str| {
        let said = said.trim();
        let is_it = |label: &Label| label.zh == said || label.en.eq_ignore_ascii_case(said);
        categories.iter().find(|one| is_it(&one.label)).map(|one| one.value.clone())
    };
    let mut found: Vec<Line> = vec![];
    for line in text.lines().map(str::trim) {
        // What stands behind a bar and is no category is a part of the name.
        let parts = line.rsplit_once(BARS).and_then(|(name, said)| Some((name.trim(), named(said)?)));
        let (name, category) = parts.map_or((line, None), |(name, category)| (name, Some(category)));
        if !name.is_empty() && !found.iter().any(|one| one.name == name) {
            found.push(Line { name: name.to_owned(), category });
        }
    }
    found
}

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
            field("items", Label::new("检查项目", "Items"), Kind::LongText).required().hint(Label::new(
                "一行一项；可在后面写问题的类别，如“楼道照明｜设施设备”",
                "One item a line; behind a bar the category of a finding there, such as “Lighting | Equipment”",
            )),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_item_and_may_say_what_sort_of_thing_a_finding_there_is() {
        let text = "大门岗亭\n 消防通道｜治安消防 \n\n电梯 | 轿厢\nStairs|building condition\n大门岗亭\n｜其他";
        let line = |name: &str, category: Option<&str>| Line { name: name.into(), category: category.map(Into::into) };
        let expected = [
            line("大门岗亭", None),
            line("消防通道", Some("security")),
            line("电梯 | 轿厢", None),
            line("Stairs", Some("structure")),
        ];
        assert_eq!(lines(text), expected);
    }
}
