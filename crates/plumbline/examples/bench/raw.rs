//! The same rows written and read by SQLite alone: what of the cost is the database's.

use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use store::schema::LEDGER;

use crate::ground::Ground;
use crate::measure::{ms, repeat, thousands};

/// A row that an act wrote: table, columns, values.
type Written = (String, Vec<Value>);

/// Writes what an act writes, again and again, into the same tables with the same indexes in a file of its own: one act
/// a commit, and 32.
pub(crate) fn writes(ground: &Ground, span: Duration) {
    let from = open(&ground.setting.data.join("plumbline.db"));
    let rows = last_act(&from);
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let to = open(file.path());
    let tables = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'search_%' AND name NOT LIKE 'sqlite_%'";
    for table in query(&from, tables, &[]) {
        if let Value::Text(sql) = &table[0] {
            to.execute_batch(sql).expect("a table of the same form");
        }
    }
    for acts in [1, 32] {
        let begun = Instant::now();
        let mut written = 0_u64;
        while begun.elapsed() < span {
            to.execute_batch("BEGIN IMMEDIATE").expect("nobody else writes");
            for _ in 0..acts {
                written += 1;
                write(&to, &rows, acts * 1_000_000 + written);
            }
            to.execute_batch("COMMIT").expect("the disk takes it");
        }
        let per_second = written as f64 / begun.elapsed().as_secs_f64();
        println!(
            "| SQLite alone, the same {} rows | {acts} | {} | | {} | |",
            rows.len(),
            thousands(per_second as u64),
            ms(begun.elapsed() / u32::try_from(written).expect("few") * acts as u32)
        );
    }
}

/// Reads what a page of 50 reads, and what a record's page reads; gives the time of each.
pub(crate) fn reads(ground: &Ground, span: Duration) -> (Duration, Duration) {
    let conn = open(&ground.setting.data.join("plumbline.db"));
    let (list, _) = repeat(span, |_| {
        let rows = query(
            &conn,
            "SELECT id, kind, kind_version, number, version, state, state_imported, title, owner, reporter, process, site, due, next, happened_on, opened, closed, seq FROM record WHERE kind = 'nonconformity' ORDER BY seq DESC LIMIT 51",
            &[],
        );
        assert_eq!(rows.len(), 51);
        query(
            &conn,
            "SELECT COUNT(*) FROM (SELECT 1 FROM record WHERE kind = 'nonconformity' LIMIT 1001)",
            &[],
        );
    });
    let numbers = query(
        &conn,
        "SELECT number FROM record WHERE kind = 'nonconformity' ORDER BY seq LIMIT 1000",
        &[],
    );
    let (record, _) = repeat(span, |run| {
        let number = numbers[run as usize % numbers.len()].clone();
        let rows = query(
            &conn,
            "SELECT * FROM record WHERE kind = 'nonconformity' AND number = ?1",
            &number,
        );
        query(
            &conn,
            "SELECT * FROM state_moment WHERE record = ?1",
            &rows[0][..1],
        );
        query(
            &conn,
            "SELECT * FROM field_moment WHERE record = ?1",
            &rows[0][..1],
        );
        query(&conn, "SELECT * FROM signature WHERE record = ?1", &rows[0][..1]);
    });
    (list, record)
}

fn open(path: &std::path::Path) -> Connection {
    let conn = Connection::open(path).expect("the file opens");
    let same = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 2000;";
    conn.execute_batch(same).expect("pragmas are taken");
    conn.set_prepared_statement_cache_capacity(400);
    conn
}

/// All rows that the last act wrote.
fn last_act(conn: &Connection) -> Vec<Written> {
    let mut rows = Vec::new();
    let id = query(conn, "SELECT id FROM record ORDER BY entry DESC LIMIT 1", &[]).remove(0);
    for (table, key) in [
        ("entry", "number"),
        ("record", "id"),
        ("version", "record"),
        ("value", "record"),
        ("link", "record"),
        ("state_moment", "record"),
        ("field_moment", "record"),
    ] {
        let value = if table == "entry" {
            query(conn, "SELECT max(number) FROM entry", &[]).remove(0)
        } else {
            id.clone()
        };
        let found = query(conn, &format!("SELECT * FROM {table} WHERE {key} = ?1"), &value);
        rows.extend(found.into_iter().map(|row| (table.to_owned(), row)));
    }
    assert!(rows.len() > LEDGER.len() / 2, "an act writes rows");
    rows
}

fn write(conn: &Connection, rows: &[Written], number: u64) {
    for (table, row) in rows {
        let holes: Vec<String> = (1..=row.len()).map(|at| format!("?{at}")).collect();
        let sql = format!("INSERT INTO {table} VALUES ({})", holes.join(", "));
        let mut row = row.clone();
        // Keys of its own; all else stays.
        match table.as_str() {
            "entry" => row[0] = Value::Integer(number as i64),
            _ => row[0] = Value::Text(format!("id-{number:020}")),
        }
        if table == "record" {
            row[3] = Value::Text(format!("NC-{number}"));
            row[18] = Value::Integer(number as i64);
        }
        let mut statement = conn.prepare_cached(&sql).expect("the table is there");
        statement.execute(params_from_iter(row)).expect("the row is new");
    }
}

fn query(conn: &Connection, sql: &str, args: &[Value]) -> Vec<Vec<Value>> {
    let mut statement = conn.prepare_cached(sql).expect("the tables are there");
    let columns = statement.column_count();
    let rows = statement.query_map(params_from_iter(args), |row| {
        (0..columns).map(|at| row.get(at)).collect()
    });
    rows.expect("the tables are there")
        .collect::<Result<_, _>>()
        .expect("rows can be read")
}
