//! An act becomes changes, or a refusal that names all that is missing.
//!
//! Pure: what was read arrives in [`Loaded`], read inside the writer's transaction. [`lookups`] and [`follows`] say
//! beforehand what an act will need, so that the caller loads it with a few statements and no call-backs.
//!
//! Read downwards: [`decide`] → `begin` (a new record), `edit`, `pass` (a transition) → `answers` (inputs to canonical
//! values) → `settle` (numbers, spine, due dates, facts: everything that must be decided before it is sealed).

mod amend;
mod answers;
mod begin;
mod edit;
mod effects;
mod hand_over;
mod needs;
mod pass;
mod refusal;
mod settle;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

pub use amend::amendments;
pub use needs::{dependents, follows, lookups};
pub use pass::{Offer, offers};
pub use refusal::{Refusal, Signing, Why};
pub use settle::counter;

use crate::change::{Change, Changes};
use crate::condition::Scene;
use crate::pack::{Kind, Packs, Who};
use crate::record::{Actor, Grant, Record};

/// Who may bring in records that were decided elsewhere.
pub const IMPORTERS: [&str; 2] = ["quality_manager", "administrator"];

/// Particular of an act that a deputy did: the person id of whoever was away.
pub const IN_THE_NAME_OF: &str = "in_the_name_of";

/// Who may hand over somebody else's work.
pub const HANDERS: [&str; 3] = ["quality_manager", "administrator", "top_management"];

/// What somebody wants to do.
#[derive(Clone, Debug)]
pub enum Act {
    /// A new record.
    Create {
        /// Kind id.
        kind: String,
        /// Answers.
        inputs: Map<String, Value>,
    },
    /// Records that come from elsewhere, with the state they had there.
    Import {
        /// Kind id.
        kind: String,
        /// One for each record.
        rows: Vec<Imported>,
        /// Where they come from, in words.
        source: String,
    },
    /// Other answers to fields.
    Edit {
        /// Record id.
        record: String,
        /// Field → answer; an empty one clears the field.
        inputs: Map<String, Value>,
        /// Version that was looked at.
        seen: Option<u64>,
    },
    /// A way to another state.
    Pass {
        /// Record id.
        record: String,
        /// Transition id.
        transition: String,
        /// Answers to what the transition asks.
        inputs: Map<String, Value>,
        /// Version that was looked at.
        seen: Option<u64>,
        /// The person has proved who they are for exactly this act.
        signed: bool,
    },
    /// Everything open that names one person is to name another.
    HandOver {
        /// Person id of whoever gives it away.
        from: String,
        /// Person id of whoever takes it on.
        to: String,
        /// Ids of the records that name them.
        records: Vec<String>,
        /// Why.
        reason: String,
    },
}

/// One record that comes from elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// Answers.
    pub inputs: Map<String, Value>,
    /// State it had there; the first one when absent.
    pub state: Option<String>,
    /// Numbers it had there, which go on leading to it.
    pub aliases: Vec<String>,
}

/// Something that a text in an answer may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Kind id.
    pub kind: String,
    /// Record id.
    pub id: String,
    /// Shown title.
    pub title: String,
}

/// All that was read for an act, inside the writer's transaction.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The record itself, what it links to, and what links to it with a due date that depends on it.
    pub records: BTreeMap<String, Record>,
    /// Ids of those whose due date depends on the record.
    pub dependents: BTreeSet<String>,
    /// (Kinds, text) → what it means.
    pub found: BTreeMap<(Vec<String>, String), Vec<Found>>,
    /// Roles by person, past and present.
    pub holdings: BTreeMap<String, Vec<Grant>>,
    /// Roles that somebody holds today.
    pub held_roles: BTreeSet<String>,
    /// Counter → last number given.
    pub counters: BTreeMap<String, u64>,
    /// Practice → the organisation's setting.
    pub practices: BTreeMap<String, String>,
}

/// When, who, and by which rules.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What the packs say.
    pub packs: &'a Packs,
    /// Pack id → version in force, stamped on records.
    pub actor: &'a Actor,
    /// Instant of the act.
    pub now: &'a str,
    /// Civil day of the act where the organisation is.
    pub today: &'a str,
    /// Its time zone.
    pub zone: &'a str,
    /// Fresh record ids, as many as the act may need.
    pub new_ids: &'a [String],
}

/// What an act changes.
///
/// # Errors
/// A refusal with every reason at once.
pub fn decide(act: &Act, loaded: Loaded, context: &Context<'_>) -> Result<Changes, Refusal> {
    let mut work = Work {
        context,
        loaded,
        changes: Changes::default(),
        next_id: 0,
    };
    match act {
        Act::Create { kind, inputs } => begin::create(&mut work, kind, inputs)?,
        Act::Import { kind, rows, source } => begin::import(&mut work, kind, rows, source)?,
        Act::Edit { record, inputs, seen } => edit::edit(&mut work, record, inputs, *seen)?,
        Act::Pass {
            record,
            transition,
            inputs,
            seen,
            signed,
        } => pass::pass(&mut work, record, transition, inputs, *seen, *signed)?,
        Act::HandOver {
            from,
            to,
            records,
            reason,
        } => hand_over::hand_over(&mut work, from, to, records, reason)?,
    }
    settle::dependents(&mut work);
    Ok(work.changes)
}

/// An act in the making.
struct Work<'a> {
    context: &'a Context<'a>,
    loaded: Loaded,
    changes: Changes,
    next_id: usize,
}

impl<'a> Work<'a> {
    fn packs(&self) -> &'a Packs {
        self.context.packs
    }

    fn kind(&self, id: &str) -> Result<&'a Kind, Refusal> {
        self.packs()
            .kind(id)
            .ok_or_else(|| Refusal::not_found(format!("There is no kind of record “{id}”.")))
    }

    fn record(&self, id: &str) -> Result<Record, Refusal> {
        self.loaded
            .records
            .get(id)
            .cloned()
            .ok_or_else(|| Refusal::not_found("There is no such record.".to_owned()))
    }

    fn scene(&self) -> Scene<'_> {
        Scene {
            packs: self.context.packs,
            records: &self.loaded.records,
            holdings: &self.loaded.holdings,
            actor: self.context.actor,
            today: self.context.today,
        }
    }

    fn new_id(&mut self) -> String {
        let id = self
            .context
            .new_ids
            .get(self.next_id)
            .expect("the caller gives as many ids as records can begin");
        self.next_id += 1;
        id.clone()
    }

    /// The organisation's setting of a practice, or the pack's default.
    fn practice(&self, id: &str) -> String {
        let default = || {
            self.packs()
                .practices
                .get(id)
                .map(|practice| practice.default.clone())
                .unwrap_or_default()
        };
        self.loaded.practices.get(id).cloned().unwrap_or_else(default)
    }

    /// Days that are no working days.
    fn holidays(&self) -> BTreeSet<String> {
        self.practice("holidays")
            .split([',', ' '])
            .filter(|day| !day.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// Puts a record's new form where later steps of the same act see it, and into the changes.
    fn put(&mut self, record: Record, before: Option<&Record>, entered: bool) {
        let change = settle::change(self.packs(), &record, before, entered);
        if let Some(grants) = settle::grants(self, &record, &change) {
            self.loaded.holdings.insert(record.id.clone(), grants.clone());
            self.changes.grants.insert(record.id.clone(), grants);
        }
        match self
            .changes
            .records
            .iter_mut()
            .find(|known| known.id == record.id)
        {
            Some(known) => {
                let entered = known.entered || change.entered;
                known.fields.extend(change.fields);
                *known = Change {
                    entered,
                    fields: std::mem::take(&mut known.fields),
                    ..change
                };
            }
            None => self.changes.records.push(change),
        }
        self.loaded.records.insert(record.id.clone(), record);
    }
}

/// Notes in whose name the actor does what `who` may do to the record, when it is not in its own.
fn note_name(work: &mut Work<'_>, who: &[Who], record: &Record) {
    if let Some(other) = work.context.actor.in_whose_name(who, record) {
        let person = Value::String(other.person.clone());
        work.changes.what.insert(IN_THE_NAME_OF.to_owned(), person);
    }
}

/// Whether the actor is one of `who` with regard to the record.
fn may(work: &Work<'_>, who: &[Who], record: &Record) -> bool {
    work.context.actor.is_any(who, record)
}
