//! What is recorded here beside what the file says. What is here stays.

use engine::decide::Act;
use engine::record::Record;
use engine::value::shorten;
use serde_json::{Map, Value};

use super::judge::Judge;
use super::report::{Difference, Outcome};
use crate::errors::{Error, Result};
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
        let (mut fields, mut fills) = (Vec::new(), Vec::new());
        for field in &taken.told {
            let (here, there) = (record.fields.get(field), answers.get(field));
            if here.is_none() && there.is_some() && self.bound.fill.contains(field) {
                fills.push(field.clone());
            } else if there.is_some() && here.map(without_row_ids) != there.map(without_row_ids) {
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
        Ok(match (fields.is_empty(), fills.is_empty()) {
            (_, false) => Outcome::Fills {
                number,
                fields: fills,
            },
            (true, true) => Outcome::There { number },
            (false, true) => Outcome::Differs { number, fields },
        })
    }
}

impl Judge<'_> {
    /// What a row fills in a record that is here, once the engine has nothing against it; else what it says.
    pub(super) fn filling(
        &self,
        view: &mut View<'_>,
        inputs: &Map<String, Value>,
        record: &Record,
        fields: &[String],
    ) -> Result<std::result::Result<Fill, Vec<(String, String)>>> {
        let inputs: Map<String, Value> = inputs
            .iter()
            .filter(|(field, _)| fields.contains(field))
            .map(|(field, value)| (field.clone(), value.clone()))
            .collect();
        let act = Act::Edit {
            record: record.id.clone(),
            inputs: inputs.clone(),
            seen: Some(record.version),
        };
        match crate::act::decide_on(view.conn, view.house, &view.actor, &self.now, &view.today, &act) {
            Ok(_) => Ok(Ok(Fill {
                number: record.number.clone(),
                inputs,
                seen: record.version,
            })),
            Err(Error::Refused(refusal)) if refusal.reasons.is_empty() => {
                Ok(Err(vec![(String::new(), refusal.summary)]))
            }
            Err(Error::Refused(refusal)) => Ok(Err(refusal
                .reasons
                .into_iter()
                .map(|reason| (reason.field, reason.sentence))
                .collect())),
            Err(other) => Err(other),
        }
    }
}

/// Answers to fields of a record that are still empty.
#[derive(Clone, Debug)]
pub(super) struct Fill {
    pub(super) number: String,
    pub(super) inputs: Map<String, Value>,
    pub(super) seen: u64,
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
