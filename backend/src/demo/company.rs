//! The people of the demonstration company, and what it has settled.

use shared::id::{DepartmentId, UserId};
use shared::principal::{Holding, Post};
use sqlx::AnyConnection;

use crate::{chance, people};

pub const DEPARTMENTS: [(&str, &str); 2] =
    [("0197f0f3-0000-7000-8000-000000000001", "客服一部"), ("0197f0f3-0000-7000-8000-000000000002", "客服二部")];
const REGIONS: [&str; 4] = ["东城片区", "西城片区", "南城片区", "北城片区"];
const CLASSES: [&str; 4] = ["重点客户", "普通客户", "潜力客户", "沉睡客户"];
const COMPANY: &str = "安居家园物业服务公司（演示）";

pub struct Staff {
    pub login: &'static str,
    pub name: &'static str,
    pub post: Post,
    /// Of [`DEPARTMENTS`]; none: the whole company.
    pub department: Option<usize>,
    pub ability: u8,
}

const fn staff(login: &'static str, name: &'static str, post: Post, department: Option<usize>, ability: u8) -> Staff {
    Staff { login, name, post, department, ability }
}

pub const STAFF: [Staff; 13] = [
    staff("admin", "管理员", Post::Administrator, None, 3),
    staff("zhou", "周敏", Post::Manager, None, 3),
    staff("chen", "陈静", Post::Supervisor, Some(0), 3),
    staff("lin", "林涛", Post::Supervisor, Some(1), 3),
    staff("wang", "王芳", Post::Specialist, Some(0), 2),
    staff("li", "李强", Post::Specialist, Some(0), 5),
    staff("zhang", "张丽", Post::Specialist, Some(0), 4),
    staff("liu", "刘洋", Post::Specialist, Some(1), 3),
    staff("yang", "杨雪", Post::Specialist, Some(1), 4),
    staff("huang", "黄伟", Post::Specialist, Some(1), 3),
    staff("zhao", "赵婷", Post::FrontDesk, Some(0), 3),
    staff("sun", "孙悦", Post::Assistant, Some(0), 3),
    staff("luo", "罗宁", Post::Inspector, None, 3),
];

impl Staff {
    pub fn holding(&self) -> Holding {
        let department = self.department.map_or_else(DepartmentId::default, |at| DepartmentId::from(DEPARTMENTS[at].0));
        Holding { post: self.post, department, region: None }
    }
}

/// Whoever holds that post in a department of the demonstration.
pub fn holders(post: Post, department: usize) -> impl Iterator<Item = &'static Staff> {
    STAFF.iter().filter(move |staff| staff.post == post && staff.department == Some(department))
}

/// Makes people without passwords, departments, regions, classes and the company's name.
pub async fn found(db: &mut AnyConnection) -> anyhow::Result<()> {
    for (id, name) in DEPARTMENTS {
        let query = sqlx::query("insert into departments (id, name, active) values ($1, $2, 1)").bind(id).bind(name);
        query.execute(&mut *db).await?;
    }
    for name in REGIONS {
        let query = sqlx::query("insert into regions (id, name, active) values ($1, $2, 1)").bind(chance::id());
        query.bind(name).execute(&mut *db).await?;
    }
    for name in CLASSES {
        let query = sqlx::query("insert into classes (id, name, active) values ($1, $2, 1)").bind(chance::id());
        query.bind(name).execute(&mut *db).await?;
    }
    let query = sqlx::query("insert into settings (key, value) values ($1, $2)").bind(shared::setting::COMPANY);
    query.bind(serde_json::to_string(COMPANY)?).execute(&mut *db).await?;
    for staff in &STAFF {
        let id: UserId = people::add(db, staff.login, staff.name, None, &[staff.holding()]).await?;
        let query = sqlx::query("update people set ability = $1 where id = $2").bind(i64::from(staff.ability));
        query.bind(id.as_str()).execute(&mut *db).await?;
        if let (Post::Supervisor, Some(at)) = (staff.post, staff.department) {
            let query = sqlx::query("update departments set head = $1 where id = $2").bind(id.as_str());
            query.bind(DEPARTMENTS[at].0).execute(&mut *db).await?;
        }
    }
    Ok(())
}
