//! What named persons concluded on a clause: the only place of the word *conforming*.

use app::read::conformity::{ClausePage, Conclusion};
use app::read::frame::Frame;

use super::clause::named;
use crate::parts::html::*;
use crate::parts::shown;
use crate::parts::words;

/// The conclusions, the newest first.
pub(super) fn concluded(page: &ClausePage, frame: &Frame) -> Element {
    let rows: Vec<Element> = page
        .conclusions
        .iter()
        .map(|one| conclusion(one, page, frame))
        .collect();
    let body = if rows.is_empty() {
        Markup::of(p(
            "empty",
            "Nobody has concluded on this clause yet. Checks cannot: a person can, with a sample.",
        ))
    } else {
        Markup::of(rows)
    };
    section("", (h2("", "What a person concluded"), body))
}

fn conclusion(one: &Conclusion, page: &ClausePage, frame: &Frame) -> Element {
    let colour = match one.judgement.as_str() {
        "conforming" => ("concl", "green"),
        _ => ("concl other", "ink"),
    };
    let by = if one.by.is_empty() { "somebody" } else { &one.by };
    let drawn = match one.samples.len() as u64 {
        0 => String::new(),
        number => format!(", {} looked at", words::so_many(number, "sample", "samples")),
    };
    let age = words::days_between(&one.on, &page.day).filter(|days| *days > 60);
    let age = age.map(|days| format!("{} months old. ", days / 30));
    let samples: Vec<(Markup, &str)> = one.samples.iter().map(|sample| (named(sample), ". ")).collect();
    div(
        colour.0,
        (
            p(
                "",
                (
                    b(colour.1, format!("{}: ", one.judgement_title)),
                    format!("{by}, {}{drawn}. ", words::day(&one.on, &frame.zone)),
                    a(
                        shown::address(&one.record.kind, &one.record.number),
                        nb(&one.record.number),
                    ),
                ),
            ),
            p("s q", (age, &one.because, " ", samples)),
        ),
    )
}
