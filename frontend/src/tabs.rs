//! One worker of a browser leads: the one that holds the lock of this person's storage. The others pass on what their
//! pages ask and hear what is told to all. When the leader's tab goes, the lock goes to the next.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};

#[wasm_bindgen]
extern "C" {
    type Locks;
    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, options: &Object, granted: &Function) -> Result<Promise, JsValue>;
}

fn locks() -> Option<Locks> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    locks.is_object().then(|| locks.unchecked_into())
}

/// Waits for the lock, or with `now` only looks whether it is free. Once granted it is held until this worker ends.
/// A browser without locks gives it to everybody: there a second tab shows what the first one wrote after a reload.
pub async fn lead(user: &str, now: bool) -> bool {
    let Some(locks) = locks() else { return true };
    let options = Object::new();
    if now {
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE);
    }
    let promise = Promise::new(&mut |resolve, _| {
        let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            let is_ours = !lock.is_null();
            let _ = resolve.call1(&JsValue::UNDEFINED, &JsValue::from_bool(is_ours));
            // A promise that is never kept holds the lock.
            if is_ours { Promise::new(&mut |_, _| {}).into() } else { JsValue::UNDEFINED }
        });
        if locks.request(&format!("huifang-{user}"), &options, granted.unchecked_ref()).is_err() {
            // The lock manager is there but refuses (an opaque origin): lead, as without one.
            web_sys::console::warn_1(&"no web locks".into());
        }
    });
    JsFuture::from(promise).await.is_ok_and(|granted| granted.is_truthy())
}

/// What is said between tabs.
pub enum Said {
    /// From a follower: its tab, and a message of its page.
    Ask {
        tab: String,
        bytes: Vec<u8>,
    },
    /// From the leader, to one tab or (empty) to all. `id`: of what was asked; 0 for what nobody asked for.
    Out {
        tab: String,
        id: u32,
        bytes: Vec<u8>,
    },
    /// The leader is there, perhaps a new one: ask again what is not answered.
    Leading,
    /// A tab is there and wants to know.
    Hello {
        tab: String,
    },
    OtherBuild,
}

pub struct Channel {
    channel: BroadcastChannel,
    build: String,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    pub fn open(user: &str, build: &str, hear: impl Fn(Said) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(&format!("huifang-{user}")).ok()?;
        let ours = build.to_owned();
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let parts = Array::from(&event.data());
            let text = |at| parts.get(at).as_string().unwrap_or_default();
            if text(0) != ours {
                return hear(Said::OtherBuild);
            }
            let bytes = || Uint8Array::new(&parts.get(3)).to_vec();
            match text(1).as_str() {
                "ask" => hear(Said::Ask { tab: text(2), bytes: bytes() }),
                "out" => {
                    let id = parts.get(4).as_f64().unwrap_or_default() as u32;
                    hear(Said::Out { tab: text(2), id, bytes: bytes() })
                }
                "leading" => hear(Said::Leading),
                "hello" => hear(Said::Hello { tab: text(2) }),
                _ => {}
            }
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(Self { channel, build: build.to_owned(), _heard: heard })
    }

    pub fn say(&self, said: &Said) {
        let (kind, tab, id, bytes): (&str, &str, u32, &[u8]) = match said {
            Said::Ask { tab, bytes } => ("ask", tab, 0, bytes),
            Said::Out { tab, id, bytes } => ("out", tab, *id, bytes),
            Said::Leading => ("leading", "", 0, &[]),
            Said::Hello { tab } => ("hello", tab, 0, &[]),
            Said::OtherBuild => return,
        };
        let parts = Array::of5(
            &JsValue::from_str(&self.build),
            &JsValue::from_str(kind),
            &JsValue::from_str(tab),
            &Uint8Array::from(bytes),
            &JsValue::from_f64(f64::from(id)),
        );
        // A closed channel means that this worker is ending.
        let _ = self.channel.post_message(&parts);
    }
}
