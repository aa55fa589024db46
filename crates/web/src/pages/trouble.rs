//! Pages for what did not work: what did not happen, that nothing was lost, what to do now.

use app::Error;
use app::read::frame::Frame;
use axum::http::Uri;
use axum::response::Response;
use engine::decide::Why;

use super::html;
use crate::parts::frame::Sheet;
use crate::parts::gauge::{hang, headline};
use crate::parts::html::*;

/// What is said of an error: status, headline, particulars, what to do now.
struct Said {
    status: u16,
    what: String,
    more: String,
    now: &'static str,
}

/// The page for an error, within the frame when one is known.
pub(crate) fn page(error: Error, frame: Option<&Frame>) -> Response {
    let said = say(error);
    let sheet = sheet(&said, frame.is_some());
    match frame {
        Some(frame) => html(said.status, sheet.drawn(frame)),
        None => html(said.status, sheet.drawn_outside("")),
    }
}

/// A page for somebody who need not be signed in.
pub(crate) fn outside(status: u16, what: &str, more: &str) -> Response {
    let said = Said {
        status,
        what: what.to_owned(),
        more: more.to_owned(),
        now: "",
    };
    html(status, sheet(&said, false).drawn_outside(""))
}

/// The page for an address that is not in the table.
pub(crate) fn no_such_address(uri: &Uri) -> Response {
    let what = format!("Nothing lives at {}.", engine::value::shorten(uri.path()));
    outside(
        404,
        &what,
        "The address may have been mistyped, or it belongs to another version.",
    )
}

fn sheet(said: &Said, inside: bool) -> Sheet {
    let way = if inside {
        a("/", "To my work")
    } else {
        a("/", "To the first page")
    };
    let main = (
        headline(format!("{}", said.status), &said.what, p("lead", &said.more)),
        hang(
            "ans",
            "ring blue",
            h2("lab", "What now"),
            (
                (!said.now.is_empty()).then(|| p("", said.now)),
                p("acts", way.with("class", "quiet")),
            ),
        ),
    );
    Sheet::new("", &said.what, main).called(format!("Not shown, {}", said.status))
}

fn say(error: Error) -> Said {
    let said = |status, what: &str, more: String, now| Said {
        status,
        what: what.to_owned(),
        more,
        now,
    };
    match error {
        Error::NotFound(more) => said(
            404,
            "There is no such thing here, or not for you.",
            more,
            "Look for it by number or by words, or ask whoever gave you the address.",
        ),
        Error::Forbidden(more) => said(
            403,
            "This is not for you to do.",
            more,
            "Somebody who may can be found on the record’s page.",
        ),
        Error::Invalid(more) => said(
            422,
            "That could not be read.",
            more,
            "Go back, change it and send it again. Nothing was recorded.",
        ),
        Error::Unknown(more) => said(
            401,
            "We could not tell who you are.",
            more,
            "Sign in again; what you wanted is still there.",
        ),
        Error::Conflict(more) => said(
            409,
            "Somebody or something was faster.",
            more,
            "Look at the record as it is now, then decide again.",
        ),
        Error::Slower(more) => said(
            429,
            "That was too often.",
            more,
            "Wait a little. Nothing is lost.",
        ),
        Error::Unrecorded(more) => said(
            503,
            "It was not recorded.",
            more,
            "Go back and send it again. Nothing was written twice, and nothing was lost.",
        ),
        Error::Uncertain(more) => said(
            503,
            "It is not known whether it was recorded.",
            more,
            "Go back and send the same form again: it counts once.",
        ),
        Error::Refused(refusal) => {
            let status = match refusal.why {
                Why::Forbidden => 403,
                Why::Stale => 409,
                Why::NotFound => 404,
                _ => 422,
            };
            let reasons: Vec<&str> = refusal
                .reasons
                .iter()
                .map(|reason| reason.sentence.as_str())
                .collect();
            said(
                status,
                &refusal.summary,
                reasons.join(" "),
                "Nothing was recorded. Mend what is missing and try again.",
            )
        }
        Error::Broken(what) => {
            // The details are for whoever runs the server; a reader could not do anything with them.
            eprintln!("fault: {what}");
            said(
                500,
                "Something broke on our side.",
                "Nothing was recorded by this request. The fault was noted in the server’s log.".to_owned(),
                "Try again. If it happens twice, tell whoever runs this server, with the time.",
            )
        }
    }
}
