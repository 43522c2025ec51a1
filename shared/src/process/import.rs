//! How a table becomes records of a process: what its columns are called, what tells two records apart, and what stands
//! for the time before this program was there.

use super::words::{field, flag, frozen, keys, since, stage, step};
use super::{Field, Flag, Kind, MergeClass, Process, Reason, Stage, Step, Who};
use crate::label::Label;
use crate::record::summary::CLOSED_AT;
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Stands for a column beside the fields: when the record was opened.
pub const OPENED: &str = "opened_at";
/// When it was closed.
pub const CLOSED: &str = "closed_at";
/// In which stage it stands.
pub const STAGE: &str = "stage";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Import {
    /// The step that makes a record.
    pub birth: String,
    /// The step that takes a record back on which nobody has worked. Where it leads to, a record counts as not there.
    pub undo: String,
    /// Field (or [`OPENED`], [`CLOSED`]) → headings beside its label and key: small letters without spaces and marks.
    #[serde(default)]
    pub words: BTreeMap<String, Vec<String>>,
    /// Fields that name another record: a cell says its title or its number. Earlier ones tell namesakes of later ones apart.
    #[serde(default)]
    pub refers: Vec<String>,
    /// Those of them that are left out, with a word of warning, where the cell does not name exactly one.
    #[serde(default)]
    pub if_found: Vec<String>,
    /// Long texts that several columns may fill, one paragraph each.
    #[serde(default)]
    pub joined: Vec<String>,
    /// Two records are the same where all fields of one of these agree.
    #[serde(default)]
    pub same: Vec<Vec<String>>,
    /// Fields that tell two apart that agree otherwise, where both say something there: the entrance of two flats 101.
    #[serde(default)]
    pub apart: Vec<String>,
    /// Field of choices → what a cell may say for one of them: stars for satisfaction.
    #[serde(default)]
    pub choices: BTreeMap<String, BTreeMap<String, String>>,
    /// What stands in a field of every record that its row does not fill.
    #[serde(default)]
    pub fixed: BTreeMap<String, Value>,
    /// Records may come with the times of their past.
    #[serde(default)]
    pub past: Option<Past>,
    /// Columns of entries, as `field.column`: whose a house is. A row makes at most one entry of a field.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Pairs of dates among fields and parts of which the second is never before the first.
    #[serde(default)]
    pub in_order: Vec<(String, String)>,
    /// Stage → how a record of something that stands there already gets there. A cell says the stage.
    #[serde(default)]
    pub stands: BTreeMap<String, Stands>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stands {
    /// Taken by the server, from where records are made.
    pub step: String,
    /// A date among fields and parts: once it is over, nothing stands here any more.
    #[serde(default)]
    pub until: Option<String>,
}

/// A case that was opened, and perhaps closed, before it came here. Other times of it are fields of the kind `instant`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// The step that closes it, taken by the server at the time that the file says.
    pub close: String,
    /// The field in which the time of opening stands, beside the step.
    #[serde(default)]
    pub opened: Option<String>,
    /// Every row is over: one that says no time of its own, when it comes here.
    #[serde(default)]
    pub over: bool,
}

impl Import {
    pub fn new(birth: &str, undo: &str) -> Self {
        let (birth, undo) = (birth.to_owned(), undo.to_owned());
        Self {
            birth,
            undo,
            words: BTreeMap::new(),
            refers: vec![],
            if_found: vec![],
            joined: vec![],
            same: vec![],
            apart: vec![],
            choices: BTreeMap::new(),
            fixed: BTreeMap::new(),
            past: None,
            parts: vec![],
            in_order: vec![],
            stands: BTreeMap::new(),
        }
    }

    /// `headings` with spaces between them.
    pub fn words(mut self, field: &str, headings: &str) -> Self {
        self.words.insert(field.to_owned(), headings.split_whitespace().map(str::to_owned).collect());
        self
    }

    pub fn joined(mut self, field: &str) -> Self {
        self.joined.push(field.to_owned());
        self
    }

    pub fn refers(mut self, fields: &[&str]) -> Self {
        self.refers.extend(keys(fields));
        self
    }

    /// The case comes in although what it names is not here.
    pub fn refers_if_found(mut self, fields: &[&str]) -> Self {
        self.if_found = keys(fields);
        NAMING
            .iter()
            .filter(|(field, _)| fields.contains(field))
            .fold(self, |import, (field, headings)| import.words(field, headings))
            .refers(fields)
    }

    pub fn same(mut self, fields: &[&str]) -> Self {
        self.same.push(keys(fields));
        self
    }

    pub fn apart(mut self, fields: &[&str]) -> Self {
        self.apart = keys(fields);
        self
    }

    /// `columns` with spaces between them.
    pub fn parts(mut self, entries: &str, columns: &str) -> Self {
        self.parts.extend(columns.split_whitespace().map(|column| format!("{entries}.{column}")));
        self
    }

    pub fn in_order(mut self, first: &str, second: &str) -> Self {
        self.in_order.push((first.to_owned(), second.to_owned()));
        self
    }

    pub fn stands(mut self, stage: &str, step: &str, until: Option<&str>) -> Self {
        self.stands.insert(stage.to_owned(), Stands { step: step.to_owned(), until: until.map(str::to_owned) });
        self
    }

    pub fn past(mut self, close: &str, opened: Option<&str>) -> Self {
        self.past = Some(Past { close: close.to_owned(), opened: opened.map(str::to_owned), over: false });
        self
    }

    pub fn over(mut self) -> Self {
        self.past.iter_mut().for_each(|past| past.over = true);
        self
    }

    /// `said` with spaces between: cells that say this choice.
    pub fn choice(mut self, field: &str, value: &str, said: &str) -> Self {
        let words = said.split_whitespace().map(|word| (word.to_owned(), value.to_owned()));
        self.choices.entry(field.to_owned()).or_default().extend(words);
        self
    }

    pub fn fixed(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.fixed.insert(field.to_owned(), value.into());
        self
    }

    /// May a column be mapped to this field? What names a person or a file no cell can say, nor any record whatever.
    pub fn takes(&self, field: &Field) -> bool {
        let kind = match field.kind {
            Kind::Text | Kind::LongText | Kind::Phone | Kind::Email | Kind::Integer | Kind::Money => true,
            Kind::Boolean | Kind::Date | Kind::Hours | Kind::Choice(_) => true,
            Kind::Instant => self.past.as_ref().is_some_and(|past| past.opened.as_ref() != Some(&field.key)),
            Kind::Record(_) => self.refers.contains(&field.key),
            _ => false,
        };
        kind && matches!(field.class, MergeClass::Single | MergeClass::Set)
    }

    /// May several columns be mapped to it? Name and telephone together name one customer.
    pub fn takes_many(&self, field: &Field) -> bool {
        field.class == MergeClass::Set || self.joined.contains(&field.key) || matches!(field.kind, Kind::Record(_))
    }

    /// The column of entries that a part is.
    pub fn part<'a>(&self, process: &'a Process, key: &str) -> Option<(&'a Field, &'a Field)> {
        let (entries, column) = self.parts.iter().find(|part| *part == key)?.split_once('.')?;
        let entries = process.field(entries).filter(|field| field.class == MergeClass::Entries)?;
        let column = entries.columns.iter().find(|one| one.key == column)?;
        let plain = matches!(
            column.kind,
            Kind::Text | Kind::LongText | Kind::Phone | Kind::Integer | Kind::Boolean | Kind::Date | Kind::Choice(_)
        );
        plain.then_some((entries, column))
    }

    /// What a column of the table fills: a field, or a part.
    pub fn column<'a>(&self, process: &'a Process, key: &str) -> Option<&'a Field> {
        let part = self.part(process, key).map(|(_, column)| column);
        part.or_else(|| process.field(key).filter(|field| self.takes(field)))
    }

    pub fn label(&self, process: &Process, key: &str) -> Option<Label> {
        let part = |(entries, column): (&Field, &Field)| {
            let (of, one) = (&entries.label, &column.label);
            Label::owned(format!("{}：{}", of.zh, one.zh), format!("{}: {}", of.en, one.en.to_lowercase()))
        };
        self.part(process, key).map(part).or_else(|| Some(process.field(key)?.label.clone()))
    }
}

/// Words that many lists use for the same columns; a process adds its own.
pub fn of_cases(birth: &str, content: &str, opened: Option<&str>) -> Import {
    Import::new(birth, UNDO)
        .words(
            OPENED,
            "登记时间 创建时间 报告时间 投诉时间 报修时间 报事时间 来电时间 createddate opendt opened openedat created createdat reported dateopened",
        )
        .words(
            CLOSED,
            "关闭时间 完成时间 结案时间 处理完成时间 closeddate closeddt closed closedat dateclosed completed",
        )
        .words("due_at_ms", "期限 限期 截止时间 应完成时间 duedate targetdt due target deadline")
        .words("source_no", "编号 单号 工单号 流水号 外部编号 uniquekey caseenquiryid srnumber caseid ticket number")
        .words("title", "事项 标题 主题 casetitle complainttype requesttype title subject type")
        .words(content, "内容 描述 说明 详情 备注 descriptor description details notes statusnotes")
        .words("address", "地址 房号 位置 incidentaddress location address")
        .joined(content)
        .same(&["source_no"])
        .past(CLOSE, opened)
}

/// Headings of cells that name a record: a customer by number, telephone or name, a house by its name.
const NAMING: [(&str, &str); 3] = [
    ("customer", "客户编号 客户档案 客户档案号 档案号 业主编号 customerno customernumber customerid"),
    ("unit", "房屋 房屋编号 单元房号 unit unitno"),
    ("building", "楼栋 楼号 栋号 楼宇 building buildingno"),
];

pub const PHONES: &str = "电话 手机 联系电话 手机号 手机号码 联系方式 phone phones tel telephone mobile";

/// Steps, stage and fields of a process whose cases may come from another program.
pub const CLOSE: &str = "import_closed";
pub const UNDO: &str = "import_undo";
pub const WITHDRAWN: &str = "withdrawn";
pub const IMPORTED: &str = "imported";

/// A case that was over before it came here: closed by the server alone, past the guards of those who work here.
pub fn close(from: &str, to: &str) -> Step {
    step(CLOSE, Label::new("导入已办结的记录", "Imported as closed"), &[from], Some(to), &[Who::System])
        .reason(Reason::Required)
}

/// Out of the stages in which imported cases stand while nobody works on them.
pub fn undo(from: &[&str]) -> Step {
    step(UNDO, Label::new("撤销导入", "Take the import back"), from, Some(WITHDRAWN), &[Who::System])
        .reason(Reason::Required)
}

/// It came as closed, and nobody has taken it up again since: the rules of those who work here do not judge it.
pub fn flagged(reopen: &str) -> Flag {
    flag(IMPORTED, Label::new("导入的旧案", "Imported as closed"), since(&[CLOSE], reopen))
}

pub fn withdrawn() -> Stage {
    frozen(stage(WITHDRAWN, "已撤回", "Withdrawn", 5))
}

pub fn fields() -> [Field; 2] {
    [
        field("due_at_ms", Label::new("要求办结", "Required by"), Kind::Instant).listed().edit(&[Who::Leader]),
        field("source_no", Label::new("外部编号", "Number elsewhere"), Kind::Text).listed(),
    ]
}

pub fn opened_label() -> Label {
    Label::new("受理时间", "Opened")
}

pub fn closed_label() -> Label {
    Label::new("办结时间", "Closed")
}

pub fn stage_label() -> Label {
    Label::new("状态", "Stage")
}

/// What is wrong with the import of a description.
pub(super) fn problems(process: &Process, import: &Import) -> Vec<Label> {
    let mut found = vec![];
    let mut wrong = |zh: String, en: String| found.push(Label::owned(format!("导入：{zh}"), format!("import: {en}")));
    let field = |key: &String| import.column(process, key);
    let birth = process.births().find(|step| step.key == import.birth);
    // A row has nobody whom a step could put in charge.
    let free = birth.is_some_and(|step| step.params.iter().all(|param| !param.required));
    if !free {
        let key = &import.birth;
        wrong(
            format!("“{key}”不是新建记录的步骤，或有必填项"),
            format!("“{key}” is no step that makes a record, or asks for something"),
        );
    }
    let taken = |key: &str| process.step(key).filter(|step| !step.from.is_empty() && step.to.is_some());
    let by_server = |key: &str| taken(key).filter(|step| step.by.contains(&Who::System));
    let undo = taken(&import.undo).filter(|step| step.by.iter().any(|who| matches!(who, Who::System | Who::Leader)));
    let params = |key: &str| process.step(key).is_some_and(|step| step.params.iter().any(|param| param.required));
    if undo.is_none() || params(&import.undo) {
        let key = &import.undo;
        wrong(
            format!("“{key}”不是主管或系统能做的撤回步骤，或有必填项"),
            format!("“{key}” is no step by which a leader or the server takes a record back, or asks for something"),
        );
    }
    if let Some(past) = &import.past {
        let closes = by_server(&past.close).and_then(|step| process.stage(step.to.as_deref()?));
        let from_birth = birth.and_then(|step| step.to.as_ref());
        let follows = process.step(&past.close).is_some_and(|step| from_birth.is_some_and(|to| step.from.contains(to)));
        if !closes.is_some_and(|stage| stage.closed) || !follows || params(&past.close) {
            let key = &past.close;
            wrong(
                format!("“{key}”要由系统从新建后的阶段做到已关闭的阶段"),
                format!("“{key}” must lead the server from where records are made to a closed stage"),
            );
        }
        let opened = past.opened.as_ref().filter(|key| process.field(key).is_none_or(|one| one.kind != Kind::Instant));
        if let Some(key) = opened {
            wrong(format!("“{key}”不是时间字段"), format!("“{key}” is no instant"));
        }
        for key in [OPENED, CLOSED, CLOSED_AT].into_iter().filter(|key| process.field(key).is_some()) {
            wrong(format!("字段不能叫“{key}”"), format!("no field may be called “{key}”"));
        }
    }
    for (stage, stands) in &import.stands {
        let leads = by_server(&stands.step).filter(|step| step.to.as_ref() == Some(stage));
        let from_birth =
            leads.is_some_and(|step| birth.is_some_and(|one| one.to.iter().any(|to| step.from.contains(to))));
        if !from_birth || params(&stands.step) {
            let key = &stands.step;
            wrong(
                format!("“{key}”要由系统从新建后的阶段做到“{stage}”"),
                format!("“{key}” must lead the server from where records are made to “{stage}”"),
            );
        }
    }
    if !import.stands.is_empty() && process.field(STAGE).is_some() {
        wrong(format!("字段不能叫“{STAGE}”"), format!("no field may be called “{STAGE}”"));
    }
    for key in import.parts.iter().filter(|key| import.part(process, key).is_none()) {
        wrong(format!("“{key}”不是能导入的一列"), format!("“{key}” is no column of entries that can be imported"));
    }
    let ends = import.stands.values().flat_map(|stands| &stands.until);
    let dates = import.in_order.iter().flat_map(|(first, second)| [first, second]).chain(ends);
    for key in dates.filter(|key| field(key).is_none_or(|one| one.kind != Kind::Date)) {
        wrong(format!("“{key}”不是能导入的日期"), format!("“{key}” is no date that can be imported"));
    }
    let stands_for = |key: &String| {
        (import.past.is_some() && (key == OPENED || key == CLOSED)) || (!import.stands.is_empty() && key == STAGE)
    };
    for key in import.words.keys().filter(|key| field(key).is_none() && !stands_for(key)) {
        wrong(format!("列名写给了不能导入的“{key}”"), format!("headings for “{key}”, which no column can fill"));
    }
    let long = |key: &&String| field(key).is_none_or(|one| one.kind != Kind::LongText);
    for key in import.joined.iter().filter(long) {
        wrong(format!("“{key}”不是长文字字段"), format!("“{key}” is no long text"));
    }
    for (key, value) in &import.fixed {
        if field(key).is_none_or(|one| one.kind.check(value).is_err()) {
            wrong(format!("“{key}”不能总是这个值"), format!("“{key}” cannot always hold that value"));
        }
    }
    for (key, words) in &import.choices {
        let choice = |value: &String| match field(key) {
            Some(one) => one.kind.check(&value.as_str().into()).is_ok(),
            None => stands_for(key) && process.stage(value).is_some(),
        };
        if !words.values().all(choice) {
            wrong(format!("“{key}”没有这样的选项"), format!("“{key}” has no such choice"));
        }
    }
    let nobody = |key: &&String| field(key).is_none_or(|one| !matches!(one.kind, Kind::Record(_)));
    for key in import.if_found.iter().filter(|key| !import.refers.contains(key)) {
        wrong(format!("“{key}”不在 refers 里"), format!("“{key}” is not among refers"));
    }
    for key in import.refers.iter().filter(nobody) {
        wrong(format!("“{key}”不是指向一条记录的字段"), format!("“{key}” is no field that refers to a record"));
    }
    // What is there already is known by its row.
    let unlisted = |key: &&String| field(key).is_none_or(|one| !one.listed);
    for key in import.same.iter().flatten().chain(&import.apart).filter(unlisted) {
        wrong(format!("“{key}”不在列表里，认不出重复"), format!("“{key}” is not listed: it tells no duplicates"));
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::process::{Process, check, customer};

    #[test]
    fn an_import_that_cannot_work_is_named() {
        let wrong = |change: fn(&mut super::Import)| {
            let mut process: Process = customer::process();
            process.import.as_mut().into_iter().for_each(change);
            check::problems(&process).len()
        };
        assert_eq!(wrong(|_| ()), 0);
        assert_eq!(wrong(|import| import.birth = "submit".into()), 1);
        assert_eq!(wrong(|import| import.undo = "assign".into()), 1);
        assert_eq!(wrong(|import| import.joined.push("name".into())), 1);
        assert_eq!(wrong(|import| import.same.push(vec!["email".into()])), 1);
        assert_eq!(wrong(|import| *import = import.clone().words("contacts", "log")), 1);
        assert_eq!(wrong(|import| *import = import.clone().past("retire", None)), 1);
        assert_eq!(wrong(|import| *import = import.clone().parts("contacts", "nothing")), 1);
        assert_eq!(wrong(|import| *import = import.clone().stands("assigned", "assign", None)), 1);
        assert_eq!(wrong(|import| *import = import.clone().in_order("name", "email")), 2);
    }
}
