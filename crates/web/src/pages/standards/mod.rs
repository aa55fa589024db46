//! Standards: editions, the tree of clauses with the worst result of each, and one clause with everything behind it.

mod around;
mod clause;
mod concluded;
mod editions;
mod evidence;
mod tree;

pub(crate) use clause::page as clause;
pub(crate) use editions::page as all;
pub(crate) use tree::page as tree;

use std::collections::BTreeMap;

use app::read::conformity::{ClauseBrief, Origin};
use engine::check::Verdict;

use crate::parts::html::*;
use crate::parts::shown::in_path;
use crate::parts::{verdict, words};

/// Address of an edition, with the day when it is not today.
fn address(standard: &str, as_of: Option<&str>) -> String {
    format!("/standards/{}{}", in_path(standard), query(as_of))
}

/// Address of a clause.
fn clause_address(standard: &str, clause: &str, as_of: Option<&str>) -> String {
    format!(
        "/standards/{}/{}{}",
        in_path(standard),
        in_path(clause),
        query(as_of)
    )
}

fn query(as_of: Option<&str>) -> String {
    as_of.map_or_else(String::new, |day| format!("?as_of={}", in_path(day)))
}

/// A clause in a list of clauses: number on the line with its mark, title, and the word of its worst result.
fn row(standard: &str, brief: &ClauseBrief, as_of: Option<&str>, here: bool) -> Element {
    let link = a(
        clause_address(standard, &brief.id, as_of),
        (span("", &brief.title), brief.verdict.map(word)),
    );
    let link = if here {
        link.with("aria-current", "page")
    } else {
        link
    };
    let level = format!("cl l{}{}", brief.depth.min(3) + 1, if here { " cur" } else { "" });
    crate::parts::gauge::hang_as("li", &level, verdict::mark(brief.verdict), &brief.id, link)
}

fn word(said: Verdict) -> Element {
    span(verdict::colour(said), verdict::words(said))
}

/// How many of which verdict, in words, the worst first: “two contradicted, five weakening”.
fn counted(leaves: &BTreeMap<Verdict, usize>) -> Vec<(Verdict, u64)> {
    Verdict::ALL
        .into_iter()
        .filter_map(|verdict| Some((verdict, *leaves.get(&verdict)? as u64)))
        .filter(|(_, number)| *number > 0)
        .collect()
}

/// Where a sheet of an earlier day comes from.
fn origin(origin: &Origin, zone: &str) -> Option<String> {
    match origin {
        Origin::Now => None,
        Origin::Kept { entry, at } => Some(format!(
            "Kept on that day, at {}, after entry {}.",
            words::moment(at, zone),
            words::thousands(*entry)
        )),
        Origin::Replayed { entry } => Some(format!(
            "Worked out again from the journal as it stood after entry {}, with the checks then in force.",
            words::thousands(*entry)
        )),
    }
}

/// The form that asks for another day; `keep` travels with it.
fn day_form(
    action: &str,
    day: &str,
    today: &str,
    as_of: Option<&str>,
    keep: Option<(&str, &str)>,
) -> Element {
    let field = input("date", "as_of")
        .id("as-of")
        .with("value", day)
        .with("max", today);
    let back = as_of.map(|_| {
        let to = keep.map_or_else(
            || action.to_owned(),
            |(name, value)| format!("{action}?{name}={}", in_path(value)),
        );
        a(to, "Back to today").with("class", "quiet")
    });
    ask(
        action.to_owned(),
        (
            label("", "As of the end of").with("for", "as-of"),
            field,
            keep.map(|(name, value)| hidden(name, value)),
            button("as-link", "Show that day"),
            back,
        ),
    )
    .with("class", "as-of")
}

/// How sure we are of the pack, in words.
fn certainty(word: &str) -> &'static str {
    match word {
        "sure" => "We are sure of it.",
        "likely" => "It is likely so; compare it with the standard before you rely on it.",
        _ => "We are not sure of it: compare it with the standard.",
    }
}
