//! `huifang`: the command line.

mod cli;
mod import_command;

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, bail};
use backend::config::Config;
use backend::projection::census;
use backend::tls::{self, TlsListener};
use backend::{AppState, audit, configuration, demo, links, people, projection};
use clap::Parser;
use cli::{Cli, Command, Serve, Store, User};
use serde_json::json;
use shared::id::DepartmentId;
use shared::principal::Holding;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    // Standard output is for what the caller asked for.
    let filter = tracing_subscriber::EnvFilter::new(&cli.log);
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let done = match cli.command {
        Command::Serve(options) => serve(options, None).await,
        Command::Demo { customers, serve: options } => serve(options, Some(customers)).await,
        Command::Rebuild { store } => rebuild(&store).await,
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

async fn serve(options: Serve, demonstration: Option<usize>) -> anyhow::Result<()> {
    let tls = match (&options.tls_cert, &options.tls_key) {
        (Some(certificate), Some(key)) => Some(tls::read(certificate, key)?),
        _ => None,
    };
    let (public_url, trusted_proxy, has_tls) = (options.public_url, options.trusted_proxy, tls.is_some());
    let mut config = Config { public_url, trusted_proxy, tls: has_tls, ..Config::default() };
    if let Some(url) = &config.public_url
        && !url.starts_with("https://")
        && !url.starts_with("http://")
    {
        bail!("--public-url must begin with https:// or http://");
    }
    if !options.listen.ip().is_loopback() && !config.secure() && !options.allow_plain_http {
        bail!(
            "plain HTTP beyond this machine: give --tls-cert and --tls-key, --public-url https://… (behind a proxy), or --allow-plain-http"
        );
    }
    let db = options.store.open().await?;
    config.attachments = options.attachments.open(&options.store.data)?;
    config.attachments.check().await?;
    let listener =
        TcpListener::bind(options.listen).await.with_context(|| format!("cannot listen on {}", options.listen))?;
    let bound = listener.local_addr()?;
    let mut lines = String::new();
    if let Some(customers) = demonstration {
        let began = std::time::Instant::now();
        eprintln!("正在准备演示公司… · Preparing the demonstration company…");
        let accounts = demo::prepare(&db, customers).await?;
        eprintln!("演示公司已就绪 · ready after {:.1} s", began.elapsed().as_secs_f32());
        for account in accounts {
            lines += &format!("account {} password {} post {}\n", account.login, account.password, account.post.word());
        }
    }
    let mut tx = db.begin_write().await?;
    if people::administrators(&mut tx).await? == 0 {
        let token = links::make(&mut tx, links::Kind::FirstAdministrator, None).await?;
        lines += &format!("first administrator: {}\n", links::url(&config.base_url(bound), &token));
    }
    tx.commit().await?;
    let scheme = config.scheme();
    let state = AppState::open(db.clone(), config).await?;
    let stop = stopped()?;
    // Written at once, flushed, last line last: whoever started us waits for it.
    let mut out = std::io::stdout();
    writeln!(out, "{lines}listening on {scheme}://{bound}").and_then(|()| out.flush()).context("cannot print")?;
    let records = state.records.clone();
    tokio::spawn(async move {
        if let Err(error) = backend::import::batch::finish_all(&records).await {
            tracing::error!("an import could not be finished: {error:#}");
        }
    });
    tokio::spawn(state.attachments.clone().keep_clean());
    tokio::spawn(state.records.clone().keep_up());
    match tls {
        Some(tls) => backend::serve_on(TlsListener::new(listener, tls)?, state, stop).await?,
        None => backend::serve(listener, state, stop).await?,
    }
    db.close().await;
    Ok(())
}

async fn rebuild(store: &Store) -> anyhow::Result<()> {
    let db = store.open().await?;
    let (before, processes) = {
        let mut tx = db.begin_read().await?;
        (census(&mut tx).await?, configuration::processes(&mut tx).await?)
    };
    projection::rebuild(&db, processes).await?;
    let after = census(&mut *db.begin_read().await?).await?;
    if before.iter().zip(&after).any(|(old, new)| old.digest != new.digest) {
        projection::renew(&db).await?;
    }
    for (old, new) in before.iter().zip(&after) {
        let said = if old.digest == new.digest { "the same" } else { "differed; made anew" };
        println!("{}\t{}\t{said}", new.table, new.rows);
    }
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
