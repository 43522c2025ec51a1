//! A headless client that measures the release server: `node bench/run.mjs` runs it, one JSON line per measurement.

mod admit;
mod contents;
mod device;
mod server;
mod spread;
mod sync;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use server::{Server, Store};

#[derive(Parser)]
struct Load {
    /// Where the records are kept; a folder that goes away afterwards if none is named
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// Keep them in PostgreSQL instead
    #[arg(long, global = true, env = "HUIFANG_BENCH_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The records as the peers write them, a JSON line each
    Contents { records: usize },
    /// Fill a store: a manager `zhou` with this password sees all of it
    Fill { records: usize, password: String },
    /// First sync, idle reconnect, back after work elsewhere, edit to seen, on a store that `fill` has filled
    Sync {
        records: usize,
        #[arg(long, default_value_t = 5)]
        first: usize,
        #[arg(long, default_value_t = 100)]
        idle: usize,
        #[arg(long, default_value_t = 200)]
        live: usize,
    },
    /// Writers at once
    Admit { clients: usize, pushes: usize, batch: usize },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let load = Load::parse();
    let folder = tempfile::tempdir()?;
    let data = load.data.unwrap_or_else(|| folder.path().join("data"));
    let store = Store { data, database_url: load.database_url };
    match load.what {
        What::Contents { records } => {
            for n in 0..records {
                println!("{}", contents::flat(n));
            }
        }
        What::Fill { records, password } => {
            let (zhou, _) = sync::managers(&store, &password).await?;
            let server = Server::start(&store)?;
            sync::fill(&server, &store, &zhou, records).await?;
        }
        What::Sync { records, first, idle, live } => {
            let (zhou, wu) = sync::managers(&store, "").await?;
            sync::run(&store, &zhou, &wu, records, &sync::Runs { first, idle, live }).await?;
        }
        What::Admit { clients, pushes, batch } => admit::run(&store, clients, pushes, batch).await?,
    }
    Ok(())
}
