//! One field, two values: who wrote which, when, on which device, and what else with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::{DeviceId, RecordId, UserId};
use shared::process::{self, Kind};
use shared::query::{Filter, Query, Sort};
use shared::record::Version;
use shared::record::command::Act;
use shared::record::event::Event;
use shared::record::policy;
use shared::value::Value;

use super::words as w;
use crate::browser;
use crate::components::{
    FieldInput, FieldValue, Form, FormTrouble, Icon, Toasts, WithRecord, hold_while_composing, hue, initial, process_of,
};
use crate::i18n::{fill, language, t};
use crate::message::{Ask, Opened, Reply, Told};
use crate::place;
use crate::store::{Store, command};
use crate::when;

/// Records of one process shown at once; the rest follow as these are settled.
const SHOWN_MAX: u32 = 30;

/// One of the values, with its story.
#[derive(Clone, Debug, PartialEq)]
struct Side {
    value: Value,
    by: Option<UserId>,
    device: Option<(DeviceId, String)>,
    at_ms: Option<i64>,
    /// Other fields changed in the same breath.
    also: Vec<String>,
}

/// What was settled here, as it stood before.
#[derive(Clone, Debug, PartialEq)]
struct Settled {
    sides: Vec<Side>,
    /// None: reopened by undo.
    chosen: Option<Value>,
}

fn side(version: &Version, field: &str, history: &[Told], opened: &Opened) -> Side {
    let wrote =
        |event: &Event| matches!(event, Event::FieldSet { field: f, value } if f == field && *value == version.value);
    let told =
        history.iter().rev().find(|told| told.moment.actor == version.actor && told.moment.events.iter().any(wrote));
    let author = told.and_then(|told| told.author.as_ref());
    let author = author.or_else(|| opened.authors.iter().find(|author| author.actor == version.actor));
    let mut also: Vec<String> = vec![];
    for event in told.iter().flat_map(|told| &told.moment.events) {
        let key = match event {
            Event::FieldSet { field, .. }
            | Event::MemberAdded { field, .. }
            | Event::MemberRemoved { field, .. }
            | Event::EntryAdded { field, .. }
            | Event::Counted { field, .. }
            | Event::TextEdited { field, .. } => field,
            Event::StepTaken(_) | Event::Unknown { .. } => continue,
        };
        if key != field && !also.contains(key) {
            also.push(key.clone());
        }
    }
    Side {
        value: version.value.clone(),
        by: author.map(|author| author.user.clone()),
        device: author.map(|author| (author.device.clone(), author.device_name.clone())),
        at_ms: told.map(|told| told.moment.at_ms),
        also,
    }
}

/// All records in sight with two values, of every process.
#[component]
pub fn Conflicts(cards: RwSignal<usize>) -> impl IntoView {
    let store = Store::get();
    let processes: Vec<_> = untrack(|| store.config()).processes.iter().map(|process| process.id.clone()).collect();
    let lists: Vec<_> = processes
        .into_iter()
        .map(|process| {
            let query = Query { process, text: String::new(), filters: vec![Filter::Conflict], sort: Sort::default() };
            store.live(
                move || Some(Ask::List { query: query.clone(), offset: 0, limit: SHOWN_MAX }),
                |reply| match reply {
                    Reply::Rows { rows, .. } => Some(rows.into_iter().map(|row| row.summary.id).collect::<Vec<_>>()),
                    _ => None,
                },
            )
        })
        .collect();
    // What was settled here stays until the page is left: one may think again.
    let ids = Memo::new(move |before: Option<&Vec<RecordId>>| {
        let mut ids = before.cloned().unwrap_or_default();
        for id in lists.iter().flat_map(|list| list.get().unwrap_or_default()) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    });
    Effect::new(move |_| cards.set(ids.with(Vec::len)));
    view! {
        <Show when=move || !ids.with(Vec::is_empty)>
            <section class="stack" aria-label=t(w::TWO_VALUES)>
                <h2>{t(w::TWO_VALUES)}</h2>
                <p class="muted">{t(w::TWO_VALUES_NOTE)}</p>
                <For
                    each=move || ids.get()
                    key=|id| id.clone()
                    children=|id| {
                        view! {
                            <WithRecord id back="/inbox".to_owned() children=|opened| view! { <OneRecord opened /> } />
                        }
                    }
                />
            </section>
        </Show>
    }
}

#[component]
fn OneRecord(opened: Signal<Arc<Opened>>) -> impl IntoView {
    let store = Store::get();
    let process = process_of(opened);
    let id = opened.with_untracked(|opened| opened.record.id.clone());
    let history = store.live(
        move || Some(Ask::History(id.clone())),
        |reply| match reply {
            Reply::History(told) => Some(told),
            _ => None,
        },
    );
    let settled = RwSignal::new(BTreeMap::<String, Settled>::new());
    let keys = Memo::new(move |_| {
        let mut keys: Vec<String> =
            opened.with(|opened| opened.record.conflicts().map(|(key, _)| key.to_owned()).collect());
        settled.with(|settled| keys.extend(settled.keys().cloned()));
        shared::order::plain(&mut keys);
        keys.dedup();
        keys
    });
    let one = move |key: String| {
        let field = process.with_untracked(|process| process.as_ref().and_then(|p| p.field(&key)).cloned());
        field.map(|field| view! { <OneField opened field history settled /> })
    };
    view! { <For each=move || keys.get() key=|key| key.clone() children=one /> }
}

#[component]
fn OneField(
    opened: Signal<Arc<Opened>>,
    field: process::Field,
    history: RwSignal<Option<Vec<Told>>>,
    settled: RwSignal<BTreeMap<String, Settled>>,
) -> impl IntoView {
    let store = Store::get();
    let toasts = Toasts::get();
    let field = StoredValue::new(field);
    let key = move || field.with_value(|field| field.key.clone());
    let sides = Memo::new(move |_| {
        if let Some(held) = settled.with(|settled| settled.get(&key()).cloned()) {
            return held.sides;
        }
        let history = history.get().unwrap_or_default();
        opened.with(|opened| {
            let versions = opened.record.singles.get(&key()).cloned().unwrap_or_default();
            let mut sides: Vec<Side> = vec![];
            for version in &versions {
                if sides.iter().all(|side| side.value != version.value) {
                    sides.push(side(version, &key(), &history, opened));
                }
            }
            sides
        })
    });
    let chosen = Memo::new(move |_| settled.with(|settled| settled.get(&key()).and_then(|held| held.chosen.clone())));
    let may = Memo::new(move |_| {
        let stamp = store.stamp();
        let config = store.config();
        opened.with(|opened| {
            config.process(&opened.record.process).is_some_and(|process| {
                field.with_value(|field| policy::may_write(&opened.record, process, field, &stamp))
            })
        })
    });
    let busy = RwSignal::new(false);
    // Writing over both settles it; undoing writes what everybody had seen before.
    let set = move |value: Value, is_undo: bool| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (key, before) = (key(), settled.with_untracked(|settled| settled.get(&key()).cloned()));
        let act = Act::Set { field: key.clone(), value: value.clone() };
        let act = opened.with_untracked(|opened| command(opened, vec![act]));
        // Held before it is written: the record then no longer says that there were two, and this card would go.
        let held = Settled { sides: sides.get_untracked(), chosen: (!is_undo).then_some(value) };
        settled.update(|settled| drop(settled.insert(key.clone(), held)));
        spawn_local(async move {
            let answer = store.commit(act).await;
            if let Err(refusal) = answer {
                toasts.failed(untrack(|| refusal.text()));
                settled.try_update(|settled| match before {
                    Some(before) => drop(settled.insert(key, before)),
                    None => drop(settled.remove(&key)),
                });
            }
            busy.try_set(false);
        });
    };
    let own = RwSignal::new(false);
    let name_of = move |side: &Side| match &side.by {
        Some(user) => store.config().name_of(user).to_owned(),
        None => w::UNKNOWN.get(language()).to_owned(),
    };
    let card = move |side: Side| {
        let (value, by) = (side.value.clone(), name_of(&side));
        let at = side.at_ms.map(|at_ms| {
            let config = store.config();
            (
                when::instant(&config.calendar, at_ms, store.now.get(), language()),
                when::absolute(&config.calendar, at_ms),
            )
        });
        let device = side.device.as_ref().map(|(device, name)| {
            if device.as_str() == browser::device_id() {
                return w::HERE.get(language()).to_owned();
            }
            if !name.is_empty() {
                return name.clone();
            }
            fill(w::ELSEWHERE, &place::short(device.as_str()).to_uppercase())
        });
        let also = move || {
            if side.also.is_empty() {
                return w::ONLY_THIS.get(language()).to_owned();
            }
            let config = store.config();
            let process = opened.with(|opened| config.process(&opened.record.process));
            let name = |key: &String| {
                let field = process.and_then(|process| process.field(key));
                field.map_or_else(|| key.clone(), |field| field.label.get(language()).to_owned())
            };
            fill(w::ALSO, &side.also.iter().map(name).collect::<Vec<_>>().join(crate::i18n::comma()))
        };
        let (title, at) = at.map_or((None, None), |(at, title)| (Some(title), Some(at)));
        let where_and_when = [at, device].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let (shown, mine) = (value.clone(), value.clone());
        let is_chosen = Memo::new(move |_| chosen.with(|chosen| chosen.as_ref() == Some(&mine)));
        let label = format!("{}：{by}", w::USE_THIS.get(language()));
        let user = side.by.map(|by| by.0).unwrap_or_default();
        view! {
            <section class="compare-card" data-chosen=move || is_chosen.get().then_some("")>
                <p class="compare-who">
                    <span class="avatar small" aria-hidden="true" style:--hue=hue(&user).to_string()>
                        {initial(&by)}
                    </span>
                    <b>{by}</b>
                    <span title=title>{where_and_when}</span>
                </p>
                <p class="compare-value">
                    {if shown.is_empty() {
                        view! { <span class="muted">{t(w::EMPTY_VALUE)}</span> }.into_any()
                    } else {
                        view! { <FieldValue field=Signal::stored(field.get_value()) value=Signal::stored(shown) /> }.into_any()
                    }}
                </p>
                <p class="compare-also">{also}</p>
                <Show when=move || may.get() && chosen.with(Option::is_none)>
                    <button
                        class="button"
                        aria-label=label.clone()
                        aria-busy=move || busy.get().then_some("true")
                        on:click={
                            let value = value.clone();
                            move |_| set(value.clone(), false)
                        }
                    >
                        {t(w::USE_THIS)}
                    </button>
                </Show>
            </section>
        }
    };
    // Words can stand side by side; a date or a choice cannot.
    let joined = move || {
        let between = field.with_value(|field| match (&field.kind, field.key.as_str()) {
            (Kind::LongText, _) => Some("\n"),
            (Kind::Text, key) if key != "class" && key != "region" => Some("；"),
            _ => None,
        })?;
        let texts = sides
            .with(|sides| sides.iter().filter_map(|side| side.value.as_text().map(str::to_owned)).collect::<Vec<_>>());
        let value = Value::Text(texts.join(between));
        let fits = field.with_value(|field| field.kind.check(&value).is_ok());
        (texts.len() > 1 && fits).then_some(value)
    };
    let done = move || {
        let chosen = chosen.get()?;
        let by = sides.with(|sides| sides.iter().find(|side| side.value == chosen).map(name_of));
        let own = if joined().as_ref() == Some(&chosen) { w::USED_BOTH } else { w::USED_OWN };
        Some(by.map_or_else(|| own.get(language()).to_owned(), |by| fill(w::USED, &by)))
    };
    let undo = move |_| {
        if let Some(first) = sides.with_untracked(|sides| sides.first().map(|side| side.value.clone())) {
            set(first, true);
        }
    };
    let about = move || {
        opened.with(|opened| {
            let href = place::record(&opened.record.process, &opened.record.id);
            let number = opened.summary.number.clone().map(|number| format!(" · {number}"));
            view! {
                <a href=href>{opened.summary.title.clone()}</a>
                {number}
            }
        })
    };
    let foot = move || match done() {
        Some(text) => view! {
            <footer class="compare-foot" role="status">
                <p class="compare-done">
                    <Icon name="check" class="icon small" />
                    {text}
                </p>
                <button class="button quiet" aria-busy=move || busy.get().then_some("true") on:click=undo>
                    <Icon name="undo" class="icon small" />
                    {t(w::UNDO)}
                </button>
            </footer>
        }
        .into_any(),
        None if !may.get() => {
            view! { <footer class="compare-foot"><p class="muted">{t(w::NOT_YOURS)}</p></footer> }.into_any()
        }
        None if own.get() => {
            view! { <OwnValue opened field=field.get_value() own set=move |value| set(value, false) /> }.into_any()
        }
        None => view! {
            <footer class="compare-foot">
                {joined()
                    .map(|value| {
                        view! {
                            <button class="button" on:click=move |_| set(value.clone(), false)>
                                {t(w::KEEP_BOTH)}
                            </button>
                        }
                    })}
                <button class="button quiet" on:click=move |_| own.set(true)>
                    {t(w::WRITE_OWN)}
                </button>
            </footer>
        }
        .into_any(),
    };
    view! {
        <article class="compare">
            <header class="compare-head">
                <h3 class="compare-field">{move || field.with_value(|field| field.label.get(language()).to_owned())}</h3>
                <p>{about}</p>
            </header>
            <div class="compare-cards">{move || sides.get().into_iter().map(card).collect_view()}</div>
            {foot}
        </article>
    }
}

/// Neither of the two.
#[component]
fn OwnValue(
    opened: Signal<Arc<Opened>>,
    field: process::Field,
    own: RwSignal<bool>,
    set: impl Fn(Value) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let draft = opened.with_untracked(|opened| format!("settle.{}.{}", opened.record.id, field.key));
    let form = Form::new(&draft, BTreeMap::new());
    let key = field.key.clone();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        set(form.filled().remove(&key).unwrap_or_default());
        form.clear();
        own.set(false);
    };
    let cancel = move |_| {
        form.clear();
        own.set(false);
    };
    view! {
        <form class="compare-foot" on:submit=send on:keydown=hold_while_composing>
            <div class="grow">
                <FieldInput form field autofocus=true />
                <FormTrouble form />
            </div>
            <div class="buttons">
                <button type="button" class="button" on:click=cancel>
                    {t(crate::i18n::CANCEL)}
                </button>
                <button class="button primary">{t(w::USE_OWN)}</button>
            </div>
        </form>
    }
}
