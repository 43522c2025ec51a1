//! Finding a customer by what one types: characters, pinyin or its initials, or digits of a telephone number.

use ::pinyin::ToPinyin;

/// Longer queries are compared as plain text only.
const QUERY_BYTES_MAX: usize = 60;

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

/// What somebody typed to find a customer by, made ready for many names. Characters match anywhere in the name; pinyin
/// from any character on, as initials, whole syllables or both (`zs`, `zhangs`, `zsan`); digits anywhere in a number,
/// whatever spaces and dashes stand in either. An empty one finds everyone.
pub struct Needle {
    folded: String,
    /// Only digits were typed: numbers are asked, not names.
    digits: Option<String>,
}

impl Needle {
    pub fn new(typed: &str) -> Self {
        let folded: String = typed.trim().chars().map(fold).collect();
        let plain = folded.strip_prefix("+86").unwrap_or(&folded);
        let only_digits = folded.bytes().all(|b| is_separator(b) || b.is_ascii_digit());
        let digits = (!folded.is_empty() && only_digits).then(|| digits(plain));
        Self { folded, digits }
    }

    pub fn finds<'a>(&self, name: &str, phones: impl IntoIterator<Item = &'a str>) -> bool {
        if self.folded.is_empty() || contains(name, &self.folded) {
            return true;
        }
        match &self.digits {
            Some(wanted) => !wanted.is_empty() && phones.into_iter().any(|phone| digits(phone).contains(wanted)),
            None => {
                let typed = self.folded.as_bytes();
                typed.is_ascii() && typed.len() <= QUERY_BYTES_MAX && spelled(name, typed)
            }
        }
    }
}

fn digits(text: &str) -> String {
    text.chars().map(fold).filter(char::is_ascii_digit).collect()
}

fn is_separator(b: u8) -> bool {
    matches!(b, b' ' | b'-' | b'+' | b'(' | b')' | b'.')
}

fn contains(name: &str, folded: &str) -> bool {
    name.char_indices().any(|(start, _)| {
        let mut rest = name[start..].chars().map(fold);
        folded.chars().all(|c| rest.next() == Some(c))
    })
}

/// Walks the name once, keeping in a set of bits how far the query may have been read; a match may begin anywhere.
fn spelled(name: &str, query: &[u8]) -> bool {
    let end = 1_u64 << query.len();
    let mut reached = 0_u64;
    for c in name.chars() {
        let c = fold(c);
        let first = reading(c);
        if first.is_none() && !c.is_alphanumeric() {
            continue; // 王·小明, Mary Ann: the query need not have what stands between
        }
        let mut next = 0_u64;
        let mut open = reached | 1;
        while open != 0 {
            let at = open.trailing_zeros() as usize;
            open &= open - 1;
            let mut rest = &query[at..];
            let skipped = rest.iter().take_while(|b| matches!(b, b' ' | b'\'' | b'-')).count();
            rest = &rest[skipped..];
            let at = at + skipped;
            let Some(first) = first else {
                if c.is_ascii() && rest.first() == Some(&(c as u8)) {
                    next |= 1 << (at + 1);
                }
                continue;
            };
            for syllable in std::iter::once(first).chain(other_readings(c)) {
                let syllable = syllable.as_bytes();
                let same = rest.iter().zip(syllable).take_while(|(a, b)| a == b).count();
                if same > 0 {
                    next |= 1 << (at + 1);
                }
                if same == syllable.len() || (same == rest.len() && same > 0) {
                    next |= 1 << (at + same);
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

    const NONE: [&str; 0] = [];

    fn matches(typed: &str, name: &str, phones: &[&str]) -> bool {
        Needle::new(typed).finds(name, phones.iter().copied())
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
    fn finds_by_characters_pinyin_and_initials() {
        for query in ["", " ", "三", "张三丰", "z", "zs", "ZSF", "sf", "zhangsan", "zhang s", "zhangs", "zsanf", "ｚｓ"]
        {
            assert!(matches(query, "张三丰", &NONE), "{query}");
        }
        for query in ["李", "zf", "ang", "zhangsanfengx", "丰三", "zhangx", "-", "张s", &"z".repeat(200)] {
            assert!(!matches(query, "张三丰", &NONE), "{query}");
        }
        assert!(matches("cq", "重庆分公司", &NONE) && matches("changsha", "长沙", &NONE));
        assert!(matches("zgf", "曾国藩", &NONE) && matches("lv", "吕布", &NONE) && matches("lü", "吕布", &NONE));
        assert!(matches("mary ann", "Mary Ann", &NONE) && matches("MARYANN", "Mary Ann", &NONE));
        assert!(matches("cme科", "ACME科技", &NONE) && matches("acmekj", "ACME科技", &NONE));
        assert!(matches("2号", "2号楼", &NONE) && matches("2hl", "2号楼", &NONE));
    }

    #[test]
    fn a_long_list_is_searched_whole() {
        let names: Vec<String> = ('一'..='龥').take(5_000).map(|c| format!("张{c}三有限公司")).collect();
        let found = names.iter().filter(|name| matches("sanyxgsx", name, &["138 0013 8000"])).count();
        assert_eq!(found, 0);
        let digits = names.iter().filter(|name| matches("0138", name, &["138 0013-8000"])).count();
        assert_eq!(digits, 5_000);
    }

    #[test]
    fn finds_by_digits() {
        let phones = ["138 0013-8000", "(010) 6552-9988"];
        for query in ["13800138000", "0013 8", "138-0013", "8000", "01065", "+86 13800138000", "１３８"] {
            assert!(matches(query, "张三", &phones), "{query}");
        }
        for query in ["139", "80000", "+", "138a", "--", "+86"] {
            assert!(!matches(query, "张三", &phones), "{query}");
        }
    }
}
