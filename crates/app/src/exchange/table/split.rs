//! From text to rows of cells. What the csv of the world looks like: quoted cells with line breaks, doubled quotation
//! marks, three kinds of line ends; and what it should not look like is told with its place.

use std::collections::VecDeque;

/// Most bytes kept of a cell: more than the longest text that any field takes.
const CELL: usize = 1024 * 1024;
/// Most bytes kept of a row.
const ROW: usize = 8 * 1024 * 1024;
/// Most columns.
pub(super) const COLUMNS: usize = 1_000;

/// One row of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// As a spreadsheet counts: the header is row 1, empty rows count.
    pub row: u64,
    /// Line of the file in which it begins; more than the row where cells hold line breaks.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
    /// What is wrong with its form.
    pub faults: Vec<Fault>,
    /// Columns whose cell is a day by its nature, not a text that looks like one (spreadsheets only).
    pub days: Vec<usize>,
    /// What one should know of a column's cell (spreadsheets only).
    pub notes: Vec<(usize, String)>,
}

/// What is wrong with the form of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Written in another encoding than the file.
    Foreign,
    /// A cell of that many characters, of which only the first are kept.
    Oversized {
        /// Column, from 0.
        column: usize,
        /// Characters in the file.
        characters: usize,
    },
    /// Text between the closing quotation mark and the next separator, in that column.
    AfterQuote(usize),
    /// A quotation mark that is never closed, in that column.
    Unclosed(usize),
    /// More or fewer cells than the header; so many.
    Width(usize),
    /// A cell that holds no value, in that column, and why.
    Cell(usize, String),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Before the first character of a cell.
    #[default]
    Start,
    Plain,
    Quoted,
    /// After a quotation mark inside a quoted cell: its end, or the first of a pair.
    Closed,
}

/// Splits text that comes in pieces.
#[derive(Debug)]
pub(super) struct Splitter {
    separator: u8,
    state: State,
    /// The last character was a carriage return that ended a row or a line.
    after_return: bool,
    line: u64,
    row: Row,
    cell: String,
    characters: usize,
    kept: usize,
    cells: usize,
}

impl Splitter {
    pub(super) fn new(separator: u8) -> Self {
        Splitter {
            separator,
            state: State::Start,
            after_return: false,
            line: 1,
            row: Row {
                row: 1,
                line: 1,
                ..Row::default()
            },
            cell: String::new(),
            characters: 0,
            kept: 0,
            cells: 0,
        }
    }

    /// Takes the next piece; rows that end in it go to `done`.
    pub(super) fn feed(&mut self, piece: &str, is_foreign: bool, done: &mut VecDeque<Row>) {
        if is_foreign && !self.row.faults.contains(&Fault::Foreign) {
            self.row.faults.push(Fault::Foreign);
        }
        let bytes = piece.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if std::mem::take(&mut self.after_return) && byte == b'\n' {
                if self.state == State::Quoted {
                    self.push("\n");
                }
                at += 1;
                continue;
            }
            at += match self.state {
                State::Quoted => self.quoted(&piece[at..]),
                State::Closed if byte == b'"' => {
                    self.push("\"");
                    self.state = State::Quoted;
                    1
                }
                State::Start if byte == b'"' => {
                    self.state = State::Quoted;
                    1
                }
                _ => self.open(&piece[at..], done),
            };
        }
    }

    /// The end of the file ends the last row.
    pub(super) fn end(&mut self, done: &mut VecDeque<Row>) {
        if self.state == State::Quoted {
            self.row.faults.push(Fault::Unclosed(self.cells));
        }
        if self.cells > 0 || self.state != State::Start {
            self.end_row(done);
        }
    }

    /// Inside a quoted cell, up to the next quotation mark or line end.
    fn quoted(&mut self, rest: &str) -> usize {
        let special = |byte: &u8| matches!(byte, b'"' | b'\n' | b'\r');
        let length = rest.bytes().position(|byte| special(&byte)).unwrap_or(rest.len());
        if length > 0 {
            self.push(&rest[..length]);
            return length;
        }
        match rest.as_bytes()[0] {
            b'"' => self.state = State::Closed,
            other => {
                self.line += 1;
                self.after_return = other == b'\r';
                self.push(if self.after_return { "\r" } else { "\n" });
            }
        }
        1
    }

    /// Outside of quotation marks, up to and with the next separator or line end.
    fn open(&mut self, rest: &str, done: &mut VecDeque<Row>) -> usize {
        let separator = self.separator;
        let special = |byte: &u8| *byte == separator || matches!(byte, b'\n' | b'\r');
        let length = rest.bytes().position(|byte| special(&byte)).unwrap_or(rest.len());
        if length > 0 {
            if self.state == State::Closed {
                self.row.faults.push(Fault::AfterQuote(self.cells));
            }
            self.state = State::Plain;
            self.push(&rest[..length]);
            return length;
        }
        match rest.as_bytes()[0] {
            byte if byte == separator => self.end_cell(),
            other => {
                self.line += 1;
                self.after_return = other == b'\r';
                self.end_row(done);
            }
        }
        1
    }

    fn push(&mut self, text: &str) {
        self.characters += text.chars().count();
        if self.cell.len() + text.len() <= CELL && self.kept + text.len() <= ROW {
            self.cell.push_str(text);
            self.kept += text.len();
        }
    }

    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        if self.characters > cell.chars().count() {
            let fault = Fault::Oversized {
                column: self.cells,
                characters: self.characters,
            };
            self.row.faults.push(fault);
        }
        if self.cells <= COLUMNS {
            self.row.cells.push(cell);
        }
        self.cells += 1;
        self.characters = 0;
        self.state = State::Start;
    }

    fn end_row(&mut self, done: &mut VecDeque<Row>) {
        let is_empty = self.cells == 0 && self.state == State::Start;
        self.end_cell();
        let next = Row {
            row: self.row.row + 1,
            line: self.line,
            ..Row::default()
        };
        let row = std::mem::replace(&mut self.row, next);
        self.cells = 0;
        self.kept = 0;
        if !is_empty || !row.faults.is_empty() {
            done.push_back(row);
        }
    }
}

/// Which of comma, semicolon and tab stands most often in the header, outside of quotation marks.
pub(super) fn separator(header: &str) -> u8 {
    let mut is_quoted = false;
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0)];
    for byte in header.bytes() {
        is_quoted ^= byte == b'"';
        if let Some((_, count)) = counts
            .iter_mut()
            .find(|(separator, _)| *separator == byte && !is_quoted)
        {
            *count += 1;
        }
    }
    // The first of several with the most, so that a header without any is one column with a comma.
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(separator, _)| *separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(pieces: &[&str]) -> Vec<Row> {
        let mut splitter = Splitter::new(b',');
        let mut done = VecDeque::new();
        pieces
            .iter()
            .for_each(|piece| splitter.feed(piece, false, &mut done));
        splitter.end(&mut done);
        done.into()
    }

    fn row(row: u64, line: u64, cells: &[&str], faults: &[Fault]) -> Row {
        Row {
            row,
            line,
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
            faults: faults.to_vec(),
            ..Row::default()
        }
    }

    #[test]
    fn rows_know_their_place() {
        let rows = split(&["a,b\r\n\r\n\"x\r\n\"\"y\"\"\",2\r", "\n,\r3,\"\""]);
        let expected = [
            row(1, 1, &["a", "b"], &[]),
            row(3, 3, &["x\r\n\"y\"", "2"], &[]),
            row(4, 5, &["", ""], &[]),
            row(5, 6, &["3", ""], &[]),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn wrong_quotation_marks_are_told() {
        assert_eq!(
            split(&["\"a\"b,5\"\n"]),
            [row(1, 1, &["ab", "5\""], &[Fault::AfterQuote(0)])]
        );
        assert_eq!(
            split(&["a,\"b\nc,d"]),
            [row(1, 1, &["a", "b\nc,d"], &[Fault::Unclosed(1)])]
        );
    }

    #[test]
    fn a_huge_cell_does_not_fill_the_memory() {
        let part = "x".repeat(60_000);
        let mut pieces = vec![part.as_str(); 100];
        pieces.insert(0, "a,");
        pieces.push("\nb,c\n");
        let rows = split(&pieces);
        assert_eq!(
            rows[0].faults,
            [Fault::Oversized {
                column: 1,
                characters: 6_000_000
            }]
        );
        assert!(rows[0].cells[1].len() <= CELL);
        assert_eq!(rows[1], row(2, 2, &["b", "c"], &[]));
    }

    #[test]
    fn the_separator_is_the_most_frequent_in_the_header() {
        assert_eq!(separator("a;b,c;d"), b';');
        assert_eq!(separator("a\tb"), b'\t');
        assert_eq!(separator("\"a;b;c\",d"), b',');
        assert_eq!(separator("alone"), b',');
    }

    proptest::proptest! {
        /// Another reader of the same format is the judge; where quotation marks are as they should be.
        #[test]
        fn another_reader_agrees(rows in proptest::collection::vec(proptest::collection::vec("[ab\",\n\r é]{0,5}", 2), 1..6), cut in 0_usize..40) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let cut = (0..=cut.min(text.len())).rev().find(|cut| text.is_char_boundary(*cut)).unwrap();
            let ours: Vec<Vec<String>> = split(&[&text[..cut], &text[cut..]]).into_iter().map(|row| {
                proptest::prop_assert_eq!(&row.faults, &[]);
                Ok(row.cells)
            }).collect::<Result<_, _>>()?;
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            proptest::prop_assert_eq!(&ours, &theirs);
            proptest::prop_assert_eq!(ours, rows);
        }
    }
}
