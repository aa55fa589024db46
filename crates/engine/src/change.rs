//! What an act changes: decided by the engine, sealed by the journal, projected by the store.
//!
//! Everything that needs a rule, a clock or a pack to be known (numbers, due dates, scope, facts) is decided before
//! it is sealed and stands in the change itself. So the tables can be rebuilt for ever from the journal alone.

mod items;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::record::{Grant, Record};
use crate::value::Located;

/// All that one act changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Word of the act: `create`, `edit`, `transition`, `import`, `practice`, `pack`, …
    pub act: String,
    /// Particulars for a reader: kind, transition, verb, reason.
    pub what: Map<String, Value>,
    /// Records changed, each once.
    pub records: Vec<Change>,
    /// Counter → the last number it gave.
    pub numbers: BTreeMap<String, u64>,
    /// Person id → all the roles of that person after the act.
    pub grants: BTreeMap<String, Vec<Grant>>,
    /// A signature given with the act.
    pub signature: Option<Signature>,
    /// Practice id → its setting.
    pub practices: BTreeMap<String, String>,
    /// Pack id → `{ "version": …, "digest": …, "files": { path: text } }`.
    pub packs: BTreeMap<String, Value>,
    /// Old numbers that lead to records: (kind, alias) → record id.
    pub aliases: BTreeMap<(String, String), String>,
}

/// What happens to one record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// Record id.
    pub id: String,
    /// The columns that every record has, as they stand afterwards.
    pub spine: SpineRow,
    /// One line; apart from the spine so that it can be redacted.
    pub title: String,
    /// A state was entered (also with the first one).
    pub entered: bool,
    /// Field → what it holds afterwards.
    pub fields: BTreeMap<String, FieldChange>,
}

/// The columns that every record has, except the title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is explained at `Record`")]
pub struct SpineRow {
    pub kind: String,
    pub kind_version: u64,
    pub number: String,
    pub version: u64,
    pub state: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub state_imported: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened_on: Option<String>,
    pub opened: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<String>,
}

/// What a field holds afterwards.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldChange {
    /// Canonical value; absent when the field became empty.
    pub value: Option<Value>,
    /// Facts for SQL, when the path is one that conditions or filters read.
    pub facts: Vec<Located>,
    /// Where it leads.
    pub links: Vec<LinkAt>,
    /// The value is text that the search should find.
    pub searched: bool,
}

/// One link out of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkAt {
    /// `field` or `table.column`.
    pub path: String,
    /// Row id, else empty.
    pub row: String,
    /// Counted from 0.
    pub pos: u32,
    /// `kind/id`.
    pub target: String,
}

/// A signature, as it was shown when it was given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Record signed.
    pub record: String,
    /// Its version before the act: what was looked at.
    pub version: u64,
    /// Transition signed.
    pub transition: String,
    /// Person id.
    pub person: String,
    /// Printed name.
    pub name: String,
    /// Instant.
    pub at: String,
    /// Time zone in which it was shown.
    pub zone: String,
    /// The sentence, as shown.
    pub meaning: String,
    /// Own fields covered: a later change to one of them breaks the signature.
    pub covers: Vec<String>,
    /// Linked records that were covered: `kind/id` → their version then.
    pub linked: BTreeMap<String, u64>,
    /// SHA-256 (hex) over the canonical covered values; filled when the act is sealed.
    pub digest: String,
}

impl SpineRow {
    /// The columns of a record.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        SpineRow {
            kind: record.kind.clone(),
            kind_version: record.kind_version,
            number: record.number.clone(),
            version: record.version,
            state: record.state.clone(),
            state_imported: record.state_imported,
            owner: record.owner.clone(),
            reporter: record.reporter.clone(),
            process: record.process.clone(),
            site: record.site.clone(),
            due: record.due.clone(),
            next: record.next.clone(),
            happened_on: record.happened_on.clone(),
            opened: record.opened.clone(),
            closed: record.closed.clone(),
        }
    }

    /// Puts them back into a record.
    pub fn put(&self, record: &mut Record) {
        let SpineRow {
            kind,
            kind_version,
            number,
            version,
            state,
            state_imported,
            owner,
            reporter,
            process,
            site,
            due,
            next,
            happened_on,
            opened,
            closed,
        } = self.clone();
        (record.kind, record.kind_version, record.number, record.version) =
            (kind, kind_version, number, version);
        (record.state, record.state_imported, record.owner, record.reporter) =
            (state, state_imported, owner, reporter);
        (record.process, record.site, record.due, record.next) = (process, site, due, next);
        (record.happened_on, record.opened, record.closed) = (happened_on, opened, closed);
    }
}
