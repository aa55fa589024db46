//! A closed record is corrected: with a reason, by two people, the original kept as an earlier version.
//!
//! The correction is a record of its own, whose table names fields and what they should have said. A transition of it
//! with the effect `amend` writes them, so who may, who may not and what is signed stand in the pack.

use serde_json::{Map, Value, json};

use super::refusal::reason;
use super::{Refusal, Why, Work, answers, begin, edit, settle};
use crate::condition::Missing;
use crate::pack::{Effect, Kind, Packs, Type};
use crate::record::{Record, id_of};

/// What a transition of that record would correct: (id of the record, its answers). Not yet read.
#[must_use]
pub fn amendments(packs: &Packs, record: &Record, target: &Record, transition: &str) -> Map<String, Value> {
    let kind = packs.kind(&record.kind);
    let effects = kind
        .and_then(|kind| kind.transition(transition))
        .map_or(&[][..], |way| way.does.as_slice());
    let Some(other) = packs.kind(&target.kind) else {
        return Map::new();
    };
    let tables = effects.iter().filter_map(|effect| match effect {
        Effect::Amend { link, table } if record.links(link).any(|link| id_of(link) == target.id) => {
            Some(table)
        }
        _ => None,
    });
    tables
        .flat_map(|table| corrections(record, other, table))
        .collect()
}

/// Rows become answers: a field may be named by its id or by its question.
fn corrections(record: &Record, other: &Kind, table: &str) -> Vec<(String, Value)> {
    let text = |cells: &Map<String, Value>, column: &str| {
        let cell = cells.get(column).and_then(Value::as_str);
        cell.unwrap_or_default().trim().to_owned()
    };
    let row = |(_, cells): (&str, &Map<String, Value>)| {
        let (named, said) = (text(cells, "field"), text(cells, "value"));
        let field = other
            .field(&named)
            .or_else(|| other.fields.values().find(|field| field.ask == named));
        let value = match field.map(|field| &field.ty) {
            Some(Type::Table(_) | Type::Links { .. } | Type::Choices(_) | Type::Files | Type::Scale(_)) => {
                serde_json::from_str(&said).unwrap_or(Value::String(said))
            }
            _ => Value::String(said),
        };
        (field.map_or(named, |field| field.id.clone()), value)
    };
    record.rows(table).map(row).collect()
}

/// Writes the corrections into the record that `link` names.
pub(super) fn amend(work: &mut Work<'_>, id: &str, link: &str, table: &str) -> Result<(), Refusal> {
    let amendment = work.record(id)?;
    let target = amendment.links(link).next().map(|link| id_of(link).to_owned());
    let before = work.record(target.as_deref().unwrap_or_default())?;
    let kind = work.kind(&before.kind)?;
    let inputs: Map<String, Value> = corrections(&amendment, kind, table).into_iter().collect();
    let refused = |why, reasons: Vec<Missing>| {
        let summary = format!("{} cannot be corrected like this.", before.number);
        let reasons = reasons.into_iter().map(|missing| Missing {
            record: Some(before.reference()),
            ..missing
        });
        Refusal::new(why, summary, reasons.collect())
    };
    if before.closed.is_none() {
        let what = format!("{} is not closed: it is edited, not amended.", before.number);
        return Err(refused(Why::Missing, vec![reason("", what)]));
    }
    let given = answers::read(work, kind, &before, &inputs)
        .map_err(|refusal| refused(refusal.why, refusal.reasons))?;
    let mut record = before.clone();
    let changed = answers::put(&mut record, given);
    if changed.is_empty() {
        let what = format!("{} says this already.", before.number);
        return Err(refused(Why::Unchanged, vec![reason(table, what)]));
    }
    let mut wrong = begin::doubled(work, kind, &record);
    wrong.extend(changed.iter().filter_map(|id| edit::emptied(kind, &record, id)));
    let foreign = changed.iter().filter(|id| kind.section_of(id).is_none());
    wrong.extend(foreign.map(|id| {
        reason(
            id,
            format!("“{id}” was written by an act and cannot be corrected by hand."),
        )
    }));
    if !wrong.is_empty() {
        return Err(refused(Why::Missing, wrong));
    }
    record.version += 1;
    settle::touch(work, &before, &mut record, &changed);
    settle::spine(work, kind, &mut record, false);
    work.put(record, Some(&before), false);
    work.changes
        .what
        .insert("amends".to_owned(), json!(before.number));
    Ok(())
}
