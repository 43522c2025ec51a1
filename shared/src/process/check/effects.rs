//! Checks of what follows by rule: within a description, and between descriptions.

use crate::effect::in_charge_of;
use crate::label::Label;
use crate::process::effect::{Beat, Effect, Fill, InCharge, Move, Part, With};
use crate::process::{Field, Kind, MergeClass, Process, Who};
use crate::rule::Condition;
use std::collections::BTreeSet;

/// What effects and moves say about their own process, beside the conditions of changes.
pub(super) fn within(process: &Process) -> Vec<Label> {
    let mut found = vec![];
    let mut wrong = |zh: String, en: String| found.push(Label::owned(zh, en));
    let mut keys = BTreeSet::new();
    let effects = process.effects.iter().map(|effect| (&effect.key, of_effect(effect)));
    let moves = process.moves.iter().map(|rule| (&rule.key, of_move(rule)));
    for (key, names) in effects.chain(moves) {
        if !super::is_word(key) || !keys.insert(key) {
            wrong(
                format!("自动安排“{key}”的 key 要用小写字母、数字和下划线，不能写两次"),
                format!("effect “{key}”: small letters, digits and underscores, and each key once"),
            );
        }
        let missing: BTreeSet<&str> = names.iter().filter(|name| !name.is_described(process)).map(Name::word).collect();
        for what in missing {
            wrong(
                format!("自动安排“{key}”用到没有描述的“{what}”"),
                format!("effect “{key}” names “{what}”, which is not described"),
            );
        }
    }
    for effect in process.effects.iter().filter(|effect| effect.every.is_some()) {
        let names = |one: &InCharge| matches!(one, InCharge::TakenBy(_));
        let listed = |key: &str| process.field(key).is_some_and(|field| field.listed);
        let known = of_effect(effect).iter().all(|name| !matches!(name, Name::Field(key) if !listed(key)));
        let asks_listed = effect.when.parts().into_iter().all(|one| match one {
            Condition::Filled(field) | Condition::Is { field, .. } => listed(field),
            _ => true,
        });
        let people = effect.in_charge.iter().chain(&effect.not);
        let is_plain = effect.unless.is_none() && effect.round.is_none() && effect.each.is_none();
        if !effect.when.is_of_rows() || !asks_listed || !known || people.clone().any(names) || !is_plain {
            let key = &effect.key;
            wrong(
                format!("按日历安排的“{key}”只能用列表里有的字段"),
                format!("effect “{key}” comes round by the calendar: it may use listed fields only"),
            );
        }
    }
    found
}

enum Name<'a> {
    Field(&'a str),
    Step(&'a str),
    Stage(&'a str),
    Column(&'a str, &'a str),
}

impl<'a> Name<'a> {
    fn word(&self) -> &'a str {
        match self {
            Name::Field(word) | Name::Step(word) | Name::Stage(word) | Name::Column(_, word) => word,
        }
    }

    fn is_described(&self, process: &Process) -> bool {
        match self {
            Name::Field(key) => process.field(key).is_some(),
            Name::Step(key) => process.step(key).is_some(),
            Name::Stage(key) => process.stage(key).is_some(),
            Name::Column(entries, column) => {
                process.field(entries).is_some_and(|field| field.columns.iter().any(|one| one.key == *column))
            }
        }
    }
}

fn of_effect(effect: &Effect) -> Vec<Name<'_>> {
    let entries = effect.each.as_ref().map_or("", |each| &each.entries);
    let mut names = of_fills(&effect.fill, entries);
    names.extend(effect.round.iter().map(|step| Name::Step(step)));
    names.extend(effect.in_charge.iter().chain(&effect.not).filter_map(|one| match one {
        InCharge::TakenBy(step) => Some(Name::Step(step)),
        InCharge::Field(field) => Some(Name::Field(field)),
        _ => None,
    }));
    if let Some(each) = &effect.each {
        names.extend([&each.column].into_iter().chain(&each.per).map(|column| Name::Column(entries, column)));
    }
    if let Some(every) = &effect.every {
        names.extend(every.stages.iter().map(|stage| Name::Stage(stage)));
        if let Beat::Before { field, .. } = &every.beat {
            names.push(Name::Field(field));
        }
    }
    names
}

fn of_move(rule: &Move) -> Vec<Name<'_>> {
    let mut names = of_fills(&rule.values, "");
    names.extend(of_parts(&rule.reason, ""));
    names.push(Name::Field(&rule.of));
    names
}

fn of_fills<'a>(fills: &'a [Fill], entries: &'a str) -> Vec<Name<'a>> {
    fills.iter().flat_map(|fill| of_with(&fill.with, entries)).collect()
}

fn of_with<'a>(with: &'a With, entries: &'a str) -> Vec<Name<'a>> {
    match with {
        With::Text(parts) => of_parts(parts, entries),
        With::Field(field) | With::Of { field, .. } => vec![Name::Field(field)],
        With::Column(column) => vec![Name::Column(entries, column)],
        With::Held { by, .. } => of_with(by, entries),
        With::FirstOf(all) => all.iter().flat_map(|one| of_with(one, entries)).collect(),
        With::Constant(_) | With::Itself | With::Moment | With::DaysAfter(_) | With::Term { .. } => vec![],
    }
}

fn of_parts<'a>(parts: &'a [Part], entries: &'a str) -> Vec<Name<'a>> {
    let names = parts.iter().filter_map(|part| match part {
        Part::Field(key) | Part::Short(key) | Part::TitleOf(key) => Some(Name::Field(key)),
        Part::Column(key) => Some(Name::Column(entries, key)),
        Part::Period | Part::Words(_) | Part::NewLine => None,
    });
    names.collect()
}

/// What the effects of these processes say about each other: that what is made is described, and may be made so.
pub fn between(processes: &[Process]) -> Vec<Label> {
    let mut found = vec![];
    for process in processes {
        for effect in &process.effects {
            let (of, key) = (&process.id, &effect.key);
            let say = |zh: String, en: String| {
                Label::owned(format!("流程“{of}”的自动安排“{key}”：{zh}"), format!("effect “{key}” of “{of}”: {en}"))
            };
            let Some(made) = processes.iter().find(|one| one.id == effect.makes) else {
                let makes = &effect.makes;
                found.push(say(format!("没有流程“{makes}”"), format!("there is no process “{makes}”")));
                continue;
            };
            let mut wrong = |zh: String, en: String| found.push(say(zh, en));
            birth(effect, made, &mut wrong);
            fills(effect, process, made, &mut wrong);
        }
        for rule in &process.moves {
            let of = process.field(&rule.of).and_then(|field| match &field.kind {
                Kind::Record(of) => processes.iter().find(|one| one.id == *of),
                _ => None,
            });
            let step = of.and_then(|of| of.step(&rule.step)).filter(|step| !step.from.is_empty());
            let takes = |fill: &Fill| step.is_some_and(|step| step.params.iter().any(|param| param.key == fill.field));
            if !rule.values.iter().all(takes) || step.is_none() {
                let (of, key, step) = (&process.id, &rule.key, &rule.step);
                found.push(Label::owned(
                    format!("流程“{of}”的联动“{key}”：不能这样走“{step}”"),
                    format!("move “{key}” of “{of}”: “{step}” cannot be taken so"),
                ));
            }
        }
    }
    found
}

fn column<'a>(effect: &Effect, of: &'a Process, key: &str) -> Option<&'a Field> {
    let entries = of.field(&effect.each.as_ref()?.entries)?;
    entries.columns.iter().find(|column| column.key == key)
}

fn birth(effect: &Effect, made: &Process, wrong: &mut dyn FnMut(String, String)) {
    let key = &effect.step;
    let Some(step) = made.step(key).filter(|step| step.from.is_empty()) else {
        return wrong(format!("“{key}”不是新建记录的步骤"), format!("“{key}” is no step that makes a record"));
    };
    if !step.by.iter().any(|who| matches!(who, Who::System | Who::Leader)) {
        wrong(format!("步骤“{key}”的 by 里要有 system"), format!("step “{key}” needs system among its by"));
    }
    if in_charge_of(step).is_some_and(|param| param.required) && effect.in_charge.is_empty() {
        wrong("没有写由谁负责（in_charge）".to_owned(), "nobody is put in charge (in_charge)".to_owned());
    }
    let given = |param: &Field| matches!(param.key.as_str(), "owner" | "assignee" | "department");
    for param in step.params.iter().filter(|param| param.required && !given(param)) {
        let param = &param.key;
        wrong(format!("步骤“{key}”还要填“{param}”"), format!("step “{key}” also requires “{param}”"));
    }
}

fn fits(with: &With, field: &Field, effect: &Effect, of: &Process) -> bool {
    let text = |kind: &Kind| matches!(kind, Kind::Text | Kind::LongText);
    match (with, &field.kind) {
        (With::Field(key), kind) if field.class == MergeClass::Set => {
            of.field(key).is_some_and(|from| from.class == MergeClass::Set && from.kind == *kind)
        }
        (With::Column(key), kind) => column(effect, of, key).is_some_and(|from| from.kind == *kind),
        _ if field.class == MergeClass::Set => false,
        (With::Constant(value), kind) => kind.check(value).is_ok(),
        (With::Field(key), kind) => of.field(key).is_some_and(|from| {
            from.class == MergeClass::Single && (from.kind == *kind || (text(&from.kind) && *kind == Kind::LongText))
        }),
        // Of what kind that is stands in another description.
        (With::Of { .. } | With::Held { .. }, kind) => matches!(kind, Kind::Instant | Kind::Record(_)),
        (With::FirstOf(all), _) => all.iter().all(|one| fits(one, field, effect, of)),
        (With::Itself, kind) => *kind == Kind::Record(of.id.clone()),
        (With::Moment | With::DaysAfter(_) | With::Term { .. }, kind) => *kind == Kind::Instant,
        (With::Text(_), kind) => text(kind),
    }
}

fn fills(effect: &Effect, of: &Process, made: &Process, wrong: &mut dyn FnMut(String, String)) {
    for fill in &effect.fill {
        let key = &fill.field;
        let field = made.field(key).filter(|field| matches!(field.class, MergeClass::Single | MergeClass::Set));
        let fits = field.is_some_and(|field| fits(&fill.with, field, effect, of));
        if !fits {
            wrong(format!("“{key}”不能这样填"), format!("“{key}” cannot be filled like this"));
        }
    }
    let filled = |key: &str| effect.fill.iter().any(|fill| fill.field == key);
    for field in made.fields.iter().filter(|field| field.required && !filled(&field.key)) {
        let key = &field.key;
        wrong(format!("必填的“{key}”没有填"), format!("“{key}” is required and is not filled"));
    }
}
