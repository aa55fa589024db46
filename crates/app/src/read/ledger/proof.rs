//! One entry with its proof, checked here by the code that `plumbline verify` runs.

use engine::change::Changes;
use journal::tree;
use journal::{Checkpoint, Envelope, Hash};
use serde_json::Value;

use super::Told;
use crate::errors::{Error, Result};
use crate::read::View;

/// One entry, whole, as far as the asker may see it.
#[derive(Clone, Debug)]
pub struct Proven {
    /// The entry as it is told.
    pub told: Told,
    /// Its envelope.
    pub envelope: Envelope,
    /// The envelope's exact bytes, as text.
    pub leaf: String,
    /// Hash of the leaf.
    pub leaf_hash: Hash,
    /// What the payload says, item by item.
    pub items: Vec<Item>,
    /// Entries that the checkpoint covers.
    pub size: u64,
    /// The signed checkpoint.
    pub checkpoint: String,
    /// The root that it states.
    pub root: Hash,
    /// The way from the leaf up to the root.
    pub steps: Vec<ProofStep>,
    /// What contradicts; empty when the entry is what the checkpoint signs.
    pub findings: Vec<String>,
}

/// One item of a payload.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Where the value belongs.
    pub path: String,
    /// Its commitment.
    pub commitment: Hash,
    /// The value; none when it was redacted or is closed to the asker.
    pub value: Option<Value>,
    /// It was redacted.
    pub redacted: bool,
}

/// One step of the way up: what is put together with which neighbour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofStep {
    /// First entry of the neighbour.
    pub from: u64,
    /// Last entry of the neighbour.
    pub to: u64,
    /// The neighbour comes before.
    pub before: bool,
    /// The neighbour's hash.
    pub hash: Hash,
    /// What both give.
    pub gives: Hash,
}

impl View<'_> {
    /// One entry with its proof. `vkey` is the key of this house.
    ///
    /// # Errors
    /// When there is no such entry.
    pub fn proven(&mut self, number: u64, vkey: &journal::Vkey) -> Result<Proven> {
        let none = || Error::NotFound(format!("There is no entry {number}."));
        let broken = |problem: journal::Problem| Error::Broken(problem.to_string());
        let entry = store::load::entry(self.conn, number)?.ok_or_else(none)?;
        let head = store::head::read(self.conn)?;
        let envelope = entry.envelope()?;
        let leaf_hash = tree::leaf_hash(&entry.leaf);
        let mut findings = Vec::new();
        if let Err(problem) = entry.payload.check(&envelope.payload) {
            findings.push(problem.to_string());
        }
        let stated = match Checkpoint::open(head.checkpoint.as_bytes(), vkey) {
            Ok(stated) => stated,
            Err(problem) => {
                findings.push(problem.to_string());
                Checkpoint::read_unverified(head.checkpoint.as_bytes()).map_err(broken)?
            }
        };
        let mut nodes = store::tile::Nodes::new(self.conn, head.size);
        let proof = tree::inclusion_proof(number - 1, stated.size, &mut nodes).map_err(broken)?;
        let checked = tree::check_inclusion(&proof, number - 1, stated.size, &leaf_hash, &stated.root);
        if let Err(problem) = checked {
            findings.push(problem.to_string());
        }
        let changes = entry.changes()?;
        let items = self.items(&entry, &changes)?;
        let told = self.told(std::slice::from_ref(&entry))?.remove(0);
        Ok(Proven {
            told,
            envelope,
            leaf: String::from_utf8_lossy(&entry.leaf).into_owned(),
            leaf_hash,
            items,
            size: stated.size,
            checkpoint: head.checkpoint,
            root: stated.root,
            steps: steps(&proof, number - 1, stated.size, leaf_hash),
            findings,
        })
    }

    /// The items of a payload, without the values that belong to records which the asker does not see.
    fn items(&mut self, entry: &store::load::Entry, changes: &Changes) -> Result<Vec<Item>> {
        let ids: Vec<&str> = changes.records.iter().map(|change| change.id.as_str()).collect();
        let people: Vec<&str> = changes.grants.keys().map(String::as_str).collect();
        let seen = self.seen(ids.iter().chain(&people))?;
        let all_seen = ids.iter().chain(&people).all(|id| seen.contains_key(*id));
        let may_read = |path: &str| {
            let mut parts = path.split('/');
            match (parts.next().unwrap_or_default(), parts.next()) {
                ("record" | "grants", Some(id)) => seen.contains_key(id),
                ("alias", _) => false,
                ("practice" | "pack", _) => true,
                _ => all_seen,
            }
        };
        let items = entry.payload.items().iter();
        Ok(items
            .map(|item| Item {
                path: item.path().to_owned(),
                commitment: item.commitment(),
                value: item.value().filter(|_| may_read(item.path())).cloned(),
                redacted: item.is_redacted(),
            })
            .collect())
    }
}

/// The same walk as [`tree::check_inclusion`], told step by step.
fn steps(proof: &[Hash], index: u64, size: u64, leaf: Hash) -> Vec<ProofStep> {
    let mut told = Vec::new();
    // The node reached so far covers the leaves `first..end`.
    let (mut hash, mut first, mut end) = (leaf, index, index + 1);
    let (mut node, mut last, mut wide) = (index, size - 1, 1_u64);
    for step in proof {
        let before = node & 1 == 1 || node == last;
        if before {
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
                wide *= 2;
            }
            let from = first - wide;
            hash = tree::node_hash(step, &hash);
            told.push(step_of(from, first, before, *step, hash));
            first = from;
        } else {
            let to = (end + wide).min(size);
            hash = tree::node_hash(&hash, step);
            told.push(step_of(end, to, before, *step, hash));
            end = to;
        }
        node >>= 1;
        last >>= 1;
        wide *= 2;
    }
    told
}

fn step_of(first: u64, end: u64, before: bool, hash: Hash, gives: Hash) -> ProofStep {
    ProofStep {
        from: first + 1,
        to: end,
        before,
        hash,
        gives,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All leaves of a small tree, by level and index.
    struct Leaves(Vec<Hash>);

    impl tree::Hashes for Leaves {
        fn hash(&mut self, level: u8, index: u64) -> Option<Hash> {
            if level == 0 {
                return self.0.get(usize::try_from(index).ok()?).copied();
            }
            let (left, right) = (
                self.hash(level - 1, index * 2)?,
                self.hash(level - 1, index * 2 + 1)?,
            );
            Some(tree::node_hash(&left, &right))
        }
    }

    #[test]
    fn the_steps_lead_to_the_root_and_cover_every_other_entry_once() {
        for size in 1..40_u64 {
            let mut leaves = Leaves(
                (0..size)
                    .map(|leaf| tree::leaf_hash(&leaf.to_be_bytes()))
                    .collect(),
            );
            let root = tree::root(size, &mut leaves).expect("all leaves are there");
            for index in 0..size {
                let leaf = leaves.0[usize::try_from(index).expect("small")];
                let proof = tree::inclusion_proof(index, size, &mut leaves).expect("all leaves are there");
                let steps = steps(&proof, index, size, leaf);
                assert_eq!(
                    steps.last().map_or(leaf, |step| step.gives),
                    root,
                    "{index} of {size}"
                );
                let mut covered: Vec<u64> = steps.iter().flat_map(|step| step.from..=step.to).collect();
                covered.push(index + 1);
                covered.sort_unstable();
                assert_eq!(covered, (1..=size).collect::<Vec<_>>(), "{index} of {size}");
            }
        }
    }
}
