//! Identifiers. Each is text (a UUID for what people make, a short word for what a description names), made at the
//! edges and passed in; a newtype so that a customer can never be handed where a person is meant.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);
        impl $name {
            pub fn new(text: impl Into<String>) -> Self { Self(text.into()) }
            pub fn as_str(&self) -> &str { &self.0 }
            pub fn is_empty(&self) -> bool { self.0.is_empty() }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }
        impl From<&str> for $name { fn from(text: &str) -> Self { Self(text.to_owned()) } }
        impl From<String> for $name { fn from(text: String) -> Self { Self(text) } }
    )+};
}

ids! {
    /// One record, and so one document. UUIDv7 from the device; UUIDv5 where a rule makes the record.
    RecordId,
    /// One entry of an `entries` field, or one step. UUIDv7 from the device.
    EntryId,
    /// A person with an account, or [`UserId::SERVER`].
    UserId,
    /// One browser profile; made at first start, bound to its sessions.
    DeviceId,
    DepartmentId,
    RegionId,
    /// A process by its stable word: `customer`, `task`, `follow_up`, `campaign` …
    ProcessId,
}

impl UserId {
    /// The server's own principal: effects that follow from rules are its commands.
    pub const SERVER: &'static str = "server";

    pub fn server() -> Self {
        Self(Self::SERVER.to_owned())
    }
}

/// Is this text a UUID in its plain lower-case form? Ids that come from outside must be.
pub fn is_uuid(text: &str) -> bool {
    let plain = |(at, b): (usize, u8)| match at {
        8 | 13 | 18 | 23 => b == b'-',
        _ => matches!(b, b'0'..=b'9' | b'a'..=b'f'),
    };
    text.len() == 36 && text.bytes().enumerate().all(plain)
}

const RULES: Uuid = Uuid::from_u128(0x6875_6966_616e_6700_8000_7275_6c65_7301);

/// The id of a record that a rule makes: the same on every device for the same rule, source and anchor, so that a
/// rule that fires on two devices makes one record.
pub fn made_by_rule(rule: &str, source: &str, anchor: &str) -> RecordId {
    let name = format!("{rule}\u{1f}{source}\u{1f}{anchor}");
    RecordId(Uuid::new_v5(&RULES, name.as_bytes()).as_hyphenated().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_makes_one_id_wherever_it_fires() {
        let a = made_by_rule("improve", "item-1", "满意");
        assert_eq!(a, made_by_rule("improve", "item-1", "满意"));
        assert_ne!(a, made_by_rule("improve", "item-2", "满意"));
        assert!(is_uuid(a.as_str()));
    }

    #[test]
    fn only_plain_uuids_pass() {
        for bad in [
            "",
            "x",
            "0197f0f3-0000-7000-8000-00000000000g",
            "0197f0f3-0000-7000-80000-00000000000",
            "{0197f0f3-0000-7000-8000-000000000000}",
            "0197F0F3-0000-7000-8000-000000000000",
        ] {
            assert!(!is_uuid(bad), "{bad}");
        }
    }
}
