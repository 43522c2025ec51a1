//! 楼宇情况月报表: what findings and repairs say of the building is taken over with one tap, and corrected by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::RecordId;
use shared::record::command::Act;
use shared::record::policy;
use shared::report::damage::unlisted;
use shared::value::Value;

use crate::components::{Icon, process_of};
use crate::i18n::{fill, language, strings, t};
use crate::message::{Ask, Opened, Reply};
use crate::store::{Refusal, Store, command, new_entry};

strings! {
    TAKE: "带入 {} 项损坏", "Take over damages: {}";
    NOTE: "来自这栋楼的巡查问题和报修：本月的，和上次报工程部以后的。",
        "From this building’s findings and repairs: of this month, and since the last report was sent.";
    STATE: "{} 处未办结", "{} not settled";
}

pub const PROCESS: &str = "building_month";
/// The field of the report, and the columns of an entry.
pub const FIELD: &str = "damages";

/// Offers what is not in the report yet; nothing where nothing is, or this person may not write it.
#[component]
pub fn TakeDamages(#[prop(into)] opened: Signal<Arc<Opened>>) -> impl IntoView {
    let store = Store::get();
    let process = process_of(opened);
    let text = move |key: &str| opened.with(|opened| opened.record.single(key).as_text().map(str::to_owned));
    let found = store.live(
        move || Some(Ask::Damages { building: RecordId::from(text("building")?.as_str()), month: text("month")? }),
        |reply| match reply {
            Reply::Damages(found) => Some(found),
            _ => None,
        },
    );
    let may = move || {
        let stamp = store.stamp();
        process.with(|process| {
            let process = process.as_ref()?;
            let field = process.field(FIELD)?;
            Some(opened.with(|opened| policy::may_write(&opened.record, process, field, &stamp)))
        })
    };
    let new = move || {
        let new = opened.with(|opened| {
            let listed = opened.record.entries(FIELD).iter().filter_map(|entry| {
                let count = entry.values.get("count").and_then(Value::as_int).unwrap_or_default();
                Some((entry.values.get("facility")?.as_text()?, count))
            });
            unlisted(found.get().unwrap_or_default(), &listed.collect::<Vec<_>>())
        });
        if may() == Some(true) { new } else { vec![] }
    };
    let new = Memo::new(move |_| new());
    let refusal = RwSignal::new(None::<Refusal>);
    let take = move |_| {
        let acts = new.get_untracked().into_iter().map(|(damage, count)| {
            let mut values = BTreeMap::from([
                ("facility".to_owned(), Value::from(damage.facility.get(language()))),
                ("count".to_owned(), count.into()),
            ]);
            if damage.open > 0 {
                values.insert(
                    "state".to_owned(),
                    fill(STATE, &count.min(i64::try_from(damage.open).unwrap_or(count)).to_string()).into(),
                );
            }
            Act::Append { field: FIELD.to_owned(), entry: new_entry(), values }
        });
        let command = opened.with_untracked(|opened| command(opened, acts.collect()));
        spawn_local(async move { drop(refusal.try_set(store.commit(command).await.err())) });
    };
    view! {
        <Show when=move || new.with(|new| !new.is_empty())>
            <div class="card-body">
                <button type="button" class="button primary" on:click=take>
                    <Icon name="plus" />
                    {move || fill(TAKE, &new.with(Vec::len).to_string())}
                </button>
                <p class="muted">{t(NOTE)}</p>
                <p class="field-error">{move || refusal.get().map(|refusal| refusal.text())}</p>
            </div>
        </Show>
    }
}
