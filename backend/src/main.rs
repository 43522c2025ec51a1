//! `huifang`: the command line.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use backend::config::Config;
use backend::db::Db;
use backend::{AppState, audit, demo, links, people};
use clap::{Args, Parser, Subcommand};
use serde_json::json;
use shared::id::DepartmentId;
use shared::principal::{Holding, Post};
use tokio::net::TcpListener;

mod import_command;

/// Huifang (回访): customer service that works without a network, and the server that merges the work.
#[derive(Parser)]
#[command(name = "huifang", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the page and its API. Without an administrator, a one-time link to become the first is printed.
    Serve(Serve),
    /// Make a demonstration company if there is none (its passwords are printed), then serve.
    Demo(Serve),
    /// Accounts, from the machine the server runs on.
    #[command(subcommand)]
    User(User),
    /// Customer files from a table, and back.
    #[command(subcommand)]
    Import(import_command::Import),
}

#[derive(Args)]
struct Store {
    /// Folder of the SQLite database; made if it is not there
    #[arg(long, env = "HUIFANG_DATA", default_value = "data", value_name = "FOLDER")]
    data: PathBuf,
    /// Use PostgreSQL instead: postgres://USER:PASSWORD@HOST/DATABASE
    #[arg(long, env = "HUIFANG_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Store {
    async fn open(&self) -> anyhow::Result<Db> {
        match &self.database_url {
            Some(url) => Db::postgres(url).await,
            None => Db::sqlite(&self.data).await,
        }
    }
}

#[derive(Args)]
struct Serve {
    /// Address and port to listen on; port 0 takes any free one
    #[arg(long, env = "HUIFANG_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    #[command(flatten)]
    store: Store,
    /// The address people type, when a proxy with TLS stands in front: https://huifang.example
    #[arg(long, env = "HUIFANG_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Believe X-Forwarded-For: only when every connection comes from your own proxy
    #[arg(long, env = "HUIFANG_TRUSTED_PROXY")]
    trusted_proxy: bool,
    /// Serve plain HTTP beyond this machine; passwords then cross the network unprotected
    #[arg(long, env = "HUIFANG_ALLOW_PLAIN_HTTP")]
    allow_plain_http: bool,
}

#[derive(Subcommand)]
enum User {
    /// Add a person; prints a path that sets the password, once: /welcome/…
    Add {
        #[command(flatten)]
        store: Store,
        /// 2 to 64 of a-z 0-9 . - _ @
        login: String,
        /// The name others see
        name: String,
        /// specialist, front_desk, assistant, supervisor, manager or administrator
        #[arg(long, value_parser = post)]
        post: Post,
        /// Id of the department, if the post belongs to one
        #[arg(long, default_value = "")]
        department: String,
    },
    /// List everybody
    List {
        #[command(flatten)]
        store: Store,
    },
    /// Print a path that sets a new password, once: /welcome/…
    Reset {
        #[command(flatten)]
        store: Store,
        login: String,
    },
    /// Let a person in no longer; all sessions end
    Disable {
        #[command(flatten)]
        store: Store,
        login: String,
    },
}

fn post(word: &str) -> Result<Post, String> {
    let words = || Post::ASSIGNABLE.map(Post::word).join(", ");
    Post::from_word(word).filter(|post| *post != Post::System).ok_or_else(|| format!("one of: {}", words()))
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,sqlx=warn".into());
    // Standard output is for what the caller asked for.
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let done = match Cli::parse().command {
        Command::Serve(options) => serve(options, false).await,
        Command::Demo(options) => serve(options, true).await,
        Command::User(command) => user(command).await,
        Command::Import(command) => import_command::run(command).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("huifang: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Serve, demonstration: bool) -> anyhow::Result<()> {
    let config = Config { public_url: options.public_url, trusted_proxy: options.trusted_proxy };
    if let Some(url) = &config.public_url
        && !url.starts_with("https://")
        && !url.starts_with("http://")
    {
        bail!("--public-url must begin with https:// or http://");
    }
    if !options.listen.ip().is_loopback() && !config.secure() && !options.allow_plain_http {
        bail!("plain HTTP beyond this machine: give --public-url https://… (behind a proxy), or --allow-plain-http");
    }
    let db = options.store.open().await?;
    let listener =
        TcpListener::bind(options.listen).await.with_context(|| format!("cannot listen on {}", options.listen))?;
    let bound = listener.local_addr()?;
    let mut lines = String::new();
    if demonstration {
        for account in demo::prepare(&db).await? {
            lines += &format!("account {} password {} post {}\n", account.login, account.password, account.post.word());
        }
    }
    let mut tx = db.begin_write().await?;
    if people::administrators(&mut tx).await? == 0 {
        let token = links::make(&mut tx, links::Kind::FirstAdministrator, None).await?;
        lines += &format!("first administrator: {}\n", links::url(&config.base_url(bound), &token));
    }
    tx.commit().await?;
    let state = AppState::open(db.clone(), config).await?;
    let stop = stopped()?;
    // Written at once, flushed, last line last: whoever started us waits for it.
    let mut out = std::io::stdout();
    writeln!(out, "{lines}listening on http://{bound}").and_then(|()| out.flush()).context("cannot print")?;
    let records = state.records.clone();
    tokio::spawn(async move {
        if let Err(error) = backend::import::batch::finish_all(&records).await {
            tracing::error!("an import could not be finished: {error:#}");
        }
    });
    backend::serve(listener, state, stop).await?;
    db.close().await;
    Ok(())
}

/// SIGTERM or SIGINT.
fn stopped() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

async fn user(command: User) -> anyhow::Result<()> {
    match command {
        User::Add { store, login, name, post, department } => {
            if !people::is_login(&login) || !people::is_name(&name) {
                bail!("the login has 2 to 64 of a-z 0-9 . - _ @, the name 1 to 80 letters");
            }
            let db = store.open().await?;
            let mut tx = db.begin_write().await?;
            if people::by_login(&mut tx, &login).await?.is_some() {
                bail!("{login} is there already");
            }
            let holding = Holding { post, department: DepartmentId::new(department), region: None };
            let id = people::add(&mut tx, &login, &name, None, &[holding]).await?;
            let token = links::make(&mut tx, links::Kind::Invitation, Some(id.as_str())).await?;
            let detail = json!({ "login": login, "post": post });
            audit::configured(&mut tx, "console", "person.add", id.as_str(), detail).await?;
            tx.commit().await?;
            println!("{}", links::url("", &token));
        }
        User::List { store } => {
            let db = store.open().await?;
            for person in people::list(&mut *db.begin_read().await?).await? {
                let posts: Vec<_> = person.holdings.iter().map(|holding| holding.post.word()).collect();
                let state = if !person.active {
                    "disabled"
                } else if person.ready {
                    "active"
                } else {
                    "invited"
                };
                println!("{}\t{}\t{state}\t{}", person.login, person.name, posts.join(","));
            }
        }
        User::Reset { store, login } => {
            let db = store.open().await?;
            let mut tx = db.begin_write().await?;
            let id = people::by_login(&mut tx, &login).await?.with_context(|| format!("there is no {login}"))?;
            let token = links::make(&mut tx, links::Kind::Reset, Some(&id)).await?;
            audit::configured(&mut tx, "console", "person.link", &id, json!({})).await?;
            tx.commit().await?;
            println!("{}", links::url("", &token));
        }
        User::Disable { store, login } => {
            let db = store.open().await?;
            let mut tx = db.begin_write().await?;
            let id = people::by_login(&mut tx, &login).await?.with_context(|| format!("there is no {login}"))?;
            people::set_active(&mut tx, &id, false).await?;
            audit::configured(&mut tx, "console", "person.change", &id, json!({ "active": false })).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}
