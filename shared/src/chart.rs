//! The org chart: a department may be a part of another and have a head. Whoever cannot settle something escalates it to
//! the superior; a company that has named no heads leaves it to any leader.

use crate::config::{Configuration, Department};
use crate::id::{DepartmentId, UserId};
use crate::principal::{Post, Principal};
use crate::record::Record;
use std::collections::BTreeSet;

/// The department and what it is a part of, nearest first. What runs in a circle ends where it would begin again.
pub fn line<'a>(config: &'a Configuration, from: &DepartmentId) -> Vec<&'a Department> {
    let (mut line, mut seen) = (vec![], BTreeSet::new());
    let mut next = config.department(from);
    while let Some(department) = next.filter(|one| seen.insert(&one.id)) {
        line.push(department);
        next = department.parent.as_ref().and_then(|parent| config.department(parent));
    }
    line
}

/// To whom it may go when `by` escalates the record, and first to whom it goes: the head of whoever handles it, the heads
/// above, then the managers; never the handler himself, nor who escalates. Nobody where no head is named. Who is away on
/// that day stands behind all who are there: it goes to the next one up, and to the superior all the same where nobody is.
pub fn superiors(config: &Configuration, record: &Record, by: &UserId, at_ms: i64) -> Vec<UserId> {
    let handler = record.assignee().unwrap_or_else(|| by.clone());
    let Some(from) = department_of(config, record, &handler) else { return vec![] };
    let works_here = |id: &UserId| config.person(id).is_some_and(|person| person.active);
    let heads: Vec<UserId> = line(config, &from).into_iter().filter_map(|one| one.head.clone()).collect();
    let heads: Vec<UserId> = heads.into_iter().filter(works_here).collect();
    if heads.is_empty() {
        return vec![];
    }
    let mut managers: Vec<UserId> = config.holders(Post::Manager, None).map(|person| person.id.clone()).collect();
    crate::order::plain(&mut managers);
    let mut above = vec![];
    for one in heads.into_iter().chain(managers) {
        if one != handler && one != *by && !above.contains(&one) {
            above.push(one);
        }
    }
    let day = config.calendar.date_of(at_ms).to_string();
    crate::order::by_key(&mut above, |one| config.person(one).is_some_and(|person| person.is_absent(&day)));
    above
}

/// Where the handler works on it: the record's department if he belongs to it or nobody has been put in charge yet, else his own.
fn department_of(config: &Configuration, record: &Record, handler: &UserId) -> Option<DepartmentId> {
    let person = config.person(handler);
    let own =
        || person.into_iter().flat_map(|one| &one.holdings).map(|one| &one.department).filter(|id| !id.is_empty());
    let of_record = record.department();
    let stays = |id: &DepartmentId| record.assignee().is_none() || own().any(|one| one == id);
    of_record.clone().filter(stays).or_else(|| own().next().cloned()).or(of_record)
}

/// Is anybody but this person there, in the record's department (or in his own), who holds one of these posts?
pub fn has_other(config: &Configuration, posts: &[Post], record: &Record, than: &UserId) -> bool {
    let department = record.department().or_else(|| department_of(config, record, than));
    posts.iter().any(|post| config.holders(*post, department.as_ref()).any(|person| person.id != *than))
}

/// Is what this department is told told to this person: who leads it or is its head, or a manager where nobody is there who
/// does?
pub fn answers_for(config: &Configuration, principal: &Principal, department: &str) -> bool {
    let id = DepartmentId::from(department);
    let head = config.department(&id).and_then(|one| config.person(one.head.as_ref()?)).filter(|head| head.active);
    let is_led = || {
        let holds = |post: Post| config.holders(post, Some(&id)).next().is_some();
        head.is_some() || [Post::Supervisor, Post::Manager].into_iter().any(holds)
    };
    principal.is_head_in(department)
        || head.is_some_and(|head| head.id == principal.user)
        || (principal.holds(Post::Manager) && !is_led())
}

/// May `parent` stand above `department`? Not where it stands below it.
pub fn may_stand_above(config: &Configuration, parent: &DepartmentId, department: &DepartmentId) -> bool {
    line(config, parent).iter().all(|one| one.id != *department)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Person;
    use crate::principal::Holding;
    use crate::record::StepEntry;

    /// 2026-11-24, midday in China.
    const NOON: i64 = 1_795_492_800_000;
    const DAY: i64 = 86_400_000;

    fn person(id: &str, post: Post, department: &str) -> Person {
        let holdings = vec![Holding { post, department: department.into(), region: None }];
        Person { id: id.into(), name: id.into(), active: true, ability: 3, holdings, absences: vec![] }
    }

    fn department(id: &str, parent: Option<&str>, head: Option<&str>) -> Department {
        let (parent, head) = (parent.map(Into::into), head.map(Into::into));
        Department { id: id.into(), name: id.into(), active: true, parent, head }
    }

    /// desk ⊂ service ⊂ house; `lone` stands beside them.
    fn company() -> Configuration {
        Configuration {
            people: vec![
                person("ann", Post::Specialist, "desk"),
                person("lead", Post::Supervisor, "desk"),
                person("boss", Post::Supervisor, "service"),
                person("zoe", Post::Manager, "house"),
                person("max", Post::Manager, "house"),
                person("sam", Post::Specialist, "lone"),
            ],
            departments: vec![
                department("desk", Some("service"), Some("lead")),
                department("service", Some("house"), Some("boss")),
                department("house", None, None),
                department("lone", None, None),
            ],
            ..Configuration::default()
        }
    }

    fn case(department: &str, assignee: Option<&str>) -> Record {
        let value = |key: &str, value: &str| (key.to_owned(), value.into());
        let values = [Some(value("department", department)), assignee.map(|who| value("assignee", who))];
        let step = StepEntry {
            id: "1".into(),
            step: "accept".into(),
            by: "fay".into(),
            post: Post::FrontDesk,
            at_ms: 0,
            reason: None,
            after: vec![],
            values: values.into_iter().flatten().collect(),
        };
        Record { steps: vec![step], ..Record::default() }
    }

    #[test]
    fn the_superior_is_the_nearest_head_above_then_a_manager() {
        let config = company();
        for (assignee, by, expected) in [
            (Some("ann"), "fay", "lead boss max zoe"),
            (Some("ann"), "lead", "boss max zoe"),
            (Some("lead"), "lead", "boss max zoe"),
            (Some("boss"), "boss", "max zoe"),
            (Some("max"), "ann", ""),
            (None, "sam", "lead boss max zoe"),
            (Some("sam"), "sam", ""),
        ] {
            let above = superiors(&config, &case("desk", assignee), &by.into(), NOON);
            let above: Vec<&str> = above.iter().map(UserId::as_str).collect();
            assert_eq!(above.join(" "), expected, "{assignee:?} {by}");
        }
        let mut left = company();
        left.people[1].active = false;
        assert_eq!(superiors(&left, &case("desk", Some("ann")), &"ann".into(), NOON)[0].as_str(), "boss");
    }

    #[test]
    fn while_the_superior_is_away_it_goes_to_the_next_one_up() {
        let mut config = company();
        let mut away = |at: usize, from: &str, to: &str| config.people[at].absences.push((from.into(), to.into()));
        away(1, "2026-11-24", "2026-11-26");
        away(2, "2026-11-25", "2026-11-26");
        for manager in [3, 4] {
            away(manager, "2026-11-26", "2026-11-26");
        }
        for (days, expected) in [
            (-1, "lead boss max zoe"),
            (0, "boss max zoe lead"),
            (1, "max zoe lead boss"),
            // Nobody up there is present: the superior all the same.
            (2, "lead boss max zoe"),
            (3, "lead boss max zoe"),
        ] {
            let above = superiors(&config, &case("desk", Some("ann")), &"ann".into(), NOON + days * DAY);
            assert_eq!(above.iter().map(UserId::as_str).collect::<Vec<_>>().join(" "), expected, "{days}");
        }
        // The day is that of the company: half past midnight in China is still the day before in London.
        let early = NOON - DAY / 2 + 1_800_000;
        assert_eq!(superiors(&config, &case("desk", Some("ann")), &"ann".into(), early)[0].as_str(), "boss");
    }

    #[test]
    fn a_circle_comes_to_an_end() {
        let mut config = company();
        config.departments[2].parent = Some("desk".into());
        assert_eq!(superiors(&config, &case("desk", Some("boss")), &"ann".into(), NOON)[0].as_str(), "lead");
        let config = company();
        assert!(may_stand_above(&config, &"service".into(), &"desk".into()));
        assert!(!may_stand_above(&config, &"desk".into(), &"house".into()));
        assert!(!may_stand_above(&config, &"desk".into(), &"desk".into()));
    }

    #[test]
    fn a_department_that_nobody_leads_is_answered_for_by_the_managers() {
        let mut config = company();
        let told = |config: &Configuration, department: &str| {
            let person =
                |one: &Person| Principal { user: one.id.clone(), device: "d".into(), holdings: one.holdings.clone() };
            let all = config.people.iter().filter(|one| answers_for(config, &person(one), department));
            all.map(|one| one.id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(told(&config, "desk"), ["lead"]);
        assert_eq!(told(&config, "house"), ["zoe", "max"]);
        assert_eq!(told(&config, "lone"), ["zoe", "max"], "nobody leads it");
        config.departments.last_mut().unwrap().head = Some("sam".into());
        assert_eq!(told(&config, "lone"), ["sam"], "its head, whatever the post");
    }

    #[test]
    fn where_only_one_works_nobody_else_is_there() {
        let mut config = company();
        let posts = [Post::Specialist, Post::Supervisor];
        assert!(has_other(&config, &posts, &case("desk", Some("ann")), &"ann".into()));
        assert!(!has_other(&config, &posts, &case("lone", Some("sam")), &"sam".into()));
        config.people[1].active = false;
        assert!(!has_other(&config, &posts, &case("desk", Some("ann")), &"ann".into()));
    }
}
