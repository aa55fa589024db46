//! A record passes from state to state.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::refusal::{Signing, reason};
use super::{Context, Loaded, Refusal, Why, Work, answers, effects, may, note_name, settle};
use crate::change::{Changes, Signature};
use crate::condition::{Basis, Missing, holds, missing, reads, who_word};
use crate::pack::{Kind, Sign, Transition, Type};
use crate::record::{Record, id_of};
use crate::text::enumerate;

pub(super) fn pass(
    work: &mut Work<'_>,
    id: &str,
    transition: &str,
    inputs: &Map<String, Value>,
    seen: Option<u64>,
    signed: bool,
) -> Result<(), Refusal> {
    let before = work.record(id)?;
    let kind = work.kind(&before.kind)?;
    let way = kind
        .transition(transition)
        .ok_or_else(|| unknown_way(kind, transition))?;
    if let Some(seen) = seen.filter(|seen| *seen != before.version) {
        return Err(Refusal::stale(before.version, seen));
    }
    let mut record = before.clone();
    let changed = take_answers(work, kind, way, &mut record, inputs)?;
    settle::touch(work, &before, &mut record, &changed);
    settle::columns(work, kind, &mut record);
    let reasons = obstacles(work, kind, way, &record);
    if !reasons.is_empty() {
        let forbidden = reasons.iter().any(|(why, _)| *why == Why::Forbidden);
        let why = if forbidden { Why::Forbidden } else { Why::Missing };
        let summary = format!("{} cannot pass “{}” yet.", before.number, way.verb);
        return Err(Refusal::new(
            why,
            summary,
            reasons.into_iter().map(|(_, missing)| missing).collect(),
        ));
    }
    let sign = way.sign.as_ref().filter(|sign| {
        sign.when
            .as_ref()
            .is_none_or(|when| holds(when, &record, &work.scene()))
    });
    let signature = match sign {
        Some(sign) if !signed => return Err(unsigned(kind, way, sign, &record, before.version)),
        Some(sign) => Some(signature(work, kind, way, sign, &record, before.version)),
        None => None,
    };
    enter(work, kind, way, &mut record);
    work.changes.act = "transition".to_owned();
    work.changes.what = particulars(work, kind, way, &before, &record);
    note_name(work, &way.by, &record);
    work.changes.signature = signature;
    work.put(record.clone(), Some(&before), true);
    effects::run(work, kind, way, &record.id)
}

/// The record stands in its new state.
fn enter(work: &Work<'_>, kind: &Kind, way: &Transition, record: &mut Record) {
    record.version += 1;
    record.kind_version = settle::pack_version(work.packs(), &kind.pack);
    record.state.clone_from(&way.to);
    record.state_imported = false;
    record.closed = kind
        .state(&way.to)
        .filter(|state| state.is_final)
        .map(|_| work.context.now.to_owned());
    let moment = record.moments.states.entry(way.to.clone()).or_default();
    moment.first.get_or_insert_with(|| work.context.now.to_owned());
    work.context.now.clone_into(&mut moment.last);
    moment.times += 1;
    settle::spine(work, kind, record, true);
}

fn unknown_way(kind: &Kind, given: &str) -> Refusal {
    let known: Vec<&str> = kind.transitions.iter().map(|way| way.id.as_str()).collect();
    Refusal::not_found(format!(
        "{} has no transition “{given}”; it has {}.",
        kind.title,
        enumerate(&known, "and")
    ))
}

/// Takes the answers that the transition asks, and only those.
fn take_answers(
    work: &Work<'_>,
    kind: &Kind,
    way: &Transition,
    record: &mut Record,
    inputs: &Map<String, Value>,
) -> Result<BTreeSet<String>, Refusal> {
    let foreign: Vec<Missing> = inputs
        .keys()
        .filter(|field| !way.asks.contains(field))
        .map(|field| match way.asks.as_slice() {
            [] => reason(
                field,
                format!("“{}” asks nothing; change “{field}” by an edit before.", way.verb),
            ),
            asks => reason(
                field,
                format!(
                    "“{}” does not ask “{field}”; it asks {}.",
                    way.verb,
                    enumerate(asks, "and")
                ),
            ),
        })
        .collect();
    if !foreign.is_empty() {
        return Err(Refusal::new(
            Why::Invalid,
            "Some answers do not belong here.",
            foreign,
        ));
    }
    let given = answers::read(work, kind, record, inputs)?;
    Ok(answers::put(record, given))
}

/// Everything that stands in the way, all at once.
fn obstacles(work: &Work<'_>, kind: &Kind, way: &Transition, record: &Record) -> Vec<(Why, Missing)> {
    let mut found = Vec::new();
    if !way.from.contains(&record.state) {
        let title = |id: &String| format!("“{}”", kind.state(id).map_or(id.as_str(), |state| &state.title));
        let from: Vec<String> = way.from.iter().map(title).collect();
        found.push((
            Why::Missing,
            reason(
                "",
                format!(
                    "“{}” leads on from {}; the record is {}.",
                    way.verb,
                    enumerate(&from, "or"),
                    title(&record.state)
                ),
            ),
        ));
    }
    if !may(work, &way.by, record) {
        let who: Vec<String> = way
            .by
            .iter()
            .map(|who| who_word(who, Some(kind), work.packs()))
            .collect();
        found.push((
            Why::Forbidden,
            reason("", format!("“{}” is for {}.", way.verb, enumerate(&who, "or"))),
        ));
    }
    let scene = work.scene();
    for id in &way.asks {
        let Some(field) = kind.field(id) else { continue };
        let asked = field.when.as_ref().is_none_or(|when| holds(when, record, &scene));
        if field.required && asked && !record.fields.contains_key(id) {
            found.push((
                Why::Missing,
                reason(id, format!("“{}” is not answered.", field.ask)),
            ));
        }
    }
    for need in &way.needs {
        let switched_off = matches!(&need.basis, Some(Basis::Practice(id)) if work.practice(id) == "off");
        if !switched_off {
            found.extend(
                missing(need, record, &scene)
                    .into_iter()
                    .map(|missing| (Why::Missing, missing)),
            );
        }
    }
    found
}

fn particulars(
    work: &Work<'_>,
    kind: &Kind,
    way: &Transition,
    before: &Record,
    record: &Record,
) -> Map<String, Value> {
    let scene = work.scene();
    let shows = way
        .shows
        .iter()
        .filter(|shows| shows.when.as_ref().is_none_or(|when| holds(when, record, &scene)));
    let shows: Vec<&str> = shows.map(|shows| shows.clause.as_str()).collect();
    // Rules of the house that were switched off when this was decided stay visible for ever.
    let off = way.needs.iter().filter_map(|need| match &need.basis {
        Some(Basis::Practice(id)) if work.practice(id) == "off" => Some(id.as_str()),
        _ => None,
    });
    let off: BTreeSet<&str> = off.collect();
    let Value::Object(mut what) = json!({ "kind": kind.id, "number": record.number, "transition": way.id, "verb": way.verb, "from": before.state, "to": way.to })
    else {
        unreachable!("an object literal")
    };
    if !shows.is_empty() {
        what.insert("shows".to_owned(), json!(shows));
    }
    if !off.is_empty() {
        what.insert("practices_off".to_owned(), json!(off));
    }
    what
}

/// Fields that a signature covers: those named, else what the guards read and every field filled so far.
fn covered(kind: &Kind, way: &Transition, sign: &Sign, record: &Record) -> Vec<String> {
    if !sign.covers.is_empty() {
        return sign.covers.clone();
    }
    let read = way
        .needs
        .iter()
        .flat_map(|need| reads(need).fields)
        .filter(|field| kind.field(field).is_some());
    let all: BTreeSet<String> = read.chain(record.fields.keys().cloned()).collect();
    all.into_iter().collect()
}

fn unsigned(kind: &Kind, way: &Transition, sign: &Sign, record: &Record, version: u64) -> Refusal {
    let covers = covered(kind, way, sign, record)
        .into_iter()
        .map(|id| {
            let ask = kind.field(&id).map(|field| field.ask.clone()).unwrap_or_default();
            let value = record.fields.get(&id).cloned().unwrap_or_default();
            (ask, id, value)
        })
        .collect();
    let summary = format!("“{}” wants a signature: “{}”", way.verb, sign.meaning);
    let mut refusal = Refusal::new(Why::Unsigned, summary.clone(), vec![reason("", summary)]);
    refusal.signing = Some(Signing {
        meaning: sign.meaning.clone(),
        covers,
        version,
    });
    refusal
}

fn signature(
    work: &Work<'_>,
    kind: &Kind,
    way: &Transition,
    sign: &Sign,
    record: &Record,
    version: u64,
) -> Signature {
    let covers = covered(kind, way, sign, record);
    let is_link = |id: &&String| {
        kind.field(id)
            .is_some_and(|field| matches!(field.ty, Type::Link(_) | Type::Links { .. }))
    };
    let linked = covers.iter().filter(is_link).flat_map(|id| record.links(id));
    let linked: BTreeMap<String, u64> = linked
        .filter_map(|link| Some((link.to_owned(), work.loaded.records.get(id_of(link))?.version)))
        .collect();
    Signature {
        record: record.id.clone(),
        version,
        transition: way.id.clone(),
        person: work.context.actor.person.clone(),
        name: work.context.actor.name.clone(),
        at: work.context.now.to_owned(),
        zone: work.context.zone.to_owned(),
        meaning: sign.meaning.clone(),
        covers,
        linked,
        digest: String::new(),
    }
}

/// A transition as it stands for one person on one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Transition id.
    pub id: String,
    /// Words on the button.
    pub verb: String,
    /// State it reaches.
    pub to: String,
    /// Fields it asks.
    pub asks: Vec<String>,
    /// It wants a signature.
    pub signs: bool,
    /// The person may, as far as roles go.
    pub allowed: bool,
    /// All that is missing.
    pub missing: Vec<Missing>,
}

/// The ways on from a record's state, each with what is missing: pages show it instead of a grey button.
#[must_use]
pub fn offers(record: &Record, loaded: Loaded, context: &Context<'_>) -> Vec<Offer> {
    let work = Work {
        context,
        loaded,
        changes: Changes::default(),
        next_id: 0,
    };
    let Some(kind) = work.packs().kind(&record.kind) else {
        return Vec::new();
    };
    let ways = kind
        .transitions
        .iter()
        .filter(|way| way.from.contains(&record.state));
    ways.map(|way| {
        let found = obstacles(&work, kind, way, record);
        let allowed = !found.iter().any(|(why, _)| *why == Why::Forbidden);
        let asked = |missing: &Missing| way.asks.contains(&missing.field);
        let signs = way.sign.as_ref().is_some_and(|sign| {
            sign.when
                .as_ref()
                .is_none_or(|when| holds(when, record, &work.scene()))
        });
        let missing = found
            .into_iter()
            .filter(|(why, missing)| *why != Why::Forbidden && !asked(missing))
            .map(|(_, missing)| missing)
            .collect();
        Offer {
            id: way.id.clone(),
            verb: way.verb.clone(),
            to: way.to.clone(),
            asks: way.asks.clone(),
            signs,
            allowed,
            missing,
        }
    })
    .collect()
}
