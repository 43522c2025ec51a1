//! What follows by rule, from a process that was loaded: the same wherever it is made, and made once.

mod support;

use automerge::{Automerge, Change};
use proptest::prelude::*;
use shared::admission::{self, Door};
use shared::config::{Configuration, Person as Known};
use shared::effect;
use shared::id::{RecordId, UserId};
use shared::label::Label;
use shared::principal::{Post, Principal};
use shared::process::{Kind, Process, check, customer, words};
use shared::protocol::{Rejection, RejectionCode};
use shared::record::command::{Act, Command, Stamp};
use shared::record::{Record, read, schema};
use shared::replica::Replica;
use shared::rule::{Alone, Condition};
use shared::value::Value;
use support::*;

fn service() -> Process {
    serde_json::from_str(include_str!("processes/service.json")).unwrap()
}

fn source() -> RecordId {
    RecordId(uuid(1))
}

/// Ann handles it, Bob has taken it in, Boss leads.
fn company() -> Configuration {
    let mut config = Configuration::default();
    config.processes.push(service());
    let people = [("ann", Post::Specialist), ("bob", Post::Specialist), ("boss", Post::Supervisor)];
    config.people = people
        .map(|(name, post)| Known {
            id: UserId::from(name),
            name: name.to_owned(),
            active: true,
            ability: 3,
            holdings: person(name, post).holdings,
            absences: vec![],
        })
        .to_vec();
    config
}

/// The first change of what follows from a change between these two, with its record.
fn follows(before: &Record, after: &Record, at_ms: i64, config: &Configuration) -> Vec<(RecordId, Change)> {
    let of = config.process(&"service".into()).unwrap();
    let births = effect::due(of, before, after, &Alone).into_iter().map(|due| {
        let (command, stamp) = effect::birth(&due, after, of, at_ms, config, &Alone).unwrap();
        let made = config.process(&command.process).unwrap();
        (command.record.clone(), effect::write(&command, &stamp, made, &Alone).unwrap())
    });
    births.collect()
}

fn taken_in(title: &str) -> Vec<Act> {
    let made = take("take_in", 2, &[("assignee", "ann"), ("department", "service")]);
    vec![made, set("title", title), set("customer", uuid(7).as_str())]
}

fn made_in(doc: &Automerge, id: &RecordId) -> Record {
    read::read(doc, id)
}

#[test]
fn the_loaded_rule_is_sound_and_a_wrong_one_is_named() {
    let config = company();
    assert_eq!(check::problems(&service()), vec![]);
    assert_eq!(check::between(&config.processes), vec![]);
    let mut wrong = config.processes.clone();
    let effects = &mut wrong.last_mut().unwrap().effects;
    effects[0].round = Some("again".into());
    effects[0].fill.remove(4);
    effects[0].step = "done".into();
    let said: Vec<String> = check::problems(wrong.last().unwrap())
        .into_iter()
        .chain(check::between(&wrong))
        .map(|label| label.en.into_owned())
        .collect();
    for word in ["again", "anchor_at_ms", "done"] {
        assert!(said.iter().any(|one| one.contains(&format!("“{word}”"))), "{word}: {said:?}");
    }
}

#[test]
fn a_description_that_lets_somebody_name_the_maker_or_asks_what_no_row_knows_is_refused() {
    let said =
        |process: &Process| check::problems(process).iter().map(|label| label.en.to_string()).collect::<Vec<_>>();
    let named = |process: &Process, word: &str| said(process).iter().any(|one| one.contains(&format!("“{word}”")));
    let mut forged = service();
    forged.steps[0].params.push(words::field("caused_by", Label::new("由谁引起", "Brought about by"), Kind::Text));
    assert!(named(&forged, "caused_by"));
    let mut late = service();
    late.steps[1].params.push(words::causer());
    assert!(named(&late, "caused_by"));
    let mut round = customer::process();
    assert_eq!(said(&round), Vec::<String>::new());
    let unlisted = round.fields.iter().find(|field| !field.listed && field.kind == Kind::Text).unwrap().key.clone();
    round.effects[0].when = Condition::Filled(unlisted);
    assert!(named(&round, "visit"));
}

#[test]
fn a_round_makes_one_and_the_next_round_another() {
    let config = company();
    let mut bob = Device::new(person("bob", Post::Specialist), &service(), &source(), 1);
    bob.does(taken_in("换灯")).unwrap();
    let mut ann = Device::new(person("ann", Post::Specialist), &service(), &source(), 2);
    ann.sees(&bob);
    let mut seen = vec![];
    for (n, act) in [
        take("finish", 3, &[]),
        set("result", "修好了"),
        take("reopen", 4, &[]),
        set("result", "又坏了"),
        take("finish", 5, &[]),
    ]
    .into_iter()
    .enumerate()
    {
        let before = ann.record();
        ann.does(vec![act]).unwrap();
        let births = follows(&before, &ann.record(), ann.at_ms, &config);
        assert_eq!(births.len(), usize::from(n == 0 || n == 4), "act {n}");
        seen.extend(births);
    }
    assert_ne!(seen[0].0, seen[1].0);
    // Not who finished it, but who took it in.
    let mut doc = schema::genesis(config.process(&"follow_up".into()).unwrap());
    doc.apply_changes([seen[0].1.clone()]).unwrap();
    let made = made_in(&doc, &seen[0].0);
    assert_eq!(made.assignee(), Some(UserId::from("bob")));
    assert_eq!(made.single("title"), &"售后回访：换灯".into());
    assert_eq!(made.single("type"), &"after_sale".into());
    assert_eq!(made.creator(), Some(UserId::server()));
    let finished = ann.record().steps.iter().find(|step| step.step == "finish").unwrap().at_ms;
    assert_eq!(made.single("anchor_at_ms"), &Value::Int(finished));
}

#[test]
fn better_the_same_person_than_nobody_and_not_where_it_needs_none() {
    let config = company();
    let mut ann = Device::new(person("ann", Post::Specialist), &service(), &source(), 2);
    ann.does(taken_in("换灯")).unwrap();
    let before = ann.record();
    ann.does(vec![take("finish", 3, &[])]).unwrap();
    let in_charge = |config: &Configuration| {
        let births = follows(&before, &ann.record(), ann.at_ms, config);
        let mut doc = schema::genesis(config.process(&"follow_up".into()).unwrap());
        doc.apply_changes([births[0].1.clone()]).unwrap();
        made_in(&doc, &births[0].0).assignee().unwrap().0
    };
    assert_eq!(in_charge(&config), "boss");
    let mut alone = config.clone();
    alone.people[2].active = false;
    assert_eq!(in_charge(&alone), "ann");

    let mut inside = Device::new(person("ann", Post::Specialist), &service(), &source(), 4);
    inside.does(taken_in("内部")).unwrap();
    let before = inside.record();
    inside.does(vec![take("finish", 3, &[])]).unwrap();
    assert!(follows(&before, &inside.record(), inside.at_ms, &config).is_empty());
}

/// A record at the server: its document, and its log.
struct Kept {
    id: RecordId,
    process: Process,
    doc: Automerge,
    log: Vec<Change>,
}

impl Kept {
    fn new(id: &RecordId, process: &Process) -> Self {
        Self { id: id.clone(), process: process.clone(), doc: schema::genesis(process), log: vec![] }
    }

    fn takes(&mut self, who: &Principal, change: &Change) -> Result<(), Rejection> {
        if self.log.iter().any(|known| known.hash() == change.hash()) {
            return Ok(());
        }
        let door = Door { record: &self.id, process: &self.process, principal: who, now_ms: NOW_MS, lookup: &Alone };
        self.doc = admission::admit(&self.doc, &door, change.raw_bytes())?.doc;
        self.log.push(change.clone());
        Ok(())
    }
}

struct World {
    config: Configuration,
    source: Kept,
    made: Option<Kept>,
}

/// One who leads, so that both see and may do all of it.
struct Holder {
    who: Principal,
    source: Replica,
    made: Option<(Replica, bool)>,
    caused: bool,
    actor: u8,
    clock_ms: i64,
    parked: usize,
}

impl World {
    fn new() -> (Self, Vec<Holder>) {
        let config = company();
        let mut world = Self { source: Kept::new(&source(), &service()), config, made: None };
        let mut bob = Device::new(person("bob", Post::Specialist), &service(), &source(), 1);
        let birth = bob.does(taken_in("换灯")).unwrap();
        world.source.takes(&bob.principal, &birth).unwrap();
        let holder = |n: u8| {
            let mut source = Replica::new(source(), service(), [n; 16]);
            source.receive(vec![birth.clone()]).unwrap();
            let who = person(if n == 10 { "boss" } else { "chief" }, Post::Supervisor);
            let clock_ms = NOW_MS + i64::from(n) * 60_000;
            Holder { who, source, made: None, caused: false, actor: n, clock_ms, parked: 0 }
        };
        (world, vec![holder(10), holder(20)])
    }

    fn takes(&mut self, who: &Principal, change: &Change) -> Result<(), Rejection> {
        let before = read::read(&self.source.doc, &self.source.id);
        self.source.takes(who, change)?;
        let after = read::read(&self.source.doc, &self.source.id);
        for (id, birth) in follows(&before, &after, change.timestamp() * 1000, &self.config) {
            if self.made.is_none() {
                let process = self.config.process(&"follow_up".into()).unwrap();
                let mut made = Kept::new(&id, process);
                made.takes(&Principal::server(), &birth).unwrap();
                self.made = Some(made);
            }
        }
        Ok(())
    }
}

impl Holder {
    fn stamp(&mut self) -> Stamp {
        self.clock_ms += 1000;
        Stamp { principal: self.who.clone(), post: Post::Supervisor, at_ms: self.clock_ms }
    }

    fn actor(&mut self) -> [u8; 16] {
        self.actor += 1;
        [self.actor; 16]
    }

    fn finishes(&mut self, world: &World, n: u128) {
        let (before, stamp) = (self.source.record(), self.stamp());
        let at_ms = stamp.at_ms;
        let command = Command { record: source(), process: "service".into(), acts: vec![take("finish", n, &[])] };
        if self.source.commit(command, stamp, &Alone).is_err() {
            return;
        }
        for (id, birth) in follows(&before, &self.source.record(), at_ms, &world.config) {
            if self.made.is_none() {
                let process = world.config.process(&"follow_up".into()).unwrap().clone();
                let mut made = Replica::new(id, process, self.actor());
                made.foresee(birth).unwrap();
                self.made = Some((made, true));
                self.caused = true;
            }
        }
    }

    fn notes(&mut self, text: &str) -> bool {
        let stamp = self.stamp();
        let Some((made, _)) = &mut self.made else { return false };
        let record = made.record().id;
        let acts = vec![append(
            "attempts",
            u128::from(self.actor) * 1000 + self.clock_ms as u128,
            &[("channel", "phone"), ("outcome", "no_answer"), ("note", text)],
        )];
        made.commit(Command { record, process: "follow_up".into(), acts }, stamp, &Alone).is_ok()
    }

    fn pushes(&mut self, world: &mut World) {
        let waiting: Vec<Change> = self.source.pending().iter().map(|one| one.change.clone()).collect();
        for change in waiting {
            match world.takes(&self.who, &change) {
                Ok(()) => drop(self.source.acknowledge(change.hash().0)),
                Err(why) => {
                    let actor = self.actor();
                    self.parked += self.source.reject(change.hash().0, why, actor, &Alone).parked.len();
                }
            }
        }
        // What is only foreseen is not sent upon.
        if let (Some((made, false)), Some(there)) = (&mut self.made, &mut world.made) {
            let waiting: Vec<Change> = made.pending().iter().map(|one| one.change.clone()).collect();
            for change in waiting {
                there.takes(&self.who, &change).unwrap();
                made.acknowledge(change.hash().0);
            }
        }
    }

    fn pulls(&mut self, world: &World) {
        self.source.receive(world.source.log.clone()).unwrap();
        let Some(there) = &world.made else { return };
        let actor = self.actor();
        let (made, foreseen) =
            self.made.get_or_insert_with(|| (Replica::new(there.id.clone(), there.process.clone(), actor), false));
        made.receive(there.log.clone()).unwrap();
        if std::mem::take(foreseen) {
            self.parked += made.came(actor, &Alone).parked.len();
        }
    }
}

#[test]
fn the_device_and_the_server_make_the_same_bytes_and_work_on_them_is_taken() {
    let (mut world, mut people) = World::new();
    let boss = &mut people[0];
    boss.finishes(&world, 3);
    assert!(boss.notes("先打过一次"));
    let foreseen = boss.made.as_ref().unwrap().0.document().get_heads();
    boss.pushes(&mut world);
    boss.pulls(&world);
    assert_eq!(boss.made.as_ref().unwrap().0.document().get_heads(), foreseen, "nothing was written anew");
    boss.pushes(&mut world);
    let made = world.made.as_ref().unwrap();
    assert_eq!(made_in(&made.doc, &made.id).entries("attempts").len(), 1);
    assert_eq!(made.log.len(), 2);
}

#[test]
fn what_the_server_does_not_make_gives_its_words_back() {
    let (world, mut people) = World::new();
    let boss = &mut people[0];
    boss.finishes(&world, 3);
    assert!(boss.notes("先打过一次"));
    let (made, _) = boss.made.as_mut().unwrap();
    let why = Rejection::new(RejectionCode::MissingDeps, "没有建成", "Not made");
    let effects = made.did_not_come(&why);
    let [parked] = &effects.parked[..] else { panic!("{effects:?}") };
    assert!(matches!(&parked.command.acts[0], Act::Append { values, .. } if values["note"] == "先打过一次".into()));
    assert!(made.record().steps.is_empty() && made.pending().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    /// Two devices cause it without knowing of each other, in whatever order they act, send and fetch.
    #[test]
    fn two_devices_make_one_record_without_a_conflict(plan in prop::collection::vec((0usize..2, 0u8..4), 4..30)) {
        let (mut world, mut people) = World::new();
        let mut noted = 0;
        let end = [(0, 0), (1, 0), (0, 2), (0, 3), (1, 2), (1, 3), (0, 2), (1, 2), (0, 3), (1, 3)];
        for (n, (who, what)) in plan.into_iter().chain(end).enumerate() {
            let one = &mut people[who];
            match what {
                0 => one.finishes(&world, 100 + n as u128),
                1 => noted += usize::from(one.notes(&format!("第{n}次"))),
                2 => one.pushes(&mut world),
                _ => one.pulls(&world),
            }
        }
        let made = world.made.as_ref().unwrap();
        let record = made_in(&made.doc, &made.id);
        prop_assert_eq!(record.conflicts().count(), 0);
        prop_assert_eq!(record.steps.len(), 1);
        prop_assert_eq!(record.entries("attempts").len(), noted);
        for one in &people {
            let (mine, foreseen) = one.made.as_ref().unwrap();
            prop_assert!(!foreseen && mine.pending().is_empty() && one.source.pending().is_empty());
            prop_assert_eq!(&mine.record(), &record);
            prop_assert_eq!(one.parked, 0);
        }
    }
}
