//! Import, export, verification.

pub mod backup;
mod beside;
pub mod export;
pub mod import;
pub mod map;
pub mod sheet;
pub mod table;
pub mod verify;

/// What makes a spreadsheet take a text for a formula, at its beginning.
pub(crate) const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Makes all ledger tables anew from the journal.
///
/// # Errors
/// When the database cannot be read or written.
pub fn rebuild(place: &store::db::Place, progress: &mut dyn FnMut(u64, u64)) -> crate::Result<u64> {
    Ok(store::rebuild::rebuild(place, progress)?)
}

impl crate::App {
    /// Whoever has this address, as one who may act: for the command line, where the server's own rights come first.
    ///
    /// # Errors
    /// When nobody here has it.
    pub fn caller_by_address(&self, email: &str) -> crate::Result<crate::Caller> {
        let address = email.trim().to_lowercase();
        let found = self.snapshot(|conn| Ok(store::load::with_value(conn, "person", "email", &address)?))?;
        let person = found.into_iter().next();
        let person = person
            .ok_or_else(|| crate::Error::NotFound(format!("Nobody here has the address {address}.")))?;
        Ok(crate::Caller {
            person: person.id,
            session: format!("import by {address}"),
            may_act: true,
        })
    }
}
