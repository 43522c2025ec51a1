//! Workbooks, told by their content. Every size is checked before the reader may believe it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError};
use shared::limits::IMPORT_ROWS_MAX;

use super::{
    HEADER_SEARCH_ROWS, IMPORT_COLUMNS_MAX, IMPORT_TEXTS_BYTES_MAX, IMPORT_UNPACKED_BYTES_MAX, ImportError, Line, biff,
};

/// Sheets looked at for the first that holds something.
const SHEETS_MAX: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Container {
    Zip,
    Ole,
}

pub fn container(bytes: &[u8]) -> Option<Container> {
    match bytes {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Container::Zip),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Some(Container::Ole),
        _ => None,
    }
}

pub fn read(container: Container, bytes: &[u8]) -> Result<(&'static str, Vec<Line>), ImportError> {
    let found = match container {
        Container::Zip => {
            if unpacked(bytes).ok_or(ImportError::Broken)? > IMPORT_UNPACKED_BYTES_MAX {
                return Err(ImportError::UnpacksTooLarge);
            }
            unpack(bytes)?;
            catch_unwind(AssertUnwindSafe(|| xlsx(bytes))).map(|lines| lines.map(|lines| ("xlsx", lines)))
        }
        Container::Ole => {
            let word: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
            if bytes.windows(word.len()).any(|window| window == word) {
                return Err(ImportError::Password);
            }
            if loops(bytes) != Some(false) {
                return Err(ImportError::Broken);
            }
            if !biff::fits(bytes).ok_or(ImportError::Broken)? {
                return Err(ImportError::UnpacksTooLarge);
            }
            catch_unwind(AssertUnwindSafe(|| xls(bytes))).map(|lines| lines.map(|lines| ("xls", lines)))
        }
    };
    found.unwrap_or(Err(ImportError::Broken))
}

/// The sum of the unpacked sizes that the central directory declares. A zip64 size counts as too large.
pub fn unpacked(bytes: &[u8]) -> Option<u64> {
    const END: usize = 22;
    let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let short = |at: usize| Some(usize::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let last = bytes.len().checked_sub(END)?;
    let end = (last.saturating_sub(0xffff)..=last).rev().find(|at| bytes[*at..].starts_with(b"PK\x05\x06"))?;
    let count = short(end + 10)?;
    let mut at = usize::try_from(word(end + 16)?).ok()?;
    let mut sum = 0;
    for _ in 0..count {
        if word(at)? != 0x0201_4b50 {
            return None;
        }
        let size = word(at + 24)?;
        sum += if size == u32::MAX { u64::MAX / 0x1_0000 } else { u64::from(size) };
        at = at.checked_add(46 + short(at + 28)? + short(at + 30)? + short(at + 32)?)?;
    }
    Some(sum)
}

/// Unpacks everything once and throws it away: what the directory declares may be a lie, and so may the number of texts
/// that the reader would make room for.
fn unpack(bytes: &[u8]) -> Result<(), ImportError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| ImportError::Broken)?;
    let mut left = IMPORT_UNPACKED_BYTES_MAX;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| ImportError::Broken)?;
        let name = entry.name().map_err(|_| ImportError::Broken)?.to_ascii_lowercase();
        let texts = name.ends_with("sharedstrings.xml");
        let most = if texts { left.min(IMPORT_TEXTS_BYTES_MAX) } else { left };
        let mut whole = Vec::new();
        let mut entry = entry.take(most + 1);
        let length =
            if texts { std::io::copy(&mut entry, &mut whole) } else { std::io::copy(&mut entry, &mut std::io::sink()) };
        let length = length.map_err(|_| ImportError::Broken)?;
        if length > most {
            return Err(ImportError::UnpacksTooLarge);
        }
        if declared(&whole) > length {
            return Err(ImportError::Broken);
        }
        left -= length;
    }
    Ok(())
}

/// The largest number of texts that a table of texts claims to hold, in whichever width it is written.
fn declared(xml: &[u8]) -> u64 {
    const WORD: &[u8] = b"uniqueCount";
    let plain: Vec<u8> = xml.iter().copied().filter(|byte| *byte != 0).collect();
    let mut most = 0;
    for at in 0..plain.len().saturating_sub(WORD.len()) {
        if plain[at] == WORD[0] && plain[at..].starts_with(WORD) {
            let behind = plain[at + WORD.len()..].iter().skip_while(|byte| b" \t\r\n=\"'".contains(byte));
            let digits = behind.take_while(|byte| byte.is_ascii_digit());
            let number =
                digits.fold(0u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')));
            most = most.max(number);
        }
    }
    most
}

/// Only what is filled is kept, so a cell in the last corner of a sheet costs one cell.
#[derive(Default)]
struct Sparse(BTreeMap<u32, Vec<String>>, u64);

impl Sparse {
    fn put(&mut self, row: u32, column: u32, text: String) -> Result<(), ImportError> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= IMPORT_COLUMNS_MAX {
            return Err(ImportError::TooManyColumns);
        }
        // A text may be named by many cells.
        self.1 += text.len() as u64 + 24;
        if self.1 > biff::TEXT_BYTES_MAX {
            return Err(ImportError::UnpacksTooLarge);
        }
        let cells = self.0.entry(row).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
        if self.0.len() > IMPORT_ROWS_MAX + HEADER_SEARCH_ROWS { Err(ImportError::TooManyRows) } else { Ok(()) }
    }

    fn lines(self) -> Vec<Line> {
        self.0.into_iter().map(|(row, cells)| Line { line: row as usize + 1, cells }).collect()
    }
}

fn names<R: Reader<Cursor<Vec<u8>>>>(book: &R) -> Vec<String> {
    let sheets = book.sheets_metadata().iter();
    let shown = sheets.filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet);
    shown.map(|sheet| sheet.name.clone()).take(SHEETS_MAX).collect()
}

fn xlsx(bytes: &[u8]) -> Result<Vec<Line>, ImportError> {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).map_err(|error| match error {
        XlsxError::Password => ImportError::Password,
        _ => ImportError::Broken,
    })?;
    for name in names(&book) {
        let mut sparse = Sparse::default();
        let mut cells = book.worksheet_cells_reader(&name).map_err(|_| ImportError::Broken)?;
        while let Some(cell) = cells.next_cell().map_err(|_| ImportError::Broken)? {
            let (row, column) = cell.get_position();
            let value = match cell.get_value() {
                DataRef::SharedString(text) => Data::String((*text).to_owned()),
                other => Data::from(other.clone()),
            };
            sparse.put(row, column, written(&value))?;
        }
        if !sparse.0.is_empty() {
            return Ok(sparse.lines());
        }
    }
    Err(ImportError::Empty)
}

fn xls(bytes: &[u8]) -> Result<Vec<Line>, ImportError> {
    let mut book = Xls::new(Cursor::new(bytes.to_vec())).map_err(|error| match error {
        XlsError::Password => ImportError::Password,
        _ => ImportError::Broken,
    })?;
    for name in names(&book) {
        let range = book.worksheet_range(&name).map_err(|_| ImportError::Broken)?;
        let (top, left) = range.start().unwrap_or_default();
        let mut sparse = Sparse::default();
        for (row, column, value) in range.used_cells() {
            sparse.put(top + row as u32, left + column as u32, written(value))?;
        }
        if !sparse.0.is_empty() {
            return Ok(sparse.lines());
        }
    }
    Err(ImportError::Empty)
}

/// A cell as a person would type it: telephone numbers without a point, dates as `2026-11-23`.
fn written(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::Bool(truth) => if *truth { "是" } else { "否" }.to_owned(),
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        other => other.to_string().replace("\r\n", "\n").replace('\r', "\n"),
    }
}

/// Does an OLE allocation table lead in circles, or out of the file? The reader would follow it until memory ends.
fn loops(bytes: &[u8]) -> Option<bool> {
    const ENDS: u32 = 0xffff_fffa;
    let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let size = match bytes.get(30)? {
        9 => 512,
        12 => 4096,
        _ => return None,
    };
    let sector = |id: u32| (id as usize + 1).checked_mul(size);
    let mut tables: Vec<u32> = (0..109).map(|at| word(76 + at * 4)).collect::<Option<_>>()?;
    let (mut next, mut seen) = (word(68)?, 0);
    while next < ENDS {
        seen += 1;
        if seen > bytes.len() / size {
            return Some(true);
        }
        let start = sector(next)?;
        for at in 0..size / 4 - 1 {
            tables.push(word(start + at * 4)?);
        }
        next = word(start + size - 4)?;
    }
    let circles = |ids: Vec<u32>| -> Option<(bool, Vec<u32>)> {
        let mut fat = Vec::new();
        for id in ids.into_iter().filter(|id| *id < ENDS).take(bytes.len() / size + 1) {
            let start = sector(id)?;
            for at in 0..size / 4 {
                fat.push(word(start + at * 4).unwrap_or(u32::MAX));
            }
        }
        let mut mark = vec![0usize; fat.len()];
        for start in 0..fat.len() {
            let mut at = start;
            while at < fat.len() && mark[at] == 0 {
                mark[at] = start + 1;
                at = fat[at] as usize;
                if at < fat.len() && mark[at] == start + 1 {
                    return Some((true, fat));
                }
            }
        }
        Some((false, fat))
    };
    let (circle, fat) = circles(tables)?;
    if circle {
        return Some(true);
    }
    let (mut small, mut at) = (Vec::new(), word(60)?);
    while at < ENDS && (at as usize) < fat.len() {
        small.push(at);
        at = fat[at as usize];
    }
    Some(circles(small)?.0)
}
