//! Other answers to fields.

use serde_json::{Map, Value, json};

use super::refusal::reason;
use super::{Refusal, Why, Work, answers, begin, may, note_name, settle};
use crate::condition::Missing;
use crate::pack::Kind;
use crate::record::Record;
use crate::text::enumerate;

pub(super) fn edit(
    work: &mut Work<'_>,
    id: &str,
    inputs: &Map<String, Value>,
    seen: Option<u64>,
) -> Result<(), Refusal> {
    let before = work.record(id)?;
    let kind = work.kind(&before.kind)?;
    if let Some(seen) = seen.filter(|seen| *seen != before.version) {
        return Err(Refusal::stale(before.version, seen));
    }
    let given = answers::read(work, kind, &before, inputs)?;
    let mut record = before.clone();
    let changed = answers::put(&mut record, given);
    if changed.is_empty() {
        return Err(Refusal::new(
            Why::Unchanged,
            "Nothing differs from what is recorded.",
            Vec::new(),
        ));
    }
    let shut: Vec<Missing> = changed
        .iter()
        .filter_map(|field| shut(work, kind, &before, field))
        .collect();
    if !shut.is_empty() {
        return Err(Refusal::new(
            Why::Forbidden,
            "Some answers may not be changed now.",
            shut,
        ));
    }
    let mut wrong = begin::doubled(work, kind, &record);
    wrong.extend(changed.iter().filter_map(|id| emptied(kind, &record, id)));
    if !wrong.is_empty() {
        return Err(Refusal::new(Why::Missing, "Some answers cannot be taken.", wrong));
    }
    record.version += 1;
    record.kind_version = settle::pack_version(work.packs(), &kind.pack);
    settle::touch(work, &before, &mut record, &changed);
    settle::spine(work, kind, &mut record, false);
    work.changes.act = "edit".to_owned();
    work.changes.what = Map::from_iter([
        ("kind".to_owned(), json!(kind.id)),
        ("number".to_owned(), json!(record.number)),
        ("fields".to_owned(), json!(changed)),
    ]);
    for section in changed.iter().filter_map(|field| kind.section_of(field)) {
        note_name(work, &section.by, &before);
    }
    work.put(record, Some(&before), false);
    Ok(())
}

/// A required answer may be changed, never taken away.
pub(super) fn emptied(kind: &Kind, record: &Record, id: &str) -> Option<Missing> {
    let field = kind
        .field(id)
        .filter(|field| field.required && !record.fields.contains_key(id))?;
    Some(reason(
        id,
        format!(
            "“{}” must be answered; it can be changed but not emptied.",
            field.ask
        ),
    ))
}

/// Why a field may not be edited by this person in this state; nothing when it may.
pub(super) fn shut(work: &Work<'_>, kind: &Kind, record: &Record, field: &str) -> Option<Missing> {
    let ask = kind.field(field).map_or(field, |field| field.ask.as_str());
    let Some(section) = kind.section_of(field) else {
        let ways: Vec<String> = kind
            .transitions
            .iter()
            .filter(|way| way.asks.iter().any(|asked| asked == field))
            .map(|way| format!("“{}”", way.verb))
            .collect();
        return Some(reason(
            field,
            format!(
                "“{ask}” is only answered with {}.",
                if ways.is_empty() {
                    "an act of the system".to_owned()
                } else {
                    enumerate(&ways, "or")
                }
            ),
        ));
    };
    let state = kind.state(&record.state);
    if !section.states.contains(&record.state) {
        let titles: Vec<String> = kind
            .states
            .iter()
            .filter(|state| section.states.contains(&state.id))
            .map(|state| format!("“{}”", state.title))
            .collect();
        let now = state.map_or(record.state.as_str(), |state| state.title.as_str());
        let when = if titles.is_empty() {
            "never by hand".to_owned()
        } else {
            format!("while the record is {}", enumerate(&titles, "or"))
        };
        return Some(reason(
            field,
            format!("“{ask}” can be answered {when}; it is “{now}” now."),
        ));
    }
    if !may(work, &section.by, record) {
        let who: Vec<String> = section
            .by
            .iter()
            .map(|who| crate::condition::who_word(who, Some(kind), work.packs()))
            .collect();
        return Some(reason(
            field,
            format!("“{ask}” is answered by {}.", enumerate(&who, "or")),
        ));
    }
    None
}
