//! What the list is narrowed to, as it stands in the address: a list can be bookmarked and sent to somebody.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use shared::deadline::Standing;
use shared::id::UserId;
use shared::principal::{Post, Principal};
use shared::query::{Filter, Query};
use shared::value::Value;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    #[default]
    All,
    Mine,
    Unassigned,
    Overdue,
}

impl View {
    pub const EACH: [View; 4] = [View::Mine, View::Unassigned, View::Overdue, View::All];

    fn word(self) -> &'static str {
        match self {
            View::All => "all",
            View::Mine => "mine",
            View::Unassigned => "unassigned",
            View::Overdue => "overdue",
        }
    }

    /// Whoever owns customers begins with his own; whoever leads, with all.
    pub fn first(principal: &Principal) -> View {
        let leads = principal.leads(None) || principal.holds(Post::Supervisor);
        if principal.holds(Post::Specialist) && !leads { View::Mine } else { View::All }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Narrowed {
    pub view: View,
    pub text: String,
    pub stage: Option<String>,
    pub class: Option<String>,
    pub region: Option<String>,
    pub owner: Option<String>,
    pub members: bool,
    pub soon: bool,
    pub two: bool,
}

impl Narrowed {
    pub fn is_narrow(&self) -> bool {
        *self != Narrowed { view: self.view, ..Narrowed::default() }
    }

    /// The question for this list. The order comes from the list itself.
    pub fn query(&self, user: &UserId) -> Query {
        let value =
            |key: &str, value: &String| Filter::Value { key: key.into(), any: vec![Value::Text(value.clone())] };
        let mut filters = match self.view {
            View::All => vec![],
            View::Mine => vec![Filter::Owner(user.clone())],
            View::Unassigned => vec![Filter::Unassigned, Filter::Open],
            View::Overdue => vec![Filter::Standing(Standing::Overdue)],
        };
        filters.extend(self.stage.iter().map(|stage| Filter::Stages(vec![stage.clone()])));
        filters.extend(self.class.iter().map(|class| value("class", class)));
        filters.extend(self.region.iter().map(|region| value("region", region)));
        filters.extend(self.owner.iter().map(|owner| Filter::Owner(owner.as_str().into())));
        if self.members {
            filters.push(Filter::Value { key: "is_member".into(), any: vec![true.into()] });
        }
        if self.soon {
            filters.push(Filter::Standing(Standing::Soon));
        }
        if self.two {
            filters.push(Filter::Conflict);
        }
        Query { process: "customer".into(), text: self.text.clone(), filters, ..Query::default() }
    }

    fn pairs(&self, first: View) -> Vec<(&'static str, String)> {
        let flag = |on: bool| on.then(|| "1".to_owned());
        let all = [
            ("view", (self.view != first).then(|| self.view.word().to_owned())),
            ("q", Some(self.text.clone()).filter(|text| !text.is_empty())),
            ("stage", self.stage.clone()),
            ("class", self.class.clone()),
            ("region", self.region.clone()),
            ("owner", self.owner.clone()),
            ("member", flag(self.members)),
            ("soon", flag(self.soon)),
            ("two", flag(self.two)),
        ];
        all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
    }
}

/// The address as the list's state: read as a signal, written by replacing it.
#[derive(Clone, Copy)]
pub struct Address {
    pub narrowed: Memo<Narrowed>,
    write: Callback<Narrowed>,
}

impl Address {
    pub fn new(first: View) -> Self {
        let map = use_query_map();
        let narrowed = Memo::new(move |_| {
            map.with(|map| {
                let word = map.get("view");
                let view = View::EACH.into_iter().find(|view| Some(view.word()) == word.as_deref());
                Narrowed {
                    view: view.unwrap_or(first),
                    text: map.get("q").unwrap_or_default(),
                    stage: map.get("stage"),
                    class: map.get("class"),
                    region: map.get("region"),
                    owner: map.get("owner"),
                    members: map.get("member").is_some(),
                    soon: map.get("soon").is_some(),
                    two: map.get("two").is_some(),
                }
            })
        });
        let (navigate, path) = (use_navigate(), use_location().pathname);
        let write = Callback::new(move |to: Narrowed| {
            let encode =
                |(key, value): (&str, String)| format!("{key}={}", String::from(js_sys::encode_uri_component(&value)));
            let pairs: Vec<String> = to.pairs(first).into_iter().map(encode).collect();
            let path = path.get_untracked();
            let to = if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) };
            navigate(&to, NavigateOptions { replace: true, scroll: false, ..Default::default() });
        });
        Self { narrowed, write }
    }

    pub fn update(self, change: impl FnOnce(&mut Narrowed)) {
        let mut narrowed = self.narrowed.get_untracked();
        change(&mut narrowed);
        self.write.run(narrowed);
    }
}
