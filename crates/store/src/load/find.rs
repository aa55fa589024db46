//! From what somebody wrote to the record that is meant, and from a record to those that lead to it.

use std::collections::BTreeSet;

use engine::text::fold;

use super::{holes, padded};
use crate::args;
use crate::db::{Conn, Result, Row, Value};
use crate::project::title_key;

/// A record that a text may mean.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Kind id.
    pub kind: String,
    /// Record id.
    pub id: String,
    /// Shown number.
    pub number: String,
    /// One line.
    pub title: String,
}

/// A record that leads to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Linker {
    /// Kind id.
    pub kind: String,
    /// Record id.
    pub id: String,
    /// `field` or `table.column`.
    pub path: String,
    /// Row id, else empty.
    pub row: String,
}

/// The records of these kinds that `text` may mean: by id, `kind/id`, number, alias, or the fields `email` and `code`; capital letters
/// do not matter except in aliases. Each once, by kind and id. No kinds means every kind.
///
/// # Errors
/// The driver's words.
pub fn find<S: AsRef<str>>(conn: &mut Conn, kinds: &[S], text: &str) -> Result<Vec<Found>> {
    find_by(conn, kinds, &["email", "code"], text)
}

/// The same, by these fields besides id, number and alias: those whose values are unique in their kinds.
///
/// # Errors
/// The driver's words.
pub fn find_by<S: AsRef<str>, P: AsRef<str>>(
    conn: &mut Conn,
    kinds: &[S],
    paths: &[P],
    text: &str,
) -> Result<Vec<Found>> {
    let text = text.trim();
    if text.is_empty() || text.contains('\0') {
        return Ok(Vec::new());
    }
    let kinds = kinds_or_all(conn, kinds)?;
    let (of, id) = text
        .split_once('/')
        .map_or((None, text), |(of, id)| (Some(of), id));
    let mut found = BTreeSet::new();
    for kinds in kinds.chunks(64) {
        let mut rows = by_names(conn, kinds, paths, id, text)?;
        if rows.is_empty() && !paths.is_empty() {
            rows = by_folded_names(conn, kinds, paths, text)?;
        }
        let rows = rows.iter().map(|row| Found {
            kind: row.text(0),
            id: row.text(1),
            number: row.text(2),
            title: row.text(3),
        });
        // `kind/id` names a kind, which must be the right one.
        found.extend(rows.filter(|found| found.id != id || of.is_none_or(|of| of == found.kind)));
    }
    Ok(found.into_iter().collect())
}

/// The records of these kinds with that title, whatever its capital letters and marks; those still open when there are
/// any. For registers from elsewhere, which write names where we write numbers.
///
/// # Errors
/// The driver's words.
pub fn titled<S: AsRef<str>>(conn: &mut Conn, kinds: &[S], text: &str) -> Result<Vec<Found>> {
    let wanted = fold(text.trim());
    if wanted.is_empty() || text.contains('\0') || kinds.is_empty() {
        return Ok(Vec::new());
    }
    let mut values: Vec<Value> = args![title_key(text.trim())].into();
    values.extend(padded(kinds));
    let sql = format!(
        "SELECT kind, id, number, title, closed FROM record WHERE title_key = $1 AND kind IN ({}) ORDER BY kind, seq LIMIT 20",
        holes(2, values.len() - 1)
    );
    let rows = conn.query(&sql, &values)?;
    let same = rows.iter().filter(|row| fold(&row.text(3)) == wanted);
    let (open, closed): (Vec<&Row>, Vec<&Row>) = same.partition(|row| row.maybe_text(4).is_none());
    let told = if open.is_empty() { closed } else { open };
    Ok(told
        .into_iter()
        .map(|row| Found {
            kind: row.text(0),
            id: row.text(1),
            number: row.text(2),
            title: row.text(3),
        })
        .collect())
}

fn by_names<P: AsRef<str>>(
    conn: &mut Conn,
    kinds: &[String],
    paths: &[P],
    id: &str,
    text: &str,
) -> Result<Vec<Row>> {
    let mut values: Vec<Value> = args![id, text, text.to_uppercase(), text.to_lowercase()].into();
    let of_kinds = padded(kinds);
    let kinds = holes(5, of_kinds.len());
    values.extend(of_kinds);
    let mut sql = format!(
        "SELECT kind, id, number, title FROM record WHERE id = $1 AND kind IN ({kinds})
         UNION SELECT kind, id, number, title FROM record WHERE kind IN ({kinds}) AND number IN ($2, $3)
         UNION SELECT r.kind, r.id, r.number, r.title FROM alias a JOIN record r ON r.id = a.record
         WHERE a.kind IN ({kinds}) AND a.alias = $2"
    );
    if paths.is_empty() {
        // Both databases want every parameter to be used.
        sql.push_str(" AND CAST($4 AS TEXT) IS NOT NULL");
    } else {
        let of_paths = padded(paths);
        let paths = holes(values.len() + 1, of_paths.len());
        values.extend(of_paths);
        sql.push_str(&format!(
            " UNION SELECT r.kind, r.id, r.number, r.title FROM value v JOIN record r ON r.id = v.record
              WHERE v.kind IN ({kinds}) AND v.path IN ({paths}) AND v.text IN ($2, $4)"
        ));
    }
    conn.query(&sql, &values)
}

/// Whatever the capital letters of an e-mail or a code. Both databases lower ASCII only here, so we do too.
fn by_folded_names<P: AsRef<str>>(
    conn: &mut Conn,
    kinds: &[String],
    paths: &[P],
    text: &str,
) -> Result<Vec<Row>> {
    let mut values: Vec<Value> = args![text.to_ascii_lowercase()].into();
    values.extend(padded(kinds));
    let kinds = holes(2, values.len() - 1);
    let of_paths = padded(paths);
    let paths = holes(values.len() + 1, of_paths.len());
    values.extend(of_paths);
    conn.query(
        &format!(
            "SELECT r.kind, r.id, r.number, r.title FROM value v JOIN record r ON r.id = v.record
             WHERE v.kind IN ({kinds}) AND v.path IN ({paths}) AND lower(v.text) = $1"
        ),
        &values,
    )
}

fn kinds_or_all<S: AsRef<str>>(conn: &mut Conn, kinds: &[S]) -> Result<Vec<String>> {
    if !kinds.is_empty() {
        return Ok(kinds.iter().map(|kind| kind.as_ref().to_owned()).collect());
    }
    // One step per kind through the index, however many records there are.
    let rows = conn.query(
        "WITH RECURSIVE kinds (kind) AS (
           SELECT min(kind) FROM record
           UNION ALL SELECT (SELECT min(r.kind) FROM record r WHERE r.kind > kinds.kind) FROM kinds WHERE kinds.kind IS NOT NULL
         ) SELECT kind FROM kinds WHERE kind IS NOT NULL",
        &[],
    )?;
    Ok(rows.iter().map(|row| row.text(0)).collect())
}

/// The records that lead to `target` (`kind/id`), at `path` or anywhere; by kind, id, path and row.
///
/// # Errors
/// The driver's words.
pub fn linkers(conn: &mut Conn, target: &str, path: Option<&str>) -> Result<Vec<Linker>> {
    let columns = "SELECT r.kind, l.record, l.path, l.place FROM link l JOIN record r ON r.id = l.record WHERE l.target = $1";
    let rows = match path {
        Some(path) => conn.query(&format!("{columns} AND l.path = $2"), &args![target, path])?,
        None => conn.query(columns, &args![target])?,
    };
    let mut linkers: Vec<Linker> = rows
        .iter()
        .map(|row| Linker {
            kind: row.text(0),
            id: row.text(1),
            path: row.text(2),
            row: row.text(3),
        })
        .collect();
    linkers.sort();
    linkers.dedup();
    Ok(linkers)
}
