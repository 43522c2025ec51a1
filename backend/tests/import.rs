//! Every awkward file is read and previewed, or refused with words in both languages; none may panic.

use std::fs;
use std::path::PathBuf;

use backend::import::preview::{Duplicate, Of};
use backend::import::{
    self, Existing, IMPORT_CELL_CHARS_MAX, IMPORT_COLUMNS_MAX, ImportError, Mapping, Preview, Table, To, sheet,
};
use shared::id::RecordId;
use shared::limits::{IMPORT_BYTES_MAX, IMPORT_ROWS_MAX};
use shared::process::customer;
use shared::record::summary::Summary;
use shared::value::Value;

fn data(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/import").join(path)
}

fn read(name: &str, bytes: &[u8]) -> Result<Table, ImportError> {
    import::read(name, bytes, &customer::process())
}

fn suggest(headers: &[String]) -> Mapping {
    import::suggest(&customer::process(), headers)
}

fn preview(table: &Table, mapping: &Mapping, existing: &Existing) -> Preview {
    let to = To { process: &customer::process(), utc_offset_minutes: 480, now_ms: 0 };
    import::preview(table, mapping, to, existing)
}

fn file(path: &str) -> Result<Table, ImportError> {
    read(path, &fs::read(data(path)).unwrap())
}

fn shown(text: &str) -> Preview {
    let table = read("a.csv", text.as_bytes()).unwrap();
    preview(&table, &suggest(&table.headers), &Existing::default())
}

#[test]
fn every_file_is_read_or_refused_in_words() {
    let mut refused = vec![];
    let mut count = 0;
    for folder in ["csv", "excel"] {
        for entry in fs::read_dir(data(folder)).unwrap() {
            let name = format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap());
            if name.ends_with(".md") || name.ends_with(".json") {
                continue;
            }
            count += 1;
            match file(&name) {
                Ok(table) => {
                    let seen = preview(&table, &suggest(&table.headers), &Existing::default());
                    assert_eq!(seen.rows.len(), table.rows.len(), "{name}");
                    assert!(!table.headers.iter().any(|header| header.starts_with('\u{feff}')), "{name}");
                    for problem in seen.rows.iter().flat_map(|row| &row.problems) {
                        assert!(!problem.say.zh.is_empty() && !problem.say.en.is_empty(), "{name}");
                    }
                }
                Err(error) => {
                    let say = error.say();
                    assert!(say.zh.contains('请') && say.en.len() > 20, "{name}");
                    refused.push(name);
                }
            }
        }
    }
    refused.sort();
    assert!(count > 50);
    let expected = [
        "csv/csvkit_test_latin1.csv",
        "excel/calamine_empty_sheet.xlsx",
        "excel/calamine_pass_protected.xlsx",
        "excel/calamine_too_small.xls",
        "excel/phpss_oleloop.xls",
    ];
    assert_eq!(refused, expected);
}

#[test]
fn chinese_encodings_keep_every_character() {
    let table = file("csv/areas_gbk_crlf.csv").unwrap();
    assert_eq!((table.format, table.rows.len()), ("gb18030", 2978));
    assert!(table.rows.iter().any(|row| row.cells.iter().any(|cell| cell == "东城区")));
    assert_eq!(file("csv/csv2json_gbk.csv").unwrap().format, "gb18030");
    assert_eq!(file("csv/chardet_gb18030").unwrap().format, "gb18030");
    assert_eq!(file("csv/phpss_premiere.utf16lebom.csv").unwrap().format, "UTF-16LE");
    let (bytes, _, _) = encoding_rs::GB18030.encode("姓名,电话\n张𠀀,13800138000\n");
    assert_eq!(read("a.csv", &bytes).unwrap().rows[0].cells, ["张𠀀", "13800138000"]);
}

#[test]
fn marks_line_ends_and_separators() {
    assert_eq!(file("csv/csvkit_mac_newlines.csv").unwrap().headers, ["a", "b", "c"]);
    assert_eq!(
        file("csv/phpss_sep.csv").unwrap().headers.len(),
        file("csv/phpss_sep.csv").unwrap().rows[0].cells.len()
    );
    assert!(file("csv/phpss_semicolon_separated.csv").unwrap().headers.len() > 1);
    for text in
        ["sep=;\n姓名;电话\n甲;1,2", "姓名|电话\n甲|1,2", "姓名\t电话\r甲\t1,2", "\u{feff}姓名;电话\r\n甲;\"1,2\""]
    {
        let table = read("a.csv", text.as_bytes()).unwrap();
        assert_eq!(table.headers, ["姓名", "电话"], "{text}");
        assert_eq!(table.rows[0].cells, ["甲", "1,2"], "{text}");
    }
    let table = read("a.csv", "姓名,地址\n甲,\"一\r\n二\"\n乙,三".as_bytes()).unwrap();
    assert_eq!(table.rows[0].cells[1], "一\n二");
    assert_eq!(table.rows[1].line, 4);
}

#[test]
fn hostile_workbooks_are_refused() {
    assert_eq!(file("excel/calamine_pass_protected.xlsx"), Err(ImportError::Password));
    assert_eq!(file("excel/phpss_oleloop.xls"), Err(ImportError::Broken));
    assert_eq!(file("csv/areas_gbk_crlf.csv").map(|_| ()), Ok(()));
    // A directory that declares a gigabyte.
    let mut bomb = fs::read(data("excel/calamine_date.xlsx")).unwrap();
    assert!(sheet::unpacked(&bomb).unwrap() > 0);
    let at = bomb.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bomb[at + 24..at + 28].copy_from_slice(&(1u32 << 30).to_le_bytes());
    assert_eq!(read("a.xlsx", &bomb), Err(ImportError::UnpacksTooLarge));
    // Cut short anywhere: refused, never a panic.
    for name in ["excel/calamine_date.xlsx", "excel/calamine_date_1904.xls"] {
        let whole = fs::read(data(name)).unwrap();
        for length in (0..whole.len()).step_by(251) {
            let _ = read(name, &whole[..length]);
        }
    }
}

/// The record of that kind in a .xls, from its content on.
fn record(book: &[u8], kind: u16, length: u16) -> usize {
    let head = [kind.to_le_bytes(), length.to_le_bytes()].concat();
    book.windows(4).rposition(|window| window == head).unwrap() + 4
}

#[test]
fn sizes_are_counted_not_believed() {
    // One cell in the last corner of a sheet: the reader would lay out sixteen million.
    let whole = fs::read(data("excel/calamine_date_1904.xls")).unwrap();
    assert!(read("a.xls", &whole).is_ok());
    let mut far = whole.clone();
    let at = record(&far, 0x0203, 14);
    far[at..at + 4].copy_from_slice(&[0xff, 0xff, 0xff, 0x00]);
    assert_eq!(read("a.xls", &far), Err(ImportError::UnpacksTooLarge));
    // Room for four thousand million rows.
    let mut declared = whole.clone();
    let at = record(&declared, 0x0200, 14);
    declared[at + 4..at + 8].copy_from_slice(&[0xff, 0xff, 0xff, 0xf0]);
    assert_eq!(read("a.xls", &declared), Err(ImportError::UnpacksTooLarge));
    // A workbook that says little and unpacks to much; one that claims more texts than it has bytes.
    let zeros = vec![b' '; 200 * 1024 * 1024];
    let mut bomb = zipped(&[("xl/worksheets/sheet1.xml", &zeros)]);
    let at = bomb.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bomb[at + 24..at + 28].copy_from_slice(&9u32.to_le_bytes());
    assert!(bomb.len() < IMPORT_BYTES_MAX);
    assert!(matches!(read("a.xlsx", &bomb), Err(ImportError::UnpacksTooLarge | ImportError::Broken)));
    let claim = br#"<sst xmlns="x" count="1" uniqueCount = "4000000000"><si><t>a</t></si></sst>"#;
    assert_eq!(read("a.xlsx", &zipped(&[("xl/sharedStrings.xml", claim)])), Err(ImportError::Broken));
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn limits_are_kept() {
    assert_eq!(read("a.csv", b""), Err(ImportError::Empty));
    assert_eq!(read("a.csv", b"\n,,\n"), Err(ImportError::Empty));
    assert_eq!(read("a.csv", &vec![b'a'; IMPORT_BYTES_MAX + 1]), Err(ImportError::TooLarge));
    assert_eq!(read("a.csv", "a,b\n".repeat(IMPORT_ROWS_MAX + 2).as_bytes()), Err(ImportError::TooManyRows));
    assert_eq!(read("a.csv", "a,b\n".repeat(IMPORT_ROWS_MAX + 1).as_bytes()).unwrap().rows.len(), IMPORT_ROWS_MAX);
    assert_eq!(read("a.csv", "a,".repeat(IMPORT_COLUMNS_MAX + 1).as_bytes()), Err(ImportError::TooManyColumns));
    let long = format!("a\n{}", "字".repeat(IMPORT_CELL_CHARS_MAX + 1));
    assert_eq!(read("a.csv", long.as_bytes()), Err(ImportError::CellTooLong { line: 2 }));
    assert_eq!(read("a.xlsx", b"hello"), Err(ImportError::Broken));
}

#[test]
fn each_problem_is_named_at_its_column() {
    let head = "姓名,电话,邮箱,会员,客户类型,休息时间,称呼";
    for (row, column) in [
        (",13800138000,,,,,", 0),
        ("甲,1.38E+10,,,,,", 1),
        ("甲,,nobody,,,,", 2),
        ("甲,,,也许,,,", 3),
        ("甲,,,,路人,,", 4),
        ("甲,,,,,25:00-99:00,", 5),
        ("甲,,,,,,大人", 6),
    ] {
        let seen = shown(&format!("{head}\n{row}\n"));
        let columns: Vec<_> = seen.rows[0].problems.iter().map(|problem| problem.column).collect();
        assert_eq!(columns, [Some(column)], "{row}");
        assert_eq!((seen.counts.rows, seen.counts.problems, seen.counts.ready), (1, 1, 0));
    }
    let long = shown(&format!("姓名,地址\n甲,{}\n", "字".repeat(501)));
    assert_eq!(long.rows[0].problems[0].column, Some(1));
    let none = shown("电话\n13800138000\n");
    assert_eq!(none.rows[0].problems[0].column, None);
}

#[test]
fn sound_rows_become_values() {
    let text = "客户资料登记,,,,\nName,手机1,手机（备用）,会员,Kind,标签\n王芳,１３８００１３８０００,0755-26001234;13900139000,是,业主,老客户、VIP\n";
    let seen = shown(text);
    let row = &seen.rows[0];
    assert_eq!((row.problems.len(), row.line, seen.counts.ready), (0, 3, 1));
    assert_eq!(row.values["kind"], Value::from("owner"));
    assert_eq!(row.values["is_member"], Value::Bool(true));
    assert_eq!(row.sets["phones"], ["13800138000", "0755-26001234", "13900139000"].map(Value::from));
    assert_eq!(row.sets["tags"].len(), 2);
}

#[test]
fn duplicates_in_the_file_and_against_the_base() {
    let text =
        "姓名,电话,地址\n甲,138 0013 8000,\n乙,+86 13800138000,\n丙,,海 景路1号\n丙,,海景路1号\n丁,26001234,\n戊,,Ｘ\n";
    let table = read("a.csv", text.as_bytes()).unwrap();
    let mut existing = Existing::default();
    let there = |id: &str, values: &[(&str, &str)]| {
        let values = values.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect();
        Summary { id: RecordId::from(id), values, ..Summary::default() }
    };
    existing.add(&customer::process(), &there("r1", &[("phones", "13700137000、2600-1234")]));
    existing.add(&customer::process(), &there("r2", &[("name", "戊"), ("address", "x")]));
    let seen = preview(&table, &suggest(&table.headers), &existing);
    let found: Vec<_> = seen.rows.iter().map(|row| row.duplicate.clone()).collect();
    let same = |of, fields: &[&str]| Some(Duplicate { of, same: fields.iter().map(|key| (*key).to_owned()).collect() });
    let (phone, name) = (&["phones"][..], &["name", "address"][..]);
    let record = same(Of::Record("r1".to_owned()), phone);
    let again = same(Of::Record("r2".to_owned()), name);
    assert_eq!(found, [None, same(Of::Line(2), phone), None, same(Of::Line(4), name), record, again]);
    assert_eq!((seen.counts.duplicates, seen.counts.ready), (4, 2));
}
