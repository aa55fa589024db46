//! What stood in the file before.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

/// Keys and unique values that stood in the file so far, and in which row: sixteen bytes for each, so that a million
/// of them fit into memory.
#[derive(Debug, Default)]
pub(super) struct Seen(HashMap<[u8; 12], u32>);

impl Seen {
    /// The earlier row with the same text, if any.
    pub(super) fn before(&mut self, kind_of: &str, text: &str, row: u64) -> Option<u32> {
        let digest = Sha256::digest(format!("{kind_of}\n{text}").as_bytes());
        let short = digest[..12].try_into().expect("a digest has 32 bytes");
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        match self.0.entry(short) {
            std::collections::hash_map::Entry::Occupied(known) => Some(*known.get()),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(row);
                None
            }
        }
    }
}
