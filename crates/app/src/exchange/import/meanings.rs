//! What texts in links mean, each looked up once: numbers, codes, addresses, old numbers, and titles too.

use std::cell::RefCell;
use std::collections::BTreeMap;

use engine::pack::{Kind, Type};
use engine::record::reference;
use engine::text::enumerate;
use engine::value::shorten;
use serde_json::{Map, Value};
use store::db::Conn;
use store::load;

use crate::errors::Result;
use crate::house::House;

type Titled = BTreeMap<(Vec<String>, String), String>;

/// (Kinds, text) → what it may mean.
type Found = BTreeMap<(Vec<String>, String), Vec<load::Found>>;

/// What texts in links mean, each looked up once.
#[derive(Debug, Default)]
pub(super) struct Meanings {
    found: RefCell<Found>,
    /// Those found by their title alone, which acts do not take: (kinds, text) → reference.
    titled: RefCell<Titled>,
}

impl Meanings {
    pub(super) fn find(&self, conn: &mut Conn, kinds: Vec<String>, text: String) -> Result<()> {
        let key = (kinds, text);
        if self.found.borrow().contains_key(&key) {
            return Ok(());
        }
        let mut found = load::find(conn, &key.0, &key.1)?;
        if found.is_empty() {
            found = load::titled(conn, &key.0, &key.1)?;
            if let [one] = found.as_slice() {
                self.titled
                    .borrow_mut()
                    .insert(key.clone(), reference(&one.kind, &one.id));
            }
        }
        self.found.borrow_mut().insert(key, found);
        Ok(())
    }

    /// Whether something recorded here is meant, or may be.
    pub(super) fn is_here(&self, kinds: &[String], text: &str) -> bool {
        self.found
            .borrow()
            .get(&(kinds.to_vec(), text.to_owned()))
            .is_some_and(|found| !found.is_empty())
    }

    /// Titles in links become references, which acts take.
    pub(super) fn by_number(&self, kind: &Kind, inputs: &mut Map<String, Value>) {
        let titled = self.titled.borrow();
        if titled.is_empty() {
            return;
        }
        for (id, value) in inputs {
            if let Some(field) = kind.field(id) {
                refer(&field.ty, value, &titled);
            }
        }
    }

    /// The reference behind a text that was looked up, or a sentence that begins with a verb.
    pub(super) fn resolve(
        &self,
        house: &House,
        kinds: &[String],
        text: &str,
    ) -> std::result::Result<String, String> {
        let clause = text.strip_prefix("clause/").unwrap_or(text);
        if kinds.iter().any(|kind| kind == "clause") && clause.contains('#') {
            return match house.packs.has_clause(clause) {
                true => Ok(reference("clause", clause)),
                false => Err(format!(
                    "names the clause “{}”, which no installed standard has",
                    shorten(clause)
                )),
            };
        }
        let found = self
            .found
            .borrow()
            .get(&(kinds.to_vec(), text.to_owned()))
            .cloned()
            .unwrap_or_default();
        match found.as_slice() {
            [one] => Ok(reference(&one.kind, &one.id)),
            [] => {
                let title = |kind: &String| {
                    house
                        .packs
                        .kind(kind)
                        .map_or_else(|| kind.clone(), |kind| kind.title.to_lowercase())
                };
                let titles: Vec<String> = kinds.iter().map(title).collect();
                Err(format!(
                    "names “{}”, which is no known {}",
                    shorten(text),
                    enumerate(&titles, "or")
                ))
            }
            many => {
                let names: Vec<String> = many
                    .iter()
                    .map(|found| format!("{} ({})", found.title, found.kind))
                    .collect();
                Err(format!(
                    "names “{}”, which could be {}; use the number",
                    shorten(text),
                    enumerate(&names, "or")
                ))
            }
        }
    }
}

fn refer(ty: &Type, value: &mut Value, titled: &Titled) {
    match (ty, value) {
        (Type::Link(_) | Type::Links { .. }, Value::String(text)) => {
            if let Some(reference) = titled.get(&(ty.targets().to_vec(), text.trim().to_owned())) {
                text.clone_from(reference);
            }
        }
        (Type::Links { .. }, Value::Array(items)) => {
            items.iter_mut().for_each(|item| refer(ty, item, titled))
        }
        (Type::Table(columns), Value::Array(rows)) => {
            for (cell, value) in rows.iter_mut().filter_map(Value::as_object_mut).flatten() {
                if let Some(column) = columns.iter().find(|column| column.id == *cell) {
                    refer(&column.ty, value, titled);
                }
            }
        }
        _ => {}
    }
}
