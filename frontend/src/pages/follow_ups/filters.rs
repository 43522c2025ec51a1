//! Filters beyond the views: what is applied as chips that can be taken away, the rest behind a button.

use leptos::prelude::*;
use shared::id::UserId;
use shared::process::{Choice, Kind};
use shared::query::{Query, Sort, SortBy};

use super::list::go;
use super::narrow::Narrow;
use super::words as w;
use crate::components::{Choose, Icon, record_title};
use crate::i18n::{Words, fill, language, t};
use crate::message::{Ask, Reply};
use crate::store::Store;

fn choices(store: Store, field: &str) -> Vec<Choice> {
    let config = store.config();
    let field = config.process(&"follow_up".into()).and_then(|process| process.field(field));
    match field.map(|field| &field.kind) {
        Some(Kind::Choice(choices)) => choices.clone(),
        _ => vec![],
    }
}

pub fn choice_name(store: Store, field: &str, value: &str) -> String {
    let found = choices(store, field).into_iter().find(|choice| choice.value == value);
    found.map_or_else(|| value.to_owned(), |choice| choice.label.get(language()).to_owned())
}

/// What the list is narrowed to, each with a way to take it away.
#[component]
pub fn Applied(narrow: Memo<Narrow>) -> impl IntoView {
    let store = Store::get();
    let chip = |name: String, without: Narrow| {
        let shown = name.clone();
        view! {
            <span class="chip" data-on="">
                {shown}
                <button class="chip-remove" aria-label=move || fill(w::REMOVE, &name) on:click=move |_| go(&without)>
                    <Icon name="close" />
                </button>
            </span>
        }
    };
    let campaign = Memo::new(move |_| narrow.with(|narrow| narrow.campaign.clone()));
    let campaign_name = move || {
        let id = campaign.get();
        (!id.is_empty()).then(|| {
            let title = record_title(id.into());
            let name = move || title.get().unwrap_or_else(|| t(w::CAMPAIGN)().to_owned());
            move || chip(name(), Narrow { campaign: String::new(), figure: String::new(), ..narrow.get() })
        })
    };
    let others = move || {
        let now = narrow.get();
        let mut chips = vec![];
        if !now.kind.is_empty() {
            chips.push(chip(choice_name(store, "type", &now.kind), Narrow { kind: String::new(), ..now.clone() }));
        }
        if !now.caller.is_empty() {
            let name = store.config().name_of(&UserId::from(now.caller.as_str())).to_owned();
            chips.push(chip(name, Narrow { caller: String::new(), ..now.clone() }));
        }
        if !now.rating.is_empty() {
            chips
                .push(chip(choice_name(store, "rating", &now.rating), Narrow { rating: String::new(), ..now.clone() }));
        }
        if !now.figure.is_empty() {
            chips.push(chip(t(w::FIGURE)().to_owned(), Narrow { figure: String::new(), ..now.clone() }));
        }
        chips
    };
    view! {
        {campaign_name}
        {others}
    }
}

#[component]
pub fn Filters(narrow: Memo<Narrow>, leads: Memo<bool>) -> impl IntoView {
    let store = Store::get();
    let campaigns = store.live(
        || {
            let sort = Sort { by: SortBy::Created, descending: true };
            Some(Ask::List {
                query: Query { process: "campaign".into(), sort, ..Query::default() },
                offset: 0,
                limit: 100,
            })
        },
        |reply| match reply {
            Reply::Rows { rows, .. } => {
                Some(rows.into_iter().map(|row| (row.summary.id.0, row.summary.title)).collect::<Vec<_>>())
            }
            _ => None,
        },
    );
    let of_choices = move |field: &'static str| {
        move || {
            let pair = |choice: Choice| (choice.value, choice.label.get(language()).to_owned());
            choices(store, field).into_iter().map(pair).collect::<Vec<_>>()
        }
    };
    let callers = move || {
        let config = store.config();
        let calls = |person: &&shared::config::Person| {
            person.active && person.holdings.iter().any(|holding| holding.post.serves())
        };
        config.people.iter().filter(calls).map(|person| (person.id.0.clone(), person.name.clone())).collect::<Vec<_>>()
    };
    let name = |words: Words| Signal::derive(move || t(words)().to_owned());
    let choose = move |write: fn(&mut Narrow, String)| {
        Callback::new(move |value| {
            let mut to = narrow.get_untracked();
            write(&mut to, value);
            go(&to);
        })
    };
    view! {
        <button class="button quiet" popovertarget="follow-up-filters">
            <Icon name="filter" />
            {t(w::FILTER)}
        </button>
        <div class="popover" popover="auto" id="follow-up-filters" role="dialog" aria-label=t(w::FILTER_TITLE)>
            <div class="stack">
                <Choose name=name(w::TYPE) options=Signal::derive(of_choices("type")) value=Signal::derive(move || narrow.get().kind)
                    choose=choose(|narrow, kind| narrow.kind = kind) />
                <Choose name=name(w::RATING) options=Signal::derive(of_choices("rating")) value=Signal::derive(move || narrow.get().rating)
                    choose=choose(|narrow, rating| narrow.rating = rating) />
                <Show when=move || leads.get()>
                    <Choose name=name(w::CALLER) options=Signal::derive(callers) value=Signal::derive(move || narrow.get().caller)
                        choose=choose(|narrow, caller| narrow.caller = caller) />
                </Show>
                <Choose name=name(w::CAMPAIGN) options=Signal::derive(move || campaigns.get().unwrap_or_default())
                    value=Signal::derive(move || narrow.get().campaign)
                    choose=choose(|narrow, campaign| {
                        narrow.campaign = campaign;
                        narrow.figure.clear();
                    }) />
            </div>
        </div>
    }
}
