//! Attached files: kept by their digest, on disk before the entry that names them is sealed.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::errors::{Error, Result};
use crate::secrets::sha256;

/// Most bytes of one file.
pub const LARGEST: u64 = 200 * 1024 * 1024;

/// A folder of files named by their SHA-256: `ab/cdef…`.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
}

impl Files {
    /// Files in that folder, which is made when it is missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Files {
            folder: folder.to_owned(),
        })
    }

    /// Keeps bytes; gives their digest. Written beside, flushed, renamed, and the folder flushed: after this call the
    /// file is there even if the power fails.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep(&self, bytes: &[u8]) -> Result<String> {
        if bytes.len() as u64 > LARGEST {
            return Err(Error::Invalid(format!(
                "The file has {} bytes; at most {LARGEST} are kept.",
                bytes.len()
            )));
        }
        let digest = sha256(bytes);
        let path = self.path(&digest);
        if path.exists() {
            return Ok(digest);
        }
        let folder = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder)?;
        let beside = folder.join(format!(".{digest}.{}", crate::secrets::new_secret("new")));
        let mut file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, &path)?;
        File::open(folder)?.sync_all()?;
        File::open(&self.folder)?.sync_all()?;
        Ok(digest)
    }

    /// The bytes behind a digest, checked against it.
    ///
    /// # Errors
    /// When there is no such file, or its bytes are not those that were kept.
    pub fn read(&self, digest: &str) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let missing = |_| Error::NotFound(format!("There is no file {digest}."));
        File::open(self.path(digest))
            .map_err(missing)?
            .read_to_end(&mut bytes)?;
        if sha256(&bytes) != digest {
            return Err(Error::Broken(format!(
                "The file {digest} was changed outside of Plumbline."
            )));
        }
        Ok(bytes)
    }

    /// Whether there is such a file.
    #[must_use]
    pub fn has(&self, digest: &str) -> bool {
        is_digest(digest) && self.path(digest).exists()
    }

    /// All digests, in order.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn all(&self) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for folder in fs::read_dir(&self.folder)? {
            let folder = folder?;
            if !folder.file_type()?.is_dir() {
                continue;
            }
            for file in fs::read_dir(folder.path())? {
                let name = format!(
                    "{}{}",
                    folder.file_name().to_string_lossy(),
                    file?.file_name().to_string_lossy()
                );
                if is_digest(&name) {
                    found.push(name);
                }
            }
        }
        found.sort();
        Ok(found)
    }

    fn path(&self, digest: &str) -> PathBuf {
        let (folder, name) = digest.split_at_checked(2).unwrap_or(("", digest));
        self.folder.join(folder).join(name)
    }
}

/// Whether a text can be a digest; anything else never becomes a path.
#[must_use]
pub fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
