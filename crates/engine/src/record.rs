//! Records, people who act, and the moments that a record remembers.

mod actor;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

pub use actor::{Actor, StandIn};

use crate::condition::Spine;
use crate::value::Fact;

/// A reference in its canonical spelling: `kind/id`; clauses are `clause/iso-9001-2015#10.2`.
#[must_use]
pub fn reference(kind: &str, id: &str) -> String {
    format!("{kind}/{id}")
}

/// The id behind `kind/id`.
#[must_use]
pub fn id_of(reference: &str) -> &str {
    reference.split_once('/').map_or(reference, |(_, id)| id)
}

/// One record as it stands after its last act.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Identity (UUID v7).
    pub id: String,
    /// Kind id.
    pub kind: String,
    /// Version of the pack under which it was last decided.
    pub kind_version: u64,
    /// Shown number, given on submit.
    pub number: String,
    /// Counted from 1, one more with each act that changes it.
    pub version: u64,
    /// State id.
    pub state: String,
    /// The state was imported, not decided here: it satisfies no guard.
    pub state_imported: bool,
    /// One line.
    pub title: String,
    /// Person id.
    pub owner: Option<String>,
    /// Person id of whoever entered it.
    pub reporter: Option<String>,
    /// Record id of its process.
    pub process: Option<String>,
    /// Record id of its site.
    pub site: Option<String>,
    /// Civil day.
    pub due: Option<String>,
    /// Whose turn it is: a person's id or `role:…`.
    pub next: Option<String>,
    /// Day or instant at which it happened.
    pub happened_on: Option<String>,
    /// Instant of entry.
    pub opened: String,
    /// Instant of the final state.
    pub closed: Option<String>,
    /// Canonical values by field id; empty fields are absent.
    pub fields: Map<String, Value>,
    /// What it remembers of its past.
    pub moments: Moments,
}

impl Record {
    /// The value of a column that every record has.
    #[must_use]
    pub fn spine(&self, spine: Spine) -> Option<&str> {
        match spine {
            Spine::Number => Some(&self.number),
            Spine::Title => Some(&self.title),
            Spine::State => Some(&self.state),
            Spine::Owner => self.owner.as_deref(),
            Spine::Reporter => self.reporter.as_deref(),
            Spine::Process => self.process.as_deref(),
            Spine::Site => self.site.as_deref(),
            Spine::Due => self.due.as_deref(),
            Spine::HappenedOn => self.happened_on.as_deref(),
            Spine::Opened => Some(&self.opened),
            Spine::Closed => self.closed.as_deref(),
        }
    }

    /// The same, as a fact to compare.
    #[must_use]
    pub fn spine_fact(&self, spine: Spine) -> Option<Fact> {
        let text = self.spine(spine)?.to_owned();
        Some(match spine {
            Spine::Due | Spine::HappenedOn | Spine::Opened | Spine::Closed => Fact::date(text),
            _ => Fact::text(text),
        })
    }

    /// Rows of a table field, as (row id, cells).
    pub fn rows(&self, table: &str) -> impl Iterator<Item = (&str, &Map<String, Value>)> {
        self.fields
            .get(table)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|row| {
                let cells = row.as_object()?;
                Some((cells.get("id")?.as_str()?, cells))
            })
    }

    /// References that a link field holds.
    pub fn links(&self, field: &str) -> impl Iterator<Item = &str> {
        links_in(self.fields.get(field))
    }

    /// Its own reference.
    #[must_use]
    pub fn reference(&self) -> String {
        reference(&self.kind, &self.id)
    }
}

/// References in the value of a link field, one or many.
pub fn links_in(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let one = value.and_then(Value::as_str);
    let many = value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    one.into_iter().chain(many)
}

/// What a record remembers: without it nothing can be said about order, lateness or extension.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moments {
    /// State → when it was entered.
    pub states: BTreeMap<String, StateMoment>,
    /// `field`, or `table.row.column` → when it was set.
    pub fields: BTreeMap<String, FieldMoment>,
}

/// When a state was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateMoment {
    /// First entry decided here; empty when it was only imported.
    pub first: Option<String>,
    /// Last entry.
    pub last: String,
    /// How often.
    pub times: u64,
}

/// When a field or cell was set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldMoment {
    /// First filled.
    pub first: String,
    /// Last changed.
    pub last: String,
    /// How often it was changed after it was first filled.
    pub changes: u64,
    /// For dates: the first value, from which lateness counts.
    pub first_date: Option<String>,
}

/// A role that somebody holds, within a scope and a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// Role id, as guards name it.
    pub role: String,
    /// Only for records of that process.
    pub process: Option<String>,
    /// Only for records of that site.
    pub site: Option<String>,
    /// First day; open when absent.
    pub from: Option<String>,
    /// Last day; open when absent.
    pub until: Option<String>,
}

impl Grant {
    /// Whether it is held on that civil day.
    #[must_use]
    pub fn on(&self, day: &str) -> bool {
        self.from.as_deref().is_none_or(|from| from <= day)
            && self.until.as_deref().is_none_or(|until| day <= until)
    }

    /// Whether its scope takes in that record.
    #[must_use]
    pub fn covers(&self, record: &Record) -> bool {
        (self.process.is_none() || self.process == record.process)
            && (self.site.is_none() || self.site == record.site)
    }
}
