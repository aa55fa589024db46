//! What else happens in the same act.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{Refusal, Work, amend, answers, begin, pass, settle};
use crate::pack::{Effect, Kind, Source, Transition};
use crate::record::{Record, id_of};

/// Runs the effects of a transition in their order.
///
/// # Errors
/// What a record that begins, or a linked record that passes, is refused for: then the whole act is refused.
pub(super) fn run(work: &mut Work<'_>, kind: &Kind, way: &Transition, id: &str) -> Result<(), Refusal> {
    for effect in &way.does {
        match effect {
            Effect::Set { field, to } => set(work, kind, id, field, Some(to))?,
            Effect::Clear(field) => set(work, kind, id, field, None)?,
            Effect::AddRow { table, cells } => add_row(work, kind, id, table, cells)?,
            Effect::CreateLinked {
                link,
                kind: other,
                set,
            } => create_linked(work, kind, id, link, other, set)?,
            Effect::Supersede { link, transition } => supersede(work, id, link, transition)?,
            Effect::Amend { link, table } => amend::amend(work, id, link, table)?,
        }
    }
    Ok(())
}

fn set(work: &mut Work<'_>, kind: &Kind, id: &str, field: &str, to: Option<&Source>) -> Result<(), Refusal> {
    let before = work.record(id)?;
    let value = match (to, kind.field(field)) {
        (Some(source), Some(definition)) => answers::take(work, &before, &definition.ty, source),
        _ => None,
    };
    write(work, kind, &before, field, value);
    Ok(())
}

fn add_row(
    work: &mut Work<'_>,
    kind: &Kind,
    id: &str,
    table: &str,
    cells: &BTreeMap<String, Source>,
) -> Result<(), Refusal> {
    let before = work.record(id)?;
    let mut rows: Vec<Value> = before
        .fields
        .get(table)
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let last = before
        .rows(table)
        .filter_map(|(row, _)| row.strip_prefix('r')?.parse::<u64>().ok())
        .max()
        .unwrap_or(0);
    let mut row = Map::from_iter([("id".to_owned(), Value::String(format!("r{}", last + 1)))]);
    for (column, source) in cells {
        let definition = kind.field(table).and_then(|field| field.column(column));
        if let Some(value) =
            definition.and_then(|definition| answers::take(work, &before, &definition.ty, source))
        {
            row.insert(column.clone(), value);
        }
    }
    rows.push(Value::Object(row));
    write(work, kind, &before, table, Some(Value::Array(rows)));
    Ok(())
}

/// Puts one value into a record that this act already changed; its version stays.
fn write(work: &mut Work<'_>, kind: &Kind, before: &Record, field: &str, value: Option<Value>) {
    let mut record = before.clone();
    let changed = answers::put(&mut record, BTreeMap::from([(field.to_owned(), value)]));
    if !changed.is_empty() {
        settle::touch(work, before, &mut record, &changed);
        settle::spine(work, kind, &mut record, false);
        work.put(record, Some(before), false);
    }
}

fn create_linked(
    work: &mut Work<'_>,
    kind: &Kind,
    id: &str,
    link: &str,
    other: &str,
    set: &BTreeMap<String, Source>,
) -> Result<(), Refusal> {
    let before = work.record(id)?;
    let other = work.kind(other)?;
    let mut inputs = Map::new();
    for (field, source) in set {
        if let Some(value) = other
            .field(field)
            .and_then(|definition| answers::take(work, &before, &definition.ty, source))
        {
            // References are canonical already; the look-up must find them as they are.
            for reference in crate::record::links_in(Some(&value)) {
                let found = super::Found {
                    kind: reference.split('/').next().unwrap_or_default().to_owned(),
                    id: id_of(reference).to_owned(),
                    title: String::new(),
                };
                let to = other
                    .field(field)
                    .map(|definition| definition.ty.targets().to_vec())
                    .unwrap_or_default();
                work.loaded
                    .found
                    .entry((to, reference.to_owned()))
                    .or_insert_with(|| vec![found]);
            }
            inputs.insert(field.clone(), value);
        }
    }
    let begun = begin::begin(work, other, &inputs, None)?;
    let reference = begun.reference();
    work.put(begun, None, true);
    let mut links: Vec<Value> = before
        .links(link)
        .map(|link| Value::String(link.to_owned()))
        .collect();
    links.push(Value::String(reference));
    write(work, kind, &before, link, Some(Value::Array(links)));
    Ok(())
}

fn supersede(work: &mut Work<'_>, id: &str, link: &str, transition: &str) -> Result<(), Refusal> {
    let targets: BTreeSet<String> = work
        .record(id)?
        .links(link)
        .map(|link| id_of(link).to_owned())
        .collect();
    for target in targets {
        let Ok(record) = work.record(&target) else {
            continue;
        };
        let leaves = work
            .kind(&record.kind)?
            .transition(transition)
            .is_some_and(|way| way.from.contains(&record.state));
        if leaves {
            let (act, what, signature) = (
                work.changes.act.clone(),
                work.changes.what.clone(),
                work.changes.signature.take(),
            );
            pass::pass(work, &target, transition, &Map::new(), None, false)?;
            (work.changes.act, work.changes.what, work.changes.signature) = (act, what, signature);
        }
    }
    Ok(())
}
