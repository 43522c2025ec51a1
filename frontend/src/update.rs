//! The service worker keeps the program itself on the device, and says when a newer one is there. A new version never
//! comes under a person's hands: it waits until it is asked for.

use std::cell::{Cell, RefCell};
use std::sync::LazyLock;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState};

use crate::browser;

/// How often a page that stays open asks for a new version.
const ASK_MS: u32 = 60 * 60 * 1000;

static WAITING: LazyLock<ArcRwSignal<bool>> = LazyLock::new(|| ArcRwSignal::new(false));

thread_local! {
    static ACCEPTED: Cell<bool> = const { Cell::new(false) };
    static REGISTERED: RefCell<Option<ServiceWorkerRegistration>> = const { RefCell::new(None) };
}

/// A newer version is on this device and waits. Followed where it is read reactively.
pub fn is_waiting() -> bool {
    WAITING.get()
}

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = browser::window().navigator();
    js_sys::Reflect::has(&navigator, &"serviceWorker".into()).ok()?.then(|| navigator.service_worker())
}

/// Where a service worker cannot be had, the page works all the same.
pub fn start() {
    if cfg!(debug_assertions) {
        return;
    }
    let Some(container) = container() else { return };
    let changed = Closure::<dyn FnMut()>::new(|| {
        // A first installation takes the page over, too: that is no reason to load it again.
        if ACCEPTED.get() {
            drop(browser::window().location().reload());
        }
    });
    container.set_oncontrollerchange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
    let registering = container.register("/sw.js");
    spawn_local(async move {
        match JsFuture::from(registering).await {
            Ok(registration) => watch(registration.unchecked_into()).await,
            Err(error) => web_sys::console::warn_2(&"service worker".into(), &error),
        }
    });
}

async fn watch(registration: ServiceWorkerRegistration) {
    if registration.waiting().is_some() {
        WAITING.set(true);
    }
    let found = registration.clone();
    let on_found = Closure::<dyn FnMut()>::new(move || {
        let Some(worker) = found.installing() else { return };
        let seen = worker.clone();
        let on_state = Closure::<dyn FnMut()>::new(move || {
            let replaces = container().is_some_and(|container| container.controller().is_some());
            if seen.state() == ServiceWorkerState::Installed && replaces {
                WAITING.set(true);
            }
        });
        worker.set_onstatechange(Some(on_state.as_ref().unchecked_ref()));
        on_state.forget();
    });
    registration.set_onupdatefound(Some(on_found.as_ref().unchecked_ref()));
    on_found.forget();
    REGISTERED.set(Some(registration));
    loop {
        gloo_timers::future::TimeoutFuture::new(ASK_MS).await;
        look().await;
    }
}

/// Asks whether there is a newer version: at once where the server answers in a way that this one cannot read.
pub async fn look() {
    let asking = REGISTERED.with_borrow(|registration| registration.as_ref().and_then(|one| one.update().ok()));
    if let Some(asking) = asking {
        // Without a network there is nothing new, and nothing to say.
        drop(JsFuture::from(asking).await);
    }
}

/// The person wants the new version: the waiting one takes over, and the page is loaded again.
pub fn accept() {
    let Some(container) = container() else { return };
    ACCEPTED.set(true);
    spawn_local(async move {
        let Ok(registration) = JsFuture::from(container.get_registration()).await else { return };
        let registration: ServiceWorkerRegistration = registration.unchecked_into();
        let message = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&message, &"type".into(), &"SKIP_WAITING".into());
        match registration.waiting() {
            Some(worker) => drop(worker.post_message(&message)),
            None => drop(browser::window().location().reload()),
        }
    });
}
