use std::sync::Arc;

use leptos::prelude::*;
use shared::id::RecordId;
use shared::process::Process;

use super::words as w;
use super::{FilesOf, Icon};
use crate::i18n::t;
use crate::message::Opened;
use crate::store::{Sight, Store};

/// Follows a record and shows `children` once it is here, never building them anew when it changes: what is being typed
/// stays. `back` is where the list is.
#[component]
pub fn WithRecord<F, V>(id: RecordId, #[prop(into)] back: String, children: F) -> impl IntoView
where
    F: Fn(Signal<Arc<Opened>>) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    provide_context(FilesOf(id.clone()));
    let sight = Store::get().record(id);
    // The store's signal goes when nobody looks any more; this one lives as long as what is shown.
    let held = RwSignal::new(None::<Arc<Opened>>);
    let gone = RwSignal::new(false);
    Effect::new(move |_| match sight.try_get() {
        Some(Sight::Here(opened)) => {
            held.set(Some(opened));
            gone.set(false);
        }
        Some(Sight::NotHere) => gone.set(true),
        _ => {}
    });
    let here = Memo::new(move |_| held.with(Option::is_some) && !gone.get());
    let shown = move || {
        let first = held.get_untracked()?;
        let opened = Memo::new(move |_| held.get().unwrap_or_else(|| first.clone()));
        Some(children(opened.into()))
    };
    move || {
        if here.get() {
            return shown().into_any();
        }
        if gone.get() {
            return view! {
                <div class="empty">
                    <Icon name="lock" class="icon large" />
                    <h2 class="empty-title">{t(w::NOT_HERE)}</h2>
                    <p>{t(w::NOT_HERE_NOTE)}</p>
                    <div class="buttons">
                        <a class="button" href=back.clone()>
                            {t(w::BACK_TO_LIST)}
                        </a>
                    </div>
                </div>
            }
            .into_any();
        }
        view! {
            <div class="record-head" aria-busy="true">
                <h1 class="record-title">
                    <span class="skeleton"></span>
                </h1>
                <p class="record-sub">
                    <span class="skeleton" style:--w="14em"></span>
                </p>
            </div>
        }
        .into_any()
    }
}

/// The description of the process that an opened record belongs to. Follows the configuration.
pub fn process_of(opened: Signal<Arc<Opened>>) -> Memo<Option<Process>> {
    let store = Store::get();
    // A description is long: it is copied when another is meant, not with every change of the record.
    let id = Memo::new(move |_| opened.with(|opened| opened.record.process.clone()));
    Memo::new(move |_| id.with(|id| store.config().process(id).cloned()))
}
