//! The journal as people read it: who did what to which records, entry by entry; and one entry with its proof.
//!
//! Every entry is told to everybody, since a gap would be worse than a riddle; but records that the asker does not see
//! are only counted, and what was done to them is not told.

mod proof;
mod verified;

use std::collections::{BTreeMap, BTreeSet};

use engine::change::Changes;
use serde_json::Value;
use store::load::{Entry, Wanted};

pub use proof::{Item, ProofStep, Proven};
pub use verified::{MOST_VERIFIED, Verified};

use super::View;
use super::record::Name;
use crate::errors::Result;

/// Entries of a page.
pub const PAGE: usize = 40;
/// Records that are named of one entry.
const NAMED: usize = 4;

/// What is asked of the ledger.
#[derive(Clone, Debug, Default)]
pub struct LedgerAsked {
    /// Only entries before this one.
    pub before: Option<u64>,
    /// Only entries up to the end of this civil day.
    pub until: Option<String>,
    /// Only acts of this person, by number.
    pub who: Option<String>,
    /// Only acts that concern a record of this kind.
    pub kind: Option<String>,
}

/// One page of the ledger, backwards.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Entries, the newest first.
    pub entries: Vec<Told>,
    /// Where the next page begins: entries before this one. None at the beginning of the journal.
    pub next: Option<u64>,
    /// The person asked for.
    pub who: Option<Name>,
}

/// One entry as it is told.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Number of the entry.
    pub number: u64,
    /// Instant.
    pub time: String,
    /// Whoever acted; none for the system, or for somebody whom the asker does not see.
    pub who: Option<Name>,
    /// The system acted.
    pub by_system: bool,
    /// In whose name, where a deputy acted.
    pub in_the_name_of: Option<Name>,
    /// Word of the act.
    pub act: String,
    /// The verb of the transition, or the word of a practice or pack; empty where the asker may not know it.
    pub verb: String,
    /// Records that the asker sees, the first few.
    pub records: Vec<Name>,
    /// How many more the asker sees.
    pub more: usize,
    /// How many the asker does not see.
    pub closed: usize,
    /// The meaning that was signed.
    pub signed: Option<String>,
    /// The reason that was given.
    pub reason: Option<String>,
}

impl View<'_> {
    /// One page of the ledger.
    ///
    /// # Errors
    /// A day or person that is none, or a damaged entry.
    pub fn ledger(&mut self, asked: &LedgerAsked) -> Result<Ledger> {
        let who = match &asked.who {
            Some(number) => Some(super::visible_record(
                self.conn,
                self.house,
                &self.actor,
                &self.today,
                "person",
                number,
            )?),
            None => None,
        };
        if let Some(kind) = &asked.kind
            && self.house.packs.kind(kind).is_none()
        {
            return Err(super::unknown_kind(self.house, kind));
        }
        let mut before = asked.before.unwrap_or(0);
        if let Some(day) = &asked.until {
            let end = self.entry_at_end_of(day)? + 1;
            before = if before == 0 { end } else { before.min(end) };
        }
        if before == 1 {
            return Ok(Ledger::default());
        }
        let wanted = Wanted {
            before,
            actor: who.as_ref().map(|record| record.id.as_str()),
            kind: asked.kind.as_deref(),
        };
        let (entries, next) = store::load::ledger(self.conn, wanted, PAGE)?;
        let mut told = self.told(&entries)?;
        if let Some(kind) = &asked.kind {
            // That an entry concerns this kind may itself be closed to the asker.
            told.retain(|told| told.records.iter().any(|name| name.kind == *kind));
        }
        Ok(Ledger {
            entries: told,
            next: (next > 1).then_some(next),
            who: who.map(|record| Name {
                kind: record.kind,
                number: record.number,
                title: record.title,
            }),
        })
    }

    /// Entries as this person may be told of them; two statements more, however many they are.
    pub(super) fn told(&mut self, entries: &[Entry]) -> Result<Vec<Told>> {
        let mut read = Vec::new();
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for entry in entries {
            let changes = entry.changes()?;
            ids.extend(changes.records.iter().map(|change| change.id.clone()));
            ids.insert(entry.actor.clone());
            ids.extend(in_the_name_of(&changes).map(str::to_owned));
            read.push((entry, changes));
        }
        let names = self.called(ids)?;
        Ok(read
            .into_iter()
            .map(|(entry, changes)| self.one_told(entry, &changes, &names))
            .collect())
    }

    fn one_told(&self, entry: &Entry, changes: &Changes, names: &BTreeMap<String, Name>) -> Told {
        let seen: Vec<&Name> = changes
            .records
            .iter()
            .filter_map(|change| names.get(&change.id))
            .collect();
        let closed = changes.records.len() - seen.len();
        let open = closed == 0;
        let text = |key: &str| {
            let text = changes.what.get(key).and_then(Value::as_str);
            text.filter(|text| open && !text.is_empty()).map(str::to_owned)
        };
        let set = changes.practices.keys().chain(changes.packs.keys()).next();
        Told {
            number: entry.number,
            time: entry.time.clone(),
            who: names.get(&entry.actor).cloned(),
            by_system: entry.actor == "system",
            in_the_name_of: in_the_name_of(changes).and_then(|id| names.get(id)).cloned(),
            act: entry.act.clone(),
            verb: text("verb").or_else(|| self.title_of(set?)).unwrap_or_default(),
            more: seen.len().saturating_sub(NAMED),
            records: seen.into_iter().take(NAMED).cloned().collect(),
            closed,
            signed: changes
                .signature
                .as_ref()
                .filter(|_| open)
                .map(|signature| signature.meaning.clone()),
            reason: text("reason"),
        }
    }

    /// What a practice or a pack is called.
    fn title_of(&self, id: &str) -> Option<String> {
        let packs = &self.house.packs;
        let practice = packs.practices.get(id).map(|practice| practice.title.clone());
        let pack = || {
            let known = packs.packs.iter().find(|info| info.id == id);
            known.map(|info| info.title.clone())
        };
        practice.or_else(pack).or_else(|| Some(id.to_owned()))
    }
}

fn in_the_name_of(changes: &Changes) -> Option<&str> {
    changes.what.get(engine::decide::IN_THE_NAME_OF)?.as_str()
}
