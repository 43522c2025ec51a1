//! What each column is, and what is left out.

use leptos::prelude::*;
use shared::label::Label;

use super::flow::Flow;
use super::kind;
use super::wire::{Column, FieldChoice};
use super::words;
use crate::components::{Icon, Trouble};
use crate::i18n::{self, Words, fill, t};

fn say(label: &Label) -> String {
    label.get(i18n::language()).to_owned()
}

const DATES: [(&str, Words); 3] =
    [("", words::DATES_FOUND), ("day_first", words::DAY_FIRST), ("month_first", words::MONTH_FIRST)];

const FIRST_LINE: [(&str, Words); 2] = [("true", words::IS_HEADINGS), ("false", words::IS_DATA)];
const SEPARATORS: [(&str, Words); 5] = [
    ("comma", words::COMMA),
    ("semicolon", words::SEMICOLON),
    ("tab", words::TAB),
    ("bar", words::BAR),
    ("none", words::NO_SEPARATOR),
];

#[component]
pub fn Columns(flow: Flow) -> impl IntoView {
    // The columns of a file do not change unless it is cut another way; only what they mean does.
    let columns = Memo::new(move |_| {
        let cut = |shown: &super::wire::Shown| (shown.columns.len(), shown.headings, shown.separator.clone());
        flow.shown.with(|shown| shown.as_ref().map(cut))
    });
    let rows = move || {
        columns.track();
        let (columns, fields) = flow.shown.with_untracked(|shown| {
            shown.as_ref().map(|shown| (shown.columns.clone(), shown.fields.clone())).unwrap_or_default()
        });
        let row = |column: Column| view! { <ColumnRow flow column fields=fields.clone() /> };
        columns.into_iter().map(row).collect_view()
    };
    let missing = move || {
        let mapping = flow.mapping.get();
        flow.shown.with(|shown| {
            let fields = shown.iter().flat_map(|shown| &shown.fields);
            let lacks = |field: &&FieldChoice| field.required && !mapping.values().any(|key| *key == field.key);
            fields.filter(lacks).map(|field| fill(words::MISSING, &say(&field.label))).collect::<Vec<_>>()
        })
    };
    // Where the file cannot tell, a person can; what was chosen can be taken back.
    let ambiguous = move || {
        let doubtful = |shown: &super::wire::Shown| shown.columns.iter().any(|column| column.doubtful);
        !flow.dates.with(String::is_empty) || flow.shown.with(|shown| shown.as_ref().is_some_and(doubtful))
    };
    let date_option = move |(value, words): (&'static str, Words)| {
        view! {
            <option value=value prop:selected=move || flow.dates.with(|chosen| chosen == value)>
                {t(words)}
            </option>
        }
    };
    view! {
        <section class="stack" aria-label=t(words::COLUMNS)>
            <div>
                <h2 class="card-title">{t(words::COLUMNS)}</h2>
                <p class="muted">{t(words::COLUMNS_NOTE)}</p>
            </div>
            <ul class="import-columns">{rows}</ul>
            <Show when=ambiguous>
                <div class="field">
                    <label class="field-label" for="import-dates">
                        {t(words::DATES_AS)}
                    </label>
                    <select
                        class="input"
                        id="import-dates"
                        on:change:target=move |event| {
                            flow.dates.set(event.target().value());
                            flow.preview();
                        }
                    >
                        {DATES.into_iter().map(date_option).collect_view()}
                    </select>
                </div>
            </Show>
            <div aria-live="polite">
                {move || {
                    missing()
                        .into_iter()
                        .map(|text| {
                            view! {
                                <p class="field-error">
                                    <Icon name="warn" />
                                    {text}
                                </p>
                            }
                        })
                        .collect_view()
                }}
            </div>
        </section>
    }
}

/// How the file is cut into lines and cells, as it was found; a person knows better.
#[component]
pub fn Layout(flow: Flow) -> impl IntoView {
    let choice = move |id: &'static str,
                       label: Words,
                       options: &'static [(&'static str, Words)],
                       what: RwSignal<String>,
                       now: Memo<String>| {
        let option = move |(value, words): &(&'static str, Words)| {
            let (value, words) = (*value, *words);
            view! {
                <option value=value prop:selected=move || now.with(|now| now == value)>
                    {t(words)}
                </option>
            }
        };
        view! {
            <div class="field">
                <label class="field-label" for=id>
                    {t(label)}
                </label>
                <select
                    class="input"
                    id=id
                    disabled=flow.reading.busy
                    on:change:target=move |event| flow.cut(what, event.target().value())
                >
                    {options.iter().map(option).collect_view()}
                </select>
            </div>
        }
    };
    let headings = Memo::new(move |_| {
        flow.shown.with(|shown| shown.as_ref().map(|shown| shown.headings.to_string()).unwrap_or_default())
    });
    let separator = Memo::new(move |_| {
        flow.shown.with(|shown| shown.as_ref().and_then(|shown| shown.separator.clone()).unwrap_or_default())
    });
    view! {
        <div class="cluster">
            {choice("import-headings", words::FIRST_LINE, &FIRST_LINE, flow.headings, headings)}
            <Show when=move || {
                separator.with(|one| !one.is_empty())
            }>{choice("import-separator", words::SEPARATOR, &SEPARATORS, flow.separator, separator)}</Show>
        </div>
    }
}

#[component]
fn ColumnRow(flow: Flow, column: Column, fields: Vec<FieldChoice>) -> impl IntoView {
    let Column { index, name, samples, .. } = column;
    let name = if name.is_empty() { fill(words::COLUMN_NO, &(index + 1).to_string()) } else { name };
    let chosen = Memo::new(move |_| flow.mapping.with(|mapping| mapping.get(&index).cloned()));
    let touched = move || flow.touched.with(|touched| touched.contains(&index));
    let filled = !samples.is_empty();
    let state = move || match chosen.get() {
        Some(_) => "ok",
        None if filled && !touched() => "unsure",
        None => "skip",
    };
    let option = move |field: FieldChoice| {
        let key = field.key.clone();
        view! {
            <option value=field.key prop:selected=move || chosen.get().as_ref() == Some(&key)>
                {move || say(&field.label)}
            </option>
        }
    };
    let dates = move || {
        let (order, doubtful) = flow.shown.with(|shown| {
            let column = shown.as_ref()?.columns.iter().find(|column| column.index == index)?;
            Some((column.order.clone()?, column.doubtful))
        })?;
        let words = if doubtful { words::DATES_DOUBTFUL } else { words::DATES };
        let class = if doubtful { "field-error" } else { "muted" };
        Some(view! { <small class=class>{fill(words, order.get(i18n::language()))}</small> })
    };
    let label = name.clone();
    let title = if filled { format!("{name}：{}", samples.join("、")) } else { name.clone() };
    view! {
        <li data-state=state>
            <span class="import-from" title=title>
                {name}
                {filled.then(|| view! { <small class="muted truncate">{samples.join("、")}</small> })}
                {dates}
            </span>
            <Icon name="chevron-right" />
            <select
                class="input"
                aria-label=move || fill(words::FIELD_FOR, &label)
                on:change:target=move |event| {
                    flow.map(index, Some(event.target().value()).filter(|key| !key.is_empty()))
                }
            >
                <option value="" prop:selected=move || chosen.get().is_none()>
                    {t(words::SKIP_COLUMN)}
                </option>
                {fields.into_iter().map(option).collect_view()}
            </select>
        </li>
    }
}

#[component]
pub fn Choices(flow: Flow) -> impl IntoView {
    let offered = flow.departments;
    let count = move |of: fn(&super::wire::Shown) -> usize| flow.shown.with(|shown| shown.as_ref().map_or(0, of));
    // Duplicates that are not skipped become files, too.
    let ready = move || {
        let repeats = if flow.skip_duplicates.get() { 0 } else { count(|shown| shown.duplicates) };
        count(|shown| shown.ready) + repeats
    };
    let errors = move || count(|shown| shown.with_errors);
    let blocked = move || {
        if errors() > 0 && !flow.skip_errors.get() {
            Some(fill(words::FIX_FIRST, &errors().to_string()))
        } else {
            (ready() == 0).then(|| words::NOTHING_READY.get(i18n::language()).to_owned())
        }
    };
    let lost = move || flow.importing.problem.with(|problem| problem.as_ref().is_some_and(|one| one.is("offline")));
    let option = move |(id, name): (String, String)| {
        let chosen = flow.department.with_untracked(|chosen| *chosen == id);
        view! {
            <option value=id selected=chosen>
                {name}
            </option>
        }
    };
    let check = move |value: RwSignal<bool>| {
        view! {
            <input
                type="checkbox"
                prop:checked=value
                on:change:target=move |event| {
                    value.set(event.target().checked());
                    flow.preview();
                }
            />
        }
    };
    view! {
        <section class="card">
            <div class="card-body stack">
                <h2 class="card-title">{t(words::CHOICES)}</h2>
                <Show when=move || { errors() > 0 }>
                    <label class="check">{check(flow.skip_errors)} <span>{t(words::SKIP_ERRORS)}</span></label>
                </Show>
                <Show when=move || { count(|shown| shown.duplicates) > 0 }>
                    <div>
                        <label class="check">
                            {check(flow.skip_duplicates)} <span>{t(words::SKIP_DUPLICATES)}</span>
                        </label>
                        <p class="field-hint">{t(words::KEEP_DUPLICATES_NOTE)}</p>
                    </div>
                </Show>
                <Show when=move || { offered.with(Vec::len) > 1 }>
                    <div class="field">
                        <label class="field-label" for="import-department">
                            {t(words::TO_DEPARTMENT)}
                        </label>
                        <select
                            class="input"
                            id="import-department"
                            on:change:target=move |event| {
                                flow.department.set(event.target().value());
                                flow.preview();
                            }
                        >
                            {move || offered.get().into_iter().map(option).collect_view()}
                        </select>
                    </div>
                </Show>
                <div aria-live="polite">
                    {move || blocked().map(|why| view! { <p class="muted">{why}</p> })}
                </div>
                <Trouble problem=flow.reading.problem />
                <Show
                    when=lost
                    fallback=move || view! { <Trouble problem=flow.importing.problem /> }
                >
                    <p class="field-error" role="alert">
                        <Icon name="offline" />
                        {t(words::LOST)}
                    </p>
                </Show>
                <Show when=move || flow.importing.busy.get()>
                    <p role="status">{t(words::IMPORTING)}</p>
                    <progress class="progress" aria-label=t(words::IMPORTING)></progress>
                </Show>
                <div class="buttons">
                    <button
                        class="button primary"
                        type="button"
                        disabled=move || blocked().is_some() || flow.reading.busy.get() || flow.importing.busy.get()
                        aria-busy=move || flow.importing.busy.get().then_some("true")
                        on:click=move |_| flow.import()
                    >
                        {move || {
                            let process = flow.process.get();
                            kind::count(&process, words::IMPORT_ROWS, words::IMPORT_RECORDS, &ready().to_string())
                        }}
                    </button>
                    <button class="button" type="button" on:click=move |_| flow.forget()>
                        {t(i18n::CANCEL)}
                    </button>
                </div>
            </div>
        </section>
    }
}
