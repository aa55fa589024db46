//! Sheets of spreadsheets as tables.
//!
//! A spreadsheet is a packed file that strangers write: it may claim a billion cells or unpack to more than the memory.
//! So it is taken apart by somebody confined ([`Extract`]; the program runs itself again with limits), who writes what
//! stands in the sheet as lines of JSON. Those are kept in a temporary file and read as often as needed.

mod cell;
mod extract;
mod merged;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};

use serde::{Deserialize, Serialize};

pub use extract::extract;

use super::table::{Fault, Row, Source};
use crate::errors::{Error, Result};

/// Most bytes of a spreadsheet.
pub const LARGEST: u64 = 256 * 1024 * 1024;
/// Most bytes of what stands in a sheet.
const MOST: u64 = 2 * 1024 * 1024 * 1024;
/// Longest line of it: a row of the widest kind.
const LINE: u64 = 64 * 1024 * 1024;

/// What is asked of a spreadsheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Name of the sheet; the first one when not given.
    pub sheet: Option<String>,
}

/// Somebody who takes spreadsheets apart: writes to `output` what [`extract`] writes.
pub trait Extract: std::fmt::Debug {
    /// Reads `input` to its end, or as far as it wants.
    ///
    /// # Errors
    /// A sentence: it could not be done within its limits.
    fn run(
        &self,
        ask: &Ask,
        input: &mut (dyn Read + Send),
        output: &mut dyn Write,
    ) -> std::result::Result<(), String>;
}

/// Takes spreadsheets apart right here, without any confinement: for files that one has made oneself, as tests do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unconfined;

impl Extract for Unconfined {
    fn run(
        &self,
        ask: &Ask,
        input: &mut (dyn Read + Send),
        output: &mut dyn Write,
    ) -> std::result::Result<(), String> {
        extract(ask, input, output).map_err(|error| format!("The spreadsheet cannot be read: {error}."))
    }
}

/// A line of what stands in a sheet.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// Which sheet it is.
    Sheet(String),
    Row(SheetRow),
    /// It is no spreadsheet, or cannot be read any further; a sentence.
    Failed(String),
    /// All rows were told.
    End,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct SheetRow {
    /// As the spreadsheet counts.
    row: u64,
    cells: Vec<String>,
    /// Columns that hold days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    days: Vec<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    notes: Vec<(usize, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    faults: Vec<(usize, String)>,
}

/// What stands in one sheet, in a temporary file that is gone with it.
#[derive(Debug)]
pub struct Sheet {
    file: tempfile::NamedTempFile,
    name: String,
    size: u64,
}

impl Sheet {
    /// Lets somebody confined take the sheet out of a spreadsheet.
    ///
    /// # Errors
    /// A sentence: it is no spreadsheet, has no such sheet, is damaged, or wants more than it is given.
    pub fn read(source: Source<'_>, sheet: Option<&str>, extract: &dyn Extract) -> Result<Sheet> {
        if source.size()? > LARGEST {
            return Err(Error::Invalid(format!(
                "A spreadsheet has at most {} MB here. Save it as CSV: that may be of any size.",
                LARGEST >> 20
            )));
        }
        let mut bytes = Vec::new();
        source.open()?.read_to_end(&mut bytes)?;
        let mut file = tempfile::NamedTempFile::new()?;
        let mut output = Capped {
            to: io::BufWriter::new(file.as_file_mut()),
            left: MOST,
        };
        let ask = Ask {
            sheet: sheet.map(str::to_owned),
        };
        let done = extract.run(&ask, &mut bytes.as_slice(), &mut output);
        let is_over = output.left == 0;
        output.to.flush()?;
        drop(output);
        if is_over {
            return Err(Error::Invalid(format!(
                "The sheet holds more than {} GB of text. Import it in parts.",
                MOST >> 30
            )));
        }
        let size = file.as_file().metadata()?.len();
        let name = match first_line(&file)? {
            Some(Line::Sheet(name)) => name,
            Some(Line::Failed(sentence)) => return Err(Error::Invalid(sentence)),
            _ => {
                return Err(Error::Invalid(
                    done.err()
                        .unwrap_or_else(|| "The spreadsheet could not be read.".to_owned()),
                ));
            }
        };
        done.map_err(Error::Invalid)?;
        let sheet = Sheet { file, name, size };
        let mut rows = sheet.rows()?;
        while rows.next()?.is_some() {}
        Ok(sheet)
    }

    /// Its lines from the first on.
    pub(super) fn open(&self) -> Result<File> {
        Ok(self.file.reopen()?)
    }

    /// Bytes of its lines.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    pub(super) fn rows(&self) -> Result<SheetRows<'_>> {
        let mut rows = SheetRows {
            name: &self.name,
            from: BufReader::new(self.open()?),
            read: 0,
            line: Vec::new(),
            ended: false,
        };
        rows.line()?;
        Ok(rows)
    }
}

fn first_line(file: &tempfile::NamedTempFile) -> Result<Option<Line>> {
    let mut from = BufReader::new(file.reopen()?);
    from.rewind()?;
    let mut line = Vec::new();
    from.take(LINE).read_until(b'\n', &mut line)?;
    Ok(serde_json::from_slice(&line).ok())
}

/// The rows of a sheet, one after the other.
pub(super) struct SheetRows<'a> {
    name: &'a str,
    from: BufReader<File>,
    read: u64,
    line: Vec<u8>,
    ended: bool,
}

impl SheetRows<'_> {
    pub(super) fn name(&self) -> &str {
        self.name
    }

    pub(super) fn read(&self) -> u64 {
        self.read
    }

    /// The next row; nothing at the end.
    pub(super) fn next(&mut self) -> Result<Option<Row>> {
        if self.ended {
            return Ok(None);
        }
        match self.line()? {
            Line::Row(row) => Ok(Some(Row {
                row: row.row,
                line: row.row,
                cells: row.cells,
                faults: row
                    .faults
                    .into_iter()
                    .map(|(column, sentence)| Fault::Cell(column, sentence))
                    .collect(),
                days: row.days,
                notes: row.notes,
            })),
            Line::End => {
                self.ended = true;
                Ok(None)
            }
            Line::Failed(sentence) => Err(Error::Invalid(sentence)),
            Line::Sheet(_) => Err(broken_off()),
        }
    }

    fn line(&mut self) -> Result<Line> {
        self.line.clear();
        let read = (&mut self.from).take(LINE).read_until(b'\n', &mut self.line)?;
        self.read += read as u64;
        serde_json::from_slice(&self.line).map_err(|_| broken_off())
    }
}

fn broken_off() -> Error {
    Error::Invalid(
        "The spreadsheet could not be read to its end. Open it, save it again, or save the sheet as CSV."
            .to_owned(),
    )
}

/// Takes only so many bytes.
struct Capped<W> {
    to: W,
    left: u64,
}

impl<W: Write> Write for Capped<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.left.checked_sub(bytes.len() as u64) {
            Some(left) => {
                self.left = left;
                self.to.write_all(bytes)?;
                Ok(bytes.len())
            }
            None => {
                self.left = 0;
                Err(io::Error::other("the sheet holds too much"))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
