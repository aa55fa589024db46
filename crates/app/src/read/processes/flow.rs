//! What one process gives to another, read from both ends.

use std::collections::BTreeMap;

use engine::record::{Record, id_of};
use engine::text::fold;
use serde_json::Value;

use super::Placed;
use crate::read::record::Name;

/// One input or output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// What it is.
    pub what: String,
    /// Record id of the process at its other end.
    pub process: Option<String>,
    /// That process, if the asker sees it.
    pub name: Option<Name>,
    /// Who outside is at its other end.
    pub outside: String,
    /// When it is good enough.
    pub criterion: String,
}

impl Passed {
    /// Whether nobody is named at its other end.
    #[must_use]
    pub fn is_loose(&self) -> bool {
        self.process.is_none() && self.outside.is_empty()
    }
}

/// What one process gives to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Record id of the giver.
    pub from: String,
    /// Record id of the receiver.
    pub to: String,
    /// What is given, each thing once.
    pub what: Vec<String>,
}

/// Rows of a table of inputs or outputs.
pub(super) fn passed(record: &Record, table: &str, end: &str, names: &BTreeMap<String, Name>) -> Vec<Passed> {
    let text = |row: &Value, key: &str| {
        row.get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    rows(record, table)
        .map(|row| {
            let process = Some(text(row, end)).filter(|link| !link.is_empty());
            let process = process.map(|link| id_of(&link).to_owned());
            Passed {
                what: text(row, "name"),
                name: process.as_ref().and_then(|id| names.get(id)).cloned(),
                process,
                outside: text(row, "outside"),
                criterion: text(row, "criterion"),
            }
        })
        .collect()
}

/// Ids at the other ends of inputs or outputs.
pub(super) fn ends(record: &Record, table: &str, end: &str) -> Vec<String> {
    let links = rows(record, table).filter_map(|row| row.get(end)?.as_str());
    links.map(|link| id_of(link).to_owned()).collect()
}

fn rows<'a>(record: &'a Record, table: &str) -> impl Iterator<Item = &'a Value> {
    record
        .fields
        .get(table)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// Gifts between processes that are seen; giver and receiver may both have written them down, and they count once.
pub(super) fn flows(processes: &[Placed]) -> Vec<Flow> {
    let seen = |id: &String| processes.iter().any(|placed| placed.record.id == *id);
    let mut flows: Vec<Flow> = Vec::new();
    for placed in processes {
        let me = &placed.record.id;
        let out = placed
            .outputs
            .iter()
            .map(|passed| (Some(me), passed.process.as_ref(), passed));
        let into = placed
            .inputs
            .iter()
            .map(|passed| (passed.process.as_ref(), Some(me), passed));
        for (from, to, passed) in out.chain(into) {
            if let (Some(from), Some(to)) = (from, to)
                && from != to
                && seen(from)
                && seen(to)
            {
                take(&mut flows, from, to, &passed.what);
            }
        }
    }
    flows
}

fn take(flows: &mut Vec<Flow>, from: &str, to: &str, what: &str) {
    let at = flows.iter().position(|flow| flow.from == from && flow.to == to);
    let at = at.unwrap_or_else(|| {
        flows.push(Flow {
            from: from.to_owned(),
            to: to.to_owned(),
            what: Vec::new(),
        });
        flows.len() - 1
    });
    let flow = &mut flows[at];
    if !what.is_empty() && !flow.what.iter().any(|known| fold(known) == fold(what)) {
        flow.what.push(what.to_owned());
    }
}
