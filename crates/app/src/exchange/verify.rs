//! Verification: of the live house, and of an export alone.

use std::fs;
use std::path::Path;

use journal::{Report, Vkey};

use crate::errors::{Error, Result};
use crate::house::App;

/// What a verification says, ready to be printed.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// What was looked at, in sentences.
    pub looked_at: Vec<String>,
    /// What contradicts; empty when nothing does.
    pub findings: Vec<String>,
    /// What this verification could not see.
    pub cannot_tell: Vec<String>,
}

impl Verdict {
    fn of(report: &Report) -> Self {
        let mut looked_at = vec![format!(
            "{} entries, root {}.",
            report.entries,
            report.root.to_base64()
        )];
        if let (Some(first), Some(last)) = (&report.first_time, &report.last_time) {
            looked_at.push(format!("The first of {first}, the last of {last}."));
        }
        if report.redacted_items > 0 {
            looked_at.push(format!(
                "{} values in {} entries are redacted.",
                report.redacted_items, report.redacted_entries
            ));
        }
        for (epoch, first) in report.epochs.iter().filter(|(epoch, _)| *epoch > 1) {
            looked_at.push(format!(
                "Epoch {epoch} begins with entry {first}: a backup was restored, or the house moved."
            ));
        }
        if let Some(size) = report.newest_outside {
            looked_at.push(format!(
                "A checkpoint kept outside, of {size} entries, was compared."
            ));
        }
        let findings = report.findings.iter().map(|finding| match finding.entry {
            Some(entry) => format!("Entry {entry}, {}: {}", finding.place, finding.what),
            None => format!("{}: {}", finding.place, finding.what),
        });
        let mut findings: Vec<String> = findings.collect();
        if report.findings_left_out > 0 {
            findings.push(format!("… and {} more.", report.findings_left_out));
        }
        Verdict {
            looked_at,
            findings,
            cannot_tell: report.cannot_tell.clone(),
        }
    }

    /// Whether nothing contradicts.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

impl App {
    /// Verifies the journal, the ledger tables against it, signatures and attached files.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn verify(&self, against: &[Vec<u8>], progress: &mut dyn FnMut(u64, u64)) -> Result<Verdict> {
        let outside: Vec<&[u8]> = against.iter().map(Vec::as_slice).collect();
        let report = store::check::check_against(&self.store, &outside, progress)?;
        let mut verdict = Verdict::of(&report.journal);
        verdict.looked_at.push(format!(
            "{} rows of ledger tables were compared with a rebuild from the journal.",
            report.rows
        ));
        verdict
            .findings
            .extend(report.findings.iter().map(ToString::to_string));
        if report.left_out > 0 {
            verdict
                .findings
                .push(format!("… and {} more rows.", report.left_out));
        }
        let files = self.files.all()?;
        verdict.looked_at.push(format!(
            "{} attached files were compared with their digests.",
            files.len()
        ));
        for digest in &files {
            if let Err(error) = self.files.read(digest) {
                verdict.findings.push(format!("files: {error}"));
            }
        }
        for digest in self.snapshot(|conn| Ok(store::backup::files(conn)?))? {
            if files.binary_search(&digest).is_err() {
                let what = format!("files: {digest} is missing, and a record names it.");
                verdict.findings.push(what);
            }
        }
        Ok(verdict)
    }
}

/// Verifies an export by itself: no database, no network. `vkey` is the key that the reader trusts; without one the
/// export's own key is taken, and the verdict says what that leaves open.
///
/// # Errors
/// When there is no export in the folder, or the key cannot be read.
pub fn verify_export(folder: &Path, vkey: Option<&str>, against: &[Vec<u8>]) -> Result<Verdict> {
    let own = fs::read_to_string(folder.join("tlog/vkey"));
    let text = match (vkey, &own) {
        (Some(pinned), _) => pinned.trim().to_owned(),
        (None, Ok(own)) => own.trim().to_owned(),
        (None, Err(_)) => {
            return Err(Error::Invalid(format!(
                "There is no export in {}: tlog/vkey is missing.",
                folder.display()
            )));
        }
    };
    let key: Vkey = text
        .parse()
        .map_err(|problem: journal::Problem| Error::Invalid(format!("The key cannot be read: {problem}")))?;
    let outside: Vec<&[u8]> = against.iter().map(Vec::as_slice).collect();
    let report = journal::export::check_export(|path| fs::read(folder.join(path)).ok(), &key, &outside);
    let mut verdict = Verdict::of(&report);
    if vkey.is_none() {
        let open = "Whether the key is the organisation's: it was taken from the export itself. Pin one with --vkey.";
        verdict.cannot_tell.push(open.to_owned());
    }
    super::beside::check(folder, &mut verdict)?;
    Ok(verdict)
}
