//! Proofs: that a leaf is in a tree, and that a tree is the beginning of a greater one (RFC 9162, 2.1.3 and 2.1.4).

use super::{Hashes, empty_root, node_hash, range_root, split};
use crate::{Hash, Problem};

/// Proves that leaf `index` (entry − 1) is in the tree of `size` leaves.
///
/// # Errors
/// An index outside the tree; a hash that `hashes` does not give.
pub fn inclusion_proof(index: u64, size: u64, hashes: &mut impl Hashes) -> Result<Vec<Hash>, Problem> {
    if index >= size {
        let what = format!("Leaf {index} is not in a tree of {size}; its leaves are numbered from 0.");
        return Err(Problem::new("inclusion proof", what));
    }
    let (mut from, mut to) = (0, size);
    let mut path = Vec::new();
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            path.push(range_root(middle, to, hashes)?);
            to = middle;
        } else {
            path.push(range_root(from, middle, hashes)?);
            from = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// Proves that the tree of `old` leaves is the beginning of the tree of `new` leaves.
///
/// # Errors
/// An old size above the new one; a hash that `hashes` does not give.
pub fn consistency_proof(old: u64, new: u64, hashes: &mut impl Hashes) -> Result<Vec<Hash>, Problem> {
    if old > new {
        let what = format!("A tree of {old} cannot be the beginning of a tree of {new}.");
        return Err(Problem::new("consistency proof", what));
    }
    let mut path = Vec::new();
    if old == 0 {
        return Ok(path);
    }
    let (mut from, mut to) = (0, new);
    while to != old {
        let middle = from + split(to - from);
        if old <= middle {
            path.push(range_root(middle, to, hashes)?);
            to = middle;
        } else {
            path.push(range_root(from, middle, hashes)?);
            from = middle;
        }
    }
    // The verifier knows the old root already; it is needed only when the last step is a part of the old tree.
    if from > 0 {
        path.push(range_root(from, to, hashes)?);
    }
    path.reverse();
    Ok(path)
}

/// Checks an inclusion proof of `leaf` at `index` against the `root` of `size` leaves.
///
/// # Errors
/// A proof that does not lead from the leaf to the root.
pub fn check_inclusion(
    proof: &[Hash],
    index: u64,
    size: u64,
    leaf: &Hash,
    root: &Hash,
) -> Result<(), Problem> {
    let refused = |what: &str| Err(Problem::new("inclusion proof", what));
    if index >= size {
        return refused("The leaf lies outside the tree.");
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for step in proof {
        if last == 0 {
            return refused("It is too long for this tree.");
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(step, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return refused("It is too short for this tree.");
    }
    if hash != *root {
        return refused("It does not lead from this leaf to this root.");
    }
    Ok(())
}

/// Checks a consistency proof from `old` leaves with `old_root` to `new` leaves with `new_root`.
///
/// # Errors
/// A proof that does not lead to both roots.
pub fn check_consistency(
    proof: &[Hash],
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
) -> Result<(), Problem> {
    let refused = |what: &str| Err(Problem::new("consistency proof", what));
    if old > new {
        return refused("The old tree is greater than the new one.");
    }
    if old == 0 || old == new {
        if !proof.is_empty() {
            return refused("It is too long for these trees.");
        }
        let expected = if old == 0 { empty_root() } else { *new_root };
        return if *old_root == expected {
            Ok(())
        } else {
            refused("The old root is not the one of this size.")
        };
    }
    let (mut node, mut last) = (old - 1, new - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let mut steps = proof.iter();
    // A complete old tree is itself the first node, so its root is not repeated in the proof.
    let first = if old.is_power_of_two() {
        Some(old_root)
    } else {
        steps.next()
    };
    let Some(first) = first else {
        return refused("It is too short for these trees.");
    };
    let (mut old_hash, mut new_hash) = (*first, *first);
    for step in steps {
        if last == 0 {
            return refused("It is too long for these trees.");
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(step, &old_hash);
            new_hash = node_hash(step, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return refused("It is too short for these trees.");
    }
    if old_hash != *old_root {
        return refused("It does not lead to the old root.");
    }
    if new_hash != *new_root {
        return refused("It does not lead to the new root.");
    }
    Ok(())
}
