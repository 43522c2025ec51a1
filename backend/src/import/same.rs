//! By what a row of a file is known for a record that is there already, or for an earlier row.

use shared::process::{Field, Kind, Process};

use super::preview::{narrow, phone_key};

/// A value as it is compared: telephone numbers by their digits, anything else without spaces and case.
pub fn key_part(kind: &Kind, text: &str) -> Option<String> {
    if *kind == Kind::Phone {
        return phone_key(text);
    }
    let plain: String = narrow(text).chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    (!plain.is_empty()).then_some(plain)
}

/// Whether a record is one that is there, or one that is asked about.
#[derive(Clone, Copy, PartialEq)]
pub enum Side {
    There,
    Asked,
}

/// By what a record is the same as another: one key for each rule of which all fields are filled, and for each member of
/// a set. What tells two apart does so only where both say something: whoever says nothing there is asked about as any, and
/// found by any.
pub fn same_keys(process: &Process, side: Side, texts: impl Fn(&Field) -> Vec<String>) -> Vec<(usize, String)> {
    const NOTHING: &str = "\u{0}nothing";
    const SOMETHING: &str = "\u{0}something";
    let mut found = vec![];
    let apart: Vec<&Field> =
        process.import.iter().flat_map(|import| &import.apart).filter_map(|key| process.field(key)).collect();
    let parts_of =
        |field: &Field| -> Vec<String> { texts(field).iter().filter_map(|text| key_part(&field.kind, text)).collect() };
    for (rule, fields) in process.import.iter().flat_map(|import| &import.same).enumerate() {
        let mut keys = vec![String::new()];
        for field in fields.iter().filter_map(|key| process.field(key)) {
            keys = each_with(&keys, &parts_of(field));
        }
        for field in &apart {
            let mut parts = parts_of(field);
            let open = match (parts.is_empty(), side) {
                (true, Side::There) | (false, Side::Asked) => &[NOTHING][..],
                (true, Side::Asked) => &[NOTHING, SOMETHING],
                (false, Side::There) => &[SOMETHING],
            };
            parts.extend(open.iter().map(|&part| part.to_owned()));
            keys = each_with(&keys, &parts);
        }
        found.extend(keys.into_iter().map(|key| (rule, key)));
    }
    found
}

fn each_with(keys: &[String], parts: &[String]) -> Vec<String> {
    keys.iter().flat_map(|key| parts.iter().map(move |part| format!("{key}{part}\n"))).collect()
}
