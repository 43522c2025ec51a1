//! Import: a file becomes a table, the table a preview, the preview a plan, and the plan a batch of changes that
//! the server admits like any other. Which process, and how, its description says. Only `batch` and `template` touch the
//! database.

pub mod batch;
mod biff;
pub mod decode;
pub mod mapping;
pub mod plan;
pub mod preview;
mod same;
pub mod sheet;
mod stands;
pub mod template;
pub mod times;

use std::fmt;

use serde::{Deserialize, Serialize};
use shared::label::Label;
use shared::limits::{IMPORT_BYTES_MAX, IMPORT_ROWS_MAX};
use shared::process::Process;

pub use mapping::{Mapping, Target, suggest, suggest_for, targets};
pub use preview::{Existing, Preview, To, preview};

/// Columns of one import file.
pub const IMPORT_COLUMNS_MAX: usize = 200;
/// Characters of one cell: as many as Excel itself allows.
pub const IMPORT_CELL_CHARS_MAX: usize = 32_767;
/// Bytes that a zipped workbook may unpack to, whatever it declares.
pub const IMPORT_UNPACKED_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Bytes that its table of texts may unpack to: in memory each text takes several times its shortest form.
pub const IMPORT_TEXTS_BYTES_MAX: u64 = 40 * 1024 * 1024;
/// Title and instruction rows above the header are looked through up to here.
const HEADER_SEARCH_ROWS: usize = 20;

/// One row as it stood in the file; `line` counts from 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    pub line: usize,
    pub cells: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// What the file turned out to be: `UTF-8`, `UTF-16LE`, `UTF-16BE`, `gb18030`, `xlsx` or `xls`.
    pub format: &'static str,
    pub headers: Vec<String>,
    pub rows: Vec<Line>,
    /// Its first line is names of columns; otherwise these are empty.
    pub headings: bool,
    /// What separates the cells of a text; none for a workbook.
    pub separator: Option<Separator>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Separator {
    Comma,
    Semicolon,
    Tab,
    Bar,
    /// Each line is one cell.
    None,
}

impl Separator {
    fn byte(self) -> Option<u8> {
        match self {
            Self::Comma => Some(b','),
            Self::Semicolon => Some(b';'),
            Self::Tab => Some(b'\t'),
            Self::Bar => Some(b'|'),
            Self::None => None,
        }
    }

    /// The one that is meant, or the one that comes nearest to it.
    fn of(byte: Option<u8>) -> Self {
        let Some(byte) = byte else { return Self::None };
        let found = [Self::Semicolon, Self::Tab, Self::Bar].into_iter().find(|one| one.byte() == Some(byte));
        found.unwrap_or(Self::Comma)
    }
}

/// What a person says of a file; nothing: as found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Layout {
    pub headings: Option<bool>,
    pub separator: Option<Separator>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ImportError {
    Empty,
    TooLarge,
    TooManyRows,
    TooManyColumns,
    CellTooLong { line: usize },
    Password,
    UnpacksTooLarge,
    Encoding,
    Broken,
}

impl ImportError {
    /// What is wrong and what to do next.
    pub fn say(&self) -> Label {
        match self {
            Self::Empty => Label::new(
                "文件里没有数据。请确认第一个工作表里有表头和数据行，再重新选择文件。",
                "The file holds no data. Make sure its first sheet has a header and rows below it, then choose it again.",
            ),
            Self::TooLarge => {
                let mb = IMPORT_BYTES_MAX / 1024 / 1024;
                Label::owned(
                    format!("文件超过 {mb} MB。请拆成几个小文件，分次导入。"),
                    format!("The file is larger than {mb} MB. Split it and import the parts one by one."),
                )
            }
            Self::TooManyRows => Label::owned(
                format!("超过 {IMPORT_ROWS_MAX} 行。请拆成几个文件，分次导入。"),
                format!("More than {IMPORT_ROWS_MAX} rows. Split the file and import the parts one by one."),
            ),
            Self::TooManyColumns => Label::owned(
                format!("超过 {IMPORT_COLUMNS_MAX} 列。请删去不需要的列，再重新选择文件。"),
                format!("More than {IMPORT_COLUMNS_MAX} columns. Remove those not needed, then choose the file again."),
            ),
            Self::CellTooLong { line } => Label::owned(
                format!("第 {line} 行有一格超过 {IMPORT_CELL_CHARS_MAX} 个字。请检查该行引号是否成对，或缩短内容。"),
                format!(
                    "A cell in line {line} exceeds {IMPORT_CELL_CHARS_MAX} characters. Check that its quotes are paired, or shorten it."
                ),
            ),
            Self::Password => Label::new(
                "文件有密码。请在 Excel 里取消密码，另存后再导入。",
                "The file has a password. Remove it in Excel, save, and import again.",
            ),
            Self::UnpacksTooLarge => Label::new(
                "文件解压后太大，未读取。请把数据行复制到新的工作簿，保存后再导入。",
                "The file unpacks to too much and was not read. Copy the rows to a new workbook and import that.",
            ),
            Self::Encoding => Label::new(
                "认不出文件的文字编码。请在 Excel 里另存为“CSV UTF-8”或 .xlsx，再导入。",
                "The text encoding is not recognised. Save it in Excel as “CSV UTF-8” or .xlsx and import that.",
            ),
            Self::Broken => Label::new(
                "文件打不开，可能已损坏或不是表格。请用 Excel 打开并另存为 .xlsx，再导入。",
                "The file cannot be opened: it is damaged or not a table. Open it in Excel, save it as .xlsx, import that.",
            ),
        }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say().en)
    }
}

impl std::error::Error for ImportError {}

/// Reads a file by its content; the name only tells a text file that claims to be a workbook. The process tells its header
/// from what stands above.
pub fn read(name: &str, bytes: &[u8], process: &Process) -> Result<Table, ImportError> {
    read_as(name, bytes, process, Layout::default())
}

pub fn read_as(name: &str, bytes: &[u8], process: &Process, layout: Layout) -> Result<Table, ImportError> {
    if bytes.len() > IMPORT_BYTES_MAX {
        return Err(ImportError::TooLarge);
    }
    if bytes.is_empty() {
        return Err(ImportError::Empty);
    }
    let name = name.to_ascii_lowercase();
    let (format, separator, lines) = match sheet::container(bytes) {
        Some(container) => sheet::read(container, bytes).map(|(format, lines)| (format, None, lines))?,
        None if name.ends_with(".xls") || name.ends_with(".xlsx") => return Err(ImportError::Broken),
        None => {
            let is_header = |cells: &[String]| cells.len() > 1 && known(process, cells) > 0;
            let (format, separator, lines) = decode::read(bytes, layout.separator, is_header)?;
            (format, Some(separator), lines)
        }
    };
    table((format, separator), lines, process, layout.headings)
}

/// How many of these cells are headings of this process. A line with a telephone or a date in it has none.
fn known(process: &Process, cells: &[String]) -> usize {
    if cells.iter().any(|cell| is_number(cell)) {
        return 0;
    }
    suggest(process, cells).columns.iter().flatten().count()
}

/// Digits, and what stands between them.
fn is_number(cell: &str) -> bool {
    let marks = |c: char| c.is_ascii_digit() || " -+/.,:()".contains(c);
    cell.chars().any(|c| c.is_ascii_digit()) && cell.chars().all(marks)
}

/// What no heading says: a number; alone in its line, a sentence.
fn is_data(cells: &[String]) -> bool {
    const HEADING_CHARS_MAX: usize = 24;
    let marked = |cell: &str| cell.chars().any(|c| "。！？，；…!?~".contains(c)) || cell.contains(", ");
    let sentence = |cell: &String| marked(cell) || cell.chars().count() > HEADING_CHARS_MAX;
    cells.iter().any(|cell| is_number(cell)) || matches!(cells, [only] if sentence(only))
}

/// Finds the header, if there is one, drops what stands above it and every blank row.
fn table(
    (format, separator): (&'static str, Option<Separator>),
    mut lines: Vec<Line>,
    process: &Process,
    headings: Option<bool>,
) -> Result<Table, ImportError> {
    for Line { line, cells } in &mut lines {
        for cell in cells.iter_mut() {
            if cell.chars().count() > IMPORT_CELL_CHARS_MAX {
                return Err(ImportError::CellTooLong { line: *line });
            }
            cell.retain(|c| c == '\n' || c == '\t' || !c.is_control());
            *cell = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_owned();
        }
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.len() > IMPORT_COLUMNS_MAX {
            return Err(ImportError::TooManyColumns);
        }
    }
    lines.retain(|line| !line.cells.is_empty());
    if lines.is_empty() {
        return Err(ImportError::Empty);
    }
    let mut header = 0;
    let mut best = 0;
    for (at, line) in lines.iter().take(HEADER_SEARCH_ROWS).enumerate() {
        let count = known(process, &line.cells);
        if count > best {
            (header, best) = (at, count);
        }
    }
    let headings = headings.unwrap_or(best > 0 || !is_data(&lines[0].cells));
    let mut rows = if headings { lines.split_off(header) } else { lines };
    let mut headers = if headings { rows.remove(0).cells } else { vec![] };
    if rows.len() > IMPORT_ROWS_MAX {
        return Err(ImportError::TooManyRows);
    }
    // Every row has as many cells as the widest, so nothing to the right of the header is lost.
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(headers.len());
    headers.resize(width, String::new());
    for row in &mut rows {
        row.cells.resize(width, String::new());
    }
    Ok(Table { format, headers, rows, headings, separator })
}
