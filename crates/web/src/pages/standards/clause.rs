//! One clause: what is asked, what the checks found, what a person concluded, the evidence, what an auditor will ask.

use std::collections::BTreeMap;

use app::read::View;
use app::read::conformity::{CheckResult, ClausePage, RecordRef};
use app::read::frame::Frame;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use engine::check::Verdict;

use super::{around, certainty, concluded, day_form, evidence, origin};
use crate::door::Visitor;
use crate::pages::{blocking, show};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{block, headline};
use crate::parts::html::*;
use crate::parts::shown::{self, in_path};
use crate::parts::{verdict, words};
use crate::site::Site;

/// Records of a check that are named at once; the rest is folded.
const NAMED: usize = 4;

/// The page.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Path((standard, clause)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let caller = visitor.0.clone();
    let as_of = query.get("as_of").filter(|day| !day.is_empty()).cloned();
    let day = as_of.clone();
    let asked = blocking(&site, move |app| {
        app.conformity_clause(&caller, &standard, &clause, day.as_deref())
    })
    .await;
    show(&site, &visitor, move |view, frame| {
        let page = asked?;
        let as_of = as_of.as_deref().filter(|_| page.day != frame.today);
        Ok(draw(view, frame, &page, as_of))
    })
    .await
}

fn draw(view: &View<'_>, frame: &Frame, page: &ClausePage, as_of: Option<&str>) -> Sheet {
    let clause = &page.clause;
    let title = view
        .house
        .packs
        .standards
        .get(&page.standard)
        .map_or(page.standard.as_str(), |standard| &standard.title);
    let own = format!("/standards/{}/{}", in_path(&page.standard), in_path(&clause.id));
    let head = headline(
        (title, br(), nb(&clause.id)),
        &clause.title,
        (
            around::editions(view, page, as_of),
            p("lead", said(page)),
            day_form(&own, &page.day, &frame.today, as_of, None),
            origin(&page.origin, &frame.zone).map(|origin| p("s q", origin)),
        ),
    );
    let work = div(
        "clause",
        (
            asked(page),
            below(page, as_of),
            checks(page, frame),
            concluded::concluded(page, frame),
            evidence::evidence(view, page, frame),
            questions(page),
        ),
    );
    let facts = div(
        "clause-facts",
        (
            facts(view, page),
            around::history(page, frame),
            evidence::begin(view, page),
        ),
    );
    let main = (head, div("leaf", (around::tree(page, as_of), work, facts)));
    Sheet::new("/standards", format!("{} {}", clause.id, clause.title), main)
        .called(format!("{title}, {}", clause.id))
}

/// “One check is contradicted: an action is ten days past its date. One is weakening.”
fn said(page: &ClausePage) -> String {
    let number = |wanted| {
        page.checks
            .iter()
            .filter(|check| check.verdict == Some(wanted))
            .count() as u64
    };
    let parts: Vec<String> = [
        (Verdict::Contradicted, "contradicted"),
        (Verdict::Weakening, "weakening"),
        (Verdict::NoEvidence, "without evidence"),
    ]
    .into_iter()
    .map(|(verdict, word)| (number(verdict), word))
    .filter(|(number, _)| *number > 0)
    .map(|(number, word)| {
        format!(
            "{} {} {word}",
            words::count(number),
            if number == 1 { "is" } else { "are" }
        )
    })
    .collect();
    let from = page.clause.from.as_deref();
    match (parts.as_slice(), from, page.clause.verdict) {
        (_, Some(from), Some(verdict)) => {
            format!(
                "The worst comes from {from}: {}. {}",
                verdict::words(verdict),
                page.clause.reason
            )
        }
        ([], _, _) if page.clause.reason.is_empty() => {
            "Nothing is asked here by itself; look at the clauses below.".to_owned()
        }
        ([], _, _) => page.clause.reason.clone(),
        (parts, ..) => {
            let parts = words::capital(&engine::text::enumerate(parts, "and"));
            let of = words::so_many(page.checks.len() as u64, "check", "checks");
            format!("Of {of}: {}. {}", words::small(&parts), page.clause.reason)
        }
    }
}

fn asked(page: &ClausePage) -> Element {
    let documented = match page.documented.as_str() {
        "maintain" => Some("It wants a document that is kept up to date."),
        "retain" => Some("It wants records that are kept."),
        "maintain_if_needed" => Some("It wants a document where one is needed."),
        "retain_if_needed" => Some("It wants records where they are needed."),
        _ => None,
    };
    let shows = engine::text::enumerate(
        &page.evidenced.iter().map(|way| shows(way)).collect::<Vec<_>>(),
        "and",
    );
    let shows = (!shows.is_empty()).then(|| format!("It shows by {shows}. "));
    let aside = p(
        "s q",
        (
            shows,
            documented,
            " Told in our own words; the standard’s text is not kept here.",
        ),
    );
    section(
        "",
        (
            h2("", "What is asked"),
            p("", &page.intent),
            aside,
            excluded(page),
        ),
    )
}

fn shows(way: &str) -> &'static str {
    match way {
        "record" => "records",
        "interview" => "asking people",
        "observation" => "looking on",
        _ => "samples from outside",
    }
}

fn excluded(page: &ClausePage) -> Option<Element> {
    let exclusion = page.exclusion.as_ref()?;
    let because = if exclusion.because.is_empty() {
        "the reason is closed to you".to_owned()
    } else {
        exclusion.because.clone()
    };
    let record = exclusion.record.as_ref().map(|record| (" ", named(record)));
    Some(p(
        "v na",
        (
            format!(
                "not applicable, because {because} (declared for {}).",
                exclusion.clause
            ),
            record,
        ),
    ))
}

/// The clauses right below, each with the reason for its result.
fn below(page: &ClausePage, as_of: Option<&str>) -> Option<Element> {
    let rows: Vec<Element> = page
        .below
        .iter()
        .map(|brief| {
            let to = super::clause_address(&page.standard, &brief.id, as_of);
            let said = brief.verdict.map(|said| verdict::verdict(said, ()));
            let from = brief.from.as_ref().map(|from| format!("From {from}: "));
            li(
                "",
                (
                    div("", said),
                    div(
                        "",
                        (
                            h3("", a(to, (nb(&brief.id), " ", &brief.title))),
                            p("s q", (from, &brief.reason)),
                        ),
                    ),
                ),
            )
        })
        .collect();
    (!rows.is_empty()).then(|| section("", (h2("", "The clauses below"), ol("checks", rows))))
}

fn checks(page: &ClausePage, frame: &Frame) -> Element {
    let rows: Vec<Element> = page.checks.iter().map(|check| check_row(check, frame)).collect();
    let notes: Vec<Element> = page.notes.iter().map(|note| p("xs q", note)).collect();
    let none = if page.below.is_empty() {
        "No check speaks to this clause: it is for a person, with a sample."
    } else {
        "No check speaks to this clause by itself; the clauses below have theirs."
    };
    let body = if rows.is_empty() {
        Markup::of(p("empty", none))
    } else {
        Markup::of(ol("checks", rows))
    };
    let when = if page.checks.is_empty() { "" } else { "worst first" };
    section(
        "",
        (h2("", ("What the checks found", span("q", when))), body, notes),
    )
}

fn check_row(check: &CheckResult, frame: &Frame) -> Element {
    let said = check.verdict.unwrap_or(Verdict::NoEvidence);
    let looked = matches!(said, Verdict::NothingAgainst).then(|| {
        span(
            "block-line",
            format!("({} looked at)", words::thousands(check.looked_at)),
        )
    });
    let since = check.since.as_deref().map_or_else(
        || "whatever their age".to_owned(),
        |since| format!("since {}", words::day(since, &frame.zone)),
    );
    let looked_at = format!(
        "Looked at: {}, {since}. ",
        words::so_many(check.looked_at, "record", "records")
    );
    let least = (said == Verdict::NoEvidence && check.least > 0)
        .then(|| format!("It wants at least {}. ", check.least));
    let practices: Vec<String> = check
        .practices
        .iter()
        .map(|(id, setting)| format!("{}: {setting}", id.replace('_', " ")))
        .collect();
    let practices =
        (!practices.is_empty()).then(|| format!("By the house’s setting: {}. ", practices.join("; ")));
    let blind = format!("Cannot see: {}", lower(&check.blind).join(" "));
    let fix = (said < Verdict::ForAPerson && !check.fix.is_empty())
        .then(|| p("s", (b("", "What to do: "), &check.fix)));
    li(
        "",
        (
            verdict::verdict(said, looked),
            div(
                "",
                (
                    h3("", &check.title),
                    p("s q", &check.sentence),
                    records(check),
                    fix,
                    p(
                        "xs q seen",
                        (span("", (looked_at, least, practices)), span("", blind)),
                    ),
                ),
            ),
        ),
    )
    .id(format!("check-{}", check.id))
}

/// Blind spots as one sentence after “cannot see”.
fn lower(blind: &[String]) -> Vec<String> {
    blind
        .iter()
        .enumerate()
        .map(|(at, spot)| if at == 0 { words::small(spot) } else { spot.clone() })
        .collect()
}

fn records(check: &CheckResult) -> Option<Markup> {
    if check.records.is_empty() {
        let closed = "The records are closed to you.";
        return (check.found > 0).then(|| Markup::of(p("s q", closed)));
    }
    let item = |record: &RecordRef| {
        li(
            "",
            (
                named(record),
                span("q", format!(", {}", words::small(&record.state))),
            ),
        )
    };
    let first: Vec<Element> = check.records.iter().take(NAMED).map(item).collect();
    let rest: Vec<Element> = check.records.iter().skip(NAMED).map(item).collect();
    let shown = check.records.len() as u64;
    let beyond = check.found.saturating_sub(shown);
    let beyond = (beyond > 0).then(|| {
        p(
            "s q",
            format!(
                "{} of {} are named here.",
                words::count(shown),
                words::thousands(check.found)
            ),
        )
    });
    let rest = (!rest.is_empty()).then(|| {
        let more = format!("{} more", rest.len());
        details("more", (summary("", more), ul("plain s", rest)))
    });
    Some(Markup::of((ul("plain s", first), rest, beyond)))
}

/// A record by its name, as a link.
pub(super) fn named(record: &RecordRef) -> Markup {
    let to = shown::address(&record.kind, &record.number);
    match ["person", "process", "site", "place", "role"].contains(&record.kind.as_str()) {
        true => Markup::of(a(to, &record.title)),
        false => Markup::of((a(to, nb(&record.number)), " ", &record.title)),
    }
}

fn questions(page: &ClausePage) -> Option<Element> {
    let rows: Vec<Element> = page.questions.iter().map(|question| li("", question)).collect();
    (!rows.is_empty()).then(|| section("", (h2("", "What an auditor will ask"), ol("ask", rows))))
}

fn facts(view: &View<'_>, page: &ClausePage) -> Element {
    let compared = view.house.packs.standards.get(&page.standard);
    let compared = compared.map(|standard| format!("{}.", words::capital(&standard.compared)));
    let own = page
        .clause
        .own_id
        .then_some("The last part of its number is ours: the letter in the standard is not known to us.");
    div(
        "",
        (
            h2("", "How sure we are"),
            p("s", certainty(&page.clause.certainty)),
            compared.map(|compared| p("s q", compared)),
            own.map(|own| p("s q", own)),
            block([
                ("Checks", Markup::of(page.checks.len().to_string())),
                ("Phase", Markup::of(words::capital(&page.clause.phase))),
            ]),
        ),
    )
}

fn h3(class: &str, content: impl Show) -> Element {
    element("h3", class, content)
}
