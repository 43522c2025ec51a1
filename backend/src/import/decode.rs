//! Delimited text: which encoding, which separator, which line ends.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};
use shared::limits::IMPORT_ROWS_MAX;

use super::{HEADER_SEARCH_ROWS, IMPORT_COLUMNS_MAX, ImportError, Line, Separator};

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Records looked at to find the separator.
const SNIFF_RECORDS: usize = 50;
/// Fewer lines than these say nothing of whether they are sentences or rows.
const SENTENCES_MIN: usize = 3;

/// What a text file turned out to be: its encoding, what separates its cells, and its lines.
type Read = (&'static str, Separator, Vec<Line>);

/// `separator` is what a person says; `is_header` knows headings when it sees them.
pub fn read(
    bytes: &[u8],
    separator: Option<Separator>,
    is_header: impl Fn(&[String]) -> bool,
) -> Result<Read, ImportError> {
    let (text, encoding) = text(bytes)?;
    // One line end for all: CR alone is what old Macs wrote.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (body, found, skipped) = match told(&text) {
        Some((separator, body)) => (body, Some(separator), 1),
        None => (text.as_str(), sniff(&text, is_header), 0),
    };
    let kind = separator.unwrap_or_else(|| Separator::of(found));
    // What Excel's first line says may be another mark; then it is that one.
    let byte = if separator.is_none() { found } else { kind.byte() };
    let Some(byte) = byte else {
        let cell = |(at, line): (usize, &str)| Line { line: at + 1 + skipped, cells: vec![line.to_owned()] };
        let filled = body.split('\n').enumerate().map(cell).filter(|line| !line.cells[0].trim().is_empty());
        let lines: Vec<Line> = filled.take(IMPORT_ROWS_MAX + HEADER_SEARCH_ROWS + 1).collect();
        let over = lines.len() > IMPORT_ROWS_MAX + HEADER_SEARCH_ROWS;
        return if over { Err(ImportError::TooManyRows) } else { Ok((encoding.name(), kind, lines)) };
    };
    let mut lines = Vec::new();
    for record in reader(body, byte).records() {
        let record = record.map_err(|_| ImportError::Broken)?;
        if lines.len() > IMPORT_ROWS_MAX + HEADER_SEARCH_ROWS {
            return Err(ImportError::TooManyRows);
        }
        // Trailing separators are no columns.
        let width = record
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.trim().is_empty())
            .last()
            .map_or(0, |(last, _)| last + 1);
        if width > IMPORT_COLUMNS_MAX {
            return Err(ImportError::TooManyColumns);
        }
        let line = record.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(0)) + skipped;
        lines.push(Line { line, cells: record.iter().take(width).map(str::to_owned).collect() });
    }
    Ok((encoding.name(), kind, lines))
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes())
}

/// Decodes without ever replacing a character: what cannot be read is refused.
pub fn text(bytes: &[u8]) -> Result<(String, &'static Encoding), ImportError> {
    let strict = |encoding: &'static Encoding, bytes: &[u8]| {
        encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(|text| (text.into_owned(), encoding))
            .ok_or(ImportError::Encoding)
    };
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return strict(encoding, &bytes[length..]);
    }
    if let Some(encoding) = wide(bytes) {
        return strict(encoding, bytes);
    }
    if let Ok(found) = strict(UTF_8, bytes) {
        return Ok(found);
    }
    let found = strict(GB18030, bytes)?;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    if guess == GBK || guess == GB18030 || found.0.chars().filter(|c| !c.is_ascii()).all(chinese) {
        Ok(found)
    } else {
        Err(ImportError::Encoding)
    }
}

/// UTF-16 without a mark: every second byte of ASCII is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let enough = bytes.len() / 2 * 3 / 10 + 1;
    match (zeros(0), zeros(1)) {
        (0, low) if low >= enough => Some(UTF_16LE),
        (high, 0) if high >= enough => Some(UTF_16BE),
        _ => None,
    }
}

fn chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ff5e}' | '\u{2010}'..='\u{2026}' | '·' | '￥')
}

/// Excel's own first line, `sep=;`.
fn told(text: &str) -> Option<(u8, &str)> {
    let (first, rest) = text.split_once('\n')?;
    let first = first.trim_matches('"');
    let separator = first.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &first[4..])?;
    match separator.as_bytes() {
        [byte] if byte.is_ascii() && *byte != b'"' => Some((*byte, rest)),
        _ => None,
    }
}

/// The separator that cuts most records into equally many cells, at least two. None where it cuts sentences: hardly two
/// of them have as many commas, and none of them is a header.
fn sniff(text: &str, is_header: impl Fn(&[String]) -> bool) -> Option<u8> {
    let mut best = (0, b',');
    for separator in SEPARATORS {
        let widths: Vec<usize> =
            reader(text, separator).records().take(SNIFF_RECORDS).flatten().map(|record| record.len()).collect();
        let agreeing = |width: usize| widths.iter().filter(|other| **other == width).count();
        let score = widths.iter().filter(|width| **width > 1).map(|width| agreeing(*width)).max().unwrap_or(0);
        if score > best.0 {
            best = (score, separator);
        }
    }
    let records: Vec<Vec<String>> = (reader(text, best.1).records().take(SNIFF_RECORDS).flatten())
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect();
    let sentences = records.len() >= SENTENCES_MIN && best.0 * 2 < records.len();
    let plain = sentences && !records.iter().take(HEADER_SEARCH_ROWS).any(|cells| is_header(cells));
    (!plain).then_some(best.1)
}
