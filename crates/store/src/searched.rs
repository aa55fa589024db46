//! What the search finds of a record: its number, its title, and the fields that are text.
//!
//! An act says which of the fields it sets are to be found. Of the fields it leaves alone that is known from earlier
//! acts on records of the same kind.

use std::collections::{BTreeMap, BTreeSet};

use engine::change::Changes;
use engine::record::Record;
use engine::text;
use serde_json::{Map, Value as Json};

use crate::args;
use crate::db::{Conn, Result};

/// Kind → its fields that are to be found.
#[derive(Default)]
pub(crate) struct Fields(BTreeMap<String, BTreeSet<String>>);

impl Fields {
    /// As acts have said so far. Other processes add to it, so it is read anew in every batch.
    pub(crate) fn read(conn: &mut Conn) -> Result<Fields> {
        let mut fields = Fields::default();
        for row in conn.query("SELECT kind, field FROM searched_field", &[])? {
            fields.0.entry(row.text(0)).or_default().insert(row.text(1));
        }
        Ok(fields)
    }

    /// Takes in what an act says, and writes what is new.
    pub(crate) fn learn(&mut self, conn: &mut Conn, changes: &Changes) -> Result<()> {
        let mut new = Vec::new();
        for change in &changes.records {
            let kind = &change.spine.kind;
            for (field, _) in change.fields.iter().filter(|(_, after)| after.searched) {
                let known = self.0.get(kind).is_some_and(|fields| fields.contains(field));
                if !known {
                    self.0.entry(kind.clone()).or_default().insert(field.clone());
                    new.push(args![kind, field].into());
                }
            }
        }
        conn.put_many(
            "INSERT INTO searched_field (kind, field) VALUES",
            &new,
            " ON CONFLICT (kind, field) DO NOTHING",
        )
    }

    fn words(&self, kind: &str, number: &str, title: &str, fields: &Map<String, Json>) -> String {
        let mut words = text::words(number);
        words.extend(text::words(title));
        for field in self.0.get(kind).into_iter().flatten() {
            if let Some(value) = fields.get(field) {
                texts(value, &mut |text| words.extend(text::words(text)));
            }
        }
        words.join(" ")
    }
}

/// Makes the records of an act findable as they stand after it.
pub(crate) fn index(
    conn: &mut Conn,
    fields: &mut Fields,
    changes: &Changes,
    prior: &BTreeMap<String, Record>,
) -> Result<()> {
    fields.learn(conn, changes)?;
    let rows: Vec<(String, String)> = changes
        .records
        .iter()
        .map(|change| {
            let after = crate::project::fields_after(change, prior.get(&change.id));
            let words = fields.words(&change.spine.kind, &change.spine.number, &change.title, &after);
            (change.id.clone(), words)
        })
        .collect();
    crate::search::index(conn, &rows)
}

/// Makes all records findable anew, from the ledger.
pub(crate) fn index_all(conn: &mut Conn, fields: &Fields) -> Result<()> {
    let mut last = String::new();
    loop {
        let rows = conn.query(
            "SELECT id, kind, number, title, body FROM record WHERE id > $1 ORDER BY id LIMIT 500",
            &args![&last],
        )?;
        let Some(end) = rows.last() else {
            return Ok(());
        };
        last = end.text(0);
        let mut words = Vec::new();
        for row in &rows {
            let body = serde_json::from_str(&row.text(4)).unwrap_or_default();
            words.push((
                row.text(0),
                fields.words(&row.text(1), &row.text(2), &row.text(3), &body),
            ));
        }
        crate::search::index(conn, &words)?;
    }
}

/// All texts within a value, except row ids.
fn texts(value: &Json, take: &mut impl FnMut(&str)) {
    match value {
        Json::String(text) => take(text),
        Json::Array(items) => items.iter().for_each(|item| texts(item, take)),
        Json::Object(members) => {
            let members = members.iter().filter(|(key, _)| *key != "id");
            members.for_each(|(_, member)| texts(member, take));
        }
        _ => {}
    }
}
