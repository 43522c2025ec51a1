//! How Chinese sounds: for sorting names, and for finding them by what one types on a keyboard.

use ::pinyin::ToPinyin;

/// What is longer is compared as plain text only.
const TYPED_BYTES_MAX: usize = 60;
/// Stands for what nobody can type in letters.
const NO_SOUND: char = '_';

/// Characters read differently as a surname or in frequent names; the table of the `pinyin` crate has one reading only.
/// The first reading is the surname's.
const OTHER_READINGS: [(char, &str); 24] = [
    ('曾', "zeng"),
    ('单', "shan"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('查', "zha"),
    ('区', "ou"),
    ('盖', "ge"),
    ('覃', "qin"),
    ('翟', "zhai"),
    ('缪', "miao"),
    ('朴', "piao"),
    ('任', "ren"),
    ('华', "hua"),
    ('尉', "yu"),
    ('沈', "shen"),
    ('万', "wan"),
    ('乐', "yue"),
    ('乐', "le"),
    ('重', "chong"),
    ('长', "chang"),
    ('长', "zhang"),
    ('行', "hang"),
    ('行', "xing"),
    ('厦', "xia"),
];
const SURNAMES: usize = 17;

fn other_readings(c: char) -> impl Iterator<Item = &'static str> {
    OTHER_READINGS.iter().filter(move |(other, _)| *other == c).map(|(_, reading)| *reading)
}

/// The reading without tones; ü as the `v` of the keyboard.
fn reading(c: char) -> Option<&'static str> {
    Some(match c.to_pinyin()?.plain() {
        "lü" => "lv",
        "nü" => "nv",
        "lüe" => "lve",
        "nüe" => "nve",
        plain => plain,
    })
}

/// Full-width letters and digits as plain ones, lower case.
fn fold(c: char) -> char {
    let plain = match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        'ü' | 'Ü' => 'v',
        other => other,
    };
    plain.to_ascii_lowercase()
}

fn spell(text: &str, mut each: impl FnMut(Result<&'static str, char>)) {
    let name = (2..=3).contains(&text.trim().chars().count());
    for (index, c) in text.trim().chars().enumerate() {
        let surname = OTHER_READINGS[..SURNAMES].iter().find(|(other, _)| name && index == 0 && *other == c);
        match surname.map(|(_, surname)| *surname).or_else(|| reading(c)) {
            Some(syllable) => each(Ok(syllable)),
            None => each(Err(fold(c))),
        }
    }
}

/// 张三 → `zs`. Latin letters stay, in lower case, and so do digits; everything else is left out.
pub fn initials(text: &str) -> String {
    let mut out = String::with_capacity(text.len() / 2);
    spell(text, |part| match part {
        Ok(syllable) => out.extend(syllable.chars().next()),
        Err(c) if c.is_alphanumeric() => out.push(c),
        Err(_) => {}
    });
    out
}

/// 张三 → `zhangsan`, under the same rules; for sorting and searching.
pub fn full(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    spell(text, |part| match part {
        Ok(syllable) => out.push_str(syllable),
        Err(c) if c.is_alphanumeric() => out.push(c),
        Err(_) => {}
    });
    out
}

/// How a text sounds, for [`heard`]: each character as its reading and a space, or, with `|` before each, as its readings;
/// letters and digits as they are; what stands between words is left out, and what has no sound matches nothing.
pub fn sound(text: &str, into: &mut String) {
    for c in text.chars().map(fold) {
        match reading(c) {
            Some(first) if other_readings(c).next().is_none() => into.push_str(first),
            Some(first) => std::iter::once(first).chain(other_readings(c)).for_each(|one| into.extend(["|", one])),
            None if c.is_ascii_alphanumeric() => into.push(c),
            None if c.is_alphanumeric() => into.push(NO_SOUND),
            // 王·小明, Mary Ann: what is typed need not have what stands between
            None => continue,
        }
        into.push(' ');
    }
}

/// The letters and digits with which the syllables of a [`sound`] begin, as a set of bits.
pub fn beginnings(sound: &str) -> u64 {
    let bit = |b: u8| match b {
        b'a'..=b'z' => 1 << (b - b'a'),
        b'0'..=b'9' => 1 << (26 + b - b'0'),
        _ => 0,
    };
    let heard = sound.as_bytes().split(|b| matches!(b, b' ' | b'|'));
    heard.filter_map(|syllable| syllable.first()).fold(0, |all, b| all | bit(*b))
}

/// As it is compared: full-width letters and digits as plain ones, in lower case.
pub fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(fold)
}

fn is_passed_over(typed: &u8) -> bool {
    matches!(typed, b' ' | b'\'' | b'-')
}

/// Is this what was typed: from any character on, as initials, whole syllables or both (`zs`, `zhangs`, `zsan`)?
/// Walks the [`sound`] once, keeping in a set of bits how far the letters may have been read.
pub fn heard(sound: &str, typed: &str) -> bool {
    let typed = typed.as_bytes();
    if typed.is_empty() || typed.len() > TYPED_BYTES_MAX || !typed.is_ascii() {
        return false;
    }
    let Some(begins) = typed.iter().find(|b| !is_passed_over(b)) else { return false };
    let end = 1_u64 << typed.len();
    let mut reached = 0_u64;
    for heard in sound.as_bytes().split(|b| *b == b' ') {
        let mut next = 0_u64;
        // Nothing begins here, and nothing goes on.
        if reached == 0 && heard.first().is_none_or(|first| first != begins && *first != b'|') {
            continue;
        }
        let mut open = reached | 1;
        while open != 0 {
            let at = open.trailing_zeros() as usize;
            open &= open - 1;
            let skipped = typed[at..].iter().take_while(|b| is_passed_over(b)).count();
            let at = at + skipped;
            let rest = &typed[at..];
            for syllable in heard.split(|b| *b == b'|') {
                let same = rest.iter().zip(syllable).take_while(|(a, b)| a == b).count();
                if same > 0 {
                    next |= 1 << (at + 1);
                    if same == syllable.len() || same == rest.len() {
                        next |= 1 << (at + same);
                    }
                }
            }
        }
        if next & end != 0 {
            return true;
        }
        reached = next;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sounds(name: &str, typed: &str) -> bool {
        let mut into = String::new();
        sound(name, &mut into);
        heard(&into, typed)
    }

    #[test]
    fn spells_names() {
        assert_eq!(initials("张三"), "zs");
        assert_eq!(full("张三"), "zhangsan");
        assert_eq!(initials("ABC科技 2号（Ｂ）"), "abckj2hb");
        assert_eq!(full("吕布"), "lvbu");
        assert_eq!((initials("单晓"), full("曾国藩")), ("sx".into(), "zengguofan".into()));
        assert_eq!(initials(""), "");
    }

    #[test]
    fn hears_initials_syllables_and_both() {
        for typed in ["z", "zs", "zsf", "sf", "zhangsan", "zhang s", "zhangs", "zsanf"] {
            assert!(sounds("张三丰", typed), "{typed}");
        }
        for typed in ["", "zf", "ang", "zhangsanfengx", "zhangx", "-", &"z".repeat(200)] {
            assert!(!sounds("张三丰", typed), "{typed}");
        }
        assert!(sounds("重庆分公司", "cq") && sounds("长沙", "changsha"));
        assert!(sounds("曾国藩", "zgf") && sounds("吕布", "lv"));
        assert!(sounds("Mary Ann", "mary ann") && sounds("Mary Ann", "maryann"));
        assert!(sounds("ACME科技", "acmekj") && sounds("2号楼", "2hl"));
        assert!(!sounds("王のり", "wr") && sounds("王のり", "w"));
    }
}
