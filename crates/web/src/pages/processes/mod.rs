//! Processes: the landscape, how each of them stands, and one of them with all that hangs on it.

mod landscape;
mod one;
mod turtle;

pub(crate) use landscape::page as all;
pub(crate) use one::page as one;

use app::read::conformity::CheckResult;
use app::read::processes::{Passed, Why};
use engine::check::Verdict;

use crate::door::Visitor;
use crate::pages::blocking;
use crate::parts::html::*;
use crate::parts::shown::{in_path, named};
use crate::parts::verdict;
use crate::parts::words;
use crate::site::Site;

/// What all checks say today; they are asked once a page.
async fn checks(site: &Site, visitor: &Visitor) -> app::Result<Vec<CheckResult>> {
    let caller = visitor.0.clone();
    blocking(site, move |app| app.checks(&caller)).await
}

/// Address of a process.
fn address(number: &str) -> String {
    format!("/processes/{}", in_path(number))
}

/// One input or output: what, from or to whom, and when it is good enough.
fn passed(passed: &Passed, preposition: &str) -> Markup {
    let what = if passed.what.is_empty() {
        "something"
    } else {
        &passed.what
    };
    let end = match (&passed.name, &passed.process, passed.outside.as_str()) {
        (Some(name), _, _) => {
            Markup::of((format!(", {preposition} "), a(address(&name.number), &name.title)))
        }
        (None, Some(_), _) => Markup::of(format!(", {preposition} a process that is closed to you")),
        (None, None, "") => Markup::of(span("amber", format!(", {preposition} nobody yet"))),
        (None, None, outside) => Markup::of(format!(", {preposition} {outside}")),
    };
    let criterion = (!passed.criterion.is_empty())
        .then(|| span("q s block-line", ("good enough when: ", &passed.criterion)));
    Markup::of((what, end, criterion))
}

/// Why a process does not stand steady, in a sentence with its records.
fn why(why: &Why, here: &str, zone: &str) -> Markup {
    match why {
        Why::Check {
            verdict: said,
            title,
            records,
            fix,
            clauses,
            ..
        } => {
            let others = records.iter().filter(|record| record.id != here);
            let links: Vec<Element> = others
                .take(6)
                .map(|record| {
                    let to = crate::parts::shown::address(&record.kind, &record.number);
                    li("", (a(to, nb(&record.number)), " ", &record.title))
                })
                .collect();
            let more = records.len().saturating_sub(6);
            let links = (!links.is_empty()).then(|| ul("plain s", links));
            let more = (more > 0).then(|| p("s q", format!("… and {more} more.")));
            let clause = clauses.first().and_then(|clause| clause.split_once('#'));
            let clause = clause.map(|(standard, id)| {
                (
                    " ",
                    a(format!("/standards/{standard}/{id}"), nb(id)).with("class", "cl-q"),
                )
            });
            Markup::of((
                verdict::verdict(*said, ()),
                div(
                    "",
                    (
                        p("", (b("", title), clause)),
                        links,
                        more,
                        (!fix.is_empty()).then(|| p("s q", fix)),
                    ),
                ),
            ))
        }
        Why::Late { number, since } => {
            let late = match number {
                1 => "One thing that hangs on it is late".to_owned(),
                more => format!(
                    "{} things that hang on it are late",
                    words::capital(&words::count(*more))
                ),
            };
            let since = format!("The first date missed was {}.", words::day(since, zone));
            Markup::of((
                p("v late-v", "late"),
                div("", (p("", b("", late)), p("s q", since))),
            ))
        }
        Why::NotConfirmed { due } => {
            let said = format!("Its owner should have confirmed it by {}", words::day(due, zone));
            let about = "Nobody has said since then that it is still done as it is described.";
            Markup::of((
                p("v late-v", "late"),
                div("", (p("", b("", said)), p("s q", about))),
            ))
        }
    }
}

/// The same in a few words, for a row.
fn in_short(reasons: &[Why]) -> String {
    let contradicted = number(reasons, Verdict::Contradicted);
    let weakening = number(reasons, Verdict::Weakening);
    let mut said: Vec<String> = Vec::new();
    if contradicted > 0 {
        said.push(format!(
            "{} contradicted",
            words::so_many(contradicted, "check", "checks")
        ));
    }
    if weakening > 0 {
        said.push(format!("{weakening} weakening"));
    }
    let late = reasons.iter().find_map(|why| match why {
        Why::Late { number, .. } => Some(*number),
        _ => None,
    });
    said.extend(late.map(|late| format!("{late} late")));
    if reasons.iter().any(|why| matches!(why, Why::NotConfirmed { .. })) {
        said.push("not confirmed in time".to_owned());
    }
    said.join(", ")
}

fn number(reasons: &[Why], wanted: Verdict) -> u64 {
    let fits = |why: &&Why| matches!(why, Why::Check { verdict, .. } if *verdict == wanted);
    reasons.iter().filter(fits).count() as u64
}

/// A person by name, or what it means that there is none.
fn person(names: &std::collections::BTreeMap<String, app::read::record::Name>, id: Option<&str>) -> Markup {
    match id.map(|id| names.get(id)) {
        Some(Some(name)) => named(name),
        Some(None) => Markup::of(span("q", "closed to you")),
        None => Markup::of(span("amber", "nobody")),
    }
}
