//! Checklists that a company may begin with, of the kinds for which it has none.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::label::{Label, Language};
use shared::process::template::suggested::{Suggested, suggested};
use shared::query::Query;
use shared::record::Record;
use shared::record::command::{Act, Command};
use shared::record::summary::Summary;
use shared::value::Value;
use std::collections::BTreeMap;

use crate::i18n::{fill, language, strings, t};
use crate::message::{Ask, Reply};
use crate::store::{Refusal, Store, new_entry, new_record};

const TEMPLATES_MAX: u32 = 200;

strings! {
    MISSING: "还没有模板的种类：{}", "Kinds without a template: {}";
    MAKE: "用现成的模板", "Use ready-made ones";
    MAKE_NOTE: "项目由产品建议，建好后可以随时修改。", "Their items are suggestions; change them as you like.";
}

/// Those of which neither this person's department nor the company has any, be it one out of use.
fn lacking(there: &[Summary], store: Store) -> Vec<Suggested> {
    let own = store.principal().department().cloned();
    let mine = there.iter().filter(|one| own.is_none() || one.department.is_none() || one.department == own);
    let kinds: Vec<&str> = mine.filter_map(|one| one.values.get("kind").and_then(Value::as_text)).collect();
    suggested().into_iter().filter(|one| !kinds.contains(&one.kind)).collect()
}

async fn make(store: Store, all: Vec<Suggested>) -> Result<(), Refusal> {
    let lang = language();
    let department = untrack(|| store.principal()).department().cloned();
    for one in all {
        let values: BTreeMap<String, Value> =
            department.iter().map(|id| ("department".to_owned(), id.as_str().into())).collect();
        let set = |field: &str, label: &Label| Act::Set { field: field.to_owned(), value: label.get(lang).into() };
        let kind = Act::Set { field: "kind".to_owned(), value: one.kind.into() };
        let born = Act::Take { step: "create".into(), entry: new_entry(), values, reason: None };
        let acts = vec![born, set("name", &one.name), kind, set("items", &one.items), set("note", &one.note())];
        store.commit(Command { record: new_record(), process: "template".into(), acts }).await?;
    }
    Ok(())
}

#[component]
pub fn SuggestedTemplates() -> impl IntoView {
    let store = Store::get();
    let there = store.live(
        || {
            let query = Query { process: "template".into(), ..Query::default() };
            Some(Ask::List { query, offset: 0, limit: TEMPLATES_MAX })
        },
        |reply| match reply {
            Reply::Rows { rows, .. } => Some(rows.into_iter().map(|row| row.summary).collect::<Vec<_>>()),
            _ => None,
        },
    );
    let may = move || {
        let config = store.config();
        let birth = config.process(&"template".into()).and_then(|process| process.step("create").cloned());
        birth.is_some_and(|step| Record::default().is_one_of(&store.principal(), &step.by))
    };
    let missing = Memo::new(move |_| {
        let found = there.get().filter(|_| may()).map(|there| lacking(&there, store)).unwrap_or_default();
        found.iter().map(|one| one.name.get(language()).to_owned()).collect::<Vec<_>>()
    });
    let (busy, refusal) = (RwSignal::new(false), RwSignal::new(None::<Refusal>));
    let press = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let all = there.with_untracked(|there| lacking(there.as_deref().unwrap_or_default(), store));
        spawn_local(async move {
            let made = make(store, all).await;
            refusal.try_set(made.err());
            busy.try_set(false);
        });
    };
    let names = move || missing.get().join(if language() == Language::En { ", " } else { "、" });
    view! {
        <Show when=move || missing.with(|all| !all.is_empty())>
            <div class="banner" role="note">
                <p>
                    {move || fill(MISSING, &names())} " "
                    <small class="muted">{t(MAKE_NOTE)}</small>
                </p>
                {move || refusal.get().map(|refusal| view! { <p class="field-error">{refusal.text()}</p> })}
                <div class="buttons">
                    <button type="button" class="button" disabled=busy on:click=press>
                        {t(MAKE)}
                    </button>
                </div>
            </div>
        </Show>
    }
}
