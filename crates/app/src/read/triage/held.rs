//! What is held: rows of a table that lie at a place until somebody decided over all of them.

use engine::pack::{Held, Kind, Type};
use engine::record::{Record, id_of};
use engine::value::{SCALE, parse_scaled};
use serde_json::{Map, Value};

/// Something that is held.
#[derive(Clone, Debug, Default)]
pub struct HeldThing {
    /// The record that holds it.
    pub record: Record,
    /// What it is called, as its lot.
    pub what: String,
    /// How many are not decided upon, in millionths; none where nobody counted.
    pub number: Option<i64>,
    /// In what it is counted.
    pub unit: String,
    /// Place id.
    pub place: Option<String>,
    /// Instant since which it is held there.
    pub since: String,
}

/// A number of millionths in digits.
#[must_use]
pub fn digits(number: i64) -> String {
    let (whole, part) = (number / SCALE, number % SCALE);
    if part == 0 {
        return whole.to_string();
    }
    format!("{whole}.{}", format!("{part:06}").trim_end_matches('0'))
}

/// What a record holds: each row at a place, less what was decided upon.
pub(super) fn things(kind: &Kind, held: &Held, record: &Record) -> Vec<HeldThing> {
    let column = |id: &Option<String>| kind.field(&held.table)?.column(id.as_deref()?);
    let unit = match column(&held.number).map(|column| &column.ty) {
        Some(Type::Number(Some(unit))) => unit.clone(),
        _ => String::new(),
    };
    let mut things = Vec::new();
    for (row, cells) in record.rows(&held.table) {
        let Some(place) = text(cells, &held.at) else {
            continue;
        };
        let all = held
            .number
            .as_ref()
            .and_then(|number| parse_scaled(text(cells, number)?));
        let (decided, any) = decided(held, record, row);
        let left = all.map(|all| all - decided);
        // What nobody counted is held until somebody decided at all.
        if left.map_or(any, |left| left <= 0) {
            continue;
        }
        let path = format!("{}.{row}.{}", held.table, held.at);
        let since = record
            .moments
            .fields
            .get(&path)
            .map_or(&record.opened, |moment| &moment.first);
        let what = held.what.as_ref().and_then(|what| text(cells, what));
        things.push(HeldThing {
            record: record.clone(),
            what: what.unwrap_or_default().to_owned(),
            number: left,
            unit: unit.clone(),
            place: Some(id_of(place).to_owned()),
            since: since.clone(),
        });
    }
    things
}

/// Over how many of a row somebody decided, and whether at all.
fn decided(held: &Held, record: &Record, row: &str) -> (i64, bool) {
    let Some(until) = &held.until else {
        return (0, false);
    };
    let rows = record.rows(&until.table);
    let over = rows.filter(|(_, cells)| text(cells, &until.row) == Some(row));
    over.fold((0, false), |(sum, _), (_, cells)| {
        let number = until
            .number
            .as_ref()
            .and_then(|number| parse_scaled(text(cells, number)?));
        (sum + number.unwrap_or(0), true)
    })
}

fn text<'a>(cells: &'a Map<String, Value>, column: &str) -> Option<&'a str> {
    cells.get(column).and_then(Value::as_str)
}
