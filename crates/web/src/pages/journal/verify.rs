//! The whole journal verified, in plain words, with what that cannot show.

use app::read::frame::Frame;
use app::read::ledger::{MOST_VERIFIED, Verified};
use app::{App, Error};
use axum::extract::State;
use axum::response::Response;

use crate::door::Visitor;
use crate::pages::{Form, blocking, show, show_as};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{block, group, hang, hang_as, headline};
use crate::parts::html::*;
use crate::parts::problem::problem;
use crate::parts::words;
use crate::site::Site;

/// A checkpoint is a few lines.
const LONGEST: usize = 10_000;

/// What this does, and what came of it last.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Response {
    let last = site.last_verified();
    show(&site, &visitor, move |_, frame| {
        Ok(draw(frame, last.as_ref(), "", None))
    })
    .await
}

/// Verifies now. It reads and writes nothing; one at a time, since it takes a whole core while it runs.
pub(crate) async fn run(State(site): State<Site>, visitor: Visitor, Form(given): Form) -> Response {
    let outside = given.get("outside").to_owned();
    let text = outside.clone();
    let held = site.clone();
    let done = blocking(&site, move |app| verify(app, &held, &text)).await;
    match done {
        Ok(verified) => {
            show(&site, &visitor, move |_, frame| {
                Ok(draw(frame, Some(&verified), &outside, None))
            })
            .await
        }
        Err(Error::Invalid(what)) => {
            let last = site.last_verified();
            show_as(&site, &visitor, 422, move |_, frame| {
                Ok(draw(frame, last.as_ref(), &outside, Some(&what)))
            })
            .await
        }
        Err(error) => show(&site, &visitor, move |_, _| Err(error)).await,
    }
}

fn verify(app: &App, site: &Site, outside: &str) -> app::Result<Verified> {
    if outside.len() > LONGEST {
        return Err(Error::Invalid("That is too long to be a checkpoint.".to_owned()));
    }
    let mut last = site.verified.try_lock().map_err(|_| {
        Error::Invalid("Somebody else is verifying it just now. Wait a moment and look again.".to_owned())
    })?;
    // A text field gives its lines back with carriage returns; a signed note has none, and ends with a line.
    let note = format!("{}\n", outside.replace('\r', "").trim());
    let given: Vec<&[u8]> = if outside.trim().is_empty() {
        Vec::new()
    } else {
        vec![note.as_bytes()]
    };
    let verified = app.verify_journal(&given)?;
    *last = Some(verified.clone());
    Ok(verified)
}

fn draw(frame: &Frame, last: Option<&Verified>, outside: &str, refused: Option<&str>) -> Sheet {
    let said = match last {
        None => "Has anything been changed?",
        Some(verified) if verified.findings.is_empty() => "Nothing contradicts the journal.",
        Some(_) => "Something in the journal does not fit.",
    };
    let lead = "Verifying hashes every entry anew, puts all of them together, and compares the result with the signed checkpoint.";
    let main = (
        refused.map(|what| problem(&format!("{what} Nothing was verified."), &[])),
        headline(("Journal", br(), "verify"), said, p("lead", lead)),
        last.map(|verified| result(verified, frame)),
        form(outside, last.is_some()),
        last.map(cannot),
        more(),
    );
    Sheet::new("", "Verify the journal", main).called("Journal, verified")
}

fn result(verified: &Verified, frame: &Frame) -> Markup {
    let sound = verified.findings.is_empty();
    let findings: Vec<Element> = verified
        .findings
        .iter()
        .map(|finding| hang_as("li", "note-row", "dot red", "", p("", finding)))
        .collect();
    let mut rows: Vec<(&str, Markup)> = vec![
        ("Verified", Markup::of(words::moment(&verified.at, &frame.zone))),
        ("Entries", Markup::of(words::thousands(verified.entries))),
        ("Root", Markup::of(span("num brk", &verified.root))),
        (
            "Outside",
            Markup::of(match verified.outside {
                Some(size) => format!(
                    "compared with a checkpoint over {} entries",
                    words::thousands(size)
                ),
                None => "no checkpoint from outside was given".to_owned(),
            }),
        ),
    ];
    if let Some(first) = &verified.first {
        rows.insert(1, ("First entry", Markup::of(words::moment(first, &frame.zone))));
    }
    if verified.redacted > 0 {
        rows.push((
            "Redacted",
            Markup::of(words::so_many(verified.redacted, "value", "values")),
        ));
    }
    let said = if sound {
        p(
            "ver",
            (
                span("green", b("", "Unchanged.")),
                " Every entry is what it was when the checkpoint was signed, in the same order, and none is missing.",
            ),
        )
    } else {
        p(
            "ver",
            (
                span("red", b("", "It does not fit.")),
                " Keep everything as it is, make a copy of the data, and run “plumbline verify”.",
            ),
        )
    };
    Markup::of((
        hang(
            "led open",
            if sound { "dot" } else { "dot red" },
            "",
            div("proof", (said, block(rows))),
        ),
        (!findings.is_empty()).then(|| ol("", findings)),
    ))
}

fn form(outside: &str, again: bool) -> Element {
    let button_words = if again {
        "Verify again"
    } else {
        "Verify the journal"
    };
    hang(
        "act-row",
        "ring blue",
        "",
        post(
            "/journal/verify",
            (
                div(
                    "field",
                    (
                        label("", "A checkpoint kept outside, if you have one").with("for", "outside"),
                        p("hint", "From a receipt, a report or last year’s letter: all of its lines. Only then would it show if whoever holds the key had rewritten everything.").id("outside-hint"),
                        textarea("num", outside).id("outside").with("name", "outside").with("rows", "6").with("aria-describedby", "outside-hint").with("spellcheck", "false"),
                    ),
                ),
                p("acts", button("btn", button_words).with("type", "submit")),
            ),
        ),
    )
}

fn cannot(verified: &Verified) -> Element {
    let rows: Vec<Element> = verified
        .cannot_tell
        .iter()
        .map(|what| hang_as("li", "note-row", "", "", p("", what)))
        .collect();
    section("", (group("What this cannot tell", None), ol("", rows)))
}

fn more() -> Element {
    let said = [
        "Whether the tables that pages read say the same as the journal: “plumbline verify” compares every row.".to_owned(),
        "Whether attached files are what they were: “plumbline verify” hashes them too.".to_owned(),
        format!("A journal of more than {} entries is verified on the command line only.", words::thousands(MOST_VERIFIED)),
    ];
    let rows: Vec<Element> = said
        .iter()
        .map(|what| hang_as("li", "note-row", "", "", p("", what)))
        .collect();
    section(
        "",
        (
            group("What is not looked at here", None),
            ol("", rows),
            hang(
                "after",
                "none",
                "",
                p(
                    "acts",
                    (
                        a("/journal/checkpoint", "The checkpoint of now, to keep outside")
                            .with("class", "quiet")
                            .flag("download", true),
                        a("/journal/vkey", "The key")
                            .with("class", "quiet")
                            .flag("download", true),
                        a("/journal", "The journal").with("class", "quiet"),
                    ),
                ),
            ),
        ),
    )
}
