//! Packs: kinds of record, lists, scales, roles, practices and standards as data.
//!
//! A pack is a set of TOML files. [`load()`] reads any number of packs together and returns what they say with
//! **every** problem it found, each with file and line; the packs may be used only when there is no problem.

mod check;
mod clauses;
mod kind;
mod lists;
mod load;
mod standard;
mod triage;

use std::collections::BTreeMap;

pub use check::*;
pub use clauses::{ClauseRow, shows_by};
pub use kind::*;
pub use lists::*;
pub use load::{Source as PackSource, load, load_with};
pub use standard::*;
pub use triage::*;

/// One mistake in a pack: where, what is wrong, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Path of the file, as `pack/kinds/nonconformity.toml`.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// A sentence: what is wrong and what is allowed.
    pub what: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// What a pack says of itself (`pack.toml`).
#[derive(Clone, Debug, Default)]
pub struct PackInfo {
    /// Identity, frozen once published.
    pub id: String,
    /// Shown name.
    pub title: String,
    /// Whole number; a changed content needs a higher one.
    pub version: u64,
    /// Ids of the packs this one builds on.
    pub needs: Vec<String>,
    /// SPDX expression.
    pub licence: String,
    /// SHA-256 (hex) over the sorted (path, content) list; filled by whoever seals the pack, empty before.
    pub digest: String,
}

/// All that a set of packs says, cross-checked. Look-ups are by id; ids of kinds are unique over all packs.
#[derive(Clone, Debug, Default)]
pub struct Packs {
    /// In the order in which they build on each other.
    pub packs: Vec<PackInfo>,
    /// Kinds of record by id.
    pub kinds: BTreeMap<String, Kind>,
    /// Lists of choices by id.
    pub lists: BTreeMap<String, List>,
    /// Scales (axes → number → named band) by id.
    pub scales: BTreeMap<String, Scale>,
    /// Roles that guards and sections name, by id.
    pub roles: BTreeMap<String, Role>,
    /// House rules that the organisation may set, by id.
    pub practices: BTreeMap<String, Practice>,
    /// Standards by id of the edition, as `iso-9001-2015`.
    pub standards: BTreeMap<String, Standard>,
    /// Clauses of one standard beside those of another, by id.
    pub crosswalks: BTreeMap<String, Crosswalk>,
    /// Checks by id.
    pub checks: BTreeMap<String, Check>,
    /// Practices that the organisation has set, by id: the numbers in checks follow them.
    pub settings: BTreeMap<String, String>,
}

impl Packs {
    /// The kind of that id.
    #[must_use]
    pub fn kind(&self, id: &str) -> Option<&Kind> {
        self.kinds.get(id)
    }

    /// Whether `iso-9001-2015#10.2.1.d` names a clause of a known standard.
    #[must_use]
    pub fn has_clause(&self, reference: &str) -> bool {
        self.clause(reference).is_some()
    }

    /// The clause that `standard#id` names.
    #[must_use]
    pub fn clause(&self, reference: &str) -> Option<&Clause> {
        let (standard, id) = reference.split_once('#')?;
        self.standards.get(standard)?.clauses.get(id)
    }
}
