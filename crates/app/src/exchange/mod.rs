//! Import, export, verification.

pub mod export;
pub mod import;
pub mod map;
pub mod table;
pub mod verify;

/// Makes all ledger tables anew from the journal.
///
/// # Errors
/// When the database cannot be read or written.
pub fn rebuild(place: &store::db::Place, progress: &mut dyn FnMut(u64, u64)) -> crate::Result<u64> {
    Ok(store::rebuild::rebuild(place, progress)?)
}
