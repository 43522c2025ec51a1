//! A signature drawn on the screen with finger, pen or mouse. It is kept as a picture, like any other file of the record.

use std::cell::Cell;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, CanvasRenderingContext2d, File, FilePropertyBag, HtmlCanvasElement, PointerEvent};

use super::photos::words as w;
use super::{Dialog, Icon};
use crate::i18n::t;

/// Points across and down: sharp in print at the width of a signature.
const WIDTH: u32 = 1200;
const HEIGHT: u32 = 480;
/// Of the pen.
const LINE: f64 = 6.0;
/// A tap is no signature.
const POINTS_MIN: u32 = 8;

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}

/// White, so that it can be printed and read on a dark screen.
fn wipe(canvas: &HtmlCanvasElement) {
    if let Some(context) = context(canvas) {
        context.set_fill_style_str("#fff");
        context.fill_rect(0.0, 0.0, f64::from(WIDTH), f64::from(HEIGHT));
    }
}

/// Where the pointer is, in points of the canvas.
fn place(canvas: &HtmlCanvasElement, event: &PointerEvent) -> (f64, f64) {
    let (wide, high) = (f64::from(canvas.client_width().max(1)), f64::from(canvas.client_height().max(1)));
    (f64::from(event.offset_x()) * f64::from(WIDTH) / wide, f64::from(event.offset_y()) * f64::from(HEIGHT) / high)
}

/// Opens a pad to sign on; what is signed comes as a file.
#[component]
pub fn SignaturePad(#[prop(into)] name: Signal<String>, #[prop(into)] take: Callback<File>) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="button small" on:click=move |_| open.set(true)>
            <Icon name="edit" />
            {t(w::SIGN)}
        </button>
        <Dialog open title=name size="wide">
            <Pad open take />
        </Dialog>
    }
}

#[component]
fn Pad(open: RwSignal<bool>, take: Callback<File>) -> impl IntoView {
    let node = NodeRef::<html::Canvas>::new();
    let points = RwSignal::new(0_u32);
    let last = StoredValue::new_local(Cell::new(None::<(f64, f64)>));
    Effect::new(move |_| {
        if let Some(canvas) = node.get() {
            wipe(&canvas);
        }
    });
    let begin = move |event: PointerEvent| {
        let Some(canvas) = node.get_untracked() else { return };
        event.prevent_default();
        let _ = canvas.set_pointer_capture(event.pointer_id());
        last.with_value(|last| last.set(Some(place(&canvas, &event))));
    };
    let draw = move |event: PointerEvent| {
        let Some(canvas) = node.get_untracked() else { return };
        let (Some(context), Some(from)) = (context(&canvas), last.with_value(Cell::get)) else { return };
        let to = place(&canvas, &event);
        context.set_line_width(LINE);
        context.set_line_cap("round");
        context.set_stroke_style_str("#111");
        context.begin_path();
        context.move_to(from.0, from.1);
        context.line_to(to.0, to.1);
        context.stroke();
        last.with_value(|last| last.set(Some(to)));
        points.update(|points| *points += 1);
    };
    let end = move |_: PointerEvent| last.with_value(|last| last.set(None));
    let again = move |_| {
        points.set(0);
        if let Some(canvas) = node.get_untracked() {
            wipe(&canvas);
        }
    };
    let keep = move |_| {
        let Some(canvas) = node.get_untracked() else { return };
        let made = Closure::once_into_js(move |blob: Option<Blob>| {
            let Some(blob) = blob else { return };
            let options = FilePropertyBag::new();
            options.set_type("image/png");
            let parts = js_sys::Array::of1(&blob);
            if let Ok(file) = File::new_with_blob_sequence_and_options(&parts, "signature.png", &options) {
                take.try_run(file);
                open.try_set(false);
            }
        });
        let _ = canvas.to_blob_with_type(made.unchecked_ref(), "image/png");
    };
    view! {
        <div class="dialog-body">
            <p class="muted">{t(w::SIGN_NOTE)}</p>
            <canvas
                class="signature-pad"
                node_ref=node
                width=WIDTH
                height=HEIGHT
                aria-label=t(w::SIGN)
                on:pointerdown=begin
                on:pointermove=draw
                on:pointerup=end
                on:pointercancel=end
            ></canvas>
        </div>
        <footer class="dialog-foot">
            <button type="button" class="button" on:click=again>
                {t(w::SIGN_AGAIN)}
            </button>
            <button type="button" class="button primary" disabled=move || points.get() < POINTS_MIN on:click=keep>
                {t(w::SIGN_KEEP)}
            </button>
        </footer>
    }
}
