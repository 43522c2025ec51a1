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
    let same_place = ours.at == theirs.at && ours.delete == 0 && theirs.delete == 0;
    if ours.at + ours.delete <= theirs.at && !same_place {
        return Some(ours);
    }
    if theirs.at + theirs.delete <= ours.at && !same_place {
        return Some(Splice { at: ours.at + inserted - theirs.delete, ..ours });
    }
    // On a line of its own: two sentences must not read as one.
    Some(Splice { at: theirs.at + inserted, delete: 0, insert: format!("\n{}", ours.insert) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(text: &str, splice: &Splice) -> String {
        let chars: Vec<char> = text.chars().collect();
        let (head, tail) = (&chars[..splice.at], &chars[splice.at + splice.delete..]);
        head.iter().collect::<String>() + &splice.insert + &tail.iter().collect::<String>()
    }

    #[test]
    fn the_smallest_replacement_gives_the_new_text() {
        for (before, after, at, delete, insert) in [
            ("", "王芳", 0, 0, "王芳"),
            ("王芳说好", "王芳说很好", 3, 0, "很"),
            ("aaa", "aa", 2, 1, ""),
            ("换了地址。", "换了电话。", 2, 2, "电话"),
            ("😀好", "😀不好", 1, 0, "不"),
        ] {
            let splice = between(before, after).unwrap();
            assert_eq!((splice.at, splice.delete, splice.insert.as_str()), (at, delete, insert));
            assert_eq!(apply(before, &splice), after);
        }
        assert_eq!(between("一样", "一样"), None);
    }

    #[test]
    fn an_edit_keeps_what_somebody_else_wrote_meanwhile() {
        for (base, typed, now, both) in [
            ("一二三", "一二三四", "零一二三", "零一二三四"),
            ("一二三", "零一二三", "一二三四", "零一二三四"),
            ("喜欢茶", "喜欢咖啡", "喜欢水", "喜欢水\n咖啡"),
            ("", "第二页写的", "第一页写的", "第一页写的\n第二页写的"),
        ] {
            let splice = onto(base, typed, now).unwrap();
            assert_eq!(apply(now, &splice), both);
        }
    }
}
