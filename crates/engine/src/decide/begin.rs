//! A record begins: reported by a person, or brought in from elsewhere.

use serde_json::{Map, Value, json};

use super::refusal::reason;
use super::{IMPORTERS, Imported, Refusal, Why, Work, answers, may, note_name, settle};
use crate::condition::{Missing, holds};
use crate::pack::Kind;
use crate::record::Record;
use crate::text::{enumerate, one};

pub(super) fn create(work: &mut Work<'_>, kind: &str, inputs: &Map<String, Value>) -> Result<(), Refusal> {
    let kind = work.kind(kind)?;
    let record = begin(work, kind, inputs, None)?;
    let allowed = may(work, &kind.start.by, &record);
    let foreign = inputs.keys().filter(|field| !kind.start.asks.contains(field));
    let shut: Vec<Missing> = foreign
        .filter_map(|field| super::edit::shut(work, kind, &record, field))
        .collect();
    if !allowed {
        return Err(Refusal::forbidden(format!(
            "{} may not begin {}.",
            work.context.actor.name,
            one(&kind.title)
        )));
    }
    if !shut.is_empty() {
        return Err(Refusal::new(
            Why::Forbidden,
            "Some answers may not be given when it begins.",
            shut,
        ));
    }
    let mut absent = required(work, kind, &record);
    absent.extend(doubled(work, kind, &record));
    if !absent.is_empty() {
        return Err(Refusal::new(
            Why::Missing,
            format!("The {} cannot begin yet.", kind.title.to_lowercase()),
            absent,
        ));
    }
    work.changes.act = "create".to_owned();
    work.changes.what = Map::from_iter([
        ("kind".to_owned(), json!(kind.id)),
        ("number".to_owned(), json!(record.number)),
    ]);
    note_name(work, &kind.start.by, &record);
    work.put(record, None, true);
    Ok(())
}

/// Makes a record with its answers, defaults, number and first state. Puts it nowhere yet.
pub(super) fn begin(
    work: &mut Work<'_>,
    kind: &Kind,
    inputs: &Map<String, Value>,
    state: Option<&str>,
) -> Result<Record, Refusal> {
    let first = kind
        .states
        .first()
        .map(|state| state.id.clone())
        .unwrap_or_default();
    let mut record = Record {
        id: work.new_id(),
        kind: kind.id.clone(),
        kind_version: settle::pack_version(work.packs(), &kind.pack),
        version: 1,
        state: state.map_or(first, str::to_owned),
        state_imported: state.is_some(),
        reporter: Some(work.context.actor.person.clone()).filter(|id| !id.is_empty()),
        opened: work.context.now.to_owned(),
        ..Record::default()
    };
    if kind.state(&record.state).is_some_and(|state| state.is_final) {
        record.closed = Some(work.context.now.to_owned());
    }
    let given = answers::read(work, kind, &record, inputs)?;
    answers::put(&mut record, given);
    fill_defaults(work, kind, &mut record);
    record.number = settle::number(work, kind);
    settle::spine(work, kind, &mut record, true);
    Ok(record)
}

/// Fills empty fields from their defaults, in the order of the sections, so that one may build on another.
fn fill_defaults(work: &Work<'_>, kind: &Kind, record: &mut Record) {
    for id in kind.sections.iter().flat_map(|section| &section.fields) {
        let Some(field) = kind.field(id) else { continue };
        let Some(default) = &field.default else { continue };
        let asked = field
            .when
            .as_ref()
            .is_none_or(|when| holds(when, record, &work.scene()));
        if !record.fields.contains_key(id)
            && asked
            && let Some(value) = answers::take(work, record, &field.ty, default)
        {
            record.fields.insert(id.clone(), value);
        }
    }
}

fn required(work: &Work<'_>, kind: &Kind, record: &Record) -> Vec<Missing> {
    kind.sections
        .iter()
        .flat_map(|section| &section.fields)
        .filter_map(|id| kind.field(id))
        .filter(|field| field.required && !record.fields.contains_key(&field.id))
        .filter(|field| {
            field
                .when
                .as_ref()
                .is_none_or(|when| holds(when, record, &work.scene()))
        })
        .map(|field| reason(&field.id, format!("“{}” is not answered.", field.ask)))
        .collect()
}

/// Values that must be unique and are not: the caller looked each up as `(=field kind, value)`.
pub(super) fn doubled(work: &Work<'_>, kind: &Kind, record: &Record) -> Vec<Missing> {
    let unique = kind.fields.values().filter(|field| field.unique);
    unique
        .filter_map(|field| {
            let value = record.fields.get(&field.id)?.as_str()?;
            let key = (vec![kind.id.clone()], value.to_owned());
            let other = work
                .loaded
                .found
                .get(&key)?
                .iter()
                .find(|found| found.id != record.id)?;
            Some(reason(
                &field.id,
                format!("“{}” is {value}, which {} has already.", field.ask, other.title),
            ))
        })
        .collect()
}

pub(super) fn import(
    work: &mut Work<'_>,
    kind: &str,
    rows: &[Imported],
    source: &str,
) -> Result<(), Refusal> {
    let kind = work.kind(kind)?;
    let actor = work.context.actor;
    if !actor.is_system() && !actor.holds_everywhere(&IMPORTERS) {
        let importers: Vec<&str> = IMPORTERS
            .iter()
            .filter_map(|role| work.packs().roles.get(*role))
            .map(|role| role.title.as_str())
            .collect();
        return Err(Refusal::forbidden(format!(
            "Records are imported by a {}.",
            enumerate(&importers, "or").to_lowercase()
        )));
    }
    for (at, row) in rows.iter().enumerate() {
        import_row(work, kind, row).map_err(|refusal| in_row(refusal, at))?;
    }
    work.changes.act = "import".to_owned();
    work.changes.what = Map::from_iter([
        ("kind".to_owned(), json!(kind.id)),
        ("source".to_owned(), json!(source)),
        ("records".to_owned(), json!(rows.len().to_string())),
    ]);
    Ok(())
}

fn import_row(work: &mut Work<'_>, kind: &Kind, row: &Imported) -> Result<(), Refusal> {
    if let Some(state) = &row.state
        && kind.state(state).is_none()
    {
        let known: Vec<&str> = kind.states.iter().map(|state| state.id.as_str()).collect();
        let what = format!(
            "There is no state “{state}”; allowed are {}.",
            enumerate(&known, "and")
        );
        return Err(Refusal::new(
            Why::Invalid,
            what.clone(),
            vec![reason("state", what)],
        ));
    }
    // The first state is where every record begins; only later ones claim that something was decided.
    let state = row
        .state
        .as_deref()
        .filter(|state| kind.states.first().is_none_or(|first| first.id != *state));
    let record = begin(work, kind, &row.inputs, state)?;
    // Giving a role is the strongest act of all: whoever may not do it in a person's record may not bring it in either.
    if kind.id == "person" && record.fields.contains_key("roles") && !work.context.actor.is_system() {
        let shut: Vec<Missing> = super::edit::shut(work, kind, &record, "roles")
            .into_iter()
            .collect();
        if !shut.is_empty() {
            return Err(Refusal::new(Why::Forbidden, "The row gives roles.", shut));
        }
    }
    let mut absent = required(work, kind, &record);
    absent.extend(doubled(work, kind, &record));
    if !absent.is_empty() {
        return Err(Refusal::new(Why::Missing, "The row is not complete.", absent));
    }
    for alias in &row.aliases {
        work.changes
            .aliases
            .insert((kind.id.clone(), alias.clone()), record.id.clone());
    }
    work.put(record, None, true);
    Ok(())
}

fn in_row(mut refusal: Refusal, at: usize) -> Refusal {
    for reason in &mut refusal.reasons {
        reason.record = Some(at.to_string());
    }
    refusal
}
