//! Every register as a table for spreadsheets: one file for each kind, one for each of its tables.
//!
//! Records go by page by page, so that a million of them need no memory. A text that a spreadsheet would take for a
//! formula gets an apostrophe in front; our own import takes it off again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;

use engine::pack::{Field, Kind, Type};
use engine::record::{Actor, Record, id_of};
use serde_json::Value;
use store::db::Conn;
use store::list::{LIMIT, ListError, ListQuery, Sort, SpineIs};
use store::load;

use crate::errors::{Error, Result};
use crate::house::House;

/// Columns that every record has.
const COLUMNS: [&str; 10] = [
    "number",
    "state",
    "state_imported",
    "owner",
    "reporter",
    "process",
    "site",
    "due",
    "opened",
    "closed",
];

/// Links are told by number, or by code or address where there is one: what a person knows.
const NAMES: [&str; 2] = ["code", "email"];

/// Writes `csv/<kind>.csv` and `csv/<kind>.<table>.csv` for every kind that has records. Says how many records.
pub(super) fn write(conn: &mut Conn, house: &House, to: &Path, today: &str) -> Result<u64> {
    let folder = to.join("csv");
    fs::create_dir_all(&folder)?;
    let mut records = 0;
    for kind in house.packs.kinds.values() {
        records += register(conn, house, kind, &folder, today)?;
    }
    Ok(records)
}

fn register(conn: &mut Conn, house: &House, kind: &Kind, folder: &Path, today: &str) -> Result<u64> {
    let actor = Actor::system();
    let mut files: Option<Files> = None;
    let (mut after, mut records) = (None, 0);
    loop {
        let query = ListQuery {
            kind: &kind.id,
            filters: Vec::new(),
            spine: SpineIs::default(),
            sort: Sort::Oldest,
            after: after.take(),
            limit: LIMIT,
            as_of: None,
            actor: &actor,
            today,
        };
        let page = store::list::page(conn, &house.packs, &query).map_err(|error| match error {
            ListError::Refused(what) => Error::Broken(what),
            ListError::Db(error) => error.into(),
        })?;
        if page.items.is_empty() {
            break;
        }
        let ids: Vec<&String> = page.items.iter().map(|item| &item.id).collect();
        let found = load::records(conn, &ids)?;
        let names = names(conn, &found)?;
        let files = match &mut files {
            Some(files) => files,
            empty => empty.insert(Files::begin(kind, folder)?),
        };
        for record in ids.iter().filter_map(|id| found.get(*id)) {
            files.record(kind, record, &names)?;
            records += 1;
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    files.map_or(Ok(records), |files| files.end().map(|()| records))
}

/// Reference id → what a person calls it, for all that these records name.
fn names(conn: &mut Conn, records: &BTreeMap<String, Record>) -> Result<BTreeMap<String, String>> {
    let mut ids = BTreeSet::new();
    for record in records.values() {
        let spine = [&record.owner, &record.reporter, &record.process, &record.site];
        ids.extend(spine.into_iter().flatten().cloned());
        record.fields.values().for_each(|value| links(value, &mut ids));
    }
    let ids: Vec<String> = ids.into_iter().collect();
    let linked = load::records(conn, &ids)?;
    let name = |record: &Record| {
        let known = NAMES.iter().find_map(|field| record.fields.get(*field)?.as_str());
        known.unwrap_or(&record.number).to_owned()
    };
    Ok(linked
        .values()
        .map(|record| (record.id.clone(), name(record)))
        .collect())
}

fn links(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            let id = id_of(text);
            if text.len() < 100 && id.len() == 36 && id != text {
                ids.insert(id.to_owned());
            }
        }
        Value::Array(items) => items.iter().for_each(|item| links(item, ids)),
        Value::Object(cells) => cells.values().for_each(|cell| links(cell, ids)),
        _ => {}
    }
}

type Writer = csv::Writer<BufWriter<File>>;

/// The files of one kind.
struct Files {
    register: Writer,
    fields: Vec<String>,
    tables: Vec<(String, Writer)>,
}

impl Files {
    fn begin(kind: &Kind, folder: &Path) -> Result<Files> {
        let asked = kind.sections.iter().flat_map(|section| &section.fields);
        let mut order: Vec<&String> = asked.collect();
        order.extend(kind.fields.keys().filter(|id| kind.section_of(id).is_none()));
        let (mut fields, mut tables) = (Vec::new(), Vec::new());
        for field in order.into_iter().filter_map(|id| kind.field(id)) {
            let Type::Table(columns) = &field.ty else {
                fields.push(field.id.clone());
                continue;
            };
            let mut table = writer(&folder.join(format!("{}.{}.csv", kind.id, field.id)))?;
            let cells = columns.iter().map(|column| column.id.as_str());
            table
                .write_record(["number", "row"].into_iter().chain(cells))
                .map_err(broken)?;
            tables.push((field.id.clone(), table));
        }
        let mut register = writer(&folder.join(format!("{}.csv", kind.id)))?;
        register
            .write_record(COLUMNS.into_iter().chain(fields.iter().map(String::as_str)))
            .map_err(broken)?;
        Ok(Files {
            register,
            fields,
            tables,
        })
    }

    fn record(&mut self, kind: &Kind, record: &Record, names: &BTreeMap<String, String>) -> Result<()> {
        let name = |id: &Option<String>| {
            id.as_ref()
                .and_then(|id| names.get(id))
                .cloned()
                .unwrap_or_default()
        };
        let mut cells = vec![
            record.number.clone(),
            record.state.clone(),
            if record.state_imported { "yes" } else { "no" }.to_owned(),
            name(&record.owner),
            name(&record.reporter),
            name(&record.process),
            name(&record.site),
            record.due.clone().unwrap_or_default(),
            record.opened.clone(),
            record.closed.clone().unwrap_or_default(),
        ];
        let answers = self.fields.iter().filter_map(|id| kind.field(id));
        cells.extend(answers.map(|field| shown(field, record.fields.get(&field.id), names)));
        self.register.write_record(&cells).map_err(broken)?;
        for (id, table) in &mut self.tables {
            let Some(Type::Table(columns)) = kind.field(id).map(|field| &field.ty) else {
                continue;
            };
            for row in record
                .fields
                .get(id)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                let mut cells = vec![
                    record.number.clone(),
                    row["id"].as_str().unwrap_or_default().to_owned(),
                ];
                cells.extend(
                    columns
                        .iter()
                        .map(|column| shown(column, row.get(&column.id), names)),
                );
                table.write_record(&cells).map_err(broken)?;
            }
        }
        Ok(())
    }

    fn end(mut self) -> Result<()> {
        self.register.flush()?;
        self.tables
            .iter_mut()
            .try_for_each(|(_, table)| Ok(table.flush()?))
    }
}

fn writer(path: &Path) -> Result<Writer> {
    let mut file = BufWriter::new(File::create(path)?);
    // Without the mark, spreadsheets take UTF-8 for something older.
    std::io::Write::write_all(&mut file, b"\xEF\xBB\xBF")?;
    Ok(csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(file))
}

fn broken(error: csv::Error) -> Error {
    Error::Broken(format!("A register could not be written: {error}."))
}

/// A value as one cell.
fn shown(field: &Field, value: Option<&Value>, names: &BTreeMap<String, String>) -> String {
    let Some(value) = value else { return String::new() };
    match (&field.ty, value) {
        // A number is a number to spreadsheets too, its sign included.
        (Type::Number(_), Value::String(number)) => number.clone(),
        (_, Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(|item| one(item, names)).collect();
            defused(&items.join("; "))
        }
        (_, Value::Object(parts)) => {
            let part = |(axis, level): (&String, &Value)| format!("{axis}: {}", one(level, names));
            let parts: Vec<String> = parts.iter().map(part).collect();
            defused(&parts.join("; "))
        }
        (_, one_value) => defused(&one(one_value, names)),
    }
}

fn one(value: &Value, names: &BTreeMap<String, String>) -> String {
    match value {
        Value::String(text) => names
            .get(id_of(text))
            .filter(|_| text.contains('/'))
            .unwrap_or(text)
            .clone(),
        // An attached file, by its name.
        Value::Object(file) => file
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        _ => String::new(),
    }
}

/// A text that no spreadsheet takes for a formula. Those that look as if this had been done to them get one more, so
/// that taking one off always gives what it was.
fn defused(text: &str) -> String {
    let looks = text
        .trim_start_matches('\'')
        .starts_with(crate::exchange::FORMULA);
    if looks {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
