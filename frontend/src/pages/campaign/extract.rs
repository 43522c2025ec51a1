//! Choosing customers from the files, sharing them out, and making one follow-up for each.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::assign::{Allocation, Candidate, Total, balance, preview};
use shared::call::item_id;
use shared::config::Configuration;
use shared::id::{RecordId, UserId};
use shared::label::Label;
use shared::principal::Post;
use shared::query::{Filter, Query};
use shared::record::command::{Act, Command, CommandCode, CommandError};
use shared::record::summary::Summary;
use shared::value::Value;

use super::words as w;
use crate::browser;
use crate::i18n::language;
use crate::message::{Ask, Opened, Reply};
use crate::store::{Refusal, Store, command, new_entry};

const DAY_MS: i64 = 86_400_000;
/// Commands in one message to the worker: small enough to see it move.
const AT_ONCE: usize = 50;
/// Customers looked at for one campaign.
const CUSTOMERS_MAX: u32 = 100_000;

/// What the customers are narrowed to, and what their follow-ups will say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    pub class: String,
    pub region: String,
    pub kind: String,
    /// `yes`, `no` or empty.
    pub member: String,
    pub owner: String,
    pub quiet_days: String,
    pub service_item: String,
    pub service_at: String,
    pub to_owners: bool,
    /// People whom the supervisor leaves out.
    pub left_out: BTreeSet<UserId>,
}

impl Choice {
    fn query(&self) -> Query {
        let mut filters = vec![Filter::Open];
        for (key, value) in [("class", &self.class), ("region", &self.region), ("kind", &self.kind)] {
            if !value.is_empty() {
                filters.push(Filter::Value { key: key.into(), any: vec![value.as_str().into()] });
            }
        }
        if !self.owner.is_empty() {
            filters.push(Filter::Owner(self.owner.as_str().into()));
        }
        Query { process: "customer".into(), filters, ..Query::default() }
    }

    /// What a question of fields cannot say: 会员 is also no where it was never filled in.
    fn fits(&self, customer: &Summary, now_ms: i64) -> bool {
        let is_member = is_member(customer);
        let quiet = self.quiet_days.trim().parse::<i64>().ok();
        (self.member.is_empty() || is_member == (self.member == "yes"))
            && quiet.is_none_or(|days| now_ms - customer.touched_at_ms >= days.saturating_mul(DAY_MS))
    }

    /// In words, as it is kept with the campaign.
    pub fn words(&self, config: &Configuration, found: usize) -> Label {
        let owner = UserId::from(self.owner.as_str());
        let chosen = |words: crate::i18n::Words, value: &str| (!value.is_empty()).then(|| (words, Label::same(value)));
        let member = match self.member.as_str() {
            "yes" => Some(w::MEMBERS_ONLY),
            "no" => Some(w::OTHERS_ONLY),
            _ => None,
        };
        let parts: Vec<(crate::i18n::Words, Label)> = [
            chosen(w::CLASS, &self.class),
            chosen(w::REGION, &self.region),
            chosen(w::KIND, &self.kind),
            chosen(w::OWNER, if self.owner.is_empty() { "" } else { config.name_of(&owner) }),
            chosen(w::QUIET_DAYS, self.quiet_days.trim()),
            member.map(|words| (w::MEMBERSHIP, Label::new(words.zh, words.en))),
        ]
        .into_iter()
        .flatten()
        .collect();
        let mut zh: Vec<String> = parts.iter().map(|(words, value)| format!("{}：{}", words.zh, value.zh)).collect();
        let mut en: Vec<String> = parts.iter().map(|(words, value)| format!("{}: {}", words.en, value.en)).collect();
        if parts.is_empty() {
            zh.push(w::EVERYBODY.zh.to_owned());
            en.push(w::EVERYBODY.en.to_owned());
        }
        Label::owned(format!("{}（{found} 位）", zh.join("；")), format!("{} ({found})", en.join("; ")))
    }
}

pub fn is_member(customer: &Summary) -> bool {
    customer.values.get("is_member").is_some_and(Value::as_bool)
}

/// Everything of the page while customers are chosen.
#[derive(Clone, Copy)]
pub struct Extract {
    pub store: Store,
    pub opened: Signal<std::sync::Arc<Opened>>,
    pub choice: RwSignal<Choice>,
    pub found: RwSignal<Option<Vec<Summary>>>,
    /// Open follow-ups per candidate, in their order.
    loads: RwSignal<Option<Vec<u32>>>,
    pub made: RwSignal<usize>,
    pub busy: RwSignal<bool>,
    pub refused: RwSignal<Vec<CommandError>>,
    pub refusal: RwSignal<Option<Refusal>>,
}

impl Extract {
    pub fn new(opened: Signal<std::sync::Arc<Opened>>) -> Self {
        let store = Store::get();
        let choice = RwSignal::new(Choice::default());
        let query = Memo::new(move |_| choice.with(Choice::query));
        let all = store.live(
            move || Some(Ask::List { query: query.get(), offset: 0, limit: CUSTOMERS_MAX }),
            |reply| match reply {
                Reply::Rows { rows, .. } => Some(rows.into_iter().map(|row| row.summary).collect::<Vec<_>>()),
                _ => None,
            },
        );
        let found = RwSignal::new(None);
        Effect::new(move |_| {
            let now = store.now.get();
            let fitting = all.with(|all| {
                let all = all.as_ref()?;
                Some(choice.with(|choice| all.iter().filter(|one| choice.fits(one, now)).cloned().collect::<Vec<_>>()))
            });
            if found.with_untracked(|held| *held != fitting) {
                found.set(fitting);
            }
        });
        let loads = store.live(
            move || {
                let open = ["pending", "appointed", "unreached"].map(str::to_owned).to_vec();
                let load = |user: UserId| Query {
                    process: "follow_up".into(),
                    filters: vec![Filter::Assignee(user), Filter::Stages(open.clone())],
                    ..Query::default()
                };
                Some(Ask::Count(people(store).into_iter().map(|(user, ..)| load(user)).collect()))
            },
            |reply| match reply {
                Reply::Counts(counts) => Some(counts),
                _ => None,
            },
        );
        Self {
            store,
            opened,
            choice,
            found,
            loads,
            made: RwSignal::new(0),
            busy: RwSignal::new(false),
            refused: RwSignal::new(vec![]),
            refusal: RwSignal::new(None),
        }
    }

    /// Who may be given some, with what they have. Who is left out counts as away.
    fn candidates(self) -> Vec<Candidate> {
        let loads = self.loads.get().unwrap_or_default();
        let people = people(self.store).into_iter().enumerate();
        let candidate = |(at, (user, name, ability, is_away)): (usize, (UserId, String, u8, bool))| Candidate {
            absent: is_away || self.choice.with(|choice| choice.left_out.contains(&user)),
            load: loads.get(at).copied().unwrap_or_default(),
            user,
            name,
            ability,
        };
        people.map(candidate).collect()
    }

    pub fn is_away(self, user: &UserId) -> bool {
        people(self.store).iter().any(|(one, _, _, is_away)| one == user && *is_away)
    }

    fn allocations(self) -> Vec<Allocation> {
        let candidates = self.candidates();
        self.found.with(|found| {
            let found = found.as_deref().unwrap_or_default();
            if !self.choice.with(|choice| choice.to_owners) {
                return balance(&found.iter().map(|one| one.id.clone()).collect::<Vec<_>>(), &candidates);
            }
            let present = |owner: &UserId| candidates.iter().any(|one| one.user == *owner && !one.absent);
            let (own, rest): (Vec<&Summary>, Vec<&Summary>) =
                found.iter().partition(|one| one.owner.as_ref().is_some_and(present));
            let why = Label::new(w::TO_OWNERS.zh, w::TO_OWNERS.en);
            let mut given: Vec<Allocation> = own
                .into_iter()
                .filter_map(|one| Some(Allocation { record: one.id.clone(), to: one.owner.clone()?, why: why.clone() }))
                .collect();
            let mut loaded = candidates.clone();
            for one in &mut loaded {
                one.load += given.iter().filter(|allocation| allocation.to == one.user).count() as u32;
            }
            given.extend(balance(&rest.iter().map(|one| one.id.clone()).collect::<Vec<_>>(), &loaded));
            given
        })
    }

    pub fn totals(self) -> Vec<Total> {
        preview(&self.candidates(), &self.allocations())
    }

    /// Makes the follow-ups, then says that the campaign is allocated. Pressed again it makes only what is missing.
    pub fn make(self) {
        if self.busy.get_untracked() {
            return;
        }
        let (commands, last) = untrack(|| (self.commands(), self.last()));
        if commands.is_empty() {
            return;
        }
        self.busy.set(true);
        self.made.set(0);
        self.refused.set(vec![]);
        self.refusal.set(None);
        spawn_local(async move {
            let mut refused = vec![];
            for commands in commands.chunks(AT_ONCE) {
                match self.store.ask(Ask::CommitAll { commands: commands.to_vec() }).await {
                    Reply::KeptAll(answers) => {
                        // Made before, here or on another device.
                        let is_there = |error: &CommandError| {
                            matches!(error.code, CommandCode::WrongStage | CommandCode::AlreadyMade)
                        };
                        refused.extend(answers.into_iter().filter_map(Result::err).filter(|error| !is_there(error)));
                        self.made.try_update(|made| *made += commands.len());
                    }
                    Reply::Failed(failure) => {
                        self.refusal.try_set(Some(Refusal::Device(failure)));
                        self.busy.try_set(false);
                        return;
                    }
                    _ => {}
                }
            }
            let is_whole = refused.is_empty();
            self.refused.try_set(refused);
            if is_whole && let Err(refusal) = self.store.commit(last).await {
                self.refusal.try_set(Some(refusal));
            }
            self.busy.try_set(false);
        });
    }

    fn commands(self) -> Vec<(String, Command)> {
        let config = self.store.config();
        let principal = self.store.principal();
        let (campaign, title, kind, from) = self.opened.with(|opened| {
            let text = |key: &str| opened.record.single(key).as_text().unwrap_or_default().to_owned();
            (opened.record.id.clone(), text("title"), text("type"), text("from"))
        });
        let begins = from.parse().ok().map(|date| config.calendar.start_of(date));
        let anchor_at_ms = begins.unwrap_or_default().max(browser::now_ms());
        let choice = self.choice.get();
        let allocations = self.allocations();
        let one = |allocation: Allocation| -> Option<(String, Command)> {
            let customer = self.found.with(|found| {
                found.as_ref().and_then(|found| found.iter().find(|one| one.id == allocation.record).cloned())
            })?;
            let department = customer.department.clone().or_else(|| principal.department().cloned());
            let mut values = std::collections::BTreeMap::from([("assignee".to_owned(), Value::from(allocation.to.0))]);
            if let Some(department) = department {
                values.insert("department".to_owned(), department.0.into());
            }
            let set = |field: &str, value: Value| Act::Set { field: field.into(), value };
            let mut acts = vec![
                Act::Take { step: "create".into(), entry: new_entry(), values, reason: None },
                set("title", format!("{} · {title}", customer.title).into()),
                set("customer", customer.id.as_str().into()),
                set("campaign", campaign.as_str().into()),
                set("anchor_at_ms", anchor_at_ms.into()),
            ];
            for (field, text) in
                [("type", &kind), ("service_item", &choice.service_item), ("service_at", &choice.service_at)]
            {
                if !text.trim().is_empty() {
                    acts.push(set(field, text.trim().into()));
                }
            }
            let record: RecordId = item_id(&campaign, &customer.id);
            Some((browser::new_id(), Command { record, process: "follow_up".into(), acts }))
        };
        allocations.into_iter().filter_map(one).collect()
    }

    fn last(self) -> Command {
        let found = self.found.with(|found| found.as_ref().map_or(0, Vec::len));
        let words = self.choice.with(|choice| choice.words(&self.store.config(), found));
        let set = Act::Set { field: "filter".into(), value: words.get(language()).into() };
        let take = Act::Take { step: "allocate".into(), entry: new_entry(), values: Default::default(), reason: None };
        self.opened.with(|opened| command(opened, vec![set, take]))
    }
}

/// Specialists in reach: id, name, ability, away today.
fn people(store: Store) -> Vec<(UserId, String, u8, bool)> {
    let config = store.config();
    let principal = store.principal();
    let today = config.calendar.date_of(store.now.get()).to_string();
    let department = principal.department().filter(|_| !principal.holds(Post::Manager));
    config
        .holders(Post::Specialist, department)
        .map(|one| (one.id.clone(), one.name.clone(), one.ability, one.is_absent(&today)))
        .collect()
}
