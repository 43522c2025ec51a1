//! What this browser remembers by itself (language, theme, which device it is), its clock and its chance.

use uuid::{NoContext, Timestamp, Uuid};
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, Document, Storage, Url, Window};

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

/// An address under which this page finds these bytes, until they are [`let_go`].
pub fn object_url(bytes: &[u8], mime: &str) -> Option<String> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

pub fn let_go(url: &str) {
    // What is not there needs no letting go.
    let _ = Url::revoke_object_url(url);
}

/// One browser profile is one device, from its first start on.
pub fn device_id() -> String {
    const KEY: &str = "huifang.device";
    if let Some(id) = read(KEY).filter(|id| shared::id::is_uuid(id)) {
        return id;
    }
    let id = new_id();
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

/// Milliseconds since 1970 by this device's clock.
pub fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// A fresh UUIDv7: for records, entries, steps and tickets.
pub fn new_id() -> String {
    let ms = js_sys::Date::now() as u64;
    Uuid::new_v7(Timestamp::from_unix(NoContext, ms / 1000, (ms % 1000) as u32 * 1_000_000)).as_hyphenated().to_string()
}

/// 2026-11-23 15:30 by the clock of this device, for lists in which every line names its time.
pub fn local_time(at_ms: i64) -> String {
    let at = js_sys::Date::new(&(at_ms as f64).into());
    let (day, hour, minute) = (day_of(&at), at.get_hours(), at.get_minutes());
    format!("{day} {hour:02}:{minute:02}")
}

/// 2026-11-23.
pub fn today() -> String {
    day_of(&js_sys::Date::new_0())
}

fn day_of(at: &js_sys::Date) -> String {
    format!("{:04}-{:02}-{:02}", at.get_full_year(), at.get_month() + 1, at.get_date())
}

/// As it may stand in the query of an address.
pub fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// A file that was chosen, as text. None if it has gone meanwhile.
pub async fn text_of(file: &web_sys::File) -> Option<String> {
    wasm_bindgen_futures::JsFuture::from(file.text()).await.ok()?.as_string()
}

/// The build of this page, as `index.html` carries it.
pub fn build() -> String {
    let found = document().query_selector("meta[name=huifang-build]").ok().flatten();
    found.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
}

/// Asks the browser to keep our storage even when the disk gets full. None where it cannot be asked.
pub async fn persist() -> Option<bool> {
    let storage = storage_manager()?;
    let answer = wasm_bindgen_futures::JsFuture::from(storage.persist().ok()?).await.ok()?;
    answer.as_bool()
}

/// Has the browser promised to keep our storage?
pub async fn is_persistent() -> Option<bool> {
    let storage = storage_manager()?;
    let answer = wasm_bindgen_futures::JsFuture::from(storage.persisted().ok()?).await.ok()?;
    answer.as_bool()
}

fn storage_manager() -> Option<web_sys::StorageManager> {
    let navigator = window().navigator();
    js_sys::Reflect::has(&navigator, &"storage".into()).ok()?.then(|| navigator.storage())
}

/// Puts text on the clipboard. False where the browser does not allow it (plain http has none).
pub async fn copy(text: &str) -> bool {
    if !window().is_secure_context() {
        return false;
    }
    let writing = window().navigator().clipboard().write_text(text);
    wasm_bindgen_futures::JsFuture::from(writing).await.is_ok()
}

/// False where the device itself knows that it has no network; true says little.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// Notifications of the system; none where the browser has them not (an iPhone's page that is not installed).
fn notifications() -> Option<js_sys::Function> {
    let found = js_sys::Reflect::get(&window(), &"Notification".into()).ok()?;
    found.dyn_into().ok()
}

/// Has the person allowed them?
pub fn may_notify() -> bool {
    let granted = |all: js_sys::Function| js_sys::Reflect::get(&all, &"permission".into()).ok()?.as_string();
    notifications().and_then(granted).as_deref() == Some("granted")
}

/// Asks the person, who has just clicked. False where it is not allowed.
pub async fn ask_to_notify() -> bool {
    let Some(all) = notifications() else { return false };
    let ask = js_sys::Reflect::get(&all, &"requestPermission".into()).ok().and_then(|ask| ask.dyn_into().ok());
    let asked = ask.and_then(|ask: js_sys::Function| ask.call0(&all).ok());
    let Some(asked) = asked.and_then(|asked| asked.dyn_into::<js_sys::Promise>().ok()) else { return false };
    wasm_bindgen_futures::JsFuture::from(asked).await.ok().and_then(|said| said.as_string()).as_deref()
        == Some("granted")
}

/// One of the same tag takes the place of the other: two tabs do not say the same thing twice.
pub fn notify(title: &str, tag: &str) {
    let Some(all) = notifications() else { return };
    let options = js_sys::Object::new();
    // Android has them only by the service worker, and says so: then the list in the page is all.
    let _ = js_sys::Reflect::set(&options, &"tag".into(), &tag.into());
    let _ = js_sys::Reflect::construct(&all, &js_sys::Array::of2(&title.into(), &options));
}
