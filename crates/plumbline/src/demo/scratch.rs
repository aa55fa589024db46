//! Two years are lived in memory, and laid down in the data folder when they are whole.
//!
//! A house waits after every act until the disk has it. For two thousand acts in a row that takes a minute on a slow
//! disk and helps nobody: whoever interrupts the demo while it is founded begins again, and finds nothing half-lived.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use app::Result;
use app::act::setup::KEY_FILE;

/// Where Linux keeps files in memory.
const MEMORY: &str = "/dev/shm";

/// How the folders are called; the number of the process follows.
const NAME: &str = "plumbline-demo-";

/// A folder that is gone when it is dropped.
pub(super) struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    /// A new one, in memory where the system has a place for that. A signing key that lies in the data folder already
    /// is the one to use: an empty PostgreSQL database may have been begun with it.
    pub(super) fn new(data: &Path) -> Result<Self> {
        forget_the_interrupted();
        let name = format!(
            "{NAME}{}-{}",
            std::process::id(),
            &app::secrets::sha256(&unique())[..12]
        );
        let in_memory = Path::new(MEMORY).join(&name);
        let scratch = if fs::create_dir(&in_memory).is_ok() {
            Scratch { folder: in_memory }
        } else {
            let folder = std::env::temp_dir().join(name);
            fs::create_dir(&folder)?;
            Scratch { folder }
        };
        let key = data.join(KEY_FILE);
        if key.exists() {
            fs::copy(&key, scratch.folder.join(KEY_FILE))?;
        }
        Ok(scratch)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Copies everything into the data folder, and waits until the disk has it.
    pub(super) fn lay_down(&self, data: &Path) -> Result<()> {
        lay_down(&self.folder, data)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is a copy in a temporary folder.
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Removes what demos left in memory that were killed while they were founded.
fn forget_the_interrupted() {
    let left = fs::read_dir(MEMORY).into_iter().flatten().flatten();
    for entry in left {
        let name = entry.file_name().to_string_lossy().into_owned();
        let process = name.strip_prefix(NAME).and_then(|rest| rest.split('-').next());
        if process.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            // Somebody else's may be out of reach, and may stay.
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}

fn lay_down(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            lay_down(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
            File::open(&target)?.sync_all()?;
        }
    }
    File::open(to)?.sync_all()?;
    Ok(())
}

fn unique() -> [u8; 16] {
    let now = jiff::Timestamp::now().as_nanosecond();
    now.to_le_bytes()
}
