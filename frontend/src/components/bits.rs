use leptos::html::{H1, Nav};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::session::Problem;

#[component]
pub fn Icon(name: &'static str, #[prop(default = "icon")] class: &'static str) -> impl IntoView {
    view! {
        <svg class=class aria-hidden="true">
            <use href=format!("/icons.svg#{name}")></use>
        </svg>
    }
}

/// The heading of a page takes the focus when the page comes: a voice reads where one is.
#[component]
pub fn Heading(children: Children) -> impl IntoView {
    let node = NodeRef::<H1>::new();
    Effect::new(move |_| {
        if let Some(heading) = node.get() {
            let _ = heading.focus();
        }
    });
    view! {
        <h1 class="page-title" tabindex="-1" node_ref=node>
            {children()}
        </h1>
    }
}

/// Where places are a line that moves, the open one comes into sight.
pub fn keep_in_sight(nav: NodeRef<Nav>) {
    let Some(nav) = nav.get() else { return };
    request_animation_frame(move || {
        let here = nav.query_selector("[aria-current=page]").ok().flatten();
        if let Some(here) = here.and_then(|here| here.dyn_into::<HtmlElement>().ok()) {
            nav.set_scroll_left(here.offset_left() - nav.client_width() / 3);
        }
    });
}

/// What went wrong, read out when it appears. The region is always there, or nobody would hear it.
#[component]
pub fn Trouble(#[prop(into)] problem: Signal<Option<Problem>>) -> impl IntoView {
    view! {
        <div aria-live="assertive">
            {move || {
                problem
                    .get()
                    .map(|problem| {
                        view! {
                            <p class="field-error">
                                <Icon name="warn" />
                                {move || problem.text()}
                            </p>
                        }
                    })
            }}
        </div>
    }
}

/// For `keydown` of a form: Enter that ends a composition (pinyin) must not send the form.
pub fn hold_while_composing(event: KeyboardEvent) {
    if event.key() == "Enter" && (event.is_composing() || event.key_code() == 229) {
        event.prevent_default();
    }
}
