//! A new epoch of the journal begins: a backup was restored, or a house was moved. And what a drill came to.

use std::sync::Arc;

use engine::change::Changes;
use serde_json::{Map, Value, json};

use super::Step;
use crate::errors::{Error, Result};
use crate::exchange::backup::Drill;
use crate::house::{App, Caller};

impl App {
    /// Begins a new epoch with an entry that cites the checkpoint so far. What other copies of the journal record from
    /// here on is of another branch, and anybody can tell: their entries do not follow this one.
    ///
    /// # Errors
    /// A missing reason; or that it cannot be recorded.
    pub fn new_epoch(self: &Arc<Self>, reason: &str) -> Result<u64> {
        let reason = engine::text::normalise(reason).map_err(Error::Invalid)?;
        if reason.trim().is_empty() {
            return Err(Error::Invalid(
                "Say why: the reason stands in the journal.".to_owned(),
            ));
        }
        self.write(&Caller::system(), move |desk| {
            let head = store::head::read(desk.txn.conn)?;
            let what = Map::from_iter([
                ("reason".to_owned(), json!(reason)),
                ("entries".to_owned(), json!(head.size.to_string())),
                ("checkpoint".to_owned(), json!(head.checkpoint)),
            ]);
            Ok(seal("new_epoch", what, desk.txn.entry))
        })
    }

    /// Records what a drill came to.
    ///
    /// # Errors
    /// When it cannot be recorded.
    pub fn note_drill(self: &Arc<Self>, drill: &Drill) -> Result<u64> {
        let what = Map::from_iter([
            ("entries".to_owned(), json!(drill.entries.to_string())),
            ("files".to_owned(), json!(drill.files.to_string())),
            (
                "milliseconds".to_owned(),
                json!(drill.took.as_millis().to_string()),
            ),
            (
                "result".to_owned(),
                json!(if drill.findings.is_empty() {
                    "sound"
                } else {
                    "contradicted"
                }),
            ),
            ("findings".to_owned(), json!(drill.findings)),
        ]);
        self.write(&Caller::system(), move |desk| {
            Ok(seal("drill", what, desk.txn.entry))
        })
    }
}

fn seal(act: &str, what: Map<String, Value>, entry: u64) -> Step<u64> {
    let changes = Changes {
        act: act.to_owned(),
        what,
        ..Changes::default()
    };
    Step::Seal {
        changes: Box::new(changes),
        side: Vec::new(),
        value: entry,
    }
}
