//! Behind the last item: what is left, what was wrong, and the steps that end it.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::RecordId;
use shared::process::Process;
use shared::process::template::{self, Line};
use shared::query::{Filter, Query, Sort, SortBy};
use shared::record::command::Act;
use shared::record::summary::Summary;
use shared::value::Value;
use shared::walk::{Answer, ITEMS, WALKED, is_well};

use super::words as w;
use crate::components::{Icon, Steps, say};
use crate::i18n::{fill, language, t};
use crate::message::{Ask, Opened, Reply};
use crate::place;
use crate::store::{Refusal, Store, command, new_entry};

const TEMPLATES_MAX: u32 = 8;

type Answers = BTreeMap<String, Answer>;

/// The entries that the items of a template become; each column where the checklist has it.
pub fn appended(process: Option<&Process>, lines: Vec<Line>) -> Vec<Act> {
    let columns = process.and_then(|process| process.field(ITEMS)).map(|field| field.columns.as_slice());
    let has_category = columns.is_some_and(|columns| columns.iter().any(|column| column.key == "category"));
    let one = |(nth, line): (i64, Line)| {
        let mut values = BTreeMap::from([("name".to_owned(), Value::from(line.name)), ("nth".to_owned(), nth.into())]);
        if let Some(category) = line.category.filter(|_| has_category) {
            values.insert("category".to_owned(), category.into());
        }
        Act::Append { field: ITEMS.to_owned(), entry: new_entry(), values }
    };
    (1..).zip(lines).map(one).collect()
}

#[component]
pub fn Done(
    opened: Signal<Arc<Opened>>,
    names: Memo<Vec<String>>,
    answered: Memo<Answers>,
    /// The places of those that are to be looked at, still or again.
    open: Memo<Vec<usize>>,
    at: RwSignal<usize>,
) -> impl IntoView {
    let store = Store::get();
    let left = Memo::new(move |_| open.with(Vec::len));
    let wrong = Memo::new(move |_| {
        let is_wrong = |answer: &Answer| answer.result().is_some_and(|result| !is_well(result));
        answered.with(|done| {
            let wrong = done.iter().filter(|(_, answer)| is_wrong(answer));
            wrong.map(|(name, answer)| (name.clone(), answer.values.clone())).collect::<Vec<_>>()
        })
    });
    let go = move |_| at.set(open.with_untracked(|open| open.first().copied()).unwrap_or_default());
    let to = move |name: &str| names.with_untracked(|names| names.iter().position(|one| one == name));
    let line = move |(name, held): (String, BTreeMap<String, Value>)| {
        let config = store.config();
        let process = opened.with_untracked(|opened| config.process(&opened.record.process).cloned());
        let columns = process.as_ref().and_then(|process| process.field(WALKED)).map(|field| field.columns.clone());
        let words = |key: &str| {
            let column = columns.iter().flatten().find(|column| column.key == key)?;
            Some(say(column, held.get(key)?, &config, store.now.get_untracked(), language()))
        };
        let sub = [words("result"), words("note")].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let title = name.clone();
        let look = move |_| to(&name).into_iter().for_each(|place| at.set(place));
        view! {
            <li>
                <button type="button" class="row" on:click=look>
                    <span class="row-main">
                        <b class="row-title">{title}</b>
                        <span class="row-sub">{sub}</span>
                    </span>
                    <Icon name="chevron-right" />
                </button>
            </li>
        }
    };
    let title = move || match left.get() {
        0 => t(w::DONE_TITLE)().to_owned(),
        left => fill(w::LEFT_TITLE, &left.to_string()),
    };
    let href = move || opened.with(|opened| place::record(&opened.record.process, &opened.record.id));
    view! {
        <section class="round-item">
            <Show when=move || names.with(|names| !names.is_empty()) fallback=move || view! { <TakeItems opened /> }>
                <h2>{title}</h2>
                <Show when=move || left.get() != 0>
                    <button type="button" class="button primary" on:click=go>
                        {t(w::LEFT_GO)}
                    </button>
                </Show>
                <Show when=move || wrong.with(|wrong| !wrong.is_empty())>
                    <h3>{move || fill(w::PROBLEMS, &wrong.with(Vec::len).to_string())}</h3>
                    <ul class="rows">{move || wrong.get().into_iter().map(line).collect_view()}</ul>
                </Show>
                <Steps opened />
            </Show>
            <a class="button" href=href>
                {t(w::OPEN_RECORD)}
            </a>
        </section>
    }
}

/// A checklist that has no items yet takes them from its template or, where it names none, from one for such checklists.
#[component]
fn TakeItems(opened: Signal<Arc<Opened>>) -> impl IntoView {
    let store = Store::get();
    let named = Memo::new(move |_| {
        let id = opened.with(|opened| opened.record.single("template").as_text().map(RecordId::from));
        id.filter(|id| !id.as_str().is_empty())
    });
    let templates = store.live(
        move || {
            let fitting = match named.get() {
                Some(id) => Filter::These(vec![id]),
                None => {
                    let kind = opened.with(|opened| Value::from(opened.record.process.as_str()));
                    Filter::Value { key: "kind".into(), any: vec![kind] }
                }
            };
            let sort = Sort { by: SortBy::Title, descending: false };
            let query = Query { process: "template".into(), filters: vec![fitting], sort, ..Query::default() };
            Some(Ask::List { query, offset: 0, limit: TEMPLATES_MAX })
        },
        |reply| match reply {
            Reply::Rows { rows, .. } => Some(rows.into_iter().map(|row| row.summary).collect::<Vec<_>>()),
            _ => None,
        },
    );
    let refusal = RwSignal::new(None::<Refusal>);
    let take = move |id: RecordId| {
        spawn_local(async move {
            let Reply::Record(Some(found)) = store.ask(Ask::Look(id.clone())).await else { return };
            drop(store.ask(Ask::Unlook(id.clone())).await);
            let items = template::lines(found.record.single("items").as_text().unwrap_or_default());
            if items.is_empty() {
                return;
            }
            let process = opened.with_untracked(|opened| store.config().process(&opened.record.process).cloned());
            let mut acts = appended(process.as_ref(), items);
            if named.get_untracked().is_none() {
                acts.push(Act::Set { field: "template".to_owned(), value: id.as_str().into() });
            }
            let command = opened.with_untracked(|opened| command(opened, acts));
            refusal.try_set(store.commit(command).await.err());
        });
    };
    // Two departments may call theirs the same; then the number tells which is which.
    let alike =
        move |title: &str| templates.with(|all| all.iter().flatten().filter(|one| one.title == title).nth(1).is_some());
    let one = move |(at, template): (usize, Summary)| {
        let (id, mut title) = (template.id, template.title);
        if let Some(number) = template.number.filter(|_| alike(&title)) {
            title = format!("{title} {number}");
        }
        view! {
            <button type="button" class="button" class:primary=at == 0 on:click=move |_| take(id.clone())>
                {move || fill(w::TAKE_ITEMS, &title)}
            </button>
        }
    };
    view! {
        <div class="empty">
            <Icon name="list" class="icon large" />
            <h2 class="empty-title">{t(w::NO_ITEMS)}</h2>
            <p>{t(w::NO_ITEMS_NOTE)}</p>
            <div class="buttons">{move || templates.get().unwrap_or_default().into_iter().enumerate().map(one).collect_view()}</div>
            <p class="field-error">{move || refusal.get().map(|refusal| refusal.text())}</p>
        </div>
    }
}
