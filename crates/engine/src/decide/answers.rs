//! From what somebody sent to canonical values.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::refusal::reason;
use super::{Refusal, Why, Work};
use crate::condition::{Missing, Place};
use crate::pack::{Kind, Source, Type};
use crate::record::{Record, reference};
use crate::text::enumerate;
use crate::value::{Scope, canonical, shorten};

/// Field → canonical value, or nothing where it is to be empty.
pub(super) type Answers = BTreeMap<String, Option<Value>>;

/// Reads the answers to fields of a kind.
///
/// # Errors
/// Every mistake at once.
pub(super) fn read(
    work: &Work<'_>,
    kind: &Kind,
    record: &Record,
    inputs: &Map<String, Value>,
) -> Result<Answers, Refusal> {
    let inputs = with_row_ids(kind, record, inputs);
    let rows = rows_after(kind, record, &inputs);
    let resolve = |to: &[String], text: &str| resolve(work, to, text);
    let scope = Scope {
        packs: work.packs(),
        resolve: &resolve,
        now: work.context.now,
        today: work.context.today,
        rows: &rows,
    };
    let mut answers = Answers::new();
    let mut wrong = Vec::new();
    for (id, input) in &inputs {
        match kind.field(id) {
            None => wrong.push(reason(id, unknown_field(kind, id))),
            Some(field) => match canonical(field, id, input, &scope) {
                Ok(value) => drop(answers.insert(id.clone(), value)),
                Err(mistakes) => {
                    wrong.extend(mistakes.into_iter().map(|(at, what)| mistake(kind, &at, &what)))
                }
            },
        }
    }
    if wrong.is_empty() {
        Ok(answers)
    } else {
        Err(Refusal::new(
            Why::Invalid,
            "Some answers cannot be taken as they are.",
            wrong,
        ))
    }
}

fn mistake(kind: &Kind, at: &str, what: &str) -> Missing {
    let mut parts = at.split('.');
    let field = parts.next().unwrap_or_default();
    let (row, column) = (parts.next(), parts.next());
    let place = column.map_or_else(|| field.to_owned(), |column| format!("{field}.{column}"));
    let ask = kind
        .at(&place)
        .or_else(|| kind.field(field))
        .map_or(at, |field| field.ask.as_str());
    let row = row
        .filter(|_| column.is_some())
        .map(|row| format!(" (row {row})"))
        .unwrap_or_default();
    reason(at, format!("“{ask}”{row} {what}."))
}

fn unknown_field(kind: &Kind, id: &str) -> String {
    let known: Vec<&String> = kind.fields.keys().collect();
    format!(
        "{} has no field “{}”; its fields are {}.",
        kind.title,
        shorten(id),
        enumerate(&known, "and")
    )
}

/// What a text in a link means.
fn resolve(work: &Work<'_>, to: &[String], text: &str) -> Result<String, String> {
    let clause = text.strip_prefix("clause/").unwrap_or(text);
    if to.iter().any(|kind| kind == "clause") && clause.contains('#') {
        return match work.packs().has_clause(clause) {
            true => Ok(reference("clause", clause)),
            false => Err(format!(
                "names the clause “{}”, which no installed standard has",
                shorten(clause)
            )),
        };
    }
    let found = work
        .loaded
        .found
        .get(&(to.to_vec(), text.to_owned()))
        .map_or(&[][..], Vec::as_slice);
    match found {
        [one] => Ok(reference(&one.kind, &one.id)),
        [] => {
            let titles: Vec<String> = to
                .iter()
                .map(|kind| {
                    work.packs()
                        .kind(kind)
                        .map_or_else(|| kind.clone(), |kind| kind.title.to_lowercase())
                })
                .collect();
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

/// Gives rows without an id the next free one.
fn with_row_ids(kind: &Kind, record: &Record, inputs: &Map<String, Value>) -> Map<String, Value> {
    let mut inputs = inputs.clone();
    for (id, input) in &mut inputs {
        if !matches!(kind.field(id).map(|field| &field.ty), Some(Type::Table(_))) {
            continue;
        }
        let Some(rows) = input.as_array_mut() else {
            continue;
        };
        let given: Vec<String> = rows
            .iter()
            .filter_map(|row| row.get("id")?.as_str().map(str::to_owned))
            .collect();
        let known = record.rows(id).map(|(row, _)| row.to_owned());
        let numbers = known
            .chain(given)
            .filter_map(|row| row.strip_prefix('r')?.parse::<u64>().ok());
        let mut last = numbers.max().unwrap_or(0);
        let mut seen = BTreeSet::new();
        for row in rows.iter_mut().filter_map(Value::as_object_mut) {
            let named = row.get("id").and_then(Value::as_str).filter(|id| {
                !id.is_empty() && id.len() <= 40 && !id.contains('.') && seen.insert((*id).to_owned())
            });
            if named.is_none() {
                last += 1;
                seen.insert(format!("r{last}"));
                row.insert("id".to_owned(), Value::String(format!("r{last}")));
            }
        }
    }
    inputs
}

fn rows_after(
    kind: &Kind,
    record: &Record,
    inputs: &Map<String, Value>,
) -> BTreeMap<String, BTreeSet<String>> {
    let tables = kind
        .fields
        .values()
        .filter(|field| matches!(field.ty, Type::Table(_)));
    tables
        .map(|field| {
            let rows = match inputs.get(&field.id) {
                Some(input) => input
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(|row| row.get("id")?.as_str().map(str::to_owned))
                    .collect(),
                None => record.rows(&field.id).map(|(id, _)| id.to_owned()).collect(),
            };
            (field.id.clone(), rows)
        })
        .collect()
}

/// Puts answers into a record; says which fields differ now.
pub(super) fn put(record: &mut Record, answers: Answers) -> BTreeSet<String> {
    let mut changed = BTreeSet::new();
    for (field, value) in answers {
        if record.fields.get(&field) == value.as_ref() {
            continue;
        }
        match value {
            Some(value) => drop(record.fields.insert(field.clone(), value)),
            None => drop(record.fields.remove(&field)),
        }
        changed.insert(field);
    }
    changed
}

/// The value that a default or an effect takes for a field.
pub(super) fn take(work: &Work<'_>, record: &Record, ty: &Type, source: &Source) -> Option<Value> {
    let text = |text: &str| Some(Value::String(text.to_owned()));
    match source {
        Source::Value(value) => Some(value.clone()),
        Source::Now if matches!(ty, Type::Date) => text(work.context.today),
        Source::Now => text(work.context.now),
        Source::Today => text(work.context.today),
        Source::Actor if work.context.actor.is_system() => None,
        Source::Actor => Some(Value::String(reference("person", &work.context.actor.person))),
        Source::From(path) => {
            let value = path.hops.iter().try_fold(record, |record, hop| {
                let link = record.links(hop).next()?;
                work.loaded.records.get(crate::record::id_of(link))
            })?;
            match &path.place {
                Place::Field(field) => value.fields.get(field).cloned(),
                Place::Spine(crate::condition::Spine::Owner) => value
                    .owner
                    .as_ref()
                    .map(|id| Value::String(reference("person", id))),
                Place::Spine(spine) => value.spine(*spine).and_then(text),
                Place::Cell { .. } => None,
            }
        }
    }
}
