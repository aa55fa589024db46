//! What a verification says.

use crate::{Hash, Problem};
use std::fmt;

/// So many findings are kept; more are only counted.
pub const MOST_FINDINGS: usize = 1000;

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How many entries were looked at.
    pub entries: u64,
    /// The root over them.
    pub root: Hash,
    /// How many payload items are redacted.
    pub redacted_items: u64,
    /// How many entries have redacted items.
    pub redacted_entries: u64,
    /// The time of the first entry that could be read.
    pub first_time: Option<String>,
    /// The time of the last entry that could be read.
    pub last_time: Option<String>,
    /// Every epoch and the entry it begins with; a new one means that a backup was restored. The first
    /// [`MOST_FINDINGS`] of them.
    pub epochs: Vec<(u64, u64)>,
    /// The size of the newest checkpoint from outside whose signature holds; none if there is none.
    pub newest_outside: Option<u64>,
    /// What contradicts, in the order in which it was met.
    pub findings: Vec<Finding>,
    /// How many findings beyond [`MOST_FINDINGS`] were left out.
    pub findings_left_out: u64,
    /// What this verification could not see, in sentences.
    pub cannot_tell: Vec<String>,
}

/// Something that contradicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The entry, if it is about one.
    pub entry: Option<u64>,
    /// Where: a part of an entry, a file, a checkpoint.
    pub place: String,
    /// What is wrong, as a sentence.
    pub what: String,
}

impl Report {
    /// Whether nothing contradicts. It says nothing about what [`Report::cannot_tell`] lists.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    pub(crate) fn new() -> Report {
        Report {
            entries: 0,
            root: crate::tree::empty_root(),
            redacted_items: 0,
            redacted_entries: 0,
            first_time: None,
            last_time: None,
            epochs: Vec::new(),
            newest_outside: None,
            findings: Vec::new(),
            findings_left_out: 0,
            cannot_tell: Vec::new(),
        }
    }

    pub(crate) fn find(&mut self, entry: Option<u64>, problem: Problem) {
        if self.findings.len() == MOST_FINDINGS {
            self.findings_left_out += 1;
        } else {
            self.findings.push(Finding {
                entry,
                place: problem.place,
                what: problem.what,
            });
        }
    }

    /// Sets the totals and says what could not be seen.
    pub(crate) fn conclude(&mut self, entries: u64, root: Hash, last_time: Option<String>) {
        self.entries = entries;
        self.root = root;
        self.last_time = last_time;
        match self.newest_outside {
            None => self.cannot_tell.push(
                "No checkpoint from outside could be used: if whoever holds the signing key rewrote the whole journal, or cut \
                 off its end, that would not be noticed here."
                    .to_owned(),
            ),
            Some(size) if size < entries => self.cannot_tell.push(format!(
                "Entries {} to {entries} are newer than the newest checkpoint from outside: if whoever holds the signing \
                 key rewrote them, or cut off what followed, that would not be noticed here.",
                size + 1
            )),
            Some(size) => self.cannot_tell.push(format!(
                "Whether there were entries after entry {}: no checkpoint from outside is newer.",
                size.max(entries)
            )),
        }
        if self.redacted_items > 0 {
            self.cannot_tell.push(format!(
                "What {} redacted items in {} entries said, and whether an entry orders each redaction: their commitments \
                 stand, their values are gone.",
                self.redacted_items, self.redacted_entries
            ));
        }
        self.cannot_tell.push(
            "Whether what was recorded happened, and whether the clock was right: proven is only what was recorded, and in \
             which order."
                .to_owned(),
        );
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(entry) = self.entry {
            write!(f, "entry {entry}, ")?;
        }
        write!(f, "{}: {}", self.place, self.what)
    }
}
