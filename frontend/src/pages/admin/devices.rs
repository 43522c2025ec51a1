use gloo_net::http::Request;
use leptos::prelude::*;
use serde::Deserialize;

use super::{Section, words};
use crate::browser;
use crate::components::{Confirm, Doing, Icon, NotRead, Remote, Skeleton};
use crate::i18n::{fill, language, t};
use crate::store::Store;
use crate::when;

#[derive(Clone, Debug, Deserialize)]
struct Device {
    session: String,
    login: String,
    name: String,
    device: String,
    device_name: String,
    created_at_ms: i64,
    seen_at_ms: i64,
}

#[component]
pub fn Devices() -> impl IntoView {
    let list = Remote::<Vec<Device>>::open("/api/v1/devices");
    let sure = RwSignal::new(false);
    let chosen = RwSignal::new(None::<Device>);
    let doing = Doing::new();
    let name = move || chosen.with(|chosen| chosen.as_ref().map(|device| device.name.clone()).unwrap_or_default());
    let end = Callback::new(move |()| {
        let Some(device) = chosen.get_untracked() else { return };
        doing.run(Request::delete(&format!("/api/v1/sessions/{}", device.session)), None, move || {
            sure.set(false);
            list.load();
        });
    });
    let store = Store::get();
    let full = move |at_ms: i64| when::absolute(&store.config().calendar, at_ms);
    let said = move |at_ms: i64| when::instant(&store.config().calendar, at_ms, store.now.get(), language());
    let row = move |device: Device| {
        let here = device.device == browser::device_id();
        let asked = device.clone();
        let ask = move |_| {
            doing.problem.set(None);
            chosen.set(Some(asked.clone()));
            sure.set(true);
        };
        view! {
            <tr>
                <td>
                    <b>{device.name}</b>
                    " "
                    <small class="muted">{device.login}</small>
                </td>
                <td data-label=t(words::DEVICE)>
                    {device.device_name} " "
                    {here.then(|| view! { <span class="pill" data-tone="accent">{t(words::THIS_ONE)}</span> })}
                </td>
                <td class="nowrap" data-label=t(words::FIRST_SEEN) title=full(device.created_at_ms)>{said(device.created_at_ms)}</td>
                <td class="nowrap" data-label=t(words::LAST_SEEN) title=full(device.seen_at_ms)>{said(device.seen_at_ms)}</td>
                <td>
                    {(!here)
                        .then(|| {
                            view! {
                                <button class="button small" type="button" on:click=ask>
                                    <Icon name="logout" class="icon small" />
                                    {t(words::END)}
                                </button>
                            }
                        })}
                </td>
            </tr>
        }
    };
    view! {
        <Section title=words::DEVICES note=words::DEVICES_NOTE>
            <NotRead of=list />
            <Show when=move || list.waits()>
                <section class="card">
                    <Skeleton />
                </section>
            </Show>
            <Show when=move || list.value.with(Option::is_some)>
                <div class="table-wrap" tabindex="0" role="region" aria-label=t(words::DEVICES)>
                    <table class="table" data-cards="">
                        <caption class="visually-hidden">{t(words::DEVICES)}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{t(words::PERSON)}</th>
                                <th scope="col">{t(words::DEVICE)}</th>
                                <th scope="col">{t(words::FIRST_SEEN)}</th>
                                <th scope="col">{t(words::LAST_SEEN)}</th>
                                <th scope="col">
                                    <span class="visually-hidden">{t(words::END)}</span>
                                </th>
                            </tr>
                        </thead>
                        <tbody>{move || list.or_empty().into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </Show>
        </Section>
        <Confirm
            open=sure
            title=t(words::END_TITLE)
            text=move || fill(words::END_TEXT, &name())
            act=words::END
            busy=doing.busy
            problem=doing.problem
            on_sure=end
        />
    }
}
