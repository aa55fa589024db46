//! Values in one canonical spelling, and the facts by which they are compared.
//!
//! A value is JSON text, an array or an object; never a JSON number, because numbers mean different things to
//! different databases. [`canonical`] brings what a person or a script sends into that spelling or says what is
//! wrong with it; [`facts`] derives what conditions compare, in memory and in SQL alike.

mod facts;
mod many;
mod single;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub use facts::{facts, facts_of, parse_scaled, placed};

use crate::pack::{Field, Packs, Type};
use many::{choices, files, links, scale, table};
use single::single;

/// Most characters of a line.
pub const LINE_LIMIT: usize = 500;
/// Most characters of a text.
pub const TEXT_LIMIT: usize = 200_000;
/// Most rows, links or files of one field.
pub const MANY_LIMIT: usize = 1_000;
/// Facts hold decimals as whole numbers of this part.
pub const SCALE: i64 = 1_000_000;

/// One comparable reading of a value. Empty fields have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// Ids, references, short text.
    pub text: Option<String>,
    /// Decimals, scaled by [`SCALE`].
    pub num: Option<i64>,
    /// Civil day or instant.
    pub date: Option<String>,
}

impl Fact {
    /// A fact that is text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Fact {
            text: Some(text.into()),
            ..Fact::default()
        }
    }

    /// A fact that is a day or an instant.
    #[must_use]
    pub fn date(date: impl Into<String>) -> Self {
        Fact {
            date: Some(date.into()),
            ..Fact::default()
        }
    }

    /// A fact that is a number, already scaled.
    #[must_use]
    pub fn number(num: i64) -> Self {
        Fact {
            num: Some(num),
            ..Fact::default()
        }
    }
}

/// Says what a text refers to, or in a sentence why it refers to nothing.
pub type Resolve<'a> = dyn Fn(&[String], &str) -> Result<String, String> + 'a;

/// What [`canonical`] needs to know.
pub struct Scope<'a> {
    /// Lists and scales.
    pub packs: &'a Packs,
    /// Texts to references.
    pub resolve: &'a Resolve<'a>,
    /// Instant of the act.
    pub now: &'a str,
    /// Civil day of the act.
    pub today: &'a str,
    /// Row ids of the record's tables after this act, for columns that point at rows.
    pub rows: &'a BTreeMap<String, BTreeSet<String>>,
}

/// A mistake in an answer: at which path, and a sentence that begins with a verb ("is not …").
pub type Mistake = (String, String);

/// Brings an answer into its canonical spelling; `None` when it is empty.
///
/// # Errors
/// Every mistake in it, each with the path (`field` or `table.row.column`).
pub fn canonical(
    field: &Field,
    path: &str,
    input: &Value,
    scope: &Scope<'_>,
) -> Result<Option<Value>, Vec<Mistake>> {
    let input = unwrap_number(input);
    if is_blank(&input) {
        return Ok(None);
    }
    match &field.ty {
        Type::Table(columns) => table(columns, path, &input, scope),
        Type::Links { to, or_reason } => links(to, *or_reason, path, &input, scope),
        Type::Choices(list) => choices(list, path, &input, scope),
        Type::Files => files(path, &input),
        Type::Scale(id) => scale(id, path, &input, scope),
        _ => single(field, &input, scope)
            .map(Some)
            .map_err(|what| vec![(path.to_owned(), what)]),
    }
}

/// JSON numbers and booleans are accepted from scripts and become text.
fn unwrap_number(input: &Value) -> Value {
    match input {
        Value::Number(number) => Value::String(number.to_string()),
        Value::Bool(true) => Value::String("yes".to_owned()),
        Value::Bool(false) => Value::String("no".to_owned()),
        other => other.clone(),
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// The first characters of what somebody sent, for a message.
#[must_use]
pub fn shorten(given: &str) -> String {
    let mut short: String = given.chars().take(40).filter(|c| !c.is_control()).collect();
    if given.chars().count() > 40 {
        short.push('…');
    }
    short
}

/// A fact at a path: `row` is empty unless the path is `table.column`, or the table itself (one fact per row).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Located {
    /// `field`, `table`, or `table.column`.
    pub path: String,
    /// Row id.
    pub row: String,
    /// Counted from 0 where one value has several facts.
    pub pos: u32,
    /// What compares.
    pub fact: Fact,
}
