//! Files that shall not be changed by being looked at.

use std::path::Path;

use super::{Conn, Driver, Result};

impl Conn {
    /// Opens a SQLite file without writing to it or beside it. It must not be in WAL mode.
    ///
    /// # Errors
    /// The driver's words.
    pub(crate) fn read_only(file: &Path) -> Result<Conn> {
        let conn = rusqlite::Connection::open_with_flags(file, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        Ok(Conn {
            driver: Driver::Sqlite(conn),
            statements: 0,
        })
    }
}
