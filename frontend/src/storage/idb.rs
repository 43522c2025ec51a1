//! IndexedDB as futures: what storage needs of it and no more. Kept by hand because a write must name its durability.

use super::Durability;
use super::cipher::failed;
use crate::message::Failure;
use futures::channel::oneshot;
use js_sys::{Array, Object, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbFactory, IdbKeyRange, IdbRequest, IdbTransaction};

#[wasm_bindgen]
extern "C" {
    /// `transaction` with its third argument, which web-sys still holds to be unstable.
    type Durable;
    #[wasm_bindgen(method, catch)]
    fn transaction(this: &Durable, stores: &Array, mode: &str, options: &Object) -> Result<IdbTransaction, JsValue>;
}

/// Raised when a store is added; `upgrade` makes what is missing.
const VERSION: u32 = 4;

pub struct Put {
    pub store: &'static str,
    pub key: JsValue,
    pub value: JsValue,
}

pub enum Op {
    Put(Put),
    Delete(&'static str, JsValue),
    DeleteBelow(&'static str, u32),
}

fn factory() -> Result<IdbFactory, Failure> {
    let factory = Reflect::get(&js_sys::global(), &"indexedDB".into()).map_err(failed)?;
    factory.dyn_into().map_err(|_| Failure::Storage("NoIndexedDB".into()))
}

/// Calls back once, whichever of the events comes first.
struct Once {
    receiver: oneshot::Receiver<Result<JsValue, Failure>>,
    good: Closure<dyn FnMut(JsValue)>,
    bad: Closure<dyn FnMut(JsValue)>,
}

impl Once {
    fn new(value: impl Fn() -> Result<JsValue, JsValue> + 'static, cause: impl Fn() -> JsValue + 'static) -> Self {
        let (sender, receiver) = oneshot::channel();
        let sender = Rc::new(RefCell::new(Some(sender)));
        let other = sender.clone();
        let send = move |result| {
            if let Some(sender) = sender.borrow_mut().take() {
                let _ = sender.send(result);
            }
        };
        let send_bad = move |result| {
            if let Some(sender) = other.borrow_mut().take() {
                let _ = sender.send(result);
            }
        };
        let good = Closure::new(move |_| send(value().map_err(failed)));
        let bad = Closure::new(move |_| send_bad(Err(failed(cause()))));
        Self { receiver, good, bad }
    }

    async fn wait(self) -> Result<JsValue, Failure> {
        let gone = Failure::Storage("AbortError".into());
        self.receiver.await.unwrap_or(Err(gone))
    }
}

fn cause_of(request: &IdbRequest) -> JsValue {
    request.error().ok().flatten().map_or(JsValue::NULL, JsValue::from)
}

async fn answer(request: IdbRequest) -> Result<JsValue, Failure> {
    let (a, b) = (request.clone(), request.clone());
    let once = Once::new(move || a.result(), move || cause_of(&b));
    request.set_onsuccess(Some(once.good.as_ref().unchecked_ref()));
    request.set_onerror(Some(once.bad.as_ref().unchecked_ref()));
    once.wait().await
}

pub async fn open(name: &str, stores: &'static [&'static str]) -> Result<IdbDatabase, Failure> {
    let request = factory()?.open_with_u32(name, VERSION).map_err(failed)?;
    let held = request.clone();
    let upgrade = Closure::<dyn FnMut(JsValue)>::new(move |_| {
        if let Ok(db) = held.result().and_then(JsCast::dyn_into::<IdbDatabase>) {
            let there = db.object_store_names();
            for store in stores.iter().filter(|store| !there.contains(store)) {
                // A store that cannot be made fails the whole opening, which is answered below.
                let _ = db.create_object_store(store);
            }
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let db: IdbDatabase = answer(request.into()).await?.unchecked_into();
    // Another tab wipes, or opens a newer version: stand aside.
    let closing = db.clone();
    let stand_aside = Closure::<dyn FnMut(JsValue)>::new(move |_| closing.close());
    db.set_onversionchange(Some(stand_aside.as_ref().unchecked_ref()));
    stand_aside.forget();
    Ok(db)
}

pub async fn delete(name: &str) -> Result<(), Failure> {
    let request = factory()?.delete_database(name).map_err(failed)?;
    answer(request.into()).await.map(drop)
}

fn reading(db: &IdbDatabase, store: &str) -> Result<web_sys::IdbObjectStore, Failure> {
    db.transaction_with_str(store).and_then(|tx| tx.object_store(store)).map_err(failed)
}

/// Undefined where there is nothing.
pub async fn get(db: &IdbDatabase, store: &str, key: &JsValue) -> Result<JsValue, Failure> {
    answer(reading(db, store)?.get(key).map_err(failed)?).await
}

pub async fn all(db: &IdbDatabase, store: &str) -> Result<(Array, Array), Failure> {
    let place = reading(db, store)?;
    let (keys, values) = (place.get_all_keys().map_err(failed)?, place.get_all().map_err(failed)?);
    let (keys, values) = futures::future::join(answer(keys), answer(values)).await;
    Ok((keys?.unchecked_into(), values?.unchecked_into()))
}

pub async fn keys(db: &IdbDatabase, store: &str) -> Result<Array, Failure> {
    Ok(answer(reading(db, store)?.get_all_keys().map_err(failed)?).await?.unchecked_into())
}

/// One transaction, over when it is kept as durably as asked.
pub async fn write(db: &IdbDatabase, ops: Vec<Op>, durability: Durability) -> Result<(), Failure> {
    let names = Array::new();
    for op in &ops {
        let (Op::Put(Put { store, .. }) | Op::Delete(store, _) | Op::DeleteBelow(store, _)) = op;
        names.push(&JsValue::from_str(store));
    }
    let options = Object::new();
    let word = if durability == Durability::Strict { "strict" } else { "relaxed" };
    // Setting a property of a fresh plain object cannot fail.
    let _ = Reflect::set(&options, &"durability".into(), &word.into());
    let durable: &Durable = db.unchecked_ref();
    let tx = durable.transaction(&names, "readwrite", &options).map_err(failed)?;
    let held = tx.clone();
    let once = Once::new(|| Ok(JsValue::UNDEFINED), move || held.error().map_or_else(|| JsValue::NULL, JsValue::from));
    tx.set_oncomplete(Some(once.good.as_ref().unchecked_ref()));
    tx.set_onabort(Some(once.bad.as_ref().unchecked_ref()));
    for op in ops {
        let done = match op {
            Op::Put(put) => tx.object_store(put.store).and_then(|store| store.put_with_key(&put.value, &put.key)),
            Op::Delete(store, key) => tx.object_store(store).and_then(|store| store.delete(&key)),
            Op::DeleteBelow(store, number) => IdbKeyRange::upper_bound_with_open(&f64::from(number).into(), true)
                .and_then(|range| tx.object_store(store).and_then(|store| store.delete(&range))),
        };
        if let Err(cause) = done {
            // All or nothing: what was put so far goes with it.
            let _ = tx.abort();
            return Err(failed(cause));
        }
    }
    once.wait().await.map(drop)
}
