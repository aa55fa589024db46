//! From a row of cells to answers: what a bound map takes from it, and every mistake in it with its column.

use engine::pack::{Field, Type};
use engine::text::{fold, normalise};
use engine::value::shorten;
use serde_json::{Map as Object, Value};

use super::{Bound, BoundRule, Rule};
use crate::exchange::FORMULA;
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
            let at_header = |column: &usize| *column < self.header.len();
            let unread = matches!(fault, Fault::Oversized { column, .. } | Fault::Cell(column, _) if at_header(column) && !self.reads(*column));
            if !unread {
                let column = fault.column().map(|at| self.names(&[at])).unwrap_or_default();
                taken.mistakes.push(Mistake {
                    column,
                    sentence: fault.sentence(table),
                });
            }
        }
        if !taken.mistakes.is_empty() {
            // What such a row says cannot be trusted, so nothing more is said about it.
            return taken;
        }
        for (column, sentence) in row.notes.iter().filter(|(column, _)| self.reads(*column)) {
            taken.notes.push(Note {
                column: self.names(&[*column]),
                sentence: sentence.clone(),
            });
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
        let mut rules = self.fields.iter().chain(&self.state);
        self.key.contains(&column)
            || self.alias.contains(&column)
            || rules.any(|rule| rule.all_columns().contains(&column))
    }

    /// Names of columns, for a message.
    pub(crate) fn names(&self, columns: &[usize]) -> String {
        let names: Vec<&str> = columns
            .iter()
            .filter_map(|at| self.header.get(*at))
            .map(String::as_str)
            .collect();
        names.join(", ")
    }

    /// Columns that fill a field, for a message.
    pub(crate) fn columns_of(&self, field: &str) -> String {
        let rule = self
            .fields
            .iter()
            .chain(&self.state)
            .find(|rule| rule.field == field);
        let columns = rule.map(|rule| {
            let mut columns = rule.all_columns();
            columns.sort_unstable();
            columns.dedup();
            columns
        });
        self.names(&columns.unwrap_or_default())
    }

    fn aliases(&self, row: &Row, taken: &mut Taken) {
        let mut parts = Vec::new();
        for at in &self.key {
            match normalise(plain(row.cells[*at].trim())) {
                Ok(text) => parts.push(folded(&text)),
                Err(what) => taken.mistakes.push(Mistake {
                    column: self.names(&[*at]),
                    sentence: format!("The cell {what}."),
                }),
            }
        }
        if parts.len() < self.key.len() {
            return;
        }
        if parts.iter().all(String::is_empty) {
            let sentence =
                "These cells are empty, so the row cannot be recognised in a second run.".to_owned();
            taken.mistakes.push(Mistake {
                column: self.names(&self.key),
                sentence,
            });
            return;
        }
        taken.aliases.push(key(&self.id, &parts));
        for at in &self.alias {
            let text = normalise(plain(row.cells[*at].trim()));
            let length = text.as_ref().map_or(0, |text| text.chars().count());
            match text {
                Ok(text) if text.is_empty() || taken.aliases.contains(&text) => {}
                Ok(text) if length <= OLD_NUMBER && !text.contains('\n') => taken.aliases.push(text),
                Ok(_) => {
                    let sentence = format!(
                        "The cell has {length} characters; an old number is one line of at most {OLD_NUMBER}."
                    );
                    taken.mistakes.push(Mistake {
                        column: self.names(&[*at]),
                        sentence,
                    });
                }
                Err(what) => taken.mistakes.push(Mistake {
                    column: self.names(&[*at]),
                    sentence: format!("The cell {what}."),
                }),
            }
        }
    }

    /// What stands in the file for a rule, without space around it.
    pub(super) fn text(rule: &BoundRule, row: &Row) -> String {
        let cells: Vec<&str> = rule
            .columns
            .iter()
            .map(|at| plain(row.cells[*at].trim()))
            .collect();
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
        let Some(field) = self
            .house
            .packs
            .kind(&self.kind)
            .and_then(|kind| kind.field(&rule.field))
        else {
            return;
        };
        if let Type::Table(columns) = &field.ty {
            return self.table(rule, field, columns, row, taken);
        }
        if let Some(value) = self.value(rule, field, row, taken) {
            taken.inputs.insert(rule.field.clone(), value);
            if !Self::text(rule, row).is_empty() {
                taken.told.push(rule.field.clone());
            }
        }
    }

    /// What the rule gives for a field or for a column of a table; what is wrong with it goes to the row.
    pub(super) fn value(
        &self,
        rule: &BoundRule,
        field: &Field,
        row: &Row,
        taken: &mut Taken,
    ) -> Option<Value> {
        let text = Self::text(rule, row);
        let column = || self.names(&rule.columns);
        if text.is_empty() {
            if rule.rule.default.is_none() && (rule.rule.required || is_required(field)) {
                let sentence = format!("“{}” is not answered.", field.ask);
                taken.mistakes.push(Mistake {
                    column: column(),
                    sentence,
                });
            }
            return rule.rule.default.as_ref().map(|default| default.it.clone());
        }
        if matches!(field.ty, Type::Line | Type::Text) && text.starts_with(FORMULA) {
            let sentence = format!(
                "“{}” begins like a formula; it is kept as text and never evaluated.",
                shorten(&text)
            );
            taken.notes.push(Note {
                column: column(),
                sentence,
            });
        }
        let is_day = matches!(rule.columns.as_slice(), [at] if row.days.contains(at));
        match self.meaning(&rule.rule, field, &text, is_day) {
            Ok(value) => Some(value),
            Err(what) => {
                taken.mistakes.push(Mistake {
                    column: column(),
                    sentence: format!("“{}” {what}.", field.ask),
                });
                None
            }
        }
    }

    fn state_of(&self, rule: &BoundRule, row: &Row, taken: &mut Taken) -> Option<String> {
        let text = Self::text(rule, row);
        let default = || {
            rule.rule
                .default
                .as_ref()
                .and_then(|default| default.it.as_str())
                .map(str::to_owned)
        };
        if text.is_empty() {
            if rule.rule.required {
                taken.mistakes.push(Mistake {
                    column: self.names(&rule.columns),
                    sentence: "The state is not given.".to_owned(),
                });
            }
            return default();
        }
        let states = self
            .house
            .packs
            .kind(&self.kind)
            .map(|kind| kind.states.as_slice())
            .unwrap_or_default();
        let known: Vec<&str> = states.iter().map(|state| state.id.as_str()).collect();
        let state = mapped(&rule.rule, &text).map(|value| value.as_str().unwrap_or_default().to_owned());
        let state = state.and_then(|state| match known.contains(&state.as_str()) {
            true => Ok(state),
            false => Err(format!(
                "is “{}”; allowed are {}",
                shorten(&state),
                engine::text::enumerate(&known, "and")
            )),
        });
        match state {
            Ok(state) => Some(state),
            Err(what) => {
                taken.mistakes.push(Mistake {
                    column: self.names(&rule.columns),
                    sentence: format!("The state {what}."),
                });
                None
            }
        }
    }
}

/// Told here because it is cheap; what depends on other fields is for the engine.
pub(super) fn is_required(field: &Field) -> bool {
    field.required && field.when.is_none() && field.default.is_none()
}

pub(super) fn mapped(rule: &Rule, text: &str) -> Result<Value, String> {
    let Some(map) = &rule.map else {
        return Ok(Value::String(text.to_owned()));
    };
    let exact = map.iter().find(|(from, _)| from == text);
    let wanted = folded(text);
    let found = exact.or_else(|| map.iter().find(|(from, _)| folded(from) == wanted));
    match found {
        Some((_, target)) => Ok(target.it.clone()),
        None => {
            let known: Vec<&str> = map.iter().map(|(from, _)| from.as_str()).take(40).collect();
            Err(format!(
                "is “{}”, which the map does not know; it knows {}",
                shorten(text),
                engine::text::enumerate(&known, "and")
            ))
        }
    }
}

/// A text as it was before an apostrophe kept spreadsheets from taking it for a formula, as our own export writes it.
fn plain(text: &str) -> &str {
    let is_defused = text.starts_with('\'') && text.trim_start_matches('\'').starts_with(FORMULA);
    if is_defused { &text[1..] } else { text }
}

/// As two spellings of the same text meet: without marks, capital letters and doubled space.
pub(super) fn folded(text: &str) -> String {
    fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `food-recalls:brand|product`; bars inside of values are told apart from those between them.
fn key(id: &str, parts: &[String]) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|part| part.replace('\\', "\\\\").replace('|', "\\|"))
        .collect();
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
        let key =
            |parts: &[&str]| super::key("x", &parts.iter().map(|part| folded(part)).collect::<Vec<_>>());
        assert_eq!(key(&["Requesón  Mexicano", "16 OZ"]), "x:requeson mexicano|16 oz");
        assert_ne!(key(&["a|b", "c"]), key(&["a", "b|c"]));
        assert_ne!(key(&["a\\", "c"]), key(&["a", "\\c"]));
        assert_eq!(key(&["y".repeat(200).as_str()]).len(), 2 + 64);
    }
}
