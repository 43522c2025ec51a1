use gloo_net::http::Request;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::json;

use super::people::Person;
use super::{Section, words};
use crate::browser;
use crate::components::{Confirm, Doing, Icon, NotRead, Remote, Skeleton, Trouble, hold_while_composing};
use crate::i18n::{Words, fill, t};

#[derive(Clone, Debug, Deserialize)]
struct Absence {
    id: String,
    user: String,
    from_day: String,
    to_day: String,
    reason: String,
}

#[component]
pub fn Absences() -> impl IntoView {
    let list = Remote::<Vec<Absence>>::open("/api/v1/absences");
    let people = Remote::<Vec<Person>>::open("/api/v1/people");
    let today = browser::today();
    let name = move |user: &str| {
        let found = |all: &Vec<Person>| all.iter().find(|one| one.id.as_str() == user).map(|one| one.name.clone());
        people.value.with(|all| all.as_ref().and_then(found)).unwrap_or_else(|| "…".to_owned())
    };
    let sure = RwSignal::new(false);
    let chosen = RwSignal::new(None::<Absence>);
    let doing = Doing::new();
    let remove = Callback::new(move |()| {
        let Some(absence) = chosen.get_untracked() else { return };
        doing.run(Request::delete(&format!("/api/v1/absences/{}", absence.id)), None, move || {
            sure.set(false);
            list.load();
        });
    });
    let row = {
        let today = today.clone();
        move |absence: Absence| {
            let state = match () {
                () if absence.to_day < today => Some((words::PAST, "neutral")),
                () if absence.from_day <= today => Some((words::NOW_AWAY, "soon")),
                () => None,
            };
            let (user, asked) = (absence.user.clone(), absence.clone());
            let ask = move |_| {
                doing.problem.set(None);
                chosen.set(Some(asked.clone()));
                sure.set(true);
            };
            let days = match absence.from_day == absence.to_day {
                true => absence.from_day.clone(),
                false => format!("{} – {}", absence.from_day, absence.to_day),
            };
            view! {
                <li>
                    <div class="row">
                        <span class="row-main">
                            <b class="row-title">
                                {move || name(&user)}
                                {state
                                    .map(|(words, tone)| view! { <span class="pill" data-tone=tone>{t(words)}</span> })}
                            </b>
                            <span class="row-sub">{days} {(!absence.reason.is_empty()).then(|| format!(" · {}", absence.reason))}</span>
                        </span>
                        <span class="row-end">
                            <button class="button small" type="button" on:click=ask>
                                {t(words::REMOVE)}
                            </button>
                        </span>
                    </div>
                </li>
            }
        }
    };
    let row = StoredValue::new(row);
    let whose = move || chosen.with(|chosen| chosen.as_ref().map(|absence| name(&absence.user)).unwrap_or_default());
    view! {
        <Section title=words::ABSENCES note=words::ABSENCES_NOTE>
            <Add people list today />
            <NotRead of=list />
            <Show when=move || list.value.with(|all| all.as_ref().is_some_and(Vec::is_empty))>
                <div class="empty">
                    <Icon name="calendar" class="icon large" />
                    <h2 class="empty-title">{t(words::NO_ABSENCES)}</h2>
                    <p>{t(words::NO_ABSENCES_NOTE)}</p>
                </div>
            </Show>
            <Show when=move || list.value.with(|all| all.as_ref().is_none_or(|all| !all.is_empty()))>
                <section class="card" aria-label=t(words::ABSENCES)>
                    <Show when=move || list.waits()>
                        <Skeleton />
                    </Show>
                    <ul class="rows">
                        {move || list.or_empty().into_iter().rev().map(row.get_value()).collect_view()}
                    </ul>
                </section>
            </Show>
        </Section>
        <Confirm
            open=sure
            title=t(words::REMOVE_TITLE)
            text=move || fill(words::REMOVE_TEXT, &whose())
            act=words::REMOVE
            busy=doing.busy
            problem=doing.problem
            on_sure=remove
        />
    }
}

#[component]
fn Add(people: Remote<Vec<Person>>, list: Remote<Vec<Absence>>, today: String) -> impl IntoView {
    let user = RwSignal::new(String::new());
    let (from, to) = (RwSignal::new(today.clone()), RwSignal::new(today));
    let reason = RwSignal::new(String::new());
    let doing = Doing::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let body = json!({
            "user": user.get_untracked(),
            "from_day": from.get_untracked(),
            "to_day": to.get_untracked(),
            "reason": reason.get_untracked().trim(),
        });
        doing.run(Request::post("/api/v1/absences"), Some(body), move || {
            reason.set(String::new());
            list.load();
        });
    };
    let active = move || people.or_empty().into_iter().filter(|person| person.active);
    let option = |person: Person| view! { <option value=person.id.to_string()>{person.name}</option> };
    let refused = move |field: &str| {
        doing.problem.with(|problem| problem.as_ref().is_some_and(|problem| problem.field.as_deref() == Some(field)))
    };
    // The last day follows the first, so that one day needs one choice.
    let set_from = move |day: String| {
        if to.get_untracked() < day {
            to.set(day.clone());
        }
        from.set(day);
    };
    let label = |of: &'static str, words: Words| view! { <label class="field-label" for=of>{t(words)}</label> };
    view! {
        <section class="card">
            <form class="card-body form-grid" on:submit=submit on:keydown=hold_while_composing>
                <div class="field">
                    {label("absence-user", words::PERSON)}
                    <select
                        class="input"
                        id="absence-user"
                        required
                        aria-invalid=move || refused("user").then_some("true")
                        prop:value=user
                        on:change:target=move |event| user.set(event.target().value())
                    >
                        <option value="">{t(words::CHOOSE_PERSON)}</option>
                        {move || active().map(option).collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label class="field-label" for="absence-reason">
                        {t(words::REASON)} " " <span class="muted">{t(words::OPTIONAL)}</span>
                    </label>
                    <input
                        class="input"
                        id="absence-reason"
                        maxlength="200"
                        autocomplete="off"
                        prop:value=reason
                        on:input:target=move |event| reason.set(event.target().value())
                    />
                </div>
                <div class="field">
                    {label("absence-from", words::FROM_DAY)}
                    <input
                        class="input"
                        id="absence-from"
                        type="date"
                        required
                        aria-invalid=move || refused("from_day").then_some("true")
                        prop:value=from
                        on:change:target=move |event| set_from(event.target().value())
                    />
                </div>
                <div class="field">
                    {label("absence-to", words::TO_DAY)}
                    <input
                        class="input"
                        id="absence-to"
                        type="date"
                        required
                        aria-invalid=move || refused("to_day").then_some("true")
                        prop:value=to
                        on:change:target=move |event| to.set(event.target().value())
                    />
                </div>
                <div class="span-all">
                    <Trouble problem=doing.problem />
                    <button class="button primary" aria-busy=move || doing.busy.get().then_some("true")>
                        <Icon name="plus" />
                        {t(words::ADD)}
                    </button>
                </div>
            </form>
        </section>
    }
}
