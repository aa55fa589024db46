//! Two years are lived in memory, and laid down in the data folder when they are whole.
//!
//! A house waits after every act until the disk has it. For two thousand acts in a row that takes a minute on a slow
//! disk and helps nobody: whoever interrupts the demo while it is founded begins again, and finds nothing half-lived.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use app::Result;

/// Where Linux keeps files in memory.
const MEMORY: &str = "/dev/shm";

/// A folder that is gone when it is dropped.
pub(super) struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    /// A new one, in memory where the system has a place for that.
    pub(super) fn new() -> Result<Self> {
        let name = format!(
            "plumbline-demo-{}-{}",
            std::process::id(),
            app::secrets::sha256(&unique())[..12].to_owned()
        );
        let folder = Path::new(MEMORY).join(&name);
        if fs::create_dir(&folder).is_ok() {
            return Ok(Scratch { folder });
        }
        let folder = std::env::temp_dir().join(name);
        fs::create_dir(&folder)?;
        Ok(Scratch { folder })
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
