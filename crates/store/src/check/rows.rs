//! Comparing tables row by row, both read in the order of their key.

use std::collections::VecDeque;

use super::Report;
use crate::apply::TABLES;
use crate::db::{Conn, Result, Row, Value};
use crate::load::holes;
use crate::project::Table;

/// Rows read at once.
const ROWS: usize = 1000;
/// Most characters of a value in a finding.
const SHOWN: usize = 80;

/// Compares all ledger tables of `conn` with those of a rebuild.
pub(super) fn compare(conn: &mut Conn, rebuilt: &mut Conn, report: &mut Report) -> Result<()> {
    for table in TABLES {
        let mut found = Rows::of(table);
        let mut expected = Rows::of(table);
        loop {
            found.fill(conn)?;
            expected.fill(rebuilt)?;
            let (Some(one), Some(other)) = (found.next.front(), expected.next.front()) else {
                break;
            };
            let (one_key, other_key) = (found.key(one), expected.key(other));
            report.rows += 1;
            if one_key < other_key {
                found.extra(report);
            } else if one_key > other_key {
                expected.missing(report);
            } else {
                differences(table, one, other, report);
                found.next.pop_front();
                expected.next.pop_front();
            }
        }
        while found.next.front().is_some() {
            found.extra(report);
            found.fill(conn)?;
        }
        while expected.next.front().is_some() {
            expected.missing(report);
            expected.fill(rebuilt)?;
        }
    }
    Ok(())
}

/// The rows of a table, a chunk at a time.
struct Rows {
    table: Table,
    next: VecDeque<Row>,
    /// Key of the last row read.
    last: Option<Vec<Value>>,
    ended: bool,
}

impl Rows {
    fn of(table: Table) -> Rows {
        Rows {
            table,
            next: VecDeque::new(),
            last: None,
            ended: false,
        }
    }

    fn key<'r>(&self, row: &'r Row) -> &'r [Value] {
        &row.0[..self.table.key()]
    }

    /// Reads on when all rows are used.
    fn fill(&mut self, conn: &mut Conn) -> Result<()> {
        if self.ended || !self.next.is_empty() {
            return Ok(());
        }
        let (name, columns) = self.table.columns();
        let key: Vec<&str> = columns.split(", ").take(self.table.key()).collect();
        let key = key.join(", ");
        let after = match &self.last {
            Some(last) => format!(" WHERE ({key}) > ({})", holes(1, last.len())),
            None => String::new(),
        };
        let sql = format!("SELECT {columns} FROM {name}{after} ORDER BY {key} LIMIT {ROWS}");
        let rows = conn.query(&sql, self.last.as_deref().unwrap_or_default())?;
        self.ended = rows.len() < ROWS;
        self.last = rows.last().map(|row| self.key(row).to_vec());
        self.next = rows.into();
        Ok(())
    }

    fn extra(&mut self, report: &mut Report) {
        self.whole(report, "a row", "none");
    }

    fn missing(&mut self, report: &mut Report) {
        self.whole(report, "no row", "one");
    }

    fn whole(&mut self, report: &mut Report, found: &str, expected: &str) {
        if let Some(row) = self.next.pop_front() {
            let key = key_text(self.key(&row));
            report.find(
                self.table.columns().0,
                key,
                "",
                found.to_owned(),
                expected.to_owned(),
            );
        }
    }
}

fn differences(table: Table, found: &Row, expected: &Row, report: &mut Report) {
    if found == expected {
        return;
    }
    let (name, columns) = table.columns();
    for (column, (found_value, expected_value)) in columns.split(", ").zip(found.0.iter().zip(&expected.0)) {
        if found_value != expected_value {
            let key = key_text(&found.0[..table.key()]);
            report.find(
                name,
                key,
                column,
                value_text(found_value),
                value_text(expected_value),
            );
        }
    }
}

fn key_text(key: &[Value]) -> String {
    let parts: Vec<String> = key
        .iter()
        .map(|value| match value {
            Value::Text(text) => text.clone(),
            other => value_text(other),
        })
        .collect();
    parts.join(" · ")
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) if text.chars().count() > SHOWN => {
            format!("“{}…”", text.chars().take(SHOWN).collect::<String>())
        }
        Value::Text(text) => format!("“{text}”"),
        Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
    }
}
