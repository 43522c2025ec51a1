//! How much an old workbook (.xls) would take once read. The reader behind it lays every sheet out as a full rectangle
//! and copies a text into each cell that names it, so two cells or one long text could fill the memory. Here the same
//! records are only counted.

/// Cells of all rectangles of a workbook together.
pub const CELLS_MAX: u64 = 3_000_000;
/// Bytes of text that all cells together may name.
pub const TEXT_BYTES_MAX: u64 = 64 * 1024 * 1024;
const SHEETS_MAX: usize = 256;
/// Sector numbers from here on are marks, not sectors.
const MARKS: u32 = 0xffff_fffa;

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// Does it stay within bounds? None where its structure cannot be followed. Its tables must have no circles.
pub fn fits(bytes: &[u8]) -> Option<bool> {
    let book = stream(bytes)?;
    let (mut sheets, mut texts) = (vec![], vec![]);
    let mut records = Records { bytes: &book };
    while let Some((kind, data)) = records.next() {
        match kind {
            0x0085 => sheets.push(word(data, 0)? as usize),
            0x00fc => texts = lengths(data, &records)?,
            0x000a => break,
            _ => {}
        }
    }
    if sheets.len() > SHEETS_MAX {
        return Some(false);
    }
    let mut total = Size::default();
    for start in sheets {
        sheet(book.get(start..)?, &texts, &mut total)?;
        if total.cells > CELLS_MAX || total.text_bytes > TEXT_BYTES_MAX {
            return Some(false);
        }
    }
    Some(true)
}

#[derive(Default)]
struct Size {
    cells: u64,
    text_bytes: u64,
}

/// The rectangle around cells, or around formulas.
#[derive(Default)]
struct Around(Option<(u64, u64, u64, u64)>);

impl Around {
    fn take(&mut self, row: u64, first: u64, last: u64) {
        let (top, bottom, left, right) = self.0.unwrap_or((row, row, first, last));
        self.0 = Some((top.min(row), bottom.max(row), left.min(first), right.max(last)));
    }

    fn cells(&self) -> u64 {
        self.0.map_or(0, |(top, bottom, left, right)| (bottom - top + 1) * (right - left + 1))
    }
}

fn sheet(bytes: &[u8], texts: &[u64], total: &mut Size) -> Option<()> {
    let (mut cells, mut formulas) = (Around::default(), Around::default());
    let mut depth = 0;
    let mut declared = 0u64;
    for (kind, data) in (Records { bytes }) {
        match kind {
            0x0809 => depth += 1,
            0x000a if depth <= 1 => break,
            0x000a => depth -= 1,
            _ if depth > 1 => {}
            0x0200 => {
                let (rows, columns) = if data.len() >= 14 {
                    (word(data, 4)?.saturating_sub(word(data, 0)?), short(data, 10)?.saturating_sub(short(data, 8)?))
                } else {
                    (
                        u32::from(short(data, 2)?.saturating_sub(short(data, 0)?)),
                        short(data, 6)?.saturating_sub(short(data, 4)?),
                    )
                };
                // Room is made for what is declared, whatever comes.
                declared = declared.max((u64::from(rows) + 1) * (u64::from(columns) + 1));
            }
            0x0006 | 0x00bd | 0x00d6 | 0x00fd | 0x0203..=0x0205 | 0x027e => {
                let (row, first) = (u64::from(short(data, 0)?), u64::from(short(data, 2)?));
                let more = if kind == 0x00bd { (data.len().saturating_sub(6) / 6).saturating_sub(1) as u64 } else { 0 };
                cells.take(row, first, first + more);
                total.cells += 1;
                match kind {
                    0x0006 => formulas.take(row, first, first),
                    0x00fd => total.text_bytes += texts.get(word(data, 6)? as usize).copied().unwrap_or(0),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    total.cells += cells.cells() + formulas.cells() + declared / 8;
    Some(())
}

/// Kind and content, one after the other.
struct Records<'a> {
    bytes: &'a [u8],
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (short(self.bytes, 0)?, usize::from(short(self.bytes, 2)?));
        let data = self.bytes.get(4..4 + length)?;
        self.bytes = &self.bytes[4 + length..];
        Some((kind, data))
    }
}

/// What each text of the table of texts takes at most. The table may go on in the records behind it.
fn lengths(first: &[u8], behind: &Records<'_>) -> Option<Vec<u64>> {
    let mut chunks = vec![first.get(8..)?];
    let rest = Records { bytes: behind.bytes };
    chunks.extend(rest.take_while(|(kind, _)| *kind == 0x003c).map(|(_, data)| data));
    let mut chunks = chunks.into_iter();
    let mut at = chunks.next()?;
    let mut found = vec![];
    loop {
        while at.is_empty() {
            match chunks.next() {
                Some(next) => at = next,
                None => return Some(found),
            }
        }
        let (count, flags) = (u64::from(short(at, 0)?), *at.get(2)?);
        let mut head = 3;
        let mut behind_text = 0;
        if flags & 8 != 0 {
            behind_text += usize::from(short(at, head)?) * 4;
            head += 2;
        }
        if flags & 4 != 0 {
            behind_text += word(at, head)? as usize;
            head += 4;
        }
        at = at.get(head..)?;
        let (mut left, mut wide) = (count as usize, flags & 1 != 0);
        loop {
            let each = if wide { 2 } else { 1 };
            let here = left.min(at.len() / each);
            at = &at[here * each..];
            left -= here;
            if left == 0 {
                break;
            }
            // The rest stands behind a mark of its own width.
            let next = chunks.next()?;
            wide = next.first()? & 1 != 0;
            at = &next[1..];
        }
        while behind_text > 0 {
            let here = behind_text.min(at.len());
            at = &at[here..];
            behind_text -= here;
            if behind_text > 0 {
                at = chunks.next()?;
            }
        }
        found.push(count * 3);
    }
}

/// The stream that holds the workbook.
fn stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = match bytes.get(30)? {
        9 => 512,
        12 => 4096,
        _ => return None,
    };
    let sector = |id: u32| {
        let start = (id as usize + 1).checked_mul(size)?;
        bytes.get(start..bytes.len().min(start + size))
    };
    let mut tables: Vec<u32> = (0..109).map(|at| word(bytes, 76 + at * 4)).collect::<Option<_>>()?;
    let mut next = word(bytes, 68)?;
    while next < MARKS && tables.len() <= bytes.len() / size + 109 {
        let table = sector(next)?;
        tables.extend((0..size / 4 - 1).filter_map(|at| word(table, at * 4)));
        next = word(table, size - 4)?;
    }
    let mut fat = vec![];
    for id in tables.into_iter().filter(|id| *id < MARKS).take(bytes.len() / size + 1) {
        let table = sector(id)?;
        fat.extend((0..size / 4).map(|at| word(table, at * 4).unwrap_or(u32::MAX)));
    }
    let chain = |start: u32| {
        let (mut whole, mut at) = (vec![], start);
        while let Some(next) = fat.get(at as usize).filter(|_| at < MARKS) {
            whole.extend_from_slice(sector(at)?);
            if whole.len() > bytes.len() {
                return None;
            }
            at = *next;
        }
        Some(whole)
    };
    let folder = chain(word(bytes, 48)?)?;
    let name = |entry: &[u8]| -> String {
        let units = entry[..64].chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        char::decode_utf16(units.take_while(|unit| *unit != 0)).map(|c| c.unwrap_or('?')).collect()
    };
    let entries: Vec<&[u8]> = folder.chunks_exact(128).collect();
    let find = |word: &str| entries.iter().find(|entry| name(entry).eq_ignore_ascii_case(word));
    let entry = find("Workbook").or_else(|| find("Book"))?;
    let (start, length) = (word(entry, 116)?, word(entry, 120)? as usize);
    if length >= 4096 {
        return chain(start);
    }
    // Short streams lie in a stream of their own, in small sectors.
    let small = chain(word(entries.first()?, 116)?)?;
    let table = chain(word(bytes, 60)?)?;
    let (mut whole, mut at) = (vec![], start);
    while at < MARKS && whole.len() <= small.len() {
        let from = (at as usize).checked_mul(64)?;
        whole.extend_from_slice(small.get(from..small.len().min(from + 64))?);
        at = word(&table, at as usize * 4)?;
    }
    Some(whole)
}
