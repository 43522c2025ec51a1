//! The server under measurement: the release binary as a child, and what the system says it has used.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail};
use backend::db::Db;
use backend::password::Passwords;
use backend::{chance, people, sessions};
use shared::id::{DepartmentId, DeviceId};
use shared::principal::{Holding, Post, Principal};

/// Where the records are kept.
#[derive(Clone, Debug)]
pub struct Store {
    pub data: PathBuf,
    pub database_url: Option<String>,
}

impl Store {
    pub async fn open(&self) -> anyhow::Result<Db> {
        match &self.database_url {
            Some(url) => Db::postgres(url).await,
            None => Db::sqlite(&self.data).await,
        }
    }

    pub fn name(&self) -> &'static str {
        if self.database_url.is_some() { "PostgreSQL" } else { "SQLite" }
    }
}

/// Somebody with a session on one device.
#[derive(Clone)]
pub struct Person {
    pub who: Principal,
    pub post: Post,
    pub token: String,
}

/// Made in the database, as the command line does it: signing in is not what is measured.
pub async fn person(db: &Db, login: &str, post: Post, password: Option<&str>) -> anyhow::Result<Person> {
    let hash = match password {
        Some(password) => Some(Passwords::default().hash(password.to_owned()).await?),
        None => None,
    };
    let mut tx = db.begin_write().await?;
    let holding = Holding { post, department: DepartmentId::from("kf"), region: None };
    let user = match people::by_login(&mut tx, login).await? {
        Some(user) => user.into(),
        None => people::add(&mut tx, login, login, hash.as_deref(), std::slice::from_ref(&holding)).await?,
    };
    let device = chance::id();
    let token = sessions::start(&mut tx, user.as_str(), &device, "measuring").await?;
    tx.commit().await?;
    Ok(Person { who: Principal { user, device: DeviceId::new(device), holdings: vec![holding] }, post, token })
}

pub struct Server {
    child: Child,
    pub at: SocketAddr,
}

impl Server {
    pub fn start(store: &Store) -> anyhow::Result<Server> {
        let binary = std::env::var("HUIFANG_BIN").context("HUIFANG_BIN names the release binary")?;
        let mut command = Command::new(&binary);
        command.args(["--log", "error", "serve", "--listen", "127.0.0.1:0", "--data"]).arg(&store.data);
        command.env_remove("HUIFANG_DATABASE_URL").stdout(Stdio::piped());
        if let Some(url) = &store.database_url {
            command.env("HUIFANG_DATABASE_URL", url);
        }
        let mut child = command.spawn().with_context(|| format!("cannot start {binary}"))?;
        let out = child.stdout.take().context("no output")?;
        for line in BufReader::new(out).lines() {
            if let Some(at) = line?.strip_prefix("listening on http://") {
                return Ok(Server { at: at.parse()?, child });
            }
        }
        let _ = child.kill();
        bail!("the server said no address")
    }

    pub fn used(&self) -> Used {
        used(&self.child.id().to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a process has used so far: seconds of both processors, and memory now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Used {
    pub cpu_s: f64,
    pub rss_mb: f64,
}

pub fn used(process: &str) -> Used {
    let read = |file: &str| std::fs::read_to_string(format!("/proc/{process}/{file}")).unwrap_or_default();
    let stat = read("stat");
    // Behind the name, which may hold anything: user and system time are the 12th and 13th, in hundredths.
    let times = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().skip(11).take(2);
    let ticks: f64 = times.filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    let status = read("status");
    let rss =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse::<f64>().ok());
    Used { cpu_s: ticks / 100.0, rss_mb: rss.unwrap_or(0.0) / 1024.0 }
}

pub fn load() -> f64 {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|load| load.parse().ok()).unwrap_or(f64::NAN)
}
