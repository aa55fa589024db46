//! Row changes to statements: collected by key first, so that one statement carries many rows.

use std::collections::{BTreeMap, BTreeSet};

use crate::args;
use crate::db::{Conn, Result, Value};
use crate::load::{holes, padded};
use crate::project::{RowChange, Table};
use crate::schema::LEDGER;

/// Row changes that have not been written yet, of one act or of many. Later changes meet earlier ones here, so the
/// outcome is the same as if each had been written at once.
#[derive(Default)]
pub(crate) struct Pending {
    puts: BTreeMap<Table, BTreeMap<Vec<Value>, Vec<Value>>>,
    closed: Vec<(String, u64, u64)>,
    /// (record, path)
    cleared: BTreeSet<(String, String)>,
    people: BTreeSet<String>,
    broken: Vec<(String, BTreeSet<String>, u64)>,
}

/// Where `seq` stands in the table `record`.
const SEQ: usize = 18;
/// Where `to_entry` stands in the table `version`.
const TO_ENTRY: usize = 3;
/// Where `covers` and `broken_by` stand in the table `signature`.
const COVERS: usize = 9;
const BROKEN_BY: usize = 12;

impl Table {
    /// How many columns, from the first, are the key.
    pub(crate) fn key(self) -> usize {
        match self {
            Table::Value | Table::Link => 4,
            Table::Version | Table::StateMoment | Table::FieldMoment | Table::Held | Table::Alias => 2,
            _ => 1,
        }
    }

    /// Name and columns.
    pub(crate) fn columns(self) -> (&'static str, &'static str) {
        LEDGER[self as usize]
    }

    /// Whether a row may take the place of an older one. Elsewhere a second row of the same key is a mistake that the
    /// database shall refuse.
    fn replaces(self) -> bool {
        !matches!(
            self,
            Table::Version | Table::Value | Table::Link | Table::Signature | Table::Held
        )
    }
}

impl Pending {
    /// Takes changes in their order.
    pub(crate) fn add(&mut self, changes: impl IntoIterator<Item = RowChange>) {
        for change in changes {
            self.take(change);
        }
    }

    /// Whether a text holds U+0000, which PostgreSQL cannot keep.
    pub(crate) fn holds_nul(&self) -> bool {
        let rows = self.puts.values().flat_map(BTreeMap::values);
        rows.flatten()
            .any(|value| matches!(value, Value::Text(text) if text.contains('\0')))
    }

    fn rows(&mut self, table: Table) -> &mut BTreeMap<Vec<Value>, Vec<Value>> {
        self.puts.entry(table).or_default()
    }

    fn take(&mut self, change: RowChange) {
        match change {
            RowChange::Put(table, row) => self.put(table, row),
            RowChange::CloseVersion {
                record,
                version,
                entry,
            } => match self.rows(Table::Version).get_mut(&args![&record, version][..]) {
                Some(row) => row[TO_ENTRY] = entry.into(),
                None => self.closed.push((record, version, entry)),
            },
            RowChange::ClearPaths { record, paths } => {
                for path in paths {
                    let key: Vec<Value> = args![&record, &path].into();
                    for table in [Table::Value, Table::Link] {
                        forget(self.rows(table), &key);
                    }
                    self.cleared.insert((record.clone(), path));
                }
            }
            RowChange::ClearHeld { person } => {
                forget(self.rows(Table::Held), &args![&person]);
                self.people.insert(person);
            }
            RowChange::BreakSignatures {
                record,
                fields,
                entry,
            } => {
                for row in self.rows(Table::Signature).values_mut() {
                    if row[1] == Value::from(&record)
                        && row[BROKEN_BY] == Value::Null
                        && covers(&row[COVERS], &fields)
                    {
                        row[BROKEN_BY] = entry.into();
                    }
                }
                self.broken.push((record, fields, entry));
            }
        }
    }

    fn put(&mut self, table: Table, mut row: Vec<Value>) {
        let key = row[..table.key()].to_vec();
        let rows = self.rows(table);
        if table == Table::Record
            && let Some(before) = rows.get(&key)
        {
            row[SEQ] = before[SEQ].clone();
        }
        rows.insert(key, row);
    }

    /// Writes everything and is empty again.
    pub(crate) fn flush(&mut self, conn: &mut Conn) -> Result<()> {
        let Pending {
            puts,
            closed,
            cleared,
            people,
            broken,
        } = std::mem::take(self);
        clear_paths(conn, &cleared)?;
        for person in &people {
            conn.execute("DELETE FROM held WHERE person = $1", &args![person])?;
        }
        for (record, version, entry) in closed {
            conn.execute(
                "UPDATE version SET to_entry = $3 WHERE record = $1 AND version = $2",
                &args![record, version, entry],
            )?;
        }
        break_signatures(conn, &broken)?;
        for (table, rows) in puts {
            let rows: Vec<Vec<Value>> = rows.into_values().collect();
            conn.put_many(insert(table), &rows, conflict(table))?;
        }
        Ok(())
    }
}

/// Takes out all rows whose key begins like `prefix`.
fn forget(rows: &mut BTreeMap<Vec<Value>, Vec<Value>>, prefix: &[Value]) {
    let keys: Vec<Vec<Value>> = rows
        .range(prefix.to_vec()..)
        .map(|(key, _)| key)
        .take_while(|key| key.starts_with(prefix))
        .cloned()
        .collect();
    for key in keys {
        rows.remove(&key);
    }
}

fn covers(covers: &Value, fields: &BTreeSet<String>) -> bool {
    let Value::Text(covers) = covers else {
        return false;
    };
    let covers: Vec<String> = serde_json::from_str(covers).expect("covers is written as a list of texts");
    covers.iter().any(|field| fields.contains(field))
}

fn clear_paths(conn: &mut Conn, cleared: &BTreeSet<(String, String)>) -> Result<()> {
    let mut by_record: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (record, path) in cleared {
        by_record.entry(record).or_default().push(path);
    }
    for (record, paths) in by_record {
        for paths in paths.chunks(64) {
            let mut values: Vec<Value> = args![record].into();
            values.extend(padded(paths));
            for table in ["value", "link"] {
                let sql = format!(
                    "DELETE FROM {table} WHERE record = $1 AND path IN ({})",
                    holes(2, values.len() - 1)
                );
                conn.execute(&sql, &values)?;
            }
        }
    }
    Ok(())
}

fn break_signatures(conn: &mut Conn, broken: &[(String, BTreeSet<String>, u64)]) -> Result<()> {
    for (record, fields, entry) in broken {
        let standing = conn.query(
            "SELECT entry, covers FROM signature WHERE record = $1 AND broken_by IS NULL",
            &args![record],
        )?;
        for row in standing.iter().filter(|row| covers(&row.0[1], fields)) {
            conn.execute(
                "UPDATE signature SET broken_by = $2 WHERE entry = $1",
                &args![row.int(0), *entry],
            )?;
        }
    }
    Ok(())
}

/// `INSERT INTO … VALUES` of every table, spelled once.
fn insert(table: Table) -> &'static str {
    &TEXTS[table as usize].0
}

/// ` ON CONFLICT …` where a row may replace an older one.
fn conflict(table: Table) -> &'static str {
    &TEXTS[table as usize].1
}

static TEXTS: std::sync::LazyLock<Vec<(String, String)>> = std::sync::LazyLock::new(|| {
    TABLES
        .iter()
        .map(|table| {
            let (name, columns) = table.columns();
            let insert = format!("INSERT INTO {name} ({columns}) VALUES");
            let columns: Vec<&str> = columns.split(", ").collect();
            let (key, rest) = columns.split_at(table.key());
            let sets: Vec<String> = rest
                .iter()
                // A record keeps its place in the order of entry.
                .filter(|column| **column != "seq")
                .map(|column| format!("{column} = excluded.{column}"))
                .collect();
            let conflict = format!(
                " ON CONFLICT ({}) DO UPDATE SET {}",
                key.join(", "),
                sets.join(", ")
            );
            (insert, if table.replaces() { conflict } else { String::new() })
        })
        .collect()
});

/// All ledger tables.
pub(crate) const TABLES: [Table; 12] = [
    Table::Record,
    Table::Version,
    Table::Value,
    Table::Link,
    Table::StateMoment,
    Table::FieldMoment,
    Table::Counter,
    Table::Held,
    Table::Signature,
    Table::Practice,
    Table::Pack,
    Table::Alias,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_columns_are_as_the_schema_has_them() {
        let place = |table: Table, column: &str| {
            let mut columns = table.columns().1.split(", ");
            columns.position(|name| name == column)
        };
        assert_eq!(place(Table::Record, "seq"), Some(SEQ));
        assert_eq!(place(Table::Version, "to_entry"), Some(TO_ENTRY));
        assert_eq!(place(Table::Signature, "record"), Some(1));
        assert_eq!(place(Table::Signature, "covers"), Some(COVERS));
        assert_eq!(place(Table::Signature, "broken_by"), Some(BROKEN_BY));
        for (table, (name, _)) in TABLES.iter().zip(LEDGER) {
            let spelled = format!("{table:?}").to_lowercase();
            assert_eq!(spelled, name.replace('_', ""));
        }
    }
}
