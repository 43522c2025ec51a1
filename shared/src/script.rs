//! The follow-up call script (回访用语) of D21 (`domain.md` F) as a decision tree with slots.
//!
//! The caller reads the nodes on the path that the answers so far open; each answer is stored under its node's key.
//! 「回访时间不宜过长，内容不宜过多」: the built-in script asks two questions.

use crate::label::Label;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What may stand in braces in a text: 客户姓名, 先生/小姐, 回访人, 公司, 时间, 服务项目, 祝语.
pub const SLOTS: [&str; 7] = ["customer", "salutation", "caller", "company", "time", "service", "farewell"];

/// Values of the slots by name, in both languages.
pub type Slots = BTreeMap<String, Label>;
/// Answers by the key of their node: the value of a choice, or text.
pub type Answers = BTreeMap<String, String>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    pub id: String,
    pub version: i64,
    /// The first node opens the call.
    pub nodes: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    pub key: String,
    /// What the caller says, with slots such as `{customer}`.
    pub text: Label,
    pub answer: AnswerKind,
    /// The node after this one, unless a choice leads elsewhere; none ends the call.
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    None,
    Choice(Vec<Choice>),
    Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub value: String,
    pub label: Label,
    /// Where this answer leads; none means the node's own `next`.
    pub next: Option<String>,
}

/// 祝您（开车愉快/节日快乐）.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Farewell {
    Drive,
    Festival,
}

impl Farewell {
    pub const ALL: [Farewell; 2] = [Farewell::Drive, Farewell::Festival];

    pub fn label(self) -> Label {
        match self {
            Farewell::Drive => Label::new("开车愉快", "a pleasant drive"),
            Farewell::Festival => Label::new("节日快乐", "a happy holiday"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScriptProblem {
    #[error("the script has no nodes")]
    Empty,
    #[error("two nodes are called {0}")]
    DuplicateKey(String),
    #[error("{node} leads to {next}, which does not exist")]
    UnknownNext { node: String, next: String },
    #[error("the script comes back to {0}")]
    Cycle(String),
    #[error("no answer leads to {0}")]
    Unreachable(String),
    #[error("{node} has the unknown slot {{{slot}}}")]
    UnknownSlot { node: String, slot: String },
    #[error("{0} has a brace without its other half")]
    Brace(String),
    #[error("{0} is a question without answers, or with the same answer twice")]
    Choices(String),
    #[error("{0} lacks its text in one language")]
    Untranslated(String),
}

impl ScriptProblem {
    pub fn label(&self) -> Label {
        let zh = match self {
            Self::Empty => "用语没有任何内容".to_owned(),
            Self::DuplicateKey(key) => format!("有两段都叫“{key}”"),
            Self::UnknownNext { node, next } => format!("“{node}”之后的“{next}”不存在"),
            Self::Cycle(node) => format!("用语又回到“{node}”，没有尽头"),
            Self::Unreachable(node) => format!("没有回答会引到“{node}”"),
            Self::UnknownSlot { node, slot } => format!("“{node}”中的 {{{slot}}} 无法填写"),
            Self::Brace(node) => format!("“{node}”中的花括号不成对"),
            Self::Choices(node) => format!("“{node}”没有可选的回答，或回答重复"),
            Self::Untranslated(node) => format!("“{node}”缺少一种语言的文字"),
        };
        Label::owned(zh, self.to_string())
    }
}

impl Node {
    fn exits(&self) -> Vec<&str> {
        match &self.answer {
            AnswerKind::Choice(choices) => {
                choices.iter().filter_map(|choice| choice.next.as_deref().or(self.next.as_deref())).collect()
            }
            _ => self.next.as_deref().into_iter().collect(),
        }
    }
}

impl Script {
    pub fn node(&self, key: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.key == key)
    }

    /// Everything that is wrong with an edited script, before it is published.
    pub fn check(&self) -> Result<(), Vec<ScriptProblem>> {
        let mut problems = Vec::new();
        let mut keys = BTreeSet::new();
        for node in &self.nodes {
            let key = || node.key.clone();
            if !keys.insert(&node.key) {
                problems.push(ScriptProblem::DuplicateKey(key()));
            }
            let mut labels = vec![&node.text];
            if let AnswerKind::Choice(choices) = &node.answer {
                let values: BTreeSet<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
                if values.is_empty() || values.len() < choices.len() || values.contains("") {
                    problems.push(ScriptProblem::Choices(key()));
                }
                labels.extend(choices.iter().map(|choice| &choice.label));
            }
            if labels.iter().any(|label| label.zh.trim().is_empty() || label.en.trim().is_empty()) {
                problems.push(ScriptProblem::Untranslated(key()));
            }
            let mut unknown = BTreeSet::new();
            let mut whole = true;
            for text in [&node.text.zh, &node.text.en] {
                whole &= pieces(text, |piece| match piece {
                    Piece::Slot(slot) if !SLOTS.contains(&slot) => drop(unknown.insert(slot.to_owned())),
                    _ => {}
                });
            }
            if !whole {
                problems.push(ScriptProblem::Brace(key()));
            }
            problems.extend(unknown.into_iter().map(|slot| ScriptProblem::UnknownSlot { node: key(), slot }));
            for next in node.exits().into_iter().collect::<BTreeSet<_>>() {
                if self.node(next).is_none() {
                    problems.push(ScriptProblem::UnknownNext { node: key(), next: next.to_owned() });
                }
            }
        }
        match self.nodes.first() {
            None => problems.push(ScriptProblem::Empty),
            Some(first) => self.check_ways(first, &mut problems),
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Depth first, without recursion: a way back onto the current way is a cycle, what is never met is unreachable.
    fn check_ways<'a>(&'a self, first: &'a Node, problems: &mut Vec<ScriptProblem>) {
        let mut seen: BTreeSet<&str> = BTreeSet::from([first.key.as_str()]);
        let mut way: Vec<(&str, Vec<&str>)> = vec![(&first.key, first.exits())];
        while let Some((_, exits)) = way.last_mut() {
            let Some(next) = exits.pop() else {
                way.pop();
                continue;
            };
            if way.iter().any(|(key, _)| *key == next) {
                let cycle = ScriptProblem::Cycle(next.to_owned());
                if !problems.contains(&cycle) {
                    problems.push(cycle);
                }
            } else if let Some(node) = self.node(next)
                && seen.insert(&node.key)
            {
                way.push((&node.key, node.exits()));
            }
        }
        let unmet = self.nodes.iter().filter(|node| !seen.contains(node.key.as_str()));
        problems.extend(unmet.map(|node| ScriptProblem::Unreachable(node.key.clone())));
    }
}

/// The nodes that these answers open, from the first to the last or to the first choice not yet made. Never loops.
pub fn path<'a>(script: &'a Script, answers: &Answers) -> Vec<&'a Node> {
    let mut nodes: Vec<&Node> = Vec::new();
    let mut node = script.nodes.first();
    while let Some(current) = node.filter(|node| !nodes.iter().any(|seen| seen.key == node.key)) {
        nodes.push(current);
        let next = match &current.answer {
            AnswerKind::Choice(choices) => {
                let given = answers.get(&current.key);
                let choice = choices.iter().find(|choice| Some(&choice.value) == given);
                choice.and_then(|choice| choice.next.as_ref().or(current.next.as_ref()))
            }
            AnswerKind::None | AnswerKind::Text => current.next.as_ref(),
        };
        node = next.and_then(|key| script.node(key));
    }
    nodes
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    Slot(&'a str),
}

/// A text taken apart at its slots, so that a screen can mark what was put in and what is not known yet.
pub fn parts(text: &str) -> Vec<Piece<'_>> {
    let mut parts = Vec::new();
    pieces(text, |piece| {
        if piece != Piece::Text("") {
            parts.push(piece);
        }
    });
    parts
}

/// Splits a text at its slots; false when a brace has no other half (the rest is then plain text).
fn pieces<'a>(text: &'a str, mut each: impl FnMut(Piece<'a>)) -> bool {
    let mut rest = text;
    while let Some(start) = rest.find(['{', '}']) {
        let after = &rest[start + 1..];
        match after.find(['{', '}']) {
            Some(end) if rest.as_bytes()[start] == b'{' && after.as_bytes()[end] == b'}' => {
                each(Piece::Text(&rest[..start]));
                each(Piece::Slot(&after[..end]));
                rest = &after[end + 1..];
            }
            _ => {
                each(Piece::Text(rest));
                return false;
            }
        }
    }
    each(Piece::Text(rest));
    true
}

/// Puts the slots in. One that is not known yet reads `××`, as on paper; what is put in is never read for slots again.
pub fn fill(text: &Label, slots: &Slots) -> Label {
    let fill = |text: &str, value: fn(&Label) -> &str| {
        let mut out = String::with_capacity(text.len() + 32);
        pieces(text, |piece| match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Slot(slot) => out.push_str(slots.get(slot).map_or("××", value)),
        });
        out
    };
    Label::owned(fill(&text.zh, |label| &label.zh), fill(&text.en, |label| &label.en))
}

impl Node {
    /// The question without a customer's slots, and this answer to it in the script's own words.
    pub fn said(&self, answer: &str) -> (Label, Label) {
        let choice = match &self.answer {
            AnswerKind::Choice(choices) => choices.iter().find(|choice| choice.value == answer),
            _ => None,
        };
        (fill(&self.text, &Slots::new()), choice.map_or_else(|| Label::same(answer), |choice| choice.label.clone()))
    }
}

/// The script of D21, verbatim; only the opening bracket that the source never closes is left out.
pub fn follow_up_script() -> Script {
    let node = |key: &str, zh, en, answer, next: Option<&str>| Node {
        key: key.to_owned(),
        text: Label::new(zh, en),
        answer,
        next: next.map(str::to_owned),
    };
    let choice = |value: &str, zh, en, next: &str| Choice {
        value: value.to_owned(),
        label: Label::new(zh, en),
        next: Some(next.to_owned()),
    };
    let satisfaction = AnswerKind::Choice(vec![
        choice("satisfied", "满意", "Satisfied", "suggestion"),
        choice("average", "一般", "Average", "improvement"),
        choice("dissatisfied", "不满意", "Dissatisfied", "improvement"),
    ]);
    Script {
        id: "follow_up".to_owned(),
        version: 1,
        nodes: vec![
            node(
                "opening",
                "您好我是{caller},请问您是{customer}{salutation}吗? 打扰您了。",
                "Hello, this is {caller}. Am I speaking to {salutation} {customer}? I am sorry to disturb you.",
                AnswerKind::None,
                Some("satisfaction"),
            ),
            node(
                "satisfaction",
                "感谢您在{time}接受了我们{company}的{service}服务项目,请问您对{service}服务项目满意吗?",
                "Thank you for using the {service} service of {company} on {time}. Were you satisfied with the \
                 {service} service?",
                satisfaction,
                None,
            ),
            node(
                "suggestion",
                "您对我们的服务有什么建议吗?",
                "Do you have any suggestions about our service?",
                AnswerKind::Text,
                Some("close_satisfied"),
            ),
            node(
                "improvement",
                "能否告诉我您对哪方面不满意吗?/我们应改进哪方面的工作",
                "Could you tell me what you were not satisfied with? / What should we improve in our work?",
                AnswerKind::Text,
                Some("close_dissatisfied"),
            ),
            node(
                "close_satisfied",
                "感谢您的答复,您如果需要什么帮助,可随时跟我们取得联系,祝您{farewell},再见!",
                "Thank you for your answer. If you need any help, please contact us at any time. We wish you \
                 {farewell}. Goodbye!",
                AnswerKind::None,
                None,
            ),
            node(
                "close_dissatisfied",
                "非常谢谢您的反应,这一点我们的确做得不够,我们很快就会有改进的望您监督,祝您{farewell},再见!",
                "Thank you very much for telling us. We have indeed not done well enough here; we will improve soon, \
                 and hope you will hold us to it. We wish you {farewell}. Goodbye!",
                AnswerKind::None,
                None,
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(answer: Option<&str>) -> Vec<String> {
        let answers = answer.map(|value| ("satisfaction".to_owned(), value.to_owned())).into_iter().collect();
        path(&follow_up_script(), &answers).iter().map(|node| node.key.clone()).collect()
    }

    #[test]
    fn the_built_in_script_is_whole_and_verbatim() {
        let script = follow_up_script();
        assert_eq!(script.check(), Ok(()));
        let slots: Slots = [("time", "××时间"), ("salutation", "先生/小姐"), ("farewell", "(开车愉快/节日快乐)")]
            .map(|(slot, text)| (slot.to_owned(), Label::same(text)))
            .into();
        let zh = |key| fill(&script.node(key).unwrap().text, &slots).zh.into_owned();
        assert_eq!(zh("opening"), "您好我是××,请问您是××先生/小姐吗? 打扰您了。");
        assert_eq!(zh("satisfaction"), "感谢您在××时间接受了我们××的××服务项目,请问您对××服务项目满意吗?");
        assert_eq!(
            zh("close_satisfied"),
            "感谢您的答复,您如果需要什么帮助,可随时跟我们取得联系,祝您(开车愉快/节日快乐),再见!"
        );
        let json = serde_json::to_string(&script).unwrap();
        assert_eq!(serde_json::from_str::<Script>(&json).unwrap(), script);
        assert_eq!(postcard::from_bytes::<Script>(&postcard::to_stdvec(&script).unwrap()).unwrap(), script);
    }

    #[test]
    fn answers_open_the_way() {
        assert_eq!(keys(None), ["opening", "satisfaction"]);
        assert_eq!(keys(Some("nonsense")), ["opening", "satisfaction"]);
        assert_eq!(keys(Some("satisfied"))[2..], ["suggestion", "close_satisfied"]);
        for unhappy in ["average", "dissatisfied"] {
            assert_eq!(keys(Some(unhappy))[2..], ["improvement", "close_dissatisfied"]);
        }
    }

    #[test]
    fn slots_are_filled_once() {
        let slots: Slots =
            [("customer".to_owned(), Label::same("{caller}")), ("farewell".to_owned(), Farewell::Festival.label())]
                .into();
        let text = Label::new("{customer}{caller}祝您{farewell}", "{customer}: {farewell} {");
        assert_eq!(fill(&text, &slots), Label::new("{caller}××祝您节日快乐", "{caller}: a happy holiday {"));
    }

    #[test]
    fn an_edited_script_is_checked() {
        let mut script = follow_up_script();
        script.nodes[2].next = Some("opening".into());
        script.nodes[3].next = Some("nowhere".into());
        script.nodes[4].text = Label::new("{nmae}", " ");
        script.nodes[5].text = Label::new("{caller", "x}");
        script.nodes.push(Node { answer: AnswerKind::Choice(vec![]), ..script.nodes[0].clone() });
        let problems = script.check().unwrap_err();
        for expected in [
            ScriptProblem::Cycle("opening".into()),
            ScriptProblem::UnknownNext { node: "improvement".into(), next: "nowhere".into() },
            ScriptProblem::UnknownSlot { node: "close_satisfied".into(), slot: "nmae".into() },
            ScriptProblem::Untranslated("close_satisfied".into()),
            ScriptProblem::Unreachable("close_satisfied".into()),
            ScriptProblem::Brace("close_dissatisfied".into()),
            ScriptProblem::DuplicateKey("opening".into()),
            ScriptProblem::Choices("opening".into()),
        ] {
            assert!(problems.contains(&expected), "{expected} not in {problems:?}");
            assert!(!expected.label().zh.is_empty());
        }
        let answers = [("satisfaction".to_owned(), "satisfied".to_owned())].into();
        assert_eq!(path(&script, &answers).len(), 3, "a cycle does not hold the caller");
        let empty = Script { nodes: vec![], ..script };
        assert_eq!(empty.check(), Err(vec![ScriptProblem::Empty]));
    }
}
