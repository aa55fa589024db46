//! What people call a row of a table.

use crate::pack::{Packs, Type};
use crate::record::Record;

/// The first line of the row, or the name of the row that it points at, or its place in the table.
pub(super) fn row_name(record: &Record, table: &str, id: &str, packs: &Packs) -> String {
    in_words(record, table, id, packs, 3).unwrap_or_else(|| {
        let place = record
            .rows(table)
            .position(|(row, _)| row == id)
            .unwrap_or_default();
        format!("Row {}", place + 1)
    })
}

/// `depth` ends a circle of rows that point at each other.
fn in_words(record: &Record, table: &str, id: &str, packs: &Packs, depth: u8) -> Option<String> {
    let Type::Table(columns) = &packs.kind(&record.kind)?.field(table)?.ty else {
        return None;
    };
    let (_, cells) = record.rows(table).find(|(row, _)| *row == id)?;
    let text = |column: &str| cells.get(column)?.as_str();
    let line = columns
        .iter()
        .filter(|column| matches!(column.ty, Type::Line))
        .find_map(|column| text(&column.id));
    if let Some(line) = line {
        return Some(line.to_owned());
    }
    columns
        .iter()
        .filter(|_| depth > 0)
        .find_map(|column| match &column.ty {
            Type::Row(of) => in_words(record, of, text(&column.id)?, packs, depth - 1),
            _ => None,
        })
}
