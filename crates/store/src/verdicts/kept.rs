//! What the checks said on earlier days. A side table: it can be made anew from the journal, day by day.

use crate::args;
use crate::db::{Conn, Result};

/// The results of one day for one standard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Civil day.
    pub day: String,
    /// Standard id.
    pub standard: String,
    /// Last entry that it takes in.
    pub entry: u64,
    /// When it was worked out: an instant.
    pub at: String,
    /// The results, as JSON.
    pub body: String,
}

/// Keeps the results of a day; later ones of the same day replace them.
pub(crate) fn keep(conn: &mut Conn, kept: &Kept) -> Result<u64> {
    conn.execute(
        "INSERT INTO conformity_day (day, standard, entry, at, body) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (day, standard) DO UPDATE SET entry = excluded.entry, at = excluded.at, body = excluded.body WHERE conformity_day.entry <= excluded.entry",
        &args![&kept.day, &kept.standard, kept.entry, &kept.at, &kept.body],
    )
}

/// What was kept of that day.
///
/// # Errors
/// The driver's words.
pub fn kept(conn: &mut Conn, standard: &str, day: &str) -> Result<Option<Kept>> {
    let row = conn.first(
        "SELECT day, standard, entry, at, body FROM conformity_day WHERE day = $1 AND standard = $2",
        &args![day, standard],
    )?;
    Ok(row.map(|row| Kept {
        day: row.text(0),
        standard: row.text(1),
        entry: row.count(2),
        at: row.text(3),
        body: row.text(4),
    }))
}

/// The newest days that were kept, the newest first.
///
/// # Errors
/// The driver's words.
pub fn kept_days(conn: &mut Conn, standard: &str, until: &str, most: u32) -> Result<Vec<Kept>> {
    let rows = conn.query(
        "SELECT day, standard, entry, at, body FROM conformity_day WHERE standard = $1 AND day <= $2 ORDER BY day DESC LIMIT $3",
        &args![standard, until, most],
    )?;
    let days = rows.iter().map(|row| Kept {
        day: row.text(0),
        standard: row.text(1),
        entry: row.count(2),
        at: row.text(3),
        body: row.text(4),
    });
    Ok(days.collect())
}
