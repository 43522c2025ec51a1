//! The database: SQLite in a folder, or PostgreSQL. The same statements run on both: text, whole numbers and bytes,
//! `$1`, `on conflict`, `returning`.
//!
//! Writers take turns ([`Db::begin_write`]), so the order of `changes.seq` is the order of commits, and a reader that
//! has seen seq n has seen everything before it.

use std::path::Path;
use std::str::FromStr;
use std::sync::Once;
use std::time::Duration;

use anyhow::{Context, bail};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{Any, AnyPool, Executor, Transaction};

use crate::change_log;

pub type Tx = Transaction<'static, Any>;

const READERS: u32 = 8;
const WAIT: Duration = Duration::from_secs(5);
/// Pushes wait in a line of their own; who waits here waits for one turn of theirs, or for an import.
const WRITER_WAIT: Duration = Duration::from_secs(30);
/// Rows of a log that is empty are of this program; of another one nobody has said.
const KEEP_ROWS: &str = "insert into meta (key, value) select 'rows', $1 where not exists (select 1 from changes) \
                         on conflict (key) do nothing";
const KEEP_EPOCH: &str = "insert into meta (key, value) values ('log_epoch', $1) on conflict (key) do nothing";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

#[derive(Clone, Debug)]
pub struct Db {
    readers: AnyPool,
    writer: AnyPool,
    kind: Kind,
}

/// Each forward only, in this order, once.
const SQLITE: &[(i64, &str)] = &[
    (1, include_str!("../migrations/sqlite/0001_start.sql")),
    (2, include_str!("../migrations/sqlite/0002_configuration.sql")),
    (3, include_str!("../migrations/sqlite/0003_imports.sql")),
    (4, include_str!("../migrations/sqlite/0004_device_names.sql")),
    (5, include_str!("../migrations/sqlite/0005_chain.sql")),
    (6, include_str!("../migrations/sqlite/0006_links.sql")),
    (7, include_str!("../migrations/sqlite/0007_attachments.sql")),
    (8, include_str!("../migrations/sqlite/0008_import_processes.sql")),
    (9, include_str!("../migrations/sqlite/0009_chart.sql")),
    (10, include_str!("../migrations/sqlite/0010_seen_by.sql")),
    (11, include_str!("../migrations/sqlite/0011_import_dates.sql")),
    (12, include_str!("../migrations/sqlite/0012_named.sql")),
    (13, include_str!("../migrations/sqlite/0013_watched.sql")),
];
const POSTGRES: &[(i64, &str)] = &[
    (1, include_str!("../migrations/postgres/0001_start.sql")),
    (2, include_str!("../migrations/postgres/0002_configuration.sql")),
    (3, include_str!("../migrations/postgres/0003_imports.sql")),
    (4, include_str!("../migrations/postgres/0004_device_names.sql")),
    (5, include_str!("../migrations/postgres/0005_chain.sql")),
    (6, include_str!("../migrations/postgres/0006_links.sql")),
    (7, include_str!("../migrations/postgres/0007_attachments.sql")),
    (8, include_str!("../migrations/postgres/0008_import_processes.sql")),
    (9, include_str!("../migrations/postgres/0009_chart.sql")),
    (10, include_str!("../migrations/postgres/0010_seen_by.sql")),
    (11, include_str!("../migrations/postgres/0011_import_dates.sql")),
    (12, include_str!("../migrations/postgres/0012_named.sql")),
    (13, include_str!("../migrations/postgres/0013_watched.sql")),
];

impl Db {
    /// SQLite at `folder/huifang.sqlite3`; the folder is made, readable by its owner alone.
    pub async fn sqlite(folder: &Path) -> anyhow::Result<Db> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let file = folder.join("huifang.sqlite3");
        let file = file.to_str().context("the data folder's name is not valid text")?;
        // What would mean something in an address.
        let file = file.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
        Self::open(&format!("sqlite://{file}?mode=rwc"), Kind::Sqlite).await
    }

    pub async fn postgres(url: &str) -> anyhow::Result<Db> {
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            bail!("--database-url must begin with postgres://");
        }
        Self::open(url, Kind::Postgres).await
    }

    async fn open(url: &str, kind: Kind) -> anyhow::Result<Db> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(sqlx::any::install_default_drivers);
        // The address may hold a password: it is never part of an error.
        let options = AnyConnectOptions::from_str(url).map_err(|_| anyhow::anyhow!("the database address is wrong"))?;
        let pool = |most: u32, wait: Duration| {
            let options = AnyPoolOptions::new().max_connections(most).acquire_timeout(wait);
            // A file does not hang up: only a server is asked, before each use, whether it is still there.
            options.test_before_acquire(kind == Kind::Postgres).after_connect(move |connection, _| {
                Box::pin(async move {
                    if kind == Kind::Sqlite {
                        // FULL: what was acknowledged survives a power cut.
                        connection
                            .execute(
                                "pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000; \
                                 pragma foreign_keys = on; pragma temp_store = memory",
                            )
                            .await?;
                    }
                    Ok(())
                })
            })
        };
        let writer =
            pool(1, WRITER_WAIT).connect_with(options.clone()).await.context("the database cannot be opened")?;
        let readers = pool(READERS, WAIT).connect_with(options).await.context("the database cannot be opened")?;
        let db = Db { readers, writer, kind };
        db.migrate().await.context("the database cannot be brought up to date")?;
        Ok(db)
    }

    async fn migrate(&self) -> anyhow::Result<()> {
        let steps = if self.kind == Kind::Sqlite { SQLITE } else { POSTGRES };
        sqlx::query("create table if not exists migrations (version bigint primary key)").execute(&self.writer).await?;
        // One transaction for all: two servers that start together do not both do the work.
        let mut tx = self.writer.begin_with(self.begin()).await?;
        if self.kind == Kind::Postgres {
            tx.execute("lock table migrations in exclusive mode").await?;
        }
        let done: Option<i64> = sqlx::query_scalar("select max(version) from migrations").fetch_one(&mut *tx).await?;
        let done = done.unwrap_or(0);
        if done > steps.last().map_or(0, |(version, _)| *version) {
            bail!("this database was written by a newer version of Huifang");
        }
        for (version, sql) in steps.iter().filter(|(version, _)| *version > done) {
            sqlx::raw_sql(*sql).execute(&mut *tx).await?;
            sqlx::query("insert into migrations (version) values ($1)").bind(*version).execute(&mut *tx).await?;
        }
        change_log::chain_up(&mut tx).await?;
        // A copy that is put back keeps its epoch: that it ends earlier, or has gone another way, the chain tells.
        sqlx::query(KEEP_EPOCH).bind(crate::chance::id()).execute(&mut *tx).await?;
        sqlx::query(KEEP_ROWS).bind(crate::projection::ROWS).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }

    fn begin(&self) -> &'static str {
        match self.kind {
            Kind::Sqlite => "begin immediate",
            Kind::Postgres => "begin",
        }
    }

    /// A transaction that writes. Only one runs at a time, in this process or another.
    pub async fn begin_write(&self) -> sqlx::Result<Tx> {
        let mut tx = self.writer.begin_with(self.begin()).await?;
        if self.kind == Kind::Postgres {
            // Readers are not held up; other writers wait here until this one commits.
            tx.execute("lock table meta in exclusive mode").await?;
        }
        Ok(tx)
    }

    /// A transaction that only reads: all its statements see the same moment.
    pub async fn begin_read(&self) -> sqlx::Result<Tx> {
        self.readers
            .begin_with(match self.kind {
                Kind::Sqlite => "begin",
                Kind::Postgres => "begin isolation level repeatable read read only",
            })
            .await
    }

    /// For single statements that read.
    pub fn reader(&self) -> &AnyPool {
        &self.readers
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// The identity of this log, and the name of its rows if they were ever made again. A device that knew another log, or other
/// rows, must fetch everything again.
pub async fn log_epoch(connection: &mut sqlx::AnyConnection) -> sqlx::Result<(String, Option<String>)> {
    let both = "select value, (select value from meta where key = 'rows_epoch') from meta where key = 'log_epoch'";
    sqlx::query_as(both).fetch_one(connection).await
}
