//! The whole journal verified while somebody waits, as far as that is quick.

use crate::errors::{Error, Result};
use crate::house::App;

/// A journal longer than this is verified by `plumbline verify`, not while somebody waits.
pub const MOST_VERIFIED: u64 = 300_000;
/// Entries that are read at once.
const AT_ONCE: u32 = 1_000;

/// What a verification of the journal says.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Instant at which it was done.
    pub at: String,
    /// Instant of the first entry.
    pub first: Option<String>,
    /// How many entries.
    pub entries: u64,
    /// The root over them, in base64.
    pub root: String,
    /// How many values were redacted.
    pub redacted: u64,
    /// What contradicts, in sentences; empty when nothing does.
    pub findings: Vec<String>,
    /// What this could not see.
    pub cannot_tell: Vec<String>,
    /// How many of the checkpoints that were given fit; with the size of the newest.
    pub outside: Option<u64>,
}

impl App {
    /// Verifies the journal against its own checkpoint and against those kept outside, with the verifier of
    /// `plumbline verify`. Tables are not compared.
    ///
    /// # Errors
    /// When the journal is too long to wait for, or the database cannot be read.
    pub fn verify_journal(&self, outside: &[&[u8]]) -> Result<Verified> {
        let vkey = self.store.vkey();
        let report = self.snapshot(|conn| {
            let head = store::head::read(conn)?;
            if head.size > MOST_VERIFIED {
                return Err(Error::Invalid(format!(
                    "The journal has {} entries, which is too long to wait for here. Run “plumbline verify”.",
                    head.size
                )));
            }
            let mut verifier = journal::Verifier::new(vkey, head.checkpoint.as_bytes(), outside);
            let mut next = 1;
            loop {
                let entries = store::load::raw_entries(conn, next, AT_ONCE)?;
                let Some((last, ..)) = entries.last() else { break };
                next = last + 1;
                for (_, leaf, payload) in &entries {
                    verifier.entry(leaf, Some(payload));
                }
            }
            Ok(verifier.finish())
        })?;
        let finding = |finding: &journal::Finding| match finding.entry {
            Some(entry) => format!("Entry {entry}, {}: {}", finding.place, finding.what),
            None => format!("{}: {}", finding.place, finding.what),
        };
        Ok(Verified {
            at: engine::calendar::spell(self.now()),
            first: report.first_time.clone(),
            entries: report.entries,
            root: report.root.to_base64(),
            redacted: report.redacted_items,
            findings: report.findings.iter().map(finding).collect(),
            cannot_tell: report.cannot_tell.clone(),
            outside: report.newest_outside,
        })
    }
}
