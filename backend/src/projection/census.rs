//! How many rows there are, and whether they are the same as before.

use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use sqlx::{AnyConnection, Row};

/// What is made from the log, each row as one text.
const TABLES: [(&str, &str); 4] = [
    (
        "records",
        "select id || '/' || process || '/' || coalesce(number, '') || '/' || title || '/' || stage || '/'
            || coalesce(owner, '') || '/' || coalesce(assignee, '') || '/' || coalesce(department, '') || '/'
            || coalesce(superior, '') || '/'
            || last_seq || '/' || created_seq || '/' || updated_at_ms || '/'
            || summary || '/' || void || '/' || version
         from records order by id",
    ),
    (
        "scopes",
        "select scope_key || '/' || record_id || '/' || entered_seq || '/' || coalesce(left_seq, -1)
         from scopes order by scope_key, record_id",
    ),
    ("links", "select record_id || '/' || target from links order by record_id, target"),
    ("numbers", "select prefix || '/' || last from numbers order by prefix"),
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub table: &'static str,
    pub rows: u64,
    pub digest: [u8; 32],
}

/// One count per table, always in the same order.
pub async fn census(db: &mut AnyConnection) -> sqlx::Result<Vec<Count>> {
    let mut counts = Vec::with_capacity(TABLES.len());
    for (table, sql) in TABLES {
        let (mut rows, mut digest) = (0, Sha256::new());
        let mut all = sqlx::query(sql).fetch(&mut *db);
        while let Some(row) = all.try_next().await? {
            let row: String = row.try_get(0)?;
            digest.update((row.len() as u64).to_le_bytes());
            digest.update(row);
            rows += 1;
        }
        counts.push(Count { table, rows, digest: digest.finalize().into() });
    }
    Ok(counts)
}
