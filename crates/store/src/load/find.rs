//! From what somebody wrote to the record that is meant, and from a record to those that lead to it.

use std::collections::BTreeMap;

use super::{holes, padded};
use crate::args;
use crate::db::{Conn, Result, Row, Value};

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

/// Fields by which people name a record, beside its number.
const NAMES: [&str; 2] = ["email", "code"];

/// The records of these kinds that `text` may mean: by id, `kind/id`, number, alias, e-mail or code; capital letters
/// do not matter except in aliases. Each once, by kind and id. No kinds means every kind.
///
/// # Errors
/// The driver's words.
pub fn find<S: AsRef<str>>(conn: &mut Conn, kinds: &[S], text: &str) -> Result<Vec<Found>> {
    let text = text.trim();
    if text.is_empty() || text.contains('\0') {
        return Ok(Vec::new());
    }
    let kinds: Vec<&str> = kinds.iter().map(AsRef::as_ref).collect();
    let id = text.split_once('/').map_or(text, |(_, id)| id);
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    let mut take = |rows: Vec<Row>| {
        for row in rows {
            let (kind, id) = (row.text(0), row.text(1));
            let is_asked = kinds.is_empty() || kinds.contains(&kind.as_str());
            let is_meant = text
                .split_once('/')
                .is_none_or(|(of, rest)| rest != id || of == kind);
            if is_asked && is_meant {
                let (number, title) = (row.text(2), row.text(3));
                found.insert(
                    id.clone(),
                    Found {
                        kind,
                        id,
                        number,
                        title,
                    },
                );
            }
        }
    };
    take(conn.query(
        "SELECT kind, id, number, title FROM record WHERE id = $1",
        &args![id],
    )?);
    let kinds = kinds_or_all(conn, &kinds)?;
    for chunk in kinds.chunks(64) {
        let mut values: Vec<Value> = args![text, text.to_uppercase()].into();
        values.extend(padded(chunk));
        let all = holes(3, values.len() - 2);
        take(conn.query(
            &format!(
                "SELECT kind, id, number, title FROM record WHERE kind IN ({all}) AND number IN ($1, $2)"
            ),
            &values,
        )?);
        values.remove(1);
        let all = holes(2, values.len() - 1);
        take(conn.query(
            &format!(
                "SELECT r.kind, r.id, r.number, r.title FROM alias a JOIN record r ON r.id = a.record
                 WHERE a.kind IN ({all}) AND a.alias = $1"
            ),
            &values,
        )?);
        for name in NAMES {
            take(by_name(conn, chunk, name, text)?);
        }
    }
    let mut found: Vec<Found> = found.into_values().collect();
    found.sort();
    Ok(found)
}

fn by_name(conn: &mut Conn, kinds: &[String], name: &str, text: &str) -> Result<Vec<Row>> {
    let ask = |conn: &mut Conn, test: &str, texts: [String; 2]| {
        let [one, other] = texts;
        let mut values: Vec<Value> = args![name, one, other].into();
        values.extend(padded(kinds));
        let all = holes(4, values.len() - 3);
        conn.query(
            &format!(
                "SELECT r.kind, r.id, r.number, r.title FROM value v JOIN record r ON r.id = v.record
                 WHERE v.kind IN ({all}) AND v.path = $1 AND {test} IN ($2, $3)"
            ),
            &values,
        )
    };
    let exact = ask(conn, "v.text", [text.to_owned(), text.to_lowercase()])?;
    if !exact.is_empty() {
        return Ok(exact);
    }
    // Both databases lower ASCII only here, so both sides must be lowered in that way alone.
    let lower = text.to_ascii_lowercase();
    ask(conn, "lower(v.text)", [lower.clone(), lower])
}

fn kinds_or_all(conn: &mut Conn, kinds: &[&str]) -> Result<Vec<String>> {
    if !kinds.is_empty() {
        return Ok(kinds.iter().map(|kind| (*kind).to_owned()).collect());
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
