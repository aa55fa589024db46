//! Roots and proofs, against an independent implementation.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use journal::tree::{
    Frontier, check_consistency, check_inclusion, consistency_proof, empty_root, inclusion_proof, leaf_hash,
    node_hash, root,
};
use journal::{Hash, Problem};
use proptest::prelude::*;
use sha2::Sha256;

fn leaf(i: u64) -> Vec<u8> {
    format!("leaf {i}").into_bytes()
}

/// All levels of complete nodes over `size` leaves.
fn levels(size: u64) -> Vec<Vec<Hash>> {
    let mut levels = vec![(0..size).map(|i| leaf_hash(&leaf(i))).collect::<Vec<_>>()];
    while let Some(row) = levels.last().filter(|row| row.len() > 1) {
        let above = row
            .as_chunks::<2>()
            .0
            .iter()
            .map(|[left, right]| node_hash(left, right))
            .collect();
        levels.push(above);
    }
    levels
}

fn hashes(levels: &[Vec<Hash>]) -> impl FnMut(u8, u64) -> Option<Hash> {
    |level, index| levels.get(usize::from(level))?.get(index as usize).copied()
}

fn oracle(size: u64) -> MemoryBackedTree<Sha256, Vec<u8>> {
    let mut tree = MemoryBackedTree::new();
    (0..size).for_each(|i| tree.push(leaf(i)));
    tree
}

fn oracle_root(tree: &MemoryBackedTree<Sha256, Vec<u8>>) -> Hash {
    Hash(tree.root().as_bytes()[..].try_into().unwrap())
}

fn bytes(proof: &[Hash]) -> Vec<u8> {
    proof.iter().flat_map(|hash| hash.0).collect()
}

#[test]
fn roots_agree_at_every_size() {
    let mut frontier = Frontier::new();
    let mut tree = oracle(0);
    let levels = levels(600);
    assert_eq!(frontier.root(), empty_root());
    for size in 1..=600 {
        frontier.push(leaf_hash(&leaf(size - 1)));
        tree.push(leaf(size - 1));
        assert_eq!(frontier.size(), size);
        assert_eq!(frontier.root(), oracle_root(&tree), "size {size}");
        assert_eq!(
            root(size, &mut hashes(&levels)),
            Ok(frontier.root()),
            "size {size}"
        );
        assert_eq!(Frontier::from_bytes(&frontier.to_bytes()).as_ref(), Ok(&frontier));
    }
}

#[test]
fn pushing_names_the_hashes_that_tiles_are_made_of() {
    let levels = levels(70_000);
    let mut named = vec![Vec::new(); 3];
    let mut frontier = Frontier::new();
    for (i, leaf) in (0..).zip(&levels[0]) {
        frontier.push_with(*leaf, |level, index, hash| {
            assert_eq!(named[usize::from(level)].len() as u64, index);
            assert!(level > 0 || index == i);
            named[usize::from(level)].push(hash);
        });
    }
    assert_eq!(named, [levels[0].clone(), levels[8].clone(), levels[16].clone()]);
}

#[test]
fn a_frontier_of_the_wrong_length_is_refused() {
    let mut frontier = Frontier::new();
    (0..5).for_each(|i| frontier.push(leaf_hash(&leaf(i))));
    let bytes = frontier.to_bytes();
    assert_eq!(bytes.len(), 8 + 2 * 32);
    for wrong in [
        &bytes[..0],
        &bytes[..7],
        &bytes[..8],
        &bytes[..71],
        &[bytes.clone(), vec![0]].concat(),
    ] {
        assert!(Frontier::from_bytes(wrong).is_err());
    }
}

#[test]
fn what_lies_outside_is_refused() {
    let levels = levels(5);
    assert!(inclusion_proof(5, 5, &mut hashes(&levels)).is_err());
    assert!(consistency_proof(6, 5, &mut hashes(&levels)).is_err());
    assert!(
        root(6, &mut hashes(&levels))
            .unwrap_err()
            .what
            .contains("node 2 at level 1")
    );
    assert_eq!(consistency_proof(0, 5, &mut hashes(&levels)), Ok(vec![]));
    let root_of_5 = root(5, &mut hashes(&levels)).unwrap();
    assert_eq!(check_consistency(&[], 0, &empty_root(), 5, &root_of_5), Ok(()));
    assert!(check_consistency(&[], 0, &root_of_5, 5, &root_of_5).is_err());
    assert_eq!(check_consistency(&[], 5, &root_of_5, 5, &root_of_5), Ok(()));
    assert!(check_consistency(&[], 5, &empty_root(), 5, &root_of_5).is_err());
    assert!(check_consistency(&[], 6, &root_of_5, 5, &root_of_5).is_err());
}

/// A proof must hold as it is, and no more when it is shortened, lengthened or changed in any one place.
fn holds_only_as_it_is(proof: &[Hash], check: impl Fn(&[Hash]) -> Result<(), Problem>) {
    assert_eq!(check(proof), Ok(()));
    let mut other = proof.to_vec();
    other.push(Hash([0; 32]));
    assert!(check(&other).is_err(), "a longer proof was taken");
    if let [shorter @ .., _] = proof {
        assert!(check(shorter).is_err(), "a shorter proof was taken");
    }
    for i in 0..proof.len() {
        let mut other = proof.to_vec();
        other[i].0[i] ^= 1;
        assert!(check(&other).is_err(), "a changed proof was taken");
    }
}

#[test]
fn all_proofs_of_small_trees_hold_only_as_they_are() {
    let levels = levels(33);
    let root = |size| root(size, &mut hashes(&levels)).unwrap();
    for size in 1..=33 {
        for index in 0..size {
            let proof = inclusion_proof(index, size, &mut hashes(&levels)).unwrap();
            let leaf = &levels[0][index as usize];
            holds_only_as_it_is(&proof, |proof| {
                check_inclusion(proof, index, size, leaf, &root(size))
            });
            for other in (0..size).filter(|other| *other != index) {
                assert!(check_inclusion(&proof, other, size, leaf, &root(size)).is_err());
            }
        }
        for old in 1..=size {
            let proof = consistency_proof(old, size, &mut hashes(&levels)).unwrap();
            holds_only_as_it_is(&proof, |proof| {
                check_consistency(proof, old, &root(old), size, &root(size))
            });
            for other in (1..=size).filter(|other| *other != old) {
                assert!(check_consistency(&proof, other, &root(old), size, &root(size)).is_err());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn proofs_are_those_of_the_oracle(size in 1..600_u64, at in any::<prop::sample::Index>()) {
        let (tree, levels) = (oracle(size), levels(size));
        let theirs = RootHash::<Sha256>::new(*tree.root().as_bytes(), size);
        let root_now = oracle_root(&tree);

        let index = at.index(size as usize) as u64;
        let proof = inclusion_proof(index, size, &mut hashes(&levels)).unwrap();
        let expected = tree.prove_inclusion(index as usize);
        prop_assert_eq!(bytes(&proof), expected.as_bytes());
        let ours = InclusionProof::<Sha256>::try_from_bytes(bytes(&proof)).unwrap();
        theirs.verify_inclusion(&leaf(index), index, &ours).unwrap();
        check_inclusion(&proof, index, size, &levels[0][index as usize], &root_now).unwrap();

        let old = index + 1;
        let old_tree = oracle(old);
        let proof = consistency_proof(old, size, &mut hashes(&levels)).unwrap();
        if old < size {
            let expected = tree.prove_consistency((size - old) as usize);
            prop_assert_eq!(bytes(&proof), expected.as_bytes());
            let ours = ConsistencyProof::<Sha256>::try_from_bytes(bytes(&proof)).unwrap();
            theirs.verify_consistency(&old_tree.root(), &ours).unwrap();
        }
        check_consistency(&proof, old, &oracle_root(&old_tree), size, &root_now).unwrap();
    }
}
