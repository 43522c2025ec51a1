//! Sessions: a secret in a cookie, its hash here. Nothing about a person is remembered between requests.

use serde::Serialize;
use shared::id::{DeviceId, UserId};
use shared::principal::{Post, Principal};
use sqlx::{AnyConnection, Row};

use crate::{chance, now_ms, people};

/// From signing in, whatever happens: a lost tablet stops working by itself.
pub const LASTS_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// `seen_at_ms` is for people who look for a strange device: an hour's precision is enough.
pub const SEEN_EVERY_MS: i64 = 60 * 60 * 1000;

const START: &str = "insert into sessions
    (token_hash, id, user_id, device_id, device_name, created_at_ms, seen_at_ms, expires_at_ms)
    values ($1, $2, $3, $4, $5, $6, $6, $7)";
const LIVE: &str = "select s.id, s.device_id, s.seen_at_ms, s.expires_at_ms, p.id, p.login, p.name
    from sessions s join people p on p.id = s.user_id
    where s.token_hash = $1 and s.expires_at_ms > $2 and p.active = 1";
const LIST: &str = "select id, user_id, device_id, device_name, created_at_ms, seen_at_ms, expires_at_ms
    from sessions where expires_at_ms > $1 order by seen_at_ms desc, id";

const DEVICES: &str = "select s.id, s.user_id, p.login, p.name, s.device_id, s.device_name, s.created_at_ms,
        s.seen_at_ms, s.expires_at_ms
    from sessions s join people p on p.id = s.user_id where s.expires_at_ms > $1 order by p.login, s.created_at_ms, s.id";

/// Somebody who is signed in, as of this moment.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub principal: Principal,
    pub login: String,
    pub name: String,
    pub session: String,
    pub token_hash: Vec<u8>,
    pub seen_at_ms: i64,
    pub expires_at_ms: i64,
}

impl SignedIn {
    pub fn user(&self) -> &str {
        self.principal.user.as_str()
    }

    pub fn holds(&self, post: Post) -> bool {
        self.principal.holds(post)
    }
}

#[derive(Debug, Serialize)]
pub struct Session {
    pub id: String,
    pub user: String,
    pub device: String,
    pub device_name: String,
    pub created_at_ms: i64,
    pub seen_at_ms: i64,
    pub expires_at_ms: i64,
}

/// A device on which somebody is signed in.
#[derive(Debug, Serialize)]
pub struct Device {
    /// End this to send the device away.
    pub session: String,
    pub user: String,
    pub login: String,
    pub name: String,
    pub device: String,
    pub device_name: String,
    pub created_at_ms: i64,
    pub seen_at_ms: i64,
    pub expires_at_ms: i64,
}

/// Returns the token. An earlier session of the same person on the same device ends.
pub async fn start(db: &mut AnyConnection, user: &str, device: &str, device_name: &str) -> anyhow::Result<String> {
    let (token, now) = (chance::token()?, now_ms());
    sqlx::query("delete from sessions where (user_id = $1 and device_id = $2) or expires_at_ms <= $3")
        .bind(user)
        .bind(device)
        .bind(now)
        .execute(&mut *db)
        .await?;
    let query = sqlx::query(START).bind(chance::token_hash(&token)).bind(chance::id()).bind(user).bind(device);
    query.bind(device_name).bind(now).bind(now + LASTS_MS).execute(db).await?;
    Ok(token)
}

/// The one check: the session lives and the person is active. Ask it again inside a transaction that writes.
pub async fn live(db: &mut AnyConnection, token_hash: &[u8]) -> sqlx::Result<Option<SignedIn>> {
    let Some(row) = sqlx::query(LIVE).bind(token_hash).bind(now_ms()).fetch_optional(&mut *db).await? else {
        return Ok(None);
    };
    let user: String = row.try_get(4)?;
    let holdings = people::holdings(db, &user).await?;
    Ok(Some(SignedIn {
        principal: Principal { user: UserId::new(user), device: DeviceId::new(row.try_get::<String, _>(1)?), holdings },
        login: row.try_get(5)?,
        name: row.try_get(6)?,
        session: row.try_get(0)?,
        token_hash: token_hash.to_vec(),
        seen_at_ms: row.try_get(2)?,
        expires_at_ms: row.try_get(3)?,
    }))
}

pub async fn seen(db: &mut AnyConnection, token_hash: &[u8]) -> sqlx::Result<()> {
    let query = sqlx::query("update sessions set seen_at_ms = $1 where token_hash = $2").bind(now_ms());
    query.bind(token_hash).execute(db).await?;
    Ok(())
}

pub async fn list(db: &mut AnyConnection) -> sqlx::Result<Vec<Session>> {
    let rows = sqlx::query(LIST).bind(now_ms()).fetch_all(db).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Session {
                id: row.try_get(0)?,
                user: row.try_get(1)?,
                device: row.try_get(2)?,
                device_name: row.try_get(3)?,
                created_at_ms: row.try_get(4)?,
                seen_at_ms: row.try_get(5)?,
                expires_at_ms: row.try_get(6)?,
            })
        })
        .collect()
}

pub async fn devices(db: &mut AnyConnection) -> sqlx::Result<Vec<Device>> {
    let rows = sqlx::query(DEVICES).bind(now_ms()).fetch_all(db).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Device {
                session: row.try_get(0)?,
                user: row.try_get(1)?,
                login: row.try_get(2)?,
                name: row.try_get(3)?,
                device: row.try_get(4)?,
                device_name: row.try_get(5)?,
                created_at_ms: row.try_get(6)?,
                seen_at_ms: row.try_get(7)?,
                expires_at_ms: row.try_get(8)?,
            })
        })
        .collect()
}

/// Ends one session; whose it was, if there was one.
pub async fn end(db: &mut AnyConnection, id: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("delete from sessions where id = $1 returning user_id").bind(id).fetch_optional(db).await
}

pub async fn end_all(db: &mut AnyConnection, user: &str) -> sqlx::Result<()> {
    sqlx::query("delete from sessions where user_id = $1").bind(user).execute(db).await?;
    Ok(())
}
