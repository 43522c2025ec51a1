use super::*;
use crate::process::built_in;
use crate::value::Value;

fn of(process: &str, title: &str, values: &[(&str, &str)]) -> Summary {
    let values = values.iter().map(|(key, text)| ((*key).to_owned(), Value::from(*text))).collect();
    Summary { id: title.into(), process: process.into(), title: title.into(), values, ..Summary::default() }
}

fn hay(summary: &Summary) -> Hay {
    let all = built_in();
    let process = all.iter().find(|process| process.id == summary.process);
    Hay::new(summary, process, |id| (id.as_str() == "file").then(|| "欧阳震华".to_owned()))
}

fn finds(summary: &Summary, typed: &str) -> Option<Fit> {
    Needle::new(typed)?.fit(&hay(summary))
}

fn customer() -> Summary {
    let values = [("phones", "138 0013-8000、(010) 6552-9988"), ("address", "人民路12号3栋"), ("kind", "owner")];
    Summary { number: Some("KH-000123".into()), ..of("customer", "张三丰", &values) }
}

#[test]
fn a_customer_is_found_by_name_sound_number_phone_and_address() {
    let found = [
        (Fit::Begins, vec!["张", "张三", "张三丰", "kh-000123", "KH-000123", "138 0013-8000"]),
        (Fit::Title, vec!["三丰", "三"]),
        (Fit::Sounds, vec!["z", "zs", "ZSF", "sf", "zhangsan", "zhang s", "zhangs", "zsanf", "ｚｓ"]),
        (Fit::Elsewhere, vec!["人民", "民路", "12号3", "rml", "renminlu", "kh000123", "0123"]),
        (Fit::Elsewhere, vec!["13800138000", "0013 8", "138-0013", "01065", "+86 13800138000", "１３８"]),
        (Fit::Elsewhere, vec!["张三 人民", "zs 138", "rml zsf"]),
    ];
    for (fit, typed) in found {
        for typed in typed {
            assert_eq!(finds(&customer(), typed), Some(fit), "{typed}");
        }
    }
    for typed in ["李", "zf", "ang", "丰三", "张s", "139", "80000", "+", "138a", "owner", "丰人民", "张三 解放", "  "]
    {
        assert_eq!(finds(&customer(), typed), None, "{typed}");
    }
}

#[test]
fn other_kinds_are_found_by_their_listed_texts_and_by_whom_they_are_about() {
    let complaint = Summary {
        about: Some("file".into()),
        ..of("complaint", "地下车库渗水", &[("complainant", "钱女士"), ("unit", "file"), ("kind", "quality")])
    };
    for typed in ["车库", "库渗", "渗水", "dxck", "钱女", "qns", "欧阳", "震华", "oyzh"] {
        assert!(finds(&complaint, typed).is_some(), "{typed}");
    }
    assert_eq!(finds(&complaint, "quality"), None);
    assert_eq!(finds(&complaint, "file"), None);
}

#[test]
fn long_texts_are_found_by_their_words_and_not_by_their_sound() {
    let row = of("complaint", "车库渗水", &[(SEARCHED, "联系防水施工队重做\n伸缩缝老化")]);
    for typed in ["防水施工", "伸缩缝", "车库 老化"] {
        assert_eq!(finds(&row, typed), Some(Fit::Elsewhere), "{typed}");
    }
    for typed in ["fssg", "重做伸缩"] {
        assert_eq!(finds(&row, typed), None, "{typed}");
    }
}

#[test]
fn kinds_come_with_counts_the_best_first() {
    let rows = [
        of("customer", "赵王芳", &[]),
        of("repair", "王芳家漏水", &[]),
        of("customer", "吴芳", &[("address", "王芳路1号")]),
        Summary { closed: true, ..of("task", "王芳的任务", &[]) },
        of("task", "给王芳回电话", &[]),
    ];
    let hays: Vec<Hay> = rows.iter().map(hay).collect();
    let Some(needle) = Needle::new("王芳") else { panic!() };
    let found = search(rows.iter().zip(&hays), &needle, 1);
    let found: Vec<_> = found.iter().map(|one| (one.process.as_str(), one.total, one.best[0].as_str())).collect();
    assert_eq!(found, [("task", 2, "王芳的任务"), ("repair", 1, "王芳家漏水"), ("customer", 2, "赵王芳")]);
}

#[test]
fn what_is_typed_on_finds_no_more() {
    let rows = [customer(), of("task", "给ACME科技回电话 138", &[]), of("unit", "3-1201", &[])];
    for typed in ["zsf", "zhang san", "138001", "acmekj", "kh-000123", "3-12", "科技 138", "回电话"] {
        for row in &rows {
            let letters: Vec<char> = typed.chars().collect();
            let founds = (1..=letters.len()).map(|to| finds(row, &letters[..to].iter().collect::<String>()).is_some());
            let founds: Vec<bool> = founds.collect();
            assert!(founds.is_sorted_by(|a, b| a >= b), "{typed} in {}: {founds:?}", row.title);
        }
    }
}

#[test]
fn a_long_list_is_searched_whole() {
    let rows: Vec<Summary> = ('一'..='龥')
        .take(2_000)
        .map(|c| of("customer", &format!("张{c}三有限公司"), &[("phones", "138 0013 8000"), ("address", "人民路")]))
        .collect();
    let hays: Vec<Hay> = rows.iter().map(hay).collect();
    for (typed, count) in [("sanyxgsx", 0), ("0138", 2_000), ("三有限", 2_000), ("rml", 2_000)] {
        let Some(needle) = Needle::new(typed) else { panic!() };
        let found = search(rows.iter().zip(&hays), &needle, 6);
        assert_eq!(found.iter().map(|group| group.total).sum::<u32>(), count, "{typed}");
    }
}
