//! Attached files on this device: kept with their bytes until the server has them, and afterwards for as long as there is
//! room. A file never holds its record up, and a record is not called arrived before its files are.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use shared::attachment::{Media, id_of};
use shared::id::RecordId;
use shared::label::Label;
use shared::record::command::Command;

use super::stored::to_bytes;
use super::{Engine, now_ms};
use crate::message::{Failure, FileRow, FileState, Reply, Tell};
use crate::storage::{Durability, Key, Write};

/// Bytes of files that the server has, too. Beyond this those that came first go, and are fetched when they are looked at.
const ARRIVED_BYTES_MAX: u64 = 200 * 1024 * 1024;

/// Of one record; the same file may belong to several.
pub type FileKey = (RecordId, String);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredFile {
    pub record: RecordId,
    pub id: String,
    pub media: Media,
    pub name: String,
    pub size: u64,
    pub at_ms: i64,
    /// Added on this device: sent again to a server that was put back from a copy.
    pub is_ours: bool,
    pub stands: Stands,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Stands {
    Waiting,
    Arrived,
    Refused(Label),
}

impl StoredFile {
    fn place(&self) -> String {
        format!("{}/{}", self.record, self.id)
    }

    fn write(&self) -> Result<Write, Failure> {
        Ok(Write::Put("files", self.place().as_str().into(), to_bytes(self)?))
    }

    fn key(&self) -> FileKey {
        (self.record.clone(), self.id.clone())
    }
}

impl Engine {
    pub(super) fn read_files(&mut self, stored: Vec<(Key, Vec<u8>)>) -> Result<(), Failure> {
        for (_, bytes) in stored {
            let file: StoredFile = super::stored::from_bytes(&bytes)?;
            self.files.insert(file.key(), file);
        }
        Ok(())
    }

    fn row_of(&self, file: &StoredFile) -> FileRow {
        let state = match &file.stands {
            Stands::Waiting => match &self.sending {
                Some((key, part)) if *key == file.key() => FileState::Sending(*part),
                _ => FileState::Kept,
            },
            Stands::Arrived => FileState::Arrived,
            Stands::Refused(why) => FileState::Refused(why.clone()),
        };
        let StoredFile { record, id, media, name, .. } = file.clone();
        FileRow { record, id, media, name, state }
    }

    fn tell_file(&mut self, key: &FileKey) {
        if let Some(row) = self.files.get(key).map(|file| self.row_of(file)) {
            self.tells.push(Tell::File(row));
        }
    }

    /// On this device, durably. The same file twice is one.
    pub async fn keep_file(&mut self, record: RecordId, media: Media, name: String, bytes: Vec<u8>) -> Reply {
        let (id, size) = (id_of(&bytes), bytes.len() as u64);
        let key = (record.clone(), id.clone());
        if !self.files.contains_key(&key) {
            let (at_ms, stands) = (now_ms(), Stands::Waiting);
            let file = StoredFile { record: record.clone(), id, media, name, size, at_ms, is_ours: true, stands };
            if let Err(failure) = self.store_file(file, bytes, Durability::Strict).await {
                return Reply::Failed(failure);
            }
            // What is shown of the record follows: it waits.
            if let Err(failure) = self.refresh(&record).await {
                return Reply::Failed(failure);
            }
            self.recount();
        }
        match self.files.get(&key) {
            Some(file) => Reply::File(self.row_of(file)),
            None => Reply::Failed(Failure::NotThere),
        }
    }

    /// A file of another record that these words give to theirs, too: it is sent for both, with bytes that are here once.
    pub(super) fn share_files(&mut self, command: &Command) -> Result<Vec<Write>, Failure> {
        let Some(process) = self.config.process(&command.process) else { return Ok(vec![]) };
        let mut batch = vec![];
        for id in command.files(process) {
            let key = (command.record.clone(), id.to_owned());
            let copy = self.files.values().find(|file| file.id == id);
            if let Some(copy) = copy.filter(|_| !self.files.contains_key(&key)) {
                let (record, at_ms, stands) = (key.0.clone(), now_ms(), Stands::Waiting);
                let file = StoredFile { record, at_ms, stands, is_ours: true, ..copy.clone() };
                batch.push(file.write()?);
                self.files.insert(key, file);
            }
        }
        Ok(batch)
    }

    /// What was not kept gives nothing: no file of another record stays with one that is not there.
    pub(super) fn unshare_files(&mut self, record: &RecordId) {
        if self.shelf.get(record).is_some() {
            return;
        }
        let elsewhere = |id: &str| self.files.values().any(|other| other.id == id && other.record != *record);
        let shared: Vec<FileKey> =
            self.files.keys().filter(|(of, id)| of == record && elsewhere(id)).cloned().collect();
        shared.iter().for_each(|key| drop(self.files.remove(key)));
    }

    async fn store_file(&mut self, file: StoredFile, bytes: Vec<u8>, durability: Durability) -> Result<(), Failure> {
        let mut batch = self.make_room(file.size);
        batch.push(Write::Put("blobs", file.id.as_str().into(), bytes));
        batch.push(file.write()?);
        self.storage.write(batch, durability).await?;
        let key = file.key();
        self.files.insert(key.clone(), file);
        self.tell_file(&key);
        Ok(())
    }

    /// Lets the oldest go that the server has.
    fn make_room(&mut self, size: u64) -> Vec<Write> {
        let mut arrived: Vec<_> = self
            .files
            .values()
            .filter(|file| file.stands == Stands::Arrived)
            .map(|f| (f.at_ms, f.size, f.key()))
            .collect();
        shared::order::plain(&mut arrived);
        let mut held: u64 = size + arrived.iter().map(|(_, size, _)| size).sum::<u64>();
        let mut gone = vec![];
        for (_, size, key) in arrived {
            if held <= ARRIVED_BYTES_MAX {
                break;
            }
            held -= size;
            gone.push(key);
        }
        self.drop_files(&gone)
    }

    fn drop_files(&mut self, keys: &[FileKey]) -> Vec<Write> {
        let mut batch = vec![];
        for key in keys {
            let Some(file) = self.files.remove(key) else { continue };
            batch.push(Write::Delete("files", file.place().as_str().into()));
            if !self.files.values().any(|other| other.id == file.id) {
                batch.push(Write::Delete("blobs", file.id.as_str().into()));
            }
        }
        batch
    }

    /// A record has left this person's sight. What was never sent stays: it is this person's work.
    pub(super) fn forget_files(&mut self, record: &RecordId) -> Vec<Write> {
        let arrived = |file: &&StoredFile| file.record == *record && file.stands == Stands::Arrived;
        let keys: Vec<_> = self.files.values().filter(arrived).map(StoredFile::key).collect();
        self.drop_files(&keys)
    }

    pub async fn let_file_go(&mut self, record: RecordId, id: String) -> Result<(), Failure> {
        let batch = self.drop_files(&[(record.clone(), id)]);
        self.storage.write(batch, Durability::Strict).await?;
        self.refresh(&record).await?;
        self.recount();
        Ok(())
    }

    pub fn files_of(&self, record: &RecordId) -> Vec<FileRow> {
        self.files.values().filter(|file| file.record == *record).map(|file| self.row_of(file)).collect()
    }

    /// From this device; none where only the server may have it.
    pub async fn file(&self, key: &FileKey) -> Result<Option<(Media, Vec<u8>)>, Failure> {
        // Another record's copy is the same, but who sees that one need not see this one: the server is asked. What was
        // taken here is this person's anyhow: without a network a repair shows the photograph of its finding.
        let ours = || self.files.values().find(|file| file.id == key.1 && file.is_ours);
        let Some(file) = self.files.get(key).or_else(ours) else { return Ok(None) };
        let bytes = self.storage.get("blobs", file.id.as_str().into()).await?;
        Ok(bytes.map(|bytes| (file.media, bytes)))
    }

    /// What the server gave. Kept for the next time without a network; it is no loss if it cannot be.
    pub async fn fetched(&mut self, key: FileKey, media: Media, bytes: Vec<u8>) {
        let ((record, id), size, at_ms) = (key, bytes.len() as u64, now_ms());
        let (name, is_ours, stands) = (String::new(), false, Stands::Arrived);
        let file = StoredFile { record, id, media, name, size, at_ms, is_ours, stands };
        let _ = self.store_file(file, bytes, Durability::Relaxed).await;
    }

    /// The oldest that waits and whose record the server has; those that were put off this time apart.
    pub async fn to_send(&self, put_off: &HashSet<FileKey>) -> Result<Option<(StoredFile, Vec<u8>)>, Failure> {
        let is_there = |record| self.shelf.get(record).is_some_and(|held| held.confirmed.is_some());
        let waiting = self
            .files
            .values()
            .filter(|file| file.stands == Stands::Waiting && is_there(&file.record) && !put_off.contains(&file.key()));
        let Some(file) = waiting.min_by_key(|file| file.at_ms).cloned() else { return Ok(None) };
        let bytes = self.storage.get("blobs", file.id.as_str().into()).await?.unwrap_or_default();
        Ok(Some((file, bytes)))
    }

    pub fn is_sending(&mut self, key: &FileKey, sent: u64, size: u64) {
        let part = u8::try_from(100 * sent / size.max(1)).unwrap_or(100);
        self.sending = Some((key.clone(), part));
        self.tell_file(key);
    }

    /// It is over for now: arrived, refused, or none of both.
    pub async fn sent(&mut self, key: &FileKey, stands: Option<Stands>) -> Result<(), Failure> {
        self.sending = None;
        if let (Some(stands), Some(file)) = (stands, self.files.get_mut(key)) {
            file.stands = stands;
            let write = file.write()?;
            self.storage.write(vec![write], Durability::Relaxed).await?;
            self.refresh(&key.0).await?;
            self.recount();
        }
        self.tell_file(key);
        Ok(())
    }

    /// The server was put back from a copy: what it may have lost is offered again. It says of each whether it has it.
    pub(super) fn files_again(&mut self) -> Result<Vec<Write>, Failure> {
        let mut batch = vec![];
        for file in self.files.values_mut().filter(|file| file.is_ours && file.stands == Stands::Arrived) {
            file.stands = Stands::Waiting;
            batch.push(file.write()?);
        }
        Ok(batch)
    }

    /// Records with a file that is only here.
    pub(super) fn with_files_here(&self) -> impl Iterator<Item = &RecordId> {
        self.files.values().filter(|file| file.stands != Stands::Arrived).map(|file| &file.record)
    }

    pub(super) fn files_waiting(&self) -> usize {
        self.files.values().filter(|file| file.stands == Stands::Waiting).count()
    }
}
