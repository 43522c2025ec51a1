//! Checks of single values and of whole descriptions.

use super::{Anchor, Deadline, Field, Kind, MergeClass, Process, Who};
use crate::label::Label;
use crate::record::CAUSED_BY;
use std::collections::BTreeSet;

mod conditions;
mod effects;

pub use effects::between;

/// 5 to 20 digits; spaces, dashes, brackets, a plus and an extension are kept as written.
pub fn phone(text: &str) -> Result<(), Label> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = text.chars().all(|c| c.is_ascii_digit() || " -+()（）转#,/、".contains(c));
    if plain && (5..=20).contains(&digits) {
        Ok(())
    } else {
        Err(Label::new("电话号码不对", "Not a phone number"))
    }
}

pub fn email(text: &str) -> Result<(), Label> {
    let sound = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !text.contains(' ')
    });
    if sound { Ok(()) } else { Err(Label::new("邮箱地址不对", "Not an e-mail address")) }
}

pub fn attachment(text: &str) -> Result<(), Label> {
    let hex = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if hex && text.len() == 64 { Ok(()) } else { Err(Label::new("这里要放一个文件", "This takes a file")) }
}

pub fn date(text: &str) -> Result<(), Label> {
    let sound = text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
    if sound { Ok(()) } else { Err(Label::new("日期不对，请写成 2026-11-23", "Not a date; write 2026-11-23")) }
}

/// `12:00-14:00,21:00-08:30`, as the calendar reads it.
pub fn hours(text: &str) -> Result<(), Label> {
    crate::calendar::RestHours::parse(text).map(|_| ()).map_err(|error| error.label())
}

/// What is wrong with a description; empty when it may be used. A description loaded as data passes here first.
pub fn problems(process: &Process) -> Vec<Label> {
    let mut found = vec![];
    let mut wrong = |zh: String, en: String| found.push(Label::owned(zh, en));
    let stages: BTreeSet<&str> = process.stages.iter().map(|stage| stage.key.as_str()).collect();
    let mut keys = BTreeSet::new();
    if !is_word(process.id.as_str()) {
        let id = &process.id.0;
        wrong(
            format!("流程的 id“{id}”只能用小写字母、数字和下划线"),
            format!("process id “{id}”: only small letters, digits and underscores"),
        );
    }
    for field in &process.fields {
        let key = &field.key;
        if !is_word(key) {
            wrong(
                format!("字段“{key}”只能用小写字母、数字和下划线"),
                format!("field “{key}”: only small letters, digits and underscores"),
            );
        }
        for stage in field.only_in.iter().filter(|stage| !stages.contains(stage.as_str())) {
            wrong(
                format!("字段“{key}”用到没有描述的阶段“{stage}”"),
                format!("field “{key}” names a stage “{stage}” that is not described"),
            );
        }
        let is_text = matches!(field.class, MergeClass::Single | MergeClass::Text)
            && matches!(field.kind, Kind::Text | Kind::LongText);
        if field.searched && (field.listed || !is_text) {
            wrong(
                format!("字段“{key}”：只有不在列表里的文字才用 searched"),
                format!("field “{key}”: searched goes with a text that is not listed"),
            );
        }
        if !keys.insert(key) {
            wrong(format!("字段“{key}”写了两次"), format!("field “{key}” stands twice"));
        }
        if (field.class == MergeClass::Entries) == field.columns.is_empty() {
            wrong(
                format!("字段“{key}”：逐条记录（entries）要有 columns，别的字段不能有"),
                format!("field “{key}”: columns go with entries, and only with them"),
            );
        }
    }
    if process.field(&process.title).is_none() {
        let title = &process.title;
        wrong(format!("title“{title}”不是字段"), format!("title “{title}” is no field"));
    }
    if let Some(about) = &process.about
        && !matches!(process.field(about).map(|field| &field.kind), Some(Kind::Record(_)))
    {
        wrong(
            format!("about“{about}”不是指向一条记录的字段"),
            format!("about “{about}” is no field that refers to a record"),
        );
    }
    for key in &process.part_of {
        let is_record = |field: &&Field| matches!(field.kind, Kind::Record(_)) && field.listed;
        if process.field(key).filter(is_record).is_none() {
            wrong(
                format!("part_of“{key}”不是列表里指向一条记录的字段"),
                format!("part_of “{key}” is no listed field that refers to a record"),
            );
        }
    }
    if process.births().count() == 0 {
        wrong(
            "没有新建记录的步骤（没有 from 的步骤）".to_owned(),
            "no step makes a record (one without from)".to_owned(),
        );
    }
    for step in &process.steps {
        let key = &step.key;
        for stage in step.from.iter().chain(step.to.iter()).filter(|stage| !stages.contains(stage.as_str())) {
            wrong(
                format!("步骤“{key}”用到没有描述的阶段“{stage}”"),
                format!("step “{key}” names a stage “{stage}” that is not described"),
            );
        }
        if step.from.is_empty() && step.to.is_none() {
            wrong(
                format!("步骤“{key}”新建记录，却没有写到哪个阶段（to）"),
                format!("step “{key}” makes a record but names no stage (to)"),
            );
        }
        if step.by.is_empty() {
            wrong(format!("步骤“{key}”没有人能做（by 是空的）"), format!("nobody may take step “{key}” (by is empty)"));
        }
    }
    let leads = |stage: &str| {
        let mut from = process.steps.iter().filter(|step| step.from.iter().any(|from| from == stage));
        from.any(|step| step.by.contains(&Who::Leader) || step.by.contains(&Who::Superior))
    };
    for stage in process.stages.iter().filter(|stage| stage.for_leader.is_some() && !leads(&stage.key)) {
        let key = &stage.key;
        wrong(
            format!("阶段“{key}”等主管处理（for_leader），却没有主管能做的步骤"),
            format!("stage “{key}” waits for a leader, but no step from it is a leader's"),
        );
    }
    for (step, param) in process.steps.iter().flat_map(|step| step.params.iter().map(move |param| (step, param))) {
        let is_causer = param.kind == Kind::Causer;
        if is_causer != (param.key == CAUSED_BY) || (is_causer && !step.from.is_empty()) {
            let key = &param.key;
            wrong(
                format!("“{key}”：由谁引起（causer）的名称只能是 {CAUSED_BY}，只能用在新建的步骤里"),
                format!(
                    "“{key}”: a causer stands under the key {CAUSED_BY} in a step that makes a record, and nothing else does"
                ),
            );
        }
        if (param.kind == Kind::Superior) != (param.key == "superior") {
            let key = &param.key;
            wrong(
                format!("“{key}”：上级（superior）的名称只能是 superior"),
                format!("“{key}”: a superior stands under the key superior, and nothing else does"),
            );
        }
    }
    let by = process.steps.iter().flat_map(|step| &step.by).chain(&process.edit);
    let by = by.chain(process.fields.iter().flat_map(|field| &field.edit));
    let leaders = by.filter_map(|who| if let Who::LeaderOf(field) = who { Some(field) } else { None });
    let told = process.steps.iter().filter_map(|step| step.tells.as_ref());
    for key in leaders.chain(told).filter(|key| !process.field(key).is_some_and(|field| field.named_see)) {
        wrong(
            format!("“{key}”：通知（tells）和主管（leader_of）要用部门看得到记录的字段（named_see）"),
            format!("“{key}”: tells and leader_of go with fields whose departments see the record (named_see)"),
        );
    }
    for derived in &process.derived {
        let named = derived.from.iter().chain([&derived.to]);
        for stage in named.filter(|stage| !stages.contains(stage.as_str())) {
            wrong(
                format!("derived 用到没有描述的阶段“{stage}”"),
                format!("a derived stage names a stage “{stage}” that is not described"),
            );
        }
    }
    for field in process.fields.iter().flat_map(|field| field.columns.iter().chain([field])) {
        let key = &field.key;
        if field.kind.is_by_rule() {
            wrong(
                format!("“{key}”：actor、superior 和 causer 只能用在步骤里"),
                format!("“{key}”: the kinds actor, superior and causer go with steps, and only with them"),
            );
        }
        let is_named = field.kind == Kind::Department && field.listed;
        if field.named_see && !(is_named && matches!(field.class, MergeClass::Single | MergeClass::Set)) {
            wrong(
                format!("字段“{key}”：看得到记录（named_see）的只能是列表里的部门"),
                format!("field “{key}”: only departments in the list see the record (named_see)"),
            );
        }
        if field.drawn && (field.kind != Kind::Attachment || field.class != MergeClass::Single) {
            wrong(
                format!("字段“{key}”：手写（drawn）的只能是一个文件"),
                format!("field “{key}”: what is drawn is one attachment"),
            );
        }
        if field.kind == Kind::Attachment && !matches!(field.class, MergeClass::Single | MergeClass::Set) {
            wrong(
                format!("字段“{key}”：文件（attachment）只能是 single 或 set"),
                format!("field “{key}”: an attachment is single or a set"),
            );
        }
    }
    let is_known = |deadline: &&Deadline| {
        is_known(process, &deadline.anchor)
            && deadline.turns_since.as_ref().is_none_or(|step| process.step(step).is_some())
    };
    for deadline in process.deadlines.iter().filter(|deadline| !is_known(deadline)) {
        let key = &deadline.key;
        wrong(
            format!("期限“{key}”的起算点（anchor）没有描述"),
            format!("deadline “{key}” counts from something that is not described"),
        );
    }
    let mut keys = BTreeSet::new();
    for key in process.flags.iter().map(|flag| &flag.key).chain(process.deadlines.iter().map(|one| &one.key)) {
        if !is_word(key) || !keys.insert(key) {
            wrong(
                format!("标记或期限“{key}”写了两次，或有不能用的字"),
                format!("flag or deadline “{key}” stands twice or is no word"),
            );
        }
    }
    let printed = process.print.iter().flat_map(|form| &form.steps);
    for row in printed.clone() {
        let key = &row.key;
        if process.field(key).is_some() {
            wrong(format!("打印的步骤“{key}”和字段同名"), format!("the printed steps “{key}” are called like a field"));
        }
        for step in row.steps.iter().filter(|step| process.step(step).is_none()) {
            wrong(
                format!("打印用到没有描述的步骤“{step}”"),
                format!("the printed form names a step “{step}” that is not described"),
            );
        }
    }
    let is_row = |key: &str| process.field(key).is_some() || printed.clone().any(|row| row.key == key);
    for key in process.print.iter().flat_map(|form| &form.fields).filter(|key| !is_row(key)) {
        wrong(
            format!("打印用到没有描述的字段“{key}”"),
            format!("the printed form names a field “{key}” that is not described"),
        );
    }
    found.extend(conditions::problems(process));
    found.extend(process.import.iter().flat_map(|import| super::import::problems(process, import)));
    found.extend(effects::within(process));
    found
}

fn is_known(process: &Process, anchor: &Anchor) -> bool {
    let field = |key: &str, class| process.field(key).is_some_and(|field: &Field| field.class == class);
    match anchor {
        Anchor::Step(step) => process.step(step).is_some(),
        Anchor::Field(key) => field(key, MergeClass::Single),
        Anchor::Entry(key) => field(key, MergeClass::Entries),
        Anchor::Latest(anchors) => !anchors.is_empty() && anchors.iter().all(|anchor| is_known(process, anchor)),
    }
}

fn is_word(key: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    !key.is_empty() && key.len() <= 40 && key.chars().all(plain)
}
