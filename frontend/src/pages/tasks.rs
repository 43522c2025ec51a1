//! 任务: who does what until when, as a list or by stage, and the one that is open beside it.

mod board;
mod list;
mod new;
mod pane;
mod views;
mod words;

use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};
use shared::id::RecordId;
use shared::record::summary::Summary;

use crate::components::{Heading, Icon, ListSearch, Toasts};
use crate::i18n::{self, fill, language, t};
use crate::keys;
use crate::message::{Ask, Reply};
use crate::place;
use crate::store::Store;
use board::Board;
use list::TaskList;
use new::NewTask;
use pane::TaskPane;
use views::{Address, View};
use words as w;

#[component]
pub fn Tasks() -> impl IntoView {
    i18n::title(i18n::PAGE_TASKS);
    let store = Store::get();
    let toasts = Toasts::get();
    let address = Address::follow();
    let params = use_params_map();
    let shown =
        Memo::new(move |_| params.with(|params| params.get("id")).filter(|id| !id.is_empty()).map(RecordId::from));
    let making = RwSignal::new(false);
    let total = RwSignal::new(None::<u32>);
    let list_open = RwSignal::new(false);
    let may_make = Memo::new(move |_| new::birth(store).is_some());
    // With one open the board has no room: the list stands beside it.
    let board = Memo::new(move |_| address.board.get() && shown.with(Option::is_none));
    let query = Memo::new(move |_| {
        let user = store.principal().user;
        address.view.get().query(&user, board.get(), address.text.get())
    });
    let home = Signal::derive(move || format!("/tasks{}", address.search(address.view.get(), address.board.get())));
    let navigate = StoredValue::new_local(use_navigate());
    let go = move |path: &str| navigate.with_value(|navigate| navigate(path, Default::default()));
    Effect::new(move |_| {
        if address.new.get() && may_make.get() {
            making.set(true);
            go(&home.get_untracked());
        }
    });
    Effect::new(move |_| {
        shown.track();
        list_open.set(false);
    });
    keys::on_key(move |key, _| match key {
        "n" if may_make.get_untracked() => {
            making.set(true);
            true
        }
        "Escape" if shown.with_untracked(Option::is_some) => {
            go(&home.get_untracked());
            true
        }
        _ => false,
    });
    let made = move |summary: Summary| {
        toasts.done(untrack(|| w::CREATED.get(language())));
        go(&format!(
            "{}{}",
            place::record(&summary.process, &summary.id),
            untrack(|| address.search(address.view.get(), false))
        ));
    };
    let note = move || total.get().map(|total| fill(w::COUNT, &total.to_string()));
    let body = move || {
        if board.get() {
            view! { <Board query total /> }.into_any()
        } else {
            view! { <TaskList address query shown total making /> }.into_any()
        }
    };
    let narrowed = Signal::derive(move || {
        let board = address.board.get().then(|| w::AS_BOARD.get(language()).to_owned());
        let view = Some(address.view.get()).filter(|view| *view != View::Mine).map(|view| view.words());
        view.map(|words| words.get(language()).to_owned()).into_iter().chain(board).collect::<Vec<_>>()
    });
    let head = move || {
        view! {
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{t(i18n::PAGE_TASKS)}</Heading>
                    <p class="page-note">{note}</p>
                </div>
                <div class="page-actions">
                    <LookSwitch address />
                    <Show when=move || may_make.get()>
                        <button class="button primary" on:click=move |_| making.set(true)>
                            <Icon name="plus" class="icon small" />
                            {t(w::NEW)}
                        </button>
                    </Show>
                </div>
            </header>
            <ListSearch list="task" id="task-search" placeholder=Signal::derive(move || t(w::SEARCH)().to_owned()) narrowed />
            <div class="toolbar">
                <Views address />
            </div>
        }
    };
    view! {
        {move || {
            if board.get() {
                view! { <div class="page">{head()} {body()}</div> }.into_any()
            } else {
                view! {
                    <div class="workspace" data-list=move || list_open.get().then_some("open")>
                        <section class="list-pane">{head()} {body()}</section>
                        {move || {
                            shown
                                .get()
                                .map(|id| {
                                    view! {
                                        <TaskPane id close=home list=list_open />
                                        <div class="pane-scrim" on:click=move |_| list_open.set(false)></div>
                                    }
                                })
                        }}
                    </div>
                }
                    .into_any()
            }
        }}
        <NewTask open=making done=made />
    }
}

/// List or board: links, so that the browser's way back works.
#[component]
fn LookSwitch(address: Address) -> impl IntoView {
    let link = move |board: bool, words: i18n::Words, icon: &'static str| {
        let current = move || (address.board.get() == board).then_some("page");
        view! {
            <a
                class="chip"
                href=move || format!("/tasks{}", address.search(address.view.get(), board))
                aria-current=current
                data-on=move || current().map(|_| "")
            >
                <Icon name=icon class="icon small" />
                {t(words)}
            </a>
        }
    };
    view! {
        <div class="chips" role="group" aria-label=t(w::LOOK)>
            {link(false, w::AS_LIST, "list")} {link(true, w::AS_BOARD, "board")}
        </div>
    }
}

#[component]
fn Views(address: Address) -> impl IntoView {
    let store = Store::get();
    let counts = store.live(
        move || {
            let user = store.principal().user;
            Some(Ask::Count(View::ALL.map(|view| view.query(&user, false, address.text.get())).to_vec()))
        },
        |reply| match reply {
            Reply::Counts(counts) => Some(counts),
            _ => None,
        },
    );
    let link = move |(at, view): (usize, View)| {
        let count = move || counts.with(|counts| counts.as_ref().and_then(|counts| counts.get(at).copied()));
        let current = move || (address.view.get() == view).then_some("page");
        view! {
            <a
                class="chip"
                href=move || format!("/tasks{}", address.search(view, address.board.get()))
                aria-current=current
                data-on=move || current().map(|_| "")
            >
                {t(view.words())} " "
                <span class="chip-count">{count}</span>
            </a>
        }
    };
    view! {
        <nav class="chips" aria-label=t(w::VIEWS)>
            {View::ALL.into_iter().enumerate().map(link).collect_view()}
        </nav>
    }
}
