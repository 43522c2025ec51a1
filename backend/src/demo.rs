//! A demonstration company: two departments and twelve people. Its passwords are new each time it is made.

use serde_json::json;
use shared::id::DepartmentId;
use shared::principal::{Holding, Post};

use crate::db::Db;
use crate::password::Passwords;
use crate::{audit, chance, people};

const DEPARTMENTS: [(&str, &str); 2] =
    [("0197f0f3-0000-7000-8000-000000000001", "客服一部"), ("0197f0f3-0000-7000-8000-000000000002", "客服二部")];

/// Login, name, post, department. No department: the whole company.
const PEOPLE: [(&str, &str, Post, Option<usize>); 12] = [
    ("admin", "管理员", Post::Administrator, None),
    ("zhou", "周敏", Post::Manager, None),
    ("chen", "陈静", Post::Supervisor, Some(0)),
    ("lin", "林涛", Post::Supervisor, Some(1)),
    ("wang", "王芳", Post::Specialist, Some(0)),
    ("li", "李强", Post::Specialist, Some(0)),
    ("zhang", "张丽", Post::Specialist, Some(0)),
    ("liu", "刘洋", Post::Specialist, Some(1)),
    ("yang", "杨雪", Post::Specialist, Some(1)),
    ("huang", "黄伟", Post::Specialist, Some(1)),
    ("zhao", "赵婷", Post::FrontDesk, Some(0)),
    ("sun", "孙悦", Post::Assistant, Some(0)),
];

pub struct Account {
    pub login: &'static str,
    pub password: String,
    pub post: Post,
}

/// Makes the company if there is nobody yet. The accounts that were made, or none.
pub async fn prepare(db: &Db) -> anyhow::Result<Vec<Account>> {
    let count: i64 = sqlx::query_scalar("select count(*) from people").fetch_one(db.reader()).await?;
    if count > 0 {
        return Ok(Vec::new());
    }
    let passwords = Passwords::default();
    let mut accounts = Vec::with_capacity(PEOPLE.len());
    for (login, name, post, department) in PEOPLE {
        let password = chance::password()?;
        let hash = passwords.hash(password.clone()).await?;
        accounts.push((Account { login, password, post }, name, hash, department));
    }
    let mut tx = db.begin_write().await?;
    for (id, name) in DEPARTMENTS {
        let query = sqlx::query("insert into departments (id, name, active) values ($1, $2, 1)").bind(id).bind(name);
        query.execute(&mut *tx).await?;
    }
    for (account, name, hash, department) in &accounts {
        let department = department.map_or_else(DepartmentId::default, |at| DepartmentId::from(DEPARTMENTS[at].0));
        let holding = Holding { post: account.post, department, region: None };
        people::add(&mut tx, account.login, name, Some(hash), &[holding]).await?;
    }
    audit::configured(&mut tx, "server", "demo.make", "", json!({ "people": accounts.len() })).await?;
    tx.commit().await?;
    Ok(accounts.into_iter().map(|(account, ..)| account).collect())
}
