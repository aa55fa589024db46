//! Verifying a journal: everything that its own bytes, a pinned key and checkpoints kept outside can prove or contradict.
//!
//! A [`Verifier`] takes one entry after the other and keeps no entry, so its memory does not grow with the journal.

mod entry;
mod report;

pub use report::{Finding, MOST_FINDINGS, Report};

use crate::checkpoint::Checkpoint;
use crate::note::Vkey;
use crate::tile::Bundle;
use crate::tree::{Frontier, leaf_hash};
use crate::{Hash, Problem};
use entry::{Last, check_payload, check_sequence};

/// Takes the entries of a journal in their order and reports on them.
#[derive(Debug)]
pub struct Verifier {
    frontier: Frontier,
    /// What the entries must come to, by size.
    heads: Vec<Head>,
    /// The size that the journal's own checkpoint states; none if it cannot be read.
    size: Option<u64>,
    last: Option<Last>,
    places: Places,
    report: Report,
}

/// A checkpoint waiting for the entries to reach its size.
#[derive(Debug)]
struct Head {
    place: String,
    size: u64,
    root: Hash,
    reached: bool,
}

/// How findings name places.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Places {
    /// By the words `checkpoint`, `envelope` and `payload`.
    Journal,
    /// By the file in an export of so many entries.
    Export(u64),
}

impl Places {
    fn checkpoint(self) -> String {
        match self {
            Places::Journal => "checkpoint".to_owned(),
            Places::Export(_) => crate::export::CHECKPOINT.to_owned(),
        }
    }

    /// Puts the file of entry `number` into the place of a problem that begins with `envelope` or `payload`.
    fn name(self, number: u64, problem: Problem) -> Problem {
        let Places::Export(size) = self else {
            return problem;
        };
        let place = if let Some(rest) = problem.place.strip_prefix("payload") {
            format!("{}{rest}", crate::export::payload_path(number))
        } else {
            format!("tlog/{}, {}", Bundle::holding(number, size).path(), problem.place)
        };
        Problem { place, ..problem }
    }
}

impl Verifier {
    /// Begins. `vkey` is the key the reader already trusts; `checkpoint` the journal's own signed checkpoint; `outside` signed
    /// checkpoints kept elsewhere (receipts, mails), in any order.
    pub fn new(vkey: &Vkey, checkpoint: &[u8], outside: &[&[u8]]) -> Verifier {
        Verifier::with_places(Places::Journal, vkey, checkpoint, outside)
    }

    pub(crate) fn with_places(places: Places, vkey: &Vkey, checkpoint: &[u8], outside: &[&[u8]]) -> Verifier {
        let mut verifier = Verifier {
            frontier: Frontier::new(),
            heads: Vec::new(),
            size: None,
            last: None,
            places,
            report: Report::new(),
        };
        verifier.size = verifier
            .add_head(places.checkpoint(), checkpoint, vkey)
            .map(|(size, _)| size);
        for (i, note) in outside.iter().enumerate() {
            let head = verifier.add_head(format!("outside checkpoint {}", i + 1), note, vkey);
            if let Some((size, true)) = head {
                let newest = &mut verifier.report.newest_outside;
                *newest = (*newest).max(Some(size));
            }
        }
        verifier.reach();
        verifier
    }

    /// Takes the next entry: the bytes of its envelope as they stand in the log, and of its payload, if there is one.
    pub fn entry(&mut self, leaf: &[u8], payload: Option<&[u8]>) {
        self.frontier.push(leaf_hash(leaf));
        let number = self.frontier.size();
        let (places, report) = (self.places, &mut self.report);
        match crate::Envelope::from_bytes(leaf) {
            Err(problem) => report.find(Some(number), places.name(number, problem)),
            Ok(envelope) => {
                let mut find =
                    |report: &mut Report, problem| report.find(Some(number), places.name(number, problem));
                check_sequence(number, &envelope, &mut self.last, report, &mut find);
                check_payload(&envelope, payload, report, &mut find);
            }
        }
        self.reach();
    }

    /// Ends, and compares the whole with the checkpoints.
    pub fn finish(mut self) -> Report {
        let count = self.frontier.size();
        for head in self.heads.iter().filter(|head| !head.reached) {
            let what = format!(
                "It was given for {} entries, but only {count} were found: entries {} to {} are missing.{}",
                head.size,
                count + 1,
                head.size,
                hint_at_restoring(&self.report.epochs)
            );
            self.report.find(None, Problem::new(head.place.clone(), what));
        }
        if let Some(size) = self.size.filter(|size| *size < count) {
            let what = format!(
                "It covers {size} entries; entries {} to {count} are not covered by it.",
                size + 1
            );
            self.report
                .find(None, Problem::new(self.places.checkpoint(), what));
        }
        self.report
            .conclude(count, self.frontier.root(), self.last.map(|last| last.time));
        self.report
    }

    pub(crate) fn report(&mut self) -> &mut Report {
        &mut self.report
    }

    /// Compares the root with the checkpoints of just this size.
    fn reach(&mut self) {
        let size = self.frontier.size();
        for head in self.heads.iter_mut().filter(|head| head.size == size) {
            head.reached = true;
            let root = self.frontier.root();
            if root != head.root {
                let what = format!(
                    "It was given for entries 1 to {size} with the root {}, but they have the root {root}: something in \
                     them was changed, added or taken away.{}",
                    head.root,
                    hint_at_restoring(&self.report.epochs)
                );
                self.report.find(None, Problem::new(head.place.clone(), what));
            }
        }
    }

    /// Notes what a checkpoint demands, even if its signature is wrong: the entries may still show where. Gives its size, and
    /// whether the signature holds.
    fn add_head(&mut self, place: String, note: &[u8], vkey: &Vkey) -> Option<(u64, bool)> {
        let opened = Checkpoint::open(note, vkey);
        let signed = opened.is_ok();
        if let Err(problem) = opened {
            self.report
                .find(None, Problem::new(place.clone(), problem.to_string()));
        }
        let Checkpoint { size, root, .. } = Checkpoint::read_unverified(note).ok()?;
        self.heads.push(Head {
            place,
            size,
            root,
            reached: false,
        });
        Some((size, signed))
    }
}

/// Restoring a backup is an honest way to lose entries that a checkpoint from outside still covers.
fn hint_at_restoring(epochs: &[(u64, u64)]) -> String {
    match epochs {
        [_, .., (epoch, first)] => format!(
            " A backup was restored before entry {first}, where epoch {epoch} begins: a checkpoint given between the backup \
             and that moment cannot fit any more, and entry {first} says which one was the last."
        ),
        _ => String::new(),
    }
}

/// Verifies a whole journal at once: pairs of envelope bytes and payload bytes in the order of entries.
pub fn verify<L: AsRef<[u8]>, P: AsRef<[u8]>>(
    entries: impl IntoIterator<Item = (L, Option<P>)>,
    vkey: &Vkey,
    checkpoint: &[u8],
    outside: &[&[u8]],
) -> Report {
    let mut verifier = Verifier::new(vkey, checkpoint, outside);
    for (leaf, payload) in entries {
        verifier.entry(leaf.as_ref(), payload.as_ref().map(AsRef::as_ref));
    }
    verifier.finish()
}
