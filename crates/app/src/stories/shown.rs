//! What a record holds, in the words of the story.

use engine::record::{Record, id_of};
use serde_json::Value;

use super::play::{Player, as_list};

impl Player<'_> {
    /// A value in words: names instead of references, levels with / between.
    pub(super) fn in_words(&self, value: &Value) -> String {
        match value {
            Value::String(text) => self.word(text),
            Value::Array(items) if items.iter().all(Value::is_string) => as_list(value)
                .iter()
                .map(|one| self.word(one))
                .collect::<Vec<_>>()
                .join(" and "),
            Value::Object(map) => match map.get("reason").and_then(Value::as_str) {
                Some(reason) if map.len() == 1 => format!("reason {reason}"),
                _ => map
                    .values()
                    .filter_map(Value::as_str)
                    .collect::<Vec<_>>()
                    .join("/"),
            },
            Value::Array(items) => format!("{} rows", items.len()),
            other => other.to_string(),
        }
    }

    fn word(&self, text: &str) -> String {
        let id = id_of(text);
        match text.split_once('/') {
            Some(("clause", clause)) => clause.to_owned(),
            Some(_) if self.name_of(id) != id => self.name_of(id),
            // Roles are written by their code, as where they are given.
            Some(("role", _)) => self.record(id).map_or_else(
                |_| text.to_owned(),
                |role| {
                    role.fields
                        .get("code")
                        .and_then(Value::as_str)
                        .unwrap_or(&role.number)
                        .to_owned()
                },
            ),
            Some(_) => self
                .record(id)
                .map_or_else(|_| text.to_owned(), |record| record.number),
            None => text.to_owned(),
        }
    }

    /// Whose turn it is, in words.
    pub(super) fn turn(&self, record: &Record) -> String {
        match record.next.as_deref() {
            None => "nobody".to_owned(),
            Some(next) => next
                .strip_prefix("role:")
                .map_or_else(|| self.name_of(next), str::to_owned),
        }
    }

    /// A person's or record's name, or nobody's.
    pub(super) fn name_or_nobody(&self, id: Option<&str>) -> String {
        id.map_or_else(|| "nobody".to_owned(), |id| self.name_of(id))
    }
}
