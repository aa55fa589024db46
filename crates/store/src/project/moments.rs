//! What a record remembers of its past, one change further.

use std::collections::{BTreeMap, BTreeSet};

use engine::calendar;
use engine::change::Change;
use engine::record::{FieldMoment, Record, StateMoment};
use journal::envelope::is_time;
use serde_json::{Map, Value};

/// The state that was entered, if one was.
pub(super) fn state(time: &str, change: &Change, prior: Option<&Record>) -> Option<(String, StateMoment)> {
    if !change.entered {
        return None;
    }
    let state = &change.spine.state;
    let known = prior.and_then(|record| record.moments.states.get(state));
    // An imported state was not decided here: it counts as entered, but no order of events rests on it.
    let decided = (!change.spine.state_imported).then(|| time.to_owned());
    let moment = StateMoment {
        first: known.and_then(|known| known.first.clone()).or(decided),
        last: time.to_owned(),
        times: known.map_or(0, |known| known.times) + 1,
    };
    Some((state.clone(), moment))
}

/// The fields and cells whose value is another one now.
pub(super) fn fields(time: &str, change: &Change, prior: Option<&Record>) -> Vec<(String, FieldMoment)> {
    let mut moments = Vec::new();
    for (field, after) in &change.fields {
        let before = prior.and_then(|record| record.fields.get(field));
        let after = after.value.as_ref();
        if before == after {
            continue;
        }
        let known = |path: &str| prior.and_then(|record| record.moments.fields.get(path));
        moments.push((field.clone(), set(time, after, known(field))));
        for (path, after) in changed_cells(field, before, after) {
            let moment = set(time, after, known(&path));
            moments.push((path, moment));
        }
    }
    moments
}

/// Rows of a table value as (row id, cells); anything else has none.
pub(super) fn table_rows(value: &Value) -> impl Iterator<Item = (&str, &Map<String, Value>)> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|row| Some((row.get("id")?.as_str()?, row.as_object()?)))
}

fn changed_cells<'v>(
    field: &str,
    before: Option<&'v Value>,
    after: Option<&'v Value>,
) -> Vec<(String, Option<&'v Value>)> {
    let before: BTreeMap<_, _> = before.into_iter().flat_map(table_rows).collect();
    let after: BTreeMap<_, _> = after.into_iter().flat_map(table_rows).collect();
    let ids: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let mut changed = Vec::new();
    for id in ids {
        let (old, new) = (before.get(id), after.get(id));
        let columns: BTreeSet<&String> = old
            .into_iter()
            .chain(new)
            .flat_map(|cells| cells.keys())
            .collect();
        for column in columns.into_iter().filter(|column| *column != "id") {
            let now = new.and_then(|cells| cells.get(column));
            if old.and_then(|cells| cells.get(column)) != now {
                changed.push((format!("{field}.{id}.{column}"), now));
            }
        }
    }
    changed
}

fn set(time: &str, value: Option<&Value>, known: Option<&FieldMoment>) -> FieldMoment {
    let date = || {
        value
            .and_then(Value::as_str)
            .filter(|text| is_date(text))
            .map(str::to_owned)
    };
    match known {
        None => FieldMoment {
            first: time.to_owned(),
            last: time.to_owned(),
            changes: 0,
            first_date: date(),
        },
        Some(known) => FieldMoment {
            first: known.first.clone(),
            last: time.to_owned(),
            changes: known.changes + 1,
            first_date: known.first_date.clone().or_else(date),
        },
    }
}

/// Whether a text is a civil day or an instant in its canonical spelling.
fn is_date(text: &str) -> bool {
    is_time(text) || (text.len() == 10 && calendar::day(text).is_ok_and(|day| day == text))
}
