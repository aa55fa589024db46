//! The layout of an exported journal, and its check. Files are read and written by the caller.
//!
//! ```text
//! tlog/checkpoint                    the signed checkpoint
//! tlog/vkey                          the verifier key and a line end
//! tlog/tile/<level>/<index>[.p/<w>]  the hashes
//! tlog/tile/entries/<index>[.p/<w>]  the envelopes
//! payload/<number>.json              the payload of each entry: payload/x005/121.json for entry 5121
//! ```
//! `tlog/` is a log as C2SP `tlog-tiles` describes it, readable without this crate.

mod check;

pub use check::check_export;

use crate::note::Vkey;
use crate::tile::{Bundle, Tile, Tiler, WIDTH, add_to_bundle, number_path, read_number_path};
use crate::tree::leaf_hash;

/// The path of the signed checkpoint.
pub const CHECKPOINT: &str = "tlog/checkpoint";

/// The path of the verifier key.
pub const VKEY: &str = "tlog/vkey";

/// The path of the payload of entry `entry`.
pub fn payload_path(entry: u64) -> String {
    format!("payload/{}.json", number_path(entry))
}

/// Reads [`payload_path`] back; none for any other spelling.
pub fn read_payload_path(path: &str) -> Option<u64> {
    read_number_path(path.strip_prefix("payload/")?.strip_suffix(".json")?)
}

/// Makes the files of an export while the entries go by. Keeps one bundle and one tile per level in memory.
///
/// `write(path, bytes)` is called once for every file.
#[derive(Debug, Default)]
pub struct Exporter {
    tiler: Tiler,
    bundle: Vec<u8>,
}

impl Exporter {
    /// Begins with entry 1.
    pub fn new() -> Exporter {
        Exporter::default()
    }

    /// The next entry: the bytes of its envelope and of its payload.
    ///
    /// # Errors
    /// What `write` gives. An envelope too long for a bundle (65,535 bytes) cannot come from
    /// [`Envelope::to_bytes`](crate::Envelope::to_bytes) and panics.
    pub fn entry<E>(
        &mut self,
        leaf: &[u8],
        payload: &[u8],
        write: &mut impl FnMut(&str, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        add_to_bundle(leaf, &mut self.bundle).expect("an envelope is smaller than 4096 bytes");
        let mut done = Ok(());
        self.tiler.push(leaf_hash(leaf), |tile, bytes| {
            if done.is_ok() {
                done = write(&in_log(&tile.path()), bytes);
            }
        });
        done?;
        let size = self.tiler.frontier().size();
        write(&payload_path(size), payload)?;
        if size.is_multiple_of(WIDTH.into()) {
            write(&in_log(&Bundle::holding(size, size).path()), &self.bundle)?;
            self.bundle.clear();
        }
        Ok(())
    }

    /// The last files: partial tiles, key and checkpoint. The checkpoint comes last, so that it never covers what is not there.
    ///
    /// # Errors
    /// What `write` gives.
    pub fn finish<E>(
        self,
        vkey: &Vkey,
        checkpoint: &[u8],
        write: &mut impl FnMut(&str, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let size = self.tiler.frontier().size();
        if !self.bundle.is_empty() {
            write(&in_log(&Bundle::holding(size, size).path()), &self.bundle)?;
        }
        let mut done = Ok(());
        self.tiler.finish(|tile: Tile, bytes| {
            if done.is_ok() {
                done = write(&in_log(&tile.path()), bytes);
            }
        });
        done?;
        write(VKEY, vkey_file(vkey).as_bytes())?;
        write(CHECKPOINT, checkpoint)
    }
}

fn vkey_file(vkey: &Vkey) -> String {
    format!("{vkey}\n")
}

fn in_log(path: &str) -> String {
    format!("tlog/{path}")
}
