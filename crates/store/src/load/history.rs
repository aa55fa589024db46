//! The journal's entries, and records as they once stood.

use engine::change::Changes;
use engine::record::Record;
use journal::{Envelope, Payload};

use crate::args;
use crate::db::{Conn, DbError, Result, Row};
use crate::project;

/// One entry of the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Counted from 1.
    pub number: u64,
    /// Instant.
    pub time: String,
    /// Person id, or `system`.
    pub actor: String,
    /// Word of the act.
    pub act: String,
    /// The envelope's exact bytes: a leaf of the tree.
    pub leaf: Vec<u8>,
    /// What the act says.
    pub payload: Payload,
}

impl Entry {
    /// The envelope.
    ///
    /// # Errors
    /// That its bytes are damaged.
    pub fn envelope(&self) -> Result<Envelope> {
        Envelope::from_bytes(&self.leaf).map_err(|problem| damaged(self.number, &problem.to_string()))
    }

    /// What the act changed; redacted items are absent.
    ///
    /// # Errors
    /// That an item is not of a known form.
    pub fn changes(&self) -> Result<Changes> {
        changes_of(&self.payload).map_err(|what| damaged(self.number, &what))
    }

    pub(super) fn from_row(row: &Row) -> Result<Entry> {
        let number = row.count(0);
        Ok(Entry {
            number,
            time: row.text(1),
            actor: row.text(2),
            act: row.text(3),
            leaf: row.bytes(4),
            payload: Payload::from_bytes(&row.bytes(5))
                .map_err(|problem| damaged(number, &problem.to_string()))?,
        })
    }
}

fn damaged(entry: u64, what: &str) -> DbError {
    DbError::new(format!(
        "Entry {entry} of the journal is damaged: {what}. Run verify."
    ))
}

/// The changes that a payload carries.
pub(crate) fn changes_of(payload: &Payload) -> std::result::Result<Changes, String> {
    let items: Vec<_> = payload
        .items()
        .iter()
        // The list of many records repeats what the items say one by one.
        .filter(|item| item.path() != journal::envelope::RECORDS_PATH)
        .filter_map(|item| Some((item.path().to_owned(), item.value()?.clone())))
        .collect();
    Changes::from_items(&items)
}

/// The entry of that number.
///
/// # Errors
/// The driver's words, or that the entry is damaged.
pub fn entry(conn: &mut Conn, number: u64) -> Result<Option<Entry>> {
    let row = conn.first(
        "SELECT number, time, actor, act, leaf, payload FROM entry WHERE number = $1",
        &args![number],
    )?;
    row.map(|row| Entry::from_row(&row)).transpose()
}

/// The entries that made the versions of a record, as (version, entry), the oldest first.
///
/// # Errors
/// The driver's words, or that an entry is damaged.
pub fn versions(conn: &mut Conn, id: &str) -> Result<Vec<(u64, Entry)>> {
    versions_until(conn, id, u64::MAX >> 1)
}

fn versions_until(conn: &mut Conn, id: &str, entry: u64) -> Result<Vec<(u64, Entry)>> {
    let rows = conn.query(
        "SELECT e.number, e.time, e.actor, e.act, e.leaf, e.payload, v.version
         FROM version v JOIN entry e ON e.number = v.from_entry
         WHERE v.record = $1 AND v.from_entry <= $2 ORDER BY v.version",
        &args![id, entry],
    )?;
    rows.iter()
        .map(|row| Ok((row.count(6), Entry::from_row(row)?)))
        .collect()
}

/// A record as it stood after entry `entry`, with what it remembered then; nothing if it did not exist yet.
///
/// # Errors
/// The driver's words, or that an entry is damaged.
pub fn record_as_of(conn: &mut Conn, id: &str, entry: u64) -> Result<Option<Record>> {
    let mut record = None;
    for (_, entry) in versions_until(conn, id, entry)? {
        let changes = entry.changes()?;
        let change = changes.records.iter().find(|change| change.id == id);
        let change =
            change.ok_or_else(|| damaged(entry.number, &format!("it says nothing of record {id}")))?;
        record = Some(project::after(&entry.time, change, record.as_ref()));
    }
    Ok(record)
}

/// The number of the last entry before `end`, the instant at which a day ends and the next one begins; 0 when there is
/// none. Times never run backwards in a journal, so a few looks at single entries suffice.
///
/// # Errors
/// The driver's words.
pub fn entry_at_end_of(conn: &mut Conn, end: &str) -> Result<u64> {
    // Entries up to `before` are before the end, those from `from` on are not.
    let (mut before, mut from) = (0, crate::head::read(conn)?.size + 1);
    while before + 1 < from {
        let middle = before + (from - before) / 2;
        let row = conn.first("SELECT time FROM entry WHERE number = $1", &args![middle])?;
        let time = row.ok_or_else(|| damaged(middle, "it is missing"))?.text(0);
        if time.as_str() < end {
            before = middle;
        } else {
            from = middle;
        }
    }
    Ok(before)
}
