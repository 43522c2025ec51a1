//! Where the bytes lie: a folder, or a store that speaks S3.

mod connection;

use std::path::Path as Folder;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::body::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{Error, GetOptions, GetRange, GetResult, ObjectStore, ObjectStoreExt, Result, RetryConfig};

/// Parts that are fetched or cleared side by side.
const AT_ONCE: usize = 8;
/// A request waits for us: better it hears soon that the store is away.
const PATIENCE: Duration = Duration::from_secs(20);
const PARTS: &str = "parts";
const WHOLE: &str = "blobs";

/// What must be known of a store that speaks S3.
#[derive(Default)]
pub struct S3 {
    pub bucket: String,
    /// In front of every name; may be empty.
    pub prefix: String,
    /// Another than Amazon's: `https://s3.example`.
    pub endpoint: Option<String>,
    pub region: Option<String>,
    pub key_id: String,
    pub secret: String,
}

/// Without more said it is memory, gone with the process: for tests. The command line always says where.
#[derive(Clone, Debug)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
}

impl Default for Store {
    fn default() -> Self {
        Self { objects: Arc::new(InMemory::new()) }
    }
}

impl Store {
    /// The folder is made, readable by its owner alone. What was taken in survives a power cut.
    pub fn folder(at: &Folder) -> anyhow::Result<Store> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(at).with_context(|| format!("cannot make the folder {}", at.display()))?;
        let objects = LocalFileSystem::new_with_prefix(at)?.with_automatic_cleanup(true).with_fsync(true);
        Ok(Store { objects: Arc::new(objects) })
    }

    pub fn s3(s3: S3) -> anyhow::Result<Store> {
        if s3.key_id.is_empty() || s3.secret.is_empty() {
            bail!("an S3 store needs HUIFANG_S3_KEY_ID and HUIFANG_S3_SECRET");
        }
        let retry = RetryConfig { max_retries: 3, retry_timeout: PATIENCE, ..RetryConfig::default() };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(s3.bucket)
            .with_region(s3.region.unwrap_or_else(|| "us-east-1".to_owned()))
            .with_access_key_id(s3.key_id)
            .with_secret_access_key(s3.secret)
            .with_http_connector(connection::Connection::open(PATIENCE)?)
            .with_retry(retry);
        if let Some(endpoint) = s3.endpoint {
            builder = builder.with_allow_http(endpoint.starts_with("http://")).with_endpoint(endpoint);
        }
        let objects = builder.build().context("the S3 store cannot be used")?;
        let prefix = s3.prefix.trim_matches('/');
        if prefix.is_empty() {
            return Ok(Store { objects: Arc::new(objects) });
        }
        Ok(Store { objects: Arc::new(PrefixStore::new(objects, Path::parse(prefix)?)) })
    }

    /// Can we write there? To be asked at the start, not by the first photograph.
    pub async fn check(&self) -> anyhow::Result<()> {
        let probe = Path::from(format!("probe-{}", crate::chance::id()));
        self.objects.put(&probe, Bytes::from_static(b"?").into()).await.context("attachments cannot be written")?;
        self.objects.delete(&probe).await.context("attachments cannot be cleared away")
    }

    pub(super) async fn put_part(&self, key: &str, offset: u64, bytes: Bytes) -> Result<()> {
        // The names sort as the parts follow one another.
        self.objects.put(&Path::from(format!("{PARTS}/{key}/{offset:012}")), bytes.into()).await?;
        Ok(())
    }

    /// All parts, put together.
    pub(super) async fn parts(&self, key: &str, size: usize) -> Result<Vec<u8>> {
        let listed = self.objects.list(Some(&Path::from(format!("{PARTS}/{key}"))));
        let mut names: Vec<Path> = listed.map_ok(|part| part.location).try_collect().await?;
        names.sort();
        let mut parts = futures_util::stream::iter(names)
            .map(|name| async move { self.objects.get(&name).await?.bytes().await })
            .buffered(AT_ONCE);
        let mut whole = Vec::with_capacity(size);
        while let Some(part) = parts.try_next().await? {
            // Parts of two sizes side by side: the hash will tell, but they must not fill the memory.
            if whole.len() + part.len() > size {
                break;
            }
            whole.extend_from_slice(&part);
        }
        Ok(whole)
    }

    pub(super) async fn clear_parts(&self, key: &str) -> Result<()> {
        let listed = self.objects.list(Some(&Path::from(format!("{PARTS}/{key}"))));
        listed.map_ok(|part| part.location).try_for_each_concurrent(AT_ONCE, |name| self.clear(name)).await
    }

    pub(super) async fn put_whole(&self, key: &str, bytes: Bytes) -> Result<()> {
        self.objects.put(&whole(key), bytes.into()).await?;
        Ok(())
    }

    pub(super) async fn has_whole(&self, key: &str) -> Result<bool> {
        Ok(there(self.objects.head(&whole(key)).await)?.is_some())
    }

    /// None if it is not there.
    pub async fn open(&self, key: &str, range: Option<GetRange>) -> Result<Option<GetResult>> {
        there(self.objects.get_opts(&whole(key), GetOptions { range, ..GetOptions::default() }).await)
    }

    pub(super) async fn clear_whole(&self, key: &str) -> Result<()> {
        self.clear(whole(key)).await
    }

    async fn clear(&self, name: Path) -> Result<()> {
        there(self.objects.delete(&name).await).map(drop)
    }
}

fn whole(key: &str) -> Path {
    Path::from(format!("{WHOLE}/{}/{key}", key.get(..2).unwrap_or_default()))
}

fn there<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
