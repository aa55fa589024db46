//! What an act will need to know, told before anything is decided.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::condition::{Reads, reads};
use crate::pack::{DueRule, Effect, Field, Kind, Packs, Source, Type};

/// Every text in the answers that must be looked up: (kinds it may mean, text).
#[must_use]
pub fn lookups(kind: &Kind, inputs: &Map<String, Value>) -> BTreeSet<(Vec<String>, String)> {
    let mut found = BTreeSet::new();
    for (id, input) in inputs {
        if let Some(field) = kind.field(id) {
            look_up(field, input, &mut found);
        }
    }
    found
}

fn look_up(field: &Field, input: &Value, found: &mut BTreeSet<(Vec<String>, String)>) {
    match &field.ty {
        Type::Link(to) | Type::Links { to, .. } => {
            let many = input.as_array().into_iter().flatten();
            for text in std::iter::once(input)
                .chain(many)
                .filter_map(Value::as_str)
                .map(str::trim)
            {
                if !text.is_empty() && !text.contains('#') {
                    found.insert((to.clone(), text.to_owned()));
                }
            }
        }
        Type::Table(columns) => {
            for row in input.as_array().into_iter().flatten() {
                for column in columns {
                    if let Some(cell) = row.get(&column.id) {
                        look_up(column, cell, found);
                    }
                }
            }
        }
        _ => {}
    }
}

/// Chains of link fields (beyond the record's direct links, which are always loaded) that any rule of the kind follows.
#[must_use]
pub fn follows(kind: &Kind) -> Reads {
    let mut all = Reads::default();
    let spine = &kind.spine;
    for path in [
        &spine.owner,
        &spine.process,
        &spine.site,
        &spine.happened_on,
        &spine.due,
    ]
    .into_iter()
    .flatten()
    {
        all.add(path);
    }
    for field in kind.fields.values() {
        if let Some(Source::From(path)) = &field.default {
            all.add(path);
        }
        if let Some(when) = &field.when {
            all.extend(reads(when));
        }
    }
    for transition in &kind.transitions {
        transition.needs.iter().for_each(|need| all.extend(reads(need)));
        transition
            .shows
            .iter()
            .filter_map(|shows| shows.when.as_ref())
            .for_each(|when| all.extend(reads(when)));
        if let Some(when) = transition.sign.as_ref().and_then(|sign| sign.when.as_ref()) {
            all.extend(reads(when));
        }
        for effect in &transition.does {
            let sources: Vec<&Source> = match effect {
                Effect::Set { to, .. } => vec![to],
                Effect::AddRow { cells, .. } => cells.values().collect(),
                Effect::CreateLinked { set, .. } => set.values().collect(),
                Effect::Clear(_) | Effect::Supersede { .. } | Effect::Amend { .. } => Vec::new(),
            };
            for source in sources {
                if let Source::From(path) = source {
                    all.add(path);
                }
            }
        }
    }
    for due in &kind.due {
        if let DueRule::Latest { path, .. } = &due.rule {
            all.add(path);
        }
    }
    for see in kind.see.iter().filter_map(|see| see.when.as_ref()) {
        all.extend(reads(see));
    }
    all
}

/// Kinds (with the link field) whose due dates depend on records of that kind.
#[must_use]
pub fn dependents(packs: &Packs, kind: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for other in packs.kinds.values() {
        for due in &other.due {
            if let DueRule::Latest { path, .. } = &due.rule
                && let [hop] = path.hops.as_slice()
                && other
                    .field(hop)
                    .is_some_and(|field| field.ty.targets().iter().any(|target| target == kind))
            {
                found.push((other.id.clone(), hop.clone()));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}
