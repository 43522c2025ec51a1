//! What of the tasks is shown, and how: it stands in the address, so that it can be kept and sent on.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::deadline::Standing;
use shared::id::UserId;
use shared::query::{Filter, Query, Sort};

use super::words as w;
use crate::browser;
use crate::components::TYPED;
use crate::i18n::Words;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum View {
    Mine,
    Given,
    Late,
    All,
}

impl View {
    pub const ALL: [View; 4] = [View::Mine, View::Given, View::Late, View::All];

    pub fn key(self) -> &'static str {
        match self {
            View::Mine => "mine",
            View::Given => "given",
            View::Late => "late",
            View::All => "all",
        }
    }

    pub fn words(self) -> Words {
        match self {
            View::Mine => w::MINE,
            View::Given => w::GIVEN,
            View::Late => w::LATE,
            View::All => w::ALL,
        }
    }

    /// Why nothing is there.
    pub fn nothing(self) -> (Words, Words) {
        match self {
            View::Mine => (w::NONE_MINE, w::NONE_MINE_NOTE),
            View::Given => (w::NONE_GIVEN, w::NONE_GIVEN_NOTE),
            View::Late => (w::NONE_LATE, w::NONE_LATE_NOTE),
            View::All => (w::NONE_ALL, w::NONE_ALL_NOTE),
        }
    }

    /// `with_closed`: what is finished, too (the board has a place for it).
    pub fn query(self, me: &UserId, with_closed: bool, text: String) -> Query {
        let mut filters = match self {
            View::Mine => vec![Filter::Assignee(me.clone())],
            View::Given => vec![Filter::Creator(me.clone())],
            View::Late => vec![Filter::Standing(Standing::Overdue)],
            View::All => vec![],
        };
        if !with_closed && self != View::All {
            filters.push(Filter::Open);
        }
        Query { process: "task".into(), text, filters, sort: Sort::default() }
    }
}

/// The address as it stands.
#[derive(Clone, Copy)]
pub struct Address {
    pub view: Memo<View>,
    pub board: Memo<bool>,
    /// What was typed.
    pub text: Memo<String>,
    /// Somebody came to give out a task.
    pub new: Memo<bool>,
}

impl Address {
    pub fn follow() -> Self {
        let query = use_query_map();
        let get = move |key: &str| query.with(|query| query.get(key)).unwrap_or_default();
        Self {
            view: Memo::new(move |_| {
                let key = get("view");
                View::ALL.into_iter().find(|view| view.key() == key).unwrap_or(View::Mine)
            }),
            text: Memo::new(move |_| get(TYPED)),
            board: Memo::new(move |_| get("as") == "board"),
            new: Memo::new(move |_| get("new") == "1"),
        }
    }

    /// The same with another view or look. What was typed stays.
    pub fn search(self, view: View, board: bool) -> String {
        let typed = self.text.with(|text| browser::encoded(text));
        let typed = if typed.is_empty() { typed } else { format!("&{TYPED}={typed}") };
        format!("?view={}{}{typed}", view.key(), if board { "&as=board" } else { "" })
    }
}
