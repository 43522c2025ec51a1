//! The wire to the worker: postcard bytes beside the build id, replies paired with asks.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use futures::channel::oneshot;
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use crate::browser;
use crate::message::{Ask, Failure, FromPage, Reply, Tell, ToPage};

type Waiting = Rc<RefCell<HashMap<u32, oneshot::Sender<Reply>>>>;

pub struct Port {
    worker: Option<Worker>,
    build: String,
    waiting: Waiting,
    next: Cell<u32>,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(ErrorEvent)>,
}

/// The worker that the boot script (Trunk.toml) has started already, once.
fn early() -> Option<Worker> {
    let window = browser::window();
    let worker = Reflect::get(&window, &"early".into()).ok()?.dyn_into().ok()?;
    let _ = Reflect::delete_property(&window, &"early".into());
    Some(worker)
}

impl Port {
    /// Starts a worker. `stopped` is called once if it traps.
    pub fn start(tell: impl Fn(Tell) + 'static, stopped: impl Fn() + 'static) -> Self {
        let waiting = Waiting::default();
        let build = browser::build();
        let (pairs, ours) = (waiting.clone(), build.clone());
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let parts = Array::from(&event.data());
            if parts.get(0).as_string().as_deref() != Some(&ours) {
                return tell(Tell::OtherBuild);
            }
            match postcard::from_bytes(&Uint8Array::new(&parts.get(1)).to_vec()) {
                Ok(ToPage::Reply { id, reply }) => {
                    let sender = pairs.borrow_mut().remove(&id);
                    // Nobody waits any more: the component is gone.
                    let _ = sender.map(|sender| sender.send(reply));
                }
                Ok(ToPage::Tell(said)) => tell(said),
                Err(_) => tell(Tell::OtherBuild),
            }
        });
        let pairs = waiting.clone();
        let failed = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            web_sys::console::warn_2(&"the worker stopped".into(), &event.message().into());
            for (_, sender) in pairs.borrow_mut().drain() {
                let _ = sender.send(Reply::Failed(Failure::Restarting));
            }
            stopped();
        });
        let worker = early().or_else(|| Worker::new("/worker_loader.js").ok());
        if let Some(worker) = &worker {
            worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        }
        Self { worker, build, waiting, next: Cell::new(1), _heard: heard, _failed: failed }
    }

    pub fn stop(&self) {
        if let Some(worker) = &self.worker {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
        for (_, sender) in self.waiting.borrow_mut().drain() {
            let _ = sender.send(Reply::Failed(Failure::Restarting));
        }
    }

    pub async fn ask(&self, ask: Ask) -> Reply {
        self.ask_with(ask, None).await
    }

    /// A file rides beside the message: the browser passes it on without copying it.
    pub async fn ask_with(&self, ask: Ask, beside: Option<&JsValue>) -> Reply {
        match self.send(ask, beside) {
            Some(receiver) => receiver.await.unwrap_or(Reply::Failed(Failure::Restarting)),
            None => Reply::Failed(Failure::Restarting),
        }
    }

    /// On its way before this returns. None: the worker could not be told.
    pub fn send(&self, ask: Ask, beside: Option<&JsValue>) -> Option<oneshot::Receiver<Reply>> {
        let id = self.next.replace(self.next.get().wrapping_add(1).max(1));
        let bytes = Uint8Array::from(postcard::to_stdvec(&FromPage { id, ask }).ok()?.as_slice());
        let parts = Array::of2(&JsValue::from_str(&self.build), &bytes);
        if let Some(beside) = beside {
            parts.push(beside);
        }
        self.worker.as_ref()?.post_message_with_transfer(&parts, &Array::of1(&bytes.buffer())).ok()?;
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().insert(id, sender);
        Some(receiver)
    }
}
