//! The filters above a list of records: what stands out as chips, the rest behind a button, what is applied as chips that
//! can be taken away.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};

use super::narrow::{ALL, Applied, ENDED_KEY, FLAG_KEY, FROM, Facet, MADE_KEY, STAGE_KEY, TO};
use crate::components::{Choose, DayField, Icon};
use crate::i18n::{Words, fill, strings, t};

strings! {
    OPEN_ONLY: "未结束", "Open only";
    IN_USE: "在用的", "In use";
    FILTER: "筛选", "Filter";
    ONLY_THESE: "只看这些", "Show only these";
    MADE_FROM: "登记时间从", "Registered from";
    MADE_TO: "到", "To";
    REMOVE: "去掉 {}", "Remove {}";
    CLEAR: "清除筛选", "Clear filters";
}

/// Writes keys of the address; an empty value takes one away.
fn writer() -> Callback<Vec<(String, String)>> {
    let (map, path) = (use_query_map(), use_location().pathname);
    let navigate = StoredValue::new_local(use_navigate());
    Callback::new(move |pairs: Vec<(String, String)>| {
        let mut map = map.get_untracked();
        for (key, value) in pairs {
            map.remove(&key);
            if !value.is_empty() {
                map.insert(key, value);
            }
        }
        let to = format!("{}{}", path.get_untracked(), map.to_query_string());
        let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
        navigate.with_value(|navigate| navigate(&to, options));
    })
}

#[component]
pub fn Filters(
    facets: Memo<Vec<Facet>>,
    applied: Memo<Vec<Applied>>,
    /// Something of it is never closed: what is in use can be told from the rest.
    ends: bool,
    /// It does not end, it is in use or not.
    lasts: bool,
) -> impl IntoView {
    let map = use_query_map();
    let write = writer();
    let held = move |key: &str| map.with(|map| map.get(key)).unwrap_or_default();
    let set = move |key: &str, value: String| write.run(vec![(key.to_owned(), value)]);
    let toggle = move |words: Signal<String>, on: Signal<bool>, switch: Callback<()>| {
        view! {
            <button type="button" class="chip" aria-pressed=move || on.get().to_string() on:click=move |_| switch.run(())>
                {words}
            </button>
        }
    };
    let open_only = move || {
        let on = Signal::derive(move || held(ALL).is_empty());
        let switch = Callback::new(move |()| {
            let all = untrack(|| held(ALL)).is_empty();
            set(ALL, if all { "1".to_owned() } else { String::new() });
        });
        let words = Signal::derive(move || t(if lasts { IN_USE } else { OPEN_ONLY })().to_owned());
        let is_said = [STAGE_KEY, ENDED_KEY].iter().any(|key| !held(key).is_empty());
        (ends && !is_said).then(|| toggle(words, on, switch))
    };
    let flags = move || {
        let all = facets.with(|all| all.iter().find(|facet| facet.key == FLAG_KEY).map(|facet| facet.choices.clone()));
        let chip = move |(key, words): (String, String)| {
            let this = key.clone();
            let on = Signal::derive(move || held(FLAG_KEY) == this);
            let switch = Callback::new(move |()| {
                let is_on = untrack(|| held(FLAG_KEY)) == key;
                set(FLAG_KEY, if is_on { String::new() } else { key.clone() });
            });
            toggle(Signal::stored(words), on, switch)
        };
        all.unwrap_or_default().into_iter().map(chip).collect_view()
    };
    let chosen = move || {
        let chip = move |one: Applied| {
            let keys = one.keys.clone();
            let name = fill(REMOVE, &one.words);
            view! {
                <span class="chip" data-on="">
                    {one.words}
                    <button
                        type="button"
                        class="chip-remove"
                        aria-label=name
                        on:click=move |_| write.run(keys.iter().map(|key| (key.clone(), String::new())).collect())
                    >
                        <Icon name="close" />
                    </button>
                </span>
            }
        };
        // What stands out is a chip already.
        let is_chip = |one: &Applied| one.keys.iter().any(|key| key == FLAG_KEY);
        applied.get().into_iter().filter(|one| !is_chip(one)).map(chip).collect_view()
    };
    let clear = move |_| {
        let keys = applied.with_untracked(|all| all.iter().flat_map(|one| one.keys.clone()).collect::<Vec<_>>());
        write.run(keys.into_iter().map(|key| (key, String::new())).collect());
    };
    let choose = move |facet: Facet| {
        let (key, name) = (facet.key.clone(), facet.name);
        let value = Signal::derive(move || held(&facet.key));
        let choose = Callback::new(move |value: String| {
            let mut pairs = vec![(key.clone(), value)];
            if key == MADE_KEY {
                pairs.extend([FROM, TO].map(|key| (key.to_owned(), String::new())));
            }
            write.run(pairs);
        });
        view! { <Choose name=Signal::stored(name) options=Signal::stored(facet.choices) value choose /> }
    };
    let day = move |words: Words, key: &'static str| {
        let choose = move |day: String| write.run(vec![(key.to_owned(), day), (MADE_KEY.to_owned(), String::new())]);
        view! { <DayField label=words value=Signal::derive(move || held(key)) choose /> }
    };
    view! {
        <div class="toolbar">
            <div class="chips" role="group" aria-label=t(FILTER)>
                {open_only}
                {flags}
                {chosen}
                <Show when=move || applied.with(|all| all.len() > 1)>
                    <button type="button" class="chip" on:click=clear>
                        <Icon name="close" class="icon small" />
                        {t(CLEAR)}
                    </button>
                </Show>
            </div>
            <button type="button" class="button quiet" popovertarget="record-filters" aria-haspopup="dialog">
                <Icon name="filter" />
                {t(FILTER)}
            </button>
            <div class="popover" popover="auto" id="record-filters" role="dialog" aria-label=t(ONLY_THESE)>
                <div class="stack">
                    {move || facets.get().into_iter().filter(|one| one.key != FLAG_KEY).map(choose).collect_view()}
                    <div class="field-pair">{day(MADE_FROM, FROM)} {day(MADE_TO, TO)}</div>
                </div>
            </div>
        </div>
    }
}
