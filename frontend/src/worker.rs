//! The worker: replica, storage and network will live here, off the thread that draws.
//!
//! So far it only says which protocol it speaks, so that a page can tell whether it was built with this worker.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = postMessage)]
    fn post_message(message: &JsValue);
}

fn main() {
    let hello = js_sys::Object::new();
    let protocol = JsValue::from_f64(f64::from(shared::protocol::PROTOCOL_VERSION));
    // Setting a property of a fresh plain object cannot fail.
    let _ = js_sys::Reflect::set(&hello, &JsValue::from_str("protocol"), &protocol);
    post_message(&hello);
}
