//! Everything leaves: the journal in open formats, with payloads, files and packs.
//!
//! ```text
//! tlog/…        the journal in the C2SP layout, readable by independent verifiers
//! payload/…     what the entries say, one file each
//! files/…       attached files by their digest
//! packs/…       the rules, as text
//! csv/…         every register as a table for spreadsheets
//! README.txt    how to verify it without Plumbline
//! ```

mod registers;

use std::fs;
use std::path::Path;

use journal::export::Exporter;

use crate::errors::{Error, Result};
use crate::house::{App, House};

/// Most entries read at once.
const CHUNK: u32 = 500;
/// Most bytes of entries that are wanted in memory: an import may have two hundred records in one.
const BYTES: usize = 16 * 1024 * 1024;

const README: &str = "This is a whole export of a Plumbline journal.

tlog/ is a transparency log in the C2SP formats (tlog-tiles, tlog-checkpoint, signed-note). Any verifier of those formats
can check it: the key is in tlog/vkey, but trust the key only if you have it from elsewhere too.
payload/ holds what each entry says. Its commitments are SHA-256(salt, canonical JSON of path and value); the envelope of
the entry (in tlog/tile/entries) holds one digest over the sorted commitments.
files/ holds attached files by their SHA-256. packs/ holds the rules that were in force last, as text.
csv/ holds every register as it stands now, for spreadsheets; it proves nothing. A text that a spreadsheet would take for
a formula has an apostrophe in front.

With Plumbline:   plumbline verify --export . --vkey FILE [--against CHECKPOINT]
";

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Entries of the journal.
    pub entries: u64,
    /// Attached files.
    pub files: u64,
    /// Records in the tables for spreadsheets.
    pub records: u64,
}

impl App {
    /// Writes everything into an empty or new folder. `progress` hears of (entries done, entries in all).
    ///
    /// # Errors
    /// A folder that is not empty, a full disk.
    pub fn export(&self, to: &Path, mut progress: impl FnMut(u64, u64)) -> Result<Exported> {
        if to.exists() && fs::read_dir(to)?.next().is_some() {
            return Err(Error::Invalid(format!(
                "{} is not empty; name a new folder.",
                to.display()
            )));
        }
        let mut write = |path: &str, bytes: &[u8]| -> Result<()> {
            let path = to.join(path);
            fs::create_dir_all(path.parent().expect("a file lies in a folder"))?;
            Ok(fs::write(path, bytes)?)
        };
        let mut exported = Exported::default();
        let today =
            |house: &House| engine::calendar::day_in(&engine::calendar::spell(self.now()), house.zone());
        self.read(|conn, house| {
            let head = store::head::read(conn)?;
            let mut exporter = Exporter::new();
            let mut chunk = 1;
            while exported.entries < head.size {
                let mut bytes = 0;
                for (number, leaf, payload) in store::load::raw_entries(conn, exported.entries + 1, chunk)? {
                    bytes += leaf.len() + payload.len();
                    exporter.entry(&leaf, &payload, &mut write)?;
                    exported.entries = number;
                }
                progress(exported.entries, head.size);
                chunk = if bytes > BYTES {
                    chunk.div_ceil(4)
                } else {
                    (chunk * 2).min(CHUNK)
                };
            }
            exporter.finish(self.store.vkey(), head.checkpoint.as_bytes(), &mut write)?;
            for pack in store::load::packs(conn)? {
                for (path, text) in &pack.files {
                    write(&format!("packs/{}/{path}", pack.id), text.as_bytes())?;
                }
            }
            exported.records = registers::write(conn, house, to, &today(house))?;
            Ok(())
        })?;
        for digest in self.files.all()? {
            write(
                &format!("files/{}/{}", &digest[..2], &digest[2..]),
                &self.files.read(&digest)?,
            )?;
            exported.files += 1;
        }
        write("README.txt", README.as_bytes())?;
        Ok(exported)
    }
}
