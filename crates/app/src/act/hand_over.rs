//! Somebody leaves, or takes on other work: what is open changes hands in one act.

use std::sync::Arc;

use engine::decide::Act;
use engine::record::reference;
use store::load;

use super::{Desk, Step};
use crate::errors::{Error, Result};
use crate::house::{App, Caller};

/// What was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOver {
    /// Entry of the journal.
    pub entry: u64,
    /// Printed name of whoever had it.
    pub from: String,
    /// Printed name of whoever has it now.
    pub to: String,
    /// (Kind id, number) of every record that changed hands.
    pub records: Vec<(String, String)>,
}

impl App {
    /// Everything open in which a field names `from` is to name `to`: numbers, mail addresses or names of people.
    ///
    /// # Errors
    /// A refusal: not the caller's to give away, nobody active to take it, nothing open; or an unknown person.
    pub fn hand_over(
        self: &Arc<Self>,
        caller: &Caller,
        from: &str,
        to: &str,
        reason: &str,
    ) -> Result<HandedOver> {
        let (from, to) = (from.to_owned(), to.to_owned());
        let reason = engine::text::normalise(reason).map_err(Error::Invalid)?;
        self.write(caller, move |desk| {
            let (giver, taker) = (
                desk.visible_record("person", &from)?,
                desk.visible_record("person", &to)?,
            );
            let act = Act::HandOver {
                records: desk.naming(&giver.id)?,
                from: giver.id,
                to: taker.id,
                reason: reason.trim().to_owned(),
            };
            let changes = desk.decide(&act)?;
            let records = changes
                .records
                .iter()
                .map(|change| (change.spine.kind.clone(), change.spine.number.clone()));
            let value = HandedOver {
                entry: desk.txn.entry,
                from: giver.title,
                to: taker.title,
                records: records.collect(),
            };
            Ok(Step::Seal {
                changes: Box::new(changes),
                side: Vec::new(),
                value,
            })
        })
    }
}

impl Desk<'_, '_> {
    /// Records in which a field, not a cell, names that person.
    fn naming(&mut self, person: &str) -> Result<Vec<String>> {
        let linkers = load::linkers(self.txn.conn, &reference("person", person), None)?;
        let mut ids: Vec<String> = linkers
            .into_iter()
            .filter(|linker| linker.row.is_empty())
            .map(|linker| linker.id)
            .collect();
        ids.dedup();
        Ok(ids)
    }
}
