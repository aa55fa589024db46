//! How records are called, many at once: a page names thirty people with two statements.

use std::collections::{BTreeMap, BTreeSet};

use engine::condition::{Scene, reads};
use engine::record::Record;

use super::View;
use super::record::Name;
use crate::errors::Result;

impl View<'_> {
    /// Kind, number and title of records by id. Ids that lead nowhere, or to what the asker does not see, are absent.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn called<S: AsRef<str>>(
        &mut self,
        ids: impl IntoIterator<Item = S>,
    ) -> Result<BTreeMap<String, Name>> {
        let seen = self.seen(ids)?.into_values();
        let name = |record: Record| {
            (
                record.id,
                Name {
                    kind: record.kind,
                    number: record.number,
                    title: record.title,
                },
            )
        };
        Ok(seen.map(name).collect())
    }

    /// Whole records by id; those that the asker does not see are absent.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn seen<S: AsRef<str>>(
        &mut self,
        ids: impl IntoIterator<Item = S>,
    ) -> Result<BTreeMap<String, Record>> {
        let ids: BTreeSet<String> = ids.into_iter().map(|id| id.as_ref().to_owned()).collect();
        let ids: Vec<String> = ids.into_iter().collect();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let records = store::load::records(self.conn, &ids)?;
        let mut hidden = Vec::new();
        for record in records.values() {
            if !self.sees_at_once(record)? {
                hidden.push(record.id.clone());
            }
        }
        let mut records = records;
        hidden.iter().for_each(|id| drop(records.remove(id)));
        Ok(records)
    }

    /// Most kinds say who sees a record by the record alone: then nothing else is loaded.
    fn sees_at_once(&mut self, record: &Record) -> Result<bool> {
        let Some(kind) = self.house.packs.kind(&record.kind) else {
            return Ok(false);
        };
        let alone = kind.see.iter().filter_map(|see| see.when.as_ref()).all(|when| {
            let reads = reads(when);
            reads.follows.is_empty() && reads.holders.is_empty()
        });
        if !alone {
            return super::sees(self.conn, self.house, &self.actor, &self.today, record);
        }
        let (records, holdings) = (BTreeMap::new(), BTreeMap::new());
        let scene = Scene {
            packs: &self.house.packs,
            records: &records,
            holdings: &holdings,
            actor: &self.actor,
            today: &self.today,
        };
        Ok(engine::access::visible(&self.house.packs, record, &scene))
    }
}
