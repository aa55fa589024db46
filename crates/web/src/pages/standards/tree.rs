//! The tree of an edition: each clause with its worst result, chapter by chapter, as of any day.

use std::collections::BTreeMap;

use app::read::View;
use app::read::conformity::{ClauseBrief, Conformity};
use app::read::frame::Frame;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use engine::check::Verdict;

use super::{address, clause_address, counted, day_form, origin, query, row, word};
use crate::door::Visitor;
use crate::pages::{blocking, show};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{group, hang, hang_as, headline, split};
use crate::parts::html::*;
use crate::parts::shown::in_path;
use crate::parts::{verdict, words};
use crate::site::Site;

/// Earlier days that are listed.
const DAYS: usize = 14;

/// The page.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Path(standard): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let caller = visitor.0.clone();
    let as_of = query.get("as_of").filter(|day| !day.is_empty()).cloned();
    let result = query.get("result").and_then(|word| Verdict::parse(word));
    let day = as_of.clone();
    let asked = blocking(&site, move |app| {
        app.conformity(&caller, &standard, day.as_deref())
    })
    .await;
    show(&site, &visitor, move |view, frame| {
        let tree = asked?;
        let as_of = as_of.as_deref().filter(|_| tree.day != frame.today);
        Ok(draw(view, frame, &tree, as_of, result))
    })
    .await
}

fn draw(
    view: &View<'_>,
    frame: &Frame,
    tree: &Conformity,
    as_of: Option<&str>,
    result: Option<Verdict>,
) -> Sheet {
    let own = address(&tree.standard, None);
    let lead = match result {
        Some(result) => p(
            "lead",
            (
                format!("Only clauses that are themselves “{}”. ", verdict::words(result)),
                a(address(&tree.standard, as_of), "Show the whole tree"),
            ),
        ),
        None => p(
            "lead",
            "Each clause with its worst result. A check can contradict; it never certifies.",
        ),
    };
    let keep = result.map(|result| ("result", result.word()));
    let head = headline(
        (&tree.title, br(), words::day(&tree.day, &frame.zone)),
        said(tree, as_of, frame),
        (
            editions(view, &tree.standard, as_of),
            lead,
            day_form(&own, &tree.day, &frame.today, as_of, keep),
            origin(&tree.origin, &frame.zone).map(|origin| p("s q", origin)),
        ),
    );
    let body = match result {
        Some(result) => flat(tree, result, as_of),
        None => Markup::of(chapters(tree, as_of)),
    };
    let main = (
        head,
        split(body, (counts(tree, as_of, result), days(tree, frame), sure(tree))),
    );
    Sheet::new("/standards", &tree.title, main)
}

fn said(tree: &Conformity, as_of: Option<&str>, frame: &Frame) -> String {
    let counted = counted(&tree.leaves);
    let number = |wanted| {
        counted
            .iter()
            .find(|(verdict, _)| *verdict == wanted)
            .map_or(0, |(_, number)| *number)
    };
    let (bad, weak, none) = (
        number(Verdict::Contradicted),
        number(Verdict::Weakening),
        number(Verdict::NoEvidence),
    );
    let past = as_of.is_some();
    let is = |number: u64| match (number, past) {
        (1, false) => "is",
        (_, false) => "are",
        (1, true) => "was",
        (_, true) => "were",
    };
    let clauses = |number: u64| if number == 1 { "clause" } else { "clauses" };
    let said = match (bad, weak, none) {
        (0, 0, 0) => "No check speaks against a clause.".to_owned(),
        (0, 0, none) => format!(
            "For {} {} there {} no evidence.",
            words::count(none),
            clauses(none),
            is(none)
        ),
        (0, weak, _) => format!(
            "{} {} {} weakening, none {} contradicted.",
            words::count(weak),
            clauses(weak),
            is(weak),
            is(1)
        ),
        (bad, 0, _) => format!("{} {} {} contradicted.", words::count(bad), clauses(bad), is(bad)),
        (bad, weak, _) => format!(
            "{} {} {} contradicted, {} {} weakening.",
            words::count(bad),
            clauses(bad),
            is(bad),
            words::count(weak),
            is(weak)
        ),
    };
    match as_of {
        Some(day) => format!("On {}: {said}", words::day(day, &frame.zone)),
        None => words::capital(&said),
    }
}

/// Another edition or standard over the same evidence.
fn editions(view: &View<'_>, here: &str, as_of: Option<&str>) -> Option<Element> {
    let all: Vec<_> = view.house.packs.standards.values().collect();
    (all.len() > 1).then(|| {
        let links: Vec<Element> = all
            .into_iter()
            .map(|standard| {
                let link = a(address(&standard.id, as_of), &standard.title);
                if standard.id == here {
                    link.with("aria-current", "page")
                } else {
                    link
                }
            })
            .collect();
        nav("ed", links).with("aria-label", "Edition")
    })
}

/// Chapters, each with its clauses; what lies deeper is folded.
fn chapters(tree: &Conformity, as_of: Option<&str>) -> Vec<Element> {
    let tops = tree.clauses.iter().filter(|clause| clause.parent.is_none());
    tops.map(|top| {
        let below: Vec<Markup> = below(tree, &top.id)
            .map(|clause| branch(tree, clause, as_of))
            .collect();
        let head = row_of(tree, top, as_of);
        section("chapter", (ol("tree", (head, below)),))
    })
    .collect()
}

fn below<'a>(tree: &'a Conformity, id: &'a str) -> impl Iterator<Item = &'a ClauseBrief> {
    tree.clauses
        .iter()
        .filter(move |clause| clause.parent.as_deref() == Some(id))
}

fn row_of(tree: &Conformity, clause: &ClauseBrief, as_of: Option<&str>) -> Element {
    row(&tree.standard, clause, as_of, false)
}

/// A clause with what lies below it folded under it.
fn branch(tree: &Conformity, clause: &ClauseBrief, as_of: Option<&str>) -> Markup {
    let mut inner: Vec<Element> = Vec::new();
    gather(tree, clause, as_of, &mut inner);
    if inner.is_empty() {
        return Markup::of(row_of(tree, clause, as_of));
    }
    let number = inner.len() as u64;
    let from = clause.from.as_deref().filter(|_| is_bad(clause.verdict));
    let from = from.map(|from| format!(", the worst is {from}"));
    let fold = details(
        "fold",
        (
            summary(
                "",
                (
                    format!("{} below", words::thousands(number)),
                    span("vh", format!(" {}", clause.id)),
                    from,
                ),
            ),
            ol("tree", inner),
        ),
    );
    let link = row(&tree.standard, clause, as_of, false);
    Markup::of(li("branch", (ol("", link), fold)))
}

fn gather(tree: &Conformity, clause: &ClauseBrief, as_of: Option<&str>, into: &mut Vec<Element>) {
    for child in below(tree, &clause.id) {
        into.push(row_of(tree, child, as_of));
        gather(tree, child, as_of, into);
    }
}

fn is_bad(verdict: Option<Verdict>) -> bool {
    matches!(verdict, Some(Verdict::Contradicted | Verdict::Weakening))
}

/// Only clauses with that result of their own, each with its reason.
fn flat(tree: &Conformity, result: Verdict, as_of: Option<&str>) -> Markup {
    let fits = tree.clauses.iter().filter(|clause| clause.own == Some(result));
    let rows: Vec<Element> = fits
        .map(|clause| {
            let to = clause_address(&tree.standard, &clause.id, as_of);
            let link = a(
                to,
                (
                    span("", (b("", &clause.title), small("", &clause.reason))),
                    word(result),
                ),
            );
            hang_as("li", "cl reasoned", verdict::mark(Some(result)), &clause.id, link)
        })
        .collect();
    if rows.is_empty() {
        let said = format!("No clause is “{}”.", verdict::words(result));
        return Markup::of(hang("", "miss", "", p("empty", said)));
    }
    let number = rows.len() as u64;
    Markup::of((
        group(words::capital(verdict::words(result)), Some(number)),
        ol("tree", rows),
    ))
}

/// How many clauses have which result; each number is a filter, none of them a sum.
fn counts(tree: &Conformity, as_of: Option<&str>, result: Option<Verdict>) -> Markup {
    let day = as_of.map_or_else(String::new, |day| format!("&as_of={}", in_path(day)));
    let rows: Vec<Element> = counted(&tree.leaves)
        .into_iter()
        .map(|(said, number)| {
            let to = format!(
                "/standards/{}?result={}{day}",
                in_path(&tree.standard),
                said.word()
            );
            let link = a(to, words::so_many(number, "clause", "clauses"));
            let link = if result == Some(said) {
                link.with("aria-current", "true")
            } else {
                link
            };
            li("", (verdict::verdict(said, ()), link))
        })
        .collect();
    Markup::of((
        h2("", "Where work is"),
        ul("counts", rows),
        p(
            "xs q",
            "Clauses that have none below them, by their worst result. They are not summed up: no number says how well a system is.",
        ),
    ))
}

/// Days of which the results were kept.
fn days(tree: &Conformity, frame: &Frame) -> Option<Markup> {
    let rows: Vec<Element> = tree
        .days
        .iter()
        .filter(|kept| kept.day != tree.day)
        .take(DAYS)
        .map(|kept| {
            let number = |wanted: Verdict| kept.leaves.get(&wanted).copied().unwrap_or(0);
            let to = format!("/standards/{}{}", in_path(&tree.standard), query(Some(&kept.day)));
            tr(
                "",
                (
                    th(
                        "",
                        a(to, nb(words::short_day(&kept.day, &frame.today, &frame.zone))),
                    )
                    .with("scope", "row"),
                    td("r", number(Verdict::Contradicted).to_string()),
                    td("r", number(Verdict::Weakening).to_string()),
                    td("r", number(Verdict::NoEvidence).to_string()),
                ),
            )
        })
        .collect();
    (!rows.is_empty()).then(|| {
        let head = ["Day", "Contra\u{ad}dicted", "Weak\u{ad}ening", "No evidence"];
        let head: Vec<Element> = head
            .iter()
            .enumerate()
            .map(|(at, words)| th(if at > 0 { "r" } else { "" }, *words).with("scope", "col"))
            .collect();
        Markup::of((
            h2("", "On earlier days"),
            table("t days", (thead("", tr("", head)), tbody("", rows))),
        ))
    })
}

fn sure(tree: &Conformity) -> Markup {
    Markup::of((
        h2("", "How sure we are"),
        p("s", format!("{}.", words::capital(&tree.compared))),
        p(
            "s q",
            "The clauses are told in our own words. The text of the standard is not kept here; have it beside you.",
        ),
    ))
}
