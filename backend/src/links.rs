//! Links that work once: the first administrator, an invitation, a new password.

use sqlx::{AnyConnection, Row};

use crate::{chance, now_ms};

/// A link is passed on by hand or message; within this time somebody has opened it.
pub const LASTS_MS: i64 = 3 * 24 * 60 * 60 * 1000;

const ADD: &str = "insert into one_time_links (token_hash, kind, user_id, expires_at_ms) values ($1, $2, $3, $4)";
const FIND: &str = "select kind, user_id from one_time_links
    where token_hash = $1 and expires_at_ms > $2 and used_at_ms is null";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    FirstAdministrator,
    Invitation,
    Reset,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::FirstAdministrator => "first_administrator",
            Kind::Invitation => "invitation",
            Kind::Reset => "reset",
        }
    }

    fn from_word(word: &str) -> Option<Kind> {
        [Kind::FirstAdministrator, Kind::Invitation, Kind::Reset].into_iter().find(|kind| kind.word() == word)
    }
}

/// Makes a link and returns its token. The person's earlier links stop working; of the first administrator there is
/// only ever one.
pub async fn make(db: &mut AnyConnection, kind: Kind, user: Option<&str>) -> anyhow::Result<String> {
    let token = chance::token()?;
    match user {
        Some(user) => sqlx::query("delete from one_time_links where user_id = $1").bind(user),
        None => sqlx::query("delete from one_time_links where kind = $1").bind(kind.word()),
    }
    .execute(&mut *db)
    .await?;
    let query = sqlx::query(ADD).bind(chance::token_hash(&token)).bind(kind.word()).bind(user);
    query.bind(now_ms() + LASTS_MS).execute(db).await?;
    Ok(token)
}

/// What a token opens, if it still opens anything.
pub async fn find(db: &mut AnyConnection, token: &str) -> sqlx::Result<Option<(Kind, Option<String>)>> {
    let query = sqlx::query(FIND).bind(chance::token_hash(token)).bind(now_ms());
    let Some(row) = query.fetch_optional(db).await? else {
        return Ok(None);
    };
    let kind: String = row.try_get(0)?;
    let user: Option<String> = row.try_get(1)?;
    Ok(Kind::from_word(&kind).map(|kind| (kind, user)))
}

pub async fn used(db: &mut AnyConnection, token: &str) -> sqlx::Result<()> {
    let query = sqlx::query("update one_time_links set used_at_ms = $1 where token_hash = $2").bind(now_ms());
    query.bind(chance::token_hash(token)).execute(db).await?;
    Ok(())
}

/// The address of a link that was made.
pub fn url(base: &str, token: &str) -> String {
    format!("{base}/welcome/{token}")
}
