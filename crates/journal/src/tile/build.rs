//! From leaves to tiles, and from tiles back to the hashes of nodes.

use super::{Tile, WIDTH};
use crate::Hash;
use crate::tree::{Frontier, Hashes, node_hash};

/// Makes all tiles of a tree while its leaf hashes go by. Keeps one tile per level in memory.
#[derive(Debug, Clone, Default)]
pub struct Tiler {
    frontier: Frontier,
    /// The growing tile of every level: its index and bytes.
    levels: Vec<(u64, Vec<u8>)>,
}

impl Tiler {
    /// A tree without leaves.
    pub fn new() -> Tiler {
        Tiler::default()
    }

    /// The tree so far.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Appends a leaf hash; `full` gets every tile that is complete now.
    pub fn push(&mut self, leaf: Hash, mut full: impl FnMut(Tile, &[u8])) {
        let levels = &mut self.levels;
        self.frontier.push_with(leaf, |level, index, hash| {
            let at = usize::from(level);
            if levels.len() == at {
                levels.push((0, Vec::with_capacity(usize::from(WIDTH) * 32)));
            }
            let (tile_index, bytes) = &mut levels[at];
            *tile_index = index / u64::from(WIDTH);
            bytes.extend_from_slice(&hash.0);
            if bytes.len() == usize::from(WIDTH) * 32 {
                full(
                    Tile {
                        level,
                        index: *tile_index,
                        width: WIDTH,
                    },
                    bytes,
                );
                bytes.clear();
            }
        });
    }

    /// `partial` gets the incomplete tiles at the right edge.
    pub fn finish(self, mut partial: impl FnMut(Tile, &[u8])) {
        for (level, (index, bytes)) in (0_u8..).zip(&self.levels) {
            if !bytes.is_empty() {
                partial(
                    Tile {
                        level,
                        index: *index,
                        width: (bytes.len() / 32) as u16,
                    },
                    bytes,
                );
            }
        }
    }
}

/// Reads the hashes of nodes from the tiles of a tree of known size. It trusts the tiles: check what comes out against a root.
#[derive(Debug)]
pub struct TileHashes<R> {
    size: u64,
    read: R,
    /// The tile read last, per level: neighbours are asked for one after another.
    last: [Option<(Tile, Vec<u8>)>; 8],
}

impl<R: FnMut(&Tile) -> Option<Vec<u8>>> TileHashes<R> {
    /// `read` gives the bytes of a tile of the tree of `size` leaves; none if it cannot.
    pub fn new(size: u64, read: R) -> TileHashes<R> {
        TileHashes {
            size,
            read,
            last: [const { None }; 8],
        }
    }

    fn tile(&mut self, level: u8, index: u64) -> Option<&[u8]> {
        let last = self.last.get_mut(usize::from(level))?;
        let before = index.checked_mul(WIDTH.into())?;
        let width = (self.size >> (8 * level)).checked_sub(before)?.min(WIDTH.into()) as u16;
        let tile = Tile { level, index, width };
        if last.as_ref().is_none_or(|(known, _)| *known != tile) {
            *last = Some((tile, (self.read)(&tile)?));
        }
        let (_, bytes) = last.as_ref()?;
        (bytes.len() == usize::from(width) * 32).then_some(bytes)
    }
}

impl<R: FnMut(&Tile) -> Option<Vec<u8>>> Hashes for TileHashes<R> {
    fn hash(&mut self, level: u8, index: u64) -> Option<Hash> {
        let (tile_level, height) = (level / 8, level % 8);
        // The node lies above 2^height neighbouring hashes of one tile.
        let first = index << height;
        let bytes = self.tile(tile_level, first / u64::from(WIDTH))?;
        let start = (first % u64::from(WIDTH)) as usize;
        let (hashes, _) = bytes.as_chunks::<32>();
        let mut row: Vec<Hash> = hashes
            .get(start..start + (1 << height))?
            .iter()
            .copied()
            .map(Hash)
            .collect();
        while row.len() > 1 {
            row = row
                .as_chunks::<2>()
                .0
                .iter()
                .map(|[left, right]| node_hash(left, right))
                .collect();
        }
        row.pop()
    }
}
