//! Records by a value of theirs, roles held today, signatures on a record.

use std::collections::{BTreeMap, BTreeSet};

use super::{Found, holes, padded};
use crate::args;
use crate::db::{Conn, Result, Row, Value};

/// Records of a kind that have exactly this text at a path that is indexed. By id.
///
/// # Errors
/// The driver's words.
pub fn with_value(conn: &mut Conn, kind: &str, path: &str, text: &str) -> Result<Vec<Found>> {
    let rows = conn.query(
        "SELECT r.kind, r.id, r.number, r.title FROM value v JOIN record r ON r.id = v.record
         WHERE v.kind = $1 AND v.path = $2 AND v.text = $3 ORDER BY r.id",
        &args![kind, path, text],
    )?;
    Ok(rows.iter().map(found).collect())
}

/// The records that some aliases of a kind lead to: alias → record.
///
/// # Errors
/// The driver's words.
pub fn with_aliases<S: AsRef<str>>(
    conn: &mut Conn,
    kind: &str,
    aliases: &[S],
) -> Result<BTreeMap<String, Found>> {
    let mut all = BTreeMap::new();
    for chunk in aliases.chunks(super::CHUNK) {
        let mut values = padded(chunk);
        let sql = format!(
            "SELECT r.kind, r.id, r.number, r.title, a.alias FROM alias a JOIN record r ON r.id = a.record
             WHERE a.kind = ${} AND a.alias IN ({})",
            values.len() + 1,
            holes(1, values.len())
        );
        values.push(Value::from(kind));
        all.extend(
            conn.query(&sql, &values)?
                .iter()
                .map(|row| (row.text(4), found(row))),
        );
    }
    Ok(all)
}

fn found(row: &Row) -> Found {
    Found {
        kind: row.text(0),
        id: row.text(1),
        number: row.text(2),
        title: row.text(3),
    }
}

/// Roles that at least one person in that state (who has not left) holds on that day.
///
/// # Errors
/// The driver's words.
pub fn held_roles(conn: &mut Conn, day: &str, state: &str) -> Result<BTreeSet<String>> {
    // CROSS keeps SQLite from walking all records first; the few grants lead.
    let rows = conn.query(
        "SELECT DISTINCT h.role FROM held h CROSS JOIN record r
         WHERE r.id = h.person AND r.state = $2 AND (h.from_day IS NULL OR h.from_day <= $1) AND (h.until_day IS NULL OR h.until_day >= $1)",
        &args![day, state],
    )?;
    Ok(rows.iter().map(|row| row.text(0)).collect())
}

/// A signature on a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignatureRow {
    /// Entry that carries it.
    pub entry: u64,
    /// Version of the record that was looked at.
    pub version: u64,
    /// Transition signed.
    pub transition: String,
    /// Person id.
    pub person: String,
    /// Printed name.
    pub name: String,
    /// Instant.
    pub at: String,
    /// Time zone in which it was shown.
    pub zone: String,
    /// The sentence signed.
    pub meaning: String,
    /// Fields covered, as JSON.
    pub covers: String,
    /// Entry that changed a covered field later.
    pub broken_by: Option<u64>,
}

/// All signatures on a record, the oldest first.
///
/// # Errors
/// The driver's words.
pub fn signatures(conn: &mut Conn, record: &str) -> Result<Vec<SignatureRow>> {
    let rows = conn.query(
        "SELECT entry, version, transition, person, name, at, zone, meaning, covers, broken_by
         FROM signature WHERE record = $1 ORDER BY entry",
        &args![record],
    )?;
    Ok(rows
        .iter()
        .map(|row| SignatureRow {
            entry: row.count(0),
            version: row.count(1),
            transition: row.text(2),
            person: row.text(3),
            name: row.text(4),
            at: row.text(5),
            zone: row.text(6),
            meaning: row.text(7),
            covers: row.text(8),
            broken_by: row.maybe_int(9).and_then(|entry| u64::try_from(entry).ok()),
        })
        .collect())
}

/// Exact bytes of an entry: number, envelope, payload.
pub type RawEntry = (u64, Vec<u8>, Vec<u8>);

/// Up to `most` entries from number `from` on, as the bytes that were sealed.
///
/// # Errors
/// The driver's words.
pub fn raw_entries(conn: &mut Conn, from: u64, most: u32) -> Result<Vec<RawEntry>> {
    let rows = conn.query(
        "SELECT number, leaf, payload FROM entry WHERE number >= $1 ORDER BY number LIMIT $2",
        &args![from, most],
    )?;
    Ok(rows
        .iter()
        .map(|row| (row.count(0), row.bytes(1), row.bytes(2)))
        .collect())
}
