//! Backups: whatever cannot be made anew, of one moment, in a SQLite file, whichever database it comes from; and back
//! into an empty database of either sort.
//!
//! Ledger and search are not in it: restoring makes them from the journal, so every restore proves that it can.
//! Sign-ins, signing intents and counted failures are not in it either: they end with the house they were made in.

use std::path::Path;

use crate::db::{Conn, DbError, Dialect, Place, Result, Value};
use crate::head::{self, Head};
use crate::{Store, args, rebuild, schema};

/// A table that is kept: name, columns of its key, all other columns.
const KEPT: [(&str, &str, &str); 9] = [
    (
        "head",
        "one",
        "size, frontier, time, epoch, checkpoint, generation",
    ),
    ("entry", "number", "leaf, payload, time, act, actor"),
    ("tile", "level, number", "hashes"),
    ("idempotency", "person, key", "digest, reply, at"),
    ("credential", "person", "hash, changed"),
    ("token", "hash", "person, name, scopes, created, expires, ended"),
    ("searched_field", "kind, field", ""),
    ("file", "digest", "size, at"),
    ("conformity_day", "day, standard", "entry, at, body"),
];

/// Rows read at once.
const ROWS: u64 = 500;

/// Writes a backup of this moment into a new file and gives the head that it holds. Nobody has to wait for it.
/// `progress` hears how many entries of how many are done. The caller sees to it that the file reaches the disk.
///
/// # Errors
/// The driver's words.
pub fn write(store: &Store, file: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Head> {
    let mut to = Conn::open(&Place::Sqlite(file.to_owned()))?;
    to.batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")?;
    schema::create(&mut to)?;
    let head = store.read(|from| {
        let head = head::read(from)?;
        copy(from, &mut to, head.size, progress)?;
        Ok(head)
    })?;
    to.execute(
        "INSERT INTO meta (key, value) VALUES ('vkey', $1)",
        &args![store.vkey().to_string()],
    )?;
    to.batch("COMMIT")?;
    Ok(head)
}

/// Fills an empty database from a backup and makes its ledger anew, all in one transaction. Nobody can act in it until
/// it has a home: see [`settle`].
///
/// # Errors
/// The driver's words; a database that is not empty; a backup of another schema number, or with a damaged entry.
pub fn restore(file: &Path, place: &Place, progress: &mut dyn FnMut(u64, u64)) -> Result<u64> {
    let mut from = Conn::read_only(file)?;
    let found = schema::number(&mut from)?.unwrap_or_default();
    if found != schema::NUMBER {
        let ours = schema::NUMBER;
        return Err(DbError::new(format!(
            "The backup has the schema number {found}, and this program writes number {ours}. Restore it with the program that belongs to it."
        )));
    }
    let mut to = Conn::open(place)?;
    to.batch(match to.dialect() {
        Dialect::Sqlite => "BEGIN IMMEDIATE",
        Dialect::Postgres => "BEGIN",
    })?;
    if schema::number(&mut to)?.is_some() {
        return Err(DbError::new(
            "The database is not empty. A backup is restored into an empty one only.",
        ));
    }
    schema::create(&mut to)?;
    let vkey = from.first("SELECT value FROM meta WHERE key = 'vkey'", &[])?;
    let vkey = vkey.map(|row| row.text(0)).unwrap_or_default();
    to.execute(
        "INSERT INTO meta (key, value) VALUES ('vkey', $1), ('home', '')",
        &args![vkey],
    )?;
    let size = head::read(&mut from)?.size;
    copy(&mut from, &mut to, size, &mut |_, _| {})?;
    rebuild::fill(&mut to, size, progress)?;
    to.batch("COMMIT")?;
    Ok(size)
}

/// Where the house of a database lives, in words that only [`settle`] and its callers understand: nothing when it was
/// never asked for, empty after a restore.
///
/// # Errors
/// The driver's words.
pub fn home(conn: &mut Conn) -> Result<Option<String>> {
    let row = conn.first("SELECT value FROM meta WHERE key = 'home'", &[])?;
    Ok(row.map(|row| row.text(0)))
}

/// Notes where the house lives.
///
/// # Errors
/// The driver's words.
pub fn settle(place: &Place, home: &str) -> Result<()> {
    let put = "INSERT INTO meta (key, value) VALUES ('home', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    Conn::open(place)?.execute(put, &args![home])?;
    Ok(())
}

/// What tells a PostgreSQL database apart from a copy of it; nothing for SQLite, whose file says nothing of itself.
///
/// # Errors
/// The driver's words.
pub fn identity(conn: &mut Conn) -> Result<Option<String>> {
    if conn.dialect() == Dialect::Sqlite {
        return Ok(None);
    }
    let row = conn.first(
        "SELECT CAST(s.system_identifier AS TEXT) || ' ' || CAST(d.oid AS TEXT) FROM pg_control_system() s, pg_database d WHERE d.datname = current_database()",
        &[],
    )?;
    Ok(row.map(|row| row.text(0)))
}

/// Digests of the files that records name as they stand.
///
/// # Errors
/// The driver's words.
pub fn files(conn: &mut Conn) -> Result<Vec<String>> {
    let rows = conn.query(
        "SELECT DISTINCT target FROM link WHERE target >= 'file/' AND target < 'file0' ORDER BY target",
        &[],
    )?;
    Ok(rows
        .iter()
        .map(|row| engine::record::id_of(&row.text(0)).to_owned())
        .collect())
}

fn copy(from: &mut Conn, to: &mut Conn, size: u64, progress: &mut dyn FnMut(u64, u64)) -> Result<()> {
    for (table, key, rest) in KEPT {
        let columns = if rest.is_empty() {
            key.to_owned()
        } else {
            format!("{key}, {rest}")
        };
        let width = key.split(", ").count();
        let insert = format!("INSERT INTO {table} ({columns}) VALUES");
        let mut last: Option<Vec<Value>> = None;
        loop {
            let holes: Vec<String> = (1..=width).map(|at| format!("${at}")).collect();
            let behind = last
                .as_ref()
                .map(|_| format!("WHERE ({key}) > ({})", holes.join(", ")));
            let behind = behind.unwrap_or_default();
            let rows = from.query(
                &format!("SELECT {columns} FROM {table} {behind} ORDER BY {key} LIMIT {ROWS}"),
                last.as_deref().unwrap_or_default(),
            )?;
            let Some(end) = rows.last() else { break };
            last = Some(end.0[..width].to_vec());
            if table == "entry" {
                progress(end.count(0), size);
            }
            let rows: Vec<Vec<Value>> = rows.into_iter().map(|row| row.0).collect();
            to.insert_many(&insert, &rows)?;
        }
    }
    Ok(())
}
