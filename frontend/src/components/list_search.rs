//! The search of a list, and the filters that a person keeps for it. What a list is narrowed to stands in its address, so
//! a filter is an address with a name: the latest ones by themselves, others for as long as they are wanted.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};

use super::Icon;
use super::words::CLOSE;
use crate::i18n::{fill, strings, t};
use crate::message::{Ask, Filters, Reply, Saved};
use crate::store::Store;

strings! {
    FILTERS: "常用筛选", "Saved filters";
    RECENT: "最近用过", "Recent";
    SAVED: "保存的筛选", "Saved";
    NONE: "搜索或筛选后，可以在这里存下来，下次直接用。", "Search or filter, then save it here for the next time.";
    NAME: "名称", "Name";
    SAVE: "保存当前筛选", "Save this filter";
    RENAME: "改名", "Rename";
    RENAME_ONE: "给“{}”改名", "Rename “{}”";
    REMOVE_ONE: "删除“{}”", "Remove “{}”";
}

/// The key of what was typed, in the address of every list.
pub const TYPED: &str = "q";
const RECENT_MAX: usize = 5;
const NAME_CHARS_MAX: usize = 40;
/// A filter that is left so long was meant.
const MEANT: Duration = Duration::from_millis(1_500);

#[component]
pub fn ListSearch(
    /// The list, among all of this person's.
    #[prop(into)]
    list: String,
    id: &'static str,
    #[prop(into)] placeholder: Signal<String>,
    /// What the list is narrowed to beside what was typed, in words.
    #[prop(into)]
    narrowed: Signal<Vec<String>>,
) -> impl IntoView {
    let (search, path) = (use_location().search, use_location().pathname);
    let map = use_query_map();
    let text = Memo::new(move |_| map.with(|map| map.get(TYPED)).unwrap_or_default());
    let navigate = StoredValue::new_local(use_navigate());
    let go = move |to: String| {
        let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
        navigate.with_value(|navigate| navigate(&format!("{}{to}", path.get_untracked()), options));
    };
    let type_in = move |typed: String| {
        let mut map = map.get_untracked();
        map.remove(TYPED);
        if !typed.is_empty() {
            map.insert(TYPED, typed);
        }
        go(map.to_query_string());
    };
    // In words, and as an address; none while nothing is narrowed.
    let current = Memo::new(move |_| {
        let typed = text.get().trim().to_owned();
        let parts: Vec<String> = narrowed.get().into_iter().chain((!typed.is_empty()).then_some(typed)).collect();
        let search = search.get();
        let search = search.trim_start_matches('?');
        (!parts.is_empty() && !search.is_empty())
            .then(|| Saved { name: parts.join("、"), search: format!("?{search}") })
    });
    view! {
        <div class="toolbar">
            <div class="input-group grow">
                <Icon name="search" />
                <input
                    class="input"
                    id=id
                    type="search"
                    autocomplete="off"
                    aria-label=placeholder
                    placeholder=placeholder
                    prop:value=text
                    on:input:target=move |event| type_in(event.target().value())
                    on:keydown=move |event| {
                        if event.key() == "Escape" && !event.is_composing() {
                            event.prevent_default();
                            type_in(String::new());
                            crate::keys::focus(".vlist-scroll");
                        }
                    }
                />
            </div>
            <Kept list current go=Callback::new(go) />
        </div>
    }
}

#[component]
fn Kept(list: String, current: Memo<Option<Saved>>, go: Callback<String>) -> impl IntoView {
    let store = Store::get();
    let filters = RwSignal::new(Filters::default());
    let (name, renamed) = (RwSignal::new(String::new()), RwSignal::new(None::<Saved>));
    let menu = format!("filters-{list}");
    let list = StoredValue::new(list);
    Effect::new(move |_| {
        if store.ready.get() {
            spawn_local(async move {
                if let Reply::Filters(kept) = store.ask(Ask::Filters(list.get_value())).await {
                    filters.try_set(kept);
                }
            });
        }
    });
    // Changed as it is kept now: another tab may have changed it meanwhile.
    let change = move |change: Box<dyn FnOnce(&mut Filters)>| {
        let list = list.get_value();
        spawn_local(async move {
            let Reply::Filters(mut kept) = store.ask(Ask::Filters(list.clone())).await else { return };
            change(&mut kept);
            filters.try_set(kept.clone());
            drop(store.ask(Ask::KeepFilters { list, filters: kept }).await);
        });
    };
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let forget = move || {
        if let Some(Some(handle)) = timer.try_update_value(Option::take) {
            handle.clear();
        }
    };
    Effect::new(move |_| {
        let now = current.get();
        forget();
        let Some(now) = now else { return };
        let remember = move || {
            change(Box::new(move |kept| {
                kept.recent.retain(|one| one.search != now.search && one.name != now.name);
                kept.recent.insert(0, now);
                kept.recent.truncate(RECENT_MAX);
            }));
        };
        timer.set_value(set_timeout_with_handle(remember, MEANT).ok());
    });
    on_cleanup(forget);
    let save = move || {
        let called: String = name.get_untracked().trim().chars().take(NAME_CHARS_MAX).collect();
        let saved = renamed.get_untracked().or_else(|| current.get_untracked());
        if let Some(saved) = saved.filter(|_| !called.is_empty()) {
            change(Box::new(move |kept| {
                kept.saved.retain(|one| one.search != saved.search && one.name != called);
                kept.saved.push(Saved { name: called, search: saved.search });
                shared::order::by(&mut kept.saved, |a, b| a.name.cmp(&b.name));
            }));
            name.set(String::new());
            renamed.set(None);
        }
    };
    let popover = menu.clone();
    let line = move |one: Saved, is_saved: bool| {
        let (search, called) = (one.search.clone(), one.name.clone());
        let (rename, remove) = (one.clone(), one.clone());
        let buttons = is_saved.then(|| {
            let (label, gone) = (fill(RENAME_ONE, &called), fill(REMOVE_ONE, &called));
            view! {
                <button
                    type="button"
                    class="button quiet icon-only"
                    aria-label=label
                    on:click=move |_| {
                        name.set(rename.name.clone());
                        renamed.set(Some(rename.clone()));
                    }
                >
                    <Icon name="edit" />
                </button>
                <button
                    type="button"
                    class="button quiet icon-only"
                    aria-label=gone
                    on:click=move |_| {
                        let remove = remove.clone();
                        renamed.update(|renamed| *renamed = renamed.take().filter(|one| *one != remove));
                        change(Box::new(move |kept| kept.saved.retain(|one| *one != remove)));
                    }
                >
                    <Icon name="close" />
                </button>
            }
        });
        view! {
            <li class="buttons">
                <button
                    type="button"
                    class="menu-item grow"
                    popovertarget=popover.clone()
                    popovertargetaction="hide"
                    on:click=move |_| go.run(search.clone())
                >
                    <span class="truncate">{called.clone()}</span>
                </button>
                {buttons}
            </li>
        }
    };
    let lines = StoredValue::new(line);
    let part = move |words, of: fn(&Filters) -> &Vec<Saved>, is_saved: bool| {
        let all = filters.with(|kept| of(kept).clone());
        (!all.is_empty()).then(|| {
            let lines: Vec<_> =
                all.into_iter().map(|one| lines.with_value(|line| line(one, is_saved)).into_any()).collect();
            view! {
                <p class="menu-label">{t(words)}</p>
                <ul>{lines}</ul>
            }
        })
    };
    let nothing = move || {
        let none =
            filters.with(|kept| kept.saved.is_empty() && kept.recent.is_empty()) && current.with(Option::is_none);
        none.then(|| view! { <p class="muted">{t(NONE)}</p> })
    };
    let can_save = move || renamed.with(Option::is_some) || current.with(Option::is_some);
    let word = move || if renamed.with(Option::is_some) { t(RENAME)() } else { t(SAVE)() };
    view! {
        <button type="button" class="button quiet" popovertarget=menu.clone() aria-haspopup="dialog">
            <Icon name="star" />
            {t(FILTERS)}
        </button>
        <div class="popover" popover="auto" id=menu role="dialog" aria-label=t(FILTERS)>
            <div class="stack">
                {move || part(SAVED, |kept| &kept.saved, true)}
                {move || part(RECENT, |kept| &kept.recent, false)}
                {nothing}
                <Show when=can_save>
                    <form
                        class="buttons"
                        on:submit=move |event| {
                            event.prevent_default();
                            save();
                        }
                    >
                        <input
                            class="input grow"
                            type="text"
                            required
                            maxlength=NAME_CHARS_MAX.to_string()
                            autocomplete="off"
                            aria-label=t(NAME)
                            placeholder=move || current.get().map_or_else(|| t(NAME)().to_owned(), |one| one.name)
                            prop:value=name
                            on:input:target=move |event| name.set(event.target().value())
                        />
                        <button type="submit" class="button">
                            {word}
                        </button>
                        {move || {
                            renamed
                                .get()
                                .map(|_| {
                                    view! {
                                        <button
                                            type="button"
                                            class="button quiet icon-only"
                                            aria-label=t(CLOSE)
                                            on:click=move |_| {
                                                renamed.set(None);
                                                name.set(String::new());
                                            }
                                        >
                                            <Icon name="close" />
                                        </button>
                                    }
                                })
                        }}
                    </form>
                </Show>
            </div>
        </div>
    }
}
