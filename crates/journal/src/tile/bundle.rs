//! Bundles: up to 256 entries in one file, each after its length.

use super::{WIDTH, numbered, read_numbered, widths};
use crate::Problem;

/// The entries of one level-0 tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bundle {
    /// Counted from 0; bundle i begins with entry 256 · i + 1.
    pub index: u64,
    /// From 1 to 256; below 256 the bundle is partial.
    pub width: u16,
}

impl Bundle {
    /// `tile/entries/<index>`, with `.p/<width>` if partial.
    pub fn path(&self) -> String {
        format!("tile/entries/{}", numbered(self.index, self.width))
    }

    /// Reads [`Bundle::path`] back; none for any other spelling.
    pub fn from_path(path: &str) -> Option<Bundle> {
        let (index, width) = read_numbered(path.strip_prefix("tile/entries/")?)?;
        let bundle = Bundle { index, width };
        (bundle.path() == path).then_some(bundle)
    }

    /// The bundle that holds entry `entry` in a log of `size` entries.
    pub(crate) fn holding(entry: u64, size: u64) -> Bundle {
        let index = (entry - 1) / u64::from(WIDTH);
        let width = (size.saturating_sub(index * u64::from(WIDTH))).min(WIDTH.into()) as u16;
        Bundle { index, width }
    }

    /// All bundles of a log of `size` entries.
    pub fn all(size: u64) -> impl Iterator<Item = Bundle> {
        widths(size).map(|(index, width)| Bundle { index, width })
    }
}

/// The bytes of a bundle: every entry after its length in two bytes, big-endian.
///
/// # Errors
/// An entry of more than 65,535 bytes.
pub fn write_bundle<'e>(entries: impl IntoIterator<Item = &'e [u8]>) -> Result<Vec<u8>, Problem> {
    let mut out = Vec::new();
    for entry in entries {
        add_to_bundle(entry, &mut out)?;
    }
    Ok(out)
}

/// Appends one entry to the bytes of a bundle.
pub(crate) fn add_to_bundle(entry: &[u8], out: &mut Vec<u8>) -> Result<(), Problem> {
    let length = u16::try_from(entry.len()).map_err(|_| {
        Problem::new(
            "bundle",
            format!(
                "An entry of {} bytes does not fit; at most 65535 do.",
                entry.len()
            ),
        )
    })?;
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(entry);
    Ok(())
}

/// The entries of a bundle.
///
/// # Errors
/// Bytes that end within an entry or its length.
pub fn read_bundle(bytes: &[u8]) -> Result<Vec<&[u8]>, Problem> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let cut = rest
            .split_first_chunk::<2>()
            .and_then(|(length, after)| after.split_at_checked(usize::from(u16::from_be_bytes(*length))));
        let Some((entry, after)) = cut else {
            let place = format!("byte {}", bytes.len() - rest.len());
            return Err(Problem::new(
                place,
                "The bundle ends within the entry that begins here.",
            ));
        };
        entries.push(entry);
        rest = after;
    }
    Ok(entries)
}
