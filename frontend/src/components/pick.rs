//! Choosing by typing: the members of a set, and another record by its name.

use leptos::prelude::*;
use shared::id::{ProcessId, RecordId};
use shared::process::{self, Kind};
use shared::query::{Query, Sort, SortBy};
use shared::value::Value;
use web_sys::KeyboardEvent;

use super::Icon;
use super::form::{Form, join, members};
use super::value::{phone, record_title};
use super::words as w;
use crate::i18n::{fill, t};
use crate::message::{Ask, Reply, Row};
use crate::store::Store;

/// Records offered while a name is typed.
const OFFERED_MAX: u32 = 8;

/// Several values of one field before the record is made: chips, and a line to type the next.
#[component]
pub fn SetInput(
    form: Form,
    field: process::Field,
    id: String,
    described: String,
    #[prop(into)] wrong: Signal<bool>,
) -> impl IntoView {
    let key = StoredValue::new(field.key.clone());
    let is_phone = field.kind == Kind::Phone;
    // The line being typed counts as a member too: nobody has to press Enter for the last one.
    let held = move || {
        let text = form.text(&key.get_value());
        let (kept, typed) = text.rsplit_once('\n').unwrap_or(("", text.as_str()));
        (members(kept), typed.to_owned())
    };
    let put = move |mut kept: Vec<String>, typed: String| {
        kept.push(typed);
        form.set(&key.get_value(), join(&kept));
    };
    let typed = Memo::new(move |_| held().1);
    let next = move || {
        let (mut kept, typed) = untrack(held);
        if !typed.trim().is_empty() {
            kept.push(typed.trim().to_owned());
            kept.dedup();
            put(kept, String::new());
        }
    };
    let press = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() && event.key_code() != 229 {
            event.prevent_default();
            next();
        }
    };
    let chip = move |member: String| {
        let shown = if is_phone { phone(&member) } else { member.clone() };
        let name = shown.clone();
        let remove = move |_| {
            let (mut kept, typed) = untrack(held);
            kept.retain(|one| *one != member);
            put(kept, typed);
        };
        view! {
            <span class="chip" data-on>
                {shown}
                <button type="button" class="chip-remove" aria-label=move || fill(w::REMOVE_ONE, &name) on:click=remove>
                    <Icon name="close" />
                </button>
            </span>
        }
    };
    let kept = Memo::new(move |_| held().0);
    view! {
        <Show when=move || !kept.with(Vec::is_empty)>
            <div class="chips">{move || kept.get().into_iter().map(chip).collect_view()}</div>
        </Show>
        <div class="input-group">
            <input
                class="input"
                id=id
                type="text"
                inputmode=if is_phone { "tel" } else { "text" }
                autocomplete="off"
                placeholder=t(w::TYPE_AND_ENTER)
                aria-invalid=move || wrong.get().then_some("true")
                aria-describedby=described
                prop:value=typed
                on:keydown=press
                on:input:target=move |event| put(untrack(held).0, event.target().value())
            />
            <button type="button" class="button quiet icon-only" aria-label=t(w::ADD) on:click=move |_| next()>
                <Icon name="plus" />
            </button>
        </div>
    }
}

/// Another record, found by typing its name.
#[component]
pub fn RecordInput(
    form: Form,
    field_key: String,
    process: ProcessId,
    id: String,
    described: String,
    #[prop(into)] wrong: Signal<bool>,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let store = Store::get();
    let key = StoredValue::new(field_key);
    let chosen = Memo::new(move |_| Some(form.text(&key.get_value())).filter(|id| !id.is_empty()));
    let (typed, cursor) = (RwSignal::new(String::new()), RwSignal::new(0_usize));
    let found = store.live(
        move || {
            let text = typed.get();
            let sort = Sort { by: SortBy::Touched, descending: true };
            let query = Query { process: process.clone(), text: text.clone(), filters: vec![], sort };
            (!text.trim().is_empty()).then_some(Ask::List { query, offset: 0, limit: OFFERED_MAX })
        },
        |reply| match reply {
            Reply::Rows { rows, .. } => Some(rows),
            _ => None,
        },
    );
    let offered =
        Memo::new(move |_| if typed.with(|t| t.trim().is_empty()) { vec![] } else { found.get().unwrap_or_default() });
    let choose = move |row: &Row| {
        form.set(&key.get_value(), Value::Text(row.summary.id.0.clone()));
        typed.set(String::new());
        cursor.set(0);
    };
    let press = move |event: KeyboardEvent| {
        if event.is_composing() || event.key_code() == 229 {
            return;
        }
        let last = offered.with_untracked(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => cursor.update(|at| *at = (*at + 1).min(last)),
            "ArrowUp" => cursor.update(|at| *at = at.saturating_sub(1)),
            "Enter" => offered.with_untracked(|rows| rows.get(cursor.get_untracked()).into_iter().for_each(choose)),
            "Escape" if typed.with_untracked(|typed| !typed.is_empty()) => typed.set(String::new()),
            _ => return,
        }
        event.prevent_default();
    };
    let list_id = format!("{id}-l");
    let option_id = {
        let id = id.clone();
        move |at: usize| format!("{id}-o{at}")
    };
    let option_id = StoredValue::new(option_id);
    let list_id = StoredValue::new(list_id);
    let input_id = StoredValue::new(id);
    let described = StoredValue::new(described);
    move || {
        if let Some(chosen) = chosen.get() {
            let title = record_title(RecordId::from(chosen));
            return view! {
                <div class="chips">
                    <span class="chip" data-on>
                        {move || title.get().unwrap_or_else(|| "…".to_owned())}
                        <button
                            type="button"
                            class="chip-remove"
                            aria-label=t(w::CHOSEN_CLEAR)
                            on:click=move |_| form.set(&key.get_value(), Value::Null)
                        >
                            <Icon name="close" />
                        </button>
                    </span>
                </div>
            }
            .into_any();
        }
        let option = move |(at, row): (usize, Row)| {
            let title = row.summary.title.clone();
            let number = row.summary.number.clone().unwrap_or_default();
            // Each department has templates of its own, often by the same name.
            let of = row.summary.department.as_ref().filter(|_| row.summary.process.as_str() == "template");
            let of = of.map(|id| format!("{} ", store.config().department_name(id)));
            let aside = of.unwrap_or_default() + &number;
            view! {
                <li
                    class="palette-item"
                    role="option"
                    id=option_id.with_value(|option_id| option_id(at))
                    aria-selected=move || (cursor.get() == at).to_string()
                    on:mousedown=move |event| event.prevent_default()
                    on:click=move |_| choose(&row)
                >
                    <span class="grow truncate">{title}</span>
                    <span class="muted">{aside}</span>
                </li>
            }
        };
        let searched = move || typed.with(|typed| !typed.trim().is_empty()) && found.with(Option::is_some);
        view! {
            <div class="input-group">
                <Icon name="search" />
                <input
                    class="input"
                    id=input_id.get_value()
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    autofocus=autofocus
                    aria-expanded=move || offered.with(|rows| !rows.is_empty()).to_string()
                    aria-controls=list_id.get_value()
                    aria-activedescendant=move || option_id.with_value(|option_id| option_id(cursor.get()))
                    aria-invalid=move || wrong.get().then_some("true")
                    aria-describedby=described.get_value()
                    placeholder=t(w::FIND_RECORD)
                    prop:value=typed
                    on:keydown=press
                    on:input:target=move |event| {
                        cursor.set(0);
                        typed.set(event.target().value());
                    }
                />
            </div>
            <ul class="palette-list" role="listbox" id=list_id.get_value()>
                {move || offered.get().into_iter().enumerate().map(option).collect_view()}
            </ul>
            <Show when=move || searched() && offered.with(Vec::is_empty)>
                <p class="field-hint">{move || fill(w::NOTHING_FOUND, &typed.get())}</p>
            </Show>
        }
        .into_any()
    }
}
