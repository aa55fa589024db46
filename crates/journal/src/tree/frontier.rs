//! The right edge of the tree: all that is needed to append and to know the root.

use super::{empty_root, node_hash};
use crate::{Hash, Problem};

/// The right edge of a tree: the roots of its complete subtrees, at most 64 hashes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    /// One hash for every set bit of `size`, the largest subtree first.
    edge: Vec<Hash>,
}

impl Frontier {
    /// The edge of the empty tree.
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// How many leaves the tree has; also the number of its last entry.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf by its [hash](super::leaf_hash).
    pub fn push(&mut self, leaf: Hash) {
        self.push_with(leaf, |_, _, _| {});
    }

    /// Appends a leaf and names every hash that tiles are made of and that is now final: `(tile level, index, hash)`, which is
    /// node `(8 · tile level, index)`. The leaf itself is the first of them (tile level 0).
    pub fn push_with(&mut self, leaf: Hash, mut stands: impl FnMut(u8, u64, Hash)) {
        stands(0, self.size, leaf);
        let mut hash = leaf;
        for level in 1..=self.size.trailing_ones() as u8 {
            let left = self
                .edge
                .pop()
                .expect("the edge has a hash for every set bit of the size");
            hash = node_hash(&left, &hash);
            if level.is_multiple_of(8) {
                stands(level / 8, self.size >> level, hash);
            }
        }
        self.edge.push(hash);
        self.size += 1;
    }

    /// The root of the tree as it stands.
    pub fn root(&self) -> Hash {
        let whole = self
            .edge
            .iter()
            .rev()
            .copied()
            .reduce(|right, left| node_hash(&left, &right));
        whole.unwrap_or_else(empty_root)
    }

    /// Size (eight bytes, big-endian), then the hashes, the largest subtree first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.size.to_be_bytes().to_vec();
        self.edge.iter().for_each(|hash| out.extend_from_slice(&hash.0));
        out
    }

    /// Reads [`Frontier::to_bytes`] back.
    ///
    /// # Errors
    /// A length that does not fit the size.
    pub fn from_bytes(bytes: &[u8]) -> Result<Frontier, Problem> {
        let read = || {
            let (size, hashes) = bytes.split_first_chunk::<8>()?;
            let size = u64::from_be_bytes(*size);
            let (hashes, rest) = hashes.as_chunks::<32>();
            let fits = rest.is_empty() && hashes.len() == size.count_ones() as usize && size >> 53 == 0;
            fits.then(|| Frontier {
                size,
                edge: hashes.iter().copied().map(Hash).collect(),
            })
        };
        read().ok_or_else(|| {
            Problem::new(
                "frontier",
                format!(
                    "{} bytes are not the right edge of a tree of the size they state.",
                    bytes.len()
                ),
            )
        })
    }
}
