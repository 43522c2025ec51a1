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
mod store;
mod theme;
mod update;
mod when;

fn main() {
    console_error_panic_hook::set_once();
    i18n::start();
    theme::start();
    leptos::mount::mount_to_body(app::App);
    update::start();
}
