//! 回访活动: the list, and a new one.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::tachys::html::event::SubmitEvent;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use shared::label::Label;
use shared::process::words::field;
use shared::process::{Field, Kind};
use shared::query::{Filter, Query, Sort, SortBy};
use shared::record::command::{Act, Command};
use shared::value::Value;

use super::campaign::dates;
use super::campaign::figures::items_query;
use super::campaign::words as w;
use crate::components::{Column, Dialog, FieldInput, Form, FormTrouble, Heading, Icon, Rows, hold_while_composing};
use crate::i18n::{self, Words, fill, language, t};
use crate::message::{Ask, Reply, Row};
use crate::store::{Store, new_entry, new_record};

fn label(words: Words) -> Label {
    Label::new(words.zh, words.en)
}

#[component]
pub fn Campaigns() -> impl IntoView {
    i18n::title(i18n::PAGE_CAMPAIGNS);
    let store = Store::get();
    let leads = Memo::new(move |_| {
        let me = store.principal();
        me.leads(me.department())
    });
    let sort = RwSignal::new(Sort { by: SortBy::Created, descending: true });
    let total = RwSignal::new(None::<u32>);
    let open = RwSignal::new(false);
    let query = Signal::stored(Query { process: "campaign".into(), ..Query::default() });
    let new = move || {
        view! {
            <button class="button primary" on:click=move |_| open.set(true)>
                <Icon name="plus" />
                {t(w::NEW)}
            </button>
        }
    };
    let empty = move || {
        view! {
            <div class="empty">
                <Icon name="flag" class="icon large" />
                <h2 class="empty-title">{t(w::EMPTY)}</h2>
                <p>{move || if leads.get() { w::EMPTY_NOTE } else { w::EMPTY_NOT_LEADER }.get(language())}</p>
                <Show when=move || leads.get()>
                    <div class="buttons">{new()}</div>
                </Show>
            </div>
        }
    };
    let name = Signal::derive(move || t(i18n::PAGE_CAMPAIGNS)().to_owned());
    view! {
        <div class="workspace">
            <section class="list-pane">
                <header class="page-head">
                    <div class="page-titles">
                        <Heading>{t(i18n::PAGE_CAMPAIGNS)}</Heading>
                        <p class="page-note">
                            {move || total.get().map(|total| fill(w::COUNT, &total.to_string()))}
                        </p>
                    </div>
                    <div class="page-actions">
                        <Show when=move || leads.get() && total.get() != Some(0)>{new()}</Show>
                    </div>
                </header>
                <super::follow_ups::Tabs here="campaigns" />
                <Rows query columns=columns(store) sort label=name empty total />
            </section>
        </div>
        <Dialog open title=Signal::derive(move || t(w::NEW)().to_owned())>
            <New open />
        </Dialog>
    }
}

fn columns(store: Store) -> Vec<Column> {
    let text = |row: Signal<Row>, key: &'static str| {
        row.with(|row| row.summary.values.get(key).and_then(Value::as_text).unwrap_or_default().to_owned())
    };
    let kind = move |row: Signal<Row>| {
        move || {
            let value = text(row, "type");
            let found = kinds(store).into_iter().find(|choice| choice.value == value);
            found.map_or(value, |choice| choice.label.get(language()).to_owned())
        }
    };
    let stage = move |row: Signal<Row>| {
        move || {
            let config = store.config();
            let stage = row.with(|row| row.summary.stage.clone());
            let found = config.process(&"campaign".into()).and_then(|process| process.stage(&stage));
            let tone = if stage == "archived" { "neutral" } else { "accent" };
            found.map(
                |stage| view! { <span class="pill" data-tone=tone>{stage.label.get(language()).to_owned()}</span> },
            )
        }
    };
    let done = move |row: Signal<Row>| {
        let counts = store.live(
            move || {
                let all = items_query(&row.with(|row| row.summary.id.clone()));
                let mut reached = all.clone();
                reached.filters.push(Filter::Stages(shared::coverage::REACHED.map(str::to_owned).to_vec()));
                Some(Ask::Count(vec![reached, all]))
            },
            |reply| match reply {
                Reply::Counts(counts) => Some(counts),
                _ => None,
            },
        );
        move || counts.get().and_then(|counts| Some(format!("{}/{}", counts.first()?, counts.get(1)?)))
    };
    let when = move |row: Signal<Row>| move || dates(store, &text(row, "from"), &text(row, "to"));
    vec![
        Column::new(label(w::COLUMN_NAME), "minmax(12em,2fr)", kind).sort(SortBy::Title),
        Column::new(label(w::COLUMN_STAGE), "8em", stage).sort(SortBy::Stage).card("end"),
        Column::new(label(w::COLUMN_DONE), "7em", done).card("meta"),
        Column::new(label(w::COLUMN_DATES), "minmax(10em,1fr)", when).sort(SortBy::Value("from".into())).card("meta"),
    ]
}

/// The types of follow-ups: a campaign is of one of them.
fn kinds(store: Store) -> Vec<shared::process::Choice> {
    let config = store.config();
    let field = config.process(&"follow_up".into()).and_then(|process| process.field("type").cloned());
    match field.map(|field| field.kind) {
        Some(Kind::Choice(choices)) => choices,
        _ => vec![],
    }
}

#[component]
fn New(open: RwSignal<bool>) -> impl IntoView {
    let store = Store::get();
    let navigate = use_navigate();
    let form = Form::new("new.campaign", BTreeMap::from([("type".to_owned(), Value::from("regular"))]));
    let process = untrack(|| store.config()).process(&"campaign".into()).cloned();
    let own = |key: &str| process.as_ref().and_then(|process| process.field(key).cloned());
    let kind = field("type", label(w::TYPE), Kind::Choice(untrack(|| kinds(store))));
    let fields: Vec<Field> = [own("title"), Some(kind), own("from"), own("to")].into_iter().flatten().collect();
    let inputs = fields.clone().into_iter().enumerate();
    let inputs = inputs.map(|(at, field)| view! { <FieldInput form field autofocus=at == 0 /> }).collect_view();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let record = new_record();
        let department = store.principal().department().map(|department| department.0.clone());
        let values = department.map(|department| ("department".to_owned(), Value::from(department)));
        let create =
            Act::Take { step: "create".into(), entry: new_entry(), values: values.into_iter().collect(), reason: None };
        let acts = std::iter::once(create).chain(form.acts(&fields)).collect();
        let command = Command { record: record.clone(), process: "campaign".into(), acts };
        let navigate = navigate.clone();
        spawn_local(async move {
            if form.commit(command).await.is_some() {
                open.try_set(false);
                navigate(&format!("/campaigns/{record}"), Default::default());
            }
        });
    };
    view! {
        <form on:submit=send on:keydown=hold_while_composing>
            <div class="dialog-body">
                <p class="muted">{t(w::NEW_NOTE)}</p>
                {inputs}
                <FormTrouble form />
            </div>
            <footer class="dialog-foot">
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    {t(i18n::CANCEL)}
                </button>
                <button class="button primary" aria-busy=move || form.busy.get().then_some("true")>
                    {t(w::CREATE)}
                </button>
            </footer>
        </form>
    }
}
