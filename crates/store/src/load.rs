//! What is read again and again: records complete with their memory, people's roles, packs, and the journal's entries.
//!
//! The number of statements does not depend on how many things are asked for (one more per hundred).

mod by;
mod find;
mod history;
mod ledger;

use std::collections::BTreeMap;

use engine::record::{FieldMoment, Grant, Moments, Record, StateMoment};
use serde_json::{Map, Value as Json};

pub use by::{RawEntry, SignatureRow, held_roles, raw_entries, signatures, with_aliases, with_value};
pub use find::{Found, Linker, find, find_by, linkers, titled};
pub(crate) use history::changes_of;
pub use history::{Entry, entry, entry_at_end_of, record_as_of, versions};
pub use ledger::{LOOKED_THROUGH, Wanted, ledger};

use crate::args;
use crate::db::{Conn, DbError, Result, Row, Value};

/// Most ids in one statement.
const CHUNK: usize = 100;

/// `$first, …`: so many placeholders.
pub(crate) fn holes(first: usize, count: usize) -> String {
    let holes: Vec<String> = (first..first + count).map(|at| format!("${at}")).collect();
    holes.join(", ")
}

/// The same values, the last one repeated up to a power of two: so there are few different statements to prepare.
pub(crate) fn padded<S: AsRef<str>>(values: &[S]) -> Vec<Value> {
    let mut padded: Vec<Value> = values.iter().map(|value| value.as_ref().into()).collect();
    if let Some(last) = padded.last().cloned() {
        padded.resize(values.len().next_power_of_two(), last);
    }
    padded
}

/// The rows of `sql`, in which `{}` is a list of ids, for any number of ids.
fn for_ids<S: AsRef<str>>(conn: &mut Conn, sql: &str, ids: &[S]) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let values = padded(chunk);
        rows.extend(conn.query(&sql.replace("{}", &holes(1, values.len())), &values)?);
    }
    Ok(rows)
}

/// Records by id, complete with fields and moments; ids that lead nowhere are absent.
///
/// # Errors
/// The driver's words, or that a row is damaged.
pub fn records<S: AsRef<str>>(conn: &mut Conn, ids: &[S]) -> Result<BTreeMap<String, Record>> {
    let mut records = BTreeMap::new();
    let rows = for_ids(
        conn,
        "SELECT id, kind, kind_version, number, version, state, state_imported, title, owner, reporter, process, site, \
         due, next, happened_on, opened, closed, body FROM record WHERE id IN ({})",
        ids,
    )?;
    for row in rows {
        let record = record_from(&row)?;
        records.insert(record.id.clone(), record);
    }
    if records.is_empty() {
        return Ok(records);
    }
    let there: Vec<String> = records.keys().cloned().collect();
    for (id, moments) in moments(conn, &there)? {
        if let Some(record) = records.get_mut(&id) {
            record.moments = moments;
        }
    }
    Ok(records)
}

fn record_from(row: &Row) -> Result<Record> {
    Ok(Record {
        id: row.text(0),
        kind: row.text(1),
        kind_version: row.count(2),
        number: row.text(3),
        version: row.count(4),
        state: row.text(5),
        state_imported: row.int(6) != 0,
        title: row.text(7),
        owner: row.maybe_text(8),
        reporter: row.maybe_text(9),
        process: row.maybe_text(10),
        site: row.maybe_text(11),
        due: row.maybe_text(12),
        next: row.maybe_text(13),
        happened_on: row.maybe_text(14),
        opened: row.text(15),
        closed: row.maybe_text(16),
        fields: body_from(&row.text(0), &row.text(17))?,
        moments: Moments::default(),
    })
}

fn body_from(id: &str, body: &str) -> Result<Map<String, Json>> {
    serde_json::from_str(body).map_err(|_| {
        DbError::new(format!(
            "The stored fields of record {id} are damaged; run verify."
        ))
    })
}

fn moments(conn: &mut Conn, ids: &[String]) -> Result<BTreeMap<String, Moments>> {
    let mut moments: BTreeMap<String, Moments> = BTreeMap::new();
    let states = for_ids(
        conn,
        "SELECT record, state, first, last, times FROM state_moment WHERE record IN ({})",
        ids,
    )?;
    for row in states {
        let moment = StateMoment {
            first: row.maybe_text(2),
            last: row.text(3),
            times: row.count(4),
        };
        moments
            .entry(row.text(0))
            .or_default()
            .states
            .insert(row.text(1), moment);
    }
    let fields = for_ids(
        conn,
        "SELECT record, path, first, last, changes, first_date FROM field_moment WHERE record IN ({})",
        ids,
    )?;
    for row in fields {
        let moment = FieldMoment {
            first: row.text(2),
            last: row.text(3),
            changes: row.count(4),
            first_date: row.maybe_text(5),
        };
        moments
            .entry(row.text(0))
            .or_default()
            .fields
            .insert(row.text(1), moment);
    }
    Ok(moments)
}

/// All roles ever given to these persons and not taken away again, also those not held today.
///
/// # Errors
/// The driver's words.
pub fn holdings<S: AsRef<str>>(conn: &mut Conn, persons: &[S]) -> Result<BTreeMap<String, Vec<Grant>>> {
    let rows = for_ids(
        conn,
        "SELECT person, role, process, site, from_day, until_day FROM held WHERE person IN ({}) ORDER BY person, pos",
        persons,
    )?;
    let mut holdings: BTreeMap<String, Vec<Grant>> = BTreeMap::new();
    for row in rows {
        holdings.entry(row.text(0)).or_default().push(Grant {
            role: row.text(1),
            process: row.maybe_text(2),
            site: row.maybe_text(3),
            from: row.maybe_text(4),
            until: row.maybe_text(5),
        });
    }
    Ok(holdings)
}

/// The last number that a counter gave; 0 when it gave none.
///
/// # Errors
/// The driver's words.
pub fn counter(conn: &mut Conn, name: &str) -> Result<u64> {
    let row = conn.first("SELECT last FROM counter WHERE name = $1", &args![name])?;
    Ok(row.map_or(0, |row| row.count(0)))
}

/// Practices that were set, by id.
///
/// # Errors
/// The driver's words.
pub fn practices(conn: &mut Conn) -> Result<BTreeMap<String, String>> {
    let rows = conn.query("SELECT id, setting FROM practice ORDER BY id", &[])?;
    Ok(rows.iter().map(|row| (row.text(0), row.text(1))).collect())
}

/// The entry that last set each practice, by id of the practice.
///
/// # Errors
/// The driver's words.
pub fn practice_entries(conn: &mut Conn) -> Result<BTreeMap<String, u64>> {
    let rows = conn.query("SELECT id, entry FROM practice ORDER BY id", &[])?;
    Ok(rows.iter().map(|row| (row.text(0), row.count(1))).collect())
}

/// An installed pack, as the journal carries it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackRow {
    /// Pack id.
    pub id: String,
    /// Its version.
    pub version: u64,
    /// SHA-256 (hex) over its files.
    pub digest: String,
    /// Entry that installed it.
    pub entry: u64,
    /// Path → text.
    pub files: BTreeMap<String, String>,
}

/// All installed packs, by id.
///
/// # Errors
/// The driver's words, or that a row is damaged.
pub fn packs(conn: &mut Conn) -> Result<Vec<PackRow>> {
    let rows = conn.query(
        "SELECT id, version, digest, entry, files FROM pack ORDER BY id",
        &[],
    )?;
    let pack = |row: &Row| {
        let files = serde_json::from_str(&row.text(4)).map_err(|_| {
            DbError::new(format!(
                "The stored files of pack {} are damaged; run verify.",
                row.text(0)
            ))
        })?;
        Ok(PackRow {
            id: row.text(0),
            version: row.count(1),
            digest: row.text(2),
            entry: row.count(3),
            files,
        })
    };
    rows.iter().map(pack).collect()
}
