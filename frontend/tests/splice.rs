//! Edits of long texts, judged without a browser.

#[path = "../src/splice.rs"]
mod splice;

fn apply(text: &str, splice: &splice::Splice) -> String {
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
        let splice = splice::between(before, after).unwrap();
        assert_eq!((splice.at, splice.delete, splice.insert.as_str()), (at, delete, insert));
        assert_eq!(apply(before, &splice), after);
    }
    assert_eq!(splice::between("一样", "一样"), None);
}

#[test]
fn an_edit_keeps_what_somebody_else_wrote_meanwhile() {
    for (base, typed, now, both) in [
        ("一二三", "一二三四", "零一二三", "零一二三四"),
        ("一二三", "零一二三", "一二三四", "零一二三四"),
        ("喜欢茶", "喜欢咖啡", "喜欢水", "喜欢水咖啡"),
    ] {
        let splice = splice::onto(base, typed, now).unwrap();
        assert_eq!(apply(now, &splice), both);
    }
}
