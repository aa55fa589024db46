//! The common shape of every result: what it means, and how a question is refused.

use serde::Serialize;
use std::fmt;

/// What a result says, beside its numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Meaning {
    /// One or two plain sentences: a foreman understands them and a statistician signs them.
    pub sentence: String,
    /// What was taken for granted, each a sentence.
    pub assumed: Vec<String>,
    /// What cannot be concluded from this result, each a sentence.
    pub cannot_tell: Vec<String>,
    /// How this implementation of the method was checked.
    pub verified: Verified,
}

impl Meaning {
    /// A meaning with its sentence; assumptions and limits of knowledge are added with
    /// [`assuming`](Self::assuming) and [`not_telling`](Self::not_telling).
    pub fn new(sentence: impl Into<String>, verified: Verified) -> Self {
        Self {
            sentence: sentence.into(),
            assumed: Vec::new(),
            cannot_tell: Vec::new(),
            verified,
        }
    }

    /// Adds one assumption.
    #[must_use]
    pub fn assuming(mut self, sentence: impl Into<String>) -> Self {
        self.assumed.push(sentence.into());
        self
    }

    /// Adds one thing that the result cannot tell.
    #[must_use]
    pub fn not_telling(mut self, sentence: impl Into<String>) -> Self {
        self.cannot_tell.push(sentence.into());
        self
    }
}

/// How an implementation was checked. Part of every result, so that nobody has to look it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "by", content = "source", rename_all = "snake_case")]
pub enum Verified {
    /// A test reproduces figures that this source printed.
    Published(&'static str),
    /// A test agrees with this independent implementation (name and version).
    Independent(&'static str),
    /// No outside figure and no independent implementation was found.
    Unverified,
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Published(source) => write!(f, "verified against published figures: {source}"),
            Self::Independent(source) => write!(f, "verified against {source}"),
            Self::Unverified => f.write_str("unverified: no outside figure was found"),
        }
    }
}

/// Where in the given data something is wrong. Zero-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Place {
    /// The point, subgroup or row.
    pub row: Option<usize>,
    /// The value within the subgroup, the variable, or the column.
    pub column: Option<usize>,
}

/// Why a question was not answered: one clear sentence saying what is wrong and what to do, and the place.
///
/// The sentence names places counted from one, as people count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// What is wrong, where, and what to do.
    pub sentence: String,
    /// The place in the given data, where one is known.
    pub place: Place,
}

impl Refusal {
    /// A refusal that concerns the data as a whole.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            place: Place::default(),
        }
    }

    /// Refuses a value that is infinite or not a number; `row` counts from zero.
    pub fn not_finite(row: usize) -> Self {
        Self::new(format!(
            "Value {} is not a finite number. Correct it or leave it empty.",
            row + 1
        ))
        .at_row(row)
    }

    /// The same refusal, at a row.
    #[must_use]
    pub fn at_row(mut self, row: usize) -> Self {
        self.place.row = Some(row);
        self
    }

    /// The same refusal, at a column.
    #[must_use]
    pub fn at_column(mut self, column: usize) -> Self {
        self.place.column = Some(column);
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Refusal {}

/// A number as a person reads it: five significant digits, no trailing zeros, no exponent unless it is needed.
pub fn figure(value: f64) -> String {
    figure_beside(value, value / 1e2)
}

/// A number as a person reads it beside others that differ by about `step`: three significant digits of the step, so that 74.0146
/// is not rounded to 74.015 where a hundredth matters.
pub fn figure_beside(value: f64, step: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let size = value.abs().log10().floor() as i32;
    if !(-4..9).contains(&size) {
        return format!("{value:.3e}");
    }
    let fine = if step.is_finite() && step != 0.0 {
        step.abs().log10().floor() as i32
    } else {
        size - 2
    };
    let places = usize::try_from((2 - fine).clamp(0, 12)).unwrap_or(0);
    let text = format!("{value:.places$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// "one point", "3 points": a count with its noun; the plural adds an s.
pub fn counted(n: usize, noun: &str) -> String {
    match n {
        1 => format!("one {noun}"),
        _ => format!("{n} {noun}s"),
    }
}
