//! 分配: 「按照负责客户数量均衡、兼顾业务能力的原则」, proposed with its reasons; the supervisor has the last word.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::assign::{Allocation, Candidate, balance, preview};
use shared::config::Configuration;
use shared::id::{DepartmentId, RecordId, UserId};
use shared::label::Label;
use shared::principal::Post;
use shared::query::{Filter, Query};
use shared::record::command::Act;
use shared::record::summary::Summary;
use shared::value::Value;

use super::bulk::{Outcome, commit_all, rows_of, take};
use super::words as w;
use crate::browser;
use crate::components::Icon;
use crate::i18n::{fill, language, t};
use crate::message::{Ask, Reply};
use crate::store::{Store, new_entry};

/// The specialists of the departments whose files these are, or all if the files belong to none.
fn specialists(config: &Configuration, rows: &[Summary]) -> Vec<Candidate> {
    let departments: Vec<&DepartmentId> = rows.iter().filter_map(|row| row.department.as_ref()).collect();
    let today = config.calendar.date_of(browser::now_ms()).to_string();
    let here = |person: &&shared::config::Person| {
        let held = |department: &&&DepartmentId| {
            person.holdings.iter().any(|one| one.post == Post::Specialist && one.department == ***department)
        };
        departments.is_empty() || departments.iter().find(held).is_some()
    };
    let candidate = |person: &shared::config::Person| Candidate {
        user: person.id.clone(),
        name: person.name.clone(),
        load: 0,
        ability: person.ability,
        absent: person.is_absent(&today),
    };
    config.holders(Post::Specialist, None).filter(here).map(candidate).collect()
}

async fn with_loads(store: Store, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    let query = |candidate: &Candidate| Query {
        process: "customer".into(),
        filters: vec![Filter::Owner(candidate.user.clone()), Filter::Open],
        ..Query::default()
    };
    if let Reply::Counts(counts) = store.ask(Ask::Count(candidates.iter().map(query).collect())).await {
        for (candidate, load) in candidates.iter_mut().zip(counts) {
            candidate.load = load;
        }
    }
    candidates
}

/// Who gets which file, and why.
type Given = BTreeMap<RecordId, (UserId, Label)>;

fn balanced(items: &[RecordId], candidates: &[Candidate]) -> Given {
    balance(items, candidates).into_iter().map(|one| (one.record, (one.to, one.why))).collect()
}

#[derive(Clone, Copy)]
struct Plan {
    rows: RwSignal<Vec<Summary>>,
    candidates: RwSignal<Option<Vec<Candidate>>>,
    to: RwSignal<Given>,
}

impl Plan {
    async fn make(self, store: Store, ids: Vec<RecordId>) {
        let rows = rows_of(store, ids).await;
        let candidates = specialists(&untrack(|| store.config()), &rows);
        let candidates = with_loads(store, candidates).await;
        let items: Vec<RecordId> = rows.iter().map(|row| row.id.clone()).collect();
        self.to.try_set(balanced(&items, &candidates));
        self.rows.try_set(rows);
        self.candidates.try_set(Some(candidates));
    }

    /// Everything to one person, or to everybody in balance again.
    fn give_all(self, to: Option<UserId>) {
        let items: Vec<RecordId> = self.rows.with_untracked(|rows| rows.iter().map(|row| row.id.clone()).collect());
        let by_hand = Label::new(w::BY_HAND.zh, w::BY_HAND.en);
        self.to.set(match to {
            Some(user) => items.into_iter().map(|id| (id, (user.clone(), by_hand.clone()))).collect(),
            None => balanced(&items, &self.candidates.get_untracked().unwrap_or_default()),
        });
    }

    fn allocations(self) -> Vec<Allocation> {
        let one = |(record, (to, why)): (&RecordId, &(UserId, Label))| Allocation {
            record: record.clone(),
            to: to.clone(),
            why: why.clone(),
        };
        self.to.with(|to| to.iter().map(one).collect())
    }
}

#[component]
pub fn AssignForm(ids: Vec<RecordId>, open: RwSignal<bool>, done: Callback<Outcome>) -> impl IntoView {
    let store = Store::get();
    let plan =
        Plan { rows: RwSignal::new(vec![]), candidates: RwSignal::new(None), to: RwSignal::new(BTreeMap::new()) };
    let busy = RwSignal::new(false);
    spawn_local(plan.make(store, ids));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let to = plan.to.get_untracked();
        let give = |row: Summary| {
            let (user, _) = to.get(&row.id)?;
            let values = BTreeMap::from([("owner".to_owned(), Value::Text(user.0.clone()))]);
            let assign = Act::Take { step: "assign".into(), entry: new_entry(), values, reason: None };
            // What nobody has submitted yet is submitted on the way.
            let first = (row.stage == "extracted").then(|| take("submit"));
            Some((row, first.into_iter().chain([assign]).collect()))
        };
        let each: Vec<_> = plan.rows.get_untracked().into_iter().filter_map(give).collect();
        spawn_local(async move {
            let outcome = commit_all(store, each).await;
            open.try_set(false);
            done.run(outcome);
        });
    };
    let ready = Memo::new(move |_| plan.candidates.with(Option::is_some));
    let nobody = Memo::new(move |_| {
        plan.candidates.with(|held| held.as_ref().is_some_and(|held| held.iter().all(|one| one.absent)))
    });
    view! {
        <form on:submit=send>
            <div class="dialog-body" aria-busy=move || (!ready.get()).then_some("true")>
                <Show
                    when=move || !nobody.get()
                    fallback=|| {
                        view! {
                            <div class="banner" data-tone="soon">
                                <Icon name="warn" />
                                <p>{t(w::ASSIGN_NOBODY)}</p>
                            </div>
                        }
                    }
                >
                    <p class="muted">{t(w::ASSIGN_NOTE)}</p>
                    {move || {
                        let early = plan.rows.with(|rows| rows.iter().filter(|row| row.stage == "extracted").count());
                        (early > 0).then(|| view! { <p class="muted">{fill(w::ASSIGN_EARLY, &early.to_string())}</p> })
                    }}
                    <AllTo plan />
                    <Totals plan />
                    <Each plan />
                </Show>
            </div>
            <footer class="dialog-foot">
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    {t(crate::i18n::CANCEL)}
                </button>
                <button
                    class="button primary"
                    disabled=move || nobody.get() || !ready.get()
                    aria-busy=move || busy.get().then_some("true")
                >
                    {t(w::ASSIGN_DO)}
                </button>
            </footer>
        </form>
    }
}

/// One choice for all of them.
#[component]
fn AllTo(plan: Plan) -> impl IntoView {
    let option = |candidate: Candidate| {
        let away = if candidate.absent { format!(" · {}", t(w::ABSENT)()) } else { String::new() };
        view! { <option value=candidate.user.0>{candidate.name}{away}</option> }
    };
    let options = move || plan.candidates.get().unwrap_or_default().into_iter().map(option).collect_view();
    view! {
        <label class="field">
            <span class="field-label">{t(w::ALL_TO)}</span>
            <select
                class="input"
                on:change:target=move |event| {
                    plan.give_all(Some(event.target().value()).filter(|user| !user.is_empty()).map(UserId::from));
                }
            >
                <option value="">{t(w::ALL_BALANCED)}</option>
                {options}
            </select>
        </label>
    }
}

/// Load per person before and after, as the proposal stands now.
#[component]
fn Totals(plan: Plan) -> impl IntoView {
    let row = |total: shared::assign::Total| {
        let away = total.absent.then(|| view! { " " <span class="pill" data-tone="soon">{t(w::ABSENT)}</span> });
        view! {
            <tr data-state=total.absent.then_some("off")>
                <td>{total.name}{away}</td>
                <td class="num" data-label=t(w::ABILITY)>{total.ability}</td>
                <td class="num" data-label=t(w::BEFORE)>{total.before}</td>
                <td class="num" data-label=t(w::GIVEN)>{total.given}</td>
                <td class="num" data-label=t(w::AFTER)>{total.after}</td>
            </tr>
        }
    };
    let totals = move || {
        preview(&plan.candidates.get().unwrap_or_default(), &plan.allocations()).into_iter().map(row).collect_view()
    };
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=t(w::PERSON)>
            <table class="table" data-density="compact">
                <thead>
                    <tr>
                        <th scope="col">{t(w::PERSON)}</th>
                        <th scope="col" class="num">{t(w::ABILITY)}</th>
                        <th scope="col" class="num">{t(w::BEFORE)}</th>
                        <th scope="col" class="num">{t(w::GIVEN)}</th>
                        <th scope="col" class="num">{t(w::AFTER)}</th>
                    </tr>
                </thead>
                <tbody>{totals}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Each(plan: Plan) -> impl IntoView {
    let row = move |row: Summary| {
        let id = StoredValue::new(row.id.clone());
        let held = Memo::new(move |_| plan.to.with(|to| id.with_value(|id| to.get(id).cloned())));
        let why = move || held.get().map(|(_, why)| why.get(language()).to_owned());
        let choose = move |user: String| {
            let by_hand = Label::new(w::BY_HAND.zh, w::BY_HAND.en);
            plan.to.update(|to| {
                to.insert(id.get_value(), (UserId::from(user), by_hand));
            });
        };
        let option = move |candidate: Candidate| {
            let user = candidate.user.clone();
            view! {
                <option
                    value=candidate.user.0
                    prop:selected=move || held.with(|held| held.as_ref().is_some_and(|(to, _)| *to == user))
                >
                    {candidate.name}
                </option>
            }
        };
        let options = move || plan.candidates.get().unwrap_or_default().into_iter().map(option).collect_view();
        let name = row.title.clone();
        view! {
            <li>
                <div class="row">
                    <span class="row-main">
                        <b class="row-title">{row.title}</b>
                        <span class="row-sub">{why}</span>
                    </span>
                    <span class="row-end">
                        <select
                            class="input"
                            aria-label=move || format!("{} {name}", t(w::TO)())
                            on:change:target=move |event| choose(event.target().value())
                        >
                            {options}
                        </select>
                    </span>
                </div>
            </li>
        }
    };
    view! {
        <ul class="rows">
            {move || plan.rows.get().into_iter().map(row).collect_view()}
        </ul>
    }
}
