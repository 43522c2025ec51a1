//! The scalar values that fields hold.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A scalar. Dates are `Text` (`2026-11-23`), instants are `Int` (milliseconds since 1970, UTC), money is `Int` (fen).
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Cleared, or never written. Clearing writes null; nothing is ever deleted.
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Number(f64),
    Text(String),
}

impl Value {
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_int(&self) -> Option<i64> {
        match self {
            Value::Int(int) => Some(*int),
            _ => None,
        }
    }

    pub fn as_bool(&self) -> bool {
        matches!(self, Value::Bool(true))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}
impl From<i64> for Value {
    fn from(int: i64) -> Self {
        Value::Int(int)
    }
}
impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Value::Bool(truth)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Plain {
    Null,
    Bool(bool),
    Int(i64),
    Number(f64),
    Text(String),
}

#[derive(Serialize, Deserialize)]
enum Tagged {
    Null,
    Bool(bool),
    Int(i64),
    Number(f64),
    Text(String),
}

macro_rules! convert {
    ($($kind:ident),+) => {$(
        impl From<$kind> for Value {
            fn from(value: $kind) -> Self {
                match value {
                    $kind::Null => Value::Null,
                    $kind::Bool(b) => Value::Bool(b),
                    $kind::Int(i) => Value::Int(i),
                    $kind::Number(n) => Value::Number(n),
                    $kind::Text(t) => Value::Text(t),
                }
            }
        }
        impl From<Value> for $kind {
            fn from(value: Value) -> Self {
                match value {
                    Value::Null => $kind::Null,
                    Value::Bool(b) => $kind::Bool(b),
                    Value::Int(i) => $kind::Int(i),
                    Value::Number(n) => $kind::Number(n),
                    Value::Text(t) => $kind::Text(t),
                }
            }
        }
    )+};
}
convert!(Plain, Tagged);

// Plain scalars in JSON (descriptions, API), tagged ones on the binary wire, which does not describe itself.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            Plain::from(self.clone()).serialize(serializer)
        } else {
            Tagged::from(self.clone()).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            Plain::deserialize(deserializer).map(Value::from)
        } else {
            Tagged::deserialize(deserializer).map(Value::from)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_in_both_forms() {
        for value in [Value::Null, true.into(), 7.into(), Value::Number(1.5), "回访".into()] {
            let json = serde_json::to_string(&value).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), value, "{json}");
            let bytes = postcard::to_stdvec(&value).unwrap();
            assert_eq!(postcard::from_bytes::<Value>(&bytes).unwrap(), value);
        }
    }
}
