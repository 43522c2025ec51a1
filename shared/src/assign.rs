//! Balanced assignment: 「客服主管按照负责客户数量均衡、兼顾业务能力的原则，分配给相关客服专员」 (`domain.md` B1.3).
//!
//! Each record goes to the person for whom (customers + 1) ÷ ability is smallest, so that afterwards no one who was
//! given a record carries more, weighed by ability, than anyone else would with one more. The supervisor sees the
//! preview and may decide otherwise.

use crate::id::{RecordId, UserId};
use crate::label::Label;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::HashSet;

pub const ABILITY_MAX: u8 = 5;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub user: UserId,
    pub name: String,
    /// Customers (or items) this person is responsible for already.
    pub load: u32,
    /// 业务能力, 1 to 5; what lies outside is taken as the nearest.
    pub ability: u8,
    /// Absent people are given nothing.
    pub absent: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    pub record: RecordId,
    pub to: UserId,
    pub why: Label,
}

/// One line of the preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    pub user: UserId,
    pub name: String,
    pub ability: u8,
    pub absent: bool,
    pub before: u32,
    pub given: u32,
    pub after: u32,
}

fn ability(candidate: &Candidate) -> u32 {
    u32::from(candidate.ability.clamp(1, ABILITY_MAX))
}

/// Who of two should get the next record: the lighter after it, then the abler, then the smaller id.
fn order(a: (&Candidate, u32), b: (&Candidate, u32)) -> Ordering {
    let (first, second) = (ability(a.0), ability(b.0));
    let weighed = |load: u32, other: u32| (u64::from(load) + 1) * u64::from(other);
    weighed(a.1, second)
        .cmp(&weighed(b.1, first))
        .then_with(|| second.cmp(&first))
        .then_with(|| a.0.user.cmp(&b.0.user))
}

/// Gives every record to someone present; the order of the candidates does not matter. A record or a person named twice
/// counts once. With nobody present the answer is empty.
pub fn balance(items: &[RecordId], candidates: &[Candidate]) -> Vec<Allocation> {
    let mut people = HashSet::new();
    let mut present: Vec<(&Candidate, u32)> = candidates
        .iter()
        .filter(|candidate| !candidate.absent && people.insert(&candidate.user))
        .map(|candidate| (candidate, candidate.load))
        .collect();
    let mut records = HashSet::new();
    let mut allocations = Vec::with_capacity(items.len());
    for record in items.iter().filter(|record| records.insert(*record)) {
        let Some((candidate, load)) = present.iter_mut().min_by(|a, b| order(**a, **b)) else { break };
        allocations.push(Allocation { record: record.clone(), to: candidate.user.clone(), why: why(candidate, *load) });
        *load = load.saturating_add(1);
    }
    allocations
}

fn why(candidate: &Candidate, load: u32) -> Label {
    let (name, ability) = (&candidate.name, ability(candidate));
    let weighed = (f64::from(load) + 1.0) / f64::from(ability);
    Label::owned(
        format!(
            "数量均衡、兼顾能力：{name}现负责 {load} 户，能力 {ability}，加上此户折合 {weighed:.1}，在岗人员中最轻"
        ),
        format!(
            "Even numbers, weighed by ability: {name} has {load}, ability {ability}; with this one {weighed:.1}, the \
             lightest of those present"
        ),
    )
}

/// Totals per person before and after, in the order of the candidates. Counts what it is given, so it serves as well
/// when the supervisor has changed the proposal.
pub fn preview(candidates: &[Candidate], allocations: &[Allocation]) -> Vec<Total> {
    let total = |candidate: &Candidate| {
        let given = allocations.iter().filter(|allocation| allocation.to == candidate.user).count();
        let given = u32::try_from(given).unwrap_or(u32::MAX);
        Total {
            user: candidate.user.clone(),
            name: candidate.name.clone(),
            ability: candidate.ability.clamp(1, ABILITY_MAX),
            absent: candidate.absent,
            before: candidate.load,
            given,
            after: candidate.load.saturating_add(given),
        }
    };
    candidates.iter().map(total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(user: &str, load: u32, ability: u8) -> Candidate {
        Candidate { user: user.into(), name: format!("{user}员"), load, ability, absent: false }
    }

    fn records(count: usize) -> Vec<RecordId> {
        (0..count).map(|n| RecordId(format!("r{n:04}"))).collect()
    }

    #[test]
    fn the_abler_get_more_and_the_absent_none() {
        let mut people = vec![person("a", 0, 1), person("b", 0, 2), person("c", 0, 5)];
        people[2].absent = true;
        let given = balance(&records(9), &people);
        let counts: Vec<u32> = preview(&people, &given).iter().map(|total| total.given).collect();
        assert_eq!(counts, [3, 6, 0]);
        assert_eq!(given[0].to, "b".into());
        assert!(given[0].why.zh.contains("b员现负责 0 户") && given[0].why.en.contains("ability 2"));
    }

    #[test]
    fn fills_up_whoever_has_less() {
        let people = [person("a", 10, 3), person("b", 4, 3)];
        let totals = preview(&people, &balance(&records(7), &people));
        // Six to draw level; at 10 and 10 the smaller id is next.
        assert_eq!((totals[0].given, totals[1].given, totals[0].after, totals[1].after), (1, 6, 11, 10));
    }

    #[test]
    fn nobody_present_nothing_given_and_twice_is_once() {
        assert!(balance(&records(3), &[]).is_empty());
        assert!(balance(&records(3), &[Candidate { absent: true, ..person("a", 0, 3) }]).is_empty());
        let twice: Vec<RecordId> = records(2).into_iter().chain(records(2)).collect();
        assert_eq!(balance(&twice, &[person("a", 0, 0), person("a", 0, 9)]).len(), 2);
        assert_eq!(balance(&records(1), &[person("a", u32::MAX, 5)]).len(), 1);
    }

    /// Weighed loads differ by at most one record's weight, for many made-up departments.
    #[test]
    fn loads_are_even() {
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = |below: u64| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed % below
        };
        for round in 0..200 {
            let count = 1 + next(8);
            let mut people: Vec<Candidate> = (0..count)
                .map(|n| Candidate {
                    absent: next(5) == 0,
                    ..person(&format!("u{n}"), next(40) as u32, 1 + next(5) as u8)
                })
                .collect();
            let items = records(next(120) as usize);
            let given = balance(&items, &people);
            let totals = preview(&people, &given);
            let present = people.iter().any(|person| !person.absent);
            assert_eq!(given.len(), if present { items.len() } else { 0 }, "round {round}");
            for one in totals.iter().filter(|total| total.given > 0) {
                assert!(!one.absent);
                for other in totals.iter().filter(|total| !total.absent) {
                    // after₁ ÷ ability₁ ≤ (after₂ + 1) ÷ ability₂
                    let left = u64::from(one.after) * u64::from(other.ability);
                    assert!(left <= u64::from(other.after + 1) * u64::from(one.ability), "{one:?} {other:?}");
                }
            }
            people.reverse();
            assert_eq!(balance(&items, &people), given, "the order of the candidates does not matter");
        }
    }
}
