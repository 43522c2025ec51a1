//! The page: what a person sees. It mounts into the body; the boot script then takes its shell away.

mod app;
mod browser;
mod components;
mod i18n;
mod keys;
mod message;
mod pages;
mod place;
mod session;
mod splice;
mod store;
mod theme;
mod when;

fn main() {
    console_error_panic_hook::set_once();
    i18n::start();
    theme::start();
    leptos::mount::mount_to_body(app::App);
    if !cfg!(debug_assertions) {
        register_worker();
    }
}

/// The service worker keeps the program itself on the device. Where it cannot be had, the page works all the same.
fn register_worker() {
    let navigator = browser::window().navigator();
    let Ok(held) = js_sys::Reflect::has(&navigator, &"serviceWorker".into()) else { return };
    if !held {
        return;
    }
    let registering = navigator.service_worker().register("/sw.js");
    leptos::task::spawn_local(async move {
        if let Err(error) = wasm_bindgen_futures::JsFuture::from(registering).await {
            web_sys::console::warn_2(&"service worker".into(), &error);
        }
    });
}
