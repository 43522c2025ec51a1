//! Rows as they would be, each error at its cell.

use leptos::prelude::*;
use shared::id::{ProcessId, RecordId};
use shared::label::Label;

use super::flow::Flow;
use super::wire::{RowShown, Shown};
use super::words;
use crate::i18n::{self, Words, t};
use crate::place;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    First,
    Errors,
    Duplicates,
    Warnings,
}

const LISTED: usize = 200;

/// How many rows a tab holds.
type Size = fn(&Shown) -> usize;

#[component]
pub fn Preview(flow: Flow) -> impl IntoView {
    let tab = RwSignal::new(Tab::First);
    let count = move |of: fn(&Shown) -> usize| flow.shown.with(|shown| shown.as_ref().map_or(0, of));
    let stat = move |words: Words, tone: &'static str, of: fn(&Shown) -> usize, to: Tab| {
        view! {
            <button
                class="stat"
                type="button"
                data-tone=move || (count(of) > 0).then_some(tone)
                aria-pressed=move || (tab.get() == to).to_string()
                on:click=move |_| tab.set(to)
            >
                <span class="stat-label">{t(words)}</span>
                <b class="stat-value">{move || count(of)}</b>
            </button>
        }
    };
    let tabs = [
        (Tab::First, words::FIRST_ROWS, None),
        (Tab::Errors, words::ERRORS, Some((|shown: &Shown| shown.with_errors) as fn(&Shown) -> usize)),
        (Tab::Duplicates, words::DUPLICATES, Some(|shown: &Shown| shown.duplicates)),
        (Tab::Warnings, words::WARNINGS, Some(|shown: &Shown| shown.with_warnings)),
    ];
    let tab_button = move |(to, words, of): (Tab, Words, Option<Size>)| {
        view! {
            <button
                class="tab"
                type="button"
                role="tab"
                aria-selected=move || (tab.get() == to).to_string()
                on:click=move |_| tab.set(to)
            >
                {t(words)}
                {of.map(|of| view! { " " <span class="tab-count">{move || count(of)}</span> })}
            </button>
        }
    };
    let rows = move || {
        flow.shown.with(|shown| {
            let shown = shown.as_ref()?;
            Some(match tab.get() {
                Tab::First => shown.rows.clone(),
                Tab::Errors => shown.faults.clone(),
                Tab::Duplicates => shown.repeats.clone(),
                Tab::Warnings => shown.warned.clone(),
            })
        })
    };
    // Fields in the order of the columns, each once.
    let fields = Memo::new(move |_| {
        let mapping = flow.mapping.get();
        flow.shown.with(|shown| {
            let shown = shown.as_ref()?;
            let mut found: Vec<(String, Label)> = vec![];
            for key in mapping.values() {
                let field = shown.fields.iter().find(|field| field.key == *key);
                if let Some(field) = field.filter(|_| found.iter().all(|(other, _)| other != key)) {
                    found.push((key.clone(), field.label.clone()));
                }
            }
            Some(found)
        })
    });
    let head = move || {
        let cell = |(_, label): (String, Label)| {
            view! { <th scope="col">{move || label.get(i18n::language()).to_owned()}</th> }
        };
        fields.get().unwrap_or_default().into_iter().map(cell).collect_view()
    };
    let body = move || {
        let fields = fields.get().unwrap_or_default();
        let process = ProcessId::from(flow.process.get_untracked());
        rows().unwrap_or_default().into_iter().map(|row| row_view(row, &fields, &process)).collect_view()
    };
    let cut = move || match tab.get() {
        Tab::First => false,
        Tab::Errors => count(|shown| shown.with_errors) > LISTED,
        Tab::Duplicates => count(|shown| shown.duplicates) > LISTED,
        Tab::Warnings => count(|shown| shown.with_warnings) > LISTED,
    };
    view! {
        <div class="stats" role="group" aria-live="polite">
            {stat(words::READY, "done", |shown| shown.ready, Tab::First)}
            {stat(words::ERRORS, "late", |shown| shown.with_errors, Tab::Errors)}
            {stat(words::DUPLICATES, "soon", |shown| shown.duplicates, Tab::Duplicates)}
        </div>
        <div class="tabs" role="tablist">
            {tabs.into_iter().map(tab_button).collect_view()}
        </div>
        <div
            class="table-wrap"
            tabindex="0"
            role="tabpanel"
            aria-label=t(words::FIRST_ROWS)
            aria-busy=move || flow.reading.busy.get().then_some("true")
        >
            <table class="table" data-density="compact" data-cards="">
                <caption class="visually-hidden">{t(words::FIRST_ROWS)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t(words::LINE)}</th>
                        {head}
                        <th scope="col">{t(words::NOTICE)}</th>
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
        <Show when=cut>
            <p class="muted">{t(words::MORE_ROWS)}</p>
        </Show>
    }
}

fn row_view(row: RowShown, fields: &[(String, Label)], process: &ProcessId) -> impl IntoView + use<> {
    let said = |class: &'static str, label: Label| {
        view! { <small class=class>{move || label.get(i18n::language()).to_owned()}</small> }
    };
    let (wrong, remark) = ("cell-error", "cell-remark");
    let cell = |(key, label): &(String, Label)| {
        let label = label.clone();
        let value = row.values.get(key).cloned().unwrap_or_default();
        let faults: Vec<_> = row
            .errors
            .iter()
            .filter(|fault| fault.field.as_ref() == Some(key))
            .map(|fault| said(wrong, fault.say.clone()))
            .collect();
        let is_wrong = (!faults.is_empty()).then_some("true");
        view! {
            <td
                data-label=move || label.get(i18n::language()).to_owned()
                aria-invalid=is_wrong
            >
                <span>{value} {faults}</span>
            </td>
        }
    };
    let cells = fields.iter().map(cell).collect_view();
    let shown = |field: &Option<String>| field.as_ref().is_some_and(|key| fields.iter().any(|(other, _)| other == key));
    // Of the row as a whole, or of a field that no column has.
    let apart = row.errors.iter().filter(|fault| !shown(&fault.field)).map(|fault| said(wrong, fault.say.clone()));
    let remarks = row.warnings.iter().map(|fault| said(remark, fault.say.clone()));
    let whole: Vec<_> = apart.chain(remarks).collect();
    let duplicate = row.duplicate.clone().map(|label| {
        let more = row.duplicate_of.clone().map(|record| {
            view! { <a href=place::record(process, &RecordId::new(record))>{t(words::SEE_RECORD)}</a> }
        });
        view! {
            <span class="pill" data-tone="soon">
                {move || label.get(i18n::language()).to_owned()}
            </span>
            " "
            {more}
        }
    });
    let noticed = !whole.is_empty() || duplicate.is_some();
    view! {
        <tr data-state=(!row.errors.is_empty()).then_some("error")>
            <td class="num" data-label=t(words::LINE)>{row.row}</td>
            {cells}
            {if noticed {
                view! { <td data-label=t(words::NOTICE)><span>{whole} {duplicate}</span></td> }.into_any()
            } else {
                view! { <td></td> }.into_any()
            }}
        </tr>
    }
}
