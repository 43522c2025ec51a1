//! What a list of follow-ups is narrowed to. It stands in the address: back, reload and a sent link keep it.

use leptos_router::params::ParamsMap;
use shared::deadline::Standing;
use shared::id::{RecordId, UserId};
use shared::query::{Filter, Query};

use super::words as w;
use crate::browser;
use crate::components::TYPED;
use crate::i18n::Words;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Empty is the first view, or everything where a campaign or a figure is asked for.
    pub view: String,
    pub team: bool,
    pub kind: String,
    pub caller: String,
    pub campaign: String,
    pub rating: String,
    pub text: String,
    /// A number of the campaign whose records are wanted.
    pub figure: String,
}

pub const VIEWS: [(&str, Words); 8] = [
    ("todo", w::VIEW_TODO),
    ("today", w::VIEW_TODAY),
    ("overdue", w::VIEW_OVERDUE),
    ("appointed", w::VIEW_APPOINTED),
    ("unreached", w::VIEW_UNREACHED),
    ("week", w::VIEW_WEEK),
    ("done", w::VIEW_DONE),
    ("all", w::VIEW_ALL),
];

fn stages(keys: &[&str]) -> Filter {
    Filter::Stages(keys.iter().map(|key| (*key).to_owned()).collect())
}

impl Narrow {
    pub fn read(params: &ParamsMap) -> Self {
        let get = |key: &str| params.get(key).unwrap_or_default();
        Self {
            view: get("view"),
            team: get("whose") == "team",
            kind: get("type"),
            caller: get("caller"),
            campaign: get("campaign"),
            rating: get("rating"),
            text: get(TYPED),
            figure: get("figure"),
        }
    }

    pub fn address(&self) -> String {
        let pairs = [
            ("view", &self.view),
            ("whose", &(if self.team { "team" } else { "" }).to_owned()),
            ("type", &self.kind),
            ("caller", &self.caller),
            ("campaign", &self.campaign),
            ("rating", &self.rating),
            ("figure", &self.figure),
            (TYPED, &browser::encoded(&self.text)),
        ]
        .map(|(key, value)| (!value.is_empty()).then(|| format!("{key}={value}")));
        let search = pairs.into_iter().flatten().collect::<Vec<_>>().join("&");
        if search.is_empty() { "/follow-ups".to_owned() } else { format!("/follow-ups?{search}") }
    }

    /// The view in force.
    pub fn view(&self) -> &str {
        match self.view.as_str() {
            "" if !self.campaign.is_empty() || !self.rating.is_empty() => "all",
            "" => "todo",
            view => view,
        }
    }

    /// Only what is one's own, unless one of the others is asked for.
    fn is_own(&self) -> bool {
        !self.team && self.campaign.is_empty() && self.caller.is_empty()
    }

    pub fn has_filters(&self) -> bool {
        [&self.kind, &self.caller, &self.campaign, &self.rating, &self.figure, &self.text]
            .into_iter()
            .any(|one| !one.is_empty())
    }

    /// The question for the list. `week` is the one that holds now, `figure` holds the records behind the figure, once they are known.
    pub fn query(&self, me: &UserId, view: &str, figure: Option<&[RecordId]>, week: (i64, i64)) -> Query {
        let mut filters = vec![];
        if self.is_own() {
            filters.push(Filter::Assignee(me.clone()));
        }
        if !self.caller.is_empty() {
            filters.push(Filter::Assignee(UserId::from(self.caller.as_str())));
        }
        for (key, value) in [("type", &self.kind), ("campaign", &self.campaign), ("rating", &self.rating)] {
            if !value.is_empty() {
                filters.push(Filter::Value { key: key.to_owned(), any: vec![value.as_str().into()] });
            }
        }
        if let Some(records) = figure {
            filters.push(Filter::These(records.to_vec()));
        }
        match view {
            "todo" => filters.push(stages(&["pending", "appointed", "unreached"])),
            "today" => filters.extend([Filter::Open, Filter::Today(None)]),
            "overdue" => filters.push(Filter::Standing(Standing::Overdue)),
            "appointed" => filters.push(stages(&["appointed"])),
            "unreached" => filters.push(stages(&["unreached"])),
            // Repairs that were done in this week, each with how its call stands.
            "week" => filters.extend([
                Filter::Value { key: "type".to_owned(), any: vec!["repair".into()] },
                Filter::Between { key: "anchor_at_ms".to_owned(), from_ms: week.0, to_ms: week.1 },
            ]),
            "done" => filters.push(stages(&["done", "checked", "waived"])),
            "check" => filters.push(stages(&["done"])),
            "all" => {}
            stage => filters.push(stages(&[stage])),
        }
        Query { process: "follow_up".into(), text: self.text.clone(), filters, ..Query::default() }
    }
}
