//! From a row of cells to answers: what a bound map takes from it, and every mistake in it with its column.

use engine::pack::{Field, Type};
use engine::text::{fold, normalise};
use engine::value::shorten;
use serde_json::{Map as Object, Value};

use super::{Bound, BoundRule, date};
use crate::exchange::table::{Fault, Row, Table};

/// Longest key that is kept as it is; of longer ones the digest.
const KEY: usize = 120;
/// Most characters of an old number.
const OLD_NUMBER: usize = 200;

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Name of the column, or of several; empty when it is the row as a whole.
    pub column: String,
    /// A sentence.
    pub sentence: String,
}

/// What somebody should know of a row that is taken all the same.
pub type Note = Mistake;

/// What a row says.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Field → answer.
    pub inputs: Object<String, Value>,
    /// Fields whose answer stands in the file, not in the map.
    pub told: Vec<String>,
    /// State, when the map names one.
    pub state: Option<String>,
    /// The key and old numbers; the key first.
    pub aliases: Vec<String>,
    /// Everything wrong with it.
    pub mistakes: Vec<Mistake>,
    /// What is kept as it is but may surprise.
    pub notes: Vec<Note>,
}

impl Bound {
    /// Takes a row apart.
    #[must_use]
    pub fn row(&self, table: &Table<'_>, row: &Row) -> Taken {
        let mut taken = Taken::default();
        for fault in &row.faults {
            let unread = matches!(fault, Fault::Oversized { column, .. } if !self.reads(*column));
            if !unread {
                let column = fault.column().map(|at| self.names(&[at])).unwrap_or_default();
                taken.mistakes.push(Mistake { column, sentence: fault.sentence(table) });
            }
        }
        if !taken.mistakes.is_empty() {
            // What such a row says cannot be trusted, so nothing more is said about it.
            return taken;
        }
        self.aliases(row, &mut taken);
        for rule in &self.fields {
            self.answer(rule, row, &mut taken);
        }
        if let Some(rule) = &self.state {
            taken.state = self.state_of(rule, row, &mut taken);
        }
        taken
    }

    fn reads(&self, column: usize) -> bool {
        let rules = self.fields.iter().chain(&self.state).flat_map(|rule| &rule.columns);
        rules.chain(&self.key).chain(&self.alias).any(|at| *at == column)
    }

    /// Names of columns, for a message.
    pub(crate) fn names(&self, columns: &[usize]) -> String {
        let names: Vec<&str> = columns.iter().filter_map(|at| self.header.get(*at)).map(String::as_str).collect();
        names.join(", ")
    }

    /// Columns that fill a field, for a message.
    pub(crate) fn columns_of(&self, field: &str) -> String {
        let rule = self.fields.iter().chain(&self.state).find(|rule| rule.field == field);
        rule.map(|rule| self.names(&rule.columns)).unwrap_or_default()
    }

    fn aliases(&self, row: &Row, taken: &mut Taken) {
        let mut parts = Vec::new();
        for at in &self.key {
            match normalise(&row.cells[*at]) {
                Ok(text) => parts.push(folded(&text)),
                Err(what) => taken.mistakes.push(Mistake { column: self.names(&[*at]), sentence: format!("The cell {what}.") }),
            }
        }
        if parts.len() < self.key.len() {
            return;
        }
        if parts.iter().all(String::is_empty) {
            let sentence = "These cells are empty, so the row cannot be recognised in a second run.".to_owned();
            taken.mistakes.push(Mistake { column: self.names(&self.key), sentence });
            return;
        }
        taken.aliases.push(key(&self.id, &parts));
        for at in &self.alias {
            let text = normalise(&row.cells[*at]);
            let length = text.as_ref().map_or(0, |text| text.chars().count());
            match text {
                Ok(text) if text.is_empty() || taken.aliases.contains(&text) => {}
                Ok(text) if length <= OLD_NUMBER && !text.contains('\n') => taken.aliases.push(text),
                Ok(_) => {
                    let sentence = format!("The cell has {length} characters; an old number is one line of at most {OLD_NUMBER}.");
                    taken.mistakes.push(Mistake { column: self.names(&[*at]), sentence });
                }
                Err(what) => taken.mistakes.push(Mistake { column: self.names(&[*at]), sentence: format!("The cell {what}.") }),
            }
        }
    }

    /// What stands in the file for a rule, without space around it.
    fn text(rule: &BoundRule, row: &Row) -> String {
        let cells: Vec<&str> = rule.columns.iter().map(|at| row.cells[*at].trim()).collect();
        if rule.between.is_empty() {
            return cells.concat();
        }
        if cells.iter().all(|cell| cell.is_empty()) {
            return String::new();
        }
        let mut text = rule.between[0].clone();
        for (cell, after) in cells.iter().zip(&rule.between[1..]) {
            text.push_str(cell);
            text.push_str(after);
        }
        if cells.iter().any(|cell| cell.is_empty()) {
            // “: Widget”, where the brand is empty, is no title.
            let loose = |c: char| c.is_whitespace() || ":;,/|–-".contains(c);
            return text.trim_matches(loose).to_owned();
        }
        text.trim().to_owned()
    }

    fn answer(&self, rule: &BoundRule, row: &Row, taken: &mut Taken) {
        let Some(field) = self.house.packs.kind(&self.kind).and_then(|kind| kind.field(&rule.field)) else { return };
        let text = Self::text(rule, row);
        let column = || self.names(&rule.columns);
        if text.is_empty() {
            match &rule.rule.default {
                Some(default) => drop(taken.inputs.insert(rule.field.clone(), default.it.clone())),
                None if rule.rule.required || is_required(field) => {
                    let sentence = format!("“{}” is not answered.", field.ask);
                    taken.mistakes.push(Mistake { column: column(), sentence });
                }
                None => {}
            }
            return;
        }
        if matches!(field.ty, Type::Line | Type::Text) && text.starts_with(['=', '+', '-', '@']) {
            let sentence = format!("“{}” begins like a formula; it is kept as text and never evaluated.", shorten(&text));
            taken.notes.push(Note { column: column(), sentence });
        }
        match self.meaning(rule, field, &text) {
            Ok(value) => {
                taken.inputs.insert(rule.field.clone(), value);
                taken.told.push(rule.field.clone());
            }
            Err(what) => taken.mistakes.push(Mistake { column: column(), sentence: format!("“{}” {what}.", field.ask) }),
        }
    }

    fn meaning(&self, rule: &BoundRule, field: &Field, text: &str) -> Result<Value, String> {
        if let Some(separator) = &rule.rule.split {
            let mut values = Vec::new();
            for part in text.split(separator.as_str()).map(str::trim).filter(|part| !part.is_empty()) {
                match mapped(rule, part)? {
                    Value::Array(many) => values.extend(many),
                    one => values.push(one),
                }
            }
            return Ok(Value::Array(values));
        }
        let value = mapped(rule, text)?;
        let (Type::Date | Type::Moment) = field.ty else { return Ok(value) };
        let Some(text) = value.as_str() else { return Ok(value) };
        let is_moment = matches!(field.ty, Type::Moment);
        let formats: Vec<&str> = rule.rule.formats.iter().map(|format| format.it.as_str()).collect();
        if !formats.is_empty() {
            return date::read(text, &formats, is_moment, self.house.zone()).map(Value::String);
        }
        let day = is_moment.then(|| engine::calendar::day(text).ok()).flatten();
        let first = day.and_then(|day| date::first_instant(&day, self.house.zone()));
        Ok(first.map_or(value, Value::String))
    }

    fn state_of(&self, rule: &BoundRule, row: &Row, taken: &mut Taken) -> Option<String> {
        let text = Self::text(rule, row);
        let default = || rule.rule.default.as_ref().and_then(|default| default.it.as_str()).map(str::to_owned);
        if text.is_empty() {
            if rule.rule.required {
                taken.mistakes.push(Mistake { column: self.names(&rule.columns), sentence: "The state is not given.".to_owned() });
            }
            return default();
        }
        let states = self.house.packs.kind(&self.kind).map(|kind| kind.states.as_slice()).unwrap_or_default();
        let known: Vec<&str> = states.iter().map(|state| state.id.as_str()).collect();
        let state = mapped(rule, &text).map(|value| value.as_str().unwrap_or_default().to_owned());
        let state = state.and_then(|state| match known.contains(&state.as_str()) {
            true => Ok(state),
            false => Err(format!("is “{}”; allowed are {}", shorten(&state), engine::text::enumerate(&known, "and"))),
        });
        match state {
            Ok(state) => Some(state),
            Err(what) => {
                taken.mistakes.push(Mistake { column: self.names(&rule.columns), sentence: format!("The state {what}.") });
                None
            }
        }
    }
}

/// Told here because it is cheap; what depends on other fields is for the engine.
fn is_required(field: &Field) -> bool {
    field.required && field.when.is_none() && field.default.is_none()
}

fn mapped(rule: &BoundRule, text: &str) -> Result<Value, String> {
    let Some(map) = &rule.rule.map else { return Ok(Value::String(text.to_owned())) };
    let exact = map.iter().find(|(from, _)| from == text);
    let wanted = folded(text);
    let found = exact.or_else(|| map.iter().find(|(from, _)| folded(from) == wanted));
    match found {
        Some((_, target)) => Ok(target.it.clone()),
        None => {
            let known: Vec<&str> = map.iter().map(|(from, _)| from.as_str()).take(40).collect();
            Err(format!("is “{}”, which the map does not know; it knows {}", shorten(text), engine::text::enumerate(&known, "and")))
        }
    }
}

/// As two spellings of the same text meet: without marks, capital letters and doubled space.
fn folded(text: &str) -> String {
    fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `food-recalls:brand|product`; bars inside of values are told apart from those between them.
fn key(id: &str, parts: &[String]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| part.replace('\\', "\\\\").replace('|', "\\|")).collect();
    let parts = parts.join("|");
    if parts.chars().count() <= KEY {
        return format!("{id}:{parts}");
    }
    format!("{id}:{}", crate::secrets::sha256(parts.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tell_values_apart_and_stay_short() {
        let key = |parts: &[&str]| super::key("x", &parts.iter().map(|part| folded(part)).collect::<Vec<_>>());
        assert_eq!(key(&["Requesón  Mexicano", "16 OZ"]), "x:requeson mexicano|16 oz");
        assert_ne!(key(&["a|b", "c"]), key(&["a", "b|c"]));
        assert_ne!(key(&["a\\", "c"]), key(&["a", "\\c"]));
        assert_eq!(key(&["y".repeat(200).as_str()]).len(), 2 + 64);
    }
}
