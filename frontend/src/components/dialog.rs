use leptos::html;
use leptos::prelude::*;

use super::Icon;
use super::words as w;
use crate::i18n::t;

/// A dialog of the browser: it holds the focus and gives it back. Its children are made anew each time it opens; they
/// are a `.dialog-body` and a `.dialog-foot`, or a form that holds both.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] size: Option<&'static str>,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let (Some(dialog), open) = (node.get(), open.get()) else { return };
        if !open {
            dialog.close();
        } else if !dialog.open() {
            // After the children are in place: the first field takes the focus.
            request_animation_frame(move || drop(dialog.show_modal()));
        }
    });
    let children = StoredValue::new(children);
    view! {
        <dialog
            class="dialog"
            node_ref=node
            data-size=size
            aria-label=title
            on:close=move |_| open.set(false)
        >
            <Show when=move || open.get()>
                <header class="dialog-head">
                    <h2 class="dialog-title">{title}</h2>
                    <button
                        type="button"
                        class="button quiet icon-only"
                        aria-label=t(w::CLOSE)
                        on:click=move |_| open.set(false)
                    >
                        <Icon name="close" />
                    </button>
                </header>
                {children.with_value(|children| children())}
            </Show>
        </dialog>
    }
}
