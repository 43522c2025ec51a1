//! How a campaign stands. Every number is a link to its records.

use leptos::prelude::*;
use shared::coverage::{Coverage, Figure, Share};
use shared::id::RecordId;
use shared::label::Language;
use shared::record::summary::Summary;

use super::words as w;
use crate::components::{Icon, record_title};
use crate::i18n::{fill, language, t};
use crate::place;

/// Members named on the page itself; the rest behind a link.
const NAMED_MAX: usize = 12;

fn list(campaign: &RecordId, more: &str) -> String {
    format!("/follow-ups?campaign={campaign}{more}")
}

fn figure(campaign: &RecordId, key: &str) -> String {
    list(campaign, &format!("&view=all&figure={key}"))
}

fn share(percent: Option<i64>) -> String {
    percent.map_or_else(|| "—".to_owned(), |percent| format!("{percent}%"))
}

#[component]
pub fn Progress(campaign: RecordId, coverage: Memo<Coverage>, items: RwSignal<Option<Vec<Summary>>>) -> impl IntoView {
    let id = StoredValue::new(campaign);
    let stats = move || {
        let figures = coverage.get();
        let stat = |href: String, name: String, value: String, note: String| {
            view! {
                <a class="stat" href=href>
                    <span class="stat-label">{name}</span>
                    <b class="stat-value">{value}</b>
                    <span class="stat-note">{note}</span>
                </a>
            }
        };
        let words = |words: crate::i18n::Words| words.get(language()).to_owned();
        id.with_value(|id| {
            view! {
                {stat(list(id, "&view=all"), words(w::ALL_ITEMS), figures.items.len().to_string(), String::new())}
                {stat(
                    figure(id, "reached"),
                    words(w::REACHED),
                    figures.reached.count().to_string(),
                    share(figures.reached_percent()),
                )}
                {stat(
                    list(id, "&view=all&rating=satisfied"),
                    words(w::SATISFIED),
                    share(figures.satisfied_percent()),
                    fill(w::RATED, &figures.rated().to_string()),
                )}
                {stat(
                    figure(id, "others_waived"),
                    words(w::OTHERS_WAIVED),
                    figures.others_waived.count().to_string(),
                    String::new(),
                )}
            }
        })
    };
    let meter = move || {
        let figures = coverage.get();
        let percent = figures.members_percent().unwrap_or(100);
        let missing = figures.members_missing.count();
        let note = match missing {
            0 => t(w::MEMBERS_ALL)().to_owned(),
            left => format!(
                "{}{}{}",
                fill(w::MEMBERS_LEFT, &left.to_string()),
                if language() == Language::Zh { "，" } else { ", " },
                fill(w::RULE, &figures.required_percent.to_string())
            ),
        };
        let tone = if figures.members_suffice() { "done" } else { "soon" };
        view! {
            <a
                class="meter"
                href=id.with_value(|id| figure(id, if missing == 0 { "members" } else { "members_missing" }))
                data-tone=tone
                style:--value=percent.to_string()
                style:--rule=figures.required_percent.to_string()
            >
                <span class="meter-label">{t(w::MEMBER_COVERAGE)}</span>
                <b class="meter-value">{share(figures.members_percent())}</b>
                <span
                    class="meter-track"
                    role="meter"
                    aria-valuenow=percent.to_string()
                    aria-valuemin="0"
                    aria-valuemax="100"
                    aria-label=t(w::MEMBER_COVERAGE)
                ></span>
                <span class="meter-note">
                    {format!("{}/{}", figures.members_reached.count(), figures.members.count())} " · " {note}
                </span>
            </a>
        }
    };
    let unknown = move || {
        let count = coverage.with(|figures| figures.unknown.count());
        (count > 0).then(|| view! { <p class="muted">{fill(w::UNKNOWN, &count.to_string())}</p> })
    };
    let bars = move |title: crate::i18n::Words, part: fn(&Coverage) -> &Vec<Figure>, is_rating: bool| {
        move || {
            let figures = coverage.get();
            let whole = part(&figures).iter().map(Figure::count).max().unwrap_or_default().max(1);
            let bar = |one: &Figure| {
                let href = id.with_value(|id| {
                    if is_rating { list(id, &format!("&view=all&rating={}", one.key)) } else { figure(id, &one.key) }
                });
                let tone = if is_rating { crate::pages::call::rating_tone(&one.key) } else { "accent" };
                view! {
                    <li>
                        <a class="chart-row" href=href data-tone=tone style:--value=(one.count() * 100 / whole).to_string()>
                            <span class="chart-name">{one.label.get(language()).to_owned()}</span>
                            <span class="chart-track"></span>
                            <b class="chart-value">{one.count()}</b>
                        </a>
                    </li>
                }
            };
            let any = part(&figures).iter().any(|one| one.count() > 0);
            any.then(|| {
                view! {
                    <section class="card">
                        <header class="card-head">
                            <h2 class="card-title">{t(title)}</h2>
                        </header>
                        <div class="card-body">
                            <ul class="chart-bars">{part(&figures).iter().map(bar).collect_view()}</ul>
                        </div>
                    </section>
                }
            })
        }
    };
    view! {
        <div class="stats">{stats}</div>
        <div class="meters">{meter}</div>
        {unknown}
        <div class="columns">
            <div class="column">
                {bars(w::NOT_REACHED, |figures| &figures.unreached, false)}
                <Missing campaign=id coverage items />
            </div>
            <div class="column">
                {bars(w::RATINGS, |figures| &figures.ratings, true)}
                <Callers campaign=id coverage />
            </div>
        </div>
    }
}

/// The members without whom the rule is not kept, by name.
#[component]
fn Missing(
    campaign: StoredValue<RecordId>,
    coverage: Memo<Coverage>,
    items: RwSignal<Option<Vec<Summary>>>,
) -> impl IntoView {
    move || {
        let missing = coverage.with(|figures| figures.members_missing.records.clone());
        if missing.is_empty() {
            return None;
        }
        let row = |item: Summary| {
            // Who it is; the campaign's name would stand on every line.
            let name = item.about.clone().map(record_title);
            let title = item.title.clone();
            let shown = move || name.and_then(|name| name.get()).unwrap_or_else(|| title.clone());
            view! {
                <li>
                    <a class="row" href=place::record(&item.process, &item.id)>
                        <span class="row-main">
                            <b class="row-title">{shown}</b>
                        </span>
                        <span class="row-end">{crate::pages::stage_pill(&crate::store::Store::get().config(), &item.stage)}</span>
                    </a>
                </li>
            }
        };
        let named: Vec<Summary> = items.with(|items| {
            let items = items.as_deref().unwrap_or_default();
            items.iter().filter(|item| missing.contains(&item.id)).take(NAMED_MAX).cloned().collect()
        });
        let more = (missing.len() > NAMED_MAX).then(|| {
            view! {
                <a class="button small" href=campaign.with_value(|id| figure(id, "members_missing"))>
                    {fill(w::MISSING_MORE, &missing.len().to_string())}
                </a>
            }
        });
        Some(view! {
            <section class="card">
                <header class="card-head">
                    <h2 class="card-title">
                        <Icon name="star" class="icon small" />
                        " "
                        {t(w::MISSING)}
                        " "
                        <span class="badge" data-tone="soon">{missing.len()}</span>
                    </h2>
                    <div class="card-actions">{more}</div>
                </header>
                <ul class="rows">{named.into_iter().map(row).collect_view()}</ul>
            </section>
        })
    }
}

#[component]
fn Callers(campaign: StoredValue<RecordId>, coverage: Memo<Coverage>) -> impl IntoView {
    let row = move |one: Share| {
        let name = if one.name.is_empty() { t(w::WITHOUT)().to_owned() } else { one.name.clone() };
        let href = campaign.with_value(|id| match &one.user {
            Some(user) => list(id, &format!("&view=all&caller={user}")),
            None => list(id, "&view=all"),
        });
        let satisfied = if one.rated == 0 { "—".to_owned() } else { format!("{}/{}", one.satisfied, one.rated) };
        view! {
            <tr>
                <th scope="row">
                    <a href=href>{name}</a>
                </th>
                <td class="num" data-label=t(w::DONE)>
                    {format!("{}/{}", one.reached.len(), one.items.len())}
                </td>
                <td class="num" data-label=t(w::SATISFIED)>{satisfied}</td>
                <td>
                    <progress class="progress" value=one.reached.len() max=one.items.len() aria-label=t(w::DONE)></progress>
                </td>
            </tr>
        }
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h2 class="card-title">{t(w::CALLERS)}</h2>
            </header>
            <div class="table-wrap" tabindex="0" role="region" aria-label=t(w::CALLERS)>
                <table class="table" data-density="compact">
                    <caption class="visually-hidden">{t(w::CALLERS)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t(w::PERSON)}</th>
                            <th scope="col" class="num">{t(w::DONE)}</th>
                            <th scope="col" class="num">{t(w::SATISFIED)}</th>
                            <th scope="col">{t(w::COMPLETION)}</th>
                        </tr>
                    </thead>
                    <tbody>{move || coverage.get().callers.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}
