//! What was edited in a long text, as the smallest replacement, counted in code points as commands count.

/// Replace `delete` characters at `at` by `insert`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    pub at: usize,
    pub delete: usize,
    pub insert: String,
}

/// None where nothing was changed.
pub fn between(before: &str, after: &str) -> Option<Splice> {
    if before == after {
        return None;
    }
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let at = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old[at..].iter().rev().zip(new[at..].iter().rev()).take_while(|(a, b)| a == b).count();
    Some(Splice { at, delete: old.len() - rest - at, insert: new[at..new.len() - rest].iter().collect() })
}

/// The edit `base` → `typed`, fitted to a text that somebody else has meanwhile made `now` out of `base`. Where both
/// touched the same place, ours is added beside theirs: nothing of either is lost.
pub fn onto(base: &str, typed: &str, now: &str) -> Option<Splice> {
    let ours = between(base, typed)?;
    let Some(theirs) = between(base, now) else { return Some(ours) };
    let inserted = theirs.insert.chars().count();
    if ours.at + ours.delete <= theirs.at {
        return Some(ours);
    }
    if theirs.at + theirs.delete <= ours.at {
        return Some(Splice { at: ours.at + inserted - theirs.delete, ..ours });
    }
    Some(Splice { at: theirs.at + inserted, delete: 0, insert: ours.insert })
}
