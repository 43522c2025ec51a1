//! Notices and handovers take from the estate what it knows: a notice all owners of its building or project, a handover
//! what its unit says of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::RecordId;
use shared::limits::ACTS_MAX;
use shared::process::{handover, notice};
use shared::query::{Filter, Query, Sort, SortBy};
use shared::record::command::Act;
use shared::record::policy;
use shared::record::summary::Summary;
use shared::value::Value;

use crate::components::{Form, Icon, process_of};
use crate::i18n::{fill, strings, t};
use crate::message::{Ask, Opened, Reply};
use crate::store::{Refusal, Store, command, new_entry};

strings! {
    TAKE: "带入 {} 户业主", "Take over {} owners";
    NOTE: "来自这份通知的楼栋或项目；方式用业主首选的，没有写的先填电话。", "From the notice's building or project; by the channel each owner prefers, else by telephone.";
    LEFT_OUT: "另有 {} 户没有登记业主，或业主档案不在您这里。", "{} more units have no owner on file, or his file is not in your sight.";
}

pub const PROCESS: &str = "notice";
/// The field of the notice.
pub const FIELD: &str = "recipients";
/// Stages in which it has not gone out yet.
const BEFORE: [&str; 2] = ["draft", "reviewed"];
/// More than an estate has.
const UNITS_MAX: u32 = 50_000;

fn rows(reply: Reply) -> Option<Vec<Summary>> {
    match reply {
        Reply::Rows { rows, .. } => Some(rows.into_iter().map(|row| row.summary).collect()),
        _ => None,
    }
}

/// The record that a field of the row names.
fn named(row: &Summary, key: &str) -> Option<RecordId> {
    row.values.get(key).and_then(Value::as_text).filter(|id| !id.is_empty()).map(RecordId::from)
}

/// Offers the units that are not in the notice yet, while it has not gone out and this person may write it.
#[component]
pub fn TakeRecipients(#[prop(into)] opened: Signal<Arc<Opened>>) -> impl IntoView {
    let store = Store::get();
    let process = process_of(opened);
    // The building, where one is named; else the whole project.
    let within = Memo::new(move |_| {
        let text = |key: &str| opened.with(|opened| opened.record.single(key).as_text().map(str::to_owned));
        let places = ["building", "project"].into_iter();
        places.filter_map(|key| Some((key, text(key).filter(|id| !id.is_empty())?))).next()
    });
    let units = store.live(
        move || {
            let (key, id) = within.get()?;
            let filters = vec![Filter::Open, Filter::Value { key: key.to_owned(), any: vec![id.into()] }];
            let sort = Sort { by: SortBy::Title, descending: false };
            let query = Query { process: "unit".into(), filters, sort, ..Query::default() };
            Some(Ask::List { query, offset: 0, limit: UNITS_MAX })
        },
        rows,
    );
    let owners = store.live(
        move || {
            let ids: Vec<RecordId> = units.get()?.iter().filter_map(|unit| named(unit, "customer")).collect();
            (!ids.is_empty()).then_some(Ask::Rows(ids))
        },
        rows,
    );
    let may = move || {
        let stamp = store.stamp();
        process.with(|process| {
            let process = process.as_ref()?;
            let field = process.field(FIELD)?;
            opened.with(|opened| {
                let waits = BEFORE.contains(&opened.summary.stage.as_str());
                Some(waits && policy::may_write(&opened.record, process, field, &stamp))
            })
        })
    };
    let found = Memo::new(move |_| {
        let units = units.get().filter(|_| may() == Some(true)).unwrap_or_default();
        let owners: BTreeMap<RecordId, Summary> =
            owners.get().unwrap_or_default().into_iter().map(|owner| (owner.id.clone(), owner)).collect();
        opened.with(|opened| {
            let told = opened.record.entries(FIELD);
            let is_new = |unit: &&Summary| {
                !told.iter().any(|entry| entry.values.get("unit").and_then(Value::as_text) == Some(unit.id.as_str()))
            };
            let new = units.iter().filter(is_new);
            let taken = notice::recipients(new.clone(), &owners);
            let left_out = new.count() - taken.len();
            (taken, left_out)
        })
    });
    let refusal = RwSignal::new(None::<Refusal>);
    let take = move |_| {
        let recipients = found.with_untracked(|(recipients, _)| recipients.clone());
        let append = |values| Act::Append { field: FIELD.to_owned(), entry: new_entry(), values };
        let acts: Vec<Act> = recipients.into_iter().map(append).collect();
        let commands = acts.chunks(ACTS_MAX).map(|acts| opened.with_untracked(|opened| command(opened, acts.to_vec())));
        let commands = commands.collect();
        spawn_local(async move { drop(refusal.try_set(store.commit_all(commands).await.err())) });
    };
    view! {
        <Show when=move || found.with(|(taken, _)| !taken.is_empty())>
            <section class="card">
                <div class="card-body">
                    <button type="button" class="button primary" on:click=take>
                        <Icon name="plus" />
                        {move || found.with(|(taken, _)| fill(TAKE, &taken.len().to_string()))}
                    </button>
                    <p class="muted">{t(NOTE)}</p>
                    {move || {
                        let left_out = found.with(|(_, left_out)| *left_out);
                        (left_out != 0).then(|| view! { <p class="muted">{fill(LEFT_OUT, &left_out.to_string())}</p> })
                    }}
                    <p class="field-error">{move || refusal.get().map(|refusal| refusal.text())}</p>
                </div>
            </section>
        </Show>
    }
}

/// A handover that is made by hand: when its unit is chosen, what that says is filled in where nothing else was.
pub fn follow_unit(form: Form) {
    let store = Store::get();
    let filled = StoredValue::new(BTreeMap::<&'static str, Value>::new());
    Effect::new(move |before: Option<String>| {
        let unit = form.text("unit");
        if !unit.is_empty() && before.as_ref() != Some(&unit) {
            let id = RecordId::from(unit.as_str());
            spawn_local(async move {
                let look = async |id: RecordId| rows(store.ask(Ask::Rows(vec![id])).await)?.into_iter().next();
                let Some(unit) = look(id).await else { return };
                let project = match named(&unit, "project") {
                    Some(project) => look(project).await,
                    None => None,
                };
                let told = handover::told_by_unit(&unit, project.as_ref());
                let Some(held) = form.values.try_get_untracked() else { return };
                let was = filled.try_get_value().unwrap_or_default();
                for key in ["project", "customer", "due_at_ms"] {
                    let there = held.get(key).filter(|value| !value.is_empty());
                    if there.is_none() || there == was.get(key) {
                        form.set(key, told.get(key).cloned().unwrap_or_default());
                    }
                }
                filled.try_set_value(told);
            });
        }
        unit
    });
}
