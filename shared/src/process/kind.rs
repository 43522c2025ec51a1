//! What a value of each kind looks like: one rule for forms, the door and imports.

use super::{Kind, check};
use crate::label::Label;
use crate::limits;
use crate::value::Value;

impl Kind {
    /// Is it filled in by the step itself, so that no form asks for it?
    pub fn is_by_rule(&self) -> bool {
        matches!(self, Kind::Actor | Kind::Superior | Kind::Causer)
    }

    /// Is this value of this kind? The sentence of what is wrong otherwise. Null always passes: it clears.
    pub fn check(&self, value: &Value) -> Result<(), Label> {
        let text = |max: usize| match value {
            Value::Text(text) if text.chars().count() > max => {
                Err(Label::owned(format!("最多 {max} 个字"), format!("At most {max} characters")))
            }
            Value::Text(_) => Ok(()),
            _ => Err(Label::new("这里要填文字", "This takes text")),
        };
        if *value == Value::Null {
            return Ok(());
        }
        match self {
            Kind::LongText => text(limits::LONG_TEXT_CHARS_MAX),
            Kind::Text
            | Kind::Person
            | Kind::Actor
            | Kind::Superior
            | Kind::Causer
            | Kind::Department
            | Kind::Region
            | Kind::Record(_) => text(limits::TEXT_CHARS_MAX),
            Kind::Attachment => text(64).and_then(|()| check::attachment(value.as_text().unwrap_or_default())),
            Kind::Phone => text(40).and_then(|()| check::phone(value.as_text().unwrap_or_default())),
            Kind::Email => text(254).and_then(|()| check::email(value.as_text().unwrap_or_default())),
            Kind::Hours => text(200).and_then(|()| check::hours(value.as_text().unwrap_or_default())),
            Kind::Date => text(10).and_then(|()| check::date(value.as_text().unwrap_or_default())),
            Kind::Integer | Kind::Money => {
                value.as_int().map(|_| ()).ok_or(Label::new("这里要填整数", "This takes a whole number"))
            }
            Kind::Instant => match value.as_int() {
                Some(ms) if (0..=253_402_300_799_999).contains(&ms) => Ok(()),
                _ => Err(Label::new("时间不对", "Not a valid time")),
            },
            Kind::Boolean => match value {
                Value::Bool(_) => Ok(()),
                _ => Err(Label::new("请选是或否", "Choose yes or no")),
            },
            Kind::Choice(choices) => match value.as_text() {
                Some(text) if choices.iter().any(|choice| choice.value == text) => Ok(()),
                _ => Err(Label::new("没有这个选项", "There is no such choice")),
            },
        }
    }
}
