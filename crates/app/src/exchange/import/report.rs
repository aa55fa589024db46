//! What an import did, or would do: per row while it runs, in sum at the end.

use engine::text::enumerate;
use engine::value::shorten;
use serde::Serialize;

/// Most mistakes, notes and differences that a report lists; of more it tells how many.
pub const LISTED: usize = 1_000;

/// The first of many, and how many there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Few<T> {
    /// The first [`LISTED`].
    pub first: Vec<T>,
    /// All of them.
    pub count: u64,
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Few {
            first: Vec::new(),
            count: 0,
        }
    }
}

impl<T> Few<T> {
    pub(super) fn add(&mut self, one: T) {
        if self.first.len() < LISTED {
            self.first.push(one);
        }
        self.count += 1;
    }
}

/// Something in one place of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// As a spreadsheet counts: the header is row 1.
    pub row: u64,
    /// Line of the file.
    pub line: u64,
    /// Name of the column, or of several; empty when it is the whole row.
    pub column: String,
    /// What is wrong, or what one should know, and what to do.
    pub sentence: String,
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "row {}", self.row)?;
        if self.line != self.row {
            write!(f, " (line {})", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}", self.sentence)
    }
}

/// A field that says one thing here and another in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Field id; `state` for the state.
    pub field: String,
    /// What is recorded here, shortened.
    pub here: String,
    /// What the file says, shortened.
    pub there: String,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// A record begins; in a dry run it would.
    Begins {
        /// Title of the record.
        title: String,
        /// State in which it begins.
        state: String,
        /// Its number, once it has begun.
        #[serde(skip_serializing_if = "Option::is_none")]
        number: Option<String>,
    },
    /// It is here already and says the same.
    There {
        /// Number of the record; empty when the asking person may not see it.
        number: String,
    },
    /// It is here already; fields that were empty get what the file says, as an act of its own.
    Fills {
        /// Number of the record.
        number: String,
        /// Field ids.
        fields: Vec<String>,
    },
    /// It is here already and says something else. It stays as it is.
    Differs {
        /// Number of the record.
        number: String,
        /// Where.
        fields: Vec<Difference>,
    },
    /// It cannot be taken; the mistakes are told.
    Wrong {
        /// Every one of them.
        mistakes: Vec<Told>,
    },
}

/// One row of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowReport {
    /// As a spreadsheet counts: the header is row 1.
    pub row: u64,
    /// Line of the file.
    pub line: u64,
    /// What becomes of it.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// What one should know all the same.
    pub notes: Vec<Told>,
}

impl std::fmt::Display for RowReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let row = self.row;
        match &self.outcome {
            Outcome::Begins {
                title,
                state,
                number: None,
            } => write!(f, "row {row}: would begin as “{}” ({state})", shorten(title)),
            Outcome::Begins {
                title,
                state,
                number: Some(number),
            } => write!(f, "row {row}: {number} “{}” ({state})", shorten(title)),
            Outcome::There { number } if number.is_empty() => write!(f, "row {row}: already here"),
            Outcome::Fills { number, fields } => {
                write!(
                    f,
                    "row {row}: already here as {number}; filled: {}",
                    enumerate(fields, "and")
                )
            }
            Outcome::There { number } => write!(f, "row {row}: already here as {number}"),
            Outcome::Differs { number, fields } => {
                write!(
                    f,
                    "row {row}: already here as {number}, which stays as it is although the file differs:"
                )?;
                let parts: Vec<String> = fields
                    .iter()
                    .map(|one| format!("{} is “{}” here and “{}” there", one.field, one.here, one.there))
                    .collect();
                write!(f, " {}", enumerate(&parts, "and"))
            }
            Outcome::Wrong { mistakes } => {
                let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
                f.write_str(&lines.join("\n"))
            }
        }
    }
}

/// An import in sum.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Kind of record.
    pub kind: String,
    /// Name of the file.
    pub file: String,
    /// Where the rows come from, in words.
    pub source: String,
    /// How the file was read, as `UTF-8, separated by commas` or `XLSX, sheet “Places”`.
    pub form: String,
    /// Nothing was to be written.
    pub dry_run: bool,
    /// Rows that hold anything, without the header.
    pub rows: u64,
    /// Rows that would begin as records, when the file was checked.
    pub begin: u64,
    /// Rows that were here already and say the same.
    pub there: u64,
    /// Rows that were here already and say something else.
    pub differ: u64,
    /// Rows whose records are here and have empty fields that the file fills, when the file was checked.
    pub fill: u64,
    /// Rows with mistakes.
    pub wrong: u64,
    /// Records that were begun.
    pub imported: u64,
    /// Records in which empty fields were filled.
    pub filled: u64,
    /// Mistakes, each with its place.
    pub mistakes: Few<Told>,
    /// Things to know of rows that are taken.
    pub notes: Few<Told>,
    /// Rows that differ from what is recorded.
    pub differences: Few<RowReport>,
    /// Columns that the map does not read.
    pub unused_columns: Vec<String>,
    /// Why it stopped before its end, or did not start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
}

impl Report {
    pub(super) fn count(&mut self, row: &RowReport) {
        self.rows += 1;
        row.notes.iter().for_each(|note| self.notes.add(note.clone()));
        match &row.outcome {
            Outcome::Begins { .. } => self.begin += 1,
            Outcome::There { .. } => self.there += 1,
            Outcome::Fills { .. } => self.fill += 1,
            Outcome::Differs { .. } => {
                self.differ += 1;
                self.differences.add(row.clone());
            }
            Outcome::Wrong { mistakes } => {
                self.wrong += 1;
                mistakes
                    .iter()
                    .for_each(|mistake| self.mistakes.add(mistake.clone()));
            }
        }
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "{}: read as {}; {} {}.",
            self.file,
            self.form,
            self.rows,
            if self.rows == 1 { "row" } else { "rows" }
        )?;
        if !self.unused_columns.is_empty() {
            writeln!(
                f,
                "Not read by the map: {}.",
                enumerate(&self.unused_columns, "and")
            )?;
        }
        let (verb, begun) = if self.dry_run {
            ("would begin", self.begin)
        } else {
            ("begun", self.imported)
        };
        write!(f, "{begun} {verb}, ")?;
        match (self.dry_run, self.fill) {
            (_, 0) => {}
            (true, fill) => write!(f, "{fill} would be filled, ")?,
            (false, _) => write!(f, "{} filled, ", self.filled)?,
        }
        write!(
            f,
            "{} already here, {} already here but different, {} with errors.",
            self.there, self.differ, self.wrong
        )?;
        match &self.stopped {
            Some(why) => write!(f, "\n{why}"),
            None => Ok(()),
        }
    }
}
