//! 客户: the list with its views and filters, and the file that is open beside it.

mod assign;
mod bulk;
mod filters;
mod list;
mod toolbar;
pub mod words;

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate, use_params_map};
use shared::id::RecordId;
use shared::query::Sort;
use shared::record::summary::Summary;

use crate::browser;
use crate::components::{Form, Heading, Icon, NewRecord, Rows, birth};
use crate::i18n::{self, t};
use crate::keys;
use crate::pages::customer::CustomerPane;
use crate::place;
use crate::store::Store;
use filters::{Address, View};
use words as w;

const DENSITY: &str = "huifang.density";

#[component]
pub fn Customers() -> impl IntoView {
    i18n::title(i18n::PAGE_CUSTOMERS);
    let store = Store::get();
    let address = Address::new(untrack(|| View::first(&store.principal())));
    let params = use_params_map();
    let shown =
        Memo::new(move |_| params.with(|params| params.get("id")).filter(|id| !id.is_empty()).map(RecordId::from));
    let selected = RwSignal::new(BTreeSet::<RecordId>::new());
    let sort = RwSignal::new(Sort::default());
    let total = RwSignal::new(None::<u32>);
    let making = RwSignal::new(false);
    let compact = RwSignal::new(browser::read(DENSITY).as_deref() == Some("compact"));
    Effect::new(move |_| browser::write(DENSITY, if compact.get() { "compact" } else { "cozy" }));
    let query = Memo::new(move |_| {
        let user = store.principal().user;
        address.narrowed.with(|narrowed| narrowed.query(&user))
    });
    let may_make =
        Memo::new(move |_| store.config().process(&"customer".into()).is_some_and(|p| birth(p, store).is_some()));
    let navigate = use_navigate();
    let search = use_location().search;
    let go = Callback::new(move |path: String| {
        let search = search.get_untracked();
        let path = if search.is_empty() { path } else { format!("{path}?{search}") };
        navigate(&path, Default::default());
    });
    let close = Callback::new(move |()| go.run("/customers".to_owned()));
    keys::on_key(move |key, _| match key {
        "n" if may_make.get_untracked() => {
            making.set(true);
            true
        }
        "Escape" if selected.with_untracked(|held| !held.is_empty()) => {
            selected.set(BTreeSet::new());
            true
        }
        "Escape" if shown.with_untracked(Option::is_some) => {
            close.run(());
            true
        }
        _ => false,
    });
    let list_open = RwSignal::new(false);
    // Another file shown: the list has done its part.
    Effect::new(move |_| {
        shown.track();
        list_open.set(false);
    });
    let made = move |summary: Summary| go.run(place::record(&summary.process, &summary.id));
    let empty = move || view! { <list::Nothing address making may_make /> };
    view! {
        <div class="workspace" data-list=move || list_open.get().then_some("open")>
            <section class="list-pane">
                <header class="page-head">
                    <div class="page-titles">
                        <Heading>{t(i18n::PAGE_CUSTOMERS)}</Heading>
                        <toolbar::FoundNote total />
                    </div>
                    <Show when=move || may_make.get()>
                        <div class="page-actions">
                            <button type="button" class="button primary" on:click=move |_| making.set(true)>
                                <Icon name="plus" />
                                {t(w::NEW)}
                            </button>
                        </div>
                    </Show>
                </header>
                <toolbar::Search address />
                <toolbar::Filters address compact />
                <toolbar::Views address />
                <Rows
                    query
                    columns=list::columns()
                    sort
                    label=Signal::derive(t(i18n::PAGE_CUSTOMERS))
                    selected
                    shown=shown.into()
                    empty
                    compact
                    total
                />
                <bulk::SelectionBar selected query total />
            </section>
            {move || {
                shown
                    .get()
                    .map(|id| {
                        view! {
                            <CustomerPane id close show_list=move || list_open.set(true) />
                            <div class="pane-scrim" on:click=move |_| list_open.set(false)></div>
                        }
                    })
            }}
        </div>
        <NewRecord
            process="customer"
            open=making
            done=made
            only=vec![
                "name",
                "salutation",
                "phones",
                "kind",
                "is_member",
                "region",
                "address",
                "channel",
                "rest_hours",
                "needs",
            ]
            aside=Callback::new(|form: Form| view! { <list::SamePhone form /> }.into_any())
        />
    }
}
