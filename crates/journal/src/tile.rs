//! Tiles: the tree cut into files of up to 256 hashes, and bundles of up to 256 entries, as C2SP `tlog-tiles` has it.

mod build;
mod bundle;

pub use build::{TileHashes, Tiler};
pub(crate) use bundle::add_to_bundle;
pub use bundle::{Bundle, read_bundle, write_bundle};

use crate::tree::Hashes;
use crate::{Hash, Problem};

/// The greatest number of hashes in a tile and of entries in a bundle.
pub const WIDTH: u16 = 256;

/// Up to 256 hashes side by side: hash i of tile `index` at `level` is node `(8 · level, 256 · index + i)` of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    /// The tile level; 0 holds the leaf hashes.
    pub level: u8,
    /// Counted from 0, from the left.
    pub index: u64,
    /// From 1 to 256; below 256 the tile is partial.
    pub width: u16,
}

impl Tile {
    /// `tile/<level>/<index>`, with `.p/<width>` if partial: `tile/1/x001/x234/067.p/8`.
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, numbered(self.index, self.width))
    }

    /// Reads [`Tile::path`] back; none for any other spelling.
    pub fn from_path(path: &str) -> Option<Tile> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let (index, width) = read_numbered(rest)?;
        let tile = Tile {
            level: level.parse().ok().filter(|level| *level < 8)?,
            index,
            width,
        };
        (tile.path() == path).then_some(tile)
    }

    /// All tiles of the tree of `size` leaves, level by level, the partial one last in each.
    pub fn all(size: u64) -> impl Iterator<Item = Tile> {
        (0..8).flat_map(move |level| {
            widths(size >> (8 * level)).map(move |(index, width)| Tile { level, index, width })
        })
    }

    /// The bytes of the tile: its hashes one after another.
    ///
    /// # Errors
    /// A hash that `hashes` does not give.
    pub fn bytes(&self, hashes: &mut impl Hashes) -> Result<Vec<u8>, Problem> {
        let mut out = Vec::with_capacity(32 * usize::from(self.width));
        for i in 0..u64::from(self.width) {
            let index = self.index * u64::from(WIDTH) + i;
            let Some(Hash(hash)) = hashes.hash(8 * self.level, index) else {
                return Err(Problem::new(
                    self.path(),
                    format!("Hash {index} of its level cannot be read."),
                ));
            };
            out.extend_from_slice(&hash);
        }
        Ok(out)
    }
}

/// A number as tile paths write it, in groups of three digits: 1234067 is `x001/x234/067`.
pub fn number_path(number: u64) -> String {
    let mut path = format!("{:03}", number % 1000);
    let mut rest = number / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    path
}

/// Reads [`number_path`] back; none for any other spelling.
pub fn read_number_path(path: &str) -> Option<u64> {
    let number = path.split('/').try_fold(0_u64, |number, group| {
        let digits = group.strip_prefix('x').unwrap_or(group);
        number
            .checked_mul(1000)?
            .checked_add(digits.parse::<u16>().ok()?.into())
    })?;
    (number_path(number) == path).then_some(number)
}

fn numbered(index: u64, width: u16) -> String {
    let path = number_path(index);
    if width == WIDTH {
        path
    } else {
        format!("{path}.p/{width}")
    }
}

fn read_numbered(path: &str) -> Option<(u64, u16)> {
    match path.split_once(".p/") {
        Some((index, width)) => Some((
            read_number_path(index)?,
            width.parse().ok().filter(|width| (1..WIDTH).contains(width))?,
        )),
        None => Some((read_number_path(path)?, WIDTH)),
    }
}

/// How `count` things fall into tiles: index and width of each.
fn widths(count: u64) -> impl Iterator<Item = (u64, u16)> {
    let full = count / u64::from(WIDTH);
    let rest = (count % u64::from(WIDTH)) as u16;
    (0..full)
        .map(|index| (index, WIDTH))
        .chain((rest > 0).then_some((full, rest)))
}
