//! Views, search and filters above the list.

use leptos::prelude::*;
use shared::principal::Post;
use shared::query::Query;

use super::filters::{Address, Narrowed, View};
use super::words as w;
use crate::components::{Icon, ListSearch};
use crate::i18n::{Words, fill, language, t};
use crate::message::{Ask, Reply};
use crate::store::Store;

fn counts(reply: Reply) -> Option<Vec<u32>> {
    match reply {
        Reply::Counts(counts) => Some(counts),
        _ => None,
    }
}

#[component]
pub fn Views(address: Address) -> impl IntoView {
    let store = Store::get();
    let found = store.live(
        move || {
            let user = store.principal().user;
            let query = |view| Narrowed { view, ..Narrowed::default() }.query(&user);
            Some(Ask::Count(View::EACH.map(query).to_vec()))
        },
        counts,
    );
    let tab = move |(at, view): (usize, View)| {
        let words = match view {
            View::All => w::VIEW_ALL,
            View::Mine => w::VIEW_MINE,
            View::Unassigned => w::VIEW_UNASSIGNED,
            View::Overdue => w::VIEW_OVERDUE,
        };
        let count = move || found.with(|found| found.as_ref().and_then(|counts| counts.get(at).copied()));
        view! {
            <button
                type="button"
                class="tab"
                aria-current=move || (address.narrowed.with(|n| n.view) == view).then_some("page")
                on:click=move |_| address.update(|narrowed| narrowed.view = view)
            >
                {t(words)}
                <span class="tab-count">{count}</span>
            </button>
        }
    };
    view! {
        <nav class="tabs" aria-label=t(w::VIEWS)>
            {View::EACH.into_iter().enumerate().map(tab).collect_view()}
        </nav>
    }
}

#[component]
pub fn Search(address: Address) -> impl IntoView {
    let store = Store::get();
    // As the chips say it.
    let narrowed = Signal::derive(move || {
        let config = store.config();
        let narrowed = address.narrowed.get();
        let word = |on: bool, words: Words| on.then(|| words.get(language()).to_owned());
        let stage = narrowed.stage.map(|key| {
            let stage = config.process(&"customer".into()).and_then(|process| process.stage(&key));
            stage.map_or(key.clone(), |stage| stage.label.get(language()).to_owned())
        });
        let owner = narrowed.owner.map(|id| config.name_of(&id.as_str().into()).to_owned());
        let view = match narrowed.view {
            View::All => None,
            View::Mine => word(true, w::VIEW_MINE),
            View::Unassigned => word(true, w::VIEW_UNASSIGNED),
            View::Overdue => word(true, w::VIEW_OVERDUE),
        };
        let flags = [word(narrowed.members, w::MEMBERS), word(narrowed.soon, w::SOON), word(narrowed.two, w::TWO)];
        let parts = [view, stage, narrowed.class, narrowed.region, owner].into_iter().chain(flags);
        parts.flatten().collect::<Vec<_>>()
    });
    view! {
        <ListSearch list="customer" id="customer-search" placeholder=Signal::derive(move || t(w::SEARCH)().to_owned()) narrowed />
    }
}

/// One filter whose values are many: a chip that opens a menu, with how many each would leave.
#[component]
fn Facet(
    address: Address,
    name: &'static str,
    words: Words,
    /// Value and label of each choice.
    #[prop(into)]
    choices: Signal<Vec<(String, String)>>,
    get: fn(&Narrowed) -> &Option<String>,
    set: fn(&mut Narrowed, Option<String>),
) -> impl IntoView {
    let store = Store::get();
    let open = RwSignal::new(false);
    let menu = format!("facet-{name}");
    let held = Memo::new(move |_| address.narrowed.with(|narrowed| get(narrowed).clone()));
    let questions = move || -> Vec<Query> {
        let user = store.principal().user;
        let narrowed = address.narrowed.get();
        let with = |value: &String| {
            let mut narrowed = narrowed.clone();
            set(&mut narrowed, Some(value.clone()));
            narrowed.query(&user)
        };
        choices.with(|choices| choices.iter().map(|(value, _)| with(value)).collect())
    };
    // Counted only while somebody looks.
    let found = store.live(move || open.get().then(|| Ask::Count(questions())), counts);
    let chosen = move || {
        held.with(|held| {
            let held = held.as_ref()?;
            choices.with(|choices| {
                Some(choices.iter().find(|(value, _)| value == held).map_or(held.clone(), |(_, label)| label.clone()))
            })
        })
    };
    let items = {
        let menu = menu.clone();
        move || {
            let menu = menu.clone();
            let item = move |(at, (value, label)): (usize, (String, String))| {
                let to = value.clone();
                let count = move || found.with(|found| found.as_ref().and_then(|counts| counts.get(at).copied()));
                view! {
                    <button
                        type="button"
                        class="menu-item"
                        role="menuitemradio"
                        popovertarget=menu.clone()
                        popovertargetaction="hide"
                        aria-checked=move || held.with(|held| held.as_ref() == Some(&value)).to_string()
                        on:click=move |_| address.update(|narrowed| set(narrowed, Some(to.clone())))
                    >
                        <span>{label}</span>
                        <small class="muted">{count}</small>
                    </button>
                }
            };
            choices.get().into_iter().enumerate().map(item).collect_view()
        }
    };
    let (opener, any) = (menu.clone(), menu.clone());
    view! {
        <button
            type="button"
            class="chip"
            popovertarget=opener
            aria-haspopup="menu"
            data-on=move || held.with(Option::is_some).then_some("")
        >
            {t(words)}
            {move || chosen().map(|label| format!("：{label}"))}
            <Icon name="chevron-down" class="icon small" />
        </button>
        <div
            class="menu"
            popover="auto"
            id=menu
            role="menu"
            aria-label=t(words)
            on:toggle=move |_| open.update(|open| *open = !*open)
        >
            <button
                type="button"
                class="menu-item"
                role="menuitemradio"
                popovertarget=any
                popovertargetaction="hide"
                aria-checked=move || held.with(Option::is_none).to_string()
                on:click=move |_| address.update(|narrowed| set(narrowed, None))
            >
                <span>{t(w::ANY)}</span>
            </button>
            <hr />
            {items}
        </div>
    }
}

/// What a chip switches on and off.
type Flag = fn(&mut Narrowed) -> &mut bool;

#[component]
pub fn Filters(address: Address, compact: RwSignal<bool>) -> impl IntoView {
    let store = Store::get();
    let toggles: [(Words, Flag); 3] =
        [(w::SOON, |n| &mut n.soon), (w::MEMBERS, |n| &mut n.members), (w::TWO, |n| &mut n.two)];
    let found = store.live(
        move || {
            let user = store.principal().user;
            let narrowed = address.narrowed.get();
            let with = |(_, flag): (Words, Flag)| {
                let mut narrowed = narrowed.clone();
                *flag(&mut narrowed) = true;
                narrowed.query(&user)
            };
            Some(Ask::Count(toggles.map(with).to_vec()))
        },
        counts,
    );
    let toggle = move |(at, (words, flag)): (usize, (Words, Flag))| {
        let count = move || found.with(|found| found.as_ref().and_then(|counts| counts.get(at).copied()));
        let on = move || *flag(&mut address.narrowed.get());
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || on().to_string()
                on:click=move |_| {
                    address.update(|narrowed| {
                        let flag = flag(narrowed);
                        *flag = !*flag;
                    })
                }
            >
                {t(words)}
                <span class="chip-count">{count}</span>
            </button>
        }
    };
    let stages = Signal::derive(move || {
        let config = store.config();
        let stages = config.process(&"customer".into()).map(|process| process.stages.clone()).unwrap_or_default();
        stages.into_iter().map(|stage| (stage.key, stage.label.get(language()).to_owned())).collect::<Vec<_>>()
    });
    let names = |name: &String| (name.clone(), name.clone());
    let classes = Signal::derive(move || {
        store.config().classes.iter().filter(|one| one.active).map(|one| names(&one.name)).collect::<Vec<_>>()
    });
    let regions = Signal::derive(move || {
        store.config().regions.iter().filter(|one| one.active).map(|one| names(&one.name)).collect::<Vec<_>>()
    });
    let owners = Signal::derive(move || {
        let config = store.config();
        config.holders(Post::Specialist, None).map(|one| (one.id.0.clone(), one.name.clone())).collect::<Vec<_>>()
    });
    let narrow = Memo::new(move |_| address.narrowed.with(Narrowed::is_narrow));
    view! {
        <div class="toolbar">
            <div class="chips" role="group" aria-label=t(w::FILTERS)>
                {toggles.into_iter().enumerate().map(toggle).collect_view()}
                <Facet address name="stage" words=w::STAGE choices=stages get=|n| &n.stage set=|n, to| n.stage = to />
                <Facet address name="class" words=w::CLASS choices=classes get=|n| &n.class set=|n, to| n.class = to />
                <Facet
                    address
                    name="region"
                    words=w::REGION
                    choices=regions
                    get=|n| &n.region
                    set=|n, to| n.region = to
                />
                <Facet address name="owner" words=w::OWNER choices=owners get=|n| &n.owner set=|n, to| n.owner = to />
                <Show when=move || narrow.get()>
                    <button
                        type="button"
                        class="chip"
                        on:click=move |_| {
                            address.update(|n| *n = Narrowed { view: n.view, ..Narrowed::default() })
                        }
                    >
                        <Icon name="close" class="icon small" />
                        {t(w::CLEAR_ALL)}
                    </button>
                </Show>
            </div>
            <div class="toolbar-end not-phone">
                <button
                    type="button"
                    class="button quiet icon-only"
                    aria-label=t(w::DENSITY_COMPACT)
                    title=t(w::DENSITY_COMPACT)
                    aria-pressed=move || compact.get().to_string()
                    on:click=move |_| compact.update(|compact| *compact = !*compact)
                >
                    <Icon name="list" />
                </button>
            </div>
        </div>
    }
}

/// How many are found, for the head of the page.
#[component]
pub fn FoundNote(total: RwSignal<Option<u32>>) -> impl IntoView {
    view! { <p class="page-note" role="status">{move || total.get().map(|total| fill(w::FOUND, &total.to_string()))}</p> }
}
