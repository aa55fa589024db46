//! What records show for a clause, samples, and how one adds to them.

use app::read::View;
use app::read::conformity::{ClausePage, Evidence, RecordRef};
use app::read::frame::Frame;

use crate::pages::records::may_begin;
use crate::parts::html::*;
use crate::parts::shown::{self, in_path};
use crate::parts::words;

/// Older than this, evidence is ageing.
const AGEING_DAYS: i64 = 365;

/// The table of evidence, and the samples under it.
pub(super) fn evidence(view: &View<'_>, page: &ClausePage, frame: &Frame) -> Element {
    let rows: Vec<Element> = page.evidence.iter().map(|one| row(view, one, frame)).collect();
    let head = tr(
        "",
        (
            th("", "Age of the newest").with("scope", "col"),
            th("", "What").with("scope", "col"),
            th("r", "Newest").with("scope", "col"),
        ),
    );
    let body = if rows.is_empty() {
        let said = if page.below.is_empty() {
            "No record shows anything for it. Evidence often lies elsewhere: name the place where it lies, or draw a sample."
        } else {
            "No record shows anything for it as a whole; look at the clauses below."
        };
        Markup::of(p("empty", said))
    } else {
        Markup::of(table("t ev", (thead("", head), tbody("", rows))))
    };
    let newest = if page.evidence.is_empty() {
        ""
    } else {
        "newest first"
    };
    let samples: Vec<Element> = page.samples.iter().map(sample).collect();
    let samples = (!samples.is_empty()).then(|| (h3("Samples that people drew"), ul("samples s", samples)));
    section("", (h2("", ("Evidence", span("q", newest))), body, samples))
}

fn row(view: &View<'_>, one: &Evidence, frame: &Frame) -> Element {
    let kind = view.house.packs.kind(&one.kind);
    // A register filters by the state that records are in now; what has been in a state may have gone on.
    let to = format!("/records/{}?state=any&sort=-number", in_path(&one.kind));
    let age = match one.age_days {
        None => "no date".to_owned(),
        Some(days) => age(days),
    };
    let ageing = one.age_days.is_some_and(|days| days > AGEING_DAYS);
    let age = if ageing {
        span("amber", format!("{age}, ageing"))
    } else {
        span("", age)
    };
    let newest = one
        .newest
        .as_deref()
        .map(|day| nb(words::short_day(day, &frame.today, &frame.zone)));
    let what = if kind.is_some() {
        Markup::of(a(to, &one.what))
    } else {
        Markup::of(&one.what)
    };
    tr("", (td("", age), td("", what), td("r", newest)))
}

/// `5 days`, `7 months`.
fn age(days: i64) -> String {
    let number = |number: i64, one: &str, many: &str| words::so_many(number.unsigned_abs(), one, many);
    match days {
        ..=0 => "today".to_owned(),
        1..=60 => number(days, "day", "days"),
        61..=730 => number(days / 30, "month", "months"),
        _ => number(days / 365, "year", "years"),
    }
}

fn sample(sample: &RecordRef) -> Element {
    let to = shown::address(&sample.kind, &sample.number);
    li(
        "",
        (
            a(to, nb(&sample.number)),
            " ",
            &sample.title,
            span("q", format!(", {}", words::small(&sample.state))),
        ),
    )
}

/// Ways to add a sample, a place where evidence lies, or a conclusion, with this clause filled in.
pub(super) fn begin(view: &View<'_>, page: &ClausePage) -> Option<Markup> {
    let clause = in_path(&format!("clause/{}#{}", page.standard, page.clause.id));
    let links: Vec<Element> = [
        ("sample", "clauses"),
        ("evidence_source", "clauses"),
        ("conclusion", "clause"),
    ]
    .into_iter()
    .filter_map(|(kind, field)| Some((view.house.packs.kind(kind)?, field)))
    .filter(|(kind, _)| may_begin(view, kind))
    .map(|(kind, field)| {
        li(
            "",
            a(
                format!("/records/{}/new?{field}={clause}", kind.id),
                &kind.start.button,
            ),
        )
    })
    .collect();
    (!links.is_empty()).then(|| Markup::of((h2("", "For this clause"), ul("starts", links))))
}

fn h3(content: impl Show) -> Element {
    element("h3", "", content)
}
