//! Photographs and other files of a record: shown from this device, with or without a network; added from the camera or a
//! file, and each says how far it has come.

pub mod words;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::attachment::Media;
use shared::id::RecordId;
use shared::process::{self, MergeClass};
use shared::record::command::Act;
use shared::value::Value;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use super::signature::SignaturePad;
use super::{Dialog, Form, Icon, members};
use crate::browser;
use crate::i18n::{fill, language, t};
use crate::message::{Ask, Failure, FileState, Line, Opened, Reply};
use crate::store::{Refusal, Store, command};
use words as w;

/// Around everything that shows one record: files below belong to it.
#[derive(Clone)]
pub struct FilesOf(pub RecordId);

#[derive(Clone, PartialEq)]
struct Shown {
    url: String,
    media: Media,
}

/// One file, small; a picture opens large.
#[component]
pub fn Photo(record: RecordId, #[prop(into)] id: String) -> impl IntoView {
    let store = Store::get();
    let shown = RwSignal::new(None::<Shown>);
    let failure = RwSignal::new(None::<Failure>);
    let asking = StoredValue::new(false);
    let open = RwSignal::new(false);
    let is_synced = Memo::new(move |_| store.sync.with(|sync| sync.line == Line::Synced));
    let key = (record.clone(), id.clone());
    Effect::new(move |_| {
        // Somebody else's picture may still be on its way: it is asked for again when the line is there, and now and then.
        is_synced.track();
        store.now.track();
        if !store.ready.get() || shown.with_untracked(Option::is_some) || asking.get_value() {
            return;
        }
        asking.set_value(true);
        // How it stands is told as it changes; how it stood when the page was opened is asked for.
        if !store.files.with_untracked(|files| files.contains_key(&(record.clone(), id.clone()))) {
            store.ask_files(record.clone());
        }
        let ask = Ask::File { record: record.clone(), id: id.clone() };
        spawn_local(async move {
            match store.ask(ask).await {
                Reply::Bytes { media, bytes } => {
                    let url = browser::object_url(&bytes, media.mime());
                    let found = url.map(|url| Shown { url, media });
                    if let Some(Some(unseen)) = shown.try_set(found) {
                        browser::let_go(&unseen.url);
                    }
                }
                Reply::Failed(why) => drop(failure.try_set(Some(why))),
                _ => {}
            }
            asking.try_set_value(false);
        });
    });
    on_cleanup(move || {
        if let Some(Some(shown)) = shown.try_get_untracked() {
            browser::let_go(&shown.url);
        }
    });
    let state = Memo::new(move |_| store.files.with(|files| files.get(&key).map(|row| row.state.clone())));
    let said = move || match state.get()? {
        FileState::Arrived => None,
        FileState::Kept => Some((w::KEPT.get(language()).to_owned(), None)),
        FileState::Sending(part) => Some((fill(w::SENDING, &part.to_string()), None)),
        FileState::Refused(why) => Some((w::REFUSED.get(language()).to_owned(), Some(why.get(language()).to_owned()))),
    };
    let large = move || shown.get().map(|shown| view! { <img class="photo-large" src=shown.url alt=t(w::PICTURE) /> });
    let small = move || match shown.get() {
        Some(Shown { url, media: Media::Pdf }) => view! {
            <a class="photo-open" href=url download="" title=t(w::SAVE)>
                <Icon name="note" class="icon large" />
                "PDF"
            </a>
        }
        .into_any(),
        Some(Shown { url, .. }) => view! {
            <button type="button" class="photo-open" title=t(w::OPEN) on:click=move |_| open.set(true)>
                <img class="photo-image" src=url alt=t(w::PICTURE) />
            </button>
        }
        .into_any(),
        None => match failure.get() {
            Some(why) => view! {
                <span class="photo-open" data-missing>
                    {move || why.say().get(language()).to_owned()}
                </span>
            }
            .into_any(),
            None => view! { <span class="photo-open skeleton"></span> }.into_any(),
        },
    };
    view! {
        <span class="photo">
            {small}
            {move || {
                said()
                    .map(|(words, why)| {
                        let tone = if why.is_some() { "late" } else { "local" };
                        view! {
                            <span class="pill" data-tone=tone>
                                {words}
                            </span>
                            {why.map(|why| view! { <span class="photo-why">{why}</span> })}
                        }
                    })}
            }
            <Dialog open title=Signal::derive(t(w::PICTURE)) size="wide">
                <div class="dialog-body">{large}</div>
            </Dialog>
        </span>
    }
}

/// All files of one field, and the ways to add one.
#[component]
pub fn Photos(
    record: RecordId,
    #[prop(into)] ids: Signal<Vec<String>>,
    #[prop(into)] may: Signal<bool>,
    /// Holds one file only.
    #[prop(optional)]
    single: bool,
    /// Drawn on the screen, under this name.
    #[prop(optional_no_strip, into)]
    drawn: Option<Signal<String>>,
    #[prop(into)] add: Callback<String>,
    #[prop(into)] remove: Callback<String>,
) -> impl IntoView {
    let store = Store::get();
    let busy = RwSignal::new(0_u32);
    let failure = RwSignal::new(None::<Failure>);
    let of = record.clone();
    let keep = move |files: Vec<web_sys::File>| {
        failure.set(None);
        busy.update(|busy| *busy += 1);
        let record = of.clone();
        spawn_local(async move {
            for file in files {
                match store.attach(record.clone(), &file).await {
                    Ok(row) => drop(add.try_run(row.id)),
                    Err(why) => drop(failure.try_set(Some(why))),
                }
            }
            busy.try_update(|busy| *busy -= 1);
        });
    };
    let signed = keep.clone();
    let take = move |event: Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        let Some(list) = input.files() else { return };
        let files: Vec<_> = (0..list.length()).filter_map(|at| list.get(at)).collect();
        // The same picture may be chosen again.
        input.set_value("");
        keep(files);
    };
    let room = move || may.get() && !(single && ids.with(|ids| !ids.is_empty()));
    let of = StoredValue::new(record);
    let one = move |id: String| {
        let gone = id.clone();
        let take_away = move |_| {
            let (record, id) = (of.get_value(), gone.clone());
            remove.run(id.clone());
            spawn_local(async move { drop(store.ask(Ask::LetFileGo { record, id }).await) });
        };
        view! {
            <li>
                <Photo record=of.get_value() id />
                <Show when=move || may.get()>
                    <button
                        type="button"
                        class="button quiet icon-only small photo-remove"
                        aria-label=t(w::REMOVE)
                        title=t(w::REMOVE)
                        on:click=take_away.clone()
                    >
                        <Icon name="close" class="icon small" />
                    </button>
                </Show>
            </li>
        }
    };
    let is_drawn = drawn.is_some();
    let choose = take.clone();
    view! {
        <div class="stack">
            <ul class="photos">
                <For each=move || ids.get() key=Clone::clone children=one />
            </ul>
            <Show when=move || ids.with(Vec::is_empty) && !may.get()>
                <span class="muted">{t(w::NONE)}</span>
            </Show>
            <div class="buttons" hidden=move || !room()>
                {drawn
                    .map(|name| {
                        let take = move |file: web_sys::File| signed(vec![file]);
                        view! { <SignaturePad name take=Callback::new(take) /> }
                    })}
                <label class="button small photo-camera" hidden=is_drawn>
                    <Icon name="photo" />
                    {t(w::CAMERA)}
                    <input class="visually-hidden" type="file" accept="image/*" capture="environment" on:change=take />
                </label>
                <label class="button small" hidden=is_drawn>
                    <Icon name="upload" />
                    {t(w::CHOOSE)}
                    <input
                        class="visually-hidden"
                        type="file"
                        accept="image/*,application/pdf"
                        multiple=!single
                        on:change=choose
                    />
                </label>
            </div>
            <div role="status">
                <Show when=move || { busy.get() > 0 }>
                    <span class="muted">{t(w::READING)}</span>
                </Show>
            </div>
            <div aria-live="polite">
                {move || {
                    failure
                        .get()
                        .map(|why| {
                            view! {
                                <p class="field-error">
                                    <Icon name="warn" />
                                    {move || why.say().get(language()).to_owned()}
                                </p>
                            }
                        })
                }}
            </div>
        </div>
    }
}

/// The files of a field of a record, each added and taken away where it stands.
#[component]
pub fn RecordPhotos(
    opened: Signal<Arc<Opened>>,
    field: process::Field,
    #[prop(into)] may: Signal<bool>,
) -> impl IntoView {
    let store = Store::get();
    let refusal = RwSignal::new(None::<Refusal>);
    let single = field.class == MergeClass::Single;
    let drawn = drawn(&field);
    let key = StoredValue::new(field.key);
    let ids = Memo::new(move |_| opened.with(|opened| key.with_value(|key| held(opened, key, single))));
    let commit = move |act: Act| {
        refusal.set(None);
        let act = opened.with_untracked(|opened| command(opened, vec![act]));
        spawn_local(async move {
            if let Err(why) = store.commit(act).await {
                refusal.try_set(Some(why));
            }
        });
    };
    let add = move |id: String| {
        if single {
            commit(Act::Set { field: key.get_value(), value: Value::Text(id) });
        } else if ids.with_untracked(|ids| !ids.contains(&id)) {
            commit(Act::Add { field: key.get_value(), value: id });
        }
    };
    let remove = move |id: String| {
        let field = key.get_value();
        commit(if single { Act::Set { field, value: Value::Null } } else { Act::Remove { field, value: id } });
    };
    let record = opened.with_untracked(|opened| opened.record.id.clone());
    view! {
        <Photos record ids may single drawn add remove />
        {move || refusal.get().map(|why| view! { <p class="field-error" role="alert">{move || why.text()}</p> })}
    }
}

/// The name of a field that is drawn rather than photographed.
fn drawn(field: &process::Field) -> Option<Signal<String>> {
    let label = field.label.clone();
    field.drawn.then(|| Signal::derive(move || label.get(language()).to_owned()))
}

fn held(opened: &Opened, key: &str, single: bool) -> Vec<String> {
    if single {
        return opened
            .record
            .single(key)
            .as_text()
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .into_iter()
            .collect();
    }
    opened.record.sets.get(key).into_iter().flatten().cloned().collect()
}

/// The same in a form, for a step or an entry: what is chosen is named when the form is kept.
#[component]
pub fn PhotosInput(form: Form, field: process::Field) -> impl IntoView {
    let Some(FilesOf(record)) = use_context::<FilesOf>() else {
        return view! { <p class="field-hint">{t(w::FIRST_SAVE)}</p> }.into_any();
    };
    let single = field.class == MergeClass::Single;
    let drawn = drawn(&field);
    let key = StoredValue::new(field.key);
    let ids = Memo::new(move |_| members(&form.text(&key.get_value())));
    let set = move |ids: Vec<String>| {
        let value = if ids.is_empty() { Value::Null } else { Value::Text(ids.join("\n")) };
        form.set(&key.get_value(), value);
    };
    let add = move |id: String| {
        let mut all = if single { vec![] } else { ids.get_untracked() };
        if !all.contains(&id) {
            all.push(id);
        }
        set(all);
    };
    let remove = move |id: String| set(ids.get_untracked().into_iter().filter(|one| *one != id).collect());
    view! { <Photos record ids may=Signal::stored(true) single drawn add remove /> }.into_any()
}
