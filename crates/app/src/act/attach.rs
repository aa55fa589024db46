//! Files are kept before the act that names them, and given to those who see a record that names them.

use std::sync::Arc;

use store::side::Side;

use crate::errors::{Error, Result};
use crate::files::is_digest;
use crate::house::{App, Caller};

impl App {
    /// Keeps the bytes of a file; gives digest and size.
    ///
    /// # Errors
    /// A caller who may only read, an empty or too large file, a full disk.
    pub fn keep_file(self: &Arc<Self>, caller: &Caller, bytes: &[u8]) -> Result<(String, u64)> {
        if !caller.may_act {
            return Err(Error::Forbidden("This token may read, not act.".to_owned()));
        }
        if bytes.is_empty() {
            return Err(Error::Invalid("The file is empty.".to_owned()));
        }
        let digest = self.files.keep(bytes)?;
        let size = bytes.len() as u64;
        let at = engine::calendar::spell(self.now());
        self.side(vec![Side::File {
            digest: digest.clone(),
            size,
            at,
        }])?;
        Ok((digest, size))
    }

    /// The bytes of a file that a record names which the caller sees.
    ///
    /// # Errors
    /// When there is none, or none that the caller sees.
    pub fn give_file(&self, caller: &Caller, digest: &str) -> Result<Vec<u8>> {
        let none = || Error::NotFound(format!("There is no file “{}”.", engine::value::shorten(digest)));
        if !is_digest(digest) {
            return Err(none());
        }
        let seen = self.view(caller, |view| {
            let linkers = store::load::linkers(view.conn, &engine::record::reference("file", digest), None)?;
            let ids: Vec<String> = linkers.into_iter().map(|linker| linker.id).collect();
            Ok(!view.names_of(&ids)?.is_empty())
        })?;
        if seen {
            self.files.read(digest)
        } else {
            Err(none())
        }
    }
}
