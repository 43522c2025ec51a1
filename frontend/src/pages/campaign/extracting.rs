//! The page while customers are chosen: filters with the number found, who calls, and the one button.

use std::sync::Arc;

use leptos::prelude::*;
use shared::assign::Total;
use shared::process::Kind;

use super::extract::{Choice, Extract, is_member};
use super::words as w;
use crate::components::Icon;
use crate::i18n::{Words, fill, language, t};
use crate::message::Opened;

#[component]
pub fn Extracting(opened: Signal<Arc<Opened>>) -> impl IntoView {
    let extract = Extract::new(opened);
    view! {
        <div class="columns">
            <div class="column">
                <Customers extract />
            </div>
            <div class="column">
                <Share extract />
            </div>
        </div>
    }
}

type Options = Vec<(String, String)>;

#[component]
fn Customers(extract: Extract) -> impl IntoView {
    let config = move || extract.store.config();
    let named = |names: Vec<String>| names.into_iter().map(|name| (name.clone(), name)).collect::<Options>();
    let classes = move || named(config().classes.iter().filter(|one| one.active).map(|one| one.name.clone()).collect());
    let regions = move || named(config().regions.iter().filter(|one| one.active).map(|one| one.name.clone()).collect());
    let kinds = move || {
        let config = config();
        let field = config.process(&"customer".into()).and_then(|process| process.field("kind").cloned());
        match field.map(|field| field.kind) {
            Some(Kind::Choice(choices)) => {
                choices.into_iter().map(|one| (one.value, one.label.get(language()).to_owned())).collect()
            }
            _ => Options::new(),
        }
    };
    let owners = move || {
        let config = config();
        config
            .people
            .iter()
            .filter(|one| one.active)
            .map(|one| (one.id.0.clone(), one.name.clone()))
            .collect::<Options>()
    };
    let membership = move || {
        [("yes", w::MEMBERS_ONLY), ("no", w::OTHERS_ONLY)]
            .map(|(value, words)| (value.to_owned(), words.get(language()).to_owned()))
            .to_vec()
    };
    let count = Memo::new(move |_| {
        extract
            .found
            .with(|found| found.as_ref().map(|found| (found.len(), found.iter().filter(|one| is_member(one)).count())))
    });
    let found = move || match count.get() {
        None => view! { <span class="skeleton" style:--w="6em"></span> }.into_any(),
        Some((0, _)) => view! { <span>{t(w::FOUND_NONE)}</span> }.into_any(),
        Some((found, members)) => view! {
            <b class="stat-value">{fill(w::FOUND, &found.to_string())}</b>
            " "
            <span class="muted">{fill(w::FOUND_MEMBERS, &members.to_string())}</span>
        }
        .into_any(),
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{t(w::EXTRACT)}</h2>
            </header>
            <div class="card-body stack">
                <p class="muted">{t(w::EXTRACT_NOTE)}</p>
                <div class="form-grid" data-dense="">
                    <Pick extract label=w::CLASS options=Signal::derive(classes) read=|c| &c.class write=|c, v| c.class = v />
                    <Pick extract label=w::REGION options=Signal::derive(regions) read=|c| &c.region write=|c, v| c.region = v />
                    <Pick extract label=w::KIND options=Signal::derive(kinds) read=|c| &c.kind write=|c, v| c.kind = v />
                    <Pick extract label=w::MEMBERSHIP options=Signal::derive(membership) read=|c| &c.member write=|c, v| c.member = v />
                    <Pick extract label=w::OWNER options=Signal::derive(owners) read=|c| &c.owner write=|c, v| c.owner = v />
                    <Line extract label=w::QUIET_DAYS kind="number" read=|c| &c.quiet_days write=|c, v| c.quiet_days = v />
                </div>
                <p class="found" aria-live="polite">{found}</p>
                <div class="form-grid" data-dense="">
                    <Line extract label=w::SERVICE_ITEM hint=w::SERVICE_ITEM_HINT read=|c| &c.service_item write=|c, v| c.service_item = v />
                    <Line extract label=w::SERVICE_AT kind="date" read=|c| &c.service_at write=|c, v| c.service_at = v />
                </div>
            </div>
        </section>
    }
}

#[component]
fn Pick(
    extract: Extract,
    label: Words,
    options: Signal<Options>,
    read: fn(&Choice) -> &String,
    write: fn(&mut Choice, String),
) -> impl IntoView {
    let option = move |(value, words): (String, String)| {
        let chosen = extract.choice.with_untracked(|choice| *read(choice) == value);
        view! {
            <option value=value selected=chosen>
                {words}
            </option>
        }
    };
    view! {
        <label class="field">
            <span class="field-label">{t(label)}</span>
            <select
                class="input"
                on:change:target=move |event| extract.choice.update(|choice| write(choice, event.target().value()))
            >
                <option value="">{t(w::ANY)}</option>
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
}

#[component]
fn Line(
    extract: Extract,
    label: Words,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] hint: Option<Words>,
    read: fn(&Choice) -> &String,
    write: fn(&mut Choice, String),
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="field-label">{t(label)}</span>
            <input
                class="input"
                type=kind
                min="0"
                autocomplete="off"
                prop:value=move || extract.choice.with(|choice| read(choice).clone())
                on:input:target=move |event| extract.choice.update(|choice| write(choice, event.target().value()))
            />
            {hint.map(|hint| view! { <span class="field-hint">{t(hint)}</span> })}
        </label>
    }
}

#[component]
fn Share(extract: Extract) -> impl IntoView {
    let totals = Memo::new(move |_| extract.totals());
    let given = Memo::new(move |_| totals.with(|totals| totals.iter().map(|total| total.given).sum::<u32>()));
    let way = move |to_owners: bool, words: Words| {
        view! {
            <label>
                <input
                    type="radio"
                    name="share"
                    prop:checked=move || extract.choice.with(|choice| choice.to_owners) == to_owners
                    on:change=move |_| extract.choice.update(|choice| choice.to_owners = to_owners)
                />
                <span>{t(words)}</span>
            </label>
        }
    };
    let note = move || {
        let to_owners = extract.choice.with(|choice| choice.to_owners);
        if to_owners { w::TO_OWNERS_NOTE } else { w::EVENLY_NOTE }.get(language())
    };
    let row = move |total: Total| {
        let user = StoredValue::new(total.user.clone());
        let is_away = extract.is_away(&total.user);
        let name = total.name.clone();
        let toggle = move |on: bool| {
            extract.choice.update(|choice| {
                let user = user.get_value();
                if on {
                    choice.left_out.remove(&user);
                } else {
                    choice.left_out.insert(user);
                }
            });
        };
        view! {
            <tr data-state=total.absent.then_some("off")>
                <td data-label=t(w::PERSON)>
                    <label class="check">
                        <input
                            type="checkbox"
                            aria-label=move || fill(w::INCLUDE, &name)
                            disabled=is_away
                            prop:checked=!total.absent
                            on:change:target=move |event| toggle(event.target().checked())
                        />
                        <span>
                            {total.name.clone()} " "
                            {is_away.then(|| view! { <span class="pill">{t(w::AWAY)}</span> })}
                        </span>
                    </label>
                </td>
                <td class="num" data-label=t(w::ABILITY)>{total.ability}</td>
                <td class="num" data-label=t(w::LOAD)>{total.before}</td>
                <td class="num" data-label=t(w::GIVEN)><b>{format!("+{}", total.given)}</b></td>
                <td class="num" data-label=t(w::AFTER)>{total.after}</td>
            </tr>
        }
    };
    let label = move || {
        if extract.busy.get() {
            fill(w::MAKING, &format!("{}/{}", extract.made.get(), given.get()))
        } else {
            fill(w::MAKE, &given.get().to_string())
        }
    };
    let troubles = move || {
        let refused = extract.refused.get();
        let refusal = extract.refusal.get().map(|refusal| refusal.text());
        let some = refused.first().map(|first| {
            format!(
                "{}{}。{}",
                fill(w::SOME_REFUSED, &refused.len().to_string()),
                first.say.get(language()),
                t(w::AGAIN)()
            )
        });
        refusal.or(some).map(|text| view! { <p class="field-error"><Icon name="warn" />{text}</p> })
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{t(w::ALLOCATE)}</h2>
                <div class="card-actions">
                    <div class="segmented" role="radiogroup" aria-label=t(w::ALLOCATE)>
                        {way(false, w::EVENLY)}
                        {way(true, w::TO_OWNERS)}
                    </div>
                </div>
            </header>
            <div class="card-body stack">
                <p class="muted">{note}</p>
                <Show when=move || totals.with(|totals| !totals.is_empty()) fallback=move || view! { <p>{t(w::NOBODY)}</p> }>
                    <div class="table-wrap" tabindex="0" role="region" aria-label=t(w::ALLOCATE)>
                        <table class="table" data-density="compact">
                            <caption class="visually-hidden">{t(w::ALLOCATE)}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{t(w::PERSON)}</th>
                                    <th scope="col" class="num">{t(w::ABILITY)}</th>
                                    <th scope="col" class="num">{t(w::LOAD)}</th>
                                    <th scope="col" class="num">{t(w::GIVEN)}</th>
                                    <th scope="col" class="num">{t(w::AFTER)}</th>
                                </tr>
                            </thead>
                            <tbody>{move || totals.get().into_iter().map(row).collect_view()}</tbody>
                        </table>
                    </div>
                </Show>
                <div aria-live="assertive">{troubles}</div>
                <button
                    class="button primary wide"
                    aria-busy=move || extract.busy.get().then_some("true")
                    disabled=move || given.get() == 0
                    on:click=move |_| extract.make()
                >
                    {label}
                </button>
            </div>
        </section>
    }
}
