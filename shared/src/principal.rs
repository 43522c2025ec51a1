//! Who acts: a person, the posts he or she holds, and the post acted in.

use crate::id::{DepartmentId, DeviceId, RegionId, UserId};
use crate::label::Label;
use crate::process::Process;
use crate::record::summary::Summary;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A post (岗位). Permissions come from posts; one person may hold several (`domain.md` N22).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Post {
    /// 客服专员: extracts files, contacts and follows up his own customers (C1, D5).
    Specialist,
    /// 前台: intake and repair-satisfaction calls (C1, D13).
    FrontDesk,
    /// 客服助理: satisfaction calls, work log (C1, D13).
    Assistant,
    /// 客服主管: collates, classifies, assigns, checks (C1, D5).
    Supervisor,
    /// 客服经理 / 客服总监: sees the whole (C1, D1, D2).
    Manager,
    /// 系统管理员: users and settings; no customer data by default.
    Administrator,
    /// The server's own principal, for effects that follow from rules.
    System,
    /// 服务督察: stands outside the service and watches that it helps in time (C1, B8, D12); reads, marks and notes, decides
    /// nothing. Last, as posts are kept by their place in some stores.
    Inspector,
}

impl Post {
    pub const ASSIGNABLE: [Post; 7] = [
        Post::Specialist,
        Post::FrontDesk,
        Post::Assistant,
        Post::Supervisor,
        Post::Manager,
        Post::Inspector,
        Post::Administrator,
    ];

    /// Does it work with customers? The others administer, or watch.
    pub fn serves(self) -> bool {
        !matches!(self, Post::Administrator | Post::Inspector)
    }

    pub fn label(self) -> Label {
        match self {
            Post::Specialist => Label::new("客服专员", "Specialist"),
            Post::FrontDesk => Label::new("前台", "Front desk"),
            Post::Assistant => Label::new("客服助理", "Assistant"),
            Post::Supervisor => Label::new("客服主管", "Supervisor"),
            Post::Manager => Label::new("客服经理", "Manager"),
            Post::Inspector => Label::new("服务督察", "Service inspector"),
            Post::Administrator => Label::new("系统管理员", "Administrator"),
            Post::System => Label::new("系统", "System"),
        }
    }

    /// The stable word, as it stands in documents and rows.
    pub fn word(self) -> &'static str {
        match self {
            Post::Specialist => "specialist",
            Post::FrontDesk => "front_desk",
            Post::Assistant => "assistant",
            Post::Supervisor => "supervisor",
            Post::Manager => "manager",
            Post::Inspector => "inspector",
            Post::Administrator => "administrator",
            Post::System => "system",
        }
    }

    pub fn from_word(word: &str) -> Option<Post> {
        Post::ASSIGNABLE.into_iter().chain([Post::System]).find(|post| post.word() == word)
    }
}

/// One post held in one department, perhaps for one region only.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Holding {
    pub post: Post,
    pub department: DepartmentId,
    #[serde(default)]
    pub region: Option<RegionId>,
}

/// Who causes a command: the person, the posts held, and the device used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principal {
    pub user: UserId,
    pub device: DeviceId,
    pub holdings: Vec<Holding>,
}

impl Principal {
    /// The server itself.
    pub fn server() -> Self {
        let holding = Holding { post: Post::System, department: DepartmentId::default(), region: None };
        Self { user: UserId::server(), device: DeviceId::new(UserId::SERVER), holdings: vec![holding] }
    }

    pub fn holds(&self, post: Post) -> bool {
        self.holdings.iter().any(|holding| holding.post == post)
    }

    pub fn is_server(&self) -> bool {
        self.holds(Post::System)
    }

    /// Does he or she work with customers in any post?
    pub fn serves(&self) -> bool {
        self.holdings.iter().any(|holding| holding.post.serves())
    }

    /// The department in which this person works first; records made by him or her belong to it.
    pub fn department(&self) -> Option<&DepartmentId> {
        self.holdings.iter().map(|holding| &holding.department).find(|department| !department.is_empty())
    }

    /// Holds a post whose reach covers `department`: a supervisor there, or a manager anywhere.
    pub fn leads(&self, department: Option<&DepartmentId>) -> bool {
        self.holdings.iter().any(|holding| match holding.post {
            Post::Manager | Post::System => true,
            Post::Supervisor => department.is_none_or(|d| *d == holding.department),
            _ => false,
        })
    }

    /// Is it this very department that he or she leads? A manager leads all of them, and is not meant by each.
    pub fn is_head_in(&self, department: &str) -> bool {
        let leads = |post: Post| matches!(post, Post::Supervisor | Post::Manager);
        self.holdings.iter().any(|held| leads(held.post) && held.department.as_str() == department)
    }
}

/// The key of what everybody with a post with customers sees.
pub const EVERYBODY: &str = "e";

/// The key of what is watched from outside the service, in all departments.
const WATCHED: &str = "w";

/// The key of what a post sees in a department, or of what belongs to none where it is held in none.
fn post_key(post: Post, department: &str) -> String {
    format!("p:{}:{department}", post.word())
}

/// The keys that a record is filed under by the people it names; whoever works on something about it comes beside. Its maker
/// sees it until somebody is in charge or, where the process says so, to the end. In the departments that it names (`named`)
/// it lies as in its own.
pub fn filed_under(
    process: Option<&Process>,
    department: Option<&str>,
    named: &[&str],
    in_charge: &[&str],
    creator: Option<&str>,
) -> BTreeSet<String> {
    let mut keys = BTreeSet::from(["*".to_owned()]);
    keys.extend(process.filter(|process| process.everybody).map(|_| EVERYBODY.to_owned()));
    keys.extend(process.filter(|process| process.watched).map(|_| WATCHED.to_owned()));
    keys.extend(department.iter().chain(named).map(|department| format!("d:{department}")));
    for post in process.into_iter().flat_map(|process| &process.seen_by) {
        let places = [department.unwrap_or_default()];
        keys.extend(places.iter().chain(named).map(|department| post_key(*post, department)));
    }
    keys.extend(in_charge.iter().map(|user| format!("u:{user}")));
    let follows = in_charge.is_empty() || process.is_some_and(|process| process.creator_follows);
    keys.extend(creator.filter(|_| follows).map(|user| format!("u:{user}")));
    keys
}

/// Will this person see a record with this row?
pub fn is_filed_for(principal: &Principal, row: &Summary, process: &Process) -> bool {
    let in_charge = [&row.owner, &row.assignee].into_iter().flatten().map(UserId::as_str);
    let in_charge: Vec<&str> = in_charge.chain(row.superior()).collect();
    let department = row.department.as_ref().map(DepartmentId::as_str);
    let named: Vec<&str> = row.named(process).collect();
    let keys = filed_under(Some(process), department, &named, &in_charge, row.creator.as_ref().map(UserId::as_str));
    scope_keys(principal).iter().any(|key| keys.contains(key))
}

/// Which records someone sees, as keys that rows are filed under (`feed` on the server): `*`, `d:<department>`,
/// `p:<post>:<department>`, `u:<user>`, `e`, `w`. An administrator alone sees no customer data.
pub fn scope_keys(principal: &Principal) -> Vec<String> {
    if principal.holds(Post::Manager) || principal.is_server() {
        return vec!["*".to_owned()];
    }
    let mut keys: Vec<String> = principal
        .holdings
        .iter()
        .filter(|holding| holding.post == Post::Supervisor)
        .map(|holding| format!("d:{}", holding.department))
        .collect();
    if principal.holds(Post::Inspector) {
        keys.push(WATCHED.to_owned());
    }
    if principal.holdings.iter().any(|holding| holding.post != Post::Administrator) {
        keys.push(format!("u:{}", principal.user));
        keys.push(EVERYBODY.to_owned());
        let posts = principal.holdings.iter().filter(|holding| holding.post != Post::Administrator);
        keys.extend(posts.map(|holding| post_key(holding.post, holding.department.as_str())));
    }
    crate::order::plain(&mut keys);
    keys.dedup();
    keys
}
