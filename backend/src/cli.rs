//! The words of the command line. Every option can be given by the environment, too.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use backend::db::Db;
use clap::{Args, Parser, Subcommand};
use shared::principal::Post;

use crate::import_command::Import;

const AFTER: &str = "\
Examples:
  huifang demo
      A demonstration company on http://127.0.0.1:8080, its data in ./data
  huifang serve --data /var/lib/huifang --listen 0.0.0.0:443 --tls-cert chain.pem --tls-key key.pem
      Serve a company, with TLS of its own
  huifang serve --data /var/lib/huifang --public-url https://huifang.example --trusted-proxy
      Serve a company, behind a proxy that speaks TLS
  huifang user add --post manager zhou 周敏
      Add a person; the path that is printed sets the password

Options stand above the environment (HUIFANG_…), and that above the defaults.";

/// Huifang (回访): customer service that works without a network, and the server that merges the work.
#[derive(Parser)]
#[command(name = "huifang", version, arg_required_else_help = true, after_help = AFTER)]
pub struct Cli {
    /// What is logged to standard error: error, warn, info, debug, or by part: info,backend=debug
    #[arg(long, global = true, env = "HUIFANG_LOG", default_value = "info,sqlx=warn", value_name = "FILTER")]
    pub log: String,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Serve the page and its API. Without an administrator, a one-time link to become the first is printed.
    Serve(Serve),
    /// Make a demonstration company if there is none, print its accounts with new passwords, then serve.
    Demo {
        /// Customers of a company that is made now
        #[arg(long, env = "HUIFANG_CUSTOMERS", default_value_t = backend::demo::CUSTOMERS_MAX, value_name = "N")]
        customers: usize,
        #[command(flatten)]
        serve: Serve,
    },
    /// Make all rows again from the log of changes, and say whether any differed.
    ///
    /// The log is the truth; rows (lists, search, who sees what) follow from it. Nothing is lost by this. It may
    /// be done while the server runs: what people write meanwhile stays on their devices until it is over.
    Rebuild {
        #[command(flatten)]
        store: Store,
    },
    /// Accounts, from the machine the server runs on.
    #[command(subcommand)]
    User(User),
    /// Records from a table, and back.
    #[command(subcommand)]
    Import(Import),
}

#[derive(Args)]
pub struct Store {
    /// Folder of the SQLite database; made if it is not there
    #[arg(long, env = "HUIFANG_DATA", default_value = "data", value_name = "FOLDER")]
    pub data: PathBuf,
    /// Use PostgreSQL instead: postgres://USER:PASSWORD@HOST/DATABASE
    #[arg(long, env = "HUIFANG_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,
}

impl Store {
    pub async fn open(&self) -> anyhow::Result<Db> {
        match &self.database_url {
            Some(url) => Db::postgres(url).await,
            None => Db::sqlite(&self.data).await,
        }
    }
}

#[derive(Args)]
pub struct Serve {
    /// Address and port to listen on; port 0 takes any free one
    #[arg(long, env = "HUIFANG_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    #[command(flatten)]
    pub store: Store,
    /// Certificate (PEM, with the chain behind it): speak TLS without a proxy
    #[arg(long, env = "HUIFANG_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Key of the certificate (PEM)
    #[arg(long, env = "HUIFANG_TLS_KEY", value_name = "FILE", requires = "tls_cert", hide_env_values = true)]
    pub tls_key: Option<PathBuf>,
    /// The address people type, when a proxy with TLS stands in front: https://huifang.example
    #[arg(long, env = "HUIFANG_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Believe X-Forwarded-For: only when every connection comes from your own proxy
    #[arg(long, env = "HUIFANG_TRUSTED_PROXY")]
    pub trusted_proxy: bool,
    /// Serve plain HTTP beyond this machine; passwords then cross the network unprotected
    #[arg(long, env = "HUIFANG_ALLOW_PLAIN_HTTP")]
    pub allow_plain_http: bool,
    #[command(flatten)]
    pub attachments: Attachments,
}

#[derive(Args)]
pub struct Attachments {
    /// Where attached files are kept: a folder (without it, `attachments` in the data folder), or s3://BUCKET/PREFIX
    #[arg(long = "attachments", env = "HUIFANG_ATTACHMENTS", value_name = "PLACE")]
    pub place: Option<String>,
    /// A store that speaks S3 but is not Amazon's: https://s3.example
    #[arg(long, env = "HUIFANG_S3_ENDPOINT", value_name = "URL")]
    pub s3_endpoint: Option<String>,
    /// Region of the bucket; us-east-1 unless said otherwise
    #[arg(long, env = "HUIFANG_S3_REGION", value_name = "NAME")]
    pub s3_region: Option<String>,
    /// Id of the key that may read, write, list and delete under PREFIX
    #[arg(long, env = "HUIFANG_S3_KEY_ID", value_name = "ID")]
    pub s3_key_id: Option<String>,
    /// Its secret: by the environment, since everybody on the machine can read a command line
    #[arg(long, env = "HUIFANG_S3_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub s3_secret: Option<String>,
}

impl Attachments {
    pub fn open(self, data: &Path) -> anyhow::Result<backend::attachment::store::Store> {
        use backend::attachment::store::{S3, Store};
        let Some(place) = self.place else { return Store::folder(&data.join("attachments")) };
        let Some(place) = place.strip_prefix("s3://") else { return Store::folder(Path::new(&place)) };
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        Store::s3(S3 {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
            endpoint: self.s3_endpoint,
            region: self.s3_region,
            key_id: self.s3_key_id.unwrap_or_default(),
            secret: self.s3_secret.unwrap_or_default(),
        })
    }
}

#[derive(Subcommand)]
pub enum User {
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
        /// Who: the login
        login: String,
    },
    /// Let a person in no longer; all sessions end
    Disable {
        #[command(flatten)]
        store: Store,
        /// Who: the login
        login: String,
    },
}

fn post(word: &str) -> Result<Post, String> {
    let words = || Post::ASSIGNABLE.map(Post::word).join(", ");
    Post::from_word(word).filter(|post| *post != Post::System).ok_or_else(|| format!("one of: {}", words()))
}
