//! How things are spelled in answers.

use app::read::history::Event;
use app::read::record::Seen;
use engine::decide::Offer;
use engine::pack::{Field, Kind, Packs, Type};
use engine::record::Record;
use serde_json::{Map, Value, json};

use crate::problem::reason;

/// A kind: enough to build a form from.
pub(crate) fn kind(kind: &Kind, packs: &Packs) -> Value {
    let sections: Vec<Value> = kind
        .sections
        .iter()
        .map(|section| {
            let fields: Vec<Value> = section.fields.iter().filter_map(|id| kind.field(id)).map(|one| field(one, packs)).collect();
            json!({ "title": section.title, "fields": fields, "editable_in": section.states, "by": section.by.iter().map(ToString::to_string).collect::<Vec<_>>() })
        })
        .collect();
    let transitions: Vec<Value> = kind
        .transitions
        .iter()
        .map(|way| {
            let asks: Vec<Value> = way.asks.iter().filter_map(|id| kind.field(id)).map(|one| field(one, packs)).collect();
            json!({ "id": way.id, "verb": way.verb, "from": way.from, "to": way.to, "asks": asks, "signs": way.sign.is_some(), "by": way.by.iter().map(ToString::to_string).collect::<Vec<_>>() })
        })
        .collect();
    let states: Vec<Value> = kind
        .states
        .iter()
        .map(|state| json!({ "id": state.id, "title": state.title, "final": state.is_final }))
        .collect();
    let filters: Vec<&String> = kind
        .fields
        .values()
        .filter(|field| field.filter)
        .map(|field| &field.id)
        .collect();
    json!({
        "id": kind.id, "title": kind.title, "plural": kind.plural, "pack": kind.pack, "number": kind.number,
        "start": { "button": kind.start.button, "asks": kind.start.asks, "by": kind.start.by.iter().map(ToString::to_string).collect::<Vec<_>>() },
        "states": states, "sections": sections, "transitions": transitions, "filters": filters, "clauses": kind.clauses,
    })
}

fn field(field: &Field, packs: &Packs) -> Value {
    let mut value =
        json!({ "id": field.id, "type": field.ty.word(), "ask": field.ask, "required": field.required });
    match &field.ty {
        Type::Number(Some(unit)) => value["unit"] = json!(unit),
        Type::Choice(list) | Type::Choices(list) => {
            let items = packs
                .lists
                .get(list)
                .map(|list| list.items.as_slice())
                .unwrap_or_default();
            value["choices"] = items
                .iter()
                .filter(|item| !item.retired)
                .map(|item| json!({ "id": item.id, "label": item.label }))
                .collect();
        }
        Type::Scale(scale) => {
            let axes = packs
                .scales
                .get(scale)
                .map(|scale| scale.axes.as_slice())
                .unwrap_or_default();
            value["axes"] = axes.iter().map(|axis| json!({ "id": axis.id, "title": axis.title, "levels": axis.levels.iter().map(|level| json!({ "id": level.id, "label": level.label, "number": level.number })).collect::<Vec<_>>() })).collect();
        }
        Type::Link(to) | Type::Links { to, .. } => value["to"] = json!(to),
        Type::Row(table) => value["of"] = json!(table),
        Type::Table(columns) => {
            value["columns"] = columns.iter().map(|column| self::field(column, packs)).collect()
        }
        _ => {}
    }
    value
}

/// The columns that every record has.
pub(crate) fn spine(record: &Record) -> Value {
    json!({
        "id": record.id, "kind": record.kind, "number": record.number, "version": record.version, "title": record.title,
        "state": record.state, "state_imported": record.state_imported, "owner": record.owner, "reporter": record.reporter,
        "process": record.process, "site": record.site, "due": record.due, "next": record.next,
        "happened_on": record.happened_on, "opened": record.opened, "closed": record.closed,
    })
}

/// A record with its answers, as it stands or stood.
pub(crate) fn record(record: &Record) -> Value {
    let mut value = spine(record);
    value["fields"] = Value::Object(record.fields.clone());
    value
}

/// A record as somebody sees it, with the ways on.
pub(crate) fn seen(seen: &Seen) -> Value {
    let mut value = record(&seen.record);
    value["names"] = seen
        .names
        .iter()
        .map(|(id, name)| {
            (
                id.clone(),
                json!({ "kind": name.kind, "number": name.number, "title": name.title }),
            )
        })
        .collect::<Map<_, _>>()
        .into();
    value["transitions"] = seen.offers.iter().map(offer).collect();
    value["signatures"] = seen
        .signatures
        .iter()
        .map(|row| {
            let covers: Value = serde_json::from_str(&row.covers).unwrap_or_default();
            json!({ "entry": row.entry, "version": row.version, "transition": row.transition, "name": row.name, "person": row.person, "at": row.at, "zone": row.zone, "meaning": row.meaning, "covers": covers, "broken_by": row.broken_by })
        })
        .collect();
    value
}

fn offer(offer: &Offer) -> Value {
    json!({
        "id": offer.id, "verb": offer.verb, "to": offer.to, "asks": offer.asks, "signs": offer.signs, "allowed": offer.allowed,
        "missing": offer.missing.iter().map(reason).collect::<Vec<_>>(),
    })
}

/// One act on a record.
pub(crate) fn event(event: &Event) -> Value {
    let fields = event
        .fields
        .iter()
        .map(|(field, (before, after))| (field.clone(), json!({ "before": before, "after": after })));
    let mut value = json!({
        "entry": event.entry, "time": event.time, "by": event.name, "person": event.actor, "act": event.act, "version": event.version,
        "sentence": event.sentence, "fields": fields.collect::<Map<_, _>>(),
    });
    if let Some((name, meaning)) = &event.signed {
        value["signed"] = json!({ "name": name, "meaning": meaning });
    }
    value
}
