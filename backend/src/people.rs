//! People and their posts.

use serde::{Deserialize, Serialize};
use shared::id::{DepartmentId, RegionId, UserId};
use shared::principal::{Holding, Post};
use sqlx::{AnyConnection, Row};

use crate::{chance, now_ms};

const ADD: &str = "insert into people (id, login, name, password_hash, active, ability, created_at_ms)
    values ($1, $2, $3, $4, 1, 3, $5)";
const HOLD: &str = "insert into holdings (user_id, post, department, region) values ($1, $2, $3, $4)
    on conflict (user_id, post, department, region) do nothing";
const ADMINISTRATORS: &str = "select count(distinct h.user_id) from holdings h join people p on p.id = h.user_id
    where h.post = 'administrator' and p.active = 1 and p.password_hash is not null";

/// The most posts one person may hold.
pub const MOST_HOLDINGS: usize = 32;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    pub id: UserId,
    pub login: String,
    pub name: String,
    pub active: bool,
    /// May sign in: has set a password.
    pub ready: bool,
    /// 业务能力, 1 to 5.
    pub ability: u8,
    pub holdings: Vec<Holding>,
}

/// Whatever is no grade from 1 to 5 is the middle one.
pub fn ability(kept: i64) -> u8 {
    u8::try_from(kept).ok().filter(|grade| (1..=5).contains(grade)).unwrap_or(3)
}

/// A login is short, lower case, and typed the same way by everybody.
pub fn is_login(login: &str) -> bool {
    (2..=64).contains(&login.len())
        && login.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'@'))
}

/// A name to show: not empty, not long, no control characters.
pub fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= 80 && !name.chars().any(char::is_control)
}

/// Makes the person; the login must be free, or the database says so.
pub async fn add(
    db: &mut AnyConnection,
    login: &str,
    name: &str,
    password_hash: Option<&str>,
    holdings: &[Holding],
) -> sqlx::Result<UserId> {
    let id = chance::id();
    let query = sqlx::query(ADD).bind(id.as_str()).bind(login).bind(name).bind(password_hash).bind(now_ms());
    query.execute(&mut *db).await?;
    hold(db, &id, holdings).await?;
    Ok(UserId::new(id))
}

/// These posts and no others.
pub async fn hold(db: &mut AnyConnection, user: &str, holdings: &[Holding]) -> sqlx::Result<()> {
    sqlx::query("delete from holdings where user_id = $1").bind(user).execute(&mut *db).await?;
    for holding in holdings {
        let query = sqlx::query(HOLD).bind(user).bind(holding.post.word()).bind(holding.department.as_str());
        query.bind(holding.region.as_ref().map_or("", RegionId::as_str)).execute(&mut *db).await?;
    }
    Ok(())
}

pub async fn holdings(db: &mut AnyConnection, user: &str) -> sqlx::Result<Vec<Holding>> {
    let rows = sqlx::query(
        "select post, department, region from holdings where user_id = $1 order by post, department, region",
    )
    .bind(user)
    .fetch_all(db)
    .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.extend(holding(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
    }
    Ok(found)
}

/// A post this program does not know gives no rights.
fn holding(post: &str, department: String, region: String) -> Option<Holding> {
    let post = Post::from_word(post).filter(|post| *post != Post::System)?;
    let region = Some(region).filter(|region| !region.is_empty()).map(RegionId::new);
    Some(Holding { post, department: DepartmentId::new(department), region })
}

pub async fn list(db: &mut AnyConnection) -> sqlx::Result<Vec<Person>> {
    let rows = sqlx::query(
        "select id, login, name, active, ability, case when password_hash is null then 0 else 1 end
         from people order by login",
    )
    .fetch_all(&mut *db)
    .await?;
    let mut people = Vec::with_capacity(rows.len());
    for row in rows {
        people.push(Person {
            id: UserId::new(row.try_get::<String, _>(0)?),
            login: row.try_get(1)?,
            name: row.try_get(2)?,
            active: row.try_get::<i64, _>(3)? == 1,
            ready: row.try_get::<i64, _>(5)? == 1,
            ability: ability(row.try_get(4)?),
            holdings: Vec::new(),
        });
    }
    let rows = sqlx::query("select user_id, post, department, region from holdings order by post, department, region")
        .fetch_all(db)
        .await?;
    for row in rows {
        let user: String = row.try_get(0)?;
        let held = holding(row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        if let (Some(person), Some(held)) = (people.iter_mut().find(|person| person.id.as_str() == user), held) {
            person.holdings.push(held);
        }
    }
    Ok(people)
}

pub async fn by_login(db: &mut AnyConnection, login: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("select id from people where login = $1").bind(login).fetch_optional(db).await
}

pub async fn exists(db: &mut AnyConnection, user: &str) -> sqlx::Result<bool> {
    let found: Option<String> =
        sqlx::query_scalar("select id from people where id = $1").bind(user).fetch_optional(db).await?;
    Ok(found.is_some())
}

/// Administrators who can sign in.
pub async fn administrators(db: &mut AnyConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar(ADMINISTRATORS).fetch_one(db).await
}

/// A new password ends every session: whoever came in with the old one is out.
pub async fn set_password(db: &mut AnyConnection, user: &str, hash: &str) -> sqlx::Result<()> {
    sqlx::query("update people set password_hash = $1 where id = $2").bind(hash).bind(user).execute(&mut *db).await?;
    crate::sessions::end_all(db, user).await
}

/// Somebody who may not come in has no session and no link.
pub async fn set_active(db: &mut AnyConnection, user: &str, active: bool) -> sqlx::Result<()> {
    let query = sqlx::query("update people set active = $1 where id = $2").bind(i64::from(active)).bind(user);
    query.execute(&mut *db).await?;
    if !active {
        sqlx::query("delete from one_time_links where user_id = $1").bind(user).execute(&mut *db).await?;
        crate::sessions::end_all(db, user).await?;
    }
    Ok(())
}
