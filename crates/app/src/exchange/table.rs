//! Tables: a header and rows, read as a stream, so that a million rows need no memory. Text files are read here, the
//! sheets of spreadsheets come from [`super::sheet`].
//!
//! Separators (comma, semicolon, tab) are found in the header, the encoding in the whole file.

mod decode;
mod split;

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

pub use decode::Encoding;
pub use split::{Fault, Row};

use super::sheet::{Sheet, SheetRows};
use crate::errors::{Error, Result};

/// Where a table comes from; it is read more than once.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// A file on disk.
    File(&'a Path),
    /// Bytes in memory.
    Bytes(&'a [u8]),
    /// A sheet that was taken out of a spreadsheet.
    Sheet(&'a Sheet),
}

impl<'a> Source<'a> {
    /// Reads its bytes from the first on.
    pub(super) fn open(self) -> Result<Box<dyn Read + 'a>> {
        match self {
            Source::Sheet(sheet) => Ok(Box::new(sheet.open()?)),
            Source::File(path) => {
                let file = File::open(path);
                let wrong = |error| Error::Invalid(format!("{} cannot be read: {error}.", path.display()));
                Ok(Box::new(file.map_err(wrong)?))
            }
            Source::Bytes(bytes) => Ok(Box::new(bytes)),
        }
    }

    /// How many bytes it has.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn size(self) -> Result<u64> {
        match self {
            Source::File(path) => {
                let wrong = |error| Error::Invalid(format!("{} cannot be read: {error}.", path.display()));
                Ok(std::fs::metadata(path).map_err(wrong)?.len())
            }
            Source::Bytes(bytes) => Ok(bytes.len() as u64),
            Source::Sheet(sheet) => Ok(sheet.size()),
        }
    }

    /// Whether it is a spreadsheet file that has to be taken apart first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn is_spreadsheet(self) -> Result<bool> {
        let mut start = Vec::new();
        self.open()?.take(4).read_to_end(&mut start).map_err(unreadable)?;
        Ok(start == b"PK\x03\x04")
    }
}

/// A table that is being read.
pub struct Table<'a> {
    header: Vec<String>,
    rows: Rows<'a>,
}

enum Rows<'a> {
    Text(Box<Text<'a>>),
    Sheet(SheetRows<'a>),
}

/// Text in the making.
struct Text<'a> {
    encoding: Encoding,
    separator: u8,
    decoder: decode::Decoder<'a>,
    splitter: split::Splitter,
    ready: VecDeque<Row>,
    piece: String,
    ended: bool,
}

impl std::fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table")
            .field("header", &self.header)
            .field("form", &self.form())
            .finish_non_exhaustive()
    }
}

impl<'a> Table<'a> {
    /// Finds encoding and separator, and reads the header.
    ///
    /// # Errors
    /// A sentence: it cannot be read, is no text, is empty, or its header is no header.
    pub fn open(source: Source<'a>) -> Result<Self> {
        let mut rows = match source {
            Source::Sheet(sheet) => Rows::Sheet(sheet.rows()?),
            _ => Rows::Text(Box::new(Text::open(source)?)),
        };
        let header = rows.next()?;
        let header = header.ok_or_else(|| {
            Error::Invalid("The file is empty: it needs a header with the names of its columns.".to_owned())
        })?;
        let header = header_of(header, &rows)?;
        Ok(Table { header, rows })
    }

    /// Names of the columns, without space around them.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// How it is read, as `UTF-8, separated by commas` or `XLSX, sheet “Places”`.
    #[must_use]
    pub fn form(&self) -> String {
        match &self.rows {
            Rows::Sheet(rows) => format!("XLSX, sheet “{}”", rows.name()),
            Rows::Text(text) => {
                let separator = match text.separator {
                    b';' => "semicolons",
                    b'\t' => "tabs",
                    _ => "commas",
                };
                format!("{}, separated by {separator}", text.encoding.name())
            }
        }
    }

    /// Bytes read so far.
    #[must_use]
    pub fn read(&self) -> u64 {
        match &self.rows {
            Rows::Text(text) => text.decoder.read(),
            Rows::Sheet(rows) => rows.read(),
        }
    }

    /// The next row that holds anything. A row with another number of cells than the header says so in its faults.
    ///
    /// # Errors
    /// When the file cannot be read any further.
    pub fn next_row(&mut self) -> Result<Option<Row>> {
        while let Some(mut row) = self.rows.next()? {
            let is_blank = row.faults.is_empty() && row.cells.iter().all(|cell| cell.trim().is_empty());
            if is_blank {
                continue;
            }
            let width = self.header.len();
            if row.cells.len() != width {
                self.rows.fit(&mut row, width);
            }
            return Ok(Some(row));
        }
        Ok(None)
    }
}

impl Rows<'_> {
    fn next(&mut self) -> Result<Option<Row>> {
        match self {
            Rows::Text(text) => text.next_split().map_err(unreadable),
            Rows::Sheet(rows) => rows.next(),
        }
    }

    /// What a row of another encoding is told.
    fn foreign(&self) -> String {
        match self {
            Rows::Text(text) => text.encoding.foreign(),
            Rows::Sheet(_) => String::new(),
        }
    }

    /// A row of another width than the header. In text that is a slip; a sheet has no width, so empty cells are missing.
    fn fit(&self, row: &mut Row, width: usize) {
        match self {
            Rows::Sheet(_) if row.cells.len() < width => row.cells.resize(width, String::new()),
            Rows::Sheet(_) => {
                let what = "A cell stands to the right of the last column that has a name in the header. Name its column, or clear it.";
                row.faults.push(Fault::Cell(row.cells.len() - 1, what.to_owned()));
            }
            Rows::Text(_) => row.faults.push(Fault::Width(row.cells.len())),
        }
    }
}

impl<'a> Text<'a> {
    fn open(source: Source<'a>) -> Result<Self> {
        let detected = decode::detect(source.open()?)
            .map_err(unreadable)?
            .map_err(Error::Invalid)?;
        let mut decoder = decode::Decoder::new(source.open()?, detected).map_err(unreadable)?;
        let mut start = Vec::new();
        let separator = first_line(&mut decoder, &mut start).map_err(unreadable)?;
        let mut text = Text {
            encoding: detected.encoding,
            separator,
            decoder,
            splitter: split::Splitter::new(separator),
            ready: VecDeque::new(),
            piece: String::new(),
            ended: false,
        };
        for (piece, is_foreign) in start {
            text.splitter.feed(&piece, is_foreign, &mut text.ready);
        }
        Ok(text)
    }

    fn next_split(&mut self) -> io::Result<Option<Row>> {
        while self.ready.is_empty() && !self.ended {
            match self.decoder.next(&mut self.piece)? {
                Some(is_foreign) => self.splitter.feed(&self.piece, is_foreign, &mut self.ready),
                None => {
                    self.splitter.end(&mut self.ready);
                    self.ended = true;
                }
            }
        }
        Ok(self.ready.pop_front())
    }
}

impl Fault {
    /// A sentence: what is wrong and what to do.
    #[must_use]
    pub fn sentence(&self, table: &Table<'_>) -> String {
        match self {
            Fault::Foreign => table.rows.foreign(),
            Fault::Oversized { characters, .. } => {
                let most = engine::value::TEXT_LIMIT;
                format!("The cell has {characters} characters; at most {most} are kept.")
            }
            Fault::AfterQuote(_) => {
                "The cell goes on after its closing quotation mark. Inside a quoted cell, write each quotation mark twice.".to_owned()
            }
            Fault::Unclosed(_) => "A quotation mark opens in this cell and is never closed: all that follows was taken into it.".to_owned(),
            Fault::Cell(_, sentence) => sentence.clone(),
            Fault::Width(cells) => {
                format!("The row has {cells} cells, the header {}. Look for a separator too many or too few, or a missing quotation mark.", table.header.len())
            }
        }
    }

    /// Its column, from 0, when it is of one.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        match self {
            Fault::Oversized { column, .. }
            | Fault::AfterQuote(column)
            | Fault::Unclosed(column)
            | Fault::Cell(column, _) => Some(*column),
            Fault::Foreign | Fault::Width(_) => None,
        }
    }
}

fn unreadable(error: io::Error) -> Error {
    Error::Invalid(format!("The file cannot be read to its end: {error}."))
}

/// Pieces up to the end of the first line that holds anything, and the separator in it.
fn first_line(decoder: &mut decode::Decoder<'_>, start: &mut Vec<(String, bool)>) -> io::Result<u8> {
    let mut piece = String::new();
    let mut line = String::new();
    while let Some(is_foreign) = decoder.next(&mut piece)? {
        start.push((piece.clone(), is_foreign));
        line.push_str(&piece);
        let is_inside = line.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
        if line.len() > 1024 * 1024 || (!is_inside && !line.trim().is_empty()) {
            break;
        }
    }
    // A file with carriage returns alone comes as one piece; its first line is what stands before the first of them.
    let first = line.trim_start().split(['\r', '\n']).next().unwrap_or_default();
    let first = if first.matches('"').count().is_multiple_of(2) {
        first
    } else {
        line.as_str()
    };
    Ok(split::separator(first))
}

fn header_of(row: Row, rows: &Rows<'_>) -> Result<Vec<String>> {
    let wrong = |what: String| Err(Error::Invalid(what));
    if row.faults.contains(&Fault::Foreign) {
        return wrong(format!("The header: {}", rows.foreign()));
    }
    if !row.faults.is_empty() {
        return wrong("The header is no list of column names: look at its quotation marks.".to_owned());
    }
    if row.cells.len() > split::COLUMNS {
        return wrong(format!("The header has more than {} columns.", split::COLUMNS));
    }
    let names: Vec<String> = row
        .cells
        .iter()
        .map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    if names.iter().all(String::is_empty) {
        return wrong("The first row is the header; here it has no names of columns.".to_owned());
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_whatever_separates_it() {
        for (text, word) in [
            ("A,B\n1,2\n", "commas"),
            ("A;B\r\n1;2", "semicolons"),
            ("A\tB\r1\t2\r", "tabs"),
        ] {
            let mut table = Table::open(Source::Bytes(text.as_bytes())).unwrap();
            assert_eq!(
                (table.header(), table.form()),
                (
                    &["A".to_owned(), "B".to_owned()][..],
                    format!("UTF-8, separated by {word}")
                )
            );
            let row = table.next_row().unwrap().unwrap();
            assert_eq!((row.row, row.cells), (2, vec!["1".to_owned(), "2".to_owned()]));
            assert_eq!(table.next_row().unwrap(), None);
        }
    }

    #[test]
    fn rows_of_another_width_say_so_and_empty_rows_are_passed_over() {
        let mut table = Table::open(Source::Bytes(b"A,B\n\n,\n1\n1,2,3\n")).unwrap();
        let short = table.next_row().unwrap().unwrap();
        assert_eq!((short.row, short.faults.as_slice()), (4, &[Fault::Width(1)][..]));
        assert!(
            short.faults[0]
                .sentence(&table)
                .contains("has 1 cells, the header 2")
        );
        assert_eq!(table.next_row().unwrap().unwrap().faults, [Fault::Width(3)]);
        assert_eq!(table.next_row().unwrap(), None);
    }

    #[test]
    fn what_has_no_header_is_refused_in_a_sentence() {
        for (bytes, word) in [
            (&b""[..], "is empty"),
            (b"\n\n", "is empty"),
            (b",,\n1,2,3", "no names"),
            (b"\"a\nb", "quotation marks"),
        ] {
            let error = Table::open(Source::Bytes(bytes)).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
