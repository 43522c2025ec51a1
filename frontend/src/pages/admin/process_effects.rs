//! What follows by rule from a process, for people to read: what is made, and in whose charge.

use leptos::prelude::*;
use shared::config::Configuration;
use shared::label::Label;
use shared::process::effect::InCharge;
use shared::process::{Process, Source};

use super::process_words as w;
use crate::components::Quotation;
use crate::i18n::{self, fill};

fn say(label: &Label) -> String {
    label.get(i18n::language()).to_owned()
}

pub fn quoted(source: Option<&Source>) -> Option<AnyView> {
    let source = source?.clone();
    Some(view! { <Quotation source /> }.into_any())
}

fn somebody(process: &Process, one: &InCharge) -> String {
    let step = |key: &str| process.step(key).map_or(key.to_owned(), |step| say(&step.label));
    let words = match one {
        InCharge::Owner => w::WHO_OWNER,
        InCharge::Assignee => w::WHO_ASSIGNEE,
        InCharge::Creator => w::WHO_CREATOR,
        InCharge::OneOf(posts) => {
            let posts: Vec<String> = posts.iter().map(|post| say(&post.label())).collect();
            return fill(w::WHO_ONE_OF, &posts.join(" / "));
        }
        InCharge::Supervisor => return say(&shared::principal::Post::Supervisor.label()),
        InCharge::Manager => return say(&shared::principal::Post::Manager.label()),
        InCharge::TakenBy(key) => return fill(w::WHO_TOOK, &step(key)),
        InCharge::Field(key) => return process.field(key).map_or(key.clone(), |field| say(&field.label)),
    };
    words.get(i18n::language()).to_owned()
}

/// A line for each record that is made, and for each step that is taken elsewhere; none where nothing follows.
pub fn rows(process: &Process, config: &Configuration) -> Vec<AnyView> {
    let row = |label: &Label, lines: Vec<String>, source: Option<&Source>| {
        let lines = lines.into_iter().map(|line| view! { <span class="row-sub">{line}</span> }).collect_view();
        let (title, source) = (say(label), quoted(source));
        view! {
            <li>
                <div class="row">
                    <span class="row-main">
                        <b class="row-title">{title}</b>
                        {lines}
                        {source}
                    </span>
                </div>
            </li>
        }
        .into_any()
    };
    let effects = process.effects.iter().map(|effect| {
        let makes = config.process(&effect.makes).map_or(effect.makes.0.clone(), |made| say(&made.label));
        let people = effect.in_charge.iter().map(|one| somebody(process, one)).collect::<Vec<_>>();
        let not = effect.not.iter().map(|one| somebody(process, one)).collect::<Vec<_>>();
        let mut lines = vec![fill(w::MAKES, &makes)];
        lines.extend((!people.is_empty()).then(|| fill(w::CHARGED, &people.join(" → "))));
        lines.extend((!not.is_empty()).then(|| fill(w::NOT_BY, &not.join(crate::i18n::comma()))));
        row(&effect.label, lines, effect.source.as_ref())
    });
    let moves = process.moves.iter().map(|one| {
        let of = process.field(&one.of).map_or(one.of.clone(), |field| say(&field.label));
        row(&one.label, vec![fill(w::MOVES, &of)], None)
    });
    effects.chain(moves).collect()
}
