//! What was counted stands until a record that it reads changes, the packs or practices change, or the day is over.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use engine::check::Count;
use store::verdicts::Passed;

use super::{Origin, Sheet};

/// Earlier days that are remembered, at most.
const DAYS: usize = 24;

/// When something was counted: generation of packs and practices, last entry that touched the kinds, civil day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) generation: u64,
    pub(super) entry: u64,
    pub(super) day: String,
}

/// (clause, kind, records that name it).
pub(super) type Naming = Vec<(String, String, Passed)>;

/// Counts of checks and of evidence, and the sheets of earlier days. Of one running house.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    kept: Mutex<Kept>,
}

/// (Standard, day) → what was found.
type OfDay = ((String, String), Arc<(Sheet, Origin)>);

#[derive(Debug, Default)]
struct Kept {
    counts: BTreeMap<String, (Stamp, Count)>,
    passed: BTreeMap<String, (Stamp, Passed)>,
    naming: Option<(Stamp, Naming)>,
    days: Vec<OfDay>,
}

impl Cache {
    fn open(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept
            .lock()
            .expect("no thread panics while it holds this lock")
    }

    pub(super) fn count(&self, check: &str, stamp: &Stamp) -> Option<Count> {
        let kept = self.open();
        kept.counts
            .get(check)
            .filter(|(known, _)| known == stamp)
            .map(|(_, count)| count.clone())
    }

    pub(super) fn keep_count(&self, check: &str, stamp: Stamp, count: Count) {
        self.open().counts.insert(check.to_owned(), (stamp, count));
    }

    pub(super) fn passed(&self, what: &str, stamp: &Stamp) -> Option<Passed> {
        let kept = self.open();
        kept.passed
            .get(what)
            .filter(|(known, _)| known == stamp)
            .map(|(_, passed)| passed.clone())
    }

    pub(super) fn keep_passed(&self, what: String, stamp: Stamp, passed: Passed) {
        self.open().passed.insert(what, (stamp, passed));
    }

    pub(super) fn naming(&self, stamp: &Stamp) -> Option<Naming> {
        let kept = self.open();
        kept.naming
            .as_ref()
            .filter(|(known, _)| known == stamp)
            .map(|(_, naming)| naming.clone())
    }

    pub(super) fn keep_naming(&self, stamp: Stamp, naming: Naming) {
        self.open().naming = Some((stamp, naming));
    }

    /// What an earlier day gave; it cannot change any more.
    pub(super) fn day(&self, standard: &str, day: &str) -> Option<Arc<(Sheet, Origin)>> {
        let kept = self.open();
        let found = kept.days.iter().find(|((of, on), _)| of == standard && on == day);
        found.map(|(_, sheet)| Arc::clone(sheet))
    }

    pub(super) fn keep_day(&self, standard: &str, day: &str, sheet: Arc<(Sheet, Origin)>) {
        let mut kept = self.open();
        if kept.days.len() >= DAYS {
            kept.days.remove(0);
        }
        kept.days.push(((standard.to_owned(), day.to_owned()), sheet));
    }
}
