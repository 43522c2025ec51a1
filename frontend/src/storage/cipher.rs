//! AES-256-GCM by WebCrypto, under a key that no script can read out: 12 random bytes, then the sealed text.

use crate::message::Failure;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey, WorkerGlobalScope};

const NONCE_BYTES: u32 = 12;

pub struct Cipher {
    key: CryptoKey,
    crypto: Crypto,
}

fn crypto() -> Result<Crypto, Failure> {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    scope.crypto().map_err(failed)
}

pub fn failed(cause: JsValue) -> Failure {
    let word = |key: &str| Reflect::get(&cause, &key.into()).ok().and_then(|word| word.as_string());
    let name = word("name").unwrap_or_else(|| "Error".to_owned());
    if name == "QuotaExceededError" { Failure::Full } else { Failure::Storage(name) }
}

fn algorithm(nonce: Option<&Uint8Array>) -> Object {
    let object = Object::new();
    // Setting a property of a fresh plain object cannot fail.
    let set = |key: &str, value: &JsValue| drop(Reflect::set(&object, &key.into(), value));
    set("name", &"AES-GCM".into());
    match nonce {
        Some(nonce) => set("iv", nonce),
        None => set("length", &256.into()),
    }
    object
}

impl Cipher {
    pub async fn generate() -> Result<Self, Failure> {
        let crypto = crypto()?;
        let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
        let key = crypto.subtle().generate_key_with_object(&algorithm(None), false, &uses).map_err(failed)?;
        let key = JsFuture::from(key).await.map_err(failed)?.unchecked_into();
        Ok(Self { key, crypto })
    }

    pub fn from_js(value: JsValue) -> Option<Self> {
        Some(Self { key: value.dyn_into().ok()?, crypto: crypto().ok()? })
    }

    pub fn js(&self) -> &JsValue {
        &self.key
    }

    pub async fn seal(&self, plain: &[u8]) -> Result<Uint8Array, Failure> {
        let nonce = Uint8Array::new_with_length(NONCE_BYTES);
        self.crypto.get_random_values_with_array_buffer_view(&nonce).map_err(failed)?;
        let text = Uint8Array::from(plain);
        let subtle = self.crypto.subtle();
        let sealing = subtle.encrypt_with_object_and_js_u8_array(&algorithm(Some(&nonce)), &self.key, &text);
        let sealed = Uint8Array::new(&JsFuture::from(sealing.map_err(failed)?).await.map_err(failed)?);
        let whole = Uint8Array::new_with_length(NONCE_BYTES + sealed.length());
        whole.set(&nonce, 0);
        whole.set(&sealed, NONCE_BYTES);
        Ok(whole)
    }

    pub async fn open(&self, whole: JsValue) -> Result<Vec<u8>, Failure> {
        let whole: &Uint8Array = whole.dyn_ref().ok_or_else(|| Failure::Storage("DataError".into()))?;
        let (nonce, sealed) = (whole.subarray(0, NONCE_BYTES), whole.subarray(NONCE_BYTES, whole.length()));
        let subtle = self.crypto.subtle();
        let opening = subtle.decrypt_with_object_and_js_u8_array(&algorithm(Some(&nonce)), &self.key, &sealed);
        let plain = JsFuture::from(opening.map_err(failed)?).await.map_err(failed)?;
        Ok(Uint8Array::new(&plain).to_vec())
    }
}
