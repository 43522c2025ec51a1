//! What somebody types, and the rows that it finds: names, telephone and record numbers, any characters of a title, an
//! address or another listed text, pinyin and its initials; of longer texts (measures, causes) the words as they are
//! written. One rule for every list and for the line that finds everything.

use crate::id::{ProcessId, RecordId};
use crate::pinyin::{beginnings, folded, heard, sound};
use crate::process::{BUILT_IN, Kind, Process};
use crate::record::summary::{SEARCHED, Summary};
use std::cmp::Reverse;
use std::collections::BTreeMap;

#[cfg(test)]
mod tests;

/// Between two texts of one row: nothing that is typed reaches over it.
const APART: char = '\n';

/// A row made ready to be searched. Making it costs a hundred times what asking it costs: whoever holds many rows keeps them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hay {
    /// The title, then everything else, folded.
    text: String,
    title: usize,
    /// The same, as it sounds.
    sound: String,
    title_sound: usize,
    /// Letters with which something in it begins: most rows need not be listened to.
    begins: u64,
    /// Digits of telephone numbers.
    phones: String,
}

impl Hay {
    /// `title_of` knows the titles of the records that this one names: a repair is found by its customer.
    pub fn new(summary: &Summary, process: Option<&Process>, title_of: impl Fn(&RecordId) -> Option<String>) -> Self {
        let mut hay = Self::default();
        hay.add(&summary.title);
        (hay.title, hay.title_sound) = (hay.text.len(), hay.sound.len());
        hay.add(summary.number.as_deref().unwrap_or_default());
        let mut named: Vec<RecordId> = summary.about.iter().cloned().collect();
        for (key, value) in &summary.values {
            let Some(text) = value.as_text() else { continue };
            if key == SEARCHED {
                // By its sound a long text would be found by any two letters.
                hay.add_written(text);
                continue;
            }
            match process.map(|process| kind_of(process, key)) {
                Some(Some(Kind::Text | Kind::LongText | Kind::Email | Kind::Region)) => hay.add(text),
                Some(Some(Kind::Phone)) => hay.add_phones(text),
                Some(Some(Kind::Record(_))) => named.push(text.into()),
                None if key == "phones" => hay.add_phones(text),
                None => hay.add(text),
                Some(_) => {}
            }
        }
        crate::order::plain(&mut named);
        named.dedup();
        named.iter().filter_map(title_of).for_each(|title| hay.add(&title));
        hay.begins = beginnings(&hay.sound);
        hay
    }

    fn add(&mut self, text: &str) {
        if !text.is_empty() {
            self.text.extend(folded(text));
            sound(text, &mut self.sound);
        }
        self.text.push(APART);
        self.sound.extend([APART, ' ']);
    }

    fn add_written(&mut self, text: &str) {
        for line in text.lines() {
            self.text.extend(folded(line));
            self.text.push(APART);
        }
    }

    fn add_phones(&mut self, phones: &str) {
        for phone in phones.split('、') {
            self.text.extend(folded(phone));
            self.text.push(APART);
            self.phones.extend(digits(phone));
            self.phones.push(APART);
        }
    }
}

/// What a value of a row is, by its key: a field, a column of its latest entry, or what a step was told.
fn kind_of<'a>(process: &'a Process, key: &str) -> Option<&'a Kind> {
    let Some((of, part)) = key.split_once('.') else { return process.field(key).map(|field| &field.kind) };
    let column = process.field(of).and_then(|field| field.columns.iter().find(|column| column.key == part));
    let param = || process.step(of).and_then(|step| step.params.iter().find(|param| param.key == part));
    column.or_else(param).map(|field| &field.kind)
}

fn digits(text: &str) -> impl Iterator<Item = char> {
    folded(text).filter(char::is_ascii_digit)
}

/// How well a row fits, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Its title begins with it, or it is one of its numbers.
    Begins,
    Title,
    /// The title sounds like it.
    Sounds,
    Elsewhere,
}

/// What was typed, made ready for many rows: it stands somewhere as a whole, or each of its words does.
pub struct Needle {
    whole: Word,
    words: Vec<Word>,
}

struct Word {
    folded: String,
    /// Nothing but digits was typed, and what stands between them in a telephone number.
    digits: Option<String>,
    begins: u64,
}

impl Needle {
    /// None where nothing was typed.
    pub fn new(typed: &str) -> Option<Self> {
        let whole = Word::new(typed.trim());
        let words = match typed.split_whitespace().count() {
            0 => return None,
            1 => vec![],
            _ => typed.split_whitespace().map(Word::new).collect(),
        };
        Some(Self { whole, words })
    }

    pub fn fit(&self, hay: &Hay) -> Option<Fit> {
        self.whole.fit(hay).or_else(|| {
            let fits = self.words.iter().map(|word| word.fit(hay));
            fits.collect::<Option<Vec<Fit>>>()?.into_iter().max()
        })
    }
}

impl Word {
    fn new(typed: &str) -> Self {
        let folded: String = folded(typed).collect();
        let plain = folded.strip_prefix("+86").unwrap_or(&folded);
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '+' | '(' | ')' | '.');
        let digits = folded.chars().all(is_number).then(|| digits(plain).collect());
        // Typed marks are passed over: “'an” begins with a letter all the same.
        let begins = beginnings(folded.trim_start_matches([' ', '\'', '-']).get(..1).unwrap_or_default());
        Self { folded, digits, begins }
    }

    fn fit(&self, hay: &Hay) -> Option<Fit> {
        if let Some(at) = hay.text.find(&self.folded) {
            let is_whole = || hay.text[at + self.folded.len()..].starts_with(APART) && hay.text[..at].ends_with(APART);
            return Some(match at {
                0 => Fit::Begins,
                at if at < hay.title => Fit::Title,
                _ if is_whole() => Fit::Begins,
                _ => Fit::Elsewhere,
            });
        }
        match &self.digits {
            Some(digits) => (!digits.is_empty() && hay.phones.contains(digits.as_str())).then_some(Fit::Elsewhere),
            None if self.begins & hay.begins == 0 => None,
            None if heard(&hay.sound[..hay.title_sound], &self.folded) => Some(Fit::Sounds),
            None => heard(&hay.sound[hay.title_sound..], &self.folded).then_some(Fit::Elsewhere),
        }
    }
}

/// What was found of one kind of record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub process: ProcessId,
    pub total: u32,
    /// The best of them: what fits well, what is open, what was touched last.
    pub best: Vec<RecordId>,
}

/// Sorting so many at a time keeps a search that finds everything short.
const KEPT: usize = 256;

/// All rows that fit, by kind; the kind of the best comes first. `each` is how many of a kind are named.
pub fn search<'a>(rows: impl Iterator<Item = (&'a Summary, &'a Hay)>, needle: &Needle, each: usize) -> Vec<Group> {
    type Key<'a> = (Fit, bool, Reverse<i64>, &'a RecordId);
    let mut found: BTreeMap<&ProcessId, (u32, Vec<Key>)> = BTreeMap::new();
    let cut = |best: &mut Vec<Key>| {
        crate::order::plain(best);
        best.truncate(each);
    };
    for (summary, hay) in rows {
        let Some(fit) = needle.fit(hay) else { continue };
        let (total, best) = found.entry(&summary.process).or_default();
        *total += 1;
        best.push((fit, summary.closed, Reverse(summary.touched_at_ms), &summary.id));
        if best.len() >= KEPT.max(2 * each) {
            cut(best);
        }
    }
    let mut groups: Vec<(Option<Fit>, usize, Group)> = vec![];
    for (process, (total, mut best)) in found {
        cut(&mut best);
        let place = BUILT_IN.iter().position(|one| *one == process.as_str()).unwrap_or(BUILT_IN.len());
        let first = best.first().map(|(fit, ..)| *fit);
        let best = best.into_iter().map(|(.., id)| id.clone()).collect();
        groups.push((first, place, Group { process: process.clone(), total, best }));
    }
    crate::order::by(&mut groups, |(a, x, _), (b, y, _)| (a, x).cmp(&(b, y)));
    groups.into_iter().map(|(.., group)| group).collect()
}
