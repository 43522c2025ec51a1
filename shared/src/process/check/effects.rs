//! Checks of what follows by rule: within a description, and between descriptions.

use crate::effect::in_charge_of;
use crate::label::Label;
use crate::process::effect::{Effect, InCharge, Part, With};
use crate::process::{Field, Kind, MergeClass, Process, Who};
use std::collections::BTreeSet;

/// What an effect says about its own process, beside its conditions.
pub(super) fn within(process: &Process) -> Vec<Label> {
    let mut found = vec![];
    let mut wrong = |zh: String, en: String| found.push(Label::owned(zh, en));
    let mut keys = BTreeSet::new();
    for effect in &process.effects {
        let key = &effect.key;
        if !super::is_word(key) || !keys.insert(key) {
            wrong(
                format!("自动安排“{key}”的 key 要用小写字母、数字和下划线，不能写两次"),
                format!("effect “{key}”: small letters, digits and underscores, and each key once"),
            );
        }
        let mut missing = BTreeSet::new();
        let mut step = |key: &str| {
            if process.step(key).is_none() {
                missing.insert(key.to_owned());
            }
        };
        effect.round.iter().for_each(|round| step(round));
        let people = || effect.in_charge.iter().chain(&effect.not);
        people().for_each(|one| {
            if let InCharge::TakenBy(key) = one {
                step(key)
            }
        });
        let parts = effect.fill.iter().flat_map(|fill| match &fill.with {
            With::Text(parts) => parts.as_slice(),
            _ => &[],
        });
        let fields = parts.filter_map(|part| match part {
            Part::Field(key) | Part::Short(key) | Part::TitleOf(key) => Some(key),
            Part::Words(_) | Part::NewLine => None,
        });
        let fields = fields.chain(people().filter_map(|one| match one {
            InCharge::Field(key) => Some(key),
            _ => None,
        }));
        missing.extend(fields.filter(|key| process.field(key).is_none()).cloned());
        for what in missing {
            wrong(
                format!("自动安排“{key}”用到没有描述的“{what}”"),
                format!("effect “{key}” names “{what}”, which is not described"),
            );
        }
    }
    found
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
    }
    found
}

fn birth(effect: &Effect, made: &Process, wrong: &mut dyn FnMut(String, String)) {
    let key = &effect.step;
    let Some(step) = made.step(key).filter(|step| step.from.is_empty()) else {
        return wrong(format!("“{key}”不是新建记录的步骤"), format!("“{key}” is no step that makes a record"));
    };
    if !step.by.iter().any(|who| matches!(who, Who::System | Who::Leader)) {
        wrong(format!("步骤“{key}”的 by 里要有 system"), format!("step “{key}” needs system among its by"));
    }
    if in_charge_of(step).is_some() && effect.in_charge.is_empty() {
        wrong("没有写由谁负责（in_charge）".to_owned(), "nobody is put in charge (in_charge)".to_owned());
    }
    let given = |param: &Field| matches!(param.key.as_str(), "owner" | "assignee" | "department");
    for param in step.params.iter().filter(|param| param.required && !given(param)) {
        let param = &param.key;
        wrong(format!("步骤“{key}”还要填“{param}”"), format!("step “{key}” also requires “{param}”"));
    }
}

fn fills(effect: &Effect, of: &Process, made: &Process, wrong: &mut dyn FnMut(String, String)) {
    for fill in &effect.fill {
        let key = &fill.field;
        let field = made.field(key).filter(|field| field.class == MergeClass::Single);
        let fits = field.is_some_and(|field| match (&fill.with, &field.kind) {
            (With::Constant(value), kind) => kind.check(value).is_ok(),
            (With::Field(key), kind) => of.field(key).is_some_and(|from| {
                let text = |kind: &Kind| matches!(kind, Kind::Text | Kind::LongText);
                from.class == MergeClass::Single
                    && (from.kind == *kind || (text(&from.kind) && *kind == Kind::LongText))
            }),
            (With::Itself, kind) => *kind == Kind::Record(of.id.clone()),
            (With::Moment | With::DaysAfter(_), kind) => *kind == Kind::Instant,
            (With::Text(_), kind) => matches!(kind, Kind::Text | Kind::LongText),
        });
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
