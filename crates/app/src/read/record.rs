//! One record: its answers, what it leads to, what can be done next and what is missing for it.

use std::collections::BTreeMap;

use engine::condition::Scene;
use engine::decide::{Context, Offer, offers};
use engine::record::{Record, id_of};
use serde_json::Value;

use super::View;
use crate::errors::{Error, Result};

/// A record as one person sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The record.
    pub record: Record,
    /// Linked records that this person sees: id → (kind, number, title).
    pub names: BTreeMap<String, Name>,
    /// Ways on, each with what is missing.
    pub offers: Vec<Offer>,
    /// Signatures on it.
    pub signatures: Vec<store::load::SignatureRow>,
}

/// How a linked record is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Kind id.
    pub kind: String,
    /// Shown number.
    pub number: String,
    /// One line.
    pub title: String,
}

impl View<'_> {
    /// The record of that kind and number.
    ///
    /// # Errors
    /// When it is not there or not visible.
    pub fn record(&mut self, kind: &str, number: &str) -> Result<Seen> {
        let record = super::visible_record(self.conn, self.house, &self.actor, &self.today, kind, number)?;
        let loaded = crate::act::around(self.conn, self.house, &record, &self.today)?;
        let names = self.names(&loaded.records, &loaded);
        let now = format!("{}T00:00:00.000Z", self.today);
        let context = Context {
            packs: &self.house.packs,
            actor: &self.actor,
            now: &now,
            today: &self.today,
            zone: self.house.zone(),
            new_ids: &[],
        };
        let offers = offers(&record, loaded, &context);
        let signatures = store::load::signatures(self.conn, &record.id)?;
        Ok(Seen {
            record,
            names,
            offers,
            signatures,
        })
    }

    /// The record as it stood after the last entry of that day.
    ///
    /// # Errors
    /// When it was not there yet, or is not visible.
    pub fn record_as_of(&mut self, kind: &str, number: &str, entry: u64) -> Result<Record> {
        let now = super::visible_record(self.conn, self.house, &self.actor, &self.today, kind, number)?;
        let then = store::load::record_as_of(self.conn, &now.id, entry)?;
        then.ok_or_else(|| Error::NotFound(format!("{} was not entered yet on that day.", now.number)))
    }

    fn names(
        &self,
        records: &BTreeMap<String, Record>,
        loaded: &engine::decide::Loaded,
    ) -> BTreeMap<String, Name> {
        let scene = Scene {
            packs: &self.house.packs,
            records: &loaded.records,
            holdings: &loaded.holdings,
            actor: &self.actor,
            today: &self.today,
        };
        let seen = records
            .values()
            .filter(|record| engine::access::visible(&self.house.packs, record, &scene));
        seen.map(|record| {
            (
                record.id.clone(),
                Name {
                    kind: record.kind.clone(),
                    number: record.number.clone(),
                    title: record.title.clone(),
                },
            )
        })
        .collect()
    }
}

/// References in values, with the ids behind them: where a reader would want names.
#[must_use]
pub fn references(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if text.contains('/') => vec![id_of(text).to_owned()],
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(map) => map.values().flat_map(references).collect(),
        _ => Vec::new(),
    }
}
