//! A demonstration company: two departments, twelve people and a month of work, made through the front door. Customers
//! come by import, everything else by commands that the server admits. Its passwords are new at every start.
//!
//! All of it follows from the instant at which it was begun, which is kept first. Interrupted, it begins again: what is
//! in already is known by its hash, and the rest follows.

mod calls;
mod company;
mod counter;
mod diary;
mod errands;
mod month;
mod site;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::id::{DepartmentId, RecordId, UserId, made_by_rule};
use shared::principal::{Post, Principal};
use shared::process::{self, customer};

use crate::db::Db;
use crate::import::plan::{self, Choices};
use crate::import::{self, Existing, Table, batch};
use crate::password::Passwords;
use crate::sync::Records;
use crate::{audit, chance, configuration, now_ms, people};
use company::{DEPARTMENTS, STAFF};
use diary::Diary;

const CUSTOMERS: &str = include_str!("../demo/customers.csv");
const FEEDBACK: &str = include_str!("../demo/feedback.csv");
/// As many as the file holds.
pub const CUSTOMERS_MAX: usize = 2_000;
/// Fewer would leave somebody without work.
pub const CUSTOMERS_MIN: usize = 24;
/// The row of `meta` that says how far it is.
const MARK: &str = "demonstration";

pub struct Account {
    pub login: &'static str,
    pub password: String,
    pub post: Post,
}

#[derive(Serialize, Deserialize)]
struct Mark {
    began_ms: i64,
    customers: usize,
    done: bool,
}

/// One department while its month is told.
pub struct Department {
    pub at: usize,
    pub leader: &'static str,
    /// Who takes files in.
    pub clerk: &'static str,
    /// Assigned files: owner, and how many working days ago.
    pub files: Vec<(RecordId, &'static str, usize)>,
}

impl Department {
    pub fn id(&self) -> &'static str {
        DEPARTMENTS[self.at].0
    }
}

pub struct Review {
    pub star: u8,
    pub text: String,
}

/// Makes the company if there is nobody yet, goes on with one that was interrupted, and gives its accounts new passwords.
/// None of it where people are who are not of a demonstration.
pub async fn prepare(db: &Db, customers: usize) -> anyhow::Result<Vec<Account>> {
    prepare_at(db, customers, now_ms()).await
}

/// The same for a company that would be begun at that instant.
pub async fn prepare_at(db: &Db, customers: usize, now_ms: i64) -> anyhow::Result<Vec<Account>> {
    let mut tx = db.begin_write().await?;
    let mark: Option<String> =
        sqlx::query_scalar("select value from meta where key = $1").bind(MARK).fetch_optional(&mut *tx).await?;
    let mark = match mark {
        Some(mark) => serde_json::from_str(&mark)?,
        None => {
            let count: i64 = sqlx::query_scalar("select count(*) from people").fetch_one(&mut *tx).await?;
            if count > 0 {
                return Ok(Vec::new());
            }
            let customers = customers.clamp(CUSTOMERS_MIN, CUSTOMERS_MAX);
            let mark = Mark { began_ms: now_ms, customers, done: false };
            company::found(&mut tx).await?;
            audit::configured(&mut tx, "server", "demo.make", "", json!({ "people": STAFF.len() })).await?;
            keep(&mut tx, &mark).await?;
            mark
        }
    };
    tx.commit().await?;
    if !mark.done {
        work(db, &mark).await?;
        let mut tx = db.begin_write().await?;
        keep(&mut tx, &Mark { done: true, ..mark }).await?;
        tx.commit().await?;
    }
    accounts(db).await
}

async fn keep(db: &mut sqlx::AnyConnection, mark: &Mark) -> anyhow::Result<()> {
    let query = sqlx::query(
        "insert into meta (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value",
    );
    query.bind(MARK).bind(serde_json::to_string(mark)?).execute(db).await?;
    Ok(())
}

/// New passwords; whoever is signed in stays so. Somebody who was disabled or renamed is left alone.
async fn accounts(db: &Db) -> anyhow::Result<Vec<Account>> {
    let passwords = Passwords::default();
    let made = STAFF.iter().map(|staff| {
        let passwords = passwords.clone();
        async move {
            let password = chance::password()?;
            let hash = passwords.hash(password.clone()).await?;
            anyhow::Ok((Account { login: staff.login, password, post: staff.post }, hash))
        }
    });
    let made = futures_util::future::try_join_all(made).await?;
    let mut tx = db.begin_write().await?;
    let mut accounts = vec![];
    for (account, hash) in made {
        let query = sqlx::query("update people set password_hash = $1 where login = $2 and active = 1");
        if query.bind(hash).bind(account.login).execute(&mut *tx).await?.rows_affected() == 1 {
            accounts.push(account);
        }
    }
    tx.commit().await?;
    Ok(accounts)
}

/// The month, from the first import to today.
async fn work(db: &Db, mark: &Mark) -> anyhow::Result<()> {
    let records = Records::new(db.clone(), process::built_in());
    let mut reader = db.reader().acquire().await?;
    let mut users = BTreeMap::new();
    for staff in &STAFF {
        if let Some(id) = people::by_login(&mut reader, staff.login).await? {
            users.insert(staff.login, UserId::new(id));
        }
    }
    let calendar = configuration::calendar(&mut reader).await?;
    drop(reader);
    let mut diary = Diary::new(mark.began_ms, calendar, &users)?;
    let mut table = import::read("customers.csv", CUSTOMERS.as_bytes(), &customer::process())?;
    table.rows.truncate(mark.customers);
    let later = table.rows.split_off(table.rows.len() / 2);
    let second = Table { rows: later, ..table.clone() };
    let mut departments = [
        Department { at: 0, leader: "chen", clerk: "zhao", files: vec![] },
        Department { at: 1, leader: "lin", clerk: "lin", files: vec![] },
    ];
    for (department, table) in departments.iter_mut().zip([table, second]) {
        let files = customers(&mut diary, &records, department, table).await?;
        month::live(&mut diary, department, &files)?;
        diary.push(&records).await?;
    }
    let mut reviews = reviews()?.into_iter();
    let scale = |per: usize, least: usize, most: usize| (mark.customers / per).clamp(least, most);
    calls::finished(&mut diary, &departments[0], &mut reviews, scale(32, 4, 60))?;
    for department in &departments {
        calls::running(&mut diary, department, &mut reviews, scale(24, 10, 80))?;
        calls::single(&mut diary, department, scale(150, 5, 12))?;
        errands::tasks(&mut diary, department, scale(60, 10, 30))?;
        errands::conflicts(&mut diary, department)?;
        diary.push(&records).await?;
    }
    for department in &departments {
        site::live(&mut diary, department, scale(80, 6, 24))?;
        diary.push(&records).await?;
    }
    for department in &mut departments {
        month::change_hands(&mut diary, department, scale(200, 3, 12))?;
    }
    diary.push(&records).await
}

/// The customer files of one department, by import; an interrupted one is finished.
async fn customers(
    diary: &mut Diary,
    records: &Records,
    department: &Department,
    table: Table,
) -> anyhow::Result<Vec<RecordId>> {
    let id = made_by_rule("demo", department.id(), "import").0;
    let process = Arc::new(customer::process());
    let mapping = import::suggest(&process, &table.headers);
    let clerk: Principal = diary.who(department.clerk);
    let choices = Choices {
        process,
        principal: Principal { device: shared::id::DeviceId::new(plan::id(&id, "device")), ..clerk },
        file: format!("客户名单-{}.csv", DEPARTMENTS[department.at].1),
        department: DepartmentId::from(department.id()),
        skip_errors: false,
        skip_duplicates: true,
        at_ms: diary.moment(23, 9 * 60),
        utc_offset_minutes: diary.calendar.utc_offset_minutes,
    };
    let seen = plan::check(&table, &mapping, &Existing::default(), &choices);
    let made = plan::changes(&seen, &choices, &id).map_err(|refused| anyhow::anyhow!(refused.say().en))?;
    let begun = batch::find(&mut *records.db.reader().acquire().await?, &id).await?;
    if begun.is_none() {
        batch::keep(records, &id, &seen, &choices, &made).await?;
    }
    batch::finish(records, &id).await?;
    let mut files = vec![];
    for row in made {
        diary.know(row.record.clone(), "customer", &row.bytes, choices.at_ms)?;
        files.push(row.record);
    }
    Ok(files)
}

fn reviews() -> anyhow::Result<Vec<Review>> {
    let table = import::read("feedback.csv", FEEDBACK.as_bytes(), &customer::process())?;
    let review = |cells: &[String]| Some(Review { star: cells.first()?.parse().ok()?, text: cells.get(1)?.clone() });
    Ok(table.rows.iter().filter_map(|row| review(&row.cells)).collect())
}
