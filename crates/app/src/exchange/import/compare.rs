//! What is recorded here beside what the file says. What is here stays.

use engine::record::Record;
use engine::value::shorten;
use serde_json::{Map, Value};

use super::judge::Judge;
use super::report::{Difference, Outcome};
use crate::errors::Result;
use crate::exchange::map::Taken;
use crate::read::View;

impl Judge<'_> {
    /// What a record says beside what the file says. Only what stands in the file itself is compared, and the state
    /// only as long as nobody has moved the record here.
    pub(super) fn compare(
        &self,
        view: &mut View<'_>,
        taken: &Taken,
        answers: &Map<String, Value>,
        record: &Record,
    ) -> Result<Outcome> {
        let sees = view.actor.is_system()
            || crate::read::sees(view.conn, view.house, &view.actor, &view.today, record)?;
        if !sees {
            return Ok(Outcome::There {
                number: String::new(),
            });
        }
        let mut fields = Vec::new();
        for field in &taken.told {
            let (here, there) = (record.fields.get(field), answers.get(field));
            if there.is_some() && here.map(without_row_ids) != there.map(without_row_ids) {
                fields.push(Difference {
                    field: field.clone(),
                    here: shown(here),
                    there: shown(there),
                });
            }
        }
        if let Some(state) = &taken.state
            && *state != record.state
            && record.moments.states.len() <= 1
        {
            fields.push(Difference {
                field: "state".to_owned(),
                here: record.state.clone(),
                there: state.clone(),
            });
        }
        let number = record.number.clone();
        Ok(if fields.is_empty() {
            Outcome::There { number }
        } else {
            Outcome::Differs { number, fields }
        })
    }
}

/// A value without the ids of table rows, which a file does not have.
fn without_row_ids(value: &Value) -> Value {
    let Value::Array(items) = value else {
        return value.clone();
    };
    let plain = items.iter().map(|item| match item {
        Value::Object(cells) => Value::Object(
            cells
                .iter()
                .filter(|(cell, _)| *cell != "id")
                .map(|(cell, value)| (cell.clone(), value.clone()))
                .collect(),
        ),
        other => other.clone(),
    });
    plain.collect()
}

/// A value in a few words.
fn shown(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => shorten(text),
        Some(Value::Object(cells)) => {
            let cells: Vec<String> = cells
                .iter()
                .filter(|(cell, _)| *cell != "id")
                .map(|(_, cell)| shown(Some(cell)))
                .collect();
            shorten(&cells.join(", "))
        }
        Some(Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(|item| shown(Some(item))).collect();
            shorten(&items.join("; "))
        }
        Some(other) => shorten(&other.to_string()),
    }
}
