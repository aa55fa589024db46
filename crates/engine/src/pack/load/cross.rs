//! What can only be seen from above: the graph of states, numbers of two kinds, and which paths need facts for SQL.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Check, Effect, Kind, Packs, Who};
use super::kind::Draft;
use super::report::Report;
use super::table::Table;
use crate::condition::{Condition, Operand, Reads, reads};

/// States nobody reaches, and states from which no final state is reached.
pub(super) fn check_states(draft: &Draft, report: &Report) {
    let kind = &draft.kind;
    let Some(first) = kind.states.first() else { return };
    // An edge that could not be read would make every state behind it look lost.
    if kind
        .transitions
        .iter()
        .any(|transition| transition.to.is_empty() || transition.from.is_empty())
    {
        return;
    }
    let edges: Vec<(&str, &str)> = kind
        .transitions
        .iter()
        .flat_map(|transition| {
            transition
                .from
                .iter()
                .map(move |from| (from.as_str(), transition.to.as_str()))
        })
        .collect();
    let reached = closure([first.id.as_str()], &edges);
    let finals: Vec<&str> = kind
        .states
        .iter()
        .filter(|state| state.is_final)
        .map(|state| state.id.as_str())
        .collect();
    let back: Vec<(&str, &str)> = edges.iter().map(|(from, to)| (*to, *from)).collect();
    let ends = closure(finals.iter().copied(), &back);
    if finals.is_empty() {
        report.add(
            &draft.states[&first.id],
            format!(
                "no state of {} is final; a record must come to an end somewhere.",
                kind.id
            ),
        );
    }
    for state in &kind.states {
        let at = &draft.states[&state.id];
        if !reached.contains(state.id.as_str()) {
            report.add(
                at,
                format!(
                    "nobody reaches the state “{}”: no transition leads there from “{}”.",
                    state.id, first.id
                ),
            );
        } else if !finals.is_empty() && !ends.contains(state.id.as_str()) {
            report.add(
                at,
                format!(
                    "the state “{}” is a dead end: no transition leads from it to a final state.",
                    state.id
                ),
            );
        }
    }
}

fn closure<'a>(from: impl IntoIterator<Item = &'a str>, edges: &[(&'a str, &'a str)]) -> BTreeSet<&'a str> {
    let mut reached: BTreeSet<&str> = from.into_iter().collect();
    loop {
        let more: Vec<&str> = edges
            .iter()
            .filter(|(from, to)| reached.contains(from) && !reached.contains(to))
            .map(|(_, to)| *to)
            .collect();
        if more.is_empty() {
            return reached;
        }
        reached.extend(more);
    }
}

/// Two kinds whose numbers could not be told apart.
pub(super) fn check_numbers(drafts: &BTreeMap<String, Draft>, report: &Report) {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for draft in drafts.values().filter(|draft| !draft.kind.number.is_empty()) {
        let shape = draft.kind.number.replace("{year}-", "").replace("-{year}", "");
        if let Some(other) = taken.get(&shape)
            && let Some(table) = Table::again(&draft.root, "a kind", report)
        {
            table.wrong(
                "number",
                format!(
                    "the numbers of {} look like those of {other}; each kind has its own letters.",
                    draft.kind.id
                ),
            );
        }
        taken.insert(shape, &draft.kind.id);
    }
}

/// Records that an effect begins without what they begin with.
pub(super) fn check_created(packs: &Packs, drafts: &BTreeMap<String, Draft>, report: &Report) {
    for (kind, draft) in packs
        .kinds
        .values()
        .filter_map(|kind| Some((kind, drafts.get(&kind.id)?)))
    {
        for (transition, node) in kind.transitions.iter().zip(&draft.transitions) {
            for effect in &transition.does {
                let Effect::CreateLinked { kind: made, set, .. } = effect else {
                    continue;
                };
                let Some(made) = packs.kind(made) else { continue };
                let asked = made.start.asks.iter().filter_map(|id| made.field(id));
                let needed = asked.filter(|field| {
                    field.required && field.default.is_none() && !set.contains_key(&field.id)
                });
                for field in needed {
                    if let Some(table) = Table::again(node, "a transition", report) {
                        table.wrong(
                            "does",
                            format!("a {} begins only with “{}”: set it.", made.id, field.id),
                        );
                    }
                }
            }
        }
    }
}

/// Fills `indexed` of every kind: all paths that a condition, a filter or the spine reads.
pub(super) fn index(packs: &mut Packs) {
    let mut wanted: BTreeSet<(String, String)> = BTreeSet::new();
    for kind in packs.kinds.values() {
        let of = std::slice::from_ref(&kind.id);
        wanted.extend(reached(of, read_by(kind), packs));
        let plain = kind.fields.values().filter(|field| field.filter || field.unique);
        wanted.extend(plain.map(|field| (kind.id.clone(), field.id.clone())));
    }
    for check in packs.checks.values() {
        wanted.extend(wanted_by(check, packs));
    }
    for (kind, path) in wanted {
        if let Some(kind) = packs.kinds.get_mut(&kind)
            && kind.at(&path).is_some()
        {
            kind.indexed.insert(path);
        }
    }
}

/// (kind, path) of everything that is read from records of these kinds.
fn reached(of: &[String], read: Reads, packs: &Packs) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (hops, path) in read.indexed {
        let mut kinds = of.to_vec();
        for hop in &hops {
            kinds = kinds
                .iter()
                .filter_map(|id| packs.kind(id)?.field(hop))
                .flat_map(|field| field.ty.targets().to_vec())
                .collect();
        }
        found.extend(kinds.into_iter().map(|kind| (kind, path.clone())));
    }
    found
}

/// What a check reads, on its own kinds and beyond.
fn wanted_by(check: &Check, packs: &Packs) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (kinds, condition) in check.conditions() {
        found.extend(reached(kinds, reads(condition), packs));
    }
    let over = &check.over.kinds;
    if let Some(Operand::Path(path, _)) = check.period.as_ref().map(|period| &period.on) {
        let mut read = Reads::default();
        read.add(path);
        found.extend(reached(over, read, packs));
    }
    for path in check.own_paths() {
        found.extend(over.iter().map(|kind| (kind.clone(), path.to_owned())));
    }
    found
}

fn read_by(kind: &Kind) -> Reads {
    let mut all = Reads::default();
    for condition in conditions_of(kind) {
        all.extend(reads(condition));
    }
    for who in kind.see.iter().flat_map(|see| &see.by) {
        if let Who::Rel(field) = who {
            all.indexed.insert((Vec::new(), field.clone()));
        }
    }
    if let Some(triage) = &kind.triage {
        let held = triage
            .held
            .iter()
            .map(|held| format!("{}.{}", held.table, held.at));
        let until = triage.waits.iter().map(|waits| waits.until.clone());
        let take = [triage.take.clone()];
        all.indexed
            .extend(held.chain(until).chain(take).map(|path| (Vec::new(), path)));
    }
    let spine = &kind.spine;
    all.indexed.insert((Vec::new(), spine.title.clone()));
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
    all
}

/// Every condition that stands in a kind.
fn conditions_of(kind: &Kind) -> Vec<&Condition> {
    let fields = kind.fields.values().filter_map(|field| field.when.as_deref());
    let see = kind.see.iter().filter_map(|see| see.when.as_ref());
    let transitions = kind.transitions.iter().flat_map(|transition| {
        let signed = transition.sign.as_ref().and_then(|sign| sign.when.as_ref());
        transition
            .needs
            .iter()
            .chain(signed)
            .chain(transition.shows.iter().filter_map(|shows| shows.when.as_ref()))
    });
    let waits = kind.triage.iter().filter_map(|triage| triage.waits.as_ref());
    let waits = waits.map(|waits| &waits.when);
    fields.chain(see).chain(transitions).chain(waits).collect()
}
