//! Reads `extend/*.toml`: what one pack adds to a kind of another. It adds no state and no way between states, and
//! removes nothing.

use super::super::Type;
use super::kind::Draft;
use super::reader::{Node, Word};
use super::report::{Report, unknown};
use super::table::Table;
use std::collections::BTreeMap;

const EXTENSION: [&str; 7] = ["kind", "section", "target", "need", "due", "shows", "sign"];

/// Adds what the file says to the kind that it names.
pub(super) fn extend(node: &Node, drafts: &mut BTreeMap<String, Draft>, report: &Report) {
    let Some(table) = Table::again(node, "an extension", report) else {
        return;
    };
    for entry in table
        .entries
        .iter()
        .filter(|entry| !EXTENSION.contains(&entry.key.as_str()))
    {
        let what = match entry.key.as_str() {
            "states" | "transition" => format!(
                "an extension adds no “{}”: how a record moves is decided by the pack of its kind.",
                entry.key
            ),
            other => unknown("key", other, "an extension", &EXTENSION),
        };
        report.add(&entry.at, what);
    }
    let Some(kind) = table.need_word("kind") else {
        return;
    };
    if !drafts.contains_key(&kind.text) {
        let kinds: Vec<&String> = drafts.keys().collect();
        report.add(&kind.at, unknown("kind", &kind.text, "the set of packs", &kinds));
        return;
    }
    let draft = drafts.get_mut(&kind.text).expect("looked up just now");
    for node in table.list("section") {
        section(node, draft, report);
    }
    for node in table.list("target") {
        target(node, draft, report);
    }
    draft.dues.extend(table.list("due").iter().cloned());
    for node in table.list("need") {
        if let Some(position) = transition(node, draft, "a need", report) {
            draft.guards.push((position, node.clone()));
        }
    }
    for node in table.list("shows") {
        if let Some(position) = transition(node, draft, "“shows”", report) {
            draft.shows.push((position, node.clone()));
        }
    }
    for node in table.list("sign") {
        let Some(position) = transition(node, draft, "“sign”", report) else {
            continue;
        };
        if draft.signs.iter().any(|(signed, _)| *signed == position) {
            report.add(
                &node.at,
                "this transition is signed already, and an extension changes nothing that is there.",
            );
        } else {
            draft.signs.push((position, node.clone()));
        }
    }
}

/// A section of its own, or more fields beside a field that is there.
fn section(node: &Node, draft: &mut Draft, report: &Report) {
    let Some(table) = Table::again(node, "a section", report) else {
        return;
    };
    let Some(beside) = table.word("beside") else {
        draft.add_section(node, report);
        return;
    };
    table.only(&["beside", "fields"]);
    let section = draft
        .kind
        .sections
        .iter()
        .position(|section| section.fields.contains(&beside.text));
    match section {
        Some(section) => draft.add_fields(section, &table),
        None => unknown_field(&beside, draft, report),
    }
}

/// More kinds to which a link may lead.
fn target(node: &Node, draft: &mut Draft, report: &Report) {
    let Some(table) = Table::open(node, "a target", &["field", "to"], report) else {
        return;
    };
    let Some(word) = table.need_word("field") else {
        return;
    };
    let added = table.need_words("to");
    match draft
        .kind
        .fields
        .get_mut(&word.text)
        .map(|field| (field.ty.word(), &mut field.ty))
    {
        None => unknown_field(&word, draft, report),
        Some((_, Type::Link(to) | Type::Links { to, .. })) => {
            for kind in added.into_iter().map(|kind| kind.text) {
                if !to.contains(&kind) {
                    to.push(kind);
                }
            }
        }
        Some((word_of_type, _)) => {
            report.add(
                &word.at,
                format!(
                    "“{}” is of type {word_of_type}; only a link can lead to more kinds.",
                    word.text
                ),
            );
        }
    }
}

fn unknown_field(word: &Word, draft: &Draft, report: &Report) {
    report.add(&word.at, super::house::unknown_field(&draft.kind, &word.text));
}

fn transition(node: &Node, draft: &Draft, what: &str, report: &Report) -> Option<usize> {
    let word = Table::again(node, what, report)?.need_word("transition")?;
    let position = draft
        .kind
        .transitions
        .iter()
        .position(|transition| transition.id == word.text);
    if position.is_none() {
        let known: Vec<&str> = draft
            .kind
            .transitions
            .iter()
            .map(|transition| transition.id.as_str())
            .collect();
        report.add(
            &word.at,
            unknown(
                "transition",
                &word.text,
                &format!("the kind {}", draft.kind.id),
                &known,
            ),
        );
    }
    position
}
