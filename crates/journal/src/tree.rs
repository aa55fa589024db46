//! The Merkle tree of RFC 6962: its hashes, its root, and its proofs.
//!
//! A **node** is named by `(level, index)`: the root of the 2^level leaves from `index << level` on. Only nodes whose leaves
//! are all there exist; everything else is computed from them.

mod frontier;
mod proof;

pub use frontier::Frontier;
pub use proof::{check_consistency, check_inclusion, consistency_proof, inclusion_proof};

use crate::{Hash, Problem};
use sha2::{Digest as _, Sha256};

/// The hash of a leaf: SHA-256(0x00 ‖ bytes).
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(bytes);
    Hash(hash.finalize().into())
}

/// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [1; 65];
    bytes[1..33].copy_from_slice(&left.0);
    bytes[33..].copy_from_slice(&right.0);
    Hash::of(&bytes)
}

/// The root of the tree without leaves: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Hash::of(&[])
}

/// Gives the hashes of nodes. Closures `FnMut(u8, u64) -> Option<Hash>` are such, and [`crate::tile::TileHashes`] over tiles.
pub trait Hashes {
    /// The hash of node `(level, index)`; none if it cannot be had. It is asked for complete nodes only.
    fn hash(&mut self, level: u8, index: u64) -> Option<Hash>;
}

impl<F: FnMut(u8, u64) -> Option<Hash>> Hashes for F {
    fn hash(&mut self, level: u8, index: u64) -> Option<Hash> {
        self(level, index)
    }
}

/// The root of the first `size` leaves.
///
/// # Errors
/// A hash that `hashes` does not give.
pub fn root(size: u64, hashes: &mut impl Hashes) -> Result<Hash, Problem> {
    if size == 0 {
        Ok(empty_root())
    } else {
        range_root(0, size, hashes)
    }
}

/// The root of the leaves from `from` to before `to`, where `from` is where RFC 6962 would split.
fn range_root(from: u64, to: u64, hashes: &mut impl Hashes) -> Result<Hash, Problem> {
    let count = to - from;
    if count.is_power_of_two() {
        let level = count.trailing_zeros() as u8;
        return hashes
            .hash(level, from >> level)
            .ok_or_else(|| missing(level, from >> level));
    }
    let middle = from + split(count);
    Ok(node_hash(
        &range_root(from, middle, hashes)?,
        &range_root(middle, to, hashes)?,
    ))
}

/// The greatest power of two below `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

fn missing(level: u8, index: u64) -> Problem {
    Problem::new(
        "tree",
        format!("The hash of node {index} at level {level} cannot be read."),
    )
}
