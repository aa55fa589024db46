//! What lies around a clause: above and below it, beside it in other editions, and before it in time.

use app::read::View;
use app::read::conformity::{Beside, ClausePage};
use app::read::frame::Frame;

use super::{clause_address, query, row, word};
use crate::parts::html::*;
use crate::parts::shown::in_path;
use crate::parts::words;

/// The clauses above and below, with their worst results; folded on the phone.
pub(super) fn tree(page: &ClausePage, as_of: Option<&str>) -> Element {
    let rows = || -> Vec<Element> {
        let above = page
            .above
            .iter()
            .map(|brief| row(&page.standard, brief, as_of, false));
        let here = std::iter::once(row(&page.standard, &page.clause, as_of, true));
        let below = page
            .below
            .iter()
            .map(|brief| row(&page.standard, brief, as_of, false));
        above.chain(here).chain(below).collect()
    };
    let all = || {
        a(
            format!("/standards/{}{}", in_path(&page.standard), query(as_of)),
            "All clauses",
        )
    };
    nav(
        "around",
        (
            div(
                "wide-tree",
                (
                    crate::parts::gauge::hang(
                        "",
                        "none",
                        "",
                        p("xs q cap", ("Each clause with its worst result. ", all())),
                    ),
                    ol("tree", rows()),
                ),
            ),
            details(
                "more small-tree",
                (summary("", "Clauses around it"), ol("tree", rows()), p("", all())),
            ),
        ),
    )
    .with("aria-label", "Clauses around it")
}

/// The same matter in other editions: a switch, and what became of the clause there.
pub(super) fn editions(view: &View<'_>, page: &ClausePage, as_of: Option<&str>) -> Option<Markup> {
    let standards = &view.house.packs.standards;
    let title = |id: &str| {
        standards
            .get(id)
            .map_or(id.to_owned(), |standard| standard.title.clone())
    };
    if standards.len() < 2 {
        return None;
    }
    let links: Vec<Element> = standards
        .keys()
        .map(|id| {
            if *id == page.standard {
                return a(clause_address(id, &page.clause.id, as_of), title(id)).with("aria-current", "page");
            }
            // Where a clause became several, the first of them; the sentence below names all.
            let there = page
                .beside
                .iter()
                .find(|beside| beside.standard == *id && !beside.clause.is_empty());
            let to = match there {
                Some(beside) => clause_address(id, &beside.clause, as_of),
                None => format!("/standards/{}{}", in_path(id), query(as_of)),
            };
            a(to, title(id))
        })
        .collect();
    let told: Vec<Element> = page
        .beside
        .iter()
        .map(|beside| sentence(beside, &title(&beside.standard), as_of))
        .collect();
    let told = (!told.is_empty()).then(|| ul("beside s", told));
    Some(Markup::of((nav("ed", links).with("aria-label", "Edition"), told)))
}

/// “In ISO 9001:2026: 10.2.1.d, changed. …”
fn sentence(beside: &Beside, title: &str, as_of: Option<&str>) -> Element {
    let relation = match beside.relation.as_str() {
        "same" => "the same",
        "split" => "one of several that it became",
        "merged" => "where several came together",
        other => other,
    };
    let what = if beside.clause.is_empty() {
        Markup::of(format!("In {title}: nothing of the kind, {relation}. "))
    } else {
        let to = clause_address(&beside.standard, &beside.clause, as_of);
        Markup::of((
            format!("In {title}: "),
            a(to, (nb(&beside.clause), " ", &beside.title)),
            format!(", {relation}. "),
        ))
    };
    let sure = match beside.certainty.as_str() {
        "sure" => "",
        "likely" => " (Likely so.)",
        _ => " (We are not sure.)",
    };
    li("", (what, span("q", (&beside.why, sure))))
}

/// Its own verdict on earlier days, told where it changed.
pub(super) fn history(page: &ClausePage, frame: &Frame) -> Option<Markup> {
    let mut rows: Vec<Element> = Vec::new();
    let days = &page.history;
    for (at, (day, verdict)) in days.iter().enumerate() {
        let older = days.get(at + 1).map(|(_, verdict)| verdict);
        if older == Some(verdict) {
            continue;
        }
        let to = clause_address(&page.standard, &page.clause.id, Some(day));
        let since = if older.is_some() { "Since" } else { "On" };
        rows.push(li(
            "",
            (
                a(
                    to,
                    nb(format!(
                        "{since} {}",
                        words::short_day(day, &frame.today, &frame.zone)
                    )),
                ),
                ": ",
                word(*verdict),
            ),
        ));
    }
    (!rows.is_empty()).then(|| Markup::of((h2("", "On earlier days"), ol("hist", rows))))
}
