//! The head of the journal: one row, locked by whoever writes.

use journal::tree::Frontier;

use crate::args;
use crate::db::{Conn, DbError, Dialect, Result, Value};

/// Where the journal ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many entries; also the number of the last one.
    pub size: u64,
    /// The right edge of the tree.
    pub frontier: Frontier,
    /// Time of the last entry; empty while there is none.
    pub time: String,
    /// Counted from 1; grows when a backup is restored.
    pub epoch: u64,
    /// The signed checkpoint over all entries.
    pub checkpoint: String,
    /// Counts changes of packs and practices, so that caches know when they are stale.
    pub generation: u64,
}

const COLUMNS: &str = "SELECT size, frontier, time, epoch, checkpoint, generation FROM head WHERE one = 1";

/// The head as this snapshot sees it.
///
/// # Errors
/// The driver's words, or that there is none.
pub fn read(conn: &mut Conn) -> Result<Head> {
    let row = conn
        .first(COLUMNS, &[])?
        .ok_or_else(|| DbError::new("The journal has no head: this database was not made by Plumbline."))?;
    let damaged = |what: String| {
        DbError::new(format!(
            "The head of the journal is damaged ({what}); run verify."
        ))
    };
    Ok(Head {
        size: row.count(0),
        frontier: Frontier::from_bytes(&row.bytes(1)).map_err(|problem| damaged(problem.to_string()))?,
        time: row.text(2),
        epoch: row.count(3),
        checkpoint: String::from_utf8(row.bytes(4)).map_err(|error| damaged(error.to_string()))?,
        generation: row.count(5),
    })
}

/// Begins a transaction that alone may write, and reads the head in it. Another writer waits, or we wait for it.
pub(crate) fn lock(conn: &mut Conn) -> Result<Head> {
    match conn.dialect() {
        Dialect::Sqlite => conn.batch("BEGIN IMMEDIATE")?,
        Dialect::Postgres => {
            conn.batch("BEGIN")?;
            // The row must be read after the lock was got: what was seen while waiting is old.
            conn.query("SELECT one FROM head WHERE one = 1 FOR UPDATE", &[])?;
        }
    }
    let head = read(conn)?;
    if head.frontier.size() != head.size {
        return Err(DbError::new(
            "The head of the journal is damaged (size and frontier differ); run verify.",
        ));
    }
    Ok(head)
}

/// The first head of a new journal.
pub(crate) fn begin(conn: &mut Conn, checkpoint: Vec<u8>) -> Result<()> {
    let values = args![
        Frontier::new().to_bytes(),
        Value::from(""),
        1_i64,
        Value::from(checkpoint),
    ];
    conn.execute(
        "INSERT INTO head (one, size, frontier, time, epoch, checkpoint, generation) VALUES (1, 0, $1, $2, $3, $4, 0)",
        &values,
    )?;
    Ok(())
}

/// Moves the head.
pub(crate) fn write(conn: &mut Conn, head: &Head) -> Result<()> {
    let values = args![
        head.size,
        head.frontier.to_bytes(),
        &head.time,
        head.epoch,
        head.checkpoint.clone().into_bytes(),
        head.generation,
    ];
    conn.execute(
        "UPDATE head SET size = $1, frontier = $2, time = $3, epoch = $4, checkpoint = $5, generation = $6 WHERE one = 1",
        &values,
    )?;
    Ok(())
}
