//! From a form to answers, and from answers to a form.
//!
//! Names in forms: `field`; `field.axis` of a scale; `field.reason` instead of links; `table.row.column` of a cell.
//! What begins with `_` belongs to the form and is no answer (`_once`, `_seen`, `_add`).

use std::collections::BTreeSet;

use engine::pack::{Field, Type};
use engine::record::Record;
use serde_json::{Map, Value, json};

use super::shown::Known;
use super::words;

/// What somebody entered, or what stands in a record as somebody would have entered it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    pairs: Vec<(String, String)>,
    /// Files that came with the form: field, name, bytes.
    pub(crate) files: Vec<(String, String, Vec<u8>)>,
}

impl Given {
    /// A form as it came in.
    pub(crate) fn new(pairs: Vec<(String, String)>) -> Self {
        Given {
            pairs,
            files: Vec::new(),
        }
    }

    /// The first answer of that name; empty when there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.pairs
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    /// All answers of that name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Everything, in the order of the form.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// Adds an answer.
    pub(crate) fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.pairs.push((name.into(), value.into()));
    }

    /// Ids of the rows of a table, in order.
    pub(crate) fn rows(&self, table: &str) -> Vec<String> {
        let mut rows: Vec<String> = Vec::new();
        for (name, _) in &self.pairs {
            let mut parts = name.splitn(3, '.');
            let row = (parts.next() == Some(table))
                .then(|| parts.next())
                .flatten()
                .filter(|_| parts.next().is_some());
            if let Some(row) = row.filter(|row| !rows.iter().any(|known| known == row)) {
                rows.push(row.to_owned());
            }
        }
        rows
    }

    /// The next free id of a row.
    pub(crate) fn next_row(&self, table: &str) -> String {
        let numbers = self
            .rows(table)
            .into_iter()
            .filter_map(|row| row.strip_prefix('r')?.parse::<u64>().ok());
        format!("r{}", numbers.max().unwrap_or(0) + 1)
    }

    /// The answers of a record to these fields, as a form holds them.
    pub(crate) fn of_record(fields: &[&Field], record: &Record, known: &Known<'_>) -> Self {
        let mut given = Given::default();
        for field in fields {
            if let Some(value) = record.fields.get(&field.id) {
                given.fill(field, &field.id, value, known);
            }
        }
        given
    }

    fn fill(&mut self, field: &Field, name: &str, value: &Value, known: &Known<'_>) {
        match (&field.ty, value) {
            (Type::Moment, Value::String(text)) => self.push(name, words::local_of(text, known.zone)),
            (Type::Link(_), Value::String(text)) => self.push(name, text.clone()),
            (Type::Scale(_), Value::Object(axes)) => {
                for (axis, level) in axes {
                    self.push(format!("{name}.{axis}"), level.as_str().unwrap_or_default());
                }
            }
            (Type::Links { .. }, Value::Object(instead)) => {
                let reason = instead.get("reason").and_then(Value::as_str).unwrap_or_default();
                self.push(format!("{name}.reason"), reason);
            }
            (Type::Files, Value::Array(files)) => {
                for file in files {
                    let part = |key: &str| file.get(key).and_then(Value::as_str).unwrap_or_default();
                    self.push(name, format!("{} {}", part("digest"), part("name")));
                }
            }
            (Type::Table(columns), Value::Array(rows)) => {
                for row in rows {
                    let id = row.get("id").and_then(Value::as_str).unwrap_or_default();
                    // A row without answers is a row all the same.
                    self.push(format!("{name}.{id}._"), "");
                    for column in columns {
                        if let Some(cell) = row.get(&column.id) {
                            self.fill(column, &format!("{name}.{id}.{}", column.id), cell, known);
                        }
                    }
                }
            }
            (_, Value::Array(items)) => {
                items
                    .iter()
                    .filter_map(Value::as_str)
                    .for_each(|item| self.push(name, item));
            }
            (_, Value::String(text)) => self.push(name, text.clone()),
            _ => {}
        }
    }

    /// The answers to these fields, as an act takes them. `before` is the record as it stood, whose instants are finer
    /// than a form can show: an answer that was not touched stays as it is.
    pub(crate) fn inputs(
        &self,
        fields: &[&Field],
        before: Option<&Record>,
        zone: &str,
    ) -> Map<String, Value> {
        let mut inputs = Map::new();
        for field in fields {
            let old = before.and_then(|record| record.fields.get(&field.id));
            let value = self.input(field, &field.id, old, zone);
            // A field that was not asked on this form is not an empty answer to it.
            if self.asks(&field.id) {
                inputs.insert(field.id.clone(), value);
            }
        }
        inputs
    }

    fn asks(&self, id: &str) -> bool {
        let inside = |name: &str| {
            name.strip_prefix(id)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.pairs.iter().any(|(name, _)| inside(name)) || self.files.iter().any(|(name, _, _)| name == id)
    }

    fn input(&self, field: &Field, name: &str, old: Option<&Value>, zone: &str) -> Value {
        match &field.ty {
            Type::Moment => {
                let local = self.get(name).trim();
                let kept = old
                    .and_then(Value::as_str)
                    .filter(|old| words::local_of(old, zone) == local);
                json!(kept.map_or_else(|| words::instant_of(local, zone), str::to_owned))
            }
            Type::Link(_) => json!(meant(self.get(name))),
            Type::Links { .. } => {
                let targets: Vec<&str> = self
                    .all(name)
                    .map(meant)
                    .filter(|target| !target.is_empty())
                    .collect();
                let reason = format!("{name}.reason");
                match self.get(&reason).trim() {
                    reason if !reason.is_empty() && targets.is_empty() => json!({ "reason": reason }),
                    _ => json!(targets),
                }
            }
            Type::Choices(_) => json!(self.all(name).filter(|item| !item.is_empty()).collect::<Vec<_>>()),
            Type::Scale(_) => self.scale(name),
            Type::Files => self.attached(name),
            Type::Table(columns) => self.table(columns, name, old, zone),
            Type::Number(_) => json!(self.get(name).trim().replace([',', '\u{a0}'], "")),
            _ => json!(self.get(name)),
        }
    }

    fn scale(&self, name: &str) -> Value {
        let begin = format!("{name}.");
        let axes = self
            .pairs
            .iter()
            .filter_map(|(known, level)| Some((known.strip_prefix(&begin)?, level)));
        let axes: Map<String, Value> = axes
            .filter(|(_, level)| !level.is_empty())
            .map(|(axis, level)| (axis.to_owned(), json!(level)))
            .collect();
        Value::Object(axes)
    }

    fn attached(&self, name: &str) -> Value {
        let gone: BTreeSet<&str> = self
            .pairs
            .iter()
            .filter(|(known, _)| *known == format!("{name}._gone"))
            .map(|(_, digest)| digest.as_str())
            .collect();
        let files = self.all(name).filter_map(|file| {
            let (digest, file) = file.split_once(' ').unwrap_or((file, ""));
            (!digest.is_empty() && !gone.contains(digest)).then(|| json!({ "digest": digest, "name": file }))
        });
        Value::Array(files.collect())
    }

    fn table(&self, columns: &[Field], name: &str, old: Option<&Value>, zone: &str) -> Value {
        let before = |id: &str| {
            old.and_then(Value::as_array)?
                .iter()
                .find(|row| row.get("id").and_then(Value::as_str) == Some(id))
        };
        let mut rows = Vec::new();
        for id in self.rows(name) {
            if !self.get(&format!("{name}.{id}._gone")).is_empty() {
                continue;
            }
            let mut row = Map::new();
            for column in columns {
                let old = before(&id).and_then(|row| row.get(&column.id));
                let cell = self.input(column, &format!("{name}.{id}.{}", column.id), old, zone);
                if !is_empty(&cell) {
                    row.insert(column.id.clone(), cell);
                }
            }
            // Rows that were offered and left blank are not rows.
            if !row.is_empty() {
                row.insert("id".to_owned(), json!(id));
                rows.push(Value::Object(row));
            }
        }
        Value::Array(rows)
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => true,
    }
}

/// “Ben Okafor · P-3” means P-3: what stands behind the last dot is the number.
fn meant(text: &str) -> &str {
    text.rsplit_once(" · ").map_or(text, |(_, number)| number).trim()
}
