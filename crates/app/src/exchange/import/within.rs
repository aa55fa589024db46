//! Rows that name each other: a place lies in a place, a process takes its input from another, all of one file.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use engine::decide::{Found, Imported, lookups};
use engine::pack::{Field, Kind, Type};
use engine::text::{fold, normalise};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::exchange::map::{Bound, Taken};

/// Fields by whose value a record is found, as `store::load::find` does.
const CODES: [&str; 2] = ["code", "email"];

/// Whether the map fills a field that may name records of the same kind, so that the rows may name each other.
pub(super) fn may_name_each_other(bound: &Bound) -> bool {
    let kind = bound.house.packs.kind(&bound.kind);
    let fields = bound.fields.iter().filter_map(|rule| kind?.field(&rule.field));
    fields.into_iter().any(|field| leads_to(field, &bound.kind))
}

fn leads_to(field: &Field, kind: &str) -> bool {
    match &field.ty {
        Type::Table(columns) => columns.iter().any(|column| leads_to(column, kind)),
        ty => ty.targets().iter().any(|target| target == kind),
    }
}

/// What rows of a file are called. Only digests are kept: of a million rows too.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(HashMap<[u8; 12], Called>);

/// Which row is called so. A code or an old number comes before a title.
#[derive(Clone, Copy, Debug)]
struct Called {
    row: u32,
    by_title: bool,
    by_several: bool,
}

impl Names {
    pub(super) fn add(&mut self, kind: &Kind, row: u64, taken: &Taken) {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        for (name, by_title) in names(kind, &taken.inputs, &taken.aliases) {
            let mine = Called {
                row,
                by_title,
                by_several: false,
            };
            let called = self.0.entry(digest(&name)).or_insert(mine);
            if called.by_title && !by_title {
                *called = mine;
            } else if called.by_title == by_title && called.row != row {
                called.by_several = true;
            }
        }
    }

    /// Whether a row is called so; a sentence that begins with a verb when it is not clear which.
    pub(super) fn has(&self, text: &str) -> Result<bool, String> {
        match self.0.get(&digest(&folded(text))) {
            None => Ok(false),
            Some(called) if !called.by_several => Ok(true),
            Some(_) => Err(format!(
                "names “{}”, as several rows of this file are called; use the code",
                engine::value::shorten(text)
            )),
        }
    }
}

fn digest(name: &str) -> [u8; 12] {
    Sha256::digest(name.as_bytes())[..12]
        .try_into()
        .expect("a digest has 32 bytes")
}

/// By what the record of a row will be found, and whether that is its title: codes and old numbers come first.
fn names(kind: &Kind, inputs: &Map<String, Value>, aliases: &[String]) -> BTreeMap<String, bool> {
    let text = |field: &str| inputs.get(field).and_then(Value::as_str);
    let title = text(&kind.spine.title).map(|title| (folded(title), true));
    let codes = CODES.iter().filter_map(|field| text(field));
    // The first alias is the key, which nobody writes.
    let codes = codes
        .chain(aliases.iter().skip(1).map(String::as_str))
        .map(|code| (folded(code), false));
    let all = title.into_iter().chain(codes);
    all.filter(|(name, _)| !name.is_empty()).collect()
}

fn folded(text: &str) -> String {
    let text = normalise(text).unwrap_or_default();
    fold(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Texts that lead nowhere in the database, but to a record that the same act begins. `ids` are those of the rows.
pub(crate) fn join(
    kind: &Kind,
    rows: &[Imported],
    ids: &[String],
    found: &mut BTreeMap<(Vec<String>, String), Vec<Found>>,
) {
    let lost = found
        .iter_mut()
        .filter(|((kinds, _), found)| found.is_empty() && kinds.contains(&kind.id));
    let lost: Vec<_> = lost.collect();
    if lost.is_empty() {
        return;
    }
    let mut called: BTreeMap<(String, bool), Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        names(kind, &row.inputs, &row.aliases)
            .into_iter()
            .for_each(|name| called.entry(name).or_default().push(at));
    }
    for ((_, text), found) in lost {
        let name = folded(text);
        let rows = called
            .get(&(name.clone(), false))
            .or_else(|| called.get(&(name, true)));
        let begun = rows.into_iter().flatten().filter_map(|at| ids.get(*at));
        found.extend(begun.map(|id| Found {
            kind: kind.id.clone(),
            id: id.clone(),
            title: text.clone(),
        }));
    }
}

/// Texts of a row's links that only a row of the same file answers.
pub(super) fn waits(
    kind: &Kind,
    inputs: &Map<String, Value>,
    is_here: &dyn Fn(&[String], &str) -> bool,
) -> Vec<String> {
    let texts = lookups(kind, inputs).into_iter();
    texts
        .filter(|(kinds, text)| kinds.contains(&kind.id) && !is_here(kinds, text))
        .map(|(_, text)| text)
        .collect()
}

/// The rows, by position, that can come in now: all they wait for comes in with them.
pub(super) fn ready(kind: &Kind, rows: &[(&Imported, &[String])]) -> BTreeSet<usize> {
    let called: Vec<Vec<String>> = rows
        .iter()
        .map(|(row, _)| names(kind, &row.inputs, &row.aliases).into_keys().collect())
        .collect();
    let mut here: HashMap<&str, usize> = HashMap::new();
    called
        .iter()
        .flatten()
        .for_each(|name| *here.entry(name).or_default() += 1);
    let mut waiting: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, (_, waits)) in rows.iter().enumerate() {
        waits
            .iter()
            .for_each(|text| waiting.entry(folded(text)).or_default().push(at));
    }
    // Whoever waits for nobody here is out; then nobody is here for those who waited for that row, and so on.
    let mut ready: BTreeSet<usize> = (0..rows.len()).collect();
    let lost = waiting
        .iter()
        .filter(|(name, _)| !here.contains_key(name.as_str()));
    let mut out: Vec<usize> = lost.flat_map(|(_, rows)| rows).copied().collect();
    while let Some(at) = out.pop() {
        if !ready.remove(&at) {
            continue;
        }
        for name in &called[at] {
            let left = here.get_mut(name.as_str()).expect("it was counted");
            *left -= 1;
            if *left == 0 {
                out.extend(waiting.get(name).into_iter().flatten());
            }
        }
    }
    ready
}

/// Answers without the texts for which the row waits.
pub(super) fn without(value: &mut Value, waits: &[String]) {
    let is_waited_for = |value: &Value| {
        value
            .as_str()
            .is_some_and(|text| waits.iter().any(|wait| wait == text.trim()))
    };
    match value {
        Value::Array(items) => {
            items.retain(|item| !is_waited_for(item));
            items.iter_mut().for_each(|item| without(item, waits));
        }
        Value::Object(cells) => {
            cells.retain(|_, cell| !is_waited_for(cell));
            cells.values_mut().for_each(|cell| without(cell, waits));
        }
        _ => {}
    }
}
