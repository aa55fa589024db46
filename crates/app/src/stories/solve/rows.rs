//! Rows: as many as are asked, each with what is asked of it.

use engine::condition::{Members, Operand, Test};
use engine::pack::{Field, Kind, Type};
use serde_json::{Map, Value, json};

use super::Desk;
use crate::stories::play::{Player, Told};

impl Player<'_> {
    /// Rows that add up: one for each row of the other table.
    pub(super) fn add_up(
        &mut self,
        desk: &mut Desk<'_>,
        [table, column, by, of, equals]: [&String; 5],
    ) -> Told<()> {
        let Some(Type::Table(columns)) = desk.kind.field(table).map(|field| field.ty.clone()) else {
            return Ok(());
        };
        let wholes = rows_of(desk, of);
        let mut rows = Vec::new();
        for (number, whole) in (1..).zip(&wholes) {
            let mut row = self.row(desk.kind, &columns, number)?;
            row.insert(by.clone(), whole.get("id").cloned().unwrap_or_default());
            row.insert(
                column.clone(),
                whole.get(equals).cloned().unwrap_or_else(|| json!("0")),
            );
            rows.push(Value::Object(row));
        }
        desk.wished.insert(table.clone(), Value::Array(rows));
        Ok(())
    }

    /// At least so many rows, or linked records.
    pub(super) fn at_least(&mut self, desk: &mut Desk<'_>, over: &Members, least: usize) -> Told<()> {
        let Some(field) = desk.kind.field(&over.field).cloned() else {
            return Ok(());
        };
        if let Type::Table(columns) = &field.ty {
            let mut rows = rows_of(desk, &field.id);
            if rows.len() >= least {
                return Ok(());
            }
            while rows.len() < least {
                rows.push(self.row(desk.kind, columns, rows.len() + 1)?);
            }
            desk.wished.insert(field.id, json!(rows));
            return Ok(());
        }
        let there = desk.record.links(&over.field).count();
        if there >= least.max(1) || desk.wished.contains_key(&over.field) || least == 0 {
            return Ok(());
        }
        self.link(desk, &field)
    }

    pub(super) fn each(&mut self, desk: &mut Desk<'_>, over: &Members, test: &Test) -> Told<()> {
        if !over.rows {
            return self.behind(desk, &over.field, test);
        }
        let (test, today) = (test.clone(), desk.today.clone());
        self.each_row(desk, &over.field, |player, kind, field, row| match &test {
            Test::Filled(paths) => paths.iter().try_for_each(|path| {
                let column = field.column(path.first()).cloned();
                fill_cell(player, kind, column.as_ref(), row)
            }),
            Test::Value(Operand::Path(path, _), word) => {
                let Some(column) = field.column(path.first()).cloned() else {
                    return Ok(());
                };
                let now = row.get(&column.id).cloned();
                if let Some(value) = player.fitting(&column, word, now.as_ref(), &today)? {
                    row.insert(column.id, value);
                }
                Ok(())
            }
            _ => Ok(()),
        })
    }

    pub(super) fn each_row(
        &mut self,
        desk: &mut Desk<'_>,
        table: &str,
        mut change: impl FnMut(&mut Self, &Kind, &Field, &mut Map<String, Value>) -> Told<()>,
    ) -> Told<()> {
        let Some(field) = desk.kind.field(table).cloned() else {
            return Ok(());
        };
        let mut rows = rows_of(desk, table);
        let before = rows.clone();
        for row in &mut rows {
            change(self, desk.kind, &field, row)?;
        }
        if rows != before {
            desk.wished.insert(table.to_owned(), json!(rows));
        }
        Ok(())
    }
}

fn rows_of(desk: &Desk<'_>, table: &str) -> Vec<Map<String, Value>> {
    let wished = desk.wished.get(table).and_then(Value::as_array);
    match wished {
        Some(rows) => rows.iter().filter_map(Value::as_object).cloned().collect(),
        None => desk.record.rows(table).map(|(_, row)| row.clone()).collect(),
    }
}

pub(super) fn fill_cell(
    player: &mut Player<'_>,
    kind: &Kind,
    column: Option<&Field>,
    row: &mut Map<String, Value>,
) -> Told<()> {
    if let Some(column) = column
        && !row.contains_key(&column.id)
    {
        row.insert(column.id.clone(), player.given(kind, column)?);
    }
    Ok(())
}
