//! Random steps by random people on tablets that hear of one another now and then: all agree in the end, whatever the
//! process, and open work is never lost behind closed work.

mod support;

use proptest::prelude::*;
use shared::process::built_in;
use shared::record::StepEntry;
use shared::rule::Alone;
use support::site::*;
use support::*;

/// Those with tables of their own in `convergence.rs`.
const ELSEWHERE: [&str; 4] = ["customer", "follow_up", "task", "campaign"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]
    #[test]
    fn tablets_agree_on_every_process(
        which in any::<prop::sample::Index>(),
        plan in prop::collection::vec(
            (0usize..3, 0usize..STAFF.len(), any::<prop::sample::Index>(), prop::option::of(0usize..3)), 1..30),
    ) {
        let all = built_in();
        let all: Vec<_> = all.iter().filter(|one| !ELSEWHERE.contains(&one.id.as_str())).collect();
        let process = which.get(&all);
        let birth = process.births().next().expect("one").key.clone();
        let born = Site::born(process, "boss", &birth, &[], NOW_MS);
        let mut tablets = [born.on(2), born.on(3), born.on(4)];
        for (tablet, name, step, seen) in plan {
            let step = step.get(&process.steps).key.clone();
            let name = STAFF[name].0;
            let (act, before) = (tablets[tablet].step(name, &step), tablets[tablet].record());
            if tablets[tablet].try_acts(name, vec![act], &Alone).is_err() {
                prop_assert_eq!(tablets[tablet].record(), before, "a refusal writes nothing");
            }
            if let Some(other) = seen.filter(|other| *other != tablet) {
                let heard = tablets[tablet].clone();
                tablets[other].merge(&heard);
            }
        }
        let copies = tablets.clone();
        for tablet in &mut tablets {
            for copy in &copies {
                tablet.merge(copy);
            }
        }
        let backwards = copies[2].on(9).merge(&copies[1]).merge(&copies[0]).summary();
        for tablet in &tablets {
            prop_assert_eq!(tablet.summary(), backwards.clone());
            prop_assert_eq!(tablet.record(), tablets[0].record());
        }
        // What one tablet did last, and nobody else had heard of, is not outrun by what is less open.
        // What follows from the record is left aside.
        let merged = tablets[0].record();
        let shown = merged.written_stage(process).and_then(|key| process.stage(key)).map_or(0, |stage| stage.rank);
        for (at, copy) in copies.iter().enumerate() {
            let leads = |step: &&StepEntry| process.step(&step.step).is_some_and(|step| step.to.is_some());
            let record = copy.record();
            let last = record.steps.iter().rfind(leads).expect("it was made");
            let heard = |(n, other): (usize, &Site)| n != at && other.record().steps.iter().any(|one| one.id == last.id);
            if !copies.iter().enumerate().any(heard) {
                let to = process.step(&last.step).and_then(|step| process.stage(step.to.as_deref()?));
                prop_assert!(to.map_or(0, |stage| stage.rank) <= shown, "{} over {}", backwards.stage, last.step);
            }
        }
    }
}
