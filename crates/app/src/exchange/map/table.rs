//! What cells mean: by the map, by lists, as dates, and as rows of a table.

use engine::pack::{Field, Type};
use engine::value::shorten;
use serde_json::{Map as Object, Value};

use super::cell::{folded, is_required, mapped};
use super::{Bound, BoundRule, Mistake, Rule, Taken, date};
use crate::exchange::table::Row;

impl Bound {
    pub(super) fn table(
        &self,
        rule: &BoundRule,
        field: &Field,
        columns: &[Field],
        row: &Row,
        taken: &mut Taken,
    ) {
        let find = |id: &str| columns.iter().find(|column| column.id == *id);
        let mut rows = Vec::new();
        for cells in &rule.rows {
            let mut answers = Object::new();
            // A row of which the file says nothing is none, whatever its defaults.
            let is_told = cells.iter().any(|cell| !Self::text(cell, row).is_empty());
            for cell in cells.iter().filter(|_| is_told) {
                if let Some(column) = find(&cell.field)
                    && let Some(value) = self.value(cell, column, row, taken)
                {
                    answers.insert(cell.field.clone(), value);
                }
            }
            rows.extend((!answers.is_empty()).then_some(Value::Object(answers)));
        }
        let text = Self::text(rule, row);
        let parts: Vec<&str> = match &rule.rule.split {
            Some(split) => text.split(split.as_str()).collect(),
            None => vec![text.as_str()],
        };
        for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
            match self.row_of(&rule.rule, part, find) {
                Ok(answers) => rows.push(Value::Object(answers)),
                Err(what) => taken.mistakes.push(Mistake {
                    column: self.names(&rule.columns),
                    sentence: format!("{what}."),
                }),
            }
        }
        if !rows.is_empty() {
            taken.inputs.insert(field.id.clone(), Value::Array(rows));
            taken.told.push(field.id.clone());
        } else if rule.rule.required || is_required(field) {
            let sentence = format!("“{}” is not answered.", field.ask);
            taken.mistakes.push(Mistake {
                column: self.columns_of(&field.id),
                sentence,
            });
        }
    }

    /// The cells of one row of a table that stand in one text.
    fn row_of<'f>(
        &self,
        rule: &Rule,
        part: &str,
        find: impl Fn(&str) -> Option<&'f Field>,
    ) -> Result<Object<String, Value>, String> {
        let cells: Vec<&str> = match &rule.between {
            Some(between) => part.split(between.as_str()).map(str::trim).collect(),
            None => vec![part],
        };
        if cells.len() > rule.row.len() {
            return Err(format!(
                "“{}” has {} parts; the map knows {}",
                shorten(part),
                cells.len(),
                rule.row.len()
            ));
        }
        let plain = Rule {
            formats: rule.formats.clone(),
            ..Rule::default()
        };
        let mut answers = Object::new();
        for (id, text) in rule.row.iter().zip(cells).filter(|(_, text)| !text.is_empty()) {
            if let Some(column) = find(&id.it) {
                let value = self
                    .meaning(&plain, column, text, false)
                    .map_err(|what| format!("“{}” {what}", column.ask))?;
                answers.insert(id.it.clone(), value);
            }
        }
        Ok(answers)
    }

    pub(super) fn meaning(
        &self,
        rule: &Rule,
        field: &Field,
        text: &str,
        is_day: bool,
    ) -> Result<Value, String> {
        if let Some(separator) = &rule.split {
            let mut values = Vec::new();
            for part in text
                .split(separator.as_str())
                .map(str::trim)
                .filter(|part| !part.is_empty())
            {
                match self.labelled(rule, field, mapped(rule, part)?) {
                    Value::Array(many) => values.extend(many),
                    one => values.push(one),
                }
            }
            return Ok(Value::Array(values));
        }
        let value = self.labelled(rule, field, mapped(rule, text)?);
        let (Type::Date | Type::Moment) = field.ty else {
            return Ok(value);
        };
        let Some(text) = value.as_str() else {
            return Ok(value);
        };
        let is_moment = matches!(field.ty, Type::Moment);
        let formats: Vec<&str> = match is_day {
            // The cell of a spreadsheet holds a day, not a text: nothing is to be guessed.
            true => vec![if text.contains('T') {
                "%Y-%m-%dT%H:%M:%S"
            } else {
                "%Y-%m-%d"
            }],
            false => rule.formats.iter().map(|format| format.it.as_str()).collect(),
        };
        if !formats.is_empty() {
            return date::read(text, &formats, is_moment, self.house.zone()).map(Value::String);
        }
        let day = is_moment.then(|| engine::calendar::day(text).ok()).flatten();
        let first = day.and_then(|day| date::first_instant(&day, self.house.zone()));
        Ok(first.map_or(value, Value::String))
    }

    /// Lists by their labels and yes or no as spreadsheets write it, where the map itself does not say what texts mean.
    fn labelled(&self, rule: &Rule, field: &Field, value: Value) -> Value {
        let (Value::String(text), None) = (&value, &rule.map) else {
            return value;
        };
        let wanted = folded(text);
        match &field.ty {
            Type::Choice(list) | Type::Choices(list) => {
                let items = self
                    .house
                    .packs
                    .lists
                    .get(list)
                    .map(|list| list.items.as_slice())
                    .unwrap_or_default();
                let is_id = items.iter().any(|item| item.id == *text);
                let item = items
                    .iter()
                    .filter(|item| !item.retired)
                    .find(|item| !is_id && (folded(&item.label) == wanted || item.id == wanted));
                item.map_or(value, |item| Value::String(item.id.clone()))
            }
            Type::YesNo => match wanted.as_str() {
                "yes" | "true" => Value::String("yes".to_owned()),
                "no" | "false" => Value::String("no".to_owned()),
                _ => value,
            },
            _ => value,
        }
    }
}
