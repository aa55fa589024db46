//! Somebody goes: everything open that names them is to name somebody else, in one act.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::refusal::reason;
use super::{HANDERS, Refusal, Why, Work, answers, settle};
use crate::pack::{Kind, Type};
use crate::record::{Record, reference};
use crate::text::enumerate;

pub(super) fn hand_over(
    work: &mut Work<'_>,
    from: &str,
    to: &str,
    records: &[String],
    why: &str,
) -> Result<(), Refusal> {
    allowed(work, from)?;
    let (giver, taker) = (work.record(from)?, work.record(to)?);
    let mut wrong = Vec::new();
    if from == to {
        wrong.push(reason("to", format!("{} has this work already.", giver.title)));
    } else if !is_active(work, &taker) {
        wrong.push(reason("to", format!("{} no longer works here.", taker.title)));
    }
    if why.is_empty() {
        wrong.push(reason("reason", "Say why: the reason stands in the journal."));
    }
    if !wrong.is_empty() {
        let summary = format!("The work of {} cannot be handed over like this.", giver.title);
        return Err(Refusal::new(Why::Missing, summary, wrong));
    }
    let (old, new) = (reference("person", from), reference("person", to));
    for id in records {
        let before = work.record(id)?;
        let kind = work.kind(&before.kind)?;
        if before.closed.is_none() {
            rename(work, kind, &before, &old, &new);
        }
    }
    if work.changes.records.is_empty() {
        let summary = format!("Nothing that is open names {}.", giver.title);
        return Err(Refusal::new(Why::Unchanged, summary, Vec::new()));
    }
    work.changes.act = "hand_over".to_owned();
    work.changes.what = Map::from_iter([
        ("from".to_owned(), json!(from)),
        ("to".to_owned(), json!(to)),
        ("reason".to_owned(), json!(why)),
        (
            "records".to_owned(),
            json!(work.changes.records.len().to_string()),
        ),
    ]);
    Ok(())
}

/// Everybody may hand over their own work; that of others is for those who look after the whole.
fn allowed(work: &Work<'_>, from: &str) -> Result<(), Refusal> {
    let actor = work.context.actor;
    if actor.is_system() || actor.person == from || actor.holds_everywhere(&HANDERS) {
        return Ok(());
    }
    let titles: Vec<String> = HANDERS
        .iter()
        .filter_map(|role| work.packs().roles.get(*role))
        .map(|role| role.title.to_lowercase())
        .collect();
    Err(Refusal::forbidden(format!(
        "The work of others is handed over by {}.",
        enumerate(&titles, "or")
    )))
}

/// A person is active in the first state of its kind.
fn is_active(work: &Work<'_>, person: &Record) -> bool {
    let first = work
        .packs()
        .kind(&person.kind)
        .and_then(|kind| kind.states.first());
    person.kind == "person" && first.is_some_and(|state| state.id == person.state)
}

/// Fields only: a cell of a table says who once did or decided something, and that does not change.
fn rename(work: &mut Work<'_>, kind: &Kind, before: &Record, old: &str, new: &str) {
    let mut record = before.clone();
    let mut changed = BTreeSet::new();
    let named = kind
        .fields
        .values()
        .filter(|field| field.ty.targets() == ["person"]);
    for field in named.filter(|field| !set_by_transition(kind, &field.id)) {
        let value = match (&field.ty, record.fields.get(&field.id)) {
            (Type::Link(_), Some(Value::String(link))) if link == old => json!(new),
            (Type::Links { .. }, Some(Value::Array(links))) if links.iter().any(|link| link == old) => {
                let kept = links.iter().filter(|link| *link != old && *link != new).cloned();
                Value::Array(kept.chain([json!(new)]).collect())
            }
            _ => continue,
        };
        changed.extend(answers::put(
            &mut record,
            [(field.id.clone(), Some(value))].into(),
        ));
    }
    if !changed.is_empty() {
        record.version += 1;
        settle::touch(work, before, &mut record, &changed);
        settle::spine(work, kind, &mut record, false);
        work.put(record, Some(before), false);
    }
}

/// A field of no section holds what an act wrote, as who judged: that stays.
fn set_by_transition(kind: &Kind, field: &str) -> bool {
    kind.section_of(field)
        .is_none_or(|section| section.states.is_empty())
}
