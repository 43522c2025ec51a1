//! Work that did not come in. Nothing a person wrote is thrown away: its bytes are kept, and whoever leads that person
//! can see that it happened.

use serde::Serialize;
use sha2::{Digest, Sha256};
use shared::id::is_uuid;
use shared::principal::{Post, Principal};
use shared::protocol::{PushChange, RejectionCode};
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::{chance, now_ms};

const KEEP: &str = "insert into dead_letters
    (id, at_ms, user_id, device_id, record_id, process, hash, reason, bytes)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (user_id, hash) do nothing";

/// `process` as this server knows it. Words from outside go into the row only in a form that we know.
pub async fn keep(
    db: &mut AnyConnection,
    principal: &Principal,
    change: &PushChange,
    process: Option<&str>,
    code: RejectionCode,
) -> sqlx::Result<()> {
    let record = Some(change.record.as_str()).filter(|id| is_uuid(id)).unwrap_or_default();
    let query = sqlx::query(KEEP).bind(chance::id()).bind(now_ms()).bind(principal.user.as_str());
    let query = query.bind(principal.device.as_str()).bind(record).bind(process.unwrap_or_default());
    let query = query.bind(Sha256::digest(&change.bytes).to_vec()).bind(format!("{code:?}"));
    query.bind(change.bytes.as_slice()).execute(db).await?;
    Ok(())
}

#[derive(Debug, Serialize)]
pub struct Refused {
    pub id: String,
    pub at_ms: i64,
    pub user: String,
    pub name: String,
    pub device: String,
    /// Empty where the change named no record that could be one.
    pub record: String,
    pub process: String,
    /// The record's number and title, where it is one that the reader leads.
    pub number: Option<String>,
    pub title: Option<String>,
    /// The code of the refusal, as in the answer to the push.
    pub reason: String,
}

/// The newest before `before`: of everybody for a manager, of the people of their departments for supervisors.
pub async fn page(
    db: &mut AnyConnection,
    reader: &Principal,
    before: Option<&str>,
    limit: i64,
) -> sqlx::Result<Vec<Refused>> {
    let whole = reader.holds(Post::Manager);
    let led = reader.holdings.iter().filter(|held| held.post == Post::Supervisor && !held.department.is_empty());
    let led: Vec<&str> = led.map(|held| held.department.as_str()).collect();
    let places = (3..3 + led.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ");
    let places = if led.is_empty() { "null".to_owned() } else { places };
    let of = if whole {
        String::new()
    } else {
        format!("and d.user_id in (select user_id from holdings where department in ({places}))")
    };
    let sql = format!(
        "select d.id, d.at_ms, d.user_id, p.name, d.device_id, d.record_id, d.process, r.number, r.title, d.reason
         from dead_letters d join people p on p.id = d.user_id
         left join records r on r.id = d.record_id {}
         where d.id < $1 {of} order by d.id desc limit $2",
        if whole { String::new() } else { format!("and r.department in ({places})") },
    );
    let mut query = sqlx::query(AssertSqlSafe(sql)).bind(before.unwrap_or("z")).bind(limit);
    for department in led.iter().filter(|_| !whole) {
        query = query.bind(*department);
    }
    let rows = query.fetch_all(db).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Refused {
                id: row.try_get(0)?,
                at_ms: row.try_get(1)?,
                user: row.try_get(2)?,
                name: row.try_get(3)?,
                device: row.try_get(4)?,
                record: row.try_get(5)?,
                process: row.try_get(6)?,
                number: row.try_get(7)?,
                title: row.try_get(8)?,
                reason: word(row.try_get(9)?),
            })
        })
        .collect()
}

/// `StageMoved`, as it is kept, is `stage_moved` to everybody else.
fn word(kept: &str) -> String {
    let mut word = String::with_capacity(kept.len() + 4);
    for letter in kept.chars() {
        if letter.is_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.extend(letter.to_lowercase());
    }
    word
}
