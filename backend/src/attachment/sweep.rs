//! Clearing away: parts of files that do not go on, files of erased records, and what a stop in the wrong moment left.

use std::time::Duration;

use shared::limits::ATTACHMENT_PARTS_LAST_MS;

use super::{Attachments, Result};
use crate::now_ms;

const EVERY: Duration = Duration::from_secs(60 * 60);

/// In this order: each may leave something for the next.
const STEPS: [&str; 5] = [
    "delete from attachments where record_id in (select record_id from tombstones)",
    "insert into litter (key) select key from uploads
        where at_ms < $1 or record_id in (select record_id from tombstones) on conflict (key) do nothing",
    "delete from uploads where key in (select key from litter)",
    "insert into litter (key) select key from blobs b
        where not exists (select 1 from attachments a where a.id = b.id) on conflict (key) do nothing",
    "delete from blobs where not exists (select 1 from attachments a where a.id = blobs.id)",
];

impl Attachments {
    /// At the start and then every hour, for as long as the server runs.
    pub async fn keep_clean(self) {
        loop {
            if let Err(error) = self.sweep(now_ms()).await {
                tracing::warn!("attachments could not be cleared away: {error:#}");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    pub async fn sweep(&self, now_ms: i64) -> Result<()> {
        let mut tx = self.db.begin_write().await?;
        for step in STEPS {
            let query = sqlx::query(step);
            let query = if step.contains("$1") { query.bind(now_ms - ATTACHMENT_PARTS_LAST_MS) } else { query };
            query.execute(&mut *tx).await?;
        }
        let litter: Vec<String> = sqlx::query_scalar("select key from litter").fetch_all(&mut *tx).await?;
        tx.commit().await?;
        for key in litter {
            self.clear(&key).await?;
        }
        Ok(())
    }

    /// The same for one key, now. What fails is done by the next sweep.
    pub(super) async fn tidy(&self, key: &str) {
        if let Err(error) = self.clear(key).await {
            tracing::warn!(key, "attachments could not be cleared away: {error:#}");
        }
    }

    async fn clear(&self, key: &str) -> Result<()> {
        self.store.clear_parts(key).await?;
        let kept = sqlx::query("select 1 from blobs where key = $1").bind(key);
        if kept.fetch_optional(self.db.reader()).await?.is_none() {
            self.store.clear_whole(key).await?;
        }
        let mut tx = self.db.begin_write().await?;
        sqlx::query("delete from litter where key = $1").bind(key).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }
}
