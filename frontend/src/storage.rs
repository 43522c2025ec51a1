//! This person's database on this device: IndexedDB, one database a person, every value encrypted.
//!
//! | store | key | value |
//! | --- | --- | --- |
//! | `keys` | `data` | the AES-GCM key, not extractable (a PIN will wrap it later) |
//! | `meta` | word | cursor, authors, tickets, configuration, filters of lists |
//! | `packs` | number | snapshots of many records, about [`PACK_BYTES`] |
//! | `docs` | record | one record's bytes, newer than its pack |
//! | `rows` | number | up to [`ROWS_PER_BLOCK`] summaries |
//! | `outbox` | order | a command that waits, with its change |
//! | `sent` | order | the same, when the server has taken it: for a server that is put back from a copy |
//! | `foreseen` | record | what the server will make by rule when it has an act of the outbox |
//! | `parked` | id | a command that was refused, with the reason |
//! | `files` | record/file | an attached file: what it is, and how far it has come |
//! | `blobs` | file | its bytes |
//!
//! A transaction is one prepared batch: everything is encrypted before it opens, because nothing else may be awaited
//! inside one. What a person did is written with strict durability; what can be pulled again is not.

mod cipher;
mod idb;

use crate::message::Failure;
use cipher::Cipher;
use futures::StreamExt;
use futures::stream::FuturesOrdered;
use wasm_bindgen::JsValue;
use web_sys::IdbDatabase;

/// Snapshots are written in chunks of about this size: one request each costs far more.
pub const PACK_BYTES: usize = 256 * 1024;
pub const ROWS_PER_BLOCK: usize = 100;

const STORES: [&str; 11] =
    ["keys", "meta", "packs", "docs", "rows", "outbox", "sent", "foreseen", "parked", "files", "blobs"];

#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    Word(String),
    Number(u32),
}

impl Key {
    fn js(&self) -> JsValue {
        match self {
            Key::Word(word) => JsValue::from_str(word),
            Key::Number(number) => JsValue::from_f64(f64::from(*number)),
        }
    }

    fn from_js(value: &JsValue) -> Self {
        match value.as_f64() {
            Some(number) => Key::Number(number as u32),
            None => Key::Word(value.as_string().unwrap_or_default()),
        }
    }
}

impl From<&str> for Key {
    fn from(word: &str) -> Self {
        Key::Word(word.to_owned())
    }
}
impl From<u32> for Key {
    fn from(number: u32) -> Self {
        Key::Number(number)
    }
}

pub enum Write {
    Put(&'static str, Key, Vec<u8>),
    Delete(&'static str, Key),
    /// All numbers below this one.
    DeleteBelow(&'static str, u32),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// On the disk before the answer: what a person did.
    Strict,
    /// What can be had again from the server.
    Relaxed,
}

pub struct Storage {
    db: IdbDatabase,
    cipher: Cipher,
}

fn name(user: &str) -> String {
    format!("huifang-{user}")
}

impl Storage {
    pub async fn open(user: &str) -> Result<Self, Failure> {
        let db = idb::open(&name(user), &STORES).await?;
        let held = idb::get(&db, "keys", &JsValue::from_str("data")).await?;
        let cipher = match Cipher::from_js(held) {
            Some(cipher) => cipher,
            None => {
                let cipher = Cipher::generate().await?;
                let put = idb::Put { store: "keys", key: JsValue::from_str("data"), value: cipher.js().clone() };
                idb::write(&db, vec![idb::Op::Put(put)], Durability::Strict).await?;
                cipher
            }
        };
        Ok(Self { db, cipher })
    }

    /// All or nothing.
    pub async fn write(&self, batch: Vec<Write>, durability: Durability) -> Result<(), Failure> {
        let mut ops = Vec::with_capacity(batch.len());
        for write in batch {
            ops.push(match write {
                Write::Put(store, key, value) => {
                    idb::Op::Put(idb::Put { store, key: key.js(), value: self.cipher.seal(&value).await?.into() })
                }
                Write::Delete(store, key) => idb::Op::Delete(store, key.js()),
                Write::DeleteBelow(store, number) => idb::Op::DeleteBelow(store, number),
            });
        }
        if ops.is_empty() { Ok(()) } else { idb::write(&self.db, ops, durability).await }
    }

    pub async fn get(&self, store: &'static str, key: Key) -> Result<Option<Vec<u8>>, Failure> {
        let value = idb::get(&self.db, store, &key.js()).await?;
        if value.is_undefined() { Ok(None) } else { self.cipher.open(value).await.map(Some) }
    }

    /// Everything of a store, by key.
    pub async fn all(&self, store: &'static str) -> Result<Vec<(Key, Vec<u8>)>, Failure> {
        self.each(store, |key, bytes| Ok((key, bytes))).await
    }

    /// Everything of a store, by key, as it is made of its bytes: while one is being made, the next are being opened.
    pub async fn each<T>(
        &self,
        store: &'static str,
        mut make: impl FnMut(Key, Vec<u8>) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let (keys, values) = idb::all(&self.db, store).await?;
        // Asked for together: one after the other, the browser's threads would mostly wait for us.
        let mut opening: FuturesOrdered<_> = values.iter().map(|value| self.cipher.open(value)).collect();
        let mut made = Vec::with_capacity(opening.len());
        for key in keys.iter() {
            let Some(bytes) = opening.next().await else { break };
            made.push(make(Key::from_js(&key), bytes?)?);
        }
        Ok(made)
    }

    /// The keys of a store, without its values.
    pub async fn keys(&self, store: &'static str) -> Result<Vec<Key>, Failure> {
        Ok(idb::keys(&self.db, store).await?.iter().map(|key| Key::from_js(&key)).collect())
    }

    /// Removes the database, and with its key all that was in it.
    pub async fn wipe(self, user: &str) -> Result<(), Failure> {
        self.db.close();
        idb::delete(&name(user)).await
    }
}
