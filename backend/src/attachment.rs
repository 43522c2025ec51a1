//! Attached files: taken in by parts, checked as a whole, kept once, served to whoever sees the record.
//!
//! Parts and files are objects of one store, so it does not matter which server the next part comes to. A row in `uploads`
//! says how far a file has come; a row in `attachments` that it is there. Knowing the name of a file is no proof of having
//! it: only who sees a record with it may give it to another record without sending the bytes.

mod location;
mod picture;
pub mod store;
mod sweep;

use std::sync::Arc;

use axum::body::Bytes;
use shared::attachment::{self as wire, Declared, Media, Standing};
use shared::label::Label;
use shared::limits;
use shared::principal::Principal;
use shared::setting;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use tokio::sync::Semaphore;

use crate::db::Db;
use crate::{chance, configuration, feed, now_ms};
use store::Store;

/// Files that are put together in memory at once.
const CHECKS: usize = 4;

const ERASED: &str = "select 1 from tombstones where record_id = $1";
/// Its own, else that of what it is a part of: what a rule has made of a finding names the finding's photographs, which
/// may still be on their way then. Nobody names a record as the whole who does not see it.
const FILE: &str = "select b.key, b.media, b.size, a.name from attachments a join blobs b on b.id = a.id
    where a.id = $1 and (a.record_id = $2 or a.record_id in (select l.target from links l where l.record_id = $2
        and not exists (select 1 from tombstones t where t.record_id = l.target)))
    order by case when a.record_id = $2 then 0 else 1 end limit 1";
const BLOB: &str = "select key, size from blobs where id = $1";
const UPLOAD: &str = "select key, media, size, name, strip, held from uploads
    where id = $1 and record_id = $2 and user_id = $3 and device_id = $4";
const BEGIN: &str =
    "insert into uploads (id, record_id, user_id, device_id, key, media, size, name, strip, held, at_ms)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10)";
const KEEP: &str = "insert into blobs (id, key, media, size, at_ms) values ($1, $2, $3, $4, $5)
    on conflict (id) do update set key = excluded.key";
const LINK: &str = "insert into attachments (id, record_id, user_id, device_id, name, at_ms)
    values ($1, $2, $3, $4, $5, $6) on conflict (id, record_id) do nothing";
const LITTER: &str = "insert into litter (key) values ($1) on conflict (key) do nothing";

/// Why a file is not taken, or not given.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// Not there, or not theirs.
    #[error("there is no such record or file")]
    NotThere,
    #[error("not as things stand: {0}")]
    Conflict(&'static str),
    #[error("a part of the wrong size")]
    Part,
    #[error("not taken: {0}")]
    Refused(&'static str, Label),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Store(#[from] object_store::Error),
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

pub type Result<T> = std::result::Result<T, Failed>;

/// A file as it is given out.
pub struct File {
    pub key: String,
    pub media: Media,
    pub size: u64,
    pub name: String,
}

struct Upload {
    key: String,
    media: Media,
    size: u64,
    name: String,
    strip: bool,
    held: u64,
}

#[derive(Clone)]
pub struct Attachments {
    db: Db,
    store: Store,
    checks: Arc<Semaphore>,
}

impl Attachments {
    pub fn new(db: Db, store: Store) -> Self {
        Self { db, store, checks: Arc::new(Semaphore::new(CHECKS)) }
    }

    /// Says from where to go on. Where the file is there already, and theirs to see, nothing needs to be sent.
    pub async fn declare(&self, who: &Principal, declared: &Declared) -> Result<Standing> {
        if !(1..=limits::ATTACHMENT_BYTES_MAX).contains(&declared.size) {
            return Err(too_large());
        }
        let (id, record) = (declared.id.as_str(), declared.record.as_str());
        let mut tx = self.db.begin_read().await?;
        may_add(&mut tx, who, record).await?;
        let known = file(&mut tx, id, record).await?.is_some() || feed::sees_file(&mut tx, who, id).await?;
        let blob = if known { blob(&mut tx, id).await? } else { None };
        tx.rollback().await?;
        // A store that was put back from a copy may lack it: then whoever still has it brings it again.
        if let Some((key, size)) = blob
            && self.store.has_whole(&key).await?
        {
            let mut tx = self.db.begin_write().await?;
            may_add(&mut tx, who, record).await?;
            link(&mut tx, id, record, who, &declared.name).await?;
            tx.commit().await?;
            return Ok(Standing { id: id.to_owned(), offset: size, size, done: true });
        }
        let mut tx = self.db.begin_write().await?;
        may_add(&mut tx, who, record).await?;
        let held = match upload(&mut tx, id, record, who).await? {
            Some(upload) if upload.is(declared) => upload.held,
            other => {
                if let Some(upload) = other {
                    discard(&mut tx, &upload.key).await?;
                }
                begin(&mut tx, declared, who).await?;
                0
            }
        };
        tx.commit().await?;
        Ok(Standing { id: id.to_owned(), offset: held, size: declared.size, done: false })
    }

    /// Takes one part; the last one has the whole checked.
    pub async fn add(&self, who: &Principal, id: &str, record: &str, offset: u64, part: Bytes) -> Result<Standing> {
        let mut tx = self.db.begin_read().await?;
        may_add(&mut tx, who, record).await?;
        let (upload, kept) = (upload(&mut tx, id, record, who).await?, file(&mut tx, id, record).await?);
        tx.rollback().await?;
        let Some(mut upload) = upload else {
            // The answer to the last part was lost on the way.
            let kept = kept.ok_or(Failed::NotThere)?;
            return Ok(Standing { id: id.to_owned(), offset: kept.size, size: kept.size, done: true });
        };
        if offset > upload.held {
            return Err(Failed::Conflict("offset"));
        }
        if offset == upload.held && offset < upload.size {
            let end = offset + part.len() as u64;
            let is_last = end == upload.size && !part.is_empty();
            if end > upload.size || !(is_last || part.len() >= limits::ATTACHMENT_PART_BYTES_MIN) {
                return Err(Failed::Part);
            }
            self.store.put_part(&upload.key, offset, part).await?;
            let sql = "update uploads set held = $1, at_ms = $2 where key = $3 and held = $4";
            let mut tx = self.db.begin_write().await?;
            let query = sqlx::query(sql).bind(number(end)).bind(now_ms()).bind(upload.key.as_str());
            let moved = query.bind(number(offset)).execute(&mut *tx).await?.rows_affected();
            tx.commit().await?;
            if moved == 0 {
                return Err(Failed::Conflict("offset"));
            }
            upload.held = end;
        }
        if upload.held < upload.size {
            return Ok(Standing { id: id.to_owned(), offset: upload.held, size: upload.size, done: false });
        }
        self.finish(who, id, record, upload).await
    }

    async fn finish(&self, who: &Principal, id: &str, record: &str, upload: Upload) -> Result<Standing> {
        let _permit = self.checks.acquire().await.map_err(anyhow::Error::from)?;
        let bytes = self.store.parts(&upload.key, usize::try_from(upload.size).unwrap_or(usize::MAX)).await?;
        let keeps_location = self.keeps_location().await?;
        let (declared, media, strip) = (id.to_owned(), upload.media, upload.strip);
        let looked = tokio::task::spawn_blocking(move || look(bytes, &declared, media, strip, keeps_location));
        let (id, bytes) = match looked.await.map_err(anyhow::Error::from)? {
            Ok(looked) => looked,
            Err(refused) => {
                let mut tx = self.db.begin_write().await?;
                discard(&mut tx, &upload.key).await?;
                tx.commit().await?;
                self.tidy(&upload.key).await;
                return Err(refused);
            }
        };
        let size = bytes.len() as u64;
        let standing = blob(&mut *self.db.reader().acquire().await?, &id).await?.map(|(key, _)| key);
        let is_there = match &standing {
            Some(key) => self.store.has_whole(key).await?,
            None => false,
        };
        if !is_there {
            self.store.put_whole(&upload.key, bytes).await?;
        }
        let mut tx = self.db.begin_write().await?;
        may_add(&mut tx, who, record).await?;
        let is_open = sqlx::query("select 1 from uploads where key = $1").bind(upload.key.as_str());
        if is_open.fetch_optional(&mut *tx).await?.is_none() {
            // The same was asked twice, or it has been swept: what we have just put there is looked through again.
            discard(&mut tx, &upload.key).await?;
            tx.commit().await?;
            self.tidy(&upload.key).await;
            return Err(Failed::Conflict("again"));
        }
        let now = blob(&mut tx, &id).await?.map(|(key, _)| key);
        // Another device may have brought the same meanwhile: the first stays. And what stood there may have been
        // cleared away since: then ours is asked for again.
        match (&now, is_there) {
            (None, true) => return Err(Failed::Conflict("again")),
            (_, true) => {}
            (now, false) if *now == standing => {
                let query = sqlx::query(KEEP).bind(id.as_str()).bind(upload.key.as_str()).bind(upload.media.mime());
                query.bind(number(size)).bind(now_ms()).execute(&mut *tx).await?;
            }
            _ => {}
        }
        link(&mut tx, &id, record, who, &upload.name).await?;
        discard(&mut tx, &upload.key).await?;
        tx.commit().await?;
        self.tidy(&upload.key).await;
        Ok(Standing { id, offset: size, size, done: true })
    }

    /// What may be given to this person. Who does not see the record does not learn whether there is such a file.
    pub async fn find(&self, who: &Principal, id: &str, record: &str) -> Result<File> {
        let mut tx = self.db.begin_read().await?;
        if !feed::sees(&mut tx, who, record).await? || is_erased(&mut tx, record).await? {
            return Err(Failed::NotThere);
        }
        let found = file(&mut tx, id, record).await?.ok_or(Failed::NotThere)?;
        tx.rollback().await?;
        Ok(found)
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    async fn keeps_location(&self) -> Result<bool> {
        let mut db = self.db.reader().acquire().await.map_err(Failed::from)?;
        let settled = configuration::settled(&mut db, setting::KEEP_LOCATION).await?;
        Ok(settled.is_some_and(|settled| settled.as_bool()))
    }
}

impl Upload {
    fn is(&self, declared: &Declared) -> bool {
        (self.size, self.media, self.strip) == (declared.size, declared.media, declared.strip)
    }
}

/// What the bytes are, whatever was said of them; the name and the bytes that are kept.
fn look(bytes: Vec<u8>, id: &str, media: Media, strip: bool, keeps_location: bool) -> Result<(String, Bytes)> {
    if wire::id_of(&bytes) != id {
        return Err(Failed::Refused(
            wire::WRONG_HASH,
            Label::new("文件在传输中损坏，会重新上传", "The file was damaged on the way; it will be sent again"),
        ));
    }
    let is_sound = Media::sniff(&bytes) == Some(media);
    let size = if media.is_picture() { picture::size(&bytes, media) } else { Some((1, 1)) };
    let (true, Some((width, height))) = (is_sound, size) else {
        return Err(Failed::Refused(
            wire::WRONG_TYPE,
            Label::new(
                "这个文件打不开。请选 JPEG、PNG、WebP 图片或 PDF",
                "This file cannot be read. Choose a JPEG, PNG or WebP picture, or a PDF",
            ),
        ));
    };
    if u64::from(width) * u64::from(height) > limits::ATTACHMENT_PIXELS_MAX {
        return Err(Failed::Refused(
            wire::TOO_MANY_PIXELS,
            Label::new("图片太大，请缩小后再传", "The picture has too many points; make it smaller first"),
        ));
    }
    match location::without(&bytes, media).filter(|_| !keeps_location) {
        None => Ok((id.to_owned(), bytes.into())),
        Some(clean) if strip => Ok((wire::id_of(&clean), clean.into())),
        Some(_) => Err(Failed::Refused(
            wire::HAS_LOCATION,
            Label::new(
                "照片里还带着拍摄地点，请去掉后再传",
                "The picture still tells where it was taken; take that out first",
            ),
        )),
    }
}

fn too_large() -> Failed {
    let most = limits::ATTACHMENT_BYTES_MAX / 1024 / 1024;
    let (zh, en) = (format!("文件不能超过 {most} MB"), format!("A file may have up to {most} MB"));
    Failed::Refused(wire::TOO_LARGE, Label::owned(zh, en))
}

/// Late work of somebody who was once in charge comes in, and so do its photographs.
async fn may_add(db: &mut AnyConnection, who: &Principal, record: &str) -> Result<()> {
    if !feed::has_seen(db, who, record).await? || is_erased(db, record).await? {
        return Err(Failed::NotThere);
    }
    Ok(())
}

async fn is_erased(db: &mut AnyConnection, record: &str) -> sqlx::Result<bool> {
    Ok(sqlx::query(ERASED).bind(record).fetch_optional(db).await?.is_some())
}

async fn blob(db: &mut AnyConnection, id: &str) -> sqlx::Result<Option<(String, u64)>> {
    let Some(row) = sqlx::query(BLOB).bind(id).fetch_optional(db).await? else { return Ok(None) };
    Ok(Some((row.try_get(0)?, size(&row, 1)?)))
}

async fn file(db: &mut AnyConnection, id: &str, record: &str) -> sqlx::Result<Option<File>> {
    let Some(row) = sqlx::query(FILE).bind(id).bind(record).fetch_optional(db).await? else { return Ok(None) };
    Ok(Some(File { key: row.try_get(0)?, media: media(&row, 1)?, size: size(&row, 2)?, name: row.try_get(3)? }))
}

async fn upload(db: &mut AnyConnection, id: &str, record: &str, who: &Principal) -> sqlx::Result<Option<Upload>> {
    let query = sqlx::query(UPLOAD).bind(id).bind(record).bind(who.user.as_str()).bind(who.device.as_str());
    let Some(row) = query.fetch_optional(db).await? else { return Ok(None) };
    Ok(Some(Upload {
        key: row.try_get(0)?,
        media: media(&row, 1)?,
        size: size(&row, 2)?,
        name: row.try_get(3)?,
        strip: row.try_get::<i64, _>(4)? == 1,
        held: size(&row, 5)?,
    }))
}

async fn begin(db: &mut AnyConnection, declared: &Declared, who: &Principal) -> Result<()> {
    let count = |sql: &'static str, of: String| sqlx::query_scalar::<_, i64>(sql).bind(of);
    let begun =
        count("select count(*) from uploads where user_id = $1", who.user.to_string()).fetch_one(&mut *db).await?;
    if begun >= limits::ATTACHMENTS_ON_THE_WAY_MAX {
        return Err(Failed::Conflict("too_many_on_the_way"));
    }
    let sql = "select count(*) from attachments where record_id = $1";
    if count(sql, declared.record.clone()).fetch_one(&mut *db).await? >= limits::ATTACHMENTS_OF_RECORD_MAX {
        return Err(Failed::Conflict("too_many_of_record"));
    }
    let query = sqlx::query(BEGIN).bind(declared.id.as_str()).bind(declared.record.as_str());
    let query = query.bind(who.user.as_str()).bind(who.device.as_str()).bind(chance::id().replace('-', ""));
    let query = query.bind(declared.media.mime()).bind(number(declared.size)).bind(declared.name.as_str());
    query.bind(i64::from(declared.strip)).bind(now_ms()).execute(db).await?;
    Ok(())
}

async fn link(db: &mut AnyConnection, id: &str, record: &str, who: &Principal, name: &str) -> sqlx::Result<()> {
    let query = sqlx::query(LINK).bind(id).bind(record).bind(who.user.as_str()).bind(who.device.as_str());
    query.bind(name).bind(now_ms()).execute(db).await?;
    Ok(())
}

/// The upload is over; what lies under its key is looked through.
async fn discard(db: &mut AnyConnection, key: &str) -> sqlx::Result<()> {
    sqlx::query("delete from uploads where key = $1").bind(key).execute(&mut *db).await?;
    sqlx::query(LITTER).bind(key).execute(db).await?;
    Ok(())
}

fn media(row: &AnyRow, at: usize) -> sqlx::Result<Media> {
    let mime: String = row.try_get(at)?;
    Media::from_mime(&mime).ok_or_else(|| sqlx::Error::Decode(format!("there is no media type {mime}").into()))
}

fn size(row: &AnyRow, at: usize) -> sqlx::Result<u64> {
    Ok(u64::try_from(row.try_get::<i64, _>(at)?).unwrap_or(0))
}

/// As the database holds it.
fn number(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}
