//! A refusal: all that is missing at once, each a sentence and a place to go to.

use serde_json::Value;

use crate::condition::Missing;

/// Why an act was not done. Nothing has changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The class of it.
    pub why: Why,
    /// One sentence over all.
    pub summary: String,
    /// Every reason.
    pub reasons: Vec<Missing>,
    /// What would be signed, when only the signature is missing.
    pub signing: Option<Signing>,
}

/// The class of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// An answer cannot be read.
    Invalid,
    /// This person may not do this.
    Forbidden,
    /// A guard does not hold.
    Missing,
    /// Somebody changed the record meanwhile.
    Stale,
    /// Nothing would change.
    Unchanged,
    /// Everything is there but the signature.
    Unsigned,
    /// No such kind, record or transition.
    NotFound,
}

/// What exactly would be signed.
#[derive(Clone, Debug, PartialEq)]
pub struct Signing {
    /// The sentence.
    pub meaning: String,
    /// (Question, field, value) of all that is covered.
    pub covers: Vec<(String, String, Value)>,
    /// Record version that is looked at.
    pub version: u64,
}

impl Refusal {
    pub(super) fn new(why: Why, summary: impl Into<String>, reasons: Vec<Missing>) -> Self {
        Refusal {
            why,
            summary: summary.into(),
            reasons,
            signing: None,
        }
    }

    pub(super) fn not_found(summary: String) -> Self {
        Refusal::new(Why::NotFound, summary, Vec::new())
    }

    pub(super) fn forbidden(summary: String) -> Self {
        Refusal::new(Why::Forbidden, summary.clone(), vec![reason("", summary)])
    }

    pub(super) fn stale(now: u64, seen: u64) -> Self {
        let summary = format!(
            "Somebody changed this record meanwhile: you looked at version {seen}, it is version {now} now. Nothing was overwritten."
        );
        Refusal::new(Why::Stale, summary, Vec::new())
    }
}

/// A reason in a sentence, at a field.
pub(super) fn reason(field: &str, sentence: impl Into<String>) -> Missing {
    Missing {
        sentence: sentence.into(),
        field: field.to_owned(),
        record: None,
        basis: None,
    }
}
