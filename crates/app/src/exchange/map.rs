//! Maps: which column of a foreign table answers which field of a kind. A TOML file; everything wrong with it is told
//! at once, each with its line, before any row is read.
//!
//! [`Map::read`] reads the file, [`Map::bind`] holds it against the kind, the lists and the table's header, and
//! [`Bound::row`] turns a row into answers.

mod bind;
mod cell;
mod date;
mod read;
mod table;

use std::sync::Arc;

use engine::pack::Problem;
use serde_json::Value;

pub use bind::{Resolve, bind};
pub use cell::{Mistake, Note, Taken};

use crate::house::House;

/// Something and the line of the map on which it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct At<T> {
    pub(crate) line: usize,
    pub(crate) it: T,
}

/// A map as its file says it.
#[derive(Clone, Debug, Default)]
pub struct Map {
    pub(crate) file: String,
    /// Kind of record that the rows become.
    pub(crate) kind: At<String>,
    /// Short id of the source, the first part of every key.
    pub(crate) id: At<String>,
    /// The source in words; stands in the journal.
    pub(crate) source: At<String>,
    /// Columns whose values together recognise a row.
    pub(crate) key: Vec<At<String>>,
    /// Columns with old numbers.
    pub(crate) alias: Vec<At<String>>,
    /// Fields that records of an earlier import get from this file where they are still empty.
    pub(crate) fill: Vec<At<String>>,
    /// Sheet of a spreadsheet; the first one when not named.
    pub(crate) sheet: Option<At<String>>,
    pub(crate) fields: Vec<(At<String>, Rule)>,
    pub(crate) state: Option<Rule>,
    /// What is wrong with it so far.
    pub(crate) problems: Vec<Problem>,
    /// Its TOML is broken, so what is missing in it may only be unreadable.
    pub(crate) is_broken: bool,
}

/// Where the answer to one field comes from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rule {
    pub(crate) line: usize,
    pub(crate) from: From,
    /// How dates are written.
    pub(crate) formats: Vec<At<String>>,
    /// What stands in the file → what it means here.
    pub(crate) map: Option<Vec<(String, At<Value>)>>,
    pub(crate) split: Option<String>,
    pub(crate) default: Option<At<Value>>,
    pub(crate) required: bool,
    /// Of a table: what the parts of a cell answer, in turn, and what stands between them.
    pub(crate) row: Vec<At<String>>,
    pub(crate) between: Option<String>,
    /// Of a table: rows whose cells come from columns of their own.
    pub(crate) rows: Vec<Vec<(At<String>, Rule)>>,
}

/// What a rule reads.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum From {
    /// Nothing: its default is a constant.
    #[default]
    Nothing,
    Column(At<String>),
    /// Text and columns in turn.
    Template(usize, Vec<Part>),
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    Text(String),
    Column(String),
}

/// A map held against a kind and a header: ready for rows.
#[derive(Clone, Debug)]
pub struct Bound {
    pub(crate) house: Arc<House>,
    pub(crate) kind: String,
    pub(crate) id: String,
    pub(crate) source: String,
    pub(crate) header: Vec<String>,
    pub(crate) key: Vec<usize>,
    pub(crate) alias: Vec<usize>,
    pub(crate) fill: Vec<String>,
    pub(crate) fields: Vec<BoundRule>,
    pub(crate) state: Option<BoundRule>,
    /// Columns that nothing reads.
    pub(crate) unused: Vec<String>,
}

/// A rule with its columns found.
#[derive(Clone, Debug)]
pub(crate) struct BoundRule {
    /// Field id; `state` for the state.
    pub(crate) field: String,
    /// Columns it reads.
    pub(crate) columns: Vec<usize>,
    /// Text between them: one more than columns when it is a template, else empty.
    pub(crate) between: Vec<String>,
    pub(crate) rule: Rule,
    /// Of a table: the rules of its rows' cells.
    pub(crate) rows: Vec<Vec<BoundRule>>,
}

impl BoundRule {
    /// All columns that it reads, those of a table's cells too.
    pub(crate) fn all_columns(&self) -> Vec<usize> {
        let cells = self.rows.iter().flatten().flat_map(|cell| &cell.columns);
        self.columns.iter().chain(cells).copied().collect()
    }
}

impl Map {
    /// The source of the rows in words.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source.it
    }

    /// The sheet of a spreadsheet that it reads, when it names one.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_ref().map(|sheet| sheet.it.as_str())
    }

    pub(crate) fn problem(&mut self, line: usize, what: impl Into<String>) {
        self.problems.push(Problem {
            file: self.file.clone(),
            line,
            what: what.into(),
        });
    }
}
