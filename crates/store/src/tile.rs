//! Tiles of the journal's tree. Whole tiles are kept; the growing ones at the right edge are made from the entries.

use journal::Hash;
use journal::tile::{Tile, TileHashes, WIDTH};
use journal::tree::{Frontier, Hashes, leaf_hash};

use crate::args;
use crate::db::{Conn, DbError, Result};

const BYTES: usize = 32;

/// The bytes of a tile of the journal, whole or growing.
///
/// # Errors
/// The driver's words, or that the journal does not reach so far.
pub fn read(conn: &mut Conn, tile: &Tile) -> Result<Vec<u8>> {
    let width = u64::from(tile.width);
    let hashes = if tile.width == WIDTH {
        let row = conn.first(
            "SELECT hashes FROM tile WHERE level = $1 AND number = $2",
            &args![u32::from(tile.level), tile.index],
        )?;
        row.map(|row| row.bytes(0)).unwrap_or_default()
    } else {
        below(conn, tile.level, tile.index * u64::from(WIDTH), width)?
    };
    if hashes.len() as u64 == width * BYTES as u64 {
        return Ok(hashes);
    }
    Err(DbError::new(format!("The journal has no {}.", tile.path())))
}

/// Hashes of complete nodes, for proofs over the first `size` entries.
pub struct Nodes<'c> {
    conn: &'c mut Conn,
    size: u64,
}

impl<'c> Nodes<'c> {
    /// Nodes of the tree of `size` leaves.
    pub fn new(conn: &'c mut Conn, size: u64) -> Self {
        Nodes { conn, size }
    }
}

impl Hashes for Nodes<'_> {
    fn hash(&mut self, level: u8, index: u64) -> Option<Hash> {
        let conn = &mut *self.conn;
        TileHashes::new(self.size, |tile: &Tile| read(conn, tile).ok()).hash(level, index)
    }
}

/// Tiles that became whole when entries were added, as (level, index).
pub(crate) type Whole = Vec<(u8, u64)>;

/// Appends a leaf and notes which tiles are whole now.
pub(crate) fn push(frontier: &mut Frontier, leaf: Hash, whole: &mut Whole) {
    frontier.push_with(leaf, |level, index, _| {
        if (index + 1).is_multiple_of(WIDTH.into()) {
            whole.push((level, index / u64::from(WIDTH)));
        }
    });
}

/// Stores tiles, from what lies below them. The entries must be written already.
pub(crate) fn store(conn: &mut Conn, mut whole: Whole) -> Result<()> {
    // A tile is made of the tiles one level below.
    whole.sort_unstable();
    for (level, index) in whole {
        let hashes = below(conn, level, index * u64::from(WIDTH), WIDTH.into())?;
        if hashes.len() != usize::from(WIDTH) * BYTES {
            return Err(DbError::new(format!(
                "What lies below tile {index} of level {level} is incomplete; run verify."
            )));
        }
        conn.execute(
            "INSERT INTO tile (level, number, hashes) VALUES ($1, $2, $3)",
            &args![u32::from(level), index, hashes],
        )?;
    }
    Ok(())
}

/// `count` hashes of a tile level from hash `first` on: of entries at level 0, else the roots of whole tiles below.
fn below(conn: &mut Conn, level: u8, first: u64, count: u64) -> Result<Vec<u8>> {
    let rows = if level == 0 {
        conn.query(
            "SELECT leaf FROM entry WHERE number > $1 AND number <= $2 ORDER BY number",
            &args![first, first + count],
        )?
    } else {
        conn.query(
            "SELECT hashes FROM tile WHERE level = $1 AND number >= $2 AND number < $3 ORDER BY number",
            &args![u32::from(level - 1), first, first + count],
        )?
    };
    let hashes = rows.iter().map(|row| match level {
        0 => leaf_hash(&row.bytes(0)),
        _ => root(&row.bytes(0)),
    });
    Ok(hashes.flat_map(|hash| hash.0).collect())
}

/// The node over a whole tile.
fn root(tile: &[u8]) -> Hash {
    let mut frontier = Frontier::new();
    let (hashes, _) = tile.as_chunks::<BYTES>();
    hashes.iter().for_each(|hash| frontier.push(Hash(*hash)));
    frontier.root()
}
