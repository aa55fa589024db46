//! The one error of this crate.

use std::fmt;

/// What is wrong, and where. Both are for a person to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: a key, a path, a byte position, a file.
    pub place: String,
    /// What is wrong there, as a sentence.
    pub what: String,
}

impl Problem {
    pub(crate) fn new(place: impl Into<String>, what: impl Into<String>) -> Problem {
        Problem {
            place: place.into(),
            what: what.into(),
        }
    }

    /// The same problem seen from one level higher: `outer` is set before the place.
    pub(crate) fn within(self, outer: &str) -> Problem {
        Problem {
            place: format!("{outer}, {}", self.place),
            what: self.what,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

impl std::error::Error for Problem {}
