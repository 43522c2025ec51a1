//! What this browser remembers by itself: language, theme, and which device it is.

use uuid::{NoContext, Timestamp, Uuid};
use web_sys::{Document, Storage, Window};

pub fn window() -> Window {
    leptos::prelude::window()
}

pub fn document() -> Document {
    leptos::prelude::document()
}

/// None where the browser forbids it (private windows, strict settings); then nothing is remembered.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

pub fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

pub fn write(key: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, value);
    }
}

pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// One browser profile is one device, from its first start on.
pub fn device_id() -> String {
    const KEY: &str = "huifang.device";
    if let Some(id) = read(KEY).filter(|id| shared::id::is_uuid(id)) {
        return id;
    }
    let ms = js_sys::Date::now() as u64;
    let time = Timestamp::from_unix(NoContext, ms / 1000, (ms % 1000) as u32 * 1_000_000);
    let id = Uuid::new_v7(time).as_hyphenated().to_string();
    write(KEY, &id);
    id
}

/// For the person who looks for a strange device in a list: browser and system, no more.
pub fn device_name() -> String {
    let agent = window().navigator().user_agent().unwrap_or_default();
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name).unwrap_or("?")
    };
    let browser = first(&[
        ("MicroMessenger", "WeChat"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    format!("{browser} · {system}")
}
